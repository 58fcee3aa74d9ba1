"""When what several records say in one field is the same, near, left out or contrary.

What is the same depends on the field's kind, as its ``Grounded`` mark and its type tell it: a count
and a fixed word must be equal; a name or place may differ in articles, plural and spelling; a date in
its wording.  Of records inside the record (a place with its kind) the part that names it is compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Any

from llmextract.alignment.assignment import pair_up
from llmextract.cells import cell
from llmextract.merge.days import same_day
from llmextract.merge.joining import is_same
from llmextract.merge.names import Place, name_of, place_of
from llmextract.records import Finding
from llmextract.schema import paths
from llmextract.schema.outline import VAGUE, Field, Outline
from llmextract.verification.spelling import fold_place

SAME, NEAR, APART = 1.0, 0.5, 0.0
"""How alike two values are: the same; the one a part, a bound or a vaguer word of the other; neither."""


class Outcome(StrEnum):
    """How the values of one field in aligned records stand to each other."""

    SAME = "same"
    """All say the same."""
    PARTLY = "partly"
    """All say something; some of it is the same, or one says it less exactly."""
    LEFT_OUT = "left_out"
    """Some say nothing; those that say something do not contradict each other."""
    CONTRARY = "contrary"
    """Two say things that have nothing in common."""
    SILENT = "silent"
    """None says anything."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one record says in one field.

    Attributes:
        items: path and value of each item, or of the value alone; empty where it says nothing.
        findings: what the verifier said of them; for a count that is not given also what it said of
            the vague words in its place.
    """

    items: tuple[tuple[str, Any], ...]
    findings: tuple[Finding, ...]

    @property
    def is_carried(self) -> bool:
        """Whether it says something and the text supports each item that can be checked."""
        return (
            bool(self.items)
            and bool(self.findings)
            and all(finding.verdict.is_carried for finding in self.findings)
        )

    def of_item(self, path: str) -> tuple[Finding, ...]:
        """The findings of one item."""
        return tuple(f for f in self.findings if paths.is_under(f.field, path))


def said(record: Mapping[str, Any], findings: Sequence[Finding], kind: Field) -> Said:
    """What a record says in a field."""
    return Said(
        tuple(kind.items(record)),
        tuple(finding for finding in findings if paths.is_under(finding.field, kind.name)),
    )


def shown(value: Any, kind: Field) -> str:
    """An item in the words of a reader: the name of a place, not all that is known of it."""
    words = kind.called(value) or cell(value)
    return words.replace("_", " ") if kind.kind == "category" else words


def alike(one: Any, other: Any, kind: Field, *, outline: Outline, published: str | None) -> float:
    """How alike two items of a field are: ``SAME``, ``NEAR`` or ``APART``.

    Args:
        one: an item.
        other: another.
        kind: their field.
        outline: the schema, for the words that say the same more exactly.
        published: date of the document, for dates that count from it.
    """
    if one == other:
        return SAME
    if kind.kind == "date" and isinstance(one, str) and isinstance(other, str):
        return {True: SAME, None: NEAR, False: APART}[same_day(one, other, published)]
    if kind.kind == "category":
        return NEAR if _is_finer(one, other, outline.finer.get(kind.name, {})) else APART
    if kind.kind in {"name", "place", "quote", "plain"} and is_same(one, other, kind):
        return SAME
    return NEAR if _overlap(one, other, kind) else APART


def _is_finer(one: Any, other: Any, table: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether one of two fixed words says what the other says, more exactly."""
    return any(
        vague in VAGUE or exact in table.get(vague, ())
        for vague, exact in ((one, other), (other, one))
        if isinstance(vague, str)
    )


def _overlap(one: Any, other: Any, kind: Field) -> bool:
    """Whether one may be a part of the other: "the Front's men", "the Front"; a village, its district."""
    if kind.kind == "name":
        first, second = name_of(kind.called(one)), name_of(kind.called(other))
        return first is not None and second is not None and first.overlaps(second)
    if kind.kind == "place":
        here, there = _place(one, kind), _place(other, kind)
        return here is not None and there is not None and here.touches(there)
    return False


def _place(item: Any, kind: Field) -> Place | None:
    part = kind.part_found("within")
    around = item.get(part) if part and isinstance(item, Mapping) else None
    within = around if isinstance(around, list | tuple) else ()
    return place_of(kind.called(item), [one for one in within if isinstance(one, str)])


@dataclass(frozen=True, slots=True)
class Matcher:
    """Compares what records of one document say.

    Attributes:
        outline: the schema.
        published: date of the document, ISO.
    """

    outline: Outline
    published: str | None = None

    def overlap(self, one: Said, other: Said, kind: Field) -> float:
        """Share of the items that two records have in common, each used once; near ones count half.

        1 for the same items, 0 for none in common; 0 where one of them says nothing.
        """
        weights = [
            [
                alike(a, b, kind, outline=self.outline, published=self.published)
                for _, b in other.items
            ]
            for _, a in one.items
        ]
        most = max(len(one.items), len(other.items))
        return sum(weights[i][j] for i, j in pair_up(weights)) / most if most else 0.0

    def outcome(self, all_said: Sequence[Said], kind: Field) -> Outcome:
        """How what some records say in a field stands to each other; the worst pair decides."""
        telling = [one for one in all_said if one.items]
        if not telling:
            return Outcome.SILENT
        overlaps = [self.overlap(a, b, kind) for a, b in combinations(telling, 2)]
        if APART in overlaps:
            return Outcome.CONTRARY
        if len(telling) < len(all_said):
            return Outcome.LEFT_OUT
        return Outcome.PARTLY if any(one < SAME for one in overlaps) else Outcome.SAME


def label(one: Said, kind: Field) -> str | float | None:
    """What a record says in a field as one value to be counted; ``None`` where it says nothing.

    A count is itself.  All else is folded: articles, case, plural, the order of items.
    """
    if not one.items:
        return None
    if kind.kind == "number":
        values = [value for _, value in one.items if isinstance(value, int | float)]
        return values[0] if len(values) == 1 else None  # a list of counts is no one count
    return " | ".join(sorted(_folded(value, kind) for _, value in one.items))


def _folded(value: Any, kind: Field) -> str:
    words = shown(value, kind)
    if kind.kind == "name" and (name := name_of(words)) is not None:
        return " ".join(sorted(name.words))
    if kind.kind == "place" and (place := place_of(words)) is not None:
        return " ".join((*sorted(place.sides), *place.words))
    return words if kind.kind == "category" else fold_place(words)

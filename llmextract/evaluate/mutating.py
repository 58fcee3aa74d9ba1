"""Labelled cases from a run that a person trusts: its values, and values that are surely wrong.

Each number, place and sided name that the run holds for supported or derived is a case with that
label.  Wrong ones are made of them, without chance: a swap, one more, a denial that is dropped.  What
the text may carry all the same is left out, so a label is wrong only where the run is.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

from pydantic import BaseModel, ValidationError

from llmextract.content import load_schema
from llmextract.documents.segmenting import sentence_bounds
from llmextract.errors import RunFileError
from llmextract.records import Extraction, Finding, Verdict
from llmextract.runfile import RunFile
from llmextract.verification import gazetteer, numbers, places
from llmextract.verification.language import COUNTED
from llmextract.verification.source_text import SourceText
from llmextract.verification.spelling import fold_words
from llmextract.verification.walk import Leaf, leaves

AS_READ = "as read"
"""The phenomenon of a case that is a value of the run; the others name what was changed."""
_OTHER_SIDE = {"agent": "patient", "patient": "agent"}
_MOST_SUMMED = 6
"""Counts of one role of which all sums are taken: more of them stand in no paragraph of news."""

_JOINED = re.compile(r"[\s,;/]*(?:(?:and|or|y|e|o|et|ou|und|и|و|&)\b)?[\s,]*", re.IGNORECASE)
"""What stands between two places of one list."""

Case = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Value:
    """A number, a place or a sided name of a record, with what the run said of it."""

    record: int
    leaf: Leaf
    finding: Finding | None

    @property
    def is_trusted(self) -> bool:
        """Whether the paragraph or its headline carries it, by the run."""
        found = self.finding
        return found is not None and found.verdict.is_carried and found.where != "article"

    @property
    def role(self) -> str | None:
        return self.leaf.grounded.role


def cases_of(run: RunFile, *, content: Iterable[str] = ()) -> Iterator[Case]:
    """The cases of a run, paragraph by paragraph; in the form that ``evaluate --cases`` reads.

    Args:
        run: a run whose values a person trusts.
        content: folders with the schema that the run names, searched before the shipped ones.

    Raises:
        RunFileError: a record does not fit the schema any more.
        SchemaError: the schema that the run names cannot be loaded.
    """
    schema = load_schema(str(run.header.get("schema", "incident")), content=tuple(content))
    for extraction in run.extractions:
        yield from _Paragraph(extraction, schema).cases()


class _Paragraph:
    """One paragraph of the run, with what its records say of it."""

    def __init__(self, extraction: Extraction, schema: type[BaseModel]) -> None:
        self.extraction = extraction
        self.text = extraction.paragraph.text
        title = extraction.document.title or ""
        self.title = "" if title == self.text else title
        self.values = list(_values(extraction, schema))

    def cases(self) -> Iterator[Case]:
        """Its values as they are, then what was made of them; no value twice for one role."""
        known: set[tuple[Any, ...]] = set()
        made = (
            self._as_read,
            self._roles_swapped,
            self._one_more,
            self._denied,
            self._other_parts,
            self._other_incidents,
            self._sides_swapped,
        )
        for case in (case for make in made for case in make()):
            key = (case["text"], case["field"], case.get("role"), str(case["value"]))
            if key not in known:
                known.add(key)
                yield case

    def _case(self, of: _Value, phenomenon: str, /, **changed: Any) -> Case:
        mark, paragraph = of.leaf.grounded, self.extraction.paragraph
        case: Case = {
            "id": f"{self.extraction.document.id}/{paragraph.index}/{of.record}/{of.leaf.path}"
            + ("" if phenomenon == AS_READ else f" {phenomenon}"),
            "text": self.text,
            "field": mark.kind,
            "value": of.leaf.value,
            "label": str(Verdict.UNSUPPORTED),
            "phenomenon": phenomenon,
        }
        if mark.role is not None:
            case["role"] = mark.role
        if self.title:
            case["context"] = self.title
        return case | changed

    def _as_read(self) -> Iterator[Case]:
        for value in self.values:
            if value.is_trusted and value.finding is not None:
                yield self._case(value, AS_READ, label=str(value.finding.verdict))

    # --- numbers ---

    @cached_property
    def _counts(self) -> list[_Value]:
        """Its trusted numbers that are whole."""
        return [one for one in self.values if one.is_trusted and type(one.leaf.value) is int]

    def _may_be(self, role: str | None, number: int) -> bool:
        """Whether some record says so, or several together, or bounds hold it."""
        stated: list[int] = []
        for one in self.values:
            if one.leaf.grounded.kind != "number" or one.role != role:
                continue
            if type(one.leaf.value) is int:
                stated.append(one.leaf.value)
            if one.finding is not None and one.finding.low is not None:
                high = one.finding.high
                if one.finding.low <= number and (high is None or number <= high):
                    return True
        stated = stated[:_MOST_SUMMED]
        return any(
            sum(some) == number
            for size in range(1, len(stated) + 1)
            for some in combinations(stated, size)
        )

    def _roles_swapped(self) -> Iterator[Case]:
        for one in self._counts:
            for other in self._counts:
                number = other.leaf.value
                if one.role != other.role and not self._may_be(one.role, number):
                    yield self._case(one, "number of another role", value=number)

    def _one_more(self) -> Iterator[Case]:
        source = SourceText(self.text)
        if source.language not in COUNTED:
            return  # whether the text has the number cannot be told
        stated = [*numbers.lex(source.text, source.language), *numbers.lex(self.title)]
        for one in self._counts:
            number = one.leaf.value + 1
            has = any(
                number in amount.stated
                or (amount.low <= number and (amount.high is None or number <= amount.high))
                for amount in stated
            )
            if one.leaf.value and not has and not self._may_be(one.role, number):
                yield self._case(one, "one more", value=number)

    def _denied(self) -> Iterator[Case]:
        """Somebody where the text says nobody, and nobody where it says nothing any more."""
        for one in self._counts:
            if one.leaf.value != 0:
                continue
            if not self._may_be(one.role, 1):
                yield self._case(one, "one for none", value=1)
            rest = self._without(one.finding)
            if rest is not None:
                yield self._case(one, "denial dropped", text=rest)

    def _without(self, finding: Finding | None) -> str | None:
        """The text without the sentences of a denial; ``None`` where nothing or a denial is left."""
        start = self.extraction.paragraph.start
        at = [span.start - start for span in finding.spans] if finding else []
        kept = [
            self.text[first:last]
            for first, last in sentence_bounds(self.text)
            if not any(first <= one < last for one in at)
        ]
        rest = " ".join(kept)
        if not at or not kept or rest == " ".join(self.text.split()):
            return None
        denies = any(amount.low == 0 for text in (rest, self.title) for amount in numbers.lex(text))
        return None if denies else rest

    # --- names ---

    def _sides_swapped(self) -> Iterator[Case]:
        """Who acts as one who is hit, and the other way round; no one whom a record has on both."""
        names = [one for one in self.values if one.role in _OTHER_SIDE]
        on_side: dict[str, set[str]] = {side: set() for side in _OTHER_SIDE}
        for one in names:
            on_side[str(one.role)].update(fold_words(str(one.leaf.value)))
        for one in names:
            other = _OTHER_SIDE[str(one.role)]
            if one.is_trusted and on_side[other].isdisjoint(fold_words(str(one.leaf.value))):
                yield self._case(
                    one, "name on the other side", role=other, label=str(Verdict.PARTLY)
                )

    # --- places ---

    @cached_property
    def _places(self) -> list[_Value]:
        return [one for one in self.values if one.leaf.grounded.kind == "place"]

    def _other_parts(self) -> Iterator[Case]:
        """A place that the paragraph names and no record has, nor one around or within it.

        In a text in capitals any word may be some town's name; it is a case of its own kind.
        """
        first = next((one for one in self._places if one.is_trusted), None)
        if first is None:
            return
        listed = [str(one.leaf.value) for one in self._places]
        source = SourceText(self.text)
        named = [one for one in places.mentions(source) if one.part == "text"]
        likely = {one.name for one in named}
        if source.text.isupper():
            likely = set(places.likely(source, [one.name for one in named]))
        joined = _listed_with(named, listed, source.text)
        for mention in named:
            names = (mention.name, *mention.within)
            if mention.start not in joined and _are_apart(names, [*listed, self.title]):
                kind = "place in another part" if mention.name in likely else "word like a place"
                yield self._case(first, kind, value=mention.name)

    def _other_incidents(self) -> Iterator[Case]:
        """The place of another record, against the sentences that a record rests on."""
        bounds = sentence_bounds(self.text)
        for one in self._places:
            own = _reach(one, bounds)
            if own is None or not one.is_trusted:
                continue
            near = [str(p.leaf.value) for p in self._places if _meet(_reach(p, bounds), own)]
            for other in self._places:
                name = str(other.leaf.value)
                if other.is_trusted and _are_apart([name], [*near, self.title]):
                    yield self._case(
                        one,
                        "place of another incident",
                        value=name,
                        text=self.text[own[0] : own[1]],
                    )


def _values(extraction: Extraction, schema: type[BaseModel]) -> Iterator[_Value]:
    """The numbers and places of the records; a finding counts while it is about the value."""
    found = {(one.record, one.field): one for one in extraction.findings}
    for index, row in enumerate(extraction.records):
        try:
            record = schema.model_validate(row)
        except ValidationError as error:
            where = f"paragraph {extraction.paragraph.index + 1} of {extraction.document.source}"
            raise RunFileError(
                f"record {index + 1} of {where} does not fit the schema",
                hint="was the run made with another version of the schema?",
            ) from error
        for leaf in leaves(record):
            is_sided = leaf.grounded.kind == "name" and leaf.grounded.role in _OTHER_SIDE
            if leaf.value is None or not (is_sided or leaf.grounded.kind in {"number", "place"}):
                continue
            finding = found.get((index, leaf.path))
            if finding is not None and finding.value != leaf.value:
                finding = None
            yield _Value(index, leaf, finding)


def _reach(value: _Value, bounds: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """From the first to the last evidence sentence of a value's record."""
    numbered = [bounds[n - 1] for n in value.leaf.evidence if 0 < n <= len(bounds)]
    return (min(numbered)[0], max(numbered)[1]) if numbered else None


def _meet(one: tuple[int, int] | None, other: tuple[int, int]) -> bool:
    return one is None or (one[0] < other[1] and other[0] < one[1])


def _listed_with(mentions: Sequence[places.Mention], listed: Iterable[str], text: str) -> set[int]:
    """Where the places start that stand in one list with a place of a record.

    A record takes only so many places: of "in Gao, Ansongo, Labbezanga and Ber" the last may be
    missing and happened all the same.
    """
    rows: list[list[places.Mention]] = []
    for one in sorted(mentions, key=lambda mention: mention.start):
        if rows and _JOINED.fullmatch(text, rows[-1][-1].end, one.start):
            rows[-1].append(one)
        else:
            rows.append([one])
    known = {word for name in listed for word in fold_words(name)}
    has = (row for row in rows if any(not known.isdisjoint(fold_words(m.name)) for m in row))
    return {mention.start for row in has for mention in row}


def _are_apart(names: Iterable[str], others: Iterable[str]) -> bool:
    """Whether no place of the first may be, hold or lie in one of the others.

    Names that share a word may be one place; of a name that no gazetteer knows nobody can tell.
    """
    others = [other for other in others if other]
    return all(_is_apart(name, other) for name in names for other in others)


def _is_apart(name: str, other: str) -> bool:
    words, other_words = fold_words(name), fold_words(other)
    if not words or set(words) & set(other_words):
        return False
    one, two = gazetteer.named(" ".join(words)), gazetteer.named(" ".join(other_words))
    return bool(one and two) and not _may_hold(one, two) and not _may_hold(two, one)


def _may_hold(outer: tuple[gazetteer.Place, ...], inner: tuple[gazetteer.Place, ...]) -> bool:
    if all(place.kind == "city" for place in outer):
        return False
    return gazetteer.contains(outer, inner) is not False


def counted(cases: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How many cases there are of each phenomenon, in the order in which they first came."""
    found: dict[str, int] = defaultdict(int)
    for case in cases:
        found[str(case["phenomenon"])] += 1
    return dict(found)

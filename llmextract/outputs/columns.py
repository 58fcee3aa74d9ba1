"""The columns that tables of a class have beside its values: verdict, reason, bounds, dates, words.

A field is judged in one row whatever it holds: of a list the worst verdict is said, with the reasons
of the values that have it, and the words of all.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from llmextract.cells import cell
from llmextract.notes import in_words
from llmextract.outputs.entries import Entry
from llmextract.records import Finding, worst
from llmextract.schema import paths
from llmextract.schema.outline import Field

What = Literal[
    "verdict",
    "reason",
    "from",
    "spans",
    "low",
    "high",
    "iso",
    "precision",
    "agreement",
    "confidence",
    "called",
]
TEXTS: frozenset[str] = frozenset(
    {"verdict", "reason", "from", "spans", "iso", "precision", "called"}
)
"""Those that are text; ``low`` and ``high`` are whole numbers, the others shares from 0 to 1."""
WHOLES: frozenset[str] = frozenset({"low", "high"})


@dataclass(frozen=True, slots=True)
class Judgement:
    """A column that says something of a field's values.

    Attributes:
        name: what it is called, like no other column: ``killed_verdict``.
        field: the field.
        what: what it says.
    """

    name: str
    field: Field
    what: What

    def of(self, entry: Entry) -> str | int | float | None:
        """What it says in one entry; ``None`` where nothing is to be said."""
        name = self.field.name
        if self.what in {"agreement", "confidence"}:
            own = [one for one in entry.agreement if paths.head(one.field) == name]
            return _lowest(one.share if self.what == "agreement" else one.confidence for one in own)
        if self.what == "called":
            return "; ".join(_names(self.field, entry)) or None
        if self.what in WHOLES and name in entry.figures:
            figures = entry.figures[name]
            return figures.low if self.what == "low" else figures.high
        found = entry.said.get(name)
        return _said(self.what, found) if found else None


def judgements(field: Field, *, is_drawn: bool, taken: Collection[str] = ()) -> list[Judgement]:
    """The columns that stand beside a field.

    Args:
        field: the field.
        is_drawn: whether several answers were drawn.
        taken: names that other columns have, in lower case.
    """
    return [
        Judgement(free_name(f"{field.name}_{what}", taken), field, what)
        for what in _whats(field, is_drawn=is_drawn)
    ]


def _names(field: Field, entry: Entry) -> Iterator[str]:
    """What those in a list are called in all documents, as it is told where that is not known."""
    called = {one.field: one.name for one in entry.called}
    for path, item in field.items(entry.record or {}):
        yield cell(called.get(path) or field.called(item))


def _whats(field: Field, *, is_drawn: bool) -> Iterator[What]:
    if field.lists_names:
        yield "called"
    if is_checked(field):
        yield "verdict"
        yield "reason"
        yield "from"
        if field.kind == "number" and not field.parts:
            yield "low"
            yield "high"
        if field.kind == "date" and not field.parts:
            yield "iso"
            yield "precision"
        yield "spans"
    if is_drawn and field.asked and not field.evidence:
        yield "agreement"
        yield "confidence"


def is_checked(field: Field) -> bool:
    """Whether the verifier looks at values of a field or of its sub-records."""
    return field.grounded is not None or any(is_checked(part) for part in field.parts)


def free_name(name: str, taken: Collection[str], *, prefix: str = "record.") -> str:
    """A name that no other column has; a field that is called like a column of ours gets a prefix.

    Args:
        name: the name it would have.
        taken: names in use, in lower case: SQL knows no other.
        prefix: what is put before it.
    """
    while name.lower() in taken:
        name = f"{prefix}{name}"
    return name


def _said(what: What, found: list[Finding]) -> str | int | None:
    if what == "low":
        return found[0].low
    if what == "high":
        return found[0].high
    between = " | " if what == "spans" else "; "
    return between.join(dict.fromkeys(_texts(what, found))) or None


def _texts(what: What, found: list[Finding]) -> Iterator[str]:
    if what in {"verdict", "reason"}:
        verdict = worst(found)
        for one in found:
            if one.verdict is verdict:
                yield str(verdict) if what == "verdict" else in_words(one.reason)
    elif what == "spans":
        yield from (span.text for one in found for span in one.spans)
    elif what == "from":
        yield from (one.stated for one in found)
    else:
        dates = (one.resolved if what == "iso" else one.precision for one in found)
        yield from (said for said in dates if said)


def _lowest(figures: Iterable[float | None]) -> float | None:
    return min((figure for figure in figures if figure is not None), default=None)

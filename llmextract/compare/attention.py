"""What a person should look at first: each aligned incident gets a rank and the reason in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from llmextract.alignment.values import Outcome, Said, shown
from llmextract.schema.outline import Field


class Attention(IntEnum):
    """How urgently an aligned incident should be looked at; the least number first.

    The order is that of the harm to a data set.  A contradicted count of the dead is wrong in at
    least one run for certain, and counts are what is summed up (within the rank the schema's first
    count comes first, then the greater gap).  An incident that only some found although the text
    carries it is a whole event missing from the others.  A contradicted place or date puts an event
    elsewhere, a contradicted actor or type blames another.  A count that is left out lowers a sum.
    An incident of one run that the text does not carry is likely invented: looked at to be thrown
    out.  Then come smaller differences, agreement that the text does not carry (both may be wrong
    alike), and at last what needs nobody's time, with what only one run read and nothing can be said of.
    """

    COUNT = 1
    MISSED = 2
    PLACE_OR_DATE = 3
    WHO_OR_WHAT = 4
    COUNT_LEFT_OUT = 5
    DOUBTFUL = 6
    SMALL = 7
    UNVERIFIED = 8
    NONE = 9
    ALONE = 10

    @property
    def words(self) -> str:
        """The rank as a reader is told it."""
        return _WORDS[self]


_WORDS = {
    Attention.COUNT: "counts contradict",
    Attention.MISSED: "found by some only, and in the text",
    Attention.PLACE_OR_DATE: "place or date contradicts",
    Attention.WHO_OR_WHAT: "who or what contradicts",
    Attention.COUNT_LEFT_OUT: "count left out",
    Attention.DOUBTFUL: "found by some only, and doubtful",
    Attention.SMALL: "smaller differences",
    Attention.UNVERIFIED: "agreed, but not in the text",
    Attention.NONE: "agreed",
    Attention.ALONE: "read by one run only",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One field of an aligned incident.

    Attributes:
        kind: the field.
        outcome: how what the runs say stands to each other.
        said: for each run what it says, ``None`` where it has no record of the incident.
    """

    kind: Field
    outcome: Outcome
    said: tuple[Said | None, ...]

    @property
    def is_verified(self) -> bool:
        """Whether all agree and the text supports each of them."""
        return self.outcome is Outcome.SAME and all(
            s.is_carried for s in self.said if s is not None
        )

    @property
    def is_checked(self) -> bool:
        """Whether the verifier looked at any value of it."""
        return any(one is not None and one.items and one.findings for one in self.said)


@dataclass(frozen=True, slots=True)
class Rank:
    """Where an aligned incident comes in the list.

    Attributes:
        attention: how urgently.
        reason: why, in words: the field and what the runs say.
        within: what orders incidents of one rank, the least first.
    """

    attention: Attention
    reason: str
    within: tuple[float, ...] = ()

    @property
    def key(self) -> tuple[float, ...]:
        """What to sort by."""
        return (float(self.attention), *self.within)


def rank(lines: Sequence[Line], *, is_missed: bool, is_alone: bool = False) -> Rank:
    """The rank of an aligned incident.

    Args:
        lines: its fields.
        is_missed: whether a run that read the paragraph has no record of it.
        is_alone: whether only one run read the paragraph.
    """
    if is_alone:
        return Rank(Attention.ALONE, Attention.ALONE.words)
    for attention, applies in _RULES:
        found = [(at, line) for at, line in enumerate(lines) if applies(line)]
        if attention is Attention.MISSED and is_missed and _is_carried(lines):
            return Rank(attention, attention.words, (-_carried(lines),))
        if attention is Attention.DOUBTFUL and is_missed:
            return Rank(attention, attention.words, (_carried(lines),))
        if found:
            return Rank(attention, _told([line for _, line in found]), _within(found))
    return Rank(Attention.NONE, Attention.NONE.words)


def _contrary(*kinds: str) -> Callable[[Line], bool]:
    return lambda line: line.outcome is Outcome.CONTRARY and line.kind.kind in kinds


def _nothing(_: Line) -> bool:
    return False


_RULES: tuple[tuple[Attention, Callable[[Line], bool]], ...] = (
    (Attention.COUNT, _contrary("number")),
    (Attention.MISSED, _nothing),
    (Attention.PLACE_OR_DATE, _contrary("place", "date")),
    (Attention.WHO_OR_WHAT, _contrary("name", "category", "quote", "plain")),
    (
        Attention.COUNT_LEFT_OUT,
        lambda line: line.outcome is Outcome.LEFT_OUT and line.kind.kind == "number",
    ),
    (Attention.DOUBTFUL, _nothing),
    (Attention.SMALL, lambda line: line.outcome in {Outcome.LEFT_OUT, Outcome.PARTLY}),
    (
        Attention.UNVERIFIED,
        lambda line: line.outcome is Outcome.SAME and line.is_checked and not line.is_verified,
    ),
)
"""The ranks in order, each with the fields that put an incident there; two go by the whole incident."""


def _within(found: Sequence[tuple[int, Line]]) -> tuple[float, ...]:
    """By the first field concerned, then by the gap between counts, then by how many fields."""
    at, line = found[0]
    return (float(at), -_gap(line), -float(len(found)))


def _gap(line: Line) -> float:
    counts = [
        v for _, v in _values(line) if line.kind.kind == "number" and isinstance(v, int | float)
    ]
    return float(max(counts) - min(counts)) if counts else 0.0


def _values(line: Line) -> list[tuple[int, Any]]:
    return [(run, v) for run, one in enumerate(line.said) if one for _, v in one.items]


def _told(lines: Sequence[Line]) -> str:
    return "; ".join(f"{line.kind.name.replace('_', ' ')}: {_sides(line)}" for line in lines)


def _sides(line: Line) -> str:
    """What is said, each version once, in the order of the runs: "3 / 5", "3 / nothing"."""
    versions = [
        ", ".join(shown(value, line.kind) for _, value in one.items) or "nothing"
        for one in line.said
        if one is not None
    ]
    return " / ".join(dict.fromkeys(versions))


def _verdicts(lines: Sequence[Line]) -> list[bool]:
    return [f.verdict.is_carried for line in lines for s in line.said if s for f in s.findings]


def _is_carried(lines: Sequence[Line]) -> bool:
    """Whether the text carries more than half of what was checked in it."""
    verdicts = _verdicts(lines)
    return sum(verdicts) * 2 > len(verdicts)


def _carried(lines: Sequence[Line]) -> float:
    return float(sum(_verdicts(lines)))

"""Finds which records of several runs over one paragraph are about the same incident, one to one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from llmextract.alignment.assignment import pair_up
from llmextract.alignment.values import Matcher, Said, said
from llmextract.schema.outline import Field

Record = Mapping[str, Any]
Group = tuple[int | None, ...]
"""For each run the index of its record about one incident; ``None`` where it has none."""

# What an overlapping field speaks for two records being of one incident, and what a contrary one
# speaks against it.  Places tell incidents of a paragraph apart best; sentences both rest on come
# next.  Categories alone never suffice: most records of an article "happened".  Weighed by reason,
# not fitted to any corpus.
_FOR = {"place": 1.0, "name": 0.7, "number": 0.6, "evidence": 0.5, "date": 0.4, "quote": 0.4}
_AGAINST = {"place": 0.4, "name": 0.2, "number": 0.2, "evidence": 0.3, "date": 0.2}
_FOR_CATEGORIES = 0.1
_FOR_SMALL_COUNT = 0.3
"""None and one killed say little: so many records have them."""
_ENOUGH = 0.1
"""What must speak for two records more than this, or they stay apart."""
_ROUNDS = 5
"""Most rounds of improvement with three runs and more; two or three settle it."""


def align(runs: Sequence[Sequence[Record]], matcher: Matcher) -> list[Group]:
    """Groups of records about one incident, at most one of each run, in the order of the text.

    Two runs are paired for the greatest total likeness (Hungarian method).  With more, each run is
    paired in turn with the groups that there are, and what finds none begins a group of its own, so
    the rest are aligned among themselves too.  Then each run in turn is taken out and paired anew
    until nothing improves: a record placed early, while little was known, may find its better place.
    A star around the first run would never align what the first one missed.
    """
    likeness = _Likeness(runs, matcher)
    groups: list[list[int | None]] = []
    for run in range(len(runs)):
        groups = _placed(run, groups, likeness)
    for _ in range(_ROUNDS if len(runs) > 2 else 0):
        before = sorted(map(_order, groups))
        for run in range(len(runs)):
            groups = _placed(run, _without(run, groups), likeness)
        if sorted(map(_order, groups)) == before:
            break
    return [tuple(group) for group in sorted(groups, key=_order)]


def _order(group: Sequence[int | None]) -> tuple[int, ...]:
    """Where a group comes in the text, near enough; then by run."""
    indices = [index for index in group if index is not None]
    return (min(indices), *(len(group) if index is None else index for index in group))


def _without(run: int, groups: Sequence[list[int | None]]) -> list[list[int | None]]:
    left = [[None if other == run else at for other, at in enumerate(g)] for g in groups]
    return [group for group in left if any(index is not None for index in group)]


def _placed(
    run: int, groups: Sequence[list[int | None]], likeness: "_Likeness"
) -> list[list[int | None]]:
    """The groups with the records of one more run in them."""
    count = len(likeness.runs[run])
    gains = [[max(0.0, likeness.gain(run, i, group)) for group in groups] for i in range(count)]
    pairs = {i: g for i, g in pair_up(gains) if gains[i][g] > 0}
    out = [list(group) for group in groups]
    for index in range(count):
        if index in pairs:
            out[pairs[index]][run] = index
        else:
            out.append([index if other == run else None for other in range(len(likeness.runs))])
    return out


@dataclass
class _Likeness:
    """How far records of different runs look like one incident; each pair is weighed once."""

    runs: Sequence[Sequence[Record]]
    matcher: Matcher
    _known: dict[tuple[int, int, int, int], float] = field(default_factory=dict)

    def gain(self, run: int, index: int, group: Sequence[int | None]) -> float:
        """What a record adds to a group: more than 0 where it belongs there."""
        return sum(
            self._between(run, index, other, at) for other, at in enumerate(group) if at is not None
        )

    def _between(self, run: int, index: int, other: int, at: int) -> float:
        key = (run, index, other, at) if run < other else (other, at, run, index)
        if key not in self._known:
            one, two = self.runs[key[0]][key[1]], self.runs[key[2]][key[3]]
            self._known[key] = self._weigh(one, two) - self._enough
        return self._known[key]

    @property
    def _enough(self) -> float:
        """A schema of nothing but fixed words has no other sign: then any pairing will do."""
        telling = any(kind.kind in _FOR for kind in self.matcher.outline.fields)
        return _ENOUGH if telling else -_ENOUGH

    def _weigh(self, one: Record, other: Record) -> float:
        if one == other:
            return 1.0 + sum(_FOR.values())
        total, categories = 0.0, []
        for kind in self.matcher.outline.fields:
            first, second = said(one, (), kind), said(other, (), kind)
            if not first.items or not second.items:
                continue
            overlap = self.matcher.overlap(first, second, kind)
            if kind.kind == "category":
                categories.append(overlap)
            else:
                total += _spoken(kind, first, overlap)
        return total + (_FOR_CATEGORIES * sum(categories) / len(categories) if categories else 0.0)


def _spoken(kind: Field, first: Said, overlap: float) -> float:
    """What a field in which both say something speaks for one incident, or against it."""
    if not overlap:
        return -_AGAINST.get(kind.kind, 0.0)
    small = kind.kind == "number" and first.items[0][1] in {0, 1}
    return (_FOR_SMALL_COUNT if small else _FOR.get(kind.kind, 0.0)) * overlap

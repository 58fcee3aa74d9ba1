"""Makes one record of two that are about the same incident; what loses is kept beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from llmextract.merge.agreeing import finer
from llmextract.merge.mentions import Member, Mention, Page, compared
from llmextract.merge.names import name_of, place_of
from llmextract.records import Finding, Verdict
from llmextract.schema import paths
from llmextract.schema.outline import VAGUE, Field, Outline
from llmextract.verification.dates.judging import stated_by
from llmextract.verification.spelling import fold_place

"""From the best verdict to the worst, as they are defined."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A value of a member that the joined record does not have.

    Attributes:
        field: its path in the member's record.
        value: the value.
        member: index of the member's paragraph, index of the record in it.
        reason: why it lost.
        finding: what the verifier said of it, if anything.
    """

    field: str
    value: Any
    member: Member
    reason: str
    finding: Finding | None = None


def join(earlier: Mention, later: Mention, page: Page) -> tuple[Mention, list[LeftOut]]:
    """One mention of two, the earlier first, and the values that found no place in it."""
    joiner = _Joiner(earlier, later, page)
    for kind in page.outline.fields:
        joiner.join_field(kind)
    mention = compared(
        joiner.record,
        joiner.findings,
        page,
        members=tuple(sorted({*earlier.members, *later.members})),
        sources=joiner.sources,
        opening=_first(earlier, later, page.outline).opening,
    )
    return mention, joiner.left_out


def _first(earlier: Mention, later: Mention, outline: Outline) -> Mention:
    """The mention whose evidence comes first: its sentence says what was told before."""
    if earlier.members[0][0] != later.members[0][0]:
        return earlier
    for kind in outline.of_kind("evidence"):
        own, others = earlier.record.get(kind.name), later.record.get(kind.name)
        if own and others and min(others) < min(own):
            return later
    return earlier


@dataclass(frozen=True, slots=True)
class _Part:
    """A value of one of the two mentions with all that belongs to it."""

    path: str
    value: Any
    member: Member
    findings: Mapping[str, Finding]

    def rank(self, head: str | None) -> int:
        """How well its name is verified: 0 is best; a value that nobody checked comes last."""
        found = self.findings.get(f"{self.path}.{head}" if head else self.path)
        return len(Verdict) if found is None else found.verdict.rank


class _Joiner:
    """Joins field after field; what comes out stands in its attributes."""

    def __init__(self, earlier: Mention, later: Mention, page: Page) -> None:
        self.record: dict[str, Any] = {}
        self.findings: dict[str, Finding] = {}
        self.sources: dict[str, Member] = {}
        self.left_out: list[LeftOut] = []
        self._earlier, self._later, self._page = earlier, later, page

    def join_field(self, kind: Field) -> None:
        name = kind.name
        one, other = self._earlier.record.get(name), self._later.record.get(name)
        if kind.kind == "evidence":
            self.record[name] = self._sentences(kind)
        elif isinstance(one, list | tuple) or isinstance(other, list | tuple):
            self._join_lists(kind)
        elif name in self._earlier.record or name in self._later.record:
            self._join_values(kind)

    def _sentences(self, kind: Field) -> Any:
        """Sentence numbers count in the first member's paragraph: others say nothing there."""
        own, others = self._earlier.record.get(kind.name), self._later.record.get(kind.name)
        if not isinstance(own, list | tuple) or not isinstance(others, list | tuple):
            return own
        if self._earlier.members[0][0] != self._later.members[0][0]:
            return list(own)
        return sorted({*own, *others})[: kind.most]

    def _join_values(self, kind: Field) -> None:
        parts = [part for mention in (self._earlier, self._later) for part in _parts(mention, kind)]
        if not parts:
            self.record[kind.name] = None
            self._keep_vague(kind.name)
            return
        best = parts[0] if len(parts) == 1 else self._better(kind, *parts)
        self._keep(best, kind.name)
        self.record[kind.name] = best.value
        for part in parts:
            if part.value != best.value:
                self._leave_out(part, _REASONS.get(kind.kind, "another record has it otherwise"))

    def _keep_vague(self, name: str) -> None:
        """A count that the text gives only vaguely has a finding without a value."""
        found = self._earlier.findings.get(name) or self._later.findings.get(name)
        if found is not None:
            self.findings[name] = found

    def _better(self, kind: Field, one: _Part, other: _Part) -> _Part:
        """The value to keep; the first one when nothing tells."""
        if kind.kind == "category":
            exact = finer(one.value, other.value, kind.name, self._page)
            return other if exact == other.value != one.value else one
        if kind.kind == "date" and (told := self._told_day(one, other)) is not None:
            return told
        rank = one.rank(kind.head) - other.rank(kind.head)
        if rank:
            return one if rank < 0 else other
        if kind.kind == "number":
            return other if _size(other.value) >= _size(one.value) else one
        if kind.kind == "date":
            return other if _exactness(other.value) > _exactness(one.value) else one
        return one

    def _told_day(self, one: _Part, other: _Part) -> _Part | None:
        """The one of two dates that is told of the thing, where the other is the report's own."""
        told = [
            part
            for part in (one, other)
            if not self._page.is_of_report(part.findings.get(part.path))
        ]
        return told[0] if len(told) == 1 else None

    def _join_lists(self, kind: Field) -> None:
        kept = _parts(self._earlier, kind)
        own = len(kept)
        for part in _parts(self._later, kind):
            at = next((i for i in range(own) if is_same(kept[i].value, part.value, kind)), None)
            if at is None and (not kept or _tells(part, kind)):
                kept.append(part)
            elif at is None:
                self._leave_out(part, "says that nothing is known")
            else:
                kept[at] = self._one_of(kind, kept[at], part)
        for part in kept[kind.most :] if kind.most is not None else ():
            self._leave_out(part, f"no more than {kind.most} have room")
        kept = kept[: kind.most]
        self.record[kind.name] = [part.value for part in kept]
        for index, part in enumerate(kept):
            self._keep(part, f"{kind.name}[{index}]")

    def _one_of(self, kind: Field, one: _Part, other: _Part) -> _Part:
        """The better of two items that name the same; what only the other tells is put in."""
        weights = [
            (-part.rank(kind.head), len(kind.called(part.value).split())) for part in (one, other)
        ]
        best, rest = (other, one) if weights[1] > weights[0] else (one, other)
        if not isinstance(best.value, Mapping) or not isinstance(rest.value, Mapping):
            if best.value != rest.value:
                self._leave_out(rest, "named otherwise")
            return best
        filled = dict(best.value)
        for key, value in rest.value.items():
            self._fill(filled, key, value, replace(rest, path=f"{rest.path}.{key}"))
        return replace(best, value=filled)

    def _fill(self, filled: dict[str, Any], key: str, value: Any, part: _Part) -> None:
        """Put one value of the lesser item into the better one where it says nothing yet."""
        own = filled.get(key)
        if own == value or _is_empty(value):
            return
        if _is_empty(own):
            filled[key] = value
        elif isinstance(own, list) and isinstance(value, list | tuple):
            filled[key] = [*own, *(one for one in value if one not in own)]
        else:
            self._leave_out(replace(part, value=value), "named otherwise")

    def _keep(self, part: _Part, path: str) -> None:
        """Take a value over, with its findings under its new path."""
        self.sources[path] = part.member
        for old, finding in part.findings.items():
            if paths.is_under(old, part.path):
                new = path + old[len(part.path) :]
                self.findings[new] = replace(finding, field=new)

    def _leave_out(self, part: _Part, reason: str) -> None:
        if part.value not in (None, "", [], ()):
            told = (f for path, f in part.findings.items() if paths.is_under(path, part.path))
            self.left_out.append(
                LeftOut(part.path, part.value, part.member, reason, next(told, None))
            )


_REASONS = {
    "number": "another count is better verified or newer",
    "date": "another date is better verified or more exact",
    "category": "another record says it more exactly",
}


def _parts(mention: Mention, kind: Field) -> list[_Part]:
    return [
        _Part(path, value, mention.sources.get(path, mention.members[0]), mention.findings)
        for path, value in kind.items(mention.record)
    ]


def _tells(part: _Part, kind: Field) -> bool:
    """Whether an item says anything: not a name such as "unknown"."""
    words = kind.called(part.value)
    return not words or name_of(words) is not None


def is_same(one: Any, other: Any, kind: Field) -> bool:
    """Whether two items of a field name the same thing."""
    if one == other:
        return True
    first, second = kind.called(one), kind.called(other)
    if not first or not second:
        return False
    if kind.kind == "name":
        left, right = name_of(first), name_of(second)
        return left is not None and right is not None and left.is_same(right)
    if kind.kind == "place":
        here, there = place_of(first), place_of(second)
        return here is not None and there is not None and here == there
    return fold_place(first) == fold_place(second)


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], ()) or (isinstance(value, str) and value in VAGUE)


def _size(value: Any) -> float:
    return value if isinstance(value, int | float) else 0


def _exactness(said: Any) -> int:
    """How many parts of a date are stated."""
    stated = stated_by(said) if isinstance(said, str) else None
    if stated is None:
        return 0
    parts = (stated.year, stated.month, stated.day, stated.weekday, stated.part)
    return sum(bool(part) for part in parts)

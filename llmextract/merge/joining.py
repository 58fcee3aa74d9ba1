"""Makes one record of several that are about one thing; what gives way is kept beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from llmextract.merge import counting, sides
from llmextract.merge.amounts import Amount, Member
from llmextract.merge.counting import Count
from llmextract.merge.days import exactness
from llmextract.merge.mentions import finer
from llmextract.merge.names import name_of, place_of
from llmextract.merge.naming import COMES_BACK, Calling, Naming, kind_part
from llmextract.merge.page import Page
from llmextract.records import Finding, Verdict
from llmextract.schema import paths
from llmextract.schema.outline import VAGUE, Field
from llmextract.verification.spelling import fold_place


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A value of a member that the joined record does not have.

    Attributes:
        field: its path in the member's record.
        value: the value.
        member: index of the member's paragraph, index of the record in it.
        reason: why it gave way.
        finding: what the verifier said of it, if anything.
        document: id of the member's document, where it is not the one that the incident stands in.
    """

    field: str
    value: Any
    member: Member
    reason: str
    finding: Finding | None = None
    document: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A record that a joined one is made of.

    Attributes:
        member: where it was read.
        record: the record.
        findings: its findings by path.
        amounts: its counts by field, as they were compared.
        is_sum: whether it tells several things together, of which this is one: then none of its
            values is of this one.
        dated: how exactly the calendar tells when it was; more is more exactly, 0 unknown.
    """

    member: Member
    record: Mapping[str, Any]
    findings: Mapping[str, Finding]
    amounts: Mapping[str, tuple[Amount, ...]]
    is_sum: bool = False
    dated: int = 0

    def counts(self, name: str) -> list[Count]:
        """What it says in a field of a number."""
        return [
            Count(amount, self.record, self.findings.get(name))
            for amount in self.amounts.get(name, ())
        ]


@dataclass(frozen=True, slots=True)
class Whole:
    """A joined record.

    Attributes:
        record: it.
        findings: of its values, under their paths in it.
        left_out: values of the parts that it does not have.
        calling: what those whom it names are called elsewhere, by their name in it.
    """

    record: Mapping[str, Any]
    findings: Mapping[str, Finding]
    left_out: tuple[LeftOut, ...]
    calling: Mapping[str, Calling]


def join(
    parts: Sequence[Part],
    page: Page,
    calling: Naming = Naming(),  # noqa: B008 - frozen
) -> Whole:
    """One record of several, which come in the order of the text.

    Args:
        parts: the records.
        page: the document.
        calling: what those whom they name are called, by the first number of a part's member.
    """
    joiner = _Joiner([part for part in parts if not part.is_sum], page, calling)
    for kind in page.outline.fields:
        joiner.join_field(kind)
    for part in parts:
        if part.is_sum:
            joiner.leave_out_all(part)
    return Whole(joiner.record, joiner.findings, tuple(joiner.left_out), joiner.calling)


@dataclass(frozen=True, slots=True)
class _Value:
    """A value of a part with all that belongs to it."""

    path: str
    value: Any
    part: Part

    def rank(self, kind: Field) -> int:
        """How well its name is verified: 0 is best; a value that nobody checked comes last.

        Of an actor's name it only counts that its words stand there: a short name whose side the
        text tells is no better name than a full one whose side no rule reads.
        """
        found = self.part.findings.get(f"{self.path}.{kind.head}" if kind.head else self.path)
        if found is None:
            return len(Verdict)
        is_name = kind.grounded is not None and kind.grounded.kind == "name"
        if is_name and (found.misplaced or found.verdict in _STANDS):
            return Verdict.SUPPORTED.rank
        return found.verdict.rank


_STANDS = frozenset({Verdict.SUPPORTED, Verdict.INFERRED, Verdict.UNCLEAR})
"""Verdicts on a name whose words stand in the article."""


class _Joiner:
    """Joins field after field; what comes out stands in its attributes."""

    def __init__(self, parts: Sequence[Part], page: Page, calling: Naming) -> None:
        self.calling: dict[str, Calling] = {}
        self._names = calling
        self.record: dict[str, Any] = {}
        self.findings: dict[str, Finding] = {}
        self.left_out: list[LeftOut] = []
        self._parts, self._page = parts, page
        self._total: tuple[str, Count] | None = None

    def join_field(self, kind: Field) -> None:
        name = kind.name
        said = [part.record[name] for part in self._parts if name in part.record]
        if kind.kind == "evidence":
            self.record[name] = self._sentences(kind)
        elif any(isinstance(one, list | tuple) for one in said):
            self._join_lists(kind)
        elif said:
            self._join_values(kind)

    def leave_out_all(self, part: Part) -> None:
        """Keep what a sum over several things says beside the record of one of them."""
        for kind in self._page.outline.fields:
            if kind.kind in {"evidence", "category"}:
                continue
            for value in _values(part, kind):
                self._leave_out(value, "told of several together")

    def _sentences(self, kind: Field) -> Any:
        """Sentence numbers count in the first member's paragraph: others say nothing there."""
        first = self._parts[0]
        own = first.record.get(kind.name)
        if not isinstance(own, list | tuple):
            return own
        here = [part for part in self._parts if part.member[0] == first.member[0]]
        numbers = {n for part in here for n in part.record.get(kind.name) or ()}
        return sorted(numbers)[: kind.most] if len(here) > 1 else list(own)

    def _join_values(self, kind: Field) -> None:
        values = [value for part in self._parts for value in _values(part, kind)]
        if not values:
            self.record[kind.name] = None
            self._keep_vague(kind.name)
            return
        best, reasons = self._best(kind, values)
        self._keep(best, kind.name)
        self.record[kind.name] = best.value
        if kind.kind == "number":
            self._add_other_side(kind, best)
        for value in values:
            if value.value != self.record[kind.name]:
                self._leave_out(
                    value, reasons.get(value.part.member, _REASONS.get(kind.kind, _OTHER))
                )

    def _add_other_side(self, kind: Field, best: _Value) -> None:
        """Count those of the other side too, where one record tells of one and another of the other."""
        counts = [one for one in self._counts(kind) if not counting.is_hearsay(one, self._page)]
        same = (one for one in counts if one.amount.value == best.value and one.is_carried)
        standing = next(same, None)
        if standing is None or len(counts) == 1:
            return
        named = sides.heads((part.record for part in self._parts), self._page.of_kind("name"))
        other = sides.of_other_side(standing, counts, named, self._page)
        if other is None or other.finding is None or standing.finding is None:
            return
        self.findings[kind.name] = sides.together(standing.finding, other.finding)
        self.record[kind.name] = self.findings[kind.name].value

    def _keep_vague(self, name: str) -> None:
        """A count that the text gives only vaguely has a finding without a value."""
        found = next((f for p in self._parts if (f := p.findings.get(name)) is not None), None)
        if found is not None:
            self.findings[name] = found

    def _best(self, kind: Field, values: list[_Value]) -> tuple[_Value, dict[Member, str]]:
        """The value to keep, and why others gave way where that differs from one to the other."""
        if kind.kind == "number" and (counts := self._counts(kind)):
            standing = counting.best(counts, self._page, with_total=self._total)
            self._total = self._total or (kind.name, standing)
            reasons = {
                one.amount.member: counting.reason(one, standing, self._page) for one in counts
            }
            member = standing.amount.member
            return next(value for value in values if value.part.member == member), reasons
        best = values[0]
        for other in values[1:]:
            best = self._better(kind, best, other)
        return best, {}

    def _counts(self, kind: Field) -> list[Count]:
        return [count for part in self._parts for count in part.counts(kind.name)]

    def _better(self, kind: Field, one: _Value, other: _Value) -> _Value:
        """Of two values of a field that holds no count the one to keep; the first if nothing tells."""
        if kind.kind == "category":
            exact = finer(one.value, other.value, kind.name, self._page)
            return other if exact == other.value != one.value else one
        if kind.kind == "date":
            if one.part.dated != other.part.dated:
                return one if one.part.dated > other.part.dated else other
            if (told := self._told_day(one, other)) is not None:
                return told
        rank = one.rank(kind) - other.rank(kind)
        if rank:
            return one if rank < 0 else other
        if kind.kind == "date":
            return other if exactness(other.value) > exactness(one.value) else one
        return one

    def _told_day(self, one: _Value, other: _Value) -> _Value | None:
        """The one of two dates that is told of the thing, where the other is the report's own."""
        told = [
            value
            for value in (one, other)
            if not self._page.is_of_report(value.part.findings.get(value.path))
        ]
        return told[0] if len(told) == 1 else None

    def _join_lists(self, kind: Field) -> None:
        kept: list[_Value] = []
        for part in self._parts:
            own = min(len(kept), _LOOKED_AT)  # the items of one record are different things
            for value in _values(part, kind):
                at = next((i for i in range(own) if self._are_one(kept[i], value, kind)), None)
                if at is None and (not own or _tells(value, kind)):
                    kept.append(value)
                elif at is None:
                    self._leave_out(value, "says that nothing is known")
                else:
                    kept[at] = self._one_of(kind, kept[at], value)
        if kind.most is not None and len(kept) > kind.most:
            # What the text does not carry makes room first; else what was told last.
            order = sorted(range(len(kept)), key=lambda i: (_is_doubted(kept[i], kind), i))
            for i in sorted(order[kind.most :]):
                self._leave_out(kept[i], f"no more than {kind.most} have room")
            kept = [kept[i] for i in sorted(order[: kind.most])]
        kept = [self._called(value, kind) for value in kept]
        self.record[kind.name] = [value.value for value in kept]
        for index, value in enumerate(kept):
            self._keep(value, f"{kind.name}[{index}]")

    def _call(self, value: _Value, kind: Field) -> Calling:
        return self._names.of(kind.called(value.value), value.part.member[0])

    def _are_one(self, one: _Value, other: _Value, kind: Field) -> bool:
        """Whether two items name the same, or are called by one name."""
        if is_same(one.value, other.value, kind):
            return True
        if kind.kind != "name" or not kind.head:
            return False
        calls = self._call(one, kind), self._call(other, kind)
        return calls[0].name == calls[1].name and any(call.how for call in calls)

    def _called(self, value: _Value, kind: Field) -> _Value:
        """An item of the kind that its name has in the document, which is kept by how it is written."""
        part = kind_part(kind)
        if kind.kind != "name" or part is None or not isinstance(value.value, Mapping):
            return value
        call = self._call(value, kind)
        self.calling[kind.called(value.value)] = call
        if call.kind is None or value.value.get(part) == call.kind:
            return value
        return replace(value, value={**value.value, part: call.kind})

    def _one_of(self, kind: Field, one: _Value, other: _Value) -> _Value:
        """The better of two items that name the same; what only the other tells is put in."""
        weights = [
            (
                self._call(value, kind).how != COMES_BACK,
                -value.rank(kind),
                len(kind.called(value.value).split()),
            )
            for value in (one, other)
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

    def _fill(self, filled: dict[str, Any], key: str, value: Any, rest: _Value) -> None:
        """Put one value of the lesser item into the better one where it says nothing yet."""
        own = filled.get(key)
        if own == value or _is_empty(value):
            return
        if _is_empty(own):
            filled[key] = value
        elif isinstance(own, list) and isinstance(value, list | tuple):
            filled[key] = [*own, *(one for one in value if one not in own)]
        else:
            self._leave_out(replace(rest, value=value), "named otherwise")

    def _keep(self, value: _Value, path: str) -> None:
        """Take a value over, with its findings under its new path."""
        for old, finding in value.part.findings.items():
            if paths.is_under(old, value.path):
                new = path + old[len(value.path) :]
                self.findings[new] = replace(finding, field=new)

    def _leave_out(self, value: _Value, reason: str) -> None:
        if value.value not in (None, "", [], ()):
            findings = value.part.findings
            told = (f for path, f in findings.items() if paths.is_under(path, value.path))
            self.left_out.append(
                LeftOut(value.path, value.value, value.part.member, reason, next(told, None))
            )


_LOOKED_AT = 32
"""So many items of a field are compared with a further one: more have room in no record."""
_OTHER = "another record has it otherwise"
_REASONS = {
    "number": "another count is better verified or newer",
    "date": "another date is better verified or more exact",
    "category": "another record says it more exactly",
}


def _values(part: Part, kind: Field) -> list[_Value]:
    return [_Value(path, value, part) for path, value in kind.items(part.record)]


def _is_doubted(value: _Value, kind: Field) -> bool:
    found = value.part.findings.get(f"{value.path}.{kind.head}" if kind.head else value.path)
    return found is not None and found.verdict is Verdict.UNSUPPORTED


def _tells(value: _Value, kind: Field) -> bool:
    """Whether an item says anything: not a name such as "unknown"."""
    words = kind.called(value.value)
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
        if here is None or there is None:
            return False
        return (here.words, here.sides) == (there.words, there.sides)
    return fold_place(first) == fold_place(second)


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], ()) or (isinstance(value, str) and value in VAGUE)

"""Makes one set of records of several answers about one paragraph: by vote, weighed by verification.

Self-consistency (Wang et al. 2022, arXiv:2203.11171) for records: not whole answers are counted, as
there, for no two answers of a small model are equal in every field, but each field for itself, and
each item of a list for itself (as in universal and fine-grained self-consistency after it).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from llmextract.alignment.records import Group, align
from llmextract.alignment.values import SAME, Matcher, alike
from llmextract.records import Agreement, Finding, Outvoted, Verdict
from llmextract.schema import paths
from llmextract.schema.outline import Field

if TYPE_CHECKING:
    from pydantic import BaseModel

Verify = Callable[["BaseModel"], Sequence[Finding]]

_WEIGHT = {
    Verdict.SUPPORTED: 1.0,
    Verdict.DERIVED: 1.0,
    Verdict.INFERRED: 0.5,
    Verdict.PARTLY: 0.5,
    Verdict.UNCLEAR: 0.25,
    Verdict.UNSUPPORTED: 0.0,
}
"""What a vote for a value counts.  A value that the text does not carry loses to one that it
carries and to null, however many repeat it: models repeat what they were trained on.  A hint counts
half, for reasking too holds null to be better than a hint."""
_NO_VERDICT = 1.0
"""What a vote counts for null, which is a full answer, and for a value that nobody checks."""
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Election:
    """What was chosen of several answers.

    Attributes:
        records: the chosen records, in the order of the text.
        ballots: for each of them what each answer has in its place; ``None`` where it has none.
        outvoted: the records that most answers do not have.
    """

    records: list["BaseModel"]
    ballots: tuple[tuple["BaseModel | None", ...], ...]
    outvoted: tuple[Outvoted, ...]

    def agreement(self, records: Sequence["BaseModel"], matcher: Matcher) -> tuple[Agreement, ...]:
        """How many of the answers agree with each value of the records as they are in the end.

        Args:
            records: the chosen ones; a field that was asked again may have another value now.
            matcher: tells what is the same.
        """
        return tuple(
            Agreement(index, path, _share(votes, ballots))
            for index, (record, ballots) in enumerate(zip(records, self.ballots, strict=True))
            for path, votes in _votes(record, ballots, matcher)
        )


def elect(
    answers: Sequence[Sequence["BaseModel"]], *, matcher: Matcher, verify: Verify
) -> Election:
    """Choose among answers to one question, the one at temperature 0 first.

    A record stays when at least half of the answers have it.  Of a field with one value that with
    the most votes stays, of a list each item that at least half of those have that have the record.
    A tie goes to the answer that comes first.

    Args:
        answers: the records of each answer; at least one answer.
        matcher: the outline of the schema; tells what is the same.
        verify: the verifier, for the weight of a vote.
    """
    rows = [[_row(record) for record in answer] for answer in answers]
    records: list[BaseModel] = []
    kept: list[tuple[BaseModel | None, ...]] = []
    outvoted: list[Outvoted] = []
    for group in _aligned(rows, matcher):
        ballots = tuple(
            None if index is None else answer[index]
            for answer, index in zip(answers, group, strict=True)
        )
        present = [one for one in ballots if one is not None]
        if 2 * len(present) < len(ballots):
            outvoted.append(Outvoted(_row(present[0]), _share(present, ballots)))
            continue
        kept.append(ballots)
        records.append(_chosen(present, matcher, verify))
    return Election(records, tuple(kept), tuple(outvoted))


def _row(record: "BaseModel") -> dict[str, Any]:
    return record.model_dump(mode="json")


def _share(some: Sequence[object], of: Sequence[object]) -> float:
    return round(len(some) / len(of), _DIGITS)


def _aligned(rows: Sequence[Sequence[Mapping[str, Any]]], matcher: Matcher) -> Sequence[Group]:
    """Which records of the answers are about one thing.

    Where every answer fills the same blanks its records rest on the same sentences in the same
    order, and no likeness of what they say could tell more.
    """
    names = [kind.name for kind in matcher.outline.of_kind("evidence")]
    rests = [[[row.get(name) for name in names] for row in answer] for answer in rows]
    first = rests[0]
    are_apart = all(one not in first[:index] for index, one in enumerate(first))
    if names and are_apart and all(one == first for one in rests):
        return [(index,) * len(rows) for index in range(len(first))]
    return align(rows, matcher)


@dataclass(slots=True)
class _Candidate:
    """A value, or an item of a list, that some answers have.

    Attributes:
        votes: for each answer that has it: the value in its own spelling, and its weight.
    """

    votes: dict[int, tuple[Any, Any, float]] = field(default_factory=dict)

    @property
    def weight(self) -> float:
        return sum(weight for _, _, weight in self.votes.values())

    @property
    def first(self) -> int:
        return min(self.votes)

    @property
    def row(self) -> Any:
        """As plain JSON, in the spelling of the first who said it."""
        return self.votes[self.first][1]

    @property
    def value(self) -> Any:
        """In the spelling that holds best, then the commonest, then the first."""
        rows = [row for _, row, _ in self.votes.values()]
        best = max(
            self.votes, key=lambda at: (self.votes[at][2], rows.count(self.votes[at][1]), -at)
        )
        return self.votes[best][0]


@dataclass(frozen=True, slots=True)
class _Ballot:
    """What one answer has in the place of a record, with what the verifier says of it."""

    record: "BaseModel"
    row: Mapping[str, Any]
    findings: Sequence[Finding]

    def weight(self, path: str) -> float:
        """What its vote for a value counts: as much as the worst verdict on a part of it."""
        verdicts = [
            finding.verdict
            for finding in self.findings
            if finding.value is not None and paths.is_under(finding.field, path)
        ]
        return min((_WEIGHT[verdict] for verdict in verdicts), default=_NO_VERDICT)


def _chosen(present: Sequence["BaseModel"], matcher: Matcher, verify: Verify) -> "BaseModel":
    """The record that the answers make together; the first one's where the class refuses that."""
    if len(present) == 1:
        return present[0]
    ballots = [_Ballot(record, _row(record), verify(record)) for record in present]
    update = {
        kind.name: _elected(kind, ballots, matcher)
        for kind in matcher.outline.fields
        if any(kind.name in ballot.row for ballot in ballots)
    }
    chosen = present[0].model_copy(update=update)
    try:
        type(chosen).model_validate(chosen.model_dump())
    except ValidationError:  # fields that each may be so, and not together
        return present[0]
    return chosen


def _elected(kind: Field, ballots: Sequence[_Ballot], matcher: Matcher) -> Any:
    values = [getattr(ballot.record, kind.name) for ballot in ballots]
    if not any(isinstance(value, list | tuple) for value in values):
        return _elected_value(kind, ballots, matcher)
    candidates = _candidates(kind, ballots, matcher)
    kept = [one for one in candidates if 2 * len(one.votes) >= len(ballots)]
    if kind.most is not None and len(kept) > kind.most:
        most = sorted(kept, key=lambda one: -len(one.votes))[: kind.most]
        kept = [one for one in kept if one in most]
    if kind.kind == "evidence":
        # The sentences of a record are in the order of the text, and there is at least one.
        return sorted(one.value for one in kept) or values[0]
    return [one.value for one in kept]


def _elected_value(kind: Field, ballots: Sequence[_Ballot], matcher: Matcher) -> Any:
    """The value with the greatest weight; where none has any, what most say; then the first."""
    candidates = _candidates(kind, ballots, matcher)
    silent = {
        number: (None, None, _NO_VERDICT)
        for number, ballot in enumerate(ballots)
        if not kind.items(ballot.row)
    }
    if silent:
        candidates.append(_Candidate(silent))
    best = max(
        candidates, key=lambda one: (one.weight, 0 if one.weight else len(one.votes), -one.first)
    )
    return best.value


def _candidates(kind: Field, ballots: Sequence[_Ballot], matcher: Matcher) -> list[_Candidate]:
    """What the answers have in a field, each thing once, in the order in which it was first said.

    An answer has a thing once: two of its items that could be one thing are two by its own word.
    """
    candidates: list[_Candidate] = []
    for number, ballot in enumerate(ballots):
        for path, row in kind.items(ballot.row):
            free = [one for one in candidates if number not in one.votes]
            same = _same(row, free, kind, matcher)
            if same is None:
                same = _Candidate()
                candidates.append(same)
            same.votes[number] = _at(ballot.record, path), row, ballot.weight(path)
    return candidates


def _same(
    row: Any, candidates: Iterable[_Candidate], kind: Field, matcher: Matcher
) -> _Candidate | None:
    """The candidate that a value is; the same words before other words for the same."""
    candidates = list(candidates)
    equal = next((one for one in candidates if one.row == row), None)
    return equal or next((one for one in candidates if _is_same(one.row, row, kind, matcher)), None)


def _is_same(one: Any, other: Any, kind: Field, matcher: Matcher) -> bool:
    outline, published = matcher.outline, matcher.published
    return alike(one, other, kind, outline=outline, published=published) == SAME


def _at(record: "BaseModel", path: str) -> Any:
    """The object at a path of one step: a field, or an item of one."""
    name, _, index = path.removesuffix("]").partition("[")
    value = getattr(record, name)
    return value[int(index)] if index else value


def _votes(
    record: "BaseModel", ballots: Sequence["BaseModel | None"], matcher: Matcher
) -> Iterable[tuple[str, list["BaseModel"]]]:
    """For each value of a record its path and the answers that have it too."""
    row = _row(record)
    others = [(one, _row(one)) for one in ballots if one is not None]
    for kind in matcher.outline.fields:
        if kind.kind == "evidence" or kind.name not in row:
            continue
        items = kind.items(row)
        if not items:
            yield kind.name, [one for one, other in others if not kind.items(other)]
        for path, item in items:
            name = f".{kind.head}" if kind.head and isinstance(item, Mapping) else ""
            yield (
                f"{path}{name}",
                [
                    one
                    for one, other in others
                    if any(_is_same(item, said, kind, matcher) for _, said in kind.items(other))
                ],
            )

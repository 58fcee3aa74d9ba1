"""Which of several counts of one thing stands: the best carried and the newest, never an average."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from llmextract.merge.amounts import Amount
from llmextract.merge.page import Page
from llmextract.merge.tables import tables_of
from llmextract.records import Finding, Verdict

_POOR = frozenset({Verdict.UNCLEAR, Verdict.UNSUPPORTED})
_CARRIED, _HALF_CARRIED, _DOUBTED = range(3)


@dataclass(frozen=True, slots=True)
class Count:
    """A count that a record of the thing says.

    Attributes:
        amount: it.
        record: the record.
        finding: what the verifier says of it, if anything.
    """

    amount: Amount
    record: Mapping[str, Any]
    finding: Finding | None

    @property
    def is_carried(self) -> bool:
        """Whether the text carries it as a count of the thing as it is told last, of all there are."""
        amount = self.amount
        return (
            self.finding is not None
            and self.finding.verdict not in {*_POOR, Verdict.INFERRED}
            and not (amount.is_running or amount.is_part or amount.is_older)
        )


def best(
    counts: Sequence[Count], page: Page, *, with_total: tuple[str, Count] | None = None
) -> Count:
    """The count that stands.

    What is only said by somebody gives way to what is told as a fact, a running total to a count, a
    count of some of them to one of all, and what the text carries less to what it carries better.
    Of those that are left, a report says in one place how many there are in all and in another how
    many of them: the largest stands, unless a later one says that it takes its place ("lowered to
    nine").

    Args:
        counts: all counts of one field, in the order of the text.
        page: the document.
        with_total: another field and the count of it that stands already.  What a record with that
            count says in this field is as new: who died in hospital is dead and no longer wounded.
    """
    often = Counter(count.amount.value for count in counts)
    ranks = [_rank(one, often[one.amount.value], page) for one in counts]
    left = [one for one, rank in zip(counts, ranks, strict=True) if rank == min(ranks)]
    most = max(left, key=lambda one: (one.amount.value, _place(one)))
    if with_total is not None:
        name, total = with_total
        for one, rank in zip(counts, ranks, strict=True):
            if one.record.get(name) == total.amount.value and (
                rank == min(ranks)
                or one.amount.value >= most.amount.value
                or _has_moved(one, counts, name, total)
            ):
                return one
    lowered = [one for one in left if one.amount.is_lowered]
    return lowered[-1] if lowered else most


def _rank(count: Count, times: int, page: Page) -> tuple[bool, bool, bool, int]:
    amount = count.amount
    doubt = _doubt(count, times)
    if amount.is_older:
        doubt = max(doubt, _HALF_CARRIED)
    return is_hearsay(count, page), amount.is_running, amount.is_part, doubt


def _has_moved(count: Count, counts: Sequence[Count], name: str, total: Count) -> bool:
    """Whether it is by as many less than another record has it as the total is more."""
    return any(
        isinstance(before := other.record.get(name), int)
        and total.amount.value - before == other.amount.value - count.amount.value > 0
        for other in counts
    )


def reason(count: Count, standing: Count, page: Page) -> str:
    """Why a count gave way to the one that stands."""
    if is_hearsay(count, page) and not is_hearsay(standing, page):
        return "only somebody says so"
    if count.amount.is_running and not standing.amount.is_running:
        return "a total over more than this"
    if count.amount.is_part and not standing.amount.is_part:
        return "a part, or an older count"
    if _doubt(count, 1) > _doubt(standing, 1):
        return "another count is better verified"
    if count.amount.allows(standing.amount.value):
        return "another count lies within its bounds"
    if count.amount.value < standing.amount.value:
        return "a part, or an older count"
    return "another count is newer"


def _place(count: Count) -> tuple[int, int]:
    """Of equal counts the first stands."""
    paragraph, index = count.amount.member
    return -paragraph, -index


def is_hearsay(count: Count, page: Page) -> bool:
    """Whether its record tells only what somebody says."""
    table = tables_of(page.outline.record).hearsay
    return any(count.record.get(name) in values for name, values in table.items())


def _doubt(count: Count, times: int) -> int:
    """How little the text carries a count; one that several records have is not doubted.

    Of one that is told as the new toll it is clear what it counts.
    """
    finding = count.finding
    if times > 1:
        return _CARRIED
    if finding is None or finding.verdict is Verdict.INFERRED:
        return _HALF_CARRIED
    if finding.verdict is Verdict.UNCLEAR and count.amount.is_newer:
        return _CARRIED
    return _DOUBTED if finding.verdict in _POOR else _CARRIED

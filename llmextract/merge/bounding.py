"""What is said of a count by whom, and between which bounds it lies: low, best and high."""

from collections.abc import Iterable, Sequence

from llmextract.incidents import Figures, Part, Said, Source
from llmextract.merge.counting import Count, is_hearsay
from llmextract.merge.page import Page
from llmextract.records import Finding, Verdict

_HALF = 0.5
_RIVALS: frozenset[Part] = frozenset({"counted", "claimed"})


def figures(
    counts: Sequence[Count],
    best: int,
    finding: Finding | None,
    *,
    places: Iterable[Source],
    page: Page,
) -> Figures | None:
    """The figures of a count of one incident of one document.

    Args:
        counts: what its records say, in the order of the text.
        best: the count that stands.
        finding: what the verifier says of it; of a count over two sides, the bounds of the sum.
        places: for each count where it is told.
        page: the document.
    """
    if not counts:
        return None
    standing = next((one for one in counts if one.amount.value == best), None)
    said = tuple(
        Said(
            one.amount.value,
            one.amount.value if one.amount.low is None else one.amount.low,
            one.amount.high if one.amount.low is not None else one.amount.value,
            one.amount.by,
            place,
            _part(one, standing, page),
        )
        for one, place in zip(counts, places, strict=True)
    )
    if standing is None:  # a sum over two sides: each figure is of one of them
        said = tuple(_of_a_side(one) for one in said)
        low = best if finding is None or finding.low is None else finding.low
        return Figures(low, best, finding.high if finding else best, said)
    return bounded(best, said)


def bounded(best: int, said: tuple[Said, ...]) -> Figures:
    """Figures with the bounds that those give which count the whole."""
    rivals = [one for one in said if one.part in _RIVALS]
    # Zero is what "at least" and "up to" leave open, and no bound that anybody gives.
    lows = [one.low for one in rivals if one.low or one.value == 0]
    of_best = [one for one in rivals if one.value == best]
    is_open = bool(of_best) and all(one.high is None for one in of_best)
    highs = [best, *(one.value for one in rivals), *(h for one in rivals if (h := one.high))]
    return Figures(min([best, *lows]), best, None if is_open else max(highs), said)


def _of_a_side(said: Said) -> Said:
    return Said(said.value, said.low, said.high, said.by, said.where, "part")


def _part(count: Count, standing: Count | None, page: Page) -> Part:
    """What a figure is to the count that stands.

    In one document a smaller count that nobody is named for is of some of them, or older: the
    names of victims, the share of a hospital; and so is one of less than half.
    """
    amount = count.amount
    if amount.is_running:
        return "running"
    if amount.is_part:
        return "part"
    if count.finding is not None and count.finding.verdict is Verdict.UNSUPPORTED:
        return "doubted"
    if standing is None or amount.value == standing.amount.value:
        return "claimed" if is_hearsay(count, page) else "counted"
    if is_hearsay(count, page):
        return "claimed"
    if amount.is_older or _is_replaced(count, standing):
        return "older"
    if (
        amount.low is not None
        and amount.low != amount.value
        and amount.allows(standing.amount.value)
    ):
        return "counted"
    is_rival = amount.by and amount.by != standing.amount.by
    return "counted" if is_rival and amount.value >= _HALF * standing.amount.value else "part"


def _is_replaced(count: Count, standing: Count) -> bool:
    """Whether the count that stands is told later and as the new one."""
    return standing.amount.is_newer and count.amount.member < standing.amount.member

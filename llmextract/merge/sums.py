"""Finds what tells several things together: it is not one more thing."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise

from llmextract.merge.clustering import Cluster
from llmextract.merge.mentions import Mention
from llmextract.merge.names import Place
from llmextract.merge.page import Page
from llmextract.merge.weighing import weigh

_SEVERAL = 2
_AROUND = 32
"""So many things before it and after it a sum may be of."""
_FEWEST = 3
"""A smaller sum of two counts is as likely one count."""
_LARGE = 10
"""That a count so large is the sum of its neighbours is hardly chance."""


def sums(clusters: Mapping[int, Cluster], page: Page) -> dict[int, int]:
    """For each thing that is several others told together, the first of those.

    Args:
        clusters: the things of a document by number, numbered in the order of the text.
        page: the document.
    """
    found: dict[int, int] = {}
    news = [number for number in sorted(clusters) if not clusters[number].mention.is_aside]
    for place, number in enumerate(news):
        mention = clusters[number].mention
        around = news[max(0, place - _AROUND) : place + _AROUND + 1]
        others = [i for i in around if i != number and i not in found]
        if len(others) < _SEVERAL:
            continue
        if (first := _first_part(mention, others, clusters, page)) is not None:
            found[number] = first
    return found


def _first_part(
    whole: Mention, others: Sequence[int], clusters: Mapping[int, Cluster], page: Page
) -> int | None:
    """The first of the things that a mention tells together; ``None`` where it tells one.

    One sum that fits is a sign only beside words that tell of several, or where it is large and the
    mention names no place that could be that of one thing; two sums that fit are enough.
    """
    told = {name: _most(whole, name) for name in whole.numbers if whole.numbers[name]}
    is_loose = not any(place.is_named and not place.is_wide for place in _places(whole))
    is_plural = whole.opening.tells_several or (
        is_loose and max(told.values(), default=0) >= _LARGE
    )
    if not is_plural and len(told) < _SEVERAL:
        return None
    fitting = []
    for name, value in told.items():
        counts = [(i, most) for i in others if (most := _most(clusters[i].mention, name))]
        for run in _runs(value, counts) if value >= _FEWEST else ():
            if _are_apart([clusters[i].mention for i in run], page):
                fitting.append(run[0])
                break
    if fitting and (is_plural or len(fitting) > 1):
        return fitting[0]
    if whole.opening.tells_several and is_loose and max(told.values(), default=0) >= _FEWEST:
        return others[0]
    return None


def _places(mention: Mention) -> list[Place]:
    return [place for places in mention.places.values() for place in places]


def _are_apart(mentions: Sequence[Mention], page: Page) -> bool:
    """Whether of some things told one after the other none is likely the same as the next.

    The parts of the toll of one thing ("nine at one hospital, four at another") are no things.
    """
    return all(
        (found := weigh(one, other, page)) is None or found.score < 0
        for one, other in pairwise(mentions)
    )


def _most(mention: Mention, name: str) -> int:
    return max((amount.value for amount in mention.numbers.get(name, ())), default=0)


def _runs(value: int, counts: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """The runs of two things and more whose counts sum up to a value; each count is above none."""
    totals = list(accumulate((count for _, count in counts), initial=0))
    place = {total: i for i, total in enumerate(totals)}
    for end, total in enumerate(totals):
        start = place.get(total - value)
        if start is not None and end - start >= _SEVERAL:
            yield [number for number, _ in counts[start:end]]

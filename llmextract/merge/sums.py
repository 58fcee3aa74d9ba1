"""Finds what tells several things together, and what is background: neither is one more thing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from llmextract.merge.clustering import Cluster
from llmextract.merge.days import is_long_before, is_old, names_day
from llmextract.merge.mentions import Amount, Mention
from llmextract.merge.page import Page

_SEVERAL = 2
_FEWEST = 3
"""A smaller sum of two counts is as likely one count."""


def with_asides(mentions: Sequence[Mention], page: Page) -> list[Mention]:
    """The mentions of a document, those marked that are dated to long before its news.

    The day of the news is the first that a record is dated to and that is not told as long ago.
    """
    days = (day for mention in mentions for day in _days(mention) if not is_old(day))
    news = next(days, None)
    if news is None:
        return list(mentions)
    return [
        replace(mention, is_aside=True)
        if (own := _days(mention))
        and all(is_long_before(day, news, page.published) for day in own)
        else mention
        for mention in mentions
    ]


def _days(mention: Mention) -> list[str]:
    return [day.said for days in mention.dates.values() for day in days if names_day(day.said)]


def sums(clusters: Sequence[Cluster]) -> dict[int, int]:
    """For each cluster that tells several others together, one of those: the first of them.

    Args:
        clusters: the things of a document, in the order of the text; no sum counts background.
    """
    found: dict[int, int] = {}
    news = [i for i, cluster in enumerate(clusters) if not cluster.mention.is_aside]
    for number in news:
        cluster = clusters[number]
        if not (cluster.mention.opening.tells_several or _has_counts(cluster.mention)):
            continue
        others = [i for i in news if i != number and i not in found]
        if len(others) < _SEVERAL:
            continue
        first = _first_part(cluster.mention, others, clusters)
        if first is not None:
            found[number] = first
    return found


def _first_part(
    whole: Mention, others: Sequence[int], clusters: Sequence[Cluster]
) -> int | None:
    """The first of the things that a mention tells together; ``None`` where it tells one."""
    told = {name: counts for name, counts in whole.numbers.items() if counts}
    parts = None
    fits = 0
    for name, counts in told.items():
        value = max(amount.value for amount in counts)
        run = next(_runs(value, [(i, _most(clusters[i].mention, name)) for i in others]), None)
        if value >= _FEWEST and run is not None:
            parts, fits = run, fits + 1
    if parts is not None and (whole.opening.tells_several or fits > 1):
        return parts
    if whole.opening.tells_several and told and not any(whole.places.values()):
        return others[0]
    return None


def _has_counts(mention: Mention) -> bool:
    """Whether it has two counts, whose sums would hardly both be there by chance."""
    return sum(bool(amounts) for amounts in mention.numbers.values()) > 1


def _most(mention: Mention, name: str) -> int:
    amounts: tuple[Amount, ...] = mention.numbers.get(name, ())
    return max((amount.value for amount in amounts), default=0)


def _runs(value: int, counts: Sequence[tuple[int, int]]) -> Iterator[int]:
    """The first of each run of two counts and more whose sum is a value; one pass, by sums so far."""
    sums_so_far = {0: (counts[0][0], 0)}
    total = told = 0
    for place, (_, count) in enumerate(counts):
        total += count
        told += count > 0
        start = sums_so_far.get(total - value)
        if start is not None and told - start[1] > 1:
            yield start[0]
        if place + 1 < len(counts):
            sums_so_far.setdefault(total, (counts[place + 1][0], told))

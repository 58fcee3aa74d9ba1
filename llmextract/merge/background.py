"""Tells the background of a report from its news: what happened before, what is told only in passing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from llmextract.merge.clustering import Cluster
from llmextract.merge.days import is_before, is_long_before, is_old, names_day, same_day
from llmextract.merge.mentions import Mention
from llmextract.merge.page import Page

_AT_LENGTH = 4
"""A thing that so many paragraphs tell of is what the report is on..."""
_SHARE = 0.5
"""...where they are at least this share of the paragraphs that tell of anything."""


def with_asides(mentions: Sequence[Mention], page: Page) -> list[Mention]:
    """The mentions of a document, those marked that are dated to long before its news.

    The day of the news is the first that a record is dated to and that is not told as long ago.  A
    record without such a day is dated by how its sentence begins ("In March, ...").
    """
    days = (day for mention in mentions for day in _days(mention) if not is_old(day))
    news = next(days, None)
    return [
        replace(mention, is_aside=True) if _is_aside(mention, news, page) else mention
        for mention in mentions
    ]


def _is_aside(mention: Mention, news: str | None, page: Page) -> bool:
    if news is None:
        return False
    own = _days(mention)
    if own and all(is_long_before(day, news, page.published) for day in own):
        return True
    return mention.opening.is_dated_back and not any(
        same_day(day, news, page.published) for day in own
    )


def touched_on(clusters: Mapping[int, Cluster], page: Page) -> set[int]:
    """The things that a report only touches on, be they of the day before its news.

    Of a report on one thing that is what one paragraph tells and dates to before it; of any report,
    what is only a total that runs over months.  Of a report that tells several things at length, or
    each once, none is background to another.
    """
    totals = {number for number, cluster in clusters.items() if cluster.mention.is_total}
    news = max(sorted(clusters), key=lambda number: _length(clusters[number]), default=None)
    if news is None:
        return totals
    told = clusters[news].mention
    telling = {index for cluster in clusters.values() for index in cluster.mention.paragraphs}
    if len(told.paragraphs) < max(_AT_LENGTH, _SHARE * len(telling)):
        return totals
    day = next((day for day in _days(told) if not is_old(day)), None)
    return totals | {
        number
        for number, cluster in clusters.items()
        if number != news
        and _length(cluster) == 1
        and day is not None
        and (own := _dated(cluster.mention))
        and all(is_before(one, day, page.published) for one in own)
    }


def _length(cluster: Cluster) -> int:
    return len(cluster.mention.paragraphs)


def _dated(mention: Mention) -> list[str]:
    return [day.said for days in mention.dates.values() for day in days]


def _days(mention: Mention) -> list[str]:
    return [said for said in _dated(mention) if names_day(said)]

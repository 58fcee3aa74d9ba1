"""Tells the background of a report from its news: what happened before, what is told only in passing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from llmextract.merge.clustering import Cluster
from llmextract.merge.days import exactness, is_before, is_long_before, is_old, names_day, same_day
from llmextract.merge.mentions import Mention
from llmextract.merge.page import Page

_AT_LENGTH = 4
"""So many paragraphs at least tell of the news of a report that comes back to it..."""
_SHARE = 0.5
"""...and at least this share of those that tell of anything."""
_AGAIN = 2
"""What so many paragraphs tell of is news."""


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


def touched_on(clusters: Mapping[int, Cluster], sums: Iterable[Mention], page: Page) -> set[int]:
    """The things that a report only touches on, be they of the day before its news.

    Of a report that comes back to its news that is what one paragraph tells and dates to before all
    of them; of any report, what is only a total that runs over months.  Of a report that tells each
    thing once, none is background to another.

    Args:
        clusters: the things of the report by number.
        sums: what tells several of them together; it dates them where they do not themselves.
        page: the document.
    """
    totals = {number for number, cluster in clusters.items() if cluster.mention.is_total}
    telling = {index for cluster in clusters.values() for index in cluster.mention.paragraphs}
    news = [one.mention for one in clusters.values() if _length(one) >= _AGAIN]
    told = {index for mention in news for index in mention.paragraphs}
    dated = [[day for day in _days(one) if not is_old(day)] for one in (*news, *sums)]
    days = [day for own in dated for day in own if exactness(day)]
    if not news or not days or len(told) < max(_AT_LENGTH, _SHARE * len(telling)):
        return totals
    # What stands before a thing of the news that was not told yet is one of them.
    behind = max(min(mention.paragraphs) for mention in news)
    return totals | {
        number
        for number, cluster in clusters.items()
        if _length(cluster) == 1
        and min(cluster.mention.paragraphs) > behind
        and (own := _dated(cluster.mention))
        and all(is_before(one, day, page.published) for one in own for day in days)
    }


def _length(cluster: Cluster) -> int:
    return len(cluster.mention.paragraphs)


def _dated(mention: Mention) -> list[str]:
    return [day.said for days in mention.dates.values() for day in days]


def _days(mention: Mention) -> list[str]:
    return [said for said in _dated(mention) if names_day(said)]

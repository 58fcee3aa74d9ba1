"""An incident of one document as it is held against those of other documents: by days of the calendar."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from llmextract.merge.days import is_old, iso_days, part_of_day
from llmextract.merge.mentions import Day, Mention
from llmextract.merge.names import Place
from llmextract.verification import dates

_EXACT = 3
"""So many days at most are one day told in words: "the night of 4 to 5 May"."""
_NEWS_DAYS = 6
"""What a report tells without a day was so many days before it at most, if it is news."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days, first and last as numbers, and in what part of the day it was, if that is told."""

    first: int
    last: int
    part: str = ""

    @property
    def is_exact(self) -> bool:
        """Whether it is one day, as exactly as news tells it."""
        return self.last - self.first < _EXACT


@dataclass(frozen=True, slots=True)
class Account:
    """What one document tells of one incident.

    Attributes:
        document: place of the document in the collection.
        number: place of the incident in the document.
        id: name of the incident.
        published: day of the report as a number; ``None`` where it is not known.
        mention: what the incident is compared by.
        days: when it was, as the text tells it.
        news: when it was if it was news; ``None`` where a day is told or it is no news.
        places: its places that are names: "the clinic" is in every town.
        beside: those of the only place that its document tells of, where it names none itself.
        is_hearsay: whether only somebody says so.
    """

    document: int
    number: int
    id: str
    published: int | None
    mention: Mention
    days: tuple[Stretch, ...]
    news: Stretch | None
    is_hearsay: bool
    places: Mapping[str, tuple[Place, ...]]
    beside: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """When it was, as the text tells it or else as news; none where neither is known."""
        return self.days or ((self.news,) if self.news is not None else ())

    @property
    def key(self) -> tuple[int, int]:
        """Its place in the collection."""
        return self.document, self.number


def account(
    key: tuple[int, int],
    name: str,
    mention: Mention,
    *,
    published: str | None,
    is_background: bool,
    is_hearsay: bool,
) -> Account:
    """The account that a document gives of an incident.

    Args:
        key: place of the document in the collection, of the incident in the document.
        name: of the incident.
        mention: what it is compared by.
        published: date of the report, ISO.
        is_background: whether the report tells of it only in passing, or as of long before.
        is_hearsay: whether only somebody says so.
    """
    report = _number(published)
    days = days_of(mention, published)
    is_old_news = any(is_old(day.said) for day in _told(mention))
    is_news = not (is_background or mention.is_aside or is_old_news)
    news = None
    if not days and report is not None and is_news:
        news = Stretch(report - _NEWS_DAYS, report)
    places = {
        kind: tuple(place for place in told if place.is_named)
        for kind, told in mention.places.items()
    }
    return Account(*key, name, report, mention, days, news, is_hearsay, places)


def days_of(mention: Mention, published: str | None) -> tuple[Stretch, ...]:
    """When an incident was, by the calendar: its days, or the wider stretches where no day is told."""
    return tuple(dict.fromkeys(_most_exact(_stretches(_told(mention), published))))


def _told(mention: Mention) -> list[Day]:
    return [day for days in mention.dates.values() for day in days if day.is_sure]


def beside(accounts: Sequence[Account]) -> list[Account]:
    """The accounts of one document; those without a place get the one that all others share."""
    told = [one.places for one in accounts if _exact(one)]
    where = next((one for one in told), {})
    lead = [place for places in where.values() for place in places if not place.is_wide]
    if not all(any(a.touches(b) for a in lead for b in _all(one)) for one in told):
        return list(accounts)
    return [one if _exact(one) else replace(one, beside=where) for one in accounts]


def _exact(account: Account) -> bool:
    return any(not place.is_wide for place in _all(account.places))


def _all(places: Mapping[str, tuple[Place, ...]]) -> list[Place]:
    return [place for named in places.values() for place in named]


def _stretches(days: Iterable[Day], published: str | None) -> Iterator[Stretch]:
    for day in days:
        iso = day.resolved or "/".join(iso_days(day.said, published) or ()).rstrip("~")
        if bounds := dates.ends_of(iso):
            first, last = bounds
            yield Stretch(first.toordinal(), last.toordinal(), part_of_day(day.said))


def _most_exact(stretches: Iterable[Stretch]) -> Sequence[Stretch]:
    """Those that are days; where none is, all."""
    told = list(stretches)
    return [one for one in told if one.is_exact] or told


def _number(iso: str | None) -> int | None:
    bounds = dates.ends_of(iso or "")
    return bounds[0].toordinal() if bounds else None

"""What a date means on the calendar: its first and last day, how exactly, and how that is known."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from llmextract.records import Precision

_WEEK: Final = 7
_ANY_YEAR: Final = 2000
"""Stands for a year that is not known; it has a 29 February."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of days.

    Attributes:
        first: its first day.
        last: its last day.
        precision: how exactly the text says it; a day in a stretch of days is known to the ``week``.
        chain: how it is known, the nearest step first; empty where the words say all of it.
        has_year: whether the year is known; without it the days are those of no real year.
    """

    first: date
    last: date
    precision: Precision
    chain: tuple[str, ...] = ()
    has_year: bool = True

    @property
    def iso(self) -> str | None:
        """ISO 8601: a day, ``first/last``, a month or a year; ``None`` without a year."""
        if not self.has_year:
            return None
        if self.precision == "year":
            return f"{self.first.year:04d}"
        if self.precision == "month" and (self.first, self.last) == _ends_of_month(self.first):
            return f"{self.first.year:04d}-{self.first.month:02d}"
        if self.first == self.last:
            return self.first.isoformat()
        return f"{self.first.isoformat()}/{self.last.isoformat()}"

    @property
    def told(self) -> str:
        """It in words that an analyst reads: the ISO date, or day and month without the year."""
        if self.iso is not None:
            return self.iso
        if self.precision == "month":
            return f"{self.first:%B}"
        ends = (f"{day.day} {day:%B}" for day in dict.fromkeys((self.first, self.last)))
        return " to ".join(ends)

    def because(self, *steps: str) -> "Moment":
        """The same, with steps before what is known of it."""
        return replace(self, chain=(*steps, *self.chain))


def of_day(day: date, *, has_year: bool = True) -> Moment:
    """A single day."""
    return Moment(day, day, "day", has_year=has_year)


def of_stretch(first: date, last: date, *, has_year: bool = True) -> Moment:
    """Several days, of which any may be meant."""
    precision: Precision = "week" if last - first < timedelta(days=2 * _WEEK) else "month"
    return Moment(first, last, precision, has_year=has_year)


def of_week(day: date, *, has_year: bool = True) -> Moment:
    """The week of a day, Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Moment(monday, monday + timedelta(days=_WEEK - 1), "week", has_year=has_year)


def of_month(year: int, month: int, *, has_year: bool = True) -> Moment:
    """A month."""
    return Moment(*_ends_of_month(date(year, month, 1)), "month", has_year=has_year)


def _ends_of_month(day: date) -> tuple[date, date]:
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def of_year(year: int) -> Moment:
    """A year."""
    return Moment(date(year, 1, 1), date(year, 12, 31), "year")


def of_parts(year: int, month: int, day: int) -> Moment | None:
    """A date by its parts, zero for what is not known; ``None`` for one that no calendar has.

    Args:
        year: of four digits; 0 is a year that nothing tells.
        month: from 1; 0 only with a year.
        day: of the month.
    """
    if not month:
        return of_year(year) if year else None
    try:
        if day:
            return of_day(date(year or _ANY_YEAR, month, day), has_year=bool(year))
        return of_month(year or _ANY_YEAR, month, has_year=bool(year))
    except ValueError:
        return None


def ends_of(iso: str) -> tuple[date, date] | None:
    """First and last day of an ISO day, month or year, or of two with a slash between them.

    Args:
        iso: as :attr:`Moment.iso` writes it.

    Returns:
        ``None`` for what no calendar has.
    """
    first, _, last = iso.partition("/")
    start, end = _of_iso(first), _of_iso(last or first)
    return None if start is None or end is None else (start.first, max(start.last, end.last))


def _of_iso(text: str) -> Moment | None:
    try:
        year, month, day = (int(part) for part in (*text.split("-"), "0", "0")[:3])
    except ValueError:
        return None
    return of_parts(year, month, day) if year else None


def moved(moment: Moment, unit: str, steps: int) -> Moment | None:
    """What lies so many units behind (or, below zero, before) a moment.

    Args:
        moment: what is counted from.
        unit: ``day``, ``week``, ``month`` or ``year``.
        steps: how many.

    Returns:
        As exact as the unit and the moment are; ``None`` beyond the calendar.
    """
    base, has_year = moment.first, moment.has_year
    try:
        if unit == "day":
            return _by_days(moment, timedelta(days=steps))
        if unit == "week":
            return _by_days(moment, timedelta(days=_WEEK * steps))
        if unit == "month":
            months = base.year * 12 + base.month - 1 + steps
            return of_month(months // 12, months % 12 + 1, has_year=has_year)
        return of_year(base.year + steps) if has_year else None
    except (OverflowError, ValueError):
        return None


def _by_days(moment: Moment, by: timedelta) -> Moment:
    """A moment moved by some days; as long as it was."""
    return replace(moment, first=moment.first + by, last=moment.last + by, chain=())

"""Turns a date as written into a date of the calendar, counted from the day of publication."""

import warnings
from datetime import date, datetime, timedelta

from llmextract.verification.dates.expressions import PARTS_OF_DAY
from llmextract.verification.dates.judging import stated_by
from llmextract.verification.dates.stating import Stated
from llmextract.verification.language import FALLBACK
from llmextract.verification.languages.tables import KNOWN


def resolve(
    text: str, *, published: str | None, language: str | None = None
) -> tuple[str, str] | None:
    """Turn a date as written into a date of the calendar.

    Args:
        text: the expression, for instance ``late on Tuesday`` or ``May 2``.
        published: ISO date of publication; what the expression leaves open is counted from it.
        language: code of its language; ``None``: whatever makes a date of it, English first.

    Returns:
        An ISO date, or a range ``first/last``, and its precision: ``day``, ``week``, ``month`` or
        ``year``; ``None`` when it cannot be known.
    """
    stated = stated_by(text, language)
    base = _base(published)
    if stated is None:
        return _parsed(text, base, language)
    if stated.month or stated.year:
        return _calendar(stated, base)
    if base is None:
        return None
    if stated.weekday:
        back = (base.isoweekday() - stated.weekday) % 7
        if stated.relative == "next":
            return (base + timedelta(days=7 - back)).isoformat(), "day"
        if stated.relative in ("last", "past", "previous") and back == 0:
            back = 7
        return (base - timedelta(days=back)).isoformat(), "day"
    return _counted(stated, base) or _parsed(text, base, language)


def _base(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def _calendar(stated: Stated, base: date | None) -> tuple[str, str] | None:
    year = stated.year
    if not year:
        if base is None:
            return None
        # News tells of the past: the latest such day that is not after publication. A week's grace
        # for announced days and for papers dated before they were filed.
        year = base.year
        first = (stated.month, stated.day or 1)
        limit = base + timedelta(days=7)
        if first > (limit.month, limit.day) and limit.year == year:
            year -= 1
    if not stated.month:
        return f"{year:04d}", "year"
    if not stated.day:
        return f"{year:04d}-{stated.month:02d}", "month"
    try:
        return date(year, stated.month, stated.day).isoformat(), "day"
    except ValueError:
        return None


_DAYS_BACK = {
    "yesterday": 1,
    "last night": 1,
    "day before yesterday": 2,
    "tonight": 0,
    "today": 0,
    "tomorrow": -1,
    "day after tomorrow": -2,
    "this": 0,
    **{f"this {part}": 0 for part in PARTS_OF_DAY},
}
"""Words -> days before the day of publication."""


def _counted(stated: Stated, base: date) -> tuple[str, str] | None:
    relative = stated.relative
    if relative in _DAYS_BACK:
        return (base - timedelta(days=_DAYS_BACK[relative])).isoformat(), "day"
    which, _, unit = relative.partition(" ")
    steps = {"last": -1, "past": -1, "previous": -1, "this": 0, "next": 1}.get(which)
    if steps is None:
        return None
    if unit == "week":
        first = base - timedelta(days=base.isoweekday() - 1 - 7 * steps)
        return f"{first.isoformat()}/{(first + timedelta(days=6)).isoformat()}", "week"
    if unit == "month":
        months = base.year * 12 + base.month - 1 + steps
        return f"{months // 12:04d}-{months % 12 + 1:02d}", "month"
    if unit == "year":
        return f"{base.year + steps:04d}", "year"
    return None


def _parsed(text: str, base: date | None, language: str | None) -> tuple[str, str] | None:
    """What the rules above do not cover ("two days ago"), left to dateparser."""
    if base is None or not any(c.isalpha() for c in text):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # dateparser uses what newer Pythons deprecate
        import dateparser  # noqa: PLC0415 - importing it takes a third of a second

        found = dateparser.parse(
            text,
            languages=[language if language in KNOWN else FALLBACK],
            settings={
                "RELATIVE_BASE": datetime(base.year, base.month, base.day, 12),  # noqa: DTZ001 - a calendar day
                "PREFER_DATES_FROM": "past",
                "REQUIRE_PARTS": [],
            },
        )
    return (found.date().isoformat(), "day") if found else None

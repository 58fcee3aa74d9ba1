"""Takes apart phrases of time that are no single date: "the second week of April", "May 2-4"."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from llmextract.verification.datelines import MONTHS
from llmextract.verification.dates.expressions import expressions, month_number
from llmextract.verification.dates.stating import Stated

_MONTH: Final = (
    rf"(?P<month>{'|'.join(MONTHS)}|(?:{'|'.join(month[:3] for month in MONTHS)}|sept)\b\.?)"
)
_YEAR: Final = r"(?:,? (?:of )?(?P<year>(?:1[89]|20)\d\d))?"
_NTH: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_SUFFIX: Final = r"(?:st|nd|rd|th)?"
_WEEK: Final = re.compile(
    rf"(?:\w+ )*?(?:the )?(?P<nth>{'|'.join(_NTH)}) week of {_MONTH}{_YEAR}", re.IGNORECASE
)
_TWO_DAYS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        (
            rf"(?:(?:between|from|on|overnight|the night of) )*{_MONTH} (?P<day>\d\d?){_SUFFIX}"
            rf"(?: ?[-–] ?| (?:and|to|until) )(?P<last>\d\d?){_SUFFIX}{_YEAR}"
        ),
        (
            rf"(?:(?:between|from|on|overnight|the|night of) )*(?P<day>\d\d?){_SUFFIX}"
            rf"(?: ?[-–] ?| (?:and|to|until) )(?:the )?(?P<last>\d\d?){_SUFFIX} (?:of )?{_MONTH}{_YEAR}"
        ),
    )
)
_DAY_ALONE: Final = re.compile(
    r"(?:(?:early|late|on|by|until|since|from|in|the (?:night|evening|morning) of) )*the"
    r" (?P<day>[1-9]|[12]\d|3[01])(?:st|nd|rd|th)",
    re.IGNORECASE,
)
_FIGURES: Final = re.compile(r"(?:on |by |since |until )?(?P<day>\d\d?)/(?P<month>\d\d?)")
_LAST_MONTH: Final = 12
_BETWEEN: Final = re.compile(
    r"(?:between|from) (?P<first>.+) (?:and|to|until|till) (?P<last>.+)", re.IGNORECASE
)
_NAMED: Final = {
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "christmas": (12, 25),
    "new year's eve": (12, 31),
    "new year's day": (1, 1),
}
"""Days that lie on the same date every year."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a phrase states beside or instead of a date.

    Attributes:
        stated: its (first) day, or the month of its week.
        last: its last day where it has two.
        week: number of a week in the month; -1 for the last one, 0 for none.
    """

    stated: Stated
    last: Stated | None = None
    week: int = 0


@lru_cache(maxsize=4096)
def taken_apart(words: str) -> Phrase | None:
    """A phrase taken apart; ``None`` for one that is a single date or none.

    Args:
        words: a phrase of time as written, in English.
    """
    said = " ".join(words.strip(" .,;").split())
    if match := _WEEK.fullmatch(said):
        return Phrase(_month_of(match), week=_NTH[match["nth"].lower()])
    for form in _TWO_DAYS:
        if match := form.fullmatch(said):
            month = _month_of(match)
            first, last = (replace(month, day=int(match[name])) for name in ("day", "last"))
            return Phrase(first, last)
    if match := _DAY_ALONE.fullmatch(said):
        return Phrase(Stated(day=int(match["day"])))
    if match := _FIGURES.fullmatch(said):
        return _in_figures(int(match["day"]), int(match["month"]))
    if match := _BETWEEN.fullmatch(said):
        ends = [expressions(match[name]) for name in ("first", "last")]
        if all(len(one) == 1 for one in ends):
            return Phrase(ends[0][0].stated, ends[1][0].stated)
    return None


def _in_figures(one: int, other: int) -> Phrase | None:
    """A day and a month without a year: "14/8"; ``None`` for a fraction."""
    if not (one and other and min(one, other) <= _LAST_MONTH):
        return None
    if other > _LAST_MONTH:
        one, other = other, one
    return Phrase(Stated(month=other, day=one, swaps=one <= _LAST_MONTH and one != other))


def named_day(words: str) -> Stated | None:
    """A feast that lies on the same date every year, as that date."""
    found = _NAMED.get(words)
    return Stated(month=found[0], day=found[1]) if found else None


def _month_of(match: re.Match[str]) -> Stated:
    return Stated(int(match["year"] or 0), month_number(match["month"].lower()))

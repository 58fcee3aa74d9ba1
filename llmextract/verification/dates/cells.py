"""Reads dates as spreadsheets, data frames and databases write them into cells."""

import re
from datetime import date, timedelta

from llmextract.records import Verdict
from llmextract.verification.datelines import MONTHS
from llmextract.verification.dates.judging import in_part
from llmextract.verification.dates.stating import full_year

_MIDNIGHT = r"(?:[T ]0?0:00(?::00(?:\.0+)?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)?"
"""A day in a column of times: what programs write where no time was given."""
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.]?)(\d\d?)\2(\d\d?){_MIDNIGHT}", re.ASCII)
_MONTHS = [month[:3] for month in MONTHS]
_NAMED = re.compile(rf"(\d\d?)[-/ ]({'|'.join(_MONTHS)})[a-z]*[-/ ](\d\d|\d{{4}}){_MIDNIGHT}", re.I)
_MONTH_FIRST = re.compile(rf"(\d\d?)/(\d\d?)/(\d\d|\d{{4}}){_MIDNIGHT}", re.ASCII)
_SERIAL = re.compile(r"([2-6]\d{4})(?:\.0+)?", re.ASCII)
_DAY_ZERO = date(1899, 12, 30)
"""Excel counts days from here, its leap day of 1900 that never was included; 2 to 6 tens of
thousands are 1954 to 2091."""


def date_of_cell(written: str, text: str) -> str:
    """A date in ISO form where a cell holds one in a table's form, else the cell as it is.

    The first two figures of ``5/3/2021`` are the month in one country and the day in another: the
    month where only so the text has it.

    Args:
        written: the cell.
        text: what it is checked against; a cell that stands in it is left as it is.
    """
    if written in text:
        return written
    if match := _YEAR_FIRST.fullmatch(written):
        # Without signs between them only eight figures are a date.
        if match[2] or len(match[3]) == len(match[4]) == 2:
            return _iso(int(match[1]), int(match[3]), int(match[4])) or written
    elif match := _NAMED.fullmatch(written):
        month = _MONTHS.index(match[2].lower()) + 1
        return _iso(full_year(int(match[3])), month, int(match[1])) or written
    elif match := _MONTH_FIRST.fullmatch(written):
        first, second, year = (int(one) for one in match.groups())
        return _in_text(first, second, full_year(year), text) or written
    elif match := _SERIAL.fullmatch(written):
        return (_DAY_ZERO + timedelta(int(match[1]))).isoformat()
    return written


def _in_text(first: int, second: int, year: int, text: str) -> str | None:
    """The reading of two figures and a year that the text has, day first where it tells nothing."""
    readings = (_iso(year, second, first), _iso(year, first, second))
    return max(filter(None, readings), key=lambda one: _carried(one, text), default=None)


def _carried(day: str, text: str) -> int:
    """How far a text has a day: 2 in all, 1 in part."""
    found = in_part(day, text, "text")
    return 0 if found is None else 2 if found.verdict is Verdict.SUPPORTED else 1


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None

"""What a date or time expression states, in whatever language it is written."""

import re
from dataclasses import dataclass, replace

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a date expression states; empty or zero for what it does not.

    Attributes:
        year: of four digits.
        month: from 1.
        day: of the month.
        weekday: from 1, Monday.
        part: part of the day.
        relative: words that count from another day, in small letters.
        swaps: whether it is written in figures that may be read the other way: 03/04/2018.
    """

    year: int = 0
    month: int = 0
    day: int = 0
    weekday: int = 0
    part: str = ""
    relative: str = ""
    swaps: bool = False

    @property
    def swapped(self) -> "Stated":
        """The same figures with the month first."""
        return replace(self, month=self.day, day=self.month)


@dataclass(frozen=True, slots=True)
class Expression:
    """A date expression of a text: offsets and what it states."""

    start: int
    end: int
    stated: Stated

    def written(self, text: str) -> str:
        """The expression as it stands in its text, on one line."""
        return _SPACES.sub(" ", text[self.start : self.end])


def full_year(year: int) -> int:
    """A year of two digits with its century.

    Two digits are of this century up to 59: reports reach back to the sixties, not on to them.
    """
    if year >= 100 or not year:
        return year
    return year + (1900 if year >= 60 else 2000)

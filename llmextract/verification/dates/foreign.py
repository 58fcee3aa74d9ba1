"""Finds the dates of a text in a language of ``..languages`` by its months, weekdays and words of time."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from llmextract.verification.dates.stating import Expression, Stated, full_year
from llmextract.verification.languages.tables import Language, expression, load
from llmextract.verification.languages.words import Words, cut

_IN_FIGURES: Final = re.compile(
    r"(?P<year>(?:1[89]|20)\d\d)-(?P<month>0?[1-9]|1[0-2])-(?P<day>[0-3]?\d)$"
    r"|(?P<d>0?[1-9]|[12]\d|3[01])([./-])(?P<m>0?[1-9]|1[0-2])\5(?P<y>(?:1[89]|20)?\d\d)$"
)
_YEAR: Final = re.compile(r"(?:1[89]|20)\d\d$")
_TWO_DAYS: Final = re.compile(r"(\d{1,2})[-–](\d{1,2})$")
_DAYS: Final = range(1, 32)
_BEFORE: Final = 3  # words between a weekday and its day
_AFTER: Final = 4  # words between a day and the part of it
_ORDINAL: Final = 3  # letters that an ordinal's ending has at most


@lru_cache(maxsize=256)
def expressions(text: str, code: str) -> tuple[Expression, ...]:
    """All date and time expressions of a text, in order, without overlap.

    Args:
        text: any text.
        code: a language of :mod:`..languages`.
    """
    language = load(code)
    words = cut(text, language)
    found: list[Expression] = []
    last = 0
    for first, end, stated in _found(words, language):
        if first >= last:
            found.append(Expression(words.starts[first], words.ends[end - 1], stated))
            last = end
    return tuple(found)


def _found(words: Words, language: Language) -> Iterator[tuple[int, int, Stated]]:
    """The expressions by the words that they stand in; the whole of one before its parts."""
    whole = [one for at in range(len(words)) for one in _around(words, at, language)]
    # A day with its month takes the weekday before it.
    taken = {at for first, end, stated in whole if stated.month for at in range(first, end)}
    for first, end, stated in sorted(whole, key=lambda one: (one[0], -one[1])):
        if stated.month or not taken.intersection(range(first, end)):
            yield first, end, stated


def _around(words: Words, at: int, language: Language) -> Iterator[tuple[int, int, Stated]]:
    kinds = words.at[at]
    form = words.forms[at]
    if "month" in kinds:
        found = _of_month(words, at, language)
        yield found
        yield from _day_of_two(words, at, found)
    elif "time" in kinds:
        yield _of_day(words, at, language)
    elif match := _IN_FIGURES.match(form):
        part = match.groupdict()
        year, month, day = (int(part[long] or part[short]) for long, short in _GROUPS)
        yield at, at + 1, Stated(full_year(year), month, day)
    elif _YEAR.match(form) and (
        "date:year" in words.ending[at] or words.has(at + 1, "date:year_after")
    ):
        yield at, at + 1, Stated(year=int(form))


def _day_of_two(
    words: Words, at: int, found: tuple[int, int, Stated]
) -> Iterator[tuple[int, int, Stated]]:
    """The day before another of the same month: "12 et 13 mai", "12-13 мая"."""
    first, _, stated = found
    form = words.forms[first - 1] if first else ""
    if stated.day and (match := _TWO_DAYS.match(form)) and first == at:
        yield first - 1, first, replace(stated, day=int(match[1]))
    elif stated.day and first > 1 and (words.has(first - 1, "conj", "to") or form == "-"):
        day = words.forms[first - 2]
        if day.isdecimal() and int(day) in _DAYS:
            yield first - 2, first - 1, replace(stated, day=int(day), weekday=0)


_GROUPS: Final = (("year", "y"), ("month", "m"), ("day", "d"))


def _of_month(words: Words, at: int, language: Language) -> tuple[int, int, Stated]:
    end = words.at[at]["month"]
    month = _number(" ".join(words.forms[at:end]), language, "months")
    first, day = _day_before(words, at)
    ahead = _linked(words, end)
    year = 0
    if ahead < len(words) and _YEAR.match(words.forms[ahead]):
        year, end = int(words.forms[ahead]), ahead + 1
    if not day:
        return at, end, Stated(year, month)
    weekday = 0
    for back in range(first - 1, max(first - 1 - _BEFORE, -1), -1):
        if words.has(back, "time"):
            stop = words.at[back]["time"]
            weekday = _number(" ".join(words.forms[back:stop]), language, "weekdays")
            first = back if weekday else first
            break
        if words.is_part(back) and words.forms[back] not in (",", "،"):
            break
    return first, end, Stated(year, month, day, weekday)


def _linked(words: Words, at: int) -> int:
    """The word behind those that may stand between a month and its year."""
    for _ in range(2):
        if words.has(at, "month_link"):
            at = words.at[at]["month_link"]
    return at


def _day_before(words: Words, at: int) -> tuple[int, int]:
    """The day that stands before a month, with its first word; 0 for none."""
    back = at - 1
    if back >= 0 and "month_link" in words.ending[at]:
        back = min(i for i in range(max(0, at - 3), at) if words.at[i].get("month_link") == at) - 1
    if back < 0:
        return at, 0
    form = words.forms[back]
    if "date:first" in words.ending[back + 1]:
        return back, 1
    if not form[0].isdecimal() and len(form) <= _ORDINAL and back:
        attached = words.glued[back] or words.starts[back] == words.ends[back - 1]
        if attached:
            back, form = back - 1, words.forms[back - 1]
    if match := _TWO_DAYS.match(form):
        return at, int(match[2]) if int(match[2]) in _DAYS else 0
    if form.isdecimal() and len(form) < _ORDINAL and int(form) in _DAYS:
        return back, int(form)
    return at, 0


def _of_day(words: Words, at: int, language: Language) -> tuple[int, int, Stated]:
    end = words.at[at]["time"]
    phrase = " ".join(words.forms[at:end])
    weekday = _number(phrase, language, "weekdays")
    relative = "" if weekday else _key(phrase, language, "relative")
    if weekday and (words.has(end, "date:last") or "date:last" in words.ending[at]):
        relative = "last"
        end = words.at[end].get("date:last", end) if end < len(words) else end
    part = "night" if relative == "last night" else ""
    for ahead in range(end, min(end + _AFTER, len(words))):
        if words.is_part(ahead):
            break
        if words.has(ahead, "date:part"):
            stop = words.at[ahead]["date:part"]
            part = _key(" ".join(words.forms[ahead:stop]), language, "part")
            end = stop
            break
    return at, end, Stated(weekday=weekday, part=part, relative=relative)


def stated_by(value: str, code: str) -> Stated | None:
    """What a value in a language states; ``None`` where it is no date, or more than one says.

    Args:
        value: words for a date.
        code: the language.
    """
    value = value.strip()
    found = expressions(value, code)
    if not found:
        return _month_or_day(value, load(code))
    rest = value
    for one in reversed(found):
        rest = rest[: one.start] + rest[one.end :]
    return None if any(character.isdigit() for character in rest) else found[0].stated


def _month_or_day(value: str, language: Language) -> Stated | None:
    """A month by itself, with its year or without."""
    words = cut(value, language)
    for at in range(len(words)):
        if words.has(at, "month") and words.at[at]["month"] == len(words):
            if at and any(form[0].isdecimal() for form in words.forms[:at]):
                return None
            month = _number(" ".join(words.forms[at:]), language, "months")
            return Stated(month=month)
    return None


@lru_cache(maxsize=4096)
def _number(phrase: str, language: Language, table: str) -> int:
    """The number, from 1, of a month or weekday; 0 for what is none."""
    prefixes = language.data.get("letters", {}).get("prefixes", "")
    for number, entry in enumerate(language.data["dates"][table], start=1):
        match = expression(entry, prefixes).search(f" {phrase} ")
        if match is not None and match.group() == phrase:
            return number
    return 0


@lru_cache(maxsize=4096)
def _key(phrase: str, language: Language, table: str) -> str:
    prefixes = language.data.get("letters", {}).get("prefixes", "")
    entries: dict[str, Any] = language.data["dates"][table]
    for key, entry in entries.items():
        match = expression(entry, prefixes).search(f" {phrase} ")
        if match is not None and match.group() == phrase:
            return key
    return ""

"""When two dates, as written in one document, are of the same day; when one is of long before."""

import re
from functools import lru_cache

from llmextract.verification.datelines import MONTHS
from llmextract.verification.dates import Stated, resolve
from llmextract.verification.dates.expressions import PARTS_OF_DAY
from llmextract.verification.dates.judging import stated_by
from llmextract.verification.spelling import fold_place, word_set

_ANCHORED = frozenset(
    {"same", "next", "following", "previous", "later", "earlier", "before", "that"}
)
"""In a date, words that count from a day told before: the same words may mean another day."""

_MOVED = re.compile(
    r"^(?:(?:about|around|some|a|an|the|few|several|[\w-]+)\s+){0,3}?"
    r"(?:(?:second|minute|hour|day|night|week|month|year)s?|soon|shortly|moments|immediately)\s+"
    r"(?:later|earlier|after|before)\b|^(?:later|earlier)\b"
    r"|^the\s+(?:next|following|previous)\b",
    re.IGNORECASE,
)
"""A date that tells how far it lies from another thing of the text: "a day earlier"."""

_STRETCH = re.compile(
    r"\b(?:between|from)?\s*(?P<first>[^,;]+?)\s+(?:and|to|until|till)\s+(?P<last>[^,;]+)",
    re.IGNORECASE,
)
_MONTHS = "|".join(MONTHS)
_SEASONS = "spring|summer|autumn|fall|winter|season"
_OLD = re.compile(
    rf"\b(?:last|previous|past|preceding|prior)\s+(?:month|year|decade|{_SEASONS}|{_MONTHS})\b"
    r"|\b(?:last|previous|past|preceding|recent|earlier)\s+(?:[\w-]+\s+)?"
    r"(?:weeks|months|years|decades)\b"
    rf"|\b(?:in|during)\s+the\s+(?:{_SEASONS})\b|\b(?:1[89]|20)?\d0s\b"
    r"|\bearlier\s+(?:this|in\s+the)\s+(?:month|year|season)\b|\ba\s+year\s+to\s+the\s+day\b"
    r"|\bthat\s+year\b|\b(?:weeks|months?|years?|decades?|fortnight)\s+(?:ago|earlier|before)\b"
    r"|\b(?:an?|one|two|three|four|five|six|several|some|many|few|\d+)\s+"
    r"(?:weeks|months?|years?|decades?)$"
    r"|\b(?:seven|eight|nine|ten|eleven|twelve|[7-9]|[1-9]\d)\s+days\b(?!\s+(?:of|in)\b)"
    r"|^(?:previously|once\s+before|in\s+the\s+past)$",
    re.IGNORECASE,
)
"""Words that date a thing to before the news of a day, without naming a day."""

_DAYS_BEFORE = re.compile(
    r"\b(?:last|previous|past)\s+week\b|\b(?:previous|preceding)\s+(?:day|night|evening)\b"
    r"|\b(?:day|night|week)s?\s+(?:ago|earlier|before)\b|\b(?:day|week)s?\s+after$"
    r"|\bearlier\s+(?:this|in\s+the)\s+week\b"
    r"|\b(?:christmas|easter|ramadan|eid|new\s+year)\b",
    re.IGNORECASE,
)
"""Words that date a thing to some days before the news, a feast too: news names the days of its week.

A date that ends in "after" is of what the other came after: "it came a day after a raid".
"""

_WEEKDAYS_BEFORE = 4
"""A weekday so many days before another is of before it; further, it is rather one that followed."""
_FAR = 14
"""Days between two dated things from which on the older one is no news beside the other.

A weekly digest and a report on a fortnight tell of all their days.
"""
_OPENING = 4
"""So many words at most are the date that a sentence begins with."""
_OPENS_DATE = word_set(
    "in during last earlier late early back only just a an one two three four five six several some few"
)
"""So such a date begins; a stretch of time ("since March") is no date."""
_BEHIND = 330
"""Of a day and month without a year: so many days before another, it is rather just behind it."""
_MONTH = re.compile(_MONTHS, re.IGNORECASE)


@lru_cache(maxsize=65536)
def same_day(one: str, other: str, published: str | None) -> bool | None:
    """Whether two dates are the same day; ``None`` when one leaves it open, ``False`` if they differ."""
    words = fold_place(one)
    if words == fold_place(other):
        return None if _ANCHORED & set(words.split()) else True
    if (ends := _ends(one) or _ends(other)) is not None:
        return _is_in_stretch(ends, other if ends == _ends(one) else one, published)
    if _is_night_before(one, other) or _is_night_before(other, one):
        return None
    if not _is_stated_alike(one, other):
        return False
    first, second = iso_days(one, published), iso_days(other, published)
    if first is None or second is None:
        return _by_what_is_stated(one, other)
    (low, high), (begin, end) = first, second
    if low > end or begin > high:
        return False
    return True if first == second and len(low) == len("2020-05-03") else None


def _is_night_before(one: str, other: str) -> bool:
    """Whether the one is a night that reaches into the other: "Sunday night", "Monday"."""
    first, second = stated_by(one), stated_by(other)
    if first is None or second is None or part_of_day(one) != "night":
        return False
    if first.weekday and second.weekday:
        return (second.weekday - first.weekday) % 7 == 1
    return bool(first.day) and first.month == second.month and second.day - first.day == 1


def _ends(said: str) -> tuple[str, str] | None:
    """The two ends of a stretch of time: "between Wednesday and Friday"; ``None`` for a day."""
    found = _STRETCH.search(said)
    if found is None:
        return None
    first, last = found["first"], found["last"]
    if stated_by(last) is None:
        return None
    if first.split()[-1].isdigit():  # "the night of 11 to 12 June"
        return re.sub(r"\d+", first.split()[-1], last, count=1), last
    return (first, last) if stated_by(first) else None


def _is_in_stretch(ends: tuple[str, str], other: str, published: str | None) -> bool | None:
    """``None`` where a day may lie in a stretch of time, ``False`` where it lies outside."""
    if _ends(other) is not None or any(
        same_day(end, other, published) is not False for end in ends
    ):
        return None
    first, last, day = stated_by(ends[0]), stated_by(ends[1]), stated_by(other)
    if first and last and day and first.weekday and last.weekday and day.weekday:
        return (
            None
            if (day.weekday - first.weekday) % 7 < (last.weekday - first.weekday) % 7
            else False
        )
    span = [iso_days(said, published) for said in (*ends, other)]
    if None in span:
        return None if day is not None and day.weekday else False
    low, high, own = (one[0] for one in span if one is not None)
    return None if low <= own <= high else False


def _by_what_is_stated(one: str, other: str) -> bool | None:
    """Whether two dates that no calendar tells, and that state nothing contrary, are the same day."""
    first, second = stated_by(one), stated_by(other)
    if first is not None and second is not None:
        if first.month and first.month == second.month:
            return True if first.day and first.day == second.day else None
        if first.weekday and first.weekday == second.weekday:
            return True
        if first.year and first.year == second.year:
            return None
    return False if is_old(one) != is_old(other) else None


def is_moved(said: str) -> bool:
    """Whether a date counts from another thing that the text tells: "hours later"."""
    return _MOVED.match(said.strip()) is not None


@lru_cache(maxsize=65536)
def names_day(said: str) -> bool:
    """Whether a date says which day, week, month or year: not only "before dawn"."""
    stated = stated_by(said)
    if stated is None:
        return not is_moved(said)
    return bool(stated.year or stated.month or stated.weekday or stated.relative)


@lru_cache(maxsize=65536)
def is_old(said: str) -> bool:
    """Whether a date without a day is of long before: "in 2019", "last month", "in March"."""
    if _OLD.search(said):
        return True
    stated = stated_by(said)
    if stated is None:
        return False
    return bool(stated.year or stated.month) and not (stated.month and stated.day)


@lru_cache(maxsize=4096)
def opens_old(sentence: str) -> bool:
    """Whether a sentence begins with a date of long before: "In March, four people died"."""
    words = sentence.split(maxsplit=_OPENING)[:_OPENING]
    if not words or words[0].lower() not in _OPENS_DATE:
        return False
    return any(is_old(" ".join(words[:size]).rstrip(",")) for size in range(2, len(words) + 1))


def is_long_before(one: str, other: str, published: str | None) -> bool:
    """Whether what is dated so was no news any more on the day of the other."""
    return _is_before(one, other, published, _FAR)


def is_before(one: str, other: str, published: str | None) -> bool:
    """Whether what is dated so was before the day of the other, be it by one."""
    if _DAYS_BEFORE.search(one) and not _DAYS_BEFORE.search(other):
        return True
    first, second = stated_by(one), stated_by(other)
    if (
        first is not None
        and second is not None
        and first.weekday
        and second.weekday
        and not (first.month or second.month)
    ):
        return 0 < (second.weekday - first.weekday) % 7 <= _WEEKDAYS_BEFORE
    return _is_before(one, other, published, 0)


@lru_cache(maxsize=65536)
def _is_before(one: str, other: str, published: str | None, days: int) -> bool:
    if _OLD.search(one):
        return not is_old(other)
    first, second = iso_days(one, published), iso_days(other, published)
    if first is None or second is None:
        if is_old(one):
            return not is_old(other)
        return _is_stated_before(stated_by(one), other, days)
    if is_old(one) and not is_old(other):
        return first[1] < second[0]
    return _ordinal(first[1]) + days < _ordinal(second[0])


def _is_stated_before(one: Stated | None, other: str, days: int) -> bool:
    """Without a calendar: so far before the other that it is no neighbour.

    News names the days of its week by weekday and all others by month and day.
    """
    if one is None or not (one.month and one.day):
        return False
    told = stated_by(other)
    if told is None:
        month = _MONTH.search(other)
        return month is not None and month.group().lower() != MONTHS[one.month - 1]
    if one.year and told.year and one.year != told.year:
        return one.year < told.year
    if not told.month:
        return bool(told.weekday)
    between = 30 * ((told.month - one.month) % 12) + (told.day or 1) - one.day
    return days < between < _BEHIND


def exactness(said: object) -> int:
    """How many parts of a date are stated."""
    stated = stated_by(said) if isinstance(said, str) else None
    if stated is None:
        return 0
    parts = (stated.year, stated.month, stated.day, stated.weekday, stated.part)
    return sum(bool(part) for part in parts)


def _ordinal(day: str) -> int:
    """A number of days that dates, whole or cut, can be compared by, near enough."""
    parts = [int(part) for part in day.rstrip("~").split("-")]
    is_end = day.endswith("~")
    year, month, in_month = (parts + [12 if is_end else 1] * 2)[:3]
    if len(parts) < len("ymd"):
        in_month = 31 if is_end else 1
    return 366 * year + 31 * month + in_month


def _is_stated_alike(one: str, other: str) -> bool:
    """Whether no part of the date is stated differently; words that count from a day are no part."""
    first, second = stated_by(one), stated_by(other)
    if first is None or second is None:
        return True
    return all(
        not a or not b or a == b
        for a, b in (
            (first.year, second.year),
            (first.month, second.month),
            (first.day, second.day),
            (first.weekday, second.weekday),
        )
    ) and not are_parts_apart(part_of_day(one), part_of_day(other))


_LATE = re.compile(r"\blate\b(?!\s+(?:in|last)\b)", re.IGNORECASE)
_PART = re.compile(rf"\b(?:{'|'.join(PARTS_OF_DAY)})\b", re.IGNORECASE)


@lru_cache(maxsize=65536)
def part_of_day(said: str) -> str:
    """The part of the day that a date names, empty where it names none or two; late is evening."""
    stated = stated_by(said)
    if stated is None:
        return ""
    named = {PARTS_OF_DAY[word.lower()] for word in _PART.findall(said)}
    if stated.part or len(named) == 1:
        return stated.part or named.pop()
    is_late = not named and (stated.weekday or stated.day)
    return "evening" if is_late and _LATE.search(said) else ""


def are_parts_apart(one: str, other: str) -> bool:
    """Whether two parts of a day are no neighbours: what is evening to one is night to another."""
    if not (one and other):
        return False
    order = list(dict.fromkeys(PARTS_OF_DAY.values()))
    return abs(order.index(one) - order.index(other)) > 1


@lru_cache(maxsize=65536)
def iso_days(said: str, published: str | None) -> tuple[str, str] | None:
    """First and last ISO date of what a date means, cut to its precision; they sort as strings.

    Of a month the first is ``2020-05`` and the last ``2020-05~``, which all its days lie between.
    """
    if _ANCHORED & set(fold_place(said).split()):
        return None
    found = resolve(said, published=published)
    if found is None:
        return None
    first, _, last = found[0].partition("/")
    return first, f"{last or first}~"

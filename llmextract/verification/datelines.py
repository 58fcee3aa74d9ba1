"""Reads the dateline that opens a report, and full dates as they stand at the head of an article."""

import re
from contextlib import suppress
from datetime import date

MONTHS = [
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
]
_MONTHS = {
    name: number
    for number, month in enumerate(MONTHS, start=1)
    for name in (month, month[:3], *(["sept"] if month == "september" else []))
}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_MONTH_2 = _MONTH.replace("month", "month_2")
DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+"
# "3 May 2021", "3 JAN 90", "May 3, 2021", "2021-05-03".
DATE = re.compile(
    rf"\b(?:(?P<year>(?:19|20)\d\d)[-/.](?P<m>\d\d)[-/.](?P<d>\d\d)(?!\d)"
    rf"|(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?(?:\s+(?P<year_1>\d{{4}}|\d\d)\b)?"
    rf"|{_MONTH_2}\s+(?P<day_2>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year_2>\d{{4}}\b|\d\d(?=\s*(?:\(|--|\Z))))?)",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d\d)(?!\w)")
_MONTHS_IN_YEAR = 12
_CENTURY_TURN = 70  # "90" is 1990, "21" is 2021

_DASH = re.compile(r"\s*—\s*|\s*(?:–|--)\s+|\s+-\s+|\s*(?:–|--)\Z")
_AGENCY = re.compile(r"\s*(?:\([^()]{2,60}\)|/[^/\s]{2,40}/)\s*\Z")
_TRAILING_DATE = re.compile(rf"(?:\A|[,\s]\s*)(?:{DAY})?{DATE.pattern}\s*\Z", re.IGNORECASE)
_TAGS = re.compile(r"(?:\[[^\[\]]{1,300}\]\s*)*")
_PLACE_WORD = re.compile(r"[^\W\d_a-zß-ÿ][^\W\d_]*")
# fmt: off
_PLACE_LINK = frozenset((
    "ad", "al", "an", "and", "ar", "as", "ash", "at", "d", "de", "del", "des", "do", "du", "el",
    "la", "las", "le", "los", "of", "sur", "y",
))
# "On 3 May - a Monday - the mill burned" is a sentence, though a date stands before its dash.
_NO_PLACE = frozenset((
    "after", "at", "before", "by", "during", "early", "for", "from", "in", "late", "on", "since",
    "the", "until",
))
# fmt: on
HEAD_PARAGRAPHS = 8
"""Paragraphs of an article that may hold headline, labels and dateline."""
_PLACE_WORDS_AT_MOST = 5
_PLACES_AT_MOST = 4
_DATELINE_LENGTH = 120


def find_dateline(text: str) -> str | None:
    """The dateline at the start of a report's first paragraph, with its dash and tags.

    "GOMA, DR Congo (AP) —", "NIAMEY, 4 JAN 90 -- [TEXT]", "Bamako, 2 June 2021 –", or such words
    as a paragraph of their own.  In a paragraph of capitals, or without capitals for the place,
    only a date, an agency or a country tells it from a sentence with a dash.
    """
    head = text[:_DATELINE_LENGTH]
    has_dash = "-" in head or "–" in head or "—" in head  # nearly never, and seen at once
    # An agency may have a dash of its own.
    for dash in _DASH.finditer(text, 0, _DATELINE_LENGTH) if has_dash else ():
        place = _place_of(text[: dash.start()])
        if place is None:
            continue
        names, is_sure = place
        rest = text[dash.end() :]
        if is_sure or _stands_out(names, rest):
            tags = _TAGS.match(rest)
            return text[: dash.end() + (tags.end() if tags else 0)].rstrip()
    whole = text.strip()
    alone = len(whole) <= _DATELINE_LENGTH // 2 and _place_of(whole)
    return whole if alone and alone[1] else None


def _place_of(words: str) -> tuple[list[str], bool] | None:
    """The places that the words before a dash name, and whether a date or an agency stands there.

    Returns:
        ``None`` when the words are anything else than places, a date and an agency.
    """
    left = _AGENCY.sub("", words)
    agency = left != words
    undated = _TRAILING_DATE.sub("", left)
    dated = undated != left
    names = [name.strip() for name in re.split(r"[,/()]", undated) if name.strip()]
    if not names and not (agency and dated):
        return None
    if len(names) > _PLACES_AT_MOST or not all(map(_is_place, names)):
        return None
    return names, agency or dated


def _is_place(name: str) -> bool:
    """Whether words have the shape of a place name: each begins with a capital, or links two."""
    words = [word for word in re.split(r"[ '’.-]+", name) if word]
    if not words or len(words) > _PLACE_WORDS_AT_MOST or name.lower() in _NO_PLACE:
        return False
    return all(_PLACE_WORD.fullmatch(w) or w in _PLACE_LINK for w in words)


def _stands_out(names: list[str], rest: str) -> bool:
    """Whether capitals, or a country after a town, mark places as a dateline before a report."""
    if not rest[:1].isupper():
        return False
    if names[0].isupper() and len(names[0]) > 1:
        return not rest.isupper()
    return len(names) > 1 and all(name[:1].isupper() and len(name.split()) <= 3 for name in names)


def find_date(text: str) -> str | None:
    """The first full date of a text as an ISO date; ``None`` without a year.

    Of one in figures ("03/05/2021") nobody knows which is the month, unless one of them can be none.
    """
    for match in DATE.finditer(text):
        got = match.groupdict()
        year = got["year"] or got["year_1"] or got["year_2"]
        month = got["m"] or _MONTHS[(got["month"] or got["month_2"]).lower()]
        day = got["d"] or got["day"] or got["day_2"]
        if not year:
            continue
        full = int(year)
        if len(year) == 2:
            full += 1900 if full >= _CENTURY_TURN else 2000
        with suppress(ValueError):  # "30 Feb 2021": there may be a better date after it
            return date(full, int(month), int(day)).isoformat()
    return _in_figures(text)


def _in_figures(text: str) -> str | None:
    """The first date in figures that can be read in one way only: 25/04/2018, 04/25/2018."""
    for match in _FIGURES.finditer(text):
        one, other, year = int(match[1]), int(match[3]), int(match[4])
        if match[2] == "." or one > _MONTHS_IN_YEAR or one == other:
            day, month = one, other
        elif other > _MONTHS_IN_YEAR:
            day, month = other, one
        else:
            continue
        with suppress(ValueError):
            return date(year, month, day).isoformat()
    return None

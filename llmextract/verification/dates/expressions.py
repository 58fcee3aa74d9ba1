"""Finds the date and time expressions of an English text and cuts each into what it states.

What an expression states is year, month, day, weekday, part of the day, and words that count from
another day ("yesterday", "the same night"); each may be missing.
"""

import re
from functools import lru_cache

from llmextract.verification.datelines import MONTHS
from llmextract.verification.dates.stating import Expression, Stated, full_year
from llmextract.verification.language import RULED
from llmextract.verification.languages.tables import KNOWN
from llmextract.verification.source_text import SourceText

WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
PARTS_OF_DAY = {
    word: part
    for part, words in {
        "morning": "morning dawn sunrise daybreak",
        "noon": "noon midday",
        "afternoon": "afternoon",
        "evening": "evening dusk sunset",
        "night": "night midnight overnight",
    }.items()
    for word in words.split()
}


def _any(*words: str) -> str:
    return "|".join(words)


_UNITS = "hour|day|night|week|weekend|month|year"
_COUNTS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_SHORT_MONTHS = _any(*MONTHS, rf"(?:{_any(*(month[:3] for month in MONTHS))}|sept)\b\.?")
_MONTH = rf"(?P<month>{_SHORT_MONTHS})"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[89]|20)\d\d)"
_SHORT_YEAR = r"(?P<year>(?:1[89]|20)\d\d|[6-9]\d|'\d\d)"
_SHORT_DAYS = rf"(?:{_any(*(day[:3] for day in WEEKDAYS))}|tues|wednes|thurs)\b\.?"
_WEEKDAY = rf"(?P<weekday>{_any(*WEEKDAYS)}|{_SHORT_DAYS})s?"
_PART = rf"(?P<part>{_any(*PARTS_OF_DAY)})"
_LEAD = (
    r"(?:(?:very |on |in |at |by |around |about )?"
    r"(?:early|earlier|late|later|mid"
    r"|the (?:morning|afternoon|evening|night|eve|start|end|beginning) of)"
    r"[ -](?:(?:on|in|of) )?(?:the )?)?"
)
_DURING = "(?:in |since |during )"
# "may" and "march" are words of English too: alone they are months only after such a preposition.
_SURE_MONTHS = _any(*(month for month in MONTHS if month not in ("may", "march")))

_FIGURE_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_FIGURE_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_LATE_DAY = r"(?P<day>1[3-9]|2\d|3[01])"
_SIGN = "(?P<sign>[./-])"
_FIGURE_YEAR = r"(?P=sign)(?P<year>(?:1[89]|20)\d\d|(?<!-)\d\d)"
_LAST_MONTH = 12

# Words that a form cannot do without: only around these is it tried.
_MONTH_WORDS = [*MONTHS, *(month[:3] for month in MONTHS), "sept"]
_WEEKDAY_WORDS = [
    *WEEKDAYS,
    *(f"{day}s" for day in WEEKDAYS),
    *(day[:3] for day in WEEKDAYS),
    *("tues", "wednes", "thurs"),
]
_YEARS = "a year"  # stands for any number of four digits
_FURTHEST = 64  # characters from such a word to either end of a form

# From most to least exact; what one form has taken is left alone by those below it.
_FORMS = tuple(
    (tuple(cues), re.compile(rf"(?<![\w-]){form}(?![\w-])", re.IGNORECASE))
    for cues, form in (
        (
            (),
            rf"{_YEAR}(?P<iso>[-/])(?P<month>0[1-9]|1[0-2])(?P=iso)(?P<day>[0-3]\d)(?:T[\d:.]+Z?)?",
        ),
        # "03/04/2018" is read with the day first until something tells its order, see ``.ordering``;
        # "25/04/2018" and "04/25/2018" can be read in one way only.
        ((), rf"{_FIGURE_DAY}{_SIGN}{_FIGURE_MONTH}{_FIGURE_YEAR}"),
        ((), rf"{_FIGURE_MONTH}{_SIGN}{_LATE_DAY}{_FIGURE_YEAR}"),
        (
            _MONTH_WORDS,
            rf"{_LEAD}(?:{_WEEKDAY},? (?:the )?)?{_DAY} (?:of )?{_MONTH}(?:,? {_SHORT_YEAR})?",
        ),
        (  # the first day of two: "12 and 13 February"
            _MONTH_WORDS,
            (
                rf"{_DAY}(?=(?: (?:and|or|to|until) | ?[–-] ?)\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}"
                rf"(?:,? {_SHORT_YEAR})?(?![\w-]))"
            ),
        ),
        (
            _MONTH_WORDS,
            (
                rf"{_LEAD}(?:{_WEEKDAY},? )?{_MONTH} (?:the )?{_DAY}(?:(?:,? | of ){_YEAR})?"
                rf"(?: at {_PART})?"
            ),
        ),
        (_MONTH_WORDS, rf"{_LEAD}{_MONTH},? (?:of )?{_YEAR}"),
        (
            _WEEKDAY_WORDS,
            (
                rf"{_LEAD}(?:(?P<relative>last|next|this|past|previous) )?{_WEEKDAY}"
                rf"(?:(?: (?:at|around|before|after))? {_PART})?"
            ),
        ),
        (
            ["before", "tomorrow"],
            rf"(?P<relative>the (?:{_UNITS}) before(?: yesterday| last)?|the day after tomorrow)",
        ),
        (
            ["yesterday", "today", "tomorrow", "tonight"],
            rf"{_LEAD}(?P<relative>yesterday|today|tomorrow|tonight)(?: (?:at )?{_PART})?",
        ),
        (["same"], rf"{_LEAD}(?P<relative>(?:the )?same (?:{_UNITS}|evening|morning|afternoon))"),
        (
            ["next", "following", "previous"],
            rf"(?P<relative>the (?:next|following|previous) (?:{_UNITS}|morning|evening))",
        ),
        (
            ["last", "next", "this", "past", "previous"],
            (
                rf"{_LEAD}(?P<relative>(?:last|next|this|past|previous)"
                rf" (?:{_UNITS}|summer|winter|spring|autumn))"
            ),
        ),
        (
            PARTS_OF_DAY,
            rf"{_LEAD}(?P<relative>this|that|in the|the|at|before|after|since) {_PART}",
        ),
        (
            ["ago", "earlier", "later", "before"],
            (
                rf"(?P<relative>(?:\d{{1,3}}|an?|{_COUNTS}|several|a few|a couple of)"
                rf" (?:{_UNITS})s? (?:ago|earlier|later|before))"
            ),
        ),
        (["overnight"], r"(?P<part>overnight)"),
        (
            ["ramadan", "easter", "christmas", "new", "eid"],
            (
                r"(?P<relative>ramadan|easter|christmas eve|christmas(?: day)?"
                r"|new year's (?:day|eve)|eid al-(?:fitr|adha))"
            ),
        ),
        (MONTHS, rf"{_LEAD}{_DURING}?(?P<month>{_SURE_MONTHS})"),
        (MONTHS, rf"(?:early|late|mid)[ -](?P<month>{_any(*MONTHS)})"),
        (["may", "march"], rf"{_DURING}(?P<month>may|march)"),
        ([_YEARS], rf"(?:{_DURING}|by |of |early |late |mid-){_YEAR}"),
    )
)
_PREPOSITION = re.compile(r"^(?:on|in|at|by|around|about|since|during|of)\s+", re.IGNORECASE)
_OTHER_SPACES = re.compile(r"\s\s|[^\S ]")


def offered(source: SourceText) -> tuple[str, ...]:
    """The date and time expressions of the text and the headline as written, in order of mention.

    Args:
        source: the paragraph and its context.
    """
    found: dict[str, str] = {}
    for text in (source.text, source.context.title):
        for expression in in_language(text, source.language):
            written = expression.written(text)
            found.setdefault(written.casefold(), written)
    return tuple(found.values())


def in_language(text: str, language: str) -> tuple[Expression, ...]:
    """The date and time expressions of a text; none in a language without words for them."""
    if language in RULED:
        return expressions(text)
    if language not in KNOWN:
        return ()
    from llmextract.verification.dates import foreign  # noqa: PLC0415 - only for these

    return foreign.expressions(text, language)


@lru_cache(maxsize=256)
def expressions(text: str) -> tuple[Expression, ...]:
    """All English date and time expressions of a text, in order, without overlap."""
    text, offsets = _collapsed(text)
    spots = _spots(text)
    taken: list[Expression] = []
    covered = bytearray(len(text))
    for number in sorted(spots):
        form = _FORMS[number][1]
        for first, last in _windows(spots[number]):
            for match in form.finditer(text, first, last):
                start, end = match.span()
                if not any(covered[start:end]):
                    start += _preposition(match.group())
                    covered[start:end] = b"\1" * (end - start)
                    taken.append(Expression(start, end, _stated(match)))
    if offsets:
        taken = [Expression(offsets[e.start], offsets[e.end - 1] + 1, e.stated) for e in taken]
    return tuple(sorted(taken, key=lambda expression: expression.start))


def _forms_of_cues() -> dict[str, tuple[int, ...]]:
    """Numbers of the forms in which a word may stand."""
    numbers: dict[str, tuple[int, ...]] = {}
    for number, (cues, _) in enumerate(_FORMS):
        for cue in cues:
            numbers[cue] = (*numbers.get(cue, ()), number)
    return numbers


_FORMS_OF = _forms_of_cues()
_CUE = re.compile(r"[A-Za-z]{3,}|(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_IN_FIGURES = tuple(number for number, (cues, _) in enumerate(_FORMS) if not cues)
_FIGURES = re.compile(r"\d[-./]\d")


def _spots(text: str) -> dict[int, list[int]]:
    """Where in a text a form may be: offsets of its cues, by the number of the form."""
    spots: dict[int, list[int]] = {}
    for match in _CUE.finditer(text):
        word = match.group().lower()
        for number in _FORMS_OF.get(_YEARS if word.isdecimal() else word, ()):
            spots.setdefault(number, []).append(match.start())
    for match in _FIGURES.finditer(text):
        for number in _IN_FIGURES:
            spots.setdefault(number, []).append(match.start())
    return spots


def _windows(spots: list[int]) -> list[tuple[int, int]]:
    """``(start, end)`` of stretches that hold whatever a form can be around its cues."""
    windows: list[tuple[int, int]] = []
    for spot in spots:
        first, last = max(0, spot - _FURTHEST), spot + _FURTHEST
        if windows and first <= windows[-1][1]:
            first = windows.pop()[0]
        windows.append((first, last))
    return windows


def _collapsed(text: str) -> tuple[str, list[int]]:
    """The text with single spaces, which the forms ask for, and each character's offset before.

    Without offsets when there was nothing to do.
    """
    if not _OTHER_SPACES.search(text):
        return text, []
    characters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        space = character.isspace()
        if not (space and characters and characters[-1] == " "):
            characters.append(" " if space else character)
            offsets.append(offset)
    return "".join(characters), offsets


def _preposition(written: str) -> int:
    """Length of the preposition that an expression begins with and that is no part of it."""
    match = _PREPOSITION.match(written)
    return match.end() if match else 0


def _stated(match: re.Match[str]) -> Stated:
    groups = {key: value.lower() for key, value in match.groupdict().items() if value}
    relative = groups.get("relative", "").removeprefix("the ")
    part = PARTS_OF_DAY.get(groups.get("part", ""), "")
    for word in relative.split():
        part = part or PARTS_OF_DAY.get(word.removeprefix("to"), "")
    month, day = month_number(groups.get("month", "")), int(groups.get("day", 0))
    swaps = groups.get("sign", ".") != "." and day <= _LAST_MONTH and day != month
    return Stated(
        year=_year(groups.get("year", "")),
        month=month,
        day=day,
        weekday=_number(groups.get("weekday", ""), WEEKDAYS),
        part=part,
        relative=relative,
        swaps=swaps,
    )


def _year(written: str) -> int:
    return full_year(int(written.lstrip("'") or 0))


def month_number(written: str) -> int:
    """The number of a month given by name, short name or number; 0 for none."""
    return int(written) if written.isdecimal() else _number(written, MONTHS)


def _number(written: str, names: list[str]) -> int:
    """The number, from 1, of the name that begins as a word does; 0 for an empty word."""
    return next((i for i, name in enumerate(names, 1) if written and name[:3] == written[:3]), 0)

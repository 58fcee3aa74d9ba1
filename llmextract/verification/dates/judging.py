"""Checks a value against the dates that a text states.

Two dates agree when nothing that both state differs; what the value states and the text does not (a
year, a part of the day) makes it partly supported.
"""

import re
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from functools import lru_cache

from llmextract.records import Verdict
from llmextract.verification import unread
from llmextract.verification.datelines import MONTHS
from llmextract.verification.dates import ordering
from llmextract.verification.dates.expressions import (
    WEEKDAYS,
    expressions,
    in_language,
    month_number,
)
from llmextract.verification.dates.stating import Expression, Stated
from llmextract.verification.judgement import Judgement, Sentences, Stretch, rests_on
from llmextract.verification.language import FALLBACK, RULED
from llmextract.verification.languages.tables import KNOWN
from llmextract.verification.source_text import SourceText

_FIELDS = tuple(field.name for field in fields(Stated) if field.name != "swaps")
_NAMES = {"part": "part of the day", "relative": "wording"}
_SPACE = r"\s+"
_PARTS = ("text", "title", "before", "dateline")
_WORDS_TOO = ("may", "march")
"""Months that are also a verb or a noun where they have no capital."""

# Words of time that the forms of ``expressions`` do not take apart: what is written with them can
# be found again as written, but not be compared or resolved.
_TIME = re.compile(
    r"\b(?:(?:hour|day|night|week|weekend|fortnight|month|year|decade|century|minute|second)s?"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|summer|winter|spring|autumn|rainy season"
    r"|yesterday|today|tomorrow|tonight|overnight|midday|noon|midnight|dawn|dusk|sunrise|sunset"
    r"|daybreak|daylight|nightfall|morning|afternoon|evening|recently|lately|earlier|later|soon|now"
    r"|ramadan|easter|christmas|eid|(?:1[89]|20)\d\ds?|\d\ds"
    r"|\d{1,2}[:.]\d\d|\d{4} ?(?:gmt|utc|hours)|\d{1,2} ?(?:[ap]\.?m\b|o['’]clock))",
    re.IGNORECASE,
)


def judge(value: object, source: SourceText, *, evidence: Sentences = None) -> Judgement:
    """Judge whether the text states a date.

    Args:
        value: a date as written, or in another spelling; anything but a string is unsupported.
        source: the paragraph and its context.
        evidence: ``(start, end)`` of the record's sentences, preferred where there is a choice.

    Returns:
        ``supported`` as written, in another spelling, or when the headline has it; ``partly`` when
        the value states more than the text; ``inferred`` from the paragraph before or the dateline,
        or for a full date of which the text has the weekday.
    """
    if not isinstance(value, str) or not any(c.isalnum() for c in value):
        return Judgement(Verdict.UNSUPPORTED, "no date", final=True)
    if source.language not in RULED | KNOWN:
        return unread.date(value, source)
    best: Judgement | None = None
    for part in _PARTS:
        text = source.text if part == "text" else getattr(source.context, part)
        found = in_part(value, text, part, evidence or (), of=source) if text else None
        if found is not None and found.verdict is Verdict.SUPPORTED:
            return found
        if found is not None and (best is None or best.verdict is Verdict.UNCLEAR):
            best = found
    if best is None and source.language not in RULED and stated_by(value, source.language) is None:
        return unread.date(value, source)  # words of time that the language's file lacks
    return best or Judgement(Verdict.UNSUPPORTED, "no such date in the text")


def in_part(
    value: str,
    text: str,
    part: str,
    evidence: Sequence[tuple[int, int]] = (),
    *,
    of: SourceText | None = None,
) -> Judgement | None:
    """How far one part of a source carries a date; ``None`` where nothing in it is like it.

    Args:
        value: the date.
        text: the part's text.
        part: its name.
        evidence: stretches of it that are preferred.
        of: the source, whose other dates tell how figures are read; ``None``: this text alone.
    """
    language = of.language if of else FALLBACK
    verbatim = _verbatim(value, text, evidence)
    if verbatim is not None:
        if _tells_time(value, language):
            return _placed(Verdict.SUPPORTED, "as written", Stretch(*verbatim, part))
        reason = "its words stand in the text; whether they tell a time, no rule knows"
        return Judgement(Verdict.UNCLEAR, reason, (Stretch(*verbatim, part),))
    asked = stated_by(value, language)
    if asked is None:
        return None
    found = in_language(text, language)
    if any(one.stated.swaps for one in found):
        whole = of or SourceText(text)
        found = ordering.readable(found, whole, ordering.published_of(whole.context))
        if (open_to := _either(asked, found)) is not None:
            reason = f"{open_to.written(text)} may have the day or the month first"
            stretch = Stretch(open_to.start, open_to.end, part)
            return Judgement(Verdict.UNCLEAR, reason, (stretch,))
    if asked.swaps and not _nearest(asked, found, evidence)[0]:
        asked = asked.swapped
    strength, expression = _nearest(asked, found, evidence)
    if expression is None or (strength == 1 and _is_contradicted(asked, found)):
        return _on_weekday(asked, found, part)
    stretch = Stretch(expression.start, expression.end, part)
    if strength == 2 or _has_year(asked, expression.stated, found):
        reason = f"another spelling of {expression.written(text)}"
        return _placed(Verdict.SUPPORTED, reason, stretch)
    missing = _missing(asked, expression.stated)
    return _placed(Verdict.PARTLY, f"the {missing} is not stated", stretch)


def _either(asked: Stated, found: Sequence[Expression]) -> Expression | None:
    """A date in figures that is the one asked for if it is read one way, and no other is it."""
    sure = [one for one in found if not one.stated.swaps]
    if asked.swaps or any(compared(asked, one.stated) == 2 for one in sure):
        return None
    for one in found:
        if one.stated.swaps and any(
            compared(asked, way) for way in (one.stated, one.stated.swapped)
        ):
            return one
    return None


def _placed(verdict: Verdict, reason: str, stretch: Stretch) -> Judgement:
    if stretch.part == "title":
        return Judgement(verdict, f"{reason}, in the headline", (stretch,))
    if stretch.part != "text":
        where = "the paragraph before" if stretch.part == "before" else "the dateline"
        return Judgement(Verdict.INFERRED, f"only {where} has it", (stretch,))
    return Judgement(verdict, reason, (stretch,))


def _verbatim(value: str, text: str, evidence: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Where the very words stand, with any white space; "May 2" does not stand in "May 21"."""
    words = value.strip(" .,;").split()
    if not words or words[0].lower() not in text.lower():
        return None
    pattern = rf"(?<!\w){_SPACE.join(map(re.escape, words))}(?!\w)"
    spans = [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]
    if value.lower() in _WORDS_TOO:
        spans = [(start, end) for start, end in spans if text[start].isupper()]
    return min(spans, key=lambda s: not rests_on(evidence, s[0], s[1]), default=None)


def _tells_time(value: str, language: str) -> bool:
    if stated_by(value, language) is not None or _TIME.search(value) is not None:
        return True
    found = in_language(value, language)
    return any(one.stated.month or one.stated.weekday for one in found)


@lru_cache(maxsize=4096)
def stated_by(value: str, language: str | None = FALLBACK) -> Stated | None:
    """What a value states: its first expression, completed by the others; ``None`` for no date.

    Args:
        value: words for a date; what is no date in their language may be one in English.
        language: the language; ``None`` for any.
    """
    codes = sorted(KNOWN) if language is None else [language] if language in KNOWN else []
    if language is None and (stated := _english(value)) is not None:
        return stated
    for code in codes:
        from llmextract.verification.dates import foreign  # noqa: PLC0415 - only for these

        if (stated := foreign.stated_by(value, code)) is not None:
            return stated
    return None if language is None else _english(value)


def _english(value: str) -> Stated | None:
    value = value.strip().lower()
    if match := re.fullmatch(r"((?:1[89]|20)\d\d)(?:-(0[1-9]|1[0-2]))?", value):
        return Stated(year=int(match[1]), month=int(match[2] or 0))
    if value in MONTHS:
        return Stated(month=month_number(value))
    stated: Stated | None = None
    found = expressions(value)
    rest = value
    for expression in reversed(found):
        rest = rest[: expression.start] + rest[expression.end :]
    if any(character.isdigit() for character in rest):
        return None  # "June 90" is no June
    for expression in found:
        stated = completed(stated, expression.stated) if stated else expression.stated
    return stated


def completed(stated: Stated, other: Stated) -> Stated:
    """What two expressions state together; the first one counts where both state something."""
    missing = {name: getattr(other, name) for name in _FIELDS if not getattr(stated, name)}
    return replace(stated, **missing)


def _nearest(
    asked: Stated, among: Sequence[Expression], evidence: Sequence[tuple[int, int]]
) -> tuple[int, Expression | None]:
    """The expression that agrees best, and how well: 2 in all, 1 in part."""
    found = [(compared(asked, expression.stated), expression) for expression in among]
    found = [pair for pair in found if pair[0]]
    if not found:
        return 0, None
    return max(found, key=lambda p: (p[0], rests_on(evidence, p[1].start, p[1].end), -p[1].start))


def compared(asked: Stated, stated: Stated) -> int:
    """2: the text states all of it; 1: a part of it and nothing else; 0: none or something else."""
    missing = False
    for name in _FIELDS:
        one, other = getattr(asked, name), getattr(stated, name)
        if one and other and one != other:
            return 0
        missing = missing or bool(one and not other)
    return (1 if missing else 2) if _is_telling(asked, stated) else 0


def _is_telling(asked: Stated, stated: Stated) -> bool:
    """Whether what both state is enough to speak of the same time.

    A month needs its day if both have one (``compared`` saw to that); a year or a part of the day
    alone is enough only for a value that states nothing more.
    """
    if asked.month:
        return asked.month == stated.month
    if asked.weekday or asked.relative:
        same_day = bool(asked.weekday) and asked.weekday == stated.weekday
        return same_day or (bool(asked.relative) and asked.relative == stated.relative)
    if asked.year:
        return asked.year == stated.year
    return bool(asked.part) and asked.part == stated.part


def _is_contradicted(asked: Stated, found: Sequence[Expression]) -> bool:
    """Whether the text has other days of that month: "early May" is no May 3 beside "May 2"."""
    days = {e.stated.day for e in found if e.stated.month == asked.month} - {0}
    return bool(asked.day and days) and asked.day not in days


def _has_year(asked: Stated, stated: Stated, found: Sequence[Expression]) -> bool:
    """Whether the year is all that is missing and is the only one that the text names elsewhere."""
    if replace(asked, year=0) != replace(stated, year=0) or not asked.year:
        return False
    return {e.stated.year for e in found} - {0} == {asked.year}


def _missing(asked: Stated, stated: Stated) -> str:
    missing = [n for n in _FIELDS if getattr(asked, n) and not getattr(stated, n)]
    return _NAMES.get(missing[0], missing[0])


def _on_weekday(asked: Stated, found: Sequence[Expression], part: str) -> Judgement | None:
    """A full date falls on a weekday: a text with that weekday alone hints at it."""
    try:
        weekday = date(asked.year, asked.month, asked.day).isoweekday()
    except ValueError:
        return None
    for expression in found:
        if expression.stated.weekday == weekday and not expression.stated.day:
            reason = f"it is a {WEEKDAYS[weekday - 1].title()}, the day the text names"
            stretch = Stretch(expression.start, expression.end, part)
            return Judgement(Verdict.INFERRED, reason, (stretch,))
    return None

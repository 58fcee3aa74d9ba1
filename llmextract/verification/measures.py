"""Checks numbers that measure rather than count: a magnitude, a wind speed, a depth, an area.

A count belongs to a role by what its sentence says of people and things; a measure only by the word
that stands beside it ("magnitude 6.4", "180 km/h").  So the rules here are about that word: each
claims one number of its sentence, and no other number carries the value.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from llmextract.records import Verdict
from llmextract.verification.judgement import Judgement, Sentences, Stretch, rests_on
from llmextract.verification.language import RULED
from llmextract.verification.source_text import SourceText

_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
# A numeral is a whole run of digits: no part of a date ("6.4.2026") and no half of a decimal.  A
# letter may touch it ("M6.4", "180km/h").  Scales are digits too ("1.5 million hectares").
_NUMERAL = re.compile(
    r"(?P<sign>(?<![\w.,])[-−–]|\bminus\s+)?"
    r"(?:(?<!\d)(?<!\d[.,])(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)(?![.,]?\d)"
    rf"|\b(?P<word>{'|'.join(_WORDS)})\b)"
    rf"(?:\s+(?P<scale>{'|'.join(_SCALES)})s?\b)?",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")
# What stands before a number that is only near it, or a bound of it.
_HEDGE = re.compile(
    r"\b(?:about|around|roughly|approximately|nearly|almost|some|over|above|below|under|at\s+least"
    r"|at\s+most|up\s+to|(?:more|less|higher|lower)\s+than|exceeding)\s+(?:an?\s+)?$",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[;:()!?]|\.(?!\d)")
"""Marks beyond which a word claims no number."""
_BESIDE = re.compile(r"[\s\-‐‑]*\Z")
_BETWEEN = 4
"""Most words between a number and its word: "its magnitude was put at 6.4", "6.4 on the open-ended
Richter scale"; with more, numbers of other things were claimed."""
_WIDEST = 200
"""Characters that so many words and what parts them have at most."""


@dataclass(frozen=True, slots=True)
class _Numeral:
    """A number of a text with its offsets; ``hedged`` when the text states only a bound of it."""

    value: float
    start: int
    end: int
    hedged: bool


def judge(
    value: float,
    source: SourceText,
    *,
    role: str | None = None,
    evidence: Sentences = None,
) -> Judgement:
    """Judge whether the text states a measure.

    Args:
        value: the number.
        source: the paragraph and its context.
        role: words that name the measure or its unit, parted by commas ("magnitude, Richter");
            ``None``: the number only has to stand in the text.
        evidence: ``(start, end)`` of the record's sentences, preferred where there is a choice.

    Returns:
        ``supported`` for the number beside a word of the role, also in the headline; ``partly``
        where it is hedged ("about 6"); ``inferred`` when only the paragraph before has it.
    """
    best: Judgement | None = None
    for part in ("text", "title", "before") if source.language in RULED else ():
        found = [one for one in _claimed(source, part, role) if one.value == value]
        if found:
            judged = _placed(_preferred(found, evidence if part == "text" else None), part)
            if judged.verdict is Verdict.SUPPORTED:
                return judged
            best = best or judged
    return best or _elsewhere(value, source, role)


def offered(source: SourceText, *, role: str | None = None) -> tuple[float, ...]:
    """The values of a measure that the text itself states, in order."""
    return tuple(dict.fromkeys(one.value for one in _claimed(source, "text", role)))


def _placed(one: _Numeral, part: str) -> Judgement:
    stretch = Stretch(one.start, one.end, part)
    if part == "before":
        return Judgement(Verdict.INFERRED, "only the paragraph before has it", (stretch,))
    if one.hedged:
        return Judgement(Verdict.PARTLY, "the text states it only about or as a bound", (stretch,))
    reason = "as written" if part == "text" else "the headline has it"
    return Judgement(Verdict.SUPPORTED, reason, (stretch,))


def _preferred(found: Sequence[_Numeral], evidence: Sentences) -> _Numeral:
    def rank(one: _Numeral) -> tuple[bool, bool]:
        return one.hedged, not rests_on(evidence, one.start, one.end)

    return min(found, key=rank)


def _elsewhere(value: float, source: SourceText, role: str | None) -> Judgement:
    """No word of the role claims the number; it may be that of something else."""
    for one in _numerals(source.text):
        if one.value == value:
            stretch = Stretch(one.start, one.end, "text")
            if source.language not in RULED:
                reason = (
                    f"stands in the text, of which no rule reads the language ({source.language})"
                )
                return Judgement(Verdict.UNCLEAR, reason, (stretch,))
            return Judgement(Verdict.UNSUPPORTED, f"not as a number of {role}", (stretch,))
    return Judgement(Verdict.UNSUPPORTED, "not in the text")


def _claimed(source: SourceText, part: str, role: str | None) -> list[_Numeral]:
    text: str = source.text if part == "text" else getattr(source.context, part)
    numerals = _numerals(text)
    if role is None or not numerals:
        return numerals
    found = (_claim(match, text, numerals) for match in _role(role).finditer(text))
    return [one for one in found if one is not None]


def _claim(word: re.Match[str], text: str, numerals: Sequence[_Numeral]) -> _Numeral | None:
    """The number of a word: the one it is the unit of, else the next one, else the one before."""
    place = bisect_right(numerals, word.start(), key=attrgetter("end"))
    before = numerals[place - 1] if place else None
    if before is not None and _BESIDE.match(text, before.end, word.start()):
        return before
    place = bisect_left(numerals, word.end(), key=attrgetter("start"))
    after = numerals[place] if place < len(numerals) else None
    if after is not None and _is_near(text, word.end(), after.start):
        return after
    if before is not None and _is_near(text, before.end, word.start()):
        return before
    return None


def _is_near(text: str, start: int, end: int) -> bool:
    if end - start > _WIDEST:
        return False
    between = text[start:end]
    return not _BREAK.search(between) and len(between.split()) <= _BETWEEN


@lru_cache(maxsize=64)
def _role(role: str) -> re.Pattern[str]:
    words = [re.escape(word.strip()) for word in role.split(",") if word.strip()]
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(words) or '(?!)'})s?(?!\w)", re.IGNORECASE)


def _numerals(text: str) -> list[_Numeral]:
    return [
        _Numeral(
            _value(match),
            match.start(),
            match.end(),
            hedged=_HEDGE.search(text, max(0, match.start() - 24), match.start()) is not None,
        )
        for match in _NUMERAL.finditer(text)
    ]


def _value(match: re.Match[str]) -> float:
    digits = match["digits"]
    if digits:
        value = float(_THOUSANDS.sub("", digits).replace(",", "."))
    else:
        value = float(_WORDS.index(match["word"].lower()))
    scale = _SCALES[match["scale"].lower()] if match["scale"] else 1.0
    # Rounded, for 1.1 * 1000 is no whole number in floating point.
    value = round(value * scale, 6)
    return -value if match["sign"] else value

"""Whether a stretch of words holds a value: its number digit for digit, or its name.

The last guard of a judge's opinion, and therefore strict and simple: it knows no roles.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import combinations, pairwise
from typing import Any

from llmextract.records import Verdict
from llmextract.verification.spelling import fold_words

_DIGITS = re.compile(r"\d+(?:[.,'’٬\u00a0\u202f ]\d{3}(?!\d))*")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_MOST_PARTS = 12
"""Counts of a quote that are added up in all ways; a longer list is not read so."""
_STEM = 4
_ONE = r"(?:the|his|her|their|its|another)\s+[^\W\d_]+"
_LISTED = re.compile(rf"\b{_ONE}(?=,|\s+and\b)|(?:,|\band)\s+{_ONE}(?!\w)", re.IGNORECASE)
"""One of several that are listed: "the driver and ten passengers"."""
_TABLES = frozenset({"en", "es"})
"""Languages whose number words our own tables read."""


def holds(
    quote: str,
    value: Any,
    *,
    kind: str,
    derived: bool = False,
    part: bool = False,
    language: str = "en",
) -> bool:
    """Whether a quote holds a value.

    Args:
        quote: words of a text.
        value: a number, bounds ``{"min": …}``, a vague amount, or words.
        kind: of the value's mark.
        derived: whether the value may be the sum or difference of counts of the quote, or the
            number of the persons that it names.
        part: whether it is enough that the quote holds a part of the value.
        language: ISO 639-1 code, for numbers in words.
    """
    if kind != "number":
        return _holds_words(quote, str(value), part=part)
    wanted = list(_numbers_of(value))
    if not wanted:
        return _holds_words(quote, str(value), part=part)
    stated = set(numbers_in(quote, language))
    if any(one in stated or _in_words(one, quote, language) for one in wanted):
        return True
    if part and any(low <= one <= high for one in wanted for low, high in _ranges(stated)):
        return True
    return derived and any(_follows(one, quote, language) for one in wanted)


def numbers_in(text: str, language: str) -> Iterable[int]:
    """The counts that a text states, in digits of any script or in words that our tables read."""
    for match in _DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if len(digits) < 16:
            yield int(digits)
    if language in _TABLES:
        from llmextract.verification import numbers  # noqa: PLC0415 - only where a judge was asked

        for quantity in numbers.lex(text, language):
            yield quantity.low
            if quantity.high is not None:
                yield quantity.high


def _numbers_of(value: Any) -> Iterable[int]:
    if isinstance(value, Mapping):
        for bound in value.values():
            yield from _numbers_of(bound)
    elif isinstance(value, int | float) and not isinstance(value, bool) and value == int(value):
        yield int(value)


def _in_words(value: int, quote: str, language: str) -> bool:
    """Whether a number stands in words in a language that we have no table for."""
    if language in _TABLES:
        return False
    from num2words import num2words  # noqa: PLC0415 - a library of its own for rare languages

    try:
        spelled = num2words(value, lang=language)
    except (NotImplementedError, OverflowError, ValueError):
        return False
    wanted = [_bare(word) for word in _WORDS.findall(spelled)]
    words = [_bare(word) for word in _WORDS.findall(quote)]
    return bool(wanted) and any(
        all(_is_form(a, b) for a, b in zip(wanted, words[at:], strict=False))
        for at in range(len(words) - len(wanted) + 1)
    )


def _is_form(key: str, word: str) -> bool:
    """Whether two words are the same but for an ending: cinq, cinquième are not; пять, пяти are."""
    stem = max(_STEM - 1, min(len(key), len(word)) - 2)
    return key == word or (key[:stem] == word[:stem] and abs(len(key) - len(word)) <= 2)


def _bare(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in folded if not unicodedata.combining(character))


def _ranges(stated: set[int]) -> Iterable[tuple[int, int]]:
    ordered = sorted(stated)
    return pairwise(ordered)


def _follows(value: int, quote: str, language: str) -> bool:
    """Whether a number is a sum, a difference or a count of what a quote states and names."""
    stated = [one for one in _counts(quote, language) if one > 0]
    parts = stated[:_MOST_PARTS]
    sums = {sum(some) for n in range(1, len(parts) + 1) for some in combinations(parts, n)}
    if value in sums or value in {abs(a - b) for a, b in combinations(parts, 2)}:
        return True
    # Persons that are named and not counted ("Reyes, Ortiz and their driver").
    named = len(_capitals(quote)) + len(_LISTED.findall(quote))
    return any(0 < value - one <= named for one in {0, *sums})


def _counts(quote: str, language: str) -> list[int]:
    """Each amount of a quote once, articles included: "a driver" is one."""
    if language not in _TABLES:
        return list(numbers_in(quote, language))
    from llmextract.verification import numbers  # noqa: PLC0415 - only where a judge was asked

    return [quantity.low for quantity in numbers.lex(quote, language)]


def _capitals(quote: str) -> list[str]:
    """Runs of words with a capital: a name is one person."""
    return re.findall(r"(?:[A-ZÀ-ÞА-Я][\w'’-]+(?:\s+|$))+", quote)


def _holds_words(quote: str, value: str, *, part: bool) -> bool:
    """Whether the words of a name stand in a quote, in any spelling that changes no number."""
    from llmextract.verification import quotes  # noqa: PLC0415 - only where a judge was asked
    from llmextract.verification.source_text import SourceText  # noqa: PLC0415 - likewise

    keys = fold_words(value)
    if not keys:
        return False
    said = fold_words(quote)
    if any(tuple(said[at : at + len(keys)]) == tuple(keys) for at in range(len(said))):
        return True
    verdict = quotes.judge(value, SourceText(quote)).verdict
    return verdict is Verdict.SUPPORTED or (part and verdict is not Verdict.UNSUPPORTED)

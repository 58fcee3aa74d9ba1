"""What can be said of a value where no rules read the language: whether its words stand there.

Never more: who was killed and where it happened is told by words that nobody taught the rules, and
the rules of another language would be sure and wrong.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final

from llmextract.records import Verdict
from llmextract.verification.judgement import Judgement, Sentences, Stretch
from llmextract.verification.languages import tables
from llmextract.verification.lexing import lexed
from llmextract.verification.source_text import SourceText
from llmextract.verification.spelling import fold_words

_PARTS: Final = ("text", "title", "before")
_DIGITS: Final = re.compile(r"\d+(?:[.,'’٬٫\u00a0\u202f ]\d{3}(?!\d))*")
_NO_DIGIT: Final = re.compile(r"\D")
_IN_WORDS: Final = 100
"""Numbers up to this, and whole hundreds, are often written in words, which cannot be read."""
_STEM: Final = 4  # letters of a name that no ending of its language changes
_ENDING: Final = 3  # letters that an ending has at most


def number(
    value: Any,
    source: SourceText,
    *,
    role: str | None = None,
    evidence: Sentences = None,
) -> Judgement:
    """What is known of a number: by the language's direct patterns, else whether it stands there.

    Args:
        value: a count, bounds or words.
        source: the paragraph.
        role: the role's name in the tables; empty for one that they lack, ``None`` for any count.
        evidence: offsets of the record's sentences.

    Returns:
        Without patterns ``unclear`` where it stands in digits of any script, or may stand in words;
        ``unsupported`` for one that no text would write in words and that is not there, and for what
        is no number.
    """
    if source.language in tables.PATTERNED:
        from llmextract.verification.languages import judging  # noqa: PLC0415 - only for these

        return judging.judge(value, source, role=role, evidence=evidence)
    asked = list(_numbers_of(value))
    if not asked:
        return words(value, source)
    for part in _PARTS:
        for start, end, stated in _stated(_text(source, part)):
            if stated in asked:
                return _unclear(source, f"{stated:,} stands in the text", Stretch(start, end, part))
    if any(one <= _IN_WORDS or one % 100 == 0 for one in asked):
        return _unclear(source, "it does not stand there in digits")
    return Judgement(Verdict.UNSUPPORTED, "not in the text")


def place(value: Any, source: SourceText, *, evidence: Sentences = None) -> Judgement:
    """What is known of a place: by the language's words of place, else whether it stands there.

    Args:
        value: the name of a place.
        source: the paragraph.
        evidence: offsets of the record's sentences.
    """
    if source.language in tables.KNOWN:
        from llmextract.verification.languages import placing  # noqa: PLC0415 - only for these

        return placing.judge(value, source, evidence=evidence)
    return words(value, source)


def words(value: Any, source: SourceText) -> Judgement:
    """Whether the words of a name stand in the text, endings apart.

    Returns:
        ``unclear`` where they do, or where the text is in another script; else ``unsupported``.
    """
    # What contains a place, behind a comma, may stand elsewhere or nowhere.
    keys = fold_words(value.partition(",")[0] or value) if isinstance(value, str) else ()
    if not keys:
        return Judgement(Verdict.UNSUPPORTED, "no words to look for", final=True)
    for part in _PARTS:
        text = lexed(source, part)
        for first in range(len(text.words) - len(keys) + 1):
            last = first + len(keys)
            if all(map(_is_form_of, keys, text.words[first:last])):
                stretch = Stretch(text.starts[first], text.ends[last - 1], part)
                return _unclear(source, "its words stand in the text", stretch)
    if not shares_script(value, source.text):
        return _unclear(source, "the text is in another script")
    return Judgement(Verdict.UNSUPPORTED, "not in the text")


def date(value: Any, source: SourceText) -> Judgement:
    """Whether a date stands in the text as written, or at least its numbers do.

    Returns:
        ``supported`` for the very words with a number among them; ``unclear`` where only its
        numbers stand there or it has none; else ``unsupported``.
    """
    found = words(value, source)
    if found.stretches and any(character.isdigit() for character in value):
        return Judgement(Verdict.SUPPORTED, "as written", found.stretches)
    if found.final or found.stretches:
        return found
    asked = [int(one) for one in re.findall(r"\d+", value)]
    stated = {one for part in _PARTS for *_, one in _stated(_text(source, part))}
    if stated.issuperset(one for one in asked if one <= 31) or not asked:
        return _unclear(source, "its months and days are not read")
    return found


def _unclear(source: SourceText, what: str, *stretches: Stretch) -> Judgement:
    reason = f"{what}; there are no rules for the language of the text ({source.language})"
    return Judgement(Verdict.UNCLEAR, reason, stretches)


def _text(source: SourceText, part: str) -> str:
    return source.text if part == "text" else str(getattr(source.context, part))


def _numbers_of(value: Any) -> Iterator[int]:
    if isinstance(value, Mapping):
        for bound in value.values():
            yield from _numbers_of(bound)
    elif isinstance(value, str):
        yield from (stated for *_, stated in _stated(value))
    elif isinstance(value, int | float) and not isinstance(value, bool) and not value % 1:
        yield int(value)


def _stated(text: str) -> Iterator[tuple[int, int, int]]:
    """The numbers that stand in a text in digits, with their offsets."""
    for match in _DIGITS.finditer(text):
        digits = _NO_DIGIT.sub("", match.group())
        if len(digits) < 16:  # a longer one is a code, and none that was counted
            yield match.start(), match.end(), int(digits)


def _is_form_of(key: str, word: str) -> bool:
    """Whether two words are the same but for an ending: Киев, Киеве."""
    if key == word:
        return True
    stem = max(_STEM, min(len(key), len(word)) - 2)
    return (
        abs(len(key) - len(word)) <= _ENDING
        and key[:stem] == word[:stem]
        and not any(character.isdigit() for character in key + word)
    )


def shares_script(one: str, other: str) -> bool:
    """Whether two texts have letters of one script."""
    return bool(_scripts(one) & _scripts(other))


def _scripts(text: str) -> set[str]:
    """Scripts of the letters of a text, by the first word of their names."""
    letters = {character for character in text[:1000] if character.isalpha()}
    return {unicodedata.name(letter, "?").partition(" ")[0] for letter in letters}

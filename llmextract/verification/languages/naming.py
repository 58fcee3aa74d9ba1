"""Finds where a name stands in a text of a language, in any form that its grammar gives it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from llmextract.verification import gazetteer
from llmextract.verification.languages.tables import Language, entries, fold, load
from llmextract.verification.languages.words import Words
from llmextract.verification.lexing import Lexed
from llmextract.verification.spelling import WORD

_STEM: Final = 3  # letters of a longer name that no ending changes
_ALIKE: Final = 4  # letters that an adjective has of its name at least
_LONGEST: Final = 5  # letters that an adjective is longer
_LAST_VOWEL: Final = re.compile("[іо](?=[^аеиіоуяюєь]+$)")
_CLOSED: Final = re.compile("ye(?=[^aeiouy]+$)")
_SOFTENED: Final = {"г": "з", "к": "ц", "х": "с"}
"""What a consonant becomes before a soft ending: Ріг, Розі."""
_AND: Final = ("", "و", "ف")
_PREFIXES: Final = ("", "ب", "ل", "ك")
_ARTICLE: Final = "ال"
_IN: Final = "ب"
CYRILLIC: Final = frozenset(("ru", "uk"))
"""Languages in Cyrillic letters, whose names can be read in Latin ones."""
_COMMON: Final = {
    "а": "a",
    "б": "b",
    "в": "v",
    "д": "d",
    "е": "e",
    "ж": "zh",
    "з": "z",
    "и": "i",
    "й": "y",
    "к": "k",
    "л": "l",
    "м": "m",
    "н": "n",
    "о": "o",
    "п": "p",
    "р": "r",
    "с": "s",
    "т": "t",
    "у": "u",
    "ф": "f",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "",
    "ы": "y",
    "ь": "",
    "ю": "yu",
    "я": "ya",
    "і": "i",
}
_RUSSIAN: Final = str.maketrans(_COMMON | {"г": "g", "э": "e"})
_UKRAINIAN: Final = str.maketrans(_COMMON | {"г": "h", "и": "y", "є": "ye", "ґ": "g", "'": ""})


def keys(name: str) -> tuple[str, ...]:
    """The folded words of a name."""
    return tuple(key for word in WORD.findall(name) if (key := fold(word)))


def occurrences(words: Words, name: tuple[str, ...], code: str) -> Iterator[tuple[int, int]]:
    """Numbers of the first word and after the last of each place where a name stands.

    Args:
        words: the text.
        name: its folded words.
        code: the language of the text.
    """
    size = len(name)
    for first in range(len(words) - size + 1):
        if all(_is_form(key, words.forms[first + i], code) for i, key in enumerate(name)) and (
            _has_capital(words, first)
        ):
            yield first, first + size


def _has_capital(words: Words, at: int) -> bool:
    """Whether a word begins with a capital, in a script that has some."""
    letter = words.text[words.starts[at]]
    return not letter.islower()


@lru_cache(maxsize=32768)
def _is_form(key: str, word: str, code: str) -> bool:
    """Whether a word is a name in some case or with what is written in one with it."""
    if key == word:
        return True
    endings = _endings(code)
    if endings:
        return any(_differ_in_ending(one, word, endings) for one in _alternating(key, code))
    if load(code).joined:
        return not _bare(key).isdisjoint(_stripped(word))
    return False


@lru_cache(maxsize=16)
def _endings(code: str) -> frozenset[str]:
    text = load(code).data.get("places", {}).get("endings", "")
    return frozenset(map(fold, entries(text))) | {""} if text else frozenset()


def _differ_in_ending(key: str, word: str, endings: frozenset[str]) -> bool:
    shortest = min(_STEM, len(key) - 1)
    for size in range(min(len(key), len(word)), shortest - 1, -1):
        if key[:size] == word[:size] and key[size:] in endings and word[size:] in endings:
            return True
    return False


def _alternating(key: str, code: str) -> tuple[str, ...]:
    """A name with the vowels that its last syllable takes in other cases: Київ, Києва."""
    if code != "uk":
        return (key,)
    forms = [key, *(_LAST_VOWEL.sub(vowel, key) for vowel in "оеє")]
    return (*forms, *(form[:-1] + _SOFTENED[form[-1]] for form in forms if form[-1] in _SOFTENED))


def _stripped(word: str) -> set[str]:
    """A word of Arabic without what may be written in one with it."""
    found: set[str] = set()
    for joined in _AND:
        for prefix in _PREFIXES:
            if word.startswith(joined + prefix):
                found |= _bare(word[len(joined + prefix) :])
                if prefix == "ل":  # "lil" is "li" and "al"
                    found |= _bare(word[len(joined) :].removeprefix("لل"))
    return {one for one in found if len(one) > 1}


def _bare(word: str) -> set[str]:
    return {word, word.removeprefix(_ARTICLE)}


def is_attached(word: str, key: str, language: Language) -> bool:
    """Whether "in" is written in one with a name: بالبصرة."""
    if not language.joined:
        return False
    bare = word.removeprefix(language.joined)
    return bare.startswith(_IN) and not key.startswith(_IN)


def transliterated(words: Words, name: str) -> Iterator[tuple[int, int]]:
    """Where a name in Latin letters stands in Cyrillic ones: Kyiv, Киеве."""
    wanted = {name.replace(" ", "")}
    for place in gazetteer.named(name)[:1]:
        wanted |= {one.replace(" ", "") for one in place.spellings}
    for at, form in enumerate(words.forms):
        if _has_capital(words, at) and not wanted.isdisjoint(latin(form)):
            yield at, at + 1


@lru_cache(maxsize=8192)
def latin(word: str) -> tuple[str, ...]:
    """A Cyrillic word in Latin letters, as it is and without the endings of its case."""
    forms = []
    for table in (_RUSSIAN, _UKRAINIAN):
        plain = word.translate(table)
        forms += [plain, plain[:-1], plain[:-2], f"{plain[:-1]}a", f"{plain[:-1]}iya"]
        forms += [f"{plain[:-1]}ia"]
        forms += [_CLOSED.sub("yi", one) for one in (plain[:-1], plain[:-2])]
    return tuple(dict.fromkeys(one for one in forms if len(one) > _STEM))


def held(words: Words, name: tuple[str, ...], language: Language) -> int | None:
    """A word that names a place within what a name calls, as the gazetteer knows it."""
    keys_ = latin(name[0]) if len(name) == 1 and language.code in CYRILLIC else (" ".join(name),)
    outer = next((found for key in keys_ if (found := gazetteer.named(key))), ())
    if not any(place.kind != "city" for place in outer):
        return None
    for at in range(len(words)):
        if not words.text[words.starts[at]].isupper():
            continue
        for size in (3, 2, 1):
            inner = " ".join(words.forms[at : at + size])
            spelt = latin(inner) if language.code in CYRILLIC and size == 1 else (inner,)
            if any(gazetteer.contains(outer, gazetteer.named(one)[:1]) for one in spelt):
                return at
    return None


def numbers_of(words: Words, text: Lexed, first: int, last: int) -> tuple[int, int] | None:
    """The words that stand where words of another cut stand; ``None`` where none do."""
    start, end = text.starts[first], text.ends[last - 1]
    begin, stop = bisect_left(words.starts, start), bisect_right(words.starts, end - 1)
    return (begin, stop) if begin < stop else None


def alike(words: Words, name: tuple[str, ...], language: Language) -> tuple[int, int] | None:
    """A word that shares its beginning with a name: an adjective of it, or a form no rule knows."""
    if not name:
        return None
    for at, form in enumerate(words.forms):
        candidates = _stripped(form) if language.joined else {form}
        for one in candidates:
            if all(_is_alike(key, one) for key in name[:1]):
                return at, at + 1
    return None


def _is_alike(key: str, word: str) -> bool:
    size = max(_ALIKE, len(key) - 2)
    if len(key) < _ALIKE or abs(len(word) - len(key)) > _LONGEST:
        return False
    return key[:size] == word[:size]

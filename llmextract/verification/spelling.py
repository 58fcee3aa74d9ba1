"""Folds names to the form in which two spellings of one name are equal.

Two depths. :func:`fold_place` undoes what is mere typography: case, diacritics, apostrophes, ayn
and
hamza, hyphens, white space. :func:`skeleton` goes on to what transliteration does to a name: the
Arabic article in all its assimilated forms, doubled letters, final h, vowels. Equal folds are the
same name; equal skeletons are the same name only where nothing speaks against it.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache


def word_set(text: str) -> frozenset[str]:
    """The words of a text as a set: the form in which our tables of words are written."""
    return frozenset(text.split())


QUOTE_MARKS = "'’‘ʻʼʽʾʿˈ`´′"
"""Characters that stand for an apostrophe, ayn or hamza inside a word."""

WORD = re.compile(rf"[^\W_]+(?:[{QUOTE_MARKS}][^\W\d_]+)*")
"""A word: letters and digits with apostrophes inside. Hyphens part words, apostrophes do not."""

ARTICLES = word_set("al el ul il ad ed as es ash esh at et ath ar er az ez an en ud us ur")
"""The Arabic article before any letter. ``an``, ``as``, ``at`` and ``us`` are English words too:
only
inside a name may they be taken for it."""

_QUOTES = re.compile(rf"[{QUOTE_MARKS}]")
_POSSESSIVE = re.compile(rf"[{QUOTE_MARKS}]s$", re.IGNORECASE)
_TO_SPACES = {code: " " for code in range(128) if not chr(code).isalnum()}
_LETTERS = str.maketrans(
    {
        "ı": "i",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ə": "a",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ħ": "h",
    }
)
_NO_MARKS = dict.fromkeys(range(0x300, 0x370))
# An apostrophe within a word (letters alone may follow it) that begins no possessive.
_INNER_MARK = re.compile(
    rf"[{QUOTE_MARKS}](?<=[^\W_].)(?=[^\W\d_])(?![^\W\d_]*\d)(?![sSſ](?![^\W_]))"
)
_NOT_PLAIN = "\0"  # stands for a character whose fold depends on those beside it
# What transliteration writes for one sound, longest first; applied to a folded, spaceless name.
_SOUNDS = (
    (re.compile(r"sch|sh|ch"), "S"),
    (re.compile(r"kh|ck|q|c"), "k"),
    (re.compile(r"gh|j|dj"), "g"),
    (re.compile(r"th|dh"), "d"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"z"), "s"),
    (re.compile(r"t"), "d"),
    (re.compile(r"[wv]|ou|oo|au|aw"), "u"),
    (re.compile(r"y|ee|ii|ie|ei|ai"), "i"),
    (re.compile(r"(?<=[aeiou])h\b"), ""),
)
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiouh]+")


@lru_cache(maxsize=32768)
def fold_word(word: str) -> str:
    """Fold one word: no case, diacritics, apostrophes or possessive.

    Args:
        word: a word as written, without white space.

    Returns:
        The folded word; equal for all typographic spellings of it.
    """
    if not word.isascii() or "'" in word or "`" in word:
        word = _QUOTES.sub("", _POSSESSIVE.sub("", word))
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    letters = [c for c in decomposed if not (unicodedata.combining(c) or c.isspace())]
    return "".join(letters).translate(_LETTERS)


def fold_words(name: str) -> tuple[str, ...]:
    """The folded words of a name or phrase, in order."""
    return tuple([folded for word in WORD.findall(name) if (folded := fold_word(word))])


def fold_place(name: str) -> str:
    """Fold a place name: words parted by one space, without anything that is mere typography.

    Args:
        name: a name as written.

    Returns:
        The folded name; empty when there is no letter or digit in it.
    """
    if name.isascii() and "'" not in name and "`" not in name:
        return " ".join(name.lower().translate(_TO_SPACES).split())  # the same, five times as fast
    return " ".join(fold_words(name))


def fold_places(names: Sequence[str]) -> list[str]:
    """Fold many place names at once; the same as :func:`fold_place` of each, five times as fast.

    They are folded in one string, a name a line: where every character has a plain form of its own,
    that is the same as each word folded.  Letters that have no plain form need the rules for words,
    and so do apostrophes that are not plainly inside one.

    Args:
        names: names as written.
    """
    # Apart, because text of ASCII alone is folded four times as fast.
    plain = iter(_folded_lines([name for name in names if name.isascii()]))
    marked = iter(_folded_lines([name for name in names if not name.isascii()]))
    return [next(plain) if name.isascii() else next(marked) for name in names]


def _folded_lines(names: Sequence[str]) -> list[str]:
    text = _INNER_MARK.sub("", "\n".join(names)).translate(_plain_forms())
    while "  " in text:
        text = text.replace("  ", " ")
    lines = text.replace(" \n", "\n").replace("\n ", "\n").strip(" ").split("\n")
    if len(lines) != len(names):  # there are none, or a name has a line break
        return [fold_place(name) for name in names]
    return [
        line if line.isascii() and _NOT_PLAIN not in line else fold_place(name)
        for name, line in zip(names, lines, strict=True)
    ]


@lru_cache(maxsize=1)
def _plain_forms() -> dict[int, str]:
    """Characters that decompose to Latin letters, marks and separators -> what is left of them."""
    forms = dict.fromkeys((*range(32), 127, *map(ord, QUOTE_MARKS)), _NOT_PLAIN)
    del forms[ord("\n")]
    for code in (*range(32, 127), *range(0xA0, 0x250), *range(0x1E00, 0x1F00)):
        decomposed = unicodedata.normalize("NFKD", chr(code).casefold().translate(_LETTERS))
        form = decomposed.translate(_TO_SPACES | _NO_MARKS)
        if code not in forms and form.isascii():
            forms[code] = form
    return forms


def without_articles(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name less the Arabic article in any form, never less its last word."""
    kept = tuple(word for word in words[:-1] if word not in ARTICLES)
    return kept + words[-1:]


def initials(words: Sequence[str], small: Collection[str]) -> frozenset[str]:
    """The first letters of the words of a name, with its small words and without.

    Args:
        words: of the name.
        small: words that an acronym may leave out.
    """
    large = [word for word in words if word not in small]
    return frozenset("".join(word[0] for word in own) for own in (words, large))


@lru_cache(maxsize=32768)
def skeleton(name: str) -> str:
    """What is left of a folded name when transliteration is undone.

    Args:
        name: a name folded by :func:`fold_place`.

    Returns:
        Its consonants with sounds that transliteration mixes up written alike, and its first
        vowel if it begins with one; empty for names too short to tell apart that way.
    """
    sounds = "".join(without_articles(tuple(name.split())))
    for pattern, letter in _SOUNDS:
        sounds = pattern.sub(letter, sounds)
    first, rest = sounds[:1], _VOWELS.sub("", sounds[1:])
    bones = _DOUBLED.sub(r"\1", ("a" if first in "aeiou" else first) + rest)
    return bones if len(bones) >= 2 else ""

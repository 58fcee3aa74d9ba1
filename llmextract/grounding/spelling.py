"""Folds names to the form in which two spellings of one name are equal.

Two depths. :func:`fold_place` undoes what is mere typography: case, diacritics, apostrophes, ayn
and
hamza, hyphens, white space. :func:`skeleton` goes on to what transliteration does to a name: the
Arabic article in all its assimilated forms, doubled letters, final h, vowels. Equal folds are the
same name; equal skeletons are the same name only where nothing speaks against it.
"""

import re
import unicodedata
from collections.abc import Sequence
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
# Characters that decompose to Latin letters, marks and separators; letters beyond, and marks that
# stand alone, part words or stay.
_FOLDS_PLAINLY = re.compile(r"[ -&(-_a-~\u00a0-\u00b3\u00b5-\u024f\u1e00-\u1eff]*").fullmatch
_PLAIN_LETTERS = {
    **_TO_SPACES,
    ord("\n"): "\n",
    **dict.fromkeys(range(0x300, 0x370)),
}
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
    """Fold many place names at once; the same as :func:`fold_place` of each, three times as fast.

    Names of plain Latin letters are folded in one string, a name a line: there a word that is
    decomposed, stripped of its marks and cut at what is no letter is the same as each of its words
    folded.  Apostrophes need the rules for words, and so do letters that have no plain form.

    Args:
        names: names as written.
    """
    plain = [name if name.isascii() and _FOLDS_PLAINLY(name) else "" for name in names]
    lines = "\n".join(plain).lower().translate(_PLAIN_LETTERS).split("\n")  # fast for ASCII only
    marked = [name for name, own in zip(names, plain, strict=True) if not own]
    rest = iter(_fold_marked(marked))
    return [
        (line if line.isalpha() else " ".join(line.split())) if own else next(rest)
        for own, line in zip(plain, lines, strict=False)  # no names are one line
    ]


def _fold_marked(names: Sequence[str]) -> list[str]:
    """The same for names with marks, and one by one for those that are not plain."""
    plain = [name if _FOLDS_PLAINLY(name) else "" for name in names]
    text = unicodedata.normalize("NFKD", "\n".join(plain).casefold().translate(_LETTERS))
    lines = text.translate(_PLAIN_LETTERS).split("\n")
    return [
        " ".join(line.split()) if own and line.isascii() else fold_place(name)
        for name, own, line in zip(names, plain, lines, strict=False)  # no names are one line
    ]


def without_articles(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name less the Arabic article in any form, never less its last word."""
    kept = tuple(word for word in words[:-1] if word not in ARTICLES)
    return kept + words[-1:]


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

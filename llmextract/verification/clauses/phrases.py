"""Patterns of the phrases that a table of words lists, whole words in any white space."""

import re
from collections.abc import Sequence

NEVER = re.compile(r"(?!)")


def listed(words: str) -> list[str]:
    """The phrases of a table, parted by commas."""
    return [word.strip() for word in words.split(",") if word.strip()]


def pattern(words: Sequence[str]) -> re.Pattern[str]:
    """A pattern of these phrases in any case; of none it matches nowhere."""
    return re.compile(rf"\b(?:{alternatives(words)})\b", re.I) if words else NEVER


def small(words: Sequence[str]) -> re.Pattern[str]:
    """A pattern of these phrases for text in small letters: several times as fast as any case."""
    listed_small = [word.lower() for word in words]
    return re.compile(rf"\b(?:{alternatives(listed_small)})\b") if words else NEVER


def alternatives(words: Sequence[str]) -> str:
    """The phrases as one alternation, the longest first; white space, quotes and hyphens of any kind.

    A star stands for any ending, two for up to five words.  They are grouped by their first letters,
    for each alternative is tried at each word of a text.
    """

    def one(word: str) -> str:
        escaped = re.escape(word).replace(r"\ \*\*\ ", r"\s+(?:\S+\s+){0,5}?")
        escaped = escaped.replace(r"\*", r"\w*").replace(r"\ ", r"[\s\"“”‘’«»]+")
        return escaped.replace(r"\-", r"[-\s]?")

    groups: dict[str, list[str]] = {}
    for word in sorted(set(words), key=len, reverse=True):
        groups.setdefault(word[0], []).append(one(word[1:]))
    return "|".join(f"{one(first)}(?:{'|'.join(rest)})" for first, rest in groups.items())

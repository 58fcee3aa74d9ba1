"""Loads the words of a language that is read by direct patterns, and turns them into expressions.

A language is one file here (``fr.toml``).  Entries are parted by commas; an entry may have several
words, and ``*`` at the end of a word stands for any ending.  What each table means:

- ``letters``: ``elision`` parts words at an apostrophe; ``prefixes`` is an expression for what is
  written in one with a noun behind it, ``verb_prefixes`` with a verb, ``joined`` is "and" written so;
  ``genitive`` says that a noun before a name needs no "of", ``ambiguous`` that a verb is written
  alike for those who did it and those to whom it was done.
- ``numerals``: words by their value; ``scales`` multiply; ``fixed`` are whole amounts; ``about`` are
  amounts of that order ("une vingtaine"); ``singular`` are nouns that say one or two by themselves.
- ``notcount.after`` and ``notcount.before``: beside a number they make it something else.
- ``words``: what stands between a number and what happened: see :mod:`.tolls`.
- ``roles``: what happened.  ``noun`` calls those to whom it did, ``passive`` says it of what stands
  beside it, ``verb`` of its subject, ``active`` of its object, ``event`` of what it governs.
- ``dates``: see :mod:`..dates.foreign`.  ``places``: see :mod:`.placing`.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from llmextract.verification.language import COUNTED
from llmextract.verification.once import once
from llmextract.verification.spelling import fold_word

_FOLDER: Final = Path(__file__).parent
KNOWN: Final = frozenset(file.stem for file in _FOLDER.glob("*.toml"))
"""Languages with a file here."""
PATTERNED: Final = KNOWN - COUNTED
"""Those whose numbers are read by direct patterns."""
_LONGEST_PREFIX: Final = 4  # letters that may be written in one with a word before it
_NOUNS: Final = ("noun", "event")
_ARABIC: Final = str.maketrans({"ى": "ي", "ة": "ه", "ـ": None})
"""Letters of one sound that are written for one another, and the stroke that only fills a line."""


def fold(word: str) -> str:
    """A word without case, marks and what its spelling leaves open."""
    return fold_word(word).translate(_ARABIC)


def entries(text: str) -> list[str]:
    """The entries of a table."""
    return [" ".join(entry.split()) for entry in text.split(",") if entry.strip()]


def folded(entry: str) -> str:
    """An entry as it is looked for; ``*`` is kept."""
    return " ".join(_folded_word(word) for word in entry.split())


def _folded_word(word: str) -> str:
    if not any(character.isalpha() for character in word):
        return word  # a sign
    return fold(word.rstrip("*")) + "*" * word.endswith("*")


class Entry(NamedTuple):
    """An entry of a table: its kind, what may stand before it in one word, its further words."""

    kind: str
    before: re.Pattern[str]
    rest: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """The words of a language, ready for use.

    Attributes:
        code: its code.
        elision: whether an apostrophe parts two words ("l'attaque").
        genitive: whether a noun rules a name without a word between them.
        ambiguous: whether a verb is written alike for those who did it and those to whom it was done.
        joined: the letter that is "and", written in one with the word behind it.
        values: number words with their value.
        scales: words that multiply.
        fixed: whole amounts with their value.
        about: amounts of an order.
        singular: nouns that say their number by themselves.
        vigesimal: whether numbers go on to 19 after 60 and 80.
        exact: by their first word the entries of all tables that begin with it.
        begun: by its first letters those that begin with a word of any ending.
        roles: what may have happened.
        data: the whole file.
    """

    code: str
    elision: bool
    genitive: bool
    ambiguous: bool
    joined: str
    values: Mapping[str, int]
    scales: Mapping[str, int]
    fixed: Mapping[str, int]
    about: Mapping[str, int]
    singular: Mapping[str, int]
    vigesimal: bool
    exact: Mapping[str, Sequence[Entry]]
    begun: Mapping[str, Sequence[Entry]]
    roles: tuple[str, ...]
    data: Mapping[str, Any]


def _values(table: Mapping[str, str]) -> dict[str, int]:
    return {folded(word): int(value) for value, words in table.items() for word in entries(words)}


def expression(text: str, prefixes: str = "") -> re.Pattern[str]:
    """The expression that finds the entries of a table in a line of folded words."""
    wanted = sorted({folded(entry) for entry in entries(text)}, key=len, reverse=True)
    wanted = [re.escape(entry).replace(r"\*", "[^ ]*").replace(r"\ ", " ") for entry in wanted]
    return re.compile(rf"(?<= ){prefixes}(?:{'|'.join(wanted) or '(?!)'})(?= )")


def _tables(data: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """All tables of words: the kind, its entries, and which letters may stand before them."""
    for name, words in data.get("words", {}).items():
        yield name, words, "prefixes"
    for role, forms in data.get("roles", {}).items():
        for form, words in forms.items():
            yield f"{role}.{form}", words, "prefixes" if form in _NOUNS else "verb_prefixes"
    for side, tables in data.get("notcount", {}).items():
        for reason, words in tables.items():
            yield f"{side}:{reason}", words, "prefixes" if side == "before" else ""
    dates = data.get("dates", {})
    yield "month", ",".join(dates.get("months", ())), "prefixes"
    yield "month_link", dates.get("link", ""), ""
    for name in ("year", "year_after", "first", "last"):
        yield f"date:{name}", dates.get(name, ""), "prefixes"
    yield "date:part", ",".join(dates.get("part", {}).values()), "prefixes"
    yield (
        "time",
        ",".join([*dates.get("weekdays", ()), *dates.get("relative", {}).values()]),
        "prefixes",
    )
    for name, words in data.get("places", {}).items():
        if name not in ("endings", "locative"):
            yield f"place.{name}", words, "prefixes"


@lru_cache(maxsize=65536)
def openings(word: str, code: str) -> tuple[Entry, ...]:
    """The entries of all tables that may begin with a word.

    Args:
        word: a folded word.
        code: the language.
    """
    language = load(code)
    found: list[Entry] = []
    for cut in range(min(_LONGEST_PREFIX, len(word)) + 1 if language.joined else 1):
        bare = word[cut:]
        near = [*language.exact.get(bare, ())]
        for size in range(1, len(bare) + 1):
            near += language.begun.get(bare[:size], ())
        found += [entry for entry in near if entry.before.fullmatch(word[:cut])]
    return tuple(found)


@once
def load(code: str) -> Language:
    """The words of a language of :data:`KNOWN`, read once."""
    data = tomllib.loads((_FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    letters, numerals = data.get("letters", {}), data.get("numerals", {})
    exact: dict[str, list[Entry]] = {}
    begun: dict[str, list[Entry]] = {}
    for kind, words, bound in _tables(data):
        before = re.compile(letters.get(bound, "") if bound else "")
        for entry in entries(words):
            first, *rest = folded(entry).split(" ")
            table = begun if first.endswith("*") else exact
            one = Entry(kind, before, tuple(rest))
            table.setdefault(first.removesuffix("*"), []).append(one)
    return Language(
        code=code,
        elision=letters.get("elision", False),
        genitive=letters.get("genitive", False),
        ambiguous=letters.get("ambiguous", False),
        joined=letters.get("joined", ""),
        values=_values(numerals.get("values", {})),
        scales=_values(numerals.get("scales", {})),
        fixed=_values(numerals.get("fixed", {})),
        about=_values(numerals.get("about", {})),
        singular=_values(numerals.get("singular", {})),
        vigesimal=numerals.get("vigesimal", False),
        exact=exact,
        begun=begun,
        roles=tuple(data.get("roles", {})),
        data=data,
    )

"""What means a place by another name: what stands in one town only, nicknames, adjectives."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from llmextract.verification.spelling import WORD, fold_place, fold_word

TABLE = Path(__file__).with_name("standing.toml")


class Standing(NamedTuple):
    """A name by which a town may be meant.

    Attributes:
        words: its folded words.
        town: the key of the town's name.
        is_body: whether only the body's headquarters mean the town.
    """

    words: tuple[str, ...]
    town: str
    is_body: bool


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(TABLE.read_text("utf-8"))


@lru_cache(maxsize=1)
def by_first_word() -> dict[str, tuple[Standing, ...]]:
    """All names of what stands in one town by their first word, the longest first."""
    found: dict[str, list[Standing]] = {}
    for kind in ("buildings", "bodies", "nicknames"):
        for town, names in _table()[kind].items():
            for name in names:
                one = Standing(_words(name), fold_place(town), kind == "bodies")
                found.setdefault(one.words[0], []).append(one)
    return {
        word: tuple(sorted(names, key=lambda one: -len(one.words))) for word, names in found.items()
    }


@lru_cache(maxsize=1)
def parts_by_adjective() -> dict[str, str]:
    """The folded words for people and things of a part of a country, and the key of the part's name."""
    return {
        " ".join(_words(adjective)): fold_place(part)
        for part, adjectives in _table()["parts"].items()
        for adjective in adjectives
    }


def _words(name: str) -> tuple[str, ...]:
    return tuple(fold_word(word) for word in WORD.findall(name))

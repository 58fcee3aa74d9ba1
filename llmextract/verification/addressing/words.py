"""The words that commands are made of, from the files of ``languages/``, and what patterns have in common."""

import re
import tomllib
from pathlib import Path
from typing import Final

Cued = tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]
"""Patterns, each with the letters without which it does not stand in a text."""


def _table(name: str) -> dict[str, str]:
    """The words of a file of ``languages/``, as alternatives of a pattern."""
    path = Path(__file__).parent / "languages" / name
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {key: "|".join(words.split()) for key, words in table.items()}


WORDS: Final = _table("en.toml")
"""Those of the language, by the names that the file gives them."""
HARM: Final = _table("en.conflict.toml")["harm"]
"""Verbs by which somebody is told to do harm."""


def any_of(*patterns: str) -> re.Pattern[str]:
    """One pattern for several; small and capital letters are the same."""
    return re.compile("|".join(patterns), re.IGNORECASE)

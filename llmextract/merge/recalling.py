"""The words by which a sentence comes back to a thing that was told, or tells one more.

A schema's module may say which of its fixed words name things that can be recalled, and by which
nouns (``RECALLED_AS``); without that table every field of fixed words is read so.
"""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from llmextract.merge.wording import ADDING, ANYTHING, COUNTING, PASSED, POINTING
from llmextract.schema.outline import outline_of
from llmextract.verification.spelling import fold_place

if TYPE_CHECKING:
    from pydantic import BaseModel

NOUNS_TABLE = "RECALLED_AS"
"""A schema module's table of nouns by which a text comes back to a thing told: field, value, nouns.

``{"event_type": {"bombing": ("explosion", "blast")}}``: "the blast" may recall a bombing.  The value
itself is always one of them.  Only the fields in the table are of things that can be recalled: "the
army claimed" recalls nothing that was claimed.  Without a table every field of fixed words is.
"""

COUNTED_TABLE = "COUNTED_AS"
"""A schema module's table of nouns for those that a number field counts: field, nouns.

``{"killed": ("dead", "victims")}``: "among the dead was a nurse" tells of a thing told before.
"""


@dataclass(frozen=True, slots=True)
class Recalling:
    """What sentences say that recall or add a thing, by field and fixed word.

    Attributes:
        again: what recalls such a thing; the group ``many`` is the ending of a plural.
        more: likewise, what tells one more.
        past: likewise, what dates something else by such a thing of long before.
        several: likewise, what tells several at once.
        counted: what recalls those that were counted in a thing told; ``None`` for nothing.
        fields: the fields whose values are kinds of things.
    """

    again: Mapping[tuple[str, str], re.Pattern[str]]
    more: Mapping[tuple[str, str], re.Pattern[str]]
    past: Mapping[tuple[str, str], re.Pattern[str]]
    several: Mapping[tuple[str, str], re.Pattern[str]]
    counted: re.Pattern[str] | None
    fields: frozenset[str]


@lru_cache(maxsize=64)
def recalling_of(record: "type[BaseModel]") -> Recalling:
    """The patterns of a schema class."""
    module = sys.modules[record.__module__]
    nouns = getattr(module, NOUNS_TABLE, {})
    called = {
        (field.name, word): _nouns([word, *nouns.get(field.name, {}).get(word, ()), *ANYTHING])
        for field in outline_of(record).of_kind("category")
        if not nouns or field.name in nouns
        for word in field.words
    }
    counted = [noun for row in getattr(module, COUNTED_TABLE, {}).values() for noun in row]
    return Recalling(
        {key: _pattern(POINTING, alternatives) for key, alternatives in called.items()},
        {key: _pattern(ADDING, alternatives) for key, alternatives in called.items()},
        {key: _pattern(PASSED, alternatives) for key, alternatives in called.items()},
        {key: _pattern(COUNTING, f"(?:{words})(?:e?s)") for key, words in called.items()},
        _pattern(POINTING, _nouns(counted)) if counted else None,
        frozenset(name for name, _ in called),
    )


def _nouns(words: list[str]) -> str:
    """The nouns for a thing, as alternatives."""
    return "|".join(re.escape(fold_place(word)) for word in words).replace(r"\ ", r"\s+")


def _pattern(before: str, nouns: str) -> re.Pattern[str]:
    """A determiner, then within two more words a noun for the thing: "these deadly attacks"."""
    return re.compile(
        rf"{before}\s+(?:[\w-]+\s+){{0,2}}?(?:{nouns})(?P<many>s|es)?\b", re.IGNORECASE
    )

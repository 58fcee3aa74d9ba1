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

_COUNTS = "(?:first|second|third|fourth|fifth|last|latest|next|other|previous|earlier|recent|new)"
_POINTING = (
    rf"(?:\b(?:the|this|that|these|those|such)(?!\s+{_COUNTS}\b)"
    r"|\b(?:today|tonight|yesterday|this\s+\w+|last\s+\w+|\w+day(?:\s+\w+)?)['’]s)"
)
"""Before the noun of a thing told before: "the", "Friday's", but not "the second"."""
_ADDING = (
    r"\b(?:another|other|similar|separate|different"
    r"|(?:a|the)\s+(?:second|third|fourth|fifth|further))"
)
"""Before the noun of one more."""
_ANYTHING = ("incident", "event")


@dataclass(frozen=True, slots=True)
class Recalling:
    """What sentences say that recall or add a thing, by field and fixed word.

    Attributes:
        again: what recalls such a thing; the group ``many`` is the ending of a plural.
        more: likewise, what tells one more.
    """

    again: Mapping[tuple[str, str], re.Pattern[str]]
    more: Mapping[tuple[str, str], re.Pattern[str]]


@lru_cache(maxsize=64)
def recalling_of(record: "type[BaseModel]") -> Recalling:
    """The patterns of a schema class."""
    nouns = getattr(sys.modules[record.__module__], NOUNS_TABLE, {})
    called = {
        (field.name, word): _nouns([word, *nouns.get(field.name, {}).get(word, ())])
        for field in outline_of(record).of_kind("category")
        if not nouns or field.name in nouns
        for word in field.words
    }
    return Recalling(
        {key: _pattern(_POINTING, alternatives) for key, alternatives in called.items()},
        {key: _pattern(_ADDING, alternatives) for key, alternatives in called.items()},
    )


def _nouns(words: list[str]) -> str:
    """The nouns for a thing, as alternatives."""
    return "|".join(re.escape(fold_place(word)) for word in (*words, *_ANYTHING)).replace(
        r"\ ", r"\s+"
    )


def _pattern(before: str, nouns: str) -> re.Pattern[str]:
    """A determiner, then within two more words a noun for the thing: "these deadly attacks"."""
    return re.compile(
        rf"{before}\s+(?:[\w-]+\s+){{0,2}}?(?:{nouns})(?P<many>s|es)?\b", re.IGNORECASE
    )

"""Tells whether those counted are the ones a role names: of "civilians_killed", no soldiers."""

from collections.abc import Mapping
from typing import Final

from llmextract.verification.numbers.counted import LONE, Count
from llmextract.verification.numbers.tables import Tables
from llmextract.verification.numbers.tags import PEOPLE, Tag
from llmextract.verification.numbers.tokens import Tokens

_GENERAL: Final = "general"
"""Name of the group of nouns that say nothing of who somebody is: "people"."""


def groups_of(asked: Mapping[str, str], tables: Tables) -> frozenset[str]:
    """The groups of people that a role's words name; a noun of no group is one of its own.

    Args:
        asked: the role's words with their stems.
        tables: the tables of the language.
    """
    found = set()
    general = tables.whom[_GENERAL].nouns if _GENERAL in tables.whom else frozenset()
    for word, stem in asked.items():
        if stem in general:
            continue  # "dead_men": anybody
        groups = [name for name, group in tables.whom.items() if stem in group.names]
        entry = tables.lexicon.get(word)
        if not groups and entry is not None and entry.tags & Tag.PERSON:
            groups = [stem]
        found.update(groups)
    return frozenset(found)


def fits(count: Count, groups: frozenset[str], noun: str, tokens: Tokens) -> bool | None:
    """Whether those counted are of the groups; ``None`` where their noun does not tell.

    Args:
        count: people with what happened to them.
        groups: names of groups, from :func:`groups_of`.
        noun: stem of the count's noun; empty for none.
        tokens: the text.
    """
    tables = tokens.tables
    if not groups or not noun or (count.numeral.form in LONE and not count.classes & PEOPLE):
        return True
    own = {noun, *(name for name, group in tables.whom.items() if noun in group.nouns)}
    if own & groups:
        return True
    if _GENERAL in own or not tokens.tags[count.head] & Tag.PERSON:
        return None
    rest = any(name in tables.whom and tables.whom[name].is_rest for name in groups)
    return len(own) == 1 if rest else False

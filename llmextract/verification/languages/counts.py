"""What is known of a number of a text, and what a word says that happened."""

from dataclasses import dataclass, field
from typing import Final

from llmextract.verification.languages.numerals import Number
from llmextract.verification.languages.tables import Language
from llmextract.verification.languages.words import Words

FORMS: Final = ("noun", "passive", "verb")
"""Forms of a role that stand behind those to whom it happened."""


@dataclass(slots=True)
class Count:
    """A number with what is known of it.

    Attributes:
        number: the number.
        roles: what happened to those who are counted; more than one where two patterns differ.
        agent: whether those counted are who did something.
        things: whether things are counted, and nobody.
        until: number after the last word of what happened, where it stands behind them.
        doubt: why it may not have happened, or not in this incident.
        part: whether they are a part of others that are counted.
        open: whether others who are not counted are named beside them.
        group: the counts that are one amount with it.
        last: number after the last word of what is counted.
    """

    number: Number
    roles: set[str] = field(default_factory=set)
    agent: bool = False
    doubt: str = ""
    things: bool = False
    until: int = 0
    part: bool = False
    open: bool = False
    group: list["Count"] = field(default_factory=list)
    last: int = 0


def effect(words: Words, at: int, language: Language, forms: tuple[str, ...]) -> tuple[str, str]:
    """The role and the form of what a word says that happened; the longest expression counts."""
    best, role_form = 0, ("", "")
    kinds = words.at[at]
    for role in language.roles:
        for form in forms:
            end = kinds.get(f"{role}.{form}", 0)
            if end > best:
                best, role_form = end, (role, form)
    return role_form


def tells(words: Words, at: int) -> bool:
    """Whether a word tells what happened to somebody."""
    return any("." in kind and not kind.startswith("place") for kind in words.at[at])

"""Finds of whom a text says that there is nobody: "aucun mort", "personne n'a été tué", "жертв нет"."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from llmextract.verification.languages.counts import FORMS, effect
from llmextract.verification.languages.tables import Language
from llmextract.verification.languages.words import Words

_REACH: Final = 7  # words between "no" and whom it denies
_COUNTED: Final = ("noun", "passive", "event")
CASUALTY: Final = "casualty"
"""The role whose denial denies the killed and the injured."""


@dataclass(frozen=True, slots=True)
class Denial:
    """A role of which the text says that there is nobody, with its words."""

    role: str
    first: int
    last: int


def denials(words: Words, language: Language) -> Iterator[Denial]:
    """All that a text denies, in order.

    Args:
        words: the text.
        language: its language.
    """
    for at in range(len(words)):
        if words.has(at, "none_after"):
            yield from _before(words, at, language)
        if words.has(at, "nobody"):
            last = words.at[at]["nobody"]
            for inner in range(at, last):
                role, _ = effect(words, inner, language, FORMS)
                if role:
                    yield Denial(role, at, last)
            yield from _behind(words, at, last, language, FORMS)
        elif words.has(at, "none"):
            yield from _behind(words, at, words.at[at]["none"], language, _COUNTED)


def _behind(
    words: Words, first: int, last: int, language: Language, forms: tuple[str, ...]
) -> Iterator[Denial]:
    """What is denied behind "no", and what is joined to it: "ni mort ni blessé"."""
    for at in range(last, min(last + _REACH, len(words))):
        numbered = words.forms[at - 1][0].isdecimal() or words.forms[at - 1] in language.values
        whole = words.has(at, "people") and numbered  # "none of the 45 passengers was hurt"
        if words.is_part(at) or (words.has(at, "people", "breaks") and not whole):
            return
        forms = FORMS if whole else forms
        role, form = effect(words, at, language, forms)
        if not role:
            continue
        end = words.at[at][f"{role}.{form}"]
        yield Denial(role, first, end)
        if words.has(end, "conj", "none_conj"):
            yield from _joined(words, first, end + 1, language, forms)
        return


def _joined(
    words: Words, first: int, at: int, language: Language, forms: tuple[str, ...]
) -> Iterator[Denial]:
    for ahead in range(at, min(at + 2, len(words))):
        role, form = effect(words, ahead, language, forms)
        if role:
            yield Denial(role, first, words.at[ahead][f"{role}.{form}"])
            return


def _before(words: Words, at: int, language: Language) -> Iterator[Denial]:
    """What a text says of those named before that there are none."""
    for back in range(at - 1, max(at - _REACH, -1), -1):
        if words.is_part(back) or words.forms[back][0].isdecimal() or words.has(back, "breaks"):
            return
        role, form = effect(words, back, language, ("noun", "event"))
        if role and words.at[back][f"{role}.{form}"] <= at:
            yield Denial(role, back, words.at[at]["none_after"])

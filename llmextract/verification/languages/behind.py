"""Binds a number to what stands behind it: "12 morts", "12 civils ont été tués"."""

from collections.abc import Mapping
from typing import Final

from llmextract.verification.languages.counts import FORMS, Count, effect
from llmextract.verification.languages.numerals import Number
from llmextract.verification.languages.tables import Language
from llmextract.verification.languages.words import Words

_ASIDE: Final = 14  # words between two commas
_REACH: Final = 24  # words behind a number in which what happened stands, asides counted in
_UNKNOWN: Final = 4  # words of a noun phrase that no table knows


def bind_behind(
    words: Words, count: Count, language: Language, starts: Mapping[int, Number]
) -> None:
    """Bind a count to what stands behind it.

    Args:
        words: the text.
        count: the count.
        language: the language.
        starts: all numbers of the text by their first word.
    """
    at, people = _begin(words, count, language)
    labelled = count.number.begin > 0 and words.forms[count.number.begin - 1] == ":"
    unknown, linked = 0, False
    while at < len(words) and at - count.number.last < _REACH:
        if people and (end := _behind_aside(words, at, starts)):
            at, linked = end, False
            continue
        if words.is_part(at) or at in starts or at in words.joined:
            return
        role, form = effect(words, at, language, (*FORMS, "active"))
        if role:
            if labelled and is_label(words, words.at[at][f"{role}.{form}"]):
                return
            count.agent = form == "active" and people and not _suffers(words, at, language)
            if form != "active" and not linked and not (form == "noun" and unknown):
                _bind(words, count, role, at, form, language)
            return
        end, known = _passed(words, at, language, people=people, first=at == count.number.last)
        if not end:
            return
        if known == "people":
            people, count.last = True, end
        linked = known == "link" and people
        unknown += not known
        if unknown > (_UNKNOWN if people else 1):
            return
        at = end


def is_label(words: Words, end: int) -> bool:
    """Whether a number is called by what ends before a word: "Injured: 13"."""
    return (
        0 < end < len(words) - 1 and words.forms[end] == ":" and words.forms[end + 1][0].isdecimal()
    )


def _begin(words: Words, count: Count, language: Language) -> tuple[int, bool]:
    """The word from which on a count is bound, and whether people are known to be counted."""
    at = count.number.last
    if words.has(at, "part"):
        return words.at[at]["part"], True  # "seis dos quais foram mortos"
    if count.number.form != "singular":
        return at, False
    called, _ = effect(words, count.number.first, language, ("noun",))
    count.roles |= {called} - {""}
    return at, True


def _suffers(words: Words, at: int, language: Language) -> bool:
    """Whether something is told in the sentence that happened to somebody: perhaps to who did it."""
    _, last = words.sentence(at)
    return any(effect(words, one, language, ("passive", "verb"))[0] for one in range(at + 1, last))


def _behind_aside(words: Words, at: int, starts: Mapping[int, Number]) -> int:
    """The word behind what is put in between; 0 where there is nothing.

    An age ("un berger de 47 ans a été tué"), a part between commas ("32 personnes, dont neuf
    femmes, ont péri").
    """
    if at in starts and starts[at].reject == "age":
        return starts[at].last + 1
    if words.forms[at] not in (",", "،") or not words.has(at + 1, "part"):
        return 0
    for ahead in range(at + 1, min(at + _ASIDE, len(words))):
        if words.forms[ahead] in (",", "،"):
            return ahead + 1
        if words.is_part(ahead):
            break
    return 0


def _passed(
    words: Words, at: int, language: Language, *, people: bool, first: bool
) -> tuple[int, str]:
    """The word after one that may stand between a number and its verb, and what that is.

    0 for a word that ends the phrase.
    """
    kinds = words.at[at]
    if "people" in kinds:
        return kinds["people"], "people"
    known = [kinds[kind] for kind in ("filler", "aux", "others") if kind in kinds]
    if known:
        inner = (one for one in range(at + 1, max(known)) if effect(words, one, language, FORMS)[0])
        return next(inner, max(known)), "filler"
    if "conj" in kinds or "breaks" in kinds:
        return 0, ""
    if "link" in kinds and (people or first):
        return kinds["link"], "link"
    return at + 1, ""


def _bind(words: Words, count: Count, role: str, at: int, form: str, language: Language) -> None:
    """Bind a count to a role, unless another role follows at once: "12 wounded died"."""
    count.roles.add(role)
    end = count.until = words.at[at][f"{role}.{form}"]
    if form == "noun":
        count.last = max(count.last, end)
    for ahead in range(end, min(end + 3, len(words))):
        if words.is_part(ahead) or words.has(ahead, "conj", "breaks") or ahead in words.joined:
            return
        other, _ = effect(words, ahead, language, ("passive", "verb"))
        if other and other != role:
            count.roles.add(other)
            return

"""Binds a number to what stands right before it: "a tué 12 civils", "la mort de 12", "Morts : 12"."""

from typing import Final

from llmextract.verification.languages.behind import is_label
from llmextract.verification.languages.counts import FORMS, Count, effect
from llmextract.verification.languages.tables import Language
from llmextract.verification.languages.words import Words

_FORMS: Final = ("active", "passive", "verb", "event", "noun")
_ROSE: Final = 10  # words between a verb of rising and the figure that it came to
_BACK: Final = 5  # words between a verb and its number


def bind_before(words: Words, count: Count, language: Language) -> None:
    """Bind a count to the verb or noun right before it.

    Args:
        words: the text.
        count: the count.
        language: the language.
    """
    at = count.number.begin
    if "rose" in words.ending[count.number.first]:
        at = count.number.first
    led = False  # "the number of dead rose to 12", with the verb before the number of whom
    for _ in range(_BACK):
        found = [
            (role, form)
            for role in language.roles
            for form in _FORMS
            if f"{role}.{form}" in words.ending[at]
        ]
        if found:
            role, form = found[0]
            if form != "noun" and not led and _is_counted(words, count):
                count.roles.add(role)
                if form == "verb" and language.ambiguous and _has_object(words, count, language):
                    count.doubt = "perhaps who did it"
            elif form == "noun" and _is_total(words, at, role):
                count.roles.add(role)
            return
        if "rose" in words.ending[at]:
            _bind_total(words, at, count, language)
            return
        labelled = at and words.forms[at - 1] == ":" and at == count.number.begin
        if labelled and _label(words, at - 1, language, count):
            return
        kinds = words.ending[at]
        known = kinds & {"filler", "link", "others", "total", "aux"}
        led = led or "to" in kinds
        if not (known or "to" in kinds) or at == 0:
            return
        at -= 1


def _has_object(words: Words, count: Count, language: Language) -> bool:
    """Whether others stand right behind those counted: "12 armed men killed six guards"."""
    at = count.last
    if words.is_part(at) or at in words.joined:
        return False
    form = words.forms[at]
    return words.has(at, "people") or form in language.values or form[0].isdecimal()


def _is_total(words: Words, at: int, role: str) -> bool:
    """Whether a noun that ends before a word is called a number of them: "the number of dead 12"."""
    begins = [i for i in range(max(0, at - 4), at) if words.at[i].get(f"{role}.noun") == at]
    return any("total" in words.ending[i] for i in begins)


def _bind_total(words: Words, at: int, count: Count, language: Language) -> None:
    """Bind a count to the toll that rose to it: "le nombre de morts est passé à 12"."""
    begin = min(i for i in range(max(0, at - _ROSE), at) if words.at[i].get("rose") == at)
    for back in range(at, max(begin - _BACK, 0), -1):
        if words.is_part(back - 1):
            return
        for role in language.roles:
            if f"{role}.noun" in words.ending[back] or f"{role}.passive" in words.ending[back]:
                count.roles.add(role)
                return


def _label(words: Words, colon: int, language: Language, count: Count) -> bool:
    """Bind a count to the label before it: "Killed: 7"."""
    for role in language.roles:
        if {f"{role}.noun", f"{role}.passive"} & words.ending[colon]:
            after = count.number.last
            other, form = effect(words, after, language, FORMS) if after < len(words) else ("", "")
            following = other and is_label(words, words.at[after][f"{other}.{form}"])
            if words.is_part(after) or words.has(after, "people", "conj") or following:
                count.roles.add(role)
            return True
    return False


def _is_counted(words: Words, count: Count) -> bool:
    """Whether people are counted: by their noun, or with none behind the number."""
    at = count.number.last
    if count.number.form == "singular" or words.is_part(at) or at in words.joined:
        return True
    unknown = 0
    while at < len(words) and not words.is_part(at):
        kinds = words.at[at]
        if "people" in kinds:
            count.last = max(count.last, kinds["people"])
            return True
        if any(kind.endswith((".noun", ".passive")) for kind in kinds):
            return True
        if "others" in kinds:
            return True
        if kinds.keys() & {"conj", "breaks", "link", "place.in", "aux", "time"}:
            return not unknown
        if "filler" not in kinds:
            unknown += 1
        if unknown > 1:
            return False
        at += 1
    return not unknown

"""Binds numbers of a text to what happened, by patterns that are direct and safe.

A number is bound by the words right behind it ("12 morts", "12 civils ont été tués") or right before
it ("a tué 12 civils", "la mort de 12 civils").  Between them stand only words that are known and, in
a noun phrase, a few that are not.  What another number, a comma or a conjunction parts is not bound;
what no pattern binds is not read.
"""

from dataclasses import dataclass
from typing import Final

from llmextract.verification.languages.company import find_groups, find_parts, is_open
from llmextract.verification.languages.counts import FORMS, Count, effect
from llmextract.verification.languages.denials import Denial, denials
from llmextract.verification.languages.numerals import Number, numbers
from llmextract.verification.languages.tables import Language
from llmextract.verification.languages.words import Words, cut, is_bare_year

_BEFORE_FORMS: Final = ("active", "passive", "verb", "event")
_REACH: Final = 10  # words behind a number in which what happened stands
_UNKNOWN: Final = 4  # words of a noun phrase that no table knows
_BACK: Final = 5  # words between a verb and its number


@dataclass(slots=True)
class Toll:
    """What was read of a text.

    Attributes:
        words: its words.
        counts: its counts.
        rejected: its numbers that are none.
        denials: what it denies.
        singles: how many people may be named without a number.
    """

    words: Words
    counts: list[Count]
    rejected: list[Number]
    denials: list[Denial]
    singles: int


def read(text: str, language: Language) -> Toll:
    """Read a text.

    Args:
        text: any text.
        language: its language.
    """
    words = cut(text, language)
    found = numbers(words, language)
    starts = {number.first: number for number in found}
    counts = [Count(number, last=number.last) for number in found if not number.reject]
    years = {one.first for one in found if one.reject and is_bare_year(words, one.first)}
    for count in counts:
        _behind(words, count, language, starts)
        _before(words, count, language)
    for count in counts:
        count.doubt = count.doubt or _doubt(words, count, years)
    find_parts(words, counts)
    find_groups(words, counts)
    for count in counts:
        count.open = count.open or is_open(words, count, language)
    covered = {at for count in counts for at in range(count.number.first, count.last)}
    singles = sum("people" in kinds and at not in covered for at, kinds in enumerate(words.at))
    singles += sum(count.open for count in counts)
    rejected = [number for number in found if number.reject]
    return Toll(words, counts, rejected, list(denials(words, language)), singles)


def _behind(words: Words, count: Count, language: Language, starts: dict[int, Number]) -> None:
    """Bind a count to what stands behind it."""
    at = count.number.last
    people = count.number.form == "singular"
    if people:
        called, _ = effect(words, count.number.first, language, ("noun",))
        count.roles |= {called} - {""}
    unknown, linked = 0, False
    while at < len(words) and at - count.number.last < _REACH:
        if people and at in starts and starts[at].reject == "age":
            at, linked = starts[at].last + 1, False  # "un berger de 47 ans"
            continue
        if words.is_part(at) or at in starts or at in words.joined:
            return
        role, form = effect(words, at, language, (*FORMS, "active"))
        if role:
            count.agent = form == "active" and people
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
    end = words.at[at][f"{role}.{form}"]
    if form == "noun":
        count.last = max(count.last, end)
    for ahead in range(end, min(end + 3, len(words))):
        if words.is_part(ahead) or words.has(ahead, "conj", "breaks") or ahead in words.joined:
            return
        other, _ = effect(words, ahead, language, ("passive", "verb"))
        if other and other != role:
            count.roles.add(other)
            return


def _before(words: Words, count: Count, language: Language) -> None:
    """Bind a count to the verb or noun right before it."""
    at = count.number.begin
    for _ in range(_BACK):
        found = [
            (role, form)
            for role in language.roles
            for form in (*_BEFORE_FORMS, "noun")
            if f"{role}.{form}" in words.ending[at]
        ]
        if found:
            role, form = found[0]
            if form != "noun" and _is_counted(words, count):
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
        if not known or at == 0:
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
    begin = min(i for i in range(max(0, at - 6), at) if words.at[i].get("rose") == at)
    for back in range(begin, max(begin - _BACK, 0), -1):
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
            if words.is_part(after) or words.has(after, "people", "conj"):
                count.roles.add(role)
            return True
    return False


def _is_counted(words: Words, count: Count) -> bool:
    """Whether people are counted: by their noun, or with none behind the number."""
    at = count.number.last
    if count.number.form == "singular" or words.is_part(at):
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


def _doubt(words: Words, count: Count, years: set[int]) -> str:
    """Why what is told of a count may not have happened, or in another incident."""
    first, last = words.clause(count.number.first)
    own = range(count.number.begin, count.number.first)  # "no fewer than" denies nothing
    for at in range(first, last):
        if words.has(at, "negation") and at not in own:
            return "denied"
    first, last = words.sentence(count.number.first)
    for at in range(first, last):
        if words.has(at, "doubt"):
            return "only feared, planned, denied or assumed"
        if words.has(at, "older") or at in years:
            return "of another time"
    return ""

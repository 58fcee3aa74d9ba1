"""Binds numbers of a text to what happened, by patterns that are direct and safe.

A number is bound by the words right behind it ("12 morts", "12 civils ont été tués") or right before
it ("a tué 12 civils", "la mort de 12 civils").  Between them stand only words that are known and, in
a noun phrase, a few that are not.  What another number, a comma or a conjunction parts is not bound;
what no pattern binds is not read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from llmextract.verification.languages.before import bind_before
from llmextract.verification.languages.behind import bind_behind
from llmextract.verification.languages.company import (
    find_groups,
    find_partitives,
    find_parts,
    is_open,
)
from llmextract.verification.languages.counts import Count
from llmextract.verification.languages.denials import Denial, denials
from llmextract.verification.languages.numerals import Number, numbers
from llmextract.verification.languages.tables import Language
from llmextract.verification.languages.words import Words, cut, is_bare_year

_BEHIND_VERB: Final = 5  # words between a verb in the singular and whom it tells of


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
        count.things = _counts_things(words, count.number)
        bind_behind(words, count, language, starts)
        bind_before(words, count, language)
    counts += _singles(words, language, starts, counts)
    counts.sort(key=lambda count: count.number.first)
    for count in counts:
        count.doubt = count.doubt or _doubt(words, count, years)
    find_partitives(words, counts, language)
    find_parts(words, counts)
    find_groups(words, counts)
    for count in counts:
        count.open = count.open or is_open(words, count, language)
    covered = {at for count in counts for at in range(count.number.first, count.last)}
    singles = sum("people" in kinds and at not in covered for at, kinds in enumerate(words.at))
    singles += sum(count.open for count in counts)
    rejected = [number for number in found if number.reject]
    return Toll(words, counts, rejected, list(denials(words, language)), singles)


def _singles(
    words: Words, language: Language, starts: Mapping[int, Number], counts: Sequence[Count]
) -> Iterator[Count]:
    """Whoever a verb in the singular tells of without a number: "погиб 43-летний водитель"."""
    covered = {at for count in counts for at in range(count.number.first, count.last)}
    told = [role for role in language.roles if "one" in language.data["roles"][role]]
    for at in range(len(words)) if told else ():
        for role in told:
            if words.has(at, f"{role}.one"):
                found = _subject(words, words.at[at][f"{role}.one"], starts)
                if found and found not in covered:
                    one = Number(found, found + 1, 1, 1, (1,), form="singular", begin=found)
                    yield Count(one, roles={role}, until=found + 1, last=found + 1)


def _subject(words: Words, at: int, starts: Mapping[int, Number]) -> int:
    """The noun for somebody behind a verb; 0 for none, or where a number stands before it."""
    for ahead in range(at, min(at + _BEHIND_VERB, len(words))):
        if words.is_part(ahead) or words.has(ahead, "conj", "breaks"):
            return 0
        if ahead in starts and not starts[ahead].reject:
            return 0
        if words.has(ahead, "people"):
            return ahead
    return 0


def _counts_things(words: Words, number: Number) -> bool:
    """Whether what is counted is surely nobody: houses, rockets."""
    for at in (number.last, number.last + 1):
        if words.is_part(at) or words.has(at, "people", "conj"):
            return False
        if words.has(at, "things"):
            return True
    return False


def _doubt(words: Words, count: Count, years: set[int]) -> str:
    """Why what is told of a count may not have happened, or in another incident."""
    first, _ = words.clause(count.number.first)
    own = range(count.number.begin, count.number.first)  # "no fewer than" denies nothing
    for at in range(first, max(count.until, count.number.last)):
        if words.has(at, "negation") and at not in own:
            return "denied"
    first, last = words.sentence(count.number.first)
    for at in range(first, last):
        if words.has(at, "doubt"):
            return "only feared, planned, denied or assumed"
        if words.has(at, "older") or at in years:
            return "of another time"
    return ""

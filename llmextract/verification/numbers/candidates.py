"""All that a source offers for a role: what it states, what follows, what it implies."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from llmextract.records import Verdict
from llmextract.verification.judgement import Sentences, Stretch, rests_on
from llmextract.verification.language import COUNTED
from llmextract.verification.numbers.adding import have_own_days, is_wound
from llmextract.verification.numbers.arithmetic import derived
from llmextract.verification.numbers.counted import Count
from llmextract.verification.numbers.reading import (
    Reading,
    Wanted,
    has_role,
    matches,
    names,
    read_part,
    resolve,
)
from llmextract.verification.numbers.results import Result, span, words
from llmextract.verification.numbers.tables import Role, load
from llmextract.verification.numbers.tags import Tag
from llmextract.verification.source_text import SourceText

_ENDS_PHRASE = Tag.STOP | Tag.COMMA | Tag.CONJUNCTION
_ALONE = 8
"""Tokens from a number to the word that says that it is of one place alone."""


class Candidate(NamedTuple):
    """A value that a source gives for a role.

    Attributes:
        low: least count.
        high: greatest count, ``None`` for no bound.
        verdict: what a record with exactly this value deserves.
        reason: why.
        stretches: the words.
        stated: numbers as written, which deserve ``partly`` where they are only a bound.
        kind: kind of the amount, as of :class:`Quantity`.
        phrase: the amount's own words, for vague amounts.
        counts: the counts that it was made of.
    """

    low: int
    high: int | None
    verdict: Verdict
    reason: str
    stretches: tuple[Stretch, ...]
    stated: tuple[int, ...] = ()
    kind: str = "exact"
    phrase: str = ""
    counts: tuple[Count, ...] = ()


def candidates(
    source: SourceText, role: str | None, *, sums: bool, of: str | None = None
) -> tuple[Candidate, ...]:
    """All that a source gives for a role, computed once; the paragraph before is only a hint.

    Nothing in a language without tables.
    """
    if source.language not in COUNTED:
        return ()
    key = f"numbers.candidates.{role}.{of}.{sums}"
    known: tuple[Candidate, ...] | None = source.memo.get(key)
    if known is None:
        wanted = resolve(role, load(source.language), of=of)
        found = list(of_part(source, "text", wanted, sums=sums))
        if not found and source.context.title:
            found = list(of_part(source, "title", wanted, sums=sums))
        if not found and source.context.before:
            found = [_hint(candidate) for candidate in of_part(source, "before", wanted, sums=sums)]
        known = tuple(found)
        source.memo[key] = known
    return known


def _hint(candidate: Candidate) -> Candidate:
    return Candidate(
        low=candidate.low,
        high=candidate.high,
        verdict=Verdict.INFERRED,
        reason="only in the paragraph before",
        stretches=candidate.stretches,
        stated=candidate.stated,
        kind=candidate.kind,
        phrase=candidate.phrase,
    )


def of_part(
    source: SourceText, part: str, wanted: Wanted, *, sums: bool, only: int | None = None
) -> Iterator[Candidate]:
    """All that one part of a source gives; of sums and differences only those that make ``only``."""
    stated = stated_in(source, part, wanted)
    yield from stated
    reading = read_part(source, part)
    if not stated and wanted.role is not None:
        yield from _implied_none(reading, wanted.role, part)
    if sums:
        for result in derived(reading, hits_of(source, part, wanted), wanted.role, only=only):
            kind = "exact" if result.low == result.high else "range"
            if result.high is None:
                kind = "minimum"
            yield Candidate(
                low=result.low,
                high=result.high,
                verdict=_verdict(result),
                reason=f"{result.reason}, of whom some may be counted twice"
                if result.doubtful
                else result.reason,
                stretches=tuple(Stretch(start, end, part) for start, end in result.parts),
                stated=(result.low,) if kind == "minimum" else (),
                kind=kind,
                counts=result.counts,
            )


def _verdict(result: Result) -> Verdict:
    if result.doubtful:
        return Verdict.UNCLEAR
    return Verdict.SUPPORTED if result.stated else Verdict.DERIVED


def _implied_none(reading: Reading, role: Role, part: str) -> Iterator[Candidate]:
    """Zero where a text that says no more denies what is less: nobody hurt, so nobody killed."""
    for count in reading.counts:
        denied = count.numeral.kind == "none" and not count.aside
        if denied and count.effects & role.zero_derived:
            start, end = span(reading, count)
            stretches = (Stretch(start, end, part),)
            yield Candidate(0, 0, Verdict.DERIVED, "nobody was even hurt", stretches, (0,))


def stated_in(source: SourceText, part: str, wanted: Wanted) -> list[Candidate]:
    """The counts of a role as candidates, made once for each role that a record asks for."""
    known: tuple[Wanted, list[Candidate]] | None = source.memo.get(f"numbers.stated.{part}")
    if known is not None and known[0] is wanted:
        return known[1]
    reading = read_part(source, part)
    stated = [_stated(reading, count, wanted, part) for count in hits_of(source, part, wanted)]
    source.memo[f"numbers.stated.{part}"] = (wanted, stated)
    return stated


def of_older(source: SourceText, wanted: Wanted, evidence: Sentences) -> list[Candidate]:
    """Counts of an older incident, for a record that rests on the words that tell of it.

    None where a count of the role that is no background stands before it in the evidence: the record
    is about that one.
    """
    if not evidence:
        return []
    first = min(
        (
            candidate.stretches[0].start
            for candidate in stated_in(source, "text", wanted)
            if inside(candidate.stretches, evidence)
        ),
        default=len(source.text),
    )
    reading = read_part(source)
    found = [
        _stated(reading, count, wanted, "text")
        for count in reading.counts
        if count.older and has_role(count, wanted, reading.tokens)
    ]
    return [
        candidate
        for candidate in found
        if inside(candidate.stretches, evidence) and candidate.stretches[0].start < first
    ]


def hits_of(source: SourceText, part: str, wanted: Wanted) -> list[Count]:
    """Counts of a role, in order; found once for each role that a record asks for."""
    known: tuple[Wanted, list[Count]] | None = source.memo.get(f"numbers.hits.{part}")
    if known is not None and known[0] is wanted:
        return known[1]
    reading = read_part(source, part)
    role = wanted.role
    counts = reading.counts
    if role is not None and role.effects and not role.classes:  # only effects make a hit
        either = role.effects | role.zero
        counts = tuple([one for one in counts if not either.isdisjoint(one.effects)])
    hits = [count for count in counts if matches(count, wanted, reading.tokens)]
    source.memo[f"numbers.hits.{part}"] = (wanted, hits)
    return hits


def _stated(reading: Reading, count: Count, wanted: Wanted, part: str) -> Candidate:
    """The candidate of one count of the role."""
    numeral = count.numeral
    verdict, reason = _standing(reading, count, wanted)
    start, end = span(reading, count)
    return Candidate(
        low=numeral.low,
        high=numeral.high,
        verdict=verdict,
        reason=reason,
        stretches=(Stretch(start, end, part),),
        stated=numeral.stated,
        kind=numeral.kind,
        phrase=reading.tokens.words[numeral.number],
        counts=(count,),
    )


def _standing(reading: Reading, count: Count, wanted: Wanted) -> tuple[Verdict, str]:
    """Whether a count is the whole of its role or only a part of it."""
    form = count.numeral.form
    asked = names(count, wanted, reading.tokens) or bool(wanted.whom)
    effects = wanted.role.effects if wanted.role is not None else frozenset()
    by_effect = bool(count.effects & effects)
    if asked or not by_effect:
        return Verdict.SUPPORTED, form
    whole = count.of_named
    # "Two of the customers died": of the wounded customers they are a part, of the dead all.
    part = whole is not None and whole.effects & effects and count.effects - effects
    # "11 casualties, including five dead": a part of those, and all the dead.
    of_others = whole is not None and whole.effects and not whole.effects & effects
    if (count.subset and not of_others) or part or _is_of_one_place(reading, count):
        return Verdict.PARTLY, "only for a part of those counted"
    if count.open_ended or count.listed or _is_part(reading, count, effects):
        return Verdict.PARTLY, f"only for {words(reading, count)}, not for all"
    return Verdict.SUPPORTED, form


def _is_of_one_place(reading: Reading, count: Count) -> bool:
    """Whether a text says that there were more elsewhere: "ten people in X alone"."""
    tokens = reading.tokens
    for at in range(count.after, min(count.after + _ALONE, tokens.n)):
        if tokens.words[at] in tokens.tables.only_there:
            return (
                tokens.tags[at - 1] & Tag.UNKNOWN > 0 or tokens.words[at - 1] in tokens.tables.days
            )
        if tokens.tags[at] & _ENDS_PHRASE:
            break
    return False


def _is_part(reading: Reading, count: Count, effects: frozenset[str]) -> bool:
    """Whether a count is one of a coordination that is one amount of the role.

    "Three in Homs and two in Hama" are two amounts: there the later one has no noun of its own.
    """
    if len(count.group) < 2:
        return False
    group = [
        one
        for one in count.group
        if one.effects & effects and one.people and not is_wound(reading, one)
    ]
    group = [
        one for one in group if one is count or one.more or not _are_dated(reading, count, one)
    ]
    own = any(member.head < 0 or member.more for member in group[1:])
    shared = all(member.effects == count.effects for member in group)
    return len(group) > 1 and shared and not own


def _are_dated(reading: Reading, one: Count, other: Count) -> bool:
    """Whether each of two amounts has its own day."""
    first, second = sorted((one, other), key=lambda count: count.first)
    return have_own_days(reading, first, second)


def inside(stretches: Sequence[Stretch], evidence: Sequence[tuple[int, int]]) -> bool:
    """Whether words stand in the evidence."""
    return all(
        stretch.part == "text" and rests_on(evidence, stretch.start, stretch.end)
        for stretch in stretches
    )

"""Judges a value against a source: all that the source offers for a role, and which it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from llmextract.records import Verdict
from llmextract.verification.judgement import Judgement, Stretch
from llmextract.verification.numbers.arithmetic import derived
from llmextract.verification.numbers.counts import Count
from llmextract.verification.numbers.notcounts import Numeral
from llmextract.verification.numbers.quantities import read_numerals
from llmextract.verification.numbers.reading import (
    Reading,
    Wanted,
    matches,
    names,
    read_part,
    resolve,
)
from llmextract.verification.numbers.results import span, words
from llmextract.verification.numbers.tables import PEOPLE, Role, load
from llmextract.verification.numbers.tokens import Tokens
from llmextract.verification.source_text import SourceText

_BOUND_WORDS: Final[Mapping[str, str]] = {
    "minimum": "only as a lower bound",
    "maximum": "only as an upper bound",
    "range": "only as one end of a range",
    "about": "only as an approximation",
}


@dataclass(frozen=True, slots=True)
class Candidate:
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
    """

    low: int
    high: int | None
    verdict: Verdict
    reason: str
    stretches: tuple[Stretch, ...]
    stated: tuple[int, ...] = ()
    kind: str = "exact"
    phrase: str = ""


def candidates(
    source: SourceText, role: str | None, *, sums: bool, of: str | None = None
) -> tuple[Candidate, ...]:
    """All that a source gives for a role, computed once; the paragraph before is only a hint."""
    key = f"numbers.candidates.{role}.{of}.{sums}"
    known: tuple[Candidate, ...] | None = source.memo.get(key)
    if known is None:
        wanted = resolve(role, load(source.language), of=of)
        found = list(_of_part(source, "text", wanted, sums=sums))
        if not found and source.context.title:
            found = list(_of_part(source, "title", wanted, sums=sums))
        if not found and source.context.before:
            found = [
                _hint(candidate) for candidate in _of_part(source, "before", wanted, sums=sums)
            ]
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


def _of_part(
    source: SourceText, part: str, wanted: Wanted, *, sums: bool, only: int | None = None
) -> Iterator[Candidate]:
    """All that one part of a source gives; of sums and differences only those that make ``only``."""
    stated = _stated_in(source, part, wanted)
    yield from stated
    reading = read_part(source, part)
    if not stated and wanted.role is not None:
        yield from _implied_none(reading, wanted.role, part)
    if sums:
        for result in derived(reading, _hits(source, part, wanted), wanted.role, only=only):
            kind = "exact" if result.low == result.high else "range"
            if result.high is None:
                kind = "minimum"
            yield Candidate(
                low=result.low,
                high=result.high,
                verdict=Verdict.DERIVED,
                reason=result.reason,
                stretches=tuple(Stretch(start, end, part) for start, end in result.parts),
                kind=kind,
            )


def _implied_none(reading: Reading, role: Role, part: str) -> Iterator[Candidate]:
    """Zero where a text that says no more denies what is less: nobody hurt, so nobody killed."""
    for count in reading.counts:
        if count.numeral.kind == "none" and count.effects & role.zero_derived:
            start, end = span(reading, count)
            stretches = (Stretch(start, end, part),)
            yield Candidate(0, 0, Verdict.DERIVED, "nobody was even hurt", stretches, (0,))


def _stated_in(source: SourceText, part: str, wanted: Wanted) -> list[Candidate]:
    """The counts of a role as candidates, made once for each role that a record asks for."""
    known: tuple[Wanted, list[Candidate]] | None = source.memo.get(f"numbers.stated.{part}")
    if known is not None and known[0] is wanted:
        return known[1]
    reading = read_part(source, part)
    stated = [_stated(reading, count, wanted, part) for count in _hits(source, part, wanted)]
    source.memo[f"numbers.stated.{part}"] = (wanted, stated)
    return stated


def _hits(source: SourceText, part: str, wanted: Wanted) -> list[Count]:
    """Counts of a role, in order; found once for each role that a record asks for."""
    known: tuple[Wanted, list[Count]] | None = source.memo.get(f"numbers.hits.{part}")
    if known is not None and known[0] is wanted:
        return known[1]
    reading = read_part(source, part)
    hits = [count for count in reading.counts if matches(count, wanted, reading.tokens)]
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
    )


def _standing(reading: Reading, count: Count, wanted: Wanted) -> tuple[Verdict, str]:
    """Whether a count is the whole of its role or only a part of it."""
    form = count.numeral.form
    asked = names(count, wanted, reading.tokens)
    effects = wanted.role.effects if wanted.role is not None else frozenset()
    by_effect = bool(count.effects & effects)
    if asked or not by_effect:
        return Verdict.SUPPORTED, form
    if count.subset:
        return Verdict.PARTLY, "only for a part of those counted"
    if count.open_ended or _is_part(count, effects):
        return Verdict.PARTLY, f"only for {words(reading, count)}, not for all"
    return Verdict.SUPPORTED, form


def _is_part(count: Count, effects: frozenset[str]) -> bool:
    """Whether a count is one of a coordination that is one amount of the role.

    "Three in Homs and two in Hama" are two amounts: there the later one has no noun of its own.
    """
    if len(count.group) < 2:
        return False
    group = [member for member in count.group if member.effects & effects]
    own = any(member.head < 0 or member.more for member in group[1:])
    shared = all(member.effects == count.effects for member in group)
    return len(group) > 1 and shared and not own


# --- judging -----------------------------------------------------------------------------------


def judge(
    value: Any,
    source: SourceText,
    *,
    role: str | None = None,
    sums: bool = True,
    evidence: Sequence[tuple[int, int]] | None = None,
    of: str | None = None,
) -> Judgement:
    """How far a source carries a number.

    Args:
        value: a count; ``{"min": a}``, ``{"max": b}`` or both; or words for an amount ("dozens").
            Anything else is judged as what it plainly stands for, or is unsupported.
        source: the paragraph with its context.
        role: what the value counts and what happened to them, in free text; ``None``: any count.
        sums: whether sums and differences count.
        evidence: offsets of the sentences that the record rests on; words inside are preferred.
        of: who or what exactly is counted, as the text calls them ("women"): a part of the dead
            that is named so is then the whole of what was asked for.

    Returns:
        The verdict, with the words that carry the value or that were taken for it.
    """
    target = _target(value, source.language)
    if target is None:
        return Judgement(Verdict.UNSUPPORTED, "not a count")
    wanted = resolve(role, load(source.language), of=of)
    stated = _stated_in(source, "text", wanted)
    best = _best(target, stated, evidence)
    if best is not None and best.verdict is Verdict.SUPPORTED:
        return best  # the common case, without the arithmetic
    if stated and target.exact:  # nothing but this value can match, and no other part is looked at
        found = list(_of_part(source, "text", wanted, sums=sums, only=target.low))
        best = _best(target, found, evidence)
    else:
        best = _best(target, candidates(source, role, sums=sums, of=of), evidence)
    return best or _unsupported(target, source, role)


def _best(
    target: "_Target", found: Iterable[Candidate], evidence: Sequence[tuple[int, int]] | None
) -> Judgement | None:
    """The best judgement on a target, of equal ones the first, those in the evidence before."""
    best: Judgement | None = None
    for candidate in _preferring(found, evidence):
        judgement = _compare(target, candidate)
        if judgement is not None and (best is None or judgement.verdict.rank < best.verdict.rank):
            best = judgement
    return best


def _preferring(
    found: Iterable[Candidate], evidence: Sequence[tuple[int, int]] | None
) -> Iterable[Candidate]:
    """Candidates with those inside the evidence first; the order is kept otherwise."""
    if not evidence:
        return found
    return sorted(found, key=lambda candidate: not _inside(candidate.stretches, evidence))


def _inside(stretches: Sequence[Stretch], evidence: Sequence[tuple[int, int]]) -> bool:
    return all(
        stretch.part == "text"
        and any(start <= stretch.start and stretch.end <= end for start, end in evidence)
        for stretch in stretches
    )


@dataclass(frozen=True, slots=True)
class _Target:
    """The value to be judged: bounds, and for a vague amount its words."""

    low: int
    high: int | None
    vague: str = ""

    @property
    def exact(self) -> bool:
        return self.low == self.high and not self.vague


def _target(value: Any, language: str) -> _Target | None:
    """Makes sense of a value; ``None`` for what is no count at all."""
    if isinstance(value, str):
        return _from_words(value, language)
    if isinstance(value, Mapping):
        return _from_bounds(value)
    number = _whole(value)
    return None if number is None else _Target(number, number)


def _whole(value: Any) -> int | None:
    """The whole number that a value is, if it is one and no less than zero."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        value = int(value) if value.is_integer() else None
    return value if isinstance(value, int) and value >= 0 else None


def _from_bounds(value: Mapping[Any, Any]) -> _Target | None:
    given = {key: bound for key, bound in value.items() if bound is not None}
    if not given or not set(given) <= {"min", "max"}:
        return None
    bounds = {key: _whole(bound) for key, bound in given.items()}
    if any(bound is None for bound in bounds.values()):
        return None
    low, high = bounds.get("min") or 0, bounds.get("max")
    if high is not None and low > high:
        return None
    return _Target(low, high)


def _from_words(value: str, language: str) -> _Target | None:
    """A value in words or digits: exactly one amount and nothing else that counts."""
    tokens = Tokens(value[:200], load(language))
    numerals = [numeral for numeral in read_numerals(tokens) if not numeral.reject]
    if len(numerals) != 1:
        return None
    numeral = numerals[0]
    if numeral.kind == "vague":
        return _Target(numeral.low, None, tokens.words[numeral.number])
    return _Target(numeral.low, numeral.high)


def _compare(target: _Target, candidate: Candidate) -> Judgement | None:
    """The judgement on a target if a candidate is what it meant, else ``None``."""
    if target.vague or candidate.kind == "vague":
        if not target.vague or candidate.kind != "vague" or target.vague != candidate.phrase:
            return None
        return _judgement(candidate)
    if (target.low, target.high) == (candidate.low, candidate.high):
        if candidate.kind == "about":
            return _judgement(candidate, _BOUND_WORDS["about"])
        return _judgement(candidate)
    if target.exact:
        if candidate.kind != "exact" and target.low in candidate.stated:
            return _judgement(candidate, _BOUND_WORDS.get(candidate.kind, candidate.reason))
        return None
    return _compare_bounds(target, candidate)


def _compare_bounds(target: _Target, candidate: Candidate) -> Judgement | None:
    """A bound against another amount: one end in common is a part of what is stated."""
    same_low = target.low > 0 and (
        target.low == candidate.low or (candidate.low > 0 and target.low in candidate.stated[:1])
    )
    same_high = target.high is not None and (
        target.high == candidate.high
        or (candidate.high is not None and target.high in candidate.stated[-1:])
    )
    if same_low or same_high:
        return _judgement(candidate, "only one end is stated")
    return None


def _judgement(candidate: Candidate, weaker: str = "") -> Judgement:
    """A candidate's judgement; with a reason why it is weaker, at most ``partly``."""
    verdict, reason = candidate.verdict, candidate.reason
    if weaker and verdict.rank < Verdict.PARTLY.rank:
        verdict, reason = Verdict.PARTLY, weaker
    return Judgement(verdict, reason, candidate.stretches, candidate.low, candidate.high)


# --- what it is not ----------------------------------------------------------------------------


def _unsupported(target: _Target, source: SourceText, role: str | None) -> Judgement:
    """Says where the number stands and what it is there, if it stands anywhere."""
    reading = read_part(source)
    value = target.low if target.low or target.high is not None else target.high
    for count in reading.counts:
        numeral = count.numeral
        if value == numeral.low or value in numeral.stated:
            start, end = span(reading, count)
            reason = _other_role(reading, count, role)
            return Judgement(Verdict.UNSUPPORTED, reason, (Stretch(start, end),))
    for numeral in reading.rejected:
        if value == numeral.low:
            quantity = numeral.quantity(reading.tokens)
            said = reading.tokens.text[quantity.start : quantity.end]
            return Judgement(
                Verdict.UNSUPPORTED,
                f"'{said}' is {_with_article(numeral)}",
                (Stretch(quantity.start, quantity.end),),
            )
    return Judgement(Verdict.UNSUPPORTED, "not in the text")


def _with_article(numeral: Numeral) -> str:
    reason = numeral.reject
    if reason.startswith("a "):
        return reason
    return f"{'an' if reason[:1] in 'aeiou' else 'a'} {reason}"


def _other_role(reading: Reading, count: Count, role: str | None) -> str:
    tables = reading.tokens.tables
    said = words(reading, count)
    meant = [tables.labels[effect] for effect in sorted(count.effects) if effect in tables.labels]
    wanted = resolve(role, tables).role
    not_this = f", not {wanted.label}" if wanted is not None else ""
    if meant:
        return f"'{said}' counts {meant[0]}{not_this}"
    return f"'{said}' counts something else{not_this}"


_NEUTRAL: Final = frozenset({"agent", "attacked", "casualty"})
"""Effects that do not say that a count belongs to another role."""

# --- narrowing and vague amounts ---------------------------------------------------------------


def _may_be(count: Count, role: Role) -> bool:
    """Whether a count that no rule links to a role might belong to it nevertheless."""
    numeral = count.numeral
    if count.effects - role.effects - _NEUTRAL or numeral.kind in {"vague", "none"}:
        return False
    if role.effects and not count.people:
        return False
    return numeral.form not in {"article", "singular"} or bool(count.classes & PEOPLE)


def offered(source: SourceText, *, role: str | None = None, sums: bool = True) -> tuple[int, ...]:
    """The values that a source offers for a role, to narrow what a model may answer.

    All that :func:`judge` would call supported, derived or partly; and, so that a construction the
    rules do not know cannot make the right answer impossible, counts of people that nothing links
    to another role.

    Returns:
        Values in ascending order, each once.
    """
    values: set[int] = set()
    for candidate in candidates(source, role, sums=sums):
        if candidate.verdict is Verdict.INFERRED:
            continue
        if candidate.kind == "exact":
            values.add(candidate.low)
        values.update(candidate.stated)
    wanted = resolve(role, load(source.language))
    reading = read_part(source)
    for count in reading.counts:
        if wanted.role is not None and _may_be(count, wanted.role):
            values.update(count.numeral.stated)
    return tuple(sorted(values))


_VAGUE_KINDS: Final = ("vague", "minimum", "maximum", "range", "about")


def vague(
    source: SourceText, *, role: str | None, evidence: Sequence[tuple[int, int]] | None = None
) -> Judgement | None:
    """The vague amount or bare bound that a source states for a role.

    Args:
        source: the paragraph with its context.
        role: what is counted.
        evidence: offsets of the record's sentences; amounts inside are preferred.

    Returns:
        A judgement with bounds and words, or ``None`` if there is no such amount.
    """
    found = [
        candidate
        for candidate in candidates(source, role, sums=False)
        if candidate.kind in _VAGUE_KINDS and candidate.verdict is not Verdict.INFERRED
    ]
    for candidate in _preferring(found, evidence):
        return Judgement(
            Verdict.SUPPORTED,
            candidate.reason if candidate.kind == "vague" else f"a {candidate.kind}",
            candidate.stretches,
            candidate.low,
            candidate.high,
        )
    return None

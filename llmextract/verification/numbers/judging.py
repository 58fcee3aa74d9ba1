"""Judges a value against a source: how far what the source offers for its role carries it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from llmextract.records import Verdict
from llmextract.verification import unread
from llmextract.verification.judgement import Judgement, Sentences, rests_on
from llmextract.verification.language import COUNTED, FALLBACK
from llmextract.verification.numbers.adding import MAY_BE_CHANCE, adds, beside, is_of_another
from llmextract.verification.numbers.candidates import (
    Candidate,
    candidates,
    hits_of,
    inside,
    of_older,
    of_part,
    stated_in,
)
from llmextract.verification.numbers.counted import Count
from llmextract.verification.numbers.denying import unsupported
from llmextract.verification.numbers.named import named
from llmextract.verification.numbers.reading import Reading, Wanted, read_part, resolve
from llmextract.verification.numbers.results import words
from llmextract.verification.numbers.tables import Role, load
from llmextract.verification.numbers.targets import Target, target_of
from llmextract.verification.source_text import SourceText

_MOST: Final = 8
"""Places of a value that are weighed: one that a text states more often is told by the first ones."""
_BOUND_WORDS: Final[Mapping[str, str]] = {
    "minimum": "only as a lower bound",
    "maximum": "only as an upper bound",
    "range": "only as one end of a range",
    "about": "only as an approximation",
}


def judge(
    value: Any,
    source: SourceText,
    *,
    role: str | None = None,
    sums: bool = True,
    evidence: Sentences = None,
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
    if source.language not in COUNTED:
        return unread.number(value, source, role=name_of(role), evidence=evidence)
    target = target_of(value, source.language)
    if target is None:
        return Judgement(Verdict.UNSUPPORTED, "not a count", final=True)
    wanted = resolve(role, load(source.language), of=of)
    stated = stated_in(source, "text", wanted)
    asked = _Asked(target, source, wanted, evidence)
    best = _best(asked, stated)
    if best is not None and best.verdict is Verdict.SUPPORTED:
        return best  # the common case, without the arithmetic
    if stated and target.exact:  # nothing but this value can match, and no other part is looked at
        found = list(of_part(source, "text", wanted, sums=sums, only=target.low))
        best = _best(asked, found)
    else:
        best = _best(asked, candidates(source, role, sums=sums, of=of))
    best = best or _best(asked, of_older(source, wanted, evidence))
    return best or unsupported(target, source, role, evidence)


def name_of(role: str | None) -> str | None:
    """The role's name in the tables, by which other languages know it; empty for an unknown one."""
    wanted = resolve(role, load(FALLBACK))
    if wanted.role is None:
        return None
    return wanted.role.name if wanted.is_known and not wanted.nouns else ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of a source: a value for a role, where the record rests on some sentences."""

    target: Target
    source: SourceText
    wanted: Wanted
    evidence: Sentences


def _best(asked: _Asked, found: Iterable[Candidate]) -> Judgement | None:
    """The best judgement on a value, of equal ones the first, those in the evidence before."""
    best: Judgement | None = None
    least: tuple[int, bool] | None = None
    weighed = 0
    for candidate in found:
        judgement = compare(asked.target, candidate)
        if judgement is None:
            continue
        outside = bool(asked.evidence) and not inside(candidate.stretches, asked.evidence or ())
        if least is not None and (judgement.verdict.rank, outside) >= least:
            continue  # weighing makes nothing better
        if judgement.verdict.is_carried:
            weighed += 1
            judgement = _weighed(asked, candidate, judgement) if weighed <= _MOST else None
        if judgement is not None:
            rank = (judgement.verdict.rank, outside)
            if least is None or rank < least:
                best, least = judgement, rank
    return best


def _weighed(asked: _Asked, candidate: Candidate, judgement: Judgement) -> Judgement | None:
    """A judgement, in doubt where others stand beside those counted and may belong to them.

    ``None`` for a sum that surely leaves somebody out.
    """
    role = asked.wanted.role
    if role is None or asked.wanted.nouns or any(one.part != "text" for one in candidate.stretches):
        return judgement
    reading = read_part(asked.source)
    hits = hits_of(asked.source, "text", asked.wanted)
    if not asked.evidence and is_of_another(reading, candidate.counts):
        reason = f"{judgement.reason}, of another incident than the one the text begins with"
        return judgement._replace(verdict=Verdict.UNCLEAR, reason=reason)
    if any(count.past for count in candidate.counts) and not _rests_on(reading, asked):
        reason = f"{judgement.reason}, in a sentence that may look back at another time"
        now = any(
            not count.past
            and (adds(count) or count.numeral.kind == "none")
            and _is_inside(reading, count, asked)
            for count in hits
        )
        return judgement._replace(
            verdict=Verdict.UNSUPPORTED if now else Verdict.UNCLEAR, reason=reason
        )
    total = sum(count.numeral.low for count in candidate.counts)
    left = beside(
        reading, candidate.counts, hits, role, lambda one: _is_inside(reading, one, asked)
    )
    if left is None and total > 1 and _is_joined(reading, candidate, role, asked):
        reason = f"{judgement.reason}; whether another belongs to them, no rule tells"
        return _doubted(judgement, reason, total)
    if left is None or asked.target.high is None:
        return judgement  # "more than 40" is true of more
    said = words(reading, left.count)
    if left.tied and len(candidate.counts) > 1:
        return None  # a sum that leaves somebody out is none
    if left.tied:
        return judgement._replace(verdict=Verdict.PARTLY, reason=f"not all: '{said}' come to them")
    reason = f"{judgement.reason}; whether '{said}' belong to them, no rule tells"
    return _doubted(judgement, reason, total)


def _doubted(judgement: Judgement, reason: str, total: int) -> Judgement:
    """A judgement in doubt; of a small number for good, as others in the article are alike by chance."""
    return judgement._replace(verdict=Verdict.UNCLEAR, reason=reason, final=total < MAY_BE_CHANCE)


def _is_joined(reading: Reading, candidate: Candidate, role: Role, asked: _Asked) -> bool:
    """Whether the text says of one whom it calls "he" that it happened to them too."""
    if not any(clause.effects & role.effects and not clause.people for clause in reading.clauses):
        return False
    own = [(one.start, one.end) for one in candidate.stretches]
    return any(
        not any(start < last and first < end for start, end in own)
        and _is_within(first, asked)
        and reading.tokens.text[first:last].lower() in reading.tokens.tables.names.pronouns
        for result in named(reading, role)
        for first, last in result.parts
    )


def _rests_on(reading: Reading, asked: _Asked) -> bool:
    """Whether the record rests on nothing but sentences that may look back."""
    if not asked.evidence:
        return False
    return not any(
        _is_inside(reading, count, asked)
        for count in reading.counts
        if count.effects and not count.past and not count.aside
    )


def _is_inside(reading: Reading, count: Count, asked: _Asked) -> bool:
    return _is_within(reading.tokens.starts[count.numeral.number], asked)


def _is_within(offset: int, asked: _Asked) -> bool:
    """Whether words stand in the sentences that the record rests on, or none are known."""
    return not asked.evidence or rests_on(asked.evidence, offset, offset + 1)


def compare(target: Target, candidate: Candidate) -> Judgement | None:
    """The judgement on a target if a candidate is what it meant, else ``None``."""
    if target.vague or candidate.kind == "vague":
        if not target.vague or candidate.kind != "vague" or target.vague != candidate.phrase:
            return None
        return _judgement(candidate)
    if (target.low, target.high) == (candidate.low, candidate.high):
        if candidate.kind == "about" and not target.about:
            return _judgement(candidate, _BOUND_WORDS["about"])
        return _judgement(candidate)
    if target.exact:
        if candidate.kind != "exact" and target.low in candidate.stated:
            return _judgement(candidate, _BOUND_WORDS.get(candidate.kind, candidate.reason))
        return None
    return _compare_bounds(target, candidate)


def _compare_bounds(target: Target, candidate: Candidate) -> Judgement | None:
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

"""Judges a value against a source: how far what the source offers for its role carries it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from llmextract.records import Verdict
from llmextract.verification import unread
from llmextract.verification.judgement import Judgement
from llmextract.verification.language import COUNTED, FALLBACK
from llmextract.verification.numbers.candidates import (
    Candidate,
    candidates,
    of_older,
    of_part,
    preferring,
    stated_in,
)
from llmextract.verification.numbers.denying import unsupported
from llmextract.verification.numbers.reading import resolve
from llmextract.verification.numbers.tables import load
from llmextract.verification.numbers.targets import Target, target_of
from llmextract.verification.source_text import SourceText

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
    if source.language not in COUNTED:
        return unread.number(value, source, role=name_of(role), evidence=evidence)
    target = target_of(value, source.language)
    if target is None:
        return Judgement(Verdict.UNSUPPORTED, "not a count", final=True)
    wanted = resolve(role, load(source.language), of=of)
    stated = stated_in(source, "text", wanted)
    best = _best(target, stated, evidence)
    if best is not None and best.verdict is Verdict.SUPPORTED:
        return best  # the common case, without the arithmetic
    if stated and target.exact:  # nothing but this value can match, and no other part is looked at
        found = list(of_part(source, "text", wanted, sums=sums, only=target.low))
        best = _best(target, found, evidence)
    else:
        best = _best(target, candidates(source, role, sums=sums, of=of), evidence)
    best = best or _best(target, of_older(source, wanted, evidence), evidence)
    return best or unsupported(target, source, role)


def name_of(role: str | None) -> str | None:
    """The role's name in the tables, by which other languages know it; empty for an unknown one."""
    wanted = resolve(role, load(FALLBACK))
    if wanted.role is None:
        return None
    return wanted.role.name if wanted.is_known and not wanted.nouns else ""


def _best(
    target: "Target", found: Iterable[Candidate], evidence: Sequence[tuple[int, int]] | None
) -> Judgement | None:
    """The best judgement on a target, of equal ones the first, those in the evidence before."""
    best: Judgement | None = None
    for candidate in preferring(found, evidence):
        judgement = compare(target, candidate)
        if judgement is not None and (best is None or judgement.verdict.rank < best.verdict.rank):
            best = judgement
    return best


def compare(target: Target, candidate: Candidate) -> Judgement | None:
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

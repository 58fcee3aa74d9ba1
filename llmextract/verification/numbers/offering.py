"""What a text offers for a role, to narrow a model's choice, and its vague amounts."""

from typing import Final

from llmextract.records import Verdict
from llmextract.verification.judgement import Judgement, Sentences
from llmextract.verification.language import COUNTED
from llmextract.verification.numbers.candidates import candidates, inside
from llmextract.verification.numbers.counted import Count
from llmextract.verification.numbers.reading import read_part, resolve
from llmextract.verification.numbers.tables import Role, load
from llmextract.verification.numbers.tags import PEOPLE
from llmextract.verification.source_text import SourceText

_NEUTRAL: Final = frozenset({"agent", "attacked", "casualty"})
"""Effects that do not say that a count belongs to another role."""


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
    if source.language not in COUNTED:
        return ()
    wanted = resolve(role, load(source.language))
    reading = read_part(source)
    for count in reading.counts:
        if wanted.role is not None and _may_be(count, wanted.role):
            values.update(count.numeral.stated)
    return tuple(sorted(values))


_VAGUE_KINDS: Final = ("vague", "minimum", "maximum", "range", "about")


def vague(source: SourceText, *, role: str | None, evidence: Sentences = None) -> Judgement | None:
    """The vague amount or bare bound that a source states for a role.

    Args:
        source: the paragraph with its context.
        role: what is counted.
        evidence: offsets of the record's sentences; where there are any, only amounts inside count.

    Returns:
        A judgement with bounds and words, or ``None`` if there is no such amount.
    """
    found = [
        candidate
        for candidate in candidates(source, role, sums=False)
        if candidate.kind in _VAGUE_KINDS and candidate.verdict is not Verdict.INFERRED
    ]
    for candidate in found:
        if evidence and not inside(candidate.stretches, evidence):
            continue  # of another incident in the same paragraph
        return Judgement(
            Verdict.SUPPORTED,
            candidate.reason if candidate.kind == "vague" else f"a {candidate.kind}",
            candidate.stretches,
            candidate.low,
            candidate.high,
        )
    return None

"""Asks a judge about values that no rule can tell, and checks the words that it points at.

Asked are values that are unclear, and counts that stand nowhere in a text which may add up to them:
of such counts in sets of cases that no rule was built on half were right sums, of people that no rule
knew how to add.

A judge reads; it may also invent.  So its verdict counts only with a quote: the quote must stand in
the text that was shown, and where the verdict says that the value is carried it must hold the number
or the name, digit for digit.  An opinion without such words changes nothing.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from llmextract.records import Finding, Span, Verdict
from llmextract.verification.holding import holds
from llmextract.verification.judgement import Sentences
from llmextract.verification.language import RULED
from llmextract.verification.marks import Grounded
from llmextract.verification.places.capitals import may_be_meant
from llmextract.verification.places.compounds import LONGER
from llmextract.verification.places.contested import is_contested
from llmextract.verification.places.doubting import HAPPENED
from llmextract.verification.source_text import SourceText

LABELS = (
    Verdict.SUPPORTED,
    Verdict.DERIVED,
    Verdict.PARTLY,
    Verdict.INFERRED,
    Verdict.UNSUPPORTED,
)
"""The verdicts of a judge: ``unclear`` is none, that is what it is asked about."""
_OFTEN_WRONG = (HAPPENED, LONGER)
"""Reasons of places of which one in eight was wrong on 24 sets of labelled cases (tests/blind, q to an), when
of the others that rules are sure of it was one in sixty."""
LOCATION = "location"
"""What a place is asked as, where its mark names no role."""


@dataclass(frozen=True, slots=True)
class JudgeQuestion:
    """One closed question on one value.

    Attributes:
        sentences: the text, sentence by sentence.
        role: what the value is said to be: ``killed``, ``location``, the name of a field.
        value: the value: a number, bounds, or words.
        context: the headline and other lines that are known besides; may be empty.
    """

    sentences: tuple[str, ...]
    role: str
    value: Any
    context: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a judge answers.

    Attributes:
        verdict: one of ``LABELS``.
        quote: the words of the text that the verdict rests on.
        by: who judged.
    """

    verdict: Verdict
    quote: str
    by: str = "judge"


Judge = Callable[[JudgeQuestion], Opinion | None]
"""Anything that can be asked; ``None`` where it has no answer."""


def judged(
    finding: Finding,
    mark: Grounded,
    source: SourceText,
    judge: Judge,
    *,
    offset: int = 0,
    every: bool = False,
    evidence: Sentences = None,
) -> Finding:
    """A finding with what a judge says of its value; as it is where nobody needs to be asked.

    Args:
        finding: what the rules say.
        mark: how the value is checked.
        source: the paragraph.
        judge: who is asked.
        offset: where the paragraph starts in its document.
        every: ask also where the rules are sure.
        evidence: ``(start, end)`` of the record's sentences in the source, where they are known.
    """
    if finding.value is None:
        return finding
    if not every and not needs_judge(finding, mark, source, offset=offset, evidence=evidence):
        return finding
    shown, start = _shown(finding, source, offset)
    opinion = judge(_question(finding, mark, shown))
    if opinion is None or opinion.verdict not in LABELS:
        return finding
    found = find_quote(opinion.quote, shown.text)
    problem = _problem(opinion, found, finding.value, mark, shown)
    if problem:
        return replace(finding, reason=f"{finding.reason}; the judge's word is void: {problem}")
    if found is not None:
        first, last, _ = shown.as_written(*found)
        found = start + first, start + last
    return _settled(finding, opinion, found)


def needs_judge(
    finding: Finding,
    mark: Grounded,
    source: SourceText,
    *,
    offset: int = 0,
    evidence: Sentences = None,
) -> bool:
    """Whether rules leave a value open.

    It is unclear, or a place for a reason that errs oftener than others, or a count of which only a sum
    may tell, or a place beside another of which the text tells as plainly, or one that stands nowhere
    and that the text may hint at.

    Args:
        finding: what the rules say.
        mark: how the value is checked.
        source: the paragraph.
        offset: where the paragraph starts in its document.
        evidence: ``(start, end)`` of the record's sentences in the source, where they are known.
    """
    if finding.verdict is Verdict.UNCLEAR:
        return True
    if mark.kind == "place" and finding.reason.startswith(_OFTEN_WRONG):
        return True
    if mark.kind == "place" and finding.verdict is Verdict.SUPPORTED:
        return _is_contested(finding, source, offset, evidence)
    if finding.verdict is not Verdict.UNSUPPORTED or finding.spans:
        return False
    if mark.kind == "place":
        return isinstance(finding.value, str) and may_be_meant(finding.value, source)
    return mark.kind == "number" and holds(
        source.text, finding.value, kind="number", derived=True, language=source.language
    )


def _is_contested(finding: Finding, source: SourceText, offset: int, evidence: Sentences) -> bool:
    spans = [span for span in finding.spans if span.where == "text"]
    if not spans or finding.where not in (None, "paragraph") or source.language not in RULED:
        return False
    return is_contested(source, spans[0].start - offset, evidence=evidence)


def _shown(finding: Finding, source: SourceText, offset: int) -> tuple[SourceText, int]:
    """The paragraph in which the words stand, and where it starts in the document."""
    if finding.where != "article" or source.article is None or not finding.spans:
        return source, offset
    at = finding.spans[0].start
    for one in source.article.paragraphs:
        if one.start <= at < one.end:
            return one, one.start
    return source, offset


def _question(finding: Finding, mark: Grounded, shown: SourceText) -> JudgeQuestion:
    sentences = tuple(shown.text[start:end] for start, end in shown.bounds)
    head = re.split(r"[.\[]", finding.field, maxsplit=1)[0]
    role = (mark.role if mark.kind != "name" else None) or (
        LOCATION if mark.kind == "place" else head
    )
    context = "\n".join(filter(None, (shown.context.title, shown.context.dateline)))
    return JudgeQuestion(sentences, role, finding.value, context)


def _problem(
    opinion: Opinion,
    found: tuple[int, int] | None,
    value: Any,
    mark: Grounded,
    shown: SourceText,
) -> str:
    """Why an opinion is void; empty where it counts."""
    if opinion.verdict is Verdict.DERIVED and mark.kind != "number":
        return "only a number can be derived"
    if opinion.verdict is Verdict.UNSUPPORTED and not opinion.quote.strip():
        return ""  # of what is not in the text there are no words
    if found is None:
        return "its quote does not stand in the text"
    needs = opinion.verdict.is_carried or opinion.verdict is Verdict.PARTLY
    if needs and not holds(
        shown.text[found[0] : found[1]],
        value,
        kind=mark.kind,
        derived=opinion.verdict is Verdict.DERIVED,
        part=opinion.verdict is Verdict.PARTLY,
        language=shown.language,
    ):
        return "its quote does not hold the value"
    return ""


def _settled(finding: Finding, opinion: Opinion, found: tuple[int, int] | None) -> Finding:
    verdict = opinion.verdict
    if finding.where == "article" and verdict.is_carried:
        verdict = Verdict.INFERRED  # stated elsewhere in the article
    spans = finding.spans
    if found is not None:
        spans = (Span(*found, _collapsed(opinion.quote)),)
    rules = f" (rules: {finding.verdict}, {finding.reason})"
    return replace(
        finding,
        verdict=verdict,
        reason=f"judged {opinion.verdict} by {opinion.by}{rules}",
        spans=spans,
        where=finding.where or ("paragraph" if found is not None else None),
        by=opinion.by,
    )


_MARK = re.compile(r"\[\d+\]")
_EDGES = " \t\n.…,;:“”\"'‘’«»()[]"
_LOOSE: Mapping[str, str] = {
    '"': "[\"“”„«»]", "'": "['‘’ʼ`]", "-": "[-‐‑–—]", " ": r"\s+",
}  # fmt: skip


_PLAIN = {
    ord(character): plain
    for plain, characters in {'"': "“”„«»", "'": "‘’ʼ`", "-": "‐‑–—"}.items()
    for character in characters
}


def find_quote(quote: str, text: str) -> tuple[int, int] | None:
    """Where a quote stands in a text: its very words, but for case, quotes, hyphens and white space.

    Sentence marks (``[2]``), which the question may show, are no words of the text.
    """
    words = _collapsed(_MARK.sub(" ", quote)).strip(_EDGES)
    if not words:
        return None
    plain = words.translate(_PLAIN)
    pattern = "".join(_LOOSE.get(character, re.escape(character)) for character in plain)
    match = re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)
    return match.span() if match else None


def _collapsed(text: str) -> str:
    return " ".join(text.split())

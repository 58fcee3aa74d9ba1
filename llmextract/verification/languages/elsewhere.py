"""Looks for a number in the other paragraphs of its article, in languages read by direct patterns."""

from collections import defaultdict
from typing import Any, Final

from llmextract.records import Verdict
from llmextract.verification.article import ArticleText, others, placed
from llmextract.verification.judgement import Judgement
from llmextract.verification.languages import judging, tables
from llmextract.verification.source_text import SourceText

_MOST: Final = 16
"""Paragraphs that are kept for one value: a number in more of them tells nothing."""


def in_article(value: Any, source: SourceText, *, role: str | None) -> Judgement | None:
    """What the rest of the article makes of a number.

    Args:
        value: as for :func:`.judging.judge`.
        source: a paragraph with its article.
        role: the role's name in the tables; ``None`` for any count.

    Returns:
        ``inferred`` where another paragraph states it of that role, ``unclear`` where it stands in
        one and no pattern reads it; ``None`` where it stands nowhere.
    """
    if source.article is None or not isinstance(value, int) or value <= 1:
        return None
    best: Judgement | None = None
    for paragraph in others(_holders(source.article).get(value, ()), source):
        found = judging.judge(value, paragraph, role=role)
        if not found.stretches or found.verdict is Verdict.UNSUPPORTED:
            continue
        carried = found.verdict is not Verdict.UNCLEAR
        verdict = Verdict.INFERRED if carried else Verdict.UNCLEAR
        stretches = tuple(placed(one, paragraph) for one in found.stretches)
        reason = f"only elsewhere in the article: {found.reason}"
        judgement = Judgement(verdict, reason, stretches, found.low, found.high)
        if carried:
            return judgement
        best = best or judgement
    return best


def _holders(article: ArticleText) -> dict[int, list[SourceText]]:
    """The first paragraphs in which a number stands."""
    known: dict[int, list[SourceText]] | None = article.memo.get("languages.holders")
    if known is None:
        known = defaultdict(list)
        for paragraph in article.paragraphs:
            toll = judging.read_part(paragraph) if paragraph.language in tables.PATTERNED else None
            counts = toll.counts if toll is not None else ()
            for number in {number for one in counts for number in one.number.stated}:
                if len(known[number]) < _MOST:
                    known[number].append(paragraph)
        article.memo["languages.holders"] = known = dict(known)
    return known

"""Looks in the rest of the article for a value that its paragraph and the headline do not carry.

What stands only there is ``inferred`` at best: the record is about what its paragraph reports.
"""

from collections.abc import Callable, Iterable
from typing import Any

from llmextract.records import Verdict
from llmextract.verification.article import ArticleText, others, placed
from llmextract.verification.judgement import Judgement
from llmextract.verification.languages import tables
from llmextract.verification.lexing import lexed
from llmextract.verification.marks import Grounded
from llmextract.verification.source_text import SourceText
from llmextract.verification.spelling import fold_words

_Check = Callable[[SourceText], Judgement | None]


def in_article(value: Any, source: SourceText, mark: Grounded) -> Judgement | None:
    """What the rest of the article makes of a value.

    Args:
        value: the value, which the paragraph does not carry.
        source: the paragraph with its article.
        mark: how the value is checked.

    Returns:
        ``inferred``, with the words as offsets into the article; a worse verdict where the words
        stand as something else; ``None`` where they do not stand there, or there is no article.
    """
    if source.article is None:
        return None
    if mark.kind == "number":
        from llmextract.verification.numbers import indexing, judging  # noqa: PLC0415 - only for numbers

        if source.language in tables.PATTERNED:
            from llmextract.verification.languages import elsewhere  # noqa: PLC0415 - only for these

            return elsewhere.in_article(value, source, role=judging.name_of(mark.role))
        return indexing.in_article(value, source, role=mark.role, sums=mark.sums)
    if not isinstance(value, str):
        return None
    if mark.kind == "name" and mark.role is not None:
        return _sided(value, source, source.article, mark.role)
    known = source.article.memo.setdefault(f"elsewhere.{mark.kind}", {})
    if value not in known:
        known[value] = _SEARCHES[mark.kind](value, source.article)
    found: tuple[tuple[SourceText, Judgement], ...] = known[value]
    own = [one for one, _ in found]
    apart = {id(paragraph) for paragraph in others(own, source)}
    best = [judgement for paragraph, judgement in found if id(paragraph) in apart]
    return min(best, key=lambda judgement: judgement.verdict.rank, default=None)


def _sided(value: str, source: SourceText, article: ArticleText, side: str) -> Judgement | None:
    """What the other paragraphs make of a name that must stand on a side.

    One that its own paragraph has must be put on its side there; one that stands only there is
    hinted at, unless all of them have it on the other side.
    """
    from llmextract.verification import quotes  # noqa: PLC0415 - only when a name is looked for
    from llmextract.verification.actors import judging  # noqa: PLC0415 - only where sides are told

    if side not in judging.SIDES:
        return None
    known = article.memo.setdefault(f"elsewhere.name.{side}", {})
    if value not in known:
        near = article.holding(quotes.telling(value), share=0.5)
        known[value] = _judged(near, lambda paragraph: judging.judge(value, paragraph, side))
    found: tuple[tuple[SourceText, Judgement], ...] = known[value]
    apart = {id(paragraph) for paragraph in others([one for one, _ in found], source)}
    best = [judgement for paragraph, judgement in found if id(paragraph) in apart]
    told = [judgement for judgement in best if judgement.verdict is Verdict.INFERRED]
    if told or quotes.in_part(value, lexed(source, "text")) is not None:
        return next(iter(told), None)
    unread = [one for one in best if one.verdict is Verdict.UNCLEAR and not one.misplaced]
    if unread:
        reason = "only elsewhere in the article, which does not say on which side"
        return Judgement(Verdict.INFERRED, reason, unread[0].stretches)
    return next(iter(best), None)


def _judged(
    paragraphs: Iterable[SourceText], check: _Check
) -> tuple[tuple[SourceText, Judgement], ...]:
    """What each paragraph makes of a value; two that carry it are enough, one may be its own."""
    found: list[tuple[SourceText, Judgement]] = []
    carried = 0
    for paragraph in paragraphs:
        judgement = check(paragraph)
        if judgement is None or not judgement.stretches:
            continue
        found.append((paragraph, _placed(judgement, paragraph)))
        carried += judgement.verdict is Verdict.SUPPORTED
        if carried > 1:
            break
    return tuple(found)


def _placed(judgement: Judgement, paragraph: SourceText) -> Judgement:
    weak = judgement.verdict in {Verdict.UNCLEAR, Verdict.UNSUPPORTED}
    verdict = judgement.verdict if weak else Verdict.INFERRED
    if judgement.misplaced:  # in another paragraph it may be of another act
        verdict = Verdict.UNCLEAR
    stretches = tuple(placed(one, paragraph) for one in judgement.stretches)
    reason = f"only elsewhere in the article: {judgement.reason}"
    return Judgement(verdict, reason, stretches, misplaced=judgement.misplaced)


def _place(value: str, article: ArticleText) -> tuple[tuple[SourceText, Judgement], ...]:
    from llmextract.verification import places  # noqa: PLC0415 - only when a place is looked for

    keys = places.spellings(value)
    near = {id(p): p for key in keys for p in article.holding(key.split())}
    ordered = sorted(near.values(), key=lambda paragraph: paragraph.start)
    return _judged(ordered, lambda paragraph: places.judge(value, paragraph))


def _date(value: str, article: ArticleText) -> tuple[tuple[SourceText, Judgement], ...]:
    from llmextract.verification import dates  # noqa: PLC0415 - only when a date is looked for

    near = {id(p): p for p in dates.alike(value, article)}
    near |= {id(p): p for p in article.holding(fold_words(value))}
    ordered = sorted(near.values(), key=lambda paragraph: paragraph.start)
    return _judged(ordered, lambda paragraph: dates.judge(value, paragraph))


def _quote(value: str, article: ArticleText) -> tuple[tuple[SourceText, Judgement], ...]:
    from llmextract.verification import quotes  # noqa: PLC0415 - only when a quote is looked for

    near = article.holding(quotes.telling(value), share=0.5)
    return _judged(near, lambda paragraph: quotes.in_part(value, lexed(paragraph, "text")))


_SEARCHES: dict[str, Callable[[str, ArticleText], tuple[tuple[SourceText, Judgement], ...]]] = {
    "place": _place,
    "date": _date,
    "name": _quote,
    "quote": _quote,
}

"""Finds the counts of an article by their value, so that no paragraph is read for each value."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import Any, Final

from llmextract.records import Verdict
from llmextract.verification.article import ArticleText, others, placed
from llmextract.verification.judgement import Judgement
from llmextract.verification.language import COUNTED
from llmextract.verification.numbers.candidates import Candidate, candidates
from llmextract.verification.numbers.judging import compare, judge
from llmextract.verification.numbers.reading import read_part
from llmextract.verification.numbers.targets import Target, target_of
from llmextract.verification.source_text import SourceText

_MOST: Final = 16
"""Paragraphs that are kept for one value: a number in more of them tells nothing."""
_Offers = dict[Hashable, list[tuple[SourceText, Candidate]]]


def in_article(value: Any, source: SourceText, *, role: str | None, sums: bool) -> Judgement | None:
    """What the rest of the article makes of a number.

    Args:
        value: as for :func:`.judge`.
        source: a paragraph with its article.
        role: what the value counts.
        sums: whether sums and differences within a paragraph count.

    Returns:
        ``inferred`` where another paragraph has a count of that role, as strictly as in the
        paragraph itself; else what the number is where it stands; ``None`` where it stands nowhere.
    """
    article = source.article
    target = target_of(value, source.language) if article is not None else None
    if article is None or target is None:
        return None
    offers = _offers(article, role, sums=sums)
    for paragraph, candidate in _found(offers, target, source):
        judgement = compare(target, candidate)
        if judgement is not None:
            return _placed(judgement, paragraph, Verdict.INFERRED)
    worst: Judgement | None = None
    for paragraph in others(_holders(article).get(target.low or target.high, ()), source):
        judgement = judge(value, paragraph, role=role, sums=sums)
        if judgement.verdict is Verdict.UNCLEAR and target.low > 1:  # "a" and "no" stand everywhere
            return _placed(judgement, paragraph, Verdict.UNCLEAR)
        worst = worst or _placed(judgement, paragraph, Verdict.UNSUPPORTED)
    return worst


def _placed(judgement: Judgement, paragraph: SourceText, verdict: Verdict) -> Judgement:
    stretches = tuple(placed(one, paragraph) for one in judgement.stretches)
    reason = f"only elsewhere in the article: {judgement.reason}"
    return Judgement(verdict, reason, stretches, judgement.low, judgement.high)


def _keys(low: int, high: int | None, stated: Iterable[int], phrase: str) -> Iterator[Hashable]:
    yield from {low, *stated} if high is None else {low, high, *stated}
    if phrase:
        yield phrase


def _offers(article: ArticleText, role: str | None, *, sums: bool) -> _Offers:
    """All counts of a role in an article, by each number that they state."""
    key = f"numbers.offers.{role}.{sums}"
    known: _Offers | None = article.memo.get(key)
    if known is None:
        known = defaultdict(list)
        for paragraph in article.paragraphs:
            if paragraph.language not in COUNTED:
                continue
            for one in candidates(paragraph, role, sums=sums):
                for number in _keys(one.low, one.high, one.stated, one.phrase):
                    if len(known[number]) < _MOST:
                        known[number].append((paragraph, one))
        article.memo[key] = known = dict(known)
    return known


def _found(
    offers: _Offers, target: Target, source: SourceText
) -> Iterator[tuple[SourceText, Candidate]]:
    for key in _keys(target.low, target.high, (), target.vague):
        for paragraph, candidate in offers.get(key, ()):
            if next(others((paragraph,), source), None) is not None:
                yield paragraph, candidate


def _holders(article: ArticleText) -> dict[int | None, list[SourceText]]:
    """The first paragraphs in which a number stands, whatever it is there."""
    known: dict[int | None, list[SourceText]] | None = article.memo.get("numbers.holders")
    if known is None:
        known = defaultdict(list)
        for paragraph in article.paragraphs:
            if paragraph.language not in COUNTED:
                continue
            reading = read_part(paragraph)
            numerals = [count.numeral for count in reading.counts] + list(reading.rejected)
            for number in {number for one in numerals for number in (one.low, *one.stated)}:
                if len(known[number]) < _MOST:
                    known[number].append(paragraph)
        article.memo["numbers.holders"] = known = dict(known)
    return known

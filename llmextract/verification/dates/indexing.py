"""Finds the paragraphs of an article that date something like a value does."""

from collections import defaultdict
from collections.abc import Iterator

from llmextract.verification.article import FURTHEST, ArticleText
from llmextract.verification.dates.expressions import in_language
from llmextract.verification.dates.judging import stated_by
from llmextract.verification.dates.stating import Stated
from llmextract.verification.source_text import SourceText

_Key = tuple[str, int | str]


def alike(value: str, article: ArticleText) -> list[SourceText]:
    """The first paragraphs with an expression that may mean the same time as a value."""
    asked = stated_by(value, article.language)
    if asked is None:
        return []
    index = _index(article)
    numbers = sorted({number for key in _keys(asked) for number in index.get(key, ())})
    return [article.paragraphs[number] for number in numbers[:FURTHEST]]


def _keys(stated: Stated) -> Iterator[_Key]:
    """By what a time may be found; the day and its month, for either may stand without the other."""
    if stated.month:
        yield ("month", stated.month)
        if stated.day:
            yield ("day", 100 * stated.month + stated.day)
    for name in ("weekday", "relative", "part", "year"):
        if getattr(stated, name):
            yield (name, getattr(stated, name))


def _index(article: ArticleText) -> dict[_Key, list[int]]:
    known: dict[_Key, list[int]] | None = article.memo.get("dates.index")
    if known is None:
        known = defaultdict(list)
        for number, paragraph in enumerate(article.paragraphs):
            found = {
                key
                for one in in_language(paragraph.text, paragraph.language)
                for key in _keys(one.stated)
            }
            for key in found:
                if len(known[key]) < FURTHEST:
                    known[key].append(number)
        article.memo["dates.index"] = known = dict(known)
    return known

"""Says of a date value what day, week, month or year it means, how exactly, and how that is known."""

import warnings
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from llmextract.records import Precision
from llmextract.verification.article import ArticleText
from llmextract.verification.dates.counting import counted
from llmextract.verification.dates.expressions import in_language
from llmextract.verification.dates.judging import compared, completed, stated_by
from llmextract.verification.dates.moments import Moment
from llmextract.verification.dates.ordering import published_of
from llmextract.verification.dates.phrases import taken_apart
from llmextract.verification.dates.resolving import Resolver
from llmextract.verification.dates.stating import Expression, Stated
from llmextract.verification.dates.timeline import At, Passage, Timeline
from llmextract.verification.judgement import Stretch
from llmextract.verification.language import FALLBACK
from llmextract.verification.languages.tables import KNOWN
from llmextract.verification.source_text import SourceText


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a date means.

    Attributes:
        iso: an ISO date, ``first/last``, a month or a year; ``None`` where that is not known.
        precision: how exactly it is known.
        reason: how it is known, or why not; empty where the words say all of it.
    """

    iso: str | None
    precision: Precision
    reason: str


def meant(value: str, source: SourceText, stretches: Sequence[Stretch]) -> Meaning:
    """What a date means where it stands.

    Args:
        value: the date as a record has it.
        source: the paragraph and its context.
        stretches: the words that carry it, as a judgement has them.
    """
    scene = _scene_of(source)
    place = scene.place_of(source, stretches[0]) if stretches else None
    stated, words = stated_by(value, source.language), value
    if place is not None and (here := scene.expression(place)) is not None:
        text = scene.passages[place.paragraph].text
        if stated is None or stated.swaps or compared(stated, here.stated):
            # The text tells which is the month, or more than the value does.
            is_plain = stated is not None and not stated.swaps
            stated = completed(stated, here.stated) if stated and is_plain else here.stated
            written = here.written(text)
            words = written if counted(written) else value
            place = At(place.paragraph, here.start)
    return _meaning(scene.resolver, value, words, stated, place)


def resolve(
    text: str, *, published: str | None, language: str | None = None
) -> tuple[str, str] | None:
    """Turn a date as written into a date of the calendar, by nothing but the day of publication.

    Args:
        text: the expression, for instance ``late on Tuesday`` or ``May 2``.
        published: ISO date of publication; what the expression leaves open is counted from it.
        language: code of its language; ``None``: whatever makes a date of it, English first.

    Returns:
        An ISO date, or a range ``first/last``, and its precision: ``day``, ``week``, ``month`` or
        ``year``; ``None`` when it cannot be known.
    """
    base = _date(published)
    found = _meaning(Resolver(base), text, text, stated_by(text, language), None)
    if found.iso is not None:
        return found.iso, found.precision
    return _parsed(text, base, language) if language not in {None, FALLBACK} else None


def _meaning(
    resolver: Resolver, value: str, words: str, stated: Stated | None, at: At | None
) -> Meaning:
    phrase = taken_apart(value)
    found: Moment | str
    if phrase is not None:
        found = resolver.phrase(phrase, value, at)
    else:
        found = resolver.stated(stated or Stated(), words, at)
    if isinstance(found, str):
        return Meaning(None, "unknown", found)
    chain = "; ".join(dict.fromkeys(found.chain))
    if found.iso is None:
        return Meaning(None, "unknown", f"{found.told}: {chain}")
    return Meaning(found.iso, found.precision, chain)


class _Passages(Sequence[Passage]):
    """The paragraphs of an article, each read when it is asked for."""

    def __init__(self, article: ArticleText) -> None:
        self._article = article

    def __len__(self) -> int:
        return len(self._article.bounds)

    def __getitem__(self, number: Any) -> Any:
        one = self._article.paragraphs[number]
        return Passage(one.text, one.language)


class _Scene:
    """The paragraphs that the dates of a source are resolved among."""

    def __init__(self, source: SourceText) -> None:
        published = published_of(source.context)
        self.resolver = Resolver(published, source)
        self._starts: list[int] = []
        self.passages: Sequence[Passage]
        if source.article is not None:
            self.passages = _Passages(source.article)
            self._starts = [start for start, _ in source.article.bounds]
        else:
            texts = filter(None, (source.context.before, source.text))
            self.passages = [Passage(text, source.language) for text in texts]
        title = source.context.title
        self.resolver.timeline = Timeline(self.passages, title, self.resolver.stated, published)

    def place_of(self, source: SourceText, stretch: Stretch) -> At | None:
        """Where words stand among the paragraphs; ``None`` for those of headline and dateline."""
        article, part = source.article, stretch.part
        if article is None:
            last = len(self.passages) - 1
            if part == "text":
                return At(last, stretch.start)
            return At(0, stretch.start) if part == "before" else None
        if part == "text":
            start = source.start + source.as_written(stretch.start, stretch.end)[0]
        elif part == "article":
            start = stretch.start
        elif part == "before" and part in source.context.offsets:
            start = source.context.offsets[part] + source.as_written(*stretch)[0]
        else:
            return None
        number = bisect_right(self._starts, start) - 1
        if number < 0:
            return None
        paragraph = article.paragraphs[number]
        return At(number, paragraph.position(start - paragraph.start))

    def expression(self, at: At) -> Expression | None:
        """The date of the text that words are a part of."""
        passage = self.passages[at.paragraph]
        for one in in_language(passage.text, passage.language):
            if one.start <= at.offset < one.end:
                return one
        return None


def _scene_of(source: SourceText) -> _Scene:
    """The scene of a source; all paragraphs of an article share one."""
    kept = source.memo if source.article is None else source.article.memo
    scene = kept.get("dates.scene")
    if not isinstance(scene, _Scene):
        scene = kept["dates.scene"] = _Scene(source)
    return scene


def _date(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _parsed(text: str, base: date | None, language: str | None) -> tuple[str, str] | None:
    """What the tables of another language do not cover ("hace 2 días"), left to dateparser."""
    if base is None or language not in KNOWN or not any(c.isalpha() for c in text):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # dateparser uses what newer Pythons deprecate
        import dateparser  # noqa: PLC0415 - importing it takes a third of a second

        found = dateparser.parse(
            text,
            languages=[language],
            settings={
                "RELATIVE_BASE": datetime(base.year, base.month, base.day, 12),  # noqa: DTZ001 - a calendar day
                "PREFER_DATES_FROM": "past",
                "REQUIRE_PARTS": [],
            },
        )
    return (found.date().isoformat(), "day") if found else None

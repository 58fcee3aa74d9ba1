"""The text a value is checked against: a paragraph, its sentences, its context and its article."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from llmextract.records import Context
from llmextract.verification.addressing import without_addresses
from llmextract.verification.language import language_of
from llmextract.verification.normalising import normalised

if TYPE_CHECKING:
    from llmextract.verification.article import ArticleText


_NO_CONTEXT = Context()


class SourceText:
    """A paragraph with what is known around it; checkers keep what they computed of it.

    All of it is read normalised; :meth:`as_written` leads back to the text as it came.

    Attributes:
        text: the paragraph, normalised, with blanks for what only addresses its reader; offsets of
            judgements count in it.
        context: headline, dateline, paragraph before, normalised; its ``offsets`` are the document's.
        sentences: ``(start, end)`` of each sentence in ``text``; computed when not given.
        article: the article that it stands in, shared by all its paragraphs.
        start: where it starts in the article's text.
        end: where it ends there.
        memo: what checkers computed of the paragraph with its context.
        own: what they computed of its words alone; shared with the article.
    """

    def __init__(
        self,
        text: str,
        context: Context | None = None,
        *,
        sentences: Sequence[tuple[int, int]] | None = None,
        article: "ArticleText | None" = None,
        start: int = 0,
        language: str | None = None,
    ) -> None:
        """Take a paragraph.

        Args:
            text: the paragraph as it came.
            context: headline, dateline, paragraph before, as they came.
            sentences: ``(start, end)`` of each sentence in the paragraph as it came.
            article: the article that it stands in.
            start: where it starts in the article's text; counts only with an article.
            language: ISO 639-1 code; ``None``: found out, with the article's for what is doubtful.
        """
        self._normalised = normalised(text)
        self._given = text
        self.text = without_addresses(self._normalised.text)
        self._context = context if context is not None else _NO_CONTEXT
        self.context = _plain(context) if context is not None else _NO_CONTEXT
        self.sentences = self._mapped(sentences)
        self.article = article
        self.start = start
        self.end = start + len(text)
        self.memo: dict[str, Any] = {}
        self.own: dict[str, Any] = {}
        if language is not None:
            self.language = language
        if article is not None:
            self.own = article.kept_of(start, self.end)

    def as_written(self, start: int, end: int, part: str = "text") -> tuple[int, int, str]:
        """Where words of a part of the source stand in it as it came, and how they are written there.

        Args:
            start: where they start in the normalised part.
            end: where they end.
            part: ``text`` or the name of a part of the context.
        """
        if part == "text":
            given, known = self._given, self._normalised
        else:
            given = getattr(self._context, part)
            known = normalised(given)
        start, end = known.original(start, end)
        return start, end, given[start:end]

    def position(self, offset: int) -> int:
        """Where what stands at an offset of the paragraph as it came stands in ``text``."""
        return self._normalised.position(offset)

    def _mapped(self, bounds: Sequence[tuple[int, int]] | None) -> Sequence[tuple[int, int]] | None:
        if bounds is None or not self._normalised.layers:
            return bounds
        return [(self.position(start), self.position(end)) for start, end in bounds]

    @cached_property
    def language(self) -> str:
        """ISO 639-1 code of the language that the text is read in."""
        found: str | None = self.own.get("language")
        if found is None:
            around = self.article.language if self.article is not None else None
            found = self.own["language"] = language_of(self.text, document=around)
        return found

    @cached_property
    def bounds(self) -> tuple[tuple[int, int], ...]:
        """``(start, end)`` of each sentence in ``text``."""
        if self.sentences is not None:
            return tuple(self.sentences)
        from llmextract.verification.sentences import sentence_bounds  # noqa: PLC0415 - not needed when given

        # Of the text with nothing blanked: sentences are counted as a reader sees them.
        return tuple(sentence_bounds(self._normalised.text, self.language))

    def is_addressed(self, value: object) -> bool:
        """Whether a value stands in the paragraph, and only in words that address its reader."""
        if isinstance(value, dict | list | None) or self.text == self._normalised.text:
            return False
        found = re.compile(rf"(?<!\w){re.escape(str(value))}(?!\w)", re.IGNORECASE)
        return found.search(self.text) is None and found.search(self._normalised.text) is not None


def _plain(context: Context) -> Context:
    """A context as it is read; the same object where nothing changes, as nearly always."""
    given = (context.title, context.dateline, context.before)
    parts = tuple(without_addresses(normalised(part).text) for part in given)
    if parts == given:
        return context
    title, dateline, before = parts
    return replace(context, title=title, dateline=dateline, before=before)

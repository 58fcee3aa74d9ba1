"""The text a value is checked against: a paragraph, its sentences, its context and its article."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from llmextract.records import Context
from llmextract.verification.language import language_of

if TYPE_CHECKING:
    from llmextract.verification.article import ArticleText


class SourceText:
    """A paragraph with what is known around it; checkers keep what they computed of it.

    Attributes:
        text: the paragraph; offsets of judgements count in it.
        context: headline, dateline, paragraph before.
        sentences: ``(start, end)`` of each sentence in ``text``; computed when not given.
        article: the article that it stands in, shared by all its paragraphs.
        start: where it starts in the article's text.
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
            text: the paragraph.
            context: headline, dateline, paragraph before.
            sentences: ``(start, end)`` of each sentence in ``text``.
            article: the article that it stands in.
            start: where it starts in the article's text; counts only with an article.
            language: ISO 639-1 code; ``None``: found out, with the article's for what is doubtful.
        """
        self.text = text
        self.context = context if context is not None else Context()
        self.sentences = sentences
        self.article = article
        self.start = start
        self.memo: dict[str, Any] = {}
        self.own: dict[str, Any] = {}
        if language is not None:
            self.language = language
        if article is not None:
            self.own = article.kept_of(start, start + len(text))

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

        return tuple(sentence_bounds(self.text, self.language))

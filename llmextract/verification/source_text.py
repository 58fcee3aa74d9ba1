"""The text a value is checked against: a paragraph, its sentences and its context, lexed once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from llmextract.records import Context


@dataclass(eq=False)
class SourceText:
    """A paragraph with its context; checkers keep what they computed of it in ``memo``.

    Attributes:
        text: the paragraph; offsets of judgements count in it.
        context: headline, dateline, paragraph before.
        sentences: ``(start, end)`` of each sentence in ``text``; computed when not given.
        language: key of the language tables.
    """

    text: str
    context: Context = field(default_factory=Context)
    sentences: Sequence[tuple[int, int]] | None = None
    language: str = "en"
    memo: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def bounds(self) -> tuple[tuple[int, int], ...]:
        """``(start, end)`` of each sentence in ``text``."""
        if self.sentences is not None:
            return tuple(self.sentences)
        from llmextract.documents.segmenting import sentence_bounds  # noqa: PLC0415 - not needed when given

        return tuple(sentence_bounds(self.text, self.language))

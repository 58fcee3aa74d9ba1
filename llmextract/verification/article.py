"""The article that a paragraph stands in: lexed once, with an index to find words and counts in it.

What one value costs does not grow with the article: the index is made once, and of the paragraphs
that hold a word only the first ones are looked at.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Final

from llmextract.verification.judgement import Stretch
from llmextract.verification.language import FALLBACK, detected
from llmextract.verification.lexing import lexed
from llmextract.verification.normalising import normalised
from llmextract.verification.source_text import SourceText

FURTHEST: Final = 64
"""Paragraphs that are looked at for one word: a word in more of them is no use to find a value by."""
_TELLING: Final = 12  # paragraphs that tell the language of an article
_PREFIX: Final = 4  # letters: endings and most ways of spelling a name come after them
_BLANK: Final = re.compile(r"\n[^\S\n]*\n")
_LINE: Final = re.compile(r"[^\n]*\S[^\n]*")
_BLOCK: Final = re.compile(r"\S(?:.*?\S)??(?=\s*\n[^\S\n]*\n|\s*\Z)", re.DOTALL)


class ArticleText:
    """A document's text with what was read of its paragraphs.

    Attributes:
        text: all of it; spans found in it count in it.
        bounds: ``(start, end)`` of its paragraphs.
        language: ISO 639-1 code.
        memo: what checkers computed of the whole.
    """

    def __init__(
        self,
        document_text: str,
        *,
        paragraphs: Iterable[tuple[int, int]] | None = None,
        language: str | None = None,
    ) -> None:
        """Take a document.

        Args:
            document_text: all of its text.
            paragraphs: ``(start, end)`` of its paragraphs; by default what blank lines part, or the
                lines where there are none.
            language: ISO 639-1 code; ``None``: found out.
        """
        self.text = document_text
        self.given = language
        self.memo: dict[str, Any] = {}
        self._kept: dict[tuple[int, int], dict[str, Any]] = {}
        if paragraphs is not None:
            self.bounds = tuple(paragraphs)

    @cached_property
    def bounds(self) -> tuple[tuple[int, int], ...]:
        """``(start, end)`` of each paragraph."""
        shape = _BLOCK if _BLANK.search(self.text.strip()) else _LINE
        return tuple(match.span() for match in shape.finditer(self.text))

    @cached_property
    def language(self) -> str:
        """The language given, else that of most of its first paragraphs, else English."""
        if self.given is not None:
            return self.given
        letters: Counter[str] = Counter()
        for start, end in self.bounds[:_TELLING]:
            found = detected(normalised(self.text[start:end]).text)
            if found is not None:
                letters[found] += end - start
        return max(letters, key=letters.__getitem__, default=FALLBACK)

    @cached_property
    def paragraphs(self) -> tuple[SourceText, ...]:
        """Each paragraph as a source of its own, without context."""
        return tuple(
            SourceText(self.text[a:b], article=self, start=a, language=self.given)
            for a, b in self.bounds
        )

    def kept_of(self, start: int, end: int) -> dict[str, Any]:
        """What was computed of the words between two offsets, for all who read them."""
        return self._kept.setdefault((start, end), {})

    def holding(self, words: Iterable[str], *, share: float = 1.0) -> list[SourceText]:
        """Paragraphs that hold words or others that begin alike, those with most of them first.

        Args:
            words: folded words.
            share: of the words that a paragraph must hold.
        """
        wanted = {word[:_PREFIX] for word in words}
        held = Counter(number for word in wanted for number in self._index.get(word, ()))
        enough = max(1, share * len(wanted))
        found = [number for number, count in held.items() if count >= enough]
        found.sort(key=lambda number: (-held[number], number))
        return [self.paragraphs[number] for number in found[:FURTHEST]]

    @cached_property
    def _index(self) -> dict[str, list[int]]:
        """The first paragraphs that hold a word, by its first letters."""
        index: dict[str, list[int]] = defaultdict(list)
        for number, paragraph in enumerate(self.paragraphs):
            for word in {word[:_PREFIX] for word in lexed(paragraph, "text").words}:
                if len(index[word]) < FURTHEST:
                    index[word].append(number)
        return dict(index)


def others(paragraphs: Iterable[SourceText], source: SourceText) -> Iterator[SourceText]:
    """Those paragraphs of an article that are not, nor overlap, the one that a value is of."""
    for paragraph in paragraphs:
        if paragraph.start >= source.end or paragraph.end <= source.start:
            yield paragraph


def placed(stretch: Stretch, paragraph: SourceText) -> Stretch:
    """Words of a paragraph as words of its article, whose text is as it came."""
    start, end, _ = paragraph.as_written(stretch.start, stretch.end, stretch.part)
    return Stretch(start + paragraph.start, end + paragraph.start, "article")


def joined(parts: Sequence[tuple[int, str]]) -> ArticleText:
    """An article made of paragraphs whose offsets in it are known; what lies between is blank.

    Args:
        parts: where each starts and its text, in order.
    """
    pieces: list[str] = []
    length = 0
    for start, text in parts:
        pieces += ["\n" * (start - length), text]
        length = max(start, length) + len(text)
    bounds = [(start, start + len(text)) for start, text in parts]
    return ArticleText("".join(pieces), paragraphs=bounds)

"""The text as it is read: without the marks, markup and damage that it came with, and a way back.

Documents keep their text to the letter.  Whoever reads one (rules, verifier, the model) reads it
normalised, and what is found there is handed on in offsets of the text as it came.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from llmextract.verification.typography import Edit, edits, may_have_edits

_ROUNDS = 8
"""What an edit uncovers (``&lt;b&gt;``, ``\\*``, a soft hyphen in an entity) the next round sees.
Three are enough for what people write; a text that is not done after eight is left as it came, so
that nobody can make this slow, and normalising twice is normalising once for every text."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """One round of edits: in the order of the text, none over another.

    Attributes:
        edits: what was replaced, in offsets before the round.
        before: where each began before the round.
        after: where its replacement begins after the round.
    """

    edits: Sequence[Edit]
    before: Sequence[int]
    after: Sequence[int]

    def start(self, index: int) -> int:
        """Where a character, or the end of the text, began before the round."""
        at = bisect_right(self.after, index) - 1
        if at < 0:
            return index
        edit, inside = self.edits[at], index - self.after[at]
        return edit.start if inside < len(edit.text) else edit.end + inside - len(edit.text)

    def end(self, index: int) -> int:
        """Where a character ended before the round."""
        at = bisect_right(self.after, index) - 1
        if at < 0:
            return index + 1
        edit, inside = self.edits[at], index - self.after[at]
        return edit.end if inside < len(edit.text) else edit.end + inside - len(edit.text) + 1

    def position(self, offset: int) -> int:
        """Where what began at an offset, or came next, begins after the round."""
        at = bisect_right(self.before, offset) - 1
        if at < 0:
            return offset
        edit = self.edits[at]
        if offset == edit.start:
            return self.after[at]
        return self.after[at] + len(edit.text) + max(0, offset - edit.end)


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text as it is read, with the way back to the text as it came.

    Attributes:
        text: the text as it is read.
        layers: how it came about; empty where nothing was to be done.
    """

    text: str
    layers: tuple[_Layer, ...] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where characters ``start:end`` stand in the text as it came; grows with its arguments."""
        for layer in reversed(self.layers):
            last = layer.end(end - 1) if end > start else layer.start(end)
            start, end = layer.start(start), last
        return start, end

    def position(self, offset: int) -> int:
        """Where the character at an offset of the text as it came stands, or the next that is kept."""
        for layer in self.layers:
            offset = layer.position(offset)
        return offset


def normalised(text: str) -> Normalised:
    """A text as it is read.

    Taken away or mended: footnote marks, HTML tags and entities, Markdown emphasis, links and
    escapes, characters that are not seen (soft hyphens, zero-width and bidi marks), words broken at
    line ends, ligatures and letters apart from their accents, UTF-8 that was read as another
    encoding.  Brackets, bullets, line ends and all else stay.

    Args:
        text: any text.
    """
    return _normalised(text) if may_have_edits(text) else Normalised(text)


@lru_cache(maxsize=512)  # a paragraph is read as such, as context of the next, and in its article
def _normalised(text: str) -> Normalised:
    layers: list[_Layer] = []
    now = text
    for _ in range(_ROUNDS):
        found = edits(now)
        if not found:
            return Normalised(now, tuple(layers))
        now, layer = _applied(now, found)
        layers.append(layer)
    return Normalised(text)


def _applied(text: str, found: Sequence[Edit]) -> tuple[str, _Layer]:
    pieces: list[str] = []
    after: list[int] = []
    done = length = 0
    for edit in found:
        pieces += [text[done : edit.start], edit.text]
        after.append(length + edit.start - done)
        length = after[-1] + len(edit.text)
        done = edit.end
    pieces.append(text[done:])
    return "".join(pieces), _Layer(found, [edit.start for edit in found], after)

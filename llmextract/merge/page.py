"""A document as merging reads it: its sentences by offset, its datelines, how it is written."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from llmextract.documents.segmenting import sentence_bounds
from llmextract.merge.wording import CLAUSE_END
from llmextract.records import Extraction, Finding, Paragraph, Span
from llmextract.schema.outline import Field, Outline
from llmextract.verification.context import classify
from llmextract.verification.places.lexicon import KINDS

_INSIDE = re.compile(r"[\w,;’'-] $")
"""Before a word that does not begin a sentence."""
_WORD = re.compile(r"\b[^\W\d_]+\b")
_BEFORE_NAME = re.compile(r"\b(?P<noun>[a-z]+)\s+of\s+$")
_BEHIND_NAME = re.compile(r"\s+(?P<noun>[a-z]+)\b")


@dataclass(frozen=True, slots=True)
class Page:
    """What is looked up in the text of a document, the same for all its records.

    Attributes:
        outline: the schema.
        published: date of the document, ISO.
        paragraphs: its paragraphs by index.
        datelines: the datelines, whose day is the report's, by index of their paragraph.
        is_one_case: whether all of it is in capitals, or nothing is, so that no word shows that it
            is a name.
        nouns: words that stand somewhere in small letters.
        openers: words with a capital that stand nowhere but where a sentence begins.
        fields: the fields of the schema by what their values are.
        document: id of the document.
    """

    outline: Outline
    published: str | None
    paragraphs: Mapping[int, Paragraph]
    datelines: Mapping[int, Span]
    is_one_case: bool
    nouns: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    fields: Mapping[str, tuple[Field, ...]] = field(default_factory=dict)
    document: str = ""
    _starts: tuple[tuple[int, int], ...] = ()
    """Start and index of each paragraph, sorted."""
    _bounds: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """Bounds of the sentences in those paragraphs that were asked for."""

    @classmethod
    def of(cls, extractions: Sequence[Extraction], outline: Outline) -> "Page":
        """The page of the paragraphs of one document."""
        paragraphs = {one.paragraph.index: one.paragraph for one in extractions}
        text = "\n".join(one.text for one in paragraphs.values())
        found = {index: _dateline(one) for index, one in paragraphs.items()}
        return cls(
            outline,
            next((one.document.published for one in extractions), None),
            paragraphs,
            {index: line for index, line in found.items() if line is not None},
            text.isupper() or text.islower(),
            frozenset(word for word in _WORD.findall(text) if word.islower()),
            _openers(text),
            _by_kind(outline),
            next((one.document.id for one in extractions), ""),
            tuple(sorted((one.start, index) for index, one in paragraphs.items())),
        )

    def of_kind(self, kind: str) -> tuple[Field, ...]:
        """The fields whose values are of a kind."""
        return self.fields.get(kind, ())

    def sentence(self, index: int, number: int) -> str:
        """A sentence of a paragraph by its number, from 1; empty where there is none."""
        bounds = self._bounds_of(index)
        if not 0 < number <= len(bounds):
            return ""
        start, end = bounds[number - 1]
        return self.paragraphs[index].text[start:end]

    def stretches(self, index: int, numbers: Sequence[int]) -> list[tuple[int, int]]:
        """Offsets in the document of sentences of a paragraph, neighbours in one stretch.

        Args:
            index: of the paragraph.
            numbers: of the sentences, from 1, in order; none for the whole paragraph.
        """
        paragraph = self.paragraphs[index]
        bounds = self._bounds_of(index)
        found: list[tuple[int, int]] = []
        last = 0
        for number in numbers:
            if not 0 < number <= len(bounds):
                continue
            start, end = (paragraph.start + offset for offset in bounds[number - 1])
            if found and number == last + 1:
                start = found.pop()[0]
            found.append((start, end))
            last = number
        return found or [(paragraph.start, paragraph.end)]

    def around(self, offset: int) -> str:
        """The sentence at an offset of the document; empty where there is none."""
        return self.sentence_at(offset)[0]

    def sentence_at(self, offset: int) -> tuple[str, int]:
        """The sentence at an offset of the document, and its own offset; empty where there is none."""
        index = self.paragraph_at(offset)
        if index is None:
            return "", 0
        paragraph = self.paragraphs[index]
        for start, end in self._bounds_of(index):
            if start <= offset - paragraph.start < end:
                return paragraph.text[start:end], paragraph.start + start
        return "", 0

    def clause(self, start: int, end: int) -> tuple[str, str]:
        """What stands before and behind a stretch of the document in its clause."""
        index = self.paragraph_at(start)
        if index is None:
            return "", ""
        base = self.paragraphs[index].start
        text = self.paragraphs[index].text
        for low, high in self._bounds_of(index):
            if low <= start - base < high:
                before, behind = text[low : start - base], text[end - base : high]
                cuts = [match.end() for match in CLAUSE_END.finditer(before)]
                cut = CLAUSE_END.search(behind)
                return before[cuts[-1] if cuts else 0 :], behind[: cut.start()] if cut else behind
        return "", ""

    def text(self, start: int, end: int) -> str:
        """The words of a stretch of the document, which lies in one paragraph."""
        index = self.paragraph_at(start)
        if index is None:
            return ""
        base = self.paragraphs[index].start
        return self.paragraphs[index].text[start - base : end - base]

    def kind_beside(self, finding: Finding | None) -> str | None:
        """The kind that the text gives a place by a noun beside it: "the quarter of Ambrel"."""
        for span in finding.spans[:1] if finding is not None else ():
            before, behind = self.clause(span.start, span.end)
            noun = _BEFORE_NAME.search(before) or _BEHIND_NAME.match(behind)
            if noun is not None:
                return KINDS.get(noun["noun"].lower())
        return None

    def paragraph_at(self, offset: int) -> int | None:
        """Index of the paragraph at an offset of the document."""
        place = bisect_right(self._starts, offset, key=itemgetter(0)) - 1
        if place < 0:
            return None
        index = self._starts[place][1]
        return index if offset < self.paragraphs[index].end else None

    def is_of_report(self, finding: Finding | None) -> bool:
        """Whether a date rests on a dateline only: on that day it was reported, or on any before."""
        return (
            finding is not None
            and bool(finding.spans)
            and all(self._is_in_dateline(span) for span in finding.spans)
        )

    def _is_in_dateline(self, span: Span) -> bool:
        if span.where == "text":
            index = self.paragraph_at(span.start)
            line = self.datelines.get(index) if index is not None else None
            return line is not None and line.start <= span.start and span.end <= line.end
        # Given as context beside the text, where offsets count from the start of that.
        return any(
            line.text[span.start : span.end] == span.text for line in self.datelines.values()
        )

    def _bounds_of(self, index: int) -> list[tuple[int, int]]:
        if index not in self._bounds:
            self._bounds[index] = list(sentence_bounds(self.paragraphs[index].text))
        return self._bounds[index]


def _openers(text: str) -> frozenset[str]:
    found = [match for match in _WORD.finditer(text) if match.group()[0].isupper()]
    inside = {
        match.group()
        for match in found
        if _INSIDE.search(text, max(0, match.start() - 2), match.start())
    }
    return frozenset(match.group() for match in found) - inside


def _by_kind(outline: Outline) -> dict[str, tuple[Field, ...]]:
    found: dict[str, tuple[Field, ...]] = {}
    for one in outline.fields:
        found[one.kind] = (*found.get(one.kind, ()), one)
    return found


def _dateline(paragraph: Paragraph) -> Span | None:
    """The dateline that a paragraph opens with, by its offsets in the document."""
    dateline = classify(paragraph.text.partition("\n")[0]).dateline
    if not dateline:
        return None
    start = paragraph.start + paragraph.text.find(dateline)
    return Span(start, start + len(dateline), dateline)

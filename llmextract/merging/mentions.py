"""A record as a mention of something: the values that two mentions are compared by.

Only what the text carries counts, for and against: a value that the verifier calls unsupported is
left out of every comparison, though never out of the record.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from llmextract.documents.segmenting import sentence_bounds
from llmextract.merging.fieldkinds import FieldKind, Outline
from llmextract.merging.names import Name, Place, name_of, place_of
from llmextract.records import Extraction, Finding, Verdict

Member = tuple[int, int]
"""Where a record came from: index of its paragraph, index in the paragraph."""

_RISING = re.compile(
    r"\b(?:toll|ro[s]e|risen|rises|climb(?:ed|s)|increas(?:ed|es)|went up|revised|updated"
    r"|up from|died (?:later )?of (?:his|her|their) (?:wounds|injuries))\b",
    re.IGNORECASE,
)
"""By these words a sentence says that a count is newer than one told before."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A count of a mention.

    Attributes:
        value: the count.
        low: least count that the words allow.
        high: greatest, ``None`` for no bound.
        spans: offsets of the words in the document.
        paragraphs: the paragraphs that the words stand in.
        is_update: whether its sentence says that it takes the place of an older count.
    """

    value: int
    low: int | None
    high: int | None
    spans: frozenset[tuple[int, int]] = frozenset()
    paragraphs: frozenset[int] = frozenset()
    is_update: bool = False

    def allows(self, value: int) -> bool:
        """Whether the words allow another count: "at least nine" allows twelve."""
        if self.value == value:
            return True
        return (
            self.low is not None and self.low <= value and (self.high is None or value <= self.high)
        )


@dataclass(frozen=True, slots=True)
class Page:
    """What is looked up in the text of a document, the same for all its mentions.

    Attributes:
        outline: the schema.
        published: date of the document, ISO.
        extents: first and last offset of each paragraph, by its index.
        rising: offsets of the sentences that tell a newer count.
    """

    outline: Outline
    published: str | None
    extents: Mapping[int, tuple[int, int]]
    rising: frozenset[tuple[int, int]]

    @classmethod
    def of(cls, extractions: Sequence[Extraction], outline: Outline) -> "Page":
        """The page of the paragraphs of one document."""
        return cls(
            outline,
            next((one.document.published for one in extractions), None),
            {e.paragraph.index: (e.paragraph.start, e.paragraph.end) for e in extractions},
            frozenset(span for one in extractions for span in _rising(one)),
        )

    def paragraphs_of(self, spans: Iterable[tuple[int, int]]) -> frozenset[int]:
        """The paragraphs in which words stand."""
        return frozenset(
            index
            for start, end in spans
            for index, (first, last) in self.extents.items()
            if first <= start and end <= last
        )

    def is_rising(self, spans: Iterable[tuple[int, int]]) -> bool:
        """Whether words stand in a sentence that tells a newer count."""
        return any(a <= start and end <= b for start, end in spans for a, b in self.rising)


@dataclass(frozen=True, slots=True)
class Mention:
    """One record, or several joined to one, with what it can be compared by.

    Attributes:
        record: the record.
        findings: its findings by path.
        members: where it was read, in order of the document.
        sources: for the path of each value or list item, the member that it came from.
        recalls: fields and values whose thing its first evidence points back at.
        categories: value of each category.
        numbers: count of each number field.
        dates: date of each date field, as written.
        names: names of each name field.
        places: places of each place field.
    """

    record: Mapping[str, Any]
    findings: Mapping[str, Finding]
    members: tuple[Member, ...]
    sources: Mapping[str, Member]
    recalls: frozenset[tuple[str, str]] = frozenset()
    categories: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, Amount] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, tuple[Name, ...]] = field(default_factory=dict)
    places: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)

    def distance(self, other: "Mention") -> int:
        """Paragraphs between their first members; 0 for the same one."""
        return abs(self.members[0][0] - other.members[0][0])


def mentions(extraction: Extraction, page: Page) -> Iterator[Mention]:
    """The mentions of a paragraph, one for each record."""
    for index, (record, findings) in enumerate(extraction):
        member = (extraction.paragraph.index, index)
        yield compared(
            record,
            _by_path(findings),
            page,
            members=(member,),
            sources={path: member for path, _ in parts_of(record, page.outline)},
            recalls=_recalls(record, extraction, page.outline),
        )


def compared(
    record: Mapping[str, Any],
    findings: Mapping[str, Finding],
    page: Page,
    *,
    members: tuple[Member, ...],
    sources: Mapping[str, Member],
    recalls: frozenset[tuple[str, str]],
) -> Mention:
    """A mention with the values that it can be compared by."""
    reader, outline = _Reader(record, findings, page), page.outline
    return Mention(
        record=record,
        findings=findings,
        members=members,
        sources=sources,
        recalls=recalls,
        categories={
            f.name: record[f.name]
            for f in outline.of_kind("category")
            if isinstance(record.get(f.name), str)
        },
        numbers=dict(reader.amounts(outline)),
        dates=dict(reader.dates(outline)),
        names={f.name: tuple(reader.names(f)) for f in outline.of_kind("name")},
        places={f.name: tuple(reader.places(f)) for f in outline.of_kind("place")},
    )


def items_of(record: Mapping[str, Any], kind: FieldKind) -> list[tuple[str, Any]]:
    """The values of a field with their paths: each item of a list, or the value alone."""
    value = record.get(kind.name)
    if isinstance(value, list | tuple):
        return [(f"{kind.name}[{index}]", one) for index, one in enumerate(value)]
    return [] if value is None else [(kind.name, value)]


def parts_of(record: Mapping[str, Any], outline: Outline) -> Iterator[tuple[str, Any]]:
    """Path and value of everything that a record says, list items apart."""
    for kind in outline.fields:
        yield from items_of(record, kind)


def words_of(item: Any, kind: FieldKind) -> str:
    """What an item of a field is called."""
    said = item.get(kind.head) if kind.head and isinstance(item, Mapping) else item
    return said if isinstance(said, str) else ""


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the carried values of a record."""

    record: Mapping[str, Any]
    findings: Mapping[str, Finding]
    page: Page

    def amounts(self, outline: Outline) -> Iterator[tuple[str, Amount]]:
        for kind in outline.of_kind("number"):
            value = self.record.get(kind.name)
            if isinstance(value, int) and self._is_carried(kind.name):
                yield kind.name, self._amount(value, self.findings.get(kind.name))

    def dates(self, outline: Outline) -> Iterator[tuple[str, str]]:
        for kind in outline.of_kind("date"):
            value = self.record.get(kind.name)
            if isinstance(value, str) and _tells_day(value) and self._is_carried(kind.name):
                yield kind.name, value

    def names(self, kind: FieldKind) -> Iterator[Name]:
        for item in self._carried(kind):
            name = name_of(words_of(item, kind))
            if name is not None:
                yield name

    def places(self, kind: FieldKind) -> Iterator[Place]:
        for item in self._carried(kind):
            around = item.get(kind.within) if kind.within and isinstance(item, Mapping) else ()
            place = place_of(words_of(item, kind), tuple(around or ()))
            if place is not None:
                yield place

    def _carried(self, kind: FieldKind) -> Iterator[Any]:
        for path, item in items_of(self.record, kind):
            if self._is_carried(f"{path}.{kind.head}" if kind.head else path):
                yield item

    def _is_carried(self, path: str) -> bool:
        finding = self.findings.get(path)
        return finding is None or finding.verdict is not Verdict.UNSUPPORTED

    def _amount(self, value: int, finding: Finding | None) -> Amount:
        if finding is None:
            return Amount(value, value, value)
        spans = frozenset((span.start, span.end) for span in finding.spans if span.where == "text")
        return Amount(
            value,
            finding.low,
            finding.high,
            spans,
            self.page.paragraphs_of(spans),
            self.page.is_rising(spans),
        )


def _by_path(findings: Iterable[Finding]) -> dict[str, Finding]:
    """The first finding of each path: behind it may stand a value that was dropped since."""
    found: dict[str, Finding] = {}
    for finding in findings:
        found.setdefault(finding.field, finding)
    return found


def _tells_day(said: str) -> bool:
    """Whether a date says anything: not "unknown"."""
    return any(c.isdigit() for c in said) or name_of(said) is not None


def _recalls(
    record: Mapping[str, Any], extraction: Extraction, outline: Outline
) -> frozenset[tuple[str, str]]:
    """The values whose thing is pointed back at where the record's evidence begins.

    In its whole paragraph, where the record names no evidence.
    """
    text = extraction.paragraph.text
    found = [key for key, pattern in outline.recalling.items() if pattern.search(text)]
    numbers = [
        number
        for kind in outline.of_kind("evidence")
        for number in record.get(kind.name) or ()
        if isinstance(number, int)
    ]
    if not found or not numbers:
        return frozenset(found)
    start, end = _sentence(text, min(numbers))
    return frozenset(key for key in found if outline.recalling[key].search(text, start, end))


def _sentence(text: str, number: int) -> tuple[int, int]:
    """Offsets of a sentence by its number, from 1; of nothing where there is no such sentence."""
    bounds = sentence_bounds(text)
    return bounds[number - 1] if 0 < number <= len(bounds) else (0, 0)


def _rising(extraction: Extraction) -> frozenset[tuple[int, int]]:
    """Offsets in the document of the sentences that tell a newer count."""
    text, offset = extraction.paragraph.text, extraction.paragraph.start
    if not _RISING.search(text):
        return frozenset()
    return frozenset(
        (offset + start, offset + end)
        for start, end in sentence_bounds(text)
        if _RISING.search(text, start, end)
    )

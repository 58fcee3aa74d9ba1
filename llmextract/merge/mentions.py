"""A record as a mention of something: the values that two mentions are compared by.

Only what the text carries counts, for and against: a value that the verifier calls unsupported is
left out of every comparison, though never out of the record.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from llmextract.documents.segmenting import sentence_bounds
from llmextract.merge.names import Name, Place, name_of, place_of
from llmextract.merge.recalling import recalling_of
from llmextract.records import Extraction, Finding, Span, Verdict
from llmextract.schema.outline import Field, Outline
from llmextract.verification.context import classify

Member = tuple[int, int]
"""Where a record came from: index of its paragraph, index in the paragraph."""

_RISING = re.compile(
    r"\b(?:toll|ro[s]e|risen|rises|climb(?:ed|s)|increas(?:ed|es)|went up|revised|updated"
    r"|up from|died (?:later )?of (?:his|her|their) (?:wounds|injuries))\b",
    re.IGNORECASE,
)
"""By these words a sentence says that a count is newer than one told before."""

_BESIDE = re.compile(
    r"\W*(?:also|elsewhere|meanwhile|separately|simultaneously"
    r"|in\s+(?:addition|another|a\s+separate|a\s+similar|a\s+different)"
    r"|(?:at|around)\s+(?:(?:about|around)\s+)?the\s+same\s+time)\b",
    re.IGNORECASE,
)
"""So a sentence begins that goes on to something else.  "Another" does not: "another two died"."""


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
        datelines: the datelines, whose day is the report's.
        is_capitals: whether all of it is in capitals, so that no word shows that it is a name.
    """

    outline: Outline
    published: str | None
    extents: Mapping[int, tuple[int, int]]
    rising: frozenset[tuple[int, int]]
    datelines: tuple[Span, ...]
    is_capitals: bool

    @classmethod
    def of(cls, extractions: Sequence[Extraction], outline: Outline) -> "Page":
        """The page of the paragraphs of one document."""
        return cls(
            outline,
            next((one.document.published for one in extractions), None),
            {e.paragraph.index: (e.paragraph.start, e.paragraph.end) for e in extractions},
            frozenset(span for one in extractions for span in _rising(one)),
            tuple(span for one in extractions for span in _dateline(one)),
            "".join(one.paragraph.text for one in extractions).isupper(),
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

    def is_of_report(self, finding: Finding | None) -> bool:
        """Whether a date rests on a dateline only: on that day it was reported, or on any before."""
        return (
            finding is not None
            and bool(finding.spans)
            and all(
                any(_stands_in(span, line) for line in self.datelines) for span in finding.spans
            )
        )


@dataclass(frozen=True, slots=True)
class Opening:
    """What the sentence in which a mention begins says of things told before.

    Attributes:
        recalls: fields and values whose thing it points back at: "the attack".
        recalls_many: likewise, of several such things: "the attacks".
        is_further: whether it says that this is one more.
    """

    recalls: frozenset[tuple[str, str]] = frozenset()
    recalls_many: frozenset[tuple[str, str]] = frozenset()
    is_further: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """One record, or several joined to one, with what it can be compared by.

    Attributes:
        record: the record.
        findings: its findings by path.
        members: where it was read, in order of the document.
        sources: for the path of each value or list item, the member that it came from.
        opening: what its first evidence says of things told before.
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
    opening: Opening = Opening()
    categories: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, Amount] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, tuple[Name, ...]] = field(default_factory=dict)
    places: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)

    def distance(self, other: "Mention") -> int:
        """Paragraphs between their first members; 0 for the same one."""
        return abs(self.members[0][0] - other.members[0][0])

    def is_compared_like(self, other: "Mention") -> bool:
        """Whether it agrees with any third mention as the other one does."""
        return self.members[0] == other.members[0] and self == replace(
            other,
            record=self.record,
            findings=self.findings,
            members=self.members,
            sources=self.sources,
        )


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
            opening=_opening(record, extraction, page.outline),
        )


def compared(
    record: Mapping[str, Any],
    findings: Mapping[str, Finding],
    page: Page,
    *,
    members: tuple[Member, ...],
    sources: Mapping[str, Member],
    opening: Opening,
) -> Mention:
    """A mention with the values that it can be compared by."""
    reader, outline = _Reader(record, findings, page), page.outline
    return Mention(
        record=record,
        findings=findings,
        members=members,
        sources=sources,
        opening=opening,
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


def parts_of(record: Mapping[str, Any], outline: Outline) -> Iterator[tuple[str, Any]]:
    """Path and value of everything that a record says, list items apart."""
    for kind in outline.fields:
        yield from kind.items(record)


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
            if (
                isinstance(value, str)
                and _tells_day(value)
                and self._is_carried(kind.name)
                and not self.page.is_of_report(self.findings.get(kind.name))
            ):
                yield kind.name, value

    def names(self, kind: Field) -> Iterator[Name]:
        for item in self._carried(kind):
            name = name_of(kind.called(item))
            if name is not None:
                yield name

    def places(self, kind: Field) -> Iterator[Place]:
        for path, item in self._carried_at(kind):
            told = item if isinstance(item, Mapping) else {}
            around = told.get(within) if (within := kind.part_found("within")) else ()
            sort = told.get(sort_part) if (sort_part := kind.part_found("kind")) else None
            place = place_of(
                kind.called(item),
                tuple(around or ()),
                kind=sort,
                is_sure=self._is_sure(path, sort),
            )
            if place is not None:
                yield place

    def _is_sure(self, path: str, sort: str | None) -> bool:
        """Whether a place is surely one, and the place where it was.

        In a text of capitals a word that has no kind of place is as likely no name at all.
        """
        finding = self.findings.get(path)
        if finding is not None and finding.verdict not in {Verdict.SUPPORTED, Verdict.DERIVED}:
            return False
        return not (self.page.is_capitals and sort == "unknown")

    def _carried(self, kind: Field) -> Iterator[Any]:
        return (item for _, item in self._carried_at(kind))

    def _carried_at(self, kind: Field) -> Iterator[tuple[str, Any]]:
        for path, item in kind.items(self.record):
            checked = f"{path}.{kind.head}" if kind.head else path
            if self._is_carried(checked):
                yield checked, item

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


def _opening(record: Mapping[str, Any], extraction: Extraction, outline: Outline) -> Opening:
    """What the record's evidence begins with; its whole paragraph, where it names no evidence."""
    text = extraction.paragraph.text
    numbers = [
        number
        for kind in outline.of_kind("evidence")
        for number in record.get(kind.name) or ()
        if isinstance(number, int)
    ]
    start, end = _sentence(text, min(numbers)) if numbers else (0, len(text))
    recalling = recalling_of(outline.record)
    one: set[tuple[str, str]] = set()
    many: set[tuple[str, str]] = set()
    for key, pattern in recalling.again.items():
        for match in pattern.finditer(text, start, end):
            (many if match["many"] else one).add(key)
    is_more = any(
        pattern.search(text, start, end)
        for (name, value), pattern in recalling.more.items()
        if record.get(name) == value
    )
    is_beside = not one and _BESIDE.match(text, start, end) is not None
    return Opening(frozenset(one), frozenset(many), is_more or is_beside)


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


def _dateline(extraction: Extraction) -> Iterator[Span]:
    """The dateline that a paragraph opens with, by its offsets in the document."""
    text, offset = extraction.paragraph.text, extraction.paragraph.start
    dateline = classify(text.partition("\n")[0]).dateline
    if dateline:
        start = offset + text.find(dateline)
        yield Span(start, start + len(dateline), dateline)


def _stands_in(span: Span, dateline: Span) -> bool:
    """Whether words stand in a dateline: of the text, or given as context, where it counts from 0."""
    if span.where == "text":
        return dateline.start <= span.start and span.end <= dateline.end
    return dateline.text[span.start : span.end] == span.text

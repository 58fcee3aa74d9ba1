"""What is exported: documents, one after the other, each with its incidents or its records as read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from llmextract import runfile
from llmextract.incidents import (
    Called,
    Figures,
    Source,
    called_to_json,
    figures_to_json,
    source_to_json,
)
from llmextract.records import Agreement, Document, Extraction, Failure, Finding
from llmextract.schema import paths

if TYPE_CHECKING:
    from pydantic import BaseModel


@dataclass(frozen=True)
class Entry:
    """One line of an export: an incident, a record as it was read, or a paragraph that failed.

    Attributes:
        record: the values; ``None`` for a paragraph that failed.
        findings: what the verifier said of them.
        paragraphs: indices of the paragraphs that tell of it.
        number: index of the record in its paragraph; ``None`` for an incident after merging.
        text: the paragraph's words; empty for an incident.
        failure: why the paragraph has no record.
        agreement: how far several answers agree on the values, where several were drawn.
        is_background: whether an incident is of long before the news, which no sum should count.
        merge: how an incident was made of records, as plain JSON; ``None`` where nobody asked.
        id: name of an incident, the same from run to run; empty for a record as it was read.
        also: names that the incident has in other documents alone, where several tell of it.
        called: what those whom an incident names are called elsewhere, where that differs.
        sources: where an incident is told, in this document and others.
        figures: what is said of its counts, by field.
    """

    record: Mapping[str, Any] | None
    findings: tuple[Finding, ...] = ()
    paragraphs: tuple[int, ...] = ()
    number: int | None = None
    text: str = ""
    failure: Failure | None = None
    agreement: tuple[Agreement, ...] = ()
    is_background: bool = False
    merge: Mapping[str, Any] | None = None
    id: str = ""
    also: tuple[str, ...] = ()
    called: tuple[Called, ...] = ()
    sources: tuple[Source, ...] = ()
    figures: Mapping[str, Figures] = field(default_factory=dict)

    @property
    def where(self) -> list[int]:
        """Its paragraphs as people count them and every table has them, from 1."""
        return [index + 1 for index in self.paragraphs]

    def elsewhere(self, document: Document) -> list[str]:
        """Where other documents tell of an incident: their ids, each with a paragraph from 1.

        Args:
            document: the one that it stands among the incidents of.
        """
        told = (one for one in self.sources if one.document != document.id)
        return list(dict.fromkeys(f"{one.document} ¶{one.paragraph + 1}" for one in told))

    @property
    def place(self) -> int | None:
        """The record's place in its paragraph, counted likewise."""
        return None if self.number is None else self.number + 1

    @cached_property
    def said(self) -> Mapping[str, list[Finding]]:
        """The findings by the field of the record that they are about; a table asks column by column."""
        found: dict[str, list[Finding]] = {}
        for one in self.findings:
            found.setdefault(paths.head(one.field), []).append(one)
        return found


@dataclass(frozen=True, slots=True)
class Told:
    """A document and what is told of it.

    Attributes:
        document: the document.
        extractions: what came of its paragraphs, the failed ones too.
        entries: its lines in the export.
        run: index of its run among the headers of the export.
    """

    document: Document
    extractions: tuple[Extraction, ...]
    entries: tuple[Entry, ...]
    run: int = 0


@dataclass(frozen=True, slots=True)
class Export:
    """All that a format is given.

    Attributes:
        record: the public class of the records; it gives tables their columns.
        documents: in order; read once, so that an export larger than memory can be written.
        headers: what the first line of each run file says.
        is_merged: whether an entry is an incident after merging, not a record as it was read.
    """

    record: "type[BaseModel]"
    documents: Iterable[Told]
    headers: tuple[Mapping[str, Any], ...] = field(default=({},))
    is_merged: bool = True

    @property
    def is_drawn(self) -> bool:
        """Whether entries say how far several answers agree."""
        return not self.is_merged and any(one.get("samples", 1) > 1 for one in self.headers)

    def entries(self) -> Iterator[tuple[Document, Entry]]:
        """Each entry with its document."""
        return ((told.document, entry) for told in self.documents for entry in told.entries)


def as_read(extractions: Iterable[Extraction]) -> Iterator[Entry]:
    """An entry for each record of each paragraph, and one for each paragraph that failed."""
    for extraction in extractions:
        place = (extraction.paragraph.index,)
        text = extraction.paragraph.text
        for number, (record, findings) in enumerate(extraction):
            agreement = extraction.agreement_of(number)
            yield Entry(record, findings, place, number, text, None, agreement)
        if extraction.failure:
            yield Entry(None, (), place, None, text, extraction.failure)


def to_json(document: Document, entry: Entry) -> dict[str, Any]:
    """An entry as plain JSON: the pinned four keys, and others only where they say something."""
    row: dict[str, Any] = {
        "document": document.id,
        "incident": None if entry.record is None else dict(entry.record),
        "findings": [runfile.finding_to_json(finding) for finding in entry.findings],
        "paragraphs": list(entry.paragraphs),
    }
    if entry.agreement:
        row["agreement"] = [runfile.agreement_to_json(one) for one in entry.agreement]
    if entry.id:
        row["id"] = entry.id
    if entry.also:
        row["also"] = list(entry.also)
    if entry.called:
        row["called"] = [called_to_json(one) for one in entry.called]
    if entry.sources:
        row["sources"] = [source_to_json(one) for one in entry.sources]
    if entry.figures:
        row["figures"] = figures_to_json(entry.figures)
    if entry.is_background:
        row["background"] = True
    if entry.merge is not None:
        row["merge"] = entry.merge
    if entry.failure:
        row["failure"] = {"kind": entry.failure.kind, "message": entry.failure.message}
    return row

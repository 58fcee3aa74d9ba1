"""Extractions made by hand for a schema that is not of the engine's first domain."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from llmextract import runfile
from llmextract.outputs import Entry, Export, Told, as_read
from llmextract.records import (
    Document,
    Extraction,
    Failure,
    Finding,
    Paragraph,
    Run,
    Span,
    Usage,
    Verdict,
)
from llmextract.verification.marks import Found, Grounded


class Spot(BaseModel):
    name: Annotated[str, Grounded("place")]
    kind: Annotated[str, Found("kind")] = "unknown"
    within: Annotated[list[str], Found("within")] = Field(default_factory=list)


class Storm(BaseModel):
    force: float
    homes: Annotated[int | None, Grounded("number")] = None
    spots: list[Spot]
    note: str = ""
    kind: Annotated[str, Found("kind")] = "unknown"


RUN = Run("scripted:x", "", cached=False, seconds=0.0, attempts=1, usage=Usage())
HEADER = {"version": "1", "format": runfile.FORMAT}


def finding(record: int, path: str, verdict: Verdict) -> Finding:
    return Finding(record, path, "v", verdict, "why", (Span(0, 1, "T"),))


def extraction(
    *records: dict[str, Any],
    findings: tuple[Finding, ...] = (),
    failure: Failure | None = None,
    text: str = "The text.",
) -> Extraction:
    document = Document("d1", "a.txt", text, (), title="The storm", published="2024-06-14")
    return Extraction(document, Paragraph(3, 0, len(text), text), records, findings, failure, RUN)


STORM = {"force": 2.5, "homes": 9, "spots": [{"name": "Orlo", "kind": "town"}, {"name": "Besk"}]}


def as_read_of(
    *extractions: Extraction, record: type[BaseModel] = Storm, samples: int = 1
) -> Export:
    """An export of records as they were read; each extraction is a document of its own."""
    documents = [Told(one.document, (one,), tuple(as_read([one]))) for one in extractions]
    return Export(record, documents, (HEADER | {"samples": samples},), is_merged=False)


def incidents_of(
    *entries: Entry, extractions: tuple[Extraction, ...] = (), record: type[BaseModel] = Storm
) -> Export:
    """An export of the incidents of one document."""
    read = extractions or (extraction(),)
    return Export(record, [Told(read[0].document, read, entries)], (HEADER,))

"""The review page: articles with every value on its words, incidents, map, timeline, what needs a look."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmextract import webpages
from llmextract.outputs import Export, Told
from llmextract.records import Extraction, Finding, Span
from llmextract.review.overview import overview
from llmextract.review.text import pieces_of
from llmextract.review.values import DOUBTFUL, Value, accepted_of, form_of, values_of
from llmextract.schema.outline import Outline, outline_of

if TYPE_CHECKING:
    from pydantic import BaseModel

ASSETS = ("page", "state", "edits", "article", "editor", "queue", "incidents", "pictures", "layout")


@dataclass(frozen=True, slots=True)
class Source:
    """A run file that the page shows.

    Attributes:
        name: the file's name.
        digest: SHA-256 of its bytes, by which edits find it again.
        header: its first line.
    """

    name: str
    digest: str
    header: Mapping[str, Any]


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def render(documents: Iterable[Told], record: "type[BaseModel]", sources: Sequence[Source]) -> str:
    """The whole page.

    Args:
        documents: each with its incidents after merging, explained.
        record: the class of the records.
        sources: the run files; ``Told.run`` counts in them.
    """
    data = page_data(documents, record, sources)
    return webpages.render(data["title"], data, package=__package__, assets=ASSETS)


def page_data(
    documents: Iterable[Told], record: "type[BaseModel]", sources: Sequence[Source]
) -> dict[str, Any]:
    """What the page shows, as a plain JSON object."""
    outline = outline_of(record)
    read = tuple(documents)
    page = _Page(outline)
    shown = [page.document(number, told) for number, told in enumerate(read)]
    names = list(dict.fromkeys(told.document.title or told.document.source for told in read))
    title = names[0] if len(names) == 1 else ", ".join(source.name for source in sources)
    return {
        "title": f"Review: {title}" if title else "Review",
        "runs": [
            {
                "name": source.name,
                "digest": source.digest,
                "model": str(source.header.get("model", "")),
            }
            for source in sources
        ],
        "noun": outline.key.replace("_", " "),
        "doubtful": list(DOUBTFUL),
        "form": form_of(outline),
        "documents": shown,
        "records": page.records,
        "values": page.values,
        **overview(
            Export(record, read, tuple(one.header for one in sources)), outline, page.places
        ),
    }


class _Page:
    """Numbers the records and values of all documents."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self.records: list[dict[str, Any]] = []
        self.values: list[dict[str, Any]] = []
        self.places: dict[tuple[int, int, int], int] = {}

    def document(self, number: int, told: Told) -> dict[str, Any]:
        """A document with its paragraphs."""
        spans: list[tuple[int, Span]] = []
        records = {
            one.paragraph.index: self._records(number, one, spans) for one in told.extractions
        }
        pieces = pieces_of([one.paragraph for one in told.extractions], spans)
        document = told.document
        return {
            "run": told.run,
            "id": document.id,
            "source": document.source,
            "title": document.title,
            "published": document.published,
            "paragraphs": [
                {
                    "index": one.paragraph.index,
                    "is_title": one.paragraph.text == document.title,
                    "pieces": pieces[one.paragraph.index],
                    "records": records[one.paragraph.index],
                    "failure": one.failure.message if one.failure else None,
                }
                for one in told.extractions
            ],
        }

    def _records(
        self, document: int, extraction: Extraction, spans: list[tuple[int, Span]]
    ) -> list[int]:
        """The records of a paragraph; what their values rest on goes into ``spans``."""
        numbers = []
        for index, (record, findings) in enumerate(extraction):
            number = len(self.records)
            numbers.append(number)
            self.places[document, extraction.paragraph.index, index] = number
            accepted = accepted_of(extraction, index)
            values = []
            for value in values_of(record, findings, self._outline):
                values.append(len(self.values))
                spans += [(len(self.values), span) for span in _spans(value.finding)]
                row = {"record": number} | _value(value)
                if value.path in accepted:
                    row |= {"accepted": True, "alarm": False}
                self.values.append(row)
            self.records.append(
                {
                    "document": document,
                    "paragraph": extraction.paragraph.index,
                    "index": index,
                    "values": values,
                }
            )
        return numbers


def _spans(finding: Finding | None) -> tuple[Span, ...]:
    return finding.spans if finding is not None else ()


def _value(value: Value) -> dict[str, Any]:
    finding = value.finding
    row: dict[str, Any] = {
        "path": value.path,
        "field": value.field.name,
        "text": value.text,
        "raw": value.raw,
    }
    if value.is_minor:
        row["minor"] = True
    if finding is not None:
        row |= {
            "mark": value.mark,
            "alarm": value.is_alarming,
            "reason": finding.reason,
            "from": finding.stated,
            "by": finding.by,
        }
    return row

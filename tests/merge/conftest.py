"""Extractions of a document made by hand, for a schema that is not of the engine's first domain."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from llmextract import Evidence, Found, Grounded
from llmextract.records import Document, Extraction, Finding, Paragraph, Run, Span, Usage, Verdict

MORE_EXACT = {"kind": {"storm": ("hurricane",)}}
RECALLED_AS = {"kind": {"flood": ("deluge",)}}


class Spot(BaseModel):
    name: Annotated[str, Grounded("place")]
    kind: Annotated[str, Found("kind")] = "unknown"
    within: Annotated[list[str], Found("within")] = Field(default_factory=list)


class Party(BaseModel):
    name: Annotated[str, Grounded("name")]
    role: str = "unknown"


class Disaster(BaseModel):
    sentences: Annotated[list[int], Evidence()] = Field(default_factory=list, max_length=3)
    kind: Literal["flood", "storm", "hurricane", "quake", "other"] = "other"
    day: Annotated[str | None, Grounded("date")] = None
    spots: list[Spot] = Field(default_factory=list, max_length=4)
    helpers: list[Party] = Field(default_factory=list)
    hit: list[Annotated[str, Grounded("name")]] = Field(default_factory=list)
    words: list[Annotated[str, Grounded("quote")]] = Field(default_factory=list)
    dead: Annotated[int | None, Grounded("number", role="killed")] = None
    missing: Annotated[int | None, Grounded("number", role="missing")] = None
    note: str | None = None


Page = Callable[..., tuple[Extraction, ...]]


def make(
    *paragraphs: tuple[str, Sequence[dict[str, Any]]],
    findings: dict[tuple[int, int, str], Finding] | None = None,
    published: str | None = "2024-06-14",
) -> tuple[Extraction, ...]:
    """The extractions of a document: for each paragraph its text and its records."""
    given = findings or {}
    document = Document("d", "d.txt", "", (), published=published)
    run = Run("test:m", "", cached=False, seconds=0.0, attempts=0, usage=Usage())
    out, start = [], 0
    for index, (text, records) in enumerate(paragraphs):
        rows = tuple(Disaster.model_validate(row).model_dump(mode="json") for row in records)
        own = tuple(f for (p, _, _), f in given.items() if p == index)
        paragraph = Paragraph(index, start, start + len(text), text)
        out.append(Extraction(document, paragraph, rows, own, None, run))
        start += len(text) + 2
    return tuple(out)


def finding(
    record: int,
    path: str,
    value: Any,
    verdict: Verdict = Verdict.SUPPORTED,
    *,
    span: tuple[int, int] | None = None,
    low: int | None = None,
    high: int | None = None,
) -> Finding:
    """What the verifier might say of a value."""
    spans = (Span(*span, "x" * (span[1] - span[0])),) if span else ()
    return Finding(record, path, value, verdict, "as written", spans, low, high)


@pytest.fixture
def record() -> type[Disaster]:
    return Disaster

"""Runs made by hand over one small document, with findings of the real verifier."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from llmextract.content import load_schema
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
from llmextract.runfile import RunFile
from llmextract.verification.verifier import verify

QUARRY = (
    "On Tuesday gunmen of the Ember League killed nine quarry workers at Sholm and "
    "wounded four. A rocket hit a depot in Parva the same night."
)
FERRY = "In Ostrel a bomb on a ferry killed two sailors on Monday."


def record(**given: Any) -> dict[str, Any]:
    """An incident; places and actors by their names."""
    row: dict[str, Any] = {
        "sentences": [1], "event_type": "armed_attack", "status": "happened", "date": None,
        "locations": [], "perpetrators": [], "targets": [], "weapons": [], "killed": None,
        "injured": None,
    }  # fmt: skip
    for name in ("locations", "perpetrators", "targets"):
        given[name] = [
            {"name": one, "kind": "unknown"} | ({"within": []} if name == "locations" else {})
            for one in given.get(name, ())
        ]
    return row | given


SHOLM = record(
    date="Tuesday", locations=["Sholm"], perpetrators=["gunmen of the Ember League"],
    targets=["quarry workers"], killed=9, injured=4,
)  # fmt: skip
PARVA = record(
    sentences=[2], event_type="shelling", locations=["Parva"], targets=["depot"], weapons=["rocket"]
)
OSTREL = record(
    event_type="bombing", date="Monday", locations=["Ostrel"], targets=["sailors"],
    weapons=["bomb"], killed=2,
)  # fmt: skip

MakeRun = Callable[..., RunFile]


def make_run(
    *paragraphs: tuple[str, Sequence[dict[str, Any]] | Failure],
    model: str = "test:one",
    document: str = "d",
    schema: str = "incident",
    seconds: float = 0.5,
) -> RunFile:
    """A run over one document: for each paragraph its text and its records, or how it failed."""
    paper = Document(document, f"{document}.txt", "", (), published="2024-03-08")
    incident, out, start = load_schema("incident"), [], 0
    for index, (text, told) in enumerate(paragraphs):
        failure = told if isinstance(told, Failure) else None
        rows = () if isinstance(told, Failure) else tuple(told)
        findings = tuple(
            _moved(finding, at, start)
            for at, row in enumerate(rows)
            for finding in verify(incident.model_validate(row), text)
        )
        paragraph = Paragraph(index, start, start + len(text), text)
        run = Run(model, "x", cached=False, seconds=seconds, attempts=1, usage=Usage(100, 10))
        out.append(Extraction(paper, paragraph, rows, findings, failure, run))
        start += len(text) + 2
    return RunFile({"schema": schema, "model": model}, tuple(out))


def _moved(finding: Finding, record: int, by: int) -> Finding:
    spans = tuple(Span(s.start + by, s.end + by, s.text) for s in finding.spans)
    return Finding(
        record, finding.field, finding.value, Verdict(finding.verdict), finding.reason, spans,
        finding.low, finding.high,
    )  # fmt: skip


@pytest.fixture
def run() -> MakeRun:
    return make_run

"""The run file: what is written is read again, what is damaged is said."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract import runfile
from llmextract.errors import RunFileError
from llmextract.records import (
    Agreement,
    Document,
    Draws,
    Extraction,
    Failure,
    Finding,
    Outvoted,
    Paragraph,
    Run,
    Span,
    Usage,
    Verdict,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
COUNT = st.integers(0, 10**9)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
SPANS = st.builds(Span, COUNT, COUNT, TEXT, st.sampled_from(["text", "context"]))
FINDINGS = st.builds(
    Finding,
    record=COUNT,
    field=TEXT,
    value=JSON,
    verdict=st.sampled_from(Verdict),
    reason=TEXT,
    spans=st.lists(SPANS, max_size=2).map(tuple),
    low=st.none() | COUNT,
    high=st.none() | COUNT,
    elsewhere=st.booleans(),
)
SHARES = st.floats(0, 1)
DRAWS = st.builds(
    Draws,
    COUNT,
    COUNT,
    st.lists(st.builds(Agreement, COUNT, TEXT, SHARES, st.none() | SHARES), max_size=2).map(tuple),
    st.lists(st.builds(Outvoted, st.dictionaries(TEXT, JSON, max_size=2), SHARES), max_size=2).map(
        tuple
    ),
)
EXTRACTIONS = st.builds(
    Extraction,
    document=st.builds(
        Document,
        id=TEXT,
        source=TEXT,
        text=st.just(""),
        paragraphs=st.just(()),
        title=st.none() | TEXT,
        title_span=st.none(),
        dateline=st.none(),
        published=st.none() | TEXT,
    ),
    paragraph=st.builds(Paragraph, COUNT, COUNT, COUNT, TEXT, st.just(()), st.just("body")),
    records=st.lists(st.dictionaries(TEXT, JSON, max_size=3), max_size=2).map(tuple),
    findings=st.lists(FINDINGS, max_size=2).map(tuple),
    failure=st.none() | st.builds(Failure, TEXT, TEXT),
    run=st.builds(
        Run,
        model=TEXT,
        digest=TEXT,
        cached=st.booleans(),
        seconds=st.floats(0, 1e6),
        attempts=COUNT,
        usage=st.builds(Usage, COUNT, COUNT),
    ),
    draws=st.none() | DRAWS,
)


@given(EXTRACTIONS)
def test_an_extraction_survives_its_line(extraction: Extraction) -> None:
    line = runfile.line(extraction)
    assert "\n" not in line
    assert runfile.from_json(json.loads(line)) == extraction


def test_what_was_drawn_has_the_promised_shape() -> None:
    draws = Draws(3, 2, (Agreement(0, "homes", 0.5),), (Outvoted({"homes": 1}, 0.25),))
    assert runfile.draws_to_json(draws) == {
        "agreement": [{"record": 0, "field": "homes", "agreement": 0.5, "confidence": None}],
        "draws": {
            "asked": 3,
            "read": 2,
            "left_out": [{"record": {"homes": 1}, "agreement": 0.25}],
        },
    }
    assert runfile.draws_to_json(None) == {}


@given(FINDINGS)
def test_a_finding_survives_as_json(finding: Finding) -> None:
    row = runfile.finding_to_json(finding)
    assert runfile.finding_from_json(json.loads(json.dumps(row))) == finding


EXTRACTION = Extraction(
    Document("d1", "a.txt", "", (), title="Flood"),
    Paragraph(2, 10, 31, "Nine\u2028houses\x85 fell\r\n."),
    ({"homes": 9},),
    (Finding(0, "homes", 9, Verdict.SUPPORTED, "number word", (Span(10, 14, "Nine"),), 9, 9),),
    None,
    Run("scripted:x", "abc", cached=False, seconds=1.25, attempts=1, usage=Usage(5, 2)),
)


def test_the_shape_is_the_promised_one() -> None:
    assert runfile.to_json(EXTRACTION) == {
        "document": {"id": "d1", "source": "a.txt", "title": "Flood", "published": None},
        "paragraph": {"index": 2, "start": 10, "end": 31, "text": EXTRACTION.paragraph.text},
        "records": [{"homes": 9}],
        "findings": [
            {
                "record": 0,
                "field": "homes",
                "value": 9,
                "verdict": "supported",
                "low": 9,
                "high": 9,
                "reason": "number word",
                "spans": [{"start": 10, "end": 14, "text": "Nine"}],
                "where": None,
                "from": "model",
                "by": "rules",
            }
        ],
        "failure": None,
        "run": {
            "model": "scripted:x",
            "digest": "abc",
            "cached": False,
            "seconds": 1.25,
            "attempts": 1,
            "usage": {"prompt_tokens": 5, "completion_tokens": 2},
            "reading": "open",
        },
    }


HEADER = {"version": "1", "format": runfile.FORMAT, "schema": "flood"}


def write(path: Path, *lines: str, start: str = "") -> Path:
    path.write_text(start + "".join(f"{line}\n" for line in lines), encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("start", ["", "\ufeff", "\n  \n"])
def test_a_whole_file_is_read(tmp_path: Path, start: str) -> None:
    lines = [runfile.header_line(HEADER), runfile.line(EXTRACTION), "", runfile.line(EXTRACTION)]
    path = write(tmp_path / "run.jsonl", *lines, start=start)
    run = runfile.read(path)
    assert run.header == HEADER
    assert run.extractions == (EXTRACTION, EXTRACTION)


def test_files_that_are_no_run_files(tmp_path: Path) -> None:
    with pytest.raises(RunFileError, match="cannot be read: No such file"):
        runfile.read(tmp_path / "none")
    with pytest.raises(RunFileError, match="cannot be read: Is a directory"):
        runfile.read(tmp_path)
    path = tmp_path / "run.jsonl"
    path.write_bytes(b"\xff\xfe{}")
    with pytest.raises(RunFileError, match="not UTF-8"):
        runfile.read(path)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "is empty"),
        (["[]"], "no llmextract header"),
        (['{"a": 1}'], "no llmextract header"),
        (['{"llmextract": 3}'], "no llmextract header"),
        (['{"llmextract": {"format": 99}}'], "run-file format 99; this version reads 1"),
        (["{"], "line 1 is not JSON"),
        (["[" * 100_000], "line 1 is not JSON"),
        ([runfile.header_line(HEADER), runfile.line(EXTRACTION)[:-9]], "line 2 is not JSON"),
    ],
    ids=range(8),
)
def test_a_damaged_file_is_said(tmp_path: Path, lines: list[str], words: str) -> None:
    with pytest.raises(RunFileError, match=words):
        runfile.read(write(tmp_path / "run.jsonl", *lines))


GOOD = runfile.to_json(EXTRACTION)


@pytest.mark.parametrize(
    "row",
    [
        3,
        [],
        "text",
        {},
        GOOD | {"paragraph": None},
        GOOD | {"paragraph": {"index": 1}},
        GOOD | {"document": []},
        GOOD | {"records": None},
        GOOD | {"findings": [3]},
        GOOD | {"findings": [GOOD["findings"][0] | {"verdict": "sure"}]},
        GOOD | {"findings": [GOOD["findings"][0] | {"spans": [{"start": 1}]}]},
        GOOD | {"failure": "broken"},
        GOOD | {"run": None},
        GOOD | {"run": {"usage": {}}},
    ],
    ids=range(14),
)
def test_a_line_that_is_no_paragraph(tmp_path: Path, row: Any) -> None:
    path = write(tmp_path / "run.jsonl", runfile.header_line(HEADER), json.dumps(row))
    with pytest.raises(RunFileError, match="line 2 is not a paragraph"):
        runfile.read(path)


@pytest.mark.parametrize(
    ("part", "name", "value"),
    [
        ("document", "id", 5),
        ("document", "source", None),
        ("document", "title", []),
        ("paragraph", "index", "0"),
        ("paragraph", "start", 1.5),
        ("paragraph", "text", None),
        ("run", "seconds", "1"),
        ("run", "model", None),
    ],
)
def test_a_line_that_was_changed_by_hand_is_told(part: str, name: str, value: Any) -> None:
    row = runfile.to_json(EXTRACTION)
    row[part][name] = value
    with pytest.raises(TypeError, match=f"{part}.{name}"):
        runfile.from_json(row)


@pytest.mark.parametrize("name", ["records", "findings"])
def test_what_is_no_list_of_objects_is_told(name: str) -> None:
    with pytest.raises(TypeError, match=name):
        runfile.from_json(runfile.to_json(EXTRACTION) | {name: [5]})
    finding = runfile.finding_to_json(EXTRACTION.findings[0]) | {"record": None}
    with pytest.raises(TypeError, match="findings"):
        runfile.from_json(runfile.to_json(EXTRACTION) | {"findings": [finding]})


def test_a_line_without_end_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runfile, "LONGEST_LINE", 100)
    path = tmp_path / "run.jsonl"
    path.write_text(f"{runfile.line(EXTRACTION)}\n", encoding="utf-8")
    with pytest.raises(RunFileError, match="line 1 is longer than any of a run file"):
        runfile.read(path)

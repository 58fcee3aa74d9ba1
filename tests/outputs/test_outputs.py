"""Formats of a result: what a spreadsheet, a terminal and a program get to see."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from llmextract import runfile
from llmextract.cells import cell
from llmextract.errors import UsageError
from llmextract.outputs import FORMATS, format_of, write
from llmextract.records import (
    Agreement,
    Document,
    Draws,
    Extraction,
    Failure,
    Finding,
    Paragraph,
    Run,
    Span,
    Usage,
    Verdict,
    worst,
)
from llmextract.schema import paths
from llmextract.verification.marks import Evidence, Found, Grounded


class Spot(BaseModel):
    name: Annotated[str, Grounded("place")]
    kind: Annotated[str, Found("kind")] = "unknown"


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
    document = Document("d1", "a.txt", text, ())
    return Extraction(document, Paragraph(3, 0, len(text), text), records, findings, failure, RUN)


STORM = {"force": 2.5, "homes": 9, "spots": [{"name": "Orlo", "kind": "town"}, {"name": "Besk"}]}


def table(*extractions: Extraction, record: type[BaseModel] = Storm) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(write("csv", HEADER, extractions, record)))))


def test_a_row_for_each_record_with_its_verdicts() -> None:
    findings = (
        finding(0, "homes", Verdict.DERIVED),
        finding(0, "spots[0].name", Verdict.SUPPORTED),
        finding(0, "spots[1].name", Verdict.UNSUPPORTED),
        finding(1, "homes", Verdict.PARTLY),
    )
    second: dict[str, Any] = {
        "force": -2.5,
        "homes": None,
        "spots": [],
        "note": "two\nlines",
        "kind": "x",
    }
    rows = table(extraction(STORM, second, findings=findings))
    assert rows == [
        {
            "document": "d1",
            "source": "a.txt",
            "paragraph": "3",
            "record": "0",
            "force": "2.5",
            "homes": "9",
            "homes_verdict": "derived",
            "spots": "Orlo; Besk",
            "spots_verdict": "unsupported",
            "note": "",
            "kind": "",
            "text": "The text.",
            "failure": "",
        },
        {
            "document": "d1",
            "source": "a.txt",
            "paragraph": "3",
            "record": "1",
            "force": "-2.5",
            "homes": "",
            "homes_verdict": "partly",
            "spots": "",
            "spots_verdict": "",
            "note": "two lines",
            "kind": "x",
            "text": "The text.",
            "failure": "",
        },
    ]


DRAWN = Draws(
    asked=4,
    read=4,
    agreement=(
        Agreement(0, "homes", 0.75, 0.6),
        Agreement(0, "spots[0].name", 1.0, 0.9),
        Agreement(0, "spots[1].name", 0.5),
        Agreement(1, "homes", 0.25, 0.1),
    ),
)


def test_the_lowest_agreement_of_a_field_stands_beside_it() -> None:
    drawn = replace(extraction(STORM, STORM), draws=DRAWN)
    text = "".join(write("csv", HEADER | {"samples": 4}, [drawn], Storm))
    first, second = csv.DictReader(io.StringIO(text))
    told = {
        name: value for name, value in first.items() if name.endswith(("_agreement", "_confidence"))
    }
    assert told == {
        "force_agreement": "",
        "force_confidence": "",
        "homes_agreement": "0.75",
        "homes_confidence": "0.6",
        "spots_agreement": "0.5",
        "spots_confidence": "0.9",
        "note_agreement": "",
        "note_confidence": "",
    }
    assert second["homes_agreement"] == "0.25"
    assert second["spots_agreement"] == ""
    assert "homes_agreement" not in "".join(write("csv", HEADER, [drawn], Storm))


def test_evidence_is_no_answer_to_be_agreed_on() -> None:
    class Cited(BaseModel):
        sentences: Annotated[list[int], Evidence()]
        homes: int | None = None

    (heading,) = write("csv", HEADER | {"samples": 2}, [], Cited)
    assert "homes_agreement" in heading
    assert "sentences_agreement" not in heading


def test_json_has_the_agreement_of_each_record() -> None:
    pages = [replace(extraction(STORM, STORM), draws=DRAWN), extraction(STORM)]
    first, second, alone = json.loads("".join(write("json", HEADER, pages, Storm)))
    assert [one["field"] for one in first["agreement"]] == [
        "homes", "spots[0].name", "spots[1].name",
    ]  # fmt: skip
    assert second["agreement"] == [
        {"record": 1, "field": "homes", "agreement": 0.25, "confidence": 0.1}
    ]
    assert "agreement" not in alone


def test_a_failed_paragraph_is_a_row_that_says_why() -> None:
    (row,) = table(extraction(failure=Failure("refused", "too long")))
    assert (row["record"], row["failure"], row["text"]) == ("", "too long", "The text.")
    assert row["homes"] == row["spots_verdict"] == ""
    assert table(extraction()) == []


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3+cmd",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\x00=1",
        "＝1",
        "－cmd",
        '=HYPERLINK("http://h")',
    ],
)
def test_no_cell_is_a_formula(text: str) -> None:
    failure = Failure("x", text)
    (row,) = table(extraction({**STORM, "note": text}, text=text))
    (failed,) = table(extraction(failure=failure, text=text))
    for value in (row["note"], row["text"], failed["text"], failed["failure"]):
        assert not value.lstrip().startswith(tuple("=+-@＝＋－＠")), value
    assert row["text"].startswith("'")


@pytest.mark.parametrize("text", ["-5", "+3.25", "-1e6", "7"])
def test_a_number_is_no_formula(text: str) -> None:
    (row,) = table(extraction({**STORM, "note": text}))
    assert row["note"] == text


def test_a_terminal_is_told_nothing() -> None:
    text = "\x1b[31mred\x1b]0;title\x07\x9b2J\x7f\x00 end"
    (row,) = table(extraction({**STORM, "note": text}, text=f"a\nb {text}"))
    shown = row["note"] + row["text"] + cell(text)
    assert not any((ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 for c in shown)
    assert row["text"].startswith("a\nb ")
    assert "red" in row["note"]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_a_cell_holds_its_text(text: str) -> None:
    (row,) = table(extraction(STORM, text=text))
    assert row["text"].removeprefix("'") == text.removeprefix("'")


def test_fields_called_like_our_columns() -> None:
    class Clash(BaseModel):
        text: Annotated[str, Grounded("quote")]
        source: str

    (row,) = table(extraction({"text": "inner", "source": "who"}), record=Clash)
    assert (row["text"], row["source"]) == ("The text.", "a.txt")
    assert (row["record.text"], row["record.source"], row["text_verdict"]) == ("inner", "who", "")


def test_cells() -> None:
    assert cell(None) == ""
    assert cell({}) == ""
    assert cell(["a  b", None, {"name": "c", "kind": "d"}, ("e",)]) == "a b; ; c; e"
    assert cell(True) == "True"
    assert paths.head("spots[0].name") == paths.head("spots.name") == paths.head("spots") == "spots"
    assert worst([]) is None
    assert [one.rank for one in Verdict] == list(range(len(Verdict)))
    assert worst(finding(0, "a", v) for v in reversed(Verdict)) is Verdict.UNSUPPORTED


def test_json_is_an_array_of_records() -> None:
    findings = (finding(1, "homes", Verdict.PARTLY),)
    pieces = write(
        "json",
        HEADER,
        [extraction(failure=Failure("x", "y")), extraction(STORM, STORM, findings=findings)],
        Storm,
    )
    first, second = json.loads("".join(pieces))
    assert first == {
        "document": "d1",
        "source": "a.txt",
        "paragraph": 3,
        "record": STORM,
        "findings": [],
    }
    assert second["findings"] == [runfile.finding_to_json(findings[0])]
    assert json.loads("".join(write("json", HEADER, [], Storm))) == []


def test_jsonl_is_the_run_file(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    one = extraction(STORM, findings=(finding(0, "homes", Verdict.PARTLY),))
    path.write_text("".join(write("jsonl", HEADER, [one], Storm)), encoding="utf-8")
    run = runfile.read(path)
    assert run.header == HEADER
    assert [runfile.to_json(x) for x in run.extractions] == [runfile.to_json(one)]


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_is_written_piece_by_piece(name: str) -> None:
    taken: list[int] = []

    def endless() -> Any:
        while True:
            taken.append(1)
            yield extraction(STORM)

    pieces = write(name, HEADER, endless(), Storm)
    for _ in range(4):
        assert next(pieces)
    assert len(taken) <= 4


def test_the_ending_of_a_file_names_its_format() -> None:
    assert format_of(Path("a/run.jsonl")) == "jsonl"
    assert format_of(Path("RUN.CSV")) == "csv"
    assert format_of(Path("a.b.json")) == "json"
    assert format_of(Path("run")) == "jsonl"
    with pytest.raises(UsageError, match=r"no format is called 'xlsx'; end .*jsonl, csv, json"):
        format_of(Path("run.xlsx"))

"""The table of a spreadsheet: what stands in it, beside what, and that it is never run."""

import csv
import io
from dataclasses import replace
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from llmextract.cells import cell
from llmextract.incidents import Source
from llmextract.outputs import Entry, Export, write
from llmextract.records import Agreement, Draws, Failure, Finding, Span, Verdict
from llmextract.verification.marks import Evidence, Grounded
from tests.outputs.made import STORM, Storm, as_read_of, extraction, finding, incidents_of


def read_csv(export: Export) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(write("csv", export)))))


def table(*extractions: Any, record: type[BaseModel] = Storm) -> list[dict[str, str]]:
    return read_csv(as_read_of(*extractions, record=record))


def chosen(row: dict[str, str], *names: str) -> tuple[str, ...]:
    return tuple(row[name] for name in names)


def test_a_row_for_each_incident_with_what_is_said_of_it() -> None:
    homes = Finding(
        0,
        "homes",
        9,
        Verdict.PARTLY,
        "a bound",
        (Span(0, 8, "at least"), Span(9, 13, "nine")),
        low=9,
        stated="both",
    )
    spots = (
        finding(0, "spots[0].name", Verdict.SUPPORTED),
        replace(finding(0, "spots[1].name", Verdict.UNSUPPORTED), reason="not in the text"),
    )
    record = STORM | {
        "spots": [
            {"name": "Orlo", "kind": "town", "within": ["Besk", "Tal"]},
            {"name": "Vim", "kind": "unknown", "within": []},
        ]
    }
    (row,) = read_csv(incidents_of(Entry(record, (homes, *spots), (3, 5))))
    assert chosen(row, "document", "source", "title", "published", "paragraphs") == (
        "d1",
        "a.txt",
        "The storm",
        "2024-06-14",
        "4; 6",
    )
    assert chosen(row, "homes", "homes_low", "homes_high") == ("9", "9", "")
    assert chosen(row, "homes_verdict", "homes_reason", "homes_from", "homes_spans") == (
        "partly",
        "a bound",
        "both",
        "at least | nine",
    )
    assert chosen(row, "spots", "spots_kind", "spots_within") == (
        "Orlo; Vim",
        "town; unknown",
        "Besk, Tal; ",
    )
    assert chosen(row, "spots_verdict", "spots_reason") == ("unsupported", "not in the text")
    assert "text" not in row
    assert "failure" not in row


def test_what_is_of_long_before_the_news_is_marked() -> None:
    rows = read_csv(incidents_of(Entry(STORM, is_background=True), Entry(STORM)))
    assert [row["background"] for row in rows] == ["yes", ""]


def test_a_date_is_iso_where_it_is_known() -> None:
    class Dated(BaseModel):
        day: Annotated[str | None, Grounded("date")] = None

    found = replace(finding(0, "day", Verdict.SUPPORTED), resolved="2024-06-13", precision="day")
    entries = (Entry({"day": "Thursday"}, (found,), (0,)), Entry({"day": "lately"}, (), (1,)))
    known, unknown = read_csv(incidents_of(*entries, record=Dated))
    assert chosen(known, "day", "day_iso", "day_precision") == ("Thursday", "2024-06-13", "day")
    assert chosen(unknown, "day", "day_iso", "day_verdict") == ("lately", "", "")


def test_a_class_without_places_has_no_columns_for_them() -> None:
    class Plain(BaseModel):
        country: str

    (row,) = read_csv(incidents_of(Entry({"country": "Orlo"}), record=Plain))
    assert row["country"] == "Orlo"
    assert "latitude" not in row


def test_why_an_incident_lies_nowhere_is_said() -> None:
    (row,) = read_csv(incidents_of(Entry(STORM)))
    assert chosen(row, "place", "latitude", "country") == ("", "", "")
    assert row["geo_reason"] == "Orlo: nobody checked it; Besk: nobody checked it"


def test_records_as_read_have_a_row_each() -> None:
    findings = (finding(0, "homes", Verdict.DERIVED), finding(1, "homes", Verdict.PARTLY))
    second: dict[str, Any] = {
        "force": -2.5,
        "homes": None,
        "spots": [],
        "note": "two\nlines",
        "kind": "x",
    }
    rows = table(extraction(STORM, second, findings=findings))
    assert [chosen(row, "paragraph", "record", "force", "homes_verdict") for row in rows] == [
        ("4", "1", "2.5", "derived"),
        ("4", "2", "-2.5", "partly"),
    ]
    assert chosen(rows[0], "spots", "text", "failure") == ("Orlo; Besk", "The text.", "")
    assert chosen(rows[1], "spots", "spots_kind", "note") == ("", "", "two lines")


def test_a_failed_paragraph_is_a_row_with_its_reason() -> None:
    (row,) = table(extraction(failure=Failure("refused", "too long")))
    assert chosen(row, "record", "failure", "text") == ("", "too long", "The text.")
    assert row["homes"] == row["spots_verdict"] == ""
    assert table(extraction()) == []


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
    first, second = read_csv(as_read_of(drawn, samples=4))
    assert chosen(first, "homes_agreement", "homes_confidence") == ("0.75", "0.6")
    assert chosen(first, "spots_agreement", "spots_confidence") == ("0.5", "0.9")
    assert chosen(first, "note_agreement", "note_confidence") == ("", "")
    assert chosen(second, "homes_agreement", "spots_agreement") == ("0.25", "")
    assert "homes_agreement" not in read_csv(as_read_of(drawn))[0]


def test_evidence_is_no_answer_to_be_agreed_on() -> None:
    class Cited(BaseModel):
        sentences: Annotated[list[int], Evidence()]
        homes: int | None = None

    (heading,) = write("csv", as_read_of(record=Cited, samples=2))
    assert "homes_agreement" in heading
    assert "sentences_agreement" not in heading


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
        killed: Annotated[int | None, Grounded("number")] = None
        killed_low: int | None = None

    record = {"text": "inner", "source": "who", "killed": 3, "killed_low": 1}
    found = replace(finding(0, "killed", Verdict.SUPPORTED), low=2)
    (row,) = table(extraction(record, findings=(found,)), record=Clash)
    assert chosen(row, "text", "source") == ("The text.", "a.txt")
    assert chosen(row, "record.text", "record.source", "text_verdict") == ("inner", "who", "")
    assert chosen(row, "killed_low", "record.killed_low") == ("1", "2")


def test_sub_records_without_a_name_that_is_checked() -> None:
    class Part(BaseModel):
        word: str
        sizes: list[int]

    class Whole(BaseModel):
        one: Part
        more: list[Part]

    part = {"word": "a", "sizes": [1, 2]}
    (row,) = table(extraction({"one": part, "more": [part, part]}), record=Whole)
    assert chosen(row, "one", "one_sizes", "more", "more_sizes") == (
        "a",
        "1, 2",
        "a; a",
        "1, 2; 1, 2",
    )


def test_an_incident_is_told_in_a_line() -> None:
    found = (
        Finding(0, "homes", 9, Verdict.PARTLY, "a bound", low=9),
        finding(0, "spots[0].name", Verdict.UNSUPPORTED),
        finding(0, "spots[1].name", Verdict.UNCLEAR),
    )
    told = Entry(STORM, found), Entry(STORM | {"homes": None, "spots": []})
    first, second = (row["summary"] for row in read_csv(incidents_of(*told)))
    assert first == "2.5 force · ≥ 9 homes · Orlo ✗, Besk ?"
    assert second == "2.5 force"


def test_other_documents_that_tell_of_an_incident_are_named() -> None:
    told = (Source("d1", 3, 0, 9), Source("d2", 0, 5, 7), Source("d2", 0, 9, 11))
    (row,) = read_csv(incidents_of(Entry(STORM, (), (3,), sources=told)))
    assert (row["paragraphs"], row["also_in"]) == ("4", "d2 ¶1")

"""What the library hands out: objects of the class with findings, which are read like plain JSON too."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field

from llmextract import runfile
from llmextract.content import load_schema
from llmextract.notebook import page
from llmextract.objects import checked_record, with_objects
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
from llmextract.verification.marks import Grounded


class Spot(BaseModel):
    name: str
    kind: str = "unknown"


class Storm(BaseModel):
    dead: Annotated[int | None, Grounded("number")] = Field(default=None)
    spots: list[Spot] = Field(default_factory=list)


ROW = {"dead": 9, "spots": [{"name": "Orlo", "kind": "town"}]}
FOUND = (
    Finding(0, "dead", 9, Verdict.SUPPORTED, "digits", (Span(4, 5, "9"),)),
    Finding(0, "spots[0].name", "Orlo", Verdict.UNCLEAR, "no rule tells", (Span(14, 18, "Orlo"),)),
)
TEXT = "Of <9 dead in Orlo & near it."


def extraction(text: str = TEXT, *rows: Mapping[str, Any], **given: Any) -> Extraction:
    document = Document("d", given.pop("source", "a.txt"), text, (), title=given.pop("title", None))
    return Extraction(
        document,
        Paragraph(0, 0, len(text), text),
        rows or (ROW,),
        given.pop("findings", FOUND),
        given.pop("failure", None),
        Run("m", "", False, 0.0, 0, Usage()),
    )


def test_a_record_is_an_object_of_its_class_with_its_findings() -> None:
    record = checked_record(Storm, ROW, FOUND)
    assert (record.dead, record.spots[0].name) == (9, "Orlo")
    assert record.findings == FOUND
    assert record.findings.of("dead") == FOUND[:1]
    assert record.findings.of("spots[0]") == FOUND[1:]
    assert record.findings.of("spots") == FOUND[1:]
    assert repr(record) == repr(Storm.model_validate(ROW))
    assert isinstance(record, Storm)


def test_it_is_read_like_plain_json_too() -> None:
    record = checked_record(Storm, ROW, ())
    assert record["spots"][0]["name"] == "Orlo"
    assert (record.get("dead"), record.get("none", 1)) == (9, 1)
    assert ("dead" in record, "none" in record, len(record)) == (True, False, 2)
    assert dict(record) == {**record} == dict(record.items()) == ROW
    assert list(record.values()) == list(ROW.values())
    assert json.loads(record.model_dump_json()) == ROW
    assert isinstance(record, Mapping)


def test_equal_is_what_has_the_same_values() -> None:
    record = checked_record(Storm, ROW, FOUND)
    assert record == ROW
    assert record == Storm.model_validate(ROW)
    assert record == checked_record(Storm, ROW, ())
    assert record != ROW | {"dead": 8}
    assert record != "a storm"


def test_a_field_of_the_class_goes_before_ours() -> None:
    class Odd(BaseModel):
        get: str
        keys: int
        values: list[int]

    odd = checked_record(Odd, {"get": "g", "keys": 3, "values": [1]}, FOUND)
    assert (odd.get, odd.keys, odd.values) == ("g", 3, [1])
    assert odd["get"] == "g"
    assert odd.findings == FOUND


def test_a_record_that_was_emptied_is_still_an_object() -> None:
    record = checked_record(Storm, {"dead": 9, "spots": None}, ())
    assert (record.dead, record.spots) == (9, None)


def test_a_shipped_class_and_the_line_of_a_run_file() -> None:
    incident = load_schema("incident")
    row = {
        "sentences": [1],
        "event_type": "bombing",
        "status": "happened",
        "date": None,
        "locations": [{"name": "Orlo", "kind": "town", "within": []}],
        "perpetrators": [],
        "targets": [],
        "weapons": [],
        "killed": 9,
        "injured": None,
    }
    plain = extraction(TEXT, row, findings=())
    made = with_objects(plain, incident)
    assert made.records[0].locations[0].kind == "town"  # type: ignore[attr-defined]
    assert runfile.line(made) == runfile.line(plain)
    assert next(iter(made))[0] is made.records[0]


def test_a_notebook_shows_words_and_verdicts() -> None:
    shown = with_objects(extraction(title="A & B"), Storm)._repr_html_()
    assert "A &amp; B" in shown
    assert "&lt;" in shown
    assert '<mark style="background:#cdeccd;color:#222" title="dead: supported">9</mark>' in shown
    assert "cannot be told" in shown
    assert shown.count("<tr>") == 2
    assert shown.count("<div>") == 2


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</bdi></div><b>",
        "\u202egnp.exe",
    ],
)
def test_nothing_of_a_text_runs_in_a_notebook(hostile: str) -> None:
    row = {"dead": None, "spots": [{"name": hostile, "kind": hostile}]}
    found = (
        Finding(0, "spots[0].name", hostile, Verdict.UNSUPPORTED, hostile, (Span(0, 3, "x"),)),
    )
    one = extraction(hostile, row, findings=found, source=hostile, title=hostile)
    shown = page(one)
    assert "<script" not in shown
    assert "<img" not in shown
    assert "<b>" not in shown.replace("<b><bdi>", "")
    assert shown.count("<bdi") == shown.count("</bdi>")


def test_a_paragraph_that_failed_or_tells_nothing_says_so() -> None:
    failed = extraction(failure=Failure("refused", "too <long>"), findings=())
    assert "Failed: <bdi>too &lt;long&gt;</bdi>" in page(failed)
    document = Document("d", "s", "", ())
    none = Extraction(document, Paragraph(0, 0, 2, "Hm"), (), (), None, failed.run)
    assert "nothing found" in page(none)

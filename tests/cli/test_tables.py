"""The table for the eye: no column drops out, however long its words and however narrow the terminal."""

import io
import string
from typing import Any

import pytest
from pydantic import create_model

from llmextract.cli import tables
from llmextract.records import Document, Extraction, Finding, Paragraph, Run, Usage, Verdict

NINE, TWELVE = string.ascii_uppercase[:9], string.ascii_uppercase[:12]
"""A letter for each column: what is lost of one can be counted."""
LONG = 20


def shown(
    letters: str, monkeypatch: pytest.MonkeyPatch, width: int, encoding: str = "utf-8"
) -> str:
    """A table of two paragraphs whose records have a long word in each column."""
    monkeypatch.setattr(tables, "WIDTH", width)
    fields: dict[str, Any] = {f"column_{letter.lower() * 9}": str for letter in letters}
    record = dict(zip(fields, (letter * LONG for letter in letters), strict=True))
    document = Document("d", "s", "", (), title="what it says")
    run = Run("m", "", False, 0.0, 0, Usage())
    extractions = [
        Extraction(document, Paragraph(index, 0, 0, ""), (record,), (), None, run)
        for index in (0, 9_999)
    ]
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    tables.show(extractions, create_model("Many", **fields), stream)
    stream.flush()
    return raw.getvalue().decode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("width", range(80, 141, 3))
def test_no_column_loses_anything_where_all_have_long_words(
    width: int, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = shown(NINE, monkeypatch, width, encoding)
    lines = out.splitlines()
    assert max(map(len, lines)) <= width
    assert {letter: out.count(letter) for letter in NINE} == dict.fromkeys(NINE, 2 * LONG)
    # Each column is wide enough to be read.
    body = [line for line in lines if "A" in line]
    assert min(len(cell) for line in body[:1] for cell in line.split()[1:]) >= 3
    assert "10000" in out


@pytest.mark.parametrize("width", range(80, 141, 10))
def test_columns_share_the_room_evenly_where_all_need_more(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = next(one for one in shown(NINE, monkeypatch, width).splitlines() if "A" in one)
    _, *cells = line.split()
    assert len(cells) == len(NINE)
    assert max(map(len, cells)) - min(map(len, cells)) <= 3


def test_more_columns_than_have_room_for_words_are_three_letters_wide(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = shown(TWELVE, monkeypatch, 80)
    assert max(map(len, out.splitlines())) <= 80
    assert {letter: out.count(letter) for letter in TWELVE} == dict.fromkeys(TWELVE, 2 * LONG)


def test_the_headline_stands_beside_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(NINE, monkeypatch, 120).splitlines()[0] == "s  what it says"


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [(3, 9, "3-9"), (3, None, "≥ 3"), (None, 9, "≤ 9"), (None, None, "some")],
)
def test_an_amount_that_is_only_vague_is_shown_by_its_bounds(
    low: int | None, high: int | None, told: str
) -> None:
    finding = Finding(0, "lost", None, Verdict.PARTLY, "vague", low=low, high=high)
    extraction = Extraction(
        Document("d", "s", "", ()),
        Paragraph(0, 0, 0, ""),
        ({"lost": None, "place": "Orlo"}, {"lost": 1, "place": "Kesk"}),
        (finding,),
        None,
        Run("m", "", False, 0.0, 0, Usage()),
    )
    stream = io.TextIOWrapper(raw := io.BytesIO(), encoding="utf-8")
    record = create_model("Loss", lost=int | None, place=str)
    tables.show([extraction], record, stream)
    stream.flush()
    out = raw.getvalue().decode("utf-8")
    assert f"{told} ½" in out
    assert "lost not given: vague" in out

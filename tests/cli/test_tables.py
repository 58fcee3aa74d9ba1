"""The table for the eye: no column drops out, no word is broken, however narrow the terminal."""

import io
import string
from collections.abc import Iterable
from typing import Any

import pytest
from pydantic import create_model

from llmextract.cli import tables, telling
from llmextract.outputs import Told
from llmextract.records import Document, Extraction, Finding, Paragraph, Run, Span, Usage, Verdict

NINE, TWELVE = string.ascii_uppercase[:9], string.ascii_uppercase[:12]
"""A letter for each column: what is lost of one can be counted."""
LONG = 20


def as_read(*extractions: Extraction) -> Iterable[Told]:
    return telling.as_read(telling.groups_of(extractions))


def shown(
    letters: str,
    monkeypatch: pytest.MonkeyPatch,
    width: int,
    encoding: str = "utf-8",
    long: int = LONG,
) -> str:
    """A table of two paragraphs whose records have a long word in each column."""
    monkeypatch.setattr(tables, "WIDTH", width)
    fields: dict[str, Any] = {f"column_{letter.lower() * 9}": str for letter in letters}
    record = dict(zip(fields, (letter * long for letter in letters), strict=True))
    document = Document("d", "s", "", (), title="what it says")
    run = Run("m", "", False, 0.0, 0, Usage())
    extractions = [
        Extraction(document, Paragraph(index, 0, 0, ""), (record,), (), None, run)
        for index in (0, 9_999)
    ]
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    tables.show(as_read(*extractions), create_model("Many", **fields), stream)
    stream.flush()
    return raw.getvalue().decode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("letters", [NINE, TWELVE])
@pytest.mark.parametrize("width", range(40, 241, 20))
def test_no_column_drops_out_and_no_word_is_broken(
    width: int, letters: str, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = shown(letters, monkeypatch, width, encoding)
    assert max(map(len, out.splitlines())) <= width
    for letter in letters:
        assert out.count(letter * LONG) == 2  # whole, in both rows
        assert letter.lower() * 9 in out
    assert "10000" in out


@pytest.mark.parametrize("width", [20, 30, 40])
def test_only_a_word_wider_than_the_table_is_cut(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = shown("AB", monkeypatch, width, long=60)
    assert max(map(len, out.splitlines())) <= width
    assert (out.count("A"), out.count("B")) == (120, 120)


def test_columns_stand_side_by_side_where_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    line = next(one for one in shown(NINE, monkeypatch, 240).splitlines() if "A" in one)
    _, *cells = line.split()
    assert cells == [letter * LONG for letter in NINE]


def test_columns_that_share_the_room_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "WIDTH", 24)
    fields: dict[str, Any] = {"first": str, "second": str, "third": str}
    record = {"first": "aaa bbb", "second": None, "third": "一" * 7}
    findings = (
        Finding(0, "first", "aaa bbb", Verdict.SUPPORTED, "as written"),
        Finding(0, "third", "x", Verdict.UNCLEAR, "no rule tells", (Span(0, 3, "who"),)),
    )
    extraction = Extraction(
        Document("d", "s", "", ()),
        Paragraph(0, 0, 0, ""),
        (record, record | {"second": "c" * 14}),
        findings,
        None,
        Run("m", "", False, 0.0, 0, Usage()),
    )
    stream = io.TextIOWrapper(raw := io.BytesIO(), encoding="utf-8")
    tables.show(as_read(extraction), create_model("Shared", **fields), stream)
    stream.flush()
    lines = [one.rstrip() for one in raw.getvalue().decode("utf-8").splitlines()]
    # A sign stays with its word; a value that is missing is said to be.
    assert [one.split(maxsplit=1)[1] for one in lines if "aaa" in one] == ["aaa bbb ✓", "aaa bbb"]
    assert sum(one.endswith("/ –") for one in lines) == 1
    assert sum(one.endswith("/ " + "c" * 14) for one in lines) == 1
    assert sum("/ " + "一" * 7 in one for one in lines) == 2


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
    tables.show(as_read(extraction), record, stream)
    stream.flush()
    out = raw.getvalue().decode("utf-8")
    assert f"{told} ½" in out
    assert "lost not given: vague" in out

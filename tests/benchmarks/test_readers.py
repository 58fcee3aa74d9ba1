"""The table of readers, and cells against a key made by hand."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from benchmarks import cells, readers
from tests.benchmarks.test_notes import record


def test_readers_that_are_there_have_a_column_and_others_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--shared", str(tmp_path / "nowhere"), "--texts", "notes", "--limit", "2"]
    assert readers.main([*given, "--readers", "rules", "kept", "--out", str(tmp_path)]) == 0
    out, err = capsys.readouterr()
    rows = [line.strip("| ").split(" | ") for line in out.strip().splitlines()]
    assert rows[0] == ["notes, first 2", "rules"]
    figures = {row[0]: row[-1] for row in rows[2:]}
    assert figures["incidents found for gold"].endswith(" for 2")
    assert figures["paragraphs failed"] == "0 of 2"
    assert "readers: notes: kept left out: there are no kept replies for it" in err
    told = (tmp_path / "notes.input.jsonl").read_text("utf-8").splitlines()
    assert [set(json.loads(line)) for line in told] == [{"id", "text", "published"}] * 2


def test_no_reader_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--shared", str(tmp_path), "--texts", "notes", "--readers", "kept"]
    assert readers.main([*given, "--out", str(tmp_path)]) == 2
    assert capsys.readouterr().out == ""


def test_recaps_are_shown_as_parts_of_what_there_was() -> None:
    counts = Counter({"killed sum": 3, "killed sum of": 4, "told for one": 9, "told for one of": 6})
    shown = readers.recaps_column(counts)
    assert shown["killed sum right"] == "3 of 4"
    assert shown["injured sum right"] == "-"
    assert shown["incidents for one"] == "1.50"


KEY: dict[str, Any] = {
    "sentences": [1],
    "event_type": "armed_attack",
    "status": "alleged",
    "date": None,
    "locations": {"must": ["Orbel"], "may": ["Norra"]},
    "perpetrators": ["Kite League"],
    "targets": {"any": [{"must": ["traders"]}, {"must": ["market"]}]},
    "weapons": [],
    "killed": {"min": 2},
    "injured": None,
}


def states(*records: dict[str, Any], key: dict[str, Any] = KEY) -> dict[str, str]:
    return {field: state for _, field, state, _ in cells.judged([key], records)}


def test_a_record_as_in_the_key_is_right_in_every_cell_that_counts() -> None:
    found = states(record())
    assert set(found.values()) == {cells.RIGHT}
    assert set(found) == {
        "event_type", "status", "locations", "perpetrators", "targets", "killed",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "field", "state"),
    [
        ({"killed": None}, "killed", cells.MISSING),
        ({"killed": 3}, "killed", cells.WRONG),
        ({"injured": 1}, "injured", cells.WRONG),
        ({"date": "Friday"}, "date", cells.WRONG),
        ({"event_type": "bombing"}, "event_type", cells.WRONG),
        ({"weapons": ["guns"]}, "weapons", cells.WRONG),
        ({"locations": []}, "locations", cells.MISSING),
        ({"locations": [{"name": "Norra"}]}, "locations", cells.MISSING),
        ({"locations": [{"name": "Orbel"}, {"name": "Bellam"}]}, "locations", cells.WRONG),
        ({"targets": [{"name": "the market"}]}, "targets", cells.RIGHT),
    ],
)
def test_a_cell_is_right_wrong_or_missing(values: dict[str, Any], field: str, state: str) -> None:
    assert states(record(**values))[field] == state


def test_a_record_that_the_key_does_not_know_is_wrong_in_all_it_says() -> None:
    other = record(event_type="arson", killed=None, locations=[{"name": "Bellam"}])
    found = list(cells.judged([KEY], [record(), other]))
    assert {state for at, _, state, _ in found if at == 0} == {cells.RIGHT}
    assert {state for at, _, state, _ in found if at == 1} == {cells.WRONG}


def test_an_optional_record_may_be_left_out() -> None:
    assert states(key=KEY | {"optional": True}) == {}
    assert set(states().values()) == {cells.MISSING}


def test_what_only_the_rules_stated_carries_no_mark(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key, run = tmp_path / "key.jsonl", tmp_path / "run.jsonl"
    key.write_text(json.dumps({"file": "a.txt", "paragraph": 0, "records": [KEY]}), "utf-8")
    findings = [
        {"record": 0, "field": "killed", "value": 3, "verdict": "supported", "from": "rules"},
        {"record": 0, "field": "locations[0].name", "value": "Orbel", "verdict": "supported"},
    ]
    row = {
        "document": {"source": "x/a.txt"}, "paragraph": {"index": 0},
        "records": [record(killed=3)], "findings": findings,
    }  # fmt: skip
    run.write_text(json.dumps(row), "utf-8")
    assert cells.main([str(key), str(run), "--show"]) == 0
    out = capsys.readouterr().out
    assert "checked cells that are wrong: 1 of 1 carry neither ✓ nor Σ (100 %)" in out
    assert "checked cells that are right: 1 of 1 carry ✓ or Σ (100 %)" in out
    assert "right of all cells: 83.3 %" in out

"""docs/reliability.md: every promise names what holds it, and all that is named is there."""

import re
from pathlib import Path

import pytest

from benchmarks.faults import table

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and "promise |" not in line]
NAMES = {fault.name for fault in table.faults()}


def held_by(row: str) -> str:
    return row.rstrip(" |").rpartition(" | ")[2]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[2:60])
def test_a_promise_points_at_a_test(row: str) -> None:
    assert re.search(r"`tests/[\w/.]+`", held_by(row))


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:tests|benchmarks)/[\w/.]+)`", PAGE))))
def test_what_is_pointed_at_is_there(path: str) -> None:
    there = ROOT / path
    assert there.exists()
    if there.suffix == ".py" and there.name.startswith("test_"):
        assert re.search(r"^def test_", there.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("row", [row for row in ROWS if "fault" in held_by(row)], ids=held_by)
def test_the_faults_that_are_named_are_put_in(row: str) -> None:
    _, _, named = held_by(row).partition("faults ")
    for name in re.findall(r"`([^`]+)`", named):
        begins = name.rstrip("….").rstrip()
        assert name.endswith(".py") or any(fault.startswith(begins) for fault in NAMES), name

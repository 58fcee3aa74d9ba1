"""Floors: pinned figures, pinned data, and an exit status for CI."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from llmextract import cli
from llmextract.errors import UsageError
from llmextract.evaluate import floors

GROUNDING = Path(__file__).parents[1] / "verification"
CASE = {
    "text": "Two guards were killed near Ansongo.",
    "field": "number",
    "role": "killed",
    "value": 2,
    "label": "supported",
}


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(CASE) + "\n", encoding="utf-8")
    return path


def pinned(cases: Path, **floor: Any) -> Path:
    path = cases.with_name("floors.json")
    digest = hashlib.sha256(cases.read_bytes()).hexdigest()
    path.write_text(json.dumps({"measured_on": digest, **floor}), encoding="utf-8")
    return path


def evaluate(cases: Path, floor: Path) -> int:
    return cli.run(["evaluate", "--cases", str(cases), "--json", "--floor", str(floor)])


@pytest.mark.parametrize(
    ("floor", "status"),
    [
        ({"at_least": {"accuracy": 1.0}}, 0),
        ({"at_least": {"by_field.number.accuracy": 1.0}}, 0),
        ({"at_most": {"false_supported": 0.0}}, 0),
        ({"at_least": {"n": 2}}, 1),
        ({"at_most": {"accuracy": 0.5}}, 1),
        ({"at_least": {"no.such": 1}}, 2),
        ({"at_least": {"by_field": 1}}, 2),
        ({}, 2),
    ],
)
def test_exit_status(cases: Path, floor: dict[str, Any], status: int) -> None:
    assert evaluate(cases, pinned(cases, **floor)) == status


def test_what_fell_is_told_and_the_figures_are_printed(
    cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate(cases, pinned(cases, at_least={"n": 2})) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["n"] == 1
    assert err.strip() == "llmextract: n is 1, below its floor of 2"


def test_other_data_is_refused_with_the_digest_to_pin(cases: Path) -> None:
    floor = pinned(cases, at_least={"accuracy": 0.5})
    cases.write_text(cases.read_text(encoding="utf-8") * 2, encoding="utf-8")
    digest = hashlib.sha256(cases.read_bytes()).hexdigest()
    with pytest.raises(UsageError, match=digest):
        floors.check({"accuracy": 1.0}, floor, cases)


@pytest.mark.parametrize("text", [None, "{", "[]"])
def test_a_floor_file_that_cannot_be_read(cases: Path, text: str | None) -> None:
    floor = cases.with_name("broken.json")
    if text is not None:
        floor.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="floor file"):
        floors.check({"accuracy": 1.0}, floor, cases)


@pytest.mark.parametrize("field", ["number", "place"])
def test_the_verifier_holds_its_own_floors(field: str) -> None:
    cases = GROUNDING / f"{field}_cases.jsonl"
    assert evaluate(cases, GROUNDING / f"{field}_floors.json") == 0

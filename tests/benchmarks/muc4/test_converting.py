"""A run as predictions, and the command that scores it."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.muc4.__main__ import main
from benchmarks.muc4.converting import predictions
from llmextract import runfile
from llmextract.errors import UsageError
from tests.benchmarks.muc4.keys import TEMPLATE
from tests.evaluate.runs import RECORD, rows


def test_a_record_becomes_an_incident_of_the_key(write: Callable[..., Path]) -> None:
    run = runfile.read(write(*rows([RECORD], []), name="run.jsonl"))
    assert predictions(run) == {
        "a": [
            {
                "type": "ATTACK",
                "date": "1990-01-05",
                "locations": ["Kassou", "Tondo"],
                "perpetrators": ["masked men"],
                "targets": ["grain store", "trucks"],
                "victims": ["trader", "Ana Ruiz"],
                "weapons": ["guns"],
                "killed": 3,
                "injured": None,
            }
        ]
    }


@pytest.mark.parametrize(
    ("said", "day"),
    [
        (None, None),
        ("5 JAN 90", "1990-01-05"),
        ("1989-12-31", "1989-12-31"),
        ("last week", "1990-01-07"),
        ("this month", "1990-01-08"),
        ("December", "1989-12-31"),
        ("1989", "1989-12-31"),
        ("at harvest time, they say", None),
    ],
)
def test_a_date_in_words_becomes_a_day(
    said: str | None, day: str | None, write: Callable[..., Path]
) -> None:
    run = runfile.read(write(*rows([RECORD | {"date": said}]), name="run.jsonl"))
    assert predictions(run)["a"][0]["date"] == day


def test_mentions_of_one_incident_are_joined_unless_told_otherwise(
    write: Callable[..., Path],
) -> None:
    run = runfile.read(write(*rows([RECORD], [RECORD]), name="run.jsonl"))
    assert len(predictions(run)["a"]) == 1
    assert len(predictions(run, merge=False)["a"]) == 2


def test_a_schema_without_event_types_cannot_be_held_against_the_key(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "flood.py").write_text(
        "from pydantic import BaseModel\nclass Flood(BaseModel):\n    river: str\n"
    )
    run = runfile.read(write(*rows([], schema="flood"), name="run.jsonl"))
    with pytest.raises(UsageError, match="no event_type"):
        predictions(run, content=[str(tmp_path)])


@pytest.fixture
def files(write: Callable[..., Path]) -> tuple[str, str]:
    run = write(*rows([RECORD]), name="run.jsonl")
    return str(run), str(write({"id": "a", "templates": [TEMPLATE]}, {"id": "b", "templates": []}))


def test_the_command_prints_the_figures(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, gold = files
    converted = tmp_path / "predictions.jsonl"
    assert main(["score", run, "--gold", gold, "--json", "--predictions", str(converted)]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["exact"]["type"]["f1"] == 100.0
    assert figures["documents"]["without_prediction_line"] == 1
    assert figures["date"]["exact_accuracy"] == 100.0
    (line,) = converted.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["incidents"][0]["victims"] == ["trader", "Ana Ruiz"]


def test_the_command_prints_a_report_for_the_eye(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    run, gold = files
    assert main(["score", run, "--gold", gold, "--no-merge"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "documents 2, without a prediction line 1"
    assert out[1].startswith("relevance  P 100.00  R 100.00  F1 100.00   (optional only")
    assert "   perp_orgs          P    n/a  R   0.00  F1    n/a" in out
    assert out[-2].startswith("killed     100.0% of 1 determinate (non-zero 100.0% of 1), within")
    assert out[-1].startswith("injured    None% of 0 determinate")


def test_a_baseline(write: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    doubted = {"id": "c", "templates": [TEMPLATE | {"optional": True}]}
    gold = write({"id": "a", "templates": [TEMPLATE]}, {"id": "b", "templates": []}, doubted)
    run = write(*rows([RECORD]), name="run.jsonl")
    none = write(*rows([]), name="none.jsonl")
    arguments = ["score", str(run), "--gold", str(gold)]
    assert main([*arguments, "--baseline", str(none), "--json"]) == 0
    baseline = json.loads(capsys.readouterr().out)["baseline"]
    assert baseline["relevance"]["difference"] == 100.0
    assert baseline["relevance"]["baseline"] == 0.0
    assert baseline["micro"]["difference"] > 0.0
    assert main([*arguments, "--baseline", str(run)]) == 0
    assert "   micro            F1   +0.00 (+0.00 to +0.00" in capsys.readouterr().out


def test_a_figure_below_its_floor_and_gold_that_is_none(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, gold = files
    digest = hashlib.sha256(Path(gold).read_bytes()).hexdigest()
    floor = tmp_path / "floors.json"
    for least, status in ((100.0, 0), (100.5, 1)):
        floor.write_text(
            json.dumps({"measured_on": digest, "at_least": {"exact.type.f1": least}}), "utf-8"
        )
        assert main(["score", run, "--gold", gold, "--floor", str(floor)]) == status
    assert "exact.type.f1 is 100.0, below its floor of 100.5" in capsys.readouterr().err
    assert main(["score", run, "--gold", run]) == 2
    assert "not a gold document" in capsys.readouterr().err

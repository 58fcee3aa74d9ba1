"""A run as predictions, and the command that scores it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from llmextract import cli, runfile
from llmextract.errors import UsageError
from llmextract.evaluate.muc4.converting import predictions
from tests.evaluate.muc4.keys import TEMPLATE

RECORD: dict[str, Any] = {
    "sentences": [1],
    "event_type": "shelling",
    "status": "happened",
    "date": "Friday",
    "locations": [{"name": "Kassou", "kind": "town", "within": ["Tondo"]}],
    "perpetrators": [{"name": "masked men", "kind": "rebels"}],
    "targets": [
        {"name": "grain store", "kind": "facility"},
        {"name": "trucks", "kind": "vehicle"},
        {"name": "trader", "kind": "civilians"},
        {"name": "Ana Ruiz", "kind": "unknown"},
    ],
    "weapons": ["guns"],
    "killed": 3,
    "injured": None,
}


def rows(*paragraphs: list[dict[str, Any]], schema: str = "incident") -> list[dict[str, Any]]:
    """The lines of a run over one document called ``a``."""
    header = {"version": "0", "format": 1, "schema": schema, "model": "test:m"}
    run = {
        "model": "test:m", "digest": "", "cached": False, "seconds": 0.0, "attempts": 0,
        "usage": {"prompt_tokens": 0, "completion_tokens": 0},
    }  # fmt: skip
    document = {"id": "a", "source": "a.txt", "title": None, "published": "1990-01-08"}
    return [
        {"llmextract": header},
        *(
            {
                "document": document,
                "paragraph": {"index": i, "start": 100 * i, "end": 100 * i + 4, "text": "Fire"},
                "records": records,
                "findings": [],
                "failure": None,
                "run": run,
            }
            for i, records in enumerate(paragraphs)
        ),
    ]


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
    assert (
        cli.run(["evaluate", run, "--gold", gold, "--json", "--predictions", str(converted)]) == 0
    )
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
    assert cli.run(["evaluate", run, "--gold", gold, "--no-merge"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "documents 2, without a prediction line 1"
    assert out[1].startswith("relevance  P 100.00  R 100.00  F1 100.00   (optional only")
    assert "   perp_orgs          P    n/a  R   0.00  F1    n/a" in out
    assert out[-2].startswith("killed     100.0% of 1 determinate (non-zero 100.0% of 1), within")
    assert out[-1].startswith("injured    None% of 0 determinate")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["RUN"],
        ["--gold", "GOLD"],
        ["--cases", "GOLD", "--gold", "GOLD"],
        ["RUN", "--cases", "GOLD"],
        ["RUN", "--cases", "GOLD", "--gold", "GOLD"],
    ],
)
def test_either_a_run_with_gold_or_cases(
    arguments: list[str], files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    named = {"RUN": files[0], "GOLD": files[1]}
    assert cli.run(["evaluate", *(named.get(one, one) for one in arguments)]) == 2
    assert "give either RUN.jsonl with --gold, or --cases alone" in capsys.readouterr().err

"""``evaluate --cases``: figures for programs, a table for the eye, what was judged wrong."""

import json
from pathlib import Path

import pytest

from llmextract import cli
from tests.evaluate.runs import RECORD, rows

TEXT = "Five carters drowned near Oru when the ferry sank."


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    lines = [
        {"text": TEXT, "field": "number", "role": "killed", "value": 5, "label": "supported"},
        {
            "id": "c-2",
            "phenomenon": "mislabelled",
            "text": TEXT,
            "field": "place",
            "value": "Oru",
            "label": "unsupported",
        },
    ]
    path = tmp_path / "cases.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in lines), encoding="utf-8")
    return path


def test_figures_as_json_have_the_promised_names(
    cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["evaluate", "--cases", str(cases), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert list(figures) == [
        "n", "accuracy", "false_supported", "unclear", "accuracy_sure",
        "by_field", "by_label", "by_phenomenon",
    ]  # fmt: skip
    assert (figures["n"], figures["accuracy"], figures["false_supported"]) == (2, 0.5, 1.0)
    assert set(figures["by_field"]) == {"number", "place"}


def test_the_table_shows_each_group_and_the_last_line_sums_up(
    cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["evaluate", "--cases", str(cases)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert (
        lines[-1]
        == "2 cases: accuracy 0.5000, unsupported values let through 1.0000, unclear 0.0000"
    )
    (row,) = [line.split() for line in lines if line.startswith("mislabelled")]
    assert row == ["mislabelled", "1", "0.000", "1.000"]


def test_wrong_lists_what_was_judged_wrong_and_nothing_else(
    cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["evaluate", "--cases", str(cases), "--wrong", "--judge", "none"]) == 0
    out = capsys.readouterr().out
    assert "c-2 place  'Oru': supported, not unsupported (" in out
    assert f"    {TEXT}" in out
    assert "killed 5" not in out


def test_what_was_judged_wrong_stands_within_the_json(
    cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["evaluate", "--cases", str(cases), "--json", "--wrong"]) == 0
    (wrong,) = json.loads(capsys.readouterr().out)["wrong"]
    assert (wrong["id"], wrong["label"], wrong["verdict"]) == ("c-2", "unsupported", "supported")
    assert wrong["reason"]


def test_a_judge_for_all_cases_must_be_somebody(
    cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["evaluate", "--cases", str(cases), "--judge-all", "--judge", "none"]
    assert cli.run(arguments) == 2
    assert "--judge-all needs --judge MODEL" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [[], ["--json"], ["run.jsonl"], ["--gold", "g.jsonl"], ["r.jsonl", "--cases", "c.jsonl"]],
    ids=["nothing", "json", "run", "gold", "both"],
)
def test_half_of_a_question_is_wrong_use(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["evaluate", *arguments]) == 2
    assert capsys.readouterr().err.startswith("llmextract: ")


def test_cases_are_made_of_a_run_and_scored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, made = tmp_path / "run.jsonl", tmp_path / "made.jsonl"
    lines = rows([{**RECORD, "locations": [], "killed": 3}])
    text = "Three masked men were killed on Friday."
    lines[1]["paragraph"] = {"index": 0, "start": 0, "end": len(text), "text": text}
    span = {"start": 0, "end": 5, "text": "Three"}
    lines[1]["findings"] = [
        {"record": 0, "field": "killed", "value": 3, "verdict": "supported", "low": 3, "high": 3,
         "reason": "number word", "spans": [span], "where": "paragraph"}
    ]  # fmt: skip
    run.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert cli.run(["cases", "mutate", str(run), "-o", str(made)]) == 0
    assert "2 cases (1 as read, 1 one more); written to" in capsys.readouterr().err
    assert cli.run(["evaluate", "--cases", str(made), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["accuracy"] == 1.0
    assert cli.run(["cases", "mutate", str(run), "-o", str(run)]) == 2
    assert "is not written over" in capsys.readouterr().err


def test_a_run_without_values_makes_no_cases(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run.jsonl"
    run.write_text("".join(json.dumps(line) + "\n" for line in rows([])), encoding="utf-8")
    assert cli.run(["cases", "mutate", str(run), "-o", str(tmp_path / "x.jsonl")]) == 2
    assert "no number or place that is supported" in capsys.readouterr().err
    assert not (tmp_path / "x.jsonl").exists()

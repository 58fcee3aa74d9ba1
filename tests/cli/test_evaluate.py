"""``evaluate --cases``: figures for programs, a table for the eye, what was judged wrong."""

import json
from pathlib import Path

import pytest

from llmextract import cli

TEXT = "Five carters drowned near Oru when the ferry sank."


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    rows = [
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
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
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
    assert cli.run(["evaluate", "--cases", str(cases), "--json", "--wrong"]) == 0
    out = capsys.readouterr().out
    assert "c-2 place  'Oru': supported, not unsupported (" in out
    assert f"    {TEXT}" in out
    assert "killed 5" not in out


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

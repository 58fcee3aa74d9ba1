"""``verify``, ``models``, ``schemas`` and ``cache``."""

import json
from pathlib import Path

import pytest

from llmextract import cli
from tests.scripts import write_article, write_script


@pytest.fixture
def run_file(tmp_path: Path) -> Path:
    article, script = write_article(tmp_path / "a.txt"), write_script(tmp_path / "s.jsonl")
    target = tmp_path / "run.jsonl"
    assert cli.run(["extract", str(article), "-m", script, "-o", str(target)]) == 0
    return target


def test_verify_finds_nothing_changed_in_a_fresh_run(
    run_file: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    capsys.readouterr()
    fresh = tmp_path / "again.jsonl"
    assert cli.run(["verify", str(run_file), "-o", str(fresh)]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("0 of ")
    assert [json.loads(line) for line in fresh.read_text().splitlines()] == [
        json.loads(line) for line in run_file.read_text().splitlines()
    ]


def test_verify_says_which_verdicts_changed(
    run_file: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rows = [json.loads(line) for line in run_file.read_text().splitlines()]
    finding = next(f for f in rows[1]["findings"] if f["field"] == "killed")
    finding["verdict"] = "unsupported"
    rows[1]["findings"] = [f for f in rows[1]["findings"] if f["field"] != "injured"]
    run_file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    capsys.readouterr()
    assert cli.run(["verify", str(run_file)]) == 0
    out, err = capsys.readouterr()
    assert "paragraph 1: killed = 3: unsupported -> supported" in out
    assert "paragraph 1: injured = 2: none -> supported" in out
    assert err.startswith("2 of ")


def test_verify_refuses_a_record_that_does_not_fit(
    run_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [json.loads(line) for line in run_file.read_text().splitlines()]
    rows[1]["records"][0]["event_type"] = "picnic"
    run_file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert cli.run(["verify", str(run_file)]) == 2
    assert "does not fit the schema" in capsys.readouterr().err


def test_models_list_names_every_form_and_every_weight(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["models", "list"]) == 0
    out = capsys.readouterr().out
    for words in ("server:MODEL@", "openai:MODEL", "scripted:FILE", "local:smollm2-135m"):
        assert words in out
    assert "local:qwen2.5-coder-1.5b (default)" in out


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ('{"code": "zyx-40817"}', "enforced"),
        ('{"city": "Paris"}', "json"),
        ("Paris is the capital.", "ignored"),
    ],
)
def test_models_check_shows_whether_a_schema_is_enforced(
    answer: str, verdict: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = write_script(tmp_path / "s.jsonl", [{"answer": answer}])
    assert cli.run(["models", "check", script]) == 0
    assert f": {verdict}: " in capsys.readouterr().out


def test_schemas_list_show_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["schemas", "list"]) == 0
    assert "incident: " in capsys.readouterr().out
    assert cli.run(["schemas", "show", "incident"]) == 0
    assert "- killed (number or null)" in capsys.readouterr().out
    assert cli.run(["schemas", "show", "incident", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["required"] == ["incidents"]
    assert cli.run(["schemas", "check", "incident"]) == 0
    assert "are good" in capsys.readouterr().out


def test_schemas_check_names_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "prompts").mkdir()
    (tmp_path / "schemas" / "flood.py").write_text(
        "from typing import Annotated\n"
        "from pydantic import BaseModel, Field\n"
        "from llmextract import Grounded\n"
        "class Flood(BaseModel):\n"
        "    dead: Annotated[int | None, Grounded('number', role='killed')]\n"
        "    river: str | None = Field(description='which river')\n"
    )
    (tmp_path / "prompts" / "flood.md").write_text("List the floods.\n{{fields}}\n")
    (tmp_path / "prompts" / "flood.examples.jsonl").write_text(
        json.dumps(
            {
                "text": "The Oder rose and two men drowned.",
                "records": [{"dead": 7, "river": "Oder"}],
            }
        )
        + "\n"
        + json.dumps({"text": "All is dry.", "records": [{"dead": "many"}]})
        + "\n"
    )
    assert cli.run(["schemas", "check", "flood", "--content", str(tmp_path)]) == 2
    out = capsys.readouterr().out
    assert "the field dead has no description" in out
    assert "example 1: record 1, dead = 7" in out
    assert "example 2: record 1, dead: 'many' is no value of it and was left out" in out


def test_cache_info_and_clear(run_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert cli.run(["cache", "info"]) == 0
    out = capsys.readouterr().out
    assert "replies: 3" in out
    assert "results: 3" in out
    assert cli.run(["cache", "clear", "--results", "-y"]) == 0
    assert "3 entries forgotten" in capsys.readouterr().out
    assert cli.run(["cache", "clear", "-y"]) == 0
    assert "3 entries forgotten" in capsys.readouterr().out
    assert cli.run(["cache", "info"]) == 0
    assert "replies: 0" in capsys.readouterr().out

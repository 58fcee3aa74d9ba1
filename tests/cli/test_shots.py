"""``--examples`` and ``--shots``: what a user writes, and what wrong use says."""

import json
from pathlib import Path
from typing import Any

import pytest

from llmextract import cli, runfile
from llmextract.content import load_prompt, load_schema
from llmextract.reading.open import OpenReading
from llmextract.reading.state import Domain
from llmextract.schema.outline import outline_of
from tests.scripts import write_article, write_script

MINE: dict[str, Any] = {
    "text": "A mine killed a farmer near Olvet, and the army was blamed.",
    "records": [
        {
            "sentences": [1],
            "event_type": "landmine",
            "status": "alleged",
            "date": None,
            "locations": [{"name": "Olvet"}],
            "perpetrators": [],
            "targets": [{"name": "farmer"}],
            "weapons": ["mine"],
            "killed": 1,
            "injured": None,
        }
    ],
}


@pytest.fixture
def asking(tmp_path: Path) -> list[str]:
    """The beginning of a command line."""
    article = str(write_article(tmp_path / "a.txt"))
    return ["extract", article, "-m", write_script(tmp_path / "s.jsonl")]


@pytest.fixture
def pool(tmp_path: Path) -> Path:
    path = tmp_path / "pool.jsonl"
    path.write_text(json.dumps(MINE) + "\n", encoding="utf-8")
    return path


def test_a_run_with_examples_says_so_in_its_header(
    asking: list[str], pool: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run.jsonl"
    for given, shots in (([], 2), (["--shots", "1"], 1)):
        assert cli.run([*asking, "--examples", str(pool), *given, "-o", str(out)]) == 0
        header = runfile.read(out).header["examples"]
        assert (header["file"], header["used"], header["shots"]) == ("pool.jsonl", 1, shots)


def test_a_dry_run_counts_the_examples(
    asking: list[str], pool: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def tokens(*given: str) -> int:
        assert cli.run([*asking, "--dry-run", *given]) == 0
        return int(capsys.readouterr().out.split("about ")[1].split(" tokens")[0].replace(",", ""))

    assert tokens("--examples", str(pool)) > tokens()


def test_a_number_of_examples_needs_a_file(
    asking: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run([*asking, "--shots", "2"]) == 2
    assert "--shots needs --examples" in capsys.readouterr().err


def test_a_line_that_does_not_fit_is_one_line_of_error(
    asking: list[str], pool: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {**MINE, "text": "A mine wounded a farmer near Olvet."}
    pool.write_text(f"{json.dumps(MINE)}\n{json.dumps(wrong)}\n", encoding="utf-8")
    assert cli.run([*asking, "--examples", str(pool)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert f"{pool}, line 2 cannot be an example: record 1, killed = 1" in line
    assert f"llmextract schemas check incident --examples {pool}" in line


def test_schemas_check_tells_all_that_is_wrong_with_a_file(
    pool: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["schemas", "check", "incident", "--examples", str(pool)]) == 0
    assert "are good" in capsys.readouterr().out
    wrong = {**MINE, "text": "In Terrow all was quiet.", "records": MINE["records"] * 2}
    pool.write_text(f"{json.dumps(MINE)}\n{json.dumps(wrong)}\n", encoding="utf-8")
    assert cli.run(["schemas", "check", "incident", "--examples", str(pool)]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith(f"{pool}, line 2: record ") for line in lines)
    assert any("record 2, locations[0].name = 'Olvet'" in line for line in lines)


def test_the_examples_of_the_prompt_stay(
    asking: list[str], pool: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from llmextract.providers.scripted import ScriptedModel

    seen: list[int] = []
    answered = ScriptedModel.complete

    def counting(self: Any, request: Any) -> Any:
        seen.append(len(request.messages))
        return answered(self, request)

    monkeypatch.setattr(ScriptedModel, "complete", counting)
    assert cli.run([*asking, "--examples", str(pool), "-o", str(tmp_path / "r.jsonl")]) == 0
    shipped = Domain(outline_of(load_schema("incident")), load_prompt("incident"))
    own = len(OpenReading(shipped).preamble())
    assert seen[0] == own + 2 + 1

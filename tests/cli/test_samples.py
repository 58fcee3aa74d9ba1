"""The command with several samples: what the eye sees of agreement, and what a plan says."""

import json
from pathlib import Path

import pytest

from llmextract import cli
from tests.scripts import MARKET, MARKET_RECORD, write_article, write_script


@pytest.fixture
def article(tmp_path: Path) -> str:
    return str(write_article(tmp_path / "a.txt", MARKET))


def test_the_table_tells_what_not_all_answers_agree_on(
    article: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from llmextract import assembly
    from llmextract.model import Request
    from tests.scripts import CountingModel

    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "incident.md").write_text("{{fields}}", encoding="utf-8")
    other = MARKET_RECORD | {
        "sentences": [2],
        "targets": ["guards"],
        "locations": [],
        "killed": None,
    }

    def answer(request: Request) -> str:
        if request.sampling.seed == 1:
            return json.dumps({"incidents": [other, MARKET_RECORD | {"date": None}]})
        return json.dumps({"incidents": [MARKET_RECORD]})

    monkeypatch.setattr(assembly, "open_model", lambda *_, **__: CountingModel(answer))
    content = ["--content", str(tmp_path)]
    assert cli.run(["extract", article, "-m", "scripted:x", "--samples", "4", *content]) == 0
    shown = capsys.readouterr().out
    assert "Friday ✓ 75%" in shown
    assert "3 ✓ 75%" not in shown
    assert "a record of 25% of the answers, left out: armed attack; happened; Friday" in shown
    assert "so many of 4 answers agree" in shown


def test_one_sample_says_nothing_of_agreement(
    article: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = write_script(tmp_path / "s.jsonl")
    assert cli.run(["extract", article, "-m", script]) == 0
    assert "%" not in capsys.readouterr().out
    assert cli.run(["extract", article, "-m", script, "-f", "csv"]) == 0
    assert "_agreement" not in capsys.readouterr().out


def test_a_paragraph_without_a_record_tells_what_was_left_out(
    article: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = write_script(tmp_path / "s.jsonl", [{"answer": {"incidents": []}}])
    assert cli.run(["extract", article, "-m", script, "--samples", "2"]) == 0
    assert "nothing found" in capsys.readouterr().out


def test_a_dry_run_tells_the_requests(
    article: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = write_script(tmp_path / "s.jsonl")
    assert cli.run(["extract", article, "-m", script, "--samples", "5", "--dry-run"]) == 0
    assert "1 paragraphs: 1 to ask with 5 requests, 0 kept" in capsys.readouterr().out
    assert cli.run(["extract", article, "-m", script, "--dry-run"]) == 0
    assert "1 paragraphs: 1 to ask, 0 kept" in capsys.readouterr().out


def test_no_sample_at_all_is_wrong_use(article: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["extract", article, "--samples", "0"]) == 2
    assert "--samples" in capsys.readouterr().err


def test_verify_and_compare_read_such_a_run(
    article: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = write_script(tmp_path / "s.jsonl")
    one, three, checked = (str(tmp_path / f"{name}.jsonl") for name in ("one", "three", "checked"))
    assert cli.run(["extract", article, "-m", script, "-o", one]) == 0
    assert cli.run(["extract", article, "-m", script, "-o", three, "--samples", "3"]) == 0
    assert cli.run(["verify", three, "-o", checked]) == 0
    lines = [Path(path).read_text(encoding="utf-8").splitlines()[1] for path in (three, checked)]
    assert json.loads(lines[0])["agreement"] == json.loads(lines[1])["agreement"]
    assert cli.run(["compare", one, three]) == 0
    assert cli.run(["extract", article, "-m", script, "--samples", "3", "--merge"]) == 0
    assert "answers agree" not in capsys.readouterr().out

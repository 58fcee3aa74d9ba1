"""``review``: run files become a page, and what cannot be shown is refused in a line."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from llmextract import cli, runfile
from llmextract.reading import examples
from tests.scripts import write_article, write_script


@pytest.fixture
def run(tmp_path: Path) -> Path:
    path = tmp_path / "run.jsonl"
    article = write_article(tmp_path / "a.txt")
    script = write_script(tmp_path / "s.jsonl")
    assert cli.run(["extract", str(article), "-m", script, "-o", str(path)]) in {0, 1}
    return path


def test_a_page_is_written_and_said(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.html"
    capsys.readouterr()
    assert cli.run(["review", str(run), "-o", str(page)]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert f"written to {page}; open it in a browser" in err
    (block,) = re.findall(r'id="data">(.*?)</script>', page.read_text("utf-8"), re.DOTALL)
    data = json.loads(block)
    assert data["runs"][0]["name"] == "run.jsonl"
    assert len(data["incidents"]) > 0


def test_the_run_is_not_written_over(run: Path) -> None:
    before = run.read_bytes()
    assert cli.run(["review", str(run), "-o", str(run)]) == 2
    assert run.read_bytes() == before


def test_what_is_no_run_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "x.jsonl"
    other.write_text("{}\n", encoding="utf-8")
    assert cli.run(["review", str(other), "-o", str(tmp_path / "p.html")]) == 2
    assert "is not a run file" in capsys.readouterr().err
    assert not (tmp_path / "p.html").exists()


def edits_of(run: Path, *rows: dict[str, Any], digest: str | None = None) -> Path:
    """A file of edits of the first record of a run that has one."""
    known = digest or hashlib.sha256(run.read_bytes()).hexdigest()
    one = next(one for one in runfile.read(run).extractions if one.records)
    place = {
        "run": known,
        "document": one.document.id,
        "paragraph": one.paragraph.index,
        "record": 0,
    }
    path = run.with_name("edits.json")
    file = {"llmextract_edits": 1, "reviewer": "R", "edits": [place | row for row in rows]}
    path.write_text(json.dumps(file), encoding="utf-8")
    return path


def test_edits_become_a_new_run_that_is_gold_and_examples(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold, before = tmp_path / "gold.jsonl", run.read_bytes()
    edits = edits_of(run, {"action": "correct", "path": "status", "value": "claimed"})
    capsys.readouterr()
    assert cli.run(["review", str(run), "--apply", str(edits), "-o", str(gold)]) == 0
    assert f"1 edit put into {gold}" in capsys.readouterr().err
    assert run.read_bytes() == before
    new = next(one for one in runfile.read(gold).extractions if one.review)
    assert new.records[0]["status"] == "claimed"
    assert cli.run(["evaluate", str(run), "--gold", str(gold), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)["figures"]
    assert figures["status"]["f1"] < figures["event_type"]["f1"] == 100.0
    told = [one.records for _, one in examples.read_file(gold).examples]
    assert new.records in told
    assert cli.run(["verify", str(gold), "-o", str(tmp_path / "again.jsonl")]) == 0
    again = next(one for one in runfile.read(tmp_path / "again.jsonl").extractions if one.review)
    assert again.review == new.review


def test_what_cannot_be_done_is_told_and_the_rest_is_saved(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = tmp_path / "gold.jsonl"
    bad = {"action": "correct", "path": "killed", "value": "a lot"}
    good = {"action": "correct", "path": "status", "value": "claimed"}
    assert (
        cli.run(["review", str(run), "--apply", str(edits_of(run, bad, good)), "-o", str(gold)])
        == 1
    )
    assert "not done: correct in paragraph" in capsys.readouterr().err
    assert any(
        one.records[0]["status"] == "claimed"
        for one in runfile.read(gold).extractions
        if one.records
    )


def test_edits_of_another_run_and_wrong_use_are_refused(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = tmp_path / "gold.jsonl"
    edits = edits_of(run, {"action": "accept", "path": "killed"}, digest="0" * 64)
    assert cli.run(["review", str(run), "--apply", str(edits), "-o", str(gold)]) == 2
    assert "of another run" in capsys.readouterr().err
    assert cli.run(["review", str(run), "--apply", str(edits), "-o", str(edits)]) == 2
    assert cli.run(["review", str(run), str(run), "--apply", str(edits), "-o", str(gold)]) == 2
    assert not gold.exists()


def test_edits_of_several_runs_are_put_into_each(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edits = edits_of(run, {"action": "accept", "path": "killed"})
    file = json.loads(edits.read_text("utf-8"))
    file["edits"].append(file["edits"][0] | {"run": "0" * 64})
    edits.write_text(json.dumps(file), encoding="utf-8")
    gold = tmp_path / "gold.jsonl"
    assert cli.run(["review", str(run), "--apply", str(edits), "-o", str(gold)]) == 0
    assert "1 of " in capsys.readouterr().err

"""``review``: run files become a page, and what cannot be shown is refused in a line."""

import json
import re
from pathlib import Path

import pytest

from llmextract import cli
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

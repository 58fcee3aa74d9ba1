"""No command writes over what it reads, however the file is named."""

import os
from pathlib import Path

import pytest

from llmextract import cli
from tests.scripts import write_article, write_script


@pytest.fixture
def script(tmp_path: Path) -> str:
    return write_script(tmp_path / "s.script")


@pytest.fixture
def article(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    return write_article(tmp_path / "news" / "a.txt")


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert cli.run(arguments) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "is not written over" in line
    return line


@pytest.mark.parametrize("named", ["file", "folder", "glob", "link", "other link", "hard link"])
def test_extract_keeps_its_inputs(
    named: str,
    article: Path,
    script: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = article.read_bytes()
    link, other, hard = tmp_path / "link.txt", tmp_path / "other.txt", tmp_path / "hard.txt"
    link.symlink_to(article)
    other.symlink_to(article)
    os.link(article, hard)
    source, target = {
        "file": (article, article),
        "folder": (article.parent, article),
        "glob": (article.parent / "*.txt", article),
        "link": (link, article),
        "other link": (link, other),
        "hard link": (hard, article),
    }[named]
    for form in ("jsonl", "csv", "table"):
        refused(["extract", str(source), "-m", script, "-f", form, "-o", str(target)], capsys)
    assert article.read_bytes() == before
    assert list(tmp_path.rglob("*.partial")) == []


def test_a_result_in_the_folder_that_is_read_is_an_input_the_next_time(
    article: Path, script: str, capsys: pytest.CaptureFixture[str]
) -> None:
    target = str(article.parent / "run.jsonl")
    given = ["extract", str(article.parent), "-m", script, "-o", target]
    assert cli.run(given) == 0
    capsys.readouterr()
    assert target in refused(given, capsys)


def test_a_draft_that_is_an_input_is_kept(
    article: Path, script: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = write_article(tmp_path / "run.jsonl.partial")
    given = ["extract", str(article), str(draft), "-m", script, "-o", str(tmp_path / "run.jsonl")]
    assert str(draft) in refused(given, capsys)


def test_standard_input_is_kept(
    article: Path, script: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with article.open(encoding="utf-8") as stream:
        monkeypatch.setattr("sys.stdin", stream)
        refused(["extract", "-", "-m", script, "-f", "csv", "-o", str(article)], capsys)


def test_other_files_may_be_written_again(article: Path, script: str, tmp_path: Path) -> None:
    given = ["extract", str(article), "-m", script, "-o", str(tmp_path / "run.jsonl")]
    assert cli.run(given) == cli.run(given) == 0


@pytest.mark.parametrize(
    "command",
    [
        ["export", "RUN"],
        ["verify", "RUN"],
        ["verify", "ROWS", "--text-column", "text", "--number", "killed"],
        ["compare", "PAGE", "PAGE"],
        ["cache", "export", "RUN"],
        ["cache", "import", "RUN"],
        ["extract", "ARTICLE", "--examples", "RUN"],
    ],
)
def test_every_command_keeps_its_inputs(
    command: list[str],
    article: Path,
    script: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run, rows, page = tmp_path / "run.jsonl", tmp_path / "rows.csv", tmp_path / "page.json"
    assert cli.run(["extract", str(article), "-m", script, "-o", str(run)]) == 0
    rows.write_text("text,killed\nTwo guards were killed.,2\n", encoding="utf-8")
    page.write_bytes(run.read_bytes())
    capsys.readouterr()
    files = {"RUN": run, "ROWS": rows, "PAGE": page, "ARTICLE": article}
    target = next(files[word] for word in reversed(command) if word in files)
    before = target.read_bytes()
    given = [str(files.get(word, word)) for word in command]
    refused([*given, "-o", str(target)], capsys)
    assert target.read_bytes() == before

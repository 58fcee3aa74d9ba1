"""Run files as Parquet at the command line: what writes them, and what becomes of a run cut short."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from llmextract import run_tables, runfile
from llmextract.cli import run, run_files
from llmextract.errors import RunFileError
from llmextract.records import Extraction
from tests.scripts import write_article, write_script

NAME = "a.run.parquet"


@pytest.fixture(autouse=True)
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    write_article(tmp_path / "a.txt")
    return write_script(tmp_path / "script.jsonl")


def lines(path: str) -> list[Any]:
    """What a run file says, without what differs between two runs."""
    rows = [runfile.to_json(one) for one in runfile.read(Path(path)).extractions]
    for row in rows:
        row["run"] |= {"cached": None, "seconds": None}
    return rows


def test_it_says_what_json_lines_say_and_nothing_is_asked_for_it_again(model: str) -> None:
    assert run(["extract", "a.txt", "-m", model, "-o", "a.jsonl"]) == 0
    Path("script.jsonl").write_text("", encoding="utf-8")
    assert run(["extract", "a.txt", "-m", model, "-o", NAME]) == 0
    assert lines(NAME) == lines("a.jsonl")
    table = pq.read_table(NAME)
    header = json.loads(table.schema.metadata[run_tables.HEADER])
    assert header["model"] == model
    assert table.num_rows == 3
    assert not Path(f"{NAME}.partial").exists()


def test_a_form_that_is_named_goes_before_the_ending(model: str) -> None:
    assert run(["extract", "a.txt", "-m", model, "-o", "out.parquet"]) == 0
    assert run_tables.HEADER not in (pq.read_schema("out.parquet").metadata or {})
    with pytest.raises(RunFileError, match=r"out\.parquet is a table, not a run file"):
        runfile.read(Path("out.parquet"))
    assert not runfile.is_run_file(Path("out.parquet"))


@pytest.mark.parametrize("command", ["export a.jsonl", "extract a.txt -m MODEL -f csv"])
def test_an_export_is_not_called_a_run_file(
    command: str, model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["extract", "a.txt", "-m", model, "-o", "a.jsonl"]) == 0
    assert run([*command.replace("MODEL", model).split(), "-o", "run.parquet"]) == 2
    assert "run.parquet is what a run file is called" in capsys.readouterr().err
    assert not Path("run.parquet").exists()


def test_what_was_answered_before_a_run_was_cut_short_can_be_read(model: str) -> None:
    assert run(["extract", "a.txt", "-m", model, "-o", "a.jsonl"]) == 0
    whole = runfile.read(Path("a.jsonl"))

    def cut() -> Iterator[Extraction]:
        yield from whole.extractions[:2]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_files.write(whole.header, cut(), Path(NAME))
    assert not Path(NAME).exists()
    assert lines(f"{NAME}.partial") == lines("a.jsonl")[:2]
    assert run(["extract", "a.txt", "-m", model, "-o", NAME]) == 0
    assert not Path(f"{NAME}.partial").exists()


def test_a_file_that_was_not_closed_is_told(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["extract", "a.txt", "-m", model, "-o", NAME]) == 0
    content = Path(NAME).read_bytes()
    Path("cut.run.parquet").write_bytes(content[:-9])
    assert run(["export", "cut.run.parquet"]) == 2
    assert "cut.run.parquet is cut or damaged" in capsys.readouterr().err


def test_commands_that_write_run_files_write_them_so(model: str) -> None:
    assert run(["extract", "a.txt", "-m", model, "-o", "a.jsonl"]) == 0
    assert run(["verify", "a.jsonl", "-o", "v.run.parquet"]) == 0
    assert run(["verify", "a.jsonl", "-o", "v.jsonl"]) == 0
    assert lines("v.run.parquet") == lines("v.jsonl")
    assert (
        run(["cache", "export", NAME if Path(NAME).exists() else "v.run.parquet", "-o", "b.zip"])
        == 0
    )
    with zipfile.ZipFile("b.zip") as bundle:
        assert any(name.endswith(".jsonl") for name in bundle.namelist())
    for name in ("i.run.parquet", "i.jsonl"):
        assert run(["cache", "import", "b.zip", "-o", name]) == 0
    assert lines("i.run.parquet") == lines("i.jsonl") == lines("v.jsonl")


def test_without_pyarrow_it_is_said_before_anybody_is_asked(
    model: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    assert run(["extract", "a.txt", "-m", model, "-o", NAME]) == 2
    assert "pip install 'llmextract[parquet]', or name it run.jsonl" in capsys.readouterr().err

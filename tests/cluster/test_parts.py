"""Parts of a run: whole or not there, on any filesystem; what failed is asked again."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from pyarrow import fs

from llmextract import run_tables, runfile
from llmextract.cluster import parts
from llmextract.cluster.parts import Form, Parts
from llmextract.errors import OutputError
from llmextract.records import Extraction, Failure
from tests.cluster.made import a_job, a_worker, blocks_of
from tests.scripts import write_article

NAME = "part-00000000-0a"
ABOUT = {"model": "m", "format": runfile.FORMAT}


@pytest.fixture
def made(tmp_path: Path) -> list[Extraction]:
    worker, _ = a_worker(a_job(tmp_path, samples=1))
    return worker.block(blocks_of(write_article(tmp_path / "a.txt"))[0])


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_what_is_put_is_got(tmp_path: Path, made: list[Extraction], form: Form) -> None:
    folder = Parts(str(tmp_path / "new" / "parts"), form)
    folder.make(ABOUT, "s")
    assert folder.get(NAME) is None
    folder.put(NAME, ABOUT, made)
    got = folder.get(NAME)
    assert got is not None
    assert list(map(runfile.line, got)) == list(map(runfile.line, made))
    names = sorted(one.name for one in (tmp_path / "new" / "parts").iterdir())
    assert names == ["_run.json", f"{NAME}.{form}"]


def test_json_lines_are_a_run_file(tmp_path: Path, made: list[Extraction]) -> None:
    folder = Parts(str(tmp_path))
    folder.put(NAME, ABOUT, made)
    read = runfile.read(tmp_path / f"{NAME}.jsonl")
    assert (read.header["model"], len(read.extractions)) == ("m", 3)


def test_parquet_has_a_row_a_paragraph_and_the_header(
    tmp_path: Path, made: list[Extraction]
) -> None:
    Parts(str(tmp_path), "parquet").put(NAME, ABOUT, made)
    table = pq.read_table(tmp_path / f"{NAME}.parquet")
    first = table.to_pylist()[0]
    assert first["paragraph"]["text"] == made[0].paragraph.text
    assert json.loads(first["records"])[0]["killed"] == 3
    assert first["failure"] is None
    assert json.loads(table.schema.metadata[run_tables.HEADER]) == ABOUT


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def _other(path: Path) -> None:
    path.write_text('{"llmextract":{}}\n{"document":1}\n', "utf-8")


@pytest.mark.parametrize("damage", [_cut, _other])
@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_a_damaged_part_is_none(
    tmp_path: Path, made: list[Extraction], form: Form, damage: Callable[[Path], None]
) -> None:
    folder = Parts(str(tmp_path), form)
    folder.put(NAME, ABOUT, made)
    damage(tmp_path / f"{NAME}.{form}")
    assert folder.get(NAME) is None


def test_a_part_with_what_failed_is_made_again(tmp_path: Path, made: list[Extraction]) -> None:
    folder = Parts(str(tmp_path))
    folder.put(NAME, ABOUT, [replace(made[0], failure=Failure("unavailable", "gone"))])
    assert folder.get(NAME) is None
    folder.put(NAME, ABOUT, [replace(made[0], failure=Failure("document", "is empty"))])
    assert folder.get(NAME) is not None


def test_the_folder_of_another_run_is_refused(tmp_path: Path) -> None:
    folder = Parts(str(tmp_path))
    folder.make(ABOUT, "s")
    folder.make(ABOUT, "s")
    with pytest.raises(OutputError, match=r"holds a run with m or with other settings; name"):
        folder.make(ABOUT, "t")
    folder.make(ABOUT, "t", is_result=False)


def test_superseded_and_broken_parts_go_and_all_else_stays(
    tmp_path: Path, made: list[Extraction]
) -> None:
    where = tmp_path / "parts"
    folder = Parts(str(where))
    folder.make(ABOUT, "s")
    for name in (NAME, "part-00000001-0b"):
        folder.put(name, ABOUT, made)
    own = where / "part-of-mine.jsonl"
    for path in (where / f"{NAME}.jsonl.{'a' * 32}", own):
        path.touch()
    folder.tidy({NAME})
    assert {one.name for one in where.iterdir()} == {"_run.json", f"{NAME}.jsonl", own.name}
    folder.remove()
    assert [one.name for one in where.iterdir()] == [own.name]
    own.unlink()
    folder.make(ABOUT, "s")
    folder.remove()
    assert not where.exists()


def test_a_bucket_has_parts_at_once_and_is_seen_by_all(
    monkeypatch: pytest.MonkeyPatch, made: list[Extraction]
) -> None:
    """A filesystem of pyarrow that is no disk stands for an object store."""
    store = fs._MockFileSystem()
    monkeypatch.setattr(parts, "opened", lambda url: (store, url.removeprefix("s3://")))
    folder = Parts("s3://bucket/run/")
    assert not folder.is_seen()
    folder.make(ABOUT, "s")
    assert folder.is_seen()
    folder.put(NAME, ABOUT, made)
    monkeypatch.setattr(parts, "_WHOLE_AT_ONCE", frozenset({store.type_name}))
    folder.put("part-00000001-0b", ABOUT, made)
    assert Parts("s3://elsewhere").is_seen()
    assert folder.get(NAME)
    assert folder.get("part-00000001-0b")
    folder.remove()
    assert store.get_file_info(["bucket/run"])[0].type.name == "NotFound"


def test_what_cannot_be_written_is_said(tmp_path: Path, made: list[Extraction]) -> None:
    (tmp_path / "file").touch()
    folder = Parts(str(tmp_path / "file" / "parts"))
    does: list[Callable[[], Any]] = [
        lambda: folder.make(ABOUT, "s"),
        lambda: folder.put(NAME, ABOUT, made),
        lambda: folder.tidy(()),
    ]
    for do in does:
        with pytest.raises(
            OutputError, match=r"the folder .*/file/parts cannot be (written|tidied)"
        ):
            do()
    with pytest.raises(OutputError, match="cannot be read"):
        Parts("abfs://")

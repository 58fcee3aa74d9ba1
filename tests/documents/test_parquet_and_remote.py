"""Parquet files, and inputs named by the URL of a filesystem that pyarrow reads."""

import datetime
import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import fs

from llmextract.documents import read, remote
from llmextract.errors import DocumentError
from llmextract.records import Document

BODY = "The ferry has not sailed since Tuesday, its owner said."
ROWS: list[dict[str, object]] = [
    {"id": "a", "text": BODY, "date": datetime.date(2021, 5, 3)},
    {"id": None, "text": f"{BODY} It rains.", "date": None},
    {"id": "c", "text": None, "date": None},
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def got(*sources: str, **options: Any) -> list[Document | str]:
    items = read(sources, **options)
    return [str(i) if isinstance(i, DocumentError) else i for i in items]


def parquet(name: str = "a.parquet", rows: list[dict[str, object]] = ROWS) -> Path:
    pq.write_table(pa.Table.from_pylist(rows), name)
    return Path(name)


def test_a_row_is_a_document() -> None:
    parquet()
    first, second, third = got("a.parquet")
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.id, first.text, first.published) == ("a", BODY, "2021-05-03")
    assert (second.source, second.published) == ("a.parquet:2", None)
    assert third == "a.parquet:3: has no text under 'text'"


def test_the_same_rows_as_json_lines_have_the_same_texts() -> None:
    parquet()
    lines = "".join(json.dumps(row, default=str) + "\n" for row in ROWS)
    Path("a.jsonl").write_text(lines, "utf-8")
    of_parquet, of_lines = got("a.parquet")[:2], got("a.jsonl")[:2]
    for one, other in zip(of_parquet, of_lines, strict=True):
        assert isinstance(one, Document)
        assert isinstance(other, Document)
        assert (one.text, one.paragraphs, one.published) == (
            other.text, other.paragraphs, other.published,
        )  # fmt: skip


def test_parquet_is_told_by_its_content_and_read_when_packed() -> None:
    data = parquet().read_bytes()
    Path("b.bin").write_bytes(data)
    Path("b.parquet.gz").write_bytes(gzip.compress(data))
    assert [len(got(name)) for name in ("b.bin", "b.parquet.gz")] == [3, 3]
    assert len(list(read(io.BytesIO(data)))) == 3


def test_a_damaged_file_is_one_error_and_the_others_go_on() -> None:
    data = parquet().read_bytes()
    Path("cut.parquet").write_bytes(data[:40])
    Path("t.txt").write_text(BODY, "utf-8")
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), "none.parquet")
    cut, none, text = got("cut.parquet", "none.parquet", "t.txt")
    assert str(cut).startswith("cut.parquet: cannot be read as Parquet (")
    assert none == "none.parquet: has no rows"
    assert isinstance(text, Document)


def test_without_pyarrow_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    parquet()
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    for told in (*got("a.parquet"), *got("s3://bucket/a.parquet")):
        assert "pip install 'llmextract[parquet]'" in str(told)


def test_a_url_of_a_file_and_of_a_folder(folder: Path) -> None:
    for name in ("in/b.txt", "in/a/c.txt", "in/.d.txt", "in/e.png", "in/.git/f.txt"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(BODY, "utf-8")
    url = f"file://{folder}/in"
    (one,) = got(f"{url}/b.txt")
    assert isinstance(one, Document)
    assert (one.source, one.text) == (f"{url}/b.txt", BODY)
    sources = [one.source for one in got(f"{url}/") if isinstance(one, Document)]
    assert sources == [f"{url}/a/c.txt", f"{url}/b.txt"]
    assert got(f"{url}/none") == [f"{url}/none: there is no such file"]
    (folder / "empty").mkdir()
    (folder / "empty" / "g.png").touch()
    assert got(f"file://{folder}/empty") == [
        f"file://{folder}/empty: the folder has no file that can be read"
    ]


def test_a_bucket_is_read_like_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A filesystem of pyarrow that is no disk stands for an object store."""
    store = fs._MockFileSystem()
    store.create_dir("bucket/in")
    for name in ("b.jsonl", "a.parquet"):
        with store.open_output_stream(f"bucket/in/{name}") as file:
            data = json.dumps({"text": BODY}).encode()
            file.write(data if name == "b.jsonl" else parquet().read_bytes())
    monkeypatch.setattr(remote, "opened", lambda url: (store, url.removeprefix("s3://")))
    sources = [one.source for one in got("s3://bucket/in") if isinstance(one, Document)]
    assert sources == [
        "s3://bucket/in/a.parquet:1", "s3://bucket/in/a.parquet:2", "s3://bucket/in/b.jsonl:1",
    ]  # fmt: skip


def test_a_url_that_cannot_be_read_is_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    (told,) = got("abfs://")
    assert str(told).startswith("abfs://: cannot be read (")

    class Away:
        def get_file_info(self, _: object) -> None:
            raise OSError("no\nanswer")

    monkeypatch.setattr(remote, "opened", lambda url: (Away(), url))
    assert got("s3://bucket/a") == ["s3://bucket/a: cannot be read (no answer)"]


def test_a_file_that_is_gone_when_it_is_opened(folder: Path) -> None:
    (folder / "a.txt").write_text(BODY, "utf-8")
    found = next(remote.find_remote(f"file://{folder}/a.txt", suffixes=frozenset()))
    assert isinstance(found, remote.Remote)
    (folder / "a.txt").unlink()
    with pytest.raises(DocumentError, match="cannot be read"), found.open():
        pass

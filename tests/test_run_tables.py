"""A run file as a table: names, rows there and back, and how many are held at a time."""

import io
import os
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from llmextract import run_tables
from llmextract.errors import RunFileError


def row(number: int, **more: Any) -> dict[str, Any]:
    document = {"id": "d", "source": "s", "title": None, "published": "2026-01-02"}
    return {
        "document": document,
        "paragraph": {"index": number, "start": 0, "end": 4, "text": "text"},
        "records": [{"killed": 3, "places": ["Gao"]}],
        "findings": [{"value": 3}, {"value": "three"}],
        "failure": None,
        "run": {"model": "m"},
        **more,
    }


def read(data: bytes) -> list[Any]:
    return [one for _, one in run_tables.rows(io.BytesIO(data))]


def written(*rows: dict[str, Any]) -> bytes:
    sink = io.BytesIO()
    with run_tables.open_to_write(sink, {"format": 1}) as add:
        for one in rows:
            add(one)
    return sink.getvalue()


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("run.parquet", True),
        ("a.run.parquet", True),
        ("2026-run.parquet", True),
        ("OLD_RUN.PARQUET.partial", True),
        ("rerun.parquet", False),
        ("incidents.parquet", False),
        ("run.parquet.zst", False),
    ],
)
def test_names(name: str, is_one: bool) -> None:
    assert run_tables.is_named(Path(name)) is is_one


def test_rows_come_back_as_they_were() -> None:
    rows = [
        row(0),
        row(1, failure={"kind": "model", "message": "no"}),
        row(2, agreement=[], draws={"asked": 3}, review={"by": "me"}),
    ]
    assert read(written(*rows)) == [{"llmextract": {"format": 1}}, *rows]
    assert read(written()) == [{"llmextract": {"format": 1}}]


def test_half_of_a_pair_of_surrogates_is_a_question_mark() -> None:
    (_, found) = read(written(row(0, document=row(0)["document"] | {"title": "a\ud800b"})))
    assert found["document"]["title"] == "a?b"


def test_some_rows_are_held_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_tables, "ROWS", 10)
    data = written(*map(row, range(25)))
    file = pq.ParquetFile(io.BytesIO(data))
    groups = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
    assert groups == [10, 10, 5]
    assert [one["paragraph"]["index"] for one in read(data)[1:]] == list(range(25))


def test_what_is_no_such_file() -> None:
    with pytest.raises(RunFileError, match="cut or damaged"):
        read(b"PAR1 and nothing else")


def test_nothing_of_a_pipe_is_read_to_tell(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert not run_tables.is_table(pipe)  # to open it would wait for who writes
    assert not run_tables.is_table(tmp_path / "not there")

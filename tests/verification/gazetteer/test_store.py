"""The compiled file: made once, made anew when damaged, made elsewhere when it must be."""

import sqlite3
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from llmextract.errors import StoreError
from llmextract.verification.gazetteer import compiling, layout, store

QUERY = "SELECT lines FROM place WHERE block = ?"


def small(path: Path, table_text: str, seats_text: str) -> None:
    """Stands in for the compiler: the whole one takes seconds."""
    assert "[demonyms]" in table_text
    assert "[NG]" in seats_text
    connection = sqlite3.connect(path)
    connection.executescript(layout.SCHEMA)
    connection.execute("INSERT INTO place VALUES (1, 'Here')")
    connection.commit()
    connection.close()


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LLMEXTRACT_CACHE_DIR", str(tmp_path / "deep" / "cache"))
    monkeypatch.setattr(compiling, "compile_to", small)
    store.forget()
    yield
    store.forget()


def test_the_file_is_made_once_for_this_user_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert store.rows(QUERY, (1,)) == [("Here",)]
    file = store.path()
    assert [p.name for p in file.parent.iterdir()] == [file.name]
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.parent.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0
    monkeypatch.setattr(compiling, "compile_to", None)
    store.forget()
    assert store.rows(QUERY, (1,)) == [("Here",)]


def test_the_name_carries_what_the_file_was_made_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = store.path()
    monkeypatch.setattr(store, "FORMAT", store.FORMAT + 1)
    assert store.path() != before
    table = tmp_path / "table.toml"
    table.write_bytes(store.TABLE.read_bytes() + b"\n")
    monkeypatch.setattr(store, "TABLE", table)
    monkeypatch.setattr(store, "FORMAT", store.FORMAT - 1)
    assert store.path() != before


@pytest.mark.parametrize("damage", [b"", b"not a database at all" * 100])
def test_a_damaged_file_is_made_anew(damage: bytes) -> None:
    file = store.path()
    file.parent.mkdir(parents=True)
    file.write_bytes(damage)
    assert store.rows(QUERY, (1,)) == [("Here",)]
    store.forget()
    assert store.rows(QUERY, (1,)) == [("Here",)]


def test_a_file_without_our_tables_is_made_anew() -> None:
    file = store.path()
    file.parent.mkdir(parents=True)
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
    connection.close()
    assert store.rows(QUERY, (1,)) == [("Here",)]
    assert store.rows("SELECT code FROM country") == []


def test_text_that_no_file_can_hold_is_not_found() -> None:
    """And the file is not taken for a damaged one."""
    assert store.rows(QUERY, (1,)) == [("Here",)]
    before = store.path().stat()
    assert store.rows("SELECT key FROM country WHERE code = ?", ("\ud800",)) == []
    assert store.path().stat() == before


def test_without_a_writable_folder_a_temporary_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("LLMEXTRACT_CACHE_DIR", str(blocked))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert store.rows(QUERY, (1,)) == [("Here",)]
    assert store.rows(QUERY, (2,)) == []


def test_a_failed_compilation_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path, table_text: str, seats_text: str) -> None:
        small(path, table_text, seats_text)
        raise OSError("disk full")

    monkeypatch.setattr(compiling, "compile_to", fail)
    with pytest.raises(StoreError, match="cannot be compiled: disk full; make room"):
        store.rows(QUERY, (1,))
    assert list(store.path().parent.iterdir()) == []


def test_a_disk_that_is_full_of_other_things_is_gone_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, table_text: str, seats_text: str) -> None:
        small(path, table_text, seats_text)
        if path.is_relative_to(tmp_path / "deep"):
            raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(compiling, "compile_to", full)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert store.rows(QUERY, (1,)) == [("Here",)]


def test_threads_share_it() -> None:
    answers: list[object] = []
    threads = [
        threading.Thread(target=lambda: answers.append(store.rows(QUERY, (1,)))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [[("Here",)]] * 8


def test_a_child_process_opens_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    store.rows(QUERY, (1,))
    opened: list[Path] = []

    def noted(file: Path) -> sqlite3.Connection:
        opened.append(file)
        return sqlite3.connect(file)

    monkeypatch.setattr(store, "_opened", noted)
    store.rows(QUERY, (1,))
    assert opened == []
    with monkeypatch.context() as child:
        child.setattr("os.getpid", lambda: -1)  # what a child would see after a fork
        assert store.rows(QUERY, (1,)) == [("Here",)]
        assert opened == [store.path()]
        store.forget()
    assert store.rows(QUERY, (1,)) == [("Here",)]
    assert len(opened) == 1


def test_whether_somebody_has_to_wait_can_be_told() -> None:
    assert not store.is_compiled()
    store.rows(QUERY, (1,))
    assert store.is_compiled()

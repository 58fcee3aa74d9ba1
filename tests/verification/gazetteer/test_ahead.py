"""The gazetteer compiled by another process while this one does other things."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from llmextract.verification import gazetteer
from llmextract.verification.gazetteer import ahead, compiling, layout, store

QUERY = "SELECT lines FROM place WHERE block = ?"
MAKE = """
import sqlite3, sys
from llmextract.verification.gazetteer import compiling, layout, store
def there(path, table_text, seats_text):
    connection = sqlite3.connect(path)
    connection.executescript(layout.SCHEMA + "INSERT INTO place VALUES (1, 'There');")
    connection.close()
compiling.compile_to = there
store.compile_in_place()
"""


def here(path: Path, table_text: str, seats_text: str) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(layout.SCHEMA + "INSERT INTO place VALUES (1, 'Here');")
    connection.close()


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LLMEXTRACT_CACHE_DIR", str(tmp_path / "deep" / "cache"))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    monkeypatch.setattr(compiling, "compile_to", here)
    ahead.finish()  # what a test before these began
    store.forget()
    yield
    ahead.finish()
    store.forget()


def test_a_question_waits_for_the_other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "_COMPILE", MAKE)
    gazetteer.prepare()
    gazetteer.prepare()
    assert store.rows(QUERY, (1,)) == [("There",)]
    assert [file.name for file in store.path().parent.iterdir()] == [store.path().name]


def test_where_the_other_process_fails_the_question_compiles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ahead, "_COMPILE", "raise SystemExit(1)")
    gazetteer.prepare()
    assert store.rows(QUERY, (1,)) == [("Here",)]


def test_where_no_process_can_be_started_the_question_compiles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    gazetteer.prepare()
    assert store.rows(QUERY, (1,)) == [("Here",)]


def test_what_is_there_is_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    store.rows(QUERY, (1,))
    monkeypatch.setattr(ahead, "_COMPILE", MAKE)
    store.forget()
    gazetteer.prepare()
    ahead.finish()
    assert store.rows(QUERY, (1,)) == [("Here",)]


def test_in_place_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.compile_in_place()
    connection = sqlite3.connect(store.path())
    assert connection.execute(QUERY, (1,)).fetchall() == [("Here",)]
    connection.close()
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("LLMEXTRACT_CACHE_DIR", str(blocked))
    with pytest.raises(OSError, match="file"):
        store.compile_in_place()

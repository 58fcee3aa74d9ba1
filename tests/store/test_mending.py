"""A damaged store: what is told of it, what is saved, and how to begin anew."""

import json
import random
import sqlite3
from pathlib import Path

import pytest

from llmextract.cli import run as command
from llmextract.model import digest
from llmextract.store.shelves import Store
from tests.store.rewriting import rewrite

GARBAGE = b"garbage garbage garbage"


@pytest.fixture
def folder(run: Path, own_folders: Path) -> Path:
    """The store of a run that was made."""
    assert run.exists()
    return own_folders / "cache" / "store"


def kept(folder: Path) -> int:
    store = Store(folder)
    count = len(store.replies)
    store.close()
    return count


def overwrite(folder: Path, at: int, content: bytes) -> None:
    for path in folder.glob("cache.db-*"):
        path.unlink()
    with (folder / "cache.db").open("r+b") as file:
        file.seek(at)
        file.write(content)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    status = command(["cache", *arguments])
    out = capsys.readouterr()
    return status, out.out + out.err


def test_a_whole_store(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    count = kept(folder)
    status, lines = told(capsys, "check")
    assert status == 0
    assert f"replies: {count} good\n" in lines
    assert "bad" not in lines


def test_no_store_at_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "check")[0] == 0


def test_bad_entries_are_named_and_removed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    connection = sqlite3.connect(folder / "replies" / "cache.db")
    with connection:
        count = connection.execute("SELECT count(*) FROM Cache").fetchone()[0]
        connection.execute("UPDATE Cache SET value = '{broken' WHERE rowid = 1")
        connection.execute("UPDATE Cache SET value = '[]' WHERE rowid = 2")
        connection.execute("UPDATE Cache SET key = 'zz' WHERE rowid = 3")
        connection.execute("UPDATE Cache SET value = ? WHERE rowid = 4", (b"bytes",))
    connection.close()
    assert rewrite(folder / "results", lambda text: text.replace('"seal":"', '"seal":"0'))
    status, lines = told(capsys, "check")
    assert status == 1
    for part in ("is no JSON", "is no reply", "zz does not belong", "is not ours", "4 bad"):
        assert part in lines
    assert "was changed or made elsewhere" in lines
    assert "mend it with: llmextract cache check --repair" in lines
    status, lines = told(capsys, "check", "--repair")
    assert (status, lines.count("(removed)") > 4) == (0, True)
    status, lines = told(capsys, "check")
    assert status == 0
    assert f"replies: {count - 4} good\n" in lines


def test_a_head_that_was_overwritten_is_put_back(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    count = kept(folder)
    overwrite(folder / "replies", 0, GARBAGE)
    status, lines = told(capsys, "check")
    assert status == 1
    assert f"the file is damaged (file is not a database): {count} saved, 0 lost" in lines
    status, lines = told(capsys, "check", "--repair")
    assert status == 0
    assert "damaged-1.db" in lines
    assert (folder / "replies" / "damaged-1.db").read_bytes().startswith(GARBAGE)
    assert kept(folder) == count
    assert told(capsys, "check")[0] == 0


def test_a_damaged_page_costs_what_stood_on_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store(folder)
    for number in range(40):
        request = {"n": number, "text": random.Random(number).randbytes(1000).hex()}
        store.replies.put(digest(request), {"request": request, "refused": "no"})
    count = len(store.replies)
    store.close()
    size = (folder / "replies" / "cache.db").stat().st_size
    overwrite(folder / "replies", (size // 4096 // 2) * 4096, b"\xff" * 4096)
    status, lines = told(capsys, "check", "--repair")
    assert status == 0
    assert "the file is damaged" in lines
    assert 0 < kept(folder) < count


def test_nothing_can_be_saved(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (folder / "replies").glob("cache.db*"):
        path.unlink()
    (folder / "replies" / "cache.db").write_bytes(b"not at all a database " * 500)
    status, lines = told(capsys, "check", "--repair")
    assert status == 0
    assert "0 saved, nobody can tell how many lost" in lines
    assert kept(folder) == 0


def test_clear_makes_a_fresh_store(
    folder: Path, article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    overwrite(folder / "replies", 0, GARBAGE)
    assert command(["extract", str(article), "-m", "rules", "-f", "json"]) == 0
    out = capsys.readouterr()
    assert "llmextract cache check" in out.err
    assert json.loads(out.out)
    assert told(capsys, "clear", "-y") == (0, "a store that could not be read was removed\n")
    assert kept(folder) == 0


def test_clear_removes_what_is_found_damaged_on_the_way(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    connection = sqlite3.connect(folder / "replies" / "cache.db")
    with connection:
        connection.execute("UPDATE Settings SET value = 'x' WHERE key IN ('count', 'size')")
    connection.close()
    assert "its settings are damaged" in told(capsys, "info")[1]
    assert told(capsys, "clear", "-y") == (0, "a store that could not be read was removed\n")
    for path in (folder / "replies").glob("cache.db*"):
        path.unlink()
    (folder / "replies" / "cache.db-wal").mkdir()
    assert told(capsys, "clear", "-y") == (0, "a store that could not be read was removed\n")
    assert kept(folder) == 0


def test_a_store_that_cannot_be_removed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    overwrite(folder / "replies", 0, GARBAGE)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        status, lines = told(capsys, "clear", "-y")
    assert status == 1
    assert "cannot be cleared: Permission denied" in lines
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refuse)
        status, lines = told(capsys, "check", "--repair")
    assert status == 1
    assert "cannot be repaired: Permission denied" in lines
    with monkeypatch.context() as patch:
        patch.setattr("llmextract.store.mending.shutil.copyfile", refuse)
        status, lines = told(capsys, "check")
    assert status == 1
    assert "cannot be read: Permission denied" in lines

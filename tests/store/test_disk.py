"""The table on disk: one connection for all threads, and what becomes of texts that cannot be written."""

import contextlib
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from llmextract.errors import StoreError
from llmextract.store import disk as store
from llmextract.store.disk import DiskTexts
from llmextract.store.shelf import Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(DiskTexts(tmp_path / "shelf"))
    yield made
    made.close()


def refuse_writes(folder: Path, why: str) -> None:
    """Have SQLite itself refuse each new text, the third of a transaction as well as the first."""
    with contextlib.closing(sqlite3.connect(folder / "cache.db")) as connection:
        connection.execute(
            f"CREATE TRIGGER refuse BEFORE INSERT ON Cache BEGIN SELECT RAISE(FAIL, '{why}'); END"
        )
        connection.commit()


def test_what_several_threads_keep_at_once_is_all_kept_or_all_told(shelf: Shelf) -> None:
    def put(number: int) -> bool:
        try:
            shelf.put(f"{number}", number)
        except StoreError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(put, range(200)))
        assert [shelf.get(f"{number}") for number in range(200)] == list(range(200))

        refuse_writes(Path(shelf.where), "disk I/O error")
        assert not any(pool.map(put, range(200, 300)))
    assert len(shelf) == 200


def test_a_full_disk_warns_once_and_the_run_goes_on(tmp_path: Path) -> None:
    warnings: list[str] = []
    shelf = Shelf(DiskTexts(tmp_path / "shelf"), warn=warnings.append)
    strict = Shelf(DiskTexts(tmp_path / "strict"))
    for one in ("shelf", "strict"):
        refuse_writes(tmp_path / one, "database or disk is full")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda key: shelf.put(str(key), 1), range(20)))
    assert len(warnings) == 1
    assert "disk is full" in warnings[0]
    assert shelf.get("1") is None
    with pytest.raises(StoreError, match="disk is full; llmextract cache check"):
        strict.put("a", 1)
    shelf.close()
    strict.close()


def test_a_store_that_cannot_be_written_fails_and_does_not_hang(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LOCK_SECONDS", 0.01)
    shelf = Shelf(DiskTexts(tmp_path))
    other = sqlite3.connect(tmp_path / "cache.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked"):
        shelf.put("a", 1)
    with pytest.raises(StoreError, match="locked or read-only"):
        shelf.remove("a")
    assert shelf.get("a") is None
    other.execute("ROLLBACK")
    other.close()
    shelf.put("a", 1)
    assert shelf.get("a") == 1
    shelf.close()


def test_one_connection_serves_all_threads_and_is_opened_again(tmp_path: Path) -> None:
    shelf = Shelf(DiskTexts(tmp_path))

    def put(number: int) -> object:
        shelf.put(str(number), number)
        return shelf.get(str(number))

    for _ in range(2):
        with ThreadPoolExecutor(16) as pool:
            assert list(pool.map(put, range(64))) == list(range(64))
        opened = [one for one in Path("/proc/self/fd").glob("*") if is_of(one, tmp_path)]
        assert (
            len(opened) <= 3 * 3
        )  # two of ours, one of diskcache, each with its log and its index
        shelf.close()
    assert shelf.get("7") == 7
    assert len(shelf) == 64  # what is put again counts once
    shelf.close()


def is_of(descriptor: Path, folder: Path) -> bool:
    try:
        return folder in descriptor.resolve(strict=True).parents
    except OSError:
        return False

"""Looks over a store, saves what can be saved of a damaged one, and forgets one that cannot be opened."""

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llmextract import settings
from llmextract.errors import StoreError
from llmextract.store import folders
from llmextract.store.disk import DiskTexts
from llmextract.store.entries import fault
from llmextract.store.packing import FolderCommons, is_packed
from llmextract.store.sealing import SealedShelf
from llmextract.store.shelf import Shelf
from llmextract.store.shelves import Store

SHELVES = ("replies", "results")
_DATABASE = "cache.db"
_HEAD = b"SQLite format 3\0\x10\x00\x02\x02\x00\x40\x20\x20"
"""How every store of ours begins: pages of 4096 bytes, a log beside the file; it can be put back."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found on one shelf.

    Attributes:
        name: ``replies`` or ``results``.
        good: entries that can be used.
        bad: digests of entries that cannot, each with the reason.
        unreadable: why the file as a whole cannot be read; empty where it can.
        lost: entries that stand in the file and cannot be read any more; ``None`` where nobody
            can tell how many there were.
        aside: where the damaged file was put, if it was replaced.
    """

    name: str
    good: int
    bad: tuple[tuple[str, str], ...] = ()
    unreadable: str = ""
    lost: int | None = 0
    aside: Path | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.bad or self.unreadable)


def check_own(*, repair: bool = False) -> tuple[str, tuple[Checked, ...]]:
    """Look at every entry of the store that this user's runs take: where it is, and what was found.

    Args:
        repair: see :func:`check`.

    Raises:
        StoreError: it cannot be reached, or is not to be trusted.
    """
    if not settings.store_url():
        folder = settings.store_dir()
        return str(folder), check(folder, repair=repair)
    store = Store()
    try:
        return store.where, check_shared(store, repair=repair)
    finally:
        store.close()


def check(folder: Path, *, repair: bool = False) -> tuple[Checked, ...]:
    """Look at every entry of a store.

    Args:
        folder: of the store.
        repair: whether bad entries are removed, and a file that cannot be read is put aside and
            made again of what can be read of it.

    Raises:
        StoreError: the folder is not to be trusted, or cannot be written to.
    """
    folders.check(folder)
    return tuple(_check_shelf(folder / name, repair=repair) for name in SHELVES)


def check_shared(store: Store, *, repair: bool = False) -> tuple[Checked, ...]:
    """Look at every entry of a store that several machines share.

    A result under another machine's seal is no fault there: this one makes its own beside it.

    Args:
        store: the store.
        repair: whether bad entries are removed.
    """
    bad: list[tuple[str, str]] = []
    good = 0
    texts = store.replies.texts
    for key in texts.keys():  # noqa: SIM118 - no mapping
        why = _fault(store.replies, key, texts.get(key))
        if why is None:
            good += 1
            continue
        bad.append((key, why))
        if repair:
            texts.remove(key)
    return (Checked("replies", good, tuple(bad)), Checked("results", len(store.results)))


def reset(folder: Path) -> None:
    """Remove the databases of a store that cannot be read; links are removed, never followed.

    Raises:
        StoreError: the folder is somebody else's, or cannot be written to.
    """
    folders.check(folder)
    for name in SHELVES:
        try:
            for path in (*(folder / name).glob(f"{_DATABASE}*"), *(folder / name).glob("*.common")):
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                else:
                    path.unlink()
        except OSError as error:
            raise StoreError(f"{folder / name} cannot be cleared: {error.strerror}") from error


def _check_shelf(folder: Path, *, repair: bool) -> Checked:
    name = folder.name
    database = folder / _DATABASE
    if not database.exists():
        return Checked(name, 0)
    folders.make(folder)
    why = _unreadable(database)
    if not why:
        with _opened(folder) as shelf:
            return _check_entries(shelf, folder, repair=repair)
    entries, lost = _saved(database)
    if not repair:
        return Checked(name, len(entries), unreadable=why, lost=lost)
    aside = _put_aside(folder)
    with _opened(folder) as shelf:
        commons = FolderCommons(folder)
        for key, kept in entries:
            with contextlib.suppress(ValueError, RecursionError):
                Shelf.put(shelf, key, json.loads(_text(commons, kept)))
        checked = _check_entries(shelf, folder, repair=True)
    return Checked(name, checked.good, checked.bad, why, lost, aside)


@contextlib.contextmanager
def _opened(folder: Path) -> Iterator[Shelf]:
    kind: Callable[..., Shelf] = SealedShelf if folder.name == "results" else Shelf
    shelf = kind(DiskTexts(folder))
    try:
        yield shelf
    finally:
        shelf.close()


def _unreadable(database: Path) -> str:
    """Why SQLite cannot read a file as a whole; empty where it can."""
    try:
        with contextlib.closing(sqlite3.connect(_uri(database), uri=True)) as connection:
            (told,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            connection.execute("SELECT key, value FROM Cache LIMIT 1").fetchone()
    except sqlite3.Error as error:
        return str(error)
    return "" if told == "ok" else " ".join(str(told).split())


def _uri(database: Path) -> str:
    return f"{database.absolute().as_uri()}?mode=rw"


def _check_entries(shelf: Shelf, folder: Path, *, repair: bool) -> Checked:
    good, bad = 0, []
    commons = FolderCommons(folder)
    for key, kept in _rows(folder / _DATABASE):
        why = _fault(shelf, key, _text(commons, kept))
        if why is None:
            good += 1
            continue
        bad.append((str(key), why))
    if repair and bad:
        # By SQLite itself: a key or a value that is not ours is refused by the shelf unread.
        database = _uri(folder / _DATABASE)
        with contextlib.closing(sqlite3.connect(database, uri=True)) as connection, connection:
            keys = [(key,) for key, _ in bad]
            connection.executemany("DELETE FROM Cache WHERE key = ?", keys)
    return Checked(folder.name, good, tuple(bad))


def _rows(database: Path) -> list[tuple[Any, Any]]:
    with contextlib.closing(sqlite3.connect(_uri(database), uri=True)) as connection:
        return connection.execute("SELECT key, value FROM Cache").fetchall()


def _text(commons: FolderCommons, kept: Any) -> Any:
    """What stands in a database, unpacked; what is damaged is no JSON."""
    if not is_packed(kept):
        return kept
    try:
        return commons.unpack(kept)
    except StoreError:
        return ""


def _fault(shelf: Shelf, key: object, text: object) -> str | None:
    """What is wrong with an entry."""
    if not isinstance(key, str) or not isinstance(text, str):
        return "is not ours"
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return "is no JSON"
    if isinstance(shelf, SealedShelf):
        return None if shelf.is_sealed(key, value) else "was changed or made elsewhere"
    return fault(value, key) if isinstance(value, dict) else "is no reply"


def _put_aside(folder: Path) -> Path:
    """Rename a database with its log, so that nothing is thrown away."""
    number = 1
    while (aside := folder / f"damaged-{number}.db").exists():
        number += 1
    try:
        (folder / _DATABASE).rename(aside)
        for ending in ("-wal", "-shm"):
            (folder / f"{_DATABASE}{ending}").unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{folder} cannot be repaired: {error.strerror}") from error
    return aside


def _saved(database: Path) -> tuple[list[tuple[str, str | bytes]], int | None]:
    """The entries that can be read of a damaged file, and how many cannot."""
    copy = database.with_name("being-read.db")
    try:
        shutil.copyfile(database, copy)
        log = database.with_name(f"{_DATABASE}-wal")
        if log.exists():
            shutil.copyfile(log, copy.with_name(f"{copy.name}-wal"))
        found = _read_singly(copy)
        if found is None:
            with copy.open("r+b") as file:
                file.write(_HEAD)
            found = _read_singly(copy)
    except OSError as error:
        raise StoreError(f"{database} cannot be read: {error.strerror}") from error
    finally:
        for path in database.parent.glob(f"{copy.name}*"):
            path.unlink()
    return found or ([], None)


def _read_singly(database: Path) -> tuple[list[tuple[str, str | bytes]], int] | None:
    """Entry by entry, for one damaged page must not cost the others; ``None``: no database."""
    found: list[tuple[str, str | bytes]] = []
    lost = 0
    try:
        with contextlib.closing(sqlite3.connect(_uri(database), uri=True)) as connection:
            (last,) = connection.execute("SELECT max(rowid) FROM Cache").fetchone()
            numbers = range(1, (last or 0) + 1)
            for number in numbers:
                try:
                    row = connection.execute(
                        "SELECT key, value FROM Cache WHERE rowid = ?", (number,)
                    ).fetchone()
                except sqlite3.DatabaseError:
                    lost += 1
                    continue
                if not row or not isinstance(row[0], str):
                    continue
                if isinstance(row[1], str) or is_packed(row[1]):
                    found.append((row[0], row[1]))
    except sqlite3.DatabaseError:
        return None
    return found, lost

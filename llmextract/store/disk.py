"""The texts of a store on disk, in diskcache: packed text or plain, never a pickle.

diskcache's own ``Disk`` pickles whatever is not a plain value and unpickles what it finds
(CVE-2025-69872: whoever can write the folder could run code), so ours refuses both ways; its
``JSONDisk`` does not help, it asks the parent first.
"""

import contextlib
import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import diskcache
from diskcache.core import MODE_RAW

from llmextract.errors import StoreError
from llmextract.store import folders
from llmextract.store.packing import FolderCommons, is_packed
from llmextract.store.shelf import REPAIR

LOCK_SECONDS = 60.0
"""Most seconds to wait for another process that writes to the same store."""
PAGES_KB = 256
"""KB of its file that SQLite keeps for each connection.

diskcache keeps 32 MB and maps 64 MB more of the file; each thread of a run has a connection to each
shelf, so a long run would hold what its number of threads says, and not what it needs.  The
operating system keeps the file's pages once for all of them.
"""


class TextDisk(diskcache.Disk):  # type: ignore[misc]  # diskcache has no types
    """Writes and reads text, plain or packed, by text keys and nothing else."""

    def put(self, key: Any) -> tuple[str, bool]:
        """The key as SQLite stores it."""
        if not isinstance(key, str):
            raise TypeError(f"a key of the store is text, not {type(key).__name__}")
        return key, True

    def get(self, key: Any, raw: Any) -> str:
        """The key as it was given."""
        if not raw or not isinstance(key, str):
            raise StoreError("the store holds a key that is not ours", hint=REPAIR)
        return key

    def store(self, value: Any, read: Any, key: Any = diskcache.UNKNOWN) -> Any:
        """Write a text value."""
        if not (isinstance(value, str) or is_packed(value)):
            raise TypeError(f"a value of the store is text, not {type(value).__name__}")
        return 0, MODE_RAW, None, value

    def fetch(self, mode: Any, filename: Any, value: Any, read: Any) -> str | bytes:
        """Read a text value; anything pickled or in a file is refused unread.

        Values of ours lie in the table, however long: a row that names a file could name any file.
        """
        is_text = isinstance(value, str) or is_packed(value)
        if mode != MODE_RAW or filename is not None or not is_text:
            raise StoreError("the store holds a value that is not ours", hint=REPAIR)
        kept: str | bytes = value
        return kept


@dataclass(slots=True)
class _Row:
    """A value that is to be written, and what came of it."""

    key: str
    value: bytes
    is_tried: bool = False
    error: StoreError | None = None


class DiskTexts:
    """The texts of a shelf in a folder.

    Args:
        folder: where they lie; made with mode 0700.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._commons = FolderCommons(folder)
        self._rows: deque[_Row] = deque()
        self._writing = threading.Lock()
        with _as_store_error(folder):
            folders.make(folder)
            self._cache = diskcache.Cache(
                str(folder),
                timeout=LOCK_SECONDS,
                disk=TextDisk,
                eviction_policy="none",
                cull_limit=0,
                size_limit=2**62,
                sqlite_mmap_size=0,
                sqlite_cache_size=-PAGES_KB,
            )

    @property
    def where(self) -> str:
        """The folder."""
        return str(self.folder)

    def get(self, key: str) -> str | None:
        """The text, or ``None`` where there is none."""
        with _as_store_error(self.folder):
            kept: str | bytes | None = self._cache.get(key)
        return self._commons.unpack(kept) if isinstance(kept, bytes) else kept

    def know(self, common: str) -> None:
        """Take note of what texts have in common, so that its file is not needed to read them."""
        self._commons.know(common)

    def set(self, key: str, text: str, *, common: str = "") -> None:
        """Keep a text, in place of any other of this key; it is on disk when this returns.

        What other threads want to keep meanwhile is written with it: a transaction costs more than
        a row, and SQLite lets those that wait for another one sleep too long.
        """
        with _as_store_error(self.folder):
            mine = _Row(key, self._commons.pack(text, common))
        self._rows.append(mine)
        with self._writing:
            if not mine.is_tried:
                self._write()
        if mine.error is not None:
            raise mine.error

    def _write(self) -> None:
        """Write all rows that wait, in one transaction."""
        rows = []
        while self._rows:
            rows.append(self._rows.popleft())
        error: StoreError | None = StoreError(f"a write to {self.folder} was broken off")
        try:
            # Never retry=True: diskcache then tries for ever, whatever the reason (a full disk,
            # a folder that may not be written); a lock is waited for by SQLite itself.
            with _as_store_error(self.folder), self._cache.transact():
                for row in rows:
                    self._cache.set(row.key, row.value)
            error = None
        except StoreError as failed:
            error = failed
        finally:
            for row in rows:
                row.is_tried, row.error = True, error

    def keys(self, *, newest_first: bool = False) -> Iterator[str]:
        """Every key, in the order they were written, or from the last one back."""
        with _as_store_error(self.folder):
            yield from reversed(self._cache) if newest_first else self._cache

    def remove(self, key: str) -> None:
        """Forget one text."""
        with _as_store_error(self.folder):
            self._cache.delete(key)

    def clear(self) -> int:
        """Forget everything; how many texts there were."""
        with _as_store_error(self.folder):
            count = int(self._cache.clear())
            self._commons.clear()
            return count

    def __len__(self) -> int:
        with _as_store_error(self.folder):
            return self._counted("count")

    def size(self) -> int:
        """Bytes on disk."""
        with _as_store_error(self.folder):
            self._counted("size")  # which it is told by
            return int(self._cache.volume())

    def _counted(self, name: str) -> int:
        """A count of diskcache's own, which a damaged table of settings may give as anything."""
        count = self._cache.reset(name)
        if not isinstance(count, int):
            raise sqlite3.DatabaseError("its settings are damaged")
        return count

    def close(self) -> None:
        """Close the connections of this thread; what stands in SQLite's log goes into the file.

        Those of other threads close when they are gone, and a file that is copied or mended without
        its log must not be empty till then.
        """
        with contextlib.suppress(sqlite3.Error):
            self._cache._sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()  # noqa: SLF001 - no other way
        self._cache.close()


@contextlib.contextmanager
def _as_store_error(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error, diskcache.Timeout) as error:
        raise StoreError(
            # diskcache's Timeout says nothing: it hides why a write could not begin
            f"the store in {folder} cannot be used: {str(error) or 'locked or read-only'}",
            hint="llmextract cache check says what can be saved; or free space, or set "
            "LLMEXTRACT_CACHE_DIR to another folder",
        ) from error

"""A store of JSON values on disk, and one in memory: text only, nothing evicted, nothing believed.

diskcache's own ``Disk`` pickles whatever is not a plain value and unpickles what it finds
(CVE-2025-69872: whoever can write the folder could run code), so ours refuses both ways; its
``JSONDisk`` does not help, it asks the parent first.  A store that forgets silently is no record of
what a model said.
"""

import contextlib
import json
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import diskcache
from diskcache.core import MODE_RAW

from llmextract.errors import StoreError
from llmextract.store import folders

LOCK_SECONDS = 60.0
"""Most seconds to wait for another process that writes to the same store."""
TOLD = 5
"""How many entries that cannot be used are named in a run."""
_REPAIR = "somebody else wrote to it, or the disk did; look at it with: llmextract cache check"


class TextDisk(diskcache.Disk):  # type: ignore[misc]  # diskcache has no types
    """Writes and reads text by text keys and nothing else."""

    def put(self, key: Any) -> tuple[str, bool]:
        """The key as SQLite stores it."""
        if not isinstance(key, str):
            raise TypeError(f"a key of the store is text, not {type(key).__name__}")
        return key, True

    def get(self, key: Any, raw: Any) -> str:
        """The key as it was given."""
        if not raw or not isinstance(key, str):
            raise StoreError("the store holds a key that is not ours", hint=_REPAIR)
        return key

    def store(self, value: Any, read: Any, key: Any = diskcache.UNKNOWN) -> Any:
        """Write a text value."""
        if not isinstance(value, str):
            raise TypeError(f"a value of the store is text, not {type(value).__name__}")
        return 0, MODE_RAW, None, value

    def fetch(self, mode: Any, filename: Any, value: Any, read: Any) -> str:
        """Read a text value; anything pickled or in a file is refused unread.

        Values of ours lie in the table, however long: a row that names a file could name any file.
        """
        if mode != MODE_RAW or filename is not None or not isinstance(value, str):
            raise StoreError("the store holds a value that is not ours", hint=_REPAIR)
        return value


class Shelf:
    """One store of JSON values by digest.

    Args:
        folder: where it lies; made with mode 0700.
        warn: where given, a value that cannot be written (a full disk) or read is told here and
            the run goes on as if it were not there; else it is an error.
    """

    def __init__(self, folder: Path, *, warn: Callable[[str], None] | None = None) -> None:
        self.folder = folder
        self._warn = warn
        self._warned = False
        self._told = 0
        self._lock = threading.Lock()
        with _as_store_error(folder):
            folders.make(folder)
            self._cache = diskcache.Cache(
                str(folder),
                timeout=LOCK_SECONDS,
                disk=TextDisk,
                eviction_policy="none",
                cull_limit=0,
                size_limit=2**62,
            )

    def get(self, key: str) -> Any | None:
        """The value, or ``None`` when there is none that can be used."""
        return self._usable(key)

    def _usable(self, key: str) -> Any | None:
        try:
            with _as_store_error(self.folder):
                text = self._cache.get(key)
            return None if text is None else self._load(text)
        except StoreError as error:
            self.refuse(key, error.message)
            return None

    def refuse(self, key: str, why: str) -> None:
        """Say that a value is not used, and why.

        Raises:
            StoreError: nobody is there to be told.
        """
        told = f"{why} (entry {key[:12]})"
        if self._warn is None:
            raise StoreError(told, hint=_REPAIR)
        with self._lock:
            self._told += 1
            if self._told > TOLD:
                return
            last = self._told == TOLD
        self._warn(f"{told}; it is not used" + (f"; {_REPAIR}" if last else ""))

    def put(self, key: str, value: Any) -> None:
        """Keep a JSON value."""
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=list)
        if not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:  # half of a surrogate pair, which an answer may hold
                text = json.dumps(value, separators=(",", ":"), default=list)
        try:
            with _as_store_error(self.folder):
                # Never retry=True: diskcache then tries for ever, whatever the reason (a full disk,
                # a folder that may not be written); a lock is waited for by SQLite itself.
                self._cache.set(key, text)
        except StoreError as error:
            if self._warn is None:
                raise
            with self._lock:
                first, self._warned = not self._warned, True
            if first:
                self._warn(f"{error}; answers are not kept while this lasts")

    def items(self, *, newest_first: bool = False) -> Iterator[tuple[str, Any]]:
        """Every key and value, in the order they were written, or from the last one back."""
        with _as_store_error(self.folder):
            for key in reversed(self._cache) if newest_first else self._cache:
                value = self._usable(key)
                if value is not None:
                    yield key, value

    def remove(self, key: str) -> None:
        """Forget one value."""
        with _as_store_error(self.folder):
            self._cache.delete(key)

    def clear(self) -> int:
        """Forget everything; how many values there were."""
        with _as_store_error(self.folder):
            return int(self._cache.clear())

    def _load(self, text: str) -> Any:
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            message = f"the store in {self.folder} holds a value that is not JSON"
            raise StoreError(message, hint=_REPAIR) from error

    def __len__(self) -> int:
        with _as_store_error(self.folder):
            return len(self._cache)

    def size(self) -> int:
        """Bytes on disk."""
        with _as_store_error(self.folder):
            return int(self._cache.volume())

    def close(self) -> None:
        """Close the connections of this thread; what stands in SQLite's log goes into the file.

        Those of other threads close when they are gone, and a file that is copied or mended without
        its log must not be empty till then.
        """
        with contextlib.suppress(sqlite3.Error):
            self._cache._sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()  # noqa: SLF001 - no other way
        self._cache.close()


class MemoryShelf:
    """The newest values of one run, in memory: what stands for a shelf where nothing is kept.

    A question about a whole article is put for each of its paragraphs, and must be asked once.

    Args:
        most: values that are remembered.
    """

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._values: OrderedDict[str, Any] = OrderedDict()
        self._lock = threading.Lock()

    def refuse(self, key: str, why: str) -> None:
        """What this process itself put here is always of use."""

    def get(self, key: str) -> Any | None:
        """The value, or ``None`` when there is none any more."""
        with self._lock:
            return self._values.get(key)

    def put(self, key: str, value: Any) -> None:
        """Remember a value, and forget the oldest where there are too many."""
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)

    def items(self, *, newest_first: bool = False) -> Iterator[tuple[str, Any]]:
        """Every key and value, in the order they were written, or from the last one back."""
        with self._lock:
            found = list(self._values.items())
        yield from reversed(found) if newest_first else found


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

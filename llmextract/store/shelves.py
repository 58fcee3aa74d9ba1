"""Two stores on disk: raw replies by request, and verified results by all that they depend on.

JSON text only.  diskcache's own ``Disk`` pickles whatever is not a plain value and unpickles what
it finds (CVE-2025-69872: whoever can write the folder could run code), so ours refuses both ways;
its ``JSONDisk`` does not help, it asks the parent first.  Nothing is evicted: a store that forgets
silently is no record of what a model said.
"""

import contextlib
import json
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import diskcache
from diskcache.core import MODE_RAW

from llmextract import settings
from llmextract.errors import NotRecordedError, RequestRefusedError, StoreError
from llmextract.model import Model, Reply, Request
from llmextract.records import Usage
from llmextract.store import differing


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


LOCK_SECONDS = 60.0
"""Most seconds to wait for another process that writes to the same store."""
EXPLAINED = 3
"""How many unrecorded requests of a run are told what changed."""
SEARCHED = 5_000
"""How many recorded requests are looked at for the nearest one, newest first (under a second)."""
REFUSED = "refused"
"""Key of a refusal, where a reply stands else."""
_REPAIR = "somebody else wrote to it; look at it, then: llmextract cache clear"


class Shelf:
    """One store of JSON values by digest.

    Args:
        folder: where it lies; made with mode 0700.
        warn: where given, a value that cannot be written (a full disk) is told here once and the
            run goes on; else it is an error.
    """

    def __init__(self, folder: Path, *, warn: Callable[[str], None] | None = None) -> None:
        self.folder = folder
        self._warn = warn
        self._warned = False
        self._lock = threading.Lock()
        with _as_store_error(folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            folder.chmod(0o700)
            self._cache = diskcache.Cache(
                str(folder),
                timeout=LOCK_SECONDS,
                disk=TextDisk,
                eviction_policy="none",
                cull_limit=0,
                size_limit=2**62,
            )

    def get(self, key: str) -> Any | None:
        """The value, or ``None`` when there is none."""
        with _as_store_error(self.folder):
            text = self._cache.get(key)
        return None if text is None else self._load(text)

    def put(self, key: str, value: Any) -> None:
        """Keep a JSON value."""
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=list)
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
                text = self._cache.get(key)
                if text is not None:
                    yield key, self._load(text)

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
        """Close the connections of this thread."""
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


class Store:
    """Both shelves of one folder.

    Attributes:
        replies: raw replies by the digest of their request.
        results: verified results by all that they depend on.
    """

    def __init__(
        self, folder: Path | None = None, *, warn: Callable[[str], None] | None = None
    ) -> None:
        self.folder = folder or settings.cache_dir() / "store"
        self.replies = Shelf(self.folder / "replies", warn=warn)
        self.results = Shelf(self.folder / "results", warn=warn)

    def has_reply(self, digest: str) -> bool:
        """Whether a reply to a request is kept; a refusal is none."""
        kept = self.replies.get(digest)
        return isinstance(kept, dict) and "reply" in kept

    def close(self) -> None:
        """Close both."""
        self.replies.close()
        self.results.close()


class StoredModel:
    """A model whose complete replies are kept, and served again for the same request.

    Args:
        model: who answers what is not in the store; ``None`` for an offline run.
        name: full name of the model.
        replies: the shelf of raw replies, or the memory of this run.
        slots: requests in flight, where no model says.
    """

    def __init__(
        self, model: Model | None, *, name: str, replies: Shelf | MemoryShelf, slots: int = 1
    ) -> None:
        self.name = name
        self.slots = model.slots if model else slots
        self._model = model
        self._replies = replies
        self._lock = threading.Lock()
        self._explained = 0
        self._asking: dict[str, tuple[threading.Lock, int]] = {}

    def complete(self, request: Request) -> Reply:
        """Serve from the store, else ask and keep the answer.

        Raises:
            NotRecordedError: offline, and this request was never answered.
        """
        kept = self._kept(request.digest)
        if kept is not None:
            return kept
        with self._alone(request.digest):
            return self._ask(request)

    def _kept(self, digest: str) -> Reply | None:
        """What was answered to a request; a refusal is served offline only: it may pass today."""
        kept = self._replies.get(digest)
        if kept is None:
            return None
        if not isinstance(kept, dict) or REFUSED not in kept:
            return _kept_reply(kept)
        if self._model is None:
            raise RequestRefusedError(str(kept[REFUSED]))
        return None

    def _ask(self, request: Request) -> Reply:
        kept = self._kept(request.digest)  # another thread may have asked meanwhile
        if kept is not None:
            return kept
        if self._model is None:
            raise NotRecordedError(
                f"the request {request.digest[:12]} to {request.model} was never recorded"
                + self._why(request),
                hint="run once without --offline",
            )
        try:
            reply = self._model.complete(request)
        except RequestRefusedError as error:
            self._replies.put(request.digest, {"request": request.payload(), REFUSED: str(error)})
            raise
        # A reply that was cut short is kept too: it is what the model says to this very request,
        # and asking again would give the same. It never reaches the results.
        self._replies.put(
            request.digest, {"request": request.payload(), "reply": reply_to_json(reply)}
        )
        return reply

    def _why(self, request: Request) -> str:
        """What changed since the nearest recorded request; told of the first few, for it is a search."""
        with self._lock:
            if self._explained >= EXPLAINED:
                return ""
            self._explained += 1
        recorded = (
            kept["request"]
            for _, kept in islice(self._replies.items(newest_first=True), SEARCHED)
            if isinstance(kept, dict) and isinstance(kept.get("request"), dict)
        )
        return f": {differing.explain(request.payload(), recorded)}"

    @contextlib.contextmanager
    def _alone(self, digest: str) -> Iterator[None]:
        """Hold back other threads with the same request: the same words are asked once."""
        with self._lock:
            lock, users = self._asking.get(digest, (threading.Lock(), 0))
            self._asking[digest] = lock, users + 1
        try:
            with lock:
                yield
        finally:
            with self._lock:
                lock, users = self._asking.pop(digest)
                if users > 1:
                    self._asking[digest] = lock, users - 1

    def close(self) -> None:
        """Close the model behind."""
        if self._model is not None:
            self._model.close()


def reply_to_json(reply: Reply) -> dict[str, Any]:
    """A reply as plain JSON."""
    return {
        "text": reply.text,
        "usage": {
            "prompt_tokens": reply.usage.prompt_tokens,
            "completion_tokens": reply.usage.completion_tokens,
        },
        "seconds": reply.seconds,
        "complete": reply.complete,
    }


def reply_from_json(row: Mapping[str, Any]) -> Reply:
    """The reply that :func:`reply_to_json` wrote, marked as cached."""
    return Reply(
        text=row["text"],
        usage=Usage(**row["usage"]),
        seconds=row["seconds"],
        complete=row["complete"],
        cached=True,
    )


def _kept_reply(kept: Any) -> Reply:
    try:
        return reply_from_json(kept["reply"])
    except (KeyError, TypeError, AttributeError) as error:
        raise StoreError("the store holds a value that is no reply", hint=_REPAIR) from error


@contextlib.contextmanager
def _as_store_error(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error, diskcache.Timeout) as error:
        raise StoreError(
            # diskcache's Timeout says nothing: it hides why a write could not begin
            f"the store in {folder} cannot be used: {str(error) or 'locked or read-only'}",
            hint="free space or set LLMEXTRACT_CACHE_DIR to another folder, or use --no-cache",
        ) from error

"""What providers' batch interfaces have in common: a file of requests, a look at it, its answers."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from llmextract.providers.batch_files import BatchFile
from llmextract.providers.connection import Connection

LOOK, TRANSFER = 60.0, 3_600.0
"""Seconds for a word with the server, and for a file to go up or come down."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A batch as it was looked at.

    Attributes:
        status: what the provider calls it.
        done: how many of its requests are.
        is_over: whether nothing more will come of it.
        places: where its answers lie, each a file of JSON lines with a ``custom_id``.
        refusal: why it was refused as a whole.
        is_put_off: whether that is because the account has too much under way.
    """

    status: str
    done: int = 0
    is_over: bool = False
    places: tuple[str, ...] = ()
    refusal: str | None = None
    is_put_off: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one request.

    Attributes:
        status: the HTTP status that it would have had; ``None`` where it was not answered.
        body: the body of the answer, or what went wrong.
        words: what went wrong, in a line.
        passes: whether that passes by itself.
    """

    status: int | None
    body: object = None
    words: str = ""
    passes: bool = False


class GoneError(Exception):
    """What a batch answered cannot be had any more."""


class BatchApi(Protocol):
    """One provider's batches, over a connection.

    Its methods raise what :class:`Connection` raises; they are called again where that passes.

    Attributes:
        most_requests: how many a batch may have.
        most_bytes: how long its file may be, with room for what was counted wrongly.
    """

    most_requests: int
    most_bytes: int

    def __init__(self, connection: Connection) -> None: ...

    def line(self, digest: str, body: Mapping[str, Any]) -> bytes:
        """What stands in the file for a request, with the break behind it."""
        ...

    def file(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """The file around these lines."""
        ...

    def prepare(self, one: BatchFile, written: Callable[[], Path]) -> Mapping[str, Any]:
        """What comes before a batch is submitted, and is then written down with it.

        Args:
            one: the batch.
            written: its file, made at the first call.
        """
        ...

    def create(self, one: BatchFile, written: Callable[[], Path]) -> str:
        """Submit it; its id."""
        ...

    def find(self, one: BatchFile, known: Collection[str]) -> str | None:
        """The id of a batch that may have been submitted already.

        Args:
            one: the batch.
            known: ids that are those of others.
        """
        ...

    def look(self, batch: str) -> Seen:
        """Look at it; a :class:`GoneError` where its answers are not kept any more."""
        ...

    def fetch(self, place: str, path: Path) -> None:
        """Put answers into a file."""
        ...

    def told(self, row: Mapping[str, Any]) -> Told:
        """What a line of the answers says."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


class Creation:
    """Submits a batch, once: where it may have been done, the provider's batches are looked at.

    Args:
        one: the batch.
        written: its file.
        known: ids of other batches.
        is_in_doubt: whether it may have been done before.
    """

    def __init__(
        self, one: BatchFile, written: Callable[[], Path], known: set[str], *, is_in_doubt: bool
    ) -> None:
        self._one = one
        self._written = written
        self._known = known
        self._is_in_doubt = is_in_doubt

    def __call__(self, api: BatchApi) -> str:
        """Its id."""
        if self._is_in_doubt and (found := api.find(self._one, self._known)):
            return found
        path = self._written()  # which may ask the server something, and that is no submission
        self._is_in_doubt = True  # an answer that is lost does not say that nothing was done
        return api.create(self._one, lambda: path)


def dumped(row: Mapping[str, Any]) -> bytes:
    """A row as JSON in one line."""
    return json.dumps(row, ensure_ascii=False, default=_plain).encode("utf-8", "replace")


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else list(value)

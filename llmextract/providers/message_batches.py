"""Anthropic's Message Batches: requests go up in one body, answers come down in one file.

https://platform.claude.com/docs/en/build-with-claude/batch-processing and
https://platform.claude.com/docs/en/api/messages/batches: at most 100,000 requests and 256 MB, answers
within 24 hours, in any order, to be had for 29 days.  A batch bears nothing of ours but the
``custom_id`` of each request, and these are told only with its answers: what may have been submitted
is looked for among the batches that came after the newest one before, by its size.
"""

import urllib.parse
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from llmextract.providers import messages, outcomes, refusals
from llmextract.providers.batch_api import LOOK, TRANSFER, GoneError, Seen, Told, dumped
from llmextract.providers.batch_files import BatchFile
from llmextract.providers.connection import Connection

PATH: Final = "/messages/batches"
_LISTED = 1_000  # batches, newest first, among which one is looked for
_PASSED_BY = {"expired": "it could not be done in time", "canceled": "its batch was canceled"}


class MessageBatches:
    """Message Batches over a connection; see :class:`batch_api.BatchApi`."""

    most_requests = 100_000
    most_bytes = 250_000_000

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def line(self, digest: str, body: Mapping[str, Any]) -> bytes:
        """A request of the list; what stands between two of them is its end."""
        row = {"custom_id": digest, "params": body}
        return dumped(row) + b",\n"

    def file(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """The body of the submission."""
        yield b'{"requests":[\n'
        before = b""
        for line in lines:
            yield before
            before = line
        yield before.removesuffix(b",\n") + b"]}"

    def prepare(self, one: BatchFile, written: Callable[[], Path]) -> Mapping[str, Any]:
        """Look which batch is the newest before this one."""
        if "newest" in one.told:
            return {}
        return {"newest": next((batch["id"] for batch in self._list(1)), None)}

    def create(self, one: BatchFile, written: Callable[[], Path]) -> str:
        """Submit it."""
        return str(self._connection.tell("POST", PATH, seconds=TRANSFER, file=written())["id"])

    def find(self, one: BatchFile, known: Collection[str]) -> str | None:
        """A batch of the same size, of those that came after the newest one before."""
        for count, batch in enumerate(self._list(100)):
            if batch["id"] == one.told["newest"] or count == _LISTED:
                break
            counts = batch["request_counts"]
            if batch["id"] not in known and sum(counts.values()) == one.told["requests"]:
                return str(batch["id"])
        return None

    def _list(self, limit: int) -> Iterator[dict[str, Any]]:
        """All batches, newest first."""
        query = f"?limit={limit}"
        while True:
            page = self._connection.tell("GET", PATH + query, seconds=LOOK)
            yield from page["data"]
            if not page.get("has_more") or not page.get("last_id"):
                return
            query = f"?limit={limit}&after_id={page['last_id']}"

    def look(self, batch: str) -> Seen:
        """Look at it; all its requests are done at once."""
        found = self._connection.tell("GET", f"{PATH}/{batch}", seconds=LOOK)
        status, counts = str(found["processing_status"]), found["request_counts"]
        if status != "ended":
            return Seen(status, sum(counts.values()) - counts.get("processing", 0))
        if not found.get("results_url"):
            raise GoneError
        return Seen(status, sum(counts.values()), is_over=True, places=(found["results_url"],))

    def fetch(self, place: str, path: Path) -> None:
        """Download the answers: at the address that was told, on the host that the user named."""
        parts = urllib.parse.urlsplit(place)
        where = parts.path.removeprefix("/v1") + (f"?{parts.query}" if parts.query else "")
        self._connection.save(where, path, seconds=TRANSFER)

    def told(self, row: Mapping[str, Any]) -> Told:
        """What a line of the answers says."""
        result = row.get("result") or {}
        kind = str(result.get("type"))
        if kind == "succeeded":
            return Told(200, result.get("message"))
        if kind != "errored":
            return Told(None, None, _PASSED_BY.get(kind, "no answer"), passes=kind in _PASSED_BY)
        said = result.get("error") or {}
        error = said.get("error") or said
        status = messages.STATUSES.get(str(error.get("type")))
        words = refusals.words_of(error) or str(error.get("type"))
        return Told(status, said, words, passes=status in outcomes.PASSING)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

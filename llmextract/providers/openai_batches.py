"""OpenAI's Batch API, which others follow: a file goes up, a batch is made of it, files come down.

https://platform.openai.com/docs/guides/batch and https://platform.openai.com/docs/api-reference/batch:
at most 50,000 requests and 200 MB with the purpose ``batch``, answers within 24 hours in an output
file and an error file, in any order.
"""

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from llmextract.providers import outcomes, refusals
from llmextract.providers.batch_api import LOOK, TRANSFER, Seen, Told, dumped
from llmextract.providers.batch_files import BatchFile
from llmextract.providers.connection import Connection, StatusError

T = TypeVar("T")

ENDPOINT: Final = "/v1/chat/completions"
_LISTED = 1_000  # batches, newest first, among which one is looked for
_ENDED = frozenset({"completed", "expired", "cancelled"})
_FULL = "token_limit_exceeded"
"""Why a batch is put off: so many tokens of the account are under way already."""
_PASSED_BY = frozenset({"batch_expired", "batch_cancelled"})


class OpenAIBatches:
    """The Batch API over a connection; see :class:`batch_api.BatchApi`."""

    most_requests = 50_000
    most_bytes = 190_000_000

    def __init__(self, connection: Connection) -> None:
        self._api = connection.openai().with_options(timeout=LOOK)

    def line(self, digest: str, body: Mapping[str, Any]) -> bytes:
        """A line of the file."""
        row = {"custom_id": digest, "method": "POST", "url": ENDPOINT, "body": body}
        return dumped(row) + b"\n"

    def file(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """The lines are the file."""
        return iter(lines)

    def prepare(self, one: BatchFile, written: Callable[[], Path]) -> Mapping[str, Any]:
        """Upload the file."""
        if "file" in one.told:
            return {}
        path = written()
        api = self._api.with_options(timeout=TRANSFER)
        with path.open("rb") as lines:
            named = (f"{path.stem}.jsonl", lines)
            return {"file": _plainly(lambda: api.files.create(file=named, purpose="batch")).id}

    def create(self, one: BatchFile, written: Callable[[], Path]) -> str:
        """Make a batch of the file that was uploaded."""
        batch = _plainly(
            lambda: self._api.batches.create(
                input_file_id=one.told["file"], endpoint=ENDPOINT, completion_window="24h"
            )
        )
        return batch.id

    def find(self, one: BatchFile, known: Collection[str]) -> str | None:
        """The batch of the same file."""

        def search() -> str | None:
            listed = itertools.islice(self._api.batches.list(limit=100), _LISTED)
            alike = (batch for batch in listed if batch.input_file_id == one.told["file"])
            return next((batch.id for batch in alike if batch.status != "failed"), None)

        return _plainly(search)

    def look(self, batch: str) -> Seen:
        """Look at it."""
        found = _plainly(lambda: self._api.batches.retrieve(batch))
        counts = found.request_counts
        done = counts.completed + counts.failed if counts else 0
        if found.status == "failed":
            errors = (found.errors.data if found.errors else None) or []
            said = "; ".join(str(error.message) for error in errors[:3])
            is_full = any(error.code == _FULL for error in errors)
            return Seen(
                found.status, done, refusal=said or "it does not say why", is_put_off=is_full
            )
        places = tuple(filter(None, (found.output_file_id, found.error_file_id)))
        return Seen(found.status, done, is_over=found.status in _ENDED, places=places)

    def fetch(self, place: str, path: Path) -> None:
        """Download a file."""
        api = self._api.with_options(timeout=TRANSFER)

        def stream() -> None:
            with api.files.with_streaming_response.content(place) as response:
                response.stream_to_file(path)

        _plainly(stream)

    def told(self, row: Mapping[str, Any]) -> Told:
        """What a line of an output file or an error file says."""
        error, response = row.get("error") or {}, row.get("response") or {}
        status, body = response.get("status_code"), response.get("body")
        said = refusals.words_of(body) or refusals.words_of(error)
        passes = status in outcomes.PASSING or error.get("code") in _PASSED_BY
        return Told(status, body, said or str(error.get("code") or "no answer"), passes)

    def close(self) -> None:
        """Close the connection."""
        self._api.close()


def _plainly(ask: Callable[[], T]) -> T:
    """One call; its errors are those of a connection."""
    import openai

    try:
        return ask()
    except openai.APIStatusError as error:
        raise StatusError(error.response) from error
    except openai.APIConnectionError as error:
        raise (error.__cause__ or error) from error

"""A server that is asked in batches: OpenAI's Batch API, and those that follow it.

What is asked is written down and the asker told to wait; batches are uploaded, submitted, looked at
until they have ended, and their answers handed back.  The protocol is that of
https://platform.openai.com/docs/guides/batch and https://platform.openai.com/docs/api-reference/batch:
a file of at most 50,000 requests and 200 MB with the purpose ``batch``, answers within 24 hours in an
output file and an error file, in any order, each with the ``custom_id`` of its request, which is its
digest here.
"""

import contextlib
import itertools
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from llmextract import settings
from llmextract.errors import ModelError, ModelUnavailableError, RequestRefusedError, WaitingError
from llmextract.model import Reply, Request, digest
from llmextract.providers import completions, connection, outcomes, refusals, retrying
from llmextract.providers.batch_files import BatchFile, BatchFolder
from llmextract.providers.completions import NoAnswerError
from llmextract.providers.guarding import PROBE
from llmextract.providers.server import ServerModel

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types import Batch

ENDPOINT: Final = "/v1/chat/completions"
MOST_REQUESTS = 50_000
"""Requests in a file, as the API allows."""
MOST_BYTES = 190_000_000
"""Bytes of a file: 200 MB are allowed, and something is left for what was counted wrongly."""
TRIES = 3
"""Times that a request is put into a batch before it has failed."""
PAUSES = (2.0, 5.0, 15.0, 30.0, 60.0)
"""Seconds between looks at batches; the last one from then on, for a day at most."""
_LOOK, _TRANSFER = 60.0, 3_600.0
"""Seconds for a word with the server, and for a file to go up or come down."""
_LISTED = 1_000  # batches, newest first, among which one is looked for
_GONE = 404
_ENDED = frozenset({"completed", "failed", "expired", "cancelled"})
_FULL = "token_limit_exceeded"
"""Why a batch is put off: so many tokens of the account are under way already."""
_PASSED_BY = frozenset({"batch_expired", "batch_cancelled"})


class BatchedServer(ServerModel):
    """An OpenAI-compatible server with files and batches.

    Args:
        name: full name of the model.
        folder: where batches under way are written down; by default the user's own.
        **known: see :class:`ServerModel`.
    """

    def __init__(self, name: str, *, folder: Path | None = None, **known: Any) -> None:
        super().__init__(name, **known)
        self._where = folder or settings.state_dir() / "batches" / digest(name)[:16]
        self._asking = threading.RLock()
        self._files: BatchFolder | None = None
        self._outcomes: dict[str, Reply | ModelError] = {}
        self._sent: set[str] = set()
        self._tries: Counter[str] = Counter()
        self._size = 0
        self._is_tried = self._is_over = False
        self._client: OpenAI | None = None

    # ------------------------------------------------------------------------------------- asking

    def complete(self, request: Request) -> Reply:
        """What a batch answered; else the request is put into one.

        Raises:
            WaitingError: it waits for a batch.
            ModelError: the batch has no answer to it.
        """
        with self._asking:
            folder = self._opened()
            found = self._outcomes.get(request.digest)
            if isinstance(found, Reply):
                return found
            if found is not None:
                raise found
            if self._is_over:
                raise ModelError(f"{self.name}: no batch has an answer to it", hint="run again")
            if request.digest not in self._sent:
                self._add(folder, request)
            raise WaitingError(f"{self.name}: it waits for a batch")

    def _opened(self) -> BatchFolder:
        """The batches that are under way, those of a run that was killed among them."""
        if self._files is None:
            self._files = BatchFolder(self._where)
            for one in self._files.batches:
                self._sent.update(request.digest for request in one.requests())
            if self._sent:
                self._warn(
                    f"{self.name}: {len(self._sent)} requests of an earlier run are under way"
                )
        return self._files

    def _add(self, folder: BatchFolder, request: Request) -> None:
        self._try_out(request)
        self._check_fits(request)
        size = len(self._line(request))
        if self._size + size > MOST_BYTES:
            self._submit_open(folder)
        self._size += size
        self._sent.add(request.digest)
        if folder.add(request) >= MOST_REQUESTS:
            self._submit_open(folder)

    def _try_out(self, request: Request) -> None:
        """Ask something trivial in the same shape: what the server refuses is learnt before a day."""
        if self._is_tried:
            return
        opened = self._connected()
        if self._window is not None:
            raise ModelUnavailableError(f"{self.name} has no batches", hint="leave out --batch")
        try:
            self._negotiate(opened, replace(request, messages=(PROBE,)))
        except ModelError as error:
            if isinstance(error, ModelUnavailableError) or error.doubt != "none":
                raise
            # It answered; what it minds, its batches will tell of each request.
        self._is_tried = True

    def _line(self, request: Request) -> bytes:
        """The line of a request in the file that is uploaded."""
        _, body = self._wire(None, request, self._negotiation.ask(request))
        row = {"custom_id": request.digest, "method": "POST", "url": ENDPOINT, "body": body}
        return (
            json.dumps(row, ensure_ascii=False, default=_plain).encode("utf-8", "replace") + b"\n"
        )

    # ------------------------------------------------------------------------------------- sending

    def submit(self) -> int:
        """Submit what was asked; how many requests are under way."""
        with self._asking:
            self._submit_open(self._opened())
            return sum(one.told["requests"] for one in self._opened().batches)

    def _submit_open(self, folder: BatchFolder) -> None:
        self._size = 0
        if one := folder.cut():
            self._submit(one)

    def _submit(self, one: BatchFile, *, again: bool = False) -> None:
        """Take the steps that are left, each written down before the next.

        Args:
            one: the batch.
            again: whether a run that was killed may have submitted it without writing that down.
        """
        if "file" not in one.told:
            path = one.scratch("upload")
            with path.open("wb") as lines:
                lines.writelines(map(self._line, one.requests()))
            uploaded = self._call(partial(_upload, path=path), seconds=_TRANSFER)
            path.unlink()
            one.tell(file=uploaded.id)
        if one.told.get("batch") is None:
            batch = self._call(_Creation(one.told["file"], is_in_doubt=again))
            one.tell(batch=batch.id)
            self._warn(f"{self.name}: {batch.id} has {one.told['requests']:,} requests")

    def _call(self, ask: Callable[["OpenAI"], Any], *, seconds: float = _LOOK) -> Any:
        """One call of the API, again where its failure passes by itself.

        Raises:
            ModelError: there is no answer.
        """
        if self._client is None:
            self._client = self._open(seconds=_LOOK, most=2 * MOST_BYTES).openai()
        try:
            return retrying.call(
                partial(_plainly, ask, self._client.with_options(timeout=seconds)),
                is_connection_error=connection.is_unreachable,
                sleep=self._sleep,
            )
        except Exception as error:
            raise self._translated(error) from error

    # ---------------------------------------------------------------------------------- collecting

    def collect(self, keep: Callable[[Request], object]) -> None:
        """Wait until all batches have ended, and hand back what they answered.

        Args:
            keep: asks for a request once more, now that its answer is here, and keeps it.

        Raises:
            ModelError: a batch was refused as a whole; what was answered is kept.
        """
        folder, pauses = self._opened(), itertools.chain(PAUSES, itertools.repeat(PAUSES[-1]))
        total = sum(one.told["requests"] for one in folder.batches)
        done: Counter[str] = Counter()
        tenth = 0
        for one in folder.batches:
            self._submit(one, again=True)
        while folder.batches and not self._stop.is_set():
            ended = [one for one in list(folder.batches) if self._look(folder, one, done, keep)]
            if (now := 10 * done.total() // total) > tenth:
                tenth = now
                self._warn(f"{self.name}: {done.total():,} of {total:,} requests are done")
            put_off = [one for one in folder.batches if one.told["batch"] is None]
            if put_off and not ended and len(put_off) == len(folder.batches):
                raise ModelError(
                    f"{self.name}: the account takes no batch of so many tokens",
                    hint="run again with --limit, a part at a time; answers are kept",
                )
            for one in put_off if ended else ():
                self._submit(one)
            if folder.batches and not ended:
                self._sleep(next(pauses))

    def _look(
        self,
        folder: BatchFolder,
        one: BatchFile,
        done: Counter[str],
        keep: Callable[[Request], object],
    ) -> bool:
        """Look at a batch; whether it has ended and was collected."""
        if one.told["batch"] is None:
            return False
        try:
            return self._looked(folder, one, done, keep)
        except ModelError as error:
            if retrying.status_of(error.__cause__) != _GONE:
                raise
        # Files go after some weeks, and another account does not see what this one did.
        self._warn(f"{self.name}: {one.told['batch']} is not there any more and is asked again")
        self._sent.difference_update(request.digest for request in one.requests())
        folder.forget(one)
        return True

    def _looked(
        self,
        folder: BatchFolder,
        one: BatchFile,
        done: Counter[str],
        keep: Callable[[Request], object],
    ) -> bool:
        batch: Batch = self._call(lambda api: api.batches.retrieve(one.told["batch"]))
        if counts := batch.request_counts:
            done[one.name] = counts.completed + counts.failed
        if batch.status not in _ENDED:
            return False
        if batch.status == "failed":
            self._failed(folder, one, batch)
            return False
        self._take(one, batch, keep)
        folder.forget(one)
        return True

    def _failed(self, folder: BatchFolder, one: BatchFile, batch: "Batch") -> None:
        """A batch that was refused as a whole: it is put off, or there is nothing to be had."""
        errors = (batch.errors.data if batch.errors else None) or []
        if any(error.code == _FULL for error in errors):
            one.tell(batch=None)
            return
        folder.forget(one)
        said = "; ".join(str(error.message) for error in errors[:3]) or "it does not say why"
        raise ModelUnavailableError(f"{self.name}: the batch {batch.id} was refused: {said}")

    def _take(self, one: BatchFile, batch: "Batch", keep: Callable[[Request], object]) -> None:
        rows: dict[str, bytes] = {}
        for file in filter(None, (batch.output_file_id, batch.error_file_id)):
            path = one.scratch("answers")
            self._call(partial(_fetch, file=file, path=path), seconds=_TRANSFER)
            with path.open("rb") as lines:
                rows.update((str(json.loads(line).get("custom_id")), line) for line in lines)
        for request in one.requests():
            line = rows.get(request.digest)
            row = json.loads(line) if line else {"error": {"code": f"batch_{batch.status}"}}
            outcome = self._outcome(request, row)
            self._sent.discard(request.digest)
            if outcome is not None:
                self._outcomes[request.digest] = outcome
            if isinstance(outcome, Reply):
                keep(request)
                del self._outcomes[request.digest]  # it is in the store
            elif outcome is not None:
                with contextlib.suppress(ModelError):  # it is what came of the request
                    keep(request)

    def _outcome(self, request: Request, row: Mapping[str, Any]) -> Reply | ModelError | None:
        """What became of a request; ``None`` where it is to be asked again."""
        self._tries[request.digest] += 1
        error = row.get("error") or {}
        response = row.get("response") or {}
        status, body = response.get("status_code"), response.get("body")
        try:
            if status == 200:
                answer = completions.of_completion(body)
                asked = self._negotiation.ask(request)
                if not answer.only_thought:
                    return Reply(answer.text, answer.usage, complete=answer.complete)
                if not self._negotiation.think_longer(asked):
                    return self._wording.thought_too_long(answer.usage.completion_tokens)
                passes, failed = True, self._wording.thought_too_long(0)
            else:
                said = refusals.words_of(body) or refusals.words_of(error)
                failed = self._meant(status, said or str(error.get("code") or "no answer"))
                passes = status in outcomes.PASSING or error.get("code") in _PASSED_BY
        except NoAnswerError as none:
            translated = self._translated(none)
            failed = translated if isinstance(translated, ModelError) else ModelError(none.words)
            passes = none.status_code in outcomes.PASSING
        if passes and self._tries[request.digest] < TRIES:
            return None
        return failed

    def _meant(self, status: int | None, words: str) -> ModelError:
        """The error of one request, which says nothing of the others."""
        kind = outcomes.of_status(status, words, answered=True).kind
        if issubclass(kind, ModelUnavailableError):
            kind = RequestRefusedError
        return kind(f"{self.name}: {words}" + (f" (status {status})" if status else ""))

    def under_way(self) -> Iterator[Request]:
        """What batches of an earlier run ask."""
        return (request for one in self._opened().batches for request in one.requests())

    def finish(self) -> None:
        """No more batches: what has no answer now has none in this run."""
        self._is_over = True

    def close(self) -> None:
        """Close the connections; batches under way stay written down."""
        super().close()
        with self._asking:
            if self._client is not None:
                self._client.close()
                self._client = None
            if self._files is not None:
                self._files.close()
                self._files = None


def _plainly(ask: Callable[["OpenAI"], Any], api: "OpenAI") -> Any:
    """One call; its errors are those of a connection."""
    import openai

    try:
        return ask(api)
    except openai.APIStatusError as error:
        raise connection.StatusError(error.response) from error
    except openai.APIConnectionError as error:
        raise (error.__cause__ or error) from error


class _Creation:
    """Submits the batch of a file, once: where it may have been done, the batches are looked at.

    Args:
        file: id of the file.
        is_in_doubt: whether it may have been done before.
    """

    def __init__(self, file: str, *, is_in_doubt: bool) -> None:
        self._file = file
        self._is_in_doubt = is_in_doubt

    def __call__(self, api: "OpenAI") -> "Batch":
        if self._is_in_doubt:
            listed = itertools.islice(api.batches.list(limit=100), _LISTED)
            alike = (one for one in listed if one.input_file_id == self._file)
            found = next((one for one in alike if one.status != "failed"), None)
            if found is not None:
                return found
        self._is_in_doubt = True  # an answer that is lost does not say that nothing was done
        return api.batches.create(
            input_file_id=self._file, endpoint=ENDPOINT, completion_window="24h"
        )


def _upload(api: "OpenAI", *, path: Path) -> Any:
    with path.open("rb") as lines:
        return api.files.create(file=(f"{path.stem}.jsonl", lines), purpose="batch")


def _fetch(api: "OpenAI", *, file: str, path: Path) -> None:
    with api.files.with_streaming_response.content(file) as response:
        response.stream_to_file(path)


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else list(value)

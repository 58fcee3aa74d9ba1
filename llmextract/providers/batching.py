"""A server that is asked in batches: what is common to all providers that have them.

What is asked is written down and the asker told to wait; batches are submitted, looked at until they
have ended, and their answers handed back.  How a provider is told of one is its own, below
:class:`batch_api.BatchApi`; the ``custom_id`` of a request is its digest in all of them.
"""

import contextlib
import itertools
import operator
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from llmextract import settings
from llmextract.errors import ModelError, ModelUnavailableError, RequestRefusedError, WaitingError
from llmextract.model import Reply, Request, digest
from llmextract.providers import connection, outcomes, refusals, retrying
from llmextract.providers.batch_api import LOOK, BatchApi, Creation, GoneError, Seen, Told
from llmextract.providers.batch_files import BatchFile, BatchFolder, Rows
from llmextract.providers.completions import NoAnswerError
from llmextract.providers.guarding import PROBE
from llmextract.providers.negotiation import Way
from llmextract.providers.server import ServerModel

T = TypeVar("T")
Keep = Callable[[Request], object]
"""Asks for a request once more, now that its answer is here, and keeps it."""

TRIES = 3
"""Times that a request is put into a batch before it has failed."""
PAUSES = (2.0, 5.0, 15.0, 30.0, 60.0)
"""Seconds between looks at batches; the last one from then on, for a day at most."""
_GONE, _CROWDED = 404, 429


@dataclass
class _Round:
    """What is collected at present: who keeps it, and how much of each batch is done."""

    keep: Keep
    total: int
    done: Counter[str] = field(default_factory=Counter)
    _tenth: int = 0

    def progress(self) -> str | None:
        """A line at each tenth."""
        done = self.done.total()
        if (now := 10 * done // self.total) <= self._tenth:
            return None
        self._tenth = now
        return f"{done:,} of {self.total:,} requests are done"


class BatchedServer(ServerModel):
    """A server with batches.

    Args:
        name: full name of the model.
        api: makes the provider's batches from a connection.
        folder: where batches under way are written down; by default the user's own.
        **known: see :class:`ServerModel`.
    """

    def __init__(
        self, name: str, *, api: type[BatchApi], folder: Path | None = None, **known: Any
    ) -> None:
        super().__init__(name, **known)
        self._make = api
        self._where = folder or settings.state_dir() / "batches" / digest(name)[:16]
        self._asking = threading.RLock()
        self._files: BatchFolder | None = None
        self._outcomes: dict[str, Reply | ModelError] = {}
        self._sent: set[str] = set()
        self._tries: Counter[str] = Counter()
        self._ways: dict[str, Way] = {}
        self._size = 0
        self._is_tried = self._is_over = False
        self._made: BatchApi | None = None

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
        if self._size + size > self._api.most_bytes:
            self._submit_open(folder)
        self._size += size
        self._sent.add(request.digest)
        if folder.add(request) >= self._api.most_requests:
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
        """What stands in the file of a batch for a request, as it is put at present."""
        _, body = self._wire(None, request, self._negotiation.ask(request))
        return self._api.line(request.digest, body)

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
        if one.told.get("batch") is not None:
            return
        path = one.scratch("upload")
        path.unlink(missing_ok=True)
        written = partial(self._written, one, path)
        told = self._call(lambda api: api.prepare(one, written))
        if told:
            one.tell(**told)
        try:
            others = self._known() | set(one.told.get("strangers", ()))
            creation = Creation(one, written, others, is_in_doubt=again and not told)
            batch = self._call(creation)
        except ModelError as error:
            is_crowded = retrying.status_of(error.__cause__) == _CROWDED
            if isinstance(error, ModelUnavailableError) or not is_crowded:
                raise
            one.tell(batch=None)  # until others have ended
            return
        finally:
            path.unlink(missing_ok=True)
        one.tell(batch=batch)
        self._warn(f"{self.name}: {batch} has {one.told['requests']:,} requests")

    def _written(self, one: BatchFile, path: Path) -> Path:
        """The file of a batch; it is made once."""
        if not path.exists():
            # A run that goes on with what another wrote has not asked the server anything yet.
            self._try_out(next(one.requests()))
            with path.open("wb") as out:
                out.writelines(self._api.file(map(self._line, one.requests())))
            self._ways[one.name] = self._negotiation.way
        return path

    def _known(self) -> set[str]:
        return {str(one.told["batch"]) for one in self._opened().batches if one.told.get("batch")}

    @property
    def _api(self) -> BatchApi:
        if self._made is None:
            self._made = self._make(self._open(seconds=LOOK, most=self._make.most_bytes * 2))
        return self._made

    def _call(self, ask: Callable[[BatchApi], T]) -> T:
        """One call of the API, again where its failure passes by itself.

        Raises:
            ModelError: there is no answer.
        """
        try:
            return retrying.call(
                partial(ask, self._api),
                is_connection_error=connection.is_unreachable,
                sleep=self._sleep,
            )
        except (GoneError, ModelError):
            raise
        except Exception as error:
            raise self._translated(error) from error

    # ---------------------------------------------------------------------------------- collecting

    def collect(self, keep: Keep) -> None:
        """Wait until all batches have ended, and hand back what they answered.

        Args:
            keep: asks for a request once more, now that its answer is here, and keeps it.

        Raises:
            ModelError: a batch was refused as a whole; what was answered is kept.
        """
        folder, pauses = self._opened(), itertools.chain(PAUSES, itertools.repeat(PAUSES[-1]))
        now = _Round(keep, sum(one.told["requests"] for one in folder.batches))
        for one in folder.batches:
            self._submit(one, again=True)
        while folder.batches and not self._stop.is_set():
            ended = [one for one in list(folder.batches) if self._look(one, now)]
            if line := now.progress():
                self._warn(f"{self.name}: {line}")
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

    def _look(self, one: BatchFile, now: _Round) -> bool:
        """Look at a batch; whether it has ended and was collected."""
        batch = one.told["batch"]
        if batch is None:
            return False
        try:
            seen = self._call(lambda api: api.look(batch))
            now.done[one.name] = seen.done
            if seen.refusal is not None:
                self._refused(one, seen)
                return False
            if not seen.is_over:
                return False
            if not self._take(one, seen, now.keep):
                strangers = [*one.told.get("strangers", ()), batch]
                one.tell(batch=None, strangers=strangers)
                self._submit(one, again=True)  # ours may be beside it
                return False
        except GoneError:
            self._lost(one)
        except ModelError as error:
            if retrying.status_of(error.__cause__) != _GONE:
                raise
            self._lost(one)
        self._opened().forget(one)
        return True

    def _lost(self, one: BatchFile) -> None:
        """Files go after some weeks, and another account does not see what this one did."""
        self._warn(f"{self.name}: {one.told['batch']} is not there any more and is asked again")
        self._sent.difference_update(request.digest for request in one.requests())

    def _refused(self, one: BatchFile, seen: Seen) -> None:
        """A batch that was refused as a whole: it is put off, or there is nothing to be had."""
        if seen.is_put_off:
            one.tell(batch=None)
            return
        self._opened().forget(one)
        what = f"the batch {one.told['batch']} was refused: {seen.refusal}"
        raise ModelUnavailableError(f"{self.name}: {what}")

    def _take(self, one: BatchFile, seen: Seen, keep: Keep) -> bool:
        """Hand back what a batch answered; false where it is somebody else's, and answers nothing."""
        paths = [one.scratch(f"answers{n}") for n in range(len(seen.places))]
        for place, path in zip(seen.places, paths, strict=True):
            self._call(operator.methodcaller("fetch", place, path))
        with contextlib.ExitStack() as stack:
            rows = Rows([stack.enter_context(path.open("rb")) for path in paths])
            if rows and not any(request.digest in rows for request in one.requests()):
                return False
            way = self._ways.get(one.name, self._negotiation.way)
            for request in one.requests():
                row = rows.get(request.digest)
                none = Told(None, words=f"the batch is {seen.status}", passes=True)
                told = self._api.told(row) if row else none
                self._keep(request, self._outcome(request, told, way), keep)
        return True

    def _keep(self, request: Request, outcome: Reply | ModelError | None, keep: Keep) -> None:
        self._sent.discard(request.digest)
        if outcome is None:
            return
        self._outcomes[request.digest] = outcome
        if isinstance(outcome, Reply):
            keep(request)
            del self._outcomes[request.digest]  # it is in the store
        else:
            with contextlib.suppress(ModelError):  # it is what came of the request
                keep(request)

    def _outcome(self, request: Request, told: Told, way: Way) -> Reply | ModelError | None:
        """What became of a request; ``None`` where it is to be asked again.

        Args:
            request: what was asked.
            told: what came of it.
            way: how it was put: what others of its batch taught is not learnt twice.
        """
        self._tries[request.digest] += 1
        try:
            if told.status == 200:
                answer = self._dialect.answer(told.body)
                if not answer.only_thought:
                    return Reply(answer.text, answer.usage, complete=answer.complete)
                failed = self._wording.thought_too_long(answer.usage.completion_tokens)
                asked = replace(self._negotiation.ask(request), way=way)
                passes = self._negotiation.think_longer(asked)
            else:
                failed = self._meant(told.status, told.words)
                passes = told.passes or self._learns(request, told)
        except NoAnswerError as none:
            translated = self._translated(none)
            failed = translated if isinstance(translated, ModelError) else ModelError(none.words)
            passes = none.status_code in outcomes.PASSING
        return None if passes and self._tries[request.digest] < TRIES else failed

    def _learns(self, request: Request, told: Told) -> bool:
        """Whether the server minds how it was asked, and can be asked otherwise."""
        status = told.status or 0
        if status in refusals.LATE:
            return False
        if refusals.complaint(told.body) in {one.words for one in self._negotiation.learnt}:
            return True  # as another of the batch told; by now it would be asked otherwise
        asked = self._negotiation.ask(request)
        refusal = refusals.read(status, told.body, self._wire(None, request, asked)[1])
        return refusal is not None and self._negotiation.learn(asked, refusal)

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
            if self._made is not None:
                self._made.close()
                self._made = None
            if self._files is not None:
                self._files.close()
                self._files = None

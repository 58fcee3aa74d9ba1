"""Tells a request that fails from a model that is gone: by asking something else, and by waiting.

A server that drops one connection, or answers 403, 404 or 500 to one paragraph, may mind that
paragraph, may be restarting, or may be no model at all; the failure does not say which.  So nobody
asks on while one thread asks something trivial.  Answered: the failure is the request's.  Not
answered by a server that has answered before: an outage, waited for.  Else there is no model, and
what is left fails with the reason, once, for the next run to ask.
"""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol, runtime_checkable

from llmextract import journal
from llmextract.errors import ModelError, ModelUnavailableError, RequestRefusedError, StoppedError
from llmextract.model import Message, Model, Reply, Request
from llmextract.options import PATIENCE

_PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds between looks at a server that is away; the last one from then on."""
PROBE = Message("user", "Answer with the word ok.")
PROBE_TOKENS = 16
ROUNDS = 2
"""Most times that a request is asked again by a server that is there and does not answer it."""


@runtime_checkable
class Probed(Protocol):
    """A model that can be asked something trivial."""

    def probe(self) -> None:
        """Ask something that any server answers; raises a ``ModelError`` when it does not."""
        ...


class GuardedModel:
    """A model that is not asked again once it turned out that there is none.

    Args:
        model: who is asked; one without ``probe`` is believed at its first word.
        patience: most seconds to wait for a model that has answered before.
        warn: called with a line when an outage begins and when it ends.
        sleep: how to wait.
        clock: seconds since some moment.
        gate: passed by each request while it is in flight; all are let through by default.

    Attributes:
        answered: whether it ever answered.
        error: why it cannot be had, once that is known.
    """

    def __init__(
        self,
        model: Model,
        *,
        patience: float = PATIENCE,
        warn: Callable[[str], None] = lambda _: None,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        gate: AbstractContextManager[object] | None = None,
    ) -> None:
        self._gate = gate or nullcontext()
        self.name = model.name
        self.slots = model.slots
        self.answered = False
        self.error: ModelUnavailableError | None = None
        self._model = model
        self._patience = patience
        self._warn = warn
        self._sleep = sleep
        self._clock = clock
        self._looking = threading.Lock()
        self._seen = 0
        """Counts up with each answer: what was asked before the last one may be told from it."""

    def complete(self, request: Request) -> Reply:
        """Ask, unless it is known to be in vain; see the module for what becomes of a failure.

        Raises:
            ModelUnavailableError: there is no model to be had.
            ModelError: there is, and this request has no answer.
        """
        if self._looking.locked():
            with self._looking:  # somebody finds out; to ask meanwhile would cost another failure
                pass
        looks, is_there = 0, False
        while True:
            try:
                return self._ask(request)
            except ModelError as error:
                failed = error
            if failed.doubt == "none" or not isinstance(self._model, Probed):
                raise self._believed(failed)
            if is_there or looks == ROUNDS:
                raise _of_this_request(failed) from failed
            is_there = self._look(self._model, failed, self._seen)
            if failed.doubt == "request":
                raise _of_this_request(failed) from failed
            looks += 1

    def close(self) -> None:
        """Close the model behind."""
        self._model.close()

    def _ask(self, request: Request) -> Reply:
        with self._gate:
            if self.error is not None:
                raise self.error
            reply = self._model.complete(request)
        self.answered = True
        self._seen += 1
        return reply

    def _believed(self, error: ModelError) -> ModelError:
        """A failure that leaves no doubt."""
        if isinstance(error, ModelUnavailableError):
            self.error = error
        elif isinstance(error, RequestRefusedError):
            self._seen += 1  # a server that refuses is there
        return error

    def _look(self, model: Probed, failed: ModelError, seen: int) -> bool:
        """Return when the server is there; whether that was asked, and not only heard from others.

        Raises:
            ModelUnavailableError: it is not, and is not waited for any more.
        """
        with self._looking:
            if self.error is not None:
                raise self.error
            if self._seen > seen:
                return False  # it answered somebody since this request failed
            self._wait(model, failed)
            self._seen += 1
            return True

    def _wait(self, model: Probed, failed: ModelError) -> None:
        started = self._clock()
        for number in range(10_000):
            try:
                with journal.attempt("", model=self.name, attempt=number + 1, structure="probe"):
                    model.probe()
            except StoppedError:
                raise
            except ModelError as error:
                waited = self._clock() - started
                is_away = error.doubt in {"outage", "crash"}
                if not (self.answered and is_away) or waited >= self._patience:
                    self.error = _gone(failed if is_away else error, waited)
                    raise self.error from error
                if number == 0:
                    self._warn(f"{failed.message}; waiting for it, {self._patience:.0f} s at most")
                self._sleep(min(_PAUSES[min(number, len(_PAUSES) - 1)], self._patience - waited))
            else:
                if number:
                    self._warn(f"{self.name} answers again after {self._clock() - started:.0f} s")
                return


def _gone(error: ModelError, waited: float) -> ModelUnavailableError:
    """No model to be had, in the words of what failed."""
    if waited < 1 and isinstance(error, ModelUnavailableError):
        return error
    after = f" and did not answer for {waited:.0f} s" if waited >= 1 else ""
    hint = (
        error.hint if waited < 1 else "run the same command again when it is back; answers are kept"
    )
    return ModelUnavailableError(f"{error.message}{after}", hint=hint)


def _of_this_request(error: ModelError) -> ModelError:
    """The failure of a request whose server answers others."""
    if isinstance(error, ModelUnavailableError) or error.doubt == "crash":
        return RequestRefusedError(f"{error.message}; other requests are answered")
    return error

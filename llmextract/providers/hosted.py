"""Whatever else instructor reaches: Anthropic, Google, Mistral … by ``instructor:PROVIDER/MODEL``.

The vendor's own library must be installed, and its key set in the variable that it reads.
"""

import functools
import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from llmextract.errors import (
    ModelError,
    ModelUnavailableError,
    RequestRefusedError,
    StoppedError,
)
from llmextract.model import Reply, Request, Sampling
from llmextract.providers import deadlines, outcomes, refusals, retrying
from llmextract.providers.answers import answer_class, well_formed
from llmextract.providers.guarding import PROBE, PROBE_TOKENS
from llmextract.providers.negotiation import Asked, Negotiation
from llmextract.providers.pacing import CROWDED, Pace
from llmextract.providers.profiles import profile_of
from llmextract.records import Usage

_UNREACHED = frozenset({"APIConnectionError", "ConnectError", "ConnectTimeout", "ConnectionError"})
"""Names that vendors' libraries give to the error of a server that was not reached."""
_NEGOTIABLE = frozenset({"temperature", "max_tokens", "max_completion_tokens"})


class HostedModel:
    """A model that instructor finds by its name.

    Args:
        target: ``PROVIDER/MODEL``.
        timeout: most seconds for one answer; by its tokens when ``None``.
        warn: called with a line that the user should know.
        stop: set when the run is stopped.
        client: a ready instructor client, for tests.
        sleep: how to wait between retries; until the run is stopped when ``None``.
    """

    def __init__(
        self,
        target: str,
        *,
        timeout: float | None = None,
        warn: Callable[[str], None] = lambda _: None,
        stop: threading.Event | None = None,
        client: Any = None,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self.name = f"instructor:{target}"
        self.profile = profile_of(self.name)
        self.slots = self.profile.slots
        self._negotiation = Negotiation(self.profile, lambda what: warn(f"{self.name}: {what}"))
        self._target = target
        self._client = client
        self._timeout = timeout
        self._warn = warn
        self._stop = stop or threading.Event()
        self._sleep = sleep or self._stop.wait
        self._pace = Pace(
            self._stop, lambda most: warn(f"{self.name}: {CROWDED.format(most=most)}")
        )
        self._lock = threading.Lock()
        self._answered = False

    def complete(self, request: Request) -> Reply:
        """Ask once, with retries of what passes by itself.

        Raises:
            ModelError: no answer.
        """
        client = self._connected()
        from instructor.core import IncompleteOutputException

        started = time.perf_counter()
        complete = True
        try:
            answer, completion = self._negotiate(client, request)
            text = well_formed(answer.raw)
        except IncompleteOutputException as error:
            # What was said before the cut lies in another place with each vendor; it is of no use.
            text, completion, complete = "", error.last_completion, False
        except Exception as error:
            raise self._translate(error) from error
        self._answered = True
        seconds = round(time.perf_counter() - started, 3)
        return Reply(text, _usage(completion), seconds, complete=complete)

    def probe(self) -> None:
        """Ask something trivial, once; a refusal is an answer too.

        Raises:
            ModelError: there is none.
        """
        from instructor.core import InstructorError

        request = Request(
            self.name, (PROBE,), {"type": "object"}, Sampling(max_tokens=PROBE_TOKENS)
        )
        client = self._connected()
        try:
            self._ask_in_time(client, request, self._negotiation.ask(request))
        except InstructorError:
            return  # it answered; what is nobody's business
        except Exception as error:
            translated = self._translate(error)
            if not isinstance(translated, RequestRefusedError):
                raise translated from error

    def close(self) -> None:
        """Nothing to let go of: instructor's clients close with the process."""

    def _connected(self) -> Any:
        with self._lock:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _connect(self) -> Any:
        import instructor

        logging.getLogger("instructor").addHandler(logging.NullHandler())  # as in server.py
        try:
            client = instructor.from_provider(self._target)
        except ImportError as error:
            raise ModelUnavailableError(
                f"{self.name} needs a library that is not installed: {error}"
            ) from error
        except Exception as error:
            raise ModelUnavailableError(
                f"{self.name} cannot be used: {error}", hint="the form is instructor:PROVIDER/MODEL"
            ) from error

        # The clients of most vendors retry by themselves, and retries multiply.
        vendor: Any = getattr(client, "client", None)
        if isinstance(getattr(vendor, "max_retries", None), int):
            vendor.max_retries = 0
        return client

    def _negotiate(self, client: Any, request: Request) -> Any:
        """Ask, and ask again without what the vendor refuses; how shapes are asked is instructor's."""
        while True:
            asked = self._negotiation.ask(request)
            try:
                return retrying.call(
                    functools.partial(self._ask_in_time, client, request, asked),
                    is_connection_error=_is_unreachable,
                    sleep=self._sleep,
                    tell=lambda seconds: self._warn(
                        f"{self.name}: the server asks to wait {seconds:.0f} s; waiting"
                    ),
                    pace=self._pace,
                )
            except Exception as error:
                status, body = retrying.status_of(error), getattr(error, "body", None)
                refusal = refusals.read(status or 0, body or str(error), asked.parameters)
                if refusal is None or refusal.parameter not in _NEGOTIABLE:
                    raise
                if not self._negotiation.learn(asked, refusal):
                    raise

    def _ask_in_time(self, client: Any, request: Request, asked: Asked) -> Any:
        """Ask, with a bound of ours: vendors' libraries bound single reads, or nothing at all."""
        return deadlines.in_time(
            functools.partial(self._ask, client, request, asked),
            self._timeout or deadlines.seconds_for(asked.parameters.get(asked.way.length or "")),
            stop=self._stop,
        )

    def _ask(self, client: Any, request: Request, asked: Asked) -> Any:
        try:
            return client.create_with_completion(
                # Where a vendor takes schemas as tools, instructor asks for a title.
                response_model=answer_class({"title": "Answer", **request.schema}),
                messages=[{"role": m.role, "content": m.content} for m in asked.messages],
                max_retries=0,
                # Vendors have no seed in common, and some refuse what they do not know.
                **{name: value for name, value in asked.parameters.items() if name != "seed"},
            )
        except Exception as error:
            cause = _root(error)
            if cause is error:
                raise
            raise cause from cause.__cause__

    def _translate(self, error: Exception) -> ModelError:
        """The user's error for one of a vendor's, or for none in time."""
        if isinstance(error, InterruptedError):
            return StoppedError(f"{self.name}: stopped before it answered")
        if isinstance(error, TimeoutError):
            hint = "allow more with --timeout, or try fewer --jobs"
            return ModelError(f"{self.name}: no answer in time", hint=hint, doubt="outage")
        from instructor.core import InstructorError

        # instructor's own text holds whole completions
        said = "the answer cannot be read" if isinstance(error, InstructorError) else str(error)
        message = f"{self.name}: {' '.join(said.split())[:300]}"
        if _is_unreachable(error):
            return ModelUnavailableError(message, hint="is the network up?", doubt="outage")
        words = outcomes.words_of(error)
        meaning = outcomes.of_status(retrying.status_of(error), words, answered=self._answered)
        return meaning.error(message, key="the vendor's own variable")


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    for _ in range(20):  # a chain of causes may be a ring
        if seen is None:
            return
        yield seen
        seen = seen.__cause__


def _root(error: Exception) -> Exception:
    """The vendor's own error under instructor's wrapping, where it can be told."""
    for cause in _causes(error):
        if isinstance(cause, Exception) and (
            retrying.status_of(cause) is not None or type(cause).__name__ in _UNREACHED
        ):
            return cause
    return error


def _is_unreachable(error: BaseException) -> bool:
    """Whether no server was reached, going by the name: vendors share no class for it."""
    return any(type(cause).__name__ in _UNREACHED for cause in _causes(error))


def _usage(completion: Any) -> Usage:
    """Tokens under the names of OpenAI or of Anthropic; zero where a vendor tells none."""
    usage = getattr(completion, "usage", None)

    def tokens(*names: str) -> int:
        return next((n for n in (getattr(usage, name, None) for name in names) if n), 0)

    return Usage(
        tokens("prompt_tokens", "input_tokens"), tokens("completion_tokens", "output_tokens")
    )

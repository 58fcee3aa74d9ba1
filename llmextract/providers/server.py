"""Any OpenAI-compatible endpoint: ask, negotiate what it refuses, read the answer.

Ollama, vLLM, llama-server, LM Studio, OpenRouter, OpenAI itself, and the embedded model's own
server on loopback: one road for all of them, and Ollama's own API where its context must be set.
"""

import functools
import itertools
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from llmextract import journal
from llmextract.errors import ModelError, RequestRefusedError, StoppedError
from llmextract.model import Reply, Request
from llmextract.providers import (
    connection,
    deadlines,
    ollama,
    outcomes,
    refusals,
    retrying,
)
from llmextract.providers.completions import Answer, NoAnswerError
from llmextract.providers.connection import Connection, StatusError
from llmextract.providers.dialects import CHAT, Dialect
from llmextract.providers.facts import Facts, enlarge
from llmextract.providers.guarding import PROBE, PROBE_TOKENS
from llmextract.providers.negotiation import Asked, Negotiation
from llmextract.providers.pacing import Pace
from llmextract.providers.probing import Said, root_of
from llmextract.providers.profiles import Profile, profile_of
from llmextract.providers.refusals import Refusal
from llmextract.providers.structures import Structure
from llmextract.providers.wording import Wording
from llmextract.records import Usage

STEPS = 16
"""Most times that one request is put in another way: more than there are things to refuse."""
CHARS_PER_TOKEN_MOST = 4.6
"""More than any request to qwen2.5-coder-1.5b had (English news, 3.66 to 4.32): what is longer than
the context by this count cannot fit."""
CHARS_PER_TOKEN_CUT = 8.0
"""A server that counts fewer tokens than this leaves has not read the whole prompt."""


_NOT_CALLED = Refusal("tools", "the tool was not called")


class _RefusedError(Exception):
    """The server minds a parameter; no retry will help, another way of asking may."""

    def __init__(self, refusal: Refusal, error: Exception) -> None:
        self.refusal = refusal
        self.error = error
        super().__init__(refusal.words)


class _NoOwnApiError(Exception):
    """What calls itself Ollama does not have Ollama's own API."""


class _WindowGrewError(Exception):
    """The context was too small for a request, and is larger now."""


class ServerModel:
    """A model behind an OpenAI-compatible endpoint.

    Args:
        name: full name, ``provider:model``.
        model: the model's name at the endpoint.
        base_url: address up to ``/v1``; ``None`` for OpenAI's own.
        api_key: the key, from the environment; it is kept in memory only.
        key_variable: the variable of the environment that the key came from, for messages.
        profile: what is known of the model; that of its name when ``None``.
        slots: requests in flight; as the profile says when ``None``.
        extra_body: more fields of each request, for what only this server knows.
        timeout: most seconds for one answer; by the tokens that it may have when ``None``.
        said: what is known of the server; it is asked what it is, and how long its context is, when
            ``None``.
        dialect: what the server is spoken to in.
        warn: called with a line that the user should know.
        stop: set when the run is stopped.
        http_client: a ready HTTP client, for tests.
        sleep: how to wait between retries; until the run is stopped when ``None``.
    """

    def __init__(
        self,
        name: str,
        *,
        model: str,
        base_url: str | None,
        api_key: str | None,
        key_variable: str | None = None,
        profile: Profile | None = None,
        slots: int | None = None,
        extra_body: Mapping[str, Any] | None = None,
        timeout: float | None = None,
        stop: threading.Event | None = None,
        said: Said | None = Said(),  # noqa: B008 - frozen
        dialect: Dialect = CHAT,
        warn: Callable[[str], None] = lambda _: None,
        http_client: Any = None,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self.name = name
        self.profile = profile or profile_of(name)
        self.slots = slots or self.profile.slots
        self._model = model
        self._dialect = dialect
        self._base_url = base_url
        self._wording = Wording(name, base_url, api_key, key_variable)
        self._extra_body = dict(extra_body or {})
        self._warn = warn
        self._timeout = timeout
        self._stop = stop or threading.Event()
        self._sleep = sleep or self._stop.wait
        self._open = functools.partial(
            Connection,
            name,
            base_url=base_url,
            api_key=api_key,
            key_variable=key_variable,
            seconds=timeout or deadlines.seconds_for(self.profile.answer_tokens),
            stop=self._stop,
            dialect=dialect,
            http_client=http_client,
        )
        self._negotiation = Negotiation(self.profile, lambda one: warn(self._wording.learnt(one)))
        self._pace = Pace(self._stop, lambda most: warn(self._wording.crowded(most)))
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._said = said
        self._window: ollama.Window | None = None
        self._answered = False
        self._warned_of_cut = False

    def complete(self, request: Request) -> Reply:
        """Ask, with retries of what passes by itself and in other words where some are refused.

        Raises:
            ModelError: no answer; the subclass says whether another request may fare better.
        """
        started = time.perf_counter()
        opened = self._connected()
        self._check_fits(request)
        answer = self._negotiate(opened, request)
        self._answered = True
        self._check_read(request, answer)
        seconds = round(time.perf_counter() - started, 3)
        return Reply(answer.text, answer.usage, seconds, complete=answer.complete)

    def probe(self) -> None:
        """Ask something trivial, once; any answer but one of :mod:`outcomes` in doubt will do.

        Raises:
            ModelError: there is none.
        """
        opened = self._connected()
        try:
            self._ask_trivially(opened, None, {})
        except NoAnswerError as error:
            if error.status_code:
                raise self._translated(error) from error
        except Exception as error:
            translated = self._translated(error)
            if not isinstance(translated, RequestRefusedError):
                raise translated from error

    def _ask_trivially(
        self, opened: Connection, structure: Structure | None, schema: Mapping[str, Any]
    ) -> None:
        way = self._negotiation.way
        tokens = {way.length: PROBE_TOKENS} if way.length else {}
        asked = Asked(way, structure, schema, (PROBE,), tokens, "")
        body = self._dialect.body(self._model, asked)
        opened.post(self._dialect.path, body, seconds=self._timeout or deadlines.PROBE)

    def _takes(self, opened: Connection, asked: Asked) -> bool:
        """Whether something trivial is answered in the shape of a request that failed."""
        try:
            self._ask_trivially(opened, asked.structure, asked.schema)
        except Exception:  # noqa: BLE001 - whatever it is, the shape was not taken
            return False
        self._answered = True
        return True

    def facts(self) -> Facts:
        """What is known by now; more after a request than before."""
        way, said = self._negotiation.way, self._said or Said()
        return Facts(
            profile=self.profile,
            server=said.server,
            structure=way.structures[0],
            length=way.length,
            left_out=way.left_out,
            system=way.system,
            thinking_tokens=way.thinking_tokens,
            context=self._window.tokens if self._window else said.context,
            learnt=self._negotiation.learnt,
        )

    def close(self) -> None:
        """Close the connections; what was learnt stays."""
        with self._lock:
            opened, self._connection = self._connection, None
        if opened is not None:
            opened.close()

    # ------------------------------------------------------------------- before the first request

    def _connected(self) -> Connection:
        with self._lock:
            if self._connection is None:
                self._connection = self._open()
            if self._said is None and (said := self._connection.look(self._model)):
                self._said = said
                if said.is_ollama:
                    self._take_own_api(said)
            return self._connection

    def _take_own_api(self, said: Said) -> None:
        start = max(self.profile.context, said.context or 0)
        self._window = ollama.Window(start, said.most_context)
        self._negotiation.restrict(ollama.STRUCTURES)
        self._warn(
            f"{self._wording.place}: {said.server} cuts without a word what is longer than its context; "
            f"asked by its own API with num_ctx {self._window.tokens}"
        )

    def _leave_own_api(self) -> None:
        with self._lock:
            if self._window is None:
                return
            wanted, self._window = self._window.tokens, None
        self._warn(
            f"{self._wording.place}: Ollama cuts without a word what is longer than its context, which "
            f"this address cannot set; start it with OLLAMA_CONTEXT_LENGTH={wanted}, or give the "
            f"model 'PARAMETER num_ctx {wanted}' in a Modelfile"
        )

    def _check_fits(self, request: Request) -> None:
        """A prompt that cannot fit is told before a server cuts it, or refuses it in its words."""
        said = self._said or Said()
        most = said.most_context if self._window else said.context
        if most is None:
            return
        fewest = int(_chars(request) / CHARS_PER_TOKEN_MOST)
        if fewest >= most:
            raise RequestRefusedError(
                f"{self._wording.place}: the request has at least {fewest} tokens, the context "
                f"{'of the model' if self._window else 'of the server'} {most}",
                hint=None if self._window else enlarge(said, self.profile.context),
            )

    def _check_read(self, request: Request, answer: Answer) -> None:
        """Say it once when the server counted far fewer tokens than the prompt must have."""
        counted = answer.usage.prompt_tokens
        if self._warned_of_cut or not counted or _chars(request) < counted * CHARS_PER_TOKEN_CUT:
            return
        self._warned_of_cut = True
        about = int(_chars(request) / CHARS_PER_TOKEN_MOST)
        self._warn(
            f"{self._wording.place}: the server counts {counted} tokens in a request that has {about} or "
            f"more: its context seems to cut it without a word; {enlarge(None, about * 2)}"
        )

    # ----------------------------------------------------------------------------- one request

    def _negotiate(self, opened: Connection, request: Request) -> Answer:
        bound: int | None = None
        spent = Usage()  # on answers that came to nothing
        for _ in range(STEPS):
            asked = self._negotiation.ask(request, most_tokens=bound)
            try:
                answer = self._try(opened, request, asked)
            except _WindowGrewError:
                continue
            except _NoOwnApiError:
                self._leave_own_api()
                continue
            except _RefusedError as refused:
                if refused.refusal.for_this_request and bound is None:
                    bound = refused.refusal.most
                elif not self._negotiation.learn(asked, refused.refusal):
                    raise self._translated(refused.error) from refused.error
                continue
            if self._is_answer(asked, answer):
                return replace(answer, usage=spent + answer.usage)
            spent += answer.usage
            if answer.only_thought and not self._negotiation.think_longer(asked):
                most = asked.parameters.get(asked.way.length or "", answer.usage.completion_tokens)
                raise self._wording.thought_too_long(most)
        raise ModelError(f"{self._wording.place}: it refuses whatever is asked in {STEPS} ways")

    def _is_answer(self, asked: Asked, answer: Answer) -> bool:
        """Whether to take it; a server that took a tool and did not call it is asked otherwise."""
        if answer.only_thought:
            return False
        if asked.structure != "tools" or answer.called or not answer.complete:
            return True
        self._negotiation.learn(asked, _NOT_CALLED)
        return "{" in answer.text  # what it said instead will do

    def _try(self, opened: Connection, request: Request, asked: Asked) -> Answer:
        try:
            return retrying.call(
                functools.partial(self._noted, opened, request, asked, itertools.count(1)),
                is_connection_error=connection.is_unreachable,
                sleep=self._sleep,
                tell=lambda seconds: self._warn(self._wording.waiting(seconds)),
                pace=self._pace,
            )
        except (_NoOwnApiError, _RefusedError, _WindowGrewError):
            raise
        except Exception as error:
            raise self._translated(error) from error

    def _noted(
        self, opened: Connection, request: Request, asked: Asked, attempts: Iterator[int]
    ) -> Answer:
        """One HTTP request, told in the journal."""
        with journal.attempt(
            request.digest, model=self.name, attempt=next(attempts), structure=asked.structure
        ):
            return self._post(opened, request, asked)

    def _post(self, opened: Connection, request: Request, asked: Asked) -> Answer:
        """One HTTP request."""
        window = self._window
        url, body = self._wire(window, request, asked)
        try:
            return opened.post(
                url, body, seconds=self._timeout or deadlines.seconds_for(_tokens(asked))
            )
        except StatusError as error:
            said, status = error.body, error.status_code
            if window and status == 404 and self._model not in refusals.words_of(said):
                raise _NoOwnApiError from error
            if window and refusals.is_too_long(said) and window.grow(body["options"]["num_ctx"]):
                raise _WindowGrewError from error
            self._raise_if_refused(opened, asked, status, said, body, error)
            raise
        except NoAnswerError as error:
            self._raise_if_refused(opened, asked, error.status_code or 200, error.body, body, error)
            raise

    def _wire(
        self, window: ollama.Window | None, request: Request, asked: Asked
    ) -> tuple[str, dict[str, Any]]:
        """Where a request goes, and its body."""
        if window is not None:
            answer = int(asked.parameters.get(asked.way.length or "", 0))
            body = ollama.body(self._model, asked, window.holding(request, answer))
            return root_of(str(self._base_url)) + ollama.CHAT, body
        extra = {k: v for k, v in self._extra_body.items() if k not in asked.way.left_out}
        return self._dialect.path, self._dialect.body(self._model, asked) | extra

    def _raise_if_refused(
        self,
        opened: Connection,
        asked: Asked,
        status: int,
        said: object,
        body: Mapping[str, Any],
        error: Exception,
    ) -> None:
        refusal = refusals.read(status, said, body)
        if refusal is None or outcomes.is_quota(status, outcomes.words_of(error)):
            return
        if status in refusals.LATE and (self._answered or self._takes(opened, asked)):
            return  # of a server that takes the same: it is about this request, or passes
        raise _RefusedError(refusal, error) from error

    def _translated(self, error: Exception) -> Exception:
        if self._stop.is_set():
            return StoppedError(f"{self._wording.place}: stopped before it answered")
        return self._wording.error(error, answered=self._answered)


def _tokens(asked: Asked) -> int | None:
    return asked.parameters.get(asked.way.length or "")


def _chars(request: Request) -> int:
    return sum(len(message.content) for message in request.messages)

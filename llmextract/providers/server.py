"""Any OpenAI-compatible endpoint, through instructor in JSON-schema mode over the openai client.

Ollama, vLLM, llama-server, LM Studio, OpenAI itself, and the embedded model's own server on
loopback: one road for all of them.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from llmextract.errors import (
    AuthenticationError,
    ModelError,
    ModelUnavailableError,
    RequestRefusedError,
)
from llmextract.model import Reply, Request
from llmextract.providers import retrying
from llmextract.providers.answers import answer_class, well_formed
from llmextract.records import Usage

CONNECT_SECONDS = 5.0
"""Most seconds to wait for a connection; answers may take long, a handshake does not."""

# Errors of the openai client by name, most exact first, and what they mean to a user.  A test holds
# the table complete against the installed client.
ERRORS: tuple[tuple[str, type[ModelError], str | None], ...] = (
    ("AuthenticationError", AuthenticationError, "set the key in the environment ({key})"),
    ("PermissionDeniedError", AuthenticationError, "the key may not use this model ({key})"),
    ("NotFoundError", ModelUnavailableError, "check the model's name and the address"),
    ("BadRequestError", RequestRefusedError, None),
    ("UnprocessableEntityError", RequestRefusedError, None),
    ("ConflictError", ModelError, None),
    ("RateLimitError", ModelError, "try again later or with fewer --jobs"),
    ("InternalServerError", ModelError, None),
    ("APITimeoutError", ModelError, "the server is too slow; try fewer --jobs"),
    ("APIConnectionError", ModelUnavailableError, "is it running, and is the address right?"),
    ("APIResponseValidationError", ModelError, None),
    ("APIStatusError", ModelError, None),
    ("APIError", ModelError, None),
)


class ServerModel:
    """A model behind an OpenAI-compatible endpoint.

    Args:
        name: full name, ``provider:model``.
        model: the model's name at the endpoint.
        base_url: address up to ``/v1``; ``None`` for OpenAI's own.
        api_key: the key, from the environment; it is kept in memory only.
        key_variable: the variable of the environment that the key came from, for messages.
        slots: requests in flight that the server likes.
        extra_body: more fields of each request, for what only this server knows.
        timeout: most seconds for one answer.
        http_client: a ready HTTP client, for tests.
        sleep: how to wait between retries.
    """

    def __init__(
        self,
        name: str,
        *,
        model: str,
        base_url: str | None,
        api_key: str | None,
        key_variable: str | None = None,
        slots: int = 4,
        extra_body: Mapping[str, Any] | None = None,
        timeout: float = 600,
        http_client: Any = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = name
        self.slots = slots
        self._model = model
        self._base_url = base_url
        self._api_key = api_key
        self._key_variable = key_variable
        self._extra_body = dict(extra_body or {})
        self._timeout = timeout
        self._http_client = http_client
        self._sleep = sleep
        self._lock = threading.Lock()
        self._client: Any = None

    def complete(self, request: Request) -> Reply:
        """Ask once (with retries of what passes by itself) and return the raw answer.

        Raises:
            ModelError: no answer; the subclass says whether another request may fare better.
        """
        client = self._connected()
        from instructor.core import IncompleteOutputException

        started = time.perf_counter()
        try:
            completion = retrying.call(
                lambda: self._ask(client, request),
                is_connection_error=_is_unreachable,
                sleep=self._sleep,
            )
        except IncompleteOutputException as error:
            completion = error.last_completion
        except Exception as error:
            raise self._translate(error) from error
        return _reply(completion, time.perf_counter() - started)

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.client.close()

    def _connected(self) -> Any:
        with self._lock:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _connect(self) -> Any:
        import instructor
        from openai import OpenAI, Timeout

        if not self._api_key:
            raise AuthenticationError(
                f"no key for {self.name}", hint=f"set {self._key_variable} in the environment"
            )
        # instructor logs each failed call as an error, with all that the server said; without a
        # handler of its own, Python writes that to standard error, in the midst of our progress.
        logging.getLogger("instructor").addHandler(logging.NullHandler())
        client = OpenAI(
            base_url=self._base_url,
            api_key=self._api_key,
            max_retries=0,
            timeout=Timeout(self._timeout, connect=CONNECT_SECONDS),
            http_client=self._http_client,
        )
        return instructor.from_openai(client, mode=instructor.Mode.JSON_SCHEMA)

    def _ask(self, client: Any, request: Request) -> Any:
        from instructor.core import InstructorRetryException

        try:
            _, completion = client.create_with_completion(
                model=self._model,
                response_model=answer_class(request.schema),
                messages=[{"role": m.role, "content": m.content} for m in request.messages],
                temperature=request.sampling.temperature,
                max_tokens=request.sampling.max_tokens,
                seed=request.sampling.seed,
                max_retries=0,
                extra_body=self._extra_body or None,
            )
        except InstructorRetryException as error:
            # instructor wraps everything that ends its loop, a plain 401 too.
            cause = _root(error)
            if cause is error:
                raise
            raise cause from cause.__cause__  # its own cause, which tells a handshake's time-out
        return completion

    def _translate(self, error: Exception) -> Exception:
        """The user's error for one of the client's; anything else is a bug and looks like one."""
        import openai
        from instructor.core import InstructorError

        if isinstance(error, InstructorError):
            # No error of the client under it: the server answered, but with something else.
            return ModelError(
                f"{self._place()}: the answer is no chat completion",
                hint="does the address end in the server's /v1?",
            )
        if not isinstance(error, openai.OpenAIError):
            return error
        # A handshake that timed out is an APITimeoutError by class, and yet no slow answer.
        names = {c.__name__ for c in type(error).__mro__}
        if _is_unreachable(error):
            names = {"APIConnectionError"}
        kind, hint = next(
            ((kind, hint) for name, kind, hint in ERRORS if name in names), (ModelError, None)
        )
        key = self._key_variable or "none is needed for a local server"
        message = _message(error).replace(str(self._api_key), "***")
        return kind(f"{self._place()}: {message}", hint=hint.format(key=key) if hint else None)

    def _place(self) -> str:
        """The model's name and, where the name does not hold it, the address."""
        where = self._base_url
        return self.name if where is None or where in self.name else f"{self.name} at {where}"


def _reply(completion: Any, seconds: float) -> Reply:
    choice = completion.choices[0]
    usage = completion.usage
    return Reply(
        text=well_formed(choice.message.content or ""),
        usage=Usage(usage.prompt_tokens, usage.completion_tokens) if usage else Usage(),
        seconds=round(seconds, 3),
        complete=choice.finish_reason != "length",
    )


def _is_unreachable(error: BaseException) -> bool:
    """Whether no server was reached; a handshake that took too long is no slow answer."""
    from httpx2 import ConnectTimeout
    from openai import APIConnectionError, APITimeoutError

    if isinstance(error, APITimeoutError):
        return isinstance(error.__cause__, ConnectTimeout)
    return isinstance(error, APIConnectionError)


def _root(error: BaseException) -> BaseException:
    """The client's own error under instructor's wrapping."""
    from openai import OpenAIError

    seen: BaseException | None = error
    for _ in range(20):  # a chain of causes may be a ring
        if seen is None or isinstance(seen, OpenAIError):
            break
        seen = seen.__cause__
    return seen if isinstance(seen, OpenAIError) else error


def _message(error: Exception) -> str:
    """What the server said, in one line; never the request, never a key."""
    body = getattr(error, "body", None)
    text = body.get("message") if isinstance(body, dict) else None
    return " ".join(str(text or getattr(error, "message", error)).split())[:300].rstrip(".")

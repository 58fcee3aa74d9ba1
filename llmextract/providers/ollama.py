"""Ollama's own API: the only road on which its context can be set, and cutting be forbidden.

Its OpenAI-compatible one ignores ``num_ctx`` wherever it is put (ollama issues 5356, 16814) and cuts
what is longer without a word; ``/api/chat`` takes it among the options, and newer versions refuse
what is too long when ``truncate`` is false.
"""

import threading
from typing import Any

from llmextract.model import Request
from llmextract.providers.negotiation import Asked
from llmextract.providers.structures import Structure

CHAT = "/api/chat"
STRUCTURES: frozenset[Structure] = frozenset({"json_schema", "json_object", "text"})
"""Ways to ask for a shape that the API has (``format``); it cannot be made to call a tool."""
MOST = 131_072
"""Tokens at which growing ends where the model's own context is not told."""
_CHARS_PER_TOKEN = 2.5
"""Fewer than any language with an alphabet has (English news 3.7): the window is rather too large."""


def body(model: str, asked: Asked, num_ctx: int) -> dict[str, Any]:
    """The body of a request.

    Args:
        model: the model's name at the server.
        asked: what is asked.
        num_ctx: tokens of the context.
    """
    options = dict(asked.parameters)
    if asked.way.length is not None:
        options["num_predict"] = options.pop(asked.way.length)
    wanted: dict[str, Any] = {}
    if asked.structure == "json_schema":
        wanted["format"] = dict(asked.schema)
    elif asked.structure == "json_object":
        wanted["format"] = "json"
    if "truncate" not in asked.way.left_out:
        wanted["truncate"] = False
    return {
        "model": model,
        "messages": [{"role": m.role, "content": m.content} for m in asked.messages],
        "stream": False,
        "options": {**options, "num_ctx": num_ctx},
        **wanted,
    }


class Window:
    """The context that is asked for: one for the whole run, for another one reloads the model.

    It grows only when a request does not fit.  Safe to use from several threads.

    Args:
        start: tokens to begin with.
        most: tokens that the model can take, or ``None`` where that is not known.
    """

    def __init__(self, start: int, most: int | None) -> None:
        self._most = most or MOST
        self._tokens = min(start, self._most)
        self._lock = threading.Lock()

    @property
    def tokens(self) -> int:
        """Tokens of the context at present."""
        return self._tokens

    def holding(self, request: Request, answer_tokens: int) -> int:
        """Tokens of a context that holds a request and its answer, as far as the model can."""
        chars = sum(len(message.content) for message in request.messages)
        needed = int(chars / _CHARS_PER_TOKEN) + answer_tokens
        with self._lock:
            while self._tokens < min(needed, self._most):
                self._tokens = min(self._tokens * 2, self._most)
            return self._tokens

    def grow(self, tried: int) -> bool:
        """Make it larger than one that was too small; false when the model has no more."""
        with self._lock:
            if self._tokens == tried:  # else another thread did it
                self._tokens = min(tried * 2, self._most)
            return self._tokens > tried

"""What servers are spoken to in: OpenAI's chat completions, which most understand, and Anthropic's.

All else of a request (retries, deadlines, what is refused, how many at a time) is the same for both.
"""

import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from llmextract.providers import completions, environment, messages, structures
from llmextract.providers.completions import Answer
from llmextract.providers.negotiation import Asked


@dataclass(frozen=True, slots=True)
class Dialect:
    """One of them.

    Attributes:
        path: where requests go, below the base.
        headers: what tells who asks, from the base and the key.
        body: the body of a request, from the model's name at the server and what is asked.
        read: the answer in the bytes of a body, from these and their type.
        answer: the answer in a parsed body.
    """

    path: str
    headers: Callable[[str | None, str], dict[str, str]]
    body: Callable[[str, Asked], dict[str, Any]]
    read: Callable[[bytes, str], Answer]
    answer: Callable[[object], Answer]


def _chat_headers(base_url: str | None, key: str) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {key}",
        **environment.openai_headers(),
        **azure_headers(base_url, key),
    }


def azure_headers(base_url: str | None, key: str) -> dict[str, str]:
    """Azure's own name for the key, which its older addresses want."""
    host = urllib.parse.urlsplit(base_url or "").hostname or ""
    return {"api-key": key} if host.endswith((".azure.com", ".azure.us", ".azure.cn")) else {}


def _chat_body(model: str, asked: Asked) -> dict[str, Any]:
    shape = structures.on_the_wire(asked.structure, asked.schema) if asked.structure else {}
    return {
        "model": model,
        "messages": [{"role": m.role, "content": m.content} for m in asked.messages],
        **asked.parameters,
        **shape,
    }


CHAT: Final = Dialect(
    "/chat/completions", _chat_headers, _chat_body, completions.read, completions.of_completion
)
MESSAGES: Final = Dialect(
    "/messages", messages.headers, messages.body, messages.read, messages.of_message
)

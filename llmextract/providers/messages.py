"""Anthropic's Messages API: what a request looks like there, and where the answer stands.

https://platform.claude.com/docs/en/api/messages: instructions stand beside the turns, the most tokens
must be said, and a shape is asked for by a tool that must be called, or as the format of the output
(https://platform.claude.com/docs/en/build-with-claude/structured-outputs).
"""

import json
import os
from collections.abc import Iterator, Mapping
from typing import Any, Final

from llmextract.errors import RequestRefusedError
from llmextract.providers.answers import well_formed
from llmextract.providers.completions import Answer, NoAnswerError
from llmextract.providers.negotiation import Asked
from llmextract.providers.structures import NAME
from llmextract.records import Usage

VERSION: Final = "2023-06-01"
"""The version of the API that is asked for: the next one takes no temperature at all."""
FEWEST_TOKENS: Final = 1024
"""Most tokens of an answer where a server took no parameter for it: the API wants one."""
STATUSES: Final[Mapping[str, int]] = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "api_error": 500,
    "timeout_error": 504,
    "overloaded_error": 529,
}
"""The status that each kind of error comes with, for errors inside of what came with 200."""
_CUT: Final = frozenset({"max_tokens", "model_context_window_exceeded"})
_REFUSED_BOUNDS: Final = frozenset(
    {"maxItems", "minItems", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
    | {"multipleOf", "minLength", "maxLength"}
)
"""What a schema for the format of the output may not hold; the answer is held to it when it is read."""
_NAMES: Final = frozenset({"properties", "$defs", "definitions"})
"""Keywords under which names stand that are no keywords."""


def address() -> str:
    """Anthropic's own address, or the one that its libraries are told to take."""
    base = os.environ.get("ANTHROPIC_BASE_URL") or "https://api.anthropic.com"
    return f"{base.rstrip('/')}/v1"


def headers(_base_url: str | None, key: str) -> dict[str, str]:
    """What tells who asks, and in which version."""
    return {"x-api-key": key, "anthropic-version": VERSION}


def body(model: str, asked: Asked) -> dict[str, Any]:
    """The body of a request."""
    parameters = dict(asked.parameters)
    tokens = parameters.pop(asked.way.length or "", FEWEST_TOKENS)
    said = "\n\n".join(m.content for m in asked.messages if m.role == "system")
    turns = [{"role": m.role, "content": m.content} for m in asked.messages if m.role != "system"]
    return {
        "model": model,
        "max_tokens": tokens,
        **({"system": said} if said else {}),
        "messages": turns,
        **parameters,
        **_shape(asked),
    }


def _shape(asked: Asked) -> dict[str, Any]:
    if asked.structure == "tools":
        tool = {
            "name": NAME,
            "description": "Give the answer.",
            "input_schema": {"type": "object", **asked.schema},
        }
        choice = {"type": "tool", "name": NAME, "disable_parallel_tool_use": True}
        return {"tools": [tool], "tool_choice": choice}
    if asked.structure == "json_schema":
        return {"output_config": {"format": {"type": "json_schema", "schema": _bare(asked.schema)}}}
    return {}


def _bare(part: Any, *, is_schema: bool = True) -> Any:
    """A schema without the bounds that the API refuses; names of properties are no keywords."""
    if isinstance(part, Mapping):
        return {
            name: _bare(inner, is_schema=not is_schema or name not in _NAMES)
            for name, inner in part.items()
            if not is_schema or name not in _REFUSED_BOUNDS
        }
    return [_bare(inner) for inner in part] if isinstance(part, list) else part


def read(content: bytes, _content_type: str) -> Answer:
    """The answer in a body.

    Raises:
        NoAnswerError: there is none.
    """
    try:
        said = json.loads(content.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise _no_message() from None
    return of_message(said)


def of_message(said: object) -> Answer:
    """The answer in a parsed body.

    Raises:
        NoAnswerError: there is none.
    """
    if not isinstance(said, Mapping):
        raise _no_message()
    if isinstance(error := said.get("error"), Mapping):
        words = str(error.get("message") or "the server reports an error and does not say which")
        raise NoAnswerError(words, status_code=STATUSES.get(str(error.get("type"))), body=error)
    content = said.get("content")
    if not isinstance(content, list):
        raise _no_message()
    stop = said.get("stop_reason")
    if stop == "refusal":
        raise NoAnswerError("the model refuses", kind=RequestRefusedError)
    blocks = [one for one in content if isinstance(one, Mapping)]
    given = next(_of_kind(blocks, "tool_use", "input"), None)
    text = "".join(str(one) for one in _of_kind(blocks, "text", "text"))
    if given:
        text = json.dumps(given, ensure_ascii=False)
    is_cut = stop in _CUT
    is_thought = any(str(one.get("type")).endswith("thinking") for one in blocks)
    return Answer(
        well_formed(text),
        _usage(said.get("usage")),
        complete=not is_cut,
        only_thought=is_cut and is_thought and not text.strip(),
        called=given is not None,
    )


def _of_kind(blocks: list[Mapping[str, Any]], kind: str, name: str) -> Iterator[Any]:
    return (one.get(name) for one in blocks if one.get("type") == kind)


def _usage(told: object) -> Usage:
    """Tokens; those of the prompt that came from a cache, or went into one, were read too."""
    if not isinstance(told, Mapping):
        return Usage()
    names = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
    counts = [told.get(name) for name in (*names, "output_tokens")]
    numbers = [one if isinstance(one, int) else 0 for one in counts]
    return Usage(sum(numbers[:-1]), numbers[-1])


def _no_message() -> NoAnswerError:
    return NoAnswerError("the answer is no message", hint="is ANTHROPIC_BASE_URL right?")

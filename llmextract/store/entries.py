"""What the store of replies holds: a request with its reply or refusal, each of which can be checked."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from llmextract.model import Message, Reply, Request, digest
from llmextract.records import Usage

REFUSED = "refused"
"""Key of a refusal, where a reply stands else."""

VOID = "void"
"""Key of why a reply is none: what it says could not be read as records."""


def is_answer(row: Mapping[str, Any]) -> bool:
    """Whether an entry is an answer for good; any other is what was said, and may be better today.

    A refusal, an answer that was cut or is empty, and one that could not be read are kept as the
    record of what the model said: an offline run repeats them, any other asks anew.
    """
    if REFUSED in row or VOID in row:
        return False
    reply = row["reply"]
    return bool(reply["complete"] and reply["text"].strip())


_SKELETON = (
    '"}],"schema":{"type":"object","properties":{":{"type":"array","items":{"type":"object",'
    '"properties":{":{"enum":["",{"anyOf":[{"type":"string"},{"type":"null"}]},'
    '{"type":"integer"},{"type":"array","items":{"type":"string"},"maxItems":'
    '"required":["],"additionalProperties":false},"sampling":{"temperature":0.0,"max_tokens":'
    '"seed":0}},"reply":{"text":"{\\"","usage":{"prompt_tokens":,"completion_tokens":},"seconds":'
    ',"complete":true}}{"request":{"model":"server:","messages":[{"role":"user","content":"'
)
"""What the JSON of every entry has, in one way of writing it."""


def common_of(request: Request) -> str:
    """What the entry of a request has in common with those of the other requests of a run."""
    fixed = len(request.messages) - 1 if request.fixed is None else request.fixed
    return _common(request.messages[:fixed])


@lru_cache(maxsize=64)
def _common(messages: tuple[Message, ...]) -> str:
    said = [{"role": one.role, "content": one.content} for one in messages]
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")) + _SKELETON


def text_of(request: Request, said: Mapping[str, Any]) -> str:
    """An entry as JSON in one line: the request, and the reply or refusal."""
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return f'{{"request":{request.text()},{text[1:]}'


def fault(row: Mapping[str, Any], key: str) -> str | None:
    """What is wrong with an entry; ``None`` where it is what was answered to the request of that key.

    Args:
        row: the entry, which may come from anywhere.
        key: the digest under which it lies.
    """
    if not isinstance(row.get("request"), dict) or digest(row["request"]) != key:
        return "does not belong to its request: the digest is another one"
    if REFUSED in row:
        return None if isinstance(row[REFUSED], str) else "is no reply"
    try:
        reply = reply_from_json(row["reply"])
    except (KeyError, TypeError, AttributeError):
        return "is no reply"
    return None if all(isinstance(*pair) for pair in _kinds(reply)) else "is no reply"


def _kinds(reply: Reply) -> list[tuple[object, type | tuple[type, ...]]]:
    """Each value of a reply, which came from outside, and what it must be."""
    usage = reply.usage
    counts: list[object] = [usage.prompt_tokens, usage.completion_tokens]
    return [
        (reply.text, str),
        (reply.complete, bool),
        (reply.seconds, (int, float)),
        *((count, int) for count in counts),
    ]


def reply_to_json(reply: Reply) -> dict[str, Any]:
    """A reply as plain JSON."""
    return {
        "text": reply.text,
        "usage": {
            "prompt_tokens": reply.usage.prompt_tokens,
            "completion_tokens": reply.usage.completion_tokens,
        },
        "seconds": reply.seconds,
        "complete": reply.complete,
    }


def reply_from_json(row: Mapping[str, Any]) -> Reply:
    """The reply that :func:`reply_to_json` wrote, marked as cached."""
    return Reply(
        text=row["text"],
        usage=Usage(**row["usage"]),
        seconds=row["seconds"],
        complete=row["complete"],
        cached=True,
    )

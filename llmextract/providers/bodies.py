"""From the bytes of a body to the one value that it says: JSON, an event stream, JSON line by line.

Servers frame the same pieces in many ways: events with comments, without a blank line between them,
without an end, in CRLF; JSON padded with NUL, followed by a second value, in UTF-16.  What is a piece
and of another shape than any piece has is passed over; what cannot be read at all is no body.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

REASONING = ("reasoning_content", "reasoning", "thinking")
"""Fields of a message in which servers put what the model thought."""
_TEXT_PARTS = frozenset({"text", "output_text"})
_MOST_DIGITS = 300
"""Most digits of a number: more is no count, and Python refuses to read thousands."""
_LINE_END = re.compile(r"\r\n|\r|\n")  # not splitlines: JSON may hold the others as they are
_STREAM = re.compile(r"(data|event|id|retry)?:")
_BLANK = " \t\r\n\0\x1e"
"""What stands between JSON values: blanks, padding, and the separator of RFC 7464."""


class NoBodyError(ValueError):
    """Bytes that say nothing that could be read."""


def read(content: bytes, content_type: str) -> object:
    """What a body says, its pieces joined to one completion.

    Args:
        content: the body.
        content_type: what the server calls it.

    Raises:
        NoBodyError: it is none of the known forms, or breaks off.
    """
    text = content.decode(json.detect_encoding(content[:4]), "replace").lstrip("\ufeff")
    if "event-stream" in content_type or _STREAM.match(text):
        return joined(_events(text))
    values = list(_values(text))
    if len(values) == 1:
        return values[0]
    return joined(one for one in values if isinstance(one, Mapping))


def joined(pieces: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """One completion made of the pieces of a stream; the error that one of them is."""
    message: dict[str, Any] = {"content": ""}
    choice: dict[str, Any] = {"message": message}
    whole: dict[str, Any] = {"choices": [choice]}
    calls = _Calls()
    for piece in pieces:
        if piece.get("error") or piece.get("type") == "error" or piece.get("object") == "error":
            return piece if piece.get("error") else {"error": piece}
        whole |= {name: piece[name] for name in ("usage", *_COUNTS) if piece.get(name)}
        for part in _parts(piece):
            if finish := part.get("finish_reason") or part.get("done_reason"):
                choice["finish_reason"] = finish
            _add(message, part, calls)
    if calls.arguments:
        message["tool_calls"] = [{"function": {"arguments": calls.last}}]
    return whole


_COUNTS = ("prompt_eval_count", "eval_count")


def text_of(content: object) -> str:
    """The text of a content: text, parts of which some are text, or an object in its place."""
    if isinstance(content, str):
        return content
    if isinstance(content, Mapping):
        return json.dumps(content, ensure_ascii=False)
    return "".join(_part(part) for part in content) if isinstance(content, list) else ""


def arguments_of(calls: object) -> str:
    """The arguments of the last tool that a message calls, put together where they came in pieces."""
    made = _Calls()
    for call in calls if isinstance(calls, list) else ():
        made.add(call)
    return made.last


class _Calls:
    """Calls of tools as they come, whole or in pieces."""

    def __init__(self) -> None:
        self.arguments: dict[object, str] = {}

    @property
    def last(self) -> str:
        """The arguments of the last call that has any."""
        return next((said for said in reversed(self.arguments.values()) if said), "")

    def add(self, call: object) -> None:
        """A call or a piece of one: of the one with its index, with its id, or else of the last."""
        function = call.get("function") if isinstance(call, Mapping) else None
        if not isinstance(call, Mapping) or not isinstance(function, Mapping):
            return
        said = function.get("arguments")
        said = said if isinstance(said, str) else "" if said is None else json.dumps(said)
        key = call.get("index", call.get("id"))
        key = key if isinstance(key, int | str) else None
        if key is None:
            named = bool(function.get("name")) or not self.arguments
            key = object() if named else next(reversed(self.arguments))
        self.arguments[key] = self.arguments.get(key, "") + said


def _parts(piece: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What a piece adds to the first answer; where servers give several, the others are left out."""
    if isinstance(piece.get("message"), Mapping):  # Ollama's own API
        yield {**piece, "delta": piece["message"]}
    choices = piece.get("choices")
    for choice in choices if isinstance(choices, list) else ():
        if isinstance(choice, Mapping) and not choice.get("index"):
            yield choice


def _add(message: dict[str, Any], part: Mapping[str, Any], calls: _Calls) -> None:
    delta, is_whole = part.get("delta"), False
    if not isinstance(delta, Mapping):
        delta, is_whole = part.get("message"), True
    if not isinstance(delta, Mapping):
        return
    for name in ("content", "refusal", *REASONING):
        if text := text_of(delta.get(name)):
            message[name] = text if is_whole else message.get(name, "") + text
    called = delta.get("tool_calls")
    for call in called if isinstance(called, list) else ():
        calls.add(call)


def _part(part: object) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Mapping) and part.get("type", "text") in _TEXT_PARTS:
        text = part.get("text")
        return text if isinstance(text, str) else ""
    return ""


def _events(text: str) -> Iterator[Mapping[str, Any]]:
    """The data of the events of a stream."""
    name, data = "", list[str]()
    for line in (*_LINE_END.split(text), ""):
        if line.startswith("data:"):
            data.append(line.removeprefix("data:").strip())
        elif line.startswith("event:"):
            name = line.removeprefix("event:").strip()
        elif not line.strip() and data:
            yield from _event(name, data)
            name, data = "", []


def _event(name: str, data: list[str]) -> Iterator[Mapping[str, Any]]:
    lines = [line for line in data if line and line != "[DONE]"]
    if name == "error":
        yield {"error": "\n".join(lines) or "the stream says: error"}
    elif lines:
        # A value may take several lines, and some servers put no blank line between events.
        for value in _values("\n".join(lines)):
            if isinstance(value, Mapping):
                yield value


def _values(text: str) -> Iterator[Any]:
    """The JSON values that a text consists of; what follows the only one, and is none, is padding.

    Raises:
        NoBodyError: there is none, or one of several breaks off.
    """
    at, count = _next(text, 0), 0
    while at < len(text) or not count:
        try:
            value, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            if count == 1 and text[at] not in "{[":
                return
            raise NoBodyError("it breaks off, or is no JSON") from error
        yield value
        at, count = _next(text, at), count + 1


def _next(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= _MOST_DIGITS else float("inf")


_DECODER = json.JSONDecoder(strict=False, parse_int=_integer)  # a line break in a string is one

"""From the body of an answer with status 200 to the model's words, wherever the server put them.

What counts is read leniently: content as text or in parts, the arguments of a tool, a field for
reasoning where all else is empty, an event stream nobody asked for, and Ollama's own form.  The
text goes on unparsed.  What is no answer says so in the server's words.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from llmextract.errors import ModelError, RequestRefusedError
from llmextract.providers.answers import well_formed
from llmextract.providers.refusals import words_of
from llmextract.records import Usage

_REASONING = ("reasoning_content", "reasoning", "thinking")
_TEXT_PARTS = frozenset({"text", "output_text"})
_WORDS_SHOWN = 300


class NoAnswerError(Exception):
    """A body that holds no answer.

    Args:
        words: what it holds instead, in one line.
        kind: the error that it is to a user.
        status_code: what the server calls the status of the failure, if anything.
        hint: what to do about it.
        body: the error in it, for those who read on.
    """

    def __init__(
        self,
        words: str,
        *,
        kind: type[ModelError] = ModelError,
        status_code: int | None = None,
        hint: str | None = None,
        body: object = None,
    ) -> None:
        self.words = words
        self.kind = kind
        self.status_code = status_code
        self.hint = hint
        self.body = body
        super().__init__(words)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said.

    Attributes:
        text: the raw answer.
        usage: tokens as the server counted them.
        complete: false when it was cut at the most tokens.
        only_thought: whether it was cut before the answer began.
        called: whether it came as the arguments of a tool.
    """

    text: str
    usage: Usage
    complete: bool
    only_thought: bool = False
    called: bool = False


def read(content: bytes, content_type: str) -> Answer:
    """The answer in a body.

    Raises:
        NoAnswerError: there is none.
    """
    text = content.decode("utf-8", "replace").lstrip("\ufeff")
    if "event-stream" in content_type or text.startswith("data:"):
        return of_completion(_joined(text))
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        raise _no_completion() from None
    return of_completion(body)


def of_completion(body: object) -> Answer:
    """The answer in a parsed body: a chat completion, or what Ollama's own API says.

    Raises:
        NoAnswerError: there is none.
    """
    if not isinstance(body, Mapping):
        raise _no_completion()
    if error := body.get("error"):
        raise _upstream(error)
    choice = _choice(body)
    if error := choice.get("error"):
        raise _upstream(error)
    message = choice.get("message")
    if not isinstance(message, Mapping):
        raise _no_completion()
    finish = choice.get("finish_reason") or choice.get("done_reason")
    arguments = _arguments(message)
    said, thoughts = arguments or _text(message.get("content")), _thoughts(message)
    _check_finish(finish, message, said)
    usage = _usage(body)
    if finish == "length":
        only_thought = _is_thought(said) or (not said.strip() and bool(_thinking(body, thoughts)))
        return Answer(well_formed(said), usage, complete=False, only_thought=only_thought)
    text = well_formed(said if said.strip() else thoughts)
    return Answer(text, usage, complete=True, called=bool(arguments))


def _choice(body: Mapping[str, Any]) -> Mapping[str, Any]:
    if "choices" not in body and isinstance(body.get("message"), Mapping):
        return body  # Ollama's own API
    choices = body.get("choices")
    if isinstance(choices, list) and not choices:
        raise NoAnswerError("the server answered without a choice")
    if not isinstance(choices, list) or not isinstance(choices[0], Mapping):
        raise _no_completion(words_of(body.get("detail")) or words_of(body.get("message")))
    return choices[0]


def _check_finish(finish: object, message: Mapping[str, Any], said: str) -> None:
    if finish == "content_filter":
        raise NoAnswerError(
            "the server's content filter withheld the answer", kind=RequestRefusedError
        )
    refusal = message.get("refusal")
    if isinstance(refusal, str) and refusal.strip() and not said.strip():
        raise NoAnswerError(f"the model refuses: {_line(refusal)}", kind=RequestRefusedError)
    if finish == "error":
        raise NoAnswerError("the server broke off with an error", status_code=502)


def _arguments(message: Mapping[str, Any]) -> str:
    """The arguments of a tool where one is called; they are the answer, whatever is said beside."""
    calls = message.get("tool_calls")
    called = calls[0] if isinstance(calls, list) and calls else None
    function = called.get("function") if isinstance(called, Mapping) else None
    for each in (function, message.get("function_call")):
        if isinstance(each, Mapping) and each.get("arguments"):
            arguments = each["arguments"]
            return arguments if isinstance(arguments, str) else json.dumps(arguments)
    return ""


def _text(content: object) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, Mapping):  # an object where its text should be
        return json.dumps(content, ensure_ascii=False)
    return "".join(_part(part) for part in content) if isinstance(content, list) else ""


def _part(part: object) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Mapping) and part.get("type", "text") in _TEXT_PARTS:
        text = part.get("text")
        return text if isinstance(text, str) else ""
    return ""


def _thoughts(message: Mapping[str, Any]) -> str:
    return next((t for n in _REASONING if isinstance(t := message.get(n), str) and t.strip()), "")


def _is_thought(said: str) -> bool:
    """Whether a text is the beginning of a thought that has no end."""
    return said.lstrip().startswith(("<think>", "<thinking>")) and "</think" not in said


def _thinking(body: Mapping[str, Any], thoughts: str) -> int:
    usage = body.get("usage")
    details = usage.get("completion_tokens_details") if isinstance(usage, Mapping) else None
    counted = details.get("reasoning_tokens") if isinstance(details, Mapping) else None
    return _count(counted) or len(thoughts)


def _usage(body: Mapping[str, Any]) -> Usage:
    """Tokens under the names of OpenAI or Ollama; zero where a server tells none, or nonsense."""
    usage = body.get("usage")
    if not isinstance(usage, Mapping):
        return Usage(_count(body.get("prompt_eval_count")), _count(body.get("eval_count")))
    return Usage(_count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens")))


def _count(value: object) -> int:
    try:
        return max(0, int(float(value))) if isinstance(value, int | float | str) else 0
    except (ValueError, OverflowError):
        return 0


def _joined(stream: str) -> dict[str, Any]:
    """One completion made of the pieces of an event stream."""
    message: dict[str, Any] = {"content": ""}
    joined: dict[str, Any] = {"choices": [{"message": message}]}
    for piece in _pieces(stream):
        if piece.get("error"):
            return piece
        if piece.get("usage"):
            joined["usage"] = piece["usage"]
        for choice in piece.get("choices") or ():
            joined["choices"][0]["finish_reason"] = choice.get("finish_reason")
            _add(message, choice.get("delta") or choice.get("message") or {})
    return joined


def _pieces(stream: str) -> Iterator[dict[str, Any]]:
    for line in stream.splitlines():
        data = line.removeprefix("data:").strip()
        if line.startswith("data:") and data != "[DONE]":
            try:
                piece = json.loads(data)
            except (ValueError, RecursionError):
                raise _no_completion() from None
            if isinstance(piece, dict):
                yield piece


def _add(message: dict[str, Any], delta: Mapping[str, Any]) -> None:
    for name in ("content", "refusal", *_REASONING):
        if text := _text(delta.get(name)):
            message[name] = message.get(name, "") + text
    for call in delta.get("tool_calls") or ():
        arguments = (call.get("function") or {}).get("arguments") or ""
        calls = message.setdefault("tool_calls", [{"function": {"arguments": ""}}])
        calls[0]["function"]["arguments"] += arguments


def _upstream(error: object) -> NoAnswerError:
    code = error.get("code") if isinstance(error, Mapping) else None
    status = code if isinstance(code, int) and 400 <= code < 600 else None
    words = _line(words_of(error)) or "the server reports an error and does not say which"
    return NoAnswerError(words, status_code=status, body=error)


def _no_completion(words: str = "") -> NoAnswerError:
    said = f" ({_line(words)})" if words else ""
    return NoAnswerError(
        f"the answer is no chat completion{said}", hint="does the address end in the server's /v1?"
    )


def _line(words: str) -> str:
    return " ".join(words.split())[:_WORDS_SHOWN].rstrip(".")

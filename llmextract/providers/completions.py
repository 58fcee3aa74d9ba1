"""From the body of an answer with status 200 to the model's words, wherever the server put them.

What counts is read leniently: content as text or in parts, the arguments of a tool, a field for
reasoning where all else is empty, an event stream nobody asked for, and Ollama's own form.  The
text goes on unparsed.  What is no answer says so in the server's words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from llmextract.errors import ModelError, RequestRefusedError
from llmextract.providers import bodies, outcomes
from llmextract.providers.answers import well_formed
from llmextract.providers.refusals import words_of
from llmextract.records import Usage

_WORDS_SHOWN = 300
_LOOKED_AT = 20_000
"""Most bytes of a body that is no JSON in which words are looked for."""
_CUT = frozenset({"length", "max_tokens", "max_output_tokens", "model_length", "token_limit"})
"""What servers call the end of an answer that was cut at its most tokens, in small letters."""
_WITHHELD = frozenset(
    ("content_filter", "content_filtered", "safety", "recitation", "blocklist", "blocked",
     "prohibited_content", "spii", "sensitive", "guardrail_intervened", "refusal")
)  # fmt: skip
"""What they call the end of one that was withheld."""
_CODES = (
    "code",
    "status",
    "status_code",
    "statusCode",
    "error_code",
    "http_code",
    "type",
    "__type",
)


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
    try:
        return of_completion(bodies.read(content, content_type))
    except bodies.NoBodyError:
        raise _no_completion(content[:_LOOKED_AT].decode("utf-8", "replace")) from None


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
    finish = str(choice.get("finish_reason") or choice.get("done_reason") or "").casefold()
    arguments = _arguments(message)
    said, thoughts = arguments or bodies.text_of(message.get("content")), _thoughts(message)
    _check_finish(finish, message, said)
    usage = _usage(body)
    if finish in _CUT:
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
    known = (
        [one for one in choices if isinstance(one, Mapping)] if isinstance(choices, list) else []
    )
    if not known:
        raise _complaint(body)
    return next((one for one in known if not one.get("index")), known[0])


def _check_finish(finish: str, message: Mapping[str, Any], said: str) -> None:
    if finish in _WITHHELD:
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
    called = message.get("tool_calls")
    return bodies.arguments_of(called) or bodies.arguments_of(
        [{"function": message.get("function_call")}]
    )


def _thoughts(message: Mapping[str, Any]) -> str:
    return next(
        (t for n in bodies.REASONING if isinstance(t := message.get(n), str) and t.strip()), ""
    )


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


def _upstream(error: object) -> NoAnswerError:
    words = _line(words_of(error)) or "the server reports an error and does not say which"
    return NoAnswerError(words, status_code=_status(error), body=error)


def _complaint(body: Mapping[str, Any]) -> NoAnswerError:
    """What a body without an answer says of why, in whatever form the vendor has."""
    error = _upstream(body)
    return error if error.status_code else _no_completion(words_of(body))


def _status(error: object) -> int | None:
    """The status that an error names, by number or by what servers call it."""
    said = [error.get(name) for name in _CODES] if isinstance(error, Mapping) else [error]
    for one in said:
        number = int(one) if isinstance(one, str) and one.isdecimal() and len(one) == 3 else one
        if isinstance(number, int) and 400 <= number < 600:
            return number
    named = (outcomes.status_named(one) for one in said if isinstance(one, str))
    return next((status for status in named if status), None)


def _no_completion(words: str = "") -> NoAnswerError:
    shown = _line(words_of(words))
    said = f" ({shown})" if shown and not shown.startswith(("{", "[")) else ""
    return NoAnswerError(
        f"the answer is no chat completion{said}", hint="does the address end in the server's /v1?"
    )


def _line(words: str) -> str:
    return " ".join(words.split())[:_WORDS_SHOWN].rstrip(".")

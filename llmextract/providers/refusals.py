"""What a server's refusal says: which parameter it does not take, and what it would take.

Servers agree on the status (400, 422) and on little else: the parameter stands under ``param``, in
FastAPI's ``loc``, inside a JSON text that a gateway quotes, or only in the sentence.  What is read
here is a guess at a sentence; a wrong one costs a request, for every parameter is left out once.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

STATUSES = frozenset({400, 404, 422, 500, 501})
"""Statuses that refusals of a parameter come with.  404: a gateway that finds nobody who takes all
parameters; 500, 501: servers that fail over a schema they cannot compile."""
LATE = frozenset({404, 500, 501})
"""Those of them that mean something else once the server has taken what we send."""
STRUCTURE = "response_format"
SYSTEM = "system"
FEWEST = 64
"""Tokens of room below which an answer is not worth asking for: it would be cut."""
LENGTHS = frozenset({"max_tokens", "max_completion_tokens", "num_predict"})
_WORDS: Mapping[str, str] = {
    "tools": r"\btools?\b|tool_choice|tool[ -]call|tool use|function[ -]call",
    STRUCTURE: r"response[_ -]?format|json[_ -]?(schema|object|mode)|structured[_ -]outputs?|"
    r"\bschema\b|\bgrammar\b|guided|\bstrict\b|\bformat\b|output_config|requested parameters",
    SYSTEM: r"system (role|message|prompt|instruction)|developer instruction|role\W+system|"
    r"messages\[0\]\.role|roles must alternate|support\W+system\b",
}
"""How sentences name what has no name of its own on the wire."""
_TOO_LONG = re.compile(
    r"context[ _-]?(length|size|window)|n_ctx|num_ctx|reduce the length|prompt is too long|"
    r"input (is too long|length)|too many tokens",
    re.IGNORECASE,
)
_THIS_SCHEMA = re.compile(
    r"invalid schema|format\.schema|schema (conversion|is not|is invalid|error)|grammar|in context=|compil|"
    r"not (permitted|supported) in (the )?schema|schema.{0,40}(keyword|unsupported)|parse.{0,20}schema",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"use\s+['\"`]?(\w+)['\"`]?\s+instead|did you mean\W+(\w+)", re.IGNORECASE)
_MOST = re.compile(
    r"(?:at most|less than or equal to|<=|>(?= \d+, which is the maximum)|"
    r"maximum(?: value)?(?: is| of| allowed is)?|up to|must be <|"
    r"range\D{0,40}\d+\s*[,-])\D{0,12}?(\d{2,7})",
    re.IGNORECASE,
)
_ROOM = re.compile(
    r"maximum context length is (\d+) tokens.{0,60}?(\d+)\s+(?:input|prompt) tokens", re.IGNORECASE
)
_NOT_SAID = frozenset({"input", "provider_name", "user_id", "request_id", "object", "ctx", "url"})
"""Keys of an error that quote the request, or name it, people and types."""
_SAID = frozenset(
    ("", "message", "detail", "details", "msg", "error", "errors", "raw", "loc", "description",
     "errormessage", "errormsg", "errmsg", "statusmsg", "statusmessage", "faultstring", "reason",
     "title")
)  # fmt: skip
"""Keys under which a server speaks to people, in small letters alone; what stands elsewhere is shown if
nothing is here."""
_CODES = frozenset({"type", "code", "status"})
_DEEPEST = 8
_LONGEST = 300
_LONGEST_PAGE = 20_000
"""Most characters of a page that are looked at."""
_UNSEEN = re.compile(
    r"<(script|style|svg)\b.{0,4000}?</\1\s*>|<!--.{0,4000}?-->", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"</?[a-z!][^<>]{0,2000}>", re.IGNORECASE)
_PLAIN = re.compile(r"^[a-z][a-z0-9_]*$")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was refused.

    Attributes:
        parameter: a field of the body, or ``system`` for the role of the first message.
        words: what the server said, in one line.
        instead: the field that it names in its place.
        most: the largest value that it takes.
        for_this_request: whether another request may be let through as it is.
        for_this_schema: whether it is the schema that is refused, not the way to send one.
    """

    parameter: str
    words: str
    instead: str | None = None
    most: int | None = None
    for_this_request: bool = False
    for_this_schema: bool = False


def read(status: int, body: object, sent: Mapping[str, Any]) -> Refusal | None:
    """What of a request a server refused, or None when it is not a parameter that it minds.

    Args:
        status: the HTTP status.
        body: the error as parsed JSON, or text.
        sent: the body of the request.
    """
    if status not in STATUSES:
        return None
    parts = list(_flatten(body))
    words = _joined(parts)
    if _TOO_LONG.search(words):
        return _too_long_an_answer(words, sent)
    named = _named(parts, words, sent)
    if named is None or (status in LATE and named not in {STRUCTURE, "tools"}):
        return None
    hint = _INSTEAD.search(words)
    instead = next((word for word in hint.groups() if word), None) if hint else None
    return Refusal(
        named,
        words[:_LONGEST],
        instead=instead if instead != named else None,
        most=_most(words, sent.get(named)) if named in LENGTHS else None,
        for_this_schema=named == STRUCTURE and _THIS_SCHEMA.search(words) is not None,
    )


def complaint(body: object) -> str:
    """What a refusal that is read from this has for its words."""
    return _joined(list(_flatten(body)))[:_LONGEST]


def is_too_long(body: object) -> bool:
    """Whether a request was refused because the context does not hold it."""
    return _TOO_LONG.search(words_of(body)) is not None


def words_of(body: object) -> str:
    """What a server said, in one line; the empty text when it said nothing."""
    parts = list(_flatten(body))
    spoken = [part for part in parts if re.sub(r"[\W_]", "", part[0]).lower() in _SAID]
    return _without_markup(_joined(spoken or parts))


def _without_markup(words: str) -> str:
    """What a page says, where a server or what stands before it answers with one."""
    if "<" not in words:
        return words
    said = _UNSEEN.sub(" ", words[:_LONGEST_PAGE])
    return " ".join(html.unescape(_TAG.sub(" ", said)).split())


def _joined(parts: Iterable[tuple[str, str]]) -> str:
    """The texts of an error in one line, each once; the bare name of a parameter is none."""
    return " ".join(" ".join(dict.fromkeys(text for key, text in parts if key != "param")).split())


def _too_long_an_answer(words: str, sent: Mapping[str, Any]) -> Refusal | None:
    """The prompt fits but leaves too little room for the answer that was asked for (vLLM)."""
    length = next((name for name in sent if name in LENGTHS), None)
    match = _ROOM.search(words)
    if length is None or match is None:
        return None
    room = int(match[1]) - int(match[2])
    if not FEWEST <= room < int(sent[length]):
        return None
    return Refusal(length, words[:_LONGEST], most=room, for_this_request=True)


def _named(parts: list[tuple[str, str]], words: str, sent: Mapping[str, Any]) -> str | None:
    """The field that is refused: as the error names it, else the first that its words name."""
    takes = [name for name in sent if name not in {"model", "messages", "stream", "options"}]
    options = sent.get("options")
    takes += list(options) if isinstance(options, Mapping) else []
    for key, text in parts:
        if key in {"param", "loc"} and (found := _field(text, takes)):
            return found
    places = [
        (match.start(), _own_name(name))
        for name in takes
        if (match := re.search(rf"(?<![\w]){re.escape(name)}(?![\w])", words))
    ]
    for name, pattern in _WORDS.items():
        if name == SYSTEM or any(_own_name(each) == name for each in takes):
            places += [(m.start(), name) for m in re.finditer(pattern, words, re.IGNORECASE)]
    # A refused role is told by naming the messages; nothing else of them is a parameter.
    return min(places)[1] if places else None


def _field(text: str, takes: list[str]) -> str | None:
    if re.match(r"messages\W+0\W+role", text):
        return SYSTEM
    for word in re.split(r"[.\[\]\s]+", text):
        if word in takes:
            return _own_name(word)
    return None


def _own_name(name: str) -> str:
    own = {"tool_choice": "tools", "format": STRUCTURE, "output_config": STRUCTURE}
    return own.get(name, name)


def _most(words: str, sent: Any) -> int | None:
    values = [int(match[1]) for match in _MOST.finditer(words)]
    return next((value for value in values if isinstance(sent, int) and 0 < value < sent), None)


def _flatten(value: object, key: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """All texts of an error with the key that each stands under; quoted JSON is opened."""
    value = _opened(value)
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in _NOT_SAID:
                yield from _flatten(inner, str(name), depth + 1)
    elif isinstance(value, list) and key != "loc":
        for inner in value:
            yield from _flatten(inner, key, depth + 1)
    elif isinstance(value, list):
        yield key, ".".join(str(each) for each in value)
    elif isinstance(value, str) and not (key in _CODES and _PLAIN.match(value.lower())):
        yield key, value


def _opened(value: object) -> object:
    """What a text of JSON holds; anything else as it is."""
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return value
    try:
        opened = json.loads(value)
    except (ValueError, RecursionError):
        return value
    return opened if isinstance(opened, dict | list) else value

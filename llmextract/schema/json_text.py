"""Finds the JSON of an answer in whatever a model wrote around it: reasoning, prose, code fences."""

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

_REASONING_ENDS = re.compile(
    r"</(?:think|thinking|thought|reasoning|reflection|scratchpad|analysis)\s*>|\[/THINK\]"
    r"|<\|channel\|>final<\|message\|>|<\|END_THINKING\|>|<[｜|]end▁of▁thinking[｜|]>|◁/think▷",
    re.IGNORECASE,
)
"""What ends the reasoning of a model that thinks aloud: DeepSeek, Qwen, Magistral, gpt-oss, Command."""
_REASONING_STARTS = re.compile(
    r"<(?:think|thinking|thought|reasoning|reflection|scratchpad|analysis)\s*>|\[THINK\]",
    re.IGNORECASE,
)
_OPENING = re.compile(r"[{\[]")
_CITATION = re.compile(r"\[\s*\d+(?:\s*,\s*\d+)*\s*\]")
"""A list of numbers in prose cites sentences; no answer is one."""
_SURPLUS = re.compile(r'"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])', re.DOTALL)
"""A string, which is left as it is, or a comma before what closes."""
_TOKEN = re.compile(rf"""{_SURPLUS.pattern}|'(?:[^'\\]|\\.)*'|\b(?:None|True|False)\b""", re.DOTALL)
"""What stands in an answer in the manner of Python: strings in single quotes, its words for null."""
_IN_SINGLE_QUOTES = re.compile(r"[{\[]\s*'")
_WORDS = {"None": "null", "True": "true", "False": "false", ",": ""}
MOST_DIGITS = 18
"""Most digits of a number: with more it fits no table, and Python refuses to read thousands."""
_QUOTED = 120
"""Most characters of an answer without JSON that are shown."""
_MOST_FAILURES = 200
"""Most places of one reply where JSON is looked for in vain: each may read on to the end."""


class AnswerError(ValueError):
    """An answer that cannot be read as records; its text tells the model what to mend.

    Args:
        message: what is wrong with it.
        hint: what the user can do about it, which is no business of the model.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        self.hint = hint
        super().__init__(message)

    @property
    def told(self) -> str:
        """The whole line for the user."""
        return f"{self}; {self.hint}" if self.hint else str(self)


def find_json(text: str, is_answer: Callable[[Any], bool]) -> Any:
    """The JSON value of a reply: the last one that is an answer.

    The last, since a model that drafts, doubts and answers again means its last word; and after the
    end of its reasoning, where that is marked, since a draft is no answer.  What stands inside of an
    object that breaks off is no answer either.  A bare ``[]`` is one only where there is nothing
    else: it stands in prose ("weapons: []") and inside of what is nearly JSON.

    Args:
        text: the reply.
        is_answer: whether a value has the shape of an answer.

    Raises:
        AnswerError: none has; the message says whether there was JSON at all.
    """
    said = _unquoted(after_reasoning(text))
    problems: list[ValueError | RecursionError] = []
    values: list[Any] = []
    # JSON has no comma before what closes and no single quotes, and models write both.
    for respelled in (str, partial(_SURPLUS.sub, _without_comma), _in_double_quotes):
        spelling = respelled(said)
        if spelling is None:
            continue
        problems = []
        values = list(_values(spelling, problems))
        answers = [value for value in values if is_answer(value)]
        full = [value for value in answers if value != []]
        if full or (answers and not problems):
            return (full or answers)[-1]
    if values and not any(map(is_answer, values)):
        raise AnswerError("the JSON of the answer has another shape than was asked for")
    if problems:
        problem = problems[0]
        nested = "it is nested too deeply" if isinstance(problem, RecursionError) else problem
        raise AnswerError(f"the answer is not valid JSON: {nested}")
    raise AnswerError(_nothing(text))


def after_reasoning(text: str) -> str:
    """The reply without the reasoning before it; empty where it never came to an answer."""
    ends = list(_REASONING_ENDS.finditer(text))
    if ends:
        return text[ends[-1].end() :]
    start = _REASONING_STARTS.search(text)
    return text[: start.start()] if start else text


def _nothing(text: str) -> str:
    """What to say of an answer without JSON, in its own words: often it says why."""
    words = " ".join(text.split())
    if not words:
        return "the answer is empty"
    return f"the answer holds no JSON: {words[:_QUOTED]!r}{'…' if len(words) > _QUOTED else ''}"


def _without_comma(match: re.Match[str]) -> str:
    return "" if match[0] == "," else match[0]


def _in_double_quotes(text: str) -> str | None:
    """An answer in the manner of Python as JSON; ``None`` where none begins so."""
    first = _IN_SINGLE_QUOTES.search(text)
    if first is None:
        return None
    start = len(text[: first.start()].rstrip(" \t\r\n[{"))
    return _TOKEN.sub(_as_json, text[start:])


def _as_json(match: re.Match[str]) -> str:
    token = match[0]
    if token.startswith("'"):
        inner = token[1:-1].replace("\\'", "'").replace('\\"', '"')
        return '"' + inner.replace('"', '\\"') + '"'
    return _WORDS.get(token, token)


def _unquoted(text: str) -> str:
    """What an answer that is one JSON string, once more in quotes, holds."""
    quoted = text.strip()
    if not (quoted.startswith('"') and quoted.endswith('"')):
        return text
    try:
        inner = json.loads(quoted)
    except (ValueError, RecursionError):
        return text
    return inner if isinstance(inner, str) else text


def _values(text: str, problems: list[ValueError | RecursionError]) -> Iterator[Any]:
    """The outermost JSON values of a text in order, without those inside of one that breaks off."""
    at, broken = 0, False
    while len(problems) < _MOST_FAILURES and (match := _OPENING.search(text, at)):
        start = match.start()
        if match.group() == "[" and (cited := _CITATION.match(text, start)):
            at = cited.end()
            continue
        try:
            value, at = _DECODER.raw_decode(text, start)
        except (ValueError, RecursionError) as problem:
            problems.append(problem)
            broken = broken or _is_answer_cut(text, start)
            at = start + 1
        else:
            if not broken:
                yield value


def _is_answer_cut(text: str, start: int) -> bool:
    """Whether what cannot be decoded began like an object or a list of objects, and not like prose."""
    return re.match(r'[{\[]\s*(?:["{\[]|$)', text[start : start + 40]) is not None


def _integer(digits: str) -> int | str:
    """A number, or its digits where it has more than any count: Python refuses to read thousands."""
    return int(digits) if len(digits) <= MOST_DIGITS else digits


# What is no JSON (NaN, a line break in a string) or no count costs its own value: that it is none
# is for the reader of the field to say.
_DECODER = json.JSONDecoder(parse_constant=str, parse_int=_integer, strict=False)

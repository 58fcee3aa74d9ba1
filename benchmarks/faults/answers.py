"""Faults of answers: the model's words in every odd shape, and what only looks like an answer."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.faults.bench import again, extract
from benchmarks.faults.server import Exchange, Server, completion, records
from benchmarks.faults.table import Fault, Outcome

COUNT = 6


def borne(
    behave: Callable[[Exchange], None], *more: str, count: int = COUNT, failing: int = 0
) -> Callable[[Path], Outcome]:
    """A fault that costs no paragraph, or ``failing`` of them by name."""

    def run(folder: Path) -> Outcome:
        with Server(behave) as server:
            ran = extract(folder, server.model, "--judge", "none", *more, count=count)
        return Outcome(
            injected=server.injected or len(server.asked),
            lost=abs(count - failing - ran.answered) + ran.corrupt,
            asked_twice=again(server),
            wrong=ran.wrong(),
            message=ran.message,
            said=ran.said,
        )

    return run


def _said(make: Callable[[str, str], object]) -> Callable[[Exchange], None]:
    """Answer all with a body made of the right text and of one with a wrong count."""

    def behave(exchange: Exchange) -> None:
        if exchange.paragraph == "probe":
            return exchange.good()
        exchange.bad()
        exchange.answer(make(exchange.text, records(exchange.paragraph, 999)))
        return None

    return behave


def _parts(text: str, wrong: str) -> object:
    thoughts = {"type": "thinking", "thinking": [{"type": "text", "text": wrong}]}
    return completion([thoughts, {"type": "text", "text": text}])


def _tool(text: str, wrong: str) -> object:
    call = {"id": "1", "type": "function", "function": {"name": "Answer", "arguments": text}}
    return completion(None, "tool_calls", tool_calls=[call])


def _stream(exchange: Exchange) -> None:
    exchange.bad()
    text = exchange.text
    deltas = [
        {"delta": {"reasoning_content": records(exchange.paragraph, 999)}},
        *({"delta": {"content": text[at : at + 40]}} for at in range(0, len(text), 40)),
        {"delta": {}, "finish_reason": "stop"},
    ]
    lines = [f"data: {json.dumps({'choices': [delta]})}\n\n" for delta in deltas]
    exchange.answer("".join([*lines, "data: [DONE]\n\n"]).encode(), kind="text/event-stream")


Pieces = Sequence[Mapping[str, object]]


def _streamed(frame: Callable[[Pieces], str]) -> Callable[[Exchange], None]:
    """Answer all with pieces of the right text, framed in some way."""

    def behave(exchange: Exchange) -> None:
        exchange.bad()
        text = exchange.text
        pieces = [{"delta": {"content": text[at : at + 9]}} for at in range(0, len(text), 9)]
        exchange.answer(frame([{"choices": [one]} for one in pieces]).encode(), kind="text/plain")

    return behave


def _events(pieces: Pieces, end: str = "\n\n", before: str = "") -> str:
    return "".join(f"{before}data: {json.dumps(one)}{end}" for one in pieces)


_ODD: Pieces = [
    {"choices": None},
    {"choices": [None]},
    {"choices": [{"delta": "x"}]},
    {"choices": 5},
]
STREAMS: tuple[tuple[str, Callable[[Pieces], str]], ...] = (
    ("in CRLF, with comments", lambda p: _events(p, "\r\n\r\n", ": here\r\n\r\nid: 1\r\n")),
    ("without blank lines or an end", lambda p: _events(p, "\n")),
    ("with pieces of no shape", lambda p: _events([*_ODD, *p])),
    ("as lines of JSON", lambda p: "\n".join(map(json.dumps, p))),
)


def _pieces(text: str, _: str) -> object:
    first = {"id": "1", "function": {"name": "Answer", "arguments": text[:40]}}
    rest = {"id": "1", "function": {"arguments": text[40:]}}
    return completion(None, "tool_calls", tool_calls=[first, rest])


def _two_calls(text: str, wrong: str) -> object:
    calls = [{"function": {"name": "Answer", "arguments": said}} for said in (wrong, text)]
    return completion(None, "tool_calls", tool_calls=calls)


def _second_first(text: str, wrong: str) -> object:
    right, other = completion(text), completion(wrong)
    return right | {"choices": [{**other["choices"][0], "index": 1}, *right["choices"]]}


def _with(name: str, value: str) -> Callable[[str, str], object]:
    """The right answer with something else for one value, as it is written."""
    return lambda text, _: completion(
        text.replace(f'"{name}": ', f'"{name}": {value}, "{name}_": ')
    )


def _sentences(text: str, _: str) -> object:
    return completion(text.replace("[1]", json.dumps(list(range(1, 100_000)))))


_CITED = " ".join(f"Sentence [1] says it, and [2] adds ({n})." for n in range(30))
SHAPES: tuple[tuple[str, Callable[[str, str], object]], ...] = (
    ("a draft inside of <think>", lambda t, w: completion(f"<think>\nFirst: {w}, no.\n</think>\n{t}")),
    ("a draft before a lone </think>", lambda t, w: completion(f"Maybe {w}? No.\n</think>\n\n{t}")),
    ("reasoning that cites sentences", lambda t, _: completion(f"<think>{_CITED}</think>{t}")),
    ("two objects, the last counts", lambda t, w: completion(f"{w}\n\nNo, that is wrong:\n\n{t}")),
    ("the answer in a fence", lambda t, _: completion(f"Here:\n```json\n{t}\n```\nSee [1].")),
    ("content null, the answer in reasoning", lambda t, _: completion(None, reasoning_content=t)),
    ("content empty, the answer in reasoning", lambda t, _: completion("", reasoning=t)),
    ("a draft in the field for reasoning", lambda t, w: completion(t, reasoning_content=w)),
    ("content in parts, a draft in thoughts", _parts),
    ("the answer as a tool call", _tool),
    ("the answer as a function call", lambda t, _: completion(
        None, "function_call", function_call={"name": "Answer", "arguments": t})),
    ("content as an object", lambda t, _: completion(json.loads(t))),
    ("a byte order mark before the answer", lambda t, _: completion("\ufeff" + t)),
    ("an answer in quotes", lambda t, _: completion(json.dumps(t))),
    ("usage that is negative", lambda t, _: completion(
        t, usage={"prompt_tokens": -5, "completion_tokens": -1, "total_tokens": -6})),
    ("usage that is no number", lambda t, _: completion(
        t, usage={"prompt_tokens": "many", "completion_tokens": [1], "total_tokens": None})),
    ("the arguments of a tool in pieces", _pieces),
    ("two calls, the last counts", _two_calls),
    ("two choices, the second first", _second_first),
    ("a body padded with NUL", lambda t, _: json.dumps(completion(t)).encode() + bytes(99)),
    ("a body in UTF-16", lambda t, _: json.dumps(completion(t)).encode("utf-16")),
    ("a count of 5,000 digits", _with("injured", "9" * 5000)),
    ("a count that is no number", _with("injured", "NaN")),
    ("half of a surrogate pair in a name", lambda t, _: completion(t.replace('"gunmen"', '"gunmen\\ud83d"'))),
    ("the same key twice, the last counts", lambda t, _: completion(
        t.replace('"killed":', '"killed": 999, "killed":'))),
    ("names of fields in capitals", lambda t, _: completion(t.replace("killed", "Killed"))),
    ("100,000 sentences named", _sentences),
    ("half of a surrogate pair in the answer", lambda t, _: completion(t[:-1] + ', "note": "\\ud83d"}')),
)  # fmt: skip

FAULTS = (
    *(Fault(name, borne(_said(make)), quick=True) for name, make in SHAPES),
    Fault("an event stream nobody asked for", borne(_stream), quick=True),
    *(
        Fault(f"an event stream {name}", borne(_streamed(frame)), quick=True)
        for name, frame in STREAMS
    ),
)

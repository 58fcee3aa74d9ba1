"""Faults of answers: the model's words in every odd shape, and what only looks like an answer."""

import json
from collections.abc import Callable
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
    ("half of a surrogate pair in the answer", lambda t, _: completion(t[:-1] + ', "note": "\\ud83d"}')),
)  # fmt: skip

FAULTS = (
    *(Fault(name, borne(_said(make)), quick=True) for name, make in SHAPES),
    Fault("an event stream nobody asked for", borne(_stream), quick=True),
)

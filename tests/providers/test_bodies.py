"""Bodies as servers frame them: streams of every kind, JSON with what stands around it."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract.providers import bodies
from llmextract.providers.completions import NoAnswerError, read
from tests.providers.servers import ANSWER

JSON, EVENTS = "application/json", "text/event-stream"
PIECES = [{"delta": {"content": ANSWER[at : at + 4]}} for at in range(0, len(ANSWER), 4)]
WHOLE = {"choices": [{"finish_reason": "stop", "message": {"content": ANSWER}}]}


def event(piece: Any, end: str = "\n\n") -> str:
    return f"data: {json.dumps(piece)}{end}"


def stream(end: str = "\n\n", before: str = "") -> str:
    return "".join(before + event({"choices": [piece]}, end) for piece in PIECES)


@pytest.mark.parametrize(
    "said",
    [
        stream(),
        stream("\r\n\r\n"),
        stream("\r\r"),
        stream("\n"),
        stream(before=": still here\n\n"),
        stream(before="id: 7\nevent: message\nretry: 9\n"),
        ": hello\n\n" + stream() + "data: [DONE]\n\n",
        stream().rstrip("\n"),
        "\ufeff" + stream(),
        event(WHOLE) + "data: [DONE]\n\n",
        event({"choices": [{"delta": {"content": "draft"}}]}) + event(WHOLE),
        "data: {\"choices\": [{\ndata: \"delta\": {\"content\":\ndata: " + json.dumps(ANSWER) + "}}]}\n\n",
        "".join(
            event({"choices": [{"index": 1, "delta": {"content": "no"}}, piece]}) for piece in PIECES
        ),
        "".join(event({"message": piece["delta"], "done": False}) for piece in PIECES),
    ],
    ids=range(14),
)  # fmt: skip
def test_a_stream_is_read_however_it_is_framed(said: str) -> None:
    assert read(said.encode(), EVENTS).text == ANSWER
    assert read(said.encode(), JSON).text == ANSWER


def test_lines_of_json_are_a_stream_too() -> None:
    told = [{"message": piece["delta"]} for piece in PIECES] + [{"done": True, "eval_count": 7}]
    answer = read("\n".join(map(json.dumps, told)).encode(), "application/x-ndjson")
    assert (answer.text, answer.usage.completion_tokens) == (ANSWER, 7)
    sequence = "".join(f"\x1e{json.dumps({'choices': [piece]})}\n" for piece in PIECES)
    assert read(sequence.encode(), "application/json-seq").text == ANSWER


def test_a_line_end_that_json_may_hold_ends_no_event() -> None:
    said = 'data: {"choices": [{"delta": {"content": "{\u2028\x85}"}}]}\n\n'
    assert read(said.encode(), EVENTS).text == "{\u2028\x85}"


ODD: list[Any] = [
    None, 5, [1], {"choices": None}, {"choices": 5}, {"choices": "abc"}, {"choices": {"a": 1}},
    {"choices": [None, 5, "x"]}, {"choices": [{"delta": "x"}]}, {"choices": [{"delta": [1]}]},
    {"choices": [{"delta": {"tool_calls": "x"}}]}, {"choices": [{"delta": {"tool_calls": ["x"]}}]},
    {"choices": [{"delta": {"tool_calls": [{"function": "x"}]}}]}, {"usage": [1]},
    {"choices": [{"finish_reason": {"a": 1}}]}, {"choices": [{"delta": {"content": [None, {}]}}]},
]  # fmt: skip


@pytest.mark.parametrize("piece", ODD, ids=str)
def test_a_piece_of_another_shape_is_passed_over(piece: Any) -> None:
    assert read((event(piece) + stream()).encode(), EVENTS).text == ANSWER


@pytest.mark.parametrize(
    "said",
    [
        stream() + "event: error\ndata: overloaded\n\n",
        stream() + event({"type": "error", "message": "overloaded"}),
        stream() + event({"object": "error", "message": "overloaded"}),
        stream() + event({"error": "overloaded"}),
    ],
    ids=range(4),
)
def test_a_stream_that_ends_in_an_error_is_no_answer(said: str) -> None:
    with pytest.raises(NoAnswerError, match="overloaded") as caught:
        read(said.encode(), EVENTS)
    assert caught.value.status_code == 503 or "type" in said or "object" in said


@pytest.mark.parametrize(
    "said", [stream() + "data: {half\n\n", stream()[:-9], '{"a": 1}\n{"b":', "data: x\n\n", "NaNa"]
)
def test_what_breaks_off_is_no_answer(said: str) -> None:
    with pytest.raises(NoAnswerError):
        read(said.encode(), JSON)


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(WHOLE).encode() + b"\0" * 9,
        json.dumps(WHOLE).encode() + b"\r\n<!-- 12 ms -->",
        json.dumps(WHOLE).encode("utf-16"),
        json.dumps(WHOLE).encode("utf-32-be"),
        json.dumps(WHOLE).replace("{", '{"usage": {"prompt_tokens": ' + "9" * 5000 + "}, ", 1).encode(),
        json.dumps(WHOLE).replace("{", '{"id": "a\x01\nb", ', 1).encode(),
        json.dumps({"choices": [{"index": 1, "message": {"content": "no"}},
                                {"index": 0, **WHOLE["choices"][0]}]}).encode(),
    ],
    ids=range(7),
)  # fmt: skip
def test_what_stands_around_an_answer_and_what_it_is_written_in(content: bytes) -> None:
    assert read(content, JSON).text == ANSWER


def call(said: Any, **more: Any) -> dict[str, Any]:
    return {"type": "function", "function": {"name": "Answer", "arguments": said}, **more}


@pytest.mark.parametrize(
    "calls",
    [
        [call(ANSWER)],
        [call('{"draft": 1}'), call(ANSWER)],
        [call(ANSWER), call(None), call("")],
        [call(ANSWER[:5], id="a"), {"id": "a", "function": {"arguments": ANSWER[5:]}}],
        [call(ANSWER[:5]), {"function": {"arguments": ANSWER[5:]}}],
        [call(ANSWER[:5], index=0), call(ANSWER[5:], index=0)],
        ["x", {"function": "x"}, call(ANSWER)],
    ],
    ids=range(7),
)
def test_of_several_calls_the_last_counts_and_pieces_are_put_together(calls: list[Any]) -> None:
    assert bodies.arguments_of(calls) == ANSWER
    pieces = "".join(event({"choices": [{"delta": {"tool_calls": [one]}}]}) for one in calls)
    assert read(pieces.encode(), EVENTS).text == ANSWER


@pytest.mark.parametrize("calls", [None, "x", {"0": 1}, [], [None]])
def test_where_no_tool_is_called_there_are_no_arguments(calls: Any) -> None:
    assert bodies.arguments_of(calls) == ""


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["choices", "delta", "message", "content", "tool_calls", "function", "arguments",
             "index", "id", "error", "usage", "finish_reason", "type", "code", "prompt_tokens"]
        ),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.lists(JSONS, max_size=4), st.booleans())
def test_whatever_a_server_sends_is_an_answer_or_named(pieces: list[Any], events: bool) -> None:
    said = "".join(map(event, pieces)) if events else "\n".join(map(json.dumps, pieces))
    with contextlib.suppress(NoAnswerError):
        assert isinstance(read(said.encode(), EVENTS if events else JSON).text, str)

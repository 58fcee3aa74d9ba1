"""Anthropic's messages: how a request is put, and where the answer is."""

from typing import Any

import pytest

from llmextract.errors import RequestRefusedError
from llmextract.model import Message, Request, Sampling
from llmextract.providers import messages
from llmextract.providers.completions import NoAnswerError
from llmextract.providers.negotiation import Negotiation
from llmextract.providers.profiles import profile_of
from llmextract.providers.refusals import Refusal
from llmextract.records import Usage
from tests.providers.message_batch_server import message
from tests.providers.test_structures import OBJECT

TURNS = (Message("system", "Read."), Message("user", "Who?"), Message("assistant", "{}"))
REQUEST = Request(
    "m", (*TURNS, Message("system", "More."), Message("user", "a")), OBJECT, Sampling()
)


def put(*refused: str) -> dict[str, Any]:
    negotiation = Negotiation(profile_of("instructor:anthropic/claude-x"))
    for name in refused:
        assert negotiation.learn(negotiation.ask(REQUEST), Refusal(name, "no"))
    return messages.body("claude-x", negotiation.ask(REQUEST))


def test_instructions_stand_beside_the_turns_and_there_is_no_seed() -> None:
    body = put()
    assert body["system"] == "Read.\n\nMore."
    assert [turn["role"] for turn in body["messages"]] == ["user", "assistant", "user"]
    assert (body["max_tokens"], body["temperature"]) == (1024, 0.0)
    assert "seed" not in body
    assert body["tools"][0]["input_schema"] == OBJECT
    assert body["tool_choice"]["type"] == "tool"


def test_a_format_has_no_bounds_and_keeps_all_else() -> None:
    schema = OBJECT | {"properties": OBJECT["properties"] | {"minimum": {"type": "string"}}}
    negotiation = Negotiation(profile_of("instructor:anthropic/claude-x"))
    asked = negotiation.ask(REQUEST)
    assert negotiation.learn(asked, Refusal("tools", "no"))
    request = Request("m", TURNS, schema)
    found = messages.body("x", negotiation.ask(request))["output_config"]["format"]["schema"]
    assert found["properties"]["n"] == {"anyOf": [{"type": "integer"}, {"type": "null"}]}
    assert found["properties"]["minimum"] == {"type": "string"}  # the name of a field
    assert "maxItems" not in found["properties"]["list"]
    assert found["required"] == OBJECT["required"]


def test_what_is_refused_is_left_out_to_the_bare_prompt() -> None:
    body = put(
        "temperature", "tools", "response_format", "system", "max_tokens", "max_completion_tokens"
    )
    assert set(body) == {"model", "max_tokens", "messages"}
    assert body["max_tokens"] == 1024
    assert "JSON Schema" in body["messages"][0]["content"]


@pytest.mark.parametrize(
    ("content", "stop", "text", "complete", "thought"),
    [
        ([{"type": "text", "text": "{"}, {"type": "text", "text": "}"}], "end_turn", "{}", True, False),
        ([{"type": "thinking"}, {"type": "tool_use", "input": {"é": 1}}], "", '{"é": 1}', True, False),
        ([{"type": "tool_use", "input": {}}], "max_tokens", "", False, False),
        ([{"type": "redacted_thinking"}], "max_tokens", "", False, True),
        ([{"type": "text", "text": "{"}], "model_context_window_exceeded", "{", False, False),
        (["odd", {"type": "text", "text": None}], "end_turn", "None", True, False),
    ],
)  # fmt: skip
def test_where_an_answer_stands(
    content: list[Any], stop: str, text: str, complete: bool, thought: bool
) -> None:
    answer = messages.of_message(message(content, stop))
    assert (answer.text, answer.complete, answer.only_thought) == (text, complete, thought)
    assert answer.usage == Usage(100, 10)


@pytest.mark.parametrize(
    ("said", "words", "status"),
    [
        ({"error": {"type": "overloaded_error", "message": "Overloaded"}}, "Overloaded", 529),
        ({"error": {"type": "new_error"}}, "does not say which", None),
        ({"content": "text"}, "no message", None),
        ([], "no message", None),
    ],
)
def test_what_is_no_answer(said: Any, words: str, status: int | None) -> None:
    with pytest.raises(NoAnswerError, match=words) as caught:
        messages.of_message(said)
    assert caught.value.status_code == status


def test_a_refusal_and_what_is_no_json() -> None:
    with pytest.raises(NoAnswerError) as caught:
        messages.of_message(message([], "refusal"))
    assert caught.value.kind is RequestRefusedError
    with pytest.raises(NoAnswerError) as caught:
        messages.read(b"<html>", "text/html")
    assert "ANTHROPIC_BASE_URL" in str(caught.value.hint)
    assert messages.read(b'{"content": [], "usage": 1}', "").usage == Usage()

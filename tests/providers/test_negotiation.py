"""What servers refuse by their documented rules, and how they are asked all the same."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

from llmextract import errors
from llmextract.model import Message, Request
from tests.providers.refusing import Refusing
from tests.providers.servers import (
    ANSWER,
    PARAGRAPH,
    SCHEMA,
    Fake,
    OpenAI,
    OpenAIBefore,
    OpenAIReasoning,
    completion,
    refused,
    request,
)


def kinds(fake: Fake) -> list[str]:
    """How each request asked for the shape."""
    return [
        "tools" if "tools" in body else body.get("response_format", {}).get("type", "text")
        for body in fake.bodies
    ]


# ------------------------------------------------------------------------------------- OpenAI


def test_a_reasoning_model_of_openai_is_asked_right_the_first_time() -> None:
    fake = OpenAIReasoning()
    reply = fake.ask()
    (body,) = fake.bodies
    assert reply.text == ANSWER
    assert body["max_completion_tokens"] == 500 + 16384
    assert not {"max_tokens", "temperature"} & set(body)
    assert body["response_format"]["json_schema"]["strict"] is True
    assert body["response_format"]["json_schema"]["schema"] == SCHEMA
    assert fake.warned == []


def test_a_reasoning_model_under_an_unknown_name_is_found_out_once() -> None:
    fake = OpenAIReasoning()
    model = fake.open(name="server:mystery@http://h/v1")
    first, second = model.complete(request()), model.complete(request())
    assert first.text == second.text == ANSWER
    # max_tokens, then temperature, then too little room for its thoughts; then nothing more.
    assert [
        sorted({"max_tokens", "max_completion_tokens", "temperature"} & set(b)) for b in fake.bodies
    ] == [
        ["max_tokens", "temperature"],
        ["max_completion_tokens", "temperature"],
        ["max_completion_tokens"],
        ["max_completion_tokens"],
        ["max_completion_tokens"],
    ]
    assert fake.waits == [], "a refusal is no failing server"
    facts = model.facts()
    assert (facts.length, facts.left_out) == ("max_completion_tokens", frozenset({"temperature"}))
    assert facts.thinking_tokens == 4096
    assert [learnt.parameter for learnt in facts.learnt] == ["max_tokens", "temperature"]
    assert len(fake.warned) == 2


def test_what_was_learnt_is_no_part_of_what_is_asked() -> None:
    asked = request()
    before = asked.digest
    OpenAIBefore().ask(asked)
    assert asked.digest == before
    assert "thinking" not in json.dumps(asked.payload())


def test_a_schema_that_breaks_the_strict_rules_is_sent_without_the_promise() -> None:
    open_schema = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
    fake = OpenAI()
    fake.ask(request(schema=open_schema))
    (body,) = fake.bodies
    assert "strict" not in body["response_format"]["json_schema"]


def test_one_schema_that_is_refused_does_not_weaken_the_others() -> None:
    class Picky(OpenAI):
        def fault(self, wanted: dict[str, Any]) -> str:
            return "In context=(), too many enum values" if "enum" in str(wanted) else ""

    odd = {**SCHEMA, "properties": {"incidents": {"enum": ["x"]}}}
    fake = Picky()
    model = fake.open()
    for schema in (odd, odd, SCHEMA):
        assert model.complete(request(schema=schema)).text == ANSWER
    strict = [
        b.get("response_format", {}).get("json_schema", {}).get("strict") for b in fake.bodies
    ]
    assert kinds(fake) == ["json_schema", "json_schema", "tools", "tools", "json_schema"]
    assert strict == [True, None, None, None, True]


def test_a_model_from_before_schemas_is_asked_by_a_tool() -> None:
    fake = OpenAIBefore()
    model = fake.open()
    model.complete(request())
    model.complete(request())
    assert kinds(fake) == ["json_schema", "tools", "tools"]
    function = fake.bodies[-1]["tools"][0]["function"]
    assert fake.bodies[-1]["tool_choice"]["function"]["name"] == function["name"]
    assert function["parameters"] == SCHEMA
    assert model.facts().structure == "tools"


# ------------------------------------------------------------------- down to plain text, and back


def test_a_server_that_knows_no_shape_is_shown_the_schema_and_the_paragraph_stays_last() -> None:
    class Plain(Fake):
        def chat(self, body: dict[str, Any]) -> httpx2.Response:
            if "response_format" in body:
                return refused("This response_format type is unavailable now")
            return refused("tools are not supported") if "tools" in body else super().chat(body)

    fake = Plain()
    model = fake.open()
    model.complete(request())
    assert kinds(fake) == ["json_schema", "tools", "json_object", "text"]
    system, user = fake.bodies[-1]["messages"]
    assert json.dumps(SCHEMA, separators=(",", ":")) in system["content"]
    assert system["content"].startswith("List the incidents.")
    assert user["content"].endswith(PARAGRAPH)
    assert model.facts().structure == "text"
    with pytest.raises(errors.RequestRefusedError):  # nothing is left to give way
        Refusing("messages", refused("This response_format type is unavailable now")).ask()


def test_json_mode_has_the_word_json_in_its_messages() -> None:
    class JsonMode(OpenAI):
        def chat(self, body: dict[str, Any]) -> httpx2.Response:
            if body.get("response_format", {}).get("type") == "json_schema" or "tools" in body:
                return refused("json_schema and tools are not supported", "response_format")
            return super().chat(body)

    fake = JsonMode()
    asked = Request("m", (Message("user", PARAGRAPH),), SCHEMA)
    assert fake.ask(asked).text == ANSWER
    assert kinds(fake)[-1] == "json_object"
    assert [m["role"] for m in fake.bodies[-1]["messages"]] == ["system", "user"]


@pytest.mark.parametrize("schema", [{}, SCHEMA])
def test_where_no_shape_is_asked_for_none_is_sent(schema: dict[str, Any]) -> None:
    fake = Fake()
    fake.ask(request(schema=schema))
    assert ("response_format" in fake.bodies[0]) is bool(schema)


@pytest.mark.parametrize(("said", "asked"), [("{}", 2), ("I cannot call it.", 3)])
def test_a_server_that_takes_tools_and_calls_none_is_asked_otherwise(said: str, asked: int) -> None:
    class Ignoring(OpenAIBefore):
        def chat(self, body: dict[str, Any]) -> httpx2.Response:
            return completion(said) if "tools" in body else super().chat(body)

    fake = Ignoring()
    model = fake.open()
    reply = model.complete(request())
    assert len(fake.bodies) == asked
    assert model.facts().structure == "json_object"
    assert (reply.text, reply.usage.completion_tokens) == (("{}", 4) if asked == 2 else (ANSWER, 8))


# ------------------------------------------------------------------------- words for a refusal


DETAIL = [{"type": "extra_forbidden", "loc": ["body", "seed"], "msg": "Extra inputs", "input": 7}]
UNKNOWN = 'Invalid JSON payload received. Unknown name "seed": Cannot find field.'


@pytest.mark.parametrize(
    "answer",
    [
        refused("Unsupported parameter", "seed"),
        refused("Unrecognized request argument supplied: seed"),
        refused("property 'seed' is unsupported, did you mean 'top_p'?"),
        refused({"detail": DETAIL}, status=422),
        httpx2.Response(422, json={"detail": DETAIL}),
        httpx2.Response(422, json={"object": "error", "message": {"detail": DETAIL}}),
        httpx2.Response(400, json=[{"error": {"code": 400, "message": UNKNOWN}}]),
        httpx2.Response(400, json={"error": "`seed` is not supported"}),
        httpx2.Response(400, text="seed: unknown field"),
        httpx2.Response(200, json={"error": {"code": 400, "message": "seed is not supported"}}),
        httpx2.Response(
            400,
            json={
                "error": {
                    "message": "Provider returned error",
                    "code": 400,
                    "metadata": {"raw": '{"detail":"seed is not allowed"}', "provider_name": "P"},
                }
            },
        ),
    ],
    ids=range(11),
)
def test_a_refused_parameter_is_left_out_however_it_is_named(answer: httpx2.Response) -> None:
    fake = Refusing("seed", answer)
    model = fake.open()
    assert model.complete(request()).text == model.complete(request()).text == ANSWER
    assert ["seed" in body for body in fake.bodies] == [True, False, False]
    assert model.facts().left_out == {"seed"}
    assert fake.waits == []
    (line,) = fake.warned
    assert "seed is left out" in line
    assert "\n" not in line


def test_a_length_is_sent_under_the_name_that_is_taken_or_not_at_all() -> None:
    fake = Refusing("max_tokens", refused("unknown field max_tokens"))
    model = fake.open()
    model.complete(request())
    assert model.facts().length == "max_completion_tokens"

    class Neither(Fake):
        def chat(self, body: dict[str, Any]) -> httpx2.Response:
            for name in ("max_tokens", "max_completion_tokens"):
                if name in body:
                    return refused(f"{name} is not permitted", name)
            return super().chat(body)

    neither = Neither()
    model = neither.open()
    assert model.complete(request()).text == ANSWER
    assert model.facts().length is None
    assert len(neither.bodies) == 3


@pytest.mark.parametrize(
    "said",
    [
        "max_tokens is too large: 500. This model supports at most 300 completion tokens.",
        "Invalid max_tokens value, the valid range of max_tokens is [1, 300]",
        "max_tokens must be less than or equal to `300`",
    ],
)
def test_a_length_that_is_too_large_is_lowered(said: str) -> None:
    class Small(Fake):
        def chat(self, body: dict[str, Any]) -> httpx2.Response:
            return refused(said, "max_tokens") if body["max_tokens"] > 300 else super().chat(body)

    fake = Small()
    model = fake.open()
    model.complete(request())
    model.complete(request())
    assert [body["max_tokens"] for body in fake.bodies] == [500, 300, 300]


@pytest.mark.parametrize(
    "said",
    [
        "System role not supported",
        "Developer instruction is not enabled for this model",
        "Conversation roles must alternate user/assistant/user/assistant/...",
        "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
    ],
)
def test_a_model_without_a_system_role_gets_its_words_from_the_user(said: str) -> None:
    class NoSystem(Fake):
        def chat(self, body: dict[str, Any]) -> httpx2.Response:
            roles = [message["role"] for message in body["messages"]]
            return super().chat(body) if roles == ["user", "assistant", "user"] else refused(said)

    turns = (Message("system", "Do."), Message("user", "A"), Message("assistant", "B"))
    fake = NoSystem()
    model = fake.open()
    asked = Request("m", (*turns, Message("user", PARAGRAPH)), SCHEMA)
    assert model.complete(asked).text == ANSWER
    assert fake.bodies[-1]["messages"][0] == {"role": "user", "content": "Do.\n\nA"}
    assert fake.bodies[-1]["messages"][-1]["content"] == PARAGRAPH
    assert model.facts().system is False


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refused("your input was flagged for violence", status=403), errors.RequestRefusedError),
        (
            refused(
                "The response was filtered by our content management policy", code="content_filter"
            ),
            errors.RequestRefusedError,
        ),
        (refused("model is overloaded"), errors.RequestRefusedError),
        (refused("the key is wrong", status=401), errors.AuthenticationError),
        (
            refused("The model `m` does not exist", "model", status=404),
            errors.ModelUnavailableError,
        ),
    ],
    ids=["moderated", "filtered", "vague", "key", "no model"],
)
def test_what_is_no_refusal_of_a_parameter_is_not_negotiated(
    answer: httpx2.Response, kind: type[Exception]
) -> None:
    fake = Refusing("messages", answer)
    with pytest.raises(errors.ModelError) as caught:
        fake.ask()
    assert type(caught.value) is kind
    assert len(fake.bodies) == 1
    assert fake.warned == []


def test_a_gateway_that_finds_nobody_for_one_paragraph_does_not_weaken_the_run() -> None:
    class Gateway(Fake):
        def chat(self, body: dict[str, Any]) -> httpx2.Response:
            if "Oru" in body["messages"][-1]["content"]:
                said = "No endpoints found that can handle the requested parameters."
                return refused(said, code=404, status=404)
            return super().chat(body)

    fake = Gateway()
    model = fake.open()
    model.complete(request())
    with pytest.raises(errors.RequestRefusedError, match="No endpoints found"):
        model.complete(Request("m", (Message("user", "Oru"),), SCHEMA))
    model.complete(request())
    assert kinds(fake) == ["json_schema"] * 3


def test_threads_that_are_refused_together_learn_once() -> None:
    fake = Refusing("seed", refused("seed is not supported", "seed"))
    model = fake.open()
    with ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(lambda _: model.complete(request()).text, range(24)))
    assert texts == [ANSWER] * 24
    assert len(model.facts().learnt) == 1
    assert len(fake.warned) == 1


# ----------------------------------------------------------------------------------- thoughts


def test_a_model_that_never_stops_thinking_is_named_as_what_it_is() -> None:
    fake = OpenAIReasoning()
    fake.thoughts = 10**5
    with pytest.raises(errors.ModelError, match="all 16884 tokens went into reasoning"):
        fake.ask()
    assert len(fake.bodies) == 1


@pytest.mark.parametrize(
    "cut",
    [
        completion("", "length", reasoning_content="first I"),
        completion(None, "length", reasoning="first I"),
        completion("<think>\nfirst I look at [1]", "length"),
    ],
    ids=["content", "reasoning", "think"],
)
def test_an_answer_cut_while_it_thinks_is_asked_for_with_more_room(cut: httpx2.Response) -> None:
    class Thinking(Fake):
        def chat(self, body: dict[str, Any]) -> httpx2.Response:
            return cut if body["max_tokens"] < 5000 else super().chat(body)

    fake = Thinking()
    model = fake.open()
    assert model.complete(request()).text == ANSWER
    model.complete(request())
    assert [body["max_tokens"] for body in fake.bodies] == [500, 4596, 16884, 16884]

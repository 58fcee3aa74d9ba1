"""What servers refuse by their documented rules, and how they are asked all the same."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

from llmextract import errors
from llmextract.model import Message, Request
from tests.providers.servers import (
    ANSWER,
    PARAGRAPH,
    SCHEMA,
    VLLM,
    Fake,
    LlamaCpp,
    LMStudio,
    Ollama,
    OpenAI,
    OpenAIBefore,
    OpenAIReasoning,
    OpenRouter,
    completion,
    refused,
    request,
)


class Refusing(Fake):
    """Refuses each request that holds a field, in the given words."""

    def __init__(self, field: str, refusal: httpx2.Response) -> None:
        super().__init__()
        self.field = field
        self.refusal = refusal

    def chat(self, body: dict[str, Any]) -> httpx2.Response:
        return self.refusal if self.field in body else super().chat(body)


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


# --------------------------------------------------------------------------------- the servers


def test_vllm_tells_its_context_and_an_answer_gets_what_room_is_left() -> None:
    fake = VLLM()
    model = fake.open()
    assert model.complete(request(words=3000)).text == ANSWER  # 3750 tokens and 500 for the answer
    model.complete(request())
    assert fake.bodies[0]["max_tokens"] == 500
    assert 300 < fake.bodies[1]["max_tokens"] < 350
    assert fake.bodies[2]["max_tokens"] == 500, "only that request had so little room"
    assert (model.facts().server, model.facts().context) == ("vLLM", 4096)
    with pytest.raises(errors.RequestRefusedError, match=r"at least \d+ tokens.*4096; .*max-model"):
        model.complete(request(words=5000))
    assert len(fake.bodies) == 3, "what cannot fit is not sent"


def test_an_answer_without_room_is_not_asked_for() -> None:
    fake = VLLM()
    with pytest.raises(errors.RequestRefusedError, match="4096"):
        fake.ask(request(words=3250))  # 4072 tokens of 4096
    assert len(fake.bodies) == 1


def test_a_vllm_without_a_tool_parser_and_system_role() -> None:
    fake = VLLM()
    fake.takes_system = False
    assert fake.ask().text == ANSWER
    assert [len(body["messages"]) for body in fake.bodies] == [2, 1]


def test_llama_cpp_tells_its_slots_context_and_refuses_one_schema() -> None:
    fake = LlamaCpp()
    model = fake.open()
    assert model.complete(request(schema={**SCHEMA, "$ref": "#"})).text == ANSWER
    model.complete(request())
    assert kinds(fake) == ["json_schema", "tools", "json_schema"]
    assert (model.facts().server, model.facts().context) == ("llama.cpp", 2048)
    with pytest.raises(errors.RequestRefusedError, match="ctx-size"):
        model.complete(request(words=3000))
    # In the gap between what surely is too long and what fits, its own words are told.
    with pytest.raises(errors.RequestRefusedError, match="exceeds the available context"):
        model.complete(request(words=1700))


def test_lm_studio_is_asked_by_a_schema_and_tells_the_context_it_was_loaded_with() -> None:
    fake = LMStudio()
    model = fake.open()
    model.complete(request())
    assert kinds(fake) == ["json_schema"]
    assert (model.facts().server, model.facts().context) == ("LM Studio", 4096)
    with pytest.raises(errors.RequestRefusedError, match="load the model with a larger context"):
        model.complete(request(words=9000))
    unloaded = LMStudio()
    unloaded.loaded = None
    model = unloaded.open()
    model.complete(request(words=9000))
    assert model.facts().context is None


def test_lm_studio_without_schemas_for_a_model_ends_at_plain_text() -> None:
    class Old(LMStudio):
        def chat(self, body: dict[str, Any]) -> httpx2.Response:
            if body.get("response_format", {}).get("type") == "json_schema":
                return httpx2.Response(400, json={"error": "structured output is not supported"})
            return super().chat(body)

    fake = Old()
    fake.ask()
    assert kinds(fake) == ["json_schema", "tools", "json_object", "text"]


def test_openrouter_tells_the_context_of_the_model_and_quotes_who_is_behind_it() -> None:
    fake = OpenRouter()
    behind = OpenAIReasoning()
    fake.behind = behind.chat
    model = fake.open()
    assert model.complete(request()).text == ANSWER
    facts = model.facts()
    assert (facts.server, facts.context) == ("OpenRouter", 32000)
    assert facts.length == "max_completion_tokens"
    assert facts.left_out == {"temperature"}


def test_a_gateway_without_anybody_who_takes_schemas() -> None:
    fake = Refusing(
        "response_format",
        refused(
            "No endpoints found that can handle the requested parameters.", code=404, status=404
        ),
    )
    assert fake.ask().text == ANSWER
    assert kinds(fake)[-1] == "tools"


# ------------------------------------------------------------------------------------- Ollama


def test_ollama_is_asked_by_its_own_api_with_a_context_that_holds_the_request() -> None:
    fake = Ollama()
    model = fake.open()
    reply = model.complete(request(words=5000))  # 6250 tokens where the default is 4096
    (body,) = fake.bodies
    assert fake.paths[-1] == "POST /api/chat"
    assert body["options"] == {"temperature": 0.0, "seed": 7, "num_predict": 500, "num_ctx": 16384}
    assert (body["format"], body["truncate"], body["stream"]) == (SCHEMA, False, False)
    assert (reply.text, reply.complete, reply.usage.completion_tokens) == (ANSWER, True, 5)
    assert reply.usage.prompt_tokens > 6000, "nothing was cut"
    (line,) = fake.warned
    assert "Ollama 0.12.9 cuts without a word" in line
    assert "num_ctx 8192" in line
    assert (model.facts().server, model.facts().context) == ("Ollama 0.12.9", 16384)


def test_the_context_is_one_for_the_run_because_another_one_reloads_the_model() -> None:
    fake = Ollama()
    model = fake.open()
    for words in (10, 3000, 10, 6000, 10):
        model.complete(request(words=words))
    assert [body["options"]["num_ctx"] for body in fake.bodies] == [8192, 8192, 8192, 16384, 16384]


def test_ollama_says_that_a_request_does_not_fit_before_it_is_cut() -> None:
    fake = Ollama()
    fake.most = 8192
    model = fake.open()
    with pytest.raises(errors.RequestRefusedError, match=r"context of the model 8192"):
        model.complete(request(words=9000))
    assert fake.bodies == []
    # Closer to the border the server itself is told not to cut, and says no.
    with pytest.raises(errors.RequestRefusedError, match="exceeds the available context"):
        model.complete(request(words=7000))
    assert fake.bodies[-1]["options"]["num_ctx"] == 8192


def test_a_script_with_more_tokens_than_thought_gets_a_larger_context() -> None:
    class Dense(Ollama):
        def chat(self, body: dict[str, Any]) -> httpx2.Response:
            read = 5 * sum(len(message["content"]) for message in body["messages"]) // 4
            if read > body["options"]["num_ctx"]:
                return httpx2.Response(400, json={"error": f"prompt ({read}) exceeds context size"})
            return super().chat(body)

    fake = Dense()
    assert fake.ask(request(words=2000)).text == ANSWER
    assert [body["options"]["num_ctx"] for body in fake.bodies] == [8192, 16384]


def test_an_older_ollama_takes_json_and_no_schema() -> None:
    fake = Ollama()
    fake.takes_schema = False
    model = fake.open()
    model.complete(request())
    assert [body["format"] for body in fake.bodies] == [SCHEMA, "json"]
    assert "JSON Schema" in fake.bodies[-1]["messages"][0]["content"]


def test_ollama_that_thinks_gets_room_for_it() -> None:
    fake = Ollama()
    fake.thoughts = 1000
    assert fake.ask().text == ANSWER
    assert [body["options"]["num_predict"] for body in fake.bodies] == [500, 4596]


def test_without_its_own_api_the_user_is_told_what_to_set() -> None:
    fake = Ollama()
    fake.own_api = False
    reply = fake.ask(request(words=10))
    assert reply.text == ANSWER
    assert fake.paths[-2:] == ["POST /api/chat", "POST /v1/chat/completions"]
    assert "OLLAMA_CONTEXT_LENGTH=8192" in fake.warned[-1]
    assert "Modelfile" in fake.warned[-1]


def test_a_model_that_ollama_does_not_have_is_named() -> None:
    class Empty(Ollama):
        def chat(self, body: dict[str, Any]) -> httpx2.Response:
            said = 'model "llama3.1" not found, try pulling it first'
            return httpx2.Response(404, json={"error": said})

    fake = Empty()
    with pytest.raises(errors.ModelUnavailableError, match="try pulling it first"):
        fake.ask()
    assert len(fake.bodies) == 1


def test_a_server_that_cuts_and_does_not_say_so_is_found_out_by_what_it_counts() -> None:
    class Cutting(Fake):
        def chat(self, body: dict[str, Any]) -> httpx2.Response:
            return completion(ANSWER, prompt=256)

    fake = Cutting()
    model = fake.open()
    model.complete(request(words=10))
    assert fake.warned == []
    model.complete(request(words=2000))
    model.complete(request(words=2000))
    (line,) = fake.warned
    assert "counts 256 tokens" in line


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

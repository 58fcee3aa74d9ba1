"""What vLLM, llama.cpp, LM Studio, OpenRouter and Ollama are asked, by their documented rules."""

from typing import Any

import httpx2
import pytest

from llmextract import errors
from tests.providers.refusing import Refusing
from tests.providers.servers import (
    ANSWER,
    SCHEMA,
    VLLM,
    Fake,
    LlamaCpp,
    LMStudio,
    Ollama,
    OpenAIReasoning,
    OpenRouter,
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

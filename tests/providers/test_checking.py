"""The question that shows whether a server enforces a schema."""

from typing import Any

import httpx2
import pytest

from llmextract.model import Reply, Request
from llmextract.providers.checking import WORDS, Check, Enforcement, check
from llmextract.providers.profiles import profile_of
from tests.providers.servers import VLLM, Fake, Ollama, OpenAIReasoning, completion, refused


class Saying:
    """Says one thing and remembers what it was asked."""

    def __init__(self, text: str) -> None:
        self.name, self.slots, self.text = "scripted:x", 1, text
        self.asked: list[Request] = []

    def complete(self, request: Request) -> Reply:
        self.asked.append(request)
        return Reply(self.text)

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("text", "enforcement"),
    [
        (f'{{"code": "{WORDS[0]}"}}', "enforced"),
        (f' {{ "code":"{WORDS[1]}" }}\n', "enforced"),
        (f'{{"code": "{WORDS[0]}", "note": "Paris"}}', "json"),
        ('{"code": "Paris"}', "json"),
        ('{"code": ["Paris"]}', "json"),
        ('"Paris"', "json"),
        ("The capital is Paris.", "ignored"),
        (f'```json\n{{"code": "{WORDS[0]}"}}\n```', "ignored"),
        ("", "ignored"),
        ("[" * 100_000, "ignored"),
    ],
    ids=range(10),
)
def test_the_reply_tells(text: str, enforcement: str) -> None:
    model = Saying(text)
    found = check(model)
    assert found.enforcement == enforcement
    assert found.reply.text == text
    (request,) = model.asked
    assert request.model == "scripted:x"
    assert request.schema["properties"]["code"]["enum"] == list(WORDS)
    assert not any(word in message.content for message in request.messages for word in WORDS)


def test_each_result_is_explained_in_words_of_its_own() -> None:
    kinds: tuple[Enforcement, ...] = ("enforced", "followed", "json", "ignored")
    said = {Check(kind, Reply(""), profile_of("scripted:x")).explain() for kind in kinds}
    assert len(said) == 4


def text_of(fake: Fake) -> str:
    return "\n".join(check(fake.open()).lines())


class Obeying(Fake):
    """Writes what the schema wants, wherever it stands."""

    def chat(self, body: dict[str, Any]) -> httpx2.Response:
        return completion(f'{{"code": "{WORDS[0]}"}}')


def test_what_a_server_tells_is_told() -> None:
    class Known(VLLM):
        def chat(self, body: dict[str, Any]) -> httpx2.Response:
            if "seed" in body:
                return refused("seed is not supported", "seed")
            return Obeying.chat(self, body)  # type: ignore[arg-type]

    said = text_of(Known())
    assert "reachable: answered in" in said
    assert "structure: enforced" in said
    assert "server: vLLM" in said
    assert "asked by: json_schema" in said
    assert "refused: seed is left out (seed is not supported)" in said
    assert "left out: seed" in said
    assert "context: 4096 tokens" in said
    assert "reading: open" in said


def test_a_schema_that_was_shown_is_not_called_enforced() -> None:
    class Shown(Obeying):
        def chat(self, body: dict[str, Any]) -> httpx2.Response:
            if "response_format" in body or "tools" in body:
                return refused("response_format and tools are unavailable")
            return super().chat(body)

    said = text_of(Shown())
    assert "structure: followed" in said
    assert "asked by: text" in said
    assert "context: not told; 8192 tokens are counted on" in said


def test_a_reasoning_model_can_be_checked_though_it_thinks_first() -> None:
    said = text_of(OpenAIReasoning())
    assert "structure: json" in said, "its fixed answer is of another schema"
    assert "left out: temperature" in said
    assert "16384 tokens more for reasoning" in said


def test_a_weak_model_is_read_guided() -> None:
    fake = Obeying()
    checked = check(fake.open(name="server:qwen2.5:1.5b@http://h/v1"))
    assert checked.lines()[-1].startswith("reading: guided")
    assert "headline only" in checked.lines()[-1]


def test_ollamas_context_is_told() -> None:
    said = text_of(Ollama())
    assert "server: Ollama 0.12.9" in said
    assert "context: 8192 tokens" in said

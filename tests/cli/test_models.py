"""Hosted models and servers from the command line: the README's command, and what a check tells."""

from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from llmextract import cli
from llmextract.providers import environment
from tests.providers.servers import Fake, Ollama, OpenAIReasoning, completion, refused

Serve = Callable[[Fake], Fake]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Serve:
    """All that the program sends goes to a fake server."""

    def to(fake: Fake) -> Fake:
        def client(*_: object) -> httpx2.Client:
            return httpx2.Client(transport=httpx2.MockTransport(fake.handle))

        monkeypatch.setattr(environment, "client", client)
        return fake

    return to


def test_the_readmes_model_of_openai_answers(
    serve: Serve,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0815")
    fake = serve(OpenAIReasoning())
    fake.answer = '{"incidents": []}'
    article = tmp_path / "a.txt"
    article.write_text("Gunmen shot two traders dead in Orvak on Monday.\n", encoding="utf-8")
    status = cli.run(["extract", str(article), "-m", "openai:gpt-5-mini", "-f", "jsonl"])
    captured = capsys.readouterr()
    assert status == 0, captured.err
    assert fake.bodies
    assert all("max_completion_tokens" in body for body in fake.bodies)
    assert "left out" not in captured.err, "it is known beforehand"
    assert "sk-test" not in captured.out + captured.err


def test_a_check_tells_what_was_found(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    serve(Ollama())
    assert cli.run(["models", "check", "server:llama3.1@http://h/v1"]) == 0
    captured = capsys.readouterr()
    for line in ("server: Ollama 0.12.9", "context: 8192 tokens", "reading: open", "structure: "):
        assert f"  {line}" in captured.out
    assert "num_ctx 8192" in captured.err


def test_a_check_of_a_server_that_refuses_or_is_not_there(
    serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    class Refusing(Fake):
        said = refused("not today")

        def chat(self, body: object) -> httpx2.Response:
            return self.said

    class Dead(Fake):
        def handle(self, http: httpx2.Request) -> httpx2.Response:
            raise httpx2.ConnectError("refused")

    serve(Refusing())
    assert cli.run(["models", "check", "server:m@http://h/v1"]) == 1
    assert "not today" in capsys.readouterr().err
    serve(Dead())
    assert cli.run(["models", "check", "server:m@http://h/v1"]) == 3
    assert "is it running" in capsys.readouterr().err


def test_a_check_of_a_server_that_ignores_schemas(
    serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    class Prose(Fake):
        def chat(self, body: object) -> httpx2.Response:
            return completion("The capital is Paris.")

    serve(Prose())
    assert cli.run(["models", "check", "server:m@http://h/v1"]) == 0
    assert "structure: ignored" in capsys.readouterr().out

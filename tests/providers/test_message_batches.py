"""Anthropic's Message Batches: what only they have, and models of theirs that think."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from llmextract.cli import run
from llmextract.providers import batching
from llmextract.providers.batch_files import BatchFile
from llmextract.providers.message_batches import MessageBatches
from tests.providers.batch_runs import Kill, KilledError, batched, said
from tests.providers.message_batch_server import KEY, MessageBatchServer, message
from tests.scripts import MARKET, QUIET, ROAD, write_article

pytestmark = pytest.mark.loopback
MODEL = "instructor:anthropic/claude-x"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MessageBatchServer]:
    monkeypatch.setattr(batching, "PAUSES", (0.0,))
    made = MessageBatchServer(said)
    with made.serve() as url:
        monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
        monkeypatch.setenv("ANTHROPIC_BASE_URL", url.removesuffix("/v1"))
        yield made


@pytest.fixture
def article(tmp_path: Path) -> str:
    return str(write_article(tmp_path / "a.txt", MARKET, QUIET, ROAD))


def params(server: MessageBatchServer) -> list[dict[str, Any]]:
    """The parameters of all requests that were put into batches."""
    return [one["params"] for rows in server.requests.values() for one in rows]


def test_a_shape_is_a_tool_that_must_be_called_and_the_key_reaches_no_disk(
    server: MessageBatchServer, article: str, tmp_path: Path
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        Kill(patch, 9)
        with pytest.raises(KilledError):
            batched(article, MODEL)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if KEY.encode() in path.read_bytes()]
    assert len(batched(article, MODEL)) == 3
    for one in params(server):
        assert one["tool_choice"]["name"] == one["tools"][0]["name"]
        assert (one["temperature"], one["model"]) == (0.0, "claude-x")
        assert one["tools"][0]["input_schema"]["type"] == "object"
        assert "three traders" not in one.get("system", "")


def test_what_a_model_that_thinks_refuses_is_learnt_before_a_batch(
    server: MessageBatchServer, article: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server.thinks = True
    assert run(["extract", article, "-m", MODEL, "--batch", "--judge", "none"]) == 0
    err = capsys.readouterr().err
    assert "temperature is left out" in err
    assert "asking by json_schema" in err
    assert len(server.chats) == 3
    formats = [one["output_config"]["format"]["type"] for one in params(server)]
    assert set(formats) == {"json_schema"}
    assert max(server.submitted.values()) == 1


def test_what_only_a_batch_tells_is_learnt_from_the_first_that_tells_it(
    server: MessageBatchServer, article: str
) -> None:
    def answer(asked: dict[str, Any]) -> Any:
        server.thinks = True  # from its first batch on
        return said(asked)

    server.answer = answer
    assert [failure for _, _, failure, _ in batched(article, MODEL)] == [None] * 3
    assert [sorted(one) for one in params(server)[:3]] == [sorted(params(server)[0])] * 3
    assert "temperature" in params(server)[0]
    assert "temperature" not in params(server)[3]
    assert "output_config" in params(server)[-1]


def test_written_by_one_run_and_submitted_by_another_it_is_asked_as_the_model_takes_it(
    server: MessageBatchServer, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.thinks = True
    with monkeypatch.context() as patch:
        Kill(patch, 0, after="cut")
        with pytest.raises(KilledError):
            batched(article, MODEL)
    assert not server.batches
    assert [failure for _, _, failure, _ in batched(article, MODEL)] == [None] * 3
    assert max(server.submitted.values()) == 1


def test_a_thought_that_leaves_no_room_is_given_more(
    server: MessageBatchServer, article: str
) -> None:
    def answer(asked: dict[str, Any]) -> Any:
        if asked["max_tokens"] <= 1024 and "Paragraph:" in asked["messages"][-1]["content"]:
            return message([{"type": "thinking", "thinking": "hm", "signature": "x"}], "max_tokens")
        return said(asked)

    server.answer = answer
    assert [failure for _, _, failure, _ in batched(article, MODEL)] == [None] * 3
    # All three taught the same, and were given more room once.
    assert [one["max_tokens"] for one in params(server)][:6] == [1024] * 3 + [1024 + 4096] * 3


def test_a_model_that_refuses_and_a_thought_without_end_are_told(
    server: MessageBatchServer, article: str
) -> None:
    endless = message([{"type": "thinking", "thinking": "hm"}], "max_tokens")

    def answer(asked: dict[str, Any]) -> Any:
        paragraph = asked["messages"][-1]["content"].rpartition("Paragraph:")[2]
        if "Kassou" in paragraph:
            return message([], "refusal")
        return endless if "Bellam" in paragraph else said(asked)

    server.answer = answer
    failures = [failure for _, _, failure, _ in batched(article, MODEL)]
    assert [one and one["kind"] for one in failures] == ["refused", None, "model"]
    assert "all 10 tokens went into reasoning" in failures[2]["message"]


def test_a_batch_is_as_long_as_it_may_be(
    server: MessageBatchServer, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MessageBatches, "most_bytes", 12_000)
    assert len(batched(article, MODEL)) == 3
    assert server.sizes[0] < 3


def test_answers_that_are_not_kept_any_more_are_asked_for_again(
    server: MessageBatchServer, article: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server.archive = True
    assert run(["extract", article, "-m", MODEL, "--batch", "--judge", "none"]) == 0
    assert "msgbatch_0 is not there any more and is asked again" in capsys.readouterr().err


def test_somebody_elses_batch_of_the_same_size_is_not_taken_for_ours(
    server: MessageBatchServer, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        tell = BatchFile.tell

        def killed(one: BatchFile, **more: Any) -> None:
            tell(one, **more)
            raise KilledError

        patch.setattr(BatchFile, "tell", killed)
        with pytest.raises(KilledError):
            batched(article, MODEL)
    turn = {"role": "user", "content": "Paragraph: another"}
    asked = {"model": "claude-x", "max_tokens": 9, "messages": [turn]}
    server.add([{"custom_id": f"theirs-{n}", "params": asked} for n in range(3)])
    assert [failure for _, _, failure, _ in batched(article, MODEL)] == [None] * 3
    assert set(server.submitted.values()) == {1}


def test_ours_is_found_behind_somebody_elses_of_the_same_size(
    server: MessageBatchServer, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = {"role": "user", "content": "Paragraph: another"}
    asked = {"model": "claude-x", "max_tokens": 9, "messages": [turn]}
    post = server.post

    def crowd(*given: Any) -> Any:
        told = post(*given)
        if told == (0, None):
            server.add([{"custom_id": f"theirs-{n}", "params": asked} for n in range(3)])
        return told

    monkeypatch.setattr(server, "post", crowd)
    server.lose = True
    assert [failure for _, _, failure, _ in batched(article, MODEL)] == [None] * 3
    assert set(server.submitted.values()) == {1}
    looked = {name: batch.get("looked", 0) for name, batch in server.batches.items()}
    assert looked["msgbatch_1"] == 2  # theirs, which is newer, until it told whose it was


def test_a_batch_is_looked_for_on_every_page_of_the_list(
    server: MessageBatchServer, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = {"role": "user", "content": "another"}
    asked = {"model": "claude-x", "max_tokens": 9, "messages": [turn]}
    post = server.post

    def crowd(*given: Any) -> Any:
        told = post(*given)
        if told == (0, None):  # many came between the submission and the look
            for n in range(130):
                server.add([{"custom_id": f"theirs-{n}", "params": asked}])
        return told

    monkeypatch.setattr(server, "post", crowd)
    server.lose = True
    assert len(batched(article, MODEL)) == 3
    assert set(server.submitted.values()) == {1}


def test_answers_are_had_from_the_host_that_the_user_named(
    server: MessageBatchServer, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    base, server.base = server.base, "https://api.example/v1"
    assert len(batched(article, MODEL)) == 3
    assert {one["results_url"].partition("/v1")[0] for one in server.batches.values()} == {
        "https://api.example"
    }
    server.base = base


def test_without_a_key_its_variable_is_named(
    article: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    assert run(["extract", article, "-m", MODEL, "--batch"]) == 3
    assert "set ANTHROPIC_API_KEY in the environment" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["instructor:google/gemini-x", "instructor:bedrock/anthropic.x"])
def test_only_anthropics_own_models_are_asked_in_its_batches(
    article: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["extract", article, "-m", name, "--batch"]) == 2
    assert "instructor:anthropic/MODEL" in capsys.readouterr().err


def test_an_account_that_is_empty_is_not_put_off(
    server: MessageBatchServer, article: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server.refuse = ["invalid_request_error: Your credit balance is too low"]
    assert run(["extract", article, "-m", MODEL, "--batch", "--judge", "none"]) == 3
    assert "credit balance is too low" in capsys.readouterr().err
    assert json.dumps(server.submitted) == "{}"

"""A run in batches answers as a run that asks at once; killed anywhere, it submits nothing twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import llmextract
from llmextract import settings
from llmextract.cli import run
from llmextract.errors import ModelError, UsageError
from llmextract.providers import batching, retrying
from llmextract.providers.message_batches import MessageBatches
from llmextract.providers.openai_batches import OpenAIBatches
from tests.providers.batch_runs import Kill, KilledError, batched, said, told
from tests.providers.batch_server import BatchServer
from tests.providers.message_batch_server import KEY, MessageBatchServer
from tests.scripts import MARKET, QUIET, ROAD, write_article

pytestmark = pytest.mark.loopback


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "PAUSES", (0.0,))


Server = BatchServer | MessageBatchServer


@dataclass(frozen=True)
class Provider:
    """One of those that are asked in batches, and how its failures are called."""

    api: type[OpenAIBatches] | type[MessageBatches]
    server: type[Server]
    first: str
    name: str
    refuses: str

    @contextmanager
    def serve(self, server: Server, patch: pytest.MonkeyPatch) -> Iterator[str]:
        """Serve; yields the name of the model."""
        with server.serve() as url:
            patch.setenv("ANTHROPIC_API_KEY", KEY)
            patch.setenv("ANTHROPIC_BASE_URL", url.removesuffix("/v1"))
            yield self.name.format(url=url)


OPENAI = Provider(OpenAIBatches, BatchServer, "batch_0", "server:m@{url}", "400")
ANTHROPIC = Provider(
    MessageBatches, MessageBatchServer, "msgbatch_0", "instructor:anthropic/claude-x",
    "invalid_request_error: no answer for 400 reasons",
)  # fmt: skip


@pytest.fixture(params=[OPENAI, ANTHROPIC], ids=["openai", "anthropic"])
def provider(request: pytest.FixtureRequest) -> Provider:
    found: Provider = request.param
    return found


@pytest.fixture
def server(provider: Provider) -> Server:
    return provider.server(said)


@pytest.fixture
def model(provider: Provider, server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with provider.serve(server, monkeypatch) as name:
        yield name


@pytest.fixture
def article(tmp_path: Path) -> str:
    more = (f"A mine near Bellam killed {n} drivers on Sunday." for n in range(2, 6))
    return str(write_article(tmp_path / "a.txt", MARKET, QUIET, ROAD, *more))


def at_once(article: str) -> tuple[list[Any], int]:
    """What a run says that asks at once, and how many requests that took."""
    server = BatchServer(said)
    with server.serve() as url:
        model = f"server:m@{url}"
        found = told(llmextract.extract(article, model=model, cache=False, judge="none"))
    return found, len(server.chats)


def test_it_answers_as_a_run_that_asks_at_once(
    provider: Provider, server: Server, model: str, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider.api, "most_requests", 3)
    found = batched(article, model)
    (probe,) = server.chats
    assert probe["messages"] == [{"role": "user", "content": "Answer with the word ok."}]
    right, asked = at_once(article)
    assert found == right
    assert (sum(server.submitted.values()), max(server.submitted.values())) == (asked, 1)
    # Three rounds of files of three requests at most: the questions, and what is asked again.
    assert server.sizes[:3] == [3, 3, 1]
    assert max(server.sizes) == 3
    assert found[0][0][0]["killed"] == 3


def test_the_command_says_how_far_it_is_and_a_second_run_submits_nothing(
    provider: Provider,
    server: Server,
    model: str,
    article: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = str(tmp_path / "r.jsonl")
    command = ["extract", article, "-m", model, "--batch", "--judge-all", "-o", out]
    assert run(command) == 0
    err = capsys.readouterr().err
    assert "round 1: 7 requests in batches" in err
    assert f"{provider.first} has 7 requests" in err
    assert "7 of 7 requests are done" in err
    assert len(server.batches) >= 3  # a value asked again, then the judge
    before = len(server.batches), len(server.chats)
    assert run(command) == 0
    assert (len(server.batches), len(server.chats)) == before
    assert not list((settings.state_dir() / "batches").rglob("*.json*"))


def test_failures_are_told_with_their_reason_and_what_passes_is_asked_again(
    provider: Provider, server: Server, model: str, article: str
) -> None:
    breaks, refuses = 500 if provider is OPENAI else "api_error: it broke", provider.refuses
    no: Any = int(refuses) if refuses.isdigit() else refuses
    tries: dict[str, list[Any]] = {
        "killed 2": [None, breaks],
        "killed 3": [None] * 9,
        "killed 4": [no] * 9,
    }

    def answer(body: dict[str, Any]) -> Any:
        paragraph = body["messages"][-1]["content"].rpartition("Paragraph:")[2]
        for words, left in tries.items():
            if words in paragraph and left:
                return left.pop(0)
        return said(body)

    server.answer = answer
    failures = [failure for _, _, failure, _ in batched(article, model)]
    assert [one and one["kind"] for one in failures] == [None] * 4 + ["model", "refused", None]
    assert "it could not be done in time" in failures[4]["message"]
    assert "no answer for 400 reasons (status 400)" in failures[5]["message"]
    assert sorted(server.submitted.values())[-3:] == [1, 3, 3]


def test_killed_after_any_step_it_goes_on_and_submits_nothing_twice(
    provider: Provider, article: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = provider.server(said)
    with monkeypatch.context() as patch, provider.serve(server, patch) as model:
        whole = Kill(patch, 0)
        right = batched(article, model)
    assert set(whole.steps) == {"_call", "tell", "add", "cut", "forget", "_keep"}
    first_of_each = {whole.steps.index(name) + 1 for name in whole.steps}
    last = len(whole.steps)
    calls = {n for n, name in enumerate(whole.steps, 1) if name in {"_call", "tell", "cut"}}
    for number in sorted(first_of_each | set(list(calls)[:9]) | {last // 2, last}):
        server = provider.server(said)
        with monkeypatch.context() as patch, provider.serve(server, patch) as model:
            patch.setenv("LLMEXTRACT_CACHE_DIR", str(tmp_path / f"cache{number}"))
            patch.setenv("LLMEXTRACT_STATE_DIR", str(tmp_path / f"state{number}"))
            with patch.context() as killing:
                Kill(killing, number)
                with pytest.raises(KilledError):
                    batched(article, model)
            assert batched(article, model) == right, whole.steps[number - 1]
            assert set(server.submitted.values()) == {1}, whole.steps[number - 1]


def test_an_answer_that_is_lost_is_no_reason_to_submit_again(
    server: Server, model: str, article: str
) -> None:
    server.lose = True
    assert len(batched(article, model)) == 7
    assert set(server.submitted.values()) == {1}


def test_a_batch_that_is_gone_is_asked_again(
    provider: Provider,
    server: Server,
    model: str,
    article: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server.vanish = True
    assert run(["extract", article, "-m", model, "--batch", "--judge", "none"]) == 0
    assert f"{provider.first} is not there any more and is asked again" in capsys.readouterr().err


def test_a_batch_that_is_refused_ends_the_run(
    article: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server = BatchServer(said)
    server.refuse = [("model_not_found", "there is no model m")]
    with server.serve() as url:
        command = ["extract", article, "-m", f"server:m@{url}", "--batch", "--judge", "none"]
        assert run(command) == 3
        assert "the batch batch_0 was refused: there is no model m" in capsys.readouterr().err
        assert run(command) == 0


def test_a_batch_is_put_off_while_others_are_under_way(
    provider: Provider,
    server: Server,
    model: str,
    article: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(provider.api, "most_requests", 4)
    full: list[Any] = [("token_limit_exceeded", "enqueued token limit reached")]
    if provider is ANTHROPIC:
        # It is tried again before it is put off, and what was not put off goes first.
        monkeypatch.setattr(retrying, "ATTEMPTS", 1)
        full = ["rate_limit_error: too many requests wait in batches"]
    server.refuse = list(full)
    assert len(batched(article, model)) == 7
    server.refuse = full * 9
    with pytest.raises(ModelError, match="takes no batch of so many tokens"):
        batched(article, model, second_look=False, answer_tokens=99)
    server.refuse = []
    assert len(batched(article, model, second_look=False, answer_tokens=99)) == 7
    assert set(server.submitted.values()) == {1}


def test_who_cannot_be_asked_in_batches_is_said(
    article: str, model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["extract", article, "-m", "rules", "--batch"]) == 2
    assert "rules is not asked in batches; leave out --batch" in capsys.readouterr().err
    assert run(["extract", article, "-m", model, "--batch", "--no-cache"]) == 2
    assert "leave out --offline and --no-cache" in capsys.readouterr().err


def test_one_run_at_a_time_has_the_batches_of_a_model(article: str, model: str) -> None:
    first = llmextract.extract(article, model=model, batch=True, judge="none")
    next(first)
    with pytest.raises(UsageError, match="another run has batches of this model"):
        batched(article, model)
    assert len(list(first)) == 6  # and then it has them no more

"""A run in batches answers as a run that asks at once; killed anywhere, it submits nothing twice."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import llmextract
from llmextract import runfile, settings
from llmextract.cli import run
from llmextract.errors import ModelError, UsageError
from llmextract.providers import batch_files, batching
from llmextract.providers.batching import BatchedServer
from llmextract.records import Extraction
from llmextract.store.shelves import StoredModel
from tests.providers.batch_server import BatchServer
from tests.scripts import MARKET, MARKET_RECORD, QUIET, ROAD, SCRIPT, write_article

pytestmark = pytest.mark.loopback
WRONG = MARKET_RECORD | {"killed": 9}  # asked again, for nine are not in the text


def said(body: dict[str, Any]) -> str:
    """The answer of the script, a wrong one first where the value is asked again."""
    asked = "\n".join(message["content"] for message in body["messages"])
    last = body["messages"][-1]["content"]
    if last.rpartition("Value: ")[1]:
        return json.dumps({"verdict": "supported", "quote": "three traders"})
    paragraph = last.rpartition("Paragraph:")[2]
    if "market of Kassou" in paragraph and "9" not in asked:
        return json.dumps({"incidents": [WRONG]})
    row = next(row for row in SCRIPT if row.get("when", "") in paragraph)
    return json.dumps(row["answer"])


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "PAUSES", (0.0,))


@pytest.fixture
def server() -> BatchServer:
    return BatchServer(said)


@pytest.fixture
def url(server: BatchServer) -> Iterator[str]:
    with server.serve() as address:
        yield address


@pytest.fixture
def article(tmp_path: Path) -> str:
    more = (f"A mine near Bellam killed {n} drivers on Sunday." for n in range(2, 6))
    return str(write_article(tmp_path / "a.txt", MARKET, QUIET, ROAD, *more))


def told(extractions: Iterator[Extraction]) -> list[Any]:
    """What came of each paragraph, without what differs between two runs."""
    rows = [runfile.to_json(one) for one in extractions]
    return [
        (row["records"], row["findings"], row["failure"], row["run"]["attempts"]) for row in rows
    ]


def batched(article: str, url: str, **options: Any) -> list[Any]:
    model = f"server:m@{url}"
    return told(llmextract.extract(article, model=model, batch=True, judge="none", **options))


def at_once(article: str, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    with monkeypatch.context() as patch:
        patch.setenv("LLMEXTRACT_STORE", "")
        model = f"server:m@{url}"
        return told(llmextract.extract(article, model=model, cache=False, judge="none"))


def test_it_answers_as_a_run_that_asks_at_once(
    server: BatchServer, url: str, article: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batching, "MOST_REQUESTS", 3)
    found = batched(article, url)
    asked = sum(server.submitted.values())
    (probe,) = server.chats
    assert probe["messages"] == [{"role": "user", "content": "Answer with the word ok."}]
    assert found == at_once(article, url, tmp_path, monkeypatch)
    assert (asked, max(server.submitted.values())) == (len(server.chats) - 1, 1)
    # Three rounds of files of three requests at most: the questions, and what is asked again.
    sizes = [batch["request_counts"]["total"] for batch in server.batches.values()]
    assert sizes[:3] == [3, 3, 1]
    assert max(sizes) == 3
    assert found[0][0][0]["killed"] == 3


def test_the_command_says_how_far_it_is_and_a_second_run_submits_nothing(
    server: BatchServer, url: str, article: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "r.jsonl")
    command = ["extract", article, "-m", f"server:m@{url}", "--batch", "--judge-all", "-o", out]
    assert run(command) == 0
    err = capsys.readouterr().err
    assert "round 1: 7 requests in batches" in err
    assert "batch_0 has 7 requests" in err
    assert "7 of 7 requests are done" in err
    assert len(server.batches) >= 3  # a value asked again, then the judge
    before = len(server.batches), len(server.chats)
    assert run(command) == 0
    assert (len(server.batches), len(server.chats)) == before
    assert not list((settings.state_dir() / "batches").rglob("*.json*"))


def test_failures_are_told_with_their_reason_and_what_passes_is_asked_again(
    server: BatchServer, url: str, article: str
) -> None:
    tries: dict[str, list[Any]] = {
        "killed 2": [None, 500],
        "killed 3": [None] * 9,
        "killed 4": [400] * 9,
    }

    def answer(body: dict[str, Any]) -> Any:
        paragraph = body["messages"][-1]["content"].rpartition("Paragraph:")[2]
        for words, left in tries.items():
            if words in paragraph and left:
                return left.pop(0)
        return said(body)

    server.answer = answer
    failures = [failure for _, _, failure, _ in batched(article, url)]
    assert [one and one["kind"] for one in failures] == [None] * 4 + ["model", "refused", None]
    assert "it could not be done in time" in failures[4]["message"]
    assert "no answer for 400 reasons (status 400)" in failures[5]["message"]
    assert sorted(server.submitted.values())[-3:] == [1, 3, 3]


class KilledError(BaseException):
    """Stands for a kill."""


class Kill:
    """Ends the process, as it were, after the nth of the steps that are watched."""

    def __init__(self, patch: pytest.MonkeyPatch, number: int) -> None:
        self.steps: list[str] = []
        for owner, name in (
            (BatchedServer, "_call"), (batch_files.BatchFile, "tell"),
            (batch_files.BatchFolder, "add"), (batch_files.BatchFolder, "cut"),
            (batch_files.BatchFolder, "forget"), (StoredModel, "_keep"),
        ):  # fmt: skip
            patch.setattr(owner, name, self._watched(getattr(owner, name), number))

    def _watched(self, step: Any, number: int) -> Any:
        def taken(*args: Any, **given: Any) -> Any:
            result = step(*args, **given)
            self.steps.append(step.__name__)
            if len(self.steps) == number:
                raise KilledError
            return result

        return taken


def test_killed_after_any_step_it_goes_on_and_submits_nothing_twice(
    article: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = BatchServer(said)
    with server.serve() as url, monkeypatch.context() as patch:
        whole = Kill(patch, 0)
        right = batched(article, url)
    assert set(whole.steps) == {"_call", "tell", "add", "cut", "forget", "_keep"}
    first_of_each = {whole.steps.index(name) + 1 for name in whole.steps}
    last = len(whole.steps)
    calls = {n for n, name in enumerate(whole.steps, 1) if name in {"_call", "tell", "cut"}}
    for number in sorted(first_of_each | set(list(calls)[:9]) | {last // 2, last}):
        server = BatchServer(said)
        with server.serve() as url, monkeypatch.context() as patch:
            patch.setenv("LLMEXTRACT_CACHE_DIR", str(tmp_path / f"cache{number}"))
            patch.setenv("LLMEXTRACT_STATE_DIR", str(tmp_path / f"state{number}"))
            with patch.context() as killing:
                Kill(killing, number)
                with pytest.raises(KilledError):
                    batched(article, url)
            assert batched(article, url) == right, whole.steps[number - 1]
            assert set(server.submitted.values()) == {1}, whole.steps[number - 1]


def test_an_answer_that_is_lost_is_no_reason_to_submit_again(
    server: BatchServer, url: str, article: str
) -> None:
    server.lose = True
    assert len(batched(article, url)) == 7
    assert set(server.submitted.values()) == {1}


def test_a_batch_that_is_gone_is_asked_again(
    server: BatchServer, url: str, article: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server.vanish = True
    assert run(["extract", article, "-m", f"server:m@{url}", "--batch", "--judge", "none"]) == 0
    assert "batch_0 is not there any more and is asked again" in capsys.readouterr().err


def test_a_batch_that_is_refused_ends_the_run(
    server: BatchServer, url: str, article: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server.refuse = [("model_not_found", "there is no model m")]
    command = ["extract", article, "-m", f"server:m@{url}", "--batch", "--judge", "none"]
    assert run(command) == 3
    assert "the batch batch_0 was refused: there is no model m" in capsys.readouterr().err
    assert run(command) == 0


def test_a_batch_is_put_off_while_others_are_under_way(
    server: BatchServer, url: str, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batching, "MOST_REQUESTS", 4)
    full = ("token_limit_exceeded", "enqueued token limit reached")
    server.refuse = [full]
    assert len(batched(article, url)) == 7
    server.refuse = [full] * 9
    with pytest.raises(ModelError, match="takes no batch of so many tokens"):
        batched(article, url, second_look=False, answer_tokens=99)
    server.refuse = []
    assert len(batched(article, url, second_look=False, answer_tokens=99)) == 7
    assert set(server.submitted.values()) == {1}


def test_who_cannot_be_asked_in_batches_is_said(
    article: str, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["extract", article, "-m", "rules", "--batch"]) == 2
    assert "rules is not asked in batches; leave out --batch" in capsys.readouterr().err
    assert run(["extract", article, "-m", f"server:m@{url}", "--batch", "--no-cache"]) == 2
    assert "leave out --offline and --no-cache" in capsys.readouterr().err


def test_one_run_at_a_time_has_the_batches_of_a_model(article: str, url: str) -> None:
    first = llmextract.extract(article, model=f"server:m@{url}", batch=True, judge="none")
    next(first)
    with pytest.raises(UsageError, match="another run has batches of this model"):
        batched(article, url)
    assert len(list(first)) == 6  # and then it has them no more

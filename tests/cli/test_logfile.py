"""``--log-file``: each request, attempt and wait with digests and times, and no text unless asked."""

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest

from llmextract import cli
from llmextract.cli.logfile import log_to
from llmextract.errors import ModelError, OutputError
from tests.providers.servers import Fake, request
from tests.scripts import MARKET, QUIET, write_article, write_script

WORDS = ("Kassou", "guards", "grain", "incidents", "masked men")


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def extract(tmp_path: Path, *more: str) -> tuple[int, Path]:
    article = write_article(tmp_path / "a.txt", MARKET, QUIET)
    model = write_script(tmp_path / "script.jsonl")
    log = tmp_path / "log.jsonl"
    argv = ["extract", str(article), "-m", model, "-o", str(tmp_path / "run.jsonl")]
    return cli.run([*argv, "--log-file", str(log), *more]), log


def test_a_run_is_told_with_digests_and_without_text(tmp_path: Path) -> None:
    status, log = extract(tmp_path)
    assert status == 0
    told = lines(log)
    assert [one["event"] for one in told if one["event"] == "paragraph"] == ["paragraph"] * 2
    replies = [one for one in told if one["event"] == "reply"]
    run = lines(tmp_path / "run.jsonl")
    digests = {row["run"]["digest"] for row in run[1:]}
    assert digests <= {one["digest"] for one in replies}
    assert all(one["kept"] is False and one["seconds"] >= 0 for one in replies)
    assert not any(word in log.read_text(encoding="utf-8") for word in WORDS)
    extract(tmp_path)
    again = lines(log)[len(told) :]
    assert all(one["kept"] for one in again)


def test_text_is_told_where_it_is_asked_for(tmp_path: Path) -> None:
    _, log = extract(tmp_path, "--log-text")
    said = [one for one in lines(log) if one["event"] == "said"]
    assert MARKET.split(". ")[0] in said[0]["request"]["messages"][-1]["content"]
    assert "Kassou" in said[0]["reply"]


def test_attempts_and_waits_of_a_server_are_told_without_key_or_words(tmp_path: Path) -> None:
    class Busy(Fake):
        def chat(self, body: dict[str, Any]) -> httpx2.Response:
            if len(self.bodies) < 3:
                headers = {"retry-after": "7"}
                said = {"error": {"message": f"busy with {body['messages'][-1]['content']}"}}
                return httpx2.Response(503, headers=headers, json=said)
            return super().chat(body)

    log = tmp_path / "log.jsonl"
    with log_to(log):
        Busy().ask()
    told = lines(log)
    assert [one["event"] for one in told] == ["attempt", "wait", "attempt", "wait", "attempt"]
    attempts = [one for one in told if one["event"] == "attempt"]
    assert [one["status"] for one in attempts] == [503, 503, 200]
    assert [one["attempt"] for one in attempts] == [1, 2, 3]
    assert {one["digest"] for one in attempts} == {request().digest}
    assert [one["seconds"] for one in told if one["event"] == "wait"] == [7, 7]
    text = log.read_text(encoding="utf-8")
    assert "sk-very-secret" not in text
    assert "Orvak" not in text


def test_what_fails_below_http_has_a_name(tmp_path: Path) -> None:
    class Gone(Fake):
        def handle(self, http: httpx2.Request) -> httpx2.Response:
            raise httpx2.ConnectError("refused")

    with log_to(tmp_path / "log.jsonl"), pytest.raises(ModelError):
        Gone().ask()
    attempts = [one for one in lines(tmp_path / "log.jsonl") if one["event"] == "attempt"]
    assert [(one["status"], one["error"]) for one in attempts] == [(None, "ConnectError")] * 3


@pytest.mark.parametrize(
    "more",
    [["--log-file", "{}/a.txt"], ["--log-file", "{}/run.jsonl"], ["--log-file", "{}/no/log"]],
)
def test_the_log_writes_over_nothing(
    tmp_path: Path, more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    status, _ = extract(tmp_path, *(one.format(tmp_path) for one in more))
    assert status in {1, 2}
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert MARKET in (tmp_path / "a.txt").read_text(encoding="utf-8")


def test_text_needs_a_file(tmp_path: Path) -> None:
    article = write_article(tmp_path / "a.txt", QUIET)
    assert cli.run(["extract", str(article), "-m", "rules", "--log-text"]) == 2


def test_a_log_that_cannot_be_written_stops_before_the_run_and_not_within_it(
    tmp_path: Path,
) -> None:
    with pytest.raises(OutputError), log_to(tmp_path):
        pass
    with log_to(Path("/dev/full")):
        Fake().ask()

"""The plugin for recorded tests, as a user has it: recorded, replayed, and what goes wrong is said."""

import json
import os
import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml

from llmextract import providers, testing
from llmextract.providers.server import ServerModel

SECRETS = {
    "Authorization: x": "a header with a credential",
    "set-cookie": "a header with a credential",
    "x-api-key": "a header with a credential",
    "x-goog-api-key": "a header with a credential",
    "Openai-Organization": "a header with a credential",
    "Bearer " + "a" * 9: "a bearer token",
    "sk-proj-abcdefgh12": "a provider's key",
    "AIza" + "b" * 30: "a provider's key",
    "AKIA" + "Q" * 16: "a provider's key",
    "ghp_" + "c" * 30: "a provider's key",
    "eyJhbGciOiJI.eyJzdWIiOiIx": "a signed token",
    "-----BEGIN RSA PRIVATE KEY-----": "a private key",
    "http://me:word@host/v1": "an address with a password",
    "/home/someone/x": "a folder of this machine",
    "C:\\Users\\someone": "a folder of this machine",
    "x-stainless-os": "what the client tells of this machine",
}


@pytest.mark.parametrize("text", SECRETS)
def test_a_secret_is_found_and_never_told_whole(text: str) -> None:
    (found,) = testing.find_secrets(f"before {text} after")
    assert found.startswith(SECRETS[text])
    assert len(found) < len(SECRETS[text]) + 15


@pytest.mark.parametrize(
    "text",
    [
        "Nine people were killed at the risk-prone market, said http://news.example/a:b.",
        "The bearer of bad news had authorized nobody; the key was lost, a task-force came.",
        '{"model": "gpt-4o-mini", "max_tokens": 1024}',
        "The eyJ river, at home/mill.",
    ],
)
def test_news_and_requests_hold_none(text: str) -> None:
    assert testing.find_secrets(text) == []


def test_what_is_wrong_with_a_folder_of_recordings_is_listed(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "good.yaml").write_text("interactions: []\n", encoding="utf-8")
    (tmp_path / "old.yaml").write_text("authorization: x\n", encoding="utf-8")
    assert testing.check_cassettes(tmp_path, used=["good.yaml", "new.yaml"]) == [
        "old.yaml: no test replays it",
        "new.yaml: not recorded yet",
        "old.yaml: holds a header with a credential (authorizat…)",
    ]
    (tmp_path / "old.yaml").unlink()
    assert testing.check_cassettes(tmp_path, used=["good.yaml"]) == []


def test_cleaning_keeps_the_type_and_replaces_the_host() -> None:
    class Asked:
        headers: dict[str, Any] = {
            "Authorization": "Bearer x",
            "Content-Type": "a/b",
            "Cookie": "c",
        }
        uri = "https://user:word@host.example:8443/v1/chat?x=1"

    cleaned = testing.clean_request(Asked())
    assert cleaned.headers == {"Content-Type": "a/b"}
    assert cleaned.uri == "http://127.0.0.1/v1/chat?x=1"
    answer = {"headers": {"Set-Cookie": ["x"], "content-type": ["a/b"]}, "body": {"string": b"x"}}
    assert testing.clean_response(answer) == {
        "headers": {"content-type": ["a/b"]},
        "body": {"string": b"x"},
    }
    assert answer["headers"] != {"content-type": ["a/b"]}, (
        "the client still gets what the server said"
    )


# As a user has it: a project of its own, whose server is a transport of the client.

PROJECT = """
import json
import os

import httpx2
import pytest


def serve(request: httpx2.Request) -> httpx2.Response:
    said = json.loads(request.content)["said"]
    return httpx2.Response(200, json={"answer": said.upper()}, headers={"set-cookie": "s=1"})


def ask(said: str) -> str:
    with httpx2.Client(transport=httpx2.MockTransport(serve), timeout=1) as client:
        answer = client.post(
            "https://models.example/v1/ask?key=hidden-1234",
            json={"said": said},
            headers={"Authorization": "Bearer " + "s" * 9},
        )
    return answer.json()["answer"]
"""
TESTS = """
@pytest.mark.vcr
def test_two_questions():
    assert sorted(ask(said) for said in WORDS) == ["ONE", "TWO"]
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeconftest('pytest_plugins = ["llmextract.testing"]')
    pytester.makeini("[pytest]\naddopts = -p no:hypothesispytest -p no:cacheprovider")
    write(pytester, 'WORDS = ["one", "two"]', TESTS)
    return pytester


def write(pytester: pytest.Pytester, *parts: str) -> None:
    source = "\n".join([PROJECT, *(textwrap.dedent(part) for part in parts)])
    pytester.makepyfile(test_ask=source)


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess(*arguments)


def record(pytester: pytest.Pytester) -> Path:
    run(pytester, "--record-mode=rewrite").assert_outcomes(passed=1)
    (path,) = pytester.path.rglob("*.yaml")
    return path


def test_a_recording_has_no_secret_and_is_replayed_in_any_order(project: pytest.Pytester) -> None:
    path = record(project)
    text = path.read_text(encoding="utf-8")
    assert testing.find_secrets(text) == []
    assert "hidden" not in text
    assert "models.example" not in text
    for interaction in yaml.safe_load(text)["interactions"]:
        assert {name.lower() for name in interaction["request"]["headers"]} == {"content-type"}
        assert set(interaction["response"]["headers"]) == {"content-type"}
    # The server is gone, and the questions come the other way round: matched on the body.
    write(project, 'WORDS = ["two", "one"]', "def serve(request): raise AssertionError", TESTS)
    run(project).assert_outcomes(passed=1)


def test_a_question_that_was_never_recorded_fails(project: pytest.Pytester) -> None:
    record(project)
    write(project, 'WORDS = ["one", "three"]', TESTS)
    result = run(project)
    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line("*were not asked for*")


def test_a_recording_that_is_half_used_fails(project: pytest.Pytester) -> None:
    record(project)
    write(
        project,
        """
        @pytest.mark.vcr
        def test_two_questions():
            assert ask("one") == "ONE"
    """,
    )
    result = run(project)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        ["*1 of 2 recorded interactions were not asked for (number 2): record anew*"]
    )


def test_a_replay_has_keys_that_are_none_and_other_tests_have_not(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "mine")
    key = 'print("the key is", os.environ.get("OPENAI_API_KEY"))'
    write(
        project,
        f"""
        @pytest.mark.vcr
        def test_two_questions():
            {key}
            assert ask("one") == "ONE"

        def test_unmarked():
            {key}
    """,
    )
    result = run(project, "-s", "--record-mode=rewrite", "-k", "two")
    result.stdout.fnmatch_lines(["*the key is mine*"])
    result = run(project, "-s")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*the key is replayed*", "*the key is mine*"])
    result = run(project, "-s", "--disable-recording", "-k", "two")
    result.assert_outcomes(passed=1, deselected=1)
    result.stdout.fnmatch_lines(["*the key is mine*"])


def test_without_pytest_recording_it_says_what_to_install(project: pytest.Pytester) -> None:
    result = run(project, "-p", "no:recording")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*needs pytest-recording: pip install pytest-recording*"])


# The page that tells of it

PAGE = Path(__file__).parents[1] / "docs" / "replaying.md"
ANSWER = {
    "sentences": [1],
    "event_type": "armed_attack",
    "status": "happened",
    "date": "Sunday",
    "locations": ["Tarsa"],
    "perpetrators": ["Gunmen"],
    "targets": ["drivers"],
    "weapons": [],
    "killed": 4,
    "injured": None,
}


def test_the_test_on_the_page_is_recorded_and_replayed(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugin, tests = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S)
    pytester.makeconftest(plugin)
    pytester.makeini("[pytest]\naddopts = -p no:hypothesispytest -p no:cacheprovider")
    pytester.makepyfile(test_page=tests)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-recording-0123456789")
    use_server(monkeypatch, completion)
    run(pytester, "--record-mode=rewrite").assert_outcomes(passed=2)

    monkeypatch.delenv("OPENAI_API_KEY")
    use_server(monkeypatch, None)
    run(pytester).assert_outcomes(passed=2)


def use_server(
    monkeypatch: pytest.MonkeyPatch, serve: Callable[[httpx2.Request], httpx2.Response] | None
) -> None:
    """``openai:`` models speak to a function instead of the provider, or to nobody at all."""

    def refuse(_: httpx2.Request) -> httpx2.Response:
        raise AssertionError("a replay asked the server")

    def make(opening: providers.Opening) -> ServerModel:
        return ServerModel(
            f"openai:{opening.rest}",
            model=opening.rest,
            base_url="https://models.example/v1",
            api_key=os.environ.get("OPENAI_API_KEY"),
            http_client=httpx2.Client(transport=httpx2.MockTransport(serve or refuse)),
            sleep=lambda _: None,
        )

    provider = providers.Provider(make, "openai", "test")
    monkeypatch.setitem(providers.PROVIDERS, "openai", provider)


def completion(_: httpx2.Request) -> httpx2.Response:
    message = {"role": "assistant", "content": json.dumps({"incidents": [ANSWER]})}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    body = {"id": "x", "object": "chat.completion", "created": 0, "model": "m"}
    return httpx2.Response(200, json={**body, "choices": [choice]})

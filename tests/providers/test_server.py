"""An endpoint and all that can go wrong with it, over a transport that never leaves the process."""

import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx2
import pytest

from llmextract import errors
from llmextract.model import Message, Reply, Request, Sampling
from llmextract.providers.connection import Connection
from llmextract.providers.server import ServerModel
from llmextract.records import Usage
from tests.providers.servers import KEY

SOURCE = "  {{ 7*7 }} {% x %} %s {0} \\d"
SCHEMA = {"type": "object", "properties": {"a": {"enum": [1, None]}}, "required": ["a"]}
REQUEST = Request(
    "server:m@http://h/v1",
    (Message("system", "Read."), Message("user", SOURCE)),
    SCHEMA,
    Sampling(temperature=0.0, max_tokens=77, seed=5),
)

Handler = Callable[[httpx2.Request], httpx2.Response]


class Endpoint:
    """A model over a transport, with what it was sent and how long it waited."""

    def __init__(self, handler: Handler, **options: Any) -> None:
        self.seen: list[httpx2.Request] = []
        self.waits: list[float] = []

        def handle(request: httpx2.Request) -> httpx2.Response:
            self.seen.append(request)
            return handler(request)

        settings: dict[str, Any] = {
            "model": "m",
            "base_url": "http://h/v1",
            "api_key": KEY,
            "key_variable": "THE_KEY",
            "sleep": self.waits.append,
            "http_client": httpx2.Client(transport=httpx2.MockTransport(handle)),
        }
        self.model = ServerModel("server:m@http://h/v1", **(settings | options))

    def ask(self) -> Reply:
        return self.model.complete(REQUEST)

    def fail(self) -> errors.ModelError:
        with pytest.raises(errors.ModelError) as caught:
            self.ask()
        return caught.value


def completion(content: str | None, finish: str = "stop", **message: Any) -> httpx2.Response:
    choice = {
        "index": 0,
        "finish_reason": finish,
        "message": {"role": "assistant", "content": content, **message},
    }
    return httpx2.Response(
        200,
        json={
            "id": "1",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [choice],
            "usage": {"prompt_tokens": 30, "completion_tokens": 4, "total_tokens": 34},
        },
    )


def test_the_request_goes_out_as_it_is() -> None:
    endpoint = Endpoint(lambda _: completion('{"a":1}'), extra_body={"cache_prompt": True})
    reply = endpoint.ask()
    assert (reply.text, reply.usage, reply.complete, reply.cached) == (
        '{"a":1}',
        Usage(30, 4),
        True,
        False,
    )
    assert reply.seconds >= 0
    (seen,) = endpoint.seen
    assert seen.url == "http://h/v1/chat/completions"
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    body = json.loads(seen.content)
    assert body["response_format"]["type"] == "json_schema"
    assert body["response_format"]["json_schema"]["schema"] == SCHEMA
    del body["response_format"]
    assert body == {
        "model": "m",
        "messages": [{"role": "system", "content": "Read."}, {"role": "user", "content": SOURCE}],
        "temperature": 0.0,
        "max_tokens": 77,
        "seed": 5,
        "cache_prompt": True,
    }


@pytest.mark.parametrize(
    ("status", "kind", "attempts", "words"),
    [
        (401, errors.AuthenticationError, 1, "THE_KEY"),
        (403, errors.AuthenticationError, 1, "may not use"),
        (404, errors.ModelUnavailableError, 1, "check the model's name"),
        (400, errors.RequestRefusedError, 1, ""),
        (422, errors.RequestRefusedError, 1, ""),
        (418, errors.ModelError, 1, ""),
        (409, errors.ModelError, 6, ""),
        (429, errors.ModelError, 6, "fewer --jobs"),
        (500, errors.ModelError, 3, ""),
        (503, errors.ModelError, 6, ""),
    ],
)
def test_a_status_is_an_error_in_one_line_without_the_key(
    status: int, kind: type[Exception], attempts: int, words: str
) -> None:
    said = {"error": {"message": f"the key {KEY}\nis odd" + "!" * 900}}
    endpoint = Endpoint(lambda _: httpx2.Response(status, json=said))
    error = endpoint.fail()
    assert type(error) is kind
    assert str(error).startswith("server:m@http://h/v1: the key *** is odd!")
    assert words in str(error)
    assert KEY not in str(error)
    assert "\n" not in str(error)
    assert len(str(error)) < 500
    assert len(endpoint.seen) == attempts
    assert len(endpoint.waits) == attempts - 1
    assert all(0 < wait <= 21 for wait in endpoint.waits)


def test_waits_grow() -> None:
    endpoint = Endpoint(lambda _: httpx2.Response(503))
    endpoint.fail()
    assert endpoint.waits[4] > endpoint.waits[2] > endpoint.waits[0]


def test_a_server_that_recovers_is_not_given_up() -> None:
    responses = [httpx2.Response(503), httpx2.Response(429), completion("{}")]
    endpoint = Endpoint(lambda _: responses.pop(0))
    assert endpoint.ask().text == "{}"
    assert len(endpoint.waits) == 2


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
    ],
)
def test_a_server_is_waited_for_as_long_as_it_asks(headers: dict[str, str], wait: float) -> None:
    endpoint = Endpoint(lambda _: httpx2.Response(429, headers=headers))
    endpoint.fail()
    assert endpoint.waits == [wait] * 5


def test_a_date_to_come_back_at() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    endpoint = Endpoint(lambda _: httpx2.Response(503, headers={"retry-after": date}))
    endpoint.fail()
    assert all(95 < wait <= 100 for wait in endpoint.waits)


@pytest.mark.parametrize("asked", ["301", "86400", "inf"])
def test_a_server_that_asks_for_too_long_is_given_up(asked: str) -> None:
    endpoint = Endpoint(lambda _: httpx2.Response(429, headers={"retry-after": asked}))
    endpoint.fail()
    assert len(endpoint.seen) == 1


def raising(error: Exception) -> Handler:
    def handle(_: httpx2.Request) -> httpx2.Response:
        raise error

    return handle


@pytest.mark.parametrize(
    ("error", "kind", "attempts", "words"),
    [
        (httpx2.ConnectError("refused"), errors.ModelUnavailableError, 3, "is it running"),
        (httpx2.ConnectTimeout("slow"), errors.ModelUnavailableError, 3, "is it running"),
        (httpx2.RemoteProtocolError("cut"), errors.ModelUnavailableError, 3, "is it running"),
        (httpx2.ReadTimeout("slow"), errors.ModelError, 1, "--timeout"),
    ],
)
def test_a_dead_server_is_told_from_a_slow_one(
    error: Exception, kind: type[Exception], attempts: int, words: str
) -> None:
    endpoint = Endpoint(raising(error))
    raised = endpoint.fail()
    assert type(raised) is kind
    assert words in str(raised)
    assert len(endpoint.seen) == attempts


def test_a_bug_looks_like_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = Endpoint(lambda _: completion("{}"))

    def broken(*_: Any, **__: Any) -> None:
        raise KeyError("oops")

    monkeypatch.setattr(Connection, "post", broken)
    with pytest.raises(KeyError, match="oops"):
        endpoint.ask()


@pytest.mark.parametrize("key", [None, ""])
def test_no_key_is_said_before_anything_is_sent(key: str | None) -> None:
    endpoint = Endpoint(lambda _: completion("{}"), api_key=key)
    error = endpoint.fail()
    assert isinstance(error, errors.AuthenticationError)
    assert "set THE_KEY in the environment" in str(error)
    assert not endpoint.seen


def test_the_address_is_named_where_the_name_does_not() -> None:
    response = httpx2.Response(400, json={"error": {"message": "no"}})
    endpoint = Endpoint(lambda _: response, base_url="http://other/v1", key_variable=None)
    assert str(endpoint.fail()) == "server:m@http://h/v1 at http://other/v1: no"
    endpoint = Endpoint(lambda _: httpx2.Response(401), base_url=None, key_variable=None)
    error = str(endpoint.fail())
    assert error.startswith("server:m@http://h/v1: Error code: 401; ")
    assert "none is needed" in error


def test_nothing_is_written_to_standard_error(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without pytest's own handler, Python would fall back on standard error.
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    said = {"error": {"message": KEY}}
    Endpoint(lambda _: httpx2.Response(401, json=said)).fail()
    captured = capfd.readouterr()
    assert captured.err == ""
    assert captured.out == ""


def test_the_carrier_of_an_answer_never_parses_it() -> None:
    from llmextract.providers.answers import answer_class

    carrier = answer_class(SCHEMA)
    assert carrier.model_json_schema() == SCHEMA
    assert carrier.model_validate_json("{oops").raw == "{oops"
    assert carrier.model_validate({"a": "é"}).raw == '{"a": "é"}'


def test_threads_share_one_connection_and_get_their_own_answers() -> None:
    def echo(request: httpx2.Request) -> httpx2.Response:
        return completion(json.loads(request.content)["messages"][0]["content"])

    endpoint = Endpoint(echo)

    def ask(word: str) -> str:
        return endpoint.model.complete(Request("m", (Message("user", word),), SCHEMA)).text

    words = [f"word {number}" for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, words)) == words


def test_closing_twice_is_harmless() -> None:
    endpoint = Endpoint(lambda _: completion("{}"))
    endpoint.model.close()
    endpoint.ask()
    endpoint.model.close()
    endpoint.model.close()
    assert endpoint.model._connection is None

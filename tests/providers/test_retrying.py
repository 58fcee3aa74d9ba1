"""The one retry layer: what passes, how long to wait, when to give up."""

from types import SimpleNamespace
from typing import Any

import pytest

from llmextract.providers import retrying


class HttpError(Exception):
    def __init__(self, status: Any, headers: dict[str, str] | None = None) -> None:
        self.status_code = status
        self.response = SimpleNamespace(headers=headers)
        super().__init__(str(status))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        (None, 0.0),
        ({}, 0.0),
        ({"retry-after": "12"}, 12.0),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "nan"}, 0.0),
        ({"retry-after": "soon"}, 0.0),
        ({"retry-after": ""}, 0.0),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after-ms": "-1"}, 0.0),
        ({"retry-after-ms": "x", "retry-after": "9"}, 9.0),
        ({"retry-after": "Thu, 01 Jan 1970 00:02:00 GMT"}, 60.0),
        ({"retry-after": "Thu, 01 Jan 1970 00:00:30 GMT"}, 0.0),
        ({"retry-after": f"Thu, 01 Jan 1970 00:02:00 +{'9' * 400}"}, 0.0),
    ],
)
def test_what_a_server_asks(headers: dict[str, str] | None, seconds: float) -> None:
    assert retrying.retry_after(HttpError(429, headers), now=lambda: 60.0) == seconds


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("Rate limit reached. Please try again in 3.2s.", 3.2),
        ("retry after 500 ms", 0.5),
        ("try again in 2m", 120.0),
        ("try again later", 0.0),
    ],
)
def test_what_a_server_asks_in_words(said: str, seconds: float) -> None:
    assert retrying.retry_after(ValueError(said)) == seconds


@pytest.mark.parametrize(
    ("asked", "waits", "told"), [("45", 5, 5), ("100", 3, 3), ("2", 5, 0), ("400", 0, 0)]
)
def test_waits_are_told_and_bounded_in_sum(asked: str, waits: int, told: int) -> None:
    waited: list[float] = []
    lines: list[float] = []

    def ask() -> None:
        raise HttpError(429, {"retry-after": asked})

    with pytest.raises(HttpError):
        retrying.call(
            ask, is_connection_error=lambda _: False, sleep=waited.append, tell=lines.append
        )
    assert waited == [float(asked)] * waits
    assert lines == [float(asked)] * told
    assert sum(waited) <= retrying.LONGEST_WAIT


def test_an_error_without_a_response() -> None:
    assert retrying.retry_after(ValueError()) == 0.0
    assert retrying.status_of(ValueError()) is None
    assert retrying.status_of(None) is None
    assert retrying.status_of(HttpError("500")) is None
    assert retrying.status_of(HttpError(500)) == 500


@pytest.mark.parametrize(
    ("error", "attempts"),
    [
        (HttpError(429), retrying.ATTEMPTS),
        (HttpError(529), retrying.ATTEMPTS),
        (HttpError(401), 1),
        (ValueError("bug"), 1),
        (ConnectionRefusedError(), retrying.CONNECT_ATTEMPTS),
    ],
)
def test_how_often_it_is_tried(error: Exception, attempts: int) -> None:
    calls: list[int] = []
    waits: list[float] = []

    def ask() -> None:
        calls.append(1)
        raise error

    with pytest.raises(type(error)) as caught:
        retrying.call(
            ask,
            is_connection_error=lambda e: isinstance(e, ConnectionError),
            sleep=waits.append,
        )
    assert caught.value is error
    assert len(calls) == attempts
    assert len(waits) == attempts - 1


def test_the_user_can_always_stop_it() -> None:
    def ask() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        retrying.call(ask, is_connection_error=lambda _: False, sleep=lambda _: None)

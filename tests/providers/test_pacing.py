"""A server that takes few requests at a time is asked as many as it takes, and nothing is lost."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

from llmextract.errors import ModelError
from llmextract.providers.pacing import Pace
from tests.providers.servers import Fake, request

TAKEN = 3
MANY = 200


class Narrow(Fake):
    """Answers so many requests at a time, and says 429 to any more."""

    def __init__(self, headers: dict[str, str] | None = None) -> None:
        super().__init__()
        self.flying = 0
        self.refused = 0
        self.headers = headers
        self.lock = threading.Lock()
        self.never = threading.Event()

    def chat(self, body: dict[str, Any]) -> httpx2.Response:
        with self.lock:
            if self.flying >= TAKEN:
                self.refused += 1
                return httpx2.Response(429, headers=self.headers, json={"error": "slow down"})
            self.flying += 1
        self.never.wait(0.001)  # long enough for others to come
        with self.lock:
            self.flying -= 1
        return super().chat(body)


@pytest.mark.parametrize("headers", [None, {"retry-after": "7"}])
def test_the_number_in_flight_becomes_what_the_server_takes(
    headers: dict[str, str] | None,
) -> None:
    server = Narrow(headers)
    model = server.open()
    with ThreadPoolExecutor(24) as pool:
        replies = list(pool.map(lambda words: model.complete(request(words)), range(MANY)))
    assert len(replies) == MANY
    assert server.refused < MANY
    told = [line for line in server.warned if "429" in line]
    assert told
    assert len(told) <= 5  # once for each time that the number halved
    assert server.name in told[0]


def test_a_request_that_is_refused_alone_is_given_up() -> None:
    class Shut(Fake):
        def chat(self, body: dict[str, Any]) -> httpx2.Response:
            return httpx2.Response(429, json={"error": "slow down"})

    server = Shut()
    with pytest.raises(ModelError, match="slow down"):
        server.ask()
    assert not [line for line in server.warned if "at a time" in line]


class RefusedError(Exception):
    status_code = 429


class EmptyAccountError(Exception):
    status_code = 429
    body = "insufficient_quota"


def test_a_refusal_cuts_once_for_all_that_were_sent_before_and_answers_add_one_in_a_round() -> None:
    told: list[int] = []
    pace = Pace(tell=told.append)

    def together(number: int, error: type[Exception]) -> None:
        with contextlib.suppress(error), pace.turn():
            if number > 1:
                together(number - 1, error)
            raise error

    together(4, EmptyAccountError)
    assert pace.most == float("inf")
    together(10, RefusedError)
    assert pace.most == pytest.approx(7.0)
    for _ in range(7):
        with pace.turn():
            pass
    assert pace.most == pytest.approx(8.0, abs=0.1)
    assert told == [7]


def test_nobody_waits_for_a_place_in_a_run_that_was_stopped() -> None:
    stop = threading.Event()
    pace = Pace(stop)
    pace.most = 1.0
    with pace.turn(), ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(lambda: pace.turn().__enter__())
        stop.set()
        assert waiting.result(5).is_crowded is False

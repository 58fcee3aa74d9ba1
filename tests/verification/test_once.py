"""What many threads need at the same time is made once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from llmextract.verification.once import once


def test_threads_that_come_together_wait_for_the_first() -> None:
    together, calls = threading.Barrier(8), []

    @once
    def table(name: str) -> list[str]:
        calls.append(name)
        return [name]

    def ask(_: int) -> list[str]:
        together.wait()
        return table("a")

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, range(8)))
    assert calls == ["a"]
    assert all(one is found[0] for one in found)
    assert table("b") == ["b"]
    assert table.__name__ == "table"


def test_one_may_rest_on_another_and_what_failed_is_tried_again() -> None:
    tries = iter((LookupError("not yet"), None))

    @once
    def inner() -> int:
        if error := next(tries):
            raise error
        return 1

    @once
    def outer() -> int:
        return inner() + 1

    with pytest.raises(LookupError, match="not yet"):
        outer()
    assert outer() == 2

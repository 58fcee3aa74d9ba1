"""How long an answer may take, from first byte sent to last byte read."""

import queue
import threading
import time
from collections.abc import Callable
from typing import TypeVar, cast

T = TypeVar("T")

READING = 120.0
"""Seconds for waiting in a queue and reading the prompt: a large model on a processor reads some
fifty tokens a second, of 4000."""
TOKEN = 0.2
"""Seconds for a token: half as fast as the slowest setup that anybody would wait for."""
LONGEST = 900.0
"""Most seconds whatever is asked."""
UNBOUNDED = 300.0
"""Seconds where the server takes no bound on its answer."""
_LOOK = 0.2
"""Seconds between looks whether it was stopped."""
PROBE = 60.0
"""Seconds for an answer to something trivial."""


def seconds_for(tokens: int | None) -> float:
    """Most seconds for an answer of at most so many tokens."""
    return UNBOUNDED if tokens is None else min(READING + tokens * TOKEN, LONGEST)


def in_time(ask: Callable[[], T], seconds: float, *, stop: threading.Event | None = None) -> T:
    """Wait for an answer, for so long in all.

    On a thread of its own, which is left behind: looking a name up has no time limit, a host with many
    addresses is tried one after the other, a server may send a byte a minute.  An answer that comes too
    late is dropped.

    Args:
        ask: what gives it.
        seconds: how long.
        stop: set when nobody wants it any more.

    Raises:
        TimeoutError: it took longer.
        InterruptedError: it was stopped.
    """
    answers: queue.SimpleQueue[tuple[T | None, Exception | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put((ask(), None))
        except Exception as error:  # noqa: BLE001 - handed to the thread that waits
            answers.put((None, error))

    threading.Thread(target=run, daemon=True, name="in time").start()
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        try:
            answer, error = answers.get(timeout=left if stop is None else min(left, _LOOK))
        except queue.Empty:
            if stop is not None and stop.is_set():
                raise InterruptedError("stopped") from None
            continue
        if error is not None:
            raise error
        return cast(T, answer)
    raise TimeoutError("timed out")

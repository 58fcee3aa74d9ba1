"""The one retry layer for HTTP: which errors pass by themselves, and how long to wait.

The openai client has a layer of its own and instructor a third; both are set to zero, because
retries multiply.  Ours knows the difference that matters to a user: a server that says "later" is
waited for as long as it asks, one that refuses the connection is given up after a second.
"""

import email.utils
import re
import time
from collections.abc import Callable
from typing import Any, TypeVar

import tenacity

from llmextract import journal
from llmextract.providers import outcomes
from llmextract.providers.pacing import Pace, Turn

T = TypeVar("T")

ATTEMPTS = 6
"""Tries of a request that the server puts off (429, 5xx).

An answer that did not come within the time limit is not asked for again: the limit is long, and a
second try would only double it.
"""
BROKEN_ATTEMPTS = 3
"""Tries of a request over which the server breaks (500): the next try most often breaks it too."""
CONNECT_ATTEMPTS = 3
"""Tries of a request that finds no server at all."""
LONGEST_WAIT = 300.0
"""Most seconds in sum that a request waits as a server asks; one that asks for more is given up."""
WORTH_TELLING = 5.0
"""Seconds of such a wait from which the user is told."""
_SPOKEN = re.compile(r"(?:try again|retry) (?:in|after) (\d+(?:\.\d+)?) ?(ms|s|m)", re.IGNORECASE)
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0}


def call(
    ask: Callable[[], T],
    *,
    is_connection_error: Callable[[BaseException], bool],
    sleep: Callable[[float], object] = time.sleep,
    tell: Callable[[float], None] = lambda _: None,
    pace: Pace | None = None,
) -> T:
    """Call until it answers, fails for good, or was tried often enough.

    Args:
        ask: one HTTP request; its errors carry ``status_code`` and ``response`` where there is one.
        is_connection_error: whether an error means that no server was reached.
        sleep: how to wait; tests do not.
        tell: called with the seconds that the server asks to wait, where a user would wonder.
        pace: how many requests are in flight at this server; tries that it finds to have been refused
            for the others beside them are not counted.

    Raises:
        BaseException: the last error of ``ask``, unchanged.
    """
    pace = pace or Pace()
    turn = Turn(0)

    def once() -> T:
        nonlocal turn
        with pace.turn() as turn:
            return ask()

    try:
        return once()  # as nearly all do, for whom what follows need not be made
    except Exception as error:
        if not _passes(error, is_connection_error):
            raise
        failed = [error]

    def tried() -> T:
        if failed:
            raise failed.pop()
        return once()

    again = _again(is_connection_error, sleep, tell, lambda: turn.is_crowded)
    return again(tried)


def _passes(error: BaseException, is_connection_error: Callable[[BaseException], bool]) -> bool:
    """Whether an error may pass by itself."""
    if is_connection_error(error):
        return True
    status = status_of(error)
    return status in outcomes.PASSING and not outcomes.is_quota(status, outcomes.words_of(error))


def _again(
    is_connection_error: Callable[[BaseException], bool],
    sleep: Callable[[float], object],
    tell: Callable[[float], None],
    is_crowded: Callable[[], bool],
) -> tenacity.Retrying:
    """Tries until it is in vain; see :func:`call`.

    Args:
        is_connection_error: whether an error means that no server was reached.
        sleep: how to wait.
        tell: called with the seconds that the server asks to wait.
        is_crowded: whether the last try was refused for the others beside it.
    """
    crowded = 0

    def stop(state: tenacity.RetryCallState) -> bool:
        nonlocal crowded
        error = state.outcome.exception() if state.outcome else None
        dead = error is not None and is_connection_error(error)
        if error is not None and state.idle_for + retry_after(error) > LONGEST_WAIT:
            return True
        crowded += is_crowded()
        broken = BROKEN_ATTEMPTS if status_of(error) == outcomes.BREAKS else ATTEMPTS
        tried = state.attempt_number - crowded
        return not is_crowded() and tried >= (CONNECT_ATTEMPTS if dead else broken)

    # Not wait_exponential_jitter: tenacity 9.2 renamed its first argument.
    jitter = tenacity.wait_random(0, 0.5)
    backoff = tenacity.wait_exponential(multiplier=0.25, max=20) + jitter

    def wait(state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = retry_after(error) if error else 0.0
        # Where others are in the way, the pace says when there is room.
        return asked if asked > 0 else float((jitter if is_crowded() else backoff)(state))

    def before(state: tenacity.RetryCallState) -> None:
        journal.note("wait", seconds=round(state.upcoming_sleep, 3), attempt=state.attempt_number)
        error = state.outcome.exception() if state.outcome else None
        if error is not None and retry_after(error) >= WORTH_TELLING:
            tell(state.upcoming_sleep)

    def pause(seconds: float) -> None:
        sleep(seconds)

    return tenacity.Retrying(
        retry=tenacity.retry_if_exception(lambda error: _passes(error, is_connection_error)),
        stop=stop,
        wait=wait,
        sleep=pause,
        before_sleep=before,
        reraise=True,
    )


def status_of(error: BaseException | None) -> int | None:
    """The HTTP status that an error carries, if any."""
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def retry_after(error: BaseException, *, now: Callable[[], float] = time.time) -> float:
    """Seconds that the server asks to wait, given in any of four ways; 0 when it asks nothing."""
    headers: Any = getattr(getattr(error, "response", None), "headers", None) or {}
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return max(0.0, milliseconds / 1000)
    value = headers.get("retry-after")
    seconds = _number(value)
    if seconds is not None:
        return max(0.0, seconds)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value or "").timestamp() - now())
    except (TypeError, ValueError, OverflowError):
        pass
    spoken = _SPOKEN.search(str(error))
    return float(spoken[1]) * _UNITS[spoken[2].lower()] if spoken else 0.0


def _number(value: str | None) -> float | None:
    try:
        return float(value) if value else None
    except ValueError:
        return None

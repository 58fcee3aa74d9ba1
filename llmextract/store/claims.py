"""Which process asks a request: several over the same input ask each one once.

A claim is a lock of the operating system on one of a fixed number of empty files, so it is gone with
the process that holds it, however that ended, and nothing has to be cleared away.
"""

import contextlib
import functools
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from llmextract import locking

EXPIRES = 900.0
"""Seconds after which a request is asked although somebody claims it: longer than an answer takes,
retries included, so who holds it that long was stopped in the middle."""
_SOON, _LATE = 0.02, 0.4
"""Seconds between two looks, the first and the last: soon for answers that come at once, seldom for
those that take seconds, for every look costs the machine."""
_DIGITS = 3  # of the digest: 4096 files, in which two requests in flight hardly ever meet


def waited(
    is_ours: Callable[[], bool],
    until: Callable[[], bool],
    *,
    expires: float,
    closed: threading.Event,
) -> bool:
    """Wait for a claim, whoever keeps the claims.

    Args:
        is_ours: tries to take it, and says whether that went well.
        until: whether the answer is there by now.
        expires: seconds after which nobody waits any longer.
        closed: set where nobody waits any more at all.

    Returns:
        Whether it is ours.
    """
    give_up, pause = time.monotonic() + expires, _SOON
    while not is_ours():
        if until() or time.monotonic() > give_up or closed.wait(pause):
            return False
        pause = min(_LATE, 1.5 * pause)
    return True


class Claims:
    """The claims of all processes on the requests of one store.

    Args:
        folder: where their files lie.
        expires: seconds after which a claim counts no more.
    """

    def __init__(self, folder: Path, *, expires: float = EXPIRES) -> None:
        self._folder = folder
        self._expires = expires
        self._closed = threading.Event()

    @contextlib.contextmanager
    def hold(self, digest: str, *, until: Callable[[], bool]) -> Iterator[None]:
        """Claim a request while the block runs, waiting for whoever claims it.

        Args:
            digest: of the request.
            until: whether the answer is there by now, so that nobody needs to ask.
        """
        lock: int | None = None
        try:
            with contextlib.suppress(
                OSError
            ):  # may not be written to, or a disk that knows no locks
                lock = self._opened(self._folder / digest[:_DIGITS])
                waited(
                    functools.partial(locking.taken, lock),
                    until,
                    expires=self._expires,
                    closed=self._closed,
                )
            yield
        finally:
            if lock is not None:
                os.close(lock)

    def _opened(self, path: Path) -> int:
        try:
            return locking.opened(path)
        except FileNotFoundError:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            return locking.opened(path)

    def close(self) -> None:
        """Nobody waits any more."""
        self._closed.set()

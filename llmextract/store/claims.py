"""Which process asks a request: several over the same input ask each one once.

A claim is a lock of the operating system, so it is gone with the process that holds it, however that
ended, and nothing has to be cleared away: on one byte of an empty file, where a system knows such locks,
else on one of a fixed number of empty files.
"""

import contextlib
import functools
import os
import threading
import time
import weakref
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
_BYTES = 15  # digits of the digest that say which byte: more than two requests ever have in common
_FILE = "bytes"


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
        self._opening = threading.Lock()
        self._file: int | None = None
        self._process = 0

    @contextlib.contextmanager
    def hold(self, digest: str, *, until: Callable[[], bool]) -> Iterator[None]:
        """Claim a request while the block runs, waiting for whoever claims it.

        Args:
            digest: of the request.
            until: whether the answer is there by now, so that nobody needs to ask.
        """
        with contextlib.ExitStack() as held:
            with contextlib.suppress(
                OSError
            ):  # may not be written to, or a disk that knows no locks
                if locking.HAS_RANGES:
                    self._take_byte(held, digest, until)
                else:
                    self._take_file(held, digest, until)
            yield

    def _take_byte(
        self, held: contextlib.ExitStack, digest: str, until: Callable[[], bool]
    ) -> None:
        file, at = self._shared(), int(digest[:_BYTES], 16)
        if self._waited(functools.partial(locking.taken, file, at), until):
            held.callback(locking.free_byte, file, at)

    def _take_file(
        self, held: contextlib.ExitStack, digest: str, until: Callable[[], bool]
    ) -> None:
        file = self._opened(self._folder / digest[:_DIGITS])
        held.callback(os.close, file)
        self._waited(functools.partial(locking.taken, file), until)

    def _waited(self, is_ours: Callable[[], bool], until: Callable[[], bool]) -> bool:
        return waited(is_ours, until, expires=self._expires, closed=self._closed)

    def _shared(self) -> int:
        """The file of all bytes, open while there are claims; a forked process opens its own."""
        with self._opening:
            if self._file is None or self._process != os.getpid():
                self._file = self._opened(self._folder / _FILE)
                self._process = os.getpid()
                weakref.finalize(self, os.close, self._file)
            return self._file

    def _opened(self, path: Path) -> int:
        try:
            return locking.opened(path)
        except FileNotFoundError:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            return locking.opened(path)

    def close(self) -> None:
        """Nobody waits any more."""
        self._closed.set()

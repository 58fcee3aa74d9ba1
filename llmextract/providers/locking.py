"""A lock that processes and threads take through a file, and that a killed holder lets go of."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of that file, waiting for as long as somebody else does.

    The kernel's own advisory lock, because it vanishes with its holder: a lock that is the mere
    existence of a file would outlive a ``kill -9``.  The file itself stays, for deleting it would
    let a third process lock a new file of the same name beside one who holds the old.

    Args:
        path: the lock's file, made when missing; its folder must exist.

    Raises:
        OSError: the folder cannot be written, or its file system has no locks.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        _acquire(descriptor)
        yield
    finally:
        os.close(descriptor)  # which also lets go of the lock


if sys.platform == "win32":  # pragma: no cover - the other half is measured elsewhere
    import msvcrt

    def _acquire(descriptor: int) -> None:
        # LK_LOCK gives up after ten seconds, a pull takes minutes: ask again and again instead.
        while True:
            try:
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            except PermissionError:
                time.sleep(0.2)
            else:
                return

else:
    import fcntl

    def _acquire(descriptor: int) -> None:
        # flock, not lockf: the latter belongs to the process and would not part two threads.
        fcntl.flock(descriptor, fcntl.LOCK_EX)

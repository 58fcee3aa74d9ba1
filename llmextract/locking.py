"""A lock of the operating system on a file: held by one process, and gone with it, however it ends.

By the bare call: filelock's bookkeeping takes forty times as long, and takes a file system that knows no
locks for one on which somebody else holds them.
"""

import contextlib
import os
import sys
from pathlib import Path

if sys.platform == "win32":  # pragma: no cover - tests run elsewhere
    import msvcrt

    _FLAGS = os.O_RDWR | os.O_CREAT | os.O_NOINHERIT

    def lock(file: int) -> None:
        """Take the lock of an open file; an error where that cannot be."""
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # a byte that need not be there
else:
    import fcntl

    _FLAGS = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW

    def lock(file: int) -> None:
        """Take the lock of an open file; an error where that cannot be."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def opened(path: Path) -> int:
    """The descriptor of a file to lock, made where it is not there; a link is not followed.

    Raises:
        OSError: it cannot be made or opened.
    """
    return os.open(path, _FLAGS, 0o600)


def taken(file: int) -> bool:
    """Take the lock of an open file; whether that went well, and nobody else holds it.

    Raises:
        OSError: there are no locks here, as on some network file systems.
    """
    # Of a lock that another holds Windows says that it is not permitted.
    with contextlib.suppress(BlockingIOError, PermissionError):
        lock(file)
        return True
    return False

"""A lock of the operating system on a file: held by one process, and gone with it, however it ends.

By the bare call: filelock's bookkeeping takes forty times as long, and takes a file system that knows no
locks for one on which somebody else holds them.
"""

import contextlib
import os
import struct
import sys
from pathlib import Path

if sys.platform == "win32":  # pragma: no cover - tests run elsewhere
    import msvcrt

    _FLAGS = os.O_RDWR | os.O_CREAT | os.O_NOINHERIT
    HAS_RANGES = False

    def lock(file: int) -> None:
        """Take the lock of an open file; an error where that cannot be."""
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # a byte that need not be there

    def lock_byte(file: int, at: int) -> None:
        """Not here."""
        raise OSError("no locks of single bytes")

    free_byte = lock_byte
else:
    import fcntl

    _FLAGS = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    HAS_RANGES = sys.platform == "linux" and sys.maxsize > 2**32
    """Whether single bytes of a file can be locked for who opened it, and not for a whole process."""

    def lock_byte(file: int, at: int, *, kind: int = fcntl.F_WRLCK) -> None:
        """Take the lock of one byte of an open file, which need not be there; an error likewise."""
        # struct flock of 64 bits: kind, from the start, at, length, and a process that must be none.
        fcntl.fcntl(file, fcntl.F_OFD_SETLK, struct.pack("hhqqi4x", kind, os.SEEK_SET, at, 1, 0))

    def free_byte(file: int, at: int) -> None:
        """Let go of the lock of one byte."""
        lock_byte(file, at, kind=fcntl.F_UNLCK)

    def lock(file: int) -> None:
        """Take the lock of an open file; an error where that cannot be."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def opened(path: Path) -> int:
    """The descriptor of a file to lock, made where it is not there; a link is not followed.

    Raises:
        OSError: it cannot be made or opened.
    """
    return os.open(path, _FLAGS, 0o600)


def taken(file: int, at: int | None = None) -> bool:
    """Take the lock of an open file; whether that went well, and nobody else holds it.

    Args:
        file: its descriptor.
        at: the byte that is locked; the whole file when ``None``.

    Raises:
        OSError: there are no locks here, as on some network file systems.
    """
    # Of a lock that another holds Windows says that it is not permitted.
    with contextlib.suppress(BlockingIOError, PermissionError):
        if at is None:
            lock(file)
        else:
            lock_byte(file, at)
        return True
    return False

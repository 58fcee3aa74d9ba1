"""File objects as inputs: whatever a program has open, of bytes or of text."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Any, TypeGuard

from llmextract.documents.inputs import ByteStream, Input
from llmextract.errors import DocumentError

UNNAMED = "stream"
"""The source of a file object that has no name."""


@dataclass(frozen=True, slots=True)
class Stream(Input):
    """An open file; it stays open.

    Attributes:
        file: it.
    """

    file: Any = None

    @property
    def suffix(self) -> str:
        """The suffix of its name, in lower case; empty where it has none."""
        return PurePath(self.source).suffix.lower()

    @contextmanager
    def open(self) -> Iterator[ByteStream]:
        """Its bytes; those of a text are UTF-8.

        Raises:
            DocumentError: it was opened for writing, or is closed.
        """
        try:
            first = self.file.read(0)
            text = self.file.read().encode("utf-8", "surrogatepass") if first == "" else None
        except (OSError, ValueError) as error:
            raise DocumentError(f"cannot be read ({error})", source=self.source) from None
        if text is not None:
            yield io.BufferedReader(io.BytesIO(text))
            return
        reader = io.BufferedReader(_Raw(self.file))
        try:
            yield reader
        finally:
            reader.detach()


class _Raw(io.RawIOBase):
    """Bytes of a file object that may know no more than to read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._file.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def is_stream(source: object) -> TypeGuard[IO[Any]]:
    """Whether a source is an open file."""
    return callable(getattr(source, "read", None))


def stream_of(file: IO[Any]) -> Stream:
    """An open file as an input, called by its name where it has one."""
    name = getattr(file, "name", None)
    return Stream(name if isinstance(name, str) and name else UNNAMED, None, file)

"""Finds the inputs that a user named: files, folders, globs and standard input."""

import glob
import io
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from llmextract.documents.addresses import is_address, refused
from llmextract.errors import DocumentError

STANDARD_INPUT = "-"


class ByteStream(Protocol):
    """What readers need of an open input: lines of bytes, and a look at the first of them."""

    def read(self, size: int = -1, /) -> bytes:
        """Read some or all of the bytes."""
        ...

    def peek(self, size: int = 0, /) -> bytes:
        """Look at the next bytes without going on."""
        ...

    def readline(self, size: int | None = -1, /) -> bytes:
        """Read to the end of the line, or as many bytes of it as are asked for."""
        ...


@dataclass(frozen=True, slots=True)
class Input:
    """One file, or standard input.

    Attributes:
        source: its name as the user gave it.
        path: where it is; ``None`` for standard input.
    """

    source: str
    path: Path | None

    @property
    def suffix(self) -> str:
        """The suffix that tells the format, in lower case; empty for standard input."""
        return "" if self.path is None else self.path.suffix.lower()

    @contextmanager
    def open(self) -> Iterator[ByteStream]:
        """Open it for reading bytes; standard input stays open afterwards.

        Raises:
            DocumentError: it is missing, no file, or may not be read.
        """
        if self.path is None:
            # A reader of its own, for whatever stands in for standard input may not know `peek`.
            reader = io.BufferedReader(cast(io.RawIOBase, sys.stdin.buffer))
            try:
                yield reader
            finally:
                reader.detach()
            return
        try:
            file = self.path.open("rb")
        except OSError as error:
            raise unreadable(error, source=self.source) from None
        with file:
            # Of a pipe a peek would show only what happens to be there: this one waits for a block.
            is_plain = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
            yield file if is_plain else io.BufferedReader(cast(io.RawIOBase, file))


def find_inputs(
    sources: Iterable[str | os.PathLike[str]], *, suffixes: frozenset[str]
) -> Iterator[Input | DocumentError]:
    """Find the inputs lazily, in order; what cannot be is yielded as an error.

    Args:
        sources: files, folders, globs (``**`` goes into subfolders), ``-``.
        suffixes: of the files that are taken from a folder; a file that is named is always taken.
    """
    for given in sources:
        name = os.fspath(given)
        if name == STANDARD_INPUT:
            yield Input(name, None)
        elif is_address(name):
            yield refused(name)
        elif Path(name).is_dir():
            yield from _in_folder(name, suffixes)
        elif glob.has_magic(name) and not os.path.lexists(name):
            yield from _matching(name)
        elif not os.path.lexists(name):
            yield DocumentError("there is no such file or folder", source=name)
        else:
            yield _file(name)


def unreadable(error: OSError, *, source: str) -> DocumentError:
    """The error for a file or folder that the system refuses to open or read."""
    if isinstance(error, FileNotFoundError):
        return DocumentError("there is no such file or folder", source=source)
    if isinstance(error, PermissionError):
        return DocumentError(
            "may not be read (permission denied)", source=source, hint="check its permissions"
        )
    return DocumentError(f"cannot be read ({error.strerror or error})", source=source)


def _file(name: str) -> Input | DocumentError:
    path = Path(name)
    if path.exists() and not path.is_file() and not path.is_fifo():
        return DocumentError("is no file that can be read", source=name)
    return Input(name, path)


def _in_folder(folder: str, suffixes: frozenset[str]) -> Iterator[Input | DocumentError]:
    """The files of a folder and its subfolders, sorted, hidden ones left out."""
    found = False
    troubles: list[OSError] = []
    for where, folders, files in os.walk(folder, onerror=troubles.append):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(files):
            path = Path(where, name)
            if not name.startswith(".") and path.suffix.lower() in suffixes and path.is_file():
                found = True
                yield Input(str(path), path)
    for trouble in troubles:
        found = True
        yield unreadable(trouble, source=str(trouble.filename))
    if not found:
        yield DocumentError(
            "the folder has no file that can be read",
            source=folder,
            hint=f"files are told by their suffix: {' '.join(sorted(suffixes))}",
        )


def _matching(pattern: str) -> Iterator[Input | DocumentError]:
    """The files that a glob matches, sorted; folders among them are not entered."""
    names = glob.glob(pattern, recursive=True)  # noqa: PTH207 - Path.glob takes no absolute pattern
    files = [name for name in sorted(names) if Path(name).is_file()]
    if not files:
        yield DocumentError("no file matches", source=pattern)
    yield from (Input(name, Path(name)) for name in files)

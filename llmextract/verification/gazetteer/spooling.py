"""Takes in places and their names on the disk, for a gazetteer that is larger than memory."""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Final

from llmextract.verification.gazetteer.compiling import Index, Line
from llmextract.verification.gazetteer.layout import BLOCK, BUCKETS, bucket_of

_SPOOLS: Final = 64
"""Files that the names wait in; one of them at a time is in memory."""


class SpooledIndex(Index):
    """Places and their names, in files until all are there.

    Args:
        folder: where the files are until it is closed.
    """

    def __init__(self, folder: Path) -> None:
        self._stack = ExitStack()
        self._size = 0
        self._lines = self._file(folder)
        self._spools = [self._file(folder) for _ in range(_SPOOLS)]

    def _file(self, folder: Path) -> IO[str]:
        return self._stack.enter_context(
            tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n", dir=folder)
        )

    def add_lines(self, places: Iterable[Line]) -> None:
        """Take in places that are lines already."""
        spools, write = self._spools, self._lines.write
        for position, (line, keys) in enumerate(places, start=self._size):
            self._size = position + 1
            write(f"{line}\t{'|'.join(keys)}\n")
            for key in keys:
                bucket = bucket_of(key)
                spools[bucket % _SPOOLS].write(f"{bucket}\t{key}\t{position}\n")

    def write(self, connection: sqlite3.Connection) -> None:
        """Write them to a file that has the tables of ``layout.SCHEMA``."""
        connection.executemany("INSERT INTO place VALUES (?, ?)", enumerate(self._blocks()))
        for number, spool in enumerate(self._spools):
            connection.executemany("INSERT INTO name VALUES (?, ?)", _buckets(number, spool))

    def close(self) -> None:
        """Close the files, which are gone then."""
        self._stack.close()

    def _blocks(self) -> Iterator[str]:
        self._lines.seek(0)
        block: list[str] = []
        for line in self._lines:
            block.append(line.rstrip("\n"))
            if len(block) == BLOCK:
                yield "\n".join(block)
                block.clear()
        if block:
            yield "\n".join(block)


def _buckets(number: int, spool: IO[str]) -> Iterator[tuple[int, str]]:
    """The buckets whose names wait in one file."""
    buckets: dict[int, list[str]] = {one: [""] for one in range(number, BUCKETS, _SPOOLS)}
    spool.seek(0)
    for line in spool:
        which, _, rest = line.rstrip("\n").partition("\t")
        buckets[int(which)].append(rest)
    for bucket, lines in buckets.items():
        yield bucket, "\n".join(lines) + "\n"

"""Reads a table row by row and writes it again with what the verifier says of its cells."""

import csv
import io
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO

from llmextract.documents.decoding import HEAD, encoding_of, refuse_binary
from llmextract.documents.inputs import STANDARD_INPUT, ByteStream, Input
from llmextract.errors import DocumentError, UsageError
from llmextract.outputs.csv import safe_cell

_LONGEST_FIELD = min(sys.maxsize, 2**31 - 1)  # the most that csv takes on every system
_ESCAPED = re.compile("[\udc80-\udcff]")  # what "surrogateescape" makes of a byte that is not UTF-8
_DELIMITERS = ",;\t"

# An apostrophe that an earlier output put before a formula is no part of the cell.
_GUARDED = re.compile(r"'(?=\s*[=+\-@＝＋－＠])")


@dataclass(frozen=True, slots=True)
class Row:
    """A row under the header, by its columns, and its number in the table (the header is 1)."""

    number: int
    cells: Mapping[str, str]

    def plain(self) -> dict[str, str]:
        """The cells as they were before a table guarded them against being run as formulas."""
        return {name: _GUARDED.sub("", text, count=1) for name, text in self.cells.items()}


@dataclass(frozen=True, slots=True)
class Table:
    """An open table.

    Attributes:
        source: its name as the user gave it.
        header: names of its columns.
        delimiter: what parts its cells.
        lines: its rows; one that cannot be read is an error, and the others go on.
    """

    source: str
    header: Sequence[str]
    delimiter: str
    lines: Iterator[Row | DocumentError]


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """Open a table and read its header; ``-`` is standard input.

    Raises:
        UsageError: there is no such file, it is no table, or two of its columns have one name.
    """
    source = Input(str(path), None if str(path) == STANDARD_INPUT else path)
    try:
        with source.open() as stream, _as_text(stream, source.source) as lines:
            yield _read_table(lines, source.source)
    except DocumentError as error:
        # The only input there is: without it nothing can be done.
        raise UsageError(str(error)) from None


@contextmanager
def _as_text(stream: ByteStream, source: str) -> Iterator[Iterator[str]]:
    """The lines of a stream of bytes; bytes that are not UTF-8 are escaped, not lost."""
    head = stream.peek(HEAD)[:HEAD]
    refuse_binary(head, source=source)
    encoding, skip = encoding_of(head)
    stream.read(skip)
    assert isinstance(stream, io.BufferedReader)  # files and standard input alike
    text = io.TextIOWrapper(stream, encoding, errors="surrogateescape", newline="")
    try:
        yield text
    finally:
        text.detach()  # who opened the stream closes it


def _read_table(lines: Iterator[str], source: str) -> Table:
    csv.field_size_limit(_LONGEST_FIELD)
    try:
        first = next(lines, "")
        delimiter = max(_DELIMITERS, key=first.count)
        rows = csv.reader(chain([first], lines), delimiter=delimiter)
        header = [name.strip() for name in next(rows, [])]
    except (csv.Error, UnicodeDecodeError) as error:
        raise DocumentError(f"is no proper table ({error})", source=source) from None
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise UsageError(f"{source} has two columns called {twice[0]!r}")
    return Table(source, header, delimiter, _rows(rows, header, source))


def _rows(
    rows: Iterator[list[str]], header: Sequence[str], source: str
) -> Iterator[Row | DocumentError]:
    number = 1
    while True:
        number += 1
        where = f"{source}:{number}"
        try:
            cells = next(rows, None)
        except (csv.Error, UnicodeDecodeError) as error:
            # Damage in a file of two-byte characters: what follows cannot be told either.
            yield DocumentError(f"and all after it cannot be read ({error})", source=where)
            return
        if cells is None:
            return
        if any(map(str.strip, cells)):
            yield _row(cells, header, number, where)


def _row(
    cells: Sequence[str], header: Sequence[str], number: int, where: str
) -> Row | DocumentError:
    """A row: spreadsheets leave out empty cells at its end; more cells than names are a fault."""
    bad = next(filter(None, map(_ESCAPED.search, cells)), None)
    if bad:
        return DocumentError(
            f"is not UTF-8 (byte 0x{ord(bad[0]) - 0xDC00:02X})",
            source=where,
            hint="convert the file, e.g. with iconv -f latin1 -t utf-8",
        )
    if len(cells) > len(header):
        return DocumentError(
            f"has {len(cells)} cells under {len(header)} names",
            source=where,
            hint="put cells that hold the delimiter in quotes",
        )
    padded = [*cells, *[""] * (len(header) - len(cells))]
    return Row(number, dict(zip(header, padded, strict=True)))


class RowWriter:
    """Writes rows under a header, each as soon as it is there.

    Args:
        stream: where to.
        columns: the header; written at once.
        delimiter: what parts the cells.
    """

    def __init__(self, stream: IO[str], columns: Sequence[str], *, delimiter: str) -> None:
        self._columns = columns
        self._writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
        self._write(columns)

    def write(self, cells: Mapping[str, str]) -> None:
        """Write a row; a column that it has no cell for is empty."""
        self._write([cells.get(name, "") for name in self._columns])

    def _write(self, cells: Iterable[str]) -> None:
        self._writer.writerow([safe_cell(cell) for cell in cells])

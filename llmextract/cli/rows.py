"""Reads a table row by row and writes it again with what the verifier says of its cells."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from llmextract.documents import tables
from llmextract.documents.decoding import HEAD, refuse_binary
from llmextract.documents.inputs import STANDARD_INPUT, Input
from llmextract.documents.tables import read_table
from llmextract.errors import DocumentError, UsageError
from llmextract.outputs.csv import safe_cell

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
        with source.open() as stream:
            refuse_binary(stream.peek(HEAD)[:HEAD], source=source.source)
            yield _told(read_table(stream, source.source), source.source)
    except DocumentError as error:
        # The only input there is: without it nothing can be done.
        raise UsageError(str(error)) from None


def _told(table: tables.Table, source: str) -> Table:
    header = table.header
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise UsageError(f"{source} has two columns called {twice[0]!r}")
    rows = (
        row
        if isinstance(row, DocumentError)
        else Row(row.number, dict(zip(header, row.cells, strict=True)))
        for row in table.rows
    )
    return Table(source, header, table.delimiter, rows)


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

"""Reads tables as programs and people write them: which sign parts the cells, where a row ends.

A quote that never closes would make one row of all that follow it; here such a row is read without
quotes where that gives as many cells as there are names, else it is refused, and the next line is a
row again.
"""

import csv
import re
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice

from llmextract.documents.decoding import CONVERT, LONGEST, UNDECODED
from llmextract.documents.inputs import ByteStream
from llmextract.documents.lines import Line, lines_of, too_long
from llmextract.errors import DocumentError

DELIMITERS = ",;\t|"
_LONGEST_FIELD = min(sys.maxsize, 2**31 - 1)  # the most that csv takes on every system
_SEPARATOR = re.compile(r"\s*\"?sep=(.)\"?\s*\Z", re.IGNORECASE)
"""The line by which a table tells Excel its delimiter; it is no header."""
_DIGITS, _LETTERS = re.compile(r"\d+"), re.compile(r"[^\W\d_]+")
_LONGEST_NAME = 40  # characters of a cell that names its row


@dataclass(frozen=True, slots=True)
class Row:
    """A row under the header.

    Attributes:
        number: of the row; the header is 1.
        line: the number of the line where it begins.
        cells: as many as the header has names.
    """

    number: int
    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """An open table.

    Attributes:
        header: names of its columns.
        delimiter: what parts its cells.
        rows: its rows; one that cannot be read is an error, and the others go on.
    """

    header: tuple[str, ...]
    delimiter: str
    rows: Iterator[Row | DocumentError]


def read_table(
    stream: ByteStream, source: str, *, fits: Callable[[Sequence[str]], bool] = lambda _: False
) -> Table:
    """Read the header of a table; its rows are read as they are asked for.

    Args:
        stream: the table.
        source: its name.
        fits: whether a header has what is looked for; it decides between delimiters.

    Raises:
        DocumentError: the first line is no header.
    """
    csv.field_size_limit(_LONGEST_FIELD)
    lines = _Lines(lines_of(stream, source))
    try:
        first = next(lines, "")
        told = _SEPARATOR.match(first)
        delimiter = told[1] if told else _delimiter(first, fits)
        if not told:
            lines.keep(0)
        header = next(csv.reader(lines, delimiter=delimiter), [])
    except csv.Error as error:
        raise DocumentError(f"is no proper table ({error})", source=source) from None
    names = tuple(name.strip() for name in header)
    return Table(names, delimiter, _rows(lines, names, delimiter, source))


def split(line: str, delimiter: str) -> list[str]:
    """The cells of one line, quotes obeyed where they close in it."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return _bare(line, delimiter)


def _delimiter(first: str, fits: Callable[[Sequence[str]], bool]) -> str:
    """The sign that gives a header with what is looked for, else the one that stands most often."""

    def worth(sign: str) -> tuple[bool, int]:
        cells = [cell.strip() for cell in split(first, sign)]
        return fits(cells), len(cells)

    return max(DELIMITERS, key=worth)


class _Lines:
    """Lines of which some can be given back; knows those of the row that is being read.

    A line that is too long ends the row before it, and is told on its own.
    """

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._back: deque[Line] = deque()
        self._size = 0
        self.taken: list[Line] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.peek()
        if line is None or line.text is None or self._size > LONGEST:
            raise StopIteration
        self._back.popleft()
        self.taken.append(line)
        self._size += len(line.text)
        return line.text

    def peek(self) -> Line | None:
        """The line that comes next."""
        if not self._back:
            self._back.extend(islice(self._lines, 1))
        return self._back[0] if self._back else None

    def start(self) -> None:
        """Begin a row."""
        self._size, self.taken = 0, []

    def keep(self, count: int) -> None:
        """Give back what was taken for this row but its first lines."""
        self._back.extendleft(reversed(self.taken[count:]))
        del self.taken[count:]

    def skip(self) -> None:
        """Pass over the line that comes next."""
        self._back.popleft()


def _rows(
    lines: _Lines, header: Sequence[str], delimiter: str, source: str
) -> Iterator[Row | DocumentError]:
    for number in count(2):
        lines.start()
        where = f"{source}:{number}"
        try:
            following = lines.peek()
            if following is None:
                return
            if following.text is None:
                lines.skip()
                yield too_long(where)
                continue
            cells = _cells(lines, header, delimiter)
        except DocumentError as error:
            yield error
            return
        if cells is None or any(map(str.strip, cells)):
            yield _row(cells, header, Row(number, following.number, ()), where)


def _cells(lines: _Lines, header: Sequence[str], delimiter: str) -> list[str] | None:
    """The cells of the next row; ``None`` where a quote makes it unreadable."""
    try:
        cells = next(csv.reader(lines, delimiter=delimiter, strict=True), [])
    except csv.Error:
        cells = None
    if cells is not None and not _swallows(lines.taken, cells, delimiter):
        return cells
    lines.keep(1)
    bare = _bare(lines.taken[0].text or "", delimiter)
    following = lines.peek()
    after = _bare(following.text or "", delimiter) if following else []
    # A row without quotes, before another row: else its text may go on in the next line.
    is_row = len(bare) == len(header) and len(after) in {0, len(header)}
    return bare if is_row else None


def _swallows(taken: Sequence[Line], cells: Sequence[str], delimiter: str) -> bool:
    """Whether a row of several lines has made cells of what are rows of their own.

    A quote that was left open closes at the next one, rows later: then every further line begins
    with a cell that looks like the first one of this row, as numbers or dates of rows do.
    """
    if len(taken) < 2 or len(cells) < 2 or not 0 < len(cells[0]) <= _LONGEST_NAME:
        return False
    firsts = (_bare(line.text or "", delimiter) for line in taken[1:])
    form = _form(cells[0])
    return form != "a" and all(len(one) >= len(cells) and _form(one[0]) == form for one in firsts)


def _form(cell: str) -> str:
    """What a cell looks like, its letters and digits left out."""
    return _LETTERS.sub("a", _DIGITS.sub("9", cell.strip()))


def _bare(line: str, delimiter: str) -> list[str]:
    """The cells of a line whose quotes are letters like others."""
    reader = csv.reader([line.rstrip("\r\n")], delimiter=delimiter, quoting=csv.QUOTE_NONE)
    return next(reader, [])


def _row(
    cells: Sequence[str] | None, header: Sequence[str], at: Row, where: str
) -> Row | DocumentError:
    """A row: spreadsheets leave out empty cells at its end; more cells than names are a fault."""
    line = f" (line {at.line})" if at.line != at.number else ""
    if cells is None:
        return DocumentError(
            f"has a quote that opens or closes where it cannot{line}",
            source=where,
            hint="write a quote inside a cell twice",
        )
    bad = next(filter(None, map(UNDECODED.search, cells)), None)
    if bad:
        return DocumentError(
            f"is not UTF-8 (byte 0x{ord(bad[0]) - 0xDC00:02X}){line}",
            source=where,
            hint=CONVERT,
        )
    if len(cells) > len(header):
        return DocumentError(
            f"has {len(cells)} cells under {len(header)} names{line}",
            source=where,
            hint="put cells that hold the delimiter in quotes",
        )
    return replace(at, cells=(*cells, *[""] * (len(header) - len(cells))))

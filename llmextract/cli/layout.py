"""Lays a table out: how wide each column is, which share one, and where lines break: never in a word.

Columns that do not fit side by side share one, in their order: the lines of the second begin with a
slash, as its heading does.  Only a word that is wider than the whole table is cut.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, chop_cells
from rich.text import Text

GAP = 2
"""Cells between two columns."""
_SHARED = "/ "
"""What the lines of a column begin with that shares another one's room."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a cell.

    Attributes:
        words: its text.
        signs: what is said of it, each with its style; they stay with its last word.
    """

    words: str
    signs: tuple[tuple[str, str], ...] = ()

    def tokens(self) -> list[Text]:
        """What no line may break: each word, the last one with the signs."""
        tokens = [Text(word) for word in self.words.split()] or [Text("")]
        for sign, style in self.signs:
            tokens[-1].append(f" {sign}" if tokens[-1].plain else sign, style=style)
        return tokens if tokens[-1].plain else []


Cell = Sequence[Value]
"""The values of one field of one row, each on a line of its own."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it is shown.

    Attributes:
        width: its cells from left to right.
        fields: the indices of the fields that share it, in order.
    """

    width: int
    fields: tuple[int, ...]

    def lines(self, cells: Sequence[Cell], *, missing: str) -> Text:
        """The lines of a row in this column.

        Args:
            cells: one for each field of the table.
            missing: stands for a value that is missing where the lines are of several fields.
        """
        if len(self.fields) == 1:
            return _together(_wrapped(cells[self.fields[0]], self.width))
        lines: list[Text] = []
        for number, index in enumerate(self.fields):
            start = _SHARED if number else ""
            told = list(_wrapped(cells[index], self.width - len(start)))
            told = told or [Text(missing, style="dim")]
            for at, line in enumerate(told):
                lines.append(Text(start if at == 0 else " " * len(start), style="dim") + line)
        return _together(lines)


def columns(headings: Sequence[Cell], rows: Sequence[Sequence[Cell]], room: int) -> list[Column]:
    """The columns of a table: as many as fit side by side without breaking a word.

    Args:
        headings: one cell for each field.
        rows: of each row a cell for each field.
        room: cells that all columns and the gaps between them may take.
    """
    every = [headings, *rows]
    least = [max(_longest_token(row[at]) for row in every) for at in range(len(headings))]
    wanted = [max(_longest_line(row[at]) for row in every) for at in range(len(headings))]
    groups = _fitting([(at,) for at in range(len(headings))], least, room)
    widths = [min(_widest(group, least), room) for group in groups]
    wishes = [_widest(group, wanted) for group in groups]
    spare = room - sum(widths) - GAP * (len(widths) - 1)
    for at, more in enumerate(
        _shares(spare, [w - has for w, has in zip(wishes, widths, strict=True)])
    ):
        widths[at] += more
    return [Column(width, group) for width, group in zip(widths, groups, strict=True)]


def _fitting(
    groups: list[tuple[int, ...]], least: Sequence[int], room: int
) -> list[tuple[int, ...]]:
    """Neighbours put together until all fit: the smallest groups first, of these what saves most."""
    while len(groups) > 1 and _total(groups, least) > room:
        at = min(
            range(len(groups) - 1),
            key=lambda at: (
                len(groups[at]) + len(groups[at + 1]),
                _widest(groups[at] + groups[at + 1], least)
                - _widest(groups[at], least)
                - _widest(groups[at + 1], least),
            ),
        )
        groups = [*groups[:at], groups[at] + groups[at + 1], *groups[at + 2 :]]
    return groups


def _total(groups: Sequence[tuple[int, ...]], widths: Sequence[int]) -> int:
    return sum(_widest(group, widths) for group in groups) + GAP * (len(groups) - 1)


def _widest(group: Sequence[int], widths: Sequence[int]) -> int:
    return max(widths[at] + (len(_SHARED) if number else 0) for number, at in enumerate(group))


def _shares(spare: int, wishes: Sequence[int]) -> Iterator[int]:
    """How much of the spare room each column gets, by what it wishes for."""
    total = sum(wishes)
    for wish in wishes:
        yield wish if total <= spare else max(spare, 0) * wish // total


def _longest_token(cell: Cell) -> int:
    return max((cell_len(token.plain) for value in cell for token in value.tokens()), default=0)


def _longest_line(cell: Cell) -> int:
    lines = (Text(" ").join(value.tokens()) for value in cell)
    return max((cell_len(line.plain) for line in lines), default=0)


def _wrapped(cell: Cell, width: int) -> Iterator[Text]:
    """The lines of a cell; a word that is wider than the column is cut."""
    width = max(width, 1)
    for value in cell:
        line = Text()
        for token in (piece for one in value.tokens() for piece in _pieces(one, width)):
            if line.plain and cell_len(line.plain) + 1 + cell_len(token.plain) > width:
                yield line
                line = Text()
            if line.plain:
                line.append(" ")
            line.append_text(token)
        if line.plain:
            yield line


def _pieces(token: Text, width: int) -> Iterator[Text]:
    if cell_len(token.plain) <= width:
        yield token
        return
    start = 0
    for piece in chop_cells(token.plain, width):
        yield token[start : start + len(piece)]
        start += len(piece)


def _together(lines: Iterable[Text]) -> Text:
    return Text("\n").join(lines)

"""Tells the rows of a table as lines of text, each cell behind the heading of its column."""

from collections.abc import Iterator, Sequence
from itertools import groupby


def told(rows: Sequence[Sequence[str]], *, is_headed: bool | None = None) -> Iterator[str]:
    """A line for each row: ``Date: 3 May; Place: Azaz; Killed: 9``.

    A table of one column, or one whose first row is no heading, is told cell by cell.

    Args:
        rows: the cells of each row.
        is_headed: whether the first row has the headings; found out if not given.
    """
    plain = [[" ".join(cell.split()) for cell in row] for row in rows]
    plain = [row for row in map(_without_repeats, plain) if any(row)]
    if not plain:
        return
    heading, *body = plain
    if is_headed is None:
        is_headed = _is_heading(heading, body)
    if not is_headed or not body:
        yield from ("; ".join(filter(None, row)) for row in plain)
        return
    for row in body:
        padded = [*heading, *[""] * (len(row) - len(heading))]
        cells = zip(padded, row, strict=False)
        yield "; ".join(f"{name}: {cell}" if name else cell for name, cell in cells if cell)


def _is_heading(heading: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether a row names columns: short words, no numbers, and numbers or longer words below."""
    if len(heading) < 2 or not body or not all(heading):
        return False
    if any(any(sign.isdigit() for sign in cell) or len(cell) > 40 for cell in heading):
        return False
    return any(any(sign.isdigit() for sign in cell) for row in body for cell in row)


def _without_repeats(row: Sequence[str]) -> list[str]:
    """A row with a cell once that stretches over several columns, which readers repeat."""
    return [cell for cell, _ in groupby(row)] if len(set(row)) == 1 else list(row)

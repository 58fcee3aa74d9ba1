"""Reads tables in a text: rows of cells parted by bars or tabs below a row of labels."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from llmextract.verification.numbers.counted import Count
from llmextract.verification.numbers.scene import Scene
from llmextract.verification.numbers.tags import Form, Tag

_BAR: Final = re.compile(r"[|\t]")
_RULE: Final = re.compile(r"[\s|:+=-]+")
_LABEL: Final = Form.COUNTED | Form.STATE | Form.PAST | Form.PARTICIPLE | Form.EVENT
_Cell = tuple[int, int]


@dataclass(slots=True)
class _Column:
    """A column: what its label says happened, and the counts below it."""

    effects: set[str]
    rows: list[Count]
    total: Count | None = None


def link_grids(scene: Scene) -> None:
    """Gives the numbers of a table what the label of their column says.

    The rows of one column are parts of its sum; where a row is the total, that is the amount.
    """
    text = scene.tokens.text
    if "|" not in text and "\t" not in text:
        return
    columns: list[_Column] = []
    for cells in _rows(text):
        words = [_tokens(scene, cell) for cell in cells]
        labels = [_label(scene, found) for found in words]
        if any(labels):
            _close(columns)
            columns = [_Column(effects, []) for effects in labels]
        elif len(columns) == len(cells):
            total = any(scene.tokens.tags[at] & (Tag.TOTAL | Tag.ALL) for at in words[0])
            for column, found in zip(columns, words, strict=True):
                _add(scene, column, found, total=total)
    _close(columns)


def _rows(text: str) -> list[list[_Cell]]:
    """The cells of each line that has bars or tabs, as offsets; rules below a header left out."""
    rows = []
    start = 0
    for line in text.split("\n"):
        if _BAR.search(line) and not _RULE.fullmatch(line):
            edges = [-1, *(match.start() for match in _BAR.finditer(line)), len(line)]
            cells = [(start + a + 1, start + b) for a, b in pairwise(edges)]
            if line.lstrip()[:1] == "|":
                cells.pop(0)
            if line.rstrip()[-1:] == "|":
                cells.pop()
            rows.append(cells)
        start += len(line) + 1
    return rows


def _tokens(scene: Scene, cell: _Cell) -> range:
    starts, n = scene.tokens.starts, scene.tokens.n
    return range(bisect_left(starts, cell[0], 0, n), bisect_left(starts, cell[1], 0, n))


def _label(scene: Scene, found: range) -> set[str]:
    """The effects that a cell of words names; none for one with a number."""
    tokens = scene.tokens
    if any(tokens.tags[at] & Tag.DIGITS for at in found):
        return set()
    if any(tokens.entries[at].classes & tokens.tables.things for at in found):
        return set()  # "Houses lost"
    return {
        effect
        for at in found
        for effect, forms in tokens.entries[at].effects.items()
        if forms & _LABEL
    }


def _add(scene: Scene, column: _Column, found: range, *, total: bool) -> None:
    """Adds the number of a cell to its column."""
    if not found or not scene.tokens.tags[found[0]] & Tag.DIGITS:
        return
    count = scene.owner[found[0]]
    if count is None or count.numeral.number != found[0]:
        return
    count.effects, count.classes, count.head = set(column.effects), frozenset(), -1
    count.after = count.numeral.after
    count.subset = count.total = count.of_them = False
    count.of_named = count.whole = None
    count.group = []
    if not column.effects:
        count.classes = frozenset({"abstract"})  # of a column that says nothing of people
    elif total:
        column.total = count
    else:
        column.rows.append(count)


def _close(columns: list[_Column]) -> None:
    """Makes the rows of each column parts of one amount."""
    for column in columns:
        for count in column.rows:
            if column.total is not None:
                count.subset = True
            elif len(column.rows) > 1:
                count.group, count.listed = column.rows, True

"""Pairs two lists one to one for the greatest total weight (Hungarian method)."""

import math
from collections.abc import Sequence

Weights = Sequence[Sequence[float]]
"""A row for each item of the first list, a column for each of the second."""


def pair_up(weights: Weights) -> list[tuple[int, int]]:
    """The pairs ``(row, column)`` of greatest total weight, in the order of the rows.

    Every item of the shorter list gets a partner, also one of weight 0: what is not worth a pair is
    for the caller to drop.  Of equally good pairings the one is taken that is found when the items
    of the shorter list come in order and each takes the first best column, so the result never
    depends on chance.  Time grows with the cube of the shorter list.

    Not scipy's ``linear_sum_assignment``: a heavy library for matrices of a few incidents, and its
    choice among equals is another one.
    """
    if not weights or not weights[0]:
        return []
    is_tall = len(weights) > len(weights[0])
    rows = list(zip(*weights, strict=True)) if is_tall else weights
    matching = _Matching(rows)
    for row in range(1, len(rows) + 1):
        matching.add(row)
    return sorted((b, a) if is_tall else (a, b) for a, b in matching.pairs())


class _Matching:
    """A best pairing of the rows added so far; rows and columns count from 1, 0 stands for none.

    Potentials bound the cost of every pair from below; along the pairs chosen they are exact.  A
    new row is added by the shortest chain of changes that ends at a free column.
    """

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._row_potential = [0.0] * (len(weights) + 1)
        self._column_potential = [0.0] * (len(weights[0]) + 1)
        self._partner = [0] * (len(weights[0]) + 1)

    def pairs(self) -> list[tuple[int, int]]:
        """The pairs, counted from 0."""
        return [(row - 1, column - 1) for column, row in enumerate(self._partner) if column and row]

    def add(self, row: int) -> None:
        """Give a row a column; the others may change theirs."""
        size = len(self._partner)
        came_from, slack, seen = [0] * size, [math.inf] * size, [False] * size
        self._partner[0] = row
        column = 0
        while True:
            seen[column] = True
            column = self._nearest(column, slack, seen, came_from)
            if not self._partner[column]:
                break
        while column:
            before = came_from[column]
            self._partner[column] = self._partner[before]
            column = before

    def _nearest(
        self, column: int, slack: list[float], seen: list[bool], came_from: list[int]
    ) -> int:
        """The cheapest column not seen yet; potentials move so that reaching it costs nothing."""
        row = self._partner[column]
        delta, nearest = math.inf, 0
        for other in range(1, len(seen)):
            if seen[other]:
                continue
            cost = (
                -self._weights[row - 1][other - 1]
                - self._row_potential[row]
                - self._column_potential[other]
            )
            if cost < slack[other]:
                slack[other], came_from[other] = cost, column
            if slack[other] < delta:
                delta, nearest = slack[other], other
        for other in range(len(seen)):
            if seen[other]:
                self._row_potential[self._partner[other]] += delta
                self._column_potential[other] -= delta
            else:
                slack[other] -= delta
        return nearest

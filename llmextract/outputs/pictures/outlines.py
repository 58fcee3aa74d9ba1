"""Outlines of the countries in a stretch of the world, cut to it.

The data is Natural Earth's (public domain), made simpler by ``docs/outlines.py``.  Borders are those
that are in force on the ground, as its makers see them; a map of incidents takes no side by them.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate
from operator import itemgetter

Point = tuple[float, float]
Ring = list[Point]


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch of the world, in degrees."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: "Box") -> bool:
        """Whether two boxes have a point in common."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.bottom <= other.top
            and other.bottom <= self.top
        )

    def wider(self, by: float) -> "Box":
        """The box with so many degrees more on each side."""
        return Box(self.left - by, self.bottom - by, self.right + by, self.top + by)


@dataclass(frozen=True, slots=True)
class Country:
    """A country, or what of it lies in a box: rings of ``(longitude, latitude)``, holes too."""

    name: str
    rings: tuple[Ring, ...]


def countries_in(box: Box) -> Iterator[Country]:
    """The countries that have land in a box, cut to it."""
    for country, boxes in _world():
        near = (
            ring for ring, around in zip(country.rings, boxes, strict=True) if around.meets(box)
        )
        rings = tuple(ring for ring in (cut(one, box) for one in near) if ring)
        if rings:
            yield Country(country.name, rings)


@lru_cache(maxsize=1)
def _world() -> tuple[tuple[Country, tuple[Box, ...]], ...]:
    """All countries, each ring with the box around it."""
    text = files(__package__).joinpath("outlines.json").read_text(encoding="utf-8")
    atlas = json.loads(text)
    arcs = [_line(arc, atlas["per_degree"]) for arc in atlas["arcs"]]
    world = []
    for one in atlas["countries"]:
        rings = tuple(_ring(numbers, arcs) for numbers in one["rings"])
        world.append((Country(one["name"], rings), tuple(map(_box_around, rings))))
    return tuple(world)


def _line(arc: Sequence[int], per_degree: int) -> Ring:
    """A line out of its first point and the steps from each to the next."""
    return [
        (x / per_degree, y / per_degree)
        for x, y in zip(accumulate(arc[::2]), accumulate(arc[1::2]), strict=True)
    ]


def _ring(numbers: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    """The arcs of a ring, one behind the other; ``~n`` is arc ``n`` backwards."""
    ring: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


def _box_around(ring: Ring) -> Box:
    across, along = [point[0] for point in ring], [point[1] for point in ring]
    return Box(min(across), min(along), max(across), max(along))


def cut(ring: Ring, box: Box) -> Ring:
    """What of a ring lies in a box (Sutherland and Hodgman); empty where nothing does."""
    for axis, edge, keeps_above in (
        (0, box.left, True),
        (0, box.right, False),
        (1, box.bottom, True),
        (1, box.top, False),
    ):
        ring = list(_cut_at(ring, axis, edge, keeps_above=keeps_above))
    return ring


def _cut_at(ring: Ring, axis: int, edge: float, *, keeps_above: bool) -> Iterator[Point]:
    """The part of a ring on one side of a line along an axis."""
    along = itemgetter(axis)
    for start, end in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
        is_in = (along(end) >= edge) is keeps_above
        if is_in is not ((along(start) >= edge) is keeps_above):
            share = (edge - along(start)) / (along(end) - along(start))
            crossing = [start[k] + share * (end[k] - start[k]) for k in (0, 1)]
            crossing[axis] = edge
            yield crossing[0], crossing[1]
        if is_in:
            yield end

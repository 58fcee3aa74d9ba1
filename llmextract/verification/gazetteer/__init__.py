"""What the world knows of place names: spellings, kinds, what lies in what, demonyms, capitals.

Nothing is read before the first question; then the compiled file is opened (a few milliseconds) or,
the first time on a machine, compiled (seconds).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest
from typing import Any, Literal

from llmextract.verification.gazetteer import layout, store
from llmextract.verification.gazetteer.store import (
    about,
    cached,
    edition,
    is_compiled,
    outdated,
    prepare,
)
from llmextract.verification.spelling import fold_place, without_articles

_MOST = 8  # places of one name that are told apart: of 156 Santa Marias the largest ones will do
_LARGEST = 3  # "the third-largest city" is as far as news counts
Kind = Literal["city", "district", "province", "region", "country"]

__all__ = [
    "Kind",
    "Place",
    "about",
    "bearers",
    "cached",
    "capital_of",
    "contains",
    "countries_of_demonym",
    "country_name",
    "edition",
    "is_compiled",
    "largest_in",
    "lying_in",
    "named",
    "outdated",
    "prepare",
    "seat_of",
]


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the world.

    Attributes:
        id: stable within one compiled gazetteer.
        name: its principal name.
        kind: ``city`` for every settlement, whatever its size.
        country: ISO code, or several parted by a space for a region across borders.
        region: key of the first-level part that it is or lies in; equal keys, same part.
        population: people; for ranking only, countries and parts have made-up numbers.
        names: its names in any language written in Latin letters, folded, parted by ``|``.
    """

    id: int
    name: str
    kind: Kind
    country: str
    region: str
    population: int
    names: str

    @property
    def spellings(self) -> list[str]:
        """Its names, the principal one first; parted on demand, most are never asked for."""
        return self.names.split("|")


@store.cached(maxsize=8192)
def named(key: str) -> tuple[Place, ...]:
    """The places that bear a name, the most populous first.

    Args:
        key: a name folded by ``fold_place``; a name known only with another Arabic article, or
            without, is found all the same.
    """
    return bearers(key)[:_MOST]


@store.cached(maxsize=8192)
def bearers(key: str) -> tuple[Place, ...]:
    """All places that bear a name, as :func:`named` finds them, which keeps to the largest ones."""
    words = tuple(key.split())
    bare = " ".join(without_articles(words))
    return _all_bearing(key) or (
        _all_bearing(bare) or _all_bearing(f"al {bare}") if bare != key else ()
    )


def lying_in(country: str) -> tuple[Place, ...]:
    """All places of a country; reads the whole gazetteer, which takes a fraction of a second.

    Args:
        country: its ISO code.
    """
    sign = f"\t{country}\t"
    blocks = store.rows("SELECT lines FROM place ORDER BY block")
    near = (line for (lines,) in blocks if sign in lines for line in lines.split("\n"))
    found = (_read(line.split("\t")) for line in near if sign in line)
    return tuple(place for place in found if place.country == country)


def _all_bearing(key: str) -> tuple[Place, ...]:
    rows = store.rows("SELECT lines FROM name WHERE bucket = ?", (layout.bucket_of(key),))
    places = [_place(position) for (lines,) in rows for position in layout.positions(lines, key)]
    places.sort(key=lambda place: (-place.population, place.id))
    return tuple(places)


def _place(position: int) -> Place:
    block, number = divmod(position, layout.BLOCK)
    ((lines,),) = store.rows("SELECT lines FROM place WHERE block = ?", (block,))
    return _read(lines.split("\n")[number].split("\t"))


def _read(fields: list[Any]) -> Place:
    """The place of a line's fields, which its writer made of one."""
    id_, name, kind, country, region, population, names = fields
    return Place(int(id_), name, kind, country, region, int(population), names)


def contains(outer: Iterable[Place], inner: Iterable[Place]) -> bool | None:
    """Whether a place of one name lies in a place of another.

    Args:
        outer: the places that bear the name of the container.
        inner: the places that bear the other name.

    Returns:
        ``None`` when the gazetteer cannot say: one of them is unknown, or a part of a country whose
        places it does not know.
    """
    outer, inner = tuple(outer), tuple(inner)
    wholes = [place for place in outer if place.kind != "city"]
    if not wholes or not inner:
        return None
    answers = [_lies_in(part, whole) for whole in wholes for part in inner]
    if True in answers:
        return True
    return None if None in answers else False


def _lies_in(part: Place, whole: Place) -> bool | None:
    if part.id == whole.id or part.kind == "country":
        return False
    if not set(part.country.split()) & set(whole.country.split()):
        return False
    if whole.kind == "country":
        return True
    # Parts that could not be matched to the places' source keep their ISO code ("IQ-SD"), and a
    # region of our own table has no key at all: neither says which places lie in it.
    if "." not in whole.region or "." not in part.region or whole.kind == "district":
        return None
    return whole.region == part.region and part.kind == "city"


@store.cached(maxsize=4096)
def countries_of_demonym(key: str) -> tuple[str, ...]:
    """ISO codes of the countries whose people or things a folded word or phrase names."""
    return _demonyms().get(key, ())


@store.cached(maxsize=512)
def capital_of(country: str) -> tuple[Place, ...]:
    """The places that bear the name of a country's capital and lie in it; empty when unknown."""
    rows = store.rows("SELECT capital FROM country WHERE code = ?", (country,))
    names = [name for (name,) in rows if name]
    return tuple(p for name in names for p in named(fold_place(name)) if p.country == country)


@store.cached(maxsize=4096)
def seat_of(part: Place) -> Place | None:
    """The seat of a part of a country; ``None`` where our table tells none."""
    for key, place in store.rows("SELECT key, place FROM seat WHERE part = ?", (part.id,)):
        return next((one for one in bearers(key) if one.id == place), None)
    return None


@store.cached(maxsize=256)
def largest_in(whole: Place) -> tuple[Place, ...]:
    """The settlements of a country or of a part of one, the most populous first, a few of them.

    Reads the whole gazetteer, which takes a fraction of a second.
    """
    if whole.kind != "country" and "." not in whole.region:
        return ()  # a part that the places' source calls otherwise
    inside = (
        place
        for place in lying_in(whole.country)
        if place.kind == "city" and whole.region in ("", place.region)
    )
    return tuple(nlargest(_LARGEST, inside, key=lambda place: place.population))


@store.cached(maxsize=1)
def _demonyms() -> dict[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    for key, country in store.rows("SELECT key, country FROM demonym ORDER BY key, country", ()):
        words[key] = (*words.get(key, ()), country)
    return words


@store.cached(maxsize=512)
def country_name(code: str) -> str:
    """The folded principal name of a country; empty for an unknown code."""
    rows: list[tuple[str]] = store.rows("SELECT key FROM country WHERE code = ?", (code,))
    return rows[0][0] if rows else ""

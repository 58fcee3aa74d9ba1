"""Says where on the map a place of a record lies, or why that is not known.

A point is given only where one place of the gazetteer can be meant: one that lies in what the record
says it lies in, or else in a country that the article names.  The name alone is never enough where
the world has several.  What is no settlement gets the point of one that stands for it, and the
precision says so.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from llmextract.verification import gazetteer
from llmextract.verification.gazetteer import Place, coordinates
from llmextract.verification.gazetteer.coordinates import Point
from llmextract.verification.places.query import Query, parse
from llmextract.verification.spelling import fold_place

Precision = Literal["exact", "district", "province", "country"]
PRECISIONS: tuple[Precision, ...] = ("exact", "district", "province", "country")
"""From the finest: the settlement itself; in or near one, or its district; the part of a country, at
its seat; the country, at its capital."""

_SETTLEMENTS = frozenset({"village", "town", "city", "camp"})
_PARTS = frozenset({"district", "province", "region"})
_NAMED = re.compile(r"[^\W\d_][\w'’-]*")
_WORDS_AT_MOST = 4
# A city is meant by a name that a hamlet shares: people write what hamlet they mean.
_LARGE = 50_000
_TIMES = 20


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a place lies, or why that is not known.

    Attributes:
        point: where; ``None`` where it is not known.
        precision: how exactly that is the place.
        name: what the gazetteer calls the place that the point belongs to or stands for.
        country: its ISO code.
        reason: why there is no point; empty where there is one.
    """

    point: Point | None = None
    precision: Precision | None = None
    name: str = ""
    country: str = ""
    reason: str = ""


def countries_of(texts: Iterable[str], places: Iterable[str]) -> frozenset[str]:
    """ISO codes of the countries that an article is about, as far as it says.

    Args:
        texts: its headline and paragraphs; the names of countries and the words for their people
            in them count.
        places: the places of its records and what they lie in: a part of one country only tells
            the country too.
    """
    found: set[str] = set()
    for text in texts:
        found.update(_countries_in(text))
    for name in places:
        known = [one for one in _places(name) if one.kind != "city"]
        codes = {one.country for one in known if one.kind == "country"} or {
            one.country for one in known if " " not in one.country
        }
        if len(codes) == 1:
            found |= codes
    return frozenset(found)


def locate(name: str, kind: str, within: Sequence[str], countries: frozenset[str]) -> Spot:
    """The spot of a place.

    Args:
        name: the place as a record has it: ``Azaz``, ``the outskirts of Mosul``.
        kind: what kind of place the text says it is; ``unknown`` or empty where it does not.
        within: the places that it lies in, by the text.
        countries: of the article, see :func:`countries_of`.
    """
    query = parse(name)
    if query is None:
        return Spot(reason="is no name of a place")
    if query.relation in {"between", "border"}:
        return Spot(reason="is no single place")
    around = [*within, *query.containers]
    kinds = {kind, *query.kinds} - {"", "unknown"}
    if kinds and not kinds & (_SETTLEMENTS | _PARTS | {"country"}):
        return _container(
            around, countries, f"{name} is no settlement, and in which one is not told"
        )
    found = _meant(query, kinds, around, countries)
    if isinstance(found, str):
        return _container(around, countries, found)
    is_near = bool(query.relation or query.qualifier or query.direction)
    return _at(found, is_near=is_near, is_district="district" in kinds)


def _container(around: Sequence[str], countries: frozenset[str], reason: str) -> Spot:
    """The spot of what the text says a place lies in, where the place itself is in no gazetteer.

    A road, a market, a hamlet in a town is drawn at the town, but not exactly.
    """
    for index, outer in enumerate(around):
        spot = locate(outer, "", around[index + 1 :], countries)
        if spot.point is not None:
            is_inside = spot.precision in {"exact", "district"}
            return replace(spot, precision="district") if is_inside else spot
    return Spot(reason=reason)


def _meant(
    query: Query, kinds: set[str], around: Sequence[str], countries: frozenset[str]
) -> Place | str:
    """The one place that can be meant, or why there is none."""
    every = gazetteer.named(query.whole) or gazetteer.named(query.name)
    if not every:
        return "no gazetteer knows the name"
    places = _narrowed(every, around)
    if not places:
        return f"none of its name is known in {', '.join(around)}"
    if places is every:
        places = tuple(one for one in every if countries & set(one.country.split()))
        if countries and not places:
            return "none of its name lies in a country that the article names"
        places = places or every
    fitting = _of_kind(places, kinds)
    if not fitting:
        return f"none of its name is a {' or '.join(sorted(kinds))}"
    first, *others = sorted(fitting, key=lambda one: -one.population)
    if others and not (countries and _stands_out(first, others)):
        where = "the article's countries" if countries else "the world"
        return f"{len(fitting)} places of {where} bear the name"
    return first


def _stands_out(first: Place, others: Sequence[Place]) -> bool:
    """Whether a city is so much larger than all others of its name together that it must be meant."""
    return (
        all(one.kind == "city" for one in (first, *others))
        and first.population >= _LARGE
        and sum(one.population for one in others) * _TIMES <= first.population
    )


def _narrowed(every: tuple[Place, ...], around: Sequence[str]) -> tuple[Place, ...]:
    """Those that lie in what is said to contain them; all where that says nothing."""
    places = every
    for outer in around:
        known = [one for one in _places(outer) if one.kind != "city"]
        if known:
            places = tuple(one for one in places if _may_lie_in(one, known))
    return places


def _may_lie_in(place: Place, outer: Sequence[Place]) -> bool:
    inside = gazetteer.contains(outer, [place])
    if (
        inside is None
    ):  # the gazetteer does not know which places lie in it, but which country it is
        return any(set(place.country.split()) & set(one.country.split()) for one in outer)
    return inside


def _of_kind(places: Sequence[Place], kinds: set[str]) -> list[Place]:
    """The places that a bare name or a name with its kind means.

    A bare name that a city and its province share is the city: whoever means the province says so.
    One that a country shares with a part of another country is neither.
    """
    if kinds & _SETTLEMENTS:
        return [one for one in places if one.kind == "city"]
    if kinds & {"province", "region"}:
        return [one for one in places if one.kind in {"province", "region"}]
    if "district" in kinds:
        return [one for one in places if one.kind == "city"] or [
            one for one in places if one.kind in {"district", "province"}
        ]
    whole = [one for one in places if one.kind == "country"]
    if whole or "country" in kinds:
        abroad = {one.country for one in whole}
        parts = [one for one in places if one.kind == "province" and one.country not in abroad]
        return whole if "country" in kinds else [*whole, *parts]
    return next(
        (
            found
            for kind in ("city", "province", "district", "region")
            if (found := [one for one in places if one.kind == kind])
        ),
        [],
    )


def _at(place: Place, *, is_near: bool, is_district: bool) -> Spot:
    if place.kind == "city":
        point = coordinates.point_of(place)
        precision: Precision = "district" if is_near or is_district else "exact"
    elif place.kind == "country":
        capital = gazetteer.capital_of(place.country)
        point = coordinates.point_of(capital[0]) if capital else None
        precision = "country"
    else:
        seat = coordinates.seat_of(place) if place.kind == "province" else None
        point = coordinates.point_of(seat) if seat else None
        precision = "province"
    if point is None:
        return Spot(reason=f"the gazetteer has no point for the {place.kind} {place.name}")
    return Spot(point, precision, place.name, place.country)


def _places(name: str) -> tuple[Place, ...]:
    query = parse(name)
    return (gazetteer.named(query.whole) or gazetteer.named(query.name)) if query else ()


@lru_cache(maxsize=4096)
def _countries_of_name(words: str) -> tuple[str, ...]:
    """The countries that a run of words names, or whose people it names."""
    key = fold_place(words)
    return gazetteer.countries_of_demonym(key) or tuple(
        one.country for one in gazetteer.named(key) if one.kind == "country"
    )


def _countries_in(text: str) -> Iterator[str]:
    words = list(_NAMED.finditer(text))
    for index, first in enumerate(words):
        if first[0][0].islower():
            continue
        for last in words[index : index + _WORDS_AT_MOST]:
            if last[0][0].islower() and last is not first and len(last[0]) > 3:
                break
            yield from _countries_of_name(text[first.start() : last.end()])

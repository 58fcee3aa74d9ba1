"""Puts the places of an article on the map, offline, and says how exactly and why there.

The name alone is never enough where the world has several of it: each is weighed by the countries and
parts of countries that the article names near it, by its dateline and by its other places.  A
settlement that the gazetteer lacks gets the point of what contains it, and no finer precision.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from llmextract.geocoding.likeness import spelled_alike
from llmextract.geocoding.spots import Precision, Spot, distance, midpoint
from llmextract.geocoding.surroundings import WORD, WORDS_AT_MOST, At, Naming, Surroundings
from llmextract.geocoding.weighing import Around, chosen
from llmextract.verification import gazetteer
from llmextract.verification.gazetteer import Place, coordinates
from llmextract.verification.gazetteer.coordinates import Point
from llmextract.verification.places.query import Query, parse
from llmextract.verification.spelling import fold_place

SETTLEMENTS: Final = frozenset({"village", "town", "city", "camp"})
PARTS: Final = frozenset({"district", "province", "region"})
_QUARTER: Final = re.compile(r"\b(?:quarter|neighbou?rhood|suburb|ward)\b", re.IGNORECASE)
_BESIDE: Final = 16  # characters behind a name that may say what it is
_SHORT: Final = 60.0
"""Kilometres between two ends of a road whose middle stands for all of it."""
_MOST: Final = 0.4
_AHEAD: Final = 1.1
"""Share of what is named that a country must have for an unknown village to be put there, and how
many times that of the next one."""
_NEAR: Final = 0.5
"""How near a part of a country must be named for an unknown village to be put there."""


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A place as an article names it.

    Attributes:
        name: as a record has it: ``Azaz``, ``the outskirts of Mosul``.
        kind: what kind of place the text says it is; ``unknown`` or empty where it does not.
        within: the places that it lies in, by the text, nearest first.
        at: where it stands; ``None`` where that is not known.
    """

    name: str
    kind: str = ""
    within: tuple[str, ...] = ()
    at: At | None = None


class Geocoder:
    """Knows what one article names, and puts its places on the map.

    Args:
        paragraphs: texts of the article's paragraphs, in order.
        title: its headline.
        dateline: where it was filed, as written.
        places: its places; those that can be meant by no other tell where the others are.
    """

    def __init__(
        self,
        paragraphs: Sequence[str],
        *,
        title: str = "",
        dateline: str = "",
        places: Iterable[Mentioned] = (),
    ) -> None:
        self._around = Surroundings(paragraphs, title=title, dateline=dateline)
        self._paragraphs = paragraphs
        self._neighbours: dict[str, Point] = {}
        self._towns: list[tuple[At, Place]] = []
        self._learn(places)

    def _learn(self, places: Iterable[Mentioned]) -> None:
        """Take in the towns of the article that can be meant by no other, whatever stands around.

        Those that the gazetteer spells otherwise come last: the others tell in which countries to look.
        """
        known = [
            (query, one)
            for one in places
            if (query := parse(one.name)) is not None
            and not (PARTS & set(query.kinds) or self._is_called_part(query, one.at))
        ]
        self._take_in([(query, one, _bearing(query)) for query, one in known])
        unknown = [(query, one) for query, one in known if not _bearing(query)]
        self._take_in([(query, one, self._alike(query, one.at)) for query, one in unknown])

    def _take_in(self, named: Sequence[tuple[Query, Mentioned, Sequence[Place]]]) -> None:
        namings: list[Naming] = []
        for query, one, bearers in named:
            found = self._settled(bearers, one)
            if found is None:
                continue
            point = coordinates.point_of(found)
            if point is not None:
                self._neighbours[query.name] = point
            at = one.at or At(-1)
            self._towns.append((at, found))
            namings.append(Naming(at.paragraph, at.offset or 0, one.name, found.country))
        self._towns.sort(key=lambda pair: (pair[0].paragraph, pair[0].offset or 0))
        self._around.add(namings)

    def _settled(self, bearers: Sequence[Place], one: Mentioned) -> Place | None:
        cities = [place for place in bearers if place.kind == "city"]
        if not cities:
            return None
        around = Around(self._around.shares(one.at), self._around.parts(one.at), ())
        return chosen(cities, around).place if around.shares or len(cities) == 1 else None

    def locate(self, place: Mentioned) -> Spot:
        """Where a place lies.

        Args:
            place: the place with what the text says of it.
        """
        query = parse(place.name)
        if query is None:
            return Spot(reason="is no name of a place")
        if query.relation == "between":
            return self._between(query, place)
        if query.relation == "border":
            return Spot(reason="is no single place")
        around = [*place.within, *query.containers]
        kinds = set(query.kinds) or {place.kind} - {"", "unknown"}
        if not query.kinds and self._is_called_part(query, place.at):
            kinds = {"province"}
        found = self._meant(query, kinds, around, place.at)
        if isinstance(found, str):
            return self._of_name(place) or self._containing(around, place, found)
        meant, basis = found
        is_site = bool(kinds) and not kinds & (SETTLEMENTS | PARTS | {"country"})
        is_near = bool(query.relation or query.qualifier or query.direction) or is_site
        spot = _at(meant, is_near=is_near, is_district=kinds == {"district"})
        if spot.point is None:
            outer = [*around, gazetteer.country_name(meant.country)]
            return self._containing(outer, place, spot.reason)
        return replace(spot, basis=basis)

    def _is_called_part(self, query: Query, at: At | None) -> bool:
        """Whether the text calls a place of that name a province beside it."""
        return any(
            near >= _NEAR and fold_place(naming.name) == query.name
            for naming, near in self._around.parts(at)
        )

    def _of_name(self, place: Mentioned) -> Spot | None:
        """The spot of a known place that a name has in it: "the road to X", "the X market"."""
        words = list(WORD.finditer(place.name))
        for size in range(min(WORDS_AT_MOST, len(words) - 1), 0, -1):
            for first in range(len(words) - size, -1, -1):
                run = words[first : first + size]
                if not (run[0][0][0].isupper() and run[-1][0][0].isupper()):
                    continue
                name = place.name[run[0].start() : run[-1].end()]
                if not gazetteer.bearers(fold_place(name)):
                    continue
                spot = self.locate(Mentioned(name, "", place.within, place.at))
                if spot.precision == "exact":
                    basis = f"in or near {spot.name}, which its name has; {spot.basis}"
                    return replace(spot, precision="district", basis=basis)
                if spot.point is not None:
                    return spot
        return None

    def _quarter(self, place: Mentioned) -> Spot | None:
        """The spot of a quarter without its town: the town that the text names last before it."""
        if place.at is None or place.at.offset is None:
            return None
        text = self._paragraphs[place.at.paragraph]
        after = text[place.at.offset : place.at.offset + len(place.name) + _BESIDE]
        if not _QUARTER.search(after):
            return None
        for at, town in reversed(self._towns):
            is_before = at.paragraph < place.at.paragraph or (
                at.paragraph == place.at.paragraph and (at.offset or 0) < place.at.offset
            )
            if is_before and place.at.paragraph - at.paragraph <= 1:
                basis = f"a quarter; {town.name} is the town that the text names before it"
                return replace(_at(town, is_near=True), basis=basis)
        return None

    def _meant(
        self, query: Query, kinds: set[str], around: Sequence[str], at: At | None
    ) -> tuple[Place, str] | str:
        """The one place that can be meant and why, or why there is none."""
        context = self._context(query, at)
        every = _bearing(query)
        spelled = ""
        if not every:
            every = self._alike(query, at)
            spelled = f"spelled {every[0].name} in the gazetteer" if every else ""
        if not every:
            return "no gazetteer knows the name"
        places = _narrowed(every, around)
        if not places:
            return f"none of its name is known in {', '.join(around)}"
        fitting = _of_kind(places, kinds, is_part="district" in query.kinds)
        if not fitting:
            return f"none of its name is a {' or '.join(sorted(kinds))}"
        if places is not every:
            context = replace(context, shares={})
        picked = chosen(fitting, context)
        if picked.place is not None:
            told = f"inside {', '.join(around)}" if places is not every else picked.basis
            return picked.place, "; ".join(filter(None, (spelled, told)))
        if not picked.rivals:
            return "none of its name lies in a country that the article is about"
        return f"{len(picked.rivals)} places may be meant by the name"

    def _alike(self, query: Query, at: At | None) -> tuple[Place, ...]:
        """The places of a name that the gazetteer spells otherwise, where the text is about them."""
        shares = self._around.shares(at)
        about = (country for country, share in shares.items() if share >= _MOST)
        return spelled_alike(query.name, about)

    def _context(self, query: Query, at: At | None) -> Around:
        neighbours = [point for key, point in self._neighbours.items() if key != query.name]
        return Around(self._around.shares(at), self._around.parts(at), neighbours)

    def _containing(self, around: Sequence[str], place: Mentioned, reason: str) -> Spot:
        """The spot of what a place lies in, where its own is not known: told, or named near it.

        A road, a market, a hamlet in a town is drawn at the town, but not exactly.
        """
        for index, outer in enumerate(around):
            inner = Mentioned(outer, "", tuple(around[index + 1 :]), place.at)
            spot = self._outer(inner)
            if spot.point is not None:
                is_inside = spot.precision in {"exact", "district"}
                precision: Precision | None = "district" if is_inside else spot.precision
                basis = f"{reason}; drawn at {spot.name}, which it lies in"
                return replace(spot, precision=precision, basis=basis)
        if (quarter := self._quarter(place)) is not None:
            return quarter
        for naming, near in self._around.parts(place.at):
            if near >= _NEAR and (spot := self._part(naming, place.at)).point is not None:
                basis = f"{reason}; drawn in {spot.name}, which the text names near it"
                return replace(spot, basis=basis)
        shares = self._around.shares(place.at)
        ranked = sorted(shares, key=lambda code: (-shares[code], code))
        country, second = [*ranked, "", ""][:2]
        if country and shares[country] >= max(_MOST, _AHEAD * shares.get(second, 0.0)):
            spot = _at_capital(country)
            if spot.point is not None:
                basis = f"{reason}; {spot.name} is the country that the text around it is about"
                return replace(spot, basis=basis)
        if second:
            names = " and ".join(gazetteer.country_name(one).title() for one in ranked[:2])
            return Spot(reason=f"{reason}, and the text around it is about {names}")
        return Spot(reason=reason)

    def _outer(self, place: Mentioned) -> Spot:
        """The spot of a container: as a part of a country where it is one, else as any place."""
        query = parse(place.name)
        if query is None:
            return Spot()
        parts = [one for one in _bearing(query) if one.kind in {"province", "district"}]
        shares = self._around.shares(place.at)
        parts = [one for one in parts if shares.get(one.country, 0.0) > 0] or parts
        cities = [one for one in _bearing(query) if one.kind == "city"]
        if parts and (query.kinds or not cities):
            found = chosen(parts, Around(shares, (), ())).place
            if found is not None and (spot := _at(found)).point is not None:
                return spot
        found_spot = self._meant(query, {place.kind} - {""}, place.within, place.at)
        return Spot() if isinstance(found_spot, str) else _at(found_spot[0])

    def _part(self, naming: Naming, at: At | None) -> Spot:
        shares = self._around.shares(at)
        found = chosen(naming.parts, Around(shares, (), ())).place
        if found is None:
            return Spot()
        spot = _at(found)
        return spot if spot.point is not None else _at_capital(found.country)

    def _between(self, query: Query, place: Mentioned) -> Spot:
        """The middle of a short road; of a long one what both of its ends lie in."""
        ends = [
            self.locate(Mentioned(name, "", place.within, place.at))
            for name in (query.name, query.other)
        ]
        known = [
            (one, one.point)
            for one in ends
            if one.point is not None and one.precision in {"exact", "district"}
        ]
        if not known:
            return self._containing(place.within, place, "neither of its ends is known")
        (first, start), (last, end) = known[0], known[-1]
        if len(known) == 1:
            return replace(first, precision="province", basis=f"one end of it, {first.name}")
        if first.country != last.country:
            return Spot(reason="its ends lie in two countries")
        precision: Precision = "district" if distance(start, end) <= _SHORT else "province"
        name = f"{first.name} – {last.name}"
        middle = midpoint(start, end)
        return Spot(middle, precision, name, first.country, basis="midway between its ends")


def _bearing(query: Query) -> tuple[Place, ...]:
    return gazetteer.bearers(query.whole) or gazetteer.bearers(query.name)


def _narrowed(every: tuple[Place, ...], around: Sequence[str]) -> tuple[Place, ...]:
    """Those that lie in what is said to contain them; all where that says nothing."""
    places = every
    for outer in around:
        query = parse(outer)
        known = [one for one in _bearing(query) if one.kind != "city"] if query else []
        if known:
            places = tuple(one for one in places if _may_lie_in(one, known))
    return places


def _may_lie_in(place: Place, outer: Sequence[Place]) -> bool:
    inside = gazetteer.contains(outer, [place])
    if inside is None:
        # The gazetteer does not know which places lie in it, but which country it is.
        return any(set(place.country.split()) & set(one.country.split()) for one in outer)
    return inside


def _of_kind(places: Sequence[Place], kinds: set[str], *, is_part: bool) -> list[Place]:
    """The places that a bare name or a name with its kind means.

    A bare name that a city and its province share is the city: whoever means the province says so.
    One that a country shares with a part of another country is neither.
    """
    if kinds & SETTLEMENTS:
        return [one for one in places if one.kind == "city"]
    if kinds & {"province", "region"}:
        return [one for one in places if one.kind in {"province", "region"}]
    if "district" in kinds:
        parts = [one for one in places if one.kind in {"district", "province"}]
        towns = [one for one in places if one.kind == "city"]
        return (parts or towns) if is_part else (towns or parts)
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


def _at(place: Place, *, is_near: bool = False, is_district: bool = False) -> Spot:
    if place.kind == "country":
        return _at_capital(place.country)
    if place.kind == "city":
        point = coordinates.point_of(place)
        precision: Precision = "district" if is_near or is_district else "exact"
    elif place.kind == "district" and (point := coordinates.point_of(place)) is not None:
        precision = "district"
    else:
        seat = coordinates.seat_of(place) if place.kind == "province" else None
        point = coordinates.point_of(seat) if seat else None
        precision = "province"
    if point is None:
        return Spot(reason=f"the gazetteer has no point for the {place.kind} {place.name}")
    return Spot(point, precision, place.name, place.country)


def _at_capital(country: str) -> Spot:
    capital = gazetteer.capital_of(country)
    point = coordinates.point_of(capital[0]) if capital else None
    if point is None:
        return Spot(reason="the gazetteer has no capital for it")
    name = gazetteer.country_name(country)
    whole = next((one for one in gazetteer.named(name) if one.kind == "country"), None)
    return Spot(point, "country", whole.name if whole else name, country)

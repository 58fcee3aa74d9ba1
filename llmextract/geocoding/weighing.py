"""Weighs the places that a name may mean by what the article names near it and by its other places."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from llmextract.geocoding.spots import distance
from llmextract.geocoding.surroundings import Naming
from llmextract.verification import gazetteer
from llmextract.verification.gazetteer import Place, coordinates
from llmextract.verification.gazetteer.coordinates import Point

_COUNTRY: Final = 3.0
_PART: Final = 1.5
_NEIGHBOURS: Final = ((100.0, 1.0), (300.0, 0.6), (800.0, 0.3))
"""Kilometres to the nearest other place of the article, and what that is worth."""
_PEOPLE: Final = 0.3  # for each power of ten
_MARGIN: Final = 0.5
"""So much more than the next one must a place weigh to be meant."""
_SAME: Final = 30.0
"""Kilometres within which two places of a name are one for a map."""
_DOUBTED: Final = frozenset({"district"})
_SHARE: Final = 0.5
_LEAST: Final = 0.03
"""What of an article's naming a country must have for a place of it to be meant; a second-level part,
which the gazetteer knows only by name, needs half."""
_FAMOUS: Final = 250_000
_TIMES: Final = 20
_LARGE: Final = 50_000


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a name.

    Attributes:
        shares: of each country, how much of what is named tells it.
        parts: the parts of countries that are named near it, with how near.
        neighbours: where other places of the article lie.
    """

    shares: Mapping[str, float]
    parts: Sequence[tuple[Naming, float]]
    neighbours: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The place that is meant and why, or those between which nothing decides.

    Attributes:
        place: the one that is meant; ``None`` where nothing decides.
        basis: why.
        rivals: those that weigh about as much, itself included.
    """

    place: Place | None
    basis: str
    rivals: tuple[Place, ...] = ()


def chosen(places: Sequence[Place], around: Around) -> Chosen:
    """The place that is meant among those of one name.

    Args:
        places: those that bear the name and can be meant.
        around: what stands around the name.
    """
    if around.shares:
        places = [one for one in places if _is_possible(one, places, around)]
    if not places:
        return Chosen(None, "")
    weighed = sorted(
        ((_weight(one, around), one) for one in places),
        key=lambda pair: (-pair[0], -pair[1].population, pair[1].id),
    )
    best, first = weighed[0]
    others = [(weight, one) for weight, one in weighed if not _is_same(one, first)]
    # Where nothing is named around it, its people alone must settle it.
    least = best - _MARGIN if around.shares else -math.inf
    rivals = tuple(one for weight, one in others if weight > least)
    if rivals and not _stands_out(first, rivals):
        return Chosen(None, "", (first, *rivals))
    return Chosen(first, _basis(first, len(places), around))


def _is_possible(place: Place, places: Sequence[Place], around: Around) -> bool:
    """Whether the article speaks of a place's country, or everybody knows the place by its name."""
    share = max((around.shares.get(code, 0.0) for code in place.country.split()), default=0.0)
    if place.kind in _DOUBTED:
        return share >= _SHARE
    if share >= _LEAST:
        return True
    others = [one for one in places if one is not place]
    return place.kind == "city" and place.population >= _FAMOUS and _stands_out(place, others)


def _weight(place: Place, around: Around) -> float:
    share = max((around.shares.get(code, 0.0) for code in place.country.split()), default=0.0)
    part = max((near for naming, near in around.parts if _lies_in(place, naming)), default=0.0)
    people = place.population if place.kind == "city" else 0
    return (
        _COUNTRY * share
        + _PART * part
        + _nearness(place, around.neighbours)
        + _PEOPLE * math.log10(1 + people)
    )


def _lies_in(place: Place, naming: Naming) -> bool:
    return bool(gazetteer.contains(naming.parts, [place]))


def _nearness(place: Place, neighbours: Sequence[Point]) -> float:
    point = coordinates.point_of(place)
    if point is None or not neighbours:
        return 0.0
    nearest = min(distance(point, one) for one in neighbours)
    return next((worth for within, worth in _NEIGHBOURS if nearest <= within), 0.0)


def _is_same(one: Place, other: Place) -> bool:
    """Whether two entries of the gazetteer are the same spot, or one stands for the other."""
    if one.id == other.id:
        return True
    first, second = coordinates.point_of(one), coordinates.point_of(other)
    return first is not None and second is not None and distance(first, second) <= _SAME


def _stands_out(first: Place, others: Sequence[Place]) -> bool:
    """Whether a city is so much larger than all others of its name together that it must be meant.

    People write which hamlet they mean.
    """
    return (
        all(one.kind == "city" for one in (first, *others))
        and first.population >= _LARGE
        and sum(one.population for one in others) * _TIMES <= first.population
    )


def _basis(place: Place, count: int, around: Around) -> str:
    told = []
    near = next((naming for naming, _ in around.parts if _lies_in(place, naming)), None)
    if near is not None:
        told.append(f"the text names {near.name} near it")
    elif any(around.shares.get(code) for code in place.country.split()):
        told.append(f"the article is about {gazetteer.country_name(place.country).title()}")
    else:
        told.append("the best known place of the name")
    if count > 1:
        told.append(f"chosen of {count} of the name")
    return "; ".join(told)

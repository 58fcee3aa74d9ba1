"""Links the parts of countries, known by ISO codes, with what the places' source calls them.

The two sources share a code in few countries.  Elsewhere the place that is a part's seat says which
one it is: by our table of seats, else the largest place of the country with the part's own name,
since parts are usually named after their seats.  What remains single on both sides is a pair.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from llmextract.verification.spelling import fold_place

SURE = 10**12
"""In place of its people, of an entry of the places' source that is the part itself: it tells what the part
is called better than any town of its name."""
_ALIAS = 20
"""A town that bears a name as one of several needs so many times the people to be who is meant by it."""
_ISO_CODED = frozenset(("BE", "CH", "ME", "US"))
"""Countries of whose parts the places' source has the ISO codes (its readme.txt, admin1 codes)."""

Rank = tuple[int, int, str]
"""A place by its people, its id times -1, and what the source calls its part."""


class Part(Protocol):
    """A part of a country, as ``compiling.Row``."""

    @property
    def country(self) -> str:
        """ISO code of the country."""
        ...

    @property
    def region(self) -> str:
        """ISO code of the part."""
        ...

    @property
    def spellings(self) -> tuple[str, ...]:
        """Its folded names."""
        ...


class Seat(NamedTuple):
    """A seat: the folded name by which the gazetteer finds it, and its id there."""

    key: str
    id: int


class Links:
    """What the places' source calls each part of a country.

    Args:
        parts: the parts of all countries.
        seats: ISO code of a part -> the name of its seat.

    Attributes:
        names: names of parts and seats; only places that bear one need be seen.
    """

    def __init__(self, parts: Sequence[Part], seats: Mapping[str, str]) -> None:
        self._parts = parts
        self._seats = {code: fold_place(name) for code, name in seats.items()}
        self.names = frozenset(key for part in parts for key in part.spellings).union(
            self._seats.values()
        )
        self._largest: dict[tuple[str, str], Rank] = {}
        self._bearers: dict[tuple[str, str], dict[str, tuple[int, Rank]]] = defaultdict(dict)
        self._regions: dict[str, set[str]] = defaultdict(set)

    def see(self, country: str, keys: Collection[str], rank: Rank) -> None:
        """Note a place that bears the name of a part or of a seat.

        Args:
            country: its ISO code.
            keys: its folded names, the principal one first.
            rank: its people (or SURE), its id times -1, and what the source calls its part.
        """
        principal = next(iter(keys))
        for key in self.names.intersection(keys):
            known = self._largest.get((country, key), rank)
            self._largest[country, key] = max(rank, known)
            if rank[0] < SURE:
                weight = rank[0] if key == principal else rank[0] // _ALIAS
                bearers, own = self._bearers[country, key], (weight, rank)
                bearers[rank[2]] = max(own, bearers.get(rank[2], own))

    def see_regions(self, regions: Iterable[tuple[str, str]]) -> None:
        """Note the parts that the source knows: country and code."""
        for country, code in regions:
            self._regions[country].add(f"{country}.{code}")

    def found(self) -> dict[str, str]:
        """ISO code of a part -> what the places' source calls it; no two share one by their seats."""
        links = self._by_code() | self._by_name(SURE)
        self._by_seat(links)
        links = self._by_name() | links
        for country, regions in self._regions.items():
            left = regions.difference(links.values())
            codes = [
                p.region for p in self._parts if p.country == country and p.region not in links
            ]
            if len(left) == len(codes) == 1:
                links[codes[0]] = left.pop()
        return links

    def seats(self, links: Mapping[str, str]) -> dict[str, Seat]:
        """ISO code of a part -> its seat: a place that bears the name, in the part where one does.

        Args:
            links: what :meth:`found` gave.
        """
        found = {}
        for part in self._parts:
            key = self._seats.get(part.region, "")
            bearers = self._bearers.get((part.country, key), {})
            inside = bearers.get(links.get(part.region, ""))
            best = inside or max(bearers.values(), default=None)
            if best is not None:
                found[part.region] = Seat(key, -best[1][1])
        return found

    def _by_code(self) -> dict[str, str]:
        """Those of countries in which both sources have the same codes."""
        codes = {part.region: part.region.replace("-", ".", 1) for part in self._parts}
        return {
            part.region: codes[part.region]
            for part in self._parts
            if part.country in _ISO_CODED and codes[part.region] in self._regions[part.country]
        }

    def _by_name(self, least: int = 0) -> dict[str, str]:
        """By the largest place of the country that bears the part's name."""
        links = {}
        for part in self._parts:
            keys = ((part.country, key) for key in part.spellings)
            ranks = [self._largest[key] for key in keys if key in self._largest]
            if ranks and max(ranks)[0] >= least:
                links[part.region] = max(ranks)[2]
        return links

    def _by_seat(self, links: dict[str, str]) -> None:
        """By where a place lies that bears the seat's name, the surest first; none is taken twice."""
        taken = set(links.values())
        ranked = sorted(
            (
                (bearer, self._seats[part.region] in part.spellings, part.region)
                for part in self._parts
                if part.region not in links
                for bearer in self._bearers.get(
                    (part.country, self._seats.get(part.region, "")), {}
                ).values()
            ),
            reverse=True,
        )
        for (_, (_, _, region)), _, code in ranked:
            if code not in links and region not in taken:
                links[code] = region
                taken.add(region)

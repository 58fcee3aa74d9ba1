"""Says where on the map the places of an export's entries lie, or why that is not known.

A place counts where the verifier says that the text carries it, or names it as a point of reference;
where it lies is told by :mod:`llmextract.geocoding` from all that its article names.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from llmextract.geocoding import PRECISIONS, At, Geocoder, Mentioned, Precision, Spot
from llmextract.outputs.countries import country_of
from llmextract.outputs.entries import Entry, Export, Told
from llmextract.records import Document, Finding, Verdict
from llmextract.schema.outline import Field, Outline, outline_of
from llmextract.verification.datelines import HEAD_PARAGRAPHS, find_dateline

__all__ = [
    "LOCATED",
    "PRECISIONS",
    "Located",
    "Placing",
    "Precision",
    "Spot",
    "located",
    "place_row",
]


@dataclass(frozen=True, slots=True)
class Located:
    """Where an entry lies.

    Attributes:
        places: each place that its record names, with where that lies.
    """

    places: tuple[tuple[str, Spot], ...] = ()

    @property
    def sure(self) -> list[tuple[str, Spot]]:
        """The places on the map, without those that only say in which part of which country another lies."""
        placed = [(name, spot) for name, spot in self.places if spot.point is not None]
        return [one for one in placed if not _is_around_another(one[1], placed)]

    @property
    def best(self) -> tuple[str, Spot]:
        """The finest of them, the first of several; no name and no point where none is sure."""
        return min(self.sure, key=lambda one: _rank(one[1]), default=("", Spot()))

    @property
    def coarsest(self) -> Precision | None:
        """The precision of the least exact of them."""
        return max((spot for _, spot in self.sure), key=_rank, default=Spot()).precision

    @property
    def why_none(self) -> str | None:
        """Why it is not on the map; ``None`` where it is."""
        if self.sure:
            return None
        if not self.places:
            return "the record names no place"
        return "; ".join(f"{name}: {spot.reason}" for name, spot in self.places)


def _rank(spot: Spot) -> int:
    return PRECISIONS.index(spot.precision) if spot.precision else len(PRECISIONS)


def _is_around_another(spot: Spot, placed: list[tuple[str, Spot]]) -> bool:
    return spot.precision not in {"exact", "district"} and any(
        _rank(one) < _rank(spot) and one.country == spot.country for _, one in placed
    )


_Shown = Callable[[Located], str | float | None]
LOCATED: Final[Mapping[str, _Shown]] = {
    "place": lambda one: one.best[0] or None,
    "latitude": lambda one: _latitude(one.best[1]),
    "longitude": lambda one: _longitude(one.best[1]),
    "geo_precision": lambda one: one.best[1].precision,
    "country": lambda one: _country(one.best[1]),
    "country_code": lambda one: one.best[1].country or None,
    "geo_reason": lambda one: one.why_none or one.best[1].basis or None,
}
"""The columns that tables of a class with places have: one point, the finest that is sure."""


def place_row(name: str, spot: Spot) -> dict[str, str | float | None]:
    """A place as plain JSON: where it lies, how exactly, by what and why."""
    return {
        "name": name,
        "latitude": _latitude(spot),
        "longitude": _longitude(spot),
        "precision": spot.precision,
        "point_of": spot.name or None,
        "country": _country(spot),
        "country_code": spot.country or None,
        "reason": spot.reason or None,
        "basis": spot.basis or None,
    }


def _latitude(spot: Spot) -> float | None:
    return spot.point.latitude if spot.point else None


def _longitude(spot: Spot) -> float | None:
    return spot.point.longitude if spot.point else None


def _country(spot: Spot) -> str | None:
    found = country_of(spot.country)
    return found.name if found else None


def located(export: Export) -> Iterator[tuple[Document, Entry, Located]]:
    """Each entry of an export with its document and where it lies, nowhere for a class without places."""
    outline = outline_of(export.record)
    for told in export.documents:
        placing = Placing(told, outline)
        for entry in told.entries:
            yield told.document, entry, placing.located(entry)


class Placing:
    """Puts the places of one document's entries on the map.

    Args:
        told: the document with all that is told of it.
        outline: the class of the records.
    """

    def __init__(self, told: Told, outline: Outline) -> None:
        self._outline = outline
        paragraphs = [one.paragraph for one in told.extractions]
        texts = [one.text for one in paragraphs]
        self._starts = [one.start for one in paragraphs]
        self._numbers = {one.index: number for number, one in enumerate(paragraphs)}
        datelines = (find_dateline(text) for text in texts[:HEAD_PARAGRAPHS])
        document = told.document
        self._geocoder = Geocoder(
            texts,
            title=document.title or "",
            dateline=document.dateline or next(filter(None, datelines), ""),
            places=[
                place
                for entry in told.entries
                for place, found in self._mentioned(entry)
                if found is not None and found.verdict is not Verdict.UNSUPPORTED
            ],
        )

    def located(self, entry: Entry) -> Located:
        """Where an entry of the document lies.

        Args:
            entry: one of the document's entries.
        """
        return Located(
            tuple((place.name, self._spot(place, found)) for place, found in self._mentioned(entry))
        )

    def _spot(self, place: Mentioned, found: Finding | None) -> Spot:
        """Where a place lies; one that is only a point of reference ("south of it") is not exact."""
        if found is None or not (found.verdict.is_carried or found.verdict is Verdict.PARTLY):
            return Spot(reason=_not_sure(found))
        spot = self._geocoder.locate(place)
        if spot.point is None or found.verdict is not Verdict.PARTLY:
            return spot
        precision: Precision = PRECISIONS[max(_rank(spot), PRECISIONS.index("district"))]
        return replace(spot, precision=precision, basis=f"{found.reason}; {spot.basis}")

    def _mentioned(self, entry: Entry) -> Iterator[tuple[Mentioned, Finding | None]]:
        findings = {finding.field: finding for finding in entry.findings}
        for field in self._outline.of_kind("place"):
            for path, item in field.items(entry.record or {}):
                name = field.called(item)
                if not name:
                    continue
                found = findings.get(f"{path}.{field.head}" if field.head else path)
                part = field.part_found("kind")
                kind = str(item.get(part) or "") if part and isinstance(item, Mapping) else ""
                at = self._at(found, entry)
                yield Mentioned(name, kind, tuple(_within(field, item)), at), found

    def _at(self, found: Finding | None, entry: Entry) -> At | None:
        """Where a place stands: at the words that carry it, else in the entry's first paragraph."""
        if found is not None and found.spans and found.spans[0].where == "text":
            start = found.spans[0].start
            number = bisect_right(self._starts, start) - 1
            if number >= 0:
                return At(number, start - self._starts[number])
        number = self._numbers.get(entry.paragraphs[0], -1) if entry.paragraphs else -1
        return At(number) if number >= 0 else None


def _not_sure(found: Finding | None) -> str:
    return "nobody checked it" if found is None else f"is {found.verdict}: {found.reason}"


def _within(field: Field, item: Any) -> list[str]:
    part = field.part_found("within")
    said = item.get(part) if part and isinstance(item, Mapping) else None
    return [one for one in said if isinstance(one, str)] if isinstance(said, list | tuple) else []

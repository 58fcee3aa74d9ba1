"""GeoJSON (RFC 7946): a feature for each incident, at the places that are sure, for a map.

A place counts where the verifier says that the text carries it and :mod:`llmextract.outputs.placing`
knows where it lies.  An incident at several places is a ``MultiPoint``; one at none has no geometry
and says why.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from llmextract.outputs.columns import Judgement, free_name, judgements
from llmextract.outputs.entries import Entry, Export, Told
from llmextract.outputs.placing import PRECISIONS, Spot, countries_of, locate
from llmextract.outputs.summary import summary
from llmextract.records import Document, Finding
from llmextract.schema.outline import Field, Outline, outline_of

_OURS = (
    "id document source title published paragraphs also_in background paragraph record failure "
    "precision geometry_reason places summary"
)


def write(export: Export) -> Iterator[str]:
    """The collection, one feature a line."""
    features = Features(export)
    yield '{"type": "FeatureCollection", "features": ['
    between = "\n"
    for told in export.documents:
        countries = features.countries(told)
        for entry in told.entries:
            feature = features.feature(told.document, entry, countries)
            yield between + json.dumps(feature, ensure_ascii=False)
            between = ",\n"
    yield "\n]}\n"


class Features:
    """Makes features of the entries of one export, and knows where the places of each lie."""

    def __init__(self, export: Export) -> None:
        self._outline: Outline = outline_of(export.record)
        self._is_merged = export.is_merged
        taken = set(_OURS.split())
        self._names: dict[str, str] = {}
        for field in self._outline.fields:
            self._names[field.name] = free_name(field.name, taken)
            taken.add(self._names[field.name].lower())
        self._judgements: dict[str, list[Judgement]] = {}
        for field in self._outline.fields:
            own = judgements(field, is_drawn=export.is_drawn, taken=taken)
            self._judgements[field.name] = own
            taken |= {one.name.lower() for one in own}

    def countries(self, told: Told) -> frozenset[str]:
        """The countries of an article: by its words and by the places of its incidents."""
        texts = [told.document.title or "", *(one.paragraph.text for one in told.extractions)]
        places = [
            name
            for entry in told.entries
            for field in self._outline.of_kind("place")
            for _, item in field.items(entry.record or {})
            for name in (field.called(item), *_within(field, item))
        ]
        return countries_of(texts, places)

    def feature(
        self, document: Document, entry: Entry, countries: frozenset[str]
    ) -> dict[str, Any]:
        """One feature."""
        spots = list(self.spots(entry, countries))
        sure = finest([spot for _, _, spot in spots if spot.point is not None])
        properties: dict[str, Any] = {
            "document": document.id,
            "source": document.source,
            "title": document.title,
            "published": document.published,
        }
        if self._is_merged:
            properties["id"] = entry.id or None
            properties["paragraphs"] = entry.where
            properties["also_in"] = entry.elsewhere(document)
            properties["background"] = entry.is_background
        else:
            properties |= {"paragraph": entry.where[0], "record": entry.place}
            properties["failure"] = entry.failure.message if entry.failure else None
        properties["summary"] = summary(entry, self._outline)
        for name, shown in self._names.items():
            properties[shown] = (entry.record or {}).get(name)
            properties |= {one.name: one.of(entry) for one in self._judgements[name]}
        coarsest = max((PRECISIONS.index(s.precision) for s in sure if s.precision), default=None)
        properties["precision"] = None if coarsest is None else PRECISIONS[coarsest]
        properties["geometry_reason"] = None if sure else _why_none(spots)
        properties["places"] = [_told(name, spot) for _, name, spot in spots]
        return {"type": "Feature", "geometry": _geometry(sure), "properties": properties}

    def spots(self, entry: Entry, countries: frozenset[str]) -> Iterator[tuple[Field, str, Spot]]:
        """Each place of a record with where it lies."""
        findings = {finding.field: finding for finding in entry.findings}
        for field in self._outline.of_kind("place"):
            for path, item in field.items(entry.record or {}):
                name = field.called(item)
                found = findings.get(f"{path}.{field.head}" if field.head else path)
                if not name:
                    continue
                if found is None or not found.verdict.is_carried:
                    yield field, name, Spot(reason=_not_sure(found))
                    continue
                part = field.part_found("kind")
                kind = str(item.get(part) or "") if part and isinstance(item, Mapping) else ""
                yield field, name, locate(name, kind, _within(field, item), countries)


def _not_sure(found: Finding | None) -> str:
    return "nobody checked it" if found is None else f"is {found.verdict}: {found.reason}"


def _within(field: Field, item: Any) -> list[str]:
    part = field.part_found("within")
    said = item.get(part) if part and isinstance(item, Mapping) else None
    return [one for one in said if isinstance(one, str)] if isinstance(said, list | tuple) else []


def finest(spots: list[Spot]) -> list[Spot]:
    """The spots without those that only say in which province or country another one lies."""
    kept = []
    for spot in spots:
        finer = [
            one
            for one in spots
            if one.precision
            and spot.precision
            and PRECISIONS.index(one.precision) < PRECISIONS.index(spot.precision)
            and one.country == spot.country
        ]
        if spot.precision in {"exact", "district"} or not finer:
            kept.append(spot)
    return kept


def _geometry(spots: list[Spot]) -> dict[str, Any] | None:
    """A point, several, or none; longitude first, as the format has it."""
    points = dict.fromkeys(
        (spot.point.longitude, spot.point.latitude) for spot in spots if spot.point is not None
    )
    if not points:
        return None
    if len(points) == 1:
        return {"type": "Point", "coordinates": list(next(iter(points)))}
    return {"type": "MultiPoint", "coordinates": [list(one) for one in points]}


def _why_none(spots: list[tuple[Field, str, Spot]]) -> str:
    if not spots:
        return "the record names no place"
    return "; ".join(f"{name}: {spot.reason}" for _, name, spot in spots)


def _told(name: str, spot: Spot) -> dict[str, Any]:
    """A place in the properties."""
    return {
        "name": name,
        "precision": spot.precision,
        "point_of": spot.name or None,
        "country": spot.country or None,
        "reason": spot.reason or None,
    }

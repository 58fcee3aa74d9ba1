"""GeoJSON (RFC 7946): a feature for each incident, at the places that are sure, for a map.

A place counts where the verifier says that the text carries it and :mod:`llmextract.outputs.placing`
knows where it lies.  An incident at several places is a ``MultiPoint``; one at none has no geometry
and says why.
"""

import json
from collections.abc import Iterator
from typing import Any

from llmextract.outputs.columns import Judgement, free_name, judgements
from llmextract.outputs.entries import Entry, Export, Told
from llmextract.outputs.placing import PRECISIONS, Placing, Spot
from llmextract.outputs.summary import summary
from llmextract.records import Document
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
        placing = features.placing(told)
        for entry in told.entries:
            feature = features.feature(told.document, entry, placing)
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

    def placing(self, told: Told) -> Placing:
        """Knows where the places of a document's entries lie."""
        return Placing(told, self._outline)

    def feature(self, document: Document, entry: Entry, placing: Placing) -> dict[str, Any]:
        """One feature."""
        spots = list(placing.spots(entry))
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
        "basis": spot.basis or None,
    }

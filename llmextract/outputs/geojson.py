"""GeoJSON (RFC 7946): a feature for each incident, at the places that are sure, for a map.

Where it lies is told by :mod:`llmextract.outputs.placing`.  An incident at several places is a
``MultiPoint``; one at none has no geometry and says why.
"""

import json
from collections.abc import Iterator
from typing import Any

from llmextract.outputs.columns import Judgement, free_name, judgements
from llmextract.outputs.entries import Entry, Export
from llmextract.outputs.placing import LOCATED, Located, located, place_row
from llmextract.outputs.summary import summary
from llmextract.records import Document
from llmextract.schema.outline import Outline, outline_of

_OURS = (
    "id document source title published paragraphs also_in background paragraph record failure "
    "precision geometry_reason country country_code places summary"
)


def write(export: Export) -> Iterator[str]:
    """The collection, one feature a line."""
    features = _Features(export)
    yield '{"type": "FeatureCollection", "features": ['
    between = "\n"
    for document, entry, where in located(export):
        yield between + json.dumps(features.feature(document, entry, where), ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


class _Features:
    """Makes features of the entries of one export."""

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

    def feature(self, document: Document, entry: Entry, where: Located) -> dict[str, Any]:
        """One feature."""
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
        properties["precision"] = where.coarsest
        properties["geometry_reason"] = where.why_none
        properties |= {name: LOCATED[name](where) for name in ("country", "country_code")}
        properties["places"] = [place_row(*one) for one in where.places]
        return {"type": "Feature", "geometry": _geometry(where), "properties": properties}


def _geometry(where: Located) -> dict[str, Any] | None:
    """A point, several, or none; longitude first, as the format has it."""
    points = dict.fromkeys(
        (spot.point.longitude, spot.point.latitude) for _, spot in where.sure if spot.point
    )
    if not points:
        return None
    if len(points) == 1:
        return {"type": "Point", "coordinates": list(next(iter(points)))}
    return {"type": "MultiPoint", "coordinates": [list(one) for one in points]}

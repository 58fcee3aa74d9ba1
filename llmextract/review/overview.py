"""The incidents of a run as a page shows them: a table, a map, a timeline, counts by actor."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from llmextract.incidents import Figures
from llmextract.outputs import Entry, Export
from llmextract.outputs.pictures import drawing
from llmextract.outputs.pictures.gathering import Happening, happenings
from llmextract.outputs.pictures.map_svg import CREDIT
from llmextract.outputs.pictures.mapping import map_of
from llmextract.outputs.pictures.timing import LANE, timeline_of
from llmextract.review.values import Value, values_of
from llmextract.schema.outline import Outline

Members = Mapping[tuple[int, int, int], int]
"""Number of a record on the page by document, paragraph and its place in that."""


def overview(export: Export, outline: Outline, members: Members) -> dict[str, Any]:
    """What a page shows of the incidents, as plain JSON.

    Args:
        export: documents with their incidents, each explained; read twice.
        outline: the class of the records.
        members: numbers of the records that incidents were made of.
    """
    shown = list(happenings(export))
    ids: dict[str, int] = {}
    for number, told in enumerate(export.documents):
        ids.setdefault(told.document.id, number)
    entries = [
        (number, entry)
        for number, told in enumerate(export.documents)
        for entry in told.entries
        if entry.record is not None
    ]
    return {
        "incidents": [
            _incident(one, document, entry, outline, members, ids)
            for one, (document, entry) in zip(shown, entries, strict=True)
        ],
        "columns": [
            {"name": field.name, "kind": field.kind, "words": list(field.words)}
            for field in outline.fields
            if not field.evidence
        ],
        "map": _map(shown),
        "timeline": _timeline(shown),
        "actors": _actors([entry for _, entry in entries], outline),
        "sides": [field.name for field in outline.fields if field.lists_names],
        "counts": [field.name for field in outline.of_kind("number") if not field.parts],
    }


def _incident(
    one: Happening,
    document: int,
    entry: Entry,
    outline: Outline,
    members: Members,
    ids: Mapping[str, int],
) -> dict[str, Any]:
    assert entry.record is not None
    cells: dict[str, list[dict[str, Any]]] = {}
    for value in values_of(entry.record, entry.findings, outline):
        if not value.is_minor and value.text:
            figures = entry.figures.get(value.path)
            cells.setdefault(value.field.name, []).append(_cell(value, figures))
    return {
        "document": document,
        "heading": drawing.clean(one.heading),
        "paragraphs": [index + 1 for index in entry.paragraphs],
        "records": _made_of(entry, document, members, ids),
        "cells": cells,
        "first": one.days[0].isoformat() if one.days else None,
        "last": one.days[1].isoformat() if one.days else None,
        "background": one.is_background,
        "unplaced": [f"{drawing.clean(name)}: {reason}" for name, reason in one.unplaced],
    }


def _made_of(entry: Entry, document: int, members: Members, ids: Mapping[str, int]) -> list[int]:
    """Numbers of the records that an incident was made of, those of other documents too."""
    merge = entry.merge or {}
    rows = [(document, row) for row in merge.get("records", ())]
    for other in merge.get("elsewhere", ()):
        rows += [(ids[other["document"]], row) for row in other["records"]]
    return [members[number, row["paragraph"], row["record"]] for number, row in rows]


def _cell(value: Value, figures: Figures | None) -> dict[str, Any]:
    row = {
        "text": value.text,
        "mark": value.mark,
        "number": value.raw if value.leaf.kind == "number" else None,
        "alarm": value.is_alarming,
    }
    if figures is not None and figures.low != figures.high:
        bounds = (
            f"{figures.low} or more" if figures.high is None else f"{figures.low} to {figures.high}"
        )
        row["told"] = f"told as {bounds}"
    return row


def _map(shown: Sequence[Happening]) -> dict[str, Any] | None:
    chart = map_of(shown)
    if chart is None:
        return None
    return {
        "width": chart.width,
        "height": chart.height,
        "land": [drawing.path(one.rings) for one in chart.countries],
        "names": [asdict(one) for one in chart.names],
        "places": [
            asdict(one) | {"numbers": [number - 1 for number in one.numbers]}
            for one in chart.places
        ],
        "missing": [number - 1 for number in chart.missing],
        "credit": CREDIT,
    }


def _timeline(shown: Sequence[Happening]) -> dict[str, Any] | None:
    line = timeline_of(shown, is_labelled=False)
    if line is None:
        return None
    return {
        "width": line.width,
        "lanes": line.lanes,
        "lane": LANE,
        "ticks": [list(tick) for tick in line.ticks],
        "bars": [
            {
                "incident": bar.number - 1,
                "lane": bar.lane,
                "left": bar.left,
                "right": bar.right,
                "days": bar.days,
                "hinted": bar.is_hinted,
            }
            for bar in line.bars
        ],
        "undated": [number - 1 for number in line.undated],
    }


def _actors(entries: Iterable[Entry], outline: Outline) -> list[dict[str, Any]]:
    """Each of those who act and are hit, with the incidents that they stand in on each side.

    Somebody in other words is one with them where merging says so.
    """
    sides = [field for field in outline.fields if field.lists_names]
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    written: dict[str, str] = {}
    for number, entry in enumerate(entries):
        called = {one.field: one.name for one in entry.called}
        for field in sides:
            for path, item in field.items(entry.record or {}):
                name = " ".join(called.get(path, field.called(item)).split())
                key = name.casefold()
                if key and number not in found[key][field.name]:
                    found[key][field.name].append(number)
                    written.setdefault(key, name)
    rows = [
        {"name": written[key], "sides": {side: list(of) for side, of in told.items()}}
        for key, told in found.items()
        if key
    ]
    return sorted(rows, key=lambda row: (-sum(map(len, row["sides"].values())), row["name"]))

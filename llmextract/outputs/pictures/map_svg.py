"""The incidents of an export on a map, as SVG and as PNG."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from pathlib import Path

from llmextract.outputs.entries import Export
from llmextract.outputs.pictures import drawing
from llmextract.outputs.pictures.drawing import add
from llmextract.outputs.pictures.gathering import Happening, happenings
from llmextract.outputs.pictures.mapping import FONT, Map, Place, map_of, placed
from llmextract.outputs.pictures.raster import png

_FOOT = 44.0
KEY = "Filled: the place itself; ring: a point for a district, a province or a country."
CREDIT = "Outlines: Natural Earth (public domain); they take no side on any border."


def write(export: Export) -> Iterator[str]:
    """The picture."""
    yield svg(list(happenings(export)))


def save(export: Export, path: Path) -> None:
    """Write the picture in pixels."""
    path.write_bytes(png(svg(list(happenings(export)))))


def svg(shown: Sequence[Happening]) -> str:
    """The map of some incidents; a page that says so where no place is known."""
    chart = map_of(shown)
    if chart is None:
        root = drawing.picture(480, 60, "Map of incidents", "No place is known.")
        add(
            root, "text", "No incident has a place that is known.", x="16", y="36", fill=drawing.INK
        )
        return drawing.written(root)
    on_it = len(shown) - len(chart.missing)
    told = f"{on_it} of {len(shown)} incidents at {len(chart.places)} places"
    root = drawing.picture(chart.width, chart.height + _FOOT, "Map of incidents", told)
    _land(root, chart)
    headings = {one.number: one.heading for one in shown}
    for place in reversed(chart.places):  # the small ones above the large ones
        _place(root, place, headings)
    for place in chart.places:
        if place.label is not None and place.label.zoom <= 1:
            x, y, anchor = placed((place.x, place.y, place.radius), place.label.side)
            _label(root, place.label.text, x, y, fill=drawing.INK, text_anchor=anchor)
    note = f"{told}. {KEY}"
    foot = chart.height
    add(root, "rect", y=f"{foot:g}", width=f"{chart.width:g}", height=f"{_FOOT:g}", fill="#ffffff")
    add(root, "text", note, x="8", y=f"{foot + 18:g}", font_size="12", fill=drawing.INK)
    add(root, "text", CREDIT, x="8", y=f"{foot + 36:g}", font_size="11", fill=drawing.SOFT)
    return drawing.written(root)


def _land(root: ET.Element, chart: Map) -> None:
    add(root, "rect", width=f"{chart.width:g}", height=f"{chart.height:g}", fill=drawing.SEA)
    land = add(
        root,
        "g",
        fill=drawing.LAND,
        stroke=drawing.RULE,
        stroke_width="0.8",
        fill_rule="evenodd",
    )
    for country in chart.countries:
        add(land, "path", d=drawing.path(country.rings))
    for name in chart.names:
        look = {"fill": drawing.SOFT, "letter_spacing": "1", "opacity": "0.75"}
        _label(root, name.text, name.x, name.y, text_anchor="middle", **look)


def _place(root: ET.Element, place: Place, headings: dict[int, str]) -> None:
    look = (
        {"fill": drawing.POINT, "stroke": drawing.POINT_EDGE, "stroke_width": "1.5"}
        if place.is_exact
        else {"fill": drawing.POINT, "fill_opacity": "0.15", "stroke": drawing.POINT}
        | {"stroke_width": "2", "stroke_dasharray": "3 2"}
    )
    at = {"cx": f"{place.x:g}", "cy": f"{place.y:g}", "r": f"{place.radius:g}"}
    circle = add(root, "circle", **at, **look)
    told = "; ".join(f"{number}. {headings[number]}" for number in place.numbers)
    add(circle, "title", f"{place.name} ({place.precision}): {told}")


def _label(root: ET.Element, text: str, x: float, y: float, **look: str) -> None:
    halo = {"stroke": "#ffffff", "stroke_width": "3", "paint_order": "stroke"}
    add(root, "text", text, x=f"{x:g}", y=f"{y:g}", font_size=f"{FONT:g}", **halo, **look)

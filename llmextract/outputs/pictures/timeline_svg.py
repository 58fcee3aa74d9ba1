"""The incidents of an export on a timeline, as SVG and as PNG."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from pathlib import Path

from llmextract.outputs.entries import Export
from llmextract.outputs.pictures import drawing
from llmextract.outputs.pictures.drawing import add
from llmextract.outputs.pictures.gathering import Happening, happenings
from llmextract.outputs.pictures.raster import png
from llmextract.outputs.pictures.timing import LANE, MARGIN, Bar, timeline_of

_TOP = 34.0
_FOOT = 34.0


def write(export: Export) -> Iterator[str]:
    """The picture."""
    yield svg(list(happenings(export)))


def save(export: Export, path: Path) -> None:
    """Write the picture in pixels."""
    path.write_bytes(png(svg(list(happenings(export)))))


def svg(shown: Sequence[Happening]) -> str:
    """The timeline of some incidents; a page that says so where the day of none is known."""
    line = timeline_of(shown)
    if line is None:
        root = drawing.picture(480, 60, "Timeline of incidents", "No day is known.")
        add(root, "text", "No incident has a day that is known.", x="16", y="36", fill=drawing.INK)
        return drawing.written(root)
    told = f"{len(line.bars)} of {len(shown)} incidents have a day that is known."
    if any(bar.is_hinted for bar in line.bars):
        told += " Outlined: a day that the text only hints at."
    bottom = _TOP + line.lanes * LANE + 8
    root = drawing.picture(line.width, bottom + _FOOT, "Timeline of incidents", told)
    for x, words in line.ticks:
        ends = {"x1": f"{x:g}", "x2": f"{x:g}", "y1": f"{_TOP - 6:g}", "y2": f"{bottom:g}"}
        add(root, "line", **ends, stroke=drawing.RULE)
        add(root, "text", words, x=f"{x:g}", y="20", font_size="12", fill=drawing.INK)
    by_number = {one.number: one for one in shown}
    for bar in line.bars:
        add_bar(root, bar, by_number[bar.number])
    add(
        root, "text", told, x=f"{MARGIN:g}", y=f"{bottom + 22:g}", font_size="12", fill=drawing.SOFT
    )
    return drawing.written(root)


def add_bar(root: ET.Element, bar: Bar, one: Happening) -> None:
    """A bar, and beside it what it is."""
    y = _TOP + bar.lane * LANE
    opacity = "0.12" if bar.is_hinted else "0.35" if one.is_background else "0.85"
    look = {"fill": drawing.POINT, "fill_opacity": opacity}
    if bar.is_hinted:
        look |= {"stroke": drawing.POINT, "stroke_dasharray": "3 2"}
    size = {"width": f"{bar.right - bar.left:.1f}", "height": f"{LANE - 5:g}", "rx": "2"}
    block = add(root, "rect", x=f"{bar.left:g}", y=f"{y:g}", **size, **look)
    add(block, "title", f"{bar.days}: {one.heading}")
    if bar.label:
        x, anchor = (bar.left - 4, "end") if bar.is_label_before else (bar.right + 4, "start")
        at = {"x": f"{x:g}", "y": f"{y + LANE - 8:g}", "text_anchor": anchor}
        halo = {"stroke": "#ffffff", "stroke_width": "3", "paint_order": "stroke"}
        add(root, "text", bar.label, **at, **halo, font_size="11", fill=drawing.INK)

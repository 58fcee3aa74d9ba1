"""SVG out of elements: text is escaped by the library, and what XML or a reader's eye cannot bear goes."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from llmextract.cells import plain
from llmextract.outputs.pictures.outlines import Ring

INK, SOFT, RULE, LAND, SEA = "#1c1f23", "#555c66", "#b9c0c9", "#f1efe9", "#dfe8ee"
POINT, POINT_EDGE = "#b3261e", "#ffffff"
FACE = "system-ui, 'Noto Sans', 'DejaVu Sans', Arial, sans-serif"
_UNFIT = re.compile("[\ud800-\udfff\ufffe\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Halves of characters, which XML forbids, and marks that turn the direction of what follows."""


def clean(text: str) -> str:
    """Text in one line that any picture can hold."""
    return _UNFIT.sub("", plain(text))


def picture(width: float, height: float, title: str, description: str) -> ET.Element:
    """An empty picture on white, with the words that a screen reader says."""
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width:g} {height:g}",
            "width": f"{width:g}",
            "height": f"{height:g}",
            "role": "img",
            "font-family": FACE,
        },
    )
    add(root, "title", clean(title))
    add(root, "desc", clean(description))
    add(root, "rect", width=f"{width:g}", height=f"{height:g}", fill="#ffffff")
    return root


def add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    """A new element at the end of another; ``stroke_width`` becomes ``stroke-width``."""
    names = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    element = ET.SubElement(parent, tag, names)
    element.text = None if text is None else clean(text)
    return element


def path(rings: Sequence[Ring]) -> str:
    """The rings of a shape as the data of a path."""
    return "".join(
        f"M{'L'.join(f'{x:g},{y:g}' for x, y in ring)}Z" for ring in rings if len(ring) > 2
    )


def written(root: ET.Element) -> str:
    """The picture as the text of a file."""
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'

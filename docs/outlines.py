"""Makes llmextract/outputs/pictures/outlines.json from Natural Earth's countries at 1:50 million.

``python docs/outlines.py countries-50m.json``: the file is that of the npm package ``world-atlas``
2.0.2 (ISC), which is Natural Earth 4.1 (public domain) as TopoJSON.  Borders that two countries share
are one arc there and here, so that no gap opens between them.
"""

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "llmextract" / "outputs" / "pictures" / "outlines.json"
PER_DEGREE = 100
TOLERANCE = 3.0
"""In hundredths of a degree: some 3 km, less than a pixel on a map of one country."""

Point = tuple[int, int]


def main() -> None:
    """Read the atlas that is named and write what the package ships."""
    atlas = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    arcs = [simplified(points(arc, atlas["transform"])) for arc in atlas["arcs"]]
    countries = [
        {"name": one["properties"]["name"], "rings": list(rings(one))}
        for one in atlas["objects"]["countries"]["geometries"]
    ]
    rows = [
        '{"source": "Natural Earth 4.1, public domain, by way of world-atlas 2.0.2 (ISC)",',
        f'"per_degree": {PER_DEGREE},',
        '"countries": [',
        ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in countries),
        '],\n"arcs": [',
        ",\n".join(json.dumps(deltas(arc), separators=(",", ":")) for arc in arcs),
        "]}\n",
    ]
    TARGET.write_text("\n".join(rows), encoding="utf-8")


def points(arc: list[list[int]], transform: Any) -> list[Point]:
    """An arc in hundredths of a degree."""
    (wide, high), (left, low) = transform["scale"], transform["translate"]
    x = y = 0
    found = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        found.append((round((x * wide + left) * PER_DEGREE), round((y * high + low) * PER_DEGREE)))
    return found


def simplified(line: list[Point]) -> list[Point]:
    """The line without the points that change little (Douglas and Peucker); its ends stay."""
    kept = {0, len(line) - 1}
    open_stretches = [(0, len(line) - 1)]
    while open_stretches:
        first, last = open_stretches.pop()
        between = range(first + 1, last)
        at = max(between, key=lambda i: distance(line[i], line[first], line[last]), default=None)
        if at is not None and distance(line[at], line[first], line[last]) > TOLERANCE:
            kept.add(at)
            open_stretches += [(first, at), (at, last)]
    return [line[at] for at in sorted(kept)]


def distance(point: Point, start: Point, end: Point) -> float:
    """How far a point lies from a stretch; from its start where the stretch is a closed line's."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    if not length:
        return float(((x - x1) ** 2 + (y - y1) ** 2) ** 0.5)
    return float(abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length)


def deltas(line: list[Point]) -> list[int]:
    """The first point, then from each to the next: x, y, dx, dy, …."""
    out = [*line[0]]
    for (x, y), (a, b) in pairwise(line):
        out += [a - x, b - y]
    return out


def rings(country: Any) -> Any:
    """The rings of a country as lists of arcs; ``~n`` is arc ``n`` backwards."""
    shapes = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
    return (ring for shape in shapes for ring in shape)


if __name__ == "__main__":
    main()

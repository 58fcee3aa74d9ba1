"""Floors: a pinned quality below which a change may not fall, with the digest of what it was measured on.

A floor file is ``{"measured_on": SHA-256, "at_least": {PATH: FIGURE}, "at_most": {PATH: FIGURE}}``;
a path names a figure of ``evaluate --json`` with points, such as ``by_field.place.accuracy``.  The
digest keeps a floor from being met by easier cases: who changes what is measured has to pin anew,
on purpose.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from llmextract.errors import UsageError


def check(figures: Mapping[str, Any], floor_file: Path, measured_on: Path) -> list[str]:
    """What fell below its floor, a line each; empty when all hold.

    Args:
        figures: what ``evaluate --json`` prints.
        floor_file: the floors.
        measured_on: the cases or gold that the figures come from.

    Raises:
        UsageError: the floor file cannot be read, names no figure, or was pinned on other data.
    """
    floors = _read(floor_file)
    found = hashlib.sha256(measured_on.read_bytes()).hexdigest()
    if floors.get("measured_on") != found:
        raise UsageError(
            f"the floors in {floor_file} were pinned on other data than {measured_on}",
            hint=f'look at the change, then pin anew: "measured_on": "{found}"',
        )
    return list(_fallen(figures, floors, floor_file))


def _fallen(
    figures: Mapping[str, Any], floors: Mapping[str, Any], floor_file: Path
) -> Iterator[str]:
    for path, floor in floors.get("at_least", {}).items():
        value = _figure(figures, path, floor_file)
        if value < floor:
            yield f"{path} is {value}, below its floor of {floor}"
    for path, ceiling in floors.get("at_most", {}).items():
        value = _figure(figures, path, floor_file)
        if value > ceiling:
            yield f"{path} is {value}, above its ceiling of {ceiling}"


def _figure(figures: Mapping[str, Any], path: str, floor_file: Path) -> float:
    value: Any = figures
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    if not isinstance(value, int | float):
        raise UsageError(f"{floor_file} names {path!r}, which is no figure of this evaluation")
    return value


def _read(path: Path) -> Mapping[str, Any]:
    try:
        floors = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"the floor file {path} cannot be read: {error}") from error
    if not isinstance(floors, dict) or not ({"at_least", "at_most"} & set(floors)):
        raise UsageError(f"the floor file {path} has neither at_least nor at_most")
    return floors

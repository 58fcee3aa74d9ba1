"""Pinned figures of several parts, each with the digests of the data that it was measured on.

A file is ``{"parts": {PART: {"measured_on": {DATA: SHA-256}, "at_least": {FIGURE: VALUE},
"at_most": {FIGURE: VALUE}}}, "lowered": [...]}``.  A part whose data changed is told and not
compared: its old figures say nothing of the new data.  A floor may rise at any time; it falls, and
is pinned on other data, only with a reason, which stays in the file.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SIDES = ("at_least", "at_most")


@dataclass(frozen=True, slots=True)
class Part:
    """What was measured together.

    Attributes:
        measured_on: digests of the data by name.
        at_least: figures of which more is better.
        at_most: figures of which less is better.
    """

    measured_on: Mapping[str, str]
    at_least: Mapping[str, float]
    at_most: Mapping[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The part as it stands in a file."""
        return {"measured_on": dict(self.measured_on)} | {s: dict(getattr(self, s)) for s in SIDES}


Parts = Mapping[str, Part]


@dataclass(frozen=True, slots=True)
class Pins:
    """A file of pinned figures.

    Attributes:
        parts: by name.
        lowered: each figure that was lowered, with the reason, the oldest first.
    """

    parts: Parts
    lowered: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Fallen:
    """A figure on the wrong side of its floor or ceiling."""

    part: str
    figure: str
    side: str
    pinned: float
    measured: float | None

    def __str__(self) -> str:
        if self.measured is None:
            return f"{self.part}: {self.figure} is pinned at {self.pinned} and was not measured"
        bound = "below its floor" if self.side == "at_least" else "above its ceiling"
        return f"{self.part}: {self.figure} is {self.measured}, {bound} of {self.pinned}"


def digests(files: Mapping[str, Path]) -> dict[str, str]:
    """The digest of each file by its name; of a folder that of the files in it."""
    return {name: _digest(path) for name, path in files.items()}


def _digest(path: Path) -> str:
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    inner = sorted(one for one in path.rglob("*") if one.is_file())
    lines = (f"{one.relative_to(path).as_posix()} {_digest(one)}\n" for one in inner)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def read(path: Path) -> Pins:
    """The pinned figures of a file; none where there is no file.

    Raises:
        ValueError: it is no such file.
    """
    if not path.exists():
        return Pins({})
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        parts = {name: Part(**part) for name, part in row["parts"].items()}
        return Pins(parts, tuple(row.get("lowered", ())))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} is no file of pinned figures: {error}") from error


def write(path: Path, pins: Pins) -> None:
    """Write pinned figures."""
    row = {
        "parts": {name: part.as_json() for name, part in pins.parts.items()},
        "lowered": [dict(one) for one in pins.lowered],
    }
    path.write_text(json.dumps(row, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def changed(pins: Pins, measured: Parts) -> dict[str, list[str]]:
    """For each part whose data is not what it was pinned on the names of that data."""
    out = {}
    for name, part in measured.items():
        old = pins.parts[name].measured_on if name in pins.parts else part.measured_on
        names = {
            data
            for data in {*old, *part.measured_on}
            if old.get(data) != part.measured_on.get(data)
        }
        if names:
            out[name] = sorted(names)
    return out


def fallen(pins: Pins, measured: Parts) -> list[Fallen]:
    """The figures that fell, of the parts that were measured on what they are pinned on."""
    apart = changed(pins, measured)
    return [one for name in measured if name not in apart for one in _fallen(pins, measured, name)]


def _fallen(pins: Pins, measured: Parts, name: str) -> Iterator[Fallen]:
    part, old = measured[name], pins.parts.get(name)
    for side in SIDES if old else ():
        now = getattr(part, side)
        for figure, value in getattr(old, side).items():
            said = now.get(figure)
            if said is None or (said < value if side == "at_least" else said > value):
                yield Fallen(name, figure, side, value, said)


def update(pins: Pins, measured: Parts, *, reason: str | None = None) -> tuple[Pins, list[str]]:
    """The pins after a measurement: floors that rose rise, others fall only with a reason.

    Args:
        pins: as they are.
        measured: the new figures; a part that was not measured stays as it is.
        reason: why figures may be lowered and parts pinned on other data.

    Returns:
        The new pins, and a line for each thing that was refused for want of a reason.
    """
    apart = changed(pins, measured)
    parts, lowered, refused = dict(pins.parts), list(pins.lowered), []
    for name, part in measured.items():
        fell = [] if name in apart else list(_fallen(pins, measured, name))
        if reason is None and name in apart:
            refused.append(f"{name}: measured on other data ({', '.join(apart[name])})")
            continue
        if reason is None:
            refused += [str(one) for one in fell]
            parts[name] = _kept(part, fell)
            continue
        parts[name] = part
        lowered += [
            {
                "figure": f"{name}.{one.figure}",
                "from": one.pinned,
                "to": one.measured,
                "why": reason,
            }
            for one in fell
        ]
        if name in apart:
            lowered.append({"part": name, "other data": apart[name], "why": reason})
    return Pins(parts, tuple(lowered)), refused


def _kept(part: Part, fell: list[Fallen]) -> Part:
    """A part with the old bounds of the figures that fell."""
    sides = {
        side: {
            **getattr(part, side),
            **{one.figure: one.pinned for one in fell if one.side == side},
        }
        for side in SIDES
    }
    return Part(part.measured_on, sides["at_least"], sides["at_most"])

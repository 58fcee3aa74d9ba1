"""Predicted incidents, from the benchmark's prediction format."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.muc4.key import COUNTS
from benchmarks.muc4.normalising import incident_type, iso_date, variants

Fill = tuple[frozenset[str], ...]
"""A predicted entity: its mentions, each as its variants."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A predicted incident.

    Attributes:
        type: the incident type, as the key writes it.
        date: the day, ISO.
        locations: the places, as written.
        roles: the fills of each of ``ROLES`` and ``SPLIT_ROLES``.
        is_split: whether individuals and organisations are told apart.
        counts: each of ``COUNTS``, ``None`` where it is not given.
    """

    type: str | None
    date: str | None
    locations: tuple[str, ...]
    roles: Mapping[str, tuple[Fill, ...]]
    is_split: bool
    counts: Mapping[str, int | None]


def answer(row: Mapping[str, Any]) -> Answer:
    """The incident of a JSON object in the prediction format."""
    individuals, groups = row.get("perpetrator_individuals"), row.get("perpetrator_orgs")
    perpetrators = [
        *_items(row.get("perpetrators")),
        *_items(individuals),
        *_items(groups),
    ]
    return Answer(
        type=incident_type(row.get("type")),
        date=iso_date(row.get("date")),
        locations=tuple(
            str(place) for place in _items(row.get("locations") or row.get("location")) if place
        ),
        roles={
            "perpetrators": _fills(perpetrators),
            "targets": _fills(row.get("targets")),
            "victims": _fills(row.get("victims")),
            "weapons": _fills(row.get("weapons")),
            "perp_individuals": _fills(individuals),
            "perp_orgs": _fills(groups),
        },
        is_split=individuals is not None or groups is not None,
        counts={name: _whole(row.get(name)) for name in COUNTS},
    )


def _items(value: Any) -> list[Any]:
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _fills(value: Any) -> tuple[Fill, ...]:
    """Each entity once: a repeated fill is neither right nor wrong a second time."""
    fills: dict[frozenset[tuple[frozenset[str], int]], Fill] = {}
    for item in _items(value):
        mentions = [variants(str(mention)) for mention in _items(item)]
        fill = tuple(mention for mention in mentions if mention)
        # Equal up to the order of the mentions; a mention given twice makes another fill.
        same = frozenset((mention, fill.count(mention)) for mention in fill)
        if fill:
            fills.setdefault(same, fill)
    return tuple(fills.values())


def _whole(value: Any) -> int | None:
    """A whole number, also from a string with thousands separators or ``{"exact": …}``."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, dict):
        return _whole(value.get("exact", value.get("value")))
    try:
        number = float(str(value).replace(",", ""))
        return int(number) if number == int(number) else None
    except (ValueError, OverflowError):
        return None

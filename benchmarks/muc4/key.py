"""The key: gold documents with their filled templates, as the scorer reads them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from benchmarks.muc4.normalising import is_named, variants
from llmextract.errors import UsageError

ROLES = ("perpetrators", "targets", "victims", "weapons")
"""The roles of an incident whose fills are strings."""
SPLIT_ROLES = ("perp_individuals", "perp_orgs")
"""The perpetrators apart, as the key has them."""
COUNTS = ("killed", "injured")


@dataclass(frozen=True, slots=True)
class Entity:
    """A fill of the key.

    Attributes:
        mentions: the strings that the key accepts for it.
        forms: their normal forms.
        is_optional: whether the annotators doubted that it belongs there.
    """

    mentions: tuple[str, ...]
    forms: frozenset[str]
    is_optional: bool


@dataclass(frozen=True, slots=True)
class Template:
    """An incident of the key.

    Attributes:
        types: the incident types that the key accepts.
        is_optional: whether the annotators doubted that it belongs there.
        roles: its entities, by each of ``ROLES`` and ``SPLIT_ROLES``.
        named_victims: the victims that have a name, known by the name alone.
        places: for each alternative location its place names, from the country down.
        finest: the most specific place names over the alternatives; both ends of a stretch.
        dates: readings of the date as ``(from, to)``, ISO; ``from`` is ``None`` for "on or before".
        counts: ``value``, ``min`` and ``max`` of those of ``COUNTS`` that the key speaks of.
    """

    types: tuple[str, ...]
    is_optional: bool
    roles: Mapping[str, tuple[Entity, ...]]
    named_victims: tuple[Entity, ...]
    places: tuple[tuple[str, ...], ...]
    finest: tuple[str, ...]
    dates: tuple[tuple[str | None, str], ...]
    counts: Mapping[str, Mapping[str, int | None]]

    @property
    def is_below_country(self) -> bool:
        """Whether every alternative location is more exact than a country."""
        return bool(self.places) and all(len(parts) > 1 for parts in self.places)

    @property
    def is_dated_to_the_day(self) -> bool:
        """Whether each reading of the date is a single day."""
        return bool(self.dates) and all(first == last for first, last in self.dates)

    def finest_place_in(self, given: Sequence[str]) -> bool:
        """Whether one of the most specific places is among those given."""
        return any(is_named(place, given) for place in self.finest)

    def any_place_in(self, given: Sequence[str]) -> bool:
        """Whether any place of it, country included, is among those given."""
        return any(is_named(place, given) for parts in self.places for place in parts)

    def is_on(self, day: str | None) -> bool:
        """Whether an ISO date lies in a reading of the date."""
        return day is not None and any(
            (first is None or first <= day) and day <= last for first, last in self.dates
        )


@dataclass(frozen=True, slots=True)
class KeyDocument:
    """A document of the key."""

    id: str
    templates: tuple[Template, ...]


def read_key(path: Path) -> list[KeyDocument]:
    """The gold documents of a file, one JSON object a line.

    Raises:
        UsageError: the file cannot be read, holds no document, or a line of it is none.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the gold {path} cannot be read: {error}") from error
    # Not splitlines: it also breaks at U+2028 and the like, which may stand in a JSON string.
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            found.append(_read_document(line, f"{path}, line {number}"))
    if not found:
        raise UsageError(f"the gold {path} holds no document")
    return found


def _read_document(line: str, where: str) -> KeyDocument:
    try:
        return document(json.loads(line))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise UsageError(
            f"{where} is not a gold document ({error!r})",
            hint='each line is {"id": "…", "templates": […], …}, the format of MUC-4 keys',
        ) from error


def document(row: Mapping[str, Any]) -> KeyDocument:
    """The gold document of a JSON object."""
    return KeyDocument(row["id"], tuple(template(one) for one in row["templates"]))


def template(row: Mapping[str, Any]) -> Template:
    """The template of a JSON object; what it leaves out is empty or false."""
    doubted = bool(row.get("optional"))
    individuals = _entities(row, "perp_individuals", "perp_individuals_optional", doubted=doubted)
    groups = _entities(row, "perp_orgs", "perp_orgs_optional", doubted=doubted)
    people = row.get("human_targets") or []
    locations = row.get("locations") or []
    return Template(
        types=tuple(kind for kind in row.get("type_alternatives") or [row.get("type")] if kind),
        is_optional=doubted,
        roles={
            "perpetrators": individuals + groups,
            "targets": _entities(row, "phys_targets", "phys_optional", doubted=doubted),
            "victims": _each(people, lambda p: [*p["names"], *p["descriptions"]], doubted=doubted),
            "weapons": _each(
                row.get("instruments") or [], lambda i: i["mentions"], doubted=doubted
            ),
            "perp_individuals": individuals,
            "perp_orgs": groups,
        },
        named_victims=_each(people, lambda p: p["names"], doubted=doubted),
        places=tuple(tuple(part["name"] for part in one["parts"]) for one in locations),
        finest=tuple(dict.fromkeys(name for one in locations for name in _finest(one["parts"]))),
        dates=tuple((first, last) for first, last in row.get("date_ranges") or []),
        counts={name: row[name] for name in COUNTS if row.get(name) is not None},
    )


def _entities(
    row: Mapping[str, Any], name: str, flags: str, *, doubted: bool
) -> tuple[Entity, ...]:
    """Entities that are lists of mentions, with the flags that run parallel to them."""
    marked = [*(row.get(flags) or [])]
    return tuple(
        _entity(mentions, is_optional=doubted or (index < len(marked) and bool(marked[index])))
        for index, mentions in enumerate(row.get(name) or [])
        if mentions
    )


def _each(rows: Iterable[Mapping[str, Any]], mentions: Any, *, doubted: bool) -> tuple[Entity, ...]:
    """Entities that are objects with mentions and a flag of their own."""
    return tuple(
        _entity(mentions(row), is_optional=doubted or bool(row.get("optional")))
        for row in rows
        if mentions(row)
    )


def _entity(mentions: Sequence[str], *, is_optional: bool) -> Entity:
    forms = frozenset().union(*(variants(mention) for mention in mentions))
    return Entity(tuple(mentions), forms, is_optional)


def _finest(parts: Sequence[Mapping[str, Any]]) -> list[str]:
    """The last place of a location; where it is one end of a stretch, the other end too."""
    *above, last = parts
    if not last.get("between"):
        return [last["name"]]
    ends = takewhile(lambda part: part.get("between"), reversed(above))
    return [last["name"], *(part["name"] for part in ends)]

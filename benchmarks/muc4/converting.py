"""A run as predictions of the MUC-4 benchmark: its conventions, which are not those of a record."""

import calendar
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks import merged
from benchmarks.muc4 import mentions
from benchmarks.muc4.normalising import iso_date
from llmextract.content import load_schema
from llmextract.errors import UsageError
from llmextract.runfile import RunFile
from llmextract.verification.dates import resolve

TYPES: Mapping[str, str] = {
    "armed_attack": "ATTACK",
    "bombing": "BOMBING",
    "suicide_bombing": "BOMBING",
    "shelling": "ATTACK",
    "airstrike": "ATTACK",
    "landmine": "BOMBING",
    "assassination": "ATTACK",
    "kidnapping": "KIDNAPPING",
    "arson": "ARSON",
    "robbery": "ROBBERY",
    "hijacking": "HIJACKING",
    "seizure": "ATTACK",
    "blockade": "FORCED WORK STOPPAGE",
    "clash": "ATTACK",
    "other": "ATTACK",
}
"""Incident type of the MUC-4 key for each event type; murders and air raids are ATTACK there."""

KIND_READER = "actor_kind"
"""The function in a schema's module that tells the kind of an actor from a row with its name."""

THINGS = frozenset({"facility", "vehicle"})
"""Kinds of target that the key calls physical; all others are people, alone or in a group.

Also a target of unknown kind: what a noun does not tell to be a thing is a person's name in five of
six fills of the key whose kind cannot be told.
"""


def predictions(
    run: RunFile, *, content: Iterable[str] = (), merge: bool = True
) -> dict[str, list[dict[str, Any]]]:
    """The incidents of a run by document id, in the prediction format of the benchmark.

    Args:
        run: the run; each of its documents has an entry, also one without incidents.
        content: folders with the schema that the run names, searched before the shipped ones.
        merge: whether records of a document that are about one incident are joined first, as the
            key has one template for it however often the report comes back to it.

    Raises:
        UsageError: the schema of the run has no event types, or cannot be loaded.
    """
    name = str(run.header.get("schema", "incident"))
    content = tuple(content)
    record = load_schema(name, content=content)
    if "event_type" not in record.model_fields:
        raise UsageError(
            f"the schema {name!r} has no event_type: it cannot be held against MUC-4 keys"
        )
    conventions = conventions_of(record)
    found: dict[str, list[dict[str, Any]]] = {}
    for one in merged.articles(run, content=content, merge=merge):
        incidents = (
            incident(told.record, conventions, one.document.published) for told in one.incidents
        )
        found.setdefault(one.document.id, []).extend(incidents)
    return found


@dataclass(frozen=True, slots=True)
class Conventions:
    """What a schema says of the benchmark's terms.

    Attributes:
        kind_of: tells the kind of an actor from the words of its name.
    """

    kind_of: mentions.Kind


def conventions_of(record: type) -> Conventions:
    """The conventions of a schema's module."""
    module = sys.modules[record.__module__]
    read = getattr(module, KIND_READER, None)
    return Conventions(lambda name: read({"name": name}) if read else "unknown")


def incident(
    row: Mapping[str, Any], conventions: Conventions, published: str | None
) -> dict[str, Any]:
    """A record in the prediction format.

    Args:
        row: the record.
        conventions: the conventions of its schema.
        published: date of the document, for dates that count from it.
    """
    kind = row.get("event_type")
    targets = [actor for actor in row.get("targets") or () if actor]
    return {
        "type": TYPES.get(str(kind), kind),
        "date": _day(row.get("date"), published),
        "locations": [name for place in row.get("locations") or () for name in _places(place)],
        "perpetrators": [
            name
            for actor in row.get("perpetrators") or ()
            for name in mentions.doers(mentions.uncounted(_name(actor)), conventions.kind_of)
        ],
        "targets": [mentions.uncounted(_name(actor)) for actor in targets if _is_thing(actor)],
        "victims": [
            mentions.person(mentions.uncounted(_name(actor)), conventions.kind_of)
            for actor in targets
            if not _is_thing(actor)
        ],
        "weapons": [_name(weapon) for weapon in row.get("weapons") or ()],
        "killed": row.get("killed"),
        "injured": row.get("injured"),
    }


def _name(item: Any) -> str:
    return str(item.get("name", "")) if isinstance(item, Mapping) else str(item)


def _places(item: Any) -> Iterator[str]:
    """A place and the places that it lies in: the key has the country and the parts below it."""
    yield _name(item)
    if isinstance(item, Mapping):
        yield from map(str, item.get("within") or ())


def _is_thing(actor: Any) -> bool:
    return isinstance(actor, Mapping) and actor.get("kind") in THINGS


def _day(said: Any, published: str | None) -> str | None:
    """A date in the words of the text as the one ISO day that a prediction may have.

    A stretch of time is told by its last day before publication: the key has ranges that end there.
    A date that is not given stays so, although the key then takes the day of the report: nobody
    stated it.
    """
    if said is None:
        return None
    if day := iso_date(said):
        return day
    resolved = resolve(str(said), published=published)
    if resolved is None:
        return None
    last = _last_day(resolved[0].rpartition("/")[2])
    return min(last, published[:10]) if published and resolved[1] != "day" else last


def _last_day(date: str) -> str:
    """The last day of an ISO year, month or day."""
    year, month, day = ([int(part) for part in date.split("-")] + [0, 0])[:3]
    month = month or 12
    return f"{year:04d}-{month:02d}-{day or calendar.monthrange(year, month)[1]:02d}"

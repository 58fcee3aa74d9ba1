"""A table with the columns of ACLED, for tools that read ACLED's files: a row an event.

The codebook is ACLED's and so are their data; this is neither.  What an article does not tell stays
empty: scale of the source, third-level parts.  Codes are numbers as in ACLED's files: ``inter1`` and
``inter2`` the kinds of actor, ``interaction`` both of them, the smaller first, with 0 for nobody.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from llmextract.outputs.coding import Coding, coding_of
from llmextract.outputs.countries import country_of
from llmextract.outputs.csv import line
from llmextract.outputs.entries import Entry, Export, Told
from llmextract.outputs.events import Event, events, why_left_out
from llmextract.schema.outline import outline_of

if TYPE_CHECKING:
    from pydantic import BaseModel

COLUMNS = """
    event_id_cnty event_date year time_precision disorder_type event_type sub_event_type
    actor1 assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 interaction civilian_targeting
    iso region country admin1 admin2 admin3 location latitude longitude geo_precision
    source source_scale notes fatalities tags timestamp
""".split()  # noqa: SIM905 - as many strings take a page

_TIME = {"day": 1, "week": 2, "month": 3}
_PLACE = {"exact": 1, "district": 2, "province": 3}
"""A country alone has no code: its events have no coordinates here."""
_DIGITS = 8


def write(export: Export) -> Iterator[str]:
    """A heading, then a row for each event.

    Raises:
        UsageError: the class has no coding.
    """
    coding = coding_of(outline_of(export.record))
    yield line(COLUMNS)
    seen: set[str] = set()
    for told, event in events(export, coding):
        row = _row(event, coding, _made(export, told))
        row["event_id_cnty"] = _id(event, seen)
        yield line(str(row.get(name, "")) for name in COLUMNS)


def left_out(record: "type[BaseModel]") -> Callable[[Entry], str | None]:
    """What says of an entry why it has no row; ``None`` where it has one.

    Raises:
        UsageError: the class has no coding.
    """
    coding = coding_of(outline_of(record))
    return lambda entry: why_left_out(entry, coding)


def _row(event: Event, coding: Coding, made: int | str) -> dict[str, Any]:
    kind, sub = _type(event, coding)
    country = country_of(event.where.spot.country)
    where = country.name if country else ""
    doer, hit = _doer(event, coding, where), _hit(event, coding, where)
    precision = event.where.spot.precision
    point = event.where.spot.point if precision in _PLACE else None
    targeted = coding.acled.targeted
    is_targeted = targeted is not None and set(event.hit.codes) == {targeted.code}
    return {
        "event_date": _date(event),
        "year": event.when.start[:4],
        "time_precision": _TIME.get(event.when.precision or "", ""),
        "disorder_type": coding.acled.disorder.get(kind, ""),
        "event_type": kind,
        "sub_event_type": sub,
        "actor1": doer.name,
        "assoc_actor_1": "; ".join(doer.others),
        "inter1": _shown(doer.code),
        "actor2": hit.name,
        "assoc_actor_2": "; ".join(hit.others),
        "inter2": _shown(hit.code),
        "interaction": _interaction(doer, hit),
        "civilian_targeting": targeted.words if targeted and is_targeted else "",
        "iso": country.number if country else "",
        "region": coding.acled.region(event.where.spot.country),
        "country": where,
        "admin1": event.where.province,
        "admin2": event.where.district,
        "location": event.where.name,
        "latitude": point.latitude if point else "",
        "longitude": point.longitude if point else "",
        "geo_precision": _PLACE.get(precision or "", "") if point else "",
        "source": event.document.source,
        "notes": event.notes,
        "fatalities": event.deaths if event.deaths is not None else event.low,
        "tags": "; ".join(event.tags),
        "timestamp": made,
    }


def _type(event: Event, coding: Coding) -> tuple[str, str]:
    for one in coding.acled.instead:
        if one.fits(event.kind, event.doer.codes, event.hit.codes, hurt=event.is_hurt):
            return one.event
    return coding.acled.events.get(event.kind, ("", ""))


def _date(event: Event) -> str:
    """The day; of a month its middle, as the codebook has it; of a year none."""
    if event.when.precision == "month":
        return f"{event.when.start[:8]}15"
    return event.when.start if event.when.precision in _TIME else ""


@dataclass(frozen=True, slots=True)
class _Actor:
    """An actor as the codebook names it, and those associated with it."""

    name: str = ""
    code: int | None = None
    others: tuple[str, ...] = ()


def _doer(event: Event, coding: Coding, country: str) -> _Actor:
    """Who did it; somebody unidentified where the text names nobody.

    Who bears no arms has no number as a doer: the codebook has others for crowds.
    """
    nobody = coding.acled.unidentified
    if not event.doer.actors and nobody is not None:
        return _Actor(_of(nobody.name, country), nobody.code)
    return _Actor(*event.doer.told(but=coding.acled.general))


def _hit(event: Event, coding: Coding, country: str) -> _Actor:
    """Who was hit: civilians are "Civilians (Country)", who they were stands beside it.

    A building or a vehicle alone is no actor, only associated with one.
    """
    name, code, others = event.hit.told()
    general = coding.acled.general.get(code) if code is not None else None
    return (
        _Actor(_of(general, country), code, (name, *others))
        if general
        else _Actor(name, code, others)
    )


def _of(name: str, country: str) -> str:
    return f"{name} ({country})" if country else name


def _interaction(doer: _Actor, hit: _Actor) -> str:
    """Both codes, the smaller first; that of one side and 0 where nobody stands on the other."""
    codes = sorted(one.code for one in (doer, hit) if one.code is not None)
    if len(codes) == 2:
        return f"{codes[0]}{codes[1]}"
    return f"{codes[0]}0" if len(codes) == 1 and not (doer.name and hit.name) else ""


def _shown(code: int | None) -> int | str:
    return "" if code is None else code


def _made(export: Export, told: Told) -> int | str:
    """When the run began, in seconds since 1970, as ACLED says when a row was made."""
    started = export.headers[told.run].get("started")
    try:
        return int(datetime.fromisoformat(str(started)).timestamp())
    except ValueError:
        return ""


def _id(event: Event, seen: set[str]) -> str:
    """Letters of the country and digits, the same from run to run for the same incident."""
    country = country_of(event.where.spot.country)
    number = int(event.digest, 16)
    while True:
        name = f"{country.alpha_3 if country else 'XXX'}{number % 10**_DIGITS:0{_DIGITS}}"
        if name not in seen:
            seen.add(name)
            return name
        number += 1

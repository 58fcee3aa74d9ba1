"""A table with columns of UCDP's Georeferenced Event Dataset: a row an event with its low, best and high.

The codebook is UCDP's and so are their data; this is neither.  As there, an event is one in which
somebody was killed; who of the dead stood on which side no record tells, so those columns are not
here.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from llmextract.outputs.coding import Coding, coding_of
from llmextract.outputs.countries import country_of
from llmextract.outputs.csv import line
from llmextract.outputs.entries import Entry, Export
from llmextract.outputs.events import Event, deaths_of, events, why_left_out
from llmextract.schema.outline import outline_of

if TYPE_CHECKING:
    from pydantic import BaseModel

COLUMNS = """
    id year type_of_violence dyad_name side_a side_b number_of_sources source_article
    source_date source_headline source_original where_prec where_coordinates where_description
    adm_1 adm_2 latitude longitude geom_wkt country region event_clarity date_prec date_start
    date_end best high low
""".split()  # noqa: SIM905 - as many strings take a page

_TIME = {"day": 1, "week": 3, "month": 4, "year": 5}
_PLACE = {"exact": 1, "district": 3, "province": 4, "country": 6}
_HEX = 12
"""Digits of the digest in an id: as many as a spreadsheet keeps of a number."""
_CLEAR, _SUMMED = 1, 2


def write(export: Export) -> Iterator[str]:
    """A heading, then a row for each event in which somebody was killed.

    Raises:
        UsageError: the class has no coding.
    """
    coding = coding_of(outline_of(export.record))
    yield line(COLUMNS)
    for _, event in events(export, coding):
        if event.low:
            row = _row(event, coding)
            yield line(str(row[name]) for name in COLUMNS)


def left_out(record: "type[BaseModel]") -> Callable[[Entry], str | None]:
    """What says of an entry why it has no row; ``None`` where it has one.

    Raises:
        UsageError: the class has no coding.
    """
    coding = coding_of(outline_of(record))

    def why(entry: Entry) -> str | None:
        told = why_left_out(entry, coding)
        return told or (None if deaths_of(entry, coding)[1] else "without dead")

    return why


def _row(event: Event, coding: Coding) -> dict[str, Any]:
    spot, document = event.where.spot, event.document
    country = country_of(spot.country)
    doer, hit = event.doer.told()[0], event.hit.told()[0]
    best = event.deaths if event.deaths is not None else event.low
    return {
        "id": int(event.digest[:_HEX], 16),
        "year": event.when.start[:4],
        "type_of_violence": _violence(event, coding),
        "dyad_name": f"{doer} - {hit}" if doer and hit else "",
        "side_a": doer,
        "side_b": hit,
        "number_of_sources": len({one.document for one in event.entry.sources} | {document.id}),
        "source_article": document.source,
        "source_date": document.published or "",
        "source_headline": document.title or "",
        "source_original": event.text,
        "where_prec": _PLACE.get(spot.precision or "", ""),
        "where_coordinates": spot.name,
        "where_description": event.where.name,
        "adm_1": event.where.province,
        "adm_2": event.where.district,
        "latitude": spot.point.latitude if spot.point else "",
        "longitude": spot.point.longitude if spot.point else "",
        "geom_wkt": f"POINT ({spot.point.longitude} {spot.point.latitude})" if spot.point else "",
        "country": country.name if country else "",
        "region": _region(spot.country, coding),
        "event_clarity": _CLEAR if event.when.precision == "day" else _SUMMED,
        "date_prec": _TIME.get(event.when.precision or "", ""),
        "date_start": event.when.start,
        "date_end": event.when.end,
        "best": best,
        # No upper bound that the text names is no reason to name one: the count that stands.
        "high": event.high if event.high is not None else best,
        "low": event.low,
    }


def _violence(event: Event, coding: Coding) -> int | str:
    """1 where a state fights, 3 where only civilians were hit, 2 between groups; else not told."""
    codes, doers, hit = coding.ucdp, set(event.doer.codes), set(event.hit.codes)
    if hit and hit <= set(codes.civilians):
        return 3
    if (doers | hit) & set(codes.states):
        return 1
    organised = set(codes.organised)
    return 2 if doers & organised and hit & organised else ""


def _region(country: str, coding: Coding) -> str:
    part = coding.acled.region(country)
    return next((name for name, parts in coding.ucdp.regions.items() if part in parts), "")

"""GeoJSON, read back: geometry where a place is sure, the reason where it is not."""

import json
from dataclasses import replace
from typing import Annotated, Any

from pydantic import BaseModel

from llmextract.outputs import Entry, Export, Told, write
from llmextract.records import Extraction, Failure, Finding, Paragraph, Verdict
from llmextract.verification.marks import Grounded
from tests.outputs.made import Storm, as_read_of, extraction, finding, incidents_of

IRAQ = extraction(text="The storm came over Iraq on Monday.")


def storm(*names: str, verdict: Verdict = Verdict.SUPPORTED) -> Entry:
    found = tuple(finding(0, f"spots[{at}].name", verdict) for at in range(len(names)))
    record = {"force": 2.5, "homes": None, "spots": [{"name": name} for name in names]}
    return Entry(record, found, (3,))


def features(export: Export) -> list[dict[str, Any]]:
    collection = json.loads("".join(write("geojson", export)))
    assert collection["type"] == "FeatureCollection"
    assert {one["type"] for one in collection["features"]} <= {"Feature"}
    made: list[dict[str, Any]] = collection["features"]
    return made


def feature(entry: Entry, read: Extraction = IRAQ) -> dict[str, Any]:
    (made,) = features(incidents_of(entry, extractions=(read,)))
    return made


def test_a_point_has_its_longitude_first() -> None:
    made = feature(storm("Mosul"))
    longitude, latitude = made["geometry"]["coordinates"]
    assert made["geometry"]["type"] == "Point"
    assert (round(longitude), round(latitude)) == (43, 36)
    told = made["properties"]
    assert (told["precision"], told["geometry_reason"]) == ("exact", None)
    assert told["places"][0] == {
        "name": "Mosul",
        "latitude": latitude,
        "longitude": longitude,
        "precision": "exact",
        "point_of": "Mosul",
        "country": "Iraq",
        "country_code": "IQ",
        "reason": None,
        "basis": "the article is about Iraq",
    }
    assert (told["document"], told["paragraphs"], told["force"]) == ("d1", [4], 2.5)
    assert told["spots_verdict"] == "supported"


def test_several_places_are_several_points_and_the_coarsest_precision_is_said() -> None:
    made = feature(storm("Mosul", "near Kirkuk"))
    assert made["geometry"]["type"] == "MultiPoint"
    assert len(made["geometry"]["coordinates"]) == 2
    assert made["properties"]["precision"] == "district"


def test_the_country_of_a_town_adds_no_point() -> None:
    made = feature(storm("Mosul", "Iraq"))
    assert made["geometry"]["type"] == "Point"
    assert made["properties"]["precision"] == "exact"
    assert len(made["properties"]["places"]) == 2


def test_a_place_that_the_text_does_not_carry_is_not_drawn() -> None:
    made = feature(storm("Mosul", verdict=Verdict.UNSUPPORTED))
    assert made["geometry"] is None
    assert made["properties"]["precision"] is None
    assert made["properties"]["geometry_reason"] == "Mosul: is unsupported: why"


def test_a_point_of_reference_is_drawn_as_near_it() -> None:
    told = feature(storm("Mosul", verdict=Verdict.PARTLY))["properties"]
    assert told["precision"] == "district"
    assert told["places"][0]["basis"] == "why; the article is about Iraq"


def test_a_place_that_nobody_checked_and_a_record_without_one() -> None:
    unchecked = replace(storm("Mosul"), findings=())
    assert feature(unchecked)["properties"]["geometry_reason"] == "Mosul: nobody checked it"
    none = feature(storm())
    assert none["geometry"] is None
    assert none["properties"]["geometry_reason"] == "the record names no place"


def test_the_countries_are_those_of_the_article() -> None:
    silent = extraction(text="The storm came on Monday.")
    assert feature(storm("Sinjar"), silent)["geometry"] is None
    assert feature(storm("Sinjar"))["properties"]["country_code"] == "IQ"
    other = Extraction(silent.document, Paragraph(4, 0, 5, "Iraqi"), (), (), None, silent.run)
    told = Told(silent.document, (silent, other), (storm("Sinjar"),))
    (made,) = features(Export(Storm, [told]))
    assert made["geometry"] is not None


def test_a_failed_paragraph_is_a_feature_without_geometry() -> None:
    failed = extraction(failure=Failure("refused", "too long"))
    (made,) = features(as_read_of(failed))
    assert made["geometry"] is None
    assert (made["properties"]["failure"], made["properties"]["record"]) == ("too long", None)


def test_a_schema_with_a_place_of_its_own_and_one_without() -> None:
    class Spill(BaseModel):
        where: Annotated[str | None, Grounded("place")] = None
        precision: str = ""

    class Plain(BaseModel):
        word: str

    found = Finding(0, "where", "Mosul", Verdict.SUPPORTED, "as written")
    entry = Entry({"where": "Mosul", "precision": "low"}, (found,), (3,))
    (made,) = features(incidents_of(entry, extractions=(IRAQ,), record=Spill))
    assert made["geometry"]["type"] == "Point"
    assert (made["properties"]["precision"], made["properties"]["record.precision"]) == (
        "exact",
        "low",
    )
    (bare,) = features(incidents_of(Entry({"word": "x"}), record=Plain))
    assert bare["geometry"] is None

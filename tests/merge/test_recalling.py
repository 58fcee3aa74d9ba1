"""What a schema says of the things that a text can come back to."""

from typing import Annotated, Literal

from pydantic import BaseModel

from llmextract import Found, Grounded
from llmextract.content import load_schema
from llmextract.merge.recalling import recalling_of
from llmextract.schema.outline import outline_of
from tests.merge.conftest import Disaster


class Stop(BaseModel):
    kind: Annotated[str, Found("kind")] = "unknown"
    within: Annotated[list[str], Found("within")] = []
    height: Annotated[int | None, Grounded("number")] = None
    name: Annotated[str, Grounded("place")] = ""


class Outage(BaseModel):
    """A schema whose module has no table of nouns."""

    cause: Literal["loss", "fault"] = "loss"
    grade: Literal["minor", "major"] = "minor"
    stops: list[Stop] = []


def test_without_a_table_each_field_of_fixed_words_can_be_recalled() -> None:
    assert set(recalling_of(Outage).again) == {
        ("cause", "loss"), ("cause", "fault"), ("grade", "minor"), ("grade", "major"),
    }  # fmt: skip


def test_only_the_fields_of_the_table_are_of_things_that_can_be_recalled() -> None:
    recalling = recalling_of(load_schema("incident"))
    assert {name for name, _ in recalling.again} == {"event_type"}
    assert recalling.again.keys() == recalling.more.keys()
    assert ("kind", "flood") in recalling_of(Disaster).again


def test_a_plural_is_told_by_its_ending_not_by_the_last_letter() -> None:
    pattern = recalling_of(Outage).again["cause", "loss"]
    one, many = pattern.search("The heavy loss."), pattern.search("These losses.")
    assert one is not None
    assert many is not None
    assert (one["many"], many["many"]) == (None, "es")
    events = pattern.search("The events.")
    assert events is not None
    assert events["many"] == "s"


def test_the_parts_of_a_record_inside_are_known_by_their_marks() -> None:
    (stops,) = outline_of(Outage).of_kind("place")
    assert (stops.head, stops.part_found("within"), stops.part_found("kind")) == (
        "name",
        "within",
        "kind",
    )

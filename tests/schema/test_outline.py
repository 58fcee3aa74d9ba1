"""The outline of a class: which fields are asked, of what kind each is, and what cannot be asked."""

from typing import Annotated, Any, Literal, Optional

import pytest
from pydantic import BaseModel, ConfigDict, Field

from llmextract.content import load_schema
from llmextract.errors import SchemaError
from llmextract.schema.lenient import read_answer
from llmextract.schema.outline import MAX_ITEMS, outline_of
from llmextract.verification.marks import Found, Grounded
from tests.schema.classes import Cause, Flood, Word

FLOOD = outline_of(Flood)


def test_the_kinds_of_fields() -> None:
    assert {field.name: field.kind for field in FLOOD.fields} == {
        "sentences": "evidence",
        "level": "category",
        "stage": "plain",
        "depth": "plain",
        "homes": "number",
        "places": "place",
        "causes": "plain",
        "main": "plain",
        "words": "quote",
        "closed": "plain",
    }
    assert [field.name for field in FLOOD.of_kind("number", "place")] == ["homes", "places"]
    assert FLOOD.evidence is FLOOD.field("sentences")
    assert outline_of(Word).evidence is None
    with pytest.raises(KeyError):
        FLOOD.field("depths")


def test_marks_are_found_wherever_they_stand_and_what_the_engine_finds_is_not_asked() -> None:
    class Tally(BaseModel):
        outer: Annotated[int | None, Grounded("number", role="a")]
        inner: Annotated[int, Grounded("number", role="b"), Field(ge=3)] | None
        listed: Optional[list[Annotated[str, Grounded("place")]]] = None  # noqa: UP045
        whole: Annotated[list[str], Grounded("quote")]
        hidden: Annotated[dict[str, int], Found("kind")] | None = None

    outline = outline_of(Tally)
    assert [field.name for field in outline.asked] == ["outer", "inner", "listed", "whole"]
    assert [field.kind for field in outline.asked] == ["number", "number", "place", "quote"]
    inner = outline.field("inner")
    assert (inner.nullable, inner.scalar) == (True, {"type": "integer", "minimum": 3})
    assert outline.field("hidden").found is not None


def test_a_list_of_which_one_part_is_asked_is_flat_and_headed_by_it() -> None:
    places, causes, main = (FLOOD.field(name) for name in ("places", "causes", "main"))
    assert (places.flat, places.head, [p.name for p in places.asked_parts]) == (
        True, "name", ["name"],
    )  # fmt: skip
    assert places.part_found("kind") == "kind"
    assert places.part_found("within") is None
    assert (causes.flat, causes.head, [p.name for p in causes.asked_parts]) == (
        False, None, ["what", "sure"],
    )  # fmt: skip
    assert (main.flat, main.many, main.inner) == (False, False, Cause)


def test_a_sub_record_is_headed_by_its_first_checked_value_that_is_no_number() -> None:
    class Group(BaseModel):
        size: Annotated[int | None, Grounded("number", role="injured")]
        name: Annotated[str, Grounded("name")]
        town: Annotated[str | None, Grounded("place")]

    class Meeting(BaseModel):
        groups: list[Group]

    groups = outline_of(Meeting).field("groups")
    assert (groups.head, groups.kind, groups.flat, groups.lists_names) == (
        "name", "name", False, False,
    )  # fmt: skip


def test_the_values_of_a_field_in_a_record_have_their_paths() -> None:
    row: dict[str, Any] = {"places": [{"name": "Orlo"}, {"name": "Besk"}], "homes": 3, "main": None}
    assert FLOOD.field("homes").items(row) == [("homes", 3)]
    assert FLOOD.field("main").items(row) == FLOOD.field("words").items(row) == []
    places = FLOOD.field("places")
    assert [(path, places.called(item)) for path, item in places.items(row)] == [
        ("places[0]", "Orlo"), ("places[1]", "Besk"),
    ]  # fmt: skip
    assert FLOOD.field("homes").called(3) == ""
    assert FLOOD.field("level").called("low") == "low"


def test_the_bounds_of_a_list() -> None:
    class Roll(BaseModel):
        names: list[str] = Field(min_length=10)

    names = outline_of(Roll).field("names")
    assert (names.min_items, names.max_items, names.most) == (10, 10, None)
    causes, words = FLOOD.field("causes"), FLOOD.field("words")
    assert (causes.max_items, causes.most) == (3, 3)
    assert (words.max_items, words.most) == (MAX_ITEMS, None)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Flood", "floods"),
        ("RoadCrash", "road_crashes"),
        ("Robbery", "robberies"),
        ("Survey", "surveys"),
        ("Gas", "gases"),
        ("UNReport", "un_reports"),
        ("Box", "boxes"),
    ],
)
def test_the_key_of_the_list_is_the_plural_of_the_class_in_snake_case(name: str, key: str) -> None:
    assert outline_of(type(name, (BaseModel,), {"__annotations__": {"a": int}})).key == key


def test_the_shipped_incident() -> None:
    outline = outline_of(load_schema("incident"))
    assert outline.key == "incidents"
    assert [field.name for field in outline.asked] == [
        "sentences", "event_type", "status", "date", "locations", "perpetrators", "targets",
        "weapons", "killed", "injured",
    ]  # fmt: skip
    assert {one.name for one in outline.asked if one.flat} == {
        "locations", "perpetrators", "targets",
    }  # fmt: skip
    assert "bombing" in outline.finer["event_type"]["armed_attack"]
    assert FLOOD.finer == {}


class Tree(BaseModel):
    name: str
    branches: list["Tree"] = []


class Left(BaseModel):
    right: "Right | None" = None


class Right(BaseModel):
    left: Left


class Empty(BaseModel):
    kind: Annotated[str, Found("kind")] = ""


class Renamed(BaseModel):
    count: int = Field(alias="Count")


class Lost(BaseModel):
    place: "Nowhere"  # type: ignore[name-defined]  # noqa: F821 - that is the point


class Friendly(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    count: int = Field(alias="Count")


def one(annotation: Any) -> type[BaseModel]:
    return type("One", (BaseModel,), {"__annotations__": {"thing": annotation}})


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (Tree, r"branches holds its own class Tree"),
        (Left, r"right.left holds its own class Left"),
        (Empty, "Empty has no field"),
        (Renamed, "count goes by another name"),
        (Lost, "Lost cannot be completed: .*Nowhere"),
        (one(int | str), "thing allows several types"),
        (one(list[int | str]), "thing allows several types"),
        (one(dict[str, int]), "thing has a type that cannot be asked for"),
        (one(list[list[str]]), "thing has a type that cannot be asked for"),
        (one(list), "thing has a type that cannot be asked for"),
        (one(Any), "thing has a type that cannot be asked for"),
        (one(list[Empty]), "thing holds Empty, which has no field that could be asked for"),
    ],
    ids=range(12),
)
def test_what_cannot_be_asked_is_said_clearly(record: type[BaseModel], words: str) -> None:
    with pytest.raises(SchemaError, match=words) as caught:
        outline_of(record)
    assert "\n" not in str(caught.value)


def test_another_name_is_no_trouble_where_the_class_takes_both() -> None:
    answer = read_answer('{"friendlies":[{"count":3}]}', outline_of(Friendly))
    assert answer.records == (Friendly(count=3),)


# What the words of a name tell


def trade(row: dict[str, Any]) -> str:
    return "smith" if row.get("name", "").endswith("smith") else "unknown"


def size(row: dict[str, Any]) -> int:
    return len(row["name"])


class Worker(BaseModel):
    name: Annotated[str, Grounded("name")] = Field(max_length=20)
    trade: str = Field(default_factory=trade)
    guild: Annotated[str, Found("kind")] = Field(default_factory=lambda: "no guild")
    town: Annotated[str, Found("within")] = "Orlo"


class Measured(BaseModel):
    name: Annotated[str, Grounded("quote")]
    size: int = Field(default_factory=size)


class Fair(BaseModel):
    workers: list[Worker]
    stalls: list[Measured] | None
    words: list[Annotated[str, Grounded("name")]]
    causes: list[Cause]
    mood: Literal["good", "bad"] | None


FAIR = outline_of(Fair)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [("goldsmith", {"smith"}), ("weaver", set()), ("", set()), ("x" * 21 + "smith", set())],
)
def test_only_what_is_read_from_the_words_of_a_name_is_told(name: str, kinds: set[str]) -> None:
    assert FAIR.told_kinds(FAIR.field("workers"), name) == kinds


def test_what_is_told_is_words_whatever_its_type_and_the_list_may_be_missing() -> None:
    assert FAIR.told_kinds(FAIR.field("stalls"), "four") == {"4"}
    assert FAIR.told_kinds(FAIR.field("mood"), "good") == frozenset()


def test_a_list_of_names_is_one_of_sub_records_headed_by_a_checked_name() -> None:
    assert [field.name for field in FAIR.fields if field.lists_names] == ["workers"]
    assert not any(field.lists_names for field in FLOOD.fields)

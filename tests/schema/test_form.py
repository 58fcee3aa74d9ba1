"""The form of a schema: what is asked, what comes back, and every way an answer can be broken."""

import json
from typing import Annotated, Any, Literal, Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from llmextract.content import load_schema
from llmextract.errors import SchemaError
from llmextract.schema.form import MAX_ITEMS, MAX_RECORDS, MAX_STRING, AnswerError, Form, form_of
from llmextract.verification.marks import Evidence, Found, Grounded


class Place(BaseModel):
    name: Annotated[str, Grounded("place")] = Field(max_length=30)
    kind: Annotated[str, Found("kind")] = "unknown"


class Cause(BaseModel):
    what: str
    sure: bool


class Flood(BaseModel):
    sentences: Annotated[list[int], Evidence()] = Field(default=[], min_length=1)
    level: Literal["low", "high"]
    stage: Literal[1, 2, None] = None
    depth: float | None = None
    homes: Annotated[int | None, Grounded("number", role="destroyed")] = Field(ge=0)
    places: list[Place]
    causes: list[Cause] = Field(max_length=3)
    main: Cause | None = None
    words: list[Annotated[str, Grounded("quote"), Field(max_length=9)]] | None = None
    closed: bool = False


FORM = form_of(Flood)


def item(form: Form, offers: Any = None) -> dict[str, Any]:
    properties: dict[str, Any] = form.schema(offers)["properties"][form.key]["items"]["properties"]
    return properties


def test_every_kind_of_field_has_its_schema() -> None:
    schema = FORM.schema()
    assert schema["required"] == ["floods"]
    assert schema["additionalProperties"] is False
    records = schema["properties"]["floods"]
    assert records["maxItems"] == MAX_RECORDS
    assert records["items"]["required"] == list(Flood.model_fields)
    null = {"type": "null"}
    cause = {
        "type": "object",
        "properties": {
            "what": {"type": "string", "maxLength": MAX_STRING},
            "sure": {"type": "boolean"},
        },
        "required": ["what", "sure"],
        "additionalProperties": False,
    }
    integers = {"type": "array", "items": {"type": "integer"}, "maxItems": MAX_ITEMS}
    words = {
        "type": "array",
        "items": {"type": "string", "maxLength": 9},
        "maxItems": MAX_ITEMS,
    }
    assert item(FORM) == {
        "sentences": {**integers, "minItems": 1},
        "level": {"type": "string", "enum": ["low", "high"]},
        "stage": {"enum": [1, 2, None]},
        "depth": {"anyOf": [{"type": "number"}, null]},
        "homes": {"anyOf": [{"type": "integer", "minimum": 0}, null]},
        "places": {
            "type": "array",
            "items": {"type": "string", "maxLength": 30},
            "maxItems": MAX_ITEMS,
        },
        "causes": {"type": "array", "items": cause, "maxItems": 3},
        "main": {"anyOf": [cause, null]},
        "words": {"anyOf": [words, null]},
        "closed": {"type": "boolean"},
    }


def test_marks_are_found_wherever_they_stand() -> None:
    class Tally(BaseModel):
        outer: Annotated[int | None, Grounded("number", role="a")]
        inner: Annotated[int, Grounded("number", role="b"), Field(ge=3)] | None
        listed: Optional[list[Annotated[str, Grounded("place")]]] = None  # noqa: UP045
        whole: Annotated[list[str], Grounded("quote")]
        hidden: Annotated[str, Found("kind")] | None = None

    slots = {slot.name: slot for slot in form_of(Tally).slots}
    assert list(slots) == ["outer", "inner", "listed", "whole"]
    assert [slot.grounded.kind if slot.grounded else None for slot in slots.values()] == [
        "number",
        "number",
        "place",
        "quote",
    ]
    assert slots["inner"].scalar == {"type": "integer", "minimum": 3}
    assert slots["inner"].nullable


def test_the_lines_of_the_prompt_say_what_may_stand() -> None:
    class Note(BaseModel):
        title: str = Field(description="  what it is called ")
        kind: Literal["a", "b"] | None = Field(description="sort")
        people: list[Cause] = Field(description="why")
        count: int = Field(description="how many")
        yes: bool = Field(description="whether")

    assert form_of(Note).describe().splitlines() == [
        "- title (string): what it is called",
        "- kind (one of a, b or null): sort",
        "- people (list of {what, sure}): why",
        "- count (number): how many",
        "- yes (true or false): whether",
    ]


def test_offers_narrow_a_field_and_leave_null_and_nothing_possible() -> None:
    offers = {
        "homes": [3, 9],
        "places": ["Orlo"],
        "sentences": [1],
        "causes.what": ["rain"],
        "words": [],
    }
    narrowed = item(FORM, offers)
    assert narrowed["homes"] == {"enum": [3, 9, None]}
    assert narrowed["places"] == {"type": "array", "items": {"enum": ["Orlo"]}, "maxItems": 1}
    assert narrowed["sentences"]["minItems"] == 1
    assert narrowed["causes"]["items"]["properties"]["what"] == {"enum": ["rain"]}
    assert narrowed["words"]["anyOf"][0]["maxItems"] == 0
    assert item(FORM, {"homes": []})["homes"] == {"enum": [None]}


def test_narrowing_never_makes_a_schema_without_an_answer() -> None:
    class Strict(BaseModel):
        count: Annotated[int, Grounded("number")]
        pair: Annotated[list[int], Evidence()] = Field(min_length=2)

    narrowed = item(form_of(Strict), {"count": [], "pair": [1]})
    assert narrowed["count"] == {"type": "integer"}
    assert narrowed["pair"]["minItems"] == narrowed["pair"]["maxItems"] == 1


def test_a_long_list_wins_over_the_usual_bound() -> None:
    class Roll(BaseModel):
        names: list[str] = Field(min_length=10)

    assert item(form_of(Roll))["names"]["maxItems"] == 10


def test_the_smallest_schema() -> None:
    class Word(BaseModel):
        word: str

    form = form_of(Word)
    assert form.key == "words"
    assert form.parse('{"words":[{"word":"dam"}]}') == [Word(word="dam")]


def test_a_field_called_like_the_key() -> None:
    class Report(BaseModel):
        reports: list[str]

    form = form_of(Report)
    records = [{"reports": ["a", "b"]}]
    assert form.parse(form.answer(records)) == [Report(reports=["a", "b"])]


def test_a_list_of_one_field_objects_that_hold_objects_is_not_flattened() -> None:
    class Outer(BaseModel):
        cause: Cause

    class Top(BaseModel):
        outers: list[Outer]

    form = form_of(Top)
    items = item(form)["outers"]["items"]
    assert items["properties"]["cause"]["required"] == ["what", "sure"]
    record = Top(outers=[Outer(cause=Cause(what="rain", sure=True))])
    assert form.parse(form.answer([record.model_dump()])) == [record]


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
        (one(list[Empty]), "thing has a type that cannot be asked for"),
    ],
    ids=range(12),
)
def test_what_cannot_be_asked_is_said_clearly(record: type[BaseModel], words: str) -> None:
    with pytest.raises(SchemaError, match=words) as caught:
        form_of(record)
    assert "\n" not in str(caught.value)


def test_another_name_is_no_trouble_where_the_class_takes_both() -> None:
    assert form_of(Friendly).parse('{"friendlys":[{"count":3}]}') == [Friendly(count=3)]


GOOD = '{"words":[{"word":"dam"}]}'


class Word(BaseModel):
    model_config = ConfigDict(extra="forbid")
    word: str = Field(max_length=5)
    size: float = 1.0


WORDS = form_of(Word)


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"Here it is:\n```json\n{GOOD}\n```\nDone.",
        f"As sentence [1] and [2] say: {GOOD}",
        f"{GOOD} {{'words': []}}",
        f'{{"thought": "none"}} {GOOD}',
        f"{{as asked}} {GOOD}",
        '[{"word":"dam"}]',
        'Sentences [1, 2]: [{"word":"dam"}]',
    ],
)
def test_the_answer_is_found_in_what_surrounds_it(text: str) -> None:
    assert WORDS.parse(text) == [Word(word="dam")]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "no JSON"),
        ("I cannot help with that", "no JSON"),
        ('{"words":[{"word":"dam"},{"wor', "not valid JSON"),
        ('{"words":[{"word":"dam"}', "not valid JSON"),
        ('{"other":[]}', "must be one JSON object"),
        ('{"words":{"word":"dam"}}', "must be one JSON object"),
        ('{"words":null}', "must be one JSON object"),
        ('{"words":["dam"]}', r"words\[0\] must be an object"),
        ('{"words":[{"word":"dam"},{"word":"cascade"}]}', r"words\[1\]\.word: .*at most 5"),
        ('{"words":[{"word":"dam","depth":4}]}', r"words\[0\]\.depth: Extra inputs"),
        ('{"words":[{"word":"dam","size":NaN}]}', "NaN is no JSON"),
        ('{"words":[{"word":"\\ud800"}]}', r"words\[0\]\.word"),
        ("[" * 100_000, "not valid JSON"),
        ('{"words":' * 20_000, "not valid JSON"),
    ],
)
def test_a_broken_answer_says_what_is_wrong(text: str, complaint: str) -> None:
    with pytest.raises(AnswerError, match=complaint) as caught:
        WORDS.parse(text)
    assert "pydantic.dev" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_numbers_as_words_are_read_and_text_is_not() -> None:
    row = {"level": "low", "homes": "12", "places": [], "causes": [], "stage": 2}
    (flood,) = FORM.parse(json.dumps({"floods": [row]}))
    assert flood.model_dump()["homes"] == 12
    with pytest.raises(AnswerError, match="homes"):
        FORM.parse(json.dumps({"floods": [row | {"homes": "a dozen"}]}))


def test_what_is_not_asked_is_not_taken_from_the_model() -> None:
    row = {
        "level": "low",
        "homes": None,
        "places": [{"name": "Orlo", "kind": "capital"}, "Besk"],
        "causes": [{"what": "rain", "sure": True}],
    }
    (flood,) = FORM.parse(json.dumps([row]))
    assert isinstance(flood, Flood)
    assert [(place.name, place.kind) for place in flood.places] == [
        ("Orlo", "unknown"),
        ("Besk", "unknown"),
    ]


def test_the_actors_of_an_incident_keep_the_kind_that_their_names_tell() -> None:
    form = form_of(load_schema("incident"))
    row: dict[str, Any] = {
        "sentences": [1],
        "event_type": "clash",
        "status": "happened",
        "date": None,
        "locations": [],
        "perpetrators": [{"name": "gunmen", "kind": "police"}],
        "targets": ["a judge"],
        "weapons": [],
        "killed": None,
        "injured": None,
    }
    (incident,) = form.parse(json.dumps({"incidents": [row]}))
    dumped = incident.model_dump()
    actors = dumped["perpetrators"] + dumped["targets"]
    assert [actor["kind"] for actor in actors] == ["rebels", "officials"]


def test_what_is_said_twice_or_stands_for_nothing() -> None:
    row = {
        "sentences": [1, 1, 2],
        "level": "low",
        "homes": None,
        "places": ["Orlo", "unknown", " orlo ", {"name": "Besk"}, "None", ""],
        "causes": [{"what": "rain", "sure": True}] * 2 + [{"what": "rain", "sure": False}],
        "words": ["N/A", "wet"],
    }
    (flood,) = FORM.parse(json.dumps([row]))
    assert isinstance(flood, Flood)
    assert flood.sentences == [1, 2]
    assert [place.name for place in flood.places] == ["Orlo", "Besk"]
    assert [cause.sure for cause in flood.causes] == [True, False]
    assert flood.words == ["wet"]


def test_equal_numbers_may_be_two_measures_and_words_may_mean_what_they_say() -> None:
    class Gauge(BaseModel):
        depths: list[int]
        sure: Literal["yes", "unknown"] | None
        note: str
        hint: str | None

    row = {"depths": [3, 3], "sure": "unknown", "note": "none", "hint": " None "}
    (gauge,) = form_of(Gauge).parse(json.dumps([row]))
    assert gauge == Gauge(depths=[3, 3], sure="unknown", note="none", hint=None)


ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NAMES = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=5, max_size=8)
NAMES = NAMES.filter(lambda name: name not in {"unknown"})
CAUSES = st.builds(Cause, what=ANY, sure=st.booleans())


def key(place: Place) -> str:
    return place.name.casefold()


FLOODS = st.builds(
    Flood,
    sentences=st.lists(st.integers(1, 9), min_size=1, unique=True),
    level=st.sampled_from(["low", "high"]),
    stage=st.sampled_from([1, 2, None]),
    depth=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    homes=st.none() | st.integers(0, 10**12),
    places=st.lists(st.builds(Place, name=NAMES), max_size=4, unique_by=key),
    causes=st.lists(CAUSES, max_size=3, unique_by=repr),
    main=st.none() | CAUSES,
    words=st.none() | st.lists(NAMES, max_size=4, unique_by=str.casefold),
    closed=st.booleans(),
)


@given(st.lists(FLOODS, max_size=3), st.sampled_from(["{}", "```json\n{}\n```", "Sure: {} ."]))
def test_an_answer_stands_for_its_records(floods: list[Flood], around: str) -> None:
    answer = FORM.answer([flood.model_dump(mode="json") for flood in floods])
    assert FORM.parse(around.replace("{}", answer)) == floods


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        records = WORDS.parse(text)
    except AnswerError:
        return
    assert all(isinstance(record, Word) for record in records)


# What the words of a name tell


def trade(row: dict[str, Any]) -> str:
    name = row.get("name", "")
    return "smith" if name.endswith("smith") else "unknown"


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


FAIR = form_of(Fair)
SLOTS = {slot.name: slot for slot in FAIR.slots}


@pytest.mark.parametrize(
    ("name", "kinds"),
    [("goldsmith", {"smith"}), ("weaver", set()), ("", set()), ("x" * 21 + "smith", set())],
)
def test_only_what_is_read_from_the_words_of_a_name_is_told(name: str, kinds: set[str]) -> None:
    assert FAIR.kinds(SLOTS["workers"], name) == kinds


def test_what_is_told_is_words_whatever_its_type_and_the_list_may_be_missing() -> None:
    assert FAIR.kinds(SLOTS["stalls"], "four") == {"4"}


def test_a_list_of_names_is_one_of_sub_records_headed_by_a_checked_name() -> None:
    assert [name for name, slot in SLOTS.items() if slot.lists_names] == ["workers"]
    assert not any(slot.lists_names for slot in FORM.slots)

"""What a model is asked to answer: a schema, lines for the prompt, and the answer for given records."""

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from llmextract.schema.answers import MAX_RECORDS, answer_schema, answer_text, describe
from llmextract.schema.outline import MAX_ITEMS, MAX_STRING, Outline, outline_of
from llmextract.verification.marks import Evidence, Grounded
from tests.schema.classes import Cause, Flood

FLOOD = outline_of(Flood)


def item(outline: Outline, candidates: Any = None) -> dict[str, Any]:
    schema = answer_schema(outline, candidates)
    properties: dict[str, Any] = schema["properties"][outline.key]["items"]["properties"]
    return properties


def test_every_field_is_required_and_nullable_where_the_record_is() -> None:
    schema = answer_schema(FLOOD)
    assert schema["required"] == ["floods"]
    assert schema["additionalProperties"] is False
    records = schema["properties"]["floods"]
    assert records["maxItems"] == MAX_RECORDS
    assert records["items"]["required"] == list(Flood.model_fields)
    assert records["items"]["additionalProperties"] is False
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
    words = {"type": "array", "items": {"type": "string", "maxLength": 9}, "maxItems": MAX_ITEMS}
    assert item(FLOOD) == {
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


def test_how_many_records_an_answer_may_list() -> None:
    assert answer_schema(FLOOD, most=60)["properties"]["floods"]["maxItems"] == 60


def test_candidates_narrow_a_field_and_leave_null_and_nothing_possible() -> None:
    candidates = {
        "homes": [3, 9],
        "places": ["Orlo"],
        "sentences": [1],
        "causes.what": ["rain"],
        "words": [],
    }
    narrowed = item(FLOOD, candidates)
    assert narrowed["homes"] == {"enum": [3, 9, None]}
    assert narrowed["places"] == {"type": "array", "items": {"enum": ["Orlo"]}, "maxItems": 1}
    assert narrowed["sentences"]["minItems"] == 1
    assert narrowed["causes"]["items"]["properties"]["what"] == {"enum": ["rain"]}
    assert narrowed["words"]["anyOf"][0]["maxItems"] == 0
    assert item(FLOOD, {"homes": []})["homes"] == {"enum": [None]}


def test_narrowing_never_makes_a_schema_without_an_answer() -> None:
    class Strict(BaseModel):
        count: Annotated[int, Grounded("number")]
        pair: Annotated[list[int], Evidence()] = Field(min_length=2)

    narrowed = item(outline_of(Strict), {"count": [], "pair": [1]})
    assert narrowed["count"] == {"type": "integer"}
    assert narrowed["pair"]["minItems"] == narrowed["pair"]["maxItems"] == 1


class Note(BaseModel):
    title: str = Field(description="  what it is called ")
    kind: Literal["a", "b"] | None = Field(description="sort")
    people: list[Cause] = Field(description="why")
    count: int = Field(description="how many")
    yes: bool = Field(description="whether")


def test_the_lines_of_the_prompt_say_what_may_stand() -> None:
    assert describe(outline_of(Note)).splitlines() == [
        "- title (string): what it is called",
        "- kind (one of a, b or null): sort",
        "- people (list of {what, sure}): why",
        "- count (number): how many",
        "- yes (true or false): whether",
    ]
    assert describe(outline_of(Note), without={"title", "people", "yes"}).splitlines() == [
        "- kind (one of a, b or null): sort",
        "- count (number): how many",
    ]


def test_the_answer_for_records_is_compact_flat_and_in_the_order_of_the_class() -> None:
    row = {
        "level": "low",
        "sentences": [1],
        "homes": None,
        "places": [{"name": "Örlo", "kind": "town"}],
        "causes": [{"what": "rain", "sure": True, "note": "not asked"}],
        "main": {"what": "snow", "sure": False},
    }
    text = answer_text(FLOOD, [row])
    assert " " not in text
    assert "Örlo" in text
    (answered,) = json.loads(text)["floods"]
    assert list(answered) == list(Flood.model_fields)
    assert answered["places"] == ["Örlo"]
    assert answered["causes"] == [{"what": "rain", "sure": True}]
    assert answered["main"] == {"what": "snow", "sure": False}
    # What a record does not name is null where null is a value of it.
    assert (answered["homes"], answered["words"], answered["depth"]) == (None, None, None)
    assert json.loads(answer_text(FLOOD, [{"level": "low"}]))["floods"][0]["places"] == []
    assert answer_text(FLOOD, []) == '{"floods":[]}'


def test_a_list_of_one_field_objects_that_hold_objects_is_not_flattened() -> None:
    class Outer(BaseModel):
        cause: Cause

    class Top(BaseModel):
        outers: list[Outer]

    items = item(outline_of(Top))["outers"]["items"]
    assert items["properties"]["cause"]["required"] == ["what", "sure"]

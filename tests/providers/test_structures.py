"""The ways to ask for a shape: what is sent, and which schemas keep the strict rules."""

from typing import Any

import pytest

from llmextract.model import Message
from llmextract.providers.structures import can_be_strict, in_the_prompt, on_the_wire

OBJECT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "n": {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "null"}]},
        "kind": {"enum": ["a", None]},
        "list": {"type": "array", "items": {"$ref": "#/$defs/Part"}, "maxItems": 3},
    },
    "required": ["n", "kind", "list"],
    "additionalProperties": False,
    "$defs": {
        "Part": {
            "type": "object",
            "properties": {"x": {"type": "string"}},
            "required": ["x"],
            "additionalProperties": False,
        }
    },
}


def changed(**changes: Any) -> dict[str, Any]:
    return {**OBJECT, **changes}


def test_a_closed_object_that_requires_all_can_be_strict() -> None:
    assert can_be_strict(OBJECT)


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"type": "array", "items": {"type": "string"}},
        changed(required=["n", "kind"]),
        changed(additionalProperties=True),
        {key: value for key, value in OBJECT.items() if key != "additionalProperties"},
        changed(uniqueItems=True),
        changed(properties={**OBJECT["properties"], "kind": {"description": "anything"}}),
        changed(**{"$defs": {"Part": {"type": "object", "properties": {"x": {"type": "string"}}}}}),
        changed(properties={**OBJECT["properties"], "kind": {"anyOf": [{"maxLength": 3}]}}),
    ],
    ids=range(9),
)
def test_what_the_strict_rules_do_not_allow(schema: dict[str, Any]) -> None:
    assert not can_be_strict(schema)


def test_what_stands_on_the_wire() -> None:
    strict = on_the_wire("json_schema_strict", OBJECT)["response_format"]
    loose = on_the_wire("json_schema", OBJECT)["response_format"]
    assert strict["json_schema"].pop("strict") is True
    assert (
        strict
        == loose
        == {
            "type": "json_schema",
            "json_schema": {"name": "Answer", "schema": OBJECT},
        }
    )
    assert on_the_wire("json_object", OBJECT) == {"response_format": {"type": "json_object"}}
    assert on_the_wire("text", OBJECT) == {}
    assert on_the_wire("tools", OBJECT)["tools"][0]["function"]["parameters"] == OBJECT


def test_a_schema_is_shown_only_where_it_is_seen_nowhere_else() -> None:
    messages = (Message("user", "Paragraph:\n[1] {x} {{ y }}"),)
    for structure in ("json_schema_strict", "json_schema", "tools"):
        assert in_the_prompt(structure, OBJECT, messages) == messages
    first, last = in_the_prompt("text", OBJECT, messages)
    assert first.role == "system"
    assert '"additionalProperties":false' in first.content
    assert last == messages[0]
    assert in_the_prompt("text", {}, messages) == messages
    assert in_the_prompt("text", OBJECT, ()) == ()

"""The ways to ask a server for an answer of a given shape, and what each puts on the wire.

Strongest first: ``json_schema_strict`` (a schema that the server compiles and enforces),
``json_schema`` (the same without the promise; local servers enforce it, some only read it),
``tools`` (the answer as the arguments of a function), ``json_object`` (some JSON, the schema stands
in the prompt), ``text`` (nothing but the prompt).
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from llmextract.model import Message

Structure = Literal["json_schema_strict", "json_schema", "tools", "json_object", "text"]

NAME = "Answer"
"""What the schema or the function is called on the wire."""
IN_PROMPT: frozenset[Structure] = frozenset({"json_object", "text"})
"""Ways in which the model sees the schema only where the prompt shows it."""
_STRICT_KEYWORDS = frozenset(
    {"$ref", "$defs", "definitions", "anyOf", "type", "enum", "const", "title", "description"}
    | {"properties", "required", "additionalProperties", "items", "minItems", "maxItems"}
    | {"pattern", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
    | {"multipleOf"}
)
"""Keywords of strict schemas, as OpenAI documents them under structured outputs."""
_SAYS_WHAT = frozenset({"type", "enum", "const", "anyOf", "$ref"})
"""Of these a strict schema has one everywhere: nothing may be just anything."""


def on_the_wire(structure: Structure, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a chat completion's body that ask for this shape."""
    if structure == "json_schema_strict":
        asked = _json_schema(schema)
        asked["json_schema"]["strict"] = True
        return {"response_format": asked}
    if structure == "json_schema":
        return {"response_format": _json_schema(schema)}
    if structure == "tools":
        function = {
            "name": NAME,
            "description": "Give the answer.",
            "parameters": {"type": "object", **schema},
        }
        return {
            "tools": [{"type": "function", "function": function}],
            "tool_choice": {"type": "function", "function": {"name": NAME}},
        }
    return {"response_format": {"type": "json_object"}} if structure == "json_object" else {}


def in_the_prompt(
    structure: Structure, schema: Mapping[str, Any], messages: tuple[Message, ...]
) -> tuple[Message, ...]:
    """The messages, with the schema as text where the model sees it nowhere else.

    It goes into the first message, not the last: what never changes stands first, and the block
    with the paragraph is the end of the request.
    """
    if structure not in IN_PROMPT or not schema or not messages:
        return messages
    text = json.dumps(schema, ensure_ascii=False, separators=(",", ":"))
    said = f"Answer with one JSON object and nothing else. It must fit this JSON Schema:\n{text}"
    first = messages[0]
    if first.role == "system":
        return (Message("system", f"{first.content}\n\n{said}"), *messages[1:])
    return (Message("system", said), *messages)


def can_be_strict(schema: Mapping[str, Any]) -> bool:
    """Whether a schema keeps to the rules for strict ones.

    The root is an object; each object closes its properties and requires all of them; only known
    keywords.  A schema that does not is sent without the promise: to rewrite it would be to ask
    for something else than was said.
    """
    if schema.get("type") != "object":
        return False
    for part in _parts(schema):
        if not set(part) <= _STRICT_KEYWORDS or not set(part) & _SAYS_WHAT:
            return False
        if part.get("type") == "object" or "properties" in part:
            closed = part.get("additionalProperties") is False
            if not closed or set(part.get("required", ())) != set(part.get("properties", ())):
                return False
    return True


def _json_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": NAME, "schema": dict(schema)}}


def _parts(schema: Any) -> Iterator[Mapping[str, Any]]:
    """A schema and all schemas inside it."""
    if not isinstance(schema, Mapping):
        return
    yield schema
    for keyword in ("properties", "$defs", "definitions"):
        for inner in (schema.get(keyword) or {}).values():
            yield from _parts(inner)
    yield from _parts(schema.get("items"))
    for inner in schema.get("anyOf") or ():
        yield from _parts(inner)

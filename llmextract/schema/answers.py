"""What a model is asked to answer: the answer schema, the fields in words, an answer for records.

Every field is required (an optional field is one that a small model skips: constrained decoding
lets it close the object) and nullable where the record is.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from llmextract.schema.outline import Field, Outline

MAX_RECORDS = 16
"""Most records that one answer may list: a bound on a model that repeats itself for ever."""

Candidates = Mapping[str, Sequence[Any]]
"""The values that may be answered for a field, by its path."""


def answer_schema(
    outline: Outline, candidates: Candidates | None = None, *, most: int = MAX_RECORDS
) -> dict[str, Any]:
    """JSON Schema of an answer that lists records.

    Args:
        outline: the class of the records.
        candidates: values to narrow fields to.
        most: most records of the answer.
    """
    item = object_schema(outline.asked, candidates or {})
    records = {"type": "array", "items": item, "maxItems": most}
    return {
        "type": "object",
        "properties": {outline.key: records},
        "required": [outline.key],
        "additionalProperties": False,
    }


def object_schema(fields: Sequence[Field], candidates: Candidates) -> dict[str, Any]:
    """JSON Schema of one object with these fields, narrowed to the candidates."""
    return {
        "type": "object",
        "properties": {field.name: _value(field, candidates) for field in fields},
        "required": [field.name for field in fields],
        "additionalProperties": False,
    }


def describe(outline: Outline, *, without: Collection[str] = ()) -> str:
    """The fields as lines for a prompt: name, what may stand in it, what it means.

    Args:
        outline: the class of the records.
        without: names of fields that are left out.
    """
    return "\n".join(_describe(field) for field in outline.asked if field.name not in without)


def answer_text(outline: Outline, records: Sequence[Mapping[str, Any]]) -> str:
    """The answer that stands for these public records, compact: white space costs tokens."""
    rows = [{field.name: flatten(field, record) for field in outline.asked} for record in records]
    return compact({outline.key: rows})


def compact(value: Any) -> str:
    """JSON without white space."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def flatten(field: Field, record: Mapping[str, Any]) -> Any:
    """A field of a public record as an answer has it."""
    value = record.get(field.name)
    if value is None:
        return [] if field.many and not field.nullable else None
    if field.flat:
        return [item[field.head] for item in value]
    if field.parts:
        items = [
            {part.name: flatten(part, item) for part in field.asked_parts}
            for item in (value if field.many else [value])
        ]
        return items if field.many else items[0]
    return value


def _value(field: Field, candidates: Candidates) -> dict[str, Any]:
    allowed = candidates.get(field.path)
    if field.parts and not field.flat:
        one = object_schema(field.asked_parts, candidates)
    elif allowed is None or not (allowed or field.many or field.nullable):
        # A value that must be there stays open where there is no candidate: no schema has no values.
        one = dict(field.scalar)
    else:
        one = {"enum": list(allowed)}
    if field.many:
        one = _list(field, one, allowed)
    return _nullable(one) if field.nullable else one


def _list(field: Field, one: dict[str, Any], allowed: Sequence[Any] | None) -> dict[str, Any]:
    is_open = allowed is None or (field.parts and not field.flat)
    most = field.max_items if is_open else min(field.max_items, len(allowed or ()))
    # An empty enum is no schema: no candidate means an empty list.
    items = one if allowed is None or allowed else {"type": "null"}
    out: dict[str, Any] = {"type": "array", "items": items, "maxItems": most}
    if field.min_items and most:
        out["minItems"] = min(field.min_items, most)
    return out


def _nullable(one: dict[str, Any]) -> dict[str, Any]:
    if "enum" in one:
        return {"enum": [*one["enum"], None]}
    return {"anyOf": [one, {"type": "null"}]}


def _describe(field: Field) -> str:
    if field.parts and not field.flat:
        kind = "{" + ", ".join(part.name for part in field.asked_parts) + "}"
    elif "enum" in field.scalar:
        kind = "one of " + ", ".join(str(value) for value in field.scalar["enum"])
    else:
        kind = {"integer": "number", "boolean": "true or false"}.get(
            field.scalar["type"], field.scalar["type"]
        )
    if field.many:
        kind = f"list of {kind}"
    if field.nullable:
        kind += " or null"
    return f"- {field.name} ({kind}): {field.description}"

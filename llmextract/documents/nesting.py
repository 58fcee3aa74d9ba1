"""Finds what a row of JSON has deeper down: ``body.text``, ``pages.0.content``, a list of paragraphs."""

from collections.abc import Mapping
from typing import Any


def unnested(row: Mapping[str, Any], path: str | None) -> Mapping[str, Any]:
    """A row with the value that a dotted path leads to under that path as its key.

    What stands beside the value (a title, a date) counts for the row where the row has none.

    Args:
        row: the row.
        path: the key that the user named.
    """
    if path is None or path in row or "." not in path:
        return row
    *steps, last = path.split(".")
    holder: Any = row
    for step in steps:
        holder = _at(holder, step)
    value = _as_text(_at(holder, last))
    if value is None:
        return row
    beside = holder if isinstance(holder, Mapping) else {}
    return {**beside, **row, path: value}


def _at(value: Any, step: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        return value[int(step)]
    return None


def _as_text(value: Any) -> str | None:
    """A text, or paragraphs that are a list of texts, as one text."""
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return "\n\n".join(value)
    return value if isinstance(value, str) else None

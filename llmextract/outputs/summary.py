"""Tells an incident in a line that a person can read: what a spreadsheet's reader looks at first."""

from typing import Any

from llmextract.cells import bounds, cell, is_bound
from llmextract.outputs.entries import Entry
from llmextract.records import Verdict, worst
from llmextract.schema import paths
from llmextract.schema.outline import Field, Outline

_BETWEEN = " · "
_DOUBTS = {Verdict.UNCLEAR: " ?", Verdict.UNSUPPORTED: " ✗"}
"""What stands behind a value that is not to be taken as it stands."""


def summary(entry: Entry, outline: Outline) -> str:
    """The values of an entry in the order of its class, the doubtful ones marked."""
    fields = [field for field in outline.asked if not field.evidence]
    told = (_told(entry, field) for field in fields)
    return _BETWEEN.join(filter(None, told))


def _told(entry: Entry, field: Field) -> str:
    found = entry.said.get(field.name, [])
    bound = next((one for one in found if one.value is None or is_bound(one)), None)
    if bound is not None and not field.many:
        return f"{bounds(bound)} {_name(field)}"
    said = []
    for path, item in field.items(entry.record or {}):
        own = [one for one in found if paths.is_under(one.field, path)]
        doubt = _DOUBTS.get(worst(own) or Verdict.SUPPORTED, "")
        said.append(f"{_words(field, item)}{doubt}")
    return ", ".join(said)


def _words(field: Field, item: Any) -> str:
    """A value; a number with the name of its field, a fixed word without its underscores."""
    said = field.called(item) or cell(item)
    if isinstance(item, int | float):
        return f"{said} {_name(field)}"
    return said.replace("_", " ") if field.words else said


def _name(field: Field) -> str:
    return field.name.replace("_", " ")

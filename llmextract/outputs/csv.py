"""A table that a person can read in a spreadsheet: one row for each incident.

Lists are joined with ``; ``.  Of sub-records the column of the field has the names, and a column
``FIELD_PART`` for each other part has its values in the same order.  Beside each checked field stand
the columns of :mod:`llmextract.outputs.columns`; before them the point of the place that is the most exact.

A cell that a spreadsheet would run as a formula gets a leading apostrophe (text is data, in a
spreadsheet too).
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from llmextract.cells import cell, plain
from llmextract.outputs.columns import Judgement, free_name, judgements
from llmextract.outputs.entries import Entry, Export
from llmextract.outputs.placing import LOCATED, located
from llmextract.outputs.summary import summary
from llmextract.records import Document
from llmextract.schema.outline import Field, outline_of

# The wide forms are what a spreadsheet under a Japanese or Chinese input method takes for them.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

_Cell = Callable[[Document, Entry], str]
_DOCUMENT: dict[str, _Cell] = {
    "document": lambda document, _: document.id,
    "source": lambda document, _: document.source,
    "title": lambda document, _: document.title or "",
    "published": lambda document, _: document.published or "",
}
_INCIDENT: dict[str, _Cell] = _DOCUMENT | {
    "id": lambda _, entry: entry.id,
    "paragraphs": lambda _, entry: cell(entry.where),
    "also_in": lambda document, entry: cell(entry.elsewhere(document)),
    "background": lambda _, entry: "yes" if entry.is_background else "",
}
_RECORD: dict[str, _Cell] = _DOCUMENT | {
    "paragraph": lambda _, entry: cell(entry.where),
    "record": lambda _, entry: cell(entry.place),
}
_END: dict[str, _Cell] = {
    "text": lambda _, entry: entry.text,
    "failure": lambda _, entry: entry.failure.message if entry.failure else "",
}


def write(export: Export) -> Iterator[str]:
    """A heading, then a row for each entry; a failed paragraph is a row that says why."""
    start, end = (_INCIDENT, {}) if export.is_merged else (_RECORD, _END)
    outline = outline_of(export.record)
    start = start | {"summary": lambda _, entry: summary(entry, outline)}
    lies = LOCATED if any(outline.of_kind("place")) else {}
    columns = _columns(export, taken={*start, *lies, *end})
    yield line([*start, *lies, *(column.name for column in columns), *end])
    for document, entry, where in located(export):
        yield line(
            [
                *(said(document, entry) for said in start.values()),
                *(cell(said(where)) for said in lies.values()),
                *(column.shown(entry) for column in columns),
                *(said(document, entry) for said in end.values()),
            ]
        )


@dataclass(frozen=True, slots=True)
class _Value:
    """The column of a field's values, or of one part of its sub-records."""

    name: str
    field: Field
    part: Field | None = None

    def shown(self, entry: Entry) -> str:
        """The cell of an entry."""
        value = (entry.record or {}).get(self.field.name)
        if self.part is None:
            return cell(self.field.called(value) or value) if not self.field.many else cell(value)
        items = value if isinstance(value, list | tuple) else [value]
        said = [_inner(one.get(self.part.name)) for one in items if isinstance(one, Mapping)]
        return "; ".join(said) if any(said) else ""


@dataclass(frozen=True, slots=True)
class _Said:
    """The column of what is said of a field's values."""

    judgement: Judgement

    @property
    def name(self) -> str:
        return self.judgement.name

    def shown(self, entry: Entry) -> str:
        """The cell of an entry."""
        return cell(self.judgement.of(entry))


def _inner(value: Any) -> str:
    """A value of a sub-record: its own lists are joined with commas, deeper records stay JSON."""
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list | tuple):
        return ", ".join(_inner(one) for one in value)
    return "" if value is None else plain(str(value))


def _columns(export: Export, *, taken: set[str]) -> list[_Value | _Said]:
    """Every field of the class, in order, each with its parts and what is said of it."""
    columns: list[_Value | _Said] = []
    names = set(taken)
    fields = outline_of(export.record).fields
    values = {field.name: free_name(field.name, names) for field in fields}
    names |= {name.lower() for name in values.values()}
    for field in fields:
        own: list[_Value | _Said] = [_Value(values[field.name], field)]
        own += [
            _Value(free_name(f"{field.name}_{part.name}", names), field, part)
            for part in field.parts
            if part.name != (field.head or field.parts[0].name)
        ]
        names |= {column.name.lower() for column in own}
        own += map(_Said, judgements(field, is_drawn=export.is_drawn, taken=names))
        names |= {column.name.lower() for column in own}
        columns += own
    return columns


def line(cells: Iterable[str]) -> str:
    """A row of a table, with its line end."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(safe_cell(value) for value in cells)
    return buffer.getvalue()


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet runs and no terminal obeys; line breaks stay, quoted."""
    shown = _CONTROLS.sub(" ", text)
    return f"'{shown}" if _FORMULA.match(shown) and not _NUMBER.fullmatch(shown) else shown

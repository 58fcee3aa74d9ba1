"""Parquet, for data frames and DuckDB: values with their own types, lists and sub-records nested.

Beside the values stand the columns of :mod:`llmextract.outputs.columns`, and ``findings`` has all
findings whole; the value of one may be of any type, so it is JSON there.  ``places`` has where each lies.
"""

import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from llmextract import runfile
from llmextract.cells import encodable
from llmextract.errors import OutputError
from llmextract.incidents import Source, source_to_json
from llmextract.outputs.columns import TEXTS, WHOLES, Judgement, free_name, judgements
from llmextract.outputs.entries import Entry, Export
from llmextract.outputs.placing import LOCATED, Located, located, place_row
from llmextract.records import Document
from llmextract.schema.outline import Field, outline_of

_BATCH = 2000
"""Entries that are written at once: a few megabytes."""
_SCALARS: Mapping[str, Any] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
}
_SPAN = pa.struct(
    [("start", pa.int64()), ("end", pa.int64()), ("text", pa.string()), ("where", pa.string())]
)
_FINDING = pa.struct(
    [
        ("field", pa.string()),
        ("value", pa.string()),
        ("verdict", pa.string()),
        ("low", pa.int64()),
        ("high", pa.int64()),
        ("reason", pa.string()),
        ("spans", pa.list_(_SPAN)),
        ("where", pa.string()),
        ("from", pa.string()),
        ("by", pa.string()),
        ("elsewhere", pa.bool_()),
        ("resolved", pa.string()),
        ("precision", pa.string()),
    ]
)
_FIGURE = pa.struct(
    [
        ("field", pa.string()),
        ("value", pa.int64()),
        ("low", pa.int64()),
        ("high", pa.int64()),
        ("by", pa.string()),
        ("as", pa.string()),
        ("document", pa.string()),
        ("paragraph", pa.int64()),
    ]
)
_PLACE = pa.struct(
    [
        ("name", pa.string()),
        ("latitude", pa.float64()),
        ("longitude", pa.float64()),
        *(
            (name, pa.string())
            for name in ("precision", "point_of", "country", "country_code", "reason", "basis")
        ),
    ]
)
_SOURCE = pa.struct(
    [
        ("document", pa.string()),
        ("paragraph", pa.int64()),
        ("start", pa.int64()),
        ("end", pa.int64()),
    ]
)
_WHOLE_BITS = 63


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its name and type, and what stands in it for an entry."""

    name: str
    type: Any
    of: Callable[[Document, Entry, Located], Any]


def save(export: Export, path: Path) -> None:
    """Write all entries to a file.

    Raises:
        OSError: the file cannot be written.
        OutputError: a value, from a run file that was changed, fits no column.
    """
    columns = list(_columns(export))
    schema = pa.schema([(column.name, column.type) for column in columns])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        entries = located(export)
        while batch := list(itertools.islice(entries, _BATCH)):
            arrays = [_array([column.of(*one) for one in batch], column) for column in columns]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _array(values: list[Any], column: _Column) -> Any:
    try:
        return pa.array(values, type=column.type)
    except UnicodeEncodeError:
        return pa.array(encodable(values), type=column.type)
    except (pa.ArrowException, OverflowError) as error:
        raise OutputError(
            f"a value does not fit the column {column.name} ({' '.join(str(error).split())[:120]})",
            hint="was the run file changed by hand? make the run again, or write another format",
        ) from error


def _columns(export: Export) -> Iterator[_Column]:
    has_places = any(outline_of(export.record).of_kind("place"))
    ours = [*_DOCUMENT, *(_INCIDENT if export.is_merged else _RECORD)]
    ours += map(_located, LOCATED) if has_places else ()
    yield from ours
    last = [_FINDINGS, *([_FIGURES] if export.is_merged else [])]
    last += [_PLACES] if has_places else []
    taken = {column.name for column in (*ours, *last)}
    fields = outline_of(export.record).fields
    names = {field.name: free_name(field.name, taken) for field in fields}
    taken |= {name.lower() for name in names.values()}
    for field in fields:
        yield _value(names[field.name], field)
        for judgement in judgements(field, is_drawn=export.is_drawn, taken=taken):
            taken.add(judgement.name.lower())
            yield _judged(judgement)
    yield from last


def _judged(judgement: Judgement) -> _Column:
    if judgement.what in TEXTS:
        kind = pa.string()
    else:
        kind = pa.int64() if judgement.what in WHOLES else pa.float64()
    return _Column(judgement.name, kind, lambda _, entry, __: _whole(judgement.of(entry)))


def _value(name: str, field: Field) -> _Column:
    convert = _converter(field)
    return _Column(
        name, _type(field), lambda _, entry, __: convert((entry.record or {}).get(field.name))
    )


def _type(field: Field) -> Any:
    kind = _item_type(field)
    return pa.list_(kind) if field.many else kind


def _item_type(field: Field) -> Any:
    if field.parts:
        return pa.struct([(part.name, _type(part)) for part in field.parts])
    return _SCALARS.get(field.scalar.get("type", ""), pa.string())


def _converter(field: Field) -> Callable[[Any], Any]:
    """Turns a value of a plain record into one of the field's type; what has no type is JSON."""
    item = _item_converter(field)
    if not field.many:
        return lambda value: None if value is None else item(value)
    return lambda value: None if value is None else [item(one) for one in value]


def _item_converter(field: Field) -> Callable[[Any], Any]:
    if field.parts:
        parts = {part.name: _converter(part) for part in field.parts}
        return lambda value: {name: of(value.get(name)) for name, of in parts.items()}
    kind = field.scalar.get("type")
    if kind in {"integer", "number", "boolean"}:
        return _whole
    return lambda value: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _whole(value: Any) -> Any:
    """A value as it is; a whole number that no column holds is left to ``findings``."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value if value.bit_length() <= _WHOLE_BITS else None
    return value


def _source(source: Source) -> dict[str, Any]:
    """Where an incident is told, by a paragraph that counts from 1."""
    return source_to_json(source) | {"paragraph": source.paragraph + 1}


def _finding(row: dict[str, Any]) -> dict[str, Any]:
    row["value"] = json.dumps(row["value"], ensure_ascii=False)
    row["low"], row["high"] = _whole(row["low"]), _whole(row["high"])
    return row


_DOCUMENT = (
    _Column("document", pa.string(), lambda document, *_: document.id),
    _Column("source", pa.string(), lambda document, *_: document.source),
    _Column("title", pa.string(), lambda document, *_: document.title),
    _Column("published", pa.string(), lambda document, *_: document.published),
)
_INCIDENT = (
    _Column("id", pa.string(), lambda _, entry, __: entry.id or None),
    _Column("paragraphs", pa.list_(pa.int64()), lambda _, entry, __: entry.where),
    _Column("sources", pa.list_(_SOURCE), lambda _, entry, __: list(map(_source, entry.sources))),
    _Column("background", pa.bool_(), lambda _, entry, __: entry.is_background),
)
_RECORD = (
    _Column("paragraph", pa.int64(), lambda _, entry, __: entry.where[0]),
    _Column("record", pa.int64(), lambda _, entry, __: entry.place),
    _Column("text", pa.string(), lambda _, entry, __: entry.text),
    _Column(
        "failure",
        pa.string(),
        lambda _, entry, __: entry.failure.message if entry.failure else None,
    ),
)


def _located(name: str) -> _Column:
    kind = pa.float64() if name in {"latitude", "longitude"} else pa.string()
    return _Column(name, kind, lambda _, __, where: LOCATED[name](where))


_PLACES = _Column(
    "places",
    pa.list_(_PLACE),
    lambda _, __, where: [place_row(*one) for one in where.places],
)
_FINDINGS = _Column(
    "findings",
    pa.list_(_FINDING),
    lambda _, entry, __: [_finding(runfile.finding_to_json(one)) for one in entry.findings],
)
_FIGURES = _Column(
    "figures",
    pa.list_(_FIGURE),
    lambda _, entry, __: [
        {
            "field": name,
            "value": _whole(said.value),
            "low": _whole(said.low),
            "high": _whole(said.high),
            "by": said.by,
            "as": said.part,
            "document": said.where.document,
            "paragraph": said.where.paragraph + 1,
        }
        for name, figures in entry.figures.items()
        for said in figures.said
    ],
)

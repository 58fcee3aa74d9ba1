"""SQLite, by the standard library: documents, paragraphs, incidents, findings, and a table a list.

``incidents`` holds what an entry is: incidents, or records as they were read.  See
:mod:`llmextract.outputs.sqlite_tables` for the tables.
"""

import contextlib
import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from llmextract.cells import encodable
from llmextract.errors import OutputError
from llmextract.incidents import Said, Source
from llmextract.outputs.entries import Entry, Export, Told
from llmextract.outputs.placing import LOCATED, Located, Placing, place_row
from llmextract.outputs.sqlite_tables import (
    COMMON,
    INDEXES,
    SEARCH,
    Table,
    incidents_table,
    quoted,
    views,
)
from llmextract.records import Extraction, Finding
from llmextract.schema.outline import outline_of

_WHOLE_BITS = 63


def save(export: Export, path: Path) -> None:
    """Write an export to a file that is new or empty.

    Raises:
        OutputError: the file cannot be written, or is full.
    """
    outline = outline_of(export.record)
    table = incidents_table(outline, is_drawn=export.is_drawn)
    try:
        with contextlib.closing(sqlite3.connect(path)) as connection:
            # The file has no name yet and is thrown away if this fails: it needs no journal.
            connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            _create(connection, table)
            writer = _Writer(connection, table)
            writer.runs(export.headers)
            for told in export.documents:
                writer.document(told, Placing(told, outline))
            _finish(connection, table)
            connection.commit()
    except sqlite3.Error as error:
        raise OutputError(f"the database cannot be written: {error}") from error


def _create(connection: sqlite3.Connection, table: Table) -> None:
    for statement in table.create():
        connection.execute(statement)
    connection.executescript(COMMON)


def _finish(connection: sqlite3.Connection, table: Table) -> None:
    connection.executescript(INDEXES)
    for statement in (*table.index(), *views(table)):
        connection.execute(statement)
    # An SQLite without FTS5 is rare, and all else is of use without a search.
    with contextlib.suppress(sqlite3.OperationalError):
        connection.executescript(SEARCH)


class _Writer:
    """Puts documents into the tables and counts their keys."""

    def __init__(self, connection: sqlite3.Connection, table: Table) -> None:
        self._connection = connection
        self._table = table

    def runs(self, headers: tuple[Mapping[str, Any], ...]) -> None:
        """A row for each run, in their order."""
        for header in headers:
            told = {key: header.get(key) for key in ("schema", "model", "version", "started")}
            self._insert("runs", told | {"header": dict(header)})

    def document(self, told: Told, placing: Placing) -> None:
        """A document with its paragraphs and all that it tells."""
        document = told.document
        key = self._insert(
            "documents",
            {
                "run_id": told.run + 1,
                "document": document.id,
                "source": document.source,
                "title": document.title,
                "published": document.published,
            },
        )
        paragraphs = {one.paragraph.index: self._paragraph(key, one) for one in told.extractions}
        kept = (entry for entry in told.entries if entry.record is not None)
        for position, entry in enumerate(kept, start=1):
            self._entry(key, position, entry, paragraphs, placing.located(entry))

    def _paragraph(self, document: int, extraction: Extraction) -> int:
        paragraph, failure, run = extraction.paragraph, extraction.failure, extraction.run
        return self._insert(
            "paragraphs",
            {
                "document_id": document,
                "number": paragraph.index + 1,
                "start_offset": paragraph.start,
                "end_offset": paragraph.end,
                "text": paragraph.text,
                "failure": failure.kind if failure else None,
                "failure_reason": failure.message if failure else None,
                "model": run.model,
                "reading": run.reading,
                "seconds": run.seconds,
            },
        )

    def _entry(
        self,
        document: int,
        position: int,
        entry: Entry,
        paragraphs: Mapping[int, int],
        where: Located,
    ) -> None:
        more: dict[str, Any] = {one.name: one.of(entry) for one in self._table.judged}
        more |= {name: LOCATED[name](where) for name in self._table.located}
        more["incident"] = entry.id or None
        more["background"] = int(entry.is_background)
        key = self._row(self._table, document, position, entry.record, more)
        for index in entry.paragraphs:
            self._insert(
                "incident_paragraphs", {"incident_id": key, "paragraph_id": paragraphs[index]}
            )
        for finding in entry.findings:
            self._finding(key, finding)
        for place in where.places:
            self._insert("places", {"incident_id": key, **place_row(*place)})
        for source in entry.sources:
            self._insert("sources", {"incident_id": key, **_where(source)})
        for name, figures in entry.figures.items():
            for said in figures.said:
                self._figure(key, name, said)

    def _row(
        self,
        table: Table,
        owner: int,
        position: int,
        item: Any,
        more: Mapping[str, Any] = MappingProxyType({}),
    ) -> int:
        """A record, an item of a list or a plain value, with the lists in it."""
        values = {name: _at(item, way) for name, way in table.values}
        key = self._insert(table.name, {table.owner: owner, "position": position, **values, **more})
        for way, below in table.lists:
            for index, one in enumerate(_at(item, way) or (), start=1):
                self._row(below, key, index, one)
        return key

    def _finding(self, incident: int, finding: Finding) -> None:
        key = self._insert(
            "findings",
            {
                "incident_id": incident,
                "field": finding.field,
                "value": finding.value,
                "verdict": str(finding.verdict),
                "reason": finding.reason,
                "low": finding.low,
                "high": finding.high,
                "stands_in": finding.where,
                "elsewhere": finding.elsewhere,
                "stated_by": finding.stated,
                "judged_by": finding.by,
                "resolved": finding.resolved,
                "precision": finding.precision,
                "document": finding.document,
            },
        )
        for span in finding.spans:
            self._insert(
                "finding_spans",
                {
                    "finding_id": key,
                    "start_offset": span.start,
                    "end_offset": span.end,
                    "text": span.text,
                    "counted_in": span.where,
                },
            )

    def _figure(self, incident: int, name: str, said: Said) -> None:
        self._insert(
            "figures",
            {
                "incident_id": incident,
                "field": name,
                "value": said.value,
                "low": said.low,
                "high": said.high,
                "said_by": said.by,
                "counts_as": said.part,
                **_where(said.where),
            },
        )

    def _insert(self, table: str, row: Mapping[str, Any]) -> int:
        names = ", ".join(map(quoted, row))
        marks = ", ".join("?" * len(row))
        statement = f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})"  # noqa: S608 - quoted
        values = [_plain(value) for value in row.values()]
        try:
            key = self._connection.execute(statement, values).lastrowid
        except UnicodeEncodeError:
            key = self._connection.execute(statement, [encodable(one) for one in values]).lastrowid
        assert key is not None
        return key


def _where(source: Source) -> dict[str, Any]:
    return {
        "document": source.document,
        "paragraph": source.paragraph + 1,
        "start_offset": source.start,
        "end_offset": source.end,
    }


def _at(item: Any, way: tuple[str, ...]) -> Any:
    for name in way:
        item = item.get(name) if isinstance(item, Mapping) else None
    return item


def _plain(value: Any) -> Any:
    """A value as SQLite has it: what is neither number nor text is JSON, as is a number too large."""
    if value is None or isinstance(value, str | float):
        return value
    if isinstance(value, int) and value.bit_length() <= _WHOLE_BITS:
        return int(value)
    return json.dumps(value, ensure_ascii=False)

"""The tables of an SQLite export: those of every export, and those that a class needs.

Plain types and foreign keys only, so that Datasette, a spreadsheet's database driver and plain SQL
can do with it what they do with any database.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from llmextract.outputs.columns import WHOLES, Judgement, free_name, judgements
from llmextract.outputs.placing import LOCATED
from llmextract.schema.outline import Field, Outline

COMMON = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, "schema" TEXT, model TEXT, version TEXT, started TEXT, header TEXT);
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, run_id INTEGER REFERENCES runs(id),
    document TEXT NOT NULL, source TEXT, title TEXT, published TEXT);
CREATE TABLE paragraphs (
    id INTEGER PRIMARY KEY, document_id INTEGER NOT NULL REFERENCES documents(id),
    number INTEGER NOT NULL, start_offset INTEGER, end_offset INTEGER, text TEXT,
    failure TEXT, failure_reason TEXT, model TEXT, reading TEXT, seconds REAL);
CREATE TABLE incident_paragraphs (
    incident_id INTEGER NOT NULL REFERENCES incidents(id),
    paragraph_id INTEGER NOT NULL REFERENCES paragraphs(id),
    PRIMARY KEY (incident_id, paragraph_id));
CREATE TABLE findings (
    id INTEGER PRIMARY KEY, incident_id INTEGER NOT NULL REFERENCES incidents(id),
    field TEXT NOT NULL, value TEXT, verdict TEXT NOT NULL, reason TEXT, low INTEGER, high INTEGER,
    stands_in TEXT, elsewhere INTEGER, stated_by TEXT, judged_by TEXT, resolved TEXT, precision TEXT,
    document TEXT);
CREATE TABLE sources (
    id INTEGER PRIMARY KEY, incident_id INTEGER NOT NULL REFERENCES incidents(id),
    document TEXT, paragraph INTEGER, start_offset INTEGER, end_offset INTEGER);
CREATE TABLE places (
    id INTEGER PRIMARY KEY, incident_id INTEGER NOT NULL REFERENCES incidents(id),
    name TEXT NOT NULL, latitude REAL, longitude REAL, precision TEXT, point_of TEXT, country TEXT,
    country_code TEXT, reason TEXT, basis TEXT);
CREATE TABLE figures (
    id INTEGER PRIMARY KEY, incident_id INTEGER NOT NULL REFERENCES incidents(id),
    field TEXT NOT NULL, value INTEGER, low INTEGER, high INTEGER, said_by TEXT, counts_as TEXT,
    document TEXT, paragraph INTEGER, start_offset INTEGER, end_offset INTEGER);
CREATE TABLE finding_spans (
    id INTEGER PRIMARY KEY, finding_id INTEGER NOT NULL REFERENCES findings(id),
    start_offset INTEGER, end_offset INTEGER, text TEXT, counted_in TEXT);
"""
"""``number`` of a paragraph and every ``position`` count from 1; offsets are code points of the document."""

INDEXES = """
CREATE INDEX paragraphs_document ON paragraphs(document_id, number);
CREATE INDEX incidents_document ON incidents(document_id);
CREATE INDEX incident_paragraphs_paragraph ON incident_paragraphs(paragraph_id);
CREATE INDEX findings_incident ON findings(incident_id);
CREATE INDEX findings_verdict ON findings(verdict);
CREATE INDEX sources_incident ON sources(incident_id);
CREATE INDEX places_incident ON places(incident_id);
CREATE INDEX figures_incident ON figures(incident_id);
CREATE INDEX finding_spans_finding ON finding_spans(finding_id);
"""
"""Made when all rows are in: that is faster."""

SEARCH = """
CREATE VIRTUAL TABLE paragraphs_fts USING fts5(text, content="paragraphs", content_rowid="id");
INSERT INTO paragraphs_fts(paragraphs_fts) VALUES ('rebuild');
"""
"""The full-text index, for an SQLite that has FTS5."""

_OURS = (
    "runs documents paragraphs incidents incident_paragraphs findings sources figures places "
    "finding_spans incident_list not_carried paragraphs_fts"
)
_TYPES = {"string": "TEXT", "integer": "INTEGER", "boolean": "INTEGER", "number": "REAL"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table of records, of the items of a list of theirs, or of a list of those.

    Attributes:
        name: its name.
        owner: the column that says which row of the table above an item belongs to.
        above: that table.
        values: for each column the names that lead to its value in a record; none for an item that
            is the value itself.
        judged: columns that say something of a value beside it.
        lists: for each list the names that lead to it in a record, and its table.
        located: columns that say where an incident lies.
        types: the type of each column, in the order of ``values`` and ``judged``.
    """

    name: str
    owner: str
    above: str
    values: tuple[tuple[str, tuple[str, ...]], ...]
    judged: tuple[Judgement, ...]
    lists: tuple[tuple[tuple[str, ...], "Table"], ...]
    types: tuple[str, ...]
    head: str | None = None
    located: tuple[str, ...] = ()

    @property
    def columns(self) -> list[str]:
        """The names of its columns after those that every such table has."""
        return [*(name for name, _ in self.values), *(one.name for one in self.judged)]

    def create(self) -> Iterator[str]:
        """The statements that make it and those below it."""
        own = [
            f"{quoted(name)} {kind}" for name, kind in zip(self.columns, self.types, strict=True)
        ]
        head = [
            "id INTEGER PRIMARY KEY",
            f"{quoted(self.owner)} INTEGER NOT NULL REFERENCES {quoted(self.above)}(id)",
            "position INTEGER NOT NULL",
            *(
                [
                    "incident TEXT",
                    "background INTEGER NOT NULL",
                    *map(_located_column, self.located),
                ]
                if self.above == "documents"
                else []
            ),
        ]
        yield f"CREATE TABLE {quoted(self.name)} ({', '.join([*head, *own])})"
        for _, table in self.lists:
            yield from table.create()

    def index(self) -> Iterator[str]:
        """The statements that index the tables below it by their owners."""
        for _, table in self.lists:
            name = quoted(f"{table.name}_owner")
            yield f"CREATE INDEX {name} ON {quoted(table.name)}({quoted(table.owner)}, position)"
            yield from table.index()


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def incidents_table(outline: Outline, *, is_drawn: bool = False) -> Table:
    """The table ``incidents`` for a class, with all tables below it.

    Args:
        outline: the class.
        is_drawn: whether entries say how far several answers agree.
    """
    builder = _Builder(set(_OURS.split()), is_drawn=is_drawn)
    return builder.table("incidents", "document_id", "documents", outline.fields, stem="incident")


class _Builder:
    """Makes tables and sees to it that no two have one name."""

    def __init__(self, taken: set[str], *, is_drawn: bool) -> None:
        self._taken = taken
        self._is_drawn = is_drawn

    def table(
        self, name: str, owner: str, above: str, fields: Iterable[Field], *, stem: str
    ) -> Table:
        """The table of a class's values; its lists are tables that are called ``STEM_FIELD``."""
        fields = tuple(fields)
        is_placed = stem == "incident" and any(field.kind == "place" for field in fields)
        located = tuple(LOCATED) if is_placed else ()
        names = {"id", "position", "incident", "background", owner.lower(), *located}
        values: list[tuple[str, tuple[str, ...]]] = []
        types: list[str] = []
        lists: list[tuple[tuple[str, ...], Table]] = []
        judged: list[Judgement] = []
        flat = list(_flat(fields, ()))
        for way, field in flat:
            if field.many:
                lists.append((way, self._list(field, f"{stem}_{'_'.join(way)}", name, stem)))
                continue
            column = free_name("_".join(way), names, prefix="record_")
            names.add(column.lower())
            values.append((column, way))
            types.append(_TYPES.get(field.scalar.get("type", ""), "TEXT"))
        if stem == "incident":
            for way, field in flat:
                if len(way) == 1:
                    own = _judged(field, names, is_drawn=self._is_drawn)
                    names |= {one.name.lower() for one in own}
                    judged += own
        types += [_judged_type(one) for one in judged]
        return Table(
            name,
            owner,
            above,
            tuple(values),
            tuple(judged),
            tuple(lists),
            tuple(types),
            located=located,
        )

    def _list(self, field: Field, wanted: str, above: str, stem: str) -> Table:
        name = free_name(wanted, self._taken, prefix="record_")
        self._taken.add(name.lower())
        owner = f"{stem}_id"
        if field.parts:
            made = self.table(name, owner, above, field.parts, stem=name)
            head = field.head or field.parts[0].name
            column = next((column for column, way in made.values if way == (head,)), None)
            return Table(
                made.name, owner, above, made.values, (), made.lists, made.types, head=column
            )
        kind = _TYPES.get(field.scalar.get("type", ""), "TEXT")
        return Table(name, owner, above, (("value", ()),), (), (), (kind,), head="value")


def _flat(
    fields: Iterable[Field], above: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Field]]:
    """The fields with the way to each; those of a single sub-record stand in its place."""
    for field in fields:
        way = (*above, field.name)
        if field.parts and not field.many:
            yield from _flat(field.parts, way)
        else:
            yield way, field


def _judged(field: Field, names: set[str], *, is_drawn: bool) -> list[Judgement]:
    """The columns beside a value; reasons and words of the text stand in ``findings``.

    Of a list only those that say something of all of it: each item has a row of its own.
    """
    every = judgements(field, is_drawn=is_drawn, taken=names)
    if field.many:
        return [one for one in every if one.what == "called"]
    return [one for one in every if one.what not in {"reason", "spans", "from"}]


def _judged_type(one: Judgement) -> str:
    if one.what in {"agreement", "confidence"}:
        return "REAL"
    return "INTEGER" if one.what in WHOLES else "TEXT"


def views(table: Table) -> Iterator[str]:
    """Views for reading: incidents in one row each, and what the text does not carry."""
    taken = {
        "incident",
        "document",
        "source",
        "title",
        "published",
        "incident_id",
        "paragraphs",
        "background",
        *table.located,
    }
    columns = ["i.incident", "i.background", *(f"i.{name}" for name in table.located)]
    for column in table.columns:
        shown = free_name(column, taken, prefix="record_")
        taken.add(shown.lower())
        columns.append(f"i.{quoted(column)} AS {quoted(shown)}")
    for way, below in table.lists:
        shown = free_name("_".join(way), taken, prefix="record_")
        taken.add(shown.lower())
        if below.head is not None:
            columns.append(f"{_joined(below)} AS {quoted(shown)}")
    yield f"""
CREATE VIEW incident_list AS
SELECT i.id AS incident_id, d.document, d.source, d.title, d.published,
    (SELECT group_concat(number, ', ') FROM (
        SELECT p.number FROM incident_paragraphs AS l JOIN paragraphs AS p ON p.id = l.paragraph_id
        WHERE l.incident_id = i.id ORDER BY p.number)) AS paragraphs
    {"".join(f", {column}" for column in columns)}
FROM incidents AS i JOIN documents AS d ON d.id = i.document_id
ORDER BY i.id"""  # noqa: S608 - names are quoted
    yield """
CREATE VIEW not_carried AS
SELECT f.incident_id, d.document, d.title, f.field, f.value, f.verdict, f.reason
FROM findings AS f JOIN incidents AS i ON i.id = f.incident_id
    JOIN documents AS d ON d.id = i.document_id
WHERE f.verdict IN ('unsupported', 'unclear')
ORDER BY f.incident_id, f.id"""


def _located_column(name: str) -> str:
    return f"{name} {'REAL' if name in {'latitude', 'longitude'} else 'TEXT'}"


def _joined(below: Table) -> str:
    """A list in one cell, in its order."""
    assert below.head is not None
    return (
        f"(SELECT group_concat({quoted(below.head)}, '; ') FROM (SELECT {quoted(below.head)} "  # noqa: S608
        f"FROM {quoted(below.name)} WHERE {quoted(below.owner)} = i.id ORDER BY position))"
    )

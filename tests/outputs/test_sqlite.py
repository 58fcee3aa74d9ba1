"""SQLite, read back: tables and their keys, lists, views and the search."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field

from llmextract.content import load_schema
from llmextract.errors import OutputError
from llmextract.incidents import Figures, Said, Source
from llmextract.outputs import Entry, Export, save
from llmextract.records import Failure, Finding, Span, Verdict
from llmextract.verification.marks import Grounded
from tests.outputs.made import STORM, as_read_of, extraction, finding, incidents_of

PLACED = STORM | {
    "spots": [{"name": "Orlo", "kind": "town", "within": ["Besk", "Tal"]}, {"name": "Vim"}]
}


@contextlib.contextmanager
def saved(export: Export, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "x.sqlite"
    save("sqlite", export, path)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        yield connection


def rows(connection: sqlite3.Connection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query).fetchall()


def test_an_incident_with_its_lists_and_findings(tmp_path: Path) -> None:
    found = (
        Finding(
            0, "homes", 9, Verdict.PARTLY, "a bound", (Span(0, 3, "The"),), low=9, stated="rules"
        ),
        finding(0, "spots[0].name", Verdict.UNSUPPORTED),
    )
    read = extraction(text="The flood came.")
    export = incidents_of(Entry(PLACED, found, (3,)), Entry(STORM, (), (3,)), extractions=(read,))
    with saved(export, tmp_path) as db:
        assert rows(db, "SELECT document, title, published FROM documents") == [
            ("d1", "The storm", "2024-06-14")
        ]
        assert rows(
            db,
            "SELECT i.position, force, homes, homes_verdict, homes_low, homes_high, d.source "
            "FROM incidents i JOIN documents d ON d.id = document_id ORDER BY i.id",
        ) == [(1, 2.5, 9, "partly", 9, None, "a.txt"), (2, 2.5, 9, None, None, None, "a.txt")]
        assert rows(
            db,
            "SELECT s.name, s.kind, w.value FROM incident_spots s LEFT JOIN incident_spots_within w "
            "ON w.incident_spots_id = s.id WHERE s.incident_id = 1 ORDER BY s.position, w.position",
        ) == [("Orlo", "town", "Besk"), ("Orlo", "town", "Tal"), ("Vim", None, None)]
        assert rows(
            db,
            "SELECT f.field, f.value, f.stated_by, s.text FROM findings f JOIN finding_spans s "
            "ON s.finding_id = f.id ORDER BY f.id",
        ) == [("homes", "9", "rules", "The"), ("spots[0].name", "v", "model", "T")]
        assert rows(
            db,
            "SELECT incident_id, p.number, p.text FROM incident_paragraphs "
            "JOIN paragraphs p ON p.id = paragraph_id ORDER BY 1",
        ) == [(1, 4, "The flood came."), (2, 4, "The flood came.")]


def test_what_is_of_long_before_the_news_is_marked(tmp_path: Path) -> None:
    with saved(incidents_of(Entry(STORM, is_background=True), Entry(STORM)), tmp_path) as db:
        assert rows(db, "SELECT background, homes FROM incidents") == [(1, 9), (0, 9)]
        assert rows(db, "SELECT sum(homes) FROM incident_list WHERE NOT background") == [(9,)]


def test_views_and_search(tmp_path: Path) -> None:
    found = (finding(0, "homes", Verdict.UNCLEAR), finding(0, "force", Verdict.SUPPORTED))
    read = extraction(text="The flood came.")
    with saved(incidents_of(Entry(PLACED, found, (3,)), extractions=(read,)), tmp_path) as db:
        assert rows(db, "SELECT title, paragraphs, homes, spots FROM incident_list") == [
            ("The storm", "4", 9, "Orlo; Vim")
        ]
        assert rows(db, "SELECT field, verdict FROM not_carried") == [("homes", "unclear")]
        assert rows(
            db,
            "SELECT p.text FROM paragraphs_fts f JOIN paragraphs p ON p.id = f.rowid "
            "WHERE paragraphs_fts MATCH 'flood'",
        ) == [("The flood came.",)]


def test_a_failed_paragraph_is_there_with_its_reason(tmp_path: Path) -> None:
    export = as_read_of(extraction(failure=Failure("refused", "too long")), extraction(STORM))
    with saved(export, tmp_path) as db:
        assert rows(db, "SELECT failure, failure_reason FROM paragraphs ORDER BY id") == [
            ("refused", "too long"),
            (None, None),
        ]
        assert rows(db, "SELECT document_id FROM incidents") == [(2,)]


def test_names_that_clash_and_values_of_any_kind(tmp_path: Path) -> None:
    class Inner(BaseModel):
        id: str
        position: list[int] = Field(default_factory=list)

    class Clash(BaseModel):
        id: str
        Position: bool = False
        paragraphs: list[str] = Field(default_factory=list)
        inner: Inner
        many: list[Inner] = Field(default_factory=list)
        much: Annotated[int | None, Grounded("number")] = None

    record = {
        "id": "one",
        "Position": True,
        "paragraphs": ["a", "b"],
        "inner": {"id": "in", "position": [1]},
        "many": [{"id": "x", "position": [4, 5]}],
        "much": 10**30,
    }
    with saved(incidents_of(Entry(record, (), (3,)), record=Clash), tmp_path) as db:
        assert rows(db, "SELECT record_id, record_Position, inner_id, much FROM incidents") == [
            ("one", 1, "in", 10.0**30)
        ]
        names = {
            name for (name,) in rows(db, "SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        (clashing,) = {name for name in names if name.endswith("incident_paragraphs")} - {
            "incident_paragraphs"
        }
        assert rows(db, f"SELECT value FROM {clashing} ORDER BY position") == [("a",), ("b",)]
        assert rows(db, "SELECT value FROM incident_inner_position") == [(1,)]
        assert rows(
            db,
            "SELECT m.record_id, p.value FROM incident_many m JOIN incident_many_position p "
            "ON p.incident_many_id = m.id ORDER BY p.id",
        ) == [("x", 4), ("x", 5)]


@pytest.mark.parametrize(("name", "count"), [("incident", "killed"), ("disaster", "dead")])
def test_shipped_schemas_have_their_tables(name: str, count: str, tmp_path: Path) -> None:
    with saved(incidents_of(record=load_schema(name)), tmp_path) as db:
        assert rows(db, "SELECT count(*) FROM incident_locations_within") == [(0,)]
        assert rows(db, f"SELECT {count}, {count}_low FROM incidents") == []


def test_a_file_that_cannot_be_written_is_an_error_of_one_line(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="the database cannot be written: unable to open"):
        save("sqlite", incidents_of(), tmp_path / "no" / "x.sqlite")


SAID = (
    Said(12, 12, 12, "doctors", Source("d1", 3, 0, 3), "counted"),
    Said(9, 9, None, None, Source("d1", 0, 4, 8), "older"),
)
FIGURES = {"homes": Figures(9, 12, 12, SAID)}


def test_each_figure_is_kept_with_who_says_it(tmp_path: Path) -> None:
    told = (Source("d1", 3, 0, 9), Source("d2", 0, 5, 7))
    entry = Entry(STORM, (), (3,), id="name", figures=FIGURES, sources=told)
    with saved(incidents_of(entry), tmp_path) as db:
        assert rows(db, "SELECT incident, homes_low, homes_high FROM incidents") == [
            ("name", 9, 12)
        ]
        assert rows(
            db,
            "SELECT field, value, low, high, said_by, counts_as, paragraph FROM figures ORDER BY id",
        ) == [
            ("homes", 12, 12, 12, "doctors", "counted", 4),
            ("homes", 9, 9, None, None, "older", 1),
        ]
        assert rows(db, "SELECT document, paragraph, end_offset FROM sources") == [
            ("d1", 4, 9),
            ("d2", 1, 7),
        ]

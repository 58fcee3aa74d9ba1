"""Real readers of what is exported: DuckDB, pandas, shapely, sqlite-utils; hostile words included."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import shapely
from shapely.geometry import shape
from sqlite_utils import Database

from llmextract import cli
from llmextract.outputs import FORMATS
from llmextract.outputs.acled_like import COLUMNS
from tests.scripts import write_script

TEXT = (
    'On 10 June 2024 gunmen shot dead two traders in Mosul, in Iraq, "=cmd|calc" said.\n\n'
    "The council, <b>in Basra</b>; met; and said; nothing.\n\n"
    "At least nine soldiers were killed by a bomb in Basra, Iraq, on 11 June 2024.\n"
)
FIRST = {
    "sentences": [1],
    "event_type": "armed_attack",
    "status": "happened",
    "date": "10 June 2024",
    "locations": ["Mosul"],
    "perpetrators": ["gunmen"],
    "targets": ["two traders"],
    "weapons": [],
    "killed": 2,
    "injured": None,
}
SECOND = FIRST | {
    "event_type": "bombing",
    "date": "11 June 2024",
    "locations": ["Basra"],
    "perpetrators": [],
    "targets": ["soldiers"],
    "weapons": ["bomb"],
    "killed": 9,
}


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory, compiled_gazetteer: Path) -> Path:
    """A folder with one run in every format."""
    folder = tmp_path_factory.mktemp("exports")
    article = folder / "a, b.txt"
    article.write_text(TEXT, encoding="utf-8")
    script = write_script(
        folder / "s.jsonl",
        [
            {"when": "shot dead two", "answer": {"incidents": [FIRST]}},
            {"when": "At least nine", "answer": {"incidents": [SECOND]}},
            {"answer": {"incidents": []}},
        ],
    )
    run = str(folder / "run.jsonl")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LLMEXTRACT_CACHE_DIR", str(compiled_gazetteer.parent))
        given = ["extract", str(article), "-m", script, "--published", "2024-06-14", "--no-cache"]
        assert cli.run([*given, "-o", run]) == 0
        for name, form in FORMATS.items():
            if form.needs in {None, "pyarrow"}:
                target = folder / ("incidents.jsonl" if name == "jsonl" else f"x.{form.endings[0]}")
                assert cli.run(["export", run, "-f", name, "-o", str(target)]) == 0
    return folder


def sql(question: str, *given: object) -> list[tuple[Any, ...]]:
    return duckdb.connect().execute(question, list(given)).fetchall()


def test_duckdb_reads_csv_parquet_and_json_lines_alike(exports: Path) -> None:
    columns = "killed, killed_verdict, killed_low, killed_high, date_iso, title, published"
    by_csv = sql(f"SELECT {columns}, paragraphs FROM read_csv($1)", str(exports / "x.csv"))
    by_parquet = sql(
        f"SELECT {columns}, array_to_string(paragraphs, '; ') FROM read_parquet($1)",
        str(exports / "x.parquet"),
    )
    plain = [tuple(str(one) for one in row) for row in by_csv]
    assert plain == [tuple(str(one) for one in row) for row in by_parquet]
    assert [row[:4] for row in by_csv] == [(2, "supported", 2, 2), (9, "partly", 9, None)]
    assert [str(row[7]) for row in by_csv] == ["1", "3"]
    lines = sql(
        "SELECT incident.killed, incident.locations[1].name, paragraphs FROM read_json($1)",
        str(exports / "incidents.jsonl"),
    )
    assert lines == [(2, "Mosul", [0]), (9, "Basra", [2])]  # the pinned form counts from 0


LIES = "place, latitude, longitude, geo_precision, country, country_code, geo_reason"


def test_csv_parquet_and_sqlite_say_alike_where_an_incident_lies(exports: Path) -> None:
    by_csv = sql(f"SELECT {LIES} FROM read_csv($1)", str(exports / "x.csv"))
    assert by_csv == sql(f"SELECT {LIES} FROM read_parquet($1)", str(exports / "x.parquet"))
    database = Database(exports / "x.sqlite")
    columns = LIES.split(", ")
    rows = database.query(f"SELECT {LIES} FROM incident_list")
    assert by_csv == [tuple(row[name] for name in columns) for row in rows]
    assert [row[0] for row in by_csv] == ["Mosul", "Basra"]
    assert {row[3:6] for row in by_csv} == {("exact", "Iraq", "IQ")}
    told = sql("SELECT places[1].latitude FROM read_parquet($1)", str(exports / "x.parquet"))
    kept = database.query("SELECT latitude FROM places ORDER BY id")
    assert [row[1] for row in by_csv] == [one for (one,) in told] == [r["latitude"] for r in kept]


def test_pandas_reads_the_tables_of_events(exports: Path) -> None:
    acled = pd.read_csv(exports / "x.acled.csv", parse_dates=["event_date"])
    assert list(acled.columns) == COLUMNS
    assert acled["fatalities"].sum() == 11
    assert acled["event_id_cnty"].is_unique
    assert list(acled["iso"]) == [368, 368]
    assert acled["latitude"].between(29, 38).all()
    assert list(acled["interaction"]) == [27, 13]
    ucdp = pd.read_csv(exports / "x.ucdp.csv")
    assert (ucdp["low"] <= ucdp["best"]).all()
    assert (ucdp["best"] <= ucdp["high"]).all()
    assert list(ucdp["best"]) == [2, 9]


def test_shapely_reads_the_map(exports: Path) -> None:
    collection = json.loads((exports / "x.geojson").read_text(encoding="utf-8"))
    shapes = [shape(one["geometry"]) for one in collection["features"]]
    assert all(one.is_valid for one in shapes)
    iraq = shapely.box(38, 29, 49, 38)
    assert all(iraq.contains(one) for one in shapes)
    points = shapely.from_wkt(pd.read_csv(exports / "x.ucdp.csv")["geom_wkt"].to_numpy())
    assert [one.equals(two) for one, two in zip(points, shapes, strict=True)] == [True, True]


def test_sqlite_utils_finds_keys_views_and_the_search(exports: Path) -> None:
    database = Database(exports / "x.sqlite")
    assert {"runs", "documents", "paragraphs", "incidents", "findings"} <= set(
        database.table_names()
    )
    assert {"incident_list", "not_carried"} <= set(database.view_names())
    keys = {(one.column, one.other_table) for one in database["findings"].foreign_keys}  # type: ignore[union-attr]
    assert keys == {("incident_id", "incidents")}
    assert all(database[name].pks == ["id"] for name in ("runs", "documents", "paragraphs"))  # type: ignore[union-attr]
    assert database["paragraphs"].detect_fts() == "paragraphs_fts"  # type: ignore[union-attr]
    found = list(database["paragraphs"].search("soldiers"))  # type: ignore[union-attr]
    assert [one["number"] for one in found] == [3]
    assert [one["paragraphs"] for one in database["incident_list"].rows] == ["1", "3"]
    assert list(database.query("PRAGMA foreign_key_check")) == []


def test_a_spreadsheet_runs_nothing(exports: Path) -> None:
    for name in ("x.csv", "x.acled.csv", "x.ucdp.csv"):
        table = pd.read_csv(exports / name, dtype=str, keep_default_na=False)
        assert not any(cell.lstrip()[:1] in {"=", "@", "+"} for row in table.values for cell in row)

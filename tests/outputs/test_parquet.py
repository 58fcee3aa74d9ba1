"""Parquet, read back with pyarrow: types, nesting, and values that no column holds."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pydantic import BaseModel

from llmextract.content import load_schema
from llmextract.errors import OutputError, UsageError
from llmextract.incidents import Figures, Said, Source
from llmextract.outputs import Entry, Export, require, save
from llmextract.records import Failure, Finding, Span, Verdict
from tests.outputs.made import STORM, Storm, as_read_of, extraction, incidents_of


def saved(export: Export, tmp_path: Path) -> Any:
    path = tmp_path / "x.parquet"
    save("parquet", export, path)
    return pq.read_table(path)


def test_values_have_their_types(tmp_path: Path) -> None:
    record = STORM | {"spots": [{"name": "Orlo", "kind": "town", "within": ["Besk"]}]}
    found = Finding(0, "homes", 9, Verdict.DERIVED, "added up", (Span(1, 2, "h"),), low=9, high=9)
    table = saved(incidents_of(Entry(record, (found,), (0, 3)), Entry(STORM)), tmp_path)
    assert table.schema.field("force").type == pa.float64()
    assert table.schema.field("homes").type == pa.int64()
    first, second = table.to_pylist()
    assert first["spots"] == [{"name": "Orlo", "kind": "town", "within": ["Besk"]}]
    assert (first["homes"], first["homes_verdict"], first["homes_low"]) == (9, "derived", 9)
    assert (first["document"], first["paragraphs"]) == ("d1", [1, 4])
    (kept,) = first["findings"]
    assert (json.loads(kept["value"]), kept["spans"][0]["text"]) == (9, "h")
    assert (second["homes_verdict"], second["findings"]) == (None, [])


@pytest.mark.parametrize("low", ["x", []])
def test_a_value_that_fits_no_column_is_told(low: Any, tmp_path: Path) -> None:
    found = Finding(0, "homes", 9, Verdict.DERIVED, "added up", (), low=low, high=9)
    with pytest.raises(OutputError, match="a value does not fit the column"):
        saved(incidents_of(Entry(STORM, (found,), (0,))), tmp_path)


def test_what_is_of_long_before_the_news_is_marked(tmp_path: Path) -> None:
    table = saved(incidents_of(Entry(STORM, is_background=True), Entry(STORM)), tmp_path)
    assert table["background"].to_pylist() == [True, False]


def test_records_as_read_and_paragraphs_that_failed(tmp_path: Path) -> None:
    export = as_read_of(extraction(failure=Failure("refused", "too long")), extraction(STORM))
    failed, read = saved(export, tmp_path).to_pylist()
    assert (failed["failure"], failed["record"], failed["force"]) == ("too long", None, None)
    assert (read["failure"], read["paragraph"], read["record"]) == (None, 4, 1)


def test_a_number_that_no_column_holds_is_kept_in_its_finding(tmp_path: Path) -> None:
    found = Finding(0, "homes", 10**30, Verdict.UNSUPPORTED, "no", low=10**30)
    (row,) = saved(incidents_of(Entry(STORM | {"homes": 10**30}, (found,))), tmp_path).to_pylist()
    assert row["homes"] is row["homes_low"] is None
    assert json.loads(row["findings"][0]["value"]) == 10**30


def test_many_batches_and_none(tmp_path: Path) -> None:
    table = saved(incidents_of(*[Entry(STORM)] * 4100), tmp_path)
    assert (table.num_rows, set(table["force"].to_pylist())) == (4100, {2.5})
    assert saved(incidents_of(), tmp_path).num_rows == 0


@pytest.mark.parametrize("record", [load_schema("incident"), load_schema("disaster"), Storm])
def test_any_schema_has_columns(record: type[BaseModel], tmp_path: Path) -> None:
    names = saved(incidents_of(record=record), tmp_path).column_names
    assert set(record.model_fields) <= set(names)


def test_a_missing_library_is_named_with_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(
        UsageError, match=r"parquet needs pyarrow.*pip install 'llmextract\[parquet\]'"
    ):
        require("parquet")
    require("csv")


def test_each_figure_is_kept_with_who_says_it(tmp_path: Path) -> None:
    said = Said(12, 12, None, "doctors", Source("d1", 3, 0, 3), "counted")
    entry = Entry(STORM, (), (3,), id="name", figures={"homes": Figures(12, 12, None, (said,))})
    entry = replace(entry, sources=(Source("d2", 0, 5, 7),))
    save("parquet", incidents_of(entry), tmp_path / "x.parquet")
    (row,) = pq.read_table(tmp_path / "x.parquet").to_pylist()
    assert (row["id"], row["homes_low"], row["homes_high"]) == ("name", 12, None)
    assert row["sources"] == [{"document": "d2", "paragraph": 1, "start": 5, "end": 7}]
    assert row["figures"] == [
        {
            "field": "homes",
            "value": 12,
            "low": 12,
            "high": None,
            "by": "doctors",
            "as": "counted",
            "document": "d1",
            "paragraph": 4,
        }
    ]

"""JSON, JSON lines and the run file: the pinned keys, and that nothing waits for the end."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from llmextract import runfile
from llmextract.errors import RunFileError, UsageError
from llmextract.outputs import FORMATS, Entry, Export, Told, format_of, write, write_run
from llmextract.records import Agreement, Draws, Failure, Verdict, worst
from tests.outputs.made import HEADER, STORM, Storm, as_read_of, extraction, finding, incidents_of


def test_a_line_for_each_incident() -> None:
    found = finding(0, "homes", Verdict.PARTLY)
    text = "".join(write("jsonl", incidents_of(Entry(STORM, (found,), (0, 3)), Entry(STORM))))
    first, second = map(json.loads, text.splitlines())
    assert first == {
        "document": "d1",
        "incident": STORM,
        "findings": [runfile.finding_to_json(found)],
        "paragraphs": [0, 3],
    }
    assert second["findings"] == second["paragraphs"] == []


def test_what_is_of_long_before_the_news_is_marked() -> None:
    pieces = write("jsonl", incidents_of(Entry(STORM, is_background=True), Entry(STORM)))
    old, new = map(json.loads, "".join(pieces).splitlines())
    assert old["background"] is True
    assert "background" not in new


def test_json_is_an_array_of_the_same_lines() -> None:
    entries = (Entry(STORM, (finding(0, "homes", Verdict.PARTLY),), (0, 3)), Entry(STORM))
    lines = "".join(write("jsonl", incidents_of(*entries))).splitlines()
    assert json.loads("".join(write("json", incidents_of(*entries)))) == [*map(json.loads, lines)]
    assert json.loads("".join(write("json", incidents_of()))) == []


def test_records_as_read_and_paragraphs_that_failed() -> None:
    failed = extraction(failure=Failure("refused", "too long"))
    text = "".join(write("jsonl", as_read_of(failed, extraction(STORM, STORM))))
    first, *rest = map(json.loads, text.splitlines())
    assert first["incident"] is None
    assert first["paragraphs"] == [3]
    assert first["failure"] == {"kind": "refused", "message": "too long"}
    assert [(row["incident"], row["paragraphs"]) for row in rest] == [(STORM, [3])] * 2
    assert "failure" not in rest[0]


def test_each_record_has_its_own_agreement() -> None:
    draws = Draws(4, 4, (Agreement(0, "homes", 0.75, 0.6), Agreement(1, "homes", 0.25)))
    drawn = replace(extraction(STORM, STORM), draws=draws)
    export = as_read_of(drawn, extraction(STORM), samples=4)
    first, second, alone = json.loads("".join(write("json", export)))
    assert first["agreement"] == [
        {"record": 0, "field": "homes", "agreement": 0.75, "confidence": 0.6}
    ]
    assert [one["agreement"] for one in second["agreement"]] == [0.25]
    assert "agreement" not in alone


def test_the_run_file_can_be_read_again(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    one = extraction(STORM, findings=(finding(0, "homes", Verdict.PARTLY),))
    path.write_text("".join(write_run(HEADER, [one])), encoding="utf-8")
    run = runfile.read(path)
    assert run.header == HEADER
    assert [runfile.to_json(x) for x in run.extractions] == [runfile.to_json(one)]


def test_a_run_file_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text("".join(write_run(HEADER, [extraction(STORM)])) + "no JSON\n", encoding="utf-8")
    header, extractions = runfile.stream(path)
    assert header == HEADER
    assert next(extractions).records == (STORM,)
    with pytest.raises(RunFileError, match="line 3 is not JSON"):
        next(extractions)


@pytest.mark.parametrize(
    "name",
    sorted(
        name
        for name, form in FORMATS.items()
        if form.is_text and not (form.of_events or form.of_all)
    ),
)
def test_text_is_written_document_by_document(name: str) -> None:
    taken: list[int] = []

    def endless() -> Iterator[Told]:
        for number in count():
            taken.append(number)
            yield Told(extraction().document, (extraction(),), (Entry(STORM),))

    pieces = write(name, Export(Storm, endless(), (HEADER,)))
    for _ in range(4):
        assert next(pieces)
    assert len(taken) <= 4


def test_the_ending_of_a_file_names_its_format() -> None:
    assert format_of(Path("a/run.jsonl")) == format_of(Path("run")) == "jsonl"
    assert format_of(Path("RUN.CSV")) == "csv"
    assert format_of(Path("x.acled.csv")) == "acled-like"
    assert format_of(Path("acled.csv")) == "acled-like"
    assert format_of(Path("X.UCDP.CSV")) == "ucdp-like"
    assert format_of(Path("a.b.json")) == "json"
    assert format_of(Path("x.db")) == format_of(Path("x.sqlite3")) == "sqlite"
    with pytest.raises(UsageError, match=r"no format is called 'xlsx'; end .*jsonl, csv, json"):
        format_of(Path("run.xlsx"))


def test_the_order_of_verdicts() -> None:
    assert worst([]) is None
    assert [one.rank for one in Verdict] == list(range(len(Verdict)))
    assert worst(finding(0, "a", v) for v in reversed(Verdict)) is Verdict.UNSUPPORTED

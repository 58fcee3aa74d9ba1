"""``export``, and exports by ``extract``: run files become incidents without asking again."""

import contextlib
import csv
import io
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from llmextract import cli, runfile
from tests.scripts import MARKET, MARKET_RECORD, QUIET, ROAD, SCRIPT, write_article, write_script

AGAIN = (
    "Gunmen killed three traders in Kassou on Friday or Saturday, elders of the grain market told "
    "the radio."
)
AGAIN_RECORD = MARKET_RECORD | {
    "sentences": [1],
    "date": None,
    "locations": ["Kassou"],
    "perpetrators": [],
    "targets": ["three traders"],
    "injured": None,
}
LINES: list[dict[str, Any]] = [
    {"when": "Gunmen killed", "answer": {"incidents": [AGAIN_RECORD]}},
    *SCRIPT,
]


@pytest.fixture
def script(tmp_path: Path) -> str:
    return write_script(tmp_path / "s.jsonl", LINES)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    return write_article(tmp_path / "a.txt", MARKET, QUIET, AGAIN, ROAD)


@pytest.fixture
def run(article: Path, script: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    path = str(tmp_path / "run.jsonl")
    assert cli.run(["extract", str(article), "-m", script, "-o", path]) == 0
    capsys.readouterr()
    return path


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_line_for_each_incident(run: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["export", run]) == 0
    out, err = capsys.readouterr()
    first, second = map(json.loads, out.splitlines())
    pinned = {"document", "incident", "findings", "paragraphs"}
    assert set(first) == pinned | {"id", "sources", "figures"}
    assert first["id"] != second["id"]
    assert [one["paragraph"] for one in first["sources"]] == [0, 2]
    killed = first["figures"]["killed"]
    assert (killed["low"], killed["best"], killed["high"]) == (3, 3, 3)
    assert first["document"] == runfile.read(Path(run)).extractions[0].document.id
    assert (first["paragraphs"], first["incident"]["killed"]) == ([0, 2], 3)
    assert (second["paragraphs"], second["incident"]["killed"]) == ([3], 1)
    finding = next(one for one in first["findings"] if one["field"] == "killed")
    assert runfile.finding_from_json(finding).verdict.is_carried
    assert err == "llmextract: 2 incidents of 1 document\n"


def test_a_line_for_each_record_as_read(run: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["export", run, "--paragraphs"]) == 0
    rows = told(capsys)
    assert [row["paragraphs"] for row in rows] == [[0], [2], [3]]
    read = [dict(record) for one in runfile.read(Path(run)).extractions for record in one.records]
    assert [row["incident"] for row in rows] == read


def test_why_records_are_one_is_told_on_request(
    article: Path, script: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = article.read_text(encoding="utf-8").replace("Gunmen killed three", "Gunmen killed two")
    article.write_text(text, encoding="utf-8")
    run = str(tmp_path / "run.jsonl")
    fewer = {
        "when": "killed two",
        "answer": {"incidents": [AGAIN_RECORD | {"killed": 2, "targets": ["two traders"]}]},
    }
    model = write_script(tmp_path / "fewer.jsonl", [fewer, *LINES])
    assert cli.run(["extract", str(article), "-m", model, "-o", run]) == 0
    capsys.readouterr()
    assert cli.run(["export", run, "--explain-merge"]) == 0
    first, second = told(capsys)
    members = [{"paragraph": 0, "record": 0}, {"paragraph": 2, "record": 0}]
    assert first["merge"]["records"] == members
    (joint,) = first["merge"]["why"]
    assert [joint["earlier"], joint["later"]] == members
    assert joint["signs"]
    (lost,) = (one for one in first["merge"]["left_out"] if one["field"] == "killed")
    assert (lost["value"], lost["paragraph"], lost["record"]) == (2, 2, 0)
    assert lost["reason"]
    assert second["merge"]["why"] == second["merge"]["left_out"] == []
    for more in (["-f", "csv"], ["--paragraphs"]):
        assert cli.run(["export", run, "--explain-merge", *more]) == 2
        assert "--explain-merge is for incidents in jsonl and json" in capsys.readouterr().err


@pytest.mark.parametrize("ending", ["csv", "json", "geojson", "parquet", "sqlite"])
@pytest.mark.parametrize("how", [[], ["--paragraphs"]])
def test_extract_writes_what_export_makes_of_its_run_file(
    ending: str, how: list[str], run: str, article: Path, script: str, tmp_path: Path
) -> None:
    one, other = tmp_path / f"one.{ending}", tmp_path / f"other.{ending}"
    assert cli.run(["export", run, "-o", str(one), *how]) == 0
    assert cli.run(["extract", str(article), "-m", script, "-o", str(other), *how]) == 0
    if ending == "sqlite":  # a run has its own time
        assert rows(one, "SELECT * FROM incident_list") == rows(
            other, "SELECT * FROM incident_list"
        )
        assert len(rows(one, "SELECT * FROM incidents")) == (3 if how else 2)
    else:
        assert one.read_bytes() == other.read_bytes()
    assert not list(tmp_path.glob("*.partial"))


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_the_form_wins_over_the_name(run: str, tmp_path: Path) -> None:
    target = tmp_path / "x.txt"
    assert cli.run(["export", run, "-f", "csv", "-o", str(target)]) == 0
    with target.open(encoding="utf-8", newline="") as stream:
        assert [row["killed"] for row in csv.DictReader(stream)] == ["3", "1"]


def test_how_many_paragraphs_failed_is_told(
    article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [{"when": "near Bellam", "error": "refused"}, *LINES]
    model, run = write_script(tmp_path / "f.jsonl", lines), str(tmp_path / "failed.jsonl")
    assert cli.run(["extract", str(article), "-m", model, "-o", run]) == 1
    capsys.readouterr()
    assert cli.run(["export", run]) == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 1
    assert "1 incident of 1 document; 1 of 4 paragraphs failed in the run" in err
    assert cli.run(["export", run, "--paragraphs"]) == 0
    failed = told(capsys)[-1]
    assert failed["incident"] is None
    assert failed["failure"]["kind"] == "refused"


def test_several_run_files_become_one(
    run: str, script: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = write_article(tmp_path / "b.txt", ROAD)
    more, target = str(tmp_path / "more.jsonl"), tmp_path / "x.sqlite"
    assert cli.run(["extract", str(other), "-m", script, "-o", more]) == 0
    assert cli.run(["export", run, more, "-o", str(target)]) == 0
    # The attack on the road is in both.
    assert "2 incidents of 2 documents written to" in capsys.readouterr().err
    assert cli.run(["export", run, more, "--no-across"]) == 0
    assert "3 incidents of 2 documents" in capsys.readouterr().err
    query = "SELECT d.source, r.model FROM documents d JOIN runs r ON r.id = d.run_id ORDER BY d.id"
    sources = [Path(source).name for source, _ in rows(target, query)]
    assert sources == ["a.txt", "b.txt"]
    assert {model for _, model in rows(target, query)} == {script}


def test_a_document_is_not_counted_twice(
    run: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(Path(run).read_bytes())
    target = tmp_path / "x.csv"
    assert cli.run(["export", run, str(copy), "-o", str(target)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "llmextract compare" in line
    assert [one.name for one in tmp_path.glob("x.csv*")] == []


def test_a_document_that_was_given_twice_is_read_as_two(
    article: Path, script: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["extract", str(article), str(article), "-m", script, "-f", "json"]
    assert cli.run(given) == 0
    (first, second) = json.loads(capsys.readouterr().out)
    assert [first["paragraphs"], second["paragraphs"]] == [[0, 2], [3]]
    assert cli.run([*given, "--no-across"]) == 0
    paragraphs = [one["paragraphs"] for one in json.loads(capsys.readouterr().out)]
    assert paragraphs == [[0, 2], [3]] * 2


def test_runs_of_two_schemas_are_refused(
    run: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.jsonl"
    header = runfile.read(Path(run)).header
    other.write_text(runfile.header_line({**header, "schema": "disaster"}) + "\n", encoding="utf-8")
    assert cli.run(["export", run, str(other)]) == 2
    assert "a run of incident and" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["sqlite", "parquet"])
def test_what_is_no_text_needs_a_file(
    form: str, run: str, article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (["export", run], ["extract", str(article), "-m", "scripted:none"]):
        assert cli.run([*arguments, "-f", form]) == 2
        assert f"{form} goes to a file; name one: -o" in capsys.readouterr().err


def test_a_record_that_does_not_fit_the_schema_is_told_and_nothing_is_left(
    run: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = Path(run).read_text(encoding="utf-8").replace('"killed":1,', '"killed":"many",')
    Path(run).write_text(lines, encoding="utf-8")
    target = tmp_path / "x.sqlite"
    target.write_bytes(b"what was there before")
    assert cli.run(["export", run, "-o", str(target)]) == 2
    assert "a record of paragraph 4 of" in capsys.readouterr().err
    assert target.read_bytes() == b"what was there before"
    assert [one.name for one in tmp_path.glob("x.sqlite*")] == ["x.sqlite"]


def test_what_is_no_run_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty, text = tmp_path / "empty.jsonl", write_article(tmp_path / "a.txt")
    empty.touch()
    for path, words in ((empty, "is empty"), (text, "is not JSON"), (tmp_path / "no", "No such")):
        assert cli.run(["export", str(path)]) == 2
        assert words in capsys.readouterr().err


def test_a_schema_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "spill.py").write_text(
        '''"""Spills of oil."""

from typing import Annotated

from pydantic import BaseModel

from llmextract import Grounded


class Spill(BaseModel):
    """A spill."""

    barrels: Annotated[int | None, Grounded("number", role="barrels")] = None
    rivers: list[Annotated[str, Grounded("place")]] = []
''',
        encoding="utf-8",
    )
    line = {
        "document": {"id": "d", "source": "d.txt", "title": None, "published": None},
        "paragraph": {"index": 0, "start": 0, "end": 4, "text": "Oil."},
        "records": [{"barrels": 40, "rivers": ["Tigris", "Zab"]}],
        "findings": [],
        "failure": None,
        "run": {
            "model": "m",
            "digest": "",
            "cached": False,
            "seconds": 0.0,
            "attempts": 1,
            "usage": {"prompt_tokens": 1, "completion_tokens": 1},
        },
    }
    run = tmp_path / "run.jsonl"
    head = runfile.header_line({"format": runfile.FORMAT, "schema": "spill"})
    run.write_text(f"{head}\n{json.dumps(line)}\n", encoding="utf-8")
    target = tmp_path / "x.sqlite"
    given = ["export", str(run), "--content", str(tmp_path)]
    assert cli.run([*given, "-o", str(target)]) == 0
    assert rows(target, "SELECT barrels, rivers FROM incident_list") == [(40, "Tigris; Zab")]
    assert cli.run(["export", str(run)]) == 2
    assert "no schema named 'spill'" in capsys.readouterr().err


def test_a_run_file_has_each_record_anyway(
    article: Path, script: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["extract", str(article), "-m", script, "--paragraphs"]
    assert cli.run([*given, "-o", str(tmp_path / "r.jsonl")]) == 2
    assert "a run file has each record anyway" in capsys.readouterr().err


def test_a_full_disk_leaves_nothing(
    run: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import errno
    import os

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert cli.run(["export", run, "-o", str(tmp_path / "x.csv")]) == 1
    assert "the disk is full" in capsys.readouterr().err
    assert list(tmp_path.glob("x.csv*")) == []


@pytest.mark.parametrize("form", ["jsonl", "csv", "json", "geojson", "parquet", "sqlite"])
def test_half_of_a_surrogate_pair_stops_nothing(form: str, run: str, tmp_path: Path) -> None:
    lines = Path(run).read_text(encoding="utf-8")
    Path(run).write_text(lines.replace("as written", "as \\ud800ritten"), encoding="utf-8")
    target = tmp_path / f"x.{form}"
    for how in ([], ["--paragraphs"]):
        assert cli.run(["export", run, "-o", str(target), *how]) == 0
        if form != "parquet":
            assert b"as ?ritten" in target.read_bytes()


def test_a_terminal_that_lacks_a_letter_gets_a_question_mark_and_a_file_the_letter(
    run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(run).write_text(
        Path(run).read_text(encoding="utf-8").replace("Kassou", "Kassoú"), encoding="utf-8"
    )

    class Terminal(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    for kind, told in ((Terminal, b"Kasso?"), (io.TextIOWrapper, "Kassoú".encode())):
        raw = io.BytesIO()
        monkeypatch.setattr("sys.stdout", kind(raw, encoding="ascii", newline=""))
        assert cli.run(["export", run, "-f", "csv"]) == 0
        assert told in raw.getvalue()


def test_what_an_event_table_leaves_out_is_counted(
    article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    threat = MARKET_RECORD | {"status": "threatened"}
    script = write_script(
        tmp_path / "t.jsonl",
        [{"when": "market", "answer": {"incidents": [threat]}}, {"answer": {"incidents": []}}],
    )
    run, target = str(tmp_path / "t.run.jsonl"), str(tmp_path / "x.acled.csv")
    given = ["extract", str(article), "-m", script]
    assert cli.run([*given, "-o", target]) == 0
    assert "llmextract: left out: 1 threatened" in capsys.readouterr().err
    assert cli.run([*given, "-o", run]) == cli.run(["export", run, "-o", target]) == 0
    assert "0 incidents of 1 document written to" in (err := capsys.readouterr().err)
    assert "left out: 1 threatened" in err
    assert cli.run([*given, "-o", target, "--paragraphs"]) == 2
    assert "a record as read is none" in capsys.readouterr().err


def test_a_file_of_names_says_what_groups_are_called(
    run: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = tmp_path / "names.toml"
    names.write_text(
        '["Night Riders"]\nalso = ["masked men of the Delta Column"]\n', encoding="utf-8"
    )
    said = ""
    for how in ([], ["--no-across"]):
        assert cli.run(["export", run, "--aliases", str(names), *how]) == 0
        first = told(capsys)[0]
        assert first["called"][0]["name"] == "Night Riders"
        assert (said := first["incident"]["perpetrators"][0]["name"]) != "Night Riders"
    target = tmp_path / "x.csv"
    assert cli.run(["export", run, "--aliases", str(names), "-o", str(target)]) == 0
    row = next(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"))))
    assert (row["perpetrators"], row["perpetrators_called"]) == (said, "Night Riders")


@pytest.mark.parametrize("what", [["--no-across"], ["--aliases", "names.toml"]])
def test_what_joins_records_is_for_incidents(
    what: list[str], run: str, article: Path, script: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for given in (
        ["export", run, "--paragraphs"],
        ["extract", str(article), "-m", script, "--paragraphs"],
        ["extract", str(article), "-m", script, "-o", "x.jsonl"],
    ):
        assert cli.run([*given, *what]) == 2
        assert f"{what[0]} is for incidents" in capsys.readouterr().err

"""``extract``: what is shown, what is written, and what the exit status says."""

import csv
import errno
import io
import json
from pathlib import Path
from typing import Any

import pytest

from llmextract import cli, runfile
from tests.scripts import MARKET, MARKET_RECORD, write_article, write_script


@pytest.fixture
def article(tmp_path: Path) -> str:
    return str(write_article(tmp_path / "a.txt"))


@pytest.fixture
def script(tmp_path: Path) -> str:
    return write_script(tmp_path / "s.jsonl")


def test_the_table_marks_each_value_with_its_verdict(
    article: str, script: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["extract", article, "-m", script]) == 0
    out, err = capsys.readouterr()
    assert "Kassou ✓" in out
    assert "3 ✓" in out
    assert "≥ 6 ½" in out
    assert "armed" in out
    assert "¶3 injured" not in out, "a bound is no alarm"
    assert "stated in part" in out
    assert "3 paragraphs (3 asked, 0 kept)" in err
    assert "2 found" in err


def test_a_terminal_without_unicode_gets_plain_signs(
    article: str, script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from llmextract.cli import tables, telling
    from llmextract.content import load_schema
    from llmextract.run import extract

    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", errors="strict")
    record = load_schema("incident")
    groups = telling.groups_of(extract([article], model=script))
    tables.show(telling.within(groups, record), record, stream)
    stream.flush()
    text = raw.getvalue().decode("ascii")
    assert "Kassou +" in text
    assert "6 /" in text


@pytest.mark.parametrize("width", [80, 120])
def test_no_column_drops_out_of_a_narrow_table(
    article: str, script: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from llmextract.cli import tables, telling
    from llmextract.content import load_schema
    from llmextract.run import extract

    monkeypatch.setattr(tables, "WIDTH", width)
    stream = io.StringIO()
    record = load_schema("incident")
    groups = telling.groups_of(extract([article], model=script))
    tables.show(telling.within(groups, record), record, stream)
    lines = stream.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    assert any(line.rstrip().endswith("2 ✓") for line in lines)


def test_nothing_found_is_said(
    tmp_path: Path, script: str, capsys: pytest.CaptureFixture[str]
) -> None:
    quiet = write_article(tmp_path / "q.txt", "Nothing happened at all in the valley.")
    assert cli.run(["extract", str(quiet), "-m", script]) == 0
    assert "nothing found" in capsys.readouterr().out


def test_control_characters_of_an_article_do_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "Kas\x1b[31msou"
    text = MARKET.replace("Kassou", name)
    model = write_script(
        tmp_path / "s.jsonl",
        [{"answer": {"incidents": [MARKET_RECORD | {"locations": [name]}]}}],
    )
    cli.run(["extract", str(write_article(tmp_path / "a.txt", text)), "-m", model])
    out, err = capsys.readouterr()
    assert "\x1b" not in out + err


def test_a_run_file_has_a_header_and_a_line_for_each_paragraph(
    article: str, script: str, tmp_path: Path
) -> None:
    target = tmp_path / "run.jsonl"
    assert cli.run(["extract", article, "-m", script, "-o", str(target)]) == 0
    rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    header = rows[0]["llmextract"]
    assert {"version", "format", "schema", "prompt", "model", "started"} <= set(header)
    assert (header["format"], header["schema"], header["model"]) == (1, "incident", script)
    assert [row["paragraph"]["index"] for row in rows[1:]] == [0, 1, 2]
    assert set(rows[1]) == {"document", "paragraph", "records", "findings", "failure", "run"}
    assert set(rows[1]["run"]) == {
        "model", "digest", "cached", "seconds", "attempts", "usage", "reading",
    }  # fmt: skip
    assert not list(tmp_path.glob("*.partial"))
    run = runfile.read(target)
    assert [runfile.to_json(e) for e in run.extractions] == rows[1:]


def test_a_second_run_gives_the_same_file_but_for_times(
    article: str, script: str, tmp_path: Path
) -> None:
    def file(name: str) -> list[Any]:
        assert cli.run(["extract", article, "-m", script, "-o", str(tmp_path / name)]) == 0
        rows = [json.loads(line) for line in (tmp_path / name).read_text().splitlines()]
        rows[0]["llmextract"].pop("started")
        for row in rows[1:]:
            row["run"].pop("cached")
        return rows

    assert file("one.jsonl") == file("two.jsonl")


def test_csv_and_json(article: str, script: str, tmp_path: Path) -> None:
    for name in ("t.csv", "t.json"):
        assert cli.run(["extract", article, "-m", script, "-o", str(tmp_path / name)]) == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "t.csv").read_text(encoding="utf-8"))))
    assert [row["killed"] for row in rows] == ["3", "1"]
    assert [row["injured_verdict"] for row in rows] == ["supported", "partly"]
    assert rows[0]["targets"] == "traders; guards"
    records = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    assert [entry["incident"]["killed"] for entry in records] == [3, 1]


def test_format_wins_over_the_name_and_goes_to_standard_output(
    article: str, script: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["extract", article, "-m", script, "-f", "jsonl"]) == 0
    first = json.loads(capsys.readouterr().out.splitlines()[0])
    assert "llmextract" in first


def test_a_table_can_be_written_to_a_file(article: str, script: str, tmp_path: Path) -> None:
    target = tmp_path / "t.txt"
    assert cli.run(["extract", article, "-m", script, "-f", "table", "-o", str(target)]) == 0
    assert "Kassou" in target.read_text(encoding="utf-8")


def test_a_failed_paragraph_is_status_1_and_the_rest_is_saved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = write_script(
        tmp_path / "s.jsonl",
        [{"when": "near Bellam", "error": "refused"}, {"answer": {"incidents": []}}],
    )
    target = tmp_path / "run.jsonl"
    article = str(write_article(tmp_path / "a.txt"))
    assert cli.run(["extract", article, "-m", model, "-o", str(target)]) == 1
    err = capsys.readouterr().err
    assert "a.txt, paragraph 3: the script says: refused" in err
    assert "1 failed" in err
    kinds = [e.failure.kind if e.failure else None for e in runfile.read(target).extractions]
    assert kinds == [None, None, "refused"]


def test_an_unrecorded_offline_request_is_status_4(
    article: str, script: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["extract", article, "-m", script, "--offline", "-f", "jsonl"]) == 4
    assert "never recorded" in capsys.readouterr().err


def test_a_missing_input_is_named_and_the_others_go_on(
    article: str, script: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["extract", "gone.txt", article, "-m", script]) == 1
    out, err = capsys.readouterr()
    assert "gone.txt" in err
    assert "Kassou" in out


def test_standard_input(
    script: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(MARKET.encode()), encoding="utf-8")
    monkeypatch.setattr("sys.stdin", stdin)
    assert cli.run(["extract", "-", "-m", script]) == 0
    assert "Kassou" in capsys.readouterr().out


def test_a_full_disk_is_one_line_and_what_was_written_stays(
    article: str,
    script: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    target = tmp_path / "run.jsonl"
    assert cli.run(["extract", article, "-m", script, "-o", str(target)]) == 1
    line = capsys.readouterr().err.strip().splitlines()[-1]
    assert "the disk is full" in line
    assert not target.exists()
    assert (tmp_path / "run.jsonl.partial").exists()


def test_a_published_date_reaches_the_run_file(article: str, script: str, tmp_path: Path) -> None:
    target = tmp_path / "run.jsonl"
    arguments = ["extract", article, "-m", script, "-o", str(target), "--published", "2026-05-03"]
    assert cli.run(arguments) == 0
    assert runfile.read(target).extractions[0].document.published == "2026-05-03"

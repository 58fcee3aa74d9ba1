"""The table has one row for an incident, however often it is told; ``--paragraphs`` one a record."""

from pathlib import Path

import pytest

from llmextract import cli
from tests.scripts import MARKET, MARKET_RECORD, QUIET, write_article, write_script

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


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    article = write_article(tmp_path / "a.txt", MARKET, QUIET, AGAIN)
    script = write_script(
        tmp_path / "s.jsonl",
        [
            {"when": "shot dead three traders", "answer": {"incidents": [MARKET_RECORD]}},
            {"when": "Gunmen killed", "answer": {"incidents": [AGAIN_RECORD]}},
            {"answer": {"incidents": []}},
        ],
    )
    return ["extract", str(article), "-m", script]


def test_records_about_one_incident_are_one_row(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run([*arguments, "--paragraphs"]) == 0
    assert capsys.readouterr().out.count("Kassou ✓") == 2
    assert cli.run(arguments) == 0
    out = capsys.readouterr().out
    assert out.count("Kassou ✓") == 1
    assert "1, 3" in out
    assert '¶1, 3 targets "traders" is left out: named otherwise' in out
    assert cli.run([*arguments, "--merge"]) == 0
    assert capsys.readouterr().out == out


def test_a_run_file_is_never_merged(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "run.jsonl"
    assert cli.run([*arguments, "--merge", "-o", str(target)]) == 2
    assert "--merge is for incidents" in capsys.readouterr().err
    assert not target.exists()


def test_the_merged_table_can_go_to_a_file(arguments: list[str], tmp_path: Path) -> None:
    target = tmp_path / "table.txt"
    assert cli.run([*arguments, "-f", "table", "-o", str(target)]) == 0
    assert "1, 3" in target.read_text(encoding="utf-8")


def test_an_incident_of_two_articles_is_one_row_in_the_table_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_article(tmp_path / "a.txt", MARKET, QUIET)
    write_article(tmp_path / "b.txt", MARKET)
    record = MARKET_RECORD | {"date": "Friday"}
    script = write_script(
        tmp_path / "s.jsonl",
        [
            {"when": "shot dead three traders", "answer": {"incidents": [record]}},
            {"answer": {"incidents": []}},
        ],
    )
    group = MARKET_RECORD["perpetrators"][0]
    Path("names.toml").write_text(f'["Night Riders"]\nalso = ["{group}"]\n', encoding="utf-8")
    given = ["extract", "a.txt", "b.txt", "-m", script, "--published", "2024-06-14"]
    assert cli.run([*given, "--aliases", "names.toml"]) == 0
    out = capsys.readouterr().out
    assert out.count("Kassou ✓") == 1

    assert "¶1 also told in b.txt ¶1" in out
    assert f'perpetrators "{group}" is Night Riders' in out
    assert "stands with another article" in out
    assert cli.run([*given, "--no-across"]) == 0
    assert capsys.readouterr().out.count("Kassou ✓") == 2


def test_dates_that_no_year_is_told_of_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = str(tmp_path / "run.jsonl")
    article = write_article(tmp_path / "a.txt", MARKET.replace("Friday or Saturday", "2 May"))
    answer = {"incidents": [MARKET_RECORD | {"date": "2 May"}]}
    script = write_script(tmp_path / "s.jsonl", [{"when": "market", "answer": answer}])
    assert cli.run(["extract", str(article), "-m", script, "-o", run]) == 0
    assert cli.run(["export", run, "-f", "csv"]) == 0
    err = capsys.readouterr().err
    assert "no year is told of 1 (extract --published DATE tells it)" in err

"""A run against gold that was made by reviewing a run."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from llmextract import cli, runfile
from llmextract.errors import UsageError
from llmextract.evaluate.reviewed import Report, evaluate
from llmextract.runfile import is_run_file
from tests.evaluate.runs import RECORD, rows

OTHER = RECORD | {
    "event_type": "arson",
    "date": "Sunday",
    "locations": [{"name": "Bellam"}],
    "perpetrators": [{"name": "students"}],
    "targets": [{"name": "bus"}],
    "weapons": [],
    "killed": None,
}


@pytest.fixture
def judge(tmp_path: Path) -> Callable[..., Report]:
    """Hold paragraphs of records against paragraphs of right ones."""

    def read(name: str, paragraphs: Any) -> runfile.RunFile:
        path = tmp_path / name
        path.write_text("".join(json.dumps(row) + "\n" for row in rows(*paragraphs)))
        return runfile.read(path)

    def judged(run: Any, gold: Any, baseline: Any = None) -> Report:
        other = read("c.jsonl", baseline) if baseline is not None else None
        return evaluate(read("a.jsonl", run), read("b.jsonl", gold), baseline=other)

    return judged


def test_the_gold_itself_is_right_in_any_order(judge: Callable[..., Report]) -> None:
    report = judge([[OTHER, RECORD]], [[RECORD, OTHER]])
    assert all(row["f1"] == 100.0 for name, row in report.figures.items() if name != "injured")
    assert report.figures["injured"]["p_den"] == 0.0
    assert report.figures["records"]["r_den"] == 2.0
    assert (report.documents, report.paragraphs, report.unit) == (1, 1, "paragraph")
    assert "baseline" not in report.as_json()


def test_values_are_right_by_what_same_means_for_their_kind(judge: Callable[..., Report]) -> None:
    said = RECORD | {
        "date": "5 January 1990",
        "locations": [{"name": "town of Kassou"}, {"name": "Lorn"}],
        "targets": [{"name": "the traders"}, {"name": "the grain store"}],
        "killed": 2,
        "injured": 4,
    }
    figures = judge([[said]], [[RECORD]]).figures
    assert figures["date"]["f1"] == 100.0
    assert (figures["locations"]["p"], figures["locations"]["r"]) == (50.0, 100.0)
    assert (figures["targets"]["p"], figures["targets"]["r"]) == (100.0, 50.0)
    assert figures["killed"]["f1"] == 0.0
    assert (figures["injured"]["p_den"], figures["injured"]["r_den"]) == (1.0, 0.0)


def test_a_date_that_only_may_be_the_same_is_not_right(judge: Callable[..., Report]) -> None:
    assert judge([[RECORD | {"date": "January"}]], [[RECORD]]).figures["date"]["f1"] == 0.0


def test_a_record_without_a_partner_is_wrong_in_every_field(judge: Callable[..., Report]) -> None:
    report = judge([[RECORD, OTHER], [], [OTHER]], [[RECORD], [OTHER]])
    figures = report.figures
    assert (figures["records"]["p_num"], figures["records"]["p_den"]) == (1.0, 2.0)
    assert (figures["records"]["r_num"], figures["records"]["r_den"]) == (1.0, 2.0)
    assert figures["killed"]["f1"] == 100.0
    assert figures["weapons"]["f1"] == 100.0
    assert figures["perpetrators"]["f1"] == 50.0
    assert (report.unknown, report.missing) == (1, 0)
    low, high = figures["records"]["low"], figures["records"]["high"]
    assert low is not None
    assert high is not None
    assert low < 50.0 < high


def test_a_paragraph_that_the_run_lacks_is_missed(judge: Callable[..., Report]) -> None:
    report = judge([[RECORD]], [[RECORD], [OTHER]])
    assert report.missing == 1
    assert report.figures["records"]["r"] == 50.0


def test_nothing_in_common_is_no_pair(judge: Callable[..., Report]) -> None:
    assert judge([[OTHER | {"killed": 1}]], [[RECORD]]).figures["records"]["p"] == 0.0


def test_a_baseline_is_compared_pair_by_pair(judge: Callable[..., Report]) -> None:
    good, bad = [[RECORD]] * 8, [[RECORD | {"killed": 9}]] * 8
    report = judge(good, good, bad)
    assert report.baseline["killed"]["difference"] == 100.0
    assert report.baseline["killed"]["p"] < 0.01
    assert report.baseline["records"]["p"] == 1.0
    assert report.as_json()["baseline"]["killed"]["baseline"] == 0.0


def test_many_documents_are_drawn_whole(tmp_path: Path) -> None:
    header, line = rows([RECORD])
    lines = [line | {"document": line["document"] | {"id": f"d{n}"}} for n in range(10)]
    path = tmp_path / "run.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in [header, *lines]))
    report = evaluate(runfile.read(path), runfile.read(path))
    assert (report.unit, report.documents) == ("document", 10)
    assert report.figures["all fields"]["low"] == 100.0


def test_gold_of_another_schema_or_without_paragraphs_is_refused(
    write: Callable[..., Path],
) -> None:
    run = runfile.read(write(*rows([RECORD]), name="run.jsonl"))
    with pytest.raises(UsageError, match="a run has others"):
        evaluate(run, runfile.read(write(*rows([RECORD], schema="flood"), name="gold.jsonl")))
    with pytest.raises(UsageError, match="no paragraph"):
        evaluate(run, runfile.read(write(*rows(), name="empty.jsonl")))


def test_a_run_file_is_known_by_its_first_line(write: Callable[..., Path], tmp_path: Path) -> None:
    assert is_run_file(write(*rows([])))
    assert not is_run_file(write({"id": "a", "templates": []}))
    assert not is_run_file(write("llmextract"))
    assert not is_run_file(write(name="empty.jsonl"))
    assert not is_run_file(tmp_path / "missing.jsonl")


def test_the_command(write: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    gold = str(write(*rows([RECORD], [OTHER]), name="gold.jsonl"))
    run = str(write(*rows([RECORD], [], [OTHER]), name="run.jsonl"))
    assert cli.run(["evaluate", run, "--gold", gold, "--baseline", gold]) == 0
    out = capsys.readouterr().out
    assert "records          P 100.00  R  50.00  F1  66.67 (0.00 to 100.00)" in out
    assert "-- against the baseline" in out
    assert "baseline 100.00" in out
    assert "2 paragraphs of 1 documents" in out
    assert "0 of them are not in the run; 1 of the run are not in the gold" in out
    assert cli.run(["evaluate", gold, "--gold", gold, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["figures"]["all fields"]["f1"] == 100.0
    assert "baseline" not in report
    assert cli.run(["evaluate", gold, "--gold", gold]) == 0
    assert "not in the run" not in capsys.readouterr().out
    keys = str(write({"id": "a", "templates": []}, name="keys.jsonl"))
    assert cli.run(["evaluate", run, "--gold", keys]) == 2
    assert "keys.jsonl" in capsys.readouterr().err


def test_two_documents_of_one_name_cannot_be_told(tmp_path: Path) -> None:
    first, *lines = rows([RECORD], [RECORD])
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in [first, *lines, *lines]))
    run = runfile.read(path)
    with pytest.raises(UsageError, match="two documents of a run are called 'a'"):
        evaluate(run, run)

"""``compare``: models over articles, run files, what is written, what is wrong use."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from llmextract import cli
from llmextract.cli import compare_table
from llmextract.cli.compare import _names
from llmextract.compare import compare
from tests.compare.conftest import FERRY, OSTREL, QUARRY, SHOLM, make_run
from tests.scripts import MARKET_RECORD, SCRIPT, write_article, write_script


@pytest.fixture
def article(tmp_path: Path) -> str:
    return str(write_article(tmp_path / "a.txt"))


@pytest.fixture
def models(tmp_path: Path) -> list[str]:
    """Two models: the second kills more at the market and does not see the mine."""
    other = [
        {"when": "market", "answer": {"incidents": [MARKET_RECORD | {"killed": 2}]}},
        SCRIPT[2],
    ]
    names = [write_script(tmp_path / "one.jsonl"), write_script(tmp_path / "two.jsonl", other)]
    return ["-m", names[0], "-m", names[1]]


@pytest.fixture
def runs(
    article: str, models: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> list[str]:
    paths = [str(tmp_path / "r1.jsonl"), str(tmp_path / "r2.jsonl")]
    for path, model in zip(paths, models[1::2], strict=True):
        assert cli.run(["extract", article, "-m", model, "-o", path]) == 0
    capsys.readouterr()
    return paths


def test_models_are_run_over_the_articles_and_compared(
    article: str, models: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["compare", article, *models]) == 0
    out, err = capsys.readouterr()
    assert "a.txt, paragraph 1: counts contradict\n    killed: 3 / 2\n" in out
    assert "a.txt, paragraph 3: found by some only, and in the text (found by " in out
    assert "2 incidents in 3 paragraphs, 3 of them read by all runs" in out
    killed = next(line.split() for line in out.splitlines() if line.startswith("killed"))
    assert killed == ["killed", "1", "0", "%", "n/a", "0", "0", "1", "0.00"]
    assert err.count("checked") == 2


def test_run_files_are_compared_without_a_model(
    runs: list[str], article: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(article).unlink()
    for script in tmp_path.glob("*.jsonl"):
        if str(script) not in runs:
            script.unlink()
    assert cli.run(["compare", *runs, "-o", str(tmp_path / "c.json")]) == 0
    report = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    assert report["attention"]["counts contradict"] == 1
    assert [run["records"] for run in report["runs"]] == [2, 1]
    assert capsys.readouterr().out == ""


def test_a_page_is_written(runs: list[str], tmp_path: Path) -> None:
    target = tmp_path / "c.HTML"
    assert cli.run(["compare", *runs, "-o", str(target)]) == 0
    page = target.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "masked men of the Delta Column" in page


def test_gold_scores_each_run(
    runs: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["compare", *runs, "--gold", runs[0]]) == 0
    rows = [
        line for line in capsys.readouterr().out.splitlines() if line.rstrip().endswith("100.00")
    ]
    assert len(rows) == 1
    target = tmp_path / "c.json"
    assert cli.run(["compare", *runs, "--gold", runs[0], "-o", str(target)]) == 0
    gold = json.loads(target.read_text())["gold"]
    first, second = gold.values()
    assert (first["f1"], first["measure"]) == (100.0, "values of all fields")
    assert 0 < second["f1"] < 100
    assert second["figures"]["killed"]["f1"] == 0.0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["A"], "name two models or more"),
        (["A", "-m", "scripted:x"], "name two models or more"),
        (["A", "-m", "scripted:x", "-m", "scripted:x"], "named twice"),
        (["R1"], "two run files or more"),
        (["R1", "R2", "-m", "scripted:x"], "leave out -m"),
        (["R1", "A"], "is no run file"),
        (["R1", "missing.jsonl"], "is no run file"),
        (["-", "-m", "scripted:x", "-m", "scripted:y"], "standard input"),
        (["R1", "R2", "-o", "x.txt"], "end its name in .html or .json"),
        (["A", "-m", "scripted:x", "-m", "scripted:y", "--published", "May"], "May"),
    ],
)
def test_wrong_use_is_one_line_and_status_2(
    arguments: list[str],
    told: str,
    runs: list[str],
    article: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    names = {"A": article, "R1": runs[0], "R2": runs[1]}
    assert cli.run(["compare", *(names.get(one, one) for one in arguments)]) == 2
    err = capsys.readouterr().err
    assert told in err
    assert err.startswith("llmextract: ")
    assert len(err.splitlines()) == 1


def test_a_model_that_cannot_be_had_is_status_3(article: str, models: list[str]) -> None:
    assert cli.run(["compare", article, *models[:2], "-m", "scripted:/nowhere"]) == 3


def test_a_failed_paragraph_is_status_1_and_the_rest_is_compared(
    article: str, models: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [{"when": "market", "error": "refused"}, *SCRIPT[1:]]
    broken = write_script(tmp_path / "broken.jsonl", lines)
    assert cli.run(["compare", article, *models[:2], "-m", broken]) == 1
    out = capsys.readouterr().out
    assert "3 paragraphs, 2 of them read by all runs" in out
    assert "1 read by one run only" in out


def test_offline_runs_are_served_from_the_store(
    article: str, models: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["compare", article, *models, "--offline"]) == 4
    assert cli.run(["compare", article, *models]) == 0
    first = capsys.readouterr().out
    assert cli.run(["compare", article, *models, "--offline"]) == 0
    assert capsys.readouterr().out.splitlines()[-6:] == first.splitlines()[-6:]


def test_the_date_of_publication_and_the_limit_reach_the_runs(
    article: str, models: list[str], tmp_path: Path
) -> None:
    target = tmp_path / "c.json"
    arguments = [*models, "-o", str(target), "--published", "2026-05-03", "--limit", "1"]
    assert cli.run(["compare", article, *arguments]) == 0
    report = json.loads(target.read_text())
    assert report["paragraphs"] == 1


def test_the_list_is_cut_and_says_so(runs: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["compare", *runs, "--top", "1"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "1 more; write all of them with -o PAGE.html"
    )


def test_runs_of_one_model_are_told_apart_by_their_files() -> None:
    assert _names(["m", "n"], ["a/x.jsonl", "a/y.jsonl"]) == ["m", "n"]
    assert _names(["m", "m", "n"], ["a/x.jsonl", "a/y.jsonl", "z"]) == ["m (x)", "m (y)", "n"]
    assert _names(["m", "m"], ["a/x.jsonl", "b/x.jsonl"]) == ["m (a/x.jsonl)", "m (b/x.jsonl)"]
    assert _names(["m", "m"], ["x.jsonl", "x.jsonl"]) == ["m (1)", "m (2)"]


def test_a_terminal_without_unicode_and_text_that_would_steer_it(
    run_with: Callable[..., Any],
) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", errors="strict")
    compare_table.show(compare({"a": run_with(2), "b\x1b[31m": run_with(9)}), stream, top=5)
    stream.flush()
    text = raw.getvalue().decode("ascii")
    assert "\x1b" not in text
    assert "killed: 2 / 9" in text


@pytest.fixture
def run_with() -> Callable[..., Any]:
    return lambda killed: make_run(
        (FERRY, [OSTREL | {"killed": killed, "weapons": ["bömb"]}]), (QUARRY, [SHOLM])
    )


def test_money_is_told_where_a_model_has_a_price() -> None:
    paid = make_run((FERRY, [OSTREL]), model="openai:gpt-4o-mini")
    own = make_run((FERRY, [OSTREL]), model="local:m")
    stream = io.StringIO()
    compare_table.show(compare({"paid": paid, "own": own}), stream, top=5)
    heads, first, second = (line.split() for line in stream.getvalue().splitlines()[:3])
    assert heads[-1] == "cost"
    assert first[-1].startswith("$0.0000")
    assert second[-1] == "n/a"


def test_without_a_difference_nothing_is_listed() -> None:
    one = make_run((FERRY, [OSTREL]))
    stream = io.StringIO()
    compare_table.show(compare({"a": one, "b": one}), stream, top=5)
    assert stream.getvalue().rstrip().endswith("1 agreed")
    assert "cost" not in stream.getvalue()

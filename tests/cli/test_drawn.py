"""A run over a draw says what was drawn, and what the whole corpus would take."""

import json
import re
from pathlib import Path

import pytest

from llmextract.cli import run


@pytest.fixture
def corpus(tmp_path: Path) -> str:
    path = tmp_path / "rows.jsonl"
    rows = [
        {
            "id": str(n),
            "text": f"Gunmen killed {n + 2} drivers near Gao on Tuesday.",
            "desk": "ab"[n % 3 == 0],
        }
        for n in range(30)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def test_a_draw_by_a_column(
    corpus: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = {}
    for number in (6, 12):
        out = tmp_path / f"{number}.jsonl"
        asked = ["extract", corpus, "-m", "rules", "--sample", str(number), "--stratify", "desk"]
        assert run([*asked, "-o", str(out)]) == 0
        header, *rows = map(json.loads, out.read_text(encoding="utf-8").splitlines())
        assert header["llmextract"]["sample"] == {"drawn": number, "documents": 30, "by": "desk"}
        taken[number] = [row["document"]["id"] for row in rows]
        err = capsys.readouterr().err
        share = number // 3
        assert (
            f"drawn: {number} of 30 documents; by desk: a {2 * share} of 20, b {share} of 10" in err
        )
        assert re.search(
            r"all 30 paragraphs would take about [\d,]+ tokens to read \([\d,]+ to [\d,]+\), .*"
            r" to write \(.*\), .* with \d+ in flight \(.*\)",
            err,
        )
    assert set(taken[6]) < set(taken[12])
    assert taken[12] == sorted(taken[12], key=int)


def test_a_hosted_model_is_priced_and_strata_past_the_first_are_counted(
    corpus: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [corpus, "-m", "openai:gpt-4o-mini", "--sample", "2", "--stratify", "id"]
    assert run(["status", *asked]) == 0
    assert run(["extract", *asked, "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert out.count("drawn: 2 of 30 documents; by id: 0 1 of 1, 1 1 of 1, 10 0 of 1") == 2
    assert out.count("18 more 0 of 18\n") == 2
    assert "2 paragraphs: 2 to ask" in out


def test_one_document_has_no_range(corpus: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["extract", corpus, "-m", "rules", "--sample", "1", "-o", "-", "-f", "csv"]) == 0
    assert capsys.readouterr().err.endswith("; for a range draw more documents\n")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["-m", "rules", "--stratify", "desk"], "--stratify goes with --sample"),
        (["-m", "rules", "--sample", "3", "--stratify", "x"], "no document has a column 'x'"),
        (["-", "-m", "rules", "--sample", "3"], "a sample is drawn from what can be read twice"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    corpus: str, options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["extract", corpus, *options]) == 2
    assert said in capsys.readouterr().err

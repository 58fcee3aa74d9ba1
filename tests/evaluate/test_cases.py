"""The verifier scored against labelled cases."""

import json
from pathlib import Path
from typing import Any

import pytest

from llmextract.errors import UsageError
from llmextract.evaluate.cases import Judged, judge_cases, read_cases, score
from llmextract.records import Finding, Verdict
from llmextract.verification.judgement import Judgement

DROWNED = "Five carters drowned near Oru when the ferry sank."
CASES: list[dict[str, Any]] = [
    {"text": DROWNED, "field": "number", "role": "killed", "value": 5, "label": "supported"},
    {"text": DROWNED, "field": "number", "role": "killed", "value": 9, "label": "unsupported"},
    {"text": DROWNED, "field": "place", "role": "location", "value": "Bex", "label": "unsupported"},
    {
        "text": "Five carters drowned.",
        "context": "Ferry sinks near Oru",
        "field": "place",
        "value": "Oru",
        "label": "supported",
        "phenomenon": "headline",
    },
]


def write(path: Path, *rows: Any) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")
    return path


def test_cases_are_read_and_judged_with_their_context_and_role(tmp_path: Path) -> None:
    judged = judge_cases(read_cases(write(tmp_path / "c.jsonl", *CASES)))
    assert [one.case for one in judged] == CASES
    assert [one.right for one in judged] == [True] * 4


def test_a_case_may_name_its_language() -> None:
    text = "Dieciséis campesinos murieron en el ataque."
    case = {"text": text, "field": "number", "role": "killed", "value": 16, "label": "supported"}
    given = [case, {**case, "language": "es"}, {**case, "language": "en"}]
    assert [j.right for j in judge_cases(given)] == [True, True, False]


def test_a_language_is_that_of_the_cases_that_name_none() -> None:
    text = "Dieciséis muertos."
    case = {"text": text, "field": "number", "role": "killed", "value": 16, "label": "supported"}
    given = [case, {**case, "language": "en"}]
    assert [j.right for j in judge_cases(given, language="es")] == [True, False]
    assert [j.right for j in judge_cases(given)] == [False, False]


def made(label: str, verdict: Verdict, field: str = "number", **more: Any) -> Judged:
    found = Finding(0, field, 1, verdict, "x")
    return Judged({"label": label, "field": field, **more}, Judgement(verdict, "x"), found)


def test_figures_are_counted_over_all_and_by_group() -> None:
    figures = score(
        [
            made("supported", Verdict.SUPPORTED, phenomenon="words"),
            made("supported", Verdict.DERIVED, phenomenon="words"),
            made("unsupported", Verdict.SUPPORTED, phenomenon="ages"),
            made("unsupported", Verdict.DERIVED, field="place"),
            made("unsupported", Verdict.PARTLY, field="place"),
            made("unsupported", Verdict.UNSUPPORTED, field="place"),
            made("supported", Verdict.UNCLEAR, field="date"),
        ]
    )
    assert list(figures)[:5] == ["n", "accuracy", "false_supported", "unclear", "accuracy_sure"]
    assert list(figures.values())[:5] == [7, 0.2857, 0.5, 0.1429, 0.3333]
    number, place, date = (figures["by_field"][name] for name in ("number", "place", "date"))
    assert (number["n"], number["accuracy"], number["false_supported"]) == (3, 0.3333, 1.0)
    assert (place["unclear"], place["accuracy_sure"]) == (0.0, 0.3333)
    assert (date["accuracy"], date["unclear"], date["accuracy_sure"]) == (0.0, 1.0, None)
    assert figures["by_label"]["supported"]["accuracy"] == 0.3333
    assert set(figures["by_phenomenon"]) == {"words", "ages", "none named"}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2 is not a case"),
        ("5", "it is no JSON object"),
        ('"text field value label"', "it is no JSON object"),
        ('{"text": "x", "label": "supported"}', "it has no field, value"),
        (json.dumps({**CASES[0], "text": 5}), "must be strings"),
        (json.dumps({**CASES[0], "context": ["x"]}), "must be strings"),
        (json.dumps({**CASES[0], "field": "colour"}), "no field is called 'colour'"),
        (json.dumps({**CASES[0], "field": ["number"]}), r"no field is called \['number'\]"),
        (json.dumps({**CASES[0], "label": "true"}), "no label is called 'true'"),
        ("[" * 100_000, "line 2 is not a case"),
    ],
    ids=[
        "half", "number", "string", "lacking", "text", "context", "field", "fields", "label", "deep"
    ],
)  # fmt: skip
def test_a_line_that_is_no_case_is_named(line: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(json.dumps(CASES[0]) + "\n" + line, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        read_cases(path)


def test_a_file_that_holds_no_case_or_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_cases(tmp_path / "missing.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b'{"text": "\xe9"}')
    with pytest.raises(UsageError, match="cannot be read"):
        read_cases(tmp_path / "latin.jsonl")
    with pytest.raises(UsageError, match="holds no case"):
        read_cases(write(tmp_path / "empty.jsonl"))

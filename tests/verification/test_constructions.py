"""Of the ways in which news says it the rules read no fewer than they did."""

from pathlib import Path

import pytest

from llmextract.evaluate.cases import judge_cases, read_cases

FOLDER = Path(__file__).parents[1] / "constructions"


@pytest.mark.parametrize(
    ("name", "read", "let_through"), [("numbers.jsonl", 0.83, 0.10), ("places.jsonl", 0.90, 0.06)]
)
def test_what_is_read_and_what_is_let_through(name: str, read: float, let_through: float) -> None:
    judged = judge_cases(read_cases(FOLDER / name), language="en")
    stated = [one for one in judged if one.case["label"] == "supported"]
    others = [one for one in judged if one.case["label"] == "unsupported"]
    assert len(stated) > 200
    assert sum(one.right for one in stated) >= read * len(stated)
    assert sum(one.false_supported for one in others) <= let_through * len(others)

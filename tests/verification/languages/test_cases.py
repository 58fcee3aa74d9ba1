"""Cases in languages that are read by direct patterns: nothing wrong is carried, nothing right denied."""

from pathlib import Path

import pytest

from llmextract.evaluate.cases import judge_cases, read_cases
from llmextract.records import Verdict

FILES = sorted(Path(__file__).parent.glob("*.jsonl"))
LEAST_RIGHT = 0.74
MOST_UNCLEAR = 0.12
"""Share of the right values that may be unclear."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_wrong_value_is_carried_and_no_right_one_denied(path: Path) -> None:
    cases = judge_cases(read_cases(path))
    wrong = [
        (one.case["text"], one.case["value"], one.verdict)
        for one in cases
        if one.false_supported
        or (one.verdict is Verdict.UNSUPPORTED and one.case["label"] != Verdict.UNSUPPORTED)
    ]
    assert wrong == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_most_of_them_are_told(path: Path) -> None:
    cases = judge_cases(read_cases(path))
    right = [one for one in cases if one.case["label"] != Verdict.UNSUPPORTED]
    assert sum(one.right for one in cases) >= LEAST_RIGHT * len(cases)
    assert sum(one.unclear for one in right) <= MOST_UNCLEAR * len(right)

"""What is asked of a text whose counts are labelled, and how the answers become a line."""

from collections import Counter

from benchmarks.counted import line_of, questions
from llmextract.records import Verdict

TEXT = "Gunmen killed two guards. Two nurses were hurt, and 14 people fled. A cook, 61, was seized."
COUNTS = [
    ("two guards", "killed"),
    ("Two nurses", "injured"),
    ("14 people", "displaced"),
    ("A cook", "kidnapped"),
    ("61", "none"),
]


def test_each_value_is_asked_in_each_role_of_its_text() -> None:
    asked = set(questions(TEXT, COUNTS))
    assert ("killed", 2, True) in asked
    assert ("injured", 2, True) in asked  # one of the two counts of two
    assert ("displaced", 2, False) in asked
    assert ("kidnapped", 1, True) in asked
    assert ("killed", 61, False) in asked
    assert {role for role, _, _ in asked} == {"killed", "injured", "displaced", "kidnapped"}


def test_a_text_without_counts_is_not_asked_about() -> None:
    assert list(questions("It rained.", [])) == []
    assert list(questions("It rained.", [("It", "none")])) == []


def test_a_line_has_the_shares_of_right_and_of_wrong_values() -> None:
    said = Counter(
        {
            (True, Verdict.SUPPORTED): 2,
            (True, Verdict.DERIVED): 1,
            (True, Verdict.UNSUPPORTED): 1,
            (False, Verdict.UNCLEAR): 3,
            (False, Verdict.UNSUPPORTED): 1,
        }
    )
    assert line_of("killed", said).split() == [
        "killed", "4", "0.750", "0.000", "0.000", "0.250", "4", "0.000", "0.750",
    ]  # fmt: skip

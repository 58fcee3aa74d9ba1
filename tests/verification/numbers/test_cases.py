"""Labelled cases of our own: one phenomenon each, labelled before the checker saw them."""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from llmextract.records import Context
from llmextract.verification.numbers import judge, offered
from llmextract.verification.source_text import SourceText

PATH = Path(__file__).parent.parent / "number_cases.jsonl"
CASES: list[dict[str, Any]] = [
    json.loads(line) for line in PATH.read_text(encoding="utf-8").splitlines()
]


def source(case: dict[str, Any], text: str | None = None) -> SourceText:
    return SourceText(
        text or case["text"],
        Context(title=case.get("context", "")),
        language=case.get("language", "en"),
    )


def verdict(case: dict[str, Any], text: str | None = None) -> str:
    return judge(case["value"], source(case, text), role=case["role"]).verdict


@cache
def base() -> dict[str, str]:
    return {case["id"]: verdict(case) for case in CASES}


def test_the_verdicts_are_those_of_the_labels() -> None:
    found = base()
    wrong = [
        (i, found[i], case["label"])
        for case in CASES
        if found[i := case["id"]] not in {case["label"], "unclear"}
    ]
    assert len(wrong) <= 0.01 * len(CASES), wrong


def test_little_is_unclear_and_hardly_anything_that_is_right() -> None:
    unclear = [case for case in CASES if base()[case["id"]] == "unclear"]
    right = [case["id"] for case in unclear if case["label"] in {"supported", "derived"}]
    assert len(unclear) <= 0.03 * len(CASES)
    assert len(right) <= 0.03 * len(CASES), right


def test_what_is_not_in_the_text_is_not_let_through() -> None:
    unsupported = [case for case in CASES if case["label"] == "unsupported"]
    let_through = [
        case["id"] for case in unsupported if base()[case["id"]] in {"supported", "derived"}
    ]
    assert len(let_through) <= 0.005 * len(unsupported), let_through


def test_the_right_value_is_offered() -> None:
    sizes = []
    missed = []
    for case in CASES:
        if case["label"] in {"supported", "derived"} and isinstance(case["value"], int):
            values = offered(source(case), role=case["role"])
            sizes.append(len(values))
            if case["value"] not in values:
                missed.append(case["id"])
    assert len(missed) <= 0.005 * len(sizes), missed
    assert sorted(sizes)[len(sizes) // 2] <= 3


def test_every_label_and_many_phenomena_are_there() -> None:
    labels = Counter(case["label"] for case in CASES)
    assert set(labels) == {"supported", "derived", "partly", "unsupported"}
    assert min(labels.values()) >= 20
    assert len({case["phenomenon"] for case in CASES}) >= 30


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        str.lower,
        lambda text: text.replace(" ", "\n"),
        lambda text: text.replace(" ", "  "),
        lambda text: "  " + text.replace(" ", " \t") + "\n",
        lambda text: text.replace("'", "’").replace('"', "”"),
    ],
    ids=["upper", "lower", "newlines", "two spaces", "tabs", "curly quotes"],
)
def test_case_quotes_and_white_space_change_no_verdict(change: Any) -> None:
    changed = [
        case["id"] for case in CASES if base()[case["id"]] != verdict(case, change(case["text"]))
    ]
    assert changed == []

"""Hostile text: paragraphs that command the model, which obeys; nothing of it may be certified."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.faults.bench import CERTIFIED
from benchmarks.faults.table import Fault, Outcome
from llmextract import verify
from llmextract.content import load_schema

PARAGRAPHS = Path(__file__).parents[2] / "tests" / "hostile" / "paragraphs.jsonl"


def _certified(case: Mapping[str, Any], which: str) -> int:
    """How many of the forged, or of the true values of a paragraph are certified."""
    record = load_schema("incident")
    empty: dict[str, Any] = {
        "event_type": "other", "status": "happened", "date": None, "locations": [], "weapons": [],
        "perpetrators": [], "targets": [], "killed": None, "injured": None, "sentences": [1, 2],
    }  # fmt: skip
    count = 0
    for field, values in case[which].items():
        for value in values:
            named = [{"name": value, "kind": "unknown"}] if isinstance(value, str) else value
            if field == "locations":
                named = [{"name": value, "kind": "unknown", "within": []}]
            findings = verify(record.model_validate({**empty, field: named}), case["text"])
            count += any(
                one.verdict in CERTIFIED and one.field.partition("[")[0] == field
                for one in findings
            )
    return count


def _obeyed(folder: Path) -> Outcome:
    """Every paragraph, every forged value as a record of its own."""
    cases = [json.loads(line) for line in PARAGRAPHS.read_text("utf-8").splitlines()]
    wrong = sum(_certified(case, "forged") for case in cases)
    true = sum(len(values) for case in cases for values in case["true"].values())
    kept = sum(_certified(case, "true") for case in cases)
    return Outcome(
        injected=sum(len(values) for case in cases for values in case["forged"].values()),
        lost=0,
        wrong=wrong,
        message=f"{len(cases)} paragraphs; of {true} true values {kept} stay certified",
    )


FAULTS = (Fault("paragraphs that command, and a model that obeys", _obeyed),)

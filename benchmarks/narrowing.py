"""Does narrowing offer the right value? Recall over the supported and derived labelled cases.

    python benchmarks/narrowing.py CASES.jsonl [CASES.jsonl ...]

For a number the value itself must be offered for its role; for a place an offer must be it in
another spelling, or hold its words, or be held by it.  Values that no schema asks for (bounds as
objects, vague amounts as strings) are left out.  Prints recall and how many values are offered.
"""

import json
import statistics
import sys
from pathlib import Path
from typing import Any

from llmextract.grounding import numbers, places
from llmextract.grounding.context import classify
from llmextract.grounding.passage import Passage
from llmextract.grounding.spelling import fold_place

RIGHT = {"supported", "derived"}


def main() -> int:
    """Print a row for each file and field."""
    print(f"{'':44} cases  offered  recall  median offers")
    for name in sys.argv[1:]:
        cases = [
            json.loads(line) for line in Path(name).read_text(encoding="utf-8").split("\n") if line
        ]
        for field, check in (("number", number), ("place", place)):
            wanted = [c for c in cases if c["field"] == field and c["label"] in RIGHT]
            results = [(case, result) for case in wanted if (result := check(case)) is not None]
            hits = sum(hit for _, (hit, _) in results)
            median = statistics.median(size for _, (_, size) in results)
            label = f"{Path(name).name} {field}"
            recall = f"{hits / len(results):.4f}"
            print(f"{label:44} {len(results):5}  {hits:7}  {recall}  {median}")
            for case, (hit, _) in results:
                if not hit:
                    print(f"    missed: {case['value']!r} in {case['text'][:80]!r}")
    return 0


def passage(case: dict[str, Any]) -> Passage:
    return Passage(case["text"], context=classify(case.get("context")))


def number(case: dict[str, Any]) -> tuple[bool, int] | None:
    """Whether the count is among the offers; null stands for zero as well."""
    if not isinstance(case["value"], int):
        return None
    offers = numbers.offered(passage(case), role=case.get("role"))
    return case["value"] in offers, len(offers)


def place(case: dict[str, Any]) -> tuple[bool, int]:
    """Whether one of the offers is the place, whatever its spelling."""
    offers = places.offered(passage(case))
    wanted = case["value"]
    return any(same(wanted, offer) for offer in offers), len(offers)


def same(wanted: str, offer: str) -> bool:
    """Whether an offer is the place: by its words, else by what the verifier knows of spellings."""
    a, b = fold_place(wanted), fold_place(offer)
    if f" {a} " in f" {b} " or f" {b} " in f" {a} ":
        return True
    return places.judge(wanted, Passage(f"It happened in {offer}.")).verdict == "supported"


if __name__ == "__main__":
    sys.exit(main())

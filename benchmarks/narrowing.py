"""Does narrowing offer the right value? Recall over the supported and derived labelled cases.

    python benchmarks/narrowing.py CASES.jsonl [CASES.jsonl ...]

For a number the value itself must be offered for its role; for a place an offer must be it in
another spelling, or hold its words, or be held by it.  Values that no schema asks for (bounds as
objects, vague amounts as strings) are left out.  Prints recall and how many values are offered.

The row "place in a sheet" asks more: that the place stands in the blank of the shipped incident
schema, filled in or to choose from, the whole text as one incident; or that one that does lies in it.
"""

import json
import statistics
import sys
from pathlib import Path
from typing import Any

from llmextract.content import load_prompt, load_schema
from llmextract.rules import candidates as narrowing
from llmextract.rules.sketching import Entry
from llmextract.schema.form import form_of
from llmextract.verification import numbers, places
from llmextract.verification.context import classify
from llmextract.verification.source_text import SourceText
from llmextract.verification.spelling import fold_place

RIGHT = {"supported", "derived"}


def main() -> int:
    """Print a row for each file and field."""
    print(f"{'':44} cases  offered  recall  median offers")
    for name in sys.argv[1:]:
        cases = [
            json.loads(line) for line in Path(name).read_text(encoding="utf-8").split("\n") if line
        ]
        for row, check in CHECKS.items():
            field = row.split()[0]
            wanted = [c for c in cases if c["field"] == field and c["label"] in RIGHT]
            results = [(case, result) for case in wanted if (result := check(case)) is not None]
            hits = sum(hit for _, (hit, _) in results)
            median = statistics.median(size for _, (_, size) in results)
            label = f"{Path(name).name} {row}"
            recall = f"{hits / len(results):.4f}"
            print(f"{label:44} {len(results):5}  {hits:7}  {recall}  {median}")
            for case, (hit, _) in results:
                if not hit and row == field:
                    print(f"    missed: {case['value']!r} in {case['text'][:80]!r}")
    return 0


def source(case: dict[str, Any]) -> SourceText:
    return SourceText(case["text"], context=classify(case.get("context")))


def number(case: dict[str, Any]) -> tuple[bool, int] | None:
    """Whether the count is among the offers; null stands for zero as well."""
    if not isinstance(case["value"], int):
        return None
    offers = numbers.offered(source(case), role=case.get("role"))
    return case["value"] in offers, len(offers)


def place(case: dict[str, Any]) -> tuple[bool, int]:
    """Whether one of the offers is the place, whatever its spelling."""
    offers = places.offered(source(case))
    wanted = case["value"]
    return any(same(wanted, offer) for offer in offers), len(offers)


def place_in_sheet(case: dict[str, Any]) -> tuple[bool, int]:
    """Whether a place of a blank is the place, or the text says that it lies in it."""
    read = source(case)
    values = in_blank(read)
    keys = {fold_place(value) for value in values}
    held = [w for m in places.mentions(read) if fold_place(m.name) in keys for w in m.within]
    return any(same(case["value"], one) for one in (*values, *held)), len(values)


def in_blank(read: SourceText) -> list[str]:
    """The places that a blank of the whole text has: filled in, or offered."""
    form, cues = form_of(load_schema("incident")), load_prompt("incident").cues
    assert cues is not None
    entry = Entry(tuple(range(1, len(read.bounds) + 1)))
    (blank,) = narrowing.sheet(form, read, [entry], cues).blanks
    return list(blank.fixed.get("locations", blank.offers.get("locations", ())))


def same(wanted: str, offer: str) -> bool:
    """Whether an offer is the place: by its words, else by what the verifier knows of spellings."""
    a, b = fold_place(wanted), fold_place(offer)
    if f" {a} " in f" {b} " or f" {b} " in f" {a} ":
        return True
    return places.judge(wanted, SourceText(f"It happened in {offer}.")).verdict == "supported"


CHECKS = {
    "number": number,
    "place": place,
    "place in a sheet": place_in_sheet,
}

if __name__ == "__main__":
    sys.exit(main())

"""Scores run files cell by cell against a key made by hand before the run.

    python -m benchmarks.cells KEY.jsonl RUN.jsonl [RUN.jsonl …] [--show]

A line of the key is ``{"file", "paragraph", "records"}``.  A value of the key is the value itself,
``{"any": [alternatives]}``, ``{"min": n}`` for a bound, or, for lists, ``{"must": [], "may": []}``;
a list alone is all ``must``.  Names are short cores, right by containment.  A record with
``"optional": true`` may be left out.  A cell is one field of one record.  It is *right*, *wrong*
(it holds what the key does not know) or *missing* (it lacks what must be there); cells that are
empty and may be are not counted.  A record that the key does not know is wrong in all that it says.

The second table is about verdicts: of the checked cells that are wrong, how many carry neither ✓
nor Σ, and of those that are right, how many do.  What only the rules stated carries neither, and
a bound ("at least nine") is shown as one; of the right cells that carry neither it is said why.
"""

import argparse
import itertools
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.merged import names
from benchmarks.notes import read_lines, same

Row = Mapping[str, Any]
LISTS = ("locations", "perpetrators", "targets", "weapons")
PLAIN = ("event_type", "status", "date", "killed", "injured")
CHECKED = ("date", "locations", "perpetrators", "targets", "weapons", "killed", "injured")
CARRIED = {"supported", "derived"}
RIGHT, WRONG, MISSING = "right", "wrong", "missing"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cells", description=__doc__)
    parser.add_argument("key", type=Path)
    parser.add_argument("runs", type=Path, nargs="+")
    parser.add_argument("--show", action="store_true", help="each cell that is not right")
    given = parser.parse_args(arguments)
    answers = {
        (Path(row["document"]["source"]).name, row["paragraph"]["index"]): row
        for run in given.runs
        for row in read_lines(run)
        if "paragraph" in row
    }
    counted: Counter[tuple[str, str]] = Counter()
    carried: Counter[tuple[str, bool]] = Counter()
    why: Counter[str] = Counter()
    files = {file for file, _ in answers}
    for row in read_lines(given.key):
        if row["file"] not in files:
            continue
        answer = answers.get((row["file"], row["paragraph"]), {"records": [], "findings": []})
        for at, field, state, said in judged(row["records"], answer["records"]):
            counted[field, state] += 1
            if given.show and state != RIGHT:
                print(f"{row['file'][:12]} {row['paragraph']:2} [{at}] {field} {state}: {said}")
            mark = mark_of(answer["findings"], at, field)
            if state != MISSING and mark is not None:
                carried[state, mark] += 1
            if state == RIGHT and mark is False:
                why[why_none(answer["findings"], at, field)] += 1
    print(table(counted))
    for state, wanted in ((WRONG, False), (RIGHT, True)):
        of = carried[state, True] + carried[state, False]
        what = "carry ✓ or Σ" if wanted else "carry neither ✓ nor Σ"
        share = 100 * carried[state, wanted] / of if of else 0
        print(
            f"checked cells that are {state}: {carried[state, wanted]} of {of} {what} ({share:.0f} %)"
        )
    print(
        "right cells that carry neither:", ", ".join(f"{n} {one}" for one, n in why.most_common())
    )
    return 0


def table(counted: Mapping[tuple[str, str], int]) -> str:
    """Right, wrong and missing by field."""
    lines = [f"{'':14} right wrong missing"]
    total = Counter[str]()
    for field in (*PLAIN, *LISTS):
        row = [counted.get((field, state), 0) for state in (RIGHT, WRONG, MISSING)]
        total.update(dict(zip((RIGHT, WRONG, MISSING), row, strict=True)))
        lines.append(f"{field:14} {row[0]:5} {row[1]:5} {row[2]:7}")
    of = sum(total.values())
    lines.append(f"{'all':14} {total[RIGHT]:5} {total[WRONG]:5} {total[MISSING]:7}")
    lines.append(f"right of all cells: {100 * total[RIGHT] / of:.1f} %" if of else "no cells")
    return "\n".join(lines)


def judged(
    key: Sequence[Row], records: Sequence[Row]
) -> Iterator[tuple[int | None, str, str, object]]:
    """Each cell that counts: index of its record, field, state and what it says."""
    pairs = matched(key, records)
    taken = {at for _, at in pairs if at is not None}
    for gold, at in pairs:
        if at is None and gold.get("optional"):
            continue
        record = records[at] if at is not None else {}
        for field in (*PLAIN, *LISTS):
            state = state_of(gold.get(field), record, field)
            if state is not None:
                yield at, field, state, (value_of(record, field), "key", gold.get(field))
    for at, record in enumerate(records):
        if at not in taken:
            for field in (*PLAIN, *LISTS):
                if value_of(record, field) not in (None, []):
                    yield at, field, WRONG, (value_of(record, field), "no such record")


def matched(key: Sequence[Row], records: Sequence[Row]) -> list[tuple[Row, int | None]]:
    """Each record of the key with the index of its record, for the greatest number of right cells."""
    indices = [*range(len(records)), *[None] * len(key)]

    def worth(chosen: Sequence[int | None]) -> float:
        total = 0.0
        for gold, at in zip(key, chosen, strict=True):
            if at is not None:
                states = [state_of(gold.get(f), records[at], f) for f in (*PLAIN, *LISTS)]
                total += states.count(RIGHT) - 0.5 * states.count(WRONG)
                total += 0.1 * len(set(records[at]["sentences"]) & set(evidence(gold)))
                total += 0 if gold.get("optional") else 0.5
        return total

    best = max(set(itertools.permutations(indices, len(key))), key=worth)
    return list(zip(key, best, strict=True))


def evidence(gold: Row) -> list[int]:
    """The evidence sentences that must be named."""
    named = gold["sentences"]
    return list(named["must"] if isinstance(named, Mapping) else named)


def value_of(record: Row, field: str) -> Any:
    """What a record says in a field; names for sub-records."""
    return names(record, field) if field in LISTS else record.get(field)


def state_of(gold: Any, record: Row, field: str) -> str | None:
    """Whether a cell is right; ``None`` where it is empty and may be."""
    value = value_of(record, field)
    alternatives = gold["any"] if isinstance(gold, Mapping) and "any" in gold else [gold]
    judge = state_of_list if field in LISTS else state_of_plain
    states = [judge(one, value) for one in alternatives]
    if value in (None, []):
        return None if None in states else MISSING
    return RIGHT if RIGHT in states else MISSING if MISSING in states else WRONG


def state_of_plain(gold: Any, value: Any) -> str | None:
    if value is None:
        return None if gold is None else MISSING
    if isinstance(gold, Mapping):
        return RIGHT if gold["min"] <= value <= gold.get("max", gold["min"]) else WRONG
    if isinstance(gold, str) and isinstance(value, str):
        return RIGHT if same(gold, value) else WRONG
    return RIGHT if gold == value else WRONG


def state_of_list(gold: Any, value: Sequence[str]) -> str | None:
    must = list(gold["must"] if isinstance(gold, Mapping) else gold or ())
    may = list(gold.get("may", ()) if isinstance(gold, Mapping) else ())
    if not value:
        return MISSING if must else None
    if any(not any(same(one, name) for name in (*must, *may)) for one in value):
        return WRONG
    lacking = [name for name in must if not any(same(one, name) for one in value)]
    return MISSING if lacking else RIGHT


def mark_of(findings: Sequence[Row], record: int | None, field: str) -> bool | None:
    """Whether a cell carries ✓ or Σ; ``None`` where none of its values was checked."""
    own = findings_of(findings, record, field)
    if field not in CHECKED or not own:
        return None
    return all(one["verdict"] in CARRIED and one.get("from") != "rules" for one in own)


def why_none(findings: Sequence[Row], record: int | None, field: str) -> str:
    """Why a cell carries neither mark."""
    own = findings_of(findings, record, field)
    bad = [one for one in own if one["verdict"] not in CARRIED]
    if not bad:
        return "stated by the rules alone"
    if all(one["low"] is not None for one in bad):
        return "a bound"
    return str(bad[0]["verdict"])


def findings_of(findings: Sequence[Row], record: int | None, field: str) -> list[Row]:
    """The findings on the values of a cell."""
    return [
        one
        for one in findings
        if one["record"] == record
        and one["value"] is not None
        and one["field"].split(".")[0].split("[")[0] == field
    ]


if __name__ == "__main__":
    sys.exit(main())

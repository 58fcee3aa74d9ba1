"""Scores the records of event notes against the key that stands beside them.

    python benchmarks/notes.py NOTES.jsonl --run RUN.jsonl [--part dev] [--show]
    python benchmarks/notes.py NOTES.jsonl --model local [--part dev] [-- OPTIONS OF EXTRACT]

Each line of the notes is ``{"id", "part", "text", "published", "incidents"}``.  Names are right by
containment, because a key holds short cores ("Boko Haram") and a text dresses them ("suspected Boko
Haram fighters").  Incidents and records of a note are matched one to one for the greatest sum of
right cells.  ``named wrongly`` are actors that the key does not know on that side.
"""

import argparse
import itertools
import json
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
SIDES = ("perpetrators", "targets")


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notes", type=Path)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--run", type=Path)
    source.add_argument("--model")
    parser.add_argument("--part")
    parser.add_argument("--show", action="store_true", help="each note that is not all right")
    parser.add_argument("options", nargs="*", help="handed on to extract")
    given = parser.parse_args()
    notes = [n for n in read_lines(given.notes) if given.part in {None, n["part"]}]
    if given.run:
        found = records_by_document(read_lines(given.run))
    else:
        found = asked(notes, given.model, given.options)
    tally = Tally()
    for note in notes:
        wrong = tally.add(note["incidents"], found.get(note["id"], []))
        if given.show and wrong:
            print(note["id"], note["text"])
            print("\n".join(f"    {line}" for line in wrong))
    print(tally.table())
    return 0


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The JSON lines of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def records_by_document(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The records of a run file by the id of their document."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if "paragraph" in row:
            found.setdefault(str(row["document"]["id"]), []).extend(row["records"])
    return found


def asked(notes: Sequence[Row], model: str, options: Sequence[str]) -> dict[str, list[Row]]:
    """The records that a model gives for the notes."""
    with tempfile.TemporaryDirectory() as folder:
        given, run = Path(folder, "notes.jsonl"), Path(folder, "run.jsonl")
        rows = ({key: note.get(key) for key in ("id", "text", "published")} for note in notes)
        given.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
        command = [sys.executable, "-m", "llmextract", "extract", str(given), "-m", model]
        subprocess.run([*command, "-o", str(run), *options], check=True)
        return records_by_document(read_lines(run))


def fold(name: object) -> str:
    """Letters and digits without marks, in small letters, parted by single spaces."""
    plain = unicodedata.normalize("NFKD", str(name))
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return f" {' '.join(kept.casefold().split())} "


def same(one: object, other: object) -> bool:
    """Whether one name holds the other, word for word."""
    return fold(one) in fold(other) or fold(other) in fold(one)


def names(record: Row, field: str) -> list[str]:
    """What the items of a list field are called."""
    items = record.get(field) or []
    return [str(one["name"] if isinstance(one, Mapping) else one) for one in items]


def number_is(gold: object, value: object) -> bool:
    """Whether a count is that of the key: the number, or the bound that is stated."""
    return value == (gold["min"] if isinstance(gold, Mapping) else gold)


def cells(gold: Row, record: Row | None) -> Iterator[tuple[str, bool, str]]:
    """Each cell that the key fills: its row in the table, whether it is right, what was said."""
    said = record or {}
    for field in ("killed", "injured"):
        if gold[field] is not None:
            kind = f"{field}, none" if gold[field] == 0 else field
            value = said.get(field)
            right = number_is(gold[field], value) or (gold[field] == 0 and record and not value)
            yield kind, bool(right), f"{field} {gold[field]} != {value}"
    for place in gold["locations"]["must"]:
        right = any(same(place, one) for one in names(said, "locations"))
        yield "places", right, f"place {place} not in {names(said, 'locations')}"
    sides = {side: names(said, side) for side in SIDES}
    for side in SIDES:
        found = (
            [*sides[SIDES[0]], *sides[SIDES[1]]] if gold["event_type"] == "clash" else sides[side]
        )
        for name in gold[side]["must"]:
            right = any(same(name, one) for one in found)
            yield "actors", right, f"{side} {name} not in {found}"
            yield side, right, ""
            if side == SIDES[0] and gold.get("claimed_or_blamed"):
                yield "doers that claim or are blamed", right, ""
    types = [gold["event_type"], *gold.get("event_type_may", ())]
    yield "event type", said.get("event_type") in types, f"{types} != {said.get('event_type')}"
    yield (
        "status",
        said.get("status") == gold["status"],
        f"{gold['status']} != {said.get('status')}",
    )
    if gold["date"]:
        date = said.get("date")
        yield "date", bool(date) and same(gold["date"], date), f"date {gold['date']} != {date}"


def invented(gold: Row, record: Row) -> Iterator[str]:
    """Actors of a record that the key does not know, and counts where it has none."""
    known = {side: [*gold[side]["must"], *gold[side]["may"]] for side in SIDES}
    for side in SIDES:
        allowed = (
            known[side] if gold["event_type"] != "clash" else [*known[SIDES[0]], *known[SIDES[1]]]
        )
        for name in names(record, side):
            if not any(same(name, one) for one in allowed):
                yield f"{side} {name} named wrongly"


class Tally:
    """Counts of right and all, by row of the table."""

    def __init__(self) -> None:
        self._right: Counter[str] = Counter()
        self._all: Counter[str] = Counter()
        self._records = self._incidents = self._wrong = 0

    def add(self, incidents: Sequence[Row], records: Sequence[Row]) -> list[str]:
        """Count a note; what is wrong with it, in words."""
        self._records += len(records)
        self._incidents += len(incidents)
        told: list[str] = []
        if not incidents:
            self._count("notes without an incident left alone", right=not records)
            return [f"no incident: {len(records)} records"] if records else []
        for gold, record in matched(incidents, records):
            for kind, right, what in cells(gold, record):
                self._count(kind, right=right)
                told += [what] if what and not right else []
            wrong = list(invented(gold, record)) if record else []
            for field in ("killed", "injured"):
                if gold[field] is None and record is not None:
                    self._count(f"{field}, not told", right=not record.get(field))
                    if record.get(field):
                        told.append(f"{field} {record[field]} is not told")
            self._wrong += len(wrong)
            told += wrong
        if len(incidents) != len(records):
            told.append(f"{len(records)} records for {len(incidents)}")
        return told

    def _count(self, kind: str, *, right: bool) -> None:
        self._all[kind] += 1
        self._right[kind] += right

    def table(self) -> str:
        """The rows as text."""
        lines = [
            f"{kind:38} {self._right[kind]:4} of {of:4}  {100 * self._right[kind] / of:5.1f} %"
            for kind, of in self._all.items()
        ]
        lines.append(f"{'actors named wrongly':38} {self._wrong:4}")
        lines.append(f"{'records for incidents':38} {self._records:4} for {self._incidents}")
        return "\n".join(lines)


def matched(incidents: Sequence[Row], records: Sequence[Row]) -> list[tuple[Row, Row | None]]:
    """Each incident with its record, for the greatest number of right cells."""
    padded = [*records, *[None] * max(0, len(incidents) - len(records))]

    def worth(chosen: Sequence[Row | None]) -> int:
        pairs = zip(incidents, chosen, strict=True)
        return sum(right for gold, record in pairs for _, right, _ in cells(gold, record))

    best = max(itertools.permutations(padded[:7], len(incidents)), key=worth)
    return list(zip(incidents, best, strict=True))


if __name__ == "__main__":
    sys.exit(main())

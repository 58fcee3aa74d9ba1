"""Scores dates and places of hand-made gold: what day is meant, and where on the map it is.

    python -m benchmarks.when_where [--show]

Of the two shipped articles (``tests/examples``) every date and place that a record may hold, and the
notes of ``tests/when_where``, which were written before the program could resolve any.  The values
are given, so no model reads: a date is *right* where its ISO form and its precision are those of the
key, a place where its country is and it lies within 25 km, or is said no more exactly than a province
or a country.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from llmextract import documents
from llmextract.reading.state import Task, tasks_of
from llmextract.records import Document
from llmextract.verification.marks import Grounded
from llmextract.verification.verifier import finding_of
from llmextract.verification.walk import Leaf

ROOT = Path(__file__).parents[1]
SETS = {"examples": ROOT / "tests" / "examples", "blind": ROOT / "tests" / "when_where"}
Row = Mapping[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table for each set."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.when_where", description=__doc__)
    parser.add_argument("--show", action="store_true", help="each value that is not right")
    given = parser.parse_args(arguments)
    for name, folder in SETS.items():
        rows = list(rows_of(folder / "dates.jsonl"))
        right = 0
        for row, said in dated(rows):
            is_right = fits(row, said)
            right += is_right
            if given.show and not is_right:
                print(
                    f"  {row.get('id', row.get('file'))} {row['date']!r}: {said}, not {row['iso']}"
                )
        print(f"{name:10} dates {right:4} of {len(rows):4}  {_share(right, len(rows))}")
    return 0


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:5.1f} %" if whole else "–"


def rows_of(file: Path) -> Iterator[Row]:
    """The rows of a key."""
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def dated(rows: Iterable[Row]) -> Iterator[tuple[Row, tuple[str | None, str | None, str]]]:
    """Each row of a key of dates with the ISO date, precision and reason that the verifier gives."""
    for row in rows:
        task = task_of(row)
        leaf = Leaf("date", row["date"], Grounded("date"))
        found = finding_of(leaf, task.source)
        assert found is not None
        yield row, (found.resolved, found.precision, f"{found.verdict}: {found.reason}")


def fits(row: Row, said: tuple[str | None, str | None, str]) -> bool:
    """Whether a date is the one of the key."""
    meant = row["iso"] if isinstance(row["iso"], list) else [row["iso"]]
    return said[0] in meant and said[1] == row["precision"]


def task_of(row: Row) -> Task:
    """The paragraph that a row is about."""
    document, wanted = document_of(row), row.get("paragraph", 0)
    tasks = list(tasks_of(document))
    if "paragraphs" in row:
        return next(one for one in tasks if one.paragraph.text == row["paragraphs"][wanted].strip())
    return tasks[wanted]


def document_of(row: Row) -> Document:
    """The article of a row."""
    if "paragraphs" in row:
        text = "\n\n".join(row["paragraphs"])
        return documents.from_text(text, title=row["title"], published=row.get("published"))
    text = (ROOT / "examples" / str(row["file"])).read_text("utf-8")
    return documents.from_text(text, published=row.get("published"))


if __name__ == "__main__":
    sys.exit(main())

"""Which records of a run are joined that should be: pairs of records, precision, recall and F1.

    python -m benchmarks.pairwise RUN.jsonl --gold tests/stories/gold.jsonl [--part dev|test|later] [--wrong]
    python -m benchmarks.pairwise --read [--part dev|test|later]

A line of the gold is a document (its id, or the name of its file) with ``incidents``: for each
paragraph that has records the name of the incident that each is of.  A pair is two records that the
program, or the gold, has in one incident, of one document or of two.  ``--read`` first reads the
stories with their kept replies, which needs no model.
"""

import argparse
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, groupby
from pathlib import Path
from typing import Any

from benchmarks.notes import read_lines
from llmextract import runfile
from llmextract.content import load_schema
from llmextract.merge import Telling, merge_across, merge_document
from llmextract.records import Document
from llmextract.runfile import RunFile

FOLDER = Path(__file__).parents[1] / "tests" / "stories"
GOLD = FOLDER / "gold.jsonl"
FIRST_OF_TEST, FIRST_OF_LATER = 7, 13
"""The first stories of the part for testing, and of that written when the rules stood."""

Record = tuple[str, int, int]
"""A record by its document, its paragraph and its place in that."""


def part_of(document: str) -> str:
    """Whether a document of the stories is for building (``dev``) or for testing (``test``, ``later``)."""
    number = int(document[1:3])
    return "later" if number >= FIRST_OF_LATER else "test" if number >= FIRST_OF_TEST else "dev"


def named(gold: Iterable[Mapping[str, Any]]) -> dict[Record, str]:
    """The incident of each record of a gold file."""
    return {
        (row["document"], int(paragraph), number): name
        for row in gold
        for paragraph, names in _by_paragraph(row["incidents"])
        for number, name in enumerate(names)
    }


def _by_paragraph(incidents: Any) -> Iterable[tuple[Any, Sequence[str]]]:
    return incidents.items() if isinstance(incidents, Mapping) else enumerate(incidents)


def joined(run: RunFile, *, is_across: bool = True) -> list[list[Record]]:
    """The records of each incident of a run, as the program joins them.

    Args:
        run: the run.
        is_across: whether incidents of different documents are joined too.
    """
    schema = load_schema(str(run.header.get("schema", "incident")))
    tellings = [
        Telling(_name(document), document.published, merge_document(tuple(group), schema))
        for document, group in groupby(run.extractions, key=lambda one: one.document)
    ]
    merged = merge_across(tellings, schema) if is_across else [one.incidents for one in tellings]
    return [
        [
            *((telling.document, *member) for member in one.members),
            *((e.document, *member) for e in one.elsewhere for member in e.incident.members),
        ]
        for telling, incidents in zip(tellings, merged, strict=True)
        for one in incidents
    ]


def _name(document: Document) -> str:
    """What a gold file calls a document: a file by its name, a row by its id."""
    source = Path(document.source)
    return source.name if source.suffix == ".txt" else document.id


def score(
    found: Iterable[Sequence[Record]], gold: Mapping[Record, str]
) -> tuple[Counter[str], list[str]]:
    """Pairs that are right, found and due, within documents and across them.

    Returns:
        the counts, and a line for each pair that is wrong or missing.
    """
    ours = {pair for one in found for pair in _pairs(r for r in one if r in gold)}
    by_name: dict[str, list[Record]] = {}
    for record, name in gold.items():
        by_name.setdefault(name, []).append(record)
    due = {pair for one in by_name.values() for pair in _pairs(one)}
    counts: Counter[str] = Counter()
    for name, pairs in (("right", ours & due), ("found", ours), ("due", due)):
        for one, other in pairs:
            counts[name] += 1
            counts[f"{name} {'within' if one[0] == other[0] else 'across'}"] += 1
    lines = [f"wrong   {pair}" for pair in sorted(ours - due)]
    return counts, lines + [f"missing {pair}" for pair in sorted(due - ours)]


def _pairs(records: Iterable[Record]) -> Iterable[tuple[Record, Record]]:
    return combinations(sorted(records), 2)


def lines(counts: Counter[str]) -> Iterable[str]:
    """The figures, a line each."""
    for where in ("", " within", " across"):
        right, found, due = (counts[f"{name}{where}"] for name in ("right", "found", "due"))
        precision = right / found if found else 1.0
        recall = right / due if due else 1.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        yield (
            f"{where.strip() or 'all':7} pairs: {right} right of {found} found and {due} due; "
            f"precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}"
        )


def read(folder: Path = FOLDER) -> RunFile:
    """A run over the stories with their kept replies."""
    with tempfile.TemporaryDirectory(prefix="stories-") as out:
        run = Path(out) / "run.jsonl"
        subprocess.run(
            [
                *(sys.executable, "-m", "llmextract", "extract", str(folder / "articles.jsonl")),
                *("-m", f"scripted:{folder / 'replies.jsonl'}", "-o", str(run)),
                *("--judge", "none", "--no-second-look", "--no-cache"),
            ],
            check=True,
            capture_output=True,
        )
        return runfile.read(run)


def main(given: Sequence[str] | None = None) -> int:
    """Print the figures of a run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pairwise", description=__doc__)
    parser.add_argument("run", type=Path, nargs="?", metavar="RUN.jsonl")
    parser.add_argument("--read", action="store_true", help="read the stories first")
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--part", choices=["dev", "test", "later"])
    parser.add_argument("--wrong", action="store_true", help="also list each pair that is wrong")
    options = parser.parse_args(given)
    if (options.run is None) != options.read:
        parser.error("name a run, or --read")
    run = read() if options.read else runfile.read(options.run)
    gold = [
        row
        for row in read_lines(options.gold)
        if options.part is None or part_of(row["document"]) == options.part
    ]
    counts, wrong = score(joined(run), named(gold))
    for line in lines(counts):
        print(line)
    for line in wrong if options.wrong else ():
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How the names of actors are judged: as a run has them, and with the two sides of each record swapped.

    python -m benchmarks.sides RUN.jsonl [RUN.jsonl …]

For runs whose records are right (kept replies of a frontier model): what is misplaced or unclear as
read is an alarm too many; what is supported when swapped is let through.  Records of a clash, whose
sides are no doer and no target, are not swapped.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from llmextract import runfile
from llmextract.records import Extraction
from llmextract.reverify import recheck
from llmextract.runfile import RunFile
from llmextract.schema.paths import head

SIDES = ("perpetrators", "targets")
_MOST = 3
"""Names that each of both lists takes."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table for each run."""
    for path in map(Path, sys.argv[1:] if arguments is None else arguments):
        run = runfile.read(path)
        for what, judged in (("as read", verdicts(run)), ("swapped", verdicts(swapped(run)))):
            of = judged.total()
            shares = ", ".join(
                f"{name} {100 * count / of:.1f} %" for name, count in judged.most_common()
            )
            print(f"{path.stem:12} {what:8} {of:4} names: {shares}")
    return 0


def verdicts(run: RunFile) -> Counter[str]:
    """The verdicts of today on the names; ``misplaced`` for those on the wrong side."""
    return Counter(
        "misplaced" if finding.misplaced else str(finding.verdict)
        for extraction in recheck(run).extractions
        for finding in extraction.findings
        if head(finding.field) in SIDES
    )


def swapped(run: RunFile) -> RunFile:
    """The run with both sides of each record in each other's place."""
    return RunFile(run.header, tuple(map(_swapped, run.extractions)))


def _swapped(extraction: Extraction) -> Extraction:
    return replace(extraction, records=tuple(_swap(row) for row in _directed(extraction)))


def _directed(extraction: Extraction) -> Iterator[dict[str, object]]:
    return (dict(row) for row in extraction.records if row["event_type"] != "clash")


def _swap(row: dict[str, object]) -> dict[str, object]:
    one, other = (list(row[side])[:_MOST] for side in SIDES)  # type: ignore[call-overload]
    return row | dict(zip(SIDES, (other, one), strict=True))


if __name__ == "__main__":
    sys.exit(main())

"""Score a run of llmextract against MUC-4 keys.

    python -m benchmarks.muc4 score RUN.jsonl --gold SHARED/muc4/sample.jsonl [--json] [--no-merge]
        [--predictions FILE] [--baseline RUN.jsonl] [--floor FLOORS.json] [--content FOLDER ...]

The figures are those of the benchmark's own ``score.py`` on the file that ``--predictions`` writes.
``--baseline`` adds how far another run differs, and how sure that is; ``--floor`` makes the exit
status 1 when a figure falls below what was pinned.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.muc4 import comparing, converting, key, scoring, showing
from llmextract import runfile
from llmextract.errors import LlmextractError
from llmextract.evaluate import floors


def main(given: Sequence[str] | None = None) -> int:
    """Run the command; 0 all well, 1 a figure fell below its floor, 2 wrong use."""
    options = arguments(given)
    try:
        return score(options)
    except LlmextractError as error:
        print(f"benchmarks.muc4: {error}", file=sys.stderr)
        return error.exit_status


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.muc4", description=__doc__)
    command = parser.add_subparsers(required=True).add_parser("score")
    command.add_argument("run", type=Path, metavar="RUN.jsonl")
    command.add_argument("--gold", type=Path, required=True, metavar="KEYS.jsonl")
    command.add_argument("--json", action="store_true", help="figures as JSON")
    command.add_argument("--no-merge", action="store_true", help="records as they are, not joined")
    command.add_argument("--predictions", type=Path, help="also write what is scored")
    command.add_argument("--baseline", type=Path, metavar="RUN.jsonl", help="compare with this run")
    command.add_argument("--floor", type=Path, metavar="FLOORS.json", help="figures that must hold")
    command.add_argument("--content", nargs="*", default=(), help="folders with the run's schema")
    return parser.parse_args(given)


def score(options: argparse.Namespace) -> int:
    """Print the figures of a run; 1 when one fell below its floor."""
    documents = key.read_key(options.gold)
    found = predictions(options.run, options)
    if options.predictions:
        rows = ({"id": name, "incidents": incidents} for name, incidents in found.items())
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        options.predictions.write_text("".join(lines), encoding="utf-8")
    figures = scoring.score(documents, found)
    if options.baseline:
        # Beside the figures and only where it is asked for: without it they are the benchmark's own.
        other = predictions(options.baseline, options)
        figures["baseline"] = comparing.compare(documents, found, other)
    if options.json:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
    else:
        print("\n".join([*showing.lines(figures), *showing.against(figures.get("baseline", {}))]))
    return held(figures, options)


def predictions(path: Path, options: argparse.Namespace) -> dict[str, list[dict[str, Any]]]:
    """The incidents of a run file in the prediction format."""
    run = runfile.read(path)
    return converting.predictions(run, content=options.content, merge=not options.no_merge)


def held(figures: Mapping[str, Any], options: argparse.Namespace) -> int:
    """The exit status by the floors, with a line for each figure that fell."""
    fallen = floors.check(figures, options.floor, options.gold) if options.floor else []
    for line in fallen:
        print(f"benchmarks.muc4: {line}", file=sys.stderr)
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())

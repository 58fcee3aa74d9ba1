"""What the agreement of several answers is worth: fits the table of confidences, shows what it does.

    python -m benchmarks.calibration --gold GOLD.jsonl --exclude SAMPLE.jsonl --limit 60 --draw CHOSEN.jsonl
    llmextract extract CHOSEN.jsonl -m MODEL --samples 5 -o RUN.jsonl
    python -m benchmarks.calibration --gold GOLD.jsonl --run RUN.jsonl [-o prompts/incident.calibration.json]

The first line draws documents by a hash of their ids: those of the excluded file are left out, a
third has several templates, none is longer than ``--longest`` characters.  The last one judges each
value of the run by the key, fits on one half of the documents, and prints for the other half the
reliability of the bare agreement and of the fitted confidence: a row a bin, then the expected
calibration error and the Brier score; ``constant`` says of every value what the fitting half is
right on the whole, which is what a confidence must beat.  ``-o`` writes the table that was tested; tables
that the file has for other models or numbers of samples stay in it.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.calibrating import Judged, Reliability, fit, halves, reliability
from benchmarks.muc4.judging import choose, judged
from benchmarks.muc4.key import document
from llmextract import runfile
from llmextract.reading import confidence
from llmextract.reading.confidence import Calibration, Setting


def main() -> int:
    """Draw documents, or fit and test."""
    options = arguments()
    gold = rows_of(options.gold)
    if options.draw:
        return draw(gold, options)
    run = runfile.read(options.run)
    kept = {row["id"] for row in gold[: options.limit]} if options.limit else None
    values = [
        one
        for one in judged(run, map(document, gold), content=options.content)
        if kept is None or one.document in kept
    ]
    fitting, testing = halves(values)
    print(f"{len(fitting)} values of {documents(fitting)} documents to fit, "
          f"{len(testing)} of {documents(testing)} to test")  # fmt: skip
    if not fitting or not testing:
        print("nothing to fit or nothing to test; was the run made with --samples?")
        return 1
    setting = Setting.of_run(run.header)
    fitted_on = (
        f"{options.data}: {documents(fitting)} documents, {len(fitting)} values, "
        f"answers of {str(run.header.get('started'))[:10]}, "
        f"llmextract {run.header.get('version')}, verifier {run.header.get('verifier')}"
    )
    table = fit(fitting, setting, fitted_on=fitted_on)
    report(fitting, testing, table)
    if options.output:
        write(options.output, table)
    return 0


def arguments() -> Any:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--draw", type=Path, metavar="CHOSEN.jsonl", help="write drawn documents")
    what.add_argument("--run", type=Path, metavar="RUN.jsonl", help="fit on this run")
    parser.add_argument("--exclude", type=Path, nargs="*", default=[], help="gold left out")
    parser.add_argument(
        "--limit", type=int, help="documents: to draw (60), or of the gold to judge"
    )
    parser.add_argument("--longest", type=int, default=2600, help="most characters of a document")
    parser.add_argument("--data", default="MUC-4 DEV", help="what the gold is, for the table")
    parser.add_argument("--content", nargs="*", default=[], help="folders with the run's schema")
    parser.add_argument("-o", "--output", type=Path, help="the table")
    return parser.parse_args()


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def draw(gold: Sequence[dict[str, Any]], options: Any) -> int:
    excluded = {row["id"] for path in options.exclude for row in rows_of(path)}
    chosen = choose(gold, options.limit or 60, excluded=excluded, longest=options.longest)
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in chosen)
    options.draw.write_text("".join(lines), encoding="utf-8")
    print(f"{len(chosen)} documents, {sum(len(row['templates']) for row in chosen)} templates")
    return 0


def documents(values: Sequence[Judged]) -> int:
    return len({one.document for one in values})


def report(fitting: Sequence[Judged], testing: Sequence[Judged], table: Calibration) -> None:
    """The curve before and after over the same values: those that the table says something of."""
    told = [
        one for one in testing if table.probability(one.kind, one.verdict, one.share) is not None
    ]
    base = sum(one.is_right for one in fitting) / len(fitting)
    shown("agreement", reliability(told, lambda one: one.share))
    shown(
        "confidence",
        reliability(told, lambda one: table.probability(one.kind, one.verdict, one.share)),
    )
    shown("constant", reliability(told, lambda _: base))
    print(f"{len(testing) - len(told)} values of the testing half have no confidence")
    print(f"\n{'kind and verdict':28} {'n':>5} {'right':>6} {'told':>6}")
    cells = sorted({(one.kind, one.verdict or confidence.UNCHECKED) for one in testing})
    for kind, verdict in cells:
        inside = [
            o for o in testing if (o.kind, o.verdict or confidence.UNCHECKED) == (kind, verdict)
        ]
        said = [table.probability(o.kind, o.verdict, o.share) for o in inside]
        mean = [p for p in said if p is not None]
        right = sum(o.is_right for o in inside) / len(inside)
        shown_mean = f"{sum(mean) / len(mean):6.3f}" if mean else "  none"
        print(f"{kind + ' ' + verdict:28} {len(inside):5} {right:6.3f} {shown_mean}")


def shown(name: str, found: Reliability) -> None:
    print(f"\n{name}: n {found.n}, ECE {found.ece:.3f}, Brier {found.brier:.3f}")
    print(f"{'bin':>11} {'n':>5} {'mean':>6} {'right':>6}")
    for one in found.bins:
        stretch = f"{one.low:.1f}-{one.high:.1f}"
        print(f"{stretch:>11} {one.n:5} {one.confidence:6.3f} {one.accuracy:6.3f}")


def write(path: Path, table: Calibration) -> None:
    known = (
        confidence.from_json(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else ()
    )
    others = [one for one in known if one.setting != table.setting]
    text = json.dumps(confidence.to_json([*others, table]), indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
    print(f"\nwritten to {path}: {table.fitted_on}")


if __name__ == "__main__":
    sys.exit(main())

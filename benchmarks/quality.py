"""What the open road is worth today, by kept replies, against pinned floors; in under two minutes.

    python -m benchmarks.quality --shared ../shared [--update [--lower REASON]] [--keep FOLDER]

Extracts the MUC-4 sample, the invented articles and the articles with recaps with the kept replies
of a frontier model (a relay on a free port, an empty folder for answers), scores them, and judges
the labelled cases with the verifier alone.  No model is loaded.  Prints a line a figure with its
floor; exit status 1 when one fell.  ``--update`` writes the floors that rose into
``quality.floors.json``; it lowers none and pins nothing on other data without ``--lower REASON``,
which is kept in the file.  All of it is development data.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import articles, pinned, recaps, sides
from benchmarks.article_scores import tally
from benchmarks.muc4 import converting, key, scoring
from benchmarks.pinned import Part, Parts, Pins
from benchmarks.running import ROOT, Relay, RunError, extract, failed, relay, verdicts
from llmextract import runfile
from llmextract.errors import LlmextractError
from llmextract.runfile import RunFile

FLOORS = Path(__file__).with_name("quality.floors.json")
ARTICLES = ROOT / "tests" / "articles"
RECAPS = recaps.FOLDER
WIRES = ROOT / "tests" / "wires"
PUBLIC = "SHARED"
"""How the shared folder is called in the floor file, wherever it lies."""

Figures = tuple[dict[str, float], dict[str, float]]
"""Figures of which more is better, and of which less is."""


def main(given: Sequence[str] | None = None) -> int:
    """Measure, print, compare; 1 where a figure fell or an update was refused, 2 for wrong use."""
    options = arguments(given)
    started = time.monotonic()
    try:
        pins = pinned.read(options.floors)
        if options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
            parts = measure(options.shared, options.keep)
        else:
            with tempfile.TemporaryDirectory(prefix="quality-") as folder:
                parts = measure(options.shared, Path(folder))
    except (LlmextractError, RunError, OSError, ValueError) as error:
        print(f"quality: {error}", file=sys.stderr)
        return 2
    for line in table(pins, parts):
        print(line)
    print(f"{time.monotonic() - started:.0f} s; all of it is development data")
    if options.update:
        return updated(pins, parts, options)
    for name, data in pinned.changed(pins, parts).items():
        print(f"quality: {name} not compared: {', '.join(data)} changed", file=sys.stderr)
    fallen = pinned.fallen(pins, parts)
    for one in fallen:
        print(f"quality: {one}", file=sys.stderr)
    return 1 if fallen else 0


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="the shared folder")
    parser.add_argument("--floors", type=Path, default=FLOORS)
    parser.add_argument("--update", action="store_true", help="pin what rose")
    parser.add_argument("--lower", metavar="REASON", help="with --update: also pin what fell")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the run files here")
    options = parser.parse_args(given)
    if options.lower is not None and not (options.update and options.lower.strip()):
        parser.error("--lower takes a reason and goes with --update")
    return options


def updated(pins: Pins, parts: Parts, options: argparse.Namespace) -> int:
    """Write the floors; 1 where something was refused."""
    new, refused = pinned.update(pins, parts, reason=options.lower)
    pinned.write(options.floors, new)
    for line in refused:
        print(f'quality: not lowered without --lower "REASON": {line}', file=sys.stderr)
    return 1 if refused else 0


@dataclass(frozen=True, slots=True)
class Job:
    """A run to be made and scored.

    Attributes:
        inputs: what is extracted.
        data: the files and folders that the figures hang on, by name.
        score: the figures of the run.
    """

    inputs: tuple[Path, ...]
    data: Mapping[str, Path]
    score: Callable[[RunFile], Figures]


def jobs(shared: Path) -> dict[str, Job]:
    """The runs by name."""
    sample, replies = shared / "muc4" / "sample.jsonl", shared / "strong" / "replies.jsonl"
    kept = {f"{PUBLIC}/strong/replies.jsonl": replies}
    found = {
        "muc4": Job(
            (sample,),
            kept | {f"{PUBLIC}/muc4/sample.jsonl": sample},
            lambda run: of_muc4(run, sample),
        ),
        "articles": Job(
            tuple(sorted(ARTICLES.glob("*.txt"))), kept | {"tests/articles": ARTICLES}, of_articles
        ),
    }
    if (RECAPS / "replies.jsonl").exists():
        told = tuple(sorted((RECAPS / "articles").glob("*.txt")))
        data = {
            f"tests/recaps/{n}": RECAPS / n for n in ("articles", "gold.jsonl", "replies.jsonl")
        }
        found["recaps"] = Job(told, data, of_recaps)
    if (WIRES / "replies.jsonl").exists():
        told = tuple(sorted((WIRES / "articles").glob("*.txt")))
        data = {f"tests/wires/{n}": WIRES / n for n in ("articles", "gold.jsonl", "replies.jsonl")}
        found["wires"] = Job(told, data, of_wires)
    return found


def measure(shared: Path, folder: Path) -> dict[str, Part]:
    """All parts, two at a time: half of a run is waiting for answers.

    Raises:
        RunError: the relay does not start, or a run or a judgement did not come about.
    """
    replies = [shared / "strong" / "replies.jsonl", RECAPS / "replies.jsonl"]
    replies.append(WIRES / "replies.jsonl")
    cases = sorted((shared / "grounding").glob("*.jsonl"))
    with (
        relay(shared / "strong" / "relay.py", [p for p in replies if p.exists()]) as server,
        ThreadPoolExecutor(2) as pool,
    ):
        making = {
            name: pool.submit(run, name, job, server, folder) for name, job in jobs(shared).items()
        }
        making |= {f"cases {path.stem}": pool.submit(of_labelled, path) for path in cases}
        return {name: part.result() for name, part in making.items()}


def run(name: str, job: Job, server: Relay, folder: Path) -> Part:
    """One run, extracted and scored."""
    out = folder / f"{name}.jsonl"
    with tempfile.TemporaryDirectory(prefix="quality-cache-") as cache:
        extract(job.inputs, out, model=server.model, cache=Path(cache))
    found = runfile.read(out)
    more, less = job.score(found)
    return Part(pinned.digests(job.data), more, less | common(found))


def common(run: RunFile) -> dict[str, float]:
    """What any run of right replies should have little of."""
    found = verdicts(run)
    judged, swapped = sides.verdicts(run), sides.verdicts(sides.swapped(run))
    return {
        "paragraphs_failed": failed(run),
        "unsupported_share": articles.rate(found["unsupported"], found["values"]),
        "unclear_share": articles.rate(found["unclear"], found["values"]),
        "misplaced_share": articles.rate(judged["misplaced"], judged.total()),
        "swapped_supported_share": articles.rate(swapped["supported"], swapped.total()),
    }


def of_muc4(run: RunFile, gold: Path) -> Figures:
    """The figures of the benchmark that are watched; counts where the key leaves no doubt."""
    figures = scoring.score(key.read_key(gold), converting.predictions(run))
    return {
        "micro_f1": figures["exact"]["micro"]["f1"],
        "micro_f1_partial": figures["partial"]["micro"]["f1"],
        "relevance_f1": figures["relevance"]["f1"],
        "incidents_precision": figures["incidents"]["precision"],
        "incidents_recall": figures["incidents"]["recall"],
        "killed": figures["killed"]["accuracy"] or 0.0,
        "injured": figures["injured"]["accuracy"] or 0.0,
        "place": figures["location"]["finest_accuracy"] or 0.0,
    }, {}


def of_articles(run: RunFile) -> Figures:
    """The invented articles together, and how many actors stand on the wrong side."""
    counts = sum((tally(*parts) for _, parts in articles.scored(run, ARTICLES)), Counter[str]())
    return articles.numbers(counts), {
        "wrong_side": articles.rate(counts["wrong side"], counts["actors"])
    }


def of_recaps(run: RunFile) -> Figures:
    """The tolls of each part, and how many incidents are told for one."""
    more: dict[str, float] = {}
    less: dict[str, float] = {}
    for part in ("dev", "test"):
        counts, _ = recaps.score(run, recaps.read_gold(recaps.GOLD, part))
        own, own_less = _tolls(counts, f"_{part}")
        more |= own
        less |= own_less
    return more, less


def of_wires(run: RunFile) -> Figures:
    """Likewise of the articles in the manner of news agencies, which have one part."""
    return _tolls(recaps.score(run, recaps.read_gold(WIRES / "gold.jsonl"))[0], "")


def _tolls(counts: Counter[str], part: str) -> Figures:
    more = {
        f"{name.replace(' ', '_')}{part}": articles.rate(counts[name], counts[f"{name} of"])
        for name in ("killed sum", "injured sum", "killed", "injured")
    }
    of = counts["told for one of"]
    less = {
        f"incidents_{name}_for_one{part}": round(counts[f"{name} for one"] / of, 2) if of else 0.0
        for name in ("told", "news")
    }
    return more, less


def of_labelled(path: Path) -> Part:
    """The verifier alone on a file of labelled cases."""
    return Part(pinned.digests({f"{PUBLIC}/grounding/{path.name}": path}), *of_cases(path))


def of_cases(path: Path) -> Figures:
    """The verifier alone on labelled cases; by the command, whose figures are pinned."""
    command = [sys.executable, "-m", "llmextract", "evaluate", "--cases", str(path), "--json"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RunError(f"{path.name}: {done.stderr.strip()}")
    figures: Mapping[str, Any] = json.loads(done.stdout)
    more = {name: figures[name] for name in ("accuracy", "accuracy_sure") if name in figures}
    less = {name: figures[name] for name in ("false_supported", "unclear") if name in figures}
    return {k: _round(v) for k, v in more.items()}, {k: _round(v) for k, v in less.items()}


def _round(share: float) -> float:
    return round(share, 4)


def table(pins: Pins, parts: Parts) -> Iterator[str]:
    """A line a figure: what was measured, what is pinned, and whether it fell or rose."""
    apart = pinned.changed(pins, parts)
    for name, part in parts.items():
        yield name + (" (its data changed: not compared)" if name in apart else "")
        old = pins.parts.get(name) if name not in apart else None
        for side, sign in (("at_least", "≥"), ("at_most", "≤")):
            for figure, value in getattr(part, side).items():
                bound = getattr(old, side).get(figure) if old else None
                told = "" if bound is None else f"{sign} {bound:g}"
                yield f"  {figure:34} {value:9g}  {told:10} {_mark(value, bound, side)}".rstrip()


def _mark(value: float, bound: float | None, side: str) -> str:
    if bound is None or value == bound:
        return ""
    return "better" if (value > bound) == (side == "at_least") else "FELL"


if __name__ == "__main__":
    sys.exit(main())

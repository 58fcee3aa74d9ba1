"""Invented conflict news held against a gold standard by hand: which incidents, and whose doing.

    python -m benchmarks.articles [--folder tests/articles] [--only 'dev_*'] [--show] [--apart]
        [--run RUN.jsonl ...] [-- OPTIONS OF llmextract extract]

Without ``--run`` the articles are extracted first.  Records of an article are joined as the program
joins them, unless ``--apart``, and paired one to one with the gold incidents for the greatest total
agreement; a pair shares a paragraph and a place, a doer or a target.

Figures below the line "incidents F1" are of the paired incidents.  A count is held against the gold
where either of the two states one.  ``article_scores.py`` says what shape the gold has and what is
held to be the same.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks.article_scores import SIDES, VALUES, Incident, Pair, aligned, share, tally
from llmextract.content import load_schema
from llmextract.merge import merge_document
from llmextract.records import Extraction
from llmextract.runfile import read


def main() -> int:
    """Print a column for each article and one for all."""
    options = arguments()
    golds = {path.name.split(".")[0]: path for path in options.folder.glob("*.gold.jsonl")}
    names = sorted(name for name in golds if Path(name).match(options.only))
    runs = options.run or [extracted([options.folder / f"{n}.txt" for n in names], options.options)]
    found = {name: rows for run in runs for name, rows in incidents(run, options)}
    tallies = {}
    for name in (name for name in names if name in found):
        rows = [json.loads(line) for line in golds[name].read_text("utf-8").splitlines()]
        pairs, missed, extra = aligned(rows, found[name])
        tallies[name] = tally(pairs, missed, extra)
        if options.show:
            show(name, pairs, missed, extra)
    tallies["all"] = sum(tallies.values(), Counter())
    table = {name: figures(counts) for name, counts in tallies.items()}
    print(" " * 30 + "".join(f"{name:>18}" for name in table))
    for figure in table["all"]:
        print(f"{figure:30}" + "".join(f"{column[figure]:>18}" for column in table.values()))
    return 0


def arguments() -> Any:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    articles = Path(__file__).parents[1] / "tests" / "articles"
    parser.add_argument("--folder", type=Path, default=articles)
    parser.add_argument("--only", default="*", help="articles by name, such as 'dev_*'")
    parser.add_argument("--run", type=Path, nargs="*", default=[])
    parser.add_argument("--show", action="store_true", help="gold and found, side by side")
    parser.add_argument("--apart", action="store_true", help="records as they are, not joined")
    parser.add_argument("options", nargs="*", help="after --: options of llmextract extract")
    return parser.parse_args()


def extracted(articles: Iterable[Path], options: Iterable[str]) -> Path:
    """The run file of these articles; failed paragraphs (exit status 1) are a result too."""
    out = Path(tempfile.mkdtemp(prefix="articles-")) / "run.jsonl"
    command = [sys.executable, "-m", "llmextract", "extract", *map(str, articles), *options]
    status = subprocess.run([*command, "-o", str(out)]).returncode
    if status not in {0, 1} or not out.exists():
        sys.exit("llmextract extract failed")
    print(f"run kept in {out}", file=sys.stderr)
    return out


def incidents(path: Path, options: Any) -> Iterator[tuple[str, list[Incident]]]:
    """The articles of a run: name and incidents, in the shape of the gold."""
    run = read(path)
    schema = load_schema(str(run.header.get("schema", "incident")))
    for document, group in groupby(run.extractions, key=lambda one: one.document):
        parts = tuple(group)
        name = Path(document.source).stem
        text = (options.folder / f"{name}.txt").read_text("utf-8")
        index = {part.paragraph.index: indices(part, text) for part in parts}
        if options.apart:
            rows = [(row, [part.paragraph.index]) for part in parts for row in part.records]
        else:
            joined = merge_document(parts, schema)
            rows = [(one.record, [member[0] for member in one.members]) for one in joined]
        yield name, [found(row, sorted({i for n in own for i in index[n]})) for row, own in rows]
        if failed := sum(part.failure is not None for part in parts):
            print(f"{name}: {failed} paragraphs failed", file=sys.stderr)


def indices(part: Extraction, text: str) -> list[int]:
    """Which paragraphs of the gold a paragraph of a run is: a reader may part them otherwise."""
    read_as = " ".join(part.paragraph.text.split())
    blocks = [" ".join(block.split()) for block in re.split(r"\n\s*\n", text.strip())]
    return [
        i for i, block in enumerate(blocks) if read_as and (read_as in block or block in read_as)
    ]


def found(row: Any, paragraphs: list[int]) -> Incident:
    """A record in the shape of the gold; ``within`` holds what its places lie in."""
    actors = {side: [[actor["name"]] for actor in row.get(side) or ()] for side in SIDES}
    places = row.get("locations") or ()
    within = [name for place in places for name in place.get("within") or ()]
    names = [place["name"] for place in places]
    values = {name: row.get(name) for name in (*VALUES, "weapons")}
    return {"paragraphs": paragraphs, "locations": names, "within": within, **actors, **values}


def figures(counts: Counter[str]) -> dict[str, str]:
    """The column of an article: a share as per cent with what it is a share of."""
    found = counts["paired"] + counts["extra"]
    of = (counts["paired"], found, counts["paired"], counts["gold"])
    out = {"incidents": f"{counts['gold']} gold {found} found"}
    out |= rates("incidents", of)
    out |= {name: percent(counts[name], counts[f"{name} of"]) for name in VALUES}
    groups = ["places", *(f"{side} {way}" for side in SIDES for way in ("strict", "lenient"))]
    for name in groups:
        out |= rates(name, tuple(counts[f"{name} {i}"] for i in range(4)))
    return out | {"wrong side": f"{counts['wrong side']}/{counts['actors']}"}


def rates(name: str, of: tuple[int, ...]) -> dict[str, str]:
    precision, recall = share(of[0], of[1]), share(of[2], of[3])
    both = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    f1 = f"{100 * both:.1f}" if of[1] or of[3] else "-"
    return {
        f"{name} precision": percent(of[0], of[1]),
        f"{name} recall": percent(of[2], of[3]),
        f"{name} F1": f1,
    }


def percent(hits: int, of: int) -> str:
    return f"{100 * hits / of:.1f} ({hits}/{of})" if of else "-"


def show(name: str, pairs: list[Pair], missed: list[Incident], extra: list[Incident]) -> None:
    """Print gold and found incidents of an article side by side."""
    print(f"== {name}")
    for gold, one in [*pairs, *((gold, {}) for gold in missed), *(({}, one) for one in extra)]:
        print(f"-- {'paired' if gold and one else 'MISSED' if gold else 'EXTRA'}")
        for field in ("paragraphs", *VALUES, "locations", *SIDES, "weapons"):
            print(f"   {field:13} {brief(gold.get(field)):58.58} | {brief(one.get(field)):.58}")


def brief(value: Any) -> str:
    """A value in one line; of an actor the first mention."""
    items = value if isinstance(value, list) else [] if value is None else [value]
    return ", ".join(str(item[0] if isinstance(item, list) else item) for item in items)


if __name__ == "__main__":
    sys.exit(main())

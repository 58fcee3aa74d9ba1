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
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import merged
from benchmarks.article_scores import SIDES, VALUES, Incident, Pair, aligned, share, tally
from llmextract.records import Extraction
from llmextract.runfile import RunFile, read

Aligned = tuple[list[Pair], list[Incident], list[Incident]]
"""Pairs, gold incidents that are missed, found ones that no gold incident is."""


def main() -> int:
    """Print a column for each article and one for all."""
    options = arguments()
    names = sorted(name for name in golds(options.folder) if Path(name).match(options.only))
    runs = options.run or [extracted([options.folder / f"{n}.txt" for n in names], options.options)]
    tallies = {}
    for run in runs:
        for name, parts in scored(read(run), options.folder, merge=not options.apart):
            if name in names:
                tallies[name] = tally(*parts)
                if options.show:
                    show(name, *parts)
    tallies = {name: tallies[name] for name in names if name in tallies}
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


def extracted(articles: Sequence[Path], options: Sequence[str]) -> Path:
    """The run file of these articles; failed paragraphs are a result too."""
    out = Path(tempfile.mkdtemp(prefix="articles-")) / "run.jsonl"
    command = [sys.executable, "-m", "llmextract", "extract", *map(str, articles), *options]
    status = subprocess.run([*command, "-o", str(out)]).returncode
    if status not in {0, 1} or not out.exists():
        sys.exit("llmextract extract failed")
    print(f"run kept in {out}", file=sys.stderr)
    return out


def golds(folder: Path) -> dict[str, Path]:
    """The gold files of a folder by the names of their articles."""
    return {path.name.split(".")[0]: path for path in folder.glob("*.gold.jsonl")}


def scored(run: RunFile, folder: Path, *, merge: bool = True) -> Iterator[tuple[str, Aligned]]:
    """The articles of a run that have gold: the name, and gold and found incidents side by side."""
    gold = golds(folder)
    for article in merged.articles(run, merge=merge):
        name = Path(article.document.source).stem
        if failed := sum(part.failure is not None for part in article.parts):
            print(f"{name}: {failed} paragraphs failed", file=sys.stderr)
        if name not in gold:
            continue
        text = (folder / f"{name}.txt").read_text("utf-8")
        index = {part.paragraph.index: indices(part, text) for part in article.parts}
        ours = [
            found(told.record, sorted({i for n in told.paragraphs for i in index[n]}))
            for told in article.incidents
        ]
        wanted = [json.loads(line) for line in gold[name].read_text("utf-8").splitlines()]
        yield name, aligned(wanted, ours)


def indices(part: Extraction, text: str) -> list[int]:
    """Which paragraphs of the gold a paragraph of a run is: a reader may part them otherwise."""
    read_as = " ".join(part.paragraph.text.split())
    blocks = [" ".join(block.split()) for block in re.split(r"\n\s*\n", text.strip())]
    return [
        i for i, block in enumerate(blocks) if read_as and (read_as in block or block in read_as)
    ]


def found(row: Mapping[str, Any], paragraphs: list[int]) -> Incident:
    """A record in the shape of the gold; ``within`` holds what its places lie in."""
    actors = {side: [[name] for name in merged.names(row, side)] for side in SIDES}
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


def numbers(counts: Counter[str]) -> dict[str, float]:
    """The figures of some articles, per cent, for floors."""
    found = counts["paired"] + counts["extra"]
    out = {
        "incidents_precision": rate(counts["paired"], found),
        "incidents_recall": rate(counts["paired"], counts["gold"]),
    }
    out |= {name: rate(counts[name], counts[f"{name} of"]) for name in VALUES}
    for name in ("places", *(f"{side} lenient" for side in SIDES)):
        key = name.replace(" ", "_")
        out[f"{key}_precision"] = rate(counts[f"{name} 0"], counts[f"{name} 1"])
        out[f"{key}_recall"] = rate(counts[f"{name} 2"], counts[f"{name} 3"])
    return out


def rate(part: float, whole: float) -> float:
    """A part of a whole, per cent; 0 of nothing."""
    return round(100 * part / whole, 2) if whole else 0.0


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

"""A run over articles that come back to an incident: is it told once, and does the toll come out right?

    python -m benchmarks.recaps RUN.jsonl [--gold tests/recaps/gold.jsonl] [--part dev|test] [--wrong]

A line of the gold is an article (``file``) with its ``incidents`` (``locations``, ``killed``,
``injured``) and ``killed_total``, ``injured_total``, null where no number can be told.  The toll of
an article is the sum over its found incidents but for those that the program marks as background; it
is right when it is the gold's.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import merged
from benchmarks.notes import names, read_lines
from llmextract import runfile
from llmextract.alignment.assignment import pair_up
from llmextract.runfile import RunFile

FOLDER = Path(__file__).parents[1] / "tests" / "recaps"
GOLD = FOLDER / "gold.jsonl"
COUNTS = ("killed", "injured")
UNSEEN = range(13, 25)
"""Numbers of the articles of the second series (``s``) that are the part for testing."""

Row = Mapping[str, Any]


def read_gold(path: Path, part: str | None = None) -> list[Row]:
    """The articles of a gold file, or those of one part of it."""
    return [row for row in read_lines(path) if part is None or part == part_of(row["file"])]


def part_of(name: str) -> str:
    """Whether an article is for building (``dev``) or for testing (``test``)."""
    series, number = Path(name).stem[:1], int(Path(name).stem[1:])
    return "test" if series == "s" and number in UNSEEN else "dev"


def score(run: RunFile, gold: Iterable[Row]) -> tuple[Counter[str], list[str]]:
    """What of the gold a run has right.

    Returns:
        For each figure what is right and, under ``FIGURE of``, what there was; and a line for each
        article whose toll is wrong.
    """
    found = {Path(one.document.source).name: one.incidents for one in merged.articles(run)}
    counts: Counter[str] = Counter()
    wrong = []
    for article in gold:
        if article["file"] not in found:
            continue
        rows = [told.record for told in found[article["file"]]]
        news = [told.record for told in found[article["file"]] if not told.is_background]
        counts["articles"] += 1
        counts["records joined"] += len(rows)
        counts["incidents of"] += len(article["incidents"])
        if len(article["incidents"]) == 1:
            counts["told for one"] += len(rows)
            counts["news for one"] += len(news)
            counts["told for one of"] += 1
        for name in COUNTS:
            right = article[f"{name}_total"]
            if right is not None:
                counts[f"{name} sum of"] += 1
                counts[f"{name} sum"] += toll(news, name) == right
                if toll(news, name) != right:
                    parts = [row.get(name) for row in news]
                    wrong.append(f"{article['file']} {name}: {parts} for {right}")
        counts.update(_by_incident(article["incidents"], rows))
    return counts, wrong


def toll(rows: Iterable[Row], name: str) -> int | None:
    """The sum of a count; ``None`` where no incident states one."""
    said = [row[name] for row in rows if row.get(name) is not None]
    return sum(said) if said else None


def _by_incident(golds: Sequence[Row], rows: Sequence[Row]) -> Counter[str]:
    """How many gold incidents are found, and what of their counts is right: background costs nothing."""
    weights = [[_agreement(gold, row) for row in rows] for gold in golds]
    partner = {g: rows[o] for g, o in pair_up(weights) if weights[g][o] >= 1}
    counts = Counter({"paired": len(partner)})
    for index, gold in enumerate(golds):
        for name in COUNTS:
            if gold[name] is not None:
                counts[f"{name} of"] += 1
                counts[name] += index in partner and partner[index].get(name) == gold[name]
    return counts


def _agreement(gold: Row, row: Row) -> float:
    """A shared place makes a pair; equal counts and kind choose among several."""
    where = merged.places(row)
    place = any(names(one, where) for one in gold["locations"])
    counts = sum(row.get(name) == gold[name] for name in COUNTS)
    return float(place + 0.3 * counts + 0.1 * (row.get("event_type") == gold["event_type"]))


def main(given: Sequence[str] | None = None) -> int:
    """Print the figures of a run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recaps", description=__doc__)
    parser.add_argument("run", type=Path, metavar="RUN.jsonl")
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--part", choices=["dev", "test"])
    parser.add_argument("--wrong", action="store_true", help="also list each toll that is wrong")
    options = parser.parse_args(given)
    counts, wrong = score(runfile.read(options.run), read_gold(options.gold, options.part))
    for line in lines(counts):
        print(line)
    for line in wrong if options.wrong else ():
        print(line)
    return 0


def lines(counts: Counter[str]) -> Iterable[str]:
    """The figures, a line each."""
    yield (
        f"{counts['articles']} articles: {counts['records joined']} incidents for "
        f"{counts['incidents of']}, of which {counts['paired']} found"
    )
    yield (
        f"articles of one     {counts['told for one']} incidents, {counts['news for one']} without "
        f"background, for {counts['told for one of']}"
    )
    for name in ("killed sum", "injured sum", *COUNTS):
        yield f"{name:18}  {counts[name]} of {counts[f'{name} of']}"


if __name__ == "__main__":
    sys.exit(main())

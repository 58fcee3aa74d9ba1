"""A run over event notes held against their gold: counts, places, actors, and what is left alone.

    python -m benchmarks.notes RUN.jsonl [--gold tests/notes/notes.jsonl] [--part dev|test] [--wrong]

A line of the gold is a note with its ``incidents``.  For places and each side's actors it says what
``must`` be named and what ``may`` be; the names are short cores, and a longer span of the text that
has the core in it is right.  ``killed`` and ``injured`` are numbers, ``{"min": n}`` for "at least
n", or null where the note tells none.  ``claimed_or_blamed``: the doer only claims the act or is
blamed for it.  The sides of a ``clash`` have no direction.

The found incidents of a note are paired one to one with those of the gold for the greatest
agreement.  What the gold has and no pair has is missed.
"""

import argparse
import json
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import merged
from benchmarks.article_scores import plain
from llmextract import runfile
from llmextract.alignment.assignment import pair_up
from llmextract.runfile import RunFile

GOLD = Path(__file__).parents[1] / "tests" / "notes" / "notes.jsonl"
COUNTS = ("killed", "injured")
SIDES = ("perpetrators", "targets")
DIRECTIONLESS = "clash"

Row = Mapping[str, Any]


def read_gold(path: Path, part: str | None = None) -> list[Row]:
    """The notes of a gold file, or those of one part of it."""
    return [row for row in read_lines(path) if part in {None, row["part"]}]


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The JSON objects of a file, one a line."""
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def score(run: RunFile, gold: Iterable[Row]) -> tuple[Counter[str], list[str]]:
    """What of the gold a run has right.

    Returns:
        For each figure what is right and, under ``FIGURE of``, what there was; and a line for each
        value that is missed or wrong.
    """
    found = {
        one.document.id: [told.record for told in one.incidents] for one in merged.articles(run)
    }
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for note in gold:
        if note["id"] in found:
            _note(note, found[note["id"]], counts, wrong)
    return counts, wrong


def _note(note: Row, found: Sequence[Row], counts: Counter[str], wrong: list[str]) -> None:
    counts["notes"] += 1
    counts["incidents"] += len(found)
    counts["incidents of"] += len(note["incidents"])
    if not note["incidents"]:
        counts["left alone of"] += 1
        counts["left alone"] += not found
        wrong += [f"{note['id']}: nothing happened here, but {len(found)} told"] if found else []
        return
    weights = [[agreement(gold, one) for one in found] for gold in note["incidents"]]
    partner = {g: found[o] for g, o in pair_up(weights) if weights[g][o] > 0}
    for index, gold in enumerate(note["incidents"]):
        one = partner.get(index)
        counts["paired"] += one is not None
        for name, is_right, said in judged(gold, one or {}):
            counts[f"{name} of"] += 1
            counts[name] += is_right
            wrong += [] if is_right else [f"{note['id']} {name}: {said}"]
        counts.update(beside(gold, one or {}))


def judged(gold: Row, one: Row) -> Iterable[tuple[str, bool, str]]:
    """Each value that the gold demands: the figure it belongs to, whether it is right, and what was said."""
    for name in COUNTS:
        if gold[name] is not None:
            yield name, is_count(one.get(name), gold[name]), f"{one.get(name)} for {gold[name]}"
    where = merged.places(one)
    for core in gold["locations"]["must"]:
        yield "places", names(core, where), f"{core!r} not in {where}"
    for side in SIDES:
        said = stated(gold, one, side)
        for core in gold[side]["must"]:
            is_right, told = names(core, said), f"{core!r} not in {said} ({side})"
            yield "actors", is_right, told
            if side == "perpetrators" and gold["claimed_or_blamed"]:
                yield "claimed or blamed", is_right, told


def beside(gold: Row, one: Row) -> Counter[str]:
    """What a found incident has and the gold does not: counts, places and actors that nobody told."""
    extra: Counter[str] = Counter()
    for name in COUNTS:
        extra["counts beside"] += gold[name] is None and one.get(name) is not None
    for side in SIDES:
        sides = SIDES if gold["event_type"] == DIRECTIONLESS else (side,)
        fits = [name for s in sides for name in (*gold[s]["must"], *gold[s]["may"])]
        extra["actors beside"] += sum(not _fits(n, fits) for n in merged.names(one, side))
        extra["actors told"] += len(merged.names(one, side))
    fits = [*gold["locations"]["must"], *gold["locations"]["may"]]
    told = merged.names(one, "locations")
    extra["places beside"] += sum(not _fits(name, fits) for name in told)
    extra["places told"] += len(told)
    return extra


def stated(gold: Row, one: Row, side: str) -> list[str]:
    """The actors that may be right on a side; both sides where the act has no direction."""
    sides = SIDES if gold["event_type"] == DIRECTIONLESS else (side,)
    return [name for s in sides for name in merged.names(one, s)]


def agreement(gold: Row, one: Row) -> float:
    """How much speaks for a pair."""
    right = sum(is_right for _, is_right, _ in judged(gold, one))
    kinds = [gold["event_type"], *gold.get("event_type_may", ())]
    return right + 0.5 * (one.get("event_type") in kinds)


def is_count(said: Any, right: Any) -> bool:
    """Whether a count is right; for "at least n" n itself and that bound are."""
    if isinstance(right, Mapping):
        least = right["min"]
        return bool(said == least or (isinstance(said, Mapping) and said.get("min") == least))
    return bool(said == right)


def names(core: str, said: Iterable[str]) -> bool:
    """Whether one of several names has a core in it, word by word."""
    return any(f" {_words(core)} " in f" {_words(name)} " for name in said)


def same(one: object, other: object) -> bool:
    """Whether one of two names has the other in it, word by word."""
    return names(str(one), [str(other)]) or names(str(other), [str(one)])


def _fits(name: str, fits: Iterable[str]) -> bool:
    """Whether a name has one of the allowed ones in it, or is a part of one."""
    return any(same(name, fit) for fit in fits)


def _words(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name)
    return plain("".join(char for char in letters if not unicodedata.combining(char)))


def main(given: Sequence[str] | None = None) -> int:
    """Print the figures of a run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.notes", description=__doc__)
    parser.add_argument("run", type=Path, metavar="RUN.jsonl")
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--part", choices=["dev", "test"])
    parser.add_argument("--wrong", action="store_true", help="also list what is missed or wrong")
    options = parser.parse_args(given)
    counts, wrong = score(runfile.read(options.run), read_gold(options.gold, options.part))
    for line in lines(counts):
        print(line)
    for line in wrong if options.wrong else ():
        print(line)
    return 0


def lines(counts: Counter[str]) -> Iterable[str]:
    """The figures, a line each."""
    yield f"{counts['notes']} notes: {counts['incidents']} incidents for {counts['incidents of']}"
    for name in (*COUNTS, "places", "actors", "claimed or blamed", "left alone"):
        yield f"{name:18} {counts[name]} of {counts[f'{name} of']}"
    yield (
        f"beside the gold    {counts['actors beside']} of {counts['actors told']} actors, "
        f"{counts['places beside']} of {counts['places told']} places, "
        f"{counts['counts beside']} counts"
    )


if __name__ == "__main__":
    sys.exit(main())

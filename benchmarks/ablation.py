"""What each choice in asking about a paragraph is worth: leave one out, run again, score.

    python benchmarks/ablation.py --gold GOLD.jsonl [--limit 20] [--model local] [--only NAME ...]

A variant is a content folder made from the shipped one with a file or a table left out, a patch of
one function in the child process that extracts (``PATCHES``), or an option of the command.  Replies
are kept in the folder given by ``--cache``, so a variant that was run is not asked again.  Prints a
row for each variant: incidents found and aligned, then F1 of relevance, of all exact fills (micro)
and of each part, the accuracy of places and counts, requests, tokens read and written, seconds.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from llmextract.content import shipped_root
from llmextract.reading import sheets
from llmextract.rules import candidates as narrowing

FILES = ("incident.md", "incident.examples.jsonl", "incident.cues.toml")
Patch = Callable[[], None]


def each_blank(change: Callable[[sheets.Sheet, sheets.Blank], sheets.Blank]) -> None:
    """Change each blank of every sheet before it is asked."""
    as_is = narrowing.sheet

    def sheet(*arguments: Any) -> sheets.Sheet:
        made = as_is(*arguments)
        return sheets.Sheet(made.form, tuple(change(made, blank) for blank in made.blanks))

    narrowing.sheet = sheet


def open_fields() -> None:
    """No narrowing: every field is asked, and none is told what the text offers."""
    each_blank(_open)


def _open(made: sheets.Sheet, blank: sheets.Blank) -> sheets.Blank:
    evidence = {slot.name for slot in made.form.slots if slot.evidence}
    return sheets.Blank({}, {k: v for k, v in blank.fixed.items() if k in evidence})


def nothing_filled_in() -> None:
    """Narrowed, but what has one possible value is asked all the same."""
    each_blank(_asked)


def _asked(made: sheets.Sheet, blank: sheets.Blank) -> sheets.Blank:
    slots = {slot.name: slot for slot in made.form.slots}
    offers, fixed = dict(blank.offers), {}
    for name, value in blank.fixed.items():
        if slots[name].evidence or value in (None, []):
            fixed[name] = value
        else:
            offers[slots[name].path] = value if isinstance(value, list) else [value]
    return replace(blank, offers=offers, fixed=fixed)


def sides_as_lists() -> None:
    """Who did it and who was hit is asked as two lists of the names that the text offers."""
    each_blank(_listed)


def _listed(made: sheets.Sheet, blank: sheets.Blank) -> sheets.Blank:
    names = [party.name for party in blank.parties]
    paths = {slot.name: slot.path for slot in made.form.slots}
    offers = {paths[name]: names for name in blank.sides.values() if names}
    empty = {name: [] for name in blank.sides.values() if not names}
    return sheets.Blank({**blank.offers, **offers}, {**blank.fixed, **empty})


PATCHES: dict[str, Patch] = {
    one.__name__: one for one in (open_fields, nothing_filled_in, sides_as_lists)
}


def no_cues(folder: Path) -> None:
    (folder / "incident.cues.toml").unlink()


def no_examples(folder: Path) -> None:
    (folder / "incident.examples.jsonl").unlink()


def no_syntax(folder: Path) -> None:
    """Without the words of who acts and who is hit the syntax tells no sides."""
    _cut(folder, "\n[parts]", "\n[acts.")


def _cut(folder: Path, begin: str, end: str) -> None:
    cues = folder / "incident.cues.toml"
    text = cues.read_text(encoding="utf-8")
    start = text.index(begin)
    cues.write_text(text[:start] + text[text.index(end, start) :], encoding="utf-8")


def no_background(folder: Path) -> None:
    """Every word of an act counts: idioms, background and what was told before are no reason."""
    cues = folder / "incident.cues.toml"
    lines = cues.read_text(encoding="utf-8").replace("\nbackground = ", "\nunused_background = ")
    lines = lines.replace("\nidioms = ", "\nunused_idioms = ")
    cues.write_text(lines.replace("\nrestating = ", "\nunused_restating = "), encoding="utf-8")


@dataclass(frozen=True)
class Variant:
    """One choice left out.

    Attributes:
        content: changes the copied content folder.
        patch: name of a patch of the child process.
        merge: whether the records of a document are joined for the score.
    """

    content: Callable[[Path], None] = lambda _: None
    patch: str = ""
    merge: bool = True


VARIANTS = {
    "as shipped": Variant(),
    "no cue words: the model lists": Variant(no_cues),
    "no background, no idioms": Variant(no_background),
    "no syntax of sides": Variant(no_syntax),
    "sides as two lists": Variant(patch="sides_as_lists"),
    "nothing filled in before": Variant(patch="nothing_filled_in"),
    "open fields: no narrowing": Variant(patch="open_fields"),
    "no worked examples": Variant(no_examples),
    "records not joined": Variant(merge=False),
}
COLUMNS = (
    "found", "align", "relev", "micro", "type", "perp", "targ", "vict", "weap",
    "place", "killed", "injur", "asks", "read", "wrote", "sec",
)  # fmt: skip


def main() -> int:
    """Run the variants and print the table."""
    if sys.argv[1:2] == ["--child"]:
        return child(sys.argv[2], sys.argv[3:])
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--limit", type=int, help="most documents of the gold file")
    parser.add_argument("--model", default="local")
    parser.add_argument("--only", nargs="*", choices=list(VARIANTS))
    parser.add_argument("--cache", type=Path, help="where replies are kept; a new folder else")
    options = parser.parse_args()
    options.cache = options.cache or Path(tempfile.mkdtemp(prefix="llmextract-ablation-"))
    print(f"{'':30}" + "".join(f"{name:>7}" for name in COLUMNS))
    for name in options.only or VARIANTS:
        with tempfile.TemporaryDirectory() as temporary:
            print(f"{name:30}" + run(VARIANTS[name], Path(temporary), options), flush=True)
    print(f"load average {os.getloadavg()[0]:.1f}")
    return 0


def child(patch: str, arguments: Sequence[str]) -> int:
    """The command itself, with one function replaced."""
    from llmextract import cli

    if patch:
        PATCHES[patch]()
    return cli.run(list(arguments))


def run(variant: Variant, folder: Path, options: Any) -> str:
    """One variant: its row."""
    prompts = folder / "prompts"
    prompts.mkdir()
    for file in FILES:
        source = shipped_root() / "prompts" / file
        (prompts / file).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    variant.content(prompts)
    gold, target = folder / "gold.jsonl", folder / "run.jsonl"
    rows = options.gold.read_text(encoding="utf-8").splitlines(keepends=True)
    gold.write_text("".join(rows[: options.limit]), encoding="utf-8")
    content = ["--content", str(folder)]
    extract = ["extract", str(gold), "-m", options.model, "-o", str(target), *content]
    command = [sys.executable, __file__, "--child", variant.patch, *extract]
    environment = {**os.environ, "LLMEXTRACT_CACHE_DIR": str(options.cache)}
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    seconds = time.perf_counter() - started
    if not target.exists():
        return f"  failed: {done.stderr.strip().splitlines()[-1:]}"
    apart = [] if variant.merge else ["--no-merge"]
    score = [sys.executable, "-m", "llmextract", "evaluate", str(target), "--json", *apart]
    score += ["--gold", str(gold), *content]
    scored = subprocess.run(score, check=True, capture_output=True, text=True)
    lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()[1:]]
    return row(json.loads(scored.stdout), [line["run"] for line in lines], seconds)


def row(figures: dict[str, Any], runs: Sequence[dict[str, Any]], seconds: float) -> str:
    exact = figures["exact"]
    usage = [one["usage"] for one in runs]
    values = (
        figures["incidents"]["predicted"],
        figures["incidents"]["aligned"],
        figures["relevance"]["f1"],
        *(exact[role]["f1"] for role in
          ("micro", "type", "perpetrators", "targets", "victims", "weapons")),
        figures["location"]["below_country_accuracy"],
        figures["killed"]["accuracy"],
        figures["injured"]["accuracy"],
        sum(one["attempts"] for one in runs),
        sum(one["prompt_tokens"] for one in usage),
        sum(one["completion_tokens"] for one in usage),
        round(seconds),
    )  # fmt: skip
    shown = (f"{v:.1f}" if isinstance(v, float) else "-" if v is None else str(v) for v in values)
    return "".join(f"{value:>7}" for value in shown)


if __name__ == "__main__":
    sys.exit(main())

"""What each choice of the incident prompt is worth: leave one out, run again, score.

    python benchmarks/ablation.py --gold GOLD.jsonl [--limit 60] [--model local] [--only NAME ...]

Each variant is a content folder made from the shipped one, so nothing of the engine is switched off
by hand; answers are kept in the usual store, so a variant that was run is not asked again.
Prints one row for each: incidents found, micro F1 (exact), relevance F1, seconds, tokens written.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from llmextract.content import shipped_root

FILES = ("incident.md", "incident.examples.jsonl", "incident.cues.toml")


def as_shipped(folder: Path) -> list[str]:
    """Everything."""
    return []


def without_cues(folder: Path) -> list[str]:
    """The model lists the records itself: no sketch, no gate, no blanks."""
    (folder / "incident.cues.toml").unlink()
    return []


def without_examples(folder: Path) -> list[str]:
    """Instructions alone."""
    (folder / "incident.examples.jsonl").unlink()
    return []


def without_field_cues(folder: Path) -> list[str]:
    """Status and weapons are asked always."""
    cues = folder / "incident.cues.toml"
    text = cues.read_text(encoding="utf-8")
    cues.write_text(text[: text.index("[fields.status]")], encoding="utf-8")
    return []


VARIANTS: dict[str, Callable[[Path], list[str]]] = {
    "as shipped": as_shipped,
    "without cues": without_cues,
    "without examples": without_examples,
    "without field cues": without_field_cues,
}


def main() -> int:
    """Run the variants and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--limit", type=int, help="most documents of the gold file")
    parser.add_argument("--model", default="local")
    parser.add_argument("--only", nargs="*", choices=list(VARIANTS))
    options = parser.parse_args()
    print(f"{'':20} incidents  micro F1  relevance F1  seconds  tokens written")
    for name in options.only or VARIANTS:
        with tempfile.TemporaryDirectory() as temporary:
            print(f"{name:20} {run(name, Path(temporary), options)}", flush=True)
    print(f"load average {os.getloadavg()[0]:.1f}")
    return 0


def run(name: str, folder: Path, options: Any) -> str:
    """One variant: its row."""
    prompts = folder / "prompts"
    prompts.mkdir()
    for file in FILES:
        source = shipped_root() / "prompts" / file
        (prompts / file).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    extra = VARIANTS[name](prompts)
    gold = folder / "gold.jsonl"
    rows = options.gold.read_text(encoding="utf-8").splitlines(keepends=True)
    gold.write_text("".join(rows[: options.limit]), encoding="utf-8")
    target = folder / "run.jsonl"
    command = [sys.executable, "-m", "llmextract"]
    started = time.perf_counter()
    content = ["--content", str(folder)]
    subprocess.run(
        [*command, "extract", str(gold), "-m", options.model, "-o", str(target), *content, *extra],
        check=False,
        stderr=subprocess.DEVNULL,
    )
    seconds = time.perf_counter() - started
    scored = subprocess.run(
        [
            *command,
            "evaluate",
            str(target),
            "--gold",
            str(gold),
            "--json",
            "--content",
            str(folder),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    figures = json.loads(scored.stdout)
    lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()[1:]]
    found = sum(len(line["records"]) for line in lines)
    written = sum(line["run"]["usage"]["completion_tokens"] for line in lines)
    micro, relevance = figures["exact"]["micro"]["f1"], figures["relevance"]["f1"]
    return f"{found:9}  {micro:8.1f}  {relevance:12.1f}  {seconds:7.0f}  {written:14}"


if __name__ == "__main__":
    sys.exit(main())

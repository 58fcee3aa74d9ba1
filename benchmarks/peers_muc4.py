"""The peers on MUC-4 documents, scored like a run of ours: same weights, same gold, one table.

    python -m benchmarks.peers_muc4 --shared ../shared [--gold GOLD.jsonl] [--run RUN.jsonl ...]
        [--python PYTHON] [--model NAME] [--slots N] [--out FOLDER]

Runs the peers' own scripts (``SHARED/peers``) on each document of the gold file against one server
of the weights and scores what they wrote with the benchmark's own scorer; ``--run`` adds run files
of ours.  What a peer wrote is kept in FOLDER, and a document that is there is not asked again.

A peer does not tell things from people among those who were hit, which the key does.  Both readings
are scored, all people and all things, and the better one is the peer's figure.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.muc4 import converting, key, mentions, scoring
from benchmarks.peers import PEERS, copy_script, installed
from llmextract import runfile
from llmextract.providers import llama_server, weights

COLUMNS = ("relevance F1", "micro F1", "partial F1", "place", "killed", "injured", "incidents")


def main() -> int:
    """Run what is missing and print the table."""
    options = arguments()
    options.out.mkdir(parents=True, exist_ok=True)
    gold = [json.loads(line) for line in options.gold.read_text("utf-8").split("\n") if line]
    documents = key.read_key(options.gold)
    print(f"{'':24} " + "  ".join(f"{name:>12}" for name in COLUMNS))
    for path in options.run:
        figures = scoring.score(documents, converting.predictions(runfile.read(path)))
        print(f"{path.name:24} {row(figures)}", flush=True)
    present = [name for name in PEERS if installed(name, options.python)]
    for name in present:
        ask(name, gold, options)
        print(f"{name:24} {row(best(name, gold, options))}", flush=True)
    return 0


def arguments() -> Any:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--run", type=Path, nargs="*", default=[])
    parser.add_argument("--model", default="qwen2.5-coder-1.5b")
    parser.add_argument("--python", default=sys.executable, help="a Python that has the peers")
    parser.add_argument("--slots", type=int, default=4, help="documents at the same time")
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "peers-muc4")
    options = parser.parse_args()
    options.gold = options.gold or options.shared / "muc4" / "sample.jsonl"
    return options


def ask(name: str, gold: Iterable[dict[str, Any]], options: Any) -> None:
    """Run a peer on the documents that it has no answer for yet."""
    folder = options.out / name
    folder.mkdir(exist_ok=True)
    missing = [doc for doc in gold if not (folder / f"{doc['id']}.json").exists()]
    if not missing:
        return
    path = weights.pull(weights.find(options.model))
    threads = llama_server.usable_cores() or -1
    setup = llama_server.Setup(path=path, slots=options.slots, context=6144, threads=threads)
    server = llama_server.start(setup)
    script = copy_script(options.shared / "peers" / PEERS[name], options.out, server.token)

    def one(doc: dict[str, Any]) -> None:
        text, target = folder / f"{doc['id']}.txt", folder / f"{doc['id']}.json"
        text.write_text(doc["text"], encoding="utf-8")
        base = [options.python, str(script), "--base-url", f"{server.address}/v1"]
        done = subprocess.run([*base, str(text), str(target)], capture_output=True, text=True)
        if done.returncode:  # a peer's failure is a result too: it found nothing here
            target.write_text("[]", encoding="utf-8")
        print(name, doc["id"], done.stdout.strip(), done.stderr[-200:], file=sys.stderr)

    try:
        with ThreadPoolExecutor(options.slots) as pool:
            list(pool.map(one, missing))
    finally:
        server.stop()


def best(name: str, gold: list[dict[str, Any]], options: Any) -> dict[str, Any]:
    """The figures of the reading, all people or all things, that scores better."""
    scores = []
    for role in ("victims", "targets"):
        target = options.out / f"{name}.{role}.jsonl"
        with target.open("w", encoding="utf-8") as out:
            for doc in gold:
                found = json.loads((options.out / name / f"{doc['id']}.json").read_text("utf-8"))
                incidents = [predicted(row, role) for row in found]
                out.write(json.dumps({"id": doc["id"], "incidents": incidents}) + "\n")
        scorer = [sys.executable, str(options.shared / "muc4" / "score.py"), str(options.gold)]
        done = subprocess.run([*scorer, str(target), "--json"], check=True, capture_output=True)
        scores.append(json.loads(done.stdout))
    return max(scores, key=lambda figures: figures["exact"]["micro"]["f1"])


def predicted(row: dict[str, Any], role: str) -> dict[str, Any]:
    """A peer's incident in the prediction format of the benchmark, numerals left out as in ours."""
    return {
        "type": row["kind"],
        "date": row["date"],
        "locations": row["places"],
        "perpetrators": [mentions.uncounted(name) for name in row["by"]],
        role: [mentions.uncounted(name) for name in row["against"]],
        "killed": row["killed"],
        "injured": row["injured"],
    }


def row(figures: dict[str, Any]) -> str:
    """The figures of the table's columns, per cent."""
    values = (
        figures["relevance"]["f1"],
        figures["exact"]["micro"]["f1"],
        figures["partial"]["micro"]["f1"],
        figures["location"]["below_country_accuracy"],
        figures["killed"]["accuracy"],
        figures["injured"]["accuracy"],
        figures["incidents"]["predicted"],
    )
    return "  ".join(f"{'-' if value is None else value:>12}" for value in values)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    sys.exit(main())

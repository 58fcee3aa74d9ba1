"""llmextract beside its peers: the same article, weights and machine, one table.

    python -m benchmarks.peers --shared ../shared [--key KEY.jsonl] [--model NAME] [--reading open|guided]
        [--python PYTHON]

Runs llmextract with an empty store, then the peers' own scripts (``SHARED/peers``) against a server of
the same weights, one slot as they were measured, and counts what each found
(llmextract: its incidents, joined over paragraphs as its exports are).  A peer whose
library is not installed is left out with a line.  The key is one JSON object a line: ``places``
(any of them names the incident; without one ``by`` does), ``killed``, ``injured``, ``optional``.
An optional incident is neither missed nor wrong.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import merged
from benchmarks.running import extract
from llmextract.providers import llama_server, weights
from llmextract.runfile import read

PEERS = {"instructor": "plain_instructor.py", "langextract": "langextract_run.py"}


def main() -> int:
    """Run all and print the table."""
    options = arguments()
    out = Path(options.out or tempfile.mkdtemp(prefix="llmextract-peers-"))
    out.mkdir(parents=True, exist_ok=True)
    article = options.article or options.shared / "articles" / "isis-syria-iraq.txt"
    key = [json.loads(line) for line in options.key.read_text().splitlines()] if options.key else []
    rows = [ours(article, out, options)]
    if not options.ours_only:
        rows += peers(article, out, options)
    slowest = next((row["seconds"] for row in rows if row["name"] == "instructor"), None)
    print(
        f"{'':13} seconds  ratio  incidents"
        + ("  right  recall  precision  F1  counts" if key else "")
    )
    for row in rows:
        ratio = f"{row['seconds'] / slowest:5.2f}" if slowest else "    -"
        line = f"{row['name']:13} {row['seconds']:7.1f}  {ratio}  {len(row['incidents']):9}"
        print(line + (scored(row["incidents"], key) if key else ""))
    print(f"load average {os.getloadavg()[0]:.1f}; results in {out}")
    return 0


def arguments() -> Any:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--article", type=Path)
    parser.add_argument("--key", type=Path)
    parser.add_argument("--model", default="qwen2.5-coder-1.5b")
    parser.add_argument("--reading", choices=["open", "guided"], help="else what suits the model")
    parser.add_argument("--python", default=sys.executable, help="a Python that has the peers")
    parser.add_argument("--out")
    parser.add_argument("--ours-only", action="store_true")
    return parser.parse_args()


def ours(article: Path, out: Path, options: Any) -> dict[str, Any]:
    """llmextract with nothing kept of earlier runs; loading the model and all else is counted."""
    target = out / "llmextract.jsonl"
    reading = ["--reading", options.reading] if options.reading else []
    with tempfile.TemporaryDirectory(prefix="peers-cache-") as cache:
        seconds = extract(
            [article], target, model=f"local:{options.model}", cache=Path(cache), options=reading
        )
    incidents = [
        {
            "places": merged.places(told.record),
            "by": merged.names(told.record, "perpetrators"),
            "killed": told.record.get("killed"),
            "injured": told.record.get("injured"),
        }
        for one in merged.articles(read(target))
        for told in one.incidents
    ]
    return {"name": "llmextract", "seconds": seconds, "incidents": incidents}


def peers(article: Path, out: Path, options: Any) -> list[dict[str, Any]]:
    """The peers' scripts against one server with one slot, loading not counted."""
    path = weights.pull(weights.find(options.model))
    setup = llama_server.Setup(
        path=path, slots=1, context=6144, threads=llama_server.usable_cores() or -1
    )
    server = llama_server.start(setup)
    rows = []
    try:
        for script in PEERS.values():
            row = peer(options.shared / "peers" / script, article, out, server, options.python)
            rows += [row] if row else []
    finally:
        server.stop()
    return rows


def peer(script: Path, article: Path, out: Path, server: Any, python: str) -> dict[str, Any] | None:
    """One peer, run as its script says, but with the key that our server asks for."""
    name = next(name for name, file in PEERS.items() if file == script.name)
    if not installed(name, python):
        return None
    target = out / f"{name}.json"
    base = ["--base-url", f"{server.address}/v1", str(article), str(target)]
    copy = copy_script(script, out, server.token)
    started = time.perf_counter()
    done = subprocess.run([python, str(copy), *base])
    if done.returncode:
        print(f"{name} failed: left out", file=sys.stderr)
        return None
    seconds = time.perf_counter() - started
    return {"name": name, "seconds": seconds, "incidents": json.loads(target.read_text())}


def installed(name: str, python: str) -> bool:
    """Whether a Python has a peer's library; says so where it has not."""
    there = subprocess.run([python, "-c", f"import {name}"], capture_output=True).returncode == 0
    if not there:
        print(f"{name} is not installed: left out", file=sys.stderr)
    return there


def copy_script(script: Path, folder: Path, token: str) -> Path:
    """A peer's script with the key that our server asks for in place of its own."""
    source = script.read_text(encoding="utf-8").replace('api_key="x"', f'api_key="{token}"')
    copy = folder / script.name
    copy.write_text(source, encoding="utf-8")
    return copy


def scored(incidents: list[dict[str, Any]], key: list[dict[str, Any]]) -> str:
    """Incidents aligned with the key by place and counts, greedily by agreement."""
    pairs = sorted(
        (
            (agreement(found, gold), i, j)
            for i, found in enumerate(incidents)
            for j, gold in enumerate(key)
        ),
        reverse=True,
    )
    used_found: set[int] = set()
    used_gold: set[int] = set()
    counts = [0, 0]
    for value, i, j in pairs:
        if value <= 0 or i in used_found or j in used_gold:
            continue
        used_found.add(i)
        used_gold.add(j)
        for field in ("killed", "injured"):
            counts[0] += incidents[i].get(field) == key[j].get(field)
            counts[1] += 1
    must = [j for j, gold in enumerate(key) if not gold.get("optional")]
    recall = sum(j in used_gold for j in must) / len(must)
    precision = len(used_found) / len(incidents) if incidents else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return (
        f"  {len(used_found):5}  {recall:6.2f}  {precision:9.2f}  {f1:.2f}  {counts[0]}/{counts[1]}"
    )


def agreement(found: dict[str, Any], gold: dict[str, Any]) -> float:
    """How well a found incident fits one of the key: a shared place, then equal counts.

    An incident whose place the text does not tell is known by who did it.
    """
    name = "places" if gold["places"] else "by"
    have = " ".join(found[name]).casefold()
    if not any(one.casefold() in have for one in gold[name]):
        return 0.0
    return 1 + sum(0.4 for field in ("killed", "injured") if found.get(field) == gold.get(field))


if __name__ == "__main__":
    sys.exit(main())

"""What a paragraph costs around the model: rates, memory and disk, beside peers in the same run.

    python -m benchmarks.scale [--paragraphs N] [--rounds N] [--memory N] [--full] [ONLY ...]

ONLY: ``fast`` (100 ms, 64 in flight), ``slow`` (1 s, 128 in flight), ``stragglers`` (1 % of the
replies take 40 times as long), ``limited`` (a server that takes 20 at a time), ``kept`` (a second
run, from the store; bytes on disk), ``memory``; all but ``memory`` when none is named.
``--full`` takes the sizes of the targets.  Each measurement is a
process of its own; those that are compared take turns, and medians are printed.  A fifth of the
paragraphs report an incident.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.endpoint import endpoint

TOWNS = ("Kassou", "Bellam", "Tondo", "Mareh", "Ilwa", "Dusso", "Perani", "Golwe")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SAID = (
    "The council met in the old hall of {town} and spoke for hours about the price of grain.",
    "Traders from the valley said that the road to {town} was open again after the long rains.",
    "A new school with {number} places was opened by the governor, who had come from the capital.",
    "Farmers hope for a better harvest, and the ministry promised seed to every village near {town}.",
    "The bridge over the river will be mended before the summer, an engineer told the reporters.",
    "Prices of fuel rose by a tenth in {town}, and the drivers of buses threatened to stop work.",
    "Two teams from the coast will play in the stadium on {day}, for the first time in years.",
)
REPORTED = "Gunmen killed {number} traders at the market in {town} on {day}, the police said."
SHARE = 5  # every fifth paragraph reports


def corpus(path: Path, paragraphs: int, *, seed: int = 1) -> Path:
    """Write that many paragraphs, each a document of its own with its own words."""
    draw = random.Random(seed)
    with path.open("w", encoding="utf-8") as file:
        for number in range(paragraphs):
            fill = {"town": draw.choice(TOWNS), "day": draw.choice(DAYS), "number": number % 90 + 2}
            said = [one.format(**fill) for one in draw.sample(SAID, 4)]
            first = [REPORTED.format(**fill)] if number % SHARE == 0 else []
            text = " ".join([*first, *said, f"This was report {number} of the season."])
            file.write(json.dumps({"id": f"r{number}", "text": text}) + "\n")
    return path


def child(task: str, *, cache: Path, **told: Any) -> dict[str, Any]:
    """One measurement in a process of its own."""
    environment = {**os.environ, "LLMEXTRACT_CACHE_DIR": str(cache), "OPENAI_API_KEY": "none"}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.scale", "--child", json.dumps({"task": task, **told})],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def ours(told: dict[str, Any]) -> dict[str, Any]:
    """Our own run, from the input's file to the run file."""
    from llmextract.options import Options
    from llmextract.outputs import write_run
    from llmextract.run import open_extractor

    options = Options(
        model=f"server:m@{told['url']}",
        jobs=told["jobs"],
        cache=told.get("cache", True),
        judge="none",
        second_look=False,
        reask=False,
    )
    tenths: list[tuple[float, float]] = []
    heard: list[str] = []
    count = tokens = failed = 0
    with (
        open_extractor([told["source"]], options, warn=heard.append) as extractor,
        Path(told["output"]).open("w", encoding="utf-8") as file,
    ):
        started, processor = time.perf_counter(), time.process_time()
        for line in write_run(extractor.header(), extractor):
            file.write(line)
            tokens += len(line)
            failed += '"failure":{' in line
            count += 1
            if (count - 1) % max(1, told["paragraphs"] // 10) == 0:
                tenths.append((time.perf_counter() - started, time.process_time() - processor))
        seconds, used = time.perf_counter() - started, time.process_time() - processor
    return measured(told, seconds, used) | {
        "bytes": tokens, "tenths": tenths, "failed": failed, "told": heard
    }  # fmt: skip


def peer(told: dict[str, Any]) -> dict[str, Any]:
    """``asyncio`` and instructor (or the openai client alone) with the same prompt and class."""
    import asyncio

    from openai import AsyncOpenAI

    from llmextract.assembly import domain_of, reading_of
    from llmextract.options import Options
    from llmextract.providers.profiles import profile_of

    domain = domain_of(Options(), None)
    reading = reading_of(domain, Options(), profile_of("server:m"))
    before: list[Any] = [{"role": m.role, "content": m.content} for m in reading.preamble()]
    many = incidents_class()
    texts = [
        json.loads(line)["text"] for line in Path(told["source"]).read_text("utf-8").splitlines()
    ]
    client = AsyncOpenAI(base_url=told["url"], api_key="none", max_retries=0, timeout=600)

    async def one(text: str, gate: asyncio.Semaphore, wrapped: Any) -> None:
        messages = [*before, {"role": "user", "content": f"Paragraph:\n[1] {text}"}]
        async with gate:
            if wrapped is None:
                await client.chat.completions.create(model="m", messages=messages)
            else:
                await wrapped.chat.completions.create(
                    model="m", messages=messages, response_model=many, max_retries=0
                )

    async def run() -> tuple[float, float]:
        gate = asyncio.Semaphore(told["jobs"])
        wrapped: Any = None
        if told["task"] == "instructor":
            import instructor

            wrapped = instructor.from_openai(client, mode=instructor.Mode.JSON_SCHEMA)
        started, processor = time.perf_counter(), time.process_time()
        await asyncio.gather(*(one(text, gate, wrapped) for text in texts))
        return time.perf_counter() - started, time.process_time() - processor

    return measured(told, *asyncio.run(run()))


def incidents_class() -> Any:
    """The class of the answers as one would write it for a peer, without markers."""
    from pydantic import create_model

    count, words, word = (int | None, None), (list[str], ...), (str, ...)
    fields: dict[str, Any] = {
        "sentences": (list[int], ...), "event_type": word, "status": word,
        "date": (str | None, None), "locations": words, "perpetrators": words, "targets": words,
        "weapons": words, "killed": count, "injured": count,
    }  # fmt: skip
    incident: Any = create_model("Incident", **fields)
    return create_model("Incidents", incidents=(list[incident], ...))


def measured(told: dict[str, Any], seconds: float, used: float) -> dict[str, Any]:
    """Rate, processor time a paragraph, and the most memory of this process."""
    import resource

    return {
        "rate": told["paragraphs"] / seconds,
        "ms": used / told["paragraphs"] * 1000,
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


class Bench:
    """The measurements, each printing a line or two."""

    def __init__(self, folder: Path, paragraphs: int, rounds: int, memory: int) -> None:
        self.folder, self.paragraphs, self.rounds, self.memory_size = (
            folder, paragraphs, rounds, memory,
        )  # fmt: skip
        self._number = 0

    def run(self, task: str, url: str, jobs: int, paragraphs: int, **told: Any) -> dict[str, Any]:
        """One child over a corpus, with an empty store unless it is to be kept."""
        self._number += 1
        source = self.folder / f"corpus-{paragraphs}.jsonl"
        if not source.exists():
            corpus(source, paragraphs)
        cache = self.folder / "cache"  # one for all: the gazetteer is compiled once on a machine
        if not told.pop("kept", False):
            shutil.rmtree(cache / "store", ignore_errors=True)
        return child(
            task, cache=cache, url=url, jobs=jobs, paragraphs=paragraphs, source=str(source),
            output=str(self.folder / f"run-{self._number}.jsonl"), **told,
        )  # fmt: skip

    def compared(
        self, seconds: float, jobs: int, paragraphs: int, tasks: Sequence[str]
    ) -> dict[str, float]:
        """Median rates of some tasks that take turns."""
        rates: dict[str, list[dict[str, Any]]] = {task: [] for task in tasks}
        with endpoint(seconds) as url:
            for _ in range(self.rounds):
                for task in tasks:
                    rates[task].append(self.run(task, url, jobs, paragraphs))
        ideal = jobs / seconds
        found = {}
        for task, runs in rates.items():
            found[task] = statistics.median(one["rate"] for one in runs)
            ms = statistics.median(one["ms"] for one in runs)
            print(
                f"  {task:11} {found[task]:7.1f} paragraphs/s  {found[task] / ideal:5.0%} of ideal  "
                f"{ms:5.2f} ms of processor time"
            )
        return found

    def fast(self) -> None:
        """The loopback endpoint of 100 ms."""
        print(f"100 ms, 64 in flight, {self.paragraphs} paragraphs (ours: with an empty store)")
        found = self.compared(0.1, 64, self.paragraphs, ("ours", "instructor", "client"))
        print(f"  ours / instructor: {found['ours'] / found['instructor']:.2f}")

    def slow(self) -> None:
        """The endpoint of 1 s."""
        print(f"1 s, 128 in flight, {self.paragraphs} paragraphs")
        self.compared(1.0, 128, self.paragraphs, ("ours", "client"))

    def stragglers(self) -> None:
        """One in a hundred takes forty times as long."""
        rates: dict[float, list[float]] = {0.0: [], 0.01: []}
        for _ in range(self.rounds):
            for share, runs in rates.items():
                with endpoint(0.1, slow=share) as url:
                    runs.append(self.run("ours", url, 64, self.paragraphs)["rate"])
        without, with_slow = (statistics.median(runs) for runs in rates.values())
        print(
            f"100 ms, 64 in flight, 1 % of the replies 4 s: {with_slow:.1f} paragraphs/s, without "
            f"{without:.1f}: {with_slow / without:.0%}"
        )

    def limited(self) -> None:
        """A server that refuses (429) what is more than 20 at a time."""
        with endpoint(0.5, most=20) as url:
            one = self.run("ours", url, 64, self.paragraphs)
        print(
            f"500 ms, 64 threads, a server that takes 20 at a time: {one['rate']:.1f} paragraphs/s "
            f"of 40, {one['failed']} lost; told: {'; '.join(one['told']) or 'nothing'}"
        )

    def kept(self) -> None:
        """A second run over the same paragraphs; bytes on disk."""
        store = self.folder / "cache"
        with endpoint(0.001) as url:
            first = self.run("ours", url, 64, self.paragraphs)
            runs = [
                self.run("ours", url, 64, self.paragraphs, kept=True) for _ in range(self.rounds)
            ]
        rate = statistics.median(one["rate"] for one in runs)
        ms = statistics.median(one["ms"] for one in runs)
        print(f"from the store: {rate:.0f} paragraphs/s, {ms:.2f} ms (asking: {first['ms']:.2f})")
        sizes = {
            shelf: sum(one.stat().st_size for one in (store / "store" / shelf).glob("cache.db*"))
            for shelf in ("replies", "results")
        }
        each = {shelf: size / self.paragraphs for shelf, size in sizes.items()}
        print(
            f"bytes a paragraph: store {sum(each.values()):.0f} (replies {each['replies']:.0f}, "
            f"results {each['results']:.0f}), run file {first['bytes'] / self.paragraphs:.0f}"
        )

    def memory(self) -> None:
        """Memory and rate over many paragraphs."""
        with endpoint(0.001) as url:
            one = self.run("ours", url, 64, self.memory_size)
        # What is paid once, at the start, is in the first tenth: the second is what the last is held to.
        _, one_to, two_to, *_, before_last, last = one["tenths"]
        rate, used = (
            (two - one) / (end - begun)
            for one, two, begun, end in zip(one_to, two_to, before_last, last, strict=True)
        )
        print(
            f"{self.memory_size} paragraphs: {one['mb']:.0f} MB at most, {one['rate']:.0f}/s, last "
            f"tenth at {rate:.0%} of the second one's rate, {used:.0%} by processor time"
        )


def main() -> int:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", metavar="ONLY")
    parser.add_argument("--paragraphs", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", type=int, default=10_000)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        told = json.loads(given.child)
        print(json.dumps((ours if told["task"] == "ours" else peer)(told)))
        return 0
    if given.full:
        given.paragraphs, given.rounds, given.memory = 10_000, 5, 100_000
    with tempfile.TemporaryDirectory(prefix="llmextract-scale-") as folder:
        bench = Bench(Path(folder), given.paragraphs, given.rounds, given.memory)
        steps: dict[str, Callable[[], None]] = {
            "fast": bench.fast, "slow": bench.slow, "stragglers": bench.stragglers,
            "limited": bench.limited, "kept": bench.kept, "memory": bench.memory,
        }  # fmt: skip
        with endpoint(0.001) as url:
            bench.run("ours", url, 8, 20)  # the first run on a machine compiles
        for name in given.only or ["fast", "slow", "stragglers", "limited", "kept"]:
            steps[name]()
    print(f"load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    return 0


if __name__ == "__main__":
    sys.exit(main())

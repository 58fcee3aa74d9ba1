"""A cluster of Ray on this machine, killed in the middle: is anything lost, asked twice, or otherwise?

    python -m benchmarks.ray_cluster [--paragraphs N] [--seconds S] [--jobs N]

A head without processors and two nodes with workers, each node with a folder of its own for what it
keeps, one PostgreSQL store for both.  Over one run a worker is killed, then a node (another takes its
place), then the command itself, which is run again.  An endpoint on loopback counts what it is asked,
and which answers went out to somebody who was still there.  Then a single machine runs over the same
text, and the two run files are compared line by line.

What is in flight when its asker is killed must be asked again; what was kept must not: when the
command and its workers are gone, the answers that are kept are counted, and the second run may ask for
the others only.
"""

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from benchmarks.endpoint import counts, endpoint
from benchmarks.postgres import Server
from benchmarks.scale import corpus
from llmextract.store.postgres import Database, PostgresTexts

RAN = {"LLMEXTRACT_STORE_SECRET": "a secret of all machines", "RAY_BACKEND_LOG_LEVEL": "fatal"}
LEFT_OUT = ("seconds", "cached")
"""What two runs tell otherwise of the same paragraph: how long the answer took, and who asked for it."""


class Cluster:
    """A head and nodes, each its own processes and its own folder."""

    def __init__(self, folder: Path) -> None:
        import ray.cluster_utils

        self._folder = folder
        self._number = 0
        self._cluster: Any = ray.cluster_utils.Cluster(
            initialize_head=True,
            head_node_args={
                "num_cpus": 0,
                "include_dashboard": False,
                "object_store_memory": 200 << 20,
            },
        )
        self.address: str = self._cluster.address

    def add(self) -> Any:
        """A node that keeps what it keeps in a folder of its own."""
        self._number += 1
        own = self._folder / f"node-{self._number}"
        os.environ["LLMEXTRACT_CACHE_DIR"] = str(own)
        return self._cluster.add_node(num_cpus=1, object_store_memory=200 << 20)

    def kill(self, node: Any) -> None:
        """A node without a word: all of its processes at once."""
        self._cluster.remove_node(node, allow_graceful=False)

    def close(self) -> None:
        """All of it."""
        self._cluster.shutdown()


def workers() -> dict[int, str]:
    """The processes that hold a worker of ours, with the folder that their node keeps things in."""
    found = {}
    for process in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            title = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            if title.startswith("ray::MapWorker(MapBatches(BlockActor))"):
                told = dict(
                    one.split(b"=", 1)
                    for one in (process / "environ").read_bytes().split(b"\0")
                    if b"=" in one
                )
                found[int(process.name)] = told.get(b"LLMEXTRACT_CACHE_DIR", b"").decode()
    return found


def command(source: Path, output: Path, url: str, *extra: str) -> list[str]:
    return [
        sys.executable, "-m", "llmextract", "extract", str(source), "-m", f"server:m@{url}",
        "--judge", "none", "--no-second-look", "--no-reask", "-o", str(output), *extra,
    ]  # fmt: skip


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The paragraphs of a run file, without what is told otherwise of each run."""
    with path.open(encoding="utf-8") as file:
        next(file)
        for line in file:
            row = json.loads(line)
            for name in LEFT_OUT:
                del row["run"][name]
            yield row


class Bench:
    """The whole of it, a line for each thing that happens."""

    def __init__(self, given: argparse.Namespace, folder: Path) -> None:
        self.given, self.folder = given, folder
        self.begun = time.monotonic()

    def say(self, line: str) -> None:
        print(f"{time.monotonic() - self.begun:6.0f} s  {line}", flush=True)

    def counts(self) -> dict[str, int]:
        """What the endpoint was asked so far."""
        return counts(self.url)

    def until(self, share: float, process: "subprocess.Popen[bytes]") -> None:
        """Wait till that share of the paragraphs was asked about."""
        while self.counts()["different"] < share * self.given.paragraphs:
            if process.poll() is not None:
                raise SystemExit(f"the run ended early: exit {process.returncode}")
            time.sleep(0.2)

    def run(self, server: Server) -> int:
        source = corpus(self.folder / "corpus.jsonl", self.given.paragraphs)
        with endpoint(self.given.seconds) as self.url:
            os.environ |= RAN | {"LLMEXTRACT_STORE": server.url}
            cluster = Cluster(self.folder)
            try:
                output = self.on_cluster(cluster, source)
            finally:
                cluster.close()
            told = self.counts()
            del os.environ["LLMEXTRACT_STORE"]
            os.environ["LLMEXTRACT_CACHE_DIR"] = str(self.folder / "single")
            single = self.folder / "single.jsonl"
            begun = time.monotonic()
            extra = ["--jobs", str(self.given.jobs)]
            subprocess.run(command(source, single, self.url, *extra), check=True)
            self.say(
                f"a single machine alone: {self.given.paragraphs / (time.monotonic() - begun):.0f}/s"
            )
        return self.compared(output, single, told)

    def on_cluster(self, cluster: Cluster, source: Path) -> Path:
        """One run with its accidents."""
        nodes = [cluster.add(), cluster.add()]
        output = self.folder / "run.jsonl"
        extra = ["--engine", "ray", "--address", cluster.address, "--workers", "2"]
        told = command(source, output, self.url, *extra, "--jobs", str(self.given.jobs))
        process = subprocess.Popen(told)
        self.until(0.15, process)
        self.say(f"working: {sorted(workers().values())}")
        os.kill(sorted(workers())[0], signal.SIGKILL)
        self.say(f"a worker killed: {self.counts()}")
        self.until(0.4, process)
        cluster.kill(nodes[1])
        self.say(f"a node killed: {self.counts()}")
        self.until(0.5, process)
        cluster.add()
        self.say(f"a new node joined: {self.counts()}")
        self.until(0.7, process)
        process.kill()
        process.wait()
        while workers():
            time.sleep(0.2)
        before, kept = self.counts(), self.kept()
        self.say(f"the command killed and its workers gone: {before}, {kept} answers kept")
        status = subprocess.run(told, check=False).returncode
        after = self.counts()
        self.say(f"the same command again: exit {status}: {after}")
        new = self.given.paragraphs - before["different"]
        self.again = after["requests"] - before["requests"] - new - (before["different"] - kept)
        return output

    def kept(self) -> int:
        """How many answers the shared store has."""
        database = Database(os.environ["LLMEXTRACT_STORE"])
        try:
            return len(PostgresTexts(database, "replies"))
        finally:
            database.close()

    def compared(self, output: Path, single: Path, told: dict[str, int]) -> int:
        """What was lost, asked again or told otherwise; 1 where anything was."""
        count = other = 0
        for ours, theirs in zip_longest(lines(output), lines(single)):
            count += ours is not None
            other += ours != theirs
        lost = self.given.paragraphs - count
        print(
            f"{count} paragraphs, {lost} lost, {other} told otherwise than by a single machine;"
            f" {told['requests']} requests for {told['different']} questions, of which those asked"
            " twice were in flight when who asked was killed;"
            f" {self.again} asked again in the second run although the answer was kept"
        )
        return int(bool(lost or other or self.again))


def main() -> int:
    """Run it; exit status 1 where something was lost, asked twice, or told otherwise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--paragraphs", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=0.1, help="that an answer takes")
    parser.add_argument("--jobs", type=int, default=32, help="requests in flight, of all workers")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ray") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = Server(folder / "s")
        server.start()
        try:
            return Bench(given, folder).run(server)
        finally:
            server.kill()


if __name__ == "__main__":
    sys.exit(main())

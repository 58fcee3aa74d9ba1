"""Interruptions: Ctrl-C and SIGTERM while a server is silent, drips, puts us off or is away."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.faults import bench
from benchmarks.faults.bench import again, extract
from benchmarks.faults.server import Exchange, Server
from benchmarks.faults.servers import drip, drip_head, stall
from benchmarks.faults.table import Fault, Outcome
from llmextract import settings

ANSWERED = 6
COUNT = 12
MOST_SECONDS = 2.0
_STATUS = {signal.SIGINT: 130, signal.SIGTERM: 143}


def stopped(
    mind: Callable[[Exchange], None], sent: signal.Signals = signal.SIGINT
) -> Callable[[Path], Outcome]:
    """Stop a run whose server misbehaves after some answers; the next run asks the rest."""

    def behave(exchange: Exchange) -> None:
        with exchange.server.lock:
            done = len(exchange.server.answered)
        exchange.good() if done < ANSWERED else mind(exchange)

    def run(folder: Path) -> Outcome:
        with Server(behave) as server:
            process = _start(folder, server.model)
            _until(lambda: server.injected > 0)
            started, busy = time.perf_counter(), _load()
            process.send_signal(sent)
            _, said = process.communicate(timeout=60)
            took = time.perf_counter() - started
            rows, corrupt = bench.read(folder / "run.jsonl")
            server.behave = Exchange.good
            ran = extract(folder, server.model, "--judge", "none", count=COUNT)
        late = took > MOST_SECONDS * max(1.0, busy)
        wrong_status = process.returncode != _STATUS[sent]
        kept = len(rows)
        return Outcome(
            injected=1,
            lost=COUNT - ran.answered + ran.corrupt + max(0, corrupt - 1) + late + wrong_status,
            asked_twice=again(server),
            wrong=ran.wrong(),
            message=f"ended after {took:.1f} s with status {process.returncode}, {kept} lines "
            f"written; {said.strip().splitlines()[-1].removeprefix('llmextract: ')}",
            said=said + ran.said,
        )

    return run


def _start(folder: Path, model: str) -> "subprocess.Popen[str]":
    source = bench.write_reports(folder / "reports.txt", COUNT)
    argv = ["extract", str(source), "-m", model, "-o", str(folder / "run.jsonl"), "--judge", "none"]
    # Behind a shell that ignores Ctrl-C what is started would ignore it too.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "llmextract", *argv],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, settings.CACHE_DIR_VARIABLE: str(bench.cache(folder))},
        )
    finally:
        signal.signal(signal.SIGINT, before)


def _load() -> float:
    """Processes that want a core, for each core: on a busy machine all takes that much longer."""
    return os.getloadavg()[0] / (os.cpu_count() or 1)


def _until(happened: Callable[[], bool], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not happened() and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(0.3)


def _put_off(exchange: Exchange) -> None:
    exchange.error(429, "slow down", Retry_After="60")


FAULTS = tuple(
    Fault(f"{name} while it {what}", stopped(mind, sent))
    for what, mind in (
        ("is silent", stall),
        ("drips", drip),
        ("drips headers", drip_head),
        ("asks to wait a minute", _put_off),
        ("is away", Exchange.drop),
    )
    for name, sent in (("Ctrl-C", signal.SIGINT), ("SIGTERM", signal.SIGTERM))
)

"""Faults of the store and of several runs at once: damage, forgery, and who asks what."""

import errno
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from benchmarks.faults.bench import again, extract, read, run, write_reports
from benchmarks.faults.server import Exchange, Server
from benchmarks.faults.table import Fault, Outcome
from llmextract import locking, settings
from llmextract.store.packing import FolderCommons

COUNT = 6


def second(damage: Callable[[Path], int], *, cured: bool = False) -> Callable[[Path], Outcome]:
    """A fault in the store between two runs: the second one is whole all the same.

    Args:
        damage: harms the store in a folder; how many entries it harmed.
        cured: whether `cache check --repair` is run between.
    """

    def put(folder: Path) -> Outcome:
        with Server(Exchange.good) as server:
            extract(folder, server.model, "--judge", "none", count=COUNT)
            injected = damage(folder / "cache" / "store")
            told = ""
            if cured:
                argv = ["cache", "check", "--repair"]
                _, told = run(argv, LLMEXTRACT_CACHE_DIR=str(folder / "cache"))
            ran = extract(folder, server.model, "--judge", "none", count=COUNT)
            lines = [
                line for line in (told + ran.said).splitlines() if "store" in line or "kept" in line
            ]
            return Outcome(
                injected=injected,
                lost=COUNT - ran.answered + ran.corrupt,
                asked_twice=max(0, again(server) - injected),
                wrong=ran.wrong(),
                message=(lines or [ran.message])[0]
                .removeprefix("llmextract: ")
                .replace(f"{folder}/", ""),
                said=ran.said + told,
            )

    return put


def _sql(shelf: str, statement: str, *values: object) -> Callable[[Path], int]:
    def damage(store: Path) -> int:
        connection = sqlite3.connect(store / shelf / "cache.db")
        with connection:
            count = connection.execute(statement, values).rowcount
        connection.close()
        return count

    return damage


def _both(*damages: Callable[[Path], int]) -> Callable[[Path], int]:
    return lambda store: sum(damage(store) for damage in damages)


def _overwritten(store: Path) -> int:
    for path in (store / "replies").glob("cache.db-*"):
        path.unlink()
    with (store / "replies" / "cache.db").open("r+b") as file:
        file.write(b"garbage garbage garbage")
    return 1


def _cut(store: Path) -> int:
    for path in (store / "replies").glob("cache.db-*"):
        path.unlink()
    database = store / "replies" / "cache.db"
    os.truncate(database, database.stat().st_size // 2)
    return COUNT


def _no_locks(folder: Path) -> Outcome:
    """A file system that knows no locks: the run goes on and says so."""
    none = OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))
    with Server(Exchange.good) as server, mock.patch.object(locking, "lock", side_effect=none):
        ran = extract(folder, server.model, "--judge", "none", count=COUNT)
    told = next((line for line in ran.said.splitlines() if "cannot be kept" in line), "")
    lost = COUNT - ran.answered + ran.corrupt + (not told)
    message = told.removeprefix("llmextract: ").replace(f"{folder}/", "")
    return Outcome(1, lost, message=message, said=ran.said)


def _forged(shelf: str, *changes: tuple[str, str]) -> Callable[[Path], int]:
    """Change the JSON of all values of a shelf, as somebody could who can write to its database."""

    def damage(store: Path) -> int:
        commons, done = FolderCommons(store / shelf), 0
        connection = sqlite3.connect(store / shelf / "cache.db")
        with connection:
            for number, value in connection.execute("SELECT rowid, value FROM Cache").fetchall():
                text = given = value if isinstance(value, str) else commons.unpack(value)
                for old, new in changes:
                    text = text.replace(old, new)
                connection.execute("UPDATE Cache SET value = ? WHERE rowid = ?", (text, number))
                done += text != given
        connection.close()
        return done

    return damage


def _command(folder: Path, model: str, output: str, *more: str) -> "subprocess.Popen[str]":
    compiled, linked = settings.cache_dir() / "gazetteer", folder / "cache" / "gazetteer"
    if compiled.exists() and not linked.exists():  # compiling it takes longer than the fault
        linked.parent.mkdir(mode=0o700, exist_ok=True)
        linked.symlink_to(compiled.absolute())
    argv = [sys.executable, "-m", "llmextract", "extract", str(folder / "reports.txt"), "-m", model]
    environment = {**os.environ, "LLMEXTRACT_CACHE_DIR": str(folder / "cache")}
    argv += ["-o", str(folder / output), "--judge", "none", *more]
    return subprocess.Popen(argv, env=environment, stderr=subprocess.PIPE, text=True)


def _slowly(exchange: Exchange) -> None:
    time.sleep(0.05)
    exchange.good()


def _four(folder: Path) -> Outcome:
    """Four processes over the same input and store."""
    count = 40
    write_reports(folder / "reports.txt", count)
    with Server(_slowly) as server:
        runs = [_command(folder, server.model, f"run{n}.jsonl") for n in range(4)]
        said = "".join(one.communicate()[1] for one in runs)
        rows = [read(folder / f"run{n}.jsonl") for n in range(4)]
        lost = sum(count - sum(row["failure"] is None for row in found) for found, _ in rows)
        return Outcome(
            4, lost + sum(bad for _, bad in rows), again(server), 0,
            f"{len(server.answered)} requests for {count} paragraphs", said,
        )  # fmt: skip


def _killed(folder: Path) -> Outcome:
    """One of two processes is killed while it holds a claim; the other goes on."""
    count = 12
    write_reports(folder / "reports.txt", count)
    with Server(_slowly) as server:
        first = _command(folder, server.model, "first.jsonl", "--jobs", "1")
        while len(server.answered) < 3 and first.poll() is None:
            time.sleep(0.02)
        other = _command(folder, server.model, "other.jsonl", "--jobs", "1")
        os.kill(first.pid, signal.SIGKILL)
        first.communicate()
        said = other.communicate()[1]
        rows, corrupt = read(folder / "other.jsonl")
        answered = sum(row["failure"] is None for row in rows)
        # The answer that was on its way when it died is nobody's.
        twice = max(0, again(server) - 1)
        told = said.strip().removeprefix("llmextract: ").partition("; written")[0]
        return Outcome(1, count - answered + corrupt, twice, 0, told, said)


def _same_output(folder: Path) -> Outcome:
    """Two runs with one output: one is told so, and the file is one run's."""
    count = 12
    write_reports(folder / "reports.txt", count)
    with Server(_slowly) as server:
        runs = [_command(folder, server.model, "run.jsonl", "--no-cache") for _ in range(2)]
        said = [one.communicate()[1] for one in runs]
        rows, corrupt = read(folder / "run.jsonl")
        refused = [one for one in said if "another run" in one]
        done = sum(one.returncode == 0 for one in runs)
        lost = abs(count - len(rows)) + corrupt + abs(2 - done - len(refused))
        told = refused[0].strip().replace(f"{folder}/", "") if refused else "one after the other"
        return Outcome(2, lost, message=told.removeprefix("llmextract: "), said="".join(said))


FAULTS = (
    Fault("a row of the store that is no JSON", second(_both(
        _sql("results", "UPDATE Cache SET value = '{oops' WHERE rowid = 1"),
        _sql("replies", "UPDATE Cache SET value = '{oops' WHERE rowid = 1"))), quick=True),
    Fault("a row that is a pickle", second(_both(
        _sql("results", "DELETE FROM Cache"),
        _sql("replies", "UPDATE Cache SET mode = 4, value = x'80049503000000'"))), quick=True),
    Fault("results with forged counts", second(
        _forged("results", ('"killed":1', '"killed":9'), ('"value":1', '"value":9'))), quick=True),
    Fault("replies with forged counts", second(_both(
        _sql("results", "DELETE FROM Cache"),
        _forged("replies", ('killed\\": 1', 'killed\\": 9')))), quick=True),
    Fault("replies under another request", second(_both(
        _sql("results", "DELETE FROM Cache"),
        _forged("replies", ("sampling", "sampled")))), quick=True),
    Fault("half of the store is gone", second(_both(
        _sql("results", "DELETE FROM Cache"), _cut), cured=True), quick=True),
    Fault("a file system without locks", _no_locks, quick=True),
    Fault("garbage over the head of the store", second(_overwritten, cured=True), quick=True),
    Fault("four runs, one input and store", _four),
    Fault("a run killed while another waits for it", _killed),
    Fault("two runs, one output", _same_output),
)  # fmt: skip

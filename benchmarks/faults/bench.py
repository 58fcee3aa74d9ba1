"""What faults are put into: reports whose truth is known, a run of the command line, what came of it."""

import contextlib
import io
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.faults.server import Server, digits_of
from llmextract import cli, settings
from llmextract.verification.gazetteer import store

CERTIFIED = frozenset({"supported", "derived"})
_PLACES = (
    "Orvak",
    "Tellin",
    "Kassou",
    "Bellam",
    "Mirsk",
    "Dorna",
    "Yelv",
    "Sorin",
    "Pakra",
    "Lund",
)


def report(number: int) -> str:
    """A paragraph whose only count is its own number, from 0."""
    place = _PLACES[number % len(_PLACES)]
    return f"Gunmen shot dead {number + 11} villagers in {place} on Tuesday, the police said."


def write_reports(path: Path, count: int) -> Path:
    """A file of that many paragraphs."""
    path.write_text("\n\n".join(map(report, range(count))) + "\n", encoding="utf-8")
    return path


@dataclass(frozen=True, slots=True)
class Ran:
    """A run of the command line.

    Attributes:
        status: its exit status.
        said: standard error.
        rows: lines of the run file after the first, whole or as far as it came.
        corrupt: lines that are no JSON.
    """

    status: int
    said: str
    rows: tuple[Mapping[str, Any], ...] = ()
    corrupt: int = 0

    @property
    def answered(self) -> int:
        """Paragraphs without a failure."""
        return sum(row["failure"] is None for row in self.rows)

    @property
    def failures(self) -> Counter[str]:
        """Failures by kind."""
        return Counter(row["failure"]["kind"] for row in self.rows if row["failure"])

    @property
    def message(self) -> str:
        """The first failure in words, else the last line of standard error, without any path."""
        for row in self.rows:
            if row["failure"]:
                return str(row["failure"]["message"]).partition(": ")[2]
        lines = [line for line in self.said.splitlines() if line.strip()]
        return lines[-1].removeprefix("llmextract: ").partition("; written to")[0] if lines else ""

    def wrong(self) -> int:
        """Certified values that are none of their paragraph's."""
        return sum(
            finding["verdict"] in CERTIFIED
            and finding["value"] != digits_of(row["paragraph"]["text"])
            for row in self.rows
            for finding in row["findings"]
            if finding["field"] in {"killed", "injured"} and finding["value"] is not None
        )


def extract(folder: Path, model: str, *more: str, count: int = 6, **environment: str) -> Ran:
    """Run ``llmextract extract`` in this process on a file of reports.

    Args:
        folder: where the input, the output and the store lie.
        model: who is asked.
        more: further options.
        count: how many paragraphs there are.
        environment: variables of the environment.
    """
    source = write_reports(folder / "reports.txt", count)
    output = folder / "run.jsonl"
    argv = ["extract", str(source), "-m", model, "-o", str(output), *more]
    status, said = run(argv, **{settings.CACHE_DIR_VARIABLE: str(cache(folder)), **environment})
    return Ran(status, said, *read(output))


def cache(folder: Path) -> Path:
    """A folder for stores, with the gazetteer of this machine: compiling it is no part of a fault."""
    made = folder / "cache"
    if not made.exists():
        store.rows("SELECT 1")
        made.mkdir(mode=0o700)
        compiled = settings.cache_dir() / "gazetteer"
        if compiled.exists():
            (made / "gazetteer").symlink_to(compiled.resolve())
    return made


def run(argv: Sequence[str], **environment: str) -> tuple[int, str]:
    """A run of the command line in this process: its exit status, and standard error."""
    said = io.StringIO()
    with _environment(environment), contextlib.redirect_stderr(said):
        status = cli.run(list(argv))
    return status, said.getvalue()


def read(output: Path) -> tuple[tuple[Mapping[str, Any], ...], int]:
    """The lines of a run file, or of its draft, and how many are no JSON."""
    draft = output.with_name(f"{output.name}.partial")
    path = output if output.exists() else draft
    rows: list[Mapping[str, Any]] = []
    corrupt = 0
    # By line feeds alone: a text may hold what else ends a line for Python.
    for line in path.read_text(encoding="utf-8").split("\n")[:-1] if path.exists() else ():
        try:
            rows.append(json.loads(line))
        except ValueError:
            corrupt += 1
    return tuple(row for row in rows if "paragraph" in row), corrupt


def again(server: Server) -> int:
    """Paragraphs that were asked about again after they had been answered."""
    return sum(times - 1 for times in Counter(server.answered).values() if times > 1)


@contextlib.contextmanager
def _environment(given: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(given)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)

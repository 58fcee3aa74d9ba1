"""The table of faults: what each is, what came of it, and whether that keeps the promises."""

import importlib
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

MODULES = (
    "benchmarks.faults.servers",
    "benchmarks.faults.answers",
    "benchmarks.faults.files",
    "benchmarks.faults.stores",
    "benchmarks.faults.hostile",
    "benchmarks.faults.networks",
    "benchmarks.faults.interruptions",
)
"""Modules with ``FAULTS``, in the order of the table."""
UNWANTED = ("Traceback", "a bug of llmextract")
COLUMNS = ("fault", "times", "lost", "twice", "wrong", "seconds", "message")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a fault.

    Attributes:
        injected: how often it was put in.
        lost: items that should have been answered, by the run or by the next one, and were not;
            corrupt files count.
        asked_twice: paragraphs whose answer was asked for again although it had been given.
        wrong: values that the report does not state and that were certified.
        message: what the user was told of it, or what shows that it was borne.
        said: all that was written to standard error; a traceback in it is a failure.
    """

    injected: int
    lost: int = 0
    asked_twice: int = 0
    wrong: int = 0
    message: str = ""
    said: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether the promises are kept."""
        bad = any(word in self.said + self.message for word in UNWANTED)
        return self.injected > 0 and not (self.lost or self.asked_twice or self.wrong or bad)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    Attributes:
        name: what is wrong, in a few words.
        run: puts it in, in an empty folder that it may fill; sees what comes of it.
        quick: whether it takes a second at most and needs no process of its own: such are part of
            the tests.
    """

    name: str
    run: Callable[[Path], Outcome]
    quick: bool = False


def faults(names: Iterable[str] = MODULES) -> list[Fault]:
    """All faults of the modules."""
    return [fault for name in names for fault in importlib.import_module(name).FAULTS]


def run_all(chosen: Iterable[Fault]) -> Iterator[tuple[Fault, Outcome, float]]:
    """Each fault, what came of it, and the seconds that it took."""
    for fault in chosen:
        started = time.perf_counter()
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            outcome = fault.run(Path(folder))
        yield fault, outcome, time.perf_counter() - started


def row(fault: Fault, outcome: Outcome, seconds: float) -> str:
    """A line of the table."""
    figures = (outcome.injected, outcome.lost, outcome.asked_twice, outcome.wrong)
    cells = "".join(f"{figure:>6}" for figure in figures)
    mark = " " if outcome.is_kept else "!"
    return f"{mark} {fault.name:<46.46}{cells}{seconds:>9.1f}  {outcome.message[:150]}"


def head() -> str:
    """The head of the table."""
    fault, times, lost, twice, wrong, seconds, message = COLUMNS
    return f"  {fault:<46}{times:>6}{lost:>6}{twice:>6}{wrong:>6}{seconds:>9}  {message}"

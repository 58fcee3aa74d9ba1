"""What a whole corpus would take, from what a part of it took that was drawn by documents.

The estimate is the ratio to the paragraphs of each stratum; its range is that of Cochran, *Sampling
Techniques* (1977), sections 6.3 and 6.11, with 95 of 100 draws in it: documents are what is drawn, so
the paragraphs of one are no independent observations.
"""

import math
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from llmextract.costs.pricing import Price
from llmextract.documents.drawing import Draw, stratum_of
from llmextract.records import Document, Extraction, Usage

_NORMAL = 1.96
"""Standard errors on either side that hold 95 of 100."""


class Amount(NamedTuple):
    """An estimate and its range; both ends are the estimate where too few documents were drawn."""

    about: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a corpus would take.

    Attributes:
        paragraphs: how many it has.
        read: tokens of all that is asked.
        written: tokens of the answers.
        seconds: from begin to end, with the same number of requests in flight.
        cost: in US dollars; ``None`` where the model has no price.
        has_range: whether enough documents were drawn for one.
    """

    paragraphs: int
    read: Amount
    written: Amount
    seconds: Amount
    cost: Amount | None
    has_range: bool


@dataclass(slots=True)
class _Taken:
    """What a document took."""

    stratum: str
    paragraphs: int = 0
    read: int = 0
    written: int = 0
    seconds: float = 0.0
    cost: float = 0.0


class Pilot:
    """Watches the run over a draw.

    Args:
        drawn: what was drawn from what.
        price: of the model; ``None`` where it has none.
        jobs: requests in flight.
        clock: seconds since some moment.

    Attributes:
        jobs: requests in flight.
    """

    def __init__(
        self,
        drawn: Draw,
        price: Price | None,
        jobs: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._drawn = drawn
        self._price = price
        self.jobs = jobs
        self._clock = clock
        self._taken: dict[tuple[str, str], _Taken] = {}
        self._first: float | None = None
        self._last = 0.0
        self._asked = 0

    def watch(self, extractions: Iterable[Extraction]) -> Iterator[Extraction]:
        """Pass extractions on and note what each took, be it now or when it was kept."""
        for one in extractions:
            if one.run.attempts or not one.failure:  # a failure that asked nobody tells nothing
                self._note(one)
            yield one

    def _note(self, one: Extraction) -> None:
        self._last = self._clock()
        self._first = self._last if self._first is None else self._first
        self._asked += bool(one.run.attempts and not one.run.cached)
        taken, usage = self._of(one.document), one.run.usage
        taken.paragraphs += 1
        taken.read += usage.prompt_tokens
        taken.written += usage.completion_tokens
        taken.seconds += one.run.seconds
        if self._price is not None and usage != Usage():
            taken.cost += float(self._price.of(usage))

    def _of(self, document: Document) -> _Taken:
        key = (document.source, document.id)
        if key not in self._taken:
            self._taken[key] = _Taken(stratum_of(document, self._drawn.by))
        return self._taken[key]

    def forecast(self) -> Forecast | None:
        """What all documents would take; ``None`` where nothing was seen."""
        if not self._taken:
            return None
        asked = self._amount(lambda one: one.seconds / self.jobs)
        # Where the machine is the bound and not the model, paragraphs come no faster than they did.
        took = self._last - (self._first or 0.0)
        least = took / (self._asked - 1) * self._drawn.paragraphs if self._asked > 1 else 0.0
        more = max(least - asked.about, 0.0)
        cost = self._amount(lambda one: one.cost) if self._price is not None else None
        return Forecast(
            paragraphs=self._drawn.paragraphs,
            read=self._amount(lambda one: one.read),
            written=self._amount(lambda one: one.written),
            seconds=Amount(*(more + each for each in asked)),
            cost=cost,
            has_range=len(self._taken) > 1,
        )

    def _amount(self, of: Callable[[_Taken], float]) -> Amount:
        """An amount of all documents from those that were seen."""
        groups: dict[str, list[_Taken]] = {}
        for one in self._taken.values():
            groups.setdefault(one.stratum, []).append(one)
        everything = list(self._taken.values())
        about = spread = 0.0
        for name, stratum in self._drawn.strata.items():
            # A stratum of which nothing, or one document, was seen is taken to be like the others.
            seen = groups.get(name, everything)
            ratio = _ratio(seen, of)
            about += ratio * stratum.paragraphs
            alike = seen if len(seen) > 1 else everything
            drawn = max(len(groups.get(name, ())), 1)
            spread += _variance(alike, drawn, stratum.documents, of)
        freedom = max(len(everything) - len(groups), 1)
        # Student's quantile by its expansion (Abramowitz and Stegun 26.7.5), for few documents.
        wide = (_NORMAL + (_NORMAL**3 + _NORMAL) / (4 * freedom)) * math.sqrt(spread)
        return Amount(about, max(about - wide, 0.0), about + wide)


def _ratio(seen: list[_Taken], of: Callable[[_Taken], float]) -> float:
    return sum(map(of, seen)) / sum(one.paragraphs for one in seen)


def _variance(
    seen: list[_Taken], drawn: int, documents: int, of: Callable[[_Taken], float]
) -> float:
    """Variance of a stratum's total by the residuals of the ratio."""
    if len(seen) < 2:
        return 0.0
    ratio = _ratio(seen, of)
    squares = sum((of(one) - ratio * one.paragraphs) ** 2 for one in seen) / (len(seen) - 1)
    return float(documents * max(documents - drawn, 0) * squares / drawn)

"""How sure a figure is: bootstrap intervals of F1, and a paired test of two runs.

The units that are drawn are whole documents (or paragraphs, where there are few documents): values of
one text are right and wrong together, so drawing single values would make every figure look surer
than it is.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from llmextract.evaluate.tally import Tally, percent

Unit = Mapping[str, Tally]
"""What was counted in one document or paragraph, by the name of the figure."""

RESAMPLES = 1000
SEED = 4
"""The same draws each time, so that the same runs give the same figures."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How much better a run is than a baseline, by F1 in percent.

    Attributes:
        baseline: F1 of the baseline.
        difference: F1 of the run less that.
        low: lower end of the interval that holds 95 of 100 resamples.
        high: its upper end.
        p: two-sided p-value of there being no difference.
    """

    baseline: float
    difference: float
    low: float
    high: float
    p: float


def total(units: Sequence[Unit], name: str) -> Tally:
    """One figure over all units."""
    whole = Tally()
    for unit in units:
        whole += unit[name]
    return whole


def intervals(units: Sequence[Unit]) -> dict[str, tuple[float, float]]:
    """For each figure the interval that holds its F1, in percent, in 95 of 100 resamples."""
    drawn: dict[str, list[float]] = {name: [] for name in _names(units)}
    for sample in _samples(len(units)):
        for name, values in drawn.items():
            values.append(_f1(units, sample, name))
    return {name: _middle(values) for name, values in drawn.items()}


def differences(units: Sequence[Unit], baseline: Sequence[Unit]) -> dict[str, Difference]:
    """For each figure how a run compares with a baseline on the same units, in the same order.

    Each resample draws the same units for both: what is hard in a text is hard for both, and only
    the difference counts.
    """
    drawn: dict[str, list[float]] = {name: [] for name in _names(units)}
    for sample in _samples(len(units)):
        for name, values in drawn.items():
            values.append(_f1(units, sample, name) - _f1(baseline, sample, name))
    return {name: _difference(name, values, units, baseline) for name, values in drawn.items()}


def _difference(
    name: str, drawn: Sequence[float], units: Sequence[Unit], baseline: Sequence[Unit]
) -> Difference:
    low, high = _middle(drawn)
    theirs = total(baseline, name).f1
    worse = sum(value <= 0 for value in drawn)
    better = sum(value >= 0 for value in drawn)
    # One is added above and below: no finite number of draws makes anything impossible.
    p = min(1.0, 2 * (min(worse, better) + 1) / (len(drawn) + 1))
    gain = percent(total(units, name).f1 - theirs)
    return Difference(percent(theirs), gain, low, high, round(p, 4))


def _names(units: Sequence[Unit]) -> tuple[str, ...]:
    return tuple(units[0]) if units else ()


def _samples(size: int) -> Iterator[list[int]]:
    draw = random.Random(SEED)  # noqa: S311 - a statistic, no secret
    for _ in range(RESAMPLES):
        yield draw.choices(range(size), k=size)


def _f1(units: Sequence[Unit], sample: Sequence[int], name: str) -> float:
    return total([units[index] for index in sample], name).f1


def _middle(values: Sequence[float]) -> tuple[float, float]:
    """The ends of the middle 95 of 100, in percent."""
    ordered = sorted(values)
    cut = len(ordered) * 25 // 1000
    return percent(ordered[cut]), percent(ordered[-1 - cut])

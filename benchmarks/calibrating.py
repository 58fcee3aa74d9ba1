"""Measures what agreement is worth: a rising curve from judged values, and how far it can be trusted.

A curve is fitted by isotonic regression: the rising step function with the least squared error,
found by pooling adjacent violators (Ayer, Brunk, Ewing, Reid & Silverman 1955; for probabilities
Zadrozny & Elkan 2002).  Not Platt's logistic curve: with five answers there are five shares, and no
reason why right values should rise in a logistic way between them.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from llmextract.reading.confidence import CLASSES, UNCHECKED, Calibration, Curve, Setting
from llmextract.records import Verdict

FEWEST = 20
"""Judged values that a curve needs: with fewer the chance at its ends is off by 0.1 and more."""
BINS = 5
"""Bins of the table of reliability, of equal width: there are hardly more shares than that."""
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Judged:
    """A value of a run of several samples, and whether it is right.

    Attributes:
        document: id of its document.
        field: its field.
        kind: kind of the field.
        verdict: the worst that the verifier says of it; ``None`` where nobody checked it.
        share: share of the answers that have it.
        is_right: whether the key has it too.
    """

    document: str
    field: str
    kind: str
    verdict: Verdict | None
    share: float
    is_right: bool


def halves(judged: Iterable[Judged]) -> tuple[list[Judged], list[Judged]]:
    """The values of one half of the documents, to fit, and of the other, to test.

    By a hash of the id, so that a document is always in the same half, and never its values apart.
    """
    sides: tuple[list[Judged], list[Judged]] = ([], [])
    for one in judged:
        sides[hashlib.sha256(one.document.encode()).digest()[0] % 2].append(one)
    return sides


def fit(judged: Sequence[Judged], setting: Setting, *, fitted_on: str) -> Calibration:
    """The calibration of judged values.

    Args:
        judged: the values.
        setting: what they were drawn with.
        fitted_on: what was judged, in words.

    Returns:
        A curve for each kind of field and verdict with enough values, and for each class of
        verdicts, for those that have too few alone.
    """
    cells: dict[str, dict[str, list[Judged]]] = defaultdict(lambda: defaultdict(list))
    for one in judged:
        name = one.verdict or UNCHECKED
        for cell in {str(name), CLASSES.get(name, str(name))}:
            cells[one.kind][cell].append(one)
    curves = {
        kind: {name: curve(values) for name, values in sorted(by.items()) if len(values) >= FEWEST}
        for kind, by in sorted(cells.items())
    }
    return Calibration(
        setting,
        fitted_on,
        tuple(sorted({one.field for one in judged if curves[one.kind]})),
        {kind: by for kind, by in curves.items() if by},
    )


def curve(judged: Iterable[Judged]) -> Curve:
    """The rising curve of the share that is right over the share that agrees.

    At each share one more value is counted, as right as all are on the whole: else a share that was
    seen twice could make a value certain.
    """
    ordered = sorted(judged, key=lambda one: one.share)
    whole = sum(one.is_right for one in ordered) / len(ordered)
    points = []
    for share, group in groupby(ordered, key=lambda one: one.share):
        rights = [one.is_right for one in group]
        points.append((share, (sum(rights) + whole) / (len(rights) + 1), len(rights) + 1))
    heights = rising([height for _, height, _ in points], [weight for _, _, weight in points])
    return tuple(
        (share, round(height, _DIGITS))
        for (share, _, _), height in zip(points, heights, strict=True)
    )


def rising(heights: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The nearest heights that never fall: pooled adjacent violators."""
    blocks: list[tuple[float, float, int]] = []  # height, weight, how many points
    for height, weight in zip(heights, weights, strict=True):
        blocks.append((height, weight, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (low, much, count), (high, more, further) = blocks.pop(), blocks.pop()
            mean = (low * much + high * more) / (much + more)
            blocks.append((mean, much + more, count + further))
    return [height for height, _, count in blocks for _ in range(count)]


@dataclass(frozen=True, slots=True)
class Bin:
    """The values whose probability lies in one stretch.

    Attributes:
        low: its lower end.
        high: its upper end.
        n: how many values.
        confidence: their mean probability.
        accuracy: share of them that is right.
    """

    low: float
    high: float
    n: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far a probability can be trusted.

    Attributes:
        n: judged values that have one.
        bins: the reliability curve; empty bins are left out.
        ece: expected calibration error: how far the bins are off, each by its number of values.
        brier: mean squared distance of the probability from what came.
    """

    n: int
    bins: tuple[Bin, ...]
    ece: float
    brier: float


def reliability(
    judged: Iterable[Judged], probability: Callable[[Judged], float | None]
) -> Reliability:
    """The reliability of a probability over judged values; those that it says nothing of are left out."""
    said = [(p, one.is_right) for one in judged if (p := probability(one)) is not None]
    bins = [_bin(index, said) for index in range(BINS)]
    full = tuple(one for one in bins if one is not None)
    n = len(said)
    return Reliability(
        n=n,
        bins=full,
        ece=sum(one.n * abs(one.confidence - one.accuracy) for one in full) / n if n else 0.0,
        brier=sum((p - right) ** 2 for p, right in said) / n if n else 0.0,
    )


def _bin(index: int, said: Iterable[tuple[float, bool]]) -> Bin | None:
    low, high = index / BINS, (index + 1) / BINS
    inside = [
        (p, right) for p, right in said if low <= p < high or (index == BINS - 1 and p >= high)
    ]
    if not inside:
        return None
    n = len(inside)
    confidence, accuracy = sum(p for p, _ in inside) / n, sum(right for _, right in inside) / n
    return Bin(low, high, n, confidence, accuracy)

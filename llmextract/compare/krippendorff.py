"""Krippendorff's alpha: agreement of any number of coders, beyond what chance would give.

After K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011) and "Content Analysis",
chapter 11: alpha = 1 - observed disagreement / expected disagreement, over the pairs of values that
coders gave to the same unit.  Coders may leave units out.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import combinations
from typing import Any

Distance = Callable[[Any, Any], float]
"""How far two values are apart; 0 for equal ones, the same both ways."""


def nominal(one: Hashable, other: Hashable) -> float:
    """Values without an order: equal or not."""
    return float(one != other)


def interval(one: float, other: float) -> float:
    """Values whose differences mean something: the square of the difference."""
    return float(one - other) ** 2


def alpha(units: Iterable[Sequence[Hashable | None]], distance: Distance = nominal) -> float | None:
    """Agreement of coders over units: 1 perfect, 0 as by chance, below 0 worse than chance.

    Args:
        units: for each unit what each coder said, ``None`` where a coder said nothing.  A unit with
            fewer than two values tells nothing of agreement and is left out.
        distance: :func:`nominal`, :func:`interval` or one of your own.

    Returns:
        Alpha, or ``None`` where it is not defined: nothing was coded twice, or all values are the
        same, so that no disagreement could have been expected (some programs print 1 or 0 then).
    """
    counted = [Counter(value for value in unit if value is not None) for unit in units]
    pairable = [values for values in counted if values.total() > 1]
    totals: Counter[Hashable] = Counter()
    for values in pairable:
        totals.update(values)
    size = totals.total()
    expected = _apart(totals, distance) / (size - 1) if size else 0.0
    if not expected:
        return None
    # A unit's pairs weigh less the more coders it has, so that each value counts once.
    observed = sum(_apart(values, distance) / (values.total() - 1) for values in pairable)
    return 1 - observed / expected


def _apart(values: Counter[Hashable], distance: Distance) -> float:
    """Sum of the distances of all ordered pairs of these values."""
    return 2 * sum(
        values[one] * values[other] * distance(one, other) for one, other in combinations(values, 2)
    )

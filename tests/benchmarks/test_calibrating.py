"""Rising curves from judged values, and how far a probability can be trusted."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.calibrating import (
    FEWEST,
    Bin,
    Judged,
    curve,
    fit,
    halves,
    reliability,
    rising,
)
from llmextract.reading.confidence import Setting
from llmextract.records import Verdict

SETTING = Setting("test:m", 5, "disaster", "d")


def judged(
    share: float,
    *,
    is_right: bool = True,
    document: str = "a",
    kind: str = "number",
    verdict: Verdict | None = Verdict.SUPPORTED,
    field: str = "dead",
) -> Judged:
    return Judged(document, field, kind, verdict, share, is_right)


def some(
    share: float,
    right: int,
    wrong: int,
    *,
    document: str = "a",
    kind: str = "number",
    verdict: Verdict | None = Verdict.SUPPORTED,
    field: str = "dead",
) -> list[Judged]:
    return [
        Judged(document, field, kind, verdict, share, index < right)
        for index in range(right + wrong)
    ]


def test_what_rises_stays_and_what_falls_is_pooled_by_weight() -> None:
    assert rising([0.1, 0.5, 0.9], [1, 1, 1]) == [0.1, 0.5, 0.9]
    assert rising([0.9, 0.3], [1, 2]) == pytest.approx([0.5, 0.5])
    # the pool of the last two falls below the first, so all three are one
    assert rising([0.5, 0.6, 0.1], [1, 1, 1]) == pytest.approx([0.4, 0.4, 0.4])
    assert rising([], []) == []


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 9)), max_size=9))
def test_pooling_rises_and_keeps_the_whole(points: list[tuple[float, int]]) -> None:
    heights, weights = [h for h, _ in points], [w for _, w in points]
    pooled = rising(heights, weights)
    assert len(pooled) == len(points)
    assert all(one <= other + 1e-9 for one, other in pairwise(pooled))
    before = sum(h * w for h, w in points)
    assert sum(h * w for h, w in zip(pooled, weights, strict=True)) == pytest.approx(before)


def test_a_curve_has_a_point_for_each_share_drawn_a_little_to_the_whole() -> None:
    values = [*some(0.4, 1, 3), *some(1.0, 9, 1)]
    whole = 10 / 14
    assert curve(values) == (
        (0.4, round((1 + whole) / 5, 4)),
        (1.0, round((9 + whole) / 11, 4)),
    )


def test_nothing_is_certain_however_often_it_was_right() -> None:
    ((_, low), (_, high)) = curve([*some(0.6, 0, 5), *some(1.0, 30, 0)])
    assert low > 0
    assert high < 1


def test_a_verdict_with_enough_values_has_a_curve_and_a_rare_one_is_in_its_class() -> None:
    values = [
        *some(1.0, FEWEST, 0),
        *some(1.0, 1, 4, verdict=Verdict.DERIVED),
        *some(1.0, 0, FEWEST - 1, verdict=Verdict.UNSUPPORTED),
        *some(1.0, FEWEST, FEWEST, verdict=None, kind="category", field="kind"),
        *some(1.0, 3, 0, kind="date", field="day"),
    ]
    table = fit(values, SETTING, fitted_on="by hand")
    assert set(table.curves) == {"number", "category"}
    assert set(table.curves["number"]) == {"supported", "carried"}
    assert set(table.curves["category"]) == {"unchecked"}
    assert table.fields == ("dead", "kind")
    assert (table.setting, table.fitted_on) == (SETTING, "by hand")
    high = table.probability("number", Verdict.SUPPORTED, 1.0)
    low = table.probability("number", Verdict.DERIVED, 1.0)
    assert high is not None
    assert low is not None
    assert high > low


def test_a_document_is_in_one_half_always_the_same() -> None:
    values = [judged(1.0, document=f"doc{n % 40}", is_right=n % 3 == 0) for n in range(120)]
    one, other = halves(values)
    assert len(one) + len(other) == 120
    assert not {v.document for v in one} & {v.document for v in other}
    assert min(len(one), len(other)) > 30
    assert halves(values[::-1])[0] == one[::-1]


def test_reliability_of_what_is_said() -> None:
    values = [*some(0.3, 1, 3), *some(1.0, 3, 1)]
    found = reliability(values, lambda one: one.share)
    assert found.n == 8
    low, high = found.bins
    assert (low.low, low.high, low.n, low.accuracy) == (0.2, 0.4, 4, 0.25)
    assert low.confidence == pytest.approx(0.3)
    assert high == Bin(0.8, 1.0, 4, 1.0, 0.75)
    assert found.ece == pytest.approx((4 * 0.05 + 4 * 0.25) / 8)
    assert found.brier == pytest.approx((0.49 + 3 * 0.09 + 1) / 8)


def test_values_of_which_nothing_is_said_are_left_out() -> None:
    values = some(0.5, 1, 1)
    assert reliability(values, lambda _: None).n == 0
    half = reliability(values, lambda one: 0.5 if one.is_right else None)
    assert (half.n, half.ece, half.brier) == (1, 0.5, 0.25)


def test_a_fitted_table_is_better_calibrated_than_bare_agreement() -> None:
    made = [
        one
        for number in range(60)
        for one in [
            *some(0.4, number % 5 == 0, number % 5 != 0, document=f"d{number}"),
            *some(1.0, number % 10 < 6, number % 10 >= 6, document=f"d{number}"),
        ]
    ]
    fitting, testing = halves(made)
    table = fit(fitting, SETTING, fitted_on="made up")
    after = reliability(testing, lambda one: table.probability(one.kind, one.verdict, one.share))
    before = reliability(testing, lambda one: one.share)
    assert after.ece < before.ece
    assert after.brier < before.brier

"""Intervals and paired differences of F1."""

from llmextract.evaluate.bootstrapping import differences, intervals, total
from llmextract.evaluate.tally import Tally


def units(*right: int) -> list[dict[str, Tally]]:
    """Units of one value each, right or wrong."""
    return [{"x": Tally(float(r), 1.0, float(r), 1.0)} for r in right]


def test_the_total_is_that_of_all_units() -> None:
    assert total(units(1, 0, 1, 1), "x").f1 == 0.75
    assert total([], "x").f1 == 0.0


def test_an_interval_holds_the_figure_and_shrinks_with_more_text() -> None:
    low, high = intervals(units(*[1, 0] * 10))["x"]
    assert 20.0 < low < 50.0 < high < 80.0
    narrow_low, narrow_high = intervals(units(*[1, 0] * 100))["x"]
    assert low < narrow_low < 50.0 < narrow_high < high
    assert intervals(units(*[1] * 9))["x"] == (100.0, 100.0)
    assert intervals([]) == {}


def test_the_same_units_give_the_same_interval() -> None:
    assert intervals(units(1, 0, 1, 0, 1)) == intervals(units(1, 0, 1, 0, 1))


def test_a_run_does_not_differ_from_itself() -> None:
    found = differences(units(1, 0, 1), units(1, 0, 1))["x"]
    assert (found.difference, found.low, found.high, found.p) == (0.0, 0.0, 0.0, 1.0)
    assert found.baseline == 66.67


def test_a_clear_difference_is_sure_and_a_single_value_is_not() -> None:
    better = differences(units(*[1] * 20), units(*[1, 0] * 10))["x"]
    assert better.difference == 50.0
    assert better.low > 0.0
    assert better.p < 0.01
    worse = differences(units(*[1, 0] * 10), units(*[1] * 20))["x"]
    assert worse.difference == -50.0
    assert worse.p == better.p
    close = differences(units(1, 1, 0, 1), units(1, 0, 0, 1))["x"]
    assert close.p > 0.3

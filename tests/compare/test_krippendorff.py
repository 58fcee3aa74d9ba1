"""Alpha against the worked examples of its author, and what must hold for any coders."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract.compare.krippendorff import alpha, interval, nominal

# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability": the data of examples A, B and C.
BINARY = ("0100000010", "1110010000")
NAMES = ("aabbdcccedda", "babbbccceddd")
FOUR_CODERS = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


def units(coders: tuple[str, ...]) -> list[list[str | None]]:
    """Units of coders' strings: a dot where a coder said nothing."""
    return [
        [None if mark == "." else mark for mark in column] for column in zip(*coders, strict=True)
    ]


def test_two_coders_of_a_binary_variable() -> None:
    # 1 - (n - 1) o01 / (n0 n1) with n = 20, o01 = 4, n0 = 14, n1 = 6
    assert alpha(units(BINARY)) == pytest.approx(float(1 - Fraction(19 * 4, 14 * 6)))
    assert alpha(units(BINARY)) == pytest.approx(0.095, abs=0.0005)


def test_two_coders_of_names() -> None:
    # Of 12 units 9 agree, so 18 of the 24 values stand in agreeing pairs:
    # alpha = ((n-1) agreeing - sum n_c(n_c-1)) / (n(n-1) - sum n_c(n_c-1))
    counts = {"a": 4, "b": 6, "c": 6, "d": 6, "e": 2}
    chance = sum(n * (n - 1) for n in counts.values())
    agreeing = 18
    assert sum(counts.values()) == 24
    by_hand = Fraction(23 * agreeing - chance, 24 * 23 - chance)
    assert alpha(units(NAMES)) == pytest.approx(float(by_hand))
    assert alpha(units(NAMES)) == pytest.approx(0.692, abs=0.0005)


def test_four_coders_with_missing_values() -> None:
    said = units(FOUR_CODERS)
    assert alpha(said) == pytest.approx(0.743, abs=0.0005)
    numbers = [[None if mark is None else int(mark) for mark in unit] for unit in said]
    assert alpha(numbers, interval) == pytest.approx(0.849, abs=0.0005)


def test_a_small_case_by_hand() -> None:
    # Values 1,1 / 2,4: observed 2*4 in pairs of a unit; expected over all ordered pairs of 1,1,2,4.
    # Do = 8/4 = 2; De = 2*(1+9+1+9+4)/(4*3) = 4
    assert alpha([[1, 1], [2, 4]], interval) == pytest.approx(0.5)


@pytest.mark.parametrize(
    "said",
    [[], [["a"]], [["a", None], [None, "b"]], [["a", "a"], ["a", "a"]]],
    ids=["nothing", "one coder", "no unit twice", "no variation"],
)
def test_where_nothing_could_disagree_there_is_no_alpha(said: list[list[str | None]]) -> None:
    assert alpha(said) is None


def test_distances() -> None:
    assert (nominal("a", "a"), nominal("a", "b")) == (0.0, 1.0)
    assert interval(3, 7) == interval(7, 3) == 16.0


CODES = st.lists(st.lists(st.none() | st.integers(0, 3), min_size=3, max_size=3), max_size=8)


@given(CODES, st.randoms(use_true_random=False))
def test_alpha_does_not_depend_on_order_and_is_never_over_1(
    said: list[list[int | None]], chance: object
) -> None:
    value = alpha(said, interval)
    turned = [list(reversed(unit)) for unit in reversed(said)]
    other = alpha(turned, interval)
    if value is None or other is None:
        assert value is other
    else:
        assert value == pytest.approx(other)
        assert value <= 1.0


@given(CODES)
def test_full_agreement_is_1(said: list[list[int | None]]) -> None:
    same = [[unit[0], unit[0]] for unit in said]
    assert alpha(same) in {None, 1.0}

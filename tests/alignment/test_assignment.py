"""One-to-one pairs of greatest weight."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from llmextract.alignment.assignment import pair_up


def test_nothing_to_pair() -> None:
    assert pair_up([]) == []
    assert pair_up([[], []]) == []


def test_the_greedy_choice_is_not_the_best() -> None:
    assert pair_up([[9.0, 8.0], [8.0, 1.0]]) == [(0, 1), (1, 0)]


def test_the_first_of_equals_is_taken() -> None:
    assert pair_up([[1.0, 1.0, 1.0]]) == [(0, 0)]
    assert pair_up([[1.0], [1.0], [1.0]]) == [(0, 0)]
    assert pair_up([[1.0, 1.0], [1.0, 1.0]]) == [(0, 0), (1, 1)]


def _matrices() -> st.SearchStrategy[list[list[float]]]:
    shape = st.tuples(st.integers(1, 4), st.integers(1, 4))
    return shape.flatmap(
        lambda size: st.lists(
            st.lists(st.integers(0, 6).map(float), min_size=size[1], max_size=size[1]),
            min_size=size[0],
            max_size=size[0],
        )
    )


@given(_matrices())
def test_no_other_pairing_weighs_more(weights: list[list[float]]) -> None:
    pairs = pair_up(weights)
    rows, columns = len(weights), len(weights[0])
    assert len(pairs) == min(rows, columns)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert pairs == sorted(pairs)
    if rows <= columns:
        best = max(
            sum(weights[i][j] for i, j in enumerate(chosen))
            for chosen in permutations(range(columns), rows)
        )
    else:
        best = max(
            sum(weights[i][j] for j, i in enumerate(chosen))
            for chosen in permutations(range(rows), columns)
        )
    assert sum(weights[i][j] for i, j in pairs) == best

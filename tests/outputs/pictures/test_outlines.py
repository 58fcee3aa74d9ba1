"""Outlines: the right countries in a stretch of the world, cut to it, and how a ring is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract.outputs.pictures.outlines import Box, countries_in, cut

SQUARE = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]


@pytest.mark.parametrize(
    ("box", "there", "not_there"),
    [
        (Box(36, 33, 42, 37), {"Syria", "Turkey", "Iraq"}, {"Iran", "Egypt"}),
        (Box(40, 0, 46, 5), {"Somalia", "Kenya", "Ethiopia"}, {"Sudan"}),
        (Box(-5, 10, 4, 18), {"Mali", "Niger", "Burkina Faso"}, {"Chad"}),
        (Box(-40, 10, -30, 20), set(), {"Brazil"}),
    ],
)
def test_the_countries_of_a_stretch(box: Box, there: set[str], not_there: set[str]) -> None:
    names = {one.name for one in countries_in(box)}
    assert there <= names
    assert not names & not_there


def test_what_is_drawn_lies_in_the_box() -> None:
    box = Box(36, 33, 42, 37)
    points = [point for one in countries_in(box) for ring in one.rings for point in ring]
    assert points
    assert all(box.left <= x <= box.right and box.bottom <= y <= box.top for x, y in points)


def test_a_ring_around_the_box_becomes_the_box() -> None:
    assert set(cut(SQUARE, Box(1, 1, 2, 2))) == {(1, 1), (2, 1), (2, 2), (1, 2)}


def test_a_ring_inside_stays_and_one_outside_goes() -> None:
    assert sorted(cut(SQUARE, Box(-1, -1, 9, 9))) == sorted(SQUARE)
    assert cut(SQUARE, Box(5, 5, 6, 6)) == []


degrees = st.floats(-50, 50)


@given(st.lists(st.tuples(degrees, degrees), min_size=3, max_size=12))
def test_no_point_of_a_cut_ring_lies_outside(ring: list[tuple[float, float]]) -> None:
    box = Box(-10, -20, 10, 20)
    for x, y in cut(ring, box):
        assert box.left - 1e-9 <= x <= box.right + 1e-9
        assert box.bottom - 1e-9 <= y <= box.top + 1e-9

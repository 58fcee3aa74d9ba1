"""Paths of values in a record: taken apart in one place."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract.schema import paths

ROW: dict[str, Any] = {
    "killed": 3,
    "places": [{"name": "Orlo", "within": ["A", "B"]}, {"name": "Besk", "within": []}],
    "by_day": {"first day": 2},
    "main": {"name": "Orlo"},
    "weapons": ["axe", "bow"],
}


@pytest.mark.parametrize(
    ("path", "head", "value"),
    [
        ("killed", "killed", 3),
        ("places[1].name", "places", "Besk"),
        ("places[0].within[1]", "places", "B"),
        ("main.name", "main", "Orlo"),
        ("by_day[first day]", "by_day", 2),
        ("weapons[0]", "weapons", "axe"),
        ("weapons[7]", "weapons", None),
        ("weapons.name", "weapons", None),
        ("nobody.name", "nobody", None),
        ("killed.name", "killed", None),
    ],
)
def test_a_path_leads_to_a_value(path: str, head: str, value: Any) -> None:
    assert paths.head(path) == head
    assert paths.value_at(ROW, path) == value


@pytest.mark.parametrize(
    ("path", "whole", "under"),
    [
        ("places[0].name", "places", True),
        ("places[0].name", "places[0]", True),
        ("main.name", "main", True),
        ("killed", "killed", True),
        ("killed_there", "killed", False),
        ("places[10]", "places[1]", False),
        ("places", "places[0]", False),
    ],
)
def test_a_path_is_under_its_field_and_its_item_and_no_other(
    path: str, whole: str, under: bool
) -> None:
    assert paths.is_under(path, whole) is under


@pytest.mark.parametrize(
    ("path", "changed"),
    [
        ("killed", {"killed": None}),
        ("weapons[0]", {"weapons": ["bow"]}),
        ("places[0].name", {"places": [{"name": "Besk", "within": []}]}),
        ("places[0].within[0]", {"places": [{"name": "Orlo", "within": ["B"]}, ROW["places"][1]]}),
        ("main.name", {"main": {"name": None}}),
    ],
)
def test_a_dropped_value_leaves_null_and_a_dropped_item_nothing(
    path: str, changed: dict[str, Any]
) -> None:
    row = copy.deepcopy(ROW)
    paths.drop(row, path)
    assert row == ROW | changed


@given(st.text(), st.recursive(st.none() | st.integers(), lambda s: st.lists(s, max_size=3)))
def test_no_path_breaks_the_reader(path: str, value: Any) -> None:
    paths.value_at({"a": value}, path)
    assert paths.is_under(path, path)

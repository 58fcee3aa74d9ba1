"""Pinned figures: floors rise freely, fall with a reason, and say nothing of other data."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import pinned
from benchmarks.pinned import Part, Pins

DATA = {"cases": "d1"}
OLD = Pins({"road": Part(DATA, {"f1": 50.0, "recall": 90.0}, {"false": 2.0})})


def measured(f1: float = 50.0, false: float = 2.0, *, data: str = "d1") -> dict[str, Part]:
    return {"road": Part({"cases": data}, {"f1": f1, "recall": 90.0}, {"false": false})}


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (measured(), []),
        (measured(60.0, 1.0), []),
        (measured(49.99), ["road: f1 is 49.99, below its floor of 50.0"]),
        (measured(false=2.01), ["road: false is 2.01, above its ceiling of 2.0"]),
        (
            {"road": Part(DATA, {"f1": 50.0}, {"false": 0.0})},
            ["road: recall is pinned at 90.0 and was not measured"],
        ),
        (measured(1.0, 99.0, data="d2"), []),
        ({"new": Part(DATA, {"f1": 0.0})}, []),
    ],
)
def test_what_fell(parts: dict[str, Part], told: list[str]) -> None:
    assert [str(one) for one in pinned.fallen(OLD, parts)] == told


def test_other_data_is_named() -> None:
    more = {"road": Part({"cases": "d1", "key": "k"}, {})}
    assert pinned.changed(OLD, measured(data="d2")) == {"road": ["cases"]}
    assert pinned.changed(OLD, more) == {"road": ["key"]}
    assert pinned.changed(OLD, {"new": Part(DATA, {})}) == {}


def test_a_floor_rises_and_one_that_fell_stays_without_a_reason() -> None:
    new, refused = pinned.update(OLD, measured(48.0, 1.0))
    assert refused == ["road: f1 is 48.0, below its floor of 50.0"]
    assert new.parts["road"] == Part(DATA, {"f1": 50.0, "recall": 90.0}, {"false": 1.0})
    assert new.lowered == ()


def test_a_reason_lowers_and_stays() -> None:
    new, refused = pinned.update(OLD, measured(48.0, 3.0), reason="records are no longer joined")
    assert refused == []
    assert new.parts == measured(48.0, 3.0)
    assert [(one["figure"], one["from"], one["to"], one["why"]) for one in new.lowered] == [
        ("road.f1", 50.0, 48.0, "records are no longer joined"),
        ("road.false", 2.0, 3.0, "records are no longer joined"),
    ]
    again, _ = pinned.update(new, measured(49.0, 3.0))
    assert again.lowered == new.lowered


def test_other_data_is_pinned_with_a_reason_only() -> None:
    new, refused = pinned.update(OLD, measured(10.0, data="d2"))
    assert (new.parts, refused) == (OLD.parts, ["road: measured on other data (cases)"])
    new, refused = pinned.update(OLD, measured(10.0, data="d2"), reason="twice as many cases")
    assert (new.parts, refused) == (measured(10.0, data="d2"), [])
    assert new.lowered[0]["other data"] == ["cases"]


def test_a_part_that_was_not_measured_stays() -> None:
    new, _ = pinned.update(OLD, {"new": Part(DATA, {"f1": 1.0})})
    assert set(new.parts) == {"road", "new"}
    assert new.parts["road"] == OLD.parts["road"]


def test_a_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    assert pinned.read(path) == Pins({})
    pins, _ = pinned.update(OLD, measured(48.0), reason="why not")
    pinned.write(path, pins)
    assert pinned.read(path) == pins


@pytest.mark.parametrize("row", ["{", "[]", "{}", '{"parts": {"a": {"nonsense": 1}}}'])
def test_a_file_that_is_none(row: Any, tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    path.write_text(row, encoding="utf-8")
    with pytest.raises(ValueError, match="is no file of pinned figures"):
        pinned.read(path)


def test_a_digest_hangs_on_names_and_content(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "a.txt").write_text("x", encoding="utf-8")
    first = pinned.digests({"data": folder})["data"]
    assert pinned.digests({"data": folder})["data"] == first
    (folder / "a.txt").rename(folder / "b.txt")
    second = pinned.digests({"data": folder})["data"]
    (folder / "b.txt").write_text("y", encoding="utf-8")
    assert len({first, second, pinned.digests({"data": folder})["data"]}) == 3


def test_the_shipped_floors_can_be_read() -> None:
    path = Path(pinned.__file__).with_name("quality.floors.json")
    parts = pinned.read(path).parts
    assert {"muc4", "articles", "recaps"} <= set(parts)
    assert all(part.measured_on and part.at_least for part in parts.values())
    assert json.loads(path.read_text("utf-8"))["parts"].keys() == parts.keys()

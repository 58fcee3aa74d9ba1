"""Where a place lies: which one of its name is meant, how exactly that is known, and why."""

import pytest

from llmextract.geocoding import At, Geocoder, Mentioned, Spot, distance
from llmextract.verification.gazetteer.coordinates import Point


def spot(
    name: str,
    *paragraphs: str,
    kind: str = "",
    within: tuple[str, ...] = (),
    title: str = "",
    dateline: str = "",
    others: tuple[str, ...] = (),
) -> Spot:
    """The spot of a place that the first paragraph with its name mentions."""

    def mentioned(one: str) -> Mentioned:
        places = (At(i, text.find(one)) for i, text in enumerate(paragraphs) if one in text)
        return Mentioned(
            one, kind if one == name else "", within if one == name else (), next(places, None)
        )

    made = [mentioned(one) for one in (name, *others)]
    geocoder = Geocoder(paragraphs, title=title, dateline=dateline, places=made)
    return geocoder.locate(made[0])


def near(found: Spot, latitude: float, longitude: float) -> bool:
    return found.point is not None and distance(found.point, Point(latitude, longitude)) < 25


IRAQ = "Iraqi troops were seen."


def test_a_settlement_is_exact() -> None:
    found = spot("Mosul", IRAQ)
    assert near(found, 36.34, 43.12)
    assert (found.precision, found.country, found.reason) == ("exact", "IQ", "")
    assert "Iraq" in found.basis


def test_a_bare_name_that_a_city_shares_with_its_province_is_the_city() -> None:
    afghan = "Afghan troops were seen in Kandahar."
    assert spot("Kandahar", afghan).precision == "exact"
    for found in (
        spot("Kandahar", afghan, kind="province"),
        spot("Kandahar", "Afghan troops were seen in Kandahar province."),
        spot("Kandahar province", afghan),
    ):
        assert found.precision == "province"
        assert near(found, 31.61, 65.71)


@pytest.mark.parametrize(
    ("name", "precision"),
    [
        ("the outskirts of Mosul", "district"),
        ("20 km north of Mosul", "district"),
        ("near Mosul", "district"),
        ("the Mosul road", "district"),
        ("a depot of rusty pipes in Mosul", "district"),
        ("Basra province", "province"),
        ("Nineveh province", "province"),
        ("between Mosul and Erbil", "province"),
        ("between Erbil and Mosul", "province"),
        ("between Mosul and Qwerbel", "province"),
        ("Iraq", "country"),
    ],
)
def test_how_exactly_a_place_is_told(name: str, precision: str) -> None:
    found = spot(name, IRAQ)
    assert (found.precision, found.country) == (precision, "IQ")
    assert found.point is not None


def test_a_country_is_at_its_capital() -> None:
    assert near(spot("Iraq", IRAQ), 33.34, 44.4)


@pytest.mark.parametrize(
    ("name", "text", "country"),
    [
        ("Tripoli", "BEIRUT was quiet, but in Tripoli, Lebanon, a mill burned.", "LB"),
        ("Tripoli", "A mill burned in Tripoli, Libyan officials said.", "LY"),
        ("Hyderabad", "Pakistani engineers opened a mill in Hyderabad.", "PK"),
        ("Hyderabad", "Indian engineers opened a mill in Hyderabad.", "IN"),
        ("Valencia", "A mill burned in Valencia; Venezuelan papers blame the owner.", "VE"),
        ("Alexandria", "A mill burned in Alexandria, Louisiana.", "US"),
        ("Punjab", "Indian engineers opened a mill in Punjab province.", "IN"),
        ("La Paz", "Bolivia's oldest mill stands in La Paz.", "BO"),
    ],
)
def test_what_is_named_beside_it_tells_which_is_meant(name: str, text: str, country: str) -> None:
    assert spot(name, text).country == country


def test_a_part_named_beside_it_tells_which_of_one_country_is_meant() -> None:
    oregon = spot("Salem", "A mill burned in Salem, in the state of Oregon.")
    assert near(oregon, 44.94, -123.04)
    assert "Oregon" in oregon.basis


def test_other_places_of_the_article_tell_which_is_meant() -> None:
    text = "Mills burned in Tripoli, Sidon and Baalbek."
    found = spot("Tripoli", text, others=("Baalbek",))
    assert found.country == "LB"


def test_the_nearest_paragraph_tells_more_than_the_dateline() -> None:
    digest = ("Mills in Lebanon are old.", "Libya: a mill burned in Tripoli.")
    assert spot("Tripoli", *digest, dateline="BEIRUT, Lebanon —").country == "LY"
    assert (
        spot("Tripoli", "A mill burned in Tripoli.", dateline="BEIRUT, Lebanon —").country == "LB"
    )


def test_a_country_that_it_only_borders_on_says_nothing() -> None:
    text = "Malian guards watched Qwerbel, close to the border with Niger."
    assert spot("Qwerbel", text).country == "ML"


def test_what_the_text_says_it_lies_in_settles_which_one_is_meant() -> None:
    both = "Guards from Iraq and Syria met guards from Libya."
    assert spot("Sinjar", both, within=("Iraq",)).country == "IQ"
    assert spot("Homs", both, within=("Libya",)).country == "LY"
    assert near(spot("Homs, Syria", both), 34.73, 36.71)


def test_another_spelling_is_found_in_the_country_that_the_text_is_about() -> None:
    found = spot("Garbaharrey", "Somali guards were seen in Garbaharrey.")
    assert near(found, 3.33, 42.22)
    assert "spelled Garbahaarrey" in found.basis
    assert spot("Garbaharrey", "Peruvian guards were seen in Garbaharrey.").country == "PE"


def test_a_site_is_in_the_town_that_it_lies_in() -> None:
    found = spot("the grain market", IRAQ, kind="site", within=("Mosul", "Iraq"))
    assert near(found, 36.34, 43.12)
    assert found.precision == "district"
    assert "which it lies in" in found.basis


def test_a_village_that_the_gazetteer_lacks_is_drawn_at_what_contains_it_and_says_so() -> None:
    town = spot("Qwerbel", IRAQ, kind="village", within=("Mosul",))
    assert (town.precision, near(town, 36.34, 43.12)) == ("district", True)
    told = spot("Qwerbel", IRAQ, kind="village", within=("Nineveh province",))
    assert (told.precision, told.country) == ("province", "IQ")
    named = spot("Qwerbel", "Gunmen drove through Qwerbel, a hamlet in Mali's Mopti region.")
    assert (named.precision, near(named, 14.49, -4.2)) == ("province", True)
    assert "no gazetteer knows the name" in named.basis
    assert "Mopti" in named.basis
    country = spot("Qwerbel", "Gunmen drove through Qwerbel, Malian papers say.")
    assert (country.precision, country.country) == ("country", "ML")
    assert "no gazetteer knows the name" in country.basis


def test_a_quarter_is_in_the_town_named_before_it() -> None:
    text = "A mill burned in Mosul. Guards searched the Qwerbel quarter."
    found = spot("Qwerbel", text, IRAQ, kind="district", others=("Mosul",))
    assert (found.precision, near(found, 36.34, 43.12)) == ("district", True)
    # without the word it may be a district of anywhere
    text = "A mill burned in Mosul. Guards searched the Qwerbel district."
    assert spot("Qwerbel", text, IRAQ, kind="district", others=("Mosul",)).precision == "country"


def test_a_region_of_several_countries_does_not_draw_a_village_away() -> None:
    found = spot(
        "Brokonda",
        "Malian troops were seen between Gao and Ansongo.",
        "The Front of the Liptako attacked Brokonda, and the Liptako was said to burn.",
    )
    assert found.country == "ML"


def test_where_the_text_is_about_two_countries_a_village_is_in_neither() -> None:
    text = "Guards from Iraq and Syria met at Qwerbel."
    found = spot("Qwerbel", text)
    assert found.point is None
    assert "Iraq" in found.reason
    assert "Syria" in found.reason


def test_a_part_without_a_known_seat_is_drawn_at_its_largest_town() -> None:
    found = spot("Maine", "Guards were seen in the state of Maine.", kind="province")
    assert found.country == "US"
    assert found.point is not None


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("Santa Maria", "Mills burn.", "places may be meant by the name"),
        ("Qwerbelstadt", "Mills burn.", "no gazetteer knows the name"),
        ("the border with Iraq", IRAQ, "is no single place"),
        ("between Qwerbel and Oxyrbel", "Mills burn.", "neither of its ends is known"),
        ("between Mosul and Raqqa", "Iraq and Syria share a road.", "two countries"),
        ("...", IRAQ, "is no name of a place"),
    ],
)
def test_what_is_not_sure_has_no_point(name: str, text: str, reason: str) -> None:
    found = spot(name, text)
    assert (found.point, found.precision) == (None, None)
    assert reason in found.reason


def test_a_city_that_all_know_is_meant_in_a_country_that_is_not_named() -> None:
    assert spot("Beirut", "Syrian papers came from Beirut.").country == "LB"
    assert spot("Mosul", "Peruvian papers wrote of Sinjar.").country == "IQ"
    assert spot("Sinjar", "Peruvian papers wrote of Sinjar.").country == "PE"
    assert spot("Sinjar", "Peruvian papers wrote of Sinjar.").precision == "country"


def test_a_city_is_meant_by_a_name_that_small_places_share() -> None:
    found = spot("Barcelona", "Guards from Spain and from the Philippines met.")
    assert near(found, 41.39, 2.16)


def test_a_kind_that_no_place_of_the_name_has() -> None:
    found = spot("Mosul", IRAQ, kind="country")
    assert found.precision == "country"
    assert "none of its name is a country" in found.basis


def test_distances() -> None:
    assert distance(Point(0, 0), Point(0, 0)) == 0
    assert round(distance(Point(52.52, 13.405), Point(48.137, 11.575))) == 504
    assert round(distance(Point(0, 179.5), Point(0, -179.5))) == 111

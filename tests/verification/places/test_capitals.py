"""Which names of a text in capitals are likely places: what a report says of its country."""

from typing import Any

import pytest

from llmextract.records import Context
from llmextract.verification import places
from llmextract.verification.source_text import SourceText

TRUCKS = "GUNMEN BURNED TRUCKS IN GAO AND IN IBARRA AND IN TIME."
"""Towns of Mali, Ecuador and Norway; none so large that it is meant wherever it is named."""
ALL = ["GAO", "IBARRA", "TIME"]


def likely(text: str, **context: Any) -> list[str]:
    source = SourceText(text, context=Context(**context))
    return list(places.likely(source, places.offered(SourceText(text))))


def test_where_no_country_is_told_the_name_of_any_place_may_be_one() -> None:
    assert likely(TRUCKS.replace("GAO", "GAO AND IN ZORVAK")) == ALL
    assert likely(TRUCKS, title="Trucks burned") == ALL


@pytest.mark.parametrize(
    ("context", "left"),
    [
        ({"dateline": "BAMAKO, 3 May (Agency) - "}, ["GAO"]),
        ({"dateline": "LOJA, 3 May (Agency) - "}, ["IBARRA"]),
        ({"title": "Raids in Mali"}, ["GAO"]),
        ({"title": "Malian raids"}, ["GAO"]),
        ({"title": "Raids in Mali and Norway"}, ["GAO", "TIME"]),
    ],
)
def test_the_country_of_the_dateline_or_the_headline_tells(
    context: dict[str, Any], left: list[str]
) -> None:
    assert [name for name in likely(TRUCKS, **context) if name in ALL] == left


def test_the_text_tells_its_country_by_name_or_by_the_word_for_its_people() -> None:
    assert likely(f"IN MALI {TRUCKS}") == ["MALI", "GAO"]
    assert likely(f"ECUADORIAN {TRUCKS}") == ["IBARRA"]


def test_a_town_of_the_text_tells_no_country() -> None:
    assert likely(TRUCKS.replace("IBARRA", "BAMAKO")) == ["GAO", "BAMAKO", "TIME"]


def test_countries_regions_and_large_cities_are_meant_wherever_they_are_named() -> None:
    assert likely("MALIAN GUNMEN BURNED TRUCKS IN PERU AND IN DARFUR AND IN LIMA AND IN TIME.") == [
        "PERU",
        "DARFUR",
        "LIMA",
    ]


def test_a_noun_of_places_beside_a_name_is_enough() -> None:
    assert likely("MALIAN GUNMEN BURNED TRUCKS IN THE VILLAGE OF ZORVAK AND IN KARVEL.") == [
        "ZORVAK"
    ]


def test_only_the_names_that_are_given_come_back_in_their_order() -> None:
    source = SourceText(f"MALIAN {TRUCKS} IN MOPTI")
    assert places.likely(source, ["MOPTI", "TIME", "GAO"]) == ("MOPTI", "GAO")
    assert places.likely(source, []) == ()


def test_the_first_bearer_of_the_name_of_a_dateline_is_meant() -> None:
    # There is a Lima in Argentina too, where Tandil is.
    text = "GUNMEN BURNED TRUCKS IN TANDIL AND IN HUARAZ."
    assert likely(text, dateline="LIMA, 3 May (Agency) - ") == ["HUARAZ"]

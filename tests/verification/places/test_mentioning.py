"""Which names are found, as what, lying in what; and what a model is offered."""

from dataclasses import replace
from typing import Any

import pytest

from llmextract.records import Context
from llmextract.verification import places
from llmextract.verification.lexing import lexed
from llmextract.verification.places.naming import names
from llmextract.verification.source_text import SourceText


def mentions(text: str) -> dict[str, places.Mention]:
    return {mention.name: mention for mention in places.mentions(SourceText(text))}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("A bus burned in the village of Tinzawa.", "Tinzawa", "village"),
        ("A bus burned in Gourma district.", "Gourma", "district"),
        ("A bus burned in Gourma Province.", "Gourma", "province"),
        ("A bus burned in the Adrar Mountains.", "Adrar Mountains", "mountains"),
        ("A bus burned at Camp Tinzawa.", "Tinzawa", "site"),
        ("A bus burned in Bamako.", "Bamako", "city"),
        ("A bus burned in Mali.", "Mali", "country"),
        ("A bus burned in Tinzawa.", "Tinzawa", "unknown"),
        ("A bus burned in Darfur.", "Darfur", "region"),
        ("A BUS BURNED IN THE VILLAGE OF TINZAWA.", "TINZAWA", "village"),
    ],
)
def test_kinds(text: str, name: str, kind: str) -> None:
    assert mentions(text)[name].kind == kind


@pytest.mark.parametrize(
    ("text", "name", "within"),
    [
        ("In the village of Tinzawa in Gourma province a bus burned.", "Tinzawa", ("Gourma",)),
        ("In Tinzawa, in the north of Mali, a bus burned.", "Tinzawa", ("Mali",)),
        ("In Tinzawa (Gourma province) a bus burned.", "Tinzawa", ("Gourma",)),
        ("In Tinzawa, Gourma province, Mali, a bus burned.", "Tinzawa", ("Gourma", "Mali")),
        ("In Gao, Mali, a bus burned.", "Gao", ("Mali",)),
        ("In Gao, Kidal and Timbuktu buses burned.", "Gao", ()),
        ("In Gao and in Mali buses burned.", "Gao", ()),
        ("In Gao a bus burned.", "Gao", ()),
        ("The fire in Gao's market in Mali spread.", "Gao", ()),
    ],
)
def test_what_a_place_lies_in(text: str, name: str, within: tuple[str, ...]) -> None:
    assert mentions(text)[name].within == within


@pytest.mark.parametrize(
    ("text", "name", "plays"),
    [
        ("A bus burned in Gao.", "Gao", "location"),
        ("Families fled to Gao.", "Gao", "destination"),
        ("The Gao Liberation Front fired.", "Gao Liberation Front", ""),
        ("A bus burned 9 km north of Gao.", "Gao", "reference"),
        ("Captain Ali Timbuktu fired.", "Timbuktu", ""),
        ("He was seen on Gao Street.", "Gao", "street"),
        ("A bus stopped near Captain Tinzawa.", "Captain Tinzawa", "person"),
        ("A bus stopped near Front Tinzawa.", "Front Tinzawa", "group"),
        ("A bus of the PMF stopped near the PMF.", "PMF", ""),
    ],
)
def test_parts_that_names_play(text: str, name: str, plays: str) -> None:
    found = mentions(text)
    if plays:
        assert found[name].plays == plays
    else:
        assert not any(m.plays == "location" for m in found.values())


def test_mentions_stand_in_their_parts_in_order() -> None:
    context = Context(title="Blast in Sokoto", dateline="LAGOS (AFP) —", before="He was in Kano.")
    source = SourceText("A bus burned in Gao, then in Kidal.", context)
    found = [(m.part, m.name) for m in places.mentions(source)]
    assert found[:3] == [("text", "Gao"), ("text", "Kidal"), ("title", "Sokoto")]
    assert ("before", "Kano") in found
    assert places.mentions(source) is places.mentions(source)


def test_offered_keeps_the_order_and_each_name_once() -> None:
    text = "Shots fell in Gao and Kidal. The Kidal Brigade left Gao for Niamey."
    assert places.offered(SourceText(text)) == ("Gao", "Kidal")


def test_offered_takes_the_headline_and_the_paragraph_before_but_no_dateline() -> None:
    context = Context(title="Blast in Sokoto", dateline="LAGOS (AFP) —", before="He was in Kano.")
    assert places.offered(SourceText("Two bakers died.", context)) == ("Sokoto", "Kano")


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Shots fell in southern Mali.", "southern Mali"),
        ("Shots fell 9 km north of Gao.", "north of Gao"),
    ],
)
def test_offered_has_the_phrase_that_singles_out_a_part(text: str, phrase: str) -> None:
    assert phrase in places.offered(SourceText(text))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("GUNMEN ATTACKED A FARM IN SAN LUIS DE TINZAWA.", ["SAN LUIS DE TINZAWA"]),
        ("BOMBS FELL IN TINZAWA, GOURMA, AND ADRAR.", ["TINZAWA", "GOURMA", "ADRAR"]),
        ("A BRIDGE IN SOUTH SUDAN COLLAPSED.", ["SOUTH SUDAN"]),
        ("REBELS SHELLED TINZAWA.", ["TINZAWA"]),
        ("REBELS SHELLED BAMAKO YESTERDAY.", ["BAMAKO"]),
        ('A MINE LAY AT THE "TINZAWA" RANCH.', ["TINZAWA"]),
        ("HE DIED IN AL-TINZAWA TODAY.", ["AL-TINZAWA"]),
        ("LIMA RESIDENTS PROTESTED.", ["LIMA"]),
        ("SAN SALVADOR RESIDENTS PROTESTED.", ["SAN SALVADOR"]),
        ("A BUS BURNED IN PORT SUDAN.", ["PORT SUDAN"]),
        ("A BUS BURNED IN TINZAWA'S MARKET.", ["TINZAWA"]),
        ("A BUS BURNED IN TINZAWA DE, THEN ANOTHER.", ["TINZAWA"]),
        ("A BUS BURNED IN SAN TINZAWA TODAY.", ["SAN TINZAWA"]),
        ("A BUS BURNED IN DA NANG PROVINCE.", ["DA NANG"]),
        ("POLICE WERE SEEN IN PEKING.", ["PEKING"]),
    ],
)
def test_names_in_text_without_case(text: str, names: list[str]) -> None:
    assert list(places.offered(SourceText(text))) == names


def test_groups_and_persons_are_not_offered() -> None:
    text = "The Mali Lions Brigade and Captain John Lagos fought in Ansongo, the Gao Herald said."
    assert places.offered(SourceText(text)) == ("Ansongo",)


def innermost(text: str, **context: Any) -> tuple[str, ...]:
    return places.innermost(SourceText(text, Context(**context)))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Shots fell in the village of Tinzawa in Gourma province.", ("Tinzawa",)),
        ("Shots fell in Tinzawa, Gourma province, Mali.", ("Tinzawa",)),
        ("Shots fell in Gourma province.", ("Gourma",)),
        ("Shots fell in Tinzawa in Gourma province and in Kidal.", ("Tinzawa", "Kidal")),
        ("Shots fell in Gao and Kidal, then in Gao.", ("Gao", "Kidal")),
        ("In Tinzawa in Gourma province shots fell. GOURMA province was quiet.", ("Tinzawa",)),
        ("Shots fell in southern Mali.", ("Mali",)),
        ("Shots fell 9 km north of Gao.", ("Gao",)),
        ("Families fled to Niamey.", ()),
        ("Shots fell.", ()),
    ],
)
def test_a_place_that_holds_another_is_not_the_innermost(text: str, names: tuple[str, ...]) -> None:
    assert innermost(text) == names


def test_the_innermost_are_looked_for_where_places_are_offered() -> None:
    context = {"title": "Blast in Sokoto", "before": "He was in Wurno in Sokoto state."}
    assert innermost("Two bakers died.", dateline="LAGOS (AFP) —", **context) == ("Wurno",)
    assert innermost("A bus burned in Gao.", title="Blast in Kidal") == ("Gao", "Kidal")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Shots fell at the Olive Hotel in Gao.", ("Olive", "Gao")),
        ("Shots fell at the hotel of Tinzawa in Gourma province.", ("Tinzawa",)),
        ("Shots fell in Tinzawa village in Gourma province.", ("Tinzawa",)),
    ],
)
def test_the_name_of_a_building_alone_is_no_place(text: str, names: tuple[str, ...]) -> None:
    assert innermost(text) == names


def test_where_every_place_holds_another_all_are_offered() -> None:
    text = "Shots fell in Tinzawa in Gourma. Shots fell in Gourma in Tinzawa."
    assert innermost(text) == places.offered(SourceText(text)) != ()


def test_what_holds_only_a_place_that_does_not_count_stays_a_choice() -> None:
    source = SourceText("Gunmen attacked a mill in Orvak in Kidal province and a shop in Gao.")
    assert places.innermost(source) == ("Orvak", "Gao")
    assert places.innermost(source, among=("Kidal", "Gao")) == ("Kidal", "Gao")
    assert places.innermost(source, among=()) == ()


def test_what_is_remembered_of_a_text_is_whole_when_others_see_it() -> None:
    class Memo(dict[str, Any]):
        def __setitem__(self, key: str, value: Any) -> None:
            super().__setitem__(key, value)
            seen.setdefault(key, list(value))

    seen: dict[str, list[Any]] = {}
    text = replace(lexed(SourceText("A bus burned in Goma and in Old Sake."), "text"), memo=Memo())
    assert names(text) == seen["names"] == text.memo["names"]

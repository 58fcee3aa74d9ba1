"""Narrowing to a paragraph: what is offered, what the text settles, and whose part is asked."""

from dataclasses import replace
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from llmextract import Evidence, Grounded
from llmextract.content import load_prompt, load_schema
from llmextract.reading.sheets import Blank, Party, Side
from llmextract.records import Context
from llmextract.rules import candidates as narrowing
from llmextract.rules.sketching import Entry
from llmextract.rules.triggers import Cues, read_cues
from llmextract.schema.form import Form, form_of
from llmextract.verification.source_text import SourceText

DISASTER = form_of(load_schema("disaster"))


class Haul(BaseModel):
    weight: Annotated[float | None, Grounded("quote", role="kilogram, kg")] = Field(description="w")
    boxes: Annotated[int, Grounded("quote")] = Field(description="any number of the text")
    label: Annotated[str | None, Grounded("quote")] = Field(description="as written")
    sealed: Annotated[bool | None, Grounded("quote")] = Field(description="whether it was shut")


@pytest.mark.parametrize(
    ("text", "weight", "boxes"),
    [
        ("Customs found 212.5 kilograms of scales in 12 boxes.", [212.5], [212.5, 12.0]),
        ("Customs found 12 boxes, of 14 and 15.5 kg.", [15.5], [12.0, 14.0, 15.5]),
        ("Customs found boxes.", [], []),
    ],
)
def test_a_measure_is_offered_the_numbers_beside_its_words(
    text: str, weight: list[float], boxes: list[float]
) -> None:
    found = narrowing.offers(form_of(Haul), SourceText(text))
    assert list(found["weight"]) == weight
    assert list(found["boxes"]) == boxes
    assert "label" not in found
    assert "sealed" not in found


def test_a_measure_that_is_asked_again_is_offered_its_own_sentence_with_or_without_cues() -> None:
    text = "A quake of magnitude 5.5 shook Kesk. A shock of magnitude 4.1 came later."
    source = SourceText(text)
    cues = load_prompt("disaster").cues
    for given in (None, cues):
        found, empty = narrowing.open_offers(
            DISASTER, source, Entry((2,)), ["magnitude", "missing"], given
        )
        assert list(found["magnitude"]) == [4.1]
        assert empty == {"missing": None}


def test_fields_that_only_cues_know_are_left_open_without_them() -> None:
    source = SourceText("A quake shook Kesk.")
    names = ["disaster_type", "status", "responders"]
    assert narrowing.open_offers(DISASTER, source, Entry((1,)), names, None) == ({}, {})
    found, empty = narrowing.open_offers(
        DISASTER, source, Entry((1,)), names, load_prompt("disaster").cues
    )
    assert found == {"disaster_type": ["earthquake"], "status": ["happened"]}
    assert empty == {"responders": []}


# One incident: what its sentences settle, and whose part is asked


def kind_of(row: dict[str, Any]) -> str:
    kinds = {"gunmen": "armed", "mayor": "official", "car": "vehicle", "miller": "people"}
    return next(
        (kind for word, kind in kinds.items() if row["name"].lower().endswith(word)), "unknown"
    )


class Somebody(BaseModel):
    name: Annotated[str, Grounded("name")]
    kind: str = Field(default_factory=kind_of)


class Spot(BaseModel):
    name: Annotated[str, Grounded("place", role="location")]


class Raid(BaseModel):
    sentences: Annotated[list[int], Evidence()]
    act: Literal["strike", "blast", "theft"]
    mood: Literal["calm", "angry"] | None
    day: Annotated[str | None, Grounded("date")]
    spots: list[Spot] = Field(max_length=2)
    doers: list[Somebody] = Field(max_length=2)
    hit: list[Somebody] = Field(max_length=2)
    tools: list[Annotated[str, Grounded("quote")]] = Field(max_length=2)


RAID = form_of(Raid)
CUES = read_cues(
    """
field = "act"
general = "strike"
doers = "doers"
hit = "hit"
effects = "wounded"
pointing = "the"
apart = "another"
naming = "the"

[parts]
bystanders = "official, vehicle"
things = "vehicle"

[acts.strike]
verbs = "attacked"
nouns = "attack, attacks"
[acts.blast]
verbs = "bombed"
nouns = "blast*"
[acts.theft]
verbs = "robbed"
nouns = "theft*"

[fields.tools]
words = "axe*, rope*, torch*"
phrases = true
[fields.mood.values]
calm = "calmly"
angry = "furious, calmly"
""",
    "raid",
)


def blank(text: str, *, form: Form = RAID, cues: Cues = CUES, **context: Any) -> Blank:
    """The blank of an incident that the whole of a text tells."""
    source = SourceText(text, context=Context(**context))
    entry = Entry(tuple(range(1, len(source.bounds) + 1)))
    (made,) = narrowing.sheet(form, source, [entry], cues).blanks
    return made


def part(name: str, *sides: Side) -> Party:
    return Party(name, name, sides)


def test_where_the_syntax_tells_both_sides_nobody_is_asked_for_a_part() -> None:
    made = blank("Gunmen attacked a miller near Ana Ruiz and Jon Orlo.")
    assert (made.fixed["doers"], made.fixed["hit"]) == (["Gunmen"], ["miller"])
    assert (made.parties, made.sides) == ((), {})


def test_where_it_is_silent_each_party_may_have_done_it_or_been_hit() -> None:
    made = blank("There was an attack; Red Star and a miller were there.")
    assert made.parties == (part("Red Star", "doer", "hit"), part("miller", "doer", "hit"))
    assert made.sides == {"doer": "doers", "hit": "hit"}
    assert not {"doers", "hit"} & {*made.fixed, *made.offers}


def test_where_it_tells_one_side_only_the_other_is_asked() -> None:
    made = blank("Gunmen attacked at dawn; Red Star and a miller were there.")
    assert made.fixed["doers"] == ["Gunmen"]
    assert made.parties == (part("Red Star", "hit"), part("miller", "hit"))
    assert made.sides == {"hit": "hit"}


def test_a_bystander_is_never_asked_whether_it_did_it() -> None:
    made = blank("There was an attack; the mayor and a car were there.")
    assert made.parties == (part("mayor", "hit"), part("car", "hit"))
    told = blank("The attack wounded a miller, who was attacked; the mayor came with Red Star.")
    assert told.fixed["hit"] == ["miller"]
    assert told.parties == (part("Red Star", "doer"),)


def test_what_the_syntax_tells_is_cut_where_the_list_ends() -> None:
    made = blank("Gunmen attacked Ana Ruiz, Jon Orlo and Eva Kesk.")
    assert made.fixed["hit"] == ["Ana Ruiz", "Jon Orlo"]


def test_no_more_parties_are_asked_for_than_a_sentence_of_deeds_has() -> None:
    names = ["Ana Ruiz", "Jon Orlo", "Eva Kesk", "Ida Marn", "Ole Dorn", "Pia Lund", "Tom Vane",
             "Una Holt", "Max Pell"]  # fmt: skip
    made = blank(f"There was an attack; {', '.join(names)} met.")
    assert [one.name for one in made.parties] == names[:8]


def test_in_a_text_in_capitals_parties_are_shown_in_small_letters() -> None:
    made = blank("THERE WAS AN ATTACK AT DAWN; A MILLER AND SOME GUNMEN WERE THERE.")
    assert [(one.name, one.shown) for one in made.parties] == [
        ("MILLER", "miller"),
        ("GUNMEN", "gunmen"),
    ]


def test_a_town_is_no_party() -> None:
    made = blank("There was an attack near Kidal, and Red Star came from Gao.")
    assert [one.name for one in made.parties] == ["Red Star"]


def test_a_domain_without_sides_asks_for_its_lists() -> None:
    text = "There was an attack; Red Star and a miller were there."
    for cues in (replace(CUES, doers=None, hit=None), replace(CUES, doers="others", hit="others")):
        made = blank(text, cues=cues)
        assert (made.parties, made.sides) == ((), {})
        assert not {"doers", "hit"} & {*made.fixed}
        assert {"doers", "hit"} <= {slot.name for slot in made.asked(RAID)}


def test_lists_of_plain_words_are_asked_as_they_are() -> None:
    class Plain(BaseModel):
        doers: list[Annotated[str, Grounded("name")]]
        hit: list[str]

    made = blank("Gunmen attacked a miller; Red Star was there.", form=form_of(Plain))
    assert made == Blank({}, {}, (), {})


def test_of_one_side_alone_only_that_is_asked() -> None:
    made = blank("There was an attack; Red Star came.", cues=replace(CUES, doers=None))
    assert made.parties == (part("Red Star", "hit"),)
    assert "doers" in {slot.name for slot in made.asked(RAID)}


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Gunmen bombed a mill.", "blast"),
        ("Gunmen attacked a mill with a blast.", "blast"),
        ("Gunmen attacked a mill.", "strike"),
        ("Hours after the blast, two were wounded.", "blast"),
        ("Hours after the blast, two were wounded in a theft.", "theft"),
        ("Two were wounded.", "strike"),
    ],
)
def test_the_kind_of_act_is_what_its_words_name_and_else_the_general_one(
    text: str, act: str
) -> None:
    assert blank(text).fixed["act"] == act


def test_two_kinds_are_a_choice_and_the_general_one_is_none() -> None:
    made = blank("Gunmen bombed and robbed a mill that was attacked.")
    assert made.offers["act"] == ["blast", "theft"]
    strange = tuple(replace(act, value=act.value.replace("theft", "heist")) for act in CUES.acts)
    known = blank("Gunmen bombed and robbed a mill.", cues=replace(CUES, acts=strange))
    assert known.fixed["act"] == "blast"
    nothing = blank("Two were wounded.", cues=replace(CUES, general=None))
    assert "act" in {slot.name for slot in nothing.asked(RAID)}
    assert "act" not in nothing.offers
    other = blank("Two were wounded.", cues=replace(CUES, general="feud"))
    assert "act" in {slot.name for slot in other.asked(RAID)}


@pytest.mark.parametrize(
    ("hit", "act"), [("a miller", "strike"), ("a miller and a mill", "theft"), ("a mill", "theft")]
)
def test_an_act_may_be_another_where_only_people_are_hit(hit: str, act: str) -> None:
    acts = [replace(one, of_people="strike" if one.value == "theft" else None) for one in CUES.acts]
    cues = replace(CUES, acts=tuple(acts), people=frozenset({"people"}))
    assert blank(f"Gunmen robbed {hit}.", cues=cues).fixed["act"] == act
    assert blank(f"Gunmen robbed {hit}.").fixed["act"] == "theft"
    nobody = blank("At dawn there was a theft; some were wounded.", cues=cues)
    assert nobody.fixed["act"] == "theft"
    assert blank(f"Gunmen robbed {hit}.", cues=replace(cues, hit=None)).fixed["act"] == "theft"


@pytest.mark.parametrize(
    ("text", "tools"),
    [
        ("Gunmen attacked a mill with an axe, some torches and a long rope.", ["axe", "torches"]),
        ("Gunmen attacked a mill with a rusty axe.", ["rusty axe"]),
        ("Gunmen attacked a mill.", []),
    ],
)
def test_tools_are_the_phrases_of_the_text_and_never_asked(text: str, tools: list[str]) -> None:
    assert blank(text).fixed["tools"] == tools


def test_a_fixed_value_that_may_be_missing_is_asked_although_one_word_calls_for_it() -> None:
    assert blank("Furious gunmen attacked a mill.").offers["mood"] == ["angry"]
    assert blank("Gunmen calmly attacked a mill.").offers["mood"] == ["calm", "angry"]


@pytest.mark.parametrize(
    ("text", "spots", "day"),
    [
        ("Gunmen attacked a mill in Kidal on Monday.", ["Kidal"], "Monday"),
        ("Gunmen attacked a mill in Orvak in Kidal province late on Monday.", ["Orvak"],
         "late on Monday"),
        ("Gunmen attacked a mill in southern Mali on 3 May.", ["Mali"], "3 May"),
        ("Gunmen attacked a mill. It stood in Kidal. On Monday they left.", ["Kidal"], "Monday"),
        ("Gunmen attacked a mill.", [], None),
    ],
)  # fmt: skip
def test_the_only_place_and_day_of_an_incident_are_its_own(
    text: str, spots: list[str], day: str | None
) -> None:
    made = blank(text)
    assert (made.fixed["spots"], made.fixed["day"]) == (spots, day)
    assert not {"spots", "day"} & {*made.offers}


def test_two_places_or_days_are_a_choice() -> None:
    made = blank("Gunmen attacked a mill between Kidal and Gao on Monday or Tuesday.")
    assert list(made.offers["spots"]) == ["Kidal", "Gao"]
    assert list(made.offers["day"]) == ["Monday", "Tuesday"]


def test_what_another_sentence_or_the_headline_names_is_a_choice_even_alone() -> None:
    source = SourceText("On Monday it rained in Kidal. Gunmen attacked a mill.")
    (made,) = narrowing.sheet(RAID, source, [Entry((2,))], CUES).blanks
    assert (*made.offers["spots"], *made.offers["day"]) == ("Kidal", "Monday")
    titled = blank("Gunmen attacked a mill.", title="Raid in Gao on 3 May")
    assert (*titled.offers["spots"], *titled.offers["day"]) == ("Gao", "3 May")


def test_in_capitals_what_no_gazetteer_knows_is_no_place_without_a_noun_that_says_so() -> None:
    assert blank("A BLAST WAS HEARD IN KIDAL.").fixed["spots"] == ["KIDAL"]
    assert blank("A BLAST WAS HEARD IN ZORVAK.").fixed["spots"] == []
    assert blank("A BLAST WAS HEARD IN THE VILLAGE OF ZORVAK.").fixed["spots"] == ["ZORVAK"]
    assert blank("A blast was heard in Zorvak.").fixed["spots"] == ["Zorvak"]


def test_in_capitals_places_of_other_countries_than_the_reports_are_not_offered() -> None:
    text = "MALIAN TRUCKS WERE BOMBED IN ZORVAK AND IN TIME, IN ADDITION TO ONE IN {}."
    assert blank(text.format("GAO")).fixed["spots"] == ["GAO"]
    assert blank(text.format("KARVEL")).fixed["spots"] == []
    # Who lists the records is offered all: one of them may tell of any place.
    found = narrowing.offers(RAID, SourceText(text.format("GAO")))
    assert found["spots"] == ("ZORVAK", "TIME", "ADDITION", "GAO")


def test_in_capitals_all_likely_places_are_filled_in() -> None:
    text = "MALIAN TRUCKS WERE BOMBED BETWEEN GAO AND KIDAL, AND IN TIME THE ROAD WAS CLOSED."
    assert blank(text).fixed["spots"] == ["GAO", "KIDAL"]
    told = text.capitalize().replace("gao", "Gao").replace("kidal", "Kidal")
    assert list(blank(told).offers["spots"]) == ["Gao", "Kidal"]


def test_who_lists_the_records_may_choose_a_province_that_holds_another_place() -> None:
    text = "Gunmen attacked a mill in Orvak in Kidal province. Kidal had a theft too."
    assert list(narrowing.offers(RAID, SourceText(text))["spots"]) == ["Orvak", "Kidal"]


def test_a_phrase_that_is_longer_than_a_name_may_be_is_no_name() -> None:
    """Found on a report in capitals: it was filled in, the class refused it, and the run ended."""
    cues = load_prompt("incident").cues
    assert cues is not None
    form = form_of(load_schema("incident"))
    long = "men of the " + "very old and much loved " * 3 + "Orvak Farmers Committee of Mothers"
    for text in (
        f"On Monday {long} attacked a mill in Gao.",
        f"On Monday gunmen attacked {long} in Gao.",
        f"A mill in Gao was attacked on Monday; {long} were seen.",
    ):
        source = SourceText(text)
        sheet = narrowing.sheet(form, source, [Entry((1,))], cues)
        (blank,) = sheet.blanks
        names = [*blank.fixed.get("perpetrators", ()), *blank.fixed.get("targets", ())]
        assert all(len(name) <= 80 for name in (*names, *(one.name for one in blank.parties)))
        assert sheet.parse('{"1": {}}')

"""The records that the rules alone read: one row a template, a value for each field or nothing."""

from dataclasses import replace
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from llmextract import Evidence, Grounded, rules
from llmextract.content import load_schema
from llmextract.records import Context
from llmextract.schema.lenient import read_rows
from llmextract.schema.outline import Outline, outline_of
from llmextract.verification.source_text import SourceText
from tests.rules.domain import shipped


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
    act: Literal["strike", "blast", "theft", "flight"]
    mood: Literal["calm", "angry"] | None
    day: Annotated[str | None, Grounded("date")]
    spots: list[Spot] = Field(max_length=2)
    agents: list[Somebody] = Field(max_length=2)
    victims: list[Somebody] = Field(max_length=2)
    tools: list[Annotated[str, Grounded("quote")]] = Field(max_length=2)
    wounded: Annotated[int | None, Grounded("number", role="injured")]
    remark: str | None


RAID = outline_of(Raid)
TRIGGERS = rules.read_triggers(
    """
field = "act"
general = "strike"
agents = "agents"
patients = "victims"
effects = "wounded"
pointing = "the"
apart = "another"
naming = "the"
lacking = "no"

[roles]
effects = "wounded"
bystanders = "official, vehicle"
things = "vehicle"
people = "people"

[acts.strike]
verbs = "attacked"
nouns = "attack, attacks"
[acts.blast]
verbs = "bombed"
nouns = "blast*"
of_many = "strike"
[acts.theft]
verbs = "robbed"
nouns = "theft*"
of_people = "strike"
[acts.flight]
manner_of = "blast, strike"
unless = "grounded"
nouns = "plane, planes"

[fields.tools]
words = "axe*, rope*, torch*"
phrases = true
[fields.mood.values]
calm = "calmly"
angry = "furious, calmly"
""",
    "raid",
)


def rows(
    text: str, outline: Outline = RAID, triggers: rules.Triggers = TRIGGERS, **context: Any
) -> list[dict[str, Any]]:
    return rules.read(SourceText(text, context=Context(**context)), outline, triggers)


def row(text: str, **options: Any) -> dict[str, Any]:
    (made,) = rows(text, **options)
    return made


def test_a_row_has_every_field_and_what_is_not_known_is_empty() -> None:
    assert row("Two millers were wounded.") == {
        "sentences": [1],
        "act": "strike",
        "mood": None,
        "day": None,
        "spots": [],
        "agents": [],
        "victims": ["millers"],
        "tools": [],
        "wounded": 2,
        "remark": None,
    }


def test_a_count_of_the_headline_is_of_the_whole_article() -> None:
    assert row("Gunmen attacked a mill.", title="Nine wounded")["wounded"] is None


def test_an_item_of_a_list_is_headed_with_its_place() -> None:
    assert row("- Wadi Sirr: Gunmen attacked a mill.")["spots"] == ["Wadi Sirr"]
    assert row("Update: Gunmen attacked a mill.")["spots"] == []


def test_the_day_of_a_dateline_gives_way_to_that_of_the_text() -> None:
    text = "KIDAL, March 4 (Agency) - Gunmen attacked a mill on Tuesday."
    assert row(text)["day"] == "Tuesday"


def test_several_places_behind_an_incident_do_not_say_where_it_was() -> None:
    assert row("Gunmen attacked a mill. It rained in Kidal and in Gao.")["spots"] == []
    assert row("Gunmen attacked a mill. It rained in Kidal.")["spots"] == ["Kidal"]


def test_the_last_word_of_a_group_is_no_place() -> None:
    incident, triggers = outline_of(load_schema("incident")), shipped("incident")
    text = "Marines seized a fish market from the Coast Front."
    assert row(text, outline=incident, triggers=triggers)["locations"] == []


def test_of_a_thing_that_somebody_sent_its_owner_acts() -> None:
    incident, triggers = outline_of(load_schema("incident")), shipped("incident")
    for text, doers in (
        ("Government jets bombed a camp near Kidal.", ["Government jets"]),
        ("Two buses hit a camp near Kidal.", []),
    ):
        assert row(text, outline=incident, triggers=triggers)["perpetrators"] == doers


def test_the_sides_of_an_act_without_direction_stand_one_in_each_list() -> None:
    incident, triggers = outline_of(load_schema("incident")), shipped("incident")
    made = row(
        "The River Guard and the Red Column clashed in Kidal.",
        outline=incident,
        triggers=triggers,
    )
    assert (made["perpetrators"], made["targets"]) == (["River Guard"], ["Red Column"])


def test_each_template_is_a_record_and_its_sentences_are_the_evidence() -> None:
    text = "It rained. Gunmen attacked a mill. In another village, the army robbed a bank."
    assert [one["sentences"] for one in rows(text)] == [[2], [3]]
    assert rows("It rained in Gao.") == []


def test_the_syntax_puts_actors_on_their_sides_and_the_class_says_how_many() -> None:
    made = row("Gunmen attacked Ana Ruiz, Jon Orlo and Eva Kesk near a mill.")
    assert (made["agents"], made["victims"]) == (["Gunmen"], ["Ana Ruiz", "Jon Orlo"])


def test_nobody_is_put_on_a_side_where_the_syntax_is_silent() -> None:
    made = row("There was an attack at dawn on Monday; Red Star and a miller were there.")
    assert (made["agents"], made["victims"]) == ([], [])


def test_a_domain_may_have_one_side_or_none() -> None:
    text = "Gunmen attacked a miller."
    one = row(text, triggers=replace(TRIGGERS, agents=None))
    assert (one["agents"], one["victims"]) == ([], ["miller"])
    none = row(text, triggers=replace(TRIGGERS, agents=None, patients=None))
    assert (none["agents"], none["victims"]) == ([], [])


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Gunmen bombed a mill.", "blast"),
        ("Gunmen attacked a mill with a blast.", "blast"),
        ("Gunmen attacked a mill.", "strike"),
        ("Hours after the blast, a nurse was wounded.", "blast"),
        ("Hours after the blast, a nurse was wounded in a theft.", "theft"),
        ("A nurse was wounded.", "strike"),
        ("A plane bombed a mill.", "flight"),
        ("A plane was attacked and grounded.", "strike"),
        ("A mill was attacked; no plane was seen, and no theft.", "strike"),
    ],
)
def test_the_kind_of_act_is_what_its_words_name_and_else_the_general_one(
    text: str, act: str
) -> None:
    assert row(text)["act"] == act


def test_a_kind_may_be_another_where_people_or_several_are_hit() -> None:
    assert row("Gunmen robbed a mill.")["act"] == "theft"
    assert row("Gunmen robbed a miller.")["act"] == "strike"
    assert row("Gunmen robbed a miller and a mill.")["act"] == "theft"
    assert row("Gunmen bombed a mill; a nurse was wounded.")["act"] == "blast"
    assert row("Gunmen bombed a mill; six nurses were wounded.")["act"] == "strike"
    assert (
        row("Gunmen robbed a miller.", triggers=replace(TRIGGERS, patients=None))["act"] == "theft"
    )


@pytest.mark.parametrize(
    ("text", "tools"),
    [
        ("Gunmen attacked a mill with an axe, some torches and a long rope.", ["axe", "torches"]),
        ("Gunmen attacked a mill with a rusty axe.", ["rusty axe"]),
        ("Gunmen attacked a mill.", []),
    ],
)
def test_tools_are_the_phrases_of_the_text(text: str, tools: list[str]) -> None:
    assert row(text)["tools"] == tools


@pytest.mark.parametrize(
    ("text", "spots", "day"),
    [
        ("Gunmen attacked a mill in Kidal on Monday.", ["Kidal"], "Monday"),
        ("Gunmen attacked a mill in Orvak in Kidal province on 3 May.", ["Orvak"], "3 May"),
        ("It rained in Kidal on Monday. Gunmen attacked a mill.", ["Kidal"], "Monday"),
        ("Gunmen attacked a mill between Kidal and Gao.", ["Kidal", "Gao"], None),
        ("Gunmen attacked a mill.", [], None),
    ],
)
def test_place_and_day_stand_in_the_sentences_else_in_the_paragraph(
    text: str, spots: list[str], day: str | None
) -> None:
    made = rows(text)[-1]
    assert (made["spots"], made["day"]) == (spots, day)


def test_a_headline_that_names_one_place_names_the_place() -> None:
    assert row("Gunmen attacked a mill.", title="Raid in Gao")["spots"] == ["Gao"]
    assert row("Gunmen attacked a mill.", title="Raids in Gao and Kidal")["spots"] == []


def test_a_phrase_that_is_longer_than_a_name_may_be_is_no_name() -> None:
    """Found on a report in capitals: it was filled in, the class refused it, and the run ended."""
    outline = outline_of(load_schema("incident"))
    long = "men of the " + "very old and much loved " * 3 + "Orvak Farmers Committee of Mothers"
    for text in (f"{long} attacked a mill in Gao.", f"On Monday gunmen attacked {long} in Gao."):
        made = rows(text, outline, shipped("incident"))
        assert all(len(name) <= 80 for one in made for name in one["perpetrators"] + one["targets"])
        assert read_rows(made, outline).records


INCIDENT = outline_of(load_schema("incident"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A mine went off under a bus near Dorn.", {"event_type": "landmine"}),
        ("Warplanes bombed a depot near Dorn.", {"event_type": "airstrike"}),
        ("Raiders stormed the market of Dorn and killed nine.", {"event_type": "armed_attack"}),
        ("Two militias fought a battle near Dorn.", {"event_type": "clash"}),
        ("Rebels shot down a drone near Dorn.", {"event_type": "armed_attack"}),
        ("Gunmen shot dead six farmers near Dorn.", {"event_type": "armed_attack"}),
        ("Sappers discovered and defused a bomb near Dorn.", {"status": "attempted"}),
        ("Elders accuse the army of having shelled a village.", {"status": "alleged"}),
        ("A dozen huts burned down when rebels raided Dorn.", {"perpetrators": ["rebels"]}),
        ("A drone struck a depot near Dorn.", {"perpetrators": []}),
        (
            "Six men were shot in Dorn. The Red Column claimed responsibility.",
            {"perpetrators": ["Red Column"]},
        ),
        ("Clashes between the army and the RSF shook Dorn on Monday.", {"targets": ["RSF"]}),
    ],
)
def test_kinds_that_were_read_wrongly(text: str, expected: dict[str, Any]) -> None:
    (made,) = rows(text, INCIDENT, shipped("incident"))
    assert {name: made[name] for name in expected} == expected

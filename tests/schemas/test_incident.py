"""The schema of incidents: every field described, every type mapped, the kinds of actors."""

import sys
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from llmextract.content import load_schema
from llmextract.outputs.coding import coding_of
from llmextract.outputs.countries import country_of
from llmextract.schema.outline import outline_of
from llmextract.verification.marks import Evidence, Found, Grounded
from llmextract.verification.walk import plan_of

INCIDENT = load_schema("incident")
MODULE: Any = sys.modules[INCIDENT.__module__]

PINNED = {
    "sentences": "list[int]",
    "event_type": None,
    "status": None,
    "date": None,
    "locations": None,
    "perpetrators": None,
    "targets": None,
    "weapons": None,
    "killed": None,
    "injured": None,
}
EVENTS = [
    "armed_attack",
    "bombing",
    "suicide_bombing",
    "shelling",
    "airstrike",
    "landmine",
    "assassination",
    "kidnapping",
    "arson",
    "robbery",
    "hijacking",
    "seizure",
    "blockade",
    "clash",
    "other",
]
# The event types of the ACLED codebook.
ACLED = {
    "Battles",
    "Protests",
    "Riots",
    "Explosions/Remote violence",
    "Violence against civilians",
    "Strategic developments",
}


def test_the_fields_are_the_pinned_ones() -> None:
    assert set(INCIDENT.model_fields) == set(PINNED)
    assert list(MODULE.Location.model_fields) == ["name", "kind", "within"]
    assert list(MODULE.Actor.model_fields) == ["name", "kind"]
    assert list(get_args(MODULE.Status)) == [
        "happened",
        "attempted",
        "threatened",
        "claimed",
        "alleged",
    ]


@pytest.mark.parametrize("name", ["Incident", "Location", "Actor"])
def test_every_field_and_class_is_described(name: str) -> None:
    record: type[BaseModel] = getattr(MODULE, name)
    assert record.__doc__
    for field, info in record.model_fields.items():
        assert info.description, field


def test_every_event_type_has_its_place_in_the_codebook() -> None:
    assert list(get_args(MODULE.EventType)) == EVENTS
    coding = coding_of(outline_of(INCIDENT))
    pairs = [*coding.acled.events.values(), *(one.event for one in coding.acled.instead)]
    assert list(coding.acled.events) == EVENTS
    assert {event for event, _ in pairs} <= ACLED
    assert {event for event, _ in pairs} <= set(coding.acled.disorder)
    assert all(sub for _, sub in pairs)
    assert coding.acled.events["airstrike"][1] == "Air/drone strike"
    kinds = set(get_args(MODULE.ActorKind))
    assert {*coding.actors, *coding.things} == kinds - {"unknown"}
    assert {*coding.left_out["status"]} <= set(get_args(MODULE.Status))


def test_every_country_has_one_region() -> None:
    regions = coding_of(outline_of(INCIDENT)).acled.regions
    codes = [code for listed in regions.values() for code in listed.split()]
    assert len(codes) == len(set(codes)) > 230
    assert all(country_of(code) for code in codes)


def test_numbers_places_dates_and_names_are_checked() -> None:
    marks = {mark.name: mark.mark for mark in plan_of(INCIDENT).marks}
    assert marks["killed"] == Grounded("number", role="killed")
    assert marks["injured"] == Grounded("number", role="injured")
    assert marks["date"] == Grounded("date")
    assert marks["weapons"] == Grounded("quote")
    assert isinstance(marks["sentences"], Evidence)
    assert plan_of(INCIDENT).nested == (
        "event_type",
        "status",
        "locations",
        "perpetrators",
        "targets",
    )
    location = {mark.name: mark.mark for mark in plan_of(MODULE.Location).marks}
    assert isinstance(location["name"], Grounded)
    assert location["kind"] == Found("kind")
    assert location["within"] == Found("within")


def test_the_model_is_asked_for_names_alone() -> None:
    fields = {field.name: field for field in outline_of(INCIDENT).asked}
    assert list(fields) == list(INCIDENT.model_fields)
    assert [fields[n].head for n in ("locations", "perpetrators", "targets")] == ["name"] * 3


KINDS = {
    "vehicle": "an army convoy; two minibuses; the police car; a fuel tanker; lorries",
    "facility": """
        a police station; army barracks; the mayor's house; border posts; a girls' school; churches;
        the offices of the governor; power lines; embassies; the base of the 4th Battalion
    """,
    "external_forces": """
        Kenyan soldiers; Russian warplanes; U.S. forces; the coalition; UN peacekeepers; NATO;
        Wagner mercenaries; Ethiopian army
    """,
    "police": """
        police; two policewomen; riot police; a police chief; gendarmes; an officer of the police;
        constables; policemen
    """,
    "political_militia": """
        a pro-government militia; militiamen; death squads; paramilitaries; vigilantes;
        a self-defence group
    """,
    "state_forces": """
        soldiers; government troops; the Malian army; an army officer; a retired colonel; marines;
        security forces; servicewomen; the air force; border guards; infantrymen; a military chief
    """,
    "identity_militia": "tribesmen; armed herders; a clan militia leader; bandits; gang members",
    "rebels": """
        gunmen; masked men; a group of armed men; rebel commanders; the Islamic State; Taliban
        fighters; Lord's Resistance Army; the Lord’s Resistance Army; guerrillas; a gunwoman;
        members of the National Liberation Front; suicide bombers; al-Shabaab; separatists
    """,
    "officials": """
        the mayor of Orlo; a former minister; councilwomen; judges; two deputies; the governor's
        deputy; an election worker; the ambassador from Besk; a district chief
    """,
    "civilians": """
        villagers; women and children; schoolgirls; a priest; two nuns; people in a market; a bus
        driver; aid workers; families; passers-by; trade unionists; tribal elders; fishermen;
        residents of the village; teachers at a school
    """,
    "unknown": "the Red Column; Kassou; three others; ; fire; Basel",
}
NAMES = [
    (name.strip(), kind)
    for kind, names in KINDS.items()
    for name in " ".join(names.split()).split(";")
]


@pytest.mark.parametrize(("name", "kind"), NAMES)
def test_the_words_of_a_name_tell_its_kind(name: str, kind: str) -> None:
    assert MODULE.Actor(name=name).kind == kind
    assert MODULE.Actor(name=name.upper()).kind == kind


def test_a_name_that_is_missing_has_no_kind() -> None:
    assert MODULE.actor_kind({}) == "unknown"


def test_the_table_names_each_kind_and_no_word_twice() -> None:
    table: dict[str, str] = MODULE._ACTOR_WORDS
    assert {*table, "unknown"} == set(get_args(MODULE.ActorKind))
    words = [
        word for text in table.values() for word in {" ".join(w.split()) for w in text.split(",")}
    ]
    assert "" not in words
    assert not {word for word in words if words.count(word) > 1}

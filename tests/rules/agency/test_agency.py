"""Who acts and who is hit, told by the syntax around a name."""

from dataclasses import replace

import pytest
from pydantic import BaseModel

from llmextract.content import load_prompt, load_schema
from llmextract.rules import agency
from llmextract.rules.triggers import Cues

INCIDENT = load_schema("incident")


def shipped() -> Cues:
    cues = load_prompt("incident").cues
    assert cues is not None
    return cues


CUES = shipped()


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [
        ("Red Column", "The Red Column attacked a convoy near Dorn.", "acts"),
        ("Red Column", "The Red Column has repeatedly ambushed convoys.", "acts"),
        ("gunmen", "A judge was shot dead by masked gunmen in Dorn.", "acts"),
        ("A judge", "A judge was shot dead by masked gunmen in Dorn.", "hit"),
        ("Paul Vance", "Paul Vance, a judge of the high court, was assassinated.", "hit"),
        ("judges", "Rebels murdered two judges and a clerk.", "hit"),
        ("police station", "Rebels opened fire on a police station.", "hit"),
        ("a trader", "They found a trader shot dead by bandits.", "hit"),
        ("villagers", "Six villagers were killed.", "hit"),
        ("villagers", "The villagers fled to Dorn.", None),
        ("army", "The army attacked rebels; the army was attacked in turn.", None),
        ("", "Rebels murdered two judges.", None),
    ],
)
def test_part(name: str, text: str, part: str | None) -> None:
    assert agency.part_of(name, agency.mentions(text, CUES)) == part
    assert agency.part_of(name.upper(), agency.mentions(text.upper(), CUES)) == part


def test_a_name_is_found_as_a_part_of_a_longer_one() -> None:
    text = "The judge Paul Vance of Orla was murdered; rebels of Dorn shot a nurse."
    assert agency.part_of("the  Judge paul\nVance", agency.mentions(text, CUES)) == "hit"
    assert agency.part_of("Orla", agency.mentions(text, CUES)) == "hit"
    assert agency.part_of("Paul", agency.mentions(text, CUES)) is None, (
        "neither its beginning nor its end"
    )
    assert agency.part_of("two rebels", agency.mentions(text, CUES)) == "acts"
    assert agency.part_of("the", agency.mentions(text, CUES)) is None


def known(name: str) -> set[str]:
    return {"armed"} if name in {"gunmen", "army", "Dorn militia"} else set()


def cast(text: str, *places: str) -> agency.Cast:
    return agency.cast(text, CUES, places=places, kinds_of=known)


def test_the_cast_of_a_text_has_each_actor_once_in_order() -> None:
    assert cast("Gunmen shot a priest and a nurse. The gunmen shot the priest.") == agency.Cast(
        ("Gunmen",), ("priest", "nurse"), ()
    )


def test_of_whom_nothing_is_told_only_names_and_known_kinds_are_open() -> None:
    told = cast("Gunmen shot a priest. The army came with a basket to Ana Ruiz.")
    assert told.open == ("army", "Ana Ruiz")


def test_who_speaks_or_is_told_elsewhere_is_not_open() -> None:
    told = cast("General Ruiz said the army shot a priest. General Ruiz met the army.")
    assert told == agency.Cast(("army",), ("priest",), ())


def test_who_stands_on_both_sides_is_open() -> None:
    told = cast("The army attacked rebels. Rebels attacked a mill.")
    assert told == agency.Cast(("army",), ("mill",), ("Rebels",))


def test_a_thing_is_hit_but_does_not_act() -> None:
    text, cues = "The mill attacked the depot.", replace(CUES, things=frozenset({"thing"}))

    def acting(*kinds: str) -> tuple[str, ...]:
        told = agency.cast(text, cues, kinds_of=lambda _: kinds)
        assert told.hit == ("depot",)
        return told.acts

    assert acting("thing") == ()
    assert acting("thing", "armed") == acting() == ("mill",)


def test_a_noun_of_a_place_is_nobody_where_the_syntax_says_nothing() -> None:
    assert cast("The army met Ana Ruiz in Orla Town.").open == ("army", "Ana Ruiz")
    assert cast("The army met Ana Ruiz in the City of Orla.").open == ("army", "Ana Ruiz")
    assert cast("The army met Ana Ruiz in Orla Hall.").open == ("army", "Ana Ruiz", "Orla Hall")
    assert cast("The army attacked Orla Town.").hit == ("Orla Town",)


def test_a_place_is_where_and_not_whom_unless_its_name_tells_an_actor() -> None:
    text = "Gunmen attacked Orla near Dorn. The Dorn militia attacked a mill."
    assert cast(text).hit == ("Orla", "mill")
    assert cast(text).open == ("Dorn",)
    told = cast(text, "ORLA", "Dorn", "Dorn militia")
    assert told == agency.Cast(("Gunmen", "Dorn militia"), ("mill",), ())


def record(perpetrators: list[str], targets: list[str]) -> BaseModel:
    return INCIDENT.model_validate(
        {
            "sentences": [1],
            "event_type": "assassination",
            "status": "happened",
            "date": None,
            "locations": [],
            "perpetrators": [{"name": name} for name in perpetrators],
            "targets": [{"name": name} for name in targets],
            "weapons": [],
            "killed": None,
            "injured": None,
        }
    )


MURDER = "Rebels murdered two judges."


def names(made: BaseModel) -> tuple[list[str], list[str]]:
    sides = (getattr(made, side) for side in ("perpetrators", "targets"))
    perpetrators, targets = ([actor.name for actor in side] for side in sides)
    return perpetrators, targets


@pytest.mark.parametrize(
    ("given", "sorted_out"),
    [
        ((["two judges"], []), ([], ["two judges"])),
        ((["Rebels", "two judges"], ["two judges"]), (["Rebels"], ["two judges"])),
        (([], ["Rebels", "two judges"]), (["Rebels"], ["two judges"])),
        ((["Rebels"], ["two judges"]), (["Rebels"], ["two judges"])),
        ((["Western League"], []), (["Western League"], [])),
    ],
)
def test_an_actor_on_the_wrong_side_is_moved(
    given: tuple[list[str], list[str]], sorted_out: tuple[list[str], list[str]]
) -> None:
    assert names(agency.sort_out(record(*given), MURDER, CUES)) == sorted_out


def test_a_record_that_is_right_or_of_a_domain_without_sides_stays_itself() -> None:
    right, wrong = record(["Rebels"], ["two judges"]), record(["two judges"], ["Rebels"])
    assert agency.sort_out(right, MURDER, CUES) is right
    for cues in (replace(CUES, doers=None), replace(CUES, hit=None)):
        assert agency.sort_out(wrong, MURDER, cues) is wrong


class Plain(BaseModel):
    perpetrators: list[str]
    targets: list[str]


def test_actors_may_be_plain_words() -> None:
    given = Plain(perpetrators=["two judges", "nobody"], targets=["Rebels", "rebels"])
    made = agency.sort_out(given, MURDER, CUES)
    assert made == Plain(perpetrators=["nobody", "Rebels", "rebels"], targets=["two judges"])

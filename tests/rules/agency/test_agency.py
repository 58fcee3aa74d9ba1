"""Who acts and who is hit, told by the syntax around a name."""

from dataclasses import replace

from llmextract.rules import agency
from tests.rules.domain import shipped

TRIGGERS = shipped("incident")


def known(name: str) -> set[str]:
    return {"armed"} if name in {"gunmen", "army", "Dorn militia"} else set()


def cast(text: str, *places: str) -> agency.Cast:
    return agency.cast(text, TRIGGERS, places=places, kinds_of=known)


def test_the_cast_of_a_text_has_each_actor_once_in_order() -> None:
    assert cast("Gunmen shot a priest and a nurse. The gunmen shot the priest.") == agency.Cast(
        ("Gunmen",), ("priest", "nurse"), ()
    )


def test_of_whom_nothing_is_told_only_names_and_known_kinds_are_open() -> None:
    told = cast("Gunmen shot a priest. The army came with a basket to Ana Ruiz.")
    assert told.open == ("army", "Ana Ruiz")


def test_who_speaks_or_is_told_elsewhere_is_not_open() -> None:
    told = cast("General Ruiz said the army shot a priest. General Ruiz met the army.")
    assert told == agency.Cast(("army",), ("priest",), (), idle=("General Ruiz",))


def test_who_stands_on_both_sides_is_open() -> None:
    told = cast("The army attacked rebels. Rebels attacked a mill.")
    assert told == agency.Cast(("army",), ("mill",), ("Rebels",))


def test_a_thing_is_hit_but_does_not_act() -> None:
    text, triggers = "The mill attacked the depot.", replace(TRIGGERS, things=frozenset({"thing"}))

    def acting(*kinds: str) -> tuple[str, ...]:
        told = agency.cast(text, triggers, kinds_of=lambda _: kinds)
        assert told.patients == ("depot",)
        return told.agents

    assert acting("thing") == ()
    assert acting("thing", "armed") == acting() == ("mill",)


def test_a_noun_of_a_place_is_nobody_where_the_syntax_says_nothing() -> None:
    assert cast("The army met Ana Ruiz in Orla Town.").open == ("army", "Ana Ruiz")
    assert cast("The army met Ana Ruiz in the City of Orla.").open == ("army", "Ana Ruiz")
    assert cast("The army met Ana Ruiz in Orla Hall.").open == ("army", "Ana Ruiz", "Orla Hall")
    assert cast("The army attacked Orla Town.").patients == ("Orla Town",)


def test_a_place_is_where_and_not_whom_unless_its_name_tells_an_actor() -> None:
    text = "Gunmen attacked Orla near Dorn. The Dorn militia attacked a mill."
    assert cast(text).patients == ("Orla", "mill")
    assert cast(text).open == ("Dorn",)
    told = cast(text, "ORLA", "Dorn", "Dorn militia")
    assert told == agency.Cast(("Gunmen", "Dorn militia"), ("mill",), ())

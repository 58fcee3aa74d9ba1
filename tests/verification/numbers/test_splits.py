"""A verb and what stands behind its people say together what befell them."""

import pytest

from llmextract.verification.numbers import judge
from llmextract.verification.source_text import SourceText


def verdict(role: str, value: int, text: str) -> str:
    return str(judge(value, SourceText(text, language="en"), role=role).verdict)


@pytest.mark.parametrize(
    ("role", "text"),
    [
        ("kidnapped", "Raiders took six weavers into the bush."),
        ("kidnapped", "Raiders led away six weavers; they marched them into the hills."),
        ("kidnapped", "The raiders fled, taking six weavers with them."),
        ("kidnapped", "They have kept six weavers as hostages since May."),
        ("kidnapped", "Gunmen took six weavers from a bus near Hult."),
        ("kidnapped", "Six weavers were taken from their beds by men in fatigues."),
        ("kidnapped", "In the latest abduction, six weavers were taken from a mill."),
        ("killed", "The raid cost six weavers their lives."),
        ("killed", "A mine blew six weavers to pieces."),
        ("injured", "The blast sent six weavers to hospital."),
        ("displaced", "The shelling made six weavers leave the ford."),
        ("released", "The raiders let six weavers go at dawn."),
        ("killed", "Gunmen took six weavers behind the mill and shot them dead."),
        ("killed", "Gunmen ordered six weavers off the bus and killed them."),
    ],
)
def test_a_verb_in_two_parts_tells_what_befell_them(role: str, text: str) -> None:
    assert verdict(role, 6, text) == "supported"
    assert verdict(role, 7, text) == "unsupported"


@pytest.mark.parametrize(
    ("role", "text"),
    [
        ("kidnapped", "The guide took six weavers to the fair."),
        ("kidnapped", "Nurses took six weavers from the ward to the garden."),
        ("released", "The raiders refused to let six weavers go."),
        ("released", "The raiders did not let six weavers go."),
        ("injured", "The mayor sent six weavers to market."),
        ("killed", "Raiders met six weavers, and guards shot them down a fence."),
    ],
)
def test_what_the_two_do_not_say_is_not_taken_from_them(role: str, text: str) -> None:
    assert verdict(role, 6, text) != "supported"


@pytest.mark.parametrize(
    ("doer", "role", "other"),
    [
        ("police", "arrested", "kidnapped"),
        ("soldiers", "arrested", "kidnapped"),
        ("gunmen", "kidnapped", "arrested"),
        ("rebels", "kidnapped", "arrested"),
    ],
)
@pytest.mark.parametrize("verb", ["taken away", "picked up", "nabbed", "captured", "seized"])
def test_a_deed_is_called_by_who_did_it(doer: str, role: str, other: str, verb: str) -> None:
    text = f"Six weavers were {verb} by {doer} in Hult."
    assert verdict(role, 6, text) == "supported"
    assert verdict(other, 6, text) == "unsupported"


def test_things_that_police_seize_are_nobody() -> None:
    text = "Police seized 31 tusks and arrested two traders."
    assert verdict("arrested", 2, text) == "supported"
    assert verdict("arrested", 33, text) == "unsupported"


def test_those_whom_it_befell_are_not_taken_for_the_doers() -> None:
    text = "Guards killed two suspected rebels and arrested five weavers."
    assert verdict("arrested", 5, text) == "supported"


@pytest.mark.parametrize(
    ("role", "text"),
    [
        ("kidnapped", "Rebels of the Hult Liberation Army seized six weavers."),
        ("kidnapped", "Six weavers were seized by Hult Liberation Army rebels."),
        ("kidnapped", "Six weavers were captured by gunmen of the Security Front."),
        ("arrested", "Soldiers fighting the rebels captured six weavers."),
        ("arrested", "Policemen of the Rebels quarter picked up six weavers."),
        ("arrested", "The Liberation Army seized six weavers."),
    ],
)
def test_the_doer_is_the_head_of_its_phrase(role: str, text: str) -> None:
    other = "arrested" if role == "kidnapped" else "kidnapped"
    assert verdict(role, 6, text) == "supported"
    assert verdict(other, 6, text) == "unsupported"


@pytest.mark.parametrize("doer", ["Soldiers", "The police", "Rebels of the Hult Army", "Gunmen"])
@pytest.mark.parametrize("verb", ["abducted", "kidnapped"])
def test_a_verb_that_says_one_thing_says_it_of_everybody(doer: str, verb: str) -> None:
    assert verdict("kidnapped", 6, f"{doer} {verb} six weavers in Hult.") == "supported"


@pytest.mark.parametrize(
    "text",
    [
        "Raiders marched six weavers away from the fair.",
        "Raiders took six weavers of a mill in Orv to a forest camp.",
        "Masked men drove six weavers off in lorries.",
        "The rebels took six weavers to their base.",
        "Six weavers were taken to a hideout by rebels.",
        "Militants bundled six weavers into cars.",
        "Raiders burned a mill and led six weavers away.",
        "Raiders drove off with six weavers.",
        "Six weavers were led out of the village by gunmen.",
    ],
)
def test_armed_doers_who_take_people_somewhere_abduct_them(text: str) -> None:
    assert verdict("kidnapped", 6, text) == "supported"
    assert verdict("kidnapped", 7, text) == "unsupported"


@pytest.mark.parametrize(
    "text",
    [
        "Guides led six weavers away from the fair.",
        "A bus took six weavers to a camp.",
        "Raiders fired rockets and the Red Cross took six weavers to a camp.",
        "The raiders fled as a bus took six weavers to a camp.",
        "Raiders have driven six weavers off the coffee farms.",
        "The raiders did not take six weavers away.",
    ],
)
def test_nobody_is_abducted_by_others_or_only_driven_off(text: str) -> None:
    assert verdict("kidnapped", 6, text) != "supported"


@pytest.mark.parametrize(
    "text",
    [
        "The throats of a family of six were cut in Hult.",
        "Raiders cut the throats of six weavers.",
        "The throats of six weavers had been slit.",
    ],
)
def test_those_whose_throats_were_cut_were_killed(text: str) -> None:
    assert verdict("killed", 6, text) == "supported"
    assert verdict("killed", 7, text) == "unsupported"


@pytest.mark.parametrize(
    "text",
    ["Barbers cut the hair of six weavers.", "A knife was held to the throats of six weavers."],
)
def test_a_cut_elsewhere_kills_nobody(text: str) -> None:
    assert verdict("killed", 6, text) != "supported"

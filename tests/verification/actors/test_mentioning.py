"""Who acts and who is hit, as the syntax of a sentence tells it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract.verification.actors import Mention, mentions, tools
from llmextract.verification.clauses import words as w
from tests.rules.agency.scene import TRIGGERS


def sides(text: str) -> tuple[str, str]:
    """Those who act and those who are hit."""
    found = mentions(text, TRIGGERS.roles)
    assert all(text[one.start : one.end] == one.name for one in found)
    agent, patient = (
        ", ".join(one.name for one in found if one.part == part) for part in ("agent", "patient")
    )
    return agent, patient


def names(text: str) -> list[str]:
    return [one.name for one in mentions(text, TRIGGERS.roles)]


def mention(name: str, text: str) -> Mention:
    return next(one for one in mentions(text, TRIGGERS.roles) if one.name == name)


@pytest.mark.parametrize(
    ("text", "agent", "patient"),
    [
        ("The clan attacked a mill.", "clan", "mill"),
        ("A mill was attacked by the clan.", "clan", "mill"),
        ("A mill attacked by the clan burned down.", "clan", "mill"),
        ("A baker shot on Friday in Orla by the clan died.", "clan", "baker"),
        (
            "A baker was shot in a mill in Orla on Friday in the hills near Dorn by the clan.",
            "",
            "baker",
        ),
        ("A baker was found murdered.", "", "baker"),
        ("The men who were freed attacked a mill.", "men", "mill"),
        ("The clan opened fire on a mill.", "clan", "mill"),
        ("The clan opened fire with rifles on a mill.", "clan", "mill"),
        ("The clan threw bombs at a mill.", "clan", "mill"),
        ("The clan threw bombs.", "clan", ""),
        ("The clan attacked the baker, a nurse and two boys.", "clan", "baker, nurse, boys"),
        ("The clan attacked the baker, a friend of boys.", "clan", "baker"),
        ("The clan attacked the baker and boys fled.", "clan", "baker"),
        ("The clan attacked the baker and boys who slept fled.", "clan", "baker"),
        ("The clan attacked guards of the mill and a nurse.", "clan", "guards of the mill, nurse"),
    ],
)
def test_the_subject_acts_and_the_object_is_hit(text: str, agent: str, patient: str) -> None:
    assert sides(text) == (agent, patient)
    assert sides(text.upper()) == (agent.upper(), patient.upper())


@pytest.mark.parametrize(
    ("text", "agent", "patient"),
    [
        ("The clan killed a baker.", "clan", "baker"),
        ("The clan has killed.", "", ""),
        ("The clan has attacked.", "clan", ""),
        ("A bomb killed a baker.", "", "baker"),
        ("The attack killed a baker.", "", "baker"),
        ("The raiders killed a baker.", "raiders", "baker"),
        ("A baker survived.", "", "baker"),
        ("A baker and a nurse died in the raid.", "", "baker, nurse"),
    ],
)
def test_effects_have_a_doer_only_with_an_object(text: str, agent: str, patient: str) -> None:
    assert sides(text) == (agent, patient)


@pytest.mark.parametrize(
    ("text", "agent", "patient"),
    [
        ("The clan claimed responsibility for the blast.", "clan", ""),
        ("The blast was claimed by the clan.", "clan", ""),
        ("The mayor blamed the clan for the raid.", "clan", ""),
        ("The clan was blamed for the raid.", "clan", ""),
        ("The mayor blamed it on the clan.", "", ""),
        ("The raid was blamed.", "", ""),
        ("The clan carried out a raid on the mill.", "clan", "mill"),
        ("The clan carried out a survey.", "", ""),
        ("The raid was carried out by the clan.", "clan", ""),
        ("A raid carried out by the clan shook Orla.", "clan", ""),
        ("The clan hoped to carry out a raid.", "", ""),
    ],
)
def test_verbs_of_claiming_blaming_and_performing(text: str, agent: str, patient: str) -> None:
    assert sides(text) == (agent, patient)


@pytest.mark.parametrize(
    ("text", "agent", "patient"),
    [
        ("A bomb exploded near the mill.", "", "mill"),
        ("A bomb exploded.", "", ""),
        ("A bomb exploded, and the mill closed.", "", ""),
        ("A bomb exploded of the mill.", "", "mill"),
        ("A bomb exploded here there here there here there at the mill.", "", ""),
        ("A bomb exploded despite the guards.", "", ""),
        ("A bomb exploded there on Friday at the mill.", "", "mill"),
        ("A bomb exploded in front of the mill.", "", "mill"),
        ("A bomb exploded near the mill and a bank.", "", "mill, bank"),
        ("The clan set off a bomb near the mill.", "clan", "mill"),
        ("The clan set off a bomb.", "clan", ""),
        ("The clan blew up a bridge.", "clan", "bridge"),
        ("A bomb was detonated by the clan.", "clan", ""),
        ("A bomb set off by the clan shook Orla.", "clan", ""),
    ],
)
def test_what_a_tool_goes_off_beside_is_hit(text: str, agent: str, patient: str) -> None:
    assert sides(text) == (agent, patient)


@pytest.mark.parametrize(
    ("text", "agent", "patient"),
    [
        ("The attack on the mill by the clan.", "clan", "mill"),
        ("The murder of a baker in Orla by the clan.", "clan", "baker"),
        ("The raid against the baker and a nurse.", "", "baker, nurse"),
        ("The murder of a baker, a friend of boys, by the clan.", "clan", "baker"),
        ("The murder of a baker, a nurse slept.", "", "baker"),
        ("The murder of a baker, by the clan.", "", "baker"),
        ("A raid by men on motorcycles.", "men", ""),
        ("A raid on motorcycles by men.", "men", "motorcycles"),
        ("The attack on a raid.", "", ""),
        ("The attack near the mill.", "", ""),
        ("The raiders of the mill slept.", "", ""),
        ("The bomb attack victims of the mill.", "", ""),
        ("Raid deaths of the clan.", "", "clan"),
    ],
)
def test_a_noun_of_an_act_says_it_too(text: str, agent: str, patient: str) -> None:
    assert sides(text) == (agent, patient)


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        ("The clan on a truck attacked a mill.", "clan"),
        ("The clan from Orla on a truck attacked a mill.", "clan"),
        ("Men wearing hoods attacked a mill.", "Men"),
        ("The clan, a band from Orla, attacked a mill.", "clan"),
        ("The clan, which came from Orla, attacked a mill.", "clan"),
        ("The clan that came from Orla attacked a mill.", "clan"),
        ("The men who attacked a mill slept.", "men"),
        ("The men that attacked a mill slept.", "men"),
        ("The men that shot a baker slept.", "men"),
        ("The men who met a baker attacked a mill.", "men"),
        ("The men that met a baker attacked a mill.", "men"),
        ("The clan, who attacked a mill, slept.", "clan"),
        ("The men of a clan from Orla who attacked a mill slept.", "men of a clan"),
        ("Of late who attacked a mill?", ""),
        ("In Orla attacked a mill.", ""),
        ("In Orla, the clan attacked a mill.", "clan"),
        ("While the clan attacked a mill, boys slept.", "clan"),
        ("Boys slept when the clan attacked a mill.", "clan"),
        ("Boys slept; attacked a mill.", ""),
        ("Boys slept when attacked in a mill.", ""),
        ("The clan came and attacked a mill.", "clan"),
        ("The clan came to Orla and later attacked a mill.", "clan"),
        ("The boys and attacked a mill.", ""),
        ("Boys slept. Boys and attacked a mill.", ""),
        ("The clan came, attacked a mill.", "clan"),
        ("Yesterday, attacked a mill.", ""),
        ("When he slept, attacked a mill.", ""),
        ("The clan tried to shoot a baker.", "clan"),
        ("The clan went to shoot a baker.", ""),
        ("The clan would shoot a baker.", ""),
        ("The clan may shoot a baker.", ""),
        ("The clan might have attacked a mill.", ""),
        ("The clan announced that they had attacked a mill.", "clan"),
        ("The clan announced it had attacked a mill.", "clan"),
        ("The clan knew that it attacked a mill.", ""),
        ("The clan knew it attacked a mill.", ""),
        ("The clan knew he attacked a mill.", ""),
        ("The clan knew she attacked a mill.", ""),
        ("The clan knew they attacked a mill.", ""),
        ("The clan slept; it attacked a mill.", ""),
        ("He on Friday attacked a mill.", ""),
        ("The clan on Friday attacked a mill.", "clan"),
        ("Boys were seized near Orla and a clan from Dorn attacked a mill.", "clan"),
        ("Boys after sleeping near Orla and Dorn attacked a mill.", "Boys"),
        ("Boys armed near Orla and Dorn attacked a mill.", "Boys"),
        ("Boys slept near Orla and a clan attacked a mill.", "clan"),
        ("Boys in Orla and Dorn attacked a mill.", "Boys"),
        ("The clan, a band, a gang and the boys attacked a mill.", "clan, band, gang, boys"),
        ("The clan, and the boys attacked a mill.", "clan, boys"),
        ("Men of the clan and boys attacked a mill.", "Men of the clan, boys"),
        ("They saw the clan and boys attacked a mill.", "boys"),
        ("With the clan, the band and boys attacked a mill.", "band, boys"),
    ],
)
def test_the_subject_is_found_behind_what_stands_between(text: str, agent: str) -> None:
    assert sides(text)[0] == agent


@pytest.mark.parametrize(
    ("text", "patient"),
    [
        ("A baker was shot near Orla in a mill by the clan.", "baker"),
        ("A baker was shot, and a nurse fled the clan.", "baker"),
        ("A baker, a friend of boys, was shot.", "baker"),
        ("A baker and a nurse were shot.", "baker, nurse"),
    ],
)
def test_the_subject_of_a_passive_verb_is_hit(text: str, patient: str) -> None:
    assert sides(text)[1] == patient


def test_who_is_on_both_sides_is_on_none() -> None:
    found = mentions("The clan that attacked a mill was attacked by guards.", TRIGGERS.roles)
    assert [(one.name, one.part) for one in found] == [
        ("clan", None),
        ("mill", "patient"),
        ("guards", "agent"),
    ]


def test_who_speaks_does_not_act_unless_it_does() -> None:
    assert mention("mayor", "The mayor said the clan attacked a mill.").part == "speaker"
    assert mention("mayor", "The mayor was told of it.").part is None
    assert mention("clan", "The clan said it attacked a mill.").part == "agent"
    assert mention("clan", "The clan attacked a mill and said so.").part == "agent"


def test_acts_tools_and_abstractions_are_no_names() -> None:
    assert names("A bomb attack in the region was an act of the clan.") == ["clan"]
    assert names("The murder, bombs and grenades.") == []
    assert names("The bombers and raiders slept.") == ["bombers", "raiders"][1:]
    assert names("The bomber and the raiders slept.") == ["bomber", "raiders"]


def test_a_phrase_is_named_with_its_of() -> None:
    assert names("Guards of the mill of Orla slept.") == ["Guards of the mill of Orla"]
    assert names("A group of armed men slept.") == ["armed men"]
    assert names("The door of the mill broke.") == ["mill"]
    assert names("A group slept.") == ["group"]
    assert sides("Dozens of men attacked a mill.") == ("men", "mill")


def test_a_name_in_brackets_plays_the_same_part() -> None:
    assert sides("The Red Clan (RC) attacked a mill.") == ("Red Clan, RC", "mill")
    assert sides("The Red Clan [RC] raiders attacked a mill.") == ("Red Clan, RC, raiders", "mill")
    assert sides("The Red Clan () attacked a mill.")[1] == "mill"


@pytest.mark.parametrize(
    ("name", "text", "is_name"),
    [
        ("Orla", "They saw Orla.", True),
        ("mill", "They saw a mill.", False),
        ("Red Clan", "The Red Clan slept.", True),
        ("Guards", "Guards slept.", False),
        ("Guards", "They slept! Guards slept.", False),
        ("Guards", "They slept? Guards slept.", False),
        ("Guards", "They slept. Guards slept.", False),
        ("Red Clan", "Red Clan slept.", True),
        ("Guards of Orla", "They saw Guards of Orla.", True),
        ("guards of Orla", "They saw guards of Orla.", False),
        ("ORLA", "THEY SAW ORLA.", False),
    ],
)
def test_a_proper_name_has_a_capital_that_the_sentence_does_not_give(
    name: str, text: str, is_name: bool
) -> None:
    assert mention(name, text).is_name is is_name


WEAPONS = re.compile(r"\b(?:bombs?|rifles?|hunting rifles?|sticks of dynamite|mill)\b", re.I)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The clan set off a car bomb; bombs fell.", ["car bomb", "bombs"]),
        ("A rifle and the Rifle.", ["rifle"]),
        ("They saw the hunting rifles.", ["hunting rifles"]),
        ("A bomb squad came with rifle-butts.", []),
        ("The clan attacked a mill.", []),
        ("The clan slept in a mill.", ["mill"]),
        ("They slept.", []),
    ],
)
def test_tools_are_the_phrases_that_end_in_one_of_the_words(text: str, found: list[str]) -> None:
    assert tools(text, TRIGGERS.roles, WEAPONS) == found


_VERBS = ("attacked", "shot", "killed", "blew up", "exploded", "blamed", "claimed", "said", "tried")
_NOUNS = ("clan", "Orla", "bomb", "raid", "front", "group", "motorcycle", "men", "armed", "wearing")
_MARKS = (",", ".", "(", ")", "[", "]", "'s", "--")
_SMALL = sorted(
    w.PREPOSITIONS | w.CONJUNCTIONS | w.RELATIVES | w.BE | {"the", "that", "they", "to"}
)


@given(st.lists(st.one_of(*map(st.sampled_from, (_VERBS, _NOUNS, _MARKS, _SMALL))), max_size=20))
def test_any_order_of_words_can_be_read(words: list[str]) -> None:
    text = " ".join(words)
    for one in mentions(text, TRIGGERS.roles):
        assert text[one.start : one.end] == one.name != ""
    tools(text, TRIGGERS.roles, WEAPONS)


def test_a_participle_with_a_capital_is_a_part_of_a_name() -> None:
    told = mentions("Eleven soldiers of the 62nd Motorised Regiment were killed.", TRIGGERS.roles)
    assert [(one.name, one.part) for one in told] == [
        ("soldiers of the 62nd Motorised Regiment", "patient")
    ]


def test_what_was_hidden_and_where_somebody_was_hit_are_nobody() -> None:
    assert "guard" in names("A guard, hit in the shoulder, survived.")
    assert "shoulder" not in names("A guard, hit in the shoulder, survived.")
    assert not [name for name in names("A bomb hidden in a car was defused.") if "bomb" in name]


@pytest.mark.parametrize(
    ("text", "agent", "patient"),
    [
        ("The attack set the clan against boys.", "", ""),
        ("An attack between the clan and the band was heard.", "clan", "band"),
        ("Men believed to be the clan attacked a mill.", "Men, clan", "mill"),
        ("Men known as the Crows attacked a mill.", "Men, Crows", "mill"),
        ("The clan said that its men attacked a mill.", "clan", "mill"),
        ("The clan said on Friday that their fighters attacked a mill.", "clan", "mill"),
        ("The clan said that men attacked a mill.", "men", "mill"),
        ("No clan claimed responsibility.", "", ""),
        ("No clan was attacked.", "", ""),
        ("The clan claimed responsibility.", "clan", ""),
    ],
)
def test_sides_names_for_the_same_and_nobody(text: str, agent: str, patient: str) -> None:
    assert sides(text) == (agent, patient)

"""Who goes on a list, who is of those before, who did it: told by the construction, not by a phrase."""

import pytest

from llmextract.verification.numbers import judge
from llmextract.verification.source_text import SourceText


def verdict(text: str, role: str, value: object) -> str:
    return str(judge(value, SourceText(text, language="en"), role=role).verdict)


@pytest.mark.parametrize(
    ("text", "role", "value", "other"),
    [
        ("They killed 18 millers. The wounded, numbering 30, were flown out.", "injured", 30, "killed"),
        ("The dead numbered twelve, the mayor said.", "killed", 12, "injured"),
        ("The raiders, believed to number 40, burnt Osk.", "attackers", 40, "killed"),
        ("Rebels, said to number ten to fifteen, stormed the mill.", "attackers",
         {"min": 10, "max": 15}, "injured"),
    ],
)  # fmt: skip
def test_a_verb_of_size_gives_people_their_number(
    text: str, role: str, value: object, other: str
) -> None:
    assert verdict(text, role, value) == "supported"
    assert verdict(text, other, value) == "unsupported"


def test_a_number_of_a_thing_stays_a_part_of_its_name() -> None:
    assert verdict("Guards moved to number 12 in Mill Lane and shot a cook.", "killed", 12) == (
        "unsupported"
    )


@pytest.mark.parametrize(
    "tail",
    [
        "a local councillor and a security source said.",
        "the Osk-based Delvan Observatory for Dyers reported.",
        "a nurse said on Monday.",
        "a guard told",
    ],
)
def test_who_speaks_goes_on_no_list(tail: str) -> None:
    text = f"Gunmen came to Osk, killing 14 people and wounding six, {tail}"
    assert verdict(text, "injured", 6) == "supported"
    assert verdict(text, "injured", 7) == "unsupported"


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen came to Osk, wounding two guards, a cook and a weaver.",
        "Gunmen came to Osk, wounding two guards, a cook and a woman said to be his wife.",
        "Gunmen came to Osk, wounding two guards, a cook and a dyer, police said.",
    ],
)
def test_who_does_not_speak_does(text: str) -> None:
    assert verdict(text, "injured", 4) == "derived"
    assert verdict(text, "injured", 2) == "partly"


def test_of_these_makes_a_part_of_those_of_the_sentence_before() -> None:
    text = "Fighting displaced 4,200 people. Of these, 1,850 are sheltering in Osk."
    assert verdict(text, "displaced", 4200) == "supported"
    assert verdict(text, "displaced", 1850) == "partly"
    assert verdict(text, "displaced", 6050) == "unsupported"
    apart = "Fighting displaced 4,200 people in Osk. In Orv, 1,850 are sheltering."
    assert verdict(apart, "displaced", 1850) != "partly"


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("Divers recovered 14 bodies on Monday. A further six were in the reeds.", 20, "derived"),
        ("Guards found nine bodies in a well. Another three were found at the mill.", 12, "derived"),
        ("Guards found nine bodies. Another three were pulled out alive.", 12, "unsupported"),
        ("Guards found nine bodies. Another three were hurt.", 12, "unsupported"),
        ("Guards found nine bodies. Another three people were fed.", 12, "unsupported"),
        ("Blasts caused nine deaths. Another three were defused.", 12, "unsupported"),
        ("Guards found nine bodies. They left at dawn. Another three were fed.", 12, "unsupported"),
    ],
)  # fmt: skip
def test_more_without_a_noun_go_on_with_the_sentence_before(
    text: str, value: int, expected: str
) -> None:
    assert verdict(text, "killed", value) == expected


def test_casualties_but_for_the_dead_are_the_hurt() -> None:
    text = "The rebels inflicted 11 casualties, including five dead, and left."
    assert verdict(text, "injured", 6) == "derived"
    assert verdict(text, "killed", 5) == "supported"
    assert verdict(text, "killed", 11) == "unsupported"
    assert verdict(text, "casualties", 11) == "supported"
    assert verdict(text, "casualties", 5) == "partly"
    assert verdict(text, "casualties", 16) == "unsupported"
    three = "The blast caused 22 casualties, including nine dead, ten hurt and three missing."
    assert verdict(three, "injured", 13) == "unsupported"


def test_a_doer_stands_far_behind_a_passive() -> None:
    text = (
        "The weaver's two sons were taken from the house in Osk at 4 a.m. on 3 October 2004 by a "
        "group of some thirty armed men who had come on foot."
    )
    assert verdict(text, "kidnapped", 2) == "supported"
    raid = "Two sons were taken from the rubble in Osk after a raid by armed men."
    assert verdict(raid, "kidnapped", 2) != "supported"
    apart = "Two sons were taken from the house in Osk, and the cook was paid by the armed men."
    assert verdict(apart, "kidnapped", 2) != "supported"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Plain-clothes men dragged twenty dyers into vans.", "arrested"),
        ("Police bundled twenty dyers into unmarked cars.", "arrested"),
        ("Gunmen shoved twenty dyers into unmarked cars.", "kidnapped"),
    ],
)
def test_a_deed_is_called_by_who_did_it(text: str, role: str) -> None:
    other = "arrested" if role == "kidnapped" else "kidnapped"
    assert verdict(text, role, 20) == "supported"
    assert verdict(text, other, 20) == "unsupported"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two men on a mule threw a grenade at the mill.", "supported"),
        ("Two men planted a home-made bomb near the mill and fled.", "supported"),
        ("Two men carrying country-made pistols came from Osk and attacked the mill.", "supported"),
        ("Two men threw away their guns and went home.", "unclear"),
        ("Two men threw flowers at the mill. A grenade lay there.", "unclear"),
        ("Two men placed the driver in a chair beside a bomb.", "unclear"),
    ],
)
def test_who_throws_a_weapon_attacks(text: str, expected: str) -> None:
    assert verdict(text, "attackers", 2) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Mr. and Mrs. Ivo Marsk and their daughter were murdered at the mill.",
        "Mr. and Mrs. Hendrik Vos and their six-year-old daughter were murdered.",
    ],
)
def test_a_couple_by_its_titles_is_two(text: str) -> None:
    assert verdict(text, "killed", 3) == "derived"
    assert verdict(text, "killed", 4) == "unsupported"


def test_an_end_of_a_range_is_told_with_the_range() -> None:
    text = "Hospital source: 17 killed. Counted here as 14 to 17 deaths."
    assert verdict(text, "killed", {"min": 14, "max": 17}) == "supported"
    assert verdict(text, "killed", {"min": 31, "max": 34}) == "unsupported"


def test_a_noun_behind_some_of_them_is_no_verb_of_theirs() -> None:
    text = "Twelve people, eight of them refugees, were killed in a bar."
    assert verdict(text, "killed", 8) == "partly"
    assert verdict(text, "killed", 20) == "unsupported"


def test_an_exchange_of_fire_frees_nobody() -> None:
    text = "Guards freed two cooks. A raider fell in the exchange of fire and one guard was hurt."
    assert verdict(text, "released", 2) == "supported"
    assert verdict(text, "released", 3) == "unsupported"


def test_a_part_behind_those_it_is_among_is_no_part_of_others() -> None:
    text = "The clinic counted 23 dead and 41 wounded, among the wounded nine children."
    assert verdict(text, "killed", 41) == "unsupported"
    assert verdict(text, "injured", 41) == "supported"
    assert verdict(text, "injured", 9) == "partly"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Four mills were shelled. Two people hurt, a man and a boy.", 2),
        ("Six dyers hurt.", 6),
        ("Six dyers hurt in Osk.", 6),
    ],
)
def test_a_note_leaves_out_its_auxiliary(text: str, value: int) -> None:
    assert verdict(text, "injured", value) == "supported"


def test_who_hurts_somebody_is_not_hurt() -> None:
    assert verdict("Six dyers hurt a guard in Osk.", "injured", 6) == "unsupported"


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("Of the 16 pupils abducted in Osk, five escaped at night.", 11, "derived"),
        ("Of the nine cooks kidnapped on Monday, two were released.", 7, "derived"),
        ("Of the 16 pupils abducted in Osk, five escaped and two were shot.", 11, "unsupported"),
        ("Of the 16 pupils at the school, five escaped.", 11, "unsupported"),
    ],
)
def test_who_got_away_leaves_those_still_held(text: str, value: int, expected: str) -> None:
    assert verdict(text, "held", value) == expected


def test_a_relative_clause_has_its_object_before_the_pronoun() -> None:
    text = "Rebels freed five pupils whom they had kidnapped in Osk."
    assert verdict(text, "kidnapped", 5) == verdict(text, "released", 5) == "supported"


def test_a_gerund_shares_the_subject_of_its_main_verb() -> None:
    text = "In Osk 300 weavers were sleeping in a yard after fleeing their homes."
    assert verdict(text, "displaced", 300) == "supported"
    other = "In Osk 300 weavers were fed. Three guards came after fleeing raiders left."
    assert verdict(other, "displaced", 300) != "supported"


def test_sides_are_added_whose_word_stands_behind() -> None:
    text = (
        "Thirteen people were injured on the Orv side when dyers threw stones; the mayor reported "
        "nine injured on theirs."
    )
    assert verdict(text, "injured", 22) == "derived"


def test_the_dead_are_counted_by_their_names_with_their_trades() -> None:
    text = "The dead were named as Ivo Marsk, a cook, Dara Lenn, a nurse, and Otto Weims, a driver."
    assert verdict(text, "killed", 3) == "derived"
    assert verdict(text, "killed", 6) == "unsupported"
    assert verdict(text.replace("dead", "suspects"), "killed", 3) != "derived"


def test_of_them_may_mean_those_before_others() -> None:
    text = (
        "Guards have arrested four men over a blast that killed 32 dyers. Two of them were picked "
        "up in Osk and the other two at the ford."
    )
    assert verdict(text, "arrested", 4) == "supported"
    assert verdict(text, "arrested", 2) == "partly"
    assert verdict(text, "killed", 32) == "supported"
    assert verdict(text, "arrested", 6) == "unsupported"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Rebels who took two cooks from their house want a mule.", "kidnapped"),
        ("Police who bundled two cooks into a police van hurt a guard.", "arrested"),
    ],
)
def test_a_relative_pronoun_stands_for_the_doers_before_it(text: str, role: str) -> None:
    assert verdict(text, role, 2) == "supported"


@pytest.mark.parametrize(
    ("text", "own", "other"),
    [
        ("The mayor reports 44 wounded and 18 women abducted.", ("injured", 44), ("kidnapped", 18)),
        ("The tally is 15 killed and 22 men arrested in Osk.", ("killed", 15), ("arrested", 22)),
    ],
)
def test_people_called_by_what_befell_them_share_no_verb(
    text: str, own: tuple[str, int], other: tuple[str, int]
) -> None:
    assert verdict(text, *own) == verdict(text, *other) == "supported"
    assert verdict(text, other[0], own[1]) == "unsupported"


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("The only two people in it, a nurse and her driver, perished.", 2, "supported"),
        ("The only two people in it, a nurse and her driver, perished.", 4, "unsupported"),
        ("Two dyers, a nurse and her driver were killed.", 2, "partly"),
        ("Two dyers, a nurse and her driver were killed.", 4, "derived"),
    ],
)
def test_commas_set_off_who_some_are(text: str, value: int, expected: str) -> None:
    assert verdict(text, "killed", value) == expected


def test_a_day_governs_nobody() -> None:
    text = "On the Saturday 22 people were arrested. Of those, 15 were released."
    assert verdict(text, "arrested", 22) == "supported"
    assert verdict(text, "released", 15) == "supported"

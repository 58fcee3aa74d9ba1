"""Who is counted for a role: by the clause that names them, in whatever words it does."""

import pytest

from llmextract.verification.numbers import judge
from llmextract.verification.source_text import SourceText


def verdict(text: str, role: str, value: object) -> str:
    return judge(value, SourceText(text, language="en"), role=role).verdict


@pytest.mark.parametrize(
    ("text", "role", "total", "part"),
    [
        ("The dead were four herders, two teachers and a welder.", "killed", 7, 4),
        ("The wounded are three porters, a tailor and two policemen.", "injured", 6, 3),
        ("Those killed are six fishermen and a boy.", "killed", 7, 6),
        ("The dead, said the mayor, were five nuns and two cooks.", "killed", 7, 5),
    ],
)
def test_a_list_says_who_those_were_to_whom_it_happened(
    text: str, role: str, total: int, part: int
) -> None:
    assert verdict(f"Raiders came to Osk on Friday. {text}", role, total) == "derived"
    assert verdict(f"Raiders came to Osk on Friday. {text}", role, part) == "partly"


def test_a_list_of_those_counted_before_adds_nobody() -> None:
    text = "Seven people were killed in Osk. The dead were four herders and three teachers."
    assert verdict(text, "killed", 7) == "supported"
    assert verdict(text, "killed", 4) == "partly"
    assert verdict(text, "killed", 14) == "unsupported"


@pytest.mark.parametrize(
    ("text", "role", "value"),
    [
        ("Four nuns, a cook and three novices aged between six and 11 were killed.", "killed", 8),
        ("Two miners and six lads aged from 14 to 19 were wounded.", "injured", 8),
        ("Her driver and two neighbours, one of them a welder, were injured.", "injured", 3),
        ("His gunman and four bystanders, two of them students, were hurt.", "injured", 5),
        ("Two of those hurt have died, in addition to the seven killed on the spot.", "killed", 9),
        ("Four of those injured died of their wounds, on top of the six who were killed at once.",
         "killed", 10),
        ("One of the wounded has died, in addition to the four people killed there.", "killed", 5),
        ("The patrol beat off a raid, killing 17 rebels. It put its own losses at three dead.",
         "killed", 20),
        ("Soldiers killed 11 militants in Garo. Their own casualties were two dead.", "killed", 13),
    ],
)  # fmt: skip
def test_those_whom_the_words_keep_apart_are_added(text: str, role: str, value: int) -> None:
    assert verdict(text, role, value) == "derived"


def test_an_age_is_no_number_of_people() -> None:
    text = "Five sisters, aged between three and 12, died in the fire."
    assert verdict(text, "killed", 5) == "supported"
    assert verdict(text, "killed", 12) == "unsupported"


@pytest.mark.parametrize(
    ("text", "role", "value"),
    [
        ("Three men riding on a motorcycle shot Pell Orro on the quay.", "attackers", 3),
        ("Five youths travelling in a van killed the mayor of Orm.", "attackers", 5),
        ("The convoy came under fire from 40 men on horseback.", "attackers", 40),
        ("The farmers came under attack from six men with machetes.", "attackers", 6),
        ("Bandits are believed to have taken 20 pupils from a school.", "kidnapped", 20),
        ("Militia burned the market, sending 300 families fleeing to Orm.", "displaced", 300),
        ("The shelling sent 90 villagers fleeing into the hills.", "displaced", 90),
        ("A shell hit a car, injuring an elderly couple.", "injured", 2),
        ("A shell hit a car, killing a married couple.", "killed", 2),
        ("Gunmen led away six boys and shot five of them dead.", "killed", 5),
    ],
)
def test_a_role_is_told_by_the_verb_of_the_clause(text: str, role: str, value: int) -> None:
    assert verdict(text, role, value) == "supported"


@pytest.mark.parametrize(
    ("text", "role", "value"),
    [
        ("A man was jailed for last year's raid, in which three died and 11 were injured.",
         "killed", 11),
        ("A shell hit a car in Orm, wounding a married couple. The husband died later.", "killed", 2),
        ("Gunmen led away six boys and shot five of them dead; the sixth escaped.", "killed", 6),
        ("Twelve people were on the ferry; three were let go and all the others were shot dead.",
         "killed", 12),
        ("Twenty were in the lorry when it stopped; five were freed and the rest were killed.",
         "killed", 20),
        ("A mine killed two boys. The road was last hit in June, when seven soldiers died.",
         "killed", 7),
        ("Two guards were hurt. The gang raided a vault in Lund in March, when four died.",
         "killed", 4),
        ("Two brothers were murdered. It is the fifth massacre this year, with 31 dead in all.",
         "killed", 31),
        ("Medics took 12 people from the hall to a hospital.", "kidnapped", 12),
    ],
)  # fmt: skip
def test_a_number_of_others_is_none_of_the_role(text: str, role: str, value: int) -> None:
    assert verdict(text, role, value) in {"unsupported", "unclear"}
    if role == "killed":
        assert verdict(text, role, value) == "unsupported"


def test_any_denies_people_and_no_thing() -> None:
    text = "The site is not responsible for any inaccurate reports. Rebels attacked Orm."
    judgement = judge(0, SourceText(text, language="en"), role="killed")
    assert (judgement.verdict, judgement.stretches) == ("unsupported", ())
    assert verdict("The blast did not cause any casualties.", "killed", 0) == "supported"


def test_one_who_lived_leaves_open_whether_all_did() -> None:
    assert verdict("The mayor survived an assassination attempt.", "killed", 0) == "unclear"


def test_of_people_with_some_badly_hurt_all_may_be_hurt() -> None:
    text = "A bus fell into a gorge. Sixty people needed help, five of them badly wounded."
    assert verdict(text, "injured", 60) == "unclear"


@pytest.mark.parametrize(
    ("text", "value", "verdict"),
    [
        ("The gang abducted 40 persons. On Tuesday they freed 12 mothers.", 28, "derived"),
        ("The gang abducted 40 persons. On Tuesday they freed 12 mothers.", 40, "unsupported"),
        ("The gang abducted 40 persons. On Tuesday they freed 12 mothers.", 12, "unsupported"),
        ("Of the 17 travellers seized on Sunday, five were let go.", 12, "derived"),
        ("Nine of the workers are still held in the hills.", 9, "supported"),
    ],
)
def test_who_is_still_held_was_taken_and_not_freed(text: str, value: int, verdict: str) -> None:
    assert judge(value, SourceText(text), role="still held").verdict == verdict

"""What is stated beside others of its role is a part or in doubt; a sum leaves nobody out."""

import pytest

from llmextract.verification.numbers import judge
from llmextract.verification.source_text import SourceText

SIDES = "Guards killed nine raiders. Two guards lost their lives in the fight."
MORE = "Five herders drowned in the ford and two more died on the bank."
ALSO = "Five herders drowned in the ford. A fisherman was also killed."
EIGHTH = "A cook and six guests were killed, and a seventh guest died of his burns."
BOTH = "Seven cadets were shot dead by two recruits. Both recruits were killed."
CLAIMS = "The governor said 17 guards were killed. The rebels spoke of 40 dead."
GREATER = "Police detained a printer and two clerks. Nine printers are now in custody."
SINCE = "Three girls were seized near Hult, ten days after 21 boys were abducted in Orv."
BEFORE = "Gunmen killed four millers. In May 2019 gunmen killed 12 people at the same mill."
SIMILAR = "A blast hurt six weavers. Two dyers were killed in a similar blast in Hult."
EITHER = "Sixteen people were killed or wounded when the roof fell. Five of them died."
SPEAKS = "Raiders seized seven pupils from a school, a teacher of the school said."
OTHER_UNITS = "Some 740 people, or 215 families, fled the town."
WHOSE = "Shelling killed 16 people. Six of the dead were members of the watch."
HE = "A man drove into a crowd, killing two people. He was shot dead."
SENTENCED = "A court sentenced two men to death."
INSERTED = "It is untrue, the mayor insists, that guards had beaten four men to death."
AGES = "Ida Holm (34) and her sister were killed."
NOBODY = "The mayor said nobody was killed and called posts of 15 dead an invention."
PLACES = "Eight herders were killed in Hult on Monday and five in Orv."
OWN_PLACES = "Five guards were killed near Delva and a member of the watch was shot dead in Osk."
DAYS = "Raiders killed nine guards on Sunday and two millers on Monday, both in the hills."

KNOWN = "A clerk and two cooks died. The five attackers were shot dead by guards."
AGAIN = "Nine herders died in Hult on Friday and another six in Orv on Monday."
REVENGE = "It killed 96 men after a raid last month on the mill, in which 40 millers died."
CLAIMED = "Doctors counted 17 dead. The rebels claimed to have killed 40 guards."
LAST = "Nobody was hurt when the depot burned. Last week two porters were hurt there."
FAMILY = "They recovered the remains of a family of six."
FLOWN = "Four guards were airlifted to Orv with bullet wounds."
GOES_ON = "Raiders killed 19 people, 13 of them in Hult and six in Orv."
RISEN = "The number of guards killed has gone up from nine to 14."


@pytest.mark.parametrize(
    ("text", "role", "value", "verdict"),
    [
        (SIDES, "killed", 11, "derived"),
        (SIDES, "killed", 9, "unclear"),
        (SIDES, "killed", 2, "unclear"),
        (MORE, "killed", 7, "derived"),
        (MORE, "killed", 5, "partly"),
        (MORE, "killed", 2, "partly"),
        (ALSO, "killed", 6, "derived"),
        (ALSO, "killed", 5, "partly"),
        (EIGHTH, "killed", 8, "derived"),
        (EIGHTH, "killed", 7, "unsupported"),
        (BOTH, "killed", 9, "derived"),
        (BOTH, "killed", 7, "partly"),
        (CLAIMS, "killed", 57, "unsupported"),
        (CLAIMS, "killed", 17, "unclear"),
        (GREATER, "arrested", 3, "unclear"),
        (GREATER, "arrested", 12, "unclear"),
        (SINCE, "kidnapped", 3, "supported"),
        (SINCE, "kidnapped", 21, "unsupported"),
        (SINCE, "kidnapped", 24, "unsupported"),
        (BEFORE, "killed", 4, "supported"),
        (BEFORE, "killed", 12, "unsupported"),
        (BEFORE, "killed", 16, "unsupported"),
        (SIMILAR, "killed", 2, "unclear"),
        (EITHER, "killed", 16, "unsupported"),
        (EITHER, "killed", 5, "supported"),
        (EITHER, "injured", 11, "derived"),
        (SPEAKS, "kidnapped", 7, "supported"),
        (SPEAKS, "kidnapped", 8, "unsupported"),
        (OTHER_UNITS, "displaced", 955, "unsupported"),
        (WHOSE, "killed", 16, "supported"),
        (WHOSE, "killed", 6, "partly"),
        (HE, "killed", 2, "unclear"),
        (SENTENCED, "killed", 2, "unsupported"),
        (INSERTED, "killed", 4, "unsupported"),
        (AGES, "killed", 34, "unsupported"),
        (NOBODY, "killed", 15, "unsupported"),
        (PLACES, "killed", 13, "derived"),
        (OWN_PLACES, "killed", 6, "derived"),
        (OWN_PLACES, "killed", 5, "supported"),
        (OWN_PLACES, "killed", 1, "supported"),
        (OWN_PLACES.replace("Osk", "a shop"), "killed", 5, "unclear"),
        (MORE.replace("the ford", "Hult"), "killed", 5, "partly"),
        (PLACES, "killed", 8, "unclear"),
        (DAYS, "killed", 9, "supported"),
        (DAYS, "killed", 2, "supported"),
        (DAYS, "killed", 11, "derived"),
        (KNOWN, "killed", 8, "derived"),
        (KNOWN, "killed", 3, "unsupported"),
        (AGAIN, "killed", 9, "partly"),
        (REVENGE, "killed", 96, "supported"),
        (REVENGE, "killed", 136, "unsupported"),
        (CLAIMED, "killed", 17, "supported"),
        (CLAIMED, "killed", 57, "unsupported"),
        (LAST, "injured", 2, "unsupported"),
        (FAMILY, "killed", 6, "supported"),
        (FLOWN, "injured", 4, "supported"),
        (GOES_ON, "killed", 19, "supported"),
        (GOES_ON, "killed", 25, "unsupported"),
        (RISEN, "killed", 14, "supported"),
    ],
)
def test_nobody_is_left_out(text: str, role: str, value: int, verdict: str) -> None:
    assert judge(value, SourceText(text, language="en"), role=role).verdict == verdict


def test_who_stands_in_other_sentences_than_the_record_is_no_doubt() -> None:
    sentences = [(0, 27), (28, len(SIDES))]
    for value, sentence in zip((9, 2), sentences, strict=True):
        source = SourceText(SIDES, language="en")
        judgement = judge(value, source, role="killed", evidence=[sentence])
        assert judgement.verdict == "supported"


def test_a_record_may_rest_on_what_looks_back() -> None:
    second = (28, len(BEFORE))
    source = SourceText(BEFORE, language="en")
    assert judge(12, source, role="killed", evidence=[second]).verdict == "supported"


def test_a_denial_leaves_nobody_out() -> None:
    text = "Half a dozen students were arrested on Monday. By night none of them had been charged."
    assert judge(6, SourceText(text), role="arrested").verdict == "supported"


APART = "Gunmen killed two millers in Hult. In a separate attack, three dyers were killed in Orv."
FIRED = "Men opened fire on a post in Hult. In another raid on Sunday, three dyers were killed."


@pytest.mark.parametrize("text", [APART, FIRED])
def test_what_befell_others_in_a_separate_incident_is_unclear(text: str) -> None:
    source = SourceText(text, language="en")
    judgement = judge(3, source, role="killed")
    assert judgement.verdict == "unclear"
    assert "another incident" in judgement.reason
    apart = (text.index("In a"), len(text))
    assert judge(3, source, role="killed", evidence=[apart]).verdict == "supported"


def test_the_incident_that_a_text_begins_with_stays() -> None:
    assert judge(2, SourceText(APART, language="en"), role="killed").verdict == "supported"
    alone = SourceText("In a separate raid, three dyers were killed in Orv.", language="en")
    assert judge(3, alone, role="killed").verdict == "supported"
    same = SourceText("In separate raids, gunmen killed three dyers and a cook.", language="en")
    assert judge(4, same, role="killed").verdict == "derived"


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("Four guards were shot dead. On the enemy side nine raiders were killed.", 13),
        ("On the friendly side, 4 dead; on the enemy side, 9 bodies were counted.", 13),
        ("Four guards fell on the field of honour. Our side counted nine enemy dead.", 13),
    ],
)
def test_the_dead_of_two_sides_are_added(text: str, total: int) -> None:
    assert judge(total, SourceText(text, language="en"), role="killed").verdict == "derived"


def test_some_of_the_wounded_who_died_come_to_the_dead() -> None:
    text = "Three guards were killed on the spot, and two of the wounded died in hospital."
    source = SourceText(text, language="en")
    assert judge(5, source, role="killed").verdict == "derived"
    assert judge(3, source, role="killed").verdict == "partly"
    victims = "Nine bodies were found in a well. Four of the victims had been beheaded."
    assert judge(9, SourceText(victims, language="en"), role="killed").verdict == "supported"


def test_the_bound_of_a_number_is_no_part_of_a_verb() -> None:
    source = SourceText("The rebels are holding up to 30 hostages in Hult.", language="en")
    assert judge(30, source, role="kidnapped").verdict == "partly"
    assert judge({"max": 30}, source, role="kidnapped").verdict == "supported"

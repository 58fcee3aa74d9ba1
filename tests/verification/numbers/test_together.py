"""People told of in one breath are a number that stands there, and "the rest" are what is left of one."""

import pytest

from llmextract.verification.numbers import judge
from llmextract.verification.source_text import SourceText


def verdict(value: int, text: str, role: str = "killed") -> str:
    return str(judge(value, SourceText(text, language="en"), role=role).verdict)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (11, "Raiders went off with the driver and ten millers, and nobody has heard of them."),
        (3, "Word came of Ivo Marsk, Otto Weims and Dara Lenn from beyond the ford."),
        (4, "The raiders had met a weaver, his wife and two cooks at the ford."),
        (27, "Raiders met 46 millers. Nineteen went on. Of the rest there is no word."),
        (
            15,
            "She sank with a crew of 26. Nine were picked up and two drowned; of the rest no trace.",
        ),
        (27, "Families have met 19 of the 46 millers; the others are in the woods."),
    ],
)
def test_what_the_text_adds_up_itself_is_unclear_where_no_rule_reads_it(
    value: int, text: str
) -> None:
    assert verdict(value, text, role="kidnapped") == "unclear"
    assert verdict(value + 1, text, role="kidnapped") == "unsupported"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7, "A cook and six guests were killed, and a seventh guest died of his burns."),
        (3, "Guards met two men and a boy was killed."),
        (2, "A weaver and a dyer were hurt. Nobody was killed."),
        (2, "Their cook, Dara Lenn, fled the ford."),
        (2, "They told of Ivo Marsk, Dara Lenn."),
        (5, "Both weavers and three dyers left at dawn."),
    ],
)
def test_whom_the_rules_read_otherwise_are_no_number_of_their_own(value: int, text: str) -> None:
    assert verdict(value, text) == "unsupported"


@pytest.mark.parametrize(
    "text",
    [
        "Our comrades Sergeant Ivo Marsk, Corporal Otto Weims and Private Dara Lenn were killed.",
        "The army named the dead in the blast as Sergeant Ivo Marsk, Otto Weims and Dara Lenn.",
        "Police identified those killed as Ivo Marsk, Otto Weims and their driver.",
    ],
)
def test_names_in_a_list_beside_a_word_of_the_role_are_counted(text: str) -> None:
    assert verdict(3, text) == "derived"


def test_a_list_that_says_who_the_dead_were_carries_their_number() -> None:
    text = "The army named the dead in the blast as Ivo Marsk, Otto Weims and Dara Lenn."
    found = judge(3, SourceText(text, language="en"), role="killed")
    assert found.verdict == "derived"
    assert [text[one.start : one.end] for one in found.stretches] == [
        "Ivo Marsk",
        "Otto Weims",
        "Dara Lenn",
    ]
    assert verdict(3, text.replace("dead", "suspects")) == "unclear"
    assert (
        verdict(3, "The list of the dead is out. " + text.replace("dead", "suspects")) == "unclear"
    )


def test_the_victims_of_a_deed_are_counted_behind_it() -> None:
    assert verdict(
        8, "The murder of rector Ivo Marsk, five other monks and two cooks was denied."
    ) in (
        "derived",
        "unclear",
    )
    assert (
        verdict(8, "He led the murder of rector Ivo Marsk, five other monks and two cooks.")
        == "derived"
    )
    assert verdict(2, "They condemned the murder of Ivo Marsk and Dara Lenn fled.") == "unsupported"

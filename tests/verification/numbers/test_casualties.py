"""Casualties are the dead and the hurt together; a noun before "deaths" does not hide what they are."""

import pytest

from llmextract.verification.numbers import judge
from llmextract.verification.source_text import SourceText


def verdict(role: str, value: int, text: str) -> str:
    return str(judge(value, SourceText(text, language="en"), role=role).verdict)


@pytest.mark.parametrize(
    "text",
    [
        "The bomb caused 17 casualties, the army said: 5 dead and 12 wounded.",
        "The enemy suffered 17 casualties, five killed and twelve wounded.",
        "Mines caused 17 civilian casualties (five deaths, including two girls, and twelve injured).",
    ],
)
def test_casualties_told_apart_are_neither_all_dead_nor_all_hurt(text: str) -> None:
    assert verdict("killed", 17, text) == "unsupported"
    assert verdict("injured", 17, text) == "unsupported"
    assert verdict("killed", 5, text) == "supported"


@pytest.mark.parametrize(
    "text",
    [
        "The bomb caused 17 casualties.",
        "The bomb caused 17 casualties; three of the millers were killed and six hurt.",
    ],
)
def test_casualties_that_the_text_does_not_split_stay_in_doubt(text: str) -> None:
    assert verdict("killed", 17, text) == "unclear"


@pytest.mark.parametrize("noun", ["civilian deaths", "police deaths", "child deaths"])
def test_the_noun_before_deaths_does_not_hide_them(noun: str) -> None:
    assert verdict("killed", 17, f"Doctors in Hult counted 17 {noun}.") == "supported"
    assert verdict("injured", 17, f"Doctors in Hult counted 17 {noun}.") == "unsupported"


@pytest.mark.parametrize("both", ["killed or wounded", "dead or injured"])
def test_those_of_whom_one_or_the_other_is_true_are_partly_either(both: str) -> None:
    text = f"Shelling in Hult left 21 millers {both}, a clerk said."
    assert verdict("killed", 21, text) == "partly"
    assert verdict("injured", 21, text) == "partly"
    assert verdict("kidnapped", 21, text) != "partly"
    split = "Sixteen millers were killed or wounded when the roof fell. Five of them died."
    assert verdict("killed", 16, split) == "unsupported"


def test_doers_stand_behind_commas_too() -> None:
    text = (
        "A miller was shot dead in Hult, Orv, by two men who came on a raft. Four hooded men fled."
    )
    assert verdict("attackers", 2, text) in ("supported", "partly", "unclear")
    assert verdict("killed", 2, text) == "unsupported"
    assert verdict("killed", 4, text) == "unsupported"

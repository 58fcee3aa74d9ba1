"""Those of the hurt who died leave fewer hurt, however the text speaks of them."""

import pytest

from llmextract.verification.numbers import judge
from llmextract.verification.source_text import SourceText


def verdict(role: str, value: int, text: str) -> str:
    return str(judge(value, SourceText(text, language="en"), role=role).verdict)


@pytest.mark.parametrize(
    "text",
    [
        "Nine dyers were wounded by the shell; two of them died in the night.",
        "The shell wounded nine dyers. Two of them later died.",
        "Nine dyers were wounded by the shell, of whom two died in hospital.",
        "Nine dyers were wounded by the shell. Two of the nine died on Sunday.",
        "Nurses treated nine dyers with burns; two of them have died.",
        "Nine dyers were brought in with gunshot wounds, of whom two died.",
        "Nine dyers were wounded, two of them fatally, when a shell fell on the vats.",
        "Nine dyers were wounded, two fatally.",
    ],
)
def test_the_hurt_are_fewer_by_those_of_them_who_died(text: str) -> None:
    assert verdict("injured", 7, text) == "derived"
    assert verdict("injured", 9, text) == "supported"
    assert verdict("killed", 2, text) == "supported"
    assert verdict("injured", 11, text) == "unsupported"
    assert verdict("killed", 9, text) == "unsupported"


def test_one_of_them_may_be_told_who_they_are_between_commas() -> None:
    text = "Nine dyers were wounded by glass; one of them, a nurse of the clinic, 27, died at once."
    assert verdict("injured", 8, text) == "derived"
    assert verdict("killed", 1, text) == "supported"
    assert verdict("killed", 2, text) == "unsupported"


@pytest.mark.parametrize(
    "text",
    [
        "Nine dyers were wounded, two of them badly.",
        "Nine dyers were wounded and none of them died.",
        "Nine dyers were wounded, two of them children.",
        "Nine dyers were wounded. Two of the nine were flown to Orv.",
        "Nine dyers were wounded. Two guards died in the same raid.",
    ],
)
def test_nobody_is_taken_from_the_hurt_who_did_not_die(text: str) -> None:
    assert verdict("injured", 9, text) == "supported"
    assert verdict("injured", 7, text) == "unsupported"


def test_who_is_held_for_a_murder_was_not_murdered() -> None:
    text = "Four dyers have been charged with murder."
    assert verdict("killed", 4, text) == "unsupported"
    assert verdict("arrested", 4, text) == "supported"


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("Three dyers died on the spot and two later in hospital.", 5),
        ("Three dyers died on the spot, two in hospital.", 5),
        ("Two dyers died at the scene and a third in hospital.", 3),
        ("Three dyers were killed instantly and two more in hospital.", 5),
    ],
)
def test_who_died_later_in_hospital_is_one_of_the_dead(text: str, dead: int) -> None:
    assert verdict("killed", dead, text) == "derived"
    assert verdict("injured", 2, text) != "supported"


def test_who_lies_in_hospital_is_hurt() -> None:
    text = "Nine dyers were killed, 12 in hospital."
    assert verdict("injured", 12, text) == "supported"
    assert verdict("killed", 21, text) == "unsupported"

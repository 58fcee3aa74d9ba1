"""Parts of an amount, people added to it, and what must not be added: each kind with its trap."""

import pytest

from llmextract.verification.numbers import judge
from llmextract.verification.source_text import SourceText

PARTS = (
    "Ten people, including three wardens and seven raiders, were killed and 12 others, including"
    " five wardens and seven raiders, were injured."
)
LATER = "A grenade wounded six clients and the owner. Two of the clients died in hospital."


@pytest.mark.parametrize(
    ("text", "role", "value", "verdict"),
    [
        (PARTS, "killed", 10, "supported"),
        (PARTS, "injured", 12, "supported"),
        (PARTS, "killed", 7, "partly"),
        ("Five rebels, one of them a woman, and two soldiers died.", "killed", 7, "derived"),
        ("In addition to the raider, two shoppers were killed.", "killed", 3, "derived"),
        ("In addition to the six killed, 30 were injured.", "injured", 6, "unsupported"),
        ("At least 13 guards and one raider died.", "killed", {"min": 14}, "derived"),
        ("At least 13 guards and one raider died.", "killed", 14, "partly"),
        ("Captain Dost and one of his escorts were killed.", "killed", 2, "derived"),
        ("He and one of his escorts were killed.", "killed", 2, "derived"),
        ("Ana Dorv and Ilo Marsk were killed along with ten others.", "killed", 12, "derived"),
        ("Ana Dorv, of the Union [of Weavers] party, was shot dead.", "killed", 1, "supported"),
        ("Ana Dorv and seven [as heard] other people were killed.", "killed", 8, "derived"),
        (
            "In May, 40 Oru Liberation Front (OLF) fighters and nine men were killed.",
            "killed",
            49,
            "derived",
        ),
        ("Sixteen drivers[3] died.", "killed", 19, "unsupported"),
        ("Seven men died; the bodies of all 20 hostages were found.", "killed", 27, "derived"),
        ("Two males, 24 and 31, were found deceased.", "killed", 57, "unsupported"),
        ("Two males, 24 and 31, were found deceased.", "killed", 24, "unsupported"),
        ("Two males, 24 and 31, were found deceased.", "killed", 2, "supported"),
        ("His wife escaped with a bullet wound.", "injured", 2, "unsupported"),
        (LATER, "injured", 9, "unsupported"),
        (LATER, "injured", 7, "derived"),
        (LATER, "injured", 5, "derived"),
        (LATER, "killed", 2, "supported"),
        ("Troops fired back and 13 were killed.", "killed", 14, "unsupported"),
        ("One suspect is dead and another at large.", "killed", 2, "unsupported"),
        ("A bomb killed two guards and another in Oru.", "killed", 3, "derived"),
        ("The guard was playing dead.", "killed", 1, "unclear"),
        ("It is false that 999 people were killed.", "killed", 999, "unsupported"),
        ("Police denied that nine people were killed.", "killed", 9, "unsupported"),
        ("The blast killed three. Not 999 people were killed.", "killed", 1002, "unsupported"),
        ("A fire killed 13 people. It left 13 dead, police said.", "killed", 26, "unsupported"),
        ("A fire killed 13 people. It left 13 dead, police said.", "killed", 13, "supported"),
        ("Thirteen men died in Oru. Thirteen women died in Ba.", "killed", 26, "derived"),
        ("The patrol said it lost nobody.", "killed", 0, "supported"),
    ],
)
def test_sums_are_of_different_people(text: str, role: str, value: object, verdict: str) -> None:
    assert judge(value, SourceText(text, language="en"), role=role).verdict == verdict

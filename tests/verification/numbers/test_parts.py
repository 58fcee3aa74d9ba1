"""Who was counted before: parts of a whole, the same people told again, others, who is left."""

import pytest

from llmextract.verification.numbers import judge
from llmextract.verification.source_text import SourceText

SEIZED = (
    "Pirates kidnapped 24 sailors off the tanker. Two of the captives were put ashore on Tuesday."
)
CAMP = "Of the twelve engineers abducted from the camp, five were set free and seven remain in captivity."
WOUNDED = "Shells killed seven people and wounded 19. Three of the wounded died overnight."
RAIDERS = "Three attackers were shot at the gate and a fourth blew himself up."
ALONG = "Three engineers were abducted by gunmen on Monday, along with a driver."
ABOARD = "Nineteen men were aboard. Thirteen were rescued and the bodies of two have been found."
APART = (
    "Four nurses were killed on the road. In a separate shooting in the capital, two clerks died."
)
CLAIMS = "The rebels say they killed 30 soldiers; the army admits the loss of six."
BODIES = "Reporters found the bodies of three soldiers and an army interpreter."
FOUND = "The bodies of three soldiers and a driver were found by the road."
SHOT = "The bodies of seven men and a woman, shot many times, were found."
APART_AGAIN = "Police found the bodies of three soldiers and a driver was arrested."
FLED = "Police said 16 inmates escaped, of whom nine have been recaptured."
INSERTED = "Five workers, according to a union leader who asked not to be named, were abducted."
WHOSE = "Seven policemen, whose patrol car had stopped at a petrol station, were shot dead."
DATED = "On 8 October two cyclists and their cook were seized by armed men."


@pytest.mark.parametrize(
    ("text", "role", "value", "label"),
    [
        (SEIZED, "kidnapped", 24, "supported"),
        (SEIZED, "kidnapped", 26, "unsupported"),
        (SEIZED, "kidnapped", 22, "unsupported"),
        (CAMP, "kidnapped", 12, "supported"),
        (CAMP, "kidnapped", 19, "unsupported"),
        (WOUNDED, "killed", 10, "derived"),
        (WOUNDED, "injured", 22, "unsupported"),
        (RAIDERS, "attackers", 4, "derived"),
        (ALONG, "kidnapped", 4, "derived"),
        (ALONG, "kidnapped", 3, "partly"),
        (ABOARD, "missing", 4, "derived"),
        (ABOARD, "missing", 6, "unsupported"),
        (ABOARD, "killed", 6, "unsupported"),
        (APART, "killed", 4, "supported"),
        (APART, "killed", 6, "unsupported"),
        (CLAIMS, "killed", 36, "unsupported"),
        (BODIES, "killed", 4, "derived"),
        (FOUND, "killed", 4, "derived"),
        (SHOT, "killed", 8, "derived"),
        (APART_AGAIN, "killed", 4, "unsupported"),
        (APART_AGAIN, "killed", 3, "supported"),
        (FLED, "arrested", 9, "supported"),
        (FLED, "arrested", 16, "unsupported"),
        (FLED, "arrested", 25, "unsupported"),
        (INSERTED, "kidnapped", 5, "supported"),
        (INSERTED, "kidnapped", 1, "unclear"),
        (WHOSE, "killed", 7, "supported"),
        (DATED, "kidnapped", 3, "derived"),
    ],
)
def test_nobody_is_counted_twice_and_nobody_left_out(
    text: str, role: str, value: int, label: str
) -> None:
    assert judge(value, SourceText(text, language="en"), role=role).verdict == label


@pytest.mark.parametrize(
    ("role", "part", "text"),
    [
        ("killed", 6, "Six of the nine killed were weavers."),
        ("kidnapped", 2, "Two of the nine hostages phoned home."),
        ("injured", 2, "Nine weavers were wounded. Two of the nine were flown to Orv."),
    ],
)
def test_a_part_of_whom_nothing_else_is_told_shares_what_befell_the_whole(
    role: str, part: int, text: str
) -> None:
    source = SourceText(text, language="en")
    assert judge(part, source, role=role).verdict == "partly"
    assert judge(9, source, role=role).verdict == "supported"


@pytest.mark.parametrize(
    "text",
    [
        "Five boatmen were abducted, and with them a cook.",
        "Five boatmen were taken by force to an unknown place, and with them the wife of a clerk.",
        "Pirates abducted five boatmen and with them a cook.",
    ],
)
def test_who_is_with_them_shares_what_befell_them(text: str) -> None:
    source = SourceText(text, language="en")
    assert judge(6, source, role="kidnapped").verdict == "derived"
    assert judge(5, source, role="kidnapped").verdict == "partly"

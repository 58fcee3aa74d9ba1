"""What no rule binds is unclear; what a rule reads as something else, or is not there, is not."""

import pytest

from llmextract.verification.numbers import judge
from llmextract.verification.source_text import SourceText


@pytest.mark.parametrize(
    ("text", "role", "value", "verdict"),
    [
        ("A patrol met seven herders near the ford.", "killed", 7, "unclear"),
        ("The murders of five, and those of eleven weavers.", "killed", 11, "unclear"),
        ("Seven died.", "killed", 8, "unsupported"),
        ("Seven were injured.", "killed", 7, "unsupported"),
        ("Seven trucks burned.", "killed", 7, "unsupported"),
        ("Gunmen killed a herder aged 41.", "killed", 41, "unsupported"),
        ("Seven rebels attacked the ford.", "killed", 7, "unsupported"),
        ("A herder was shot by seven men.", "killed", 7, "unsupported"),
        ("Seven officers said that a herder died.", "killed", 7, "unsupported"),
        ("The bus had 28 passengers; nine survived.", "killed", 28, "unsupported"),
        ("They tried to kill seven judges.", "killed", 7, "unsupported"),
        ("The blast did not kill seven men.", "killed", 7, "unsupported"),
        ("Dozens died.", "killed", 24, "unsupported"),
        ("Seven rebels were attacked.", "attackers", 7, "unsupported"),
        ("A lorry passed; a shot was heard.", "killed", 1, "unsupported"),
        ("A herder passed; a shot was heard.", "killed", 1, "unclear"),
    ],
)
def test_unclear_is_what_stands_there_unread(
    text: str, role: str, value: int, verdict: str
) -> None:
    assert judge(value, SourceText(text, language="en"), role=role).verdict == verdict


@pytest.mark.parametrize(
    ("text", "role", "value", "verdict"),
    [
        ("Nine pupils were kidnapped at the ford.", "released", 9, "unclear"),
        ("Nine pupils came out unharmed.", "released", 9, "unclear"),
        ("Nine pupils were killed at the ford.", "released", 9, "unsupported"),
        ("Nine men were arrested at the ford.", "attackers", 9, "unclear"),
        ("Nine men were killed at the ford.", "attackers", 9, "unsupported"),
        ("Nine pupils were kidnapped at the ford.", "arrested", 9, "unsupported"),
        ("Nine pupils were kidnapped at the ford.", "injured", 9, "unsupported"),
        ("Nine pupils were displaced.", "kidnapped", 9, "unclear"),
    ],
)
def test_what_befell_people_excludes_only_what_cannot_befall_them_too(
    text: str, role: str, value: int, verdict: str
) -> None:
    assert judge(value, SourceText(text, language="en"), role=role).verdict == verdict


@pytest.mark.parametrize(
    ("text", "role", "value"),
    [
        ("A bus carrying 42 pilgrims came under fire. Four died.", "killed", 42),
        ("The school has 410 pupils. Gunmen abducted 37 of the boarders.", "kidnapped", 410),
        ("The clinic employs 24 women; six of the nurses were killed.", "killed", 24),
        ("Six were killed in a village of shepherds; its 300 inhabitants fled.", "killed", 300),
    ],
)
def test_all_that_something_holds_are_no_victims_where_fewer_are_told(
    text: str, role: str, value: int
) -> None:
    assert judge(value, SourceText(text, language="en"), role=role).verdict == "unsupported"


@pytest.mark.parametrize(
    ("text", "role", "value", "verdict"),
    [
        # nothing says that fewer died
        ("A bus carrying 42 pilgrims fell into a ravine.", "killed", 42, "unclear"),
        ("The clinic has 12 wounded from the raid.", "injured", 12, "supported"),
        # ages, and numbers of places
        ("The driver was 71. Two guards were hurt.", "injured", 71, "unsupported"),
        ("She was 34.", "killed", 34, "unsupported"),
        ("The toll was 71.", "killed", 71, "supported"),
        ("Shots fell in Delva 33. A guard died.", "killed", 33, "unsupported"),
        ("A boy of 12 lost a foot.", "injured", 12, "unsupported"),
        ("A girl of six and a woman of 71 died.", "killed", 71, "unsupported"),
        ("A mother of three was killed.", "killed", 3, "unsupported"),
        ("A family of six was killed.", "killed", 6, "supported"),
        ("Orvin was thirteen when gunmen killed two.", "killed", 13, "unsupported"),
        ("A shell fell on a town of 9,000.", "killed", 9000, "unsupported"),
        # a verb that no table knows has an object
        ("Gunmen offloaded six carters from a cart and shot them dead.", "killed", 6, "supported"),
        # a part of the hurt is no part of those behind the next verb
        ("29 were hurt, 18 of them guards, and 41 were arrested.", "arrested", 41, "supported"),
        ("29 were hurt, 18 of them guards, and 41 were arrested.", "arrested", 59, "unsupported"),
        # one who is said to be something is no second one
        ("A thief was burned to death. The victim, said to be a driver, ran.", "killed", 2, "unsupported"),
        ("A man believed to be a driver was killed.", "killed", 1, "supported"),
        ("A man believed to be a driver was killed.", "killed", 2, "unsupported"),
        # what is true of more
        ("A bomber blew himself up; at least 16 died.", "killed", {"min": 16}, "supported"),
        ("A guard was hurt by a stone. A cart took the hurt man to Orv.", "injured", 1, "supported"),
    ],
)  # fmt: skip
def test_what_a_number_is_beside_other_words(
    text: str, role: str, value: object, verdict: str
) -> None:
    assert judge(value, SourceText(text, language="en"), role=role).verdict == verdict


@pytest.mark.parametrize(
    ("text", "role", "value", "verdict"),
    [
        # what is said of them stands between them and the verb
        ("At least 32 dyers, most of them women and boys, were slain.", "killed", {"min": 32}, "supported"),
        ("Nine dyers, half of them boys and girls from Orv, were killed.", "killed", 9, "supported"),
        # who reports is nobody of the list
        ("Gunmen abducted 20 women, a local official and two dyers said.", "kidnapped", 20, "supported"),
        # all to whom a relative clause looks back
        ("Rebels freed 84 pupils and four teachers whom they had abducted.", "kidnapped", 88, "derived"),
        ("A boy was shot. He died on Monday.", "killed", 1, "supported"),
    ],
)  # fmt: skip
def test_who_stands_beside_a_verb(text: str, role: str, value: object, verdict: str) -> None:
    assert judge(value, SourceText(text, language="en"), role=role).verdict == verdict

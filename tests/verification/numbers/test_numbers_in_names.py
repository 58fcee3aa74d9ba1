"""A number inside a name counts nobody."""

import pytest

from llmextract.verification.numbers import judge
from llmextract.verification.source_text import SourceText


def verdict(role: str, value: int, text: str) -> str:
    return str(judge(value, SourceText(text, language="en"), role=role).verdict)


@pytest.mark.parametrize(
    "text",
    [
        "Members of the gang 300 Pikan abducted 14 weavers.",
        "The 300 Pikan gang abducted 14 weavers.",
        "Men of the 300 Pikan Ouest militia abducted 14 weavers in Hult.",
    ],
)
def test_the_number_in_the_name_of_a_group_is_none(text: str) -> None:
    assert verdict("kidnapped", 300, text) == "unsupported"
    assert verdict("attackers", 300, text) == "unsupported"
    assert verdict("kidnapped", 14, text) == "supported"


@pytest.mark.parametrize(
    "text",
    [
        "The gang abducted 300 Pikanis.",
        "The 300 Pikani weavers were abducted by a gang.",
        "The mayor told the militia 300 Pikanis had been abducted.",
    ],
)
def test_a_number_of_people_beside_a_group_is_one(text: str) -> None:
    assert verdict("kidnapped", 300, text) == "supported"


def test_the_number_word_of_a_school_form_is_none() -> None:
    text = "Seven people, among them a Form Three pupil, were wounded in a bar in Hult."
    assert verdict("injured", 3, text) == "unsupported"
    assert verdict("injured", 7, text) == "supported"
    assert verdict("injured", 3, "Three pupils of a form were wounded.") == "supported"

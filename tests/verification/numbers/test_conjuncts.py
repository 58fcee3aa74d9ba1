"""One joined to people is one more of them, whatever their noun; a thing is none."""

import pytest

from llmextract.verification.numbers import judge
from llmextract.verification.source_text import SourceText


def verdict(role: str, value: int, text: str) -> str:
    return str(judge(value, SourceText(text, language="en"), role=role).verdict)


@pytest.mark.parametrize(
    "text",
    [
        "Three raiders and a Coast Guard Service rating were killed off Hult.",
        "Three raiders and a Frontier Army subedar were killed off Hult.",
        "Three raiders and a police naik were killed off Hult.",
        "A hospital steward and three nurses were shot dead in Orv.",
        "A Border Security Force jawan and three raiders were shot dead in Orv.",
        "The fight ended with raiders killing three constables and a lascar.",
        "Gunmen killed three millers and a village head.",
        "Two weavers, a cook and a school bursar died in the fire.",
    ],
)
def test_one_with_a_rare_noun_in_a_list_of_people_is_one_more(text: str) -> None:
    assert verdict("killed", 4, text) == "derived"
    assert verdict("killed", 3, text) != "supported"


@pytest.mark.parametrize(
    "text",
    [
        "Three millers were killed and a border post was burned.",
        "Three millers died and a ferry boat overturned.",
        "Three millers were killed when a bus sank in the ford.",
        "Three millers died in the ford and a bus sank.",
        "Three millers were killed by a mine and a police lorry was burned.",
        "Three millers were shot dead near a border crossing and a river mill.",
    ],
)
def test_what_has_its_own_verb_or_is_a_thing_is_no_further_victim(text: str) -> None:
    assert verdict("killed", 3, text) == "supported"
    assert verdict("killed", 4, text) == "unsupported"


@pytest.mark.parametrize(
    "text",
    [
        "Pirates took away two boatmen and their dhow.",
        "Pirates took away two boatmen and their fishnets.",
        "Two boatmen and their skiff were seized off Orv.",
        "Raiders seized two traders and their lorry near Hult.",
        "Gunmen led away two herders and their llama.",
    ],
)
def test_what_is_taken_with_its_owners_is_nobody(text: str) -> None:
    assert verdict("kidnapped", 2, text) == "supported"
    assert verdict("kidnapped", 3, text) == "unsupported"


@pytest.mark.parametrize(
    "text",
    [
        "Pirates took away two boatmen and their driver.",
        "Pirates took away two boatmen and their mother.",
        "Raiders led away two priests and their houseboy.",
        "Raiders seized two priests and their bellringer.",
        "Raiders abducted two priests and their dragoman.",
    ],
)
def test_who_is_taken_with_others_is_one_more(text: str) -> None:
    assert verdict("kidnapped", 3, text) == "derived"
    assert verdict("kidnapped", 2, text) == "partly"


def test_a_plus_of_notes_joins_as_a_word_does() -> None:
    text = "Revenge killing near Orv: one chief + his two sons shot dead on 16 Nov."
    assert verdict("killed", 3, text) == "derived"
    assert verdict("killed", 2, text) == "partly"
    assert verdict("displaced", 500, "500+ displaced from Orv, 9 injured.") == "partly"

"""Numbers that follow: sums, persons listed by name, differences; and what must not be added."""

import pytest

from llmextract.verification.numbers import judge
from llmextract.verification.source_text import SourceText


def verdict(text: str, value: int, role: str = "killed") -> str:
    return judge(value, SourceText(text), role=role).verdict


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Two nuns, a cook and the driver were killed.", 4),
        ("Two nuns died in Hult, three monks in Orvana, and a cook in Dresna was killed.", 6),
        ("They killed a man and his wife.", 2),
        ("The mayor was killed along with two bodyguards.", 3),
        ("Ivo Marsk and Dara Lenn were shot dead.", 2),
        ("Ivo Marsk, Dara Lenn and two guards were shot dead.", 4),
        ("Ivo Marsk, 34, and Dara Lenn, a nurse, were shot dead.", 2),
        ("Col. Ivo Marsk and Dr. Dara Lenn were shot dead.", 2),
        ("Gunmen killed Ivo Marsk and Dara Lenn.", 2),
        ("The dead are many. Sgt. J. Marsk and Ilo Dorv were shot dead.", 2),
        ("Of the 30 aboard, 12 survived.", 18),
        ("The boat carried 30 people. Twelve survived.", 18),
        ("Thirty were aboard; 12 escaped and the rest died.", 18),
        ("Five of the nine climbers survived; the others died.", 4),
        ("Nine climbers set out. Two turned back and the others were killed.", 7),
    ],
)
def test_derived(text: str, value: int) -> None:
    assert verdict(text, value) == "derived"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Nine people, including two boys, were killed.", 11),
        ("Nine people were killed, two of them boys.", 11),
        ("Nine people (four men and five women) were killed.", 18),
        ("Nine people were killed: four men and five women.", 18),
        ("Two men were killed on Monday. The two men were killed by a mine.", 4),
        ("Two more men were killed, bringing the death toll to 12.", 14),
        ("A man was killed and two others were wounded.", 3),
        ("Olive growers, truck drivers and beekeepers were shot dead.", 3),
        ("Two officers and villagers were killed.", 3),
        ("At Orvana, the mayor was killed.", 2),
        ("Four men were killed and one of the four was a guard.", 5),
    ],
)
def test_what_must_not_be_added(text: str, value: int) -> None:
    assert verdict(text, value) == "unsupported"


def test_counts_of_things_add_up_only_in_one_list() -> None:
    listed = "They burned two trucks, a van and three cars."
    assert verdict(listed, 6, "vehicles") == "derived"
    apart = "They burned two trucks. A van stood there. Three cars passed."
    assert verdict(apart, 6, "vehicles") == "unsupported"


def test_people_without_a_number_leave_a_sum_open() -> None:
    text = "Two officers and villagers were killed."
    assert verdict(text, 2) == "partly"


def test_the_reason_of_a_difference_shows_it() -> None:
    judgement = judge(18, SourceText("Of the 30 aboard, 12 survived."), role="killed")
    assert judgement.reason == "30 − 12"

"""A role that names whom it counts is carried by them alone: "civilians_killed", "children killed"."""

import pytest

from llmextract.verification.numbers import judge
from llmextract.verification.source_text import SourceText


def verdict(role: str, value: int, text: str) -> str:
    return str(judge(value, SourceText(text, language="en"), role=role).verdict)


@pytest.mark.parametrize(
    ("role", "text", "expected"),
    [
        ("civilians_killed", "Gunmen killed three farmers.", "supported"),
        ("killed_civilians", "Three civilians and two soldiers were killed.", "supported"),
        ("civilians killed", "Gunmen killed three soldiers.", "unsupported"),
        ("civilians killed", "Troops killed three militants and two farmers.", "unsupported"),
        ("civilians killed", "A mine killed three people.", "unclear"),
        ("soldiers_killed", "Gunmen killed three soldiers and two farmers.", "supported"),
        ("soldiers_killed", "Gunmen killed three sergeants.", "supported"),
        ("soldiers_killed", "The army killed three militants and lost two men.", "unsupported"),
        ("militants killed", "Troops killed three fighters and two farmers.", "supported"),
        ("police killed", "Gunmen killed three officers.", "supported"),
        ("police killed", "Gunmen killed three soldiers.", "unsupported"),
        ("children killed", "Three boys were killed.", "supported"),
        ("children killed", "Twelve people, among them three women, were killed.", "unsupported"),
        ("children killed", "Three people were killed, women and children among them.", "unclear"),
        ("journalists killed", "Three journalists were killed.", "supported"),
        ("journalists killed", "Three farmers were killed.", "unsupported"),
        ("killed", "Three soldiers were killed.", "supported"),
    ],
)
def test_only_those_asked_for_carry_it(role: str, text: str, expected: str) -> None:
    assert verdict(role, 3, text) == expected


def test_a_reason_says_that_they_are_others() -> None:
    source = SourceText("Gunmen killed three soldiers.", language="en")
    found = judge(3, source, role="civilians_killed")
    assert found.reason == "'three soldiers' are others than the ones asked for"


@pytest.mark.parametrize(
    "text",
    [
        "Shelling displaced 430 families, or 2,150 people.",
        "Shelling displaced 430 families (2,150 people).",
        "Shelling displaced 2,150 people (430 families).",
        "Shelling forced 430 families, 2,150 people in all, out of their homes.",
    ],
)
def test_households_and_their_people_are_told_twice(text: str) -> None:
    assert verdict("displaced", 2150, text) == "supported"
    assert verdict("displaced", 2580, text) not in ("supported", "derived")


def test_a_number_may_be_of_two_nouns() -> None:
    assert verdict("killed", 30, "Thirty women and children were killed.") == "supported"
    assert verdict("killed", 30, "Thirty clerks and children were killed.") == "partly"


def test_people_of_one_place_alone_are_a_part() -> None:
    assert verdict("killed", 10, "We have buried ten weavers in Ruwi alone.") == "partly"
    assert verdict("killed", 10, "We have buried ten weavers in Ruwi.") == "supported"
    assert verdict("killed", 10, "Ten weavers who lived alone were killed.") == "supported"


@pytest.mark.parametrize(
    "text", ["Two brothers, 19, were killed.", "Twin sisters, 19, were killed."]
)
def test_an_age_behind_several_is_none_of_their_number(text: str) -> None:
    assert verdict("killed", 19, text) == "unsupported"
    assert verdict("killed", 2, text) == "supported"


@pytest.mark.parametrize(
    ("role", "text"),
    [
        ("released", "Six men accused of spying were cleared and freed."),
        ("kidnapped", "Six weavers were lured to a meeting and taken hostage."),
        ("kidnapped", "Six weavers vanished after being grabbed by gunmen."),
        ("injured", "Six weavers were treated after being stabbed."),
    ],
)
def test_a_verb_shares_the_subject_of_the_one_before(role: str, text: str) -> None:
    assert verdict(role, 6, text) == "supported"


def test_a_threat_of_death_kills_nobody() -> None:
    assert verdict("killed", 3, "Three judges were threatened with death.") != "supported"


def test_a_month_since_which_something_happened_is_another_time() -> None:
    text = "Raiders killed 14 weavers. It is the second raid since March, when nine millers were shot dead."
    assert verdict("killed", 14, text) == "supported"
    assert verdict("killed", 9, text) == "unsupported"


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        (5, "The number of dead has gone up to five after a man was found.", "supported"),
        (5, "Up to five weavers were killed.", "partly"),
        (
            9,
            "The army corrected its statement: nine, not nineteen, fighters had been killed.",
            "supported",
        ),
        (
            19,
            "The army corrected its statement: nine, not nineteen, fighters had been killed.",
            "unsupported",
        ),
        (
            3,
            "Rangers shot two raiders dead, a year to the day after a bomb killed a guard.",
            "unsupported",
        ),
    ],
)
def test_words_that_look_like_a_bound_or_an_older_figure(
    value: int, text: str, expected: str
) -> None:
    assert verdict("killed", value, text) == expected

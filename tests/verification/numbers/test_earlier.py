"""Older incidents that an ordinal announces or a tense tells apart, behind the incident of a text."""

import pytest

from llmextract.verification.numbers import judge
from llmextract.verification.source_text import SourceText

OWN = "Robbers killed four drovers near Sarn on Tuesday. "


def verdict(text: str, value: int, role: str = "killed", evidence: str = "") -> str:
    start = text.find(evidence)
    stretches = [(start, start + len(evidence))] if evidence else None
    return judge(value, SourceText(text), role=role, evidence=stretches).verdict


@pytest.mark.parametrize(
    "behind",
    [
        "It was the second raid in the area within a month: nine herders died in Dounel on 3 March.",
        "It was the third such raid this year; in the first, in Dounel, nine herders died.",
        "It was only the second raid in a week. On Sunday a gang killed nine herders.",
        "This was the fourth attack on the road in a month - on Friday nine herders were killed.",
        "It was the latest raid on a market. In the previous one, nine herders died.",
        "Another such raid took place in Dounel on 3 March; nine herders were killed.",
        "Another such raid, on Sunday, killed nine herders.",
        "On Sunday, nine herders had died in a raid on Dounel.",
        "Last Friday a gang had killed nine herders in Dounel.",
        "The last raid, in May at Dounel, had killed nine herders.",
        "The killing came three days after the raid on Dounel, which left nine herders dead.",
    ],
)
def test_what_is_told_of_an_older_incident_is_none_of_the_texts_own(behind: str) -> None:
    assert verdict(OWN + behind, 4) == "supported"
    assert verdict(OWN + behind, 9) == "unsupported"
    assert verdict(OWN + behind, 13) == "unsupported"


@pytest.mark.parametrize(
    "behind",
    [
        "It was the second raid in a week: nine herders were killed in Dounel.",
        "Another such raid killed nine herders.",
        "In the same month nine herders were killed in Dounel.",
    ],
)
def test_without_a_day_of_its_own_it_is_unclear(behind: str) -> None:
    assert verdict(OWN + behind, 4) == "supported"
    assert verdict(OWN + behind, 9) == "unclear"


def test_a_comma_announces_it_too() -> None:
    text = "Robbers killed four drovers on Tuesday, the second raid in a week. On Sunday nine men died."
    assert verdict(text, 4) == "supported"
    assert verdict(text, 9) == "unsupported"


def test_a_record_of_the_older_incident_has_its_number() -> None:
    text = OWN + "It was the second raid in a week. On Sunday a gang killed nine herders."
    assert verdict(text, 9, evidence="On Sunday a gang killed nine herders.") == "supported"


@pytest.mark.parametrize(
    "text",
    [
        "Robbers stormed Sarn on Tuesday. It was the second raid in a week. Nine men were killed in it.",
        "Robbers stormed Sarn. It was the second raid in a week. Nine men were killed on Tuesday.",
        "Robbers stormed Sarn on Tuesday. It was the second raid in a week: nine men were killed.",
        "It was the second raid in a week: nine men were killed near Sarn on Tuesday.",
        "A guard was hurt on Tuesday, the second raid in a week. On Tuesday night nine men were killed.",
        "The second raid killed nine men on Tuesday.",
        "A second such raid killed nine men on Tuesday.",
        "On Sunday robbers hurt a guard. The second raid, on Tuesday, killed nine men.",
        "Robbers stormed Sarn on Tuesday. By Friday nine men had died.",
        "On Tuesday robbers stormed Sarn. On Friday nine men had died, a doctor said.",
    ],
)
def test_what_is_told_on_of_the_incident_itself_stays(text: str) -> None:
    assert verdict(text, 9) == "supported"


@pytest.mark.parametrize(
    ("behind", "value", "role"),
    [
        ("It was the second raid in a week. Two of the wounded died on Friday.", 2, "killed"),
        ("It was the second raid in a week. On Friday two more died.", 2, "killed"),
        ("It was the second raid in a week. On Friday police arrested two men.", 2, "arrested"),
        ("It was the second raid in a week. Two guards were also killed.", 2, "killed"),
        ("It was the second raid in a week. Two guards were hurt.", 2, "injured"),
        ("In the same week two suspects were arrested.", 2, "arrested"),
    ],
)
def test_what_came_of_the_incident_later_stays(behind: str, value: int, role: str) -> None:
    assert verdict(OWN + behind, 4) == "supported"
    assert verdict(OWN + behind, value, role) == "supported"


def test_whom_police_found_later_was_perhaps_killed_in_the_incident() -> None:
    text = OWN + "On Friday police found two guards who had been killed there."
    assert verdict(text, 2) == "unclear"


@pytest.mark.parametrize(
    ("behind", "older"),
    [
        ("Fue el segundo ataque en una semana: el domingo murieron nueve pastores.", "unsupported"),
        ("Fue el tercer ataque en un mes; en el primero murieron nueve pastores.", "unclear"),
        ("El domingo habían muerto nueve pastores en Dunel.", "unclear"),
    ],
)
def test_spanish_announces_older_incidents_alike(behind: str, older: str) -> None:
    text = f"Cuatro arrieros fueron asesinados en Sarna el martes. {behind}"
    for value, expected in ((4, "supported"), (9, older)):
        judgement = judge(value, SourceText(text, language="es"), role="killed")
        assert judgement.verdict == expected

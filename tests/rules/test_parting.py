"""What a paragraph tells beside one incident: bystanders, and names that belong to another."""

import pytest

from llmextract import rules
from llmextract.content import load_schema
from llmextract.schema.outline import outline_of
from llmextract.verification.source_text import SourceText
from tests.rules.domain import shipped

TRIGGERS = shipped("incident")
INCIDENT = outline_of(load_schema("incident"))


def aparts(text: str) -> list[rules.Apart]:
    """What stands beside each incident of a text."""
    source = SourceText(text)
    found = rules.templates(source, TRIGGERS)
    return [rules.apart(source, one, found, INCIDENT, TRIGGERS) for one in found]


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("A guard was shot in Kidal while the army, which controls it, slept.", ["army"]),
        ("Rebels shot two guards and the Red Column left the town.", ["Red Column"]),
        ("Rebels shot two men of a band controlled by Orland.", ["Orland"]),
        ("Two guards were shot in Kidal when gunmen came by boat.", []),
        ("Two guards were shot in Kidal when soldiers fired on the crowd.", []),
        ("A mine killed two guards. The army blamed the Red Column, which fled.", []),
    ],
)
def test_who_only_does_something_else_stands_beside(text: str, beside: list[str]) -> None:
    assert list(aparts(text)[0].beside) == beside


def test_who_speaks_of_his_own_act_is_not_idle() -> None:
    assert aparts("The army said that two guards were shot.")[0].idle == ("army",)
    assert aparts("The army said it shot two guards.")[0].idle == ()


def test_who_speaks_may_have_done_it_where_somebody_is_blamed() -> None:
    assert aparts("The army said that rebels shot two guards, and blamed a band.")[0].is_open


def test_a_building_of_which_the_text_says_what_it_did_was_not_hit() -> None:
    assert "Clinics" in aparts("Clinics received nine dead after the battle of Kidal.")[0].idle


def test_what_stands_only_with_a_later_incident_is_of_that_one() -> None:
    first, second = aparts("A shell hit a mill in Kidal. In Gao, gunmen robbed a bank.")
    assert first.is_of_another("gunmen", is_agent=True)
    assert first.is_of_another("bank", is_agent=False)
    assert not second.is_of_another("gunmen", is_agent=True)


def test_who_is_pointed_at_may_be_named_before() -> None:
    text = "Gunmen robbed a bank in Gao. In Kidal, {} shot a guard on Tuesday."
    assert not aparts(text.format("they"))[1].is_of_another("Gunmen", is_agent=True)
    assert aparts(text.format("rebels"))[1].is_of_another("Gunmen", is_agent=True)


def test_who_did_one_act_was_not_hit_in_the_next() -> None:
    second = aparts("Gunmen robbed a bank in Gao. In Kidal, their chief was shot on Tuesday.")[1]
    assert second.is_of_another("gunmen", is_agent=False)
    assert second.is_of_another("bank", is_agent=True)
    assert not second.is_of_another("gunmen", is_agent=True)


def test_who_claims_several_acts_is_of_none_alone() -> None:
    text = (
        "A bomb went off in Gao. In Kidal, men shot a guard. The Red Column claimed responsibility."
    )
    assert not aparts(text)[0].is_of_another("Red Column", is_agent=True)

"""Numbers without sentences: labels, lists, tables, notes."""

import pytest

from llmextract.verification.numbers import judge
from llmextract.verification.source_text import SourceText


def verdict(text: str, role: str, value: object) -> str:
    return judge(value, SourceText(text, language="en"), role=role).verdict


@pytest.mark.parametrize(
    "text",
    [
        "Killed: 7, injured: 19, missing: 2.",
        "Killed - 7\nInjured - 19\nMissing - 2",
        "* Fatalities: 7\n* Injuries: 19\n* Missing: 2\n* Houses destroyed: 60",
        "DEATHS: 7 INJURED: 19 MISSING: 2",
        "Dead (confirmed): 7. Hurt: 19. Missing: 2.",
        "Dead 7, wounded 19, missing 2 - police press office.",
        "killed=7, wounded=19, missing=2",
        "Casualties: 7 killed / 19 wounded / 2 missing",
        "7x KIA, 19x WIA, 2x MIA",
        "KIA: 7 WIA: 19 MIA: 2",
        "Number of dead: 7\nNumber of injured: 19\nMissing: 2",
        "| Killed | Injured | Missing |\n|---|---|---|\n| 7 | 19 | 2 |",
        "Killed\tWounded\tMissing\n7\t19\t2",
    ],
)
def test_a_number_has_the_role_of_its_label(text: str) -> None:
    right = {"killed": 7, "injured": 19, "missing": 2}
    for role, value in right.items():
        assert verdict(text, role, value) == "supported", role
        for other in {7, 19, 2, 60, 26, 21, 9} - {value}:
            assert verdict(text, role, other) in {"unsupported", "unclear"}, (role, other)


def test_what_stands_in_brackets_behind_is_a_part() -> None:
    text = "Dead: 11 (6 women, 5 men)\nInjured: 23, of whom 9 were flown out\nOf the injured, 4 are nuns."
    assert verdict(text, "killed", 11) == "supported"
    assert verdict(text, "killed", 6) == "partly"
    assert verdict(text, "killed", 22) == "unsupported"
    assert verdict(text, "injured", 23) == "supported"
    assert verdict(text, "injured", 32) == "unsupported"


def test_a_colon_may_open_a_list_of_who_they_are() -> None:
    text = "Five people were killed: two women and three children."
    assert verdict(text, "killed", 5) == "supported"
    assert verdict(text, "killed", 2) == "partly"
    assert verdict(text, "killed", 10) == "unsupported"


TABLE = "| Town | Dead | Hurt | Houses lost |\n| Omba | 3 | 11 | 40 |\n| Teru | 1 | 7 | 12 |"


def test_a_column_is_one_amount() -> None:
    assert verdict(TABLE, "killed", 4) == "derived"
    assert verdict(TABLE, "injured", 18) == "derived"
    assert verdict(TABLE, "killed", 3) == "partly"
    assert verdict(TABLE, "killed", 11) == "unsupported"
    assert verdict(TABLE, "killed", 40) == "unsupported"
    assert verdict(TABLE, "killed", 22) == "unsupported"


def test_the_row_of_totals_is_the_amount() -> None:
    text = TABLE + "\n| Total | 4 | 18 | 52 |"
    assert verdict(text, "killed", 4) == "supported"
    assert verdict(text, "killed", 1) == "partly"
    assert verdict(text, "killed", 8) == "unsupported"


def test_tabs_part_numbers_that_a_space_would_group() -> None:
    text = "Village\tKilled\tDisplaced\nOmba\t2\t300\nTeru\t1\t150"
    assert verdict(text, "killed", 3) == "derived"
    assert verdict(text, "displaced", 450) == "derived"
    assert verdict("About 2 300 people were displaced.", "displaced", 2300) == "partly"


def test_thousands_and_lakhs() -> None:
    assert verdict("Some 1.2 lakh people were displaced.", "displaced", 120000) == "partly"
    assert verdict("Police arrested 1.2k people.", "arrested", 1200) == "supported"

"""Who is counted in clauses that leave something out, name the doer behind them, or look elsewhere."""

import pytest

from llmextract.verification import numbers
from llmextract.verification.source_text import SourceText


def verdict(text: str, role: str, value: object) -> str:
    return numbers.judge(value, SourceText(text, language="en"), role=role).verdict


@pytest.mark.parametrize(
    ("text", "role", "value", "expected"),
    [
        ("Seven porters died, as did nine of the raiders.", "killed", 16, "derived"),
        ("Two drivers were hurt, and so were six passengers.", "injured", 8, "derived"),
        ("Seven porters died, as nine of the raiders did nothing.", "killed", 16, "unsupported"),
        ("The dhow was boarded at dawn by six men with axes.", "attackers", 6, "supported"),
        ("The dhow was towed by six men with axes.", "attackers", 6, "unclear"),
        ("The dhow was robbed by six men with axes.", "attackers", 6, "supported"),
        ("The van was stopped by eight armed men.", "attackers", 8, "supported"),
        ("He is survived by four sons.", "attackers", 4, "unclear"),
        ("Three guards died. Eight raiders were also killed.", "killed", 11, "derived"),
        ("Two guards died, while four others managed to flee.", "killed", 6, "unsupported"),
        ("Between 30 and 45 people are thought to have died in the raid.", "killed", 45, "partly"),
        (
            "More than 60 were hurt by glass. Two clerks were also hurt.",
            "injured",
            {"min": 61},
            "supported",
        ),
        ("Nearly a hundred people were killed.", "killed", "nearly a hundred", "supported"),
        ("Nearly a hundred people were killed.", "killed", 100, "partly"),
        ("3 cooks dead, 2 farmers inj by a mine.", "injured", 2, "supported"),
        ("A mine killed a cook and cost two clerks their legs.", "killed", 3, "unsupported"),
        (
            "Raiders shot six cooks dead in revenge for the killing of four girls.",
            "killed",
            6,
            "supported",
        ),
        (
            "The murder toll for the year rose to 301 when a cook was shot dead.",
            "killed",
            301,
            "unsupported",
        ),
        ("The rebels claim that they killed nine guards and two cooks.", "killed", 11, "unclear"),
        ("Gunmen nearly killed six cooks.", "killed", 6, "unsupported"),
        (
            "Police denied that the fire that killed six cooks had been set.",
            "killed",
            6,
            "supported",
        ),
    ],
)
def test_who_is_counted_in_a_clause(text: str, role: str, value: object, expected: str) -> None:
    assert verdict(text, role, value) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2, "A couple walking home from the fair were shot dead."),
        (3, "A trio sleeping in a barn were shot dead."),
        (6, "Half a dozen sleeping guards were shot dead."),
    ],
)
def test_what_a_couple_was_doing_is_not_what_it_counts(value: int, text: str) -> None:
    assert verdict(text, "killed", value) == "supported"


@pytest.mark.parametrize(
    ("total", "text"),
    [
        (
            5,
            "A clerk was shot dead in Hult on Sunday, a cook in Orv on Monday and three dyers in Delva.",
        ),
        (5, "A clerk and a cook were killed in Hult and three dyers in Orv."),
        (5, "Two clerks died in Hult, and three dyers near Orv."),
        (9, "Two clerks were killed in Hult on Sunday and seven dyers on Monday."),
    ],
)
def test_a_verb_left_out_befalls_those_of_the_next_place(total: int, text: str) -> None:
    assert verdict(text, "killed", total) == "derived"


@pytest.mark.parametrize(
    "text",
    [
        "Two clerks were killed in Hult and three dyers in Orv were hurt.",
        "Two clerks were killed in Hult, three dyers in Orv said.",
        "Two clerks were killed in Hult and three dyers at the mill heard shots.",
        "Two clerks were killed in Hult and three carts in Orv.",
        "Two clerks were killed in Hult, with three dyers in the house.",
        "Two clerks were killed and three dyers in Orv fled.",
        "Two clerks were killed in Hult, three dyers of a mill in Orv.",
    ],
)
def test_who_has_a_verb_or_is_only_named_there_was_not_killed_too(text: str) -> None:
    assert verdict(text, "killed", 2) == "supported"
    assert verdict(text, "killed", 5) == "unsupported"


@pytest.mark.parametrize(
    ("role", "value", "text", "expected"),
    [
        (
            "arrested",
            1,
            "A man hurt three cooks in Hult. The 32-year-old was arrested.",
            "supported",
        ),
        ("killed", 1, "Guards said the 19-year-old was shot dead in Hult.", "supported"),
        ("injured", 2, "One cook was wounded by a pellet and another by a stone.", "derived"),
        (
            "injured",
            4,
            "Of 15 cooks aboard, 11 were killed and everyone else was wounded.",
            "derived",
        ),
        (
            "killed",
            2,
            "They came at dusk: nine fled, the mayor said, and two cooks died.",
            "supported",
        ),
        ("kidnapped", 0, "Contrary to a post, no pupil was abducted in Hult.", "supported"),
    ],
)
def test_who_is_meant_in_few_words(role: str, value: int, text: str, expected: str) -> None:
    assert verdict(text, role, value) == expected
    assert verdict(text, role, value + 5) == "unsupported"


def test_who_speaks_behind_a_colon_is_no_part_of_the_dead() -> None:
    text = "Two shells fell: eleven cooks were killed, the county commissioner said."
    assert verdict(text, "killed", 11) == "supported"
    assert verdict(text, "killed", 1) in ("unsupported", "unclear")


def test_own_relatives_in_a_list_are_added_though_no_rule_reads_what_befell_them() -> None:
    text = "They dragged my father, my two uncles and my grandfather out of the house."
    assert verdict(text, "killed", 4) == "unclear"
    assert verdict(text, "killed", 5) == "unsupported"

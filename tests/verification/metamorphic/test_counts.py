"""Counts of people: what may stand around a toll, and what makes it another one."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from llmextract.records import Verdict
from tests.verification.metamorphic.telling import (
    BOTH,
    COUNTS,
    KILLING,
    ROLES,
    TOWNS,
    WHO,
    few,
    fewer,
    forms,
    place_said,
    said,
    sentence,
)


@pytest.mark.parametrize("form", KILLING)
@few
@given(n=COUNTS, who=WHO, town=TOWNS)
def test_only_the_number_that_stands_there_is_carried(
    form: str, n: int, who: str, town: str
) -> None:
    text = sentence(form, n=n, who=who, town=town)
    assert said(n, text) is Verdict.SUPPORTED
    for other in (n + 1, n - 1, n * 10, n + 100):
        assert not said(other, text).is_carried, other
    assert not said(n, text, "injured").is_carried
    assert not said(n, text, "kidnapped").is_carried


@pytest.mark.parametrize("form", BOTH)
@few
@given(n=COUNTS, m=COUNTS, who=WHO, town=TOWNS)
def test_roles_swapped_in_the_text_swap_the_verdicts(
    form: str, n: int, m: int, who: str, town: str
) -> None:
    assume(n != m)
    one = sentence(form, killed=n, injured=m, who=who, town=town)
    other = sentence(form, killed=m, injured=n, who=who, town=town)
    for text, killed, injured in ((one, n, m), (other, m, n)):
        assert said(killed, text) is Verdict.SUPPORTED, text
        assert said(injured, text, "injured") is Verdict.SUPPORTED, text
        assert not said(injured, text).is_carried, text
        assert not said(killed, text, "injured").is_carried, text
        assert not said(killed + injured, text).is_carried, text


BESIDE = (
    "Farmers in the valley grow onions and sell them in the capital.",
    "The rains came late this year.",
    "The price of bread rose by 41 percent in May.",
    "The road to the border is 63 kilometres long.",
    "The council, which has 45 members, meets on Thursdays.",
    "The region has seen years of unrest.",
    "Officials called for calm.",
    "The school was built in 1987 for 350 pupils.",
)
"""Sentences that tell of nobody's harm and of nobody's absence."""


@pytest.mark.parametrize("beside", BESIDE)
@fewer
@given(n=COUNTS, m=COUNTS, who=WHO, town=TOWNS, before=st.booleans())
def test_a_sentence_beside_it_changes_nothing(
    beside: str, n: int, m: int, who: str, town: str, before: bool
) -> None:
    for form in (*KILLING, *BOTH):
        text = sentence(form, n=n, killed=n, injured=m, who=who, town=town)
        longer = f"{beside} {text}" if before else f"{text} {beside}"
        told = {
            place_said(town, longer),
            place_said(town, text),
        }  # what is plain alone may be doubted
        assert told <= {Verdict.SUPPORTED, Verdict.UNCLEAR}, longer
        for role in ROLES:
            for value in (n, m, n + m, n + 1):
                known, now = said(value, text, role), said(value, longer, role)
                assert now.is_carried is known.is_carried, (value, role, longer)
            for value in (41, 63, 45, 350):
                assert not said(value, longer, role).is_carried, (value, role, longer)


@pytest.mark.parametrize("form", KILLING)
@few
@given(n=COUNTS, m=COUNTS, who=WHO, towns=st.permutations(("Kidal", "Tumaco", "Gao")))
def test_the_order_of_independent_sentences_does_not_matter(
    form: str, n: int, m: int, who: str, towns: list[str]
) -> None:
    one = sentence(form, n=n, who=who, town=towns[0])
    other = f"In {towns[1]}, {m} drivers were injured in a crash on Friday."
    orders = (f"{one} {other}", f"{other} {one}")
    for role in ROLES:
        for value in (n, m, n + m, n + 1):
            first, second = (said(value, text, role).is_carried for text in orders)
            assert first is second, (value, role)
    for town in towns:
        told = {
            place_said(town, text) for text in orders
        }  # beside another sentence it may be doubted
        assert not told >= {Verdict.SUPPORTED, Verdict.UNSUPPORTED}, town


AGAIN = (
    "The attack left {n} {who} dead.",
    "The {n} {who} were buried on Friday.",
    "All {n} {who} died at once, doctors said.",
    "The mayor mourned the {n} dead.",
    "In all, {n} were killed.",
    "The death toll stood at {n} on Friday.",
    "The killing of {n} {who} shocked the country.",
)


OPEN_AGAIN = {
    "The mayor mourned the {n} dead.": (
        "somebody who is named only for what he said or did of the dead is feared to be one of them"
    ),
}


@pytest.mark.parametrize("again", forms(AGAIN, OPEN_AGAIN))
@fewer
@given(n=st.integers(3, 28), who=WHO, town=TOWNS)
def test_a_toll_that_is_told_again_is_the_same_toll(
    again: str, n: int, who: str, town: str
) -> None:
    for form in KILLING:
        text = sentence(form, n=n, who=who, town=town)
        twice = f"{text} {again.format(n=n, who=who)}"
        assert said(n, twice) is Verdict.SUPPORTED, twice
        assert not said(2 * n, twice).is_carried, twice


@pytest.mark.xfail(strict=True, reason="two and two without more words are taken to be four people")
def test_a_toll_of_two_that_is_told_again_is_two() -> None:
    text = (
        "Gunmen killed two herders in Kidal on Monday. The killing of the two shocked the country."
    )
    assert said(2, text) is Verdict.SUPPORTED
    text = "Gunmen killed two herders in Kidal on Monday. In all, two were killed."
    assert not said(4, text).is_carried


LABELS = (
    "Killed: {n}, injured: {m}",
    "Killed: {n}; injured: {m}",
    "Killed: {n} / injured: {m}",
    "Killed: {n} | injured: {m}",
    "Killed: {n}\nInjured: {m}",
    "Killed\t{n}\nInjured\t{m}",
    "Killed\tInjured\n{n}\t{m}",
    "- Killed: {n}\n- Injured: {m}",
    "* Killed – {n}\n* Injured – {m}",
    "• Killed = {n} • Injured = {m}",
    "1. Killed: {n}\n2. Injured: {m}",
    "**Killed:** {n}\n**Injured:** {m}",
    "Killed ({n}), injured ({m})",
    "| Killed | Injured |\n|---|---|\n| {n} | {m} |",
    "<tr><th>Killed</th><th>Injured</th></tr><tr><td>{n}</td><td>{m}</td></tr>",
    "<li>Killed: {n}</li><li>Injured: {m}</li>",
    "{n} killed, {m} injured",
    "{n} killed; {m} injured.",
    "{n} killed/{m} injured",
    "{n} killed\n{m} injured",
    "{n} killed & {m} injured",
    "{n} killed + {m} injured",
    "{n} killed - {m} injured",
    "Toll: {n} killed, {m} injured",
    "Casualties: {n} (killed), {m} (injured)",
)
OPEN_LABELS = {
    "Casualties: {n} (killed), {m} (injured)": "a role in brackets behind a number is not read",
}


@pytest.mark.parametrize("form", forms(LABELS, OPEN_LABELS))
@few
@given(n=COUNTS, m=COUNTS)
def test_labels_hold_their_numbers_whatever_stands_between(form: str, n: int, m: int) -> None:
    assume(n != m)
    text = form.format(n=n, m=m)
    assert said(n, text) is Verdict.SUPPORTED
    assert said(m, text, "injured") is Verdict.SUPPORTED
    for value in (m, n + m, n + 1):
        assert not said(value, text).is_carried, value
    for value in (n, n + m, m + 1):
        assert not said(value, text, "injured").is_carried, value

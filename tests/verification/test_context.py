"""What a plain string given as context is taken for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract.records import Context
from llmextract.verification.context import classify


@pytest.mark.parametrize(
    "line",
    [
        "LAGOS (AFP) —",
        "Lagos, March 9 (Reuters) -",
        "QUITO, 14 FEB 88 --",
        "KAMPALA, Uganda (AP) –",
        "Port-au-Prince, 4 July 2021 (OCHA)",
        "NIAMEY —",
        "GAO, 3 May —",
        "PANAMA CITY (PANAMA), 2 DEC 88 (EFE) -- [TEXT]",
        "Rio de Janeiro, 2024-05-01 -",
    ],
)
def test_datelines(line: str) -> None:
    assert classify(line) == Context(dateline=line)


@pytest.mark.parametrize(
    "line",
    [
        "Grenade thrown at market in Gao",
        "GRENADE THROWN AT MARKET IN GAO",
        "Mali crisis - army retakes three towns",
        "Blast in Gao (updated)",
        "Fire in Gao, 3 May",
        "Who burned the market in Gao?",
        "Gao: grenade hurts four",
        "Four men of the market guards of Gao, 3 May (AFP) —",
    ],
)
def test_headlines(line: str) -> None:
    assert classify(line) == Context(title=line)


@pytest.mark.parametrize(
    "line",
    [
        "The market of Gao had been calm.",
        "“The market was calm.”",
        "The market burned. Nobody knew why",
    ],
)
def test_paragraphs_before(line: str) -> None:
    assert classify(line) == Context(before=line)


def test_a_dateline_may_open_a_line() -> None:
    context = classify("LAGOS, March 9 (Reuters) - The market of Gao burned.")
    assert context.dateline == "LAGOS, March 9 (Reuters) -"
    assert context.before == "The market of Gao burned."


def test_several_lines_hold_several_parts() -> None:
    context = classify("Market burns\n\nLAGOS (AFP) —\nIt was calm.\nThen it burned.\n")
    assert context.title == "Market burns"
    assert context.dateline == "LAGOS (AFP) —"
    assert context.before == "It was calm.\nThen it burned."


@pytest.mark.parametrize("nothing", [None, "", " \n "])
def test_nothing(nothing: str | None) -> None:
    assert classify(nothing) == Context()


def test_a_context_is_taken_as_it_is() -> None:
    context = Context(title="It was calm.")
    assert classify(context) is context


@given(st.text(max_size=300))
def test_no_word_is_lost(text: str) -> None:
    context = classify(text)
    found = f"{context.title} {context.dateline} {context.before}"
    assert sorted("".join(found.split())) == sorted("".join(text.split()))

"""The forms in which fills, types, dates and places of the benchmark are compared."""

import pytest

from benchmarks.muc4.normalising import (
    incident_type,
    is_named,
    iso_date,
    normal,
    token_overlap,
    variants,
)


def test_strings_lose_case_marks_and_articles() -> None:
    assert normal("The  MÁYOR's  car-bomb (a)") == "mayors carbomb".replace("carbomb", "car bomb")
    assert variants("R.A.N. [Red Army North] squad") == {"ran red army north squad", "ran squad"}
    assert variants("(the)") == frozenset()


def test_overlap_counts_repeated_words_once_each() -> None:
    assert token_overlap("red red car", "red car") == pytest.approx(0.8)
    assert token_overlap("red", "car") == 0.0


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (None, None),
        ("", None),
        ("arson", "ARSON"),
        ("forced_work-stoppage", "FORCED WORK STOPPAGE"),
        ("Air strike", "ATTACK"),
        ("aerial bombing", "ATTACK"),
        ("car bomb", "BOMBING"),
        ("hostage taking", "KIDNAPPING"),
        ("sabotage", "ATTACK"),
        ("parade", "PARADE"),
        (" ", None),
    ],
)
def test_types_are_known_by_a_keyword(said: str | None, kind: str | None) -> None:
    assert incident_type(said) == kind


@pytest.mark.parametrize(
    ("said", "day"),
    [
        (None, None),
        ("1990-1-5", "1990-01-05"),
        ("1990-01-05T10:00", "1990-01-05"),
        ("5 JAN 90", "1990-01-05"),
        ("5 January 1990", "1990-01-05"),
        ("January 5, 1990", "1990-01-05"),
        ("5 Jax 90", None),
        ("Friday", None),
        ("late on 5 January 1990", None),
    ],
)
def test_days(said: str | None, day: str | None) -> None:
    assert iso_date(said) == day


def test_a_place_is_named_by_a_run_of_whole_words() -> None:
    assert is_named("KASSOU (CITY)", ["the town of Kassou"])
    assert is_named("Kassou", ["New Kassou market"])
    assert not is_named("Kassou", ["Kassouville"])
    assert not is_named("North Bellam", ["Bellam"])
    assert is_named("the city", ["city"])
    assert not is_named("Kassou", [])

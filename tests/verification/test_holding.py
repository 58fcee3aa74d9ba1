"""Whether words hold a value: digit for digit, in any script and language, or by adding up."""

from typing import Any

import pytest

from llmextract.verification.holding import holds


@pytest.mark.parametrize(
    ("quote", "value", "language", "held"),
    [
        ("nine herders", 9, "en", True),
        ("at least 1,200 men", 1200, "en", True),
        ("1.200 campesinos", 1200, "es", True),
        ("19 herders", 9, "en", False),
        ("doce muertos", 12, "es", True),
        ("douze personnes", 12, "fr", True),
        ("treize personnes", 12, "fr", False),
        ("двенадцать человек", 12, "ru", True),
        ("١٢ قتيلا", 12, "ar", True),
        ("at least nine", {"min": 9}, "en", True),
        ("at least nine", {"min": 8}, "en", False),
        ("dozens of people", "dozens", "en", True),
        ("a number of people", "dozens", "en", False),
        ("nobody counted", 4, "xx", False),
    ],
)
def test_numbers(quote: str, value: Any, language: str, held: bool) -> None:
    assert holds(quote, value, kind="number", language=language) is held


@pytest.mark.parametrize(
    ("quote", "value", "held"),
    [
        ("three soldiers and two civilians", 5, True),
        ("a driver and two nurses", 3, True),
        ("eleven of the twenty", 9, True),
        ("Saleh and one of his escorts", 2, True),
        ("three soldiers and two civilians", 6, False),
        ("the soldiers and the civilians", 5, False),
    ],
)
def test_what_follows_from_counts_and_names(quote: str, value: int, held: bool) -> None:
    assert holds(quote, value, kind="number", derived=True) is held
    assert not holds(quote, value, kind="number")


def test_a_part_is_enough_where_a_part_is_claimed() -> None:
    assert holds("between 10 and 15 men", 12, kind="number", part=True)
    assert not holds("between 10 and 15 men", 12, kind="number")
    assert not holds("10 men", 12, kind="number", part=True)
    assert holds("in Daraa", "Daraa, Syria", kind="place", part=True)
    assert not holds("in Daraa", "Daraa, Syria", kind="place")


@pytest.mark.parametrize(
    ("quote", "value", "held"),
    [
        ("near the town of Sévaré", "Sevare", True),
        ("near the town of Mopti", "Sevare", False),
        ("the 55th brigade", "52nd brigade", False),
        ("the 55th brigade", "55th Brigade", True),
    ],
)
def test_names_bend_in_spelling_and_never_in_numbers(quote: str, value: str, held: bool) -> None:
    assert holds(quote, value, kind="name") is held

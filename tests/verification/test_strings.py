"""Values as cells and attributes have them: strings."""

from typing import Any

import pytest

from llmextract import Grounded
from llmextract.verification.strings import leaves_of, read_value

NUMBER = Grounded("number", role="killed")
PLACE = Grounded("place")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("5", 5),
        (" 5 ", 5),
        ("5.0", 5),
        ("5.00", 5),
        ("+5", 5),
        ("-5", -5),
        ("5.5", "5.5"),
        ("1,200", "1,200"),
        ("five", "five"),
        ("at least 5", "at least 5"),
        ("9" * 5000, "9" * 5000),
        ("٥", "٥"),
        ("none", "none"),
        ("", None),
        ("  ", None),
        ("NaN", None),
        ("N/A", None),
        ("unknown", None),
        ("Not stated", None),
        ("—", None),
    ],
    ids=lambda v: repr(v)[:12],
)
def test_a_number_is_read_from_its_spelling(written: str, value: Any) -> None:
    read = read_value(written, NUMBER)
    assert (read, type(read)) == (value, type(value))


def test_other_kinds_keep_their_words() -> None:
    assert read_value(" 5 Mile Junction ", PLACE) == "5 Mile Junction"
    assert read_value("5", PLACE) == "5"
    assert read_value("none", PLACE) is None


def listed(value: Any, mark: Grounded, text: str = "") -> list[tuple[str, Any]]:
    return [(leaf.path, leaf.value) for leaf in leaves_of(value, mark, path="x", text=text)]


def test_values_joined_by_semicolons_are_checked_one_by_one() -> None:
    assert listed("Oru; Bex ;", PLACE) == [("x[0]", "Oru"), ("x[1]", "Bex")]
    assert listed(["Oru", "Bex; Kol"], PLACE) == [
        ("x[0]", "Oru"), ("x[1][0]", "Bex"), ("x[1][1]", "Kol"),
    ]  # fmt: skip


def test_words_that_stand_in_the_text_with_their_semicolon_are_one_value() -> None:
    quote = Grounded("quote")
    assert listed("we left; they stayed", quote, "He said: we left; they stayed.") == [
        ("x", "we left; they stayed")
    ]


def test_what_is_not_known_is_a_null_count_and_no_other_value() -> None:
    assert listed("unknown", NUMBER) == [("x", None)]
    assert listed(None, NUMBER) == [("x", None)]
    assert listed("unknown", PLACE) == []
    assert listed(None, PLACE) == []
    assert listed(";", PLACE) == []


def test_values_that_are_no_strings_stay_as_they_are() -> None:
    assert listed(5, NUMBER) == [("x", 5)]
    assert listed({"min": 5}, NUMBER) == [("x", {"min": 5})]

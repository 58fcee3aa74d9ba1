"""Which spellings of a name fold to one form, and which stay apart."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from llmextract.verification.spelling import (
    QUOTE_MARKS,
    fold_place,
    fold_places,
    fold_word,
    fold_words,
    skeleton,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dar‘a", "DARA"),
        ("Dar'a", "Dar`a"),
        ("Bogotá", "bogota"),
        ("Diyarbakır", "Diyarbakir"),
        ("Łódź", "Lodz"),
        ("Đà Nẵng", "da nang"),
        ("Deir-ez-Zor", "Deir  ez\nZor"),
        ("Kabul's", "Kabul"),
        ("Kabul’s", "kabul"),
        ("Strasse", "Straße"),
        ("Mykolaïv", "Mykolaiv"),
    ],
)
def test_typography_is_folded(one: str, other: str) -> None:
    assert fold_place(one) == fold_place(other)


@pytest.mark.parametrize(("one", "other"), [("Niger", "Nigeria"), ("Gao", "Goa"), ("8th", "9th")])
def test_names_stay_apart(one: str, other: str) -> None:
    assert fold_place(one) != fold_place(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("al hasakah", "hasaka"),
        ("ash shaddadi", "al shadadi"),
        ("qamishli", "kamishly"),
        ("mukayshifa", "mukeshefah"),
        ("deir ez zor", "dayr az zawr"),
    ],
)
def test_transliterations_have_one_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("sirte", "sarmin"), ("azaz", "afrin"), ("idlib", "odesa")]
)
def test_other_names_have_another_skeleton(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize("short", ["", "a", "gi", "ao"])
def test_short_names_have_none(short: str) -> None:
    assert skeleton(short) == ""


@given(st.text(max_size=60))
def test_the_short_cut_for_plain_names_folds_alike(text: str) -> None:
    assert fold_place(text) == " ".join(fold_words(text))


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold_place(text)
    assert fold_place(once.upper()) == fold_place(once)


@given(st.text(alphabet="aeioukqghst yz'‘-", max_size=30))
def test_any_name_has_a_skeleton_without_an_error(text: str) -> None:
    assert " " not in skeleton(fold_place(text))


def test_a_word_of_marks_alone_folds_to_nothing() -> None:
    assert fold_word("’") == ""


_LATIN = st.text(st.characters(max_codepoint=0x24F) | st.sampled_from("Ầỹ’ʿЖ١́ ﬁ"), max_size=9)
# The rules for many names at once are about what stands beside an apostrophe, a space or a line break.
_BORDERS = st.text(st.sampled_from(f"abSsſßé1²_ -\n\r\t\0\u0301{QUOTE_MARKS}"), max_size=9)


@given(st.lists(_LATIN | _BORDERS | st.text(max_size=9), max_size=6))
@example(["a'b1", "Gao"])  # a digit ends a word that has an apostrophe
@example(["a's1"])
@example(["a'ſ"])  # the long s is an s
@example(["\n"])
@example(["a", "b\nc"])
@example([" ", "a ", " b", "- -"])
@example(["\0", "a\0b"])
def test_many_names_fold_as_one_by_one(names: list[str]) -> None:
    assert fold_places(names) == [fold_place(name) for name in names]


def test_every_character_folds_among_many_as_alone() -> None:
    names = [
        f"a{mark}{chr(code)}b" for code in (*range(0x2100), 0xFB01, 0x10400) for mark in ("", "'")
    ]
    assert fold_places(names) == [fold_place(name) for name in names]
    rest = [name for name in names if "\n" not in name]  # a line break is folded one by one
    assert fold_places(rest) == [fold_place(name) for name in rest]


def test_many_names_fold_in_their_order() -> None:
    names = ["Łódź", "", "Dar'a", "São  Tomé", "Kiel", "Ð-Ý", "Київ", "Ain al-Arab"]
    keys = ["lodz", "", "dara", "sao tome", "kiel", "d y", "киів", "ain al arab"]
    assert fold_places(names) == keys
    assert fold_places([]) == []

"""How a text is cut into words, and what each word is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract.records import Context
from llmextract.verification.lexing import lex, lexed
from llmextract.verification.source_text import SourceText


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Gao, Mali.", ["gao", ",", "mali", "."]),
        ("Gen. Ali of St. Louis fled.", ["gen", "ali", "of", "st", "louis", "fled", "."]),
        ("The U.S. navy", ["the", "us", "navy"]),
        ("Deir-ez-Zor – Gao–Kidal", ["deir", "ez", "zor", "–", "gao", "kidal"]),
        ("Abu ‘Arib", ["abu", "arib"]),
        ("Ma’rib's", ["marib"]),
        ("2.5 km -- “far”", ["2", "5", "km", "--", "“", "far", "”"]),
        ("", []),
        ("‘ ’", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert list(lex(text).words) == words


def test_what_a_word_is_told() -> None:
    text = lex("Kabul's Gao-based radio went quiet. Then it rang")
    assert [w for w, owner in zip(text.words, text.owner, strict=True) if owner] == ["kabul"]
    assert [w for w, glued in zip(text.words, text.glued, strict=True) if glued] == ["based"]
    assert text.text[text.starts[0] : text.ends[0]] == "Kabul"
    assert text.is_name_like(1)
    assert not text.is_name_like(99)
    assert [w for i, w in enumerate(text.words) if text.begins_sentence(i)] == ["kabul", "then"]
    assert text.word(-1) == text.word(99) == ""


@pytest.mark.parametrize(
    ("text", "cased"),
    [
        ("Gunmen raided the market.", True),
        ("Gunmen Raid Market With Two Cars", False),
        ("GUNMEN RAIDED THE MARKET", False),
        ("gunmen raided the market", False),
        ("The Gao Unity Front raided Ber.", True),
    ],
)
def test_whether_capitals_tell(text: str, cased: bool) -> None:
    assert lex(text).cased is cased


def test_phrases_are_found_with_and_without_articles() -> None:
    text = lex("At Salah ad-Din they met Salah Din in Salah.")
    assert text.find("salah din") == [(6, 8)]
    assert text.find_bare("salah din") == [(1, 4), (6, 8)]
    assert text.find("salah") == [(1, 2), (6, 7), (9, 10)]
    assert text.find("") == text.find("al") == text.find("no such words") == []


def test_each_part_is_cut_once() -> None:
    source = SourceText("Gao burned.", Context(title="Fire in Gao"))
    assert lexed(source, "title").words == ("fire", "in", "gao")
    assert lexed(source, "text") is lexed(source, "text")


@given(st.text(max_size=200))
def test_offsets(text: str) -> None:
    found = lex(text)
    at = 0
    for start, end in zip(found.starts, found.ends, strict=True):
        assert at <= start < end <= len(text)
        at = end
    for index, word in enumerate(found.words):
        assert (index, index + 1) in found.find(word)


def test_long_words_are_cut_like_short_ones() -> None:
    """Only what may come again is remembered; the words are the same."""
    long = "x" * 50
    text = f"Gen. Okello's {long}-held  (posts)"
    words = lex(text)
    assert list(words.words) == ["gen", "okello", long, "held", "(", "posts", ")"]
    assert [text[s:e] for s, e in zip(words.starts, words.ends, strict=True)] == [
        *("Gen", "Okello", long, "held", "(", "posts", ")"),
    ]
    assert list(words.glued) == [False, False, False, True, False, False, False]
    assert list(words.owner) == [False, True, False, False, False, False, False]

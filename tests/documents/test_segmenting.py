"""Paragraphs: layout of lines, long paragraphs, offsets."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract.documents.segmenting import Layout, paragraphs
from llmextract.verification.normalising import normalised

WILD = st.lists(
    st.sampled_from(
        ["word", "Other words here", ". ", ".", "\n", "\n\n", "\r\n", "\r", "* * *", "\n- ", "  ",
         "\t", "By Ann Bell", "3 May 2021", "\ud800", "\u2028", "\x85", "\x0c", "é",
         "x" * 60, "# Head"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


def texts(text: str, **options: object) -> list[str]:
    return [p.text for p in paragraphs(text, **options)]  # type: ignore[arg-type]


@given(WILD | st.text(max_size=300), st.sampled_from([5, 40, 2000]), st.booleans())
def test_offsets_hold_over_any_text(text: str, longest: int, marked: bool) -> None:
    layout = Layout(heading=re.compile(r"# (.+)") if marked else None)
    last = 0
    for index, part in enumerate(paragraphs(text, longest=longest, layout=layout)):
        assert part.index == index
        assert last <= part.start < part.end
        assert text[part.start : part.end] == part.text == part.text.strip()
        assert (part.sentences[0].start, part.sentences[-1].end) == (part.start, part.end)
        assert all(text[s.start : s.end] == s.text for s in part.sentences)
        assert len(part.text) <= longest
        left_out = text[last : part.start]
        assert not re.search(r"[^\W_]", normalised(left_out).text) or marked
        last = part.end
    assert not re.search(r"[^\W_]", normalised(text[last:]).text) or marked


def test_blank_lines_and_rules_part_paragraphs() -> None:
    text = "The mill burned.\n \nNobody came.\n\n* * *\n\n•\n\nThe ford is open.\r\n\r\nIt rained."
    assert texts(text) == ["The mill burned.", "Nobody came.", "The ford is open.", "It rained."]
    assert texts("The mill burned.\n-----\nNobody came.") == ["The mill burned.", "Nobody came."]
    assert texts(" \n* * *\n") == []


def test_hard_wrapped_lines_stay_one_paragraph() -> None:
    wrapped = (
        "The ferry that links the two banks of the river has not\n"
        "sailed since the bomb went off at the landing stage. The\n"
        "owner fears that he will have to sell it.\n"
    )
    other = (
        "In the village upstream, two mills stand idle as well, and\n"
        "the millers have gone to the city. One of them drives a cab."
    )
    assert texts(wrapped + "\n" + other) == [wrapped.strip(), other]
    crlf = (wrapped + "\n" + other).replace("\n", "\r\n")
    assert [len(p.sentences) for p in paragraphs(crlf)] == [2, 2]
    assert texts(crlf)[1] == other.replace("\n", "\r\n")


def test_wrapped_paragraphs_without_blank_lines_end_where_a_line_ends_early() -> None:
    first = (
        "The ferry that links the two banks of the river has not\n"
        "sailed since the bomb went off. The owner is poor."
    )
    text = (
        "The ferry that links the two banks of the river has not\n"
        "sailed since the bomb.\n"
        "In the village upstream, two mills stand idle as well, and\n"
        "nobody knows when they will grind again, as the millers\n"
        "have gone to the city with all that they own."
    )
    assert [t[:9] for t in texts(text)] == ["The ferry", "In the vi"]
    assert len(texts(first)) == 1


def test_an_indented_line_begins_a_paragraph() -> None:
    text = (
        "The ferry that links the two banks has not sailed at all.\n"
        "   In the village upstream, two mills are standing idle,\n"
        "and nobody knows when they will grind their corn again."
    )
    assert [t[:9] for t in texts(text)] == ["The ferry", "In the vi"]


def test_lines_that_are_paragraphs() -> None:
    long = "The mill burned, and then the wind carried the sparks to the barns of the village. " * 3
    assert texts(f"Fire at the mill\n{long}\n{long}") == ["Fire at the mill", *[long.strip()] * 2]
    short = [
        "Fire at the mill",
        "The mill burned.",
        "Nobody was there.",
        "Who did it?",
        "It rained.",
    ]
    assert texts("\n".join(short)) == short
    address = "https://example.org/" + "x" * 200
    assert len(texts(f"See the page of the mill, which is\n{address}\nand the map beside it")) == 1


def test_a_headline_over_wrapped_lines_is_its_own_paragraph() -> None:
    text = (
        "Fire at the mill\n"
        "The ferry that links the two banks of the river has not\n"
        "sailed since the bomb went off at the landing stage and\n"
        "the owner fears that he will have to sell it."
    )
    assert texts(text) == [text[:16], text[17:]]


def test_labels_at_the_head_are_paragraphs_of_their_own() -> None:
    text = "Fire at the mill\nBy Ann Bell\nPublished: 3 May 2021\nThe ferry lies still."
    assert texts(text) == text.split("\n")
    later = "The ferry lies still.\n\nIt was\nBy Ann Bell\nwho said it"
    assert texts(later)[1:] == ["It was\nBy Ann Bell\nwho said it"]


def test_a_long_paragraph_is_split_at_the_ends_of_sentences_into_equal_parts() -> None:
    text = "The mill by the river burned down again. " * 100
    parts = paragraphs(text, longest=2000)
    assert len(parts) == 3
    assert all(p.text.endswith("again.") and 1000 < len(p.text) <= 2000 for p in parts)
    assert sum(len(p.sentences) for p in parts) == 100


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("mill ford barn well", ["mill ford", "barn well"]),
        ("mill\nford barn", ["mill\nford", "barn"]),
        ("abcdefghijklmno", ["abcdefghij", "klmno"]),
    ],
)
def test_a_sentence_that_is_too_long_is_cut_between_words(text: str, pieces: list[str]) -> None:
    assert texts(text, longest=10) == pieces


def test_what_a_reader_knows_of_the_layout() -> None:
    text = "---\nskip\n---\n# Fire #\nThe mill\nburned"
    marked = Layout(start=13, heading=re.compile(r"# (.*?) #\Z"))
    assert [(p.text, p.role) for p in paragraphs(text, layout=marked)] == [
        ("Fire", "title"),
        ("The mill\nburned", "body"),
    ]
    lines = Layout(line_is_paragraph=True)
    assert texts("The mill\nburned", layout=lines) == ["The mill", "burned"]

"""The block that a question ends with: its form is pinned, and no text can open one of its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract import blocks


def test_the_sentences_of_a_paragraph_stand_a_line_each() -> None:
    assert blocks.paragraph_block(["Roofs flew.", "Nobody\nslept."]) == (
        "Paragraph:\n[1] Roofs flew.\n[2] Nobody slept."
    )


def test_the_sentences_of_an_article_are_numbered_on_and_its_paragraphs_parted() -> None:
    assert blocks.article_block([["A.", "B."], ["C."]]) == "Article:\n[1] A.\n[2] B.\n\n[3] C."


TEXTS = st.lists(st.text(max_size=30).map(lambda one: f"x{one}"), min_size=1, max_size=4)


@given(TEXTS)
def test_source_text_cannot_forge_a_line(sentences: list[str]) -> None:
    first, *lines = blocks.paragraph_block(sentences).splitlines()
    assert first == "Paragraph:"
    assert [line.partition("]")[0] for line in lines] == [
        f"[{n}" for n in range(1, len(sentences) + 1)
    ]


@given(st.lists(TEXTS, min_size=1, max_size=3), st.text())
def test_whoever_answers_finds_the_sentences_again(
    paragraphs: list[list[str]], before: str
) -> None:
    block = blocks.article_block(paragraphs)
    context = "".join(f"> {blocks.one_line(line)}\n" for line in before.splitlines())
    head, found = blocks.split_block(f"{context}\n{block}")
    assert (head, found) == (f"{context}\n", block)
    told = list(blocks.sentences_of(found or ""))
    assert [one.text for one in told] == [
        blocks.one_line(text) for texts in paragraphs for text in texts
    ]
    assert [one.number for one in told] == list(range(1, len(told) + 1))
    assert sum(one.opens for one in told) == len(paragraphs) - 1


@pytest.mark.parametrize("text", ["", "Paragraph", "> Paragraph:", "The Paragraph: [1] A."])
def test_a_message_without_a_block_has_none(text: str) -> None:
    assert blocks.split_block(text) == (text, None)

"""Documents from texts: ids, given titles and dates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract.documents import from_text
from llmextract.errors import UsageError

BODY = "The ferry has not sailed since Tuesday, its owner said."


def test_ids_are_stable_and_differ_by_source_and_text() -> None:
    one = from_text(BODY, source="a.txt")
    assert one.id == from_text(BODY, source="a.txt").id
    assert len({one.id, from_text(BODY, source="b.txt").id, from_text("x", source="a.txt").id}) == 3
    assert len(one.id) == 16
    assert from_text(BODY, id="row 7").id == "row 7"


def test_a_given_title_wins_and_is_found_in_the_text() -> None:
    text = f"Ferry  stands STILL\n\n{BODY}"
    document = from_text(text, title="Ferry Stands Still")
    assert document.title == "Ferry Stands Still"
    assert document.title_span == (0, 19)
    assert document.paragraphs[0].role == "title"


def test_a_given_title_that_is_not_in_the_text_has_no_span() -> None:
    document = from_text(f"Another line\n\n{BODY}", title="Ferry stands still")
    assert (document.title, document.title_span) == ("Ferry stands still", None)
    assert [p.role for p in document.paragraphs] == ["body", "body"]


def test_publication() -> None:
    text = f"KAYES, 3 May 2021 — {BODY}"
    assert from_text(text).published == "2021-05-03"
    assert from_text(text, published="2021-05-04").published == "2021-05-04"
    assert from_text(BODY, published="4 May 2021").published == "2021-05-04"
    with pytest.raises(UsageError, match="'soon' is no date; write it as 2020-05-03"):
        from_text(BODY, published="soon")


def test_a_text_without_words_has_no_paragraphs() -> None:
    document = from_text(" \n* * *\n")
    assert (document.paragraphs, document.title, document.source) == ((), None, "text")


@given(st.text())
def test_any_text_makes_a_document(text: str) -> None:
    document = from_text(text)
    assert document.text == text
    if document.title_span is not None:
        start, end = document.title_span
        assert text[start:end] == document.title
    if document.dateline is not None:
        assert document.dateline in text

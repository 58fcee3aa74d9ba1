"""PDF and Word files: their paragraphs, their tables, and what is said of those that cannot be read."""

import logging
from pathlib import Path

import pytest

from llmextract.documents import read
from llmextract.errors import DocumentError
from llmextract.records import Document
from tests.documents.papers import pdf, word

LINES = (
    "Gunmen shot dead three traders at the market of Kassou on Friday, and two",
    "guards were wounded when they ran to help.",
)


def one(path: Path, data: bytes) -> Document | DocumentError:
    path.write_bytes(data)
    (found,) = read([path])
    return found


def texts(found: Document | DocumentError) -> list[str]:
    assert isinstance(found, Document), found
    for part in found.paragraphs:
        assert found.text[part.start : part.end] == part.text
    return [" ".join(part.text.split()) for part in found.paragraphs]


def test_a_pdf_is_read_page_by_page(tmp_path: Path) -> None:
    made = pdf(LINES[:1], LINES[1:], ("The council (of elders) met.",))
    assert texts(one(tmp_path / "a.pdf", made)) == [
        " ".join(LINES),
        "The council (of elders) met.",
    ]


def test_running_heads_and_page_numbers_are_left_out(tmp_path: Path) -> None:
    told = [f"On day {word} nothing happened in the town." for word in ("one", "two", "three")]
    made = pdf(*((f"The Daily, {n}", line, f"page {n}") for n, line in enumerate(told, start=1)))
    assert texts(one(tmp_path / "a.pdf", made)) == told


def test_a_pdf_is_told_by_its_bytes_and_from_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io
    from types import SimpleNamespace

    made = pdf(LINES)
    assert texts(one(tmp_path / "a.txt", made)) == [" ".join(LINES)]
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(made)))
    (found,) = read(["-"])
    assert texts(found) == [" ".join(LINES)]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (pdf(LINES, password="secret"), "is locked with a password"),
        (pdf(()), "has no text: is it a scan?"),
        (b"%PDF-1.7\nnothing more", "is no PDF that can be read"),
        (pdf(LINES)[:400], "is no PDF that can be read"),
    ],
    ids=["locked", "scan", "empty", "cut"],
)
def test_a_pdf_that_cannot_be_read_says_why(
    tmp_path: Path, data: bytes, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        found = one(tmp_path / "a.pdf", data)
    assert isinstance(found, DocumentError)
    assert told in str(found)
    assert not caplog.records


def test_a_pdf_with_an_empty_password_is_read(tmp_path: Path) -> None:
    assert texts(one(tmp_path / "a.pdf", pdf(LINES, password=""))) == [" ".join(LINES)]


def test_a_word_document_has_a_title_paragraphs_and_rows(tmp_path: Path) -> None:
    made = word(
        "Two men met.",
        title="What happened",
        rows=[["Place", "Killed"], ["Kassou", "3"], ["Bellam", "1"]],
        after="Nothing else is known.",
    )
    found = one(tmp_path / "a.docx", made)
    assert isinstance(found, Document)
    assert found.title == "What happened"
    assert texts(found)[1:] == [
        "Two men met.",
        "Place: Kassou; Killed: 3",
        "Place: Bellam; Killed: 1",
        "Nothing else is known.",
    ]


@pytest.mark.parametrize("data", [word(), word("a b c")[:900], b"PK\x03\x04rubbish"])
def test_a_word_document_that_cannot_be_read_says_why(tmp_path: Path, data: bytes) -> None:
    found = one(tmp_path / "a.docx", data)
    assert isinstance(found, DocumentError)
    assert "no text" in str(found) or "no Word document" in str(found)


def test_a_word_document_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("llmextract.documents.docx.MOST_BYTES", 30_000)
    found = one(tmp_path / "a.docx", word("a b c"))
    assert isinstance(found, DocumentError)
    assert "unpacks to more than it may" in str(found)
    monkeypatch.undo()
    monkeypatch.setattr("llmextract.documents.docx.MOST_MARKUP", 3000)
    assert "unpacks to more than it may" in str(one(tmp_path / "a.docx", word("a b c")))


def test_without_the_library_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pypdf", None)
    found = one(tmp_path / "a.pdf", pdf(LINES))
    assert isinstance(found, DocumentError)
    assert "pip install 'llmextract[documents]'" in str(found)


def test_what_is_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("llmextract.documents.pdf.MOST_PAGES", 1)
    told = str(one(tmp_path / "a.pdf", pdf(LINES, LINES)))
    assert "has 2 pages, more than 1" in told
    monkeypatch.setattr("llmextract.documents.pdf.MOST_BYTES", 100)
    assert "is larger than a PDF may be" in str(one(tmp_path / "a.pdf", pdf(LINES)))
    monkeypatch.setattr("llmextract.documents.docx.MOST_BYTES", 100)
    assert "unpacks to more" in str(one(tmp_path / "a.docx", word("a b c")))


def test_blank_lines_and_pages_of_a_pdf_are_nothing(tmp_path: Path) -> None:
    made = pdf(("", *LINES, ""), (), ("", "The council met."))
    assert texts(one(tmp_path / "a.pdf", made)) == [" ".join(LINES), "The council met."]

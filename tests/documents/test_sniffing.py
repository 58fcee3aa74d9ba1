"""What an input is, told by its content where its name does not tell it."""

import io
import os
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from llmextract.documents import read
from llmextract.errors import DocumentError
from llmextract.records import Document

PAGE = (
    "<!doctype html><html><head><title>Fire at the mill</title></head><body><article>"
    "<h1>Fire at the mill</h1><p>The mill burned on Tuesday night, its owner told reporters.</p>"
    "<p>Nobody could say how the fire had begun, and the road stayed closed for two days.</p>"
    "</article></body></html>"
)
TABLE = 'id,body\n1,"The mill burned.\nIt rained."\n2,"He said ""stop""."\n'
LINES = '{"id": "a", "text": "The mill burned."}\n{"id": "b", "text": "It rained."}\n'
MAIL = (
    "Return-Path: <desk@example.org>\nFrom: Desk <desk@example.org>\n"
    "Subject: =?utf-8?q?Fire_at_S=C3=A9var=C3=A9?=\nDate: Tue, 4 May 2021 18:30:00 +0200\n"
    "MIME-Version: 1.0\nContent-Type: {kind}; charset=utf-8\n\n{body}"
)
PLAIN_MAIL = MAIL.format(kind="text/plain", body="The mill burned.\n\nIt rained.\n")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def got(content: str, name: str = "-", **options: Any) -> list[Document | DocumentError]:
    if name != "-":
        Path(name).write_text(content, encoding="utf-8")
        return list(read([name], **options))
    stdin, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(content.encode()))
    try:
        return list(read(["-"], **options))
    finally:
        sys.stdin = stdin


@pytest.mark.parametrize("name", ["-", "a.php", "a.txt", "a.md", "a.csv", "a"])
def test_a_page(name: str) -> None:
    (document,) = got(PAGE, name)
    assert isinstance(document, Document)
    assert document.title == "Fire at the mill"
    assert "<p>" not in document.text


@pytest.mark.parametrize("name", ["-", "a.txt", "a.jsonl", "a.dat"])
def test_a_table(name: str) -> None:
    first, second = got(TABLE, name)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.id, first.text) == ("1", "The mill burned.\nIt rained.")
    assert second.text == 'He said "stop".'


def test_a_table_whose_column_the_user_names() -> None:
    (document,) = got("story\nThe mill burned.\n", text_column="story")
    assert isinstance(document, Document)
    assert document.text == "The mill burned."


def test_a_column_that_cannot_be_is_refused() -> None:
    (error,) = got("The mill burned.\n", text_column="story")
    assert str(error) == (
        "-: has no column 'story': it is neither a table nor JSON lines; "
        "leave out --text-column to read it as one text"
    )


@pytest.mark.parametrize("name", ["-", "a.txt", "a.csv", "a.json"])
def test_rows_of_json(name: str) -> None:
    assert [one.id for one in got(LINES, name) if isinstance(one, Document)] == ["a", "b"]


@pytest.mark.parametrize("name", ["-", "a.eml", "a.txt"])
def test_a_mail(name: str) -> None:
    (document,) = got(PLAIN_MAIL, name)
    assert isinstance(document, Document)
    assert (document.title, document.published) == ("Fire at Sévaré", "2021-05-04")
    assert [one.text for one in document.paragraphs] == ["The mill burned.", "It rained."]


def test_a_mail_that_is_a_page() -> None:
    (document,) = got(MAIL.format(kind="text/html", body=PAGE), "a.eml")
    assert isinstance(document, Document)
    assert document.text.endswith("closed for two days.")


@pytest.mark.parametrize(
    ("kind", "body", "message"),
    [
        ("image/png", "xx", "a.eml: is a mail without a text; save what is attached"),
        ("text/plain", " \n", "a.eml: is a mail without a text"),
        ("text/plain", "* * *", "a.eml: has no text"),
        ("text/plain; charset=klingon", "caf", "a.eml: is a mail whose text cannot be decoded"),
    ],
)
def test_a_mail_without_words(kind: str, body: str, message: str) -> None:
    text = MAIL.format(kind=kind, body=body)
    if "klingon" in kind:
        text = text.replace("; charset=utf-8", "")
    (error,) = got(text, "a.eml")
    assert str(error).startswith(message)


def test_a_mail_with_broken_fields_is_read_all_the_same() -> None:
    (document,) = got("Date: soon\nSubject: \n\nThe mill burned.", "a.eml")
    assert isinstance(document, Document)
    assert (document.title, document.published) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "Text, body and soul\n\nThe mill burned.",
        "From: the capital\n\nThe mill burned.",
        "{The mill} burned.",
        "<b>The mill</b> burned.",
        "text\nThe mill burned.",
    ],
)
def test_what_only_looks_like_a_format_is_text(text: str) -> None:
    (document,) = got(text, "a.txt")
    assert isinstance(document, Document)
    assert document.text == text


def test_a_page_without_a_tag_is_text() -> None:
    (document,) = got("The mill burned.", "a.html")
    assert isinstance(document, Document)
    assert document.text == "The mill burned."


def test_a_pipe_with_a_name() -> None:
    os.mkfifo("pipe")
    halves = TABLE[:5], TABLE[5:]

    def write() -> None:
        with Path("pipe").open("w", encoding="utf-8") as pipe:
            for half in halves:
                pipe.write(half)
                pipe.flush()

    writer = threading.Thread(target=write)
    writer.start()
    assert [one.id for one in read(["pipe"]) if isinstance(one, Document)] == ["1", "2"]
    writer.join()


def test_a_parser_that_trips_costs_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def trip(*_: object, **__: object) -> None:
        raise AttributeError("'NoneType' object has\nno attribute 'text'")

    monkeypatch.setattr("llmextract.documents.webpage.trafilatura.bare_extraction", trip)
    Path("b.txt").write_text("It rained.", encoding="utf-8")
    Path("a.html").write_text(PAGE, encoding="utf-8")
    error, document = read(["a.html", "b.txt"])
    assert str(error) == (
        "a.html: cannot be read (AttributeError: 'NoneType' object has no attribute 'text'); "
        "save its text as .txt"
    )
    assert isinstance(document, Document)

"""Mails as they come: one, many in a file, damaged on purpose."""

import io
import time
from pathlib import Path

import pytest

from llmextract.documents import read
from llmextract.errors import DocumentError
from llmextract.records import Document

WORDS = b"Two men met in Kassou on Monday."


def mail(*fields: str, body: bytes = WORDS) -> bytes:
    head = "".join(f"{field}\r\n" for field in ("From: a@b.test", "Message-ID: <1@b>", *fields))
    return head.encode() + b"\r\n" + body + b"\r\n"


def one(path: Path, data: bytes) -> Document | DocumentError:
    path.write_bytes(data)
    (found,) = read([path])
    return found


def test_a_header_without_end_takes_a_moment(tmp_path: Path) -> None:
    started = time.process_time()
    found = one(tmp_path / "a.eml", mail("Subject: " + "=?utf-8?B?4pyT?= " * 40_000))
    assert isinstance(found, Document)
    assert found.title
    assert len(found.title) < 2000
    assert time.process_time() - started < 20  # with the whole of it minutes, and gigabytes


@pytest.mark.parametrize(
    "field",
    [
        "Date: Mon, 1 Jan 2020 00:00:00 +" + "9" * 400,
        "Date: Thu, 99 Foo 99999 25:61:61 +9999",
        "Subject: =?x-none?q?=C3?=",
        "Subject: =?utf-8?b?!?=",
    ],
)
def test_a_field_that_cannot_be_read_costs_no_mail(tmp_path: Path, field: str) -> None:
    found = one(tmp_path / "a.eml", mail(field))
    assert isinstance(found, Document)
    assert found.text.strip() == WORDS.decode()
    assert found.published is None


@pytest.mark.parametrize("charset", ["x-none", "rot13", "idna", "undefined", "zip"])
def test_a_text_in_no_encoding_says_what_to_do(tmp_path: Path, charset: str) -> None:
    typed = f"Content-Type: text/plain; charset={charset}"
    found = one(tmp_path / "a.eml", mail("MIME-Version: 1.0", typed))
    assert isinstance(found, DocumentError)
    assert "cannot be decoded" in str(found)
    assert "save its text as UTF-8" in str(found)


def test_mails_within_mails_without_end_are_one_error(tmp_path: Path) -> None:
    nested = mail(*["Content-Type: message/rfc822\r\n"] * 3000)
    found = one(tmp_path / "a.eml", nested)
    assert isinstance(found, DocumentError)
    assert "is a mail that cannot be read (RecursionError)" in str(found)


LINE = b"From a@b.test Thu Jan  1 00:00:00 2020\n"
BOX = b"".join(
    LINE + data + b"\n"
    for data in (
        mail("Subject: One", "Date: Wed, 1 Jan 2020 00:00:00 +0000"),
        mail("Content-Type: text/plain; charset=x-none", "MIME-Version: 1.0"),
        mail(body=b">From here on it rained.\n\nFrom Kassou it was heard."),
        mail(body=b""),
    )
)


@pytest.mark.parametrize("name", ["box.mbox", "box.txt", "box"])
def test_a_mailbox_has_an_article_for_each_mail(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(BOX)
    first, bad, third, empty = read([path])
    assert isinstance(first, Document)
    assert (first.title, first.published) == ("One", "2020-01-01")
    assert first.source == f"{path}:1"
    assert isinstance(bad, DocumentError)
    assert f"{path}:2: is a mail whose text cannot be decoded" in str(bad)
    assert isinstance(third, Document)
    assert " ".join(third.text.split()) == "From here on it rained. From Kassou it was heard."
    assert isinstance(empty, DocumentError)


def test_a_mailbox_is_read_in_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("llmextract.documents.mail.LONGEST", 400)
    long = LINE + mail(body=b"rain " * 300)
    first, last = read([io.BytesIO(long + b"\n" + LINE + mail(body=WORDS))])
    assert "is longer than 16 MB" in str(first)
    assert isinstance(last, Document)
    first, last = read([io.BytesIO(LINE + mail() + b"\n" + long)])
    assert isinstance(first, Document)
    assert "is longer than 16 MB" in str(last)


def test_a_mail_that_was_taken_from_a_mailbox_is_one(tmp_path: Path) -> None:
    found = one(tmp_path / "a.eml", LINE + mail())
    assert isinstance(found, Document)
    assert found.source == str(tmp_path / "a.eml")

"""Encodings that are read, and bytes that are refused in one clear line."""

import codecs
from pathlib import Path

import pytest

from llmextract.documents import read
from llmextract.documents.decoding import CONVERT, decode, decode_page
from llmextract.errors import DocumentError
from llmextract.records import Document

TEXT = "L’été à Kayes 😀.\r\n\r\nNobody came.\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
    ],
)
def test_encodings(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    (document,) = read([path])
    assert isinstance(document, Document)
    assert document.text == TEXT
    assert [p.start for p in document.paragraphs] == [0, 20]


HINT = CONVERT


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"caf\xe9", f"is not UTF-8 (byte 0xE9 at offset 3); {HINT}"),
        (codecs.BOM_UTF8 + b"caf\xe9", f"is not UTF-8 (byte 0xE9 at offset 6); {HINT}"),
        (codecs.BOM_UTF16_LE + b"a\0\x00\xdc", f"is not UTF-16 (byte 0x00 at offset 4); {HINT}"),
        (
            b"%PDF-1.7 \0",
            "is a PDF file, not text; turn it into text first, e.g. with pdftotext",
        ),
        (
            b"PK\x03\x04",
            (
                "is a zip archive or an office document (docx, odt, xlsx), not text; "
                "save its text as UTF-8 first"
            ),
        ),
        (b"a.txt".ljust(257, b"\0") + b"ustar", "is a tar archive, not text; unpack it first"),
        (b"\x1f\x8b\x08", "is a gzip archive, not text; unpack it first"),
        (
            b"ab\0c",
            "is binary (NUL byte at offset 2); only text is read; UTF-16 needs a byte order mark",
        ),
        (b"\xc3\xa9" * 5000 + b"\0", "is binary (NUL byte at offset 10000); only text is read"),
        (codecs.BOM_UTF16_LE + b"a\0\0\0", "is binary (NUL byte at offset 4); only text is read"),
    ],
)
def test_what_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        decode(data, source="a.txt")
    assert str(caught.value) == f"a.txt: {message}"


def test_the_encoding_that_a_page_names_is_believed() -> None:
    page = b'<html><head><meta charset="latin-1"></head>caf\xe9'
    assert decode_page(page, source="a.html").endswith("café")
    assert decode_page("é".encode(), source="a.html") == "é"


@pytest.mark.parametrize(
    "page",
    [
        b"caf\xe9",
        b'<meta charset="ascii">caf\xe9',
        b'<meta charset="no-such">caf\xe9',
        b'<meta charset="latin-1">\0caf\xe9',
    ],
)
def test_a_page_that_cannot_be_decoded(page: bytes) -> None:
    with pytest.raises(DocumentError, match=r"a.html: is (not UTF-8|binary)"):
        decode_page(page, source="a.html")

"""Open files as inputs: of bytes, of text, packed, named or not, and the library that is given one."""

import gzip
import io
import json
from pathlib import Path
from typing import IO, Any

import pytest

import llmextract
from llmextract.documents import from_text, read
from llmextract.errors import DocumentError
from llmextract.records import Document
from tests.documents.papers import pdf
from tests.scripts import MARKET, CountingModel, scripted_answer

TEXT = "Two men met in Kassou on Monday."


def only(source: IO[Any]) -> Document:
    (found,) = read(source)
    assert isinstance(found, Document), found
    return found


def test_bytes_and_text_are_read_and_stay_open(tmp_path: Path) -> None:
    for made in (io.BytesIO(TEXT.encode()), io.StringIO(TEXT)):
        assert only(made).text == TEXT
        assert not made.closed
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    with path.open(encoding="utf-8") as text, path.open("rb") as raw:
        assert (only(text).text, only(raw).source) == (TEXT, str(path))
        assert not text.closed
        assert not raw.closed


def test_its_name_tells_the_format(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(f"id,text\nx,{TEXT}\n", encoding="utf-8")
    with path.open("rb") as raw:
        assert only(raw).id == "x"
    assert only(io.BytesIO(json.dumps({"text": TEXT}).encode())).text == TEXT
    assert only(io.BytesIO(gzip.compress(TEXT.encode()))).text == TEXT
    assert only(io.BytesIO(pdf([TEXT]))).text == TEXT
    assert only(io.StringIO(TEXT)).source == "stream"


def test_what_only_knows_how_to_read_is_enough() -> None:
    class Bare:
        def __init__(self) -> None:
            self.left = TEXT.encode()

        def read(self, size: int = -1) -> bytes:
            piece, self.left = (
                (self.left, b"") if size < 0 else (self.left[:size], self.left[size:])
            )
            return piece

    assert only(Bare()).text == TEXT  # type: ignore[arg-type]


def test_one_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    closed = io.BytesIO(b"x")
    closed.close()
    with (tmp_path / "w.txt").open("w", encoding="utf-8") as writing:
        for found in read([closed, writing]):
            assert isinstance(found, DocumentError)
            assert "cannot be read" in str(found)


@pytest.mark.parametrize("many", [False, True])
def test_the_library_takes_open_files_beside_all_else(many: bool) -> None:
    given: Any = io.StringIO(MARKET)
    sources = [given, from_text(MARKET)] if many else given
    found = list(llmextract.extract(sources, model=CountingModel(scripted_answer)))
    assert [one.document.source for one in found] == ["stream", "text"][: 1 + many]
    assert all(one.records for one in found)

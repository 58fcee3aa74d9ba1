"""JSON lines and tables."""

import json
import tracemalloc
from pathlib import Path

import pytest

from llmextract.documents import read
from llmextract.documents.decoding import CONVERT
from llmextract.errors import DocumentError
from llmextract.records import Document

BODY = "The ferry has not sailed since Tuesday, its owner said."


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def got(name: str, content: bytes | str, **options: str) -> list[Document | str]:
    data = content.encode() if isinstance(content, str) else content
    Path(name).write_bytes(data)
    items = read(name, **options)  # type: ignore[arg-type]
    return [str(i) if isinstance(i, DocumentError) else i for i in items]


def one(row: object, **options: str) -> Document:
    (document,) = got("a.jsonl", json.dumps(row), **options)
    assert isinstance(document, Document)
    return document


@pytest.mark.parametrize("key", ["text", "body", "content", "article", "plain_text"])
def test_the_usual_keys_of_a_text(key: str) -> None:
    document = one({key: BODY, "other": 1})
    assert (document.text, document.source, document.title) == (BODY, "a.jsonl:1", None)
    assert len(document.id) == 16


def test_what_a_row_tells() -> None:
    document = one(
        {
            "id": 7,
            "title": " Ferry stands still ",
            "text": BODY,
            "date": "May 3, 2021",
            "source": "Radio",
        }
    )
    assert (document.id, document.title, document.source) == ("7", "Ferry stands still", "Radio")
    assert document.published == "2021-05-03"


def test_a_source_that_is_an_object_may_hold_the_date() -> None:
    document = one(
        {"id": "x", "text": BODY, "source": {"date": "3 MAY 90", "date_iso": "1990-05-04"}}
    )
    assert (document.published, document.source, document.id) == ("1990-05-04", "a.jsonl:1", "x")


def test_odd_values_are_passed_over() -> None:
    document = one({"text": BODY, "id": " ", "title": 5, "date": "soon", "source": 3})
    assert (document.title, document.published, document.source) == (None, None, "a.jsonl:1")
    assert len(document.id) == 16


def test_the_date_of_a_row_goes_before_the_users() -> None:
    assert (
        one({"text": BODY, "date": "2021-05-03"}, published="2022-01-01").published == "2021-05-03"
    )
    assert one({"text": BODY}, published="2022-01-01").published == "2022-01-01"


def test_a_key_that_the_user_names() -> None:
    assert one({"text": "no", "story": BODY}, text_column="story").text == BODY
    assert got("a.jsonl", '{"text": "x", "b": 1}', text_column="story") == [
        "a.jsonl:1: has no text: no story (only text, b); name the column that holds the text"
    ]


def test_a_bad_line_is_one_error_and_the_others_go_on() -> None:
    lines = (
        b'\xef\xbb\xbf{"text": "The mill burned."}\r\n',
        b"\r\n",
        b"not json\n",
        b"[1]\n",
        b'{"text": "caf\xe9"}\n',
        b'{"text": " "}\n',
        b'{"text": "* * *"}\n',
        b"{}\n",
        b"[" * 100_000 + b"\n",
        b'{"text": "It rained."}',
    )
    items = got("a.jsonl", b"".join(lines))
    assert [i.text if isinstance(i, Document) else i for i in items] == [
        "The mill burned.",
        "a.jsonl:3: is no JSON (Expecting value)",
        'a.jsonl:4: is no JSON object; write {"text": "…"}',
        f"a.jsonl:5: is not UTF-8 (byte 0xE9 at offset 61); {CONVERT}",
        "a.jsonl:6: has no text under 'text'",
        "a.jsonl:7: has no text",
        (
            "a.jsonl:8: has no text: no text or body or content or article "
            "or plain_text (only nothing); "
            "name the column that holds the text"
        ),
        (
            "a.jsonl:9: is no JSON (maximum recursion depth exceeded while decoding a JSON array "
            "from a unicode string)"
        ),
        "It rained.",
    ]


def test_utf_16_lines() -> None:
    items = got("a.ndjson", '{"text": "Été."}\n{"text": "Two."}\n'.encode("utf-16"))
    assert [i.text if isinstance(i, Document) else i for i in items] == ["Été.", "Two."]
    (error,) = got("a.jsonl", b"\xff\xfe{\0\x00\xdc")
    assert str(error).startswith("a.jsonl: line 1 and all after it cannot be read (")


def test_tables() -> None:
    table = (
        'id, body ,published\r\n1,"Mill\r\nburned, they say.",2021-05-03\r\n'
        "\r\n,,\r\n2,It rained.\r\n"
    )
    first, second = got("a.csv", table)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.id, first.text, first.published) == (
        "1",
        "Mill\r\nburned, they say.",
        "2021-05-03",
    )
    assert (second.id, second.text, second.published) == ("2", "It rained.", None)
    assert first.source == "a.csv:2"
    (document,) = got("a.tsv", "text\tid\nMill, burned.\t5\n")
    assert isinstance(document, Document)
    assert (document.id, document.text) == ("5", "Mill, burned.")


def test_keys_in_any_case_and_semicolons() -> None:
    (document,) = got("a.csv", 'ID;Text;Title\n3;"Mill, burned.";Fire\n')
    assert isinstance(document, Document)
    assert (document.id, document.text, document.title) == ("3", "Mill, burned.", "Fire")
    assert one({"Body": BODY}).text == BODY


def test_old_line_ends() -> None:
    items = got("a.csv", "text\rThe mill burned.\rIt rained.\r")
    assert [i.text if isinstance(i, Document) else i for i in items] == [
        "The mill burned.", "It rained.",
    ]  # fmt: skip


def test_bad_rows_of_a_table() -> None:
    items = got("a.csv", b"text,id\ncaf\xe9,1\n,2\n* *,3\nIt rained.,4\n")
    assert [i.text if isinstance(i, Document) else i for i in items] == [
        f"a.csv:2: is not UTF-8 (byte 0xE9); {CONVERT}",
        "a.csv:3: has no text under 'text'",
        "a.csv:4: has no text",
        "It rained.",
    ]


def test_a_table_without_a_text_column_is_one_error() -> None:
    assert got("a.csv", "id,words\n1,x\n2,y\n") == [
        (
            "a.csv: has no text: no text or body or content or article "
            "or plain_text (only id, words); "
            "name the column that holds the text"
        )
    ]
    (document,) = got("a.csv", "id,words\n1,x\n", text_column="words")
    assert isinstance(document, Document)


def test_files_without_rows() -> None:
    assert got("a.jsonl", "\n \n") == ["a.jsonl: has no rows"]
    assert got("a.csv", "text,id\n") == ["a.csv: has no rows under its header"]


def test_memory_stays_flat() -> None:
    one({"text": BODY})  # imports what is needed
    Path("a.jsonl").write_text(f'{{"text": "{BODY * 20}"}}\n' * 600, encoding="utf-8")
    tracemalloc.start()
    try:
        assert sum(isinstance(i, Document) for i in read("a.jsonl")) == 600
        assert tracemalloc.get_traced_memory()[1] < 300_000  # the file has 680 kB
    finally:
        tracemalloc.stop()

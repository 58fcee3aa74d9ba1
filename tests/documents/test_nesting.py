"""Keys within keys: the text of a row may stand deeper down, with its title beside it."""

import json
from pathlib import Path
from typing import Any

import pytest

from llmextract.documents import read
from llmextract.errors import DocumentError
from llmextract.records import Document

TEXT = "Two men met in Kassou on Monday."


def only(tmp_path: Path, row: dict[str, Any], column: str) -> Document | DocumentError:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    (found,) = read([path], text_column=column)
    return found


@pytest.mark.parametrize(
    ("row", "column", "text"),
    [
        ({"body": {"text": TEXT}}, "body.text", TEXT),
        ({"body.text": TEXT, "body": {"text": "another"}}, "body.text", TEXT),
        ({"pages": [{"content": "x"}, {"content": TEXT}]}, "pages.1.content", TEXT),
        ({"a": {"b": {"c": TEXT}}}, "a.b.c", TEXT),
        ({"body": {"paragraphs": [TEXT, TEXT]}}, "body.paragraphs", f"{TEXT}\n\n{TEXT}"),
    ],
)
def test_a_dotted_key_leads_to_the_text(
    tmp_path: Path, row: dict[str, Any], column: str, text: str
) -> None:
    found = only(tmp_path, row, column)
    assert isinstance(found, Document)
    assert found.text == text


def test_what_stands_beside_the_text_counts_where_the_row_has_none(tmp_path: Path) -> None:
    row = {"article": {"body": TEXT, "title": "Inside", "published": "2024-05-03"}, "id": 7}
    found = only(tmp_path, row, "article.body")
    assert isinstance(found, Document)
    assert (found.id, found.title, found.published) == ("7", "Inside", "2024-05-03")
    found = only(tmp_path, row | {"title": "Outside"}, "article.body")
    assert isinstance(found, Document)
    assert found.title == "Outside"


@pytest.mark.parametrize("row", [{"body": {}}, {"body": TEXT}, {"body": {"text": 3}}, {"body": []}])
def test_a_key_that_leads_nowhere_is_an_error_of_that_row(
    tmp_path: Path, row: dict[str, Any]
) -> None:
    found = only(tmp_path, row, "body.text")
    assert isinstance(found, DocumentError)
    assert "no body.text" in str(found)

"""Blocks: whole documents, the same from the same input, told by all that their results depend on."""

from pathlib import Path

import pytest

from llmextract.cluster.blocks import Block, cut, items_of
from llmextract.documents import from_text, read
from llmextract.errors import DocumentError
from llmextract.records import Document
from tests.cluster.made import blocks_of
from tests.scripts import MARKET, QUIET, ROAD, write_article


def test_a_document_comes_back_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"Raid at the ferry\n\nKASSOU, 3 May 2021 — {MARKET}\n\n{ROAD} é\n", "utf-8")
    (document,) = read([path], published="2021-05-04")
    assert isinstance(document, Document)
    assert document.title
    (block,) = cut([document])
    assert list(items_of(block.text)) == [document]


def test_what_cannot_be_read_keeps_its_place_and_its_words(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    write_article(tmp_path / "b.txt")
    (block,) = blocks_of(tmp_path / "none.txt", tmp_path / "a.txt", tmp_path / "b.txt")
    first, second, third = items_of(block.text)
    assert isinstance(first, DocumentError)
    assert isinstance(third, Document)
    assert str(first) == f"{tmp_path}/none.txt: there is no such file or folder"
    assert str(second) == f"{tmp_path}/a.txt: is empty"


def test_a_document_is_never_cut() -> None:
    documents = [from_text(f"{MARKET}\n\n{QUIET}\n\n{ROAD}", source=str(n)) for n in range(4)]
    blocks = list(cut(documents, size=4))
    assert [[one.source for one in items_of(block.text)] for block in blocks] == [
        ["0", "1"], ["2", "3"],
    ]  # fmt: skip
    assert [block.number for block in blocks] == [0, 1]


@pytest.mark.parametrize(
    ("limit", "most"), [(0, []), (2, [2]), (3, [None]), (4, [None, 1]), (99, [None, None])]
)
def test_a_limit_counts_paragraphs(limit: int, most: list[int | None]) -> None:
    documents = [from_text(f"{MARKET}\n\n{QUIET}\n\n{ROAD}", source=str(n)) for n in range(2)]
    assert [one.most for one in cut(documents, limit=limit, size=3)] == most


def test_its_name_is_that_of_all_that_its_results_depend_on() -> None:
    block = Block(3, "[]")
    assert block.name("x") == Block(3, "[]").name("x")
    assert block.name("x").startswith("part-00000003-")
    others = {Block(3, "[1]").name("x"), Block(3, "[]", 1).name("x"), block.name("y")}
    assert len({block.name("x"), *others}) == 4

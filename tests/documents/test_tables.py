"""Tables as they come: whatever parts the cells, and quotes that go wrong."""

from pathlib import Path

import pytest

from llmextract.documents import decoding, lines, read, tables
from llmextract.errors import DocumentError
from llmextract.records import Document

ROWS = ("1", "The mill burned."), ("2", "It rained.")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def got(content: str | bytes, name: str = "a.csv") -> list[tuple[str, str] | str]:
    Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
    return [(i.id, i.text) if isinstance(i, Document) else str(i) for i in read([name])]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_what_parts_cells_and_lines_is_found_out(
    sign: str, end: str, encoding: str, name: str
) -> None:
    table = end.join(sign.join(row) for row in (("id", "body"), *ROWS))
    assert got(table.encode(encoding), name) == [*ROWS]


def test_a_line_for_excel_is_no_header() -> None:
    assert got("sep=|\nid|body\n1|The mill; burned.\n") == [("1", "The mill; burned.")]


def test_surplus_cells_are_refused_with_their_row() -> None:
    first, second = got("id,body\n1,The mill burned, they say.\n2,It rained.\n")
    assert first == (
        "a.csv:2: has 3 cells under 2 names; put cells that hold the delimiter in quotes"
    )
    assert second == ROWS[1]


def test_a_quote_that_never_closes_costs_no_other_row() -> None:
    table = 'id,body\n1,"Aid" came.\n2,"The mill burned.\n3,It rained.\n4,Nobody came.\n'
    assert got(table) == [
        ("1", '"Aid" came.'),
        ("2", '"The mill burned.'),
        ("3", "It rained."),
        ("4", "Nobody came."),
    ]


def test_a_quote_that_closes_rows_later_costs_no_row_between() -> None:
    table = 'id,body\n7,"The mill burned.\n8,It rained.\n9,They asked for "help"\n'
    assert [item[0] for item in got(table)] == ["7", "8", "9"]
    closes = 'id,body\n7,"The mill burned.\n8,It rained.\n9,Nobody came."\n10,Snow fell.\n'
    assert [item[0] for item in got(closes)] == ["7", "8", "9", "10"]


def test_text_of_several_lines_is_one_cell() -> None:
    body = "The mill burned.\n\nIt rained, then, he said, snow fell.\n3 came."
    assert got(f'id,body\n1,"{body}"\n2,It rained.\n') == [("1", body), ROWS[1]]


def test_a_quote_inside_a_text_of_several_lines_is_told_with_its_line() -> None:
    first, *_, last = got('id,body\n1,"A\nB"\n2,"He said "no"\nand left."\n3,It rained.\n')
    assert first == ("1", "A\nB")
    told = got('id,body\n1,"A\nB"\n2,"He said "no"\nand left."\n3,It rained.\n')[1]
    assert told == (
        "a.csv:3: has a quote that opens or closes where it cannot (line 4); "
        "write a quote inside a cell twice"
    )
    assert last == ("3", "It rained.")


def test_two_columns_of_one_name_are_refused() -> None:
    assert got("body,id,body\na,1,b\n") == [
        "a.csv: has two columns called 'body'; rename one of them"
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_line_that_never_ends_is_left_out_and_the_others_go_on(
    encoding: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (decoding, lines, tables):
        monkeypatch.setattr(module, "LONGEST", 200)
    long = "word " * 100
    table = f"id,body\n1,{long}\n2,It rained.\n"
    rows = f'{{"id": 1, "text": "{long}"}}\n{{"id": 2, "text": "It rained."}}\n'
    number = 2 if name == "a.csv" else 1
    assert got((table if name == "a.csv" else rows).encode(encoding), name) == [
        (
            f"{name}:{number}: is longer than 0 MB and was left out; "
            "a row is one article: is its line end missing?"
        ),
        ROWS[1],
    ]


def test_a_quote_is_not_followed_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LONGEST", 200)
    table = 'id,body\n1,"The mill burned.\n' + "2,It rained.\n" * 50
    assert len(got(table)) == 51


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.eml"])
def test_a_text_longer_than_any_article_is_refused_and_the_others_go_on(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding, "LONGEST", 1 << 20)
    Path(name).write_text("<p>" + "word " * 300_000, encoding="utf-8")
    Path("b.txt").write_text("It rained.", encoding="utf-8")
    error, document = read([name, "b.txt"])
    assert isinstance(error, DocumentError)
    assert str(error).startswith(f"{name}: is longer than 1 MB, which is no article; split it")
    assert isinstance(document, Document)

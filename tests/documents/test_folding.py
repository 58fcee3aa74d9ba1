"""Tables and lists of pages and Word files: a row or an item is a paragraph with its heading."""

from pathlib import Path

import pytest

from llmextract.documents import read
from llmextract.documents.folding import unfolded
from llmextract.documents.tabular import told
from llmextract.records import Document

TABLE = """<table><caption>Week 19</caption>
<tr><th>Date</th><th>Place</th><th>Killed</th></tr>
<tr><td>3 May</td><td>Kassou</td><td>9</td></tr>
<tr><td>4 May</td><td>Bellam</td><td></td></tr></table>"""
PAGE = f"""<html><head><title>Attacks in May</title></head><body>
<nav><ul><li><a href="x">Home page of the whole site</a></li></ul></nav>
<article><h1>Attacks in May</h1>
<p>The ministry published a list on Monday, the longest of this year, and said more would follow.</p>
{TABLE}
<p>The opposition named others:</p>
<ul><li>In Kesk gunmen shot dead a teacher on Sunday evening.</li>
<li>In Vim a bomb wounded four policemen near the market.</li></ul>
<p>No group claimed the attacks, and the police said that nobody was arrested so far.</p>
</article></body></html>"""


def test_rows_and_items_of_a_page_are_paragraphs_with_their_headings(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE, encoding="utf-8")
    (document,) = read([path])
    assert isinstance(document, Document)
    assert [part.text for part in document.paragraphs][2:-1] == [
        "Week 19",
        "Date: 3 May; Place: Kassou; Killed: 9",
        "Date: 4 May; Place: Bellam",
        "The opposition named others:",
        "The opposition named others: In Kesk gunmen shot dead a teacher on Sunday evening.",
        "The opposition named others: In Vim a bomb wounded four policemen near the market.",
    ]
    for part in document.paragraphs:
        assert document.text[part.start : part.end] == part.text


def test_what_only_lays_out_a_page_is_left() -> None:
    for page in (
        "<p>no table</p>",
        "<table><tr><td><div>left</div></td><td>right</td></tr><tr><td>a</td></tr></table>",
        "<table><tr><td>one</td></tr><tr><td>column</td></tr></table>",
        "<nav><ul><li>A list of links that is longer than a word</li></ul></nav>",
        "<ul><li><a href='x'>A list of links that is longer than a word</a></li></ul>",
        "<ul></ul>",
    ):
        assert "<p>" not in unfolded(page).replace("<p>no table</p>", "")


@pytest.mark.parametrize("page", ["", "<table", "<ul>\0</ul>", "<table>" * 2000, "<!--<table>-->"])
def test_any_page_is_survived(page: str) -> None:
    unfolded(page)


def test_words_behind_a_table_are_kept() -> None:
    assert "tail words" in unfolded(f"<div>{TABLE}tail words</div>")


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ([["Place", "Dead"], ["Orlo", "3"]], ["Place: Orlo; Dead: 3"]),
        ([["Orlo", "3"], ["Vim", "4"]], ["Orlo; 3", "Vim; 4"]),
        ([["a"], ["b"]], ["a", "b"]),
        ([["Place", "Dead"], ["Orlo", "3", "more"]], ["Place: Orlo; Dead: 3; more"]),
        ([["Total", "Total"], ["", ""]], ["Total"]),
        ([], []),
    ],
)
def test_a_row_is_told_with_its_headings(rows: list[list[str]], lines: list[str]) -> None:
    assert list(told(rows)) == lines


ITEM = "In Kesk gunmen shot dead a teacher on Sunday."


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ("<h2>Raids of the week</h2>", f"Raids of the week: {ITEM}"),
        ("<p>He named some:</p>", f"He named some: {ITEM}"),
        ("<p>He said nothing more.</p>", ITEM),  # leads nothing in
        ("<p>These 3 happened:</p>", ITEM),  # its number is none of the item
        (f"<p>{'long ' * 30}:</p>", ITEM),
        ("<div>aside</div>", ITEM),
        ("", ITEM),
    ],
)
def test_a_short_line_leads_a_list_in(before: str, told: str) -> None:
    page = unfolded(f"<div>{before}<ul><li>{ITEM}</li><li></li></ul></div>")
    assert f"<p>{told}</p>" in page
    assert page.count("<p>") == before.count("<p>") + 1


def test_a_cell_over_several_columns_stands_under_each() -> None:
    page = unfolded(
        "<table><tr><th>Place</th><th>Dead</th></tr><tr><td>Orlo</td><td>3</td></tr>"
        "<tr><td colspan='2'>all</td></tr><tr><td colspan='x'>Vim</td><td>1</td></tr></table>"
    )
    assert [part.split("<")[0] for part in page.split("<p>")[1:]] == [
        "Place: Orlo; Dead: 3",
        "Place: all",
        "Place: Vim; Dead: 1",
    ]

"""Unfolds tables and lists of a web page into paragraphs, before the article is looked for in it.

A row of a table becomes a paragraph with the heading of each column before its cell, an item of a
list a paragraph with the line that leads the list in.  Tables that only lay out a page are left.
"""

import re
from collections.abc import Iterator
from typing import Any

import lxml.html

from llmextract.documents.tabular import told

_BLOCKS = ".//table | .//p/following-sibling::p | .//div | .//ul | .//ol | .//article | .//form"
_LONGEST_LEAD = 80
_NUMBER = re.compile(r"\d")
_MOST_CELLS = 200_000


def unfolded(page: str) -> str:
    """The page with the rows of its tables and the items of its lists as paragraphs.

    Args:
        page: the source of a web page.

    Returns:
        The page as it came where it has none, or cannot be parsed.
    """
    if not re.search(r"<(?:table|ul|ol)\b", page, re.IGNORECASE):
        return page
    try:
        root = lxml.html.document_fromstring(page.encode("utf-8", "replace"), parser=_parser())
    except (ValueError, lxml.etree.LxmlError):
        return page
    tables = [one for one in root.iter("table") if _is_data(one)]
    for table in tables:
        caption = [" ".join(one.text_content().split()) for one in table.findall("caption")]
        rows = told(list(_rows(table)), is_headed=_is_headed(table))
        _replace(table, filter(None, (*caption, *rows)))
    for items in [one for one in root.iter("ul", "ol") if _is_telling(one)]:
        lead = _lead(items)
        _replace(items, (f"{lead}{text}" for text in _items(items)))
    return str(lxml.html.tostring(root, encoding="unicode"))


def _parser() -> Any:
    return lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)


def _is_data(table: Any) -> bool:
    """Whether a table has data: rows of several short cells, nothing laid out in them."""
    rows = table.findall(".//tr")
    cells = sum(len(row) for row in rows)
    if len(rows) < 2 or cells > _MOST_CELLS or table.xpath(_BLOCKS):
        return False
    return max((len(row.xpath("./td | ./th")) for row in rows), default=0) > 1


def _is_headed(table: Any) -> bool | None:
    """Whether the first row has headings; ``None`` where the page does not say."""
    first = table.find(".//tr")
    cells = first.xpath("./td | ./th")
    return True if cells and all(cell.tag == "th" for cell in cells) else None


def _rows(table: Any) -> Iterator[list[str]]:
    for row in table.iter("tr"):
        cells: list[str] = []
        for cell in row.xpath("./td | ./th"):
            text = " ".join(cell.text_content().split())
            span = cell.get("colspan", "1")
            cells += [text] * (min(int(span), 50) if span.isdecimal() else 1)
        yield cells


def _is_telling(items: Any) -> bool:
    """Whether a list is part of the text: it stands behind words, and its items are not all links."""
    texts = list(_items(items))
    if not texts or items.xpath(
        "ancestor::nav | ancestor::header | ancestor::footer | .//ul | .//ol"
    ):
        return False
    linked = sum(len(" ".join(link.text_content().split())) for link in items.iter("a"))
    return linked * 2 < sum(map(len, texts)) and max(map(len, texts)) > 25


def _items(items: Any) -> Iterator[str]:
    for item in items.iterchildren("li"):
        if text := " ".join(item.text_content().split()):
            yield text


def _lead(items: Any) -> str:
    """The line before a list that leads it in, where it is short and counts nothing."""
    before = items.getprevious()
    if before is None or before.tag not in {"p", "h1", "h2", "h3", "h4", "h5", "h6"}:
        return ""
    text = " ".join(before.text_content().split())
    if len(text) > _LONGEST_LEAD or _NUMBER.search(text) or not text:
        return ""
    if before.tag == "p" and not text.endswith(":"):
        return ""
    return f"{text.rstrip(':')}: "


def _replace(block: Any, texts: Iterator[str]) -> None:
    """Put paragraphs in the place of a block, and keep what stands behind it."""
    made = []
    for text in texts:
        paragraph = lxml.html.Element("p")
        paragraph.text = text
        made.append(paragraph)
    if not made:
        return
    parent = block.getparent()
    at = parent.index(block)
    made[-1].tail, block.tail = block.tail, None
    parent.remove(block)
    for offset, paragraph in enumerate(made):
        parent.insert(at + offset, paragraph)

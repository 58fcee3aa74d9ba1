"""Tells what an input is by its first bytes, where its name does not say it or says it wrongly."""

import json
import re
from collections.abc import Sequence

from llmextract.documents.decoding import encoding_of
from llmextract.documents.tables import DELIMITERS, split

TEXT_KEYS = ("text", "body", "content", "article", "plain_text")
"""Keys and columns of a row that usually hold its text, the most telling one first."""

_PAGE = re.compile(
    r"(?:<\?xml[^>]{0,200}>|<!--.{0,2000}?-->|\s){0,9}<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HEADER_LINE = re.compile(r"(?:From |([!-9;-~]+):)[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*")
_OF_MAIL = frozenset({"message-id", "received", "mime-version", "return-path", "delivered-to"})
"""Fields that a mail program writes and no reporter does."""
_NAME = re.compile(r"[\w .:/()\"'#%-]{1,40}\Z")  # what a column is called
_MARKDOWN = frozenset({".md", ".markdown"})
_PAGES = frozenset({".html", ".htm", ".xhtml"})


def format_of(head: bytes, *, suffix: str, text_column: str | None) -> str | None:
    """The suffix of the format that the first bytes show; ``None`` where they are no sure sign.

    Args:
        head: the first bytes.
        suffix: what the name ends in; empty for standard input.
        text_column: the column of the text, where the user named it.
    """
    encoding, skip = encoding_of(head)
    text = head[skip:].decode(encoding, "replace").lstrip()
    if _PAGE.match(text):
        return ".html"
    if suffix in _MARKDOWN:
        return None
    if _is_json_line(text):
        return ".jsonl"
    if _is_mail(text):
        return ".mbox" if text.startswith("From ") and suffix != ".eml" else ".eml"
    if suffix not in _PAGES and _is_table(text.splitlines()[:2], text_column):
        return ".csv"
    return ".txt" if suffix in _PAGES and re.search(r"<[a-zA-Z!?/]", text) is None else None


def _is_table(lines: Sequence[str], text_column: str | None) -> bool:
    """Whether the first line names the columns of a table and the second has the cells of a row."""
    first, second = (*lines, "", "")[:2]
    if first.lower().startswith(("sep=", '"sep=')):
        return True
    return any(_is_header(split(first, sign), text_column, sign, second) for sign in DELIMITERS)


def _is_header(cells: Sequence[str], text_column: str | None, sign: str, second: str) -> bool:
    names = [cell.strip() for cell in cells]
    if text_column is not None:
        return text_column in names
    # One word may be a headline; two of them, one of which is "text", over a row, are none.
    is_table = len(names) > 1 and all(_NAME.match(name) for name in names if name)
    has_text = any(name.lower() in TEXT_KEYS for name in names)
    return is_table and has_text and (sign in second or '"' in second)


def _is_json_line(text: str) -> bool:
    line, end, _ = text.partition("\n")
    if not line.startswith("{"):
        return False
    if not end:
        return line.replace(" ", "").startswith('{"')  # longer than what was looked at, or the last
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _is_mail(text: str) -> bool:
    """Whether a text begins with the fields of a mail."""
    names = set()
    at = 0
    while match := _HEADER_LINE.match(text, at):
        names.add((match[1] or "").lower())
        at = match.end()
    return "from" in names and bool(names & _OF_MAIL)

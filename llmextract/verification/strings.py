"""Reads values that other tools wrote as strings: cells of a table, attributes of an extraction.

A record of ours has types; a cell has only characters.  What stands for "not known" is told from a
value, a number from its spelling, and a list from the semicolons that join it.
"""

import re
from collections.abc import Iterator
from typing import Any

from llmextract.verification.marks import Grounded
from llmextract.verification.walk import Leaf

# What tables and models write where they know nothing.  "none" is not among them for a number:
# "none were hurt" is a statement, and taking it for silence would let it pass unchecked.
_UNKNOWN = frozenset(
    {"", "-", "--", "–", "—", "?", "null", "nan", "n/a", "na", "n.a.", "nat", "<na>", "#n/a"}
    | {"unknown", "unspecified"}
    | {f"not {what}" for what in ("stated", "specified", "mentioned", "given", "reported", "known")}
)
# "5.0" is how a spreadsheet or a data frame writes a count in a column with gaps.  Fifteen digits
# are all that such a number has; longer ones are left to the lexer.
_WHOLE = re.compile(r"([+-]?\d{1,15})(?:\.0+)?", re.ASCII)
_JOINED = re.compile(r"\s*;\s*")


def leaves_of(value: Any, mark: Grounded, *, path: str, text: str) -> Iterator[Leaf]:
    """The values in a cell or an attribute, each to be checked by itself.

    Args:
        value: a string, a list of strings, a number or null.
        mark: how it is checked.
        path: what findings call it.
        text: the text that it is checked against: a cell that stands in it with its semicolons is
            one value.

    Returns:
        A leaf for each value that says something; for a number that is not known, one with null.
    """
    if isinstance(value, list | tuple):
        for index, one in enumerate(value):
            yield from leaves_of(one, mark, path=f"{path}[{index}]", text=text)
        return
    if isinstance(value, str) and ";" in value and value not in text:
        parts = [part for part in _JOINED.split(value.strip()) if part]
        yield from leaves_of(parts, mark, path=path, text=text)
        return
    read = read_value(value, mark) if isinstance(value, str) else value
    if mark.kind == "date" and isinstance(read, str):
        from llmextract.verification.dates.cells import date_of_cell  # noqa: PLC0415 - only for dates

        read = date_of_cell(read, text)
    if read is not None or mark.kind == "number":
        yield Leaf(path, read, mark, nullable=True)


def read_value(written: str, mark: Grounded) -> str | int | None:
    """The value that a string stands for.

    Returns:
        ``None`` where nothing is known; for a number in plain digits, the number; else the string
        without the white space around it (number words and bounds are read by the lexer).
    """
    said = written.strip()
    folded = said.casefold()
    if folded in _UNKNOWN or (folded == "none" and mark.kind != "number"):
        return None
    whole = _WHOLE.fullmatch(said) if mark.kind == "number" else None
    return int(whole[1]) if whole else said

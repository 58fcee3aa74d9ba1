"""How a value of a record is shown in a cell of a table."""

from collections.abc import Mapping
from typing import Any

_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), " ")


def cell(value: Any) -> str:
    """A value in one line: lists joined, a sub-record by its first value."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return cell(next(iter(value.values()), None))
    if isinstance(value, list | tuple):
        return "; ".join(cell(one) for one in value)
    return plain(str(value))


def plain(text: str) -> str:
    """Text in one line, without the control characters that a terminal would obey."""
    return " ".join(text.translate(_CONTROLS).split())

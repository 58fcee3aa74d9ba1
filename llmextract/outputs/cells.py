"""How a value of a record is shown in a cell of a table."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from llmextract.records import Finding, Verdict

_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), " ")
SEVERITY = (
    Verdict.SUPPORTED,
    Verdict.DERIVED,
    Verdict.INFERRED,
    Verdict.PARTLY,
    Verdict.UNSUPPORTED,
)
"""Verdicts from the best to the worst."""


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


def path_head(path: str) -> str:
    """The field of the record that a path starts with: ``locations`` of ``locations[0].name``."""
    return re.split(r"[.\[]", path, maxsplit=1)[0]


def worst(findings: Iterable[Finding]) -> Verdict | None:
    """The worst verdict of some findings; ``None`` when there are none."""
    return max((finding.verdict for finding in findings), key=SEVERITY.index, default=None)

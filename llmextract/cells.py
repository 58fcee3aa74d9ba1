"""How a value of a record is shown in a cell of a table."""

from collections.abc import Mapping
from typing import Any

from llmextract.records import Finding, Verdict

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


RULES = "rules"
"""How a value is marked that only the rules stated: no verdict of the same rules can confirm it."""


def mark_of(finding: Finding) -> str:
    """By what a value is marked: its verdict, or ``rules`` where only the rules stated it."""
    if finding.verdict.is_carried and not finding.is_confirmed:
        return RULES
    return str(finding.verdict)


def is_bound(finding: Finding) -> bool:
    """Whether the text states a count as a bound or a range, and the value is the end of it.

    Nothing else can be answered to "at least nine", so it is no cause for alarm.
    """
    return finding.verdict is Verdict.PARTLY and finding.value in {finding.low, finding.high} - {
        None
    }


def bounds(finding: Finding) -> str:
    """The bounds of a count: ``≥ 9``, ``≤ 30``, ``10-15``; ``some`` where there are none."""
    low, high = finding.low, finding.high
    if low is not None and high is not None:
        return f"{low}-{high}"
    if low is not None:
        return f"≥ {low}"
    return f"≤ {high}" if high is not None else "some"


def encodable(value: Any) -> Any:
    """A plain value with a question mark for what UTF-8 has no bytes for: half of a surrogate pair.

    One character for one, so that offsets still count.
    """
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Mapping):
        return {key: encodable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [encodable(one) for one in value]
    return value

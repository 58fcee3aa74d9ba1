"""A table for spreadsheets: one row for each record, its values and the verdict on each.

Lists are joined with ``; ``.  A column ``FIELD_verdict`` stands beside each checked field and has
the worst verdict of its values.  Where several answers were drawn, ``FIELD_agreement`` and
``FIELD_confidence`` stand beside each field that was asked and have the lowest of its values.

A cell that a spreadsheet would run as a formula gets a leading
apostrophe (text is data, in a spreadsheet too).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from llmextract.cells import cell
from llmextract.records import Agreement, Extraction, Finding, worst
from llmextract.schema import paths
from llmextract.schema.outline import Field, outline_of

# The wide forms are what a spreadsheet under a Japanese or Chinese input method takes for them.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_PLACE = ("document", "source", "paragraph", "record")
_END = ("text", "failure")


def write(
    header: Mapping[str, Any], extractions: Iterable[Extraction], record: type
) -> Iterator[str]:
    """A heading, then a row for each record; a failed paragraph is a row that says why."""
    columns = _columns(record, is_drawn=header.get("samples", 1) > 1)
    yield _line([*_PLACE, *_heading(columns), *_END])
    for extraction in extractions:
        place = [extraction.document.id, extraction.document.source, extraction.paragraph.index]
        text = extraction.paragraph.text
        for number, (row, findings) in enumerate(extraction):
            agreement = extraction.agreement_of(number)
            yield _line([*place, number, *_values(columns, row, findings, agreement), text, ""])
        if extraction.failure:
            empty = [""] * len(_heading(columns))
            yield _line([*place, "", *empty, text, extraction.failure.message])


@dataclass(frozen=True, slots=True)
class _Column:
    """A field of the class: whether its values are checked, and whether answers were compared."""

    name: str
    is_checked: bool
    is_drawn: bool


def _columns(record: Any, *, is_drawn: bool) -> list[_Column]:
    """Every field of the class, in order."""
    fields = {field.name: field for field in outline_of(record).asked}
    return [
        _Column(
            name,
            is_checked=name in fields and _is_checked(fields[name]),
            is_drawn=is_drawn and name in fields and not fields[name].evidence,
        )
        for name in record.model_fields
    ]


def _heading(columns: Iterable[_Column]) -> list[str]:
    """A field that is called like a column of ours is told apart by its path."""
    ours = {*_PLACE, *_END}
    heading = []
    for column in columns:
        name = column.name
        heading.append(f"record.{name}" if name in ours else name)
        if column.is_checked:
            heading.append(f"{name}_verdict")
        if column.is_drawn:
            heading += [f"{name}_agreement", f"{name}_confidence"]
    return heading


def _values(
    columns: Iterable[_Column],
    row: Mapping[str, Any],
    findings: Iterable[Finding],
    agreement: Iterable[Agreement],
) -> list[str]:
    findings, agreement = list(findings), list(agreement)
    out = []
    for column in columns:
        out.append(cell(row.get(column.name)))
        if column.is_checked:
            verdict = worst(f for f in findings if paths.head(f.field) == column.name)
            out.append(str(verdict) if verdict else "")
        if column.is_drawn:
            own = [one for one in agreement if paths.head(one.field) == column.name]
            out += [_lowest(one.share for one in own), _lowest(one.confidence for one in own)]
    return out


def _lowest(figures: Iterable[float | None]) -> str:
    known = [figure for figure in figures if figure is not None]
    return str(min(known)) if known else ""


def _is_checked(field: Field) -> bool:
    return field.grounded is not None or any(_is_checked(part) for part in field.parts)


def _line(cells: Iterable[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(safe_cell(str(value)) for value in cells)
    return buffer.getvalue()


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet runs and no terminal obeys; line breaks stay, quoted."""
    shown = _CONTROLS.sub(" ", text)
    return f"'{shown}" if _FORMULA.match(shown) and not _NUMBER.fullmatch(shown) else shown

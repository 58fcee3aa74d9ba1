"""A table for spreadsheets: one row for each record, its values and the verdict on each.

Lists are joined with ``; ``.  A column ``FIELD_verdict`` stands beside each checked field and has
the worst verdict of its values.  A cell that a spreadsheet would run as a formula gets a leading
apostrophe (text is data, in a spreadsheet too).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from llmextract.forms import Slot, form_of
from llmextract.outputs.cells import cell, path_head, worst
from llmextract.records import Extraction, Finding

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
    columns = _columns(record)
    yield _line([*_PLACE, *_heading(columns), *_END])
    for extraction in extractions:
        place = [extraction.document.id, extraction.document.source, extraction.paragraph.index]
        text = extraction.paragraph.text
        for number, (row, findings) in enumerate(extraction):
            yield _line([*place, number, *_values(columns, row, findings), text, ""])
        if extraction.failure:
            empty = [""] * len(_heading(columns))
            yield _line([*place, "", *empty, text, extraction.failure.message])


def _columns(record: Any) -> dict[str, bool]:
    """Every field of the class, in order, and whether its values are checked."""
    checked = {slot.name for slot in form_of(record).slots if _is_checked(slot)}
    return {name: name in checked for name in record.model_fields}


def _heading(columns: Mapping[str, bool]) -> list[str]:
    """A field that is called like a column of ours is told apart by its path."""
    ours = {*_PLACE, *_END}
    heading = []
    for name, checked in columns.items():
        heading.append(f"record.{name}" if name in ours else name)
        if checked:
            heading.append(f"{name}_verdict")
    return heading


def _values(
    columns: Mapping[str, bool], row: Mapping[str, Any], findings: tuple[Finding, ...]
) -> list[str]:
    out = []
    for name, checked in columns.items():
        out.append(cell(row.get(name)))
        if checked:
            verdict = worst(f for f in findings if path_head(f.field) == name)
            out.append(str(verdict) if verdict else "")
    return out


def _is_checked(slot: Slot) -> bool:
    return slot.grounded is not None or any(_is_checked(part) for part in slot.parts)


def _line(cells: Iterable[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(safe_cell(str(value)) for value in cells)
    return buffer.getvalue()


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet runs and no terminal obeys; line breaks stay, quoted."""
    shown = _CONTROLS.sub(" ", text)
    return f"'{shown}" if _FORMULA.match(shown) and not _NUMBER.fullmatch(shown) else shown

"""What a picture shows of each incident: where it lies, on what days, and how it is called in short."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from llmextract.cells import cell
from llmextract.outputs.entries import Entry, Export
from llmextract.outputs.placing import Spot, located
from llmextract.records import Document, Finding, Verdict
from llmextract.schema.outline import Outline, outline_of
from llmextract.verification import dates


@dataclass(frozen=True, slots=True)
class Happening:
    """One incident, or one record as it was read.

    Attributes:
        number: its place in the export, from 1.
        document: the document that tells of it.
        heading: what it is in a few words: fixed words, place, counts.
        spots: the places that are sure, by what the record calls them; the finest of them.
        unplaced: why each other place is not on the map, by what the record calls it.
        when: the date in the words of the text; empty where none is told.
        days: first and last day that it can have been; ``None`` where that is not known.
        is_hinted: whether the text states the date of something else, or only a hint of it.
        is_background: whether it is of long before the news.
    """

    number: int
    document: Document
    heading: str
    spots: tuple[tuple[str, Spot], ...] = ()
    unplaced: tuple[tuple[str, str], ...] = ()
    when: str = ""
    days: tuple[date, date] | None = None
    is_hinted: bool = False
    is_background: bool = False


def happenings(export: Export) -> Iterator[Happening]:
    """Each entry of an export that has a record."""
    outline = outline_of(export.record)
    number = 0
    for document, entry, where in located(export):
        if entry.record is None:
            continue
        number += 1
        when, days, is_hinted = _dated(entry, document, outline)
        yield Happening(
            number,
            document,
            heading(entry.record, outline),
            tuple(where.sure),
            tuple((name, spot.reason) for name, spot in where.places if spot.point is None),
            when,
            days,
            is_hinted=is_hinted,
            is_background=entry.is_background,
        )


def heading(record: Mapping[str, Any], outline: Outline) -> str:
    """A record in a few words: its first fixed word, its first place, its counts."""
    kinds = [field for field in outline.of_kind("category") if record.get(field.name)]
    words = [str(record[field.name]).replace("_", " ") for field in kinds[:1]]
    for field in outline.of_kind("place"):
        items = field.items(record)
        if items:
            words.append(cell(field.called(items[0][1])))
            break
    words += [
        f"{record[field.name]} {field.name.replace('_', ' ')}"
        for field in outline.of_kind("number")
        if not field.parts and record.get(field.name)
    ]
    return ", ".join(word for word in words if word) or "incident"


def _dated(
    entry: Entry, document: Document, outline: Outline
) -> tuple[str, tuple[date, date] | None, bool]:
    """The first date of a record, in its words and on the calendar, and whether it is no more than a hint."""
    assert entry.record is not None
    for field in outline.of_kind("date"):
        items = field.items(entry.record)
        if not items:
            continue
        path, item = items[0]
        said = field.called(item)
        full = f"{path}.{field.head}" if field.head else path
        findings = [one for one in entry.findings if one.field == full]
        is_hinted = bool(findings) and findings[0].verdict.rank > Verdict.PARTLY.rank
        return said, days_of(said, findings, document.published), is_hinted
    return "", None, False


def days_of(
    said: str, findings: Sequence[Finding], published: str | None
) -> tuple[date, date] | None:
    """First and last day of a date that the text does not refute.

    Args:
        said: the date as written.
        findings: what the verifier said of it; a date that nobody checked, or that is not in the text,
            has no day.
        published: ISO date of the document.
    """
    if not findings or findings[0].verdict is Verdict.UNSUPPORTED:
        return None
    resolved = findings[0].resolved
    if resolved is None:
        found = dates.resolve(said, published=published)
        resolved = found[0] if found else None
    return dates.ends_of(resolved) if resolved else None

"""What ``extract`` and ``export`` write: documents with their incidents, or their records as read."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel

    from llmextract.merge import Aliases, Elsewhere, LeftOut, Merged
    from llmextract.outputs import Entry, Told
    from llmextract.records import Extraction

    Group = list[Extraction]
    """What came of the paragraphs of one document."""
    Numbered = tuple[int, Group]
    """A document with the index of its run."""


def as_read(groups: "Iterable[Numbered]") -> "Iterator[Told]":
    """Each document with its records as they were read."""
    from llmextract.outputs import as_read

    for run, group in groups:
        yield _told(run, group, tuple(as_read(group)))


def within(
    groups: "Iterable[Numbered]",
    record: "type[BaseModel]",
    *,
    aliases: Path | None = None,
    is_explained: bool = False,
) -> "Iterator[Told]":
    """Each document with its own incidents; one document is held at a time.

    Args:
        groups: the documents.
        record: the class of the records.
        aliases: a file of what else groups are called.
        is_explained: whether an incident says what it was made of and why.
    """
    from llmextract.merge import merge_document

    known = _aliases(aliases, record)
    for run, group in groups:
        merged = merge_document(group, record, aliases=known)
        yield _told(run, group, tuple(_entry(one, is_explained=is_explained) for one in merged))


def across(
    groups: "Iterable[Numbered]",
    record: "type[BaseModel]",
    *,
    again: "Callable[[], Iterable[Numbered]] | None" = None,
    aliases: Path | None = None,
    is_explained: bool = False,
) -> "Iterator[Told]":
    """Each document with its incidents, those that several tell of with the first that was published.

    The incidents of all documents are held; the documents themselves only where they cannot be read
    a second time.

    Args:
        groups: the documents.
        record: the class of the records.
        again: the same documents once more.
        aliases: a file of what else groups are called.
        is_explained: whether an incident says what it was made of and why.
    """
    from llmextract.merge import Telling, merge_across, merge_document

    known = _aliases(aliases, record)
    tellings, held = [], []
    for run, group in groups:
        document = group[0].document
        merged = merge_document(group, record, aliases=known)
        tellings.append(Telling(document.id, document.published, merged))
        if again is None:
            held.append((run, group))
    joined = merge_across(tellings, record)
    del tellings
    for (run, group), incidents in zip(again() if again else held, joined, strict=True):
        yield _told(run, group, tuple(_entry(one, is_explained=is_explained) for one in incidents))


def noting(extractions: "Iterable[Extraction]", sources: dict[str, str]) -> "Iterator[Extraction]":
    """Pass extractions on and note where each document comes from, by its id."""
    for one in extractions:
        sources[one.document.id] = one.document.source
        yield one


def told_of(
    extractions: "Iterable[Extraction]",
    record: "type[BaseModel]",
    given: dict[str, Any],
    *,
    is_read: bool = False,
    is_explained: bool = False,
) -> "Iterable[Told]":
    """The documents of a run by the options of the command line, as `export` makes them of a run file."""
    groups = groups_of(extractions)
    if given["paragraphs"] or is_read:
        return as_read(groups)
    make = within if given["no_across"] else across
    return make(groups, record, aliases=given["aliases"], is_explained=is_explained)


def _aliases(path: Path | None, record: "type[BaseModel]") -> "Aliases":
    """What else groups are called, of a file that suits the class."""
    from llmextract.merge import NO_ALIASES, read_aliases

    return NO_ALIASES if path is None else read_aliases(path, record)


def groups_of(extractions: "Iterable[Extraction]", run: int = 0) -> "Iterator[Numbered]":
    """The extractions of one document after the other, also where one was given twice.

    Args:
        extractions: in document order.
        run: index of their run among those of the export.
    """
    group: list[Extraction] = []
    for one in extractions:
        last = group[-1] if group else None
        if last is not None and (
            (one.document.source, one.document.id) != (last.document.source, last.document.id)
            or one.paragraph.index <= last.paragraph.index
        ):
            yield run, group
            group = []
        group.append(one)
    if group:
        yield run, group


def _told(run: int, group: "Group", entries: "tuple[Entry, ...]") -> "Told":
    from llmextract.outputs import Told

    return Told(group[0].document, tuple(group), entries, run)


def _entry(one: "Merged", *, is_explained: bool) -> "Entry":
    from llmextract.outputs import Entry

    return Entry(
        one.record,
        one.findings,
        tuple(dict.fromkeys(paragraph for paragraph, _ in one.members)),
        is_background=one.is_background,
        merge=_explained(one) if is_explained else None,
        id=one.id,
        also=tuple(other.incident.id for other in one.elsewhere),
        called=one.called,
        sources=one.sources,
        figures=one.figures,
    )


def _explained(merged: "Merged") -> dict[str, Any]:
    """What an incident was made of, what brought it together and what lost, as plain JSON."""
    row: dict[str, Any] = {
        "records": [_member(member) for member in merged.members],
        "why": _why(merged),
        "left_out": [_left_out(one) for one in merged.left_out],
    }
    if merged.elsewhere:
        row["elsewhere"] = [_elsewhere(one) for one in merged.elsewhere]
    return row


def _why(merged: "Merged") -> list[dict[str, Any]]:
    return [
        {
            "earlier": _member(joint.earlier),
            "later": _member(joint.later),
            "score": joint.score,
            "signs": list(joint.signs),
        }
        for joint in merged.why
    ]


def _elsewhere(one: "Elsewhere") -> dict[str, Any]:
    """What another document tells, why that is of the same, and how it was made itself."""
    return {
        "document": one.document,
        "id": one.incident.id,
        "score": one.score,
        "signs": list(one.signs),
        "records": [_member(member) for member in one.incident.members],
        "why": _why(one.incident),
    }


def _left_out(one: "LeftOut") -> dict[str, Any]:
    row = {"field": one.field, "value": one.value, "reason": one.reason, **_member(one.member)}
    return row | {"document": one.document} if one.document else row


def _member(member: tuple[int, int]) -> dict[str, int]:
    """A record by its paragraph and its place in it."""
    return {"paragraph": member[0], "record": member[1]}

"""What ``extract`` and ``export`` share: documents with their incidents, written in some format."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from llmextract.cli import common

if TYPE_CHECKING:
    from pydantic import BaseModel

    from llmextract.merge import Merged
    from llmextract.outputs import Told
    from llmextract.records import Extraction


def check(form: str, output: Path | None, *, is_merged: bool) -> None:
    """Refuse a format that cannot be written here or there, before any model is asked.

    Raises:
        UsageError: a package is missing, the format is no text and no file is named, or it has no
            records as they were read.
    """
    from llmextract.errors import UsageError
    from llmextract.outputs import FORMATS, require

    require(form)
    if FORMATS[form].of_events and not is_merged:
        raise UsageError(
            f"{form} has events, and a record as read is none", hint="leave out --paragraphs"
        )
    if not FORMATS[form].is_text and (output is None or str(output) == "-"):
        raise UsageError(f"{form} goes to a file", hint=f"name one: -o incidents.{form}")


def told(
    extractions: "Iterable[Extraction]",
    record: "type[BaseModel]",
    *,
    is_merged: bool,
    run: int = 0,
    is_explained: bool = False,
) -> "Iterator[Told]":
    """Each document with its incidents, or with its records as they were read.

    Args:
        extractions: in document order; a document is held until the next one begins.
        record: the class of the records.
        is_merged: whether records about one incident become one.
        run: index of the run among those of the export.
        is_explained: whether an incident says what it was made of and why.
    """
    from llmextract.merge import merge_document
    from llmextract.outputs import Entry, Told, as_read

    for group in _documents(extractions):
        if is_merged:
            entries = tuple(
                Entry(
                    one.record,
                    one.findings,
                    tuple(dict.fromkeys(paragraph for paragraph, _ in one.members)),
                    is_background=one.is_background,
                    merge=_explained(one) if is_explained else None,
                    id=one.id,
                    sources=one.sources,
                    figures=one.figures,
                )
                for one in merge_document(group, record)
            )
        else:
            entries = tuple(as_read(group))
        yield Told(group[0].document, tuple(group), entries, run)


def _explained(merged: "Merged") -> dict[str, Any]:
    """What an incident was made of, what brought it together and what lost, as plain JSON."""
    return {
        "records": [_member(member) for member in merged.members],
        "why": [
            {
                "earlier": _member(joint.earlier),
                "later": _member(joint.later),
                "score": joint.score,
                "signs": list(joint.signs),
            }
            for joint in merged.why
        ],
        "left_out": [
            {"field": one.field, "value": one.value, "reason": one.reason, **_member(one.member)}
            for one in merged.left_out
        ],
    }


def _member(member: tuple[int, int]) -> dict[str, int]:
    """A record by its paragraph and its place in it."""
    return {"paragraph": member[0], "record": member[1]}


def _documents(extractions: "Iterable[Extraction]") -> "Iterator[list[Extraction]]":
    """The extractions of one document after the other, also where one was given twice."""
    group: list[Extraction] = []
    for one in extractions:
        last = group[-1] if group else None
        if last is not None and (
            (one.document.source, one.document.id) != (last.document.source, last.document.id)
            or one.paragraph.index <= last.paragraph.index
        ):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


class LeftOut:
    """Counts what a format has no line for, for a word to the user.

    Args:
        form: the format.
        record: the class of the records.

    Raises:
        UsageError: the class cannot be written in the format.
    """

    def __init__(self, form: str, record: "type[BaseModel]") -> None:
        from llmextract.outputs import left_out

        self._why = left_out(form, record)
        self._counts: Counter[str] = Counter()

    def watch(self, documents: "Iterable[Told]") -> "Iterator[Told]":
        """Pass documents on and keep count."""
        for told in documents:
            reasons = (self._why(one) for one in told.entries if one.record is not None)
            self._counts.update(why for why in reasons if why)
            yield told

    @property
    def total(self) -> int:
        """How many were left out."""
        return self._counts.total()

    @property
    def told(self) -> str:
        """How many were left out and why; empty where none was."""
        said = ", ".join(f"{count} {why}" for why, count in self._counts.items())
        return f"left out: {said}" if said else ""


def write_out(
    form: str,
    documents: "Iterable[Told]",
    output: Path | None,
    record: "type[BaseModel]",
    headers: tuple[Mapping[str, Any], ...],
    *,
    is_merged: bool,
) -> None:
    """Write an export to standard output, or to a file that gets its name when it is whole.

    Raises:
        OutputError: the file cannot be written.
    """
    from llmextract.outputs import Export, save, write

    export = Export(record, documents, headers, is_merged=is_merged)
    if output is None or str(output) == "-":
        with common.open_output(None) as stream:
            pour(write(form, export), stream)
        return
    with common.whole_file(output) as draft:
        save(form, export, draft)


def pour(pieces: Iterator[str], stream: IO[str]) -> None:
    """Write text as it comes: who reads a pipe sees each piece at once."""
    for piece in pieces:
        try:
            stream.write(piece)
        except UnicodeEncodeError:
            encoding = getattr(stream, "encoding", None) or "utf-8"
            stream.write(piece.encode(encoding, "replace").decode(encoding))
        stream.flush()

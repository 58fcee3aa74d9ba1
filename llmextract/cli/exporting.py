"""Writes what ``extract`` and ``export`` have in common: documents with their entries, in some format."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from llmextract.cli import common

if TYPE_CHECKING:
    from pydantic import BaseModel

    from llmextract.outputs import Told


def check(form: str, output: Path | None, *, is_merged: bool) -> None:
    """Refuse a format that cannot be written here or there, before any model is asked.

    Raises:
        UsageError: a package is missing, the format is no text and no file is named, or it has no
            records as they were read.
    """
    from llmextract import run_tables
    from llmextract.errors import UsageError
    from llmextract.outputs import FORMATS, require

    require(form)
    if output is not None and run_tables.is_named(output):
        raise UsageError(
            f"{output} is what a run file is called, and this is an export of one",
            hint=f"name it otherwise: -o incidents.{FORMATS[form].endings[0]}",
        )
    if FORMATS[form].of_events and not is_merged:
        raise UsageError(
            f"{form} has events, and a record as read is none", hint="leave out --paragraphs"
        )
    if not FORMATS[form].is_text and (output is None or str(output) == "-"):
        raise UsageError(f"{form} goes to a file", hint=f"name one: -o incidents.{form}")


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
    from llmextract.outputs import FORMATS, Export, save, write

    export = Export(record, documents, headers, is_merged=is_merged)
    takes_text = output is None or str(output) == "-" or common.is_no_file(output)
    if takes_text and FORMATS[form].is_text:
        with common.open_output(output) as stream:
            pour(write(form, export), stream)
        return
    assert output is not None  # `check` refuses a format that is no text without a file
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

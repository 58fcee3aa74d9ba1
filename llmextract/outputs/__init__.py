"""Formats of a result: a table of names, one module each, imported on use.

A format is a module with ``write(header, extractions, record)`` that yields text: lazily, so that a
result larger than memory can be written.
"""

import importlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmextract.errors import UsageError
from llmextract.records import Extraction

if TYPE_CHECKING:
    from pydantic import BaseModel

FORMATS: Mapping[str, str] = {
    "jsonl": "llmextract.outputs.jsonl",
    "csv": "llmextract.outputs.csv",
    "json": "llmextract.outputs.json",
}
"""Name of each format and the module that writes it."""


def format_of(path: Path) -> str:
    """The format that a file's ending names; the run file (``jsonl``) when it names none.

    Raises:
        UsageError: the ending names a format that we do not write.
    """
    suffix = path.suffix.lower().removeprefix(".")
    if suffix in FORMATS:
        return suffix
    if not suffix:
        return "jsonl"
    raise UsageError(
        f"no format is called {suffix!r}",
        hint=f"end the file's name in one of: {', '.join(FORMATS)}; or name one with -f",
    )


def write(
    name: str,
    header: Mapping[str, Any],
    extractions: Iterable[Extraction],
    record: "type[BaseModel]",
) -> Iterator[str]:
    """The text of a result, piece by piece.

    Args:
        name: a key of ``FORMATS``.
        header: what the first line of a run file says.
        extractions: in document order.
        record: the public class of the records; it gives tables their columns.
    """
    pieces: Iterator[str] = importlib.import_module(FORMATS[name]).write(
        header, extractions, record
    )
    return pieces

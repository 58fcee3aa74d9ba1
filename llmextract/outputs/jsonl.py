"""The run file: see :mod:`llmextract.runfile` for its shape."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from llmextract import runfile
from llmextract.records import Extraction


def write(
    header: Mapping[str, Any], extractions: Iterable[Extraction], record: type
) -> Iterator[str]:
    """A header line, then a line for each paragraph."""
    yield runfile.header_line(header) + "\n"
    for extraction in extractions:
        yield runfile.line(extraction) + "\n"

"""Reads the lines of an input one at a time; a line that no row of a table has is left out unread."""

import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from llmextract.documents.decoding import HEAD, LONGEST, encoding_of
from llmextract.documents.inputs import ByteStream
from llmextract.errors import DocumentError

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it came, its end included.

    Attributes:
        number: counted from 1.
        offset: bytes before it; 0 where the encoding hides them.
        text: its text, bytes that are not of the encoding escaped; ``None`` where it is longer than
            an input may be.
    """

    number: int
    offset: int
    text: str | None


def lines_of(stream: ByteStream, source: str) -> Iterator[Line]:
    """The lines of a text; a carriage return ends one only where no line feed is near the start.

    Raises:
        DocumentError: damage in an encoding of two-byte characters, after which nothing can be told.
    """
    head = stream.peek(HEAD)[:HEAD]
    encoding, skip = encoding_of(head)
    only_returns = b"\r" in head and b"\n" not in head
    stream.read(skip)
    if encoding == "utf-8" and not only_returns:
        yield from _of_bytes(stream, skip)
    else:
        # What old Macs and Excel's "Unicode text" write: rare, so it may cost a decoder more.
        yield from _of_text(stream, encoding, "" if only_returns else "\n", source)


def _of_bytes(stream: ByteStream, offset: int) -> Iterator[Line]:
    number = 0
    while line := stream.readline(LONGEST + 1):
        number += 1
        size = len(line)
        text: str | None = None
        if size > LONGEST:
            while not line.endswith(b"\n") and (line := stream.readline(_CHUNK)):
                size += len(line)
        else:
            text = line.decode("utf-8", "surrogateescape")
        yield Line(number, offset, text)
        offset += size


def _of_text(stream: ByteStream, encoding: str, ends: str, source: str) -> Iterator[Line]:
    reader = io.TextIOWrapper(
        cast(io.BufferedReader, stream), encoding, errors="surrogateescape", newline=ends
    )
    number = 0
    try:
        while line := reader.readline(LONGEST + 1):
            number += 1
            too_long = len(line) > LONGEST
            while too_long and line and line[-1] not in "\r\n":
                line = reader.readline(_CHUNK)
            yield Line(number, 0, None if too_long else line)
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"line {number + 1} and all after it cannot be read ({error.reason})", source=source
        ) from None
    finally:
        with contextlib.suppress(ValueError):  # it is closed already: nobody read to the end
            reader.detach()  # who opened the stream closes it


def too_long(where: str) -> DocumentError:
    """The error for a line that is longer than an input may be."""
    return DocumentError(
        f"is longer than {LONGEST >> 20} MB and was left out",
        source=where,
        hint="a row is one article: is its line end missing?",
    )

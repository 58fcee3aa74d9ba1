"""Reads inputs into documents, one after the other, and goes on when one of them is bad."""

import importlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import IO, Any, cast

from llmextract.documents.building import as_date
from llmextract.documents.decoding import HEAD, refuse_binary
from llmextract.documents.inputs import ByteStream, Input, find_inputs, unreadable
from llmextract.documents.packed import is_packed, members
from llmextract.documents.remote import find_remote, is_remote
from llmextract.documents.sniffing import format_of
from llmextract.documents.streams import is_stream, stream_of
from llmextract.errors import DocumentError
from llmextract.records import Document

__all__ = ["Options", "read"]


@dataclass(frozen=True, slots=True)
class Options:
    """What a user says of all inputs.

    Attributes:
        text_column: key or column of a row's text.
        published: date of publication, ISO, of documents that do not carry their own.
        group_column: key or column of what a row has in common with others.
    """

    text_column: str | None = None
    published: str | None = None
    group_column: str | None = None


Source = str | os.PathLike[str] | IO[str] | IO[bytes]
"""What can be read."""
Reader = Callable[[ByteStream, str, Options], Iterator[Document | DocumentError]]

_PLAIN = "llmextract.documents.plain:read_plain"
_MARKDOWN = "llmextract.documents.markdown:read_markdown"
_WEBPAGE = "llmextract.documents.webpage:read_webpage"
_JSON_LINES = "llmextract.documents.rows:read_json_lines"
_CSV = "llmextract.documents.rows:read_csv"
_MAIL = "llmextract.documents.mail:read_mail"
_MAILBOX = "llmextract.documents.mail:read_mailbox"
_PDF = "llmextract.documents.pdf:read_pdf"
_DOCX = "llmextract.documents.docx:read_docx"
_PARQUET = "llmextract.documents.parquet:read_parquet"

_TOLD = ((b"%PDF-", ".pdf"), (b"PAR1", ".parquet"))
"""What a PDF and a Parquet file begin with, whatever they are called."""

# A reader is imported when its first file comes: trafilatura alone takes longer than all the rest.
READERS: Mapping[str, str] = MappingProxyType(
    {
        ".txt": _PLAIN,
        ".text": _PLAIN,
        ".md": _MARKDOWN,
        ".markdown": _MARKDOWN,
        ".html": _WEBPAGE,
        ".htm": _WEBPAGE,
        ".xhtml": _WEBPAGE,
        ".jsonl": _JSON_LINES,
        ".ndjson": _JSON_LINES,
        ".csv": _CSV,
        ".tsv": _CSV,
        ".eml": _MAIL,
        ".mbox": _MAILBOX,
        ".pdf": _PDF,
        ".docx": _DOCX,
        ".parquet": _PARQUET,
    }
)
SUFFIXES = frozenset({*READERS, ".gz", ".zip", ".zst"})
"""Suffixes of the files that are taken from a folder."""


# lxml_html_clean is trafilatura's own need, which old versions of pip do not see.
_LIBRARIES = "trafilatura lxml_html_clean"


def read(
    sources: "Source | Iterable[Source]",
    *,
    text_column: str | None = None,
    published: str | None = None,
    group_column: str | None = None,
    limit: int | None = None,
) -> Iterator[Document | DocumentError]:
    """Read documents lazily, in order; a bad input is yielded as an error and the others go on.

    Args:
        sources: files, folders (with their subfolders, files of known suffixes), globs, ``-`` for
            standard input, open files of text or bytes.  A single one may be given as it is.
        text_column: key or column that holds the text of JSON lines and tables; else the first of
            text, body, content, article, plain_text.
        published: date of publication for documents that do not carry one of their own; a dateline
            does not override it, the date of a row does.
        group_column: key or column that becomes a document's ``group``.
        limit: most documents to read; errors do not count.

    Raises:
        UsageError: ``published`` is no date.
    """
    options = Options(text_column, as_date(published), group_column)
    return _up_to(limit, _read_all(several(sources), options))


def several(sources: "Any | Iterable[Any]") -> "Iterable[Any]":
    """Sources as many of them, also where one was given as it is."""
    is_one = isinstance(sources, (str, os.PathLike, Document)) or is_stream(sources)
    return [sources] if is_one else sources


def told_apart(
    items: Iterable[Document | DocumentError],
) -> Iterator[Document | DocumentError]:
    """The same items; of documents with one id the second is called ``ID#2``, and so on.

    Where results are told by the id of their document, one of two would else be lost.
    """
    # Digests of eight bytes: a name may be long, and there may be a million of them.
    seen: dict[int, int] = {}
    for item in items:
        if isinstance(item, DocumentError):
            yield item
            continue
        name, number = item.id, 1
        while (key := hash(name)) in seen:
            number = seen[hash(item.id)] = seen[hash(item.id)] + 1
            name = f"{item.id}#{number}"
        seen[key] = 1
        yield item if number == 1 else replace(item, id=name)


def _up_to(
    limit: int | None, items: Iterator[Document | DocumentError]
) -> Iterator[Document | DocumentError]:
    count = 0
    while limit is None or count < limit:
        item = next(items, None)
        if item is None:
            return
        count += isinstance(item, Document)
        yield item


def _read_all(sources: "Iterable[Source]", options: Options) -> Iterator[Document | DocumentError]:
    for given in sources:
        for found in _inputs(given):
            if isinstance(found, DocumentError):
                yield found
            else:
                yield from _read_one(found, options)


def _read_one(found: Input, options: Options) -> Iterator[Document | DocumentError]:
    """Read one input; whatever is wrong with all of it becomes one error."""
    try:
        with found.open() as stream:
            head = stream.peek(HEAD)[:HEAD]
            is_word = found.suffix == ".docx" and is_packed(head)
            if is_packed(head) and not is_word:
                yield from _unpacked(found, stream, head, options)
                return
            if not is_word and _told(head) is None:
                refuse_binary(head, source=found.source)
            yield from _reader(found, head, options)(stream, found.source, options)
    except DocumentError as error:
        yield error
    except OSError as error:
        yield unreadable(error, source=found.source)
    except Exception as error:  # noqa: BLE001 - a parser that trips over one file costs that file
        what = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        yield DocumentError(
            f"cannot be read ({what})", source=found.source, hint="save its text as .txt"
        )


def _inputs(given: Source) -> "Iterable[Input | DocumentError]":
    if isinstance(given, str | os.PathLike):
        if is_remote(name := os.fspath(given)):
            return find_remote(name, suffixes=SUFFIXES)
        return find_inputs([given], suffixes=SUFFIXES)
    return [stream_of(given)]


def _unpacked(
    found: Input, stream: ByteStream, head: bytes, options: Options
) -> Iterator[Document | DocumentError]:
    """Read what is packed in an input, one after the other."""
    for one in members(found, stream, head, suffixes=SUFFIXES):
        if isinstance(one, DocumentError):
            yield one
        else:
            yield from _read_one(one, options)


def _told(head: bytes) -> str | None:
    """The suffix of a format that is no text and has a sign of its own."""
    return next((suffix for sign, suffix in _TOLD if head.startswith(sign)), None)


def _reader(found: Input, head: bytes, options: Options) -> Reader:
    """The reader for an input: by what its first bytes show, else by its suffix.

    A suffix that is not known is read as plain text, for the user named that very file.

    Raises:
        DocumentError: it is JSON in another form, or has no column that the user named.
    """
    shown = _told(head)
    shown = shown or format_of(head, suffix=found.suffix, text_column=options.text_column)
    if shown is None and found.suffix == ".json":
        raise DocumentError(
            "is JSON, not JSON lines",
            source=found.source,
            hint="write one object a line, e.g. with jq -c '.[]', and call it .jsonl",
        )
    if shown is None and found.path is None and options.text_column is not None:
        raise DocumentError(
            f"has no column {options.text_column!r}: it is neither a table nor JSON lines",
            source=found.source,
            hint="leave out --text-column to read it as one text",
        )
    module, _, name = READERS.get(shown or found.suffix, _PLAIN).partition(":")
    try:
        return cast(Reader, getattr(importlib.import_module(module), name))
    except ImportError as error:
        raise DocumentError(
            f"needs a library that cannot be imported ({error})",
            source=found.source,
            hint=f"pip install {_LIBRARIES}",
        ) from None

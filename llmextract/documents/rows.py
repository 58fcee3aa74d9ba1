"""Reads articles that are rows: JSON lines, CSV and TSV, one at a time however long the file is."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from llmextract.documents import tables
from llmextract.documents.building import build, well_formed
from llmextract.documents.decoding import UNDECODED, undecodable
from llmextract.documents.inputs import ByteStream
from llmextract.documents.lines import Line, lines_of, too_long
from llmextract.documents.nesting import unnested
from llmextract.documents.reading import Options
from llmextract.documents.segmenting import Layout
from llmextract.documents.sniffing import TEXT_KEYS
from llmextract.errors import DocumentError
from llmextract.records import Document
from llmextract.verification.datelines import find_date

_TITLE_KEYS = ("title", "headline")
_DATE_KEYS = ("published", "date", "date_iso")


def read_json_lines(
    stream: ByteStream, source: str, options: Options
) -> Iterator[Document | DocumentError]:
    """Read one document a line; a line that is none is one error, and the others go on."""
    any_row = False
    for line in lines_of(stream, source):
        if line.text is None or not line.text.isspace():
            any_row = True
            yield _from_line(line, f"{source}:{line.number}", options)
    if not any_row:
        raise DocumentError("has no rows", source=source)


def _from_line(line: Line, where: str, options: Options) -> Document | DocumentError:
    if line.text is None:
        return too_long(where)
    bad = UNDECODED.search(line.text)
    if bad:
        byte_at = line.offset + len(line.text[: bad.start()].encode("utf-8", "surrogateescape"))
        return undecodable(ord(bad[0]) - 0xDC00, byte_at, encoding="utf-8", source=where)
    try:
        row = json.loads(line.text)
    except (ValueError, RecursionError) as error:
        return DocumentError(f"is no JSON ({_brief(error)})", source=where)
    if not isinstance(row, dict):
        return DocumentError("is no JSON object", source=where, hint='write {"text": "…"}')
    return document_of(row, where, options)


def read_csv(
    stream: ByteStream, source: str, options: Options
) -> Iterator[Document | DocumentError]:
    """Read one document a row under a header; a row that cannot be read is one error.

    Commas, semicolons, tabs or bars part the cells, whatever the file is called.

    Raises:
        DocumentError: the header has no column for the text, or two.
    """

    def fits(header: Sequence[str]) -> bool:
        return (
            _text_key({k: "x" for name in header for k in (name, name.lower())}, options)
            is not None
        )

    table = tables.read_table(stream, source, fits=fits)
    header = table.header
    if not fits(header):
        raise _no_text(list(header), source, options)
    twice = next((name for name in header if name and header.count(name) > 1), None)
    if twice is not None:
        raise DocumentError(
            f"has two columns called {twice!r}", source=source, hint="rename one of them"
        )
    any_row = False
    for row in table.rows:
        any_row = True
        if isinstance(row, DocumentError):
            yield row
        else:
            named = dict(zip(header, row.cells, strict=True))
            yield document_of(named, f"{source}:{row.number}", options)
    if not any_row:
        raise DocumentError("has no rows under its header", source=source)


def document_of(row: Mapping[str, Any], where: str, options: Options) -> Document | DocumentError:
    """Make a document of a row; keys are known in any case."""
    row = unnested(row, options.text_column)
    row = {str(key).lower(): value for key, value in row.items()} | dict(row)
    key = _text_key(row, options)
    if key is None:
        return _no_text(list(row), where, options)
    given = row.get("id")
    source = row.get("source")
    document = build(
        row[key],
        source=source if isinstance(source, str) and source.strip() else where,
        layout=Layout(),
        id=str(given) if isinstance(given, (str, int)) and str(given).strip() else None,
        title=_first(row, _TITLE_KEYS),
        published=_published(row) or options.published,
    )
    group = row.get(options.group_column) if options.group_column else None
    if isinstance(group, str | int | float) and str(group).strip():
        document = replace(document, group=well_formed(str(group).strip()))
    return document if document.paragraphs else DocumentError("has no text", source=where)


def _text_key(row: Mapping[str, Any], options: Options) -> str | None:
    """The key of a row's text: the one that the user named, else the first usual one."""
    keys = (options.text_column,) if options.text_column else TEXT_KEYS
    return next((k for k in keys if isinstance(row.get(k), str) and row[k].strip()), None)


def _no_text(keys: list[str], where: str, options: Options) -> DocumentError:
    looked = (options.text_column,) if options.text_column else TEXT_KEYS
    there = next((key for key in looked if key in keys), None)
    if there is not None:
        return DocumentError(f"has no text under {there!r}", source=where)
    return DocumentError(
        f"has no text: no {' or '.join(looked)} (only {', '.join(keys[:12]) or 'nothing'})",
        source=where,
        hint="name the column that holds the text",
    )


def _first(row: Mapping[str, Any], keys: tuple[str, ...]) -> str | None:
    found = (row.get(key) for key in keys)
    return next(
        (value.strip() for value in found if isinstance(value, str) and value.strip()), None
    )


def _published(row: Mapping[str, Any]) -> str | None:
    """The date of a row, also where it is part of an object that tells the source."""
    inner = row.get("source")
    date = _first(row, _DATE_KEYS) or (
        _first(inner, _DATE_KEYS[::-1]) if isinstance(inner, dict) else None
    )
    return find_date(date) if date else None


def _brief(error: Exception) -> str:
    """What json says, without the position in the whole line that only a program can use."""
    return str(error).partition(": line")[0] or type(error).__name__

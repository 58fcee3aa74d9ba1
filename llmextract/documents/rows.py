"""Reads articles that are rows: JSON lines, CSV and TSV, one at a time however long the file is."""

import csv
import io
import json
import re
import sys
from collections.abc import Iterator, Mapping
from itertools import chain, count
from typing import Any

from llmextract.documents.building import build
from llmextract.documents.decoding import decode, encoding_of, undecodable
from llmextract.documents.inputs import ByteStream
from llmextract.documents.reading import Options
from llmextract.documents.segmenting import Layout
from llmextract.errors import DocumentError
from llmextract.records import Document
from llmextract.verification.datelines import find_date

TEXT_KEYS = ("text", "body", "content", "article", "plain_text")
_TITLE_KEYS = ("title", "headline")
_DATE_KEYS = ("published", "date", "date_iso")
_LONGEST_FIELD = min(sys.maxsize, 2**31 - 1)  # the most that csv takes on every system

# What "surrogateescape" makes of a byte that is not UTF-8.
_ESCAPED = re.compile("[\udc80-\udcff]")


def read_json_lines(
    stream: ByteStream, source: str, options: Options
) -> Iterator[Document | DocumentError]:
    """Read one document a line; a line that is none is one error, and the others go on."""
    any_row = False
    for number, offset, line in _lines(stream, source):
        if line.isspace():
            continue
        any_row = True
        where = f"{source}:{number}"
        bad = _ESCAPED.search(line)
        if bad:
            byte_at = offset + len(line[: bad.start()].encode("utf-8", "surrogateescape"))
            yield undecodable(ord(bad[0]) - 0xDC00, byte_at, encoding="utf-8", source=where)
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield DocumentError(f"is no JSON ({_brief(error)})", source=where)
            continue
        if isinstance(row, dict):
            yield _document(row, where, options)
        else:
            yield DocumentError("is no JSON object", source=where, hint='write {"text": "…"}')
    if not any_row:
        raise DocumentError("has no rows", source=source)


def read_csv(
    stream: ByteStream, source: str, options: Options, *, delimiter: str = ","
) -> Iterator[Document | DocumentError]:
    """Read one document a row under a header; a row without text is one error.

    Raises:
        DocumentError: the header has no column for the text.
    """
    csv.field_size_limit(_LONGEST_FIELD)
    lines = (line for _, _, line in _lines(stream, source))
    first = next(lines, "")
    if first.count(";") > first.count(delimiter):
        delimiter = ";"  # what spreadsheets write where the comma parts decimals
    rows = csv.reader(chain([first], lines), delimiter=delimiter)
    try:
        header = [name.strip() for name in next(rows, [])]
    except csv.Error as error:
        raise DocumentError(f"is no proper table ({error})", source=source) from None
    if _text_key({k: "x" for name in header for k in (name, name.lower())}, options) is None:
        raise _no_text(header, source, options)
    any_row = False
    for number in count(2):
        where = f"{source}:{number}"
        try:
            cells = next(rows, None)
        except csv.Error as error:
            yield DocumentError(f"is no proper row ({error})", source=where)
            continue
        if cells is None:
            break
        if any(map(str.strip, cells)):
            any_row = True
            yield _from_cells(header, cells, where, options)
    if not any_row:
        raise DocumentError("has no rows under its header", source=source)


def read_tsv(
    stream: ByteStream, source: str, options: Options
) -> Iterator[Document | DocumentError]:
    """Read a table whose columns are parted by tabs; else as `read_csv`."""
    return read_csv(stream, source, options, delimiter="\t")


def _from_cells(
    header: list[str], cells: list[str], where: str, options: Options
) -> Document | DocumentError:
    bad = next(filter(None, map(_ESCAPED.search, cells)), None)
    if bad:
        return DocumentError(
            f"is not UTF-8 (byte 0x{ord(bad[0]) - 0xDC00:02X})",
            source=where,
            hint="convert the file, e.g. with iconv -f latin1 -t utf-8",
        )
    return _document(dict(zip(header, cells, strict=False)), where, options)


def _lines(stream: ByteStream, source: str) -> Iterator[tuple[int, int, str]]:
    """Number, byte offset and text of each line; bytes that are not UTF-8 are escaped, not lost."""
    head = stream.peek(4)[:4]
    encoding, skip = encoding_of(head)
    if encoding != "utf-8":
        # Rare, and its lines cannot be told without decoding: read whole.
        wide = io.StringIO(decode(stream.read(), source=source), newline="\n")
        yield from ((number, 0, line) for number, line in enumerate(wide, start=1))
        return
    stream.read(skip)
    offset = skip
    for number, line in enumerate(stream, start=1):
        yield number, offset, line.decode("utf-8", "surrogateescape")
        offset += len(line)


def _document(row: Mapping[str, Any], where: str, options: Options) -> Document | DocumentError:
    """Make a document of a row; keys are known in any case."""
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

"""Reads mails: the subject is the headline, the date the day of publication, the words the article."""

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any, cast

from llmextract.documents.building import build
from llmextract.documents.decoding import LONGEST, read_whole
from llmextract.documents.inputs import ByteStream
from llmextract.documents.lines import too_long
from llmextract.documents.reading import Options
from llmextract.documents.segmenting import Layout
from llmextract.errors import DocumentError
from llmextract.records import Document


def read_mail(stream: ByteStream, source: str, options: Options) -> Iterator[Document]:
    """Read one mail; of its bodies the plain one, else the page; what is attached is left out.

    Raises:
        DocumentError: it has no text, or one that cannot be decoded.
    """
    yield _document(read_whole(stream, source=source), source, options)


def read_mailbox(
    stream: ByteStream, source: str, options: Options
) -> Iterator[Document | DocumentError]:
    """Read a file of mails, each after a line that tells whom it is from, and when it came.

    A bad one is one error.
    """
    for number, data in enumerate(_mails(stream), start=1):
        where = f"{source}:{number}"
        try:
            yield too_long(where) if data is None else _document(data, where, options)
        except DocumentError as error:
            yield error


_PARTS = re.compile(rb"From \S+\s+(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b.*\b\d{4}\b")
"""The line before each mail of a mailbox (RFC 4155)."""


def _mails(stream: ByteStream) -> Iterator[bytes | None]:
    """The mails of a mailbox; ``None`` for one that is longer than an article may be."""
    lines: list[bytes] = []
    size, after_blank = 0, True
    while line := stream.readline(LONGEST + 1):
        if after_blank and _PARTS.match(line):
            if size:
                yield b"".join(lines) if size <= LONGEST else None
            lines, size = [], 0
            continue
        after_blank = not line.strip()
        size += len(line)
        if size <= LONGEST:
            lines.append(line.removeprefix(b">") if line.startswith(b">From ") else line)
    if size:
        yield b"".join(lines) if size <= LONGEST else None


def _document(data: bytes, source: str, options: Options) -> Document:
    # What a damaged mail makes the parser trip over is not told anywhere; it is one mail's fault.
    try:
        message = cast(EmailMessage, email.message_from_bytes(data, policy=_Policy()))
    except _TRIPS as error:
        raise DocumentError(
            f"is a mail that cannot be read ({type(error).__name__})",
            source=source,
            hint="save its text as .txt",
        ) from None
    text, layout = _body(message, source)
    document = build(
        text,
        source=source,
        layout=layout,
        title=_field(message, "subject") or None,
        published=options.published or _date(message),
    )
    if not document.paragraphs:
        raise DocumentError("has no text", source=source)
    return document


class _Policy(email.policy.EmailPolicy):
    """Parses no more of a header than one that somebody wrote has: the rest takes the square of it."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return super().header_fetch_parse(name, value[:_LONGEST_HEADER])


_LONGEST_HEADER = 2000
_TRIPS = (
    LookupError,
    ValueError,
    AttributeError,
    TypeError,
    AssertionError,
    OverflowError,
    RecursionError,
)


def _body(message: EmailMessage, source: str) -> tuple[str, Layout]:
    """The text of a mail and how it is laid out."""
    try:
        part = message.get_body(preferencelist=("plain", "html"))
        content = part.get_content() if part is not None else None
    except _TRIPS as error:
        raise DocumentError(
            f"is a mail whose text cannot be decoded ({error})",
            source=source,
            hint="save its text as UTF-8, with the ending .txt",
        ) from None
    if part is None or not isinstance(content, str) or not content.strip():
        raise DocumentError(
            "is a mail without a text", source=source, hint="save what is attached to it as files"
        )
    if part.get_content_subtype() == "html":
        from llmextract.documents.webpage import article_of  # noqa: PLC0415 - slow, and only for these

        text, _, _ = article_of(content, source)
        return text, Layout(line_is_paragraph=True)
    return content.replace("\r\n", "\n"), Layout()


def _field(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, "")).strip()
    except _TRIPS:
        return ""  # a header that cannot be parsed says nothing


def _date(message: EmailMessage) -> str | None:
    try:
        sent = getattr(message.get("date"), "datetime", None)
    except _TRIPS:
        return None
    return sent.date().isoformat() if sent is not None else None

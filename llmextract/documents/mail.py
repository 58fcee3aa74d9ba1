"""Reads a mail: its subject is the headline, its date the day of publication, its words the article."""

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage

from llmextract.documents.building import build
from llmextract.documents.decoding import read_whole
from llmextract.documents.inputs import ByteStream
from llmextract.documents.reading import Options
from llmextract.documents.segmenting import Layout
from llmextract.errors import DocumentError
from llmextract.records import Document


def read_mail(stream: ByteStream, source: str, options: Options) -> Iterator[Document]:
    """Read one mail; of its bodies the plain one, else the page; what is attached is left out.

    Raises:
        DocumentError: it has no text, or one that cannot be decoded.
    """
    data = read_whole(stream, source=source)
    message = email.message_from_bytes(data, policy=email.policy.default)
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
    yield document


def _body(message: EmailMessage, source: str) -> tuple[str, Layout]:
    """The text of a mail and how it is laid out."""
    try:
        part = message.get_body(preferencelist=("plain", "html"))
        content = part.get_content() if part is not None else None
    # What a damaged mail makes the parser trip over is not told anywhere; it is one mail's fault.
    except (LookupError, ValueError, AttributeError, TypeError, AssertionError) as error:
        raise DocumentError(
            f"is a mail whose text cannot be decoded ({error})", source=source
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
    except (ValueError, LookupError, AttributeError, IndexError, TypeError):
        return ""  # a header that cannot be parsed says nothing


def _date(message: EmailMessage) -> str | None:
    try:
        sent = getattr(message.get("date"), "datetime", None)
    except (ValueError, LookupError, AttributeError, IndexError, TypeError):
        return None
    return sent.date().isoformat() if sent is not None else None

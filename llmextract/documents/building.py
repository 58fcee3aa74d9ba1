"""Makes a document of a text: paragraphs, headline, dateline and a stable id."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace

from llmextract.documents.head import read_head
from llmextract.documents.segmenting import Layout, paragraphs
from llmextract.errors import UsageError
from llmextract.records import Document, Paragraph
from llmextract.verification.datelines import HEAD_PARAGRAPHS, find_date, find_dateline
from llmextract.verification.normalising import normalised

_ID_LENGTH = 16
_HALVES = re.compile("[\ud800-\udfff]")


def from_text(
    text: str,
    *,
    source: str = "text",
    id: str | None = None,  # noqa: A002 - the name of the attribute it fills
    title: str | None = None,
    published: str | None = None,
) -> Document:
    """Make a document of a text.

    Args:
        text: the article; kept to the letter.
        source: what to call the place it comes from.
        id: a stable name; a digest of source and text if not given.
        title: the headline, if it is known; else it is looked for in the text.
        published: date of publication, ISO; else a date line or the dateline may tell it.

    Raises:
        UsageError: ``published`` is no date.
    """
    return build(
        text, source=source, id=id, title=title, published=as_date(published), layout=Layout()
    )


def build(
    text: str,
    *,
    source: str,
    layout: Layout,
    id: str | None = None,  # noqa: A002 - the name of the attribute it fills
    title: str | None = None,
    published: str | None = None,
) -> Document:
    """Make a document of a text whose layout a reader knows; the rest is as in `from_text`."""
    text, source = well_formed(text), well_formed(source)
    id, title = id and well_formed(id), title and well_formed(title)  # noqa: A001 - as above
    parts = paragraphs(text, layout=layout)
    head = read_head([_plain(p) for p in parts[:HEAD_PARAGRAPHS]])
    headline = _same_words(parts, title) if title else head.title
    titles = {headline} if title else {headline, head.kicker}
    roles = tuple(replace(p, role="title") if p.index in titles else p for p in parts)
    place = None if headline is None else parts[headline]
    dateline = head.dateline
    if title and headline is None and head.title is not None and dateline is None:
        dateline = find_dateline(_plain(parts[head.title]).text)
    return Document(
        id=id or _digest(source, text),
        source=source,
        text=text,
        paragraphs=roles,
        title=title or (place.text if place else None),
        title_span=(place.start, place.end) if place else None,
        dateline=dateline and _as_written(dateline, parts[:HEAD_PARAGRAPHS]),
        published=published or head.published,
    )


def well_formed(text: str) -> str:
    """A text without halves of surrogate pairs, which no file and no request can carry.

    They come from escapes in JSON that were cut in two, and from file names that are not UTF-8.
    Each becomes U+FFFD, one character for one: offsets stay.
    """
    return _HALVES.sub("\ufffd", text)


def as_date(published: str | None) -> str | None:
    """A date of publication as an ISO date.

    Raises:
        UsageError: it is no date that can be read.
    """
    if published is None:
        return None
    found = find_date(published)
    if found is None:
        raise UsageError(f"{published!r} is no date", hint="write it as 2020-05-03")
    return found


def _same_words(parts: tuple[Paragraph, ...], title: str) -> int | None:
    """Index of the paragraph near the top that repeats a given title."""
    words = normalised(title).text.casefold().split()
    near = map(_plain, parts[:4])
    return next((p.index for p in near if p.text.casefold().split() == words), None)


def _plain(paragraph: Paragraph) -> Paragraph:
    """A paragraph as it is read; its offsets stay those of the text as it came."""
    found = normalised(paragraph.text)
    return replace(paragraph, text=found.text) if found.layers else paragraph


def _as_written(dateline: str, parts: Iterable[Paragraph]) -> str:
    """A dateline that was found in a paragraph as it is read, as it stands in the document."""
    for paragraph in parts:
        plain = normalised(paragraph.text)
        start = plain.text.find(dateline)
        if start >= 0:
            # From the very start: a mark that was taken away before it is of no use without it.
            first, last = plain.original(start, start + len(dateline))
            return paragraph.text[0 if start == 0 else first : last]
    return dateline


def _digest(source: str, text: str) -> str:
    """A name that stays the same as long as source and text do."""
    whole = f"{source}\0{text}".encode()
    return hashlib.sha256(whole).hexdigest()[:_ID_LENGTH]

"""Reads the article of a web page; what trafilatura extracts is the text that offsets count in."""

from collections.abc import Iterator

import trafilatura

from llmextract.documents.building import build
from llmextract.documents.decoding import decode_page, read_whole
from llmextract.documents.folding import unfolded
from llmextract.documents.inputs import ByteStream
from llmextract.documents.reading import Options
from llmextract.documents.segmenting import Layout
from llmextract.errors import DocumentError
from llmextract.records import Document
from llmextract.verification.datelines import find_date

# A date that stands somewhere in the page is often another article's or the copyright's.
_DATES = {"original_date": True, "extensive_search": False}


def read_webpage(stream: ByteStream, source: str, options: Options) -> Iterator[Document]:
    """Read one page; its metadata give title and date of publication.

    Raises:
        DocumentError: the bytes are no text, or no article was found in the page.
    """
    page = decode_page(read_whole(stream, source=source), source=source)
    text, title, published = article_of(page, source)
    yield build(
        text,
        source=source,
        layout=Layout(line_is_paragraph=True),
        title=title,
        published=options.published or published,
    )


def article_of(page: str, source: str) -> tuple[str, str | None, str | None]:
    """The article of a page, its title and its date of publication.

    Raises:
        DocumentError: no article was found in the page.
    """
    got = trafilatura.bare_extraction(
        unfolded(page), with_metadata=True, include_comments=False, date_extraction_params=_DATES
    )
    text = "" if got is None or isinstance(got, dict) else got.text or ""
    if got is None or isinstance(got, dict) or not text.strip():
        raise DocumentError(
            "no article was found in the page", source=source, hint="save its text as .txt"
        )
    return text, got.title or None, find_date(got.date or "")

"""Reads a plain-text article."""

from collections.abc import Iterator

from llmextract.documents.addresses import refuse_list
from llmextract.documents.building import build
from llmextract.documents.decoding import decode, read_whole
from llmextract.documents.inputs import ByteStream
from llmextract.documents.reading import Options
from llmextract.documents.segmenting import Layout
from llmextract.errors import DocumentError
from llmextract.records import Document


def read_plain(stream: ByteStream, source: str, options: Options) -> Iterator[Document]:
    """Read one article.

    Raises:
        DocumentError: the bytes are no text, or the text has no words or nothing but addresses.
    """
    text = decode(read_whole(stream, source=source), source=source)
    refuse_list(text, source=source)
    document = build(text, source=source, layout=Layout(), published=options.published)
    if not document.paragraphs:
        raise DocumentError("has no text", source=source)
    yield document

"""Reads an article in Markdown: headings and front matter are understood, nothing is stripped."""

import re
from collections.abc import Iterator

from llmextract.documents.building import build
from llmextract.documents.decoding import decode, read_whole
from llmextract.documents.inputs import ByteStream
from llmextract.documents.reading import Options
from llmextract.documents.segmenting import Layout
from llmextract.errors import DocumentError
from llmextract.records import Document
from llmextract.verification.datelines import find_date

_HEADING = re.compile(r"#{1,6}[ \t]+(.*?[^\s#])[ \t]*#*[ \t]*\Z")
_FRONT_MATTER = re.compile(
    r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_ENTRY = re.compile(
    r"^(title|date|published)[ \t]*:[ \t]*(.*?)[ \t]*\r?$", re.MULTILINE | re.IGNORECASE
)


def read_markdown(stream: ByteStream, source: str, options: Options) -> Iterator[Document]:
    """Read one article; its first heading is the headline unless the front matter has a title.

    Raises:
        DocumentError: the bytes are no text, or the text has no words.
    """
    text = decode(read_whole(stream, source=source), source=source)
    front = _FRONT_MATTER.match(text)
    # Three lines of YAML need no YAML library: a value that is more than a word is left alone.
    entries = {k.lower(): v.strip("\"'") for k, v in _ENTRY.findall(front[1])} if front else {}
    document = build(
        text,
        source=source,
        layout=Layout(start=front.end() if front else 0, heading=_HEADING),
        title=entries.get("title") or None,
        published=find_date(entries.get("published") or entries.get("date") or "")
        or options.published,
    )
    if not document.paragraphs:
        raise DocumentError("has no text", source=source)
    yield document

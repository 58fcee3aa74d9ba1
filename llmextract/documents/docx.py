"""Reads the text of a Word document: its paragraphs, and the rows of its tables under their headings."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from llmextract.documents.building import build
from llmextract.documents.extras import imported
from llmextract.documents.inputs import ByteStream
from llmextract.documents.reading import Options
from llmextract.documents.segmenting import Layout
from llmextract.documents.tabular import told
from llmextract.errors import DocumentError
from llmextract.records import Document

MOST_BYTES = 256 << 20
"""Bytes of the file, and of all that it unpacks to, pictures too."""
MOST_MARKUP = 16 << 20
"""Bytes that its markup unpacks to: as objects it takes twenty times as many."""
_TITLES = frozenset({"title", "heading 1"})


def read_docx(stream: ByteStream, source: str, options: Options) -> Iterator[Document]:
    """Read one article.

    Raises:
        DocumentError: it is damaged, encrypted, too large, or has no text.
    """
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES or not _is_bounded(data, source):
        raise DocumentError(
            "unpacks to more than it may have", source=source, hint="save its text as .txt"
        )
    library = imported("docx", source=source)
    try:
        title, paragraphs = _read(data, library)
    # A damaged file may raise whatever its parser trips over.
    except Exception as error:  # noqa: BLE001
        what = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise DocumentError(
            f"is no Word document that can be read ({what})",
            source=source,
            hint="save its text as .txt",
        ) from None
    document = build(
        "\n".join(paragraphs),
        source=source,
        layout=Layout(line_is_paragraph=True),
        title=title,
        published=options.published,
    )
    if not document.paragraphs:
        raise DocumentError("has no text", source=source)
    yield document


def _is_bounded(data: bytes, source: str) -> bool:
    """Whether it says that it unpacks to no more than it may; what it says wrongly is not unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise DocumentError(f"is no Word document ({error})", source=source) from None
    markup = sum(one.file_size for one in listed if one.filename.endswith((".xml", ".rels")))
    return markup <= MOST_MARKUP and sum(one.file_size for one in listed) <= MOST_BYTES


def _read(data: bytes, library: Any) -> tuple[str | None, list[str]]:
    """The title, if a style says which paragraph it is, and the paragraphs in order."""
    title = None
    paragraphs: list[str] = []
    for block in library.Document(io.BytesIO(data)).iter_inner_content():
        if hasattr(block, "rows"):
            rows = [[cell.text for cell in row.cells] for row in block.rows]
            paragraphs += told(rows)
            continue
        words = " ".join(block.text.split())
        if words and title is None and not paragraphs and _style(block) in _TITLES:
            title = words
        if words:
            paragraphs.append(words)
    return title, paragraphs


def _style(block: Any) -> str:
    return (block.style.name or "").lower() if block.style is not None else ""

"""Reads the text of a PDF, page by page; what pypdf extracts is the text that offsets count in."""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from llmextract.documents.building import build
from llmextract.documents.extras import imported
from llmextract.documents.inputs import ByteStream
from llmextract.documents.reading import Options
from llmextract.documents.segmenting import Layout
from llmextract.errors import DocumentError
from llmextract.records import Document

MOST_BYTES = 256 << 20
MOST_PAGES = 2000
_ENDED = re.compile(r"[.!?…:;][”’»\"')\]]*\s*\Z")
_DIGITS = re.compile(r"\d+")
_PAGES_TO_TELL = 3
"""Pages from which a line that stands at the edge of most of them is a running head."""


def read_pdf(stream: ByteStream, source: str, options: Options) -> Iterator[Document]:
    """Read one article.

    Raises:
        DocumentError: it is damaged, encrypted, too long, or has no text.
    """
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise DocumentError("is larger than a PDF may be", source=source, hint="split it")
    pages = _pages(data, source)
    document = build(
        _joined(_without_running_heads(pages)),
        source=source,
        layout=Layout(),
        published=options.published,
    )
    if not document.paragraphs:
        raise DocumentError(
            "has no text: is it a scan?",
            source=source,
            hint="recognise its letters first, e.g. with ocrmypdf in.pdf out.pdf",
        )
    yield document


def _pages(data: bytes, source: str) -> list[list[str]]:
    """The lines of each page."""
    with _quiet():
        try:
            return [_lines(page.extract_text()) for page in _opened(data, source).pages]
        except DocumentError:
            raise
        # A damaged file may raise whatever its parser trips over.
        except Exception as error:  # noqa: BLE001
            what = " ".join(f"{type(error).__name__}: {error}".split())[:200]
            raise DocumentError(
                f"is no PDF that can be read ({what})", source=source, hint="save its text as .txt"
            ) from None


def _opened(data: bytes, source: str) -> Any:
    """The file as pypdf has it, unlocked."""
    reader = imported("pypdf", source=source).PdfReader(io.BytesIO(data))
    # Many are encrypted with an empty password, so that nobody changes them.
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentError("is locked with a password", source=source, hint="save an open copy")
    if len(reader.pages) > MOST_PAGES:
        raise DocumentError(
            f"has {len(reader.pages)} pages, more than {MOST_PAGES}", source=source, hint="split it"
        )
    return reader


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the library's remarks on standard error: what they are about is told by us, or is no harm."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)


def _lines(text: str) -> list[str]:
    lines = [line.rstrip() for line in text.replace("\x00", "").splitlines()]
    while lines and not lines[0].strip():
        del lines[0]
    while lines and not lines[-1].strip():
        del lines[-1]
    return lines


def _without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """The pages without what stands first or last on most of them: the title, a page number."""
    if len(pages) < _PAGES_TO_TELL:
        return pages
    for edge in (0, -1):
        while True:
            seen = Counter(_key(lines[edge]) for lines in pages if lines)
            key, times = seen.most_common(1)[0] if seen else ("", 0)
            if times <= len(pages) // 2:
                break
            pages = [
                _but(lines, edge) if lines and _key(lines[edge]) == key else lines
                for lines in pages
            ]
    return pages


def _but(lines: list[str], edge: int) -> list[str]:
    return _lines("\n".join(lines[1:] if edge == 0 else lines[:-1]))


def _key(line: str) -> str:
    return _DIGITS.sub("#", line.strip())


def _joined(pages: list[list[str]]) -> str:
    """The text: a sentence that a page cuts goes on, all else begins a new paragraph."""
    text = ""
    for lines in filter(None, pages):
        if text:
            text += "\n\n" if _ENDED.search(text[-8:]) else "\n"
        text += "\n".join(lines)
    return text

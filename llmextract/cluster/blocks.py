"""Blocks of whole documents: what a worker handles at once, as text that any process can read."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from llmextract.documents import well_formed
from llmextract.errors import DocumentError
from llmextract.model import digest
from llmextract.records import Document, Paragraph, Sentence

PARAGRAPHS = 128
"""Paragraphs after which a block is full: some seconds of a worker's share of an endpoint, so that little
is done again where a worker dies, and files enough for many workers and few enough for a folder."""


@dataclass(frozen=True, slots=True)
class Block:
    """Documents that stand one after the other in the input.

    Attributes:
        number: its place in the input, from 0.
        text: its documents as JSON; see :func:`items_of`.
        most: most paragraphs to handle; ``None`` for all.
    """

    number: int
    text: str
    most: int | None = None

    def name(self, settings: str) -> str:
        """What it is called: its place, and a digest of all that its results depend on.

        Args:
            settings: digest of what they depend on besides the text.
        """
        return f"part-{self.number:08d}-{digest([settings, self.most, self.text])[:24]}"


def cut(
    items: Iterable[Document | DocumentError], *, limit: int | None = None, size: int = PARAGRAPHS
) -> Iterator[Block]:
    """Cut the input into blocks, in its order; the same input gives the same blocks.

    Args:
        items: the documents; one that cannot be read counts as a paragraph.
        limit: most paragraphs of all.
        size: paragraphs after which a block is full; a document is never cut.
    """
    number, count, rows = 0, 0, list[Any]()
    for item in items:
        if limit is not None and limit <= 0:
            return
        rows.append(_to_json(item))
        count += 1 if isinstance(item, DocumentError) else len(item.paragraphs)
        if count >= size or (limit is not None and count >= limit):
            yield Block(number, _dump(rows), limit if limit is not None and limit < count else None)
            limit = None if limit is None else limit - count
            number, count, rows = number + 1, 0, []
    if rows:
        yield Block(number, _dump(rows))


def items_of(text: str) -> Iterator[Document | DocumentError]:
    """The documents of a block."""
    return map(_from_json, json.loads(text))


def _dump(rows: list[Any]) -> str:
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _to_json(item: Document | DocumentError) -> Any:
    """A document; its parts as offsets, since its text has their words."""
    if isinstance(item, DocumentError):
        source, told = well_formed(item.source), well_formed(item.message)
        return {"source": source, "message": told, "hint": item.hint}
    return {
        "id": item.id,
        "source": item.source,
        "text": item.text,
        "title": item.title,
        "title_span": item.title_span,
        "dateline": item.dateline,
        "published": item.published,
        "paragraphs": [
            [one.index, one.start, one.end, one.role, [[s.start, s.end] for s in one.sentences]]
            for one in item.paragraphs
        ],
    }


def _from_json(row: dict[str, Any]) -> Document | DocumentError:
    if "message" in row:
        message = row["message"].removeprefix(f"{row['source']}: ")
        return DocumentError(message, source=row["source"], hint=row["hint"])
    text, span = row["text"], row.pop("title_span")
    paragraphs = tuple(
        Paragraph(
            index, start, end, text[start:end],
            tuple(Sentence(s, e, text[s:e]) for s, e in sentences), role,
        )
        for index, start, end, role, sentences in row.pop("paragraphs")
    )  # fmt: skip
    return Document(**row, paragraphs=paragraphs, title_span=tuple(span) if span else None)

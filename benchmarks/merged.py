"""The incidents of a run: the records of each document as the program joins them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from llmextract.content import load_schema
from llmextract.merge import merge_document
from llmextract.records import Document, Extraction
from llmextract.runfile import RunFile


@dataclass(frozen=True, slots=True)
class Told:
    """An incident of a document.

    Attributes:
        record: its record, joined of those that tell of it.
        paragraphs: indices of the paragraphs that they stand in.
        is_background: whether it is of long before the news, which no sum over the document counts.
    """

    record: Mapping[str, Any]
    paragraphs: tuple[int, ...]
    is_background: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """A document of a run.

    Attributes:
        document: the document; of its text a run file keeps the paragraphs.
        parts: what came of each of its paragraphs.
        incidents: in the order in which they are first told.
    """

    document: Document
    parts: tuple[Extraction, ...]
    incidents: tuple[Told, ...]


def articles(run: RunFile, *, content: Iterable[str] = (), merge: bool = True) -> Iterator[Article]:
    """The documents of a run with their incidents.

    Args:
        run: the run.
        content: folders with the schema that the run names, searched before the shipped ones.
        merge: whether records about one incident are joined; else each is an incident.

    Raises:
        UsageError: the schema cannot be loaded.
    """
    schema = load_schema(str(run.header.get("schema", "incident")), content=tuple(content))
    for document, group in groupby(run.extractions, key=lambda one: one.document):
        parts = tuple(group)
        if merge:
            told = tuple(
                Told(
                    one.record,
                    tuple(sorted({index for index, _ in one.members})),
                    one.is_background,
                )
                for one in merge_document(parts, schema)
            )
        else:
            told = tuple(
                Told(row, (part.paragraph.index,)) for part in parts for row in part.records
            )
        yield Article(document, parts, told)


def places(record: Mapping[str, Any]) -> list[str]:
    """The names of an incident's places and of what they lie in."""
    stated = record.get("locations") or ()
    return [
        str(name)
        for place in stated
        for name in (
            (place["name"], *(place.get("within") or ()))
            if isinstance(place, Mapping)
            else (place,)
        )
    ]


def names(record: Mapping[str, Any], field: str) -> list[str]:
    """What the items of a list field are called, such as the actors of a side."""
    return [
        str(item["name"] if isinstance(item, Mapping) else item) for item in record.get(field) or ()
    ]

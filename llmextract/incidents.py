"""What stands beside an incident after merging: where it is told, and what is said of its counts by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Part = Literal["counted", "claimed", "part", "older", "running", "doubted"]
"""What a figure is to the count that stands: a rival or the same; what only a side says; a count of
some of them; one that was taken back; a total over more; one that the text does not carry."""


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A stretch of a document.

    Attributes:
        document: id of the document.
        paragraph: index of the paragraph.
        start: offset of its first character in the document.
        end: offset after its last character.
    """

    document: str
    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Said:
    """A figure that the text gives for a count.

    Attributes:
        value: it.
        low: least number that its words allow.
        high: greatest, ``None`` for no bound.
        by: who the text says it is from, in its words; ``None`` where it names nobody.
        where: where it is told.
        part: what it is to the count that stands.
    """

    value: int
    low: int
    high: int | None
    by: str | None
    where: Source
    part: Part


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures for a count; never averaged, and no total over more is among the bounds.

    Attributes:
        low: least that a source allows, of those that count the whole.
        best: the count that stands in the record; ``None`` where no number can be told.
        high: greatest likewise; ``None`` where the one that stands has no upper bound.
        said: each figure, in order of the text.
    """

    low: int
    best: int
    high: int | None
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Called:
    """What somebody whom an incident names is called beside that name.

    Attributes:
        field: the path of the item in the record: ``perpetrators[0]``.
        said: the name in the record.
        name: the name that the documents, or the user's file, have for them.
        why: in a few words.
    """

    field: str
    said: str
    name: str
    why: str


def source_to_json(source: Source) -> dict[str, Any]:
    """A source as plain JSON."""
    return {
        "document": source.document,
        "paragraph": source.paragraph,
        "start": source.start,
        "end": source.end,
    }


def called_to_json(called: Called) -> dict[str, str]:
    """What somebody is called, as plain JSON."""
    return {"field": called.field, "said": called.said, "name": called.name, "why": called.why}


def figures_to_json(figures: Mapping[str, Figures]) -> dict[str, Any]:
    """Figures by field as plain JSON."""
    return {
        name: {
            "low": one.low,
            "best": one.best,
            "high": one.high,
            "said": [_said_to_json(said) for said in one.said],
        }
        for name, one in figures.items()
    }


def _said_to_json(said: Said) -> dict[str, Any]:
    row = {"value": said.value, "low": said.low, "high": said.high, "by": said.by, "as": said.part}
    return row | source_to_json(said.where)

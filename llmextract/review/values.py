"""The values of a record one by one, each with its path and how it is to be shown and edited."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from llmextract.cells import bounds, cell, is_bound, mark_of
from llmextract.records import Extraction, Finding, Verdict
from llmextract.schema.outline import Field, Outline

DOUBTFUL: tuple[str, ...] = (
    Verdict.UNSUPPORTED,
    Verdict.UNCLEAR,
    Verdict.PARTLY,
    Verdict.INFERRED,
)
"""Marks that a person should look at, the most urgent first."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a record.

    Attributes:
        path: where it stands in the record: ``killed``, ``locations[0].name``.
        field: the field of the record that it belongs to.
        leaf: the field of the value itself; of a sub-record's part, that part.
        raw: the value.
        is_minor: whether it only says more of the value before it, such as the kind of a place.
        finding: what the verifier said of it, if it did.
    """

    path: str
    field: Field
    leaf: Field
    raw: Any
    is_minor: bool = False
    finding: Finding | None = None

    @property
    def mark(self) -> str | None:
        """By what it is marked: a verdict or ``rules``; ``None`` where nobody checked it."""
        return None if self.finding is None else mark_of(self.finding)

    @property
    def is_alarming(self) -> bool:
        """Whether a person should look at it.

        Not at what a person stated, nor at a bound: it is all that such a text lets one answer.
        """
        if self.finding is None or self.finding.stated == "person":
            return False
        return self.mark in DOUBTFUL and not self._is_bounded

    @property
    def text(self) -> str:
        """The value in one line; a count that is told as a bound, as a bound."""
        if self.finding is not None and self._is_bounded:
            return bounds(self.finding)
        if isinstance(self.raw, bool):
            return "yes" if self.raw else "no"
        said = cell(self.raw)
        return said.replace("_", " ") if self.leaf.kind == "category" or self.is_minor else said

    @property
    def _is_bounded(self) -> bool:
        assert self.finding is not None
        is_vague = self.raw is None and self.finding.value is None
        return is_vague or is_bound(self.finding)


def values_of(
    record: Mapping[str, Any], findings: Iterable[Finding], outline: Outline
) -> Iterator[Value]:
    """The values of a plain record in the order of the fields; null ones of single fields too."""
    found = {one.field: one for one in findings}
    for field in outline.fields:
        if not field.evidence:
            yield from _values(field, record.get(field.name), field.name, found)


def _values(field: Field, said: Any, path: str, found: Mapping[str, Finding]) -> Iterator[Value]:
    if not field.many:
        items: Sequence[tuple[str, Any]] = [(path, said)]
    elif isinstance(said, list | tuple):
        items = [(f"{path}[{index}]", one) for index, one in enumerate(said)]
    else:
        items = []
    for way, item in items:
        if not field.parts:
            yield Value(way, field, field, item, finding=found.get(way))
        elif isinstance(item, Mapping):
            yield from _parts(field, item, way, found)


def _parts(
    field: Field, item: Mapping[str, Any], path: str, found: Mapping[str, Finding]
) -> Iterator[Value]:
    """The values of a sub-record, the one that names it first."""
    for part in sorted(field.parts, key=lambda one: one.name != field.head):
        for value in _values(part, item.get(part.name), f"{path}.{part.name}", found):
            is_minor = value.is_minor or part.name != field.head
            if is_minor and value.raw in (None, "", "unknown"):
                continue
            yield Value(value.path, field, value.leaf, value.raw, is_minor, value.finding)


def form_of(outline: Outline) -> list[dict[str, Any]]:
    """What a page needs to know of the fields to show and edit them, as plain JSON."""
    return [_form(field) for field in outline.fields if not field.evidence]


def _form(field: Field) -> dict[str, Any]:
    head = next((part for part in field.parts if part.name == field.head), field)
    kind = head.scalar.get("type", "string") if head.scalar else "string"
    return {
        "name": field.name,
        "about": field.description,
        "kind": field.kind,
        "type": kind,
        "words": list(head.words),
        "many": field.many,
        "nullable": field.nullable or not field.required,
        "head": field.head,
        "can_add": not field.parts or field.flat,
        "parts": {part.name: _form(part) for part in field.parts},
    }


def accepted_of(extraction: Extraction, record: int) -> frozenset[str]:
    """The values of a record that a person called right in an earlier review."""
    rows = (extraction.review or {}).get("accepted", ())
    return frozenset(row["path"] for row in rows if row["record"] == record)

"""Says where on the map the places of an export's entries lie, or why that is not known.

A place counts where the verifier says that the text carries it; where it lies is told by
:mod:`llmextract.geocoding` from all that its article names.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Any, Final

from llmextract.geocoding import PRECISIONS, At, Geocoder, Mentioned, Precision, Spot
from llmextract.outputs.entries import Entry, Told
from llmextract.records import Finding, Verdict
from llmextract.schema.outline import Field, Outline
from llmextract.verification.datelines import find_dateline

__all__ = ["PRECISIONS", "Placing", "Precision", "Spot"]
_HEAD: Final = 8  # paragraphs that may hold the dateline


class Placing:
    """Puts the places of one document's entries on the map.

    Args:
        told: the document with all that is told of it.
        outline: the class of the records.
    """

    def __init__(self, told: Told, outline: Outline) -> None:
        self._outline = outline
        paragraphs = [one.paragraph for one in told.extractions]
        texts = [one.text for one in paragraphs]
        self._starts = [one.start for one in paragraphs]
        self._numbers = {one.index: number for number, one in enumerate(paragraphs)}
        datelines = (find_dateline(text) for text in texts[:_HEAD])
        document = told.document
        self._geocoder = Geocoder(
            texts,
            title=document.title or "",
            dateline=document.dateline or next(filter(None, datelines), ""),
            places=[
                place
                for entry in told.entries
                for _, place, found in self._mentioned(entry)
                if found is not None and found.verdict is not Verdict.UNSUPPORTED
            ],
        )

    def spots(self, entry: Entry) -> Iterator[tuple[Field, str, Spot]]:
        """Each place of an entry, by its field and name, with where it lies.

        Args:
            entry: one of the document's entries.
        """
        for field, place, found in self._mentioned(entry):
            if found is None or not found.verdict.is_carried:
                yield field, place.name, Spot(reason=_not_sure(found))
            else:
                yield field, place.name, self._geocoder.locate(place)

    def _mentioned(self, entry: Entry) -> Iterator[tuple[Field, Mentioned, Finding | None]]:
        findings = {finding.field: finding for finding in entry.findings}
        for field in self._outline.of_kind("place"):
            for path, item in field.items(entry.record or {}):
                name = field.called(item)
                if not name:
                    continue
                found = findings.get(f"{path}.{field.head}" if field.head else path)
                part = field.part_found("kind")
                kind = str(item.get(part) or "") if part and isinstance(item, Mapping) else ""
                at = self._at(found, entry)
                yield field, Mentioned(name, kind, tuple(_within(field, item)), at), found

    def _at(self, found: Finding | None, entry: Entry) -> At | None:
        """Where a place stands: at the words that carry it, else in the entry's first paragraph."""
        if found is not None and found.spans and found.spans[0].where == "text":
            start = found.spans[0].start
            number = bisect_right(self._starts, start) - 1
            if number >= 0:
                return At(number, start - self._starts[number])
        number = self._numbers.get(entry.paragraphs[0], -1) if entry.paragraphs else -1
        return At(number) if number >= 0 else None


def _not_sure(found: Finding | None) -> str:
    return "nobody checked it" if found is None else f"is {found.verdict}: {found.reason}"


def _within(field: Field, item: Any) -> list[str]:
    part = field.part_found("within")
    said = item.get(part) if part and isinstance(item, Mapping) else None
    return [one for one in said if isinstance(one, str)] if isinstance(said, list | tuple) else []

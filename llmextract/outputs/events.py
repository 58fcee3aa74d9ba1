"""An incident as tables of events have it: one actor a side, one place, one day, one count of dead.

What a record has in lists an event table has once: the first actor that the codebook has a number
for, the finest place that is sure.  A value that the text does not carry is left out of the event
and told in its notes; nothing is guessed.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from llmextract.cells import bounds, cell, is_bound, plain
from llmextract.outputs.coding import Coding
from llmextract.outputs.entries import Entry, Export, Told
from llmextract.outputs.placing import Located, Placing, Spot
from llmextract.records import Document, Finding, Precision, Verdict
from llmextract.schema import paths
from llmextract.schema.outline import Field, Outline, outline_of
from llmextract.verification import dates, gazetteer
from llmextract.verification.places.query import parse

_LONGEST = 600
"""Characters of the text that a note quotes."""


@dataclass(frozen=True, slots=True)
class Side:
    """Who stands on one side.

    Attributes:
        actors: each as the text calls it, with its number in the codebook if it has one.
        things: what is no actor and was hit, or used, likewise.
    """

    actors: tuple[tuple[str, int | None], ...] = ()
    things: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[int, ...]:
        """The numbers of those that have one."""
        return tuple(code for _, code in self.actors if code is not None)

    def told(self, *, but: Collection[int] = ()) -> tuple[str, int | None, tuple[str, ...]]:
        """The actor that stands for the side, its number, and the names of the others.

        The first that has a number; where none has, the first, without one.

        Args:
            but: numbers that do not count.
        """
        counted = [(name, None if code in but else code) for name, code in self.actors]
        best = (
            next((one for one in counted if one[1] is not None), None) or (*counted, ("", None))[0]
        )
        others = [name for name, _ in counted if name != best[0]]
        return *best, (*others, *self.things)


@dataclass(frozen=True, slots=True)
class When:
    """The days of an event, ISO; empty where the text does not tell them."""

    start: str = ""
    end: str = ""
    precision: Precision | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """The place of an event.

    Attributes:
        name: as the text has it.
        spot: where it lies.
        district: the district that the text puts it in; empty where it names none.
        province: the province, or the region, likewise.
    """

    name: str = ""
    spot: Spot = field(default_factory=Spot)
    district: str = ""
    province: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One incident for an event table.

    Attributes:
        document: the article that tells of it.
        entry: the incident.
        kind: its type in the class.
        doer: who did it.
        hit: who was hit.
        when: when.
        where: where.
        deaths: the count of the dead; ``None`` where no number is told.
        low: least that the text allows.
        high: greatest likewise; ``None`` where it names none.
        is_hurt: whether anybody was killed or injured.
        tags: what the domain says stands among tags.
        text: the words that tell of it, cut.
        doubts: values that are left out or to be looked at, in words.
    """

    document: Document
    entry: Entry
    kind: str
    doer: Side
    hit: Side
    when: When
    where: Where
    deaths: int | None
    low: int
    high: int | None
    is_hurt: bool
    tags: tuple[str, ...]
    text: str
    doubts: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Tells it from other events, and is the same from run to run."""
        if self.entry.id:
            return hashlib.sha256(self.entry.id.encode()).hexdigest()
        told = [self.document.id, self.entry.paragraphs, self.kind, self.where.name, self.deaths]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    @property
    def notes(self) -> str:
        """The words of the text, where they stand, and what is to be looked at."""
        numbers = ", ".join(map(str, self.entry.where))
        said = [self.text, f"[paragraph {numbers}]" if numbers else ""]
        if self.doubts:
            said.append(f"[to check: {'; '.join(self.doubts)}]")
        return " ".join(filter(None, said))


def events(export: Export, coding: Coding) -> Iterator[tuple[Told, Event]]:
    """The events of an export, in its order, with the documents that tell of them.

    Incidents of long before the news and those that the domain leaves out are none.
    """
    maker = _Maker(export, coding)
    for told in export.documents:
        placing = Placing(told, maker.outline)
        texts = {one.paragraph.index: one.paragraph.text for one in told.extractions}
        for entry in told.entries:
            if why_left_out(entry, coding) is None:
                where = placing.located(entry)
                yield told, maker.event(told.document, entry, where, texts)


def why_left_out(entry: Entry, coding: Coding) -> str | None:
    """Why an entry of an export is no event; ``None`` where it is one."""
    if entry.record is None:
        return "failed"
    if entry.is_background:
        return "of long before the news"
    for name, words in coding.left_out.items():
        if (said := entry.record.get(name)) in words:
            return str(said)
    return None


def deaths_of(entry: Entry, coding: Coding) -> tuple[int | None, int, int | None]:
    """The count of the dead, the least and the greatest that the text allows.

    A count that the text does not carry is none.
    """
    name = coding.fields.deaths
    found = entry.said.get(name, []) if name else []
    if name is None or any(one.verdict is Verdict.UNSUPPORTED for one in found):
        return None, 0, None
    value = (entry.record or {}).get(name)
    if name in entry.figures:
        figures = entry.figures[name]
        return figures.best, figures.low, figures.high
    bounded = next((one for one in found if one.low is not None), None)
    low, high = (bounded.low, bounded.high) if bounded else (value, value)
    return value if isinstance(value, int) else None, low or 0, high


class _Maker:
    def __init__(self, export: Export, coding: Coding) -> None:
        self._coding = coding
        self.outline: Outline = outline_of(export.record)

    def event(
        self,
        document: Document,
        entry: Entry,
        where: Located,
        texts: Mapping[int, str],
    ) -> Event:
        """One entry as an event."""
        fields, record = self._coding.fields, entry.record or {}
        deaths, low, high = deaths_of(entry, self._coding)
        hurt = record.get(fields.hurt) if fields.hurt else None
        first = texts.get(entry.paragraphs[0], "") if entry.paragraphs else ""
        return Event(
            document=document,
            entry=entry,
            kind=str(record.get(fields.type) or "") if fields.type else "",
            doer=self._side(fields.doers, entry),
            hit=self._side(fields.hit, entry),
            when=self._when(entry),
            where=self._where(entry, where),
            deaths=deaths,
            low=low,
            high=high,
            is_hurt=bool(deaths or low or hurt),
            tags=tuple(self._tags(record)),
            text=plain(entry.text or first)[:_LONGEST],
            doubts=tuple(self._doubts(entry)),
        )

    def _field(self, name: str | None) -> Field | None:
        return self.outline.field(name) if name else None

    def _side(self, named: str | None, entry: Entry) -> Side:
        side = self._field(named)
        if side is None:
            return Side()
        actors: list[tuple[str, int | None]] = []
        things: list[str] = []
        for path, item in side.items(entry.record or {}):
            if (name := side.called(item)) and not _is_refuted(entry, path):
                kind = str(item.get("kind")) if isinstance(item, Mapping) else ""
                if kind in self._coding.things:
                    things.append(name)
                else:
                    actors.append((name, self._coding.actors.get(kind)))
        return Side(tuple(actors), tuple(things))

    def _when(self, entry: Entry) -> When:
        name = self._coding.fields.date
        found = entry.said.get(name, []) if name else []
        told = next((one for one in found if one.resolved), None)
        if told is None or told.resolved is None or told.verdict is Verdict.UNSUPPORTED:
            return When()
        days = dates.ends_of(told.resolved)
        if days is None:
            return When()
        first, last = days
        return When(first.isoformat(), last.isoformat(), told.precision)

    def _where(self, entry: Entry, located: Located) -> Where:
        """The finest of the places that are sure; else the first that the text carries, by its name."""
        places = self._field(self._coding.fields.places)
        if places is None:
            return Where()
        items = places.items(entry.record or {})
        name, best = located.best
        if best.point is None:
            carried = (places.called(item) for path, item in items if not _is_refuted(entry, path))
            return Where(next(filter(None, carried), ""))
        own = next((item for _, item in items if places.called(item) == name), None)
        within = own.get(places.part_found("within")) if isinstance(own, Mapping) else None
        around = [*(within or ()), *(other for other, _ in located.places), name]
        parts = _parts(around, best.country)
        province = parts.get("province") or parts.get("region") or ""
        return Where(name, best, parts.get("district", ""), province)

    def _tags(self, record: Mapping[str, Any]) -> Iterator[str]:
        for name in self._coding.fields.tags:
            if said := cell(record.get(name)):
                yield f"{name}={said}"

    def _doubts(self, entry: Entry) -> Iterator[str]:
        for one in entry.findings:
            if one.verdict in {Verdict.UNSUPPORTED, Verdict.UNCLEAR}:
                left = ", left out" if one.verdict is Verdict.UNSUPPORTED else ""
                yield f"{paths.head(one.field)} “{cell(one.value)}” {one.verdict}{left}"
            elif is_bound(one):
                yield f"{paths.head(one.field)} {bounds(one)}"


def _is_refuted(entry: Entry, path: str) -> bool:
    """Whether the text does not carry a value."""
    found: list[Finding] = [one for one in entry.findings if paths.is_under(one.field, path)]
    return any(one.verdict is Verdict.UNSUPPORTED for one in found)


def _parts(names: Sequence[str], country: str) -> Mapping[str, str]:
    """The first of some names that is a district, a province, a region of a country."""
    found: dict[str, str] = {}
    for name in names:
        query = parse(name)
        known = (gazetteer.named(query.whole) or gazetteer.named(query.name)) if query else ()
        kinds = [one.kind for one in known if country in one.country.split()]
        # A province that a city shares its name with is the city where only the name is told.
        if kinds and kinds[0] in {"district", "province", "region"}:
            found.setdefault(kinds[0], name)
    return found

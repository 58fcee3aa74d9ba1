"""Compares runs over the same articles: which incidents they share, where they agree and differ.

Incidents are aligned one to one within a paragraph, by any schema's marks; see :mod:`aligning`.  An
incident that a run did not have the chance to find, as it did not read the paragraph, is not counted
against it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from llmextract.alignment.records import Group, align
from llmextract.alignment.values import Matcher, Outcome, Said, said
from llmextract.compare import figures
from llmextract.compare.attention import Attention, Line, Rank, rank
from llmextract.compare.figures import Cost, FieldFigures, PairFigures
from llmextract.compare.paragraphs import Reading, readings
from llmextract.content import load_schema
from llmextract.errors import UsageError
from llmextract.runfile import RunFile, finding_to_json
from llmextract.schema.outline import Field, Outline, outline_of


@dataclass(frozen=True, slots=True)
class Aligned:
    """One incident as the runs have it.

    Attributes:
        reading: the paragraph, with each run's extraction.
        members: for each run the index of its record, ``None`` where it has none.
        lines: the fields of the schema.
        rank: how urgently a person should look at it.
    """

    reading: Reading
    members: Group
    lines: tuple[Line, ...]
    rank: Rank

    @property
    def is_missed(self) -> bool:
        """Whether a run read the paragraph and has no record of the incident."""
        return _is_missed(self.reading, self.members)

    @property
    def is_contrary(self) -> bool:
        """Whether two runs contradict each other in any field."""
        return any(line.outcome is Outcome.CONTRARY for line in self.lines)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of comparing runs.

    Attributes:
        names: what each run is called, all different.
        schema: name of the schema.
        incidents: in the order in which a person should look at them.
        paragraphs: how many there are.
        shared: how many of them all runs read.
        costs: for each run what it found and what it cost.
        fields: agreement in each field, over incidents that at least two runs have.
        pairs: for each two runs what they share.
        gold: for each run its figures against gold; empty without gold.
    """

    names: tuple[str, ...]
    schema: str
    incidents: tuple[Aligned, ...]
    paragraphs: int
    shared: int
    costs: tuple[Cost, ...]
    fields: tuple[FieldFigures, ...]
    pairs: tuple[PairFigures, ...]
    gold: Mapping[str, Mapping[str, Any]]

    def as_json(self) -> dict[str, Any]:
        """The comparison as a plain JSON object."""
        return self.summary() | {
            "incidents": [_incident_to_json(one, self.names) for one in self.incidents]
        }

    def summary(self) -> dict[str, Any]:
        """All but the incidents, as a plain JSON object."""
        attention = Counter(one.rank.attention for one in self.incidents)
        return {
            "schema": self.schema,
            "runs": [cost.as_json() for cost in self.costs],
            "paragraphs": self.paragraphs,
            "shared_paragraphs": self.shared,
            "attention": {one.words: attention[one] for one in Attention},
            "fields": {one.name: one.as_json() for one in self.fields},
            "pairs": [one.as_json(self.names) for one in self.pairs],
            "gold": {name: dict(figures) for name, figures in self.gold.items()},
        }


def compare(
    runs: Mapping[str, RunFile],
    *,
    gold: Mapping[str, Mapping[str, Any]] | None = None,
    content: Iterable[str] = (),
) -> Comparison:
    """Compare two or more runs.

    Args:
        runs: the runs by the names they shall be called by.
        gold: for each run its figures against gold, to be shown beside the rest.
        content: folders with the schema that the runs name, searched before the shipped ones.

    Raises:
        UsageError: fewer than two runs, or they are of different schemas.
    """
    if len(runs) < 2:
        raise UsageError("a comparison needs two runs or more")
    schemas = {str(run.header.get("schema", "incident")) for run in runs.values()}
    if len(schemas) > 1:
        raise UsageError(f"the runs are of different schemas: {', '.join(sorted(schemas))}")
    (schema,) = schemas
    outline = outline_of(load_schema(schema, content=tuple(content)))
    read = readings(list(runs.values()))
    incidents = [one for reading in read for one in _incidents(reading, outline)]
    return Comparison(
        names=tuple(runs),
        schema=schema,
        incidents=tuple(sorted(incidents, key=lambda one: one.rank.key)),
        paragraphs=len(read),
        shared=sum(all(one.readers) for one in read),
        costs=tuple(figures.cost(name, run) for name, run in runs.items()),
        fields=tuple(figures.field_figures([one.lines for one in incidents])),
        pairs=tuple(figures.pair_figures(len(runs), [_shared(one, outline) for one in incidents])),
        gold=gold or {},
    )


def _incidents(reading: Reading, outline: Outline) -> list[Aligned]:
    """The incidents of one paragraph, aligned, in the order of the text."""
    matcher = _comparer(reading, outline)
    records = [one.records if one is not None else () for one in reading.by_run]
    out = []
    for members in align(records, matcher):
        lines = tuple(
            _line(kind, reading, members, matcher)
            for kind in outline.fields
            if kind.kind != "evidence"
        )
        found = rank(
            lines,
            is_missed=_is_missed(reading, members),
            is_alone=sum(reading.readers) < 2,
        )
        out.append(Aligned(reading, members, lines, found))
    return out


def _shared(one: Aligned, outline: Outline) -> figures.Shared:
    matcher = _comparer(one.reading, outline)
    return figures.Shared(one.reading.readers, one.members, one.lines, matcher)


def _comparer(reading: Reading, outline: Outline) -> Matcher:
    return Matcher(outline, reading.document.published)


def _is_missed(reading: Reading, members: Group) -> bool:
    return any(at is None and read for at, read in zip(members, reading.readers, strict=True))


def _line(kind: Field, reading: Reading, members: Group, matcher: Matcher) -> Line:
    told: list[Said | None] = []
    for extraction, index in zip(reading.by_run, members, strict=True):
        if extraction is None or index is None:
            told.append(None)
            continue
        findings = [one for one in extraction.findings if one.record == index]
        told.append(said(extraction.records[index], findings, kind))
    return Line(kind, matcher.outcome([one for one in told if one is not None], kind), tuple(told))


def _incident_to_json(one: Aligned, names: Sequence[str]) -> dict[str, Any]:
    document, paragraph = one.reading.document, one.reading.paragraph
    return {
        "document": {"id": document.id, "source": document.source, "title": document.title},
        "paragraph": {
            "index": paragraph.index,
            "start": paragraph.start,
            "end": paragraph.end,
            "text": paragraph.text,
        },
        "attention": one.rank.attention.words,
        "rank": int(one.rank.attention),
        "reason": one.rank.reason,
        "records": dict(zip(names, one.members, strict=True)),
        "not_read_by": [
            name for name, read in zip(names, one.reading.readers, strict=True) if not read
        ],
        "fields": {line.kind.name: _line_to_json(line, names) for line in one.lines},
    }


def _line_to_json(line: Line, names: Sequence[str]) -> dict[str, Any]:
    return {
        "outcome": str(line.outcome),
        "verified": line.is_verified,
        "values": {
            name: {
                "values": [value for _, value in one.items],
                "findings": [finding_to_json(finding) for finding in one.findings],
            }
            for name, one in zip(names, line.said, strict=True)
            if one is not None
        },
    }

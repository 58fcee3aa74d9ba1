"""The nouns of a run: documents, paragraphs, spans, findings, extractions.

Offsets are counts of Unicode code points into ``Document.text``; ``text[start:end]`` is always the
text of the thing that carries them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal


class Verdict(StrEnum):
    """How far the words of the text carry a value, from the best to the worst.

    The order of the members is the order of the verdicts, everywhere: what is stated only as a
    bound says more than what is only hinted at, and a value that could not be judged is better
    than one that the text does not carry.
    """

    SUPPORTED = "supported"
    """The text states the value for this role, in any spelling."""
    DERIVED = "derived"
    """Not stated, but follows by adding, subtracting or counting what is stated."""
    PARTLY = "partly"
    """A part, a bound or a point of reference is stated, not the value itself."""
    INFERRED = "inferred"
    """Only hinted at: a demonym, the seat of an institution, another paragraph of the article."""
    UNCLEAR = "unclear"
    """The words stand in the text; whether they carry the value for its role could not be told."""
    UNSUPPORTED = "unsupported"
    """Not in the text, or there as something else."""

    @property
    def rank(self) -> int:
        """0 for the best verdict, more for each that is worse."""
        return _RANKS[self]

    @property
    def is_carried(self) -> bool:
        """Whether the text states the value or it follows from what is stated."""
        return self in {Verdict.SUPPORTED, Verdict.DERIVED}


_RANKS = {verdict: rank for rank, verdict in enumerate(Verdict)}
Where = Literal["paragraph", "article", "headline"]
"""Where the words stand that a value rests on."""
Stated = Literal["model", "rules", "both", "person"]
"""Who stated a value; ``person``: who reviewed the run."""
Precision = Literal["day", "week", "month", "year", "unknown"]
"""How exactly the text dates something."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text.

    Attributes:
        start: offset of its first character.
        end: offset after its last character.
        text: the characters themselves.
        where: ``text``, or ``context`` when the offsets count in the context given beside the text.
    """

    start: int
    end: int
    text: str
    where: str = "text"


@dataclass(frozen=True, slots=True)
class Finding:
    """What the verifier says of one value of one record.

    Attributes:
        record: index of the record in its paragraph, from 0.
        field: path of the value, such as ``locations[0].name``.
        value: the value that was checked; ``None`` for an amount that the text gives only vaguely.
        verdict: how far the text carries it.
        reason: the verdict in words for an analyst.
        spans: the words that carry it, or that were looked at.
        low: least count that the text allows, for numbers.
        high: greatest count that the text allows, for numbers; ``None`` for no upper bound.
        elsewhere: whether the words stand outside the record's evidence sentences.
        where: where in the article the words stand; ``None`` where there are none.
        misplaced: whether the text surely has a name on another side than its field.
        stated: who stated the value; ``from`` in a run file.
        by: who judged it: ``rules`` for the verifier, the name of a model for a judge.
        resolved: for dates the day, month or year meant, ISO, where it is known.
        precision: for dates how exactly it is known.
        document: id of the document that the spans count in, where it is not the one that the record
            is told in: of an incident that several documents tell of.
    """

    record: int
    field: str
    value: Any
    verdict: Verdict
    reason: str
    spans: tuple[Span, ...] = ()
    low: int | None = None
    high: int | None = None
    elsewhere: bool = False
    where: Where | None = None
    misplaced: bool = False
    stated: Stated = "model"
    by: str = "rules"
    resolved: str | None = None
    precision: Precision | None = None
    document: str | None = None

    @property
    def is_confirmed(self) -> bool:
        """Whether the text carries the value and somebody else stated it than who checked it."""
        return self.verdict.is_carried and self.stated != "rules"


def worst(findings: Iterable[Finding]) -> Verdict | None:
    """The worst verdict of some findings; ``None`` when there are none."""
    return max((one.verdict for one in findings), key=lambda one: one.rank, default=None)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a paragraph; offsets into the document."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a document; offsets into the document.

    Attributes:
        index: its place in the document, from 0.
        start: offset of its first character.
        end: offset after its last character.
        text: its characters, ``document.text[start:end]``.
        sentences: its sentences, in order; white space between them belongs to none.
        role: ``body``, or ``title`` for the headline (read as context, not extracted from).
    """

    index: int
    start: int
    end: int
    text: str
    sentences: tuple[Sentence, ...] = ()
    role: str = "body"


@dataclass(frozen=True, slots=True)
class Document:
    """One text to extract from.

    Attributes:
        id: a stable name: the given id of a row, or a digest of source and text.
        source: where it came from, as the user named it (a path, ``-``, a path and row).
        text: all of it.
        paragraphs: in order; never overlapping.
        title: the headline, where one was recognised or given.
        title_span: where the title stands in ``text``; ``None`` if it was given beside the text.
        dateline: where and when the report was filed ("AZAZ, 3 May —"), where recognised.
        published: date of publication as an ISO date, where known.
        group: what a row has in the column by which documents are drawn, where one is named.
    """

    id: str
    source: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    title: str | None = None
    title_span: tuple[int, int] | None = None
    dateline: str | None = None
    published: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a paragraph has no records: a kind for programs and a message for people."""

    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens read and written."""

    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
        )


@dataclass(frozen=True, slots=True)
class Run:
    """How an extraction came about.

    Attributes:
        model: full name of the model.
        digest: digest of the request that was answered; empty where none was sent.
        cached: whether the answer came from the store.
        seconds: what the model took when it was asked, also when it is now served from the store.
        attempts: replies that were needed; 0 where the model was not asked.
        usage: tokens over all attempts.
        digests: digests of all requests in the order they were sent, where there was more than
            one; a replay needs the replies of each.
        reading: how the paragraph was put to the model: ``open`` or ``guided``.
        notes: what was changed, cut or dropped to read the answers, in words for an analyst.
        language: code of the language that the paragraph was read in; empty where nothing was read.
    """

    model: str
    digest: str
    cached: bool
    seconds: float
    attempts: int
    usage: Usage
    digests: tuple[str, ...] = ()
    reading: str = "open"
    notes: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many of several answers to one question agree with a value that was chosen.

    Attributes:
        record: index of the record in its paragraph, from 0.
        field: path of the value, the same as in its finding; of the list where the list is empty.
        share: share of the answers that have the value, from 0 to 1; of those that have none where
            none was chosen.
        confidence: calibrated probability that the value is right; ``None`` where nothing was
            measured that would say.
    """

    record: int
    field: str
    share: float
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Outvoted:
    """A record that most of the answers do not have, and the share of those that do."""

    record: Mapping[str, Any]
    share: float


@dataclass(frozen=True, slots=True)
class Draws:
    """What came of drawing several answers to one question.

    Attributes:
        asked: answers that were drawn.
        read: those that could be read; shares are of them.
        agreement: for each value of each record, in the order of the fields.
        outvoted: records that were left out.
    """

    asked: int
    read: int
    agreement: tuple[Agreement, ...] = ()
    outvoted: tuple[Outvoted, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """What came of one paragraph: its records, a finding for each checked value, or a failure.

    Iterating yields each record with its own findings.

    Attributes:
        document: the document it belongs to.
        paragraph: the paragraph that was read.
        records: the records as plain JSON objects, in the order of the answer.
        findings: for all records, in the order of the fields.
        failure: why there are no records, or ``None``.
        run: how it came about.
        draws: how far several answers agree, where several were drawn.
        review: what a person said of it, and the records as they were before; plain JSON.
    """

    document: Document
    paragraph: Paragraph
    records: tuple[Mapping[str, Any], ...]
    findings: tuple[Finding, ...]
    failure: Failure | None
    run: Run
    draws: Draws | None = None
    review: Mapping[str, Any] | None = None

    def __iter__(self) -> Iterator[tuple[Mapping[str, Any], tuple[Finding, ...]]]:
        for index, record in enumerate(self.records):
            yield record, tuple(f for f in self.findings if f.record == index)

    def agreement_of(self, record: int) -> tuple[Agreement, ...]:
        """How far several answers agree on the values of one record; empty where one was drawn."""
        drawn = self.draws.agreement if self.draws else ()
        return tuple(one for one in drawn if one.record == record)


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader of a paragraph knows besides it.

    Attributes:
        title: the headline; it can support a value.
        dateline: where the report was filed; no support for a place of an incident.
        before: the paragraph before; a place in it is inferred at most.
        published: ISO date of publication, which dates count from.
    """

    title: str = ""
    dateline: str = ""
    before: str = ""
    published: str = ""
    offsets: Mapping[str, int] = field(default_factory=dict)
    """Offset of each part in the document, by its name; a part without one lies beside the text."""

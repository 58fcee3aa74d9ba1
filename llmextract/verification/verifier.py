"""The verifier: checks each marked value of a record against the words of a text.

Usable alone: it needs no model, no store and no network.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from llmextract.errors import UsageError
from llmextract.records import Context, Finding, Span, Verdict, Where
from llmextract.verification.context import classify
from llmextract.verification.judgement import Judgement, Sentences, Stretch
from llmextract.verification.marks import Grounded
from llmextract.verification.normalising import normalised
from llmextract.verification.once import once
from llmextract.verification.source_text import SourceText
from llmextract.verification.walk import Leaf, is_record, leaves

VERIFIER_VERSION = 18
"""Part of the key of every stored result: a higher number makes old results be verified again."""

if TYPE_CHECKING:
    from llmextract.verification.dates import Meaning
    from llmextract.verification.judges import Judge

Checker = Callable[[Any, SourceText, Grounded, Sentences], Judgement]

# Each checker is imported when the first value of its kind is checked: together they take ten times
# as long to import as the rest, and a record of counts needs no gazetteer.


def _number(value: Any, source: SourceText, mark: Grounded, stretches: Sentences) -> Judgement:
    judge = _judge_of_numbers()
    return judge(value, source, role=mark.role, sums=mark.sums, evidence=stretches)


@once
def _judge_of_numbers() -> Callable[..., Judgement]:
    from llmextract.verification import numbers  # noqa: PLC0415 - only when a number is checked

    return numbers.judge


def _vague(source: SourceText, mark: Grounded, stretches: Sentences) -> Judgement | None:
    from llmextract.verification import numbers  # noqa: PLC0415 - only when a number is checked

    return numbers.vague(source, role=mark.role, evidence=stretches)


def _place(value: Any, source: SourceText, _: Grounded, stretches: Sentences) -> Judgement:
    return _judge_of_places()(value, source, evidence=stretches)


@once
def _judge_of_places() -> Callable[..., Judgement]:
    from llmextract.verification import places  # noqa: PLC0415 - only when a place is checked

    return places.judge


def _date(value: Any, source: SourceText, _: Grounded, stretches: Sentences) -> Judgement:
    from llmextract.verification import dates  # noqa: PLC0415 - only when a date is checked

    return dates.judge(value, source, evidence=stretches)


def _quote(value: Any, source: SourceText, mark: Grounded, stretches: Sentences) -> Judgement:
    from llmextract.verification import measures, quotes  # noqa: PLC0415 - only when one is checked

    if isinstance(value, int | float) and not isinstance(value, bool):
        return measures.judge(value, source, role=mark.role, evidence=stretches)
    return quotes.judge(value, source, evidence=stretches)


def _name(value: Any, source: SourceText, mark: Grounded, stretches: Sentences) -> Judgement:
    if mark.role is not None and isinstance(value, str):
        from llmextract.verification.actors import judging  # noqa: PLC0415 - only where sides are told

        if mark.role in judging.SIDES:
            return judging.judge(value, source, mark.role, evidence=stretches)
    return _quote(value, source, mark, stretches)


CHECKERS: dict[str, Checker] = {
    "number": _number,
    "place": _place,
    "date": _date,
    "name": _name,
    "quote": _quote,
}
"""How each kind of ``Grounded`` is checked."""


def verify(
    record: object,
    text: str,
    *,
    context: str | Context | None = None,
    language: str | None = None,
    judge: "Judge | None" = None,
    judge_all: bool = False,
) -> tuple[Finding, ...]:
    """Check every marked value of a record against a text.

    Args:
        record: a Pydantic object, a dataclass or any object of a class whose fields carry
            ``Grounded`` marks, however deep; or a list of them, told apart by ``Finding.record``.
        text: what the record was read from; offsets of the findings count in it.
        context: headline, dateline or the paragraph before; a plain string is told apart by its
            shape. Spans in it have ``where="context"`` and count in the part they stand in.
        language: ISO 639-1 code of the text; ``None``: found out.
        judge: who is asked about values that no rule can tell: anything that takes a
            :class:`~llmextract.verification.judges.JudgeQuestion` and returns an
            :class:`~llmextract.verification.judges.Opinion` or ``None``. Its word counts only with
            a quote of the text that holds the value.
        judge_all: ask the judge about every value.

    Returns:
        One finding for each checked value that is not null, in the order of the fields, and one for
        each null count for which the text states a vague amount. Empty where nothing is marked.

    Raises:
        UsageError: the text is no string, or the record is no object with fields.
    """
    source = source_text_of(text, context=context, language=language)
    records = record if isinstance(record, list) else [record]
    for one in records:
        _check_record(one)
    return tuple(
        finding
        for index, one in enumerate(records)
        for finding in verify_record(one, source, index=index, judge=judge, judge_all=judge_all)
    )


def source_text_of(
    text: str, *, context: str | Context | None = None, language: str | None = None
) -> SourceText:
    """The source of a user's own text.

    Args:
        text: what values are checked against.
        context: as for :func:`verify`.
        language: ISO 639-1 code of the text; ``None``: found out.

    Raises:
        UsageError: the text or its context is not a string.
    """
    if not isinstance(text, str):
        raise UsageError(
            f"the text to check against is a {type(text).__name__}, not a string",
            hint="decode bytes, and give the article's own text",
        )
    if not isinstance(context, str | Context | None):
        raise UsageError(f"the context is a {type(context).__name__}, not a string")
    return SourceText(text, context=classify(context), language=language)


def _check_record(record: object) -> None:
    """Refuse what has no marks to look for: "nothing was wrong" would be a lie about it."""
    if isinstance(record, type):
        raise UsageError(
            f"{record.__name__} is a class, not a record", hint="verify an object of it"
        )
    if not is_record(type(record)) and type(record).__module__ == "builtins":
        raise UsageError(
            f"a {type(record).__name__} says nothing of how its values are checked",
            hint="verify an object of a class whose fields carry Grounded marks",
        )


def verify_record(
    record: object,
    source: SourceText,
    *,
    index: int = 0,
    offset: int = 0,
    judge: "Judge | None" = None,
    judge_all: bool = False,
) -> tuple[Finding, ...]:
    """Check a record against a source that is lexed once for all its records.

    Args:
        record: the record.
        source: the paragraph and its context.
        index: the record's number in its paragraph.
        offset: where the paragraph starts in its document.
        judge: who is asked about values that no rule can tell.
        judge_all: ask about every value.
    """
    known: dict[tuple[int, ...], Sentences] = {}
    findings = []
    for leaf in leaves(record):
        if leaf.evidence not in known:
            known[leaf.evidence] = stretches_of(leaf.evidence, source)
        finding = finding_of(leaf, source, known[leaf.evidence], index=index, offset=offset)
        if finding is None:
            continue
        if judge is not None:
            from llmextract.verification.judges import judged  # noqa: PLC0415 - only where asked for

            mark = leaf.grounded
            own = known[leaf.evidence]
            finding = judged(
                finding, mark, source, judge, offset=offset, every=judge_all, evidence=own
            )
        findings.append(finding)
    return tuple(findings)


def stretches_of(numbers: Sequence[int], source: SourceText) -> Sentences:
    """Offsets of the evidence sentences; sentences are only looked for when some are named.

    Args:
        numbers: of the sentences in the paragraph, from 1; those that there are not are left out.
        source: the paragraph.
    """
    if not numbers:
        return None
    bounds = source.bounds
    return [bounds[number - 1] for number in numbers if 0 < number <= len(bounds)] or None


def finding_of(
    leaf: Leaf, source: SourceText, stretches: Sentences = None, *, index: int = 0, offset: int = 0
) -> Finding | None:
    """What is to be said of one value.

    Args:
        leaf: the value and how it is checked.
        source: what it is checked against.
        stretches: ``(start, end)`` of the evidence in the source, where it is known.
        index: the record's number.
        offset: where the source starts in its document.

    Returns:
        The finding; ``None`` for a null where the text states no vague amount either.
    """
    judgement = _judge(leaf, source, stretches)
    if judgement is None:
        return None
    elsewhere = _is_elsewhere(judgement, stretches)
    meaning = _meaning(leaf, source, judgement) if leaf.grounded.kind == "date" else None
    said = judgement.reason
    if elsewhere or meaning:
        outside = "outside the evidence sentences" if elsewhere else ""
        parts = (said, outside, meaning.reason if meaning else "")
        said = "; ".join(part for part in parts if part)
    return Finding(
        record=index,
        field=leaf.path,
        value=leaf.value,
        verdict=judgement.verdict,
        reason=said,
        spans=tuple([_span(stretch, source, offset) for stretch in judgement.stretches]),
        low=judgement.low,
        high=judgement.high,
        elsewhere=elsewhere,
        where=_WHERE[judgement.stretches[0].part] if judgement.stretches else None,
        misplaced=judgement.misplaced and judgement.verdict is Verdict.PARTLY,
        resolved=meaning.iso if meaning else None,
        precision=meaning.precision if meaning else None,
    )


def _meaning(leaf: Leaf, source: SourceText, judgement: Judgement) -> "Meaning | None":
    """What a date that the text has means on the calendar."""
    if judgement.verdict is Verdict.UNSUPPORTED or not isinstance(leaf.value, str):
        return None
    from llmextract.verification import dates  # noqa: PLC0415 - only when a date is checked

    return dates.meant(normalised(leaf.value).text, source, judgement.stretches)


def _judge(leaf: Leaf, source: SourceText, stretches: Sentences) -> Judgement | None:
    if leaf.value is None:
        return _vague(source, leaf.grounded, stretches)
    value = leaf.value
    if isinstance(value, str):  # may be copied from the text as it came
        value = normalised(value).text.strip() or value
    judgement = CHECKERS[leaf.grounded.kind](value, source, leaf.grounded, stretches)
    if judgement.verdict is Verdict.UNSUPPORTED and source.is_addressed(value):
        judgement = judgement._replace(reason=_ADDRESSED)
    if source.article is None or judgement.final or judgement.verdict not in _DOUBTED:
        return judgement
    from llmextract.verification import elsewhere  # noqa: PLC0415 - only for what is doubted

    other = elsewhere.in_article(value, source, leaf.grounded)
    if other is None or (judgement.stretches and other.verdict.rank >= judgement.verdict.rank):
        return judgement
    return other


_ADDRESSED = (
    "it stands only in words that are said to the reader, and tell of nothing that happened"
)
_DOUBTED = frozenset({Verdict.UNCLEAR, Verdict.UNSUPPORTED})
_WHERE: dict[str, Where] = {
    "text": "paragraph",
    "title": "headline",
    "before": "article",
    "dateline": "article",
    "article": "article",
}
"""Where in the article each part of a source is."""


def _is_elsewhere(judgement: Judgement, stretches: Sentences) -> bool:
    """Whether words of the paragraph carry the value, but none in the evidence sentences."""
    if not stretches or judgement.verdict is Verdict.UNSUPPORTED:
        return False
    stands = False
    for one in judgement.stretches:
        if one.part == "text":
            stands = True
            for start, end in stretches:
                if start <= one.start and one.end <= end:
                    return False
    return stands


def _span(stretch: Stretch, source: SourceText, offset: int) -> Span:
    if stretch.part == "article":
        assert source.article is not None
        return Span(stretch.start, stretch.end, source.article.text[stretch.start : stretch.end])
    start, end, text = source.as_written(stretch.start, stretch.end, stretch.part)
    base = offset if stretch.part == "text" else source.context.offsets.get(stretch.part)
    if base is None:
        return Span(start, end, text, where="context")
    return Span(start + base, end + base, text)

"""Today's verifier over an old run: no model is asked, and what changed is said."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from pydantic import BaseModel, ValidationError

from llmextract.content import load_schema
from llmextract.documents.segmenting import sentence_bounds
from llmextract.errors import RunFileError
from llmextract.reading import confidence
from llmextract.records import Context, Extraction, Finding, Verdict
from llmextract.runfile import RunFile
from llmextract.schema.outline import outline_of
from llmextract.verification import gazetteer
from llmextract.verification.article import joined
from llmextract.verification.datelines import find_dateline
from llmextract.verification.source_text import SourceText
from llmextract.verification.verifier import VERIFIER_VERSION, verify_record
from llmextract.version import __version__

DROPPED = "; dropped"
"""How the reason of a finding ends whose value the run took out of its record."""


@dataclass(frozen=True, slots=True)
class Change:
    """A verdict that is another one today.

    Attributes:
        extraction: where; with today's findings.
        record: index of the record in its paragraph.
        field: path of the value.
        value: the value.
        old: the verdict of the run; ``None`` where there was none.
        new: today's verdict; ``None`` where there is none any more.
        reason: today's reason.
    """

    extraction: Extraction
    record: int
    field: str
    value: Any
    old: Verdict | None
    new: Verdict | None
    reason: str

    def line(self) -> str:
        """The change in a line for a person."""
        place = (
            f"{self.extraction.document.source}, paragraph {self.extraction.paragraph.index + 1}"
        )
        verdicts = f"{self.old or 'none'} -> {self.new or 'none'}"
        return f"{place}: {self.field} = {self.value!r}: {verdicts} ({self.reason})"


@dataclass(frozen=True, slots=True)
class Recheck:
    """A run as today's verifier sees it."""

    header: Mapping[str, Any]
    extractions: tuple[Extraction, ...]
    changes: tuple[Change, ...]


def recheck(run: RunFile, *, content: Iterable[str] = ()) -> Recheck:
    """Verify every record of a run anew.

    Args:
        run: the old run.
        content: folders with the schema that the run names, searched before the shipped ones.

    Raises:
        RunFileError: a record does not fit the schema any more.
        SchemaError: the schema that the run names cannot be loaded.
    """
    content = tuple(content)
    record = load_schema(str(run.header.get("schema", "incident")), content=content)
    calibration = confidence.of_run(run.header, content=content)
    fresh: list[Extraction] = []
    changes: list[Change] = []
    for old, passage in passages(run.extractions):
        new = replace(old, findings=_findings(old, passage, record))
        new = confidence.rated(new, calibration, outline_of(record))
        fresh.append(new)
        changes.extend(_changes(old, new))
    header = {**run.header, "version": __version__, "verifier": VERIFIER_VERSION}
    header.pop("gazetteer", None)
    if edition := gazetteer.edition():
        header["gazetteer"] = edition
    return Recheck(header, tuple(fresh), tuple(changes))


def passages(extractions: Iterable[Extraction]) -> Iterator[tuple[Extraction, SourceText]]:
    """Each paragraph with the context that the other lines of its document tell."""
    for _, group in groupby(extractions, key=lambda e: (e.document.source, e.document.id)):
        lines = list(group)
        article = joined([(one.paragraph.start, one.paragraph.text) for one in lines])
        before, dateline = "", ""
        offsets: dict[str, int] = {}
        for extraction in lines:
            paragraph, title = extraction.paragraph, extraction.document.title or ""
            is_title = paragraph.index == 0 and paragraph.text == title
            if is_title:
                offsets["title"] = paragraph.start
            dateline = dateline or find_dateline(paragraph.text) or ""
            if dateline and "dateline" not in offsets:
                offsets["dateline"] = paragraph.start + paragraph.text.find(dateline)
            context = Context(
                title,
                dateline,
                before,
                published=extraction.document.published or "",
                offsets=dict(offsets),
            )
            bounds = sentence_bounds(paragraph.text)
            source = SourceText(
                paragraph.text,
                context=context,
                sentences=bounds,
                article=article,
                start=paragraph.start,
            )
            yield extraction, source
            if not is_title:
                before, offsets["before"] = paragraph.text, paragraph.start


def _findings(old: Extraction, passage: SourceText, record: type[BaseModel]) -> tuple[Finding, ...]:
    found: list[Finding] = []
    for index, row in enumerate(old.records):
        try:
            filled = record.model_validate(row)
        except ValidationError as error:
            raise RunFileError(
                f"record {index + 1} of paragraph {old.paragraph.index + 1} of "
                f"{old.document.source} does not fit the schema: {_brief(error)}",
                hint="was the run made with another version of the schema?",
            ) from error
        found += verify_record(filled, passage, index=index, offset=old.paragraph.start)
    # Who stated a value no verifier can tell anew.  Values that the run dropped stand in no record
    # any more; what was said of them stays.
    who = {(one.record, one.field, repr(one.value)): one.stated for one in old.findings}
    told = (
        replace(one, stated=who.get((one.record, one.field, repr(one.value)), one.stated))
        for one in found
    )
    return (*told, *(f for f in old.findings if f.reason.endswith(DROPPED)))


def _brief(error: ValidationError) -> str:
    """The first fault that Pydantic names, in one line."""
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def _by_place(findings: Iterable[Finding]) -> dict[tuple[int, str, bool], Finding]:
    """Findings by where they stand: beside a value that was dropped there may be another now."""
    return {(f.record, f.field, f.reason.endswith(DROPPED)): f for f in findings}


def _changes(old: Extraction, new: Extraction) -> Iterator[Change]:
    was, now = _by_place(old.findings), _by_place(new.findings)
    for key in [*now, *(key for key in was if key not in now)]:
        before, after = was.get(key), now.get(key)
        if (before.verdict if before else None) == (after.verdict if after else None):
            continue
        finding = after or before
        assert finding is not None
        yield Change(
            extraction=new,
            record=finding.record,
            field=finding.field,
            value=finding.value,
            old=before.verdict if before else None,
            new=after.verdict if after else None,
            reason=after.reason if after else "not checked any more",
        )

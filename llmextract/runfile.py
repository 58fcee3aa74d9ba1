"""The run file: a header line, then one JSON line for each paragraph; or the same as a table.

Its shape is a promise to others.
"""

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from types import NoneType
from typing import IO, Any

from llmextract import run_tables, zst
from llmextract.errors import RunFileError
from llmextract.records import (
    Agreement,
    Document,
    Draws,
    Extraction,
    Failure,
    Finding,
    Outvoted,
    Paragraph,
    Run,
    Span,
    Usage,
    Verdict,
)

LONGEST_LINE = 128 << 20
"""Most characters of a line: an article has 16 MB at most, and stands in no line more than twice."""
FORMAT = 1
_CUT_SHORT = "was the run cut short? run it again"


@dataclass(frozen=True, slots=True)
class RunFile:
    """A run file that was read.

    Attributes:
        header: what the first line says of the run.
        extractions: one for each paragraph, in order.
    """

    header: Mapping[str, Any]
    extractions: tuple[Extraction, ...]


def header_line(header: Mapping[str, Any]) -> str:
    """The first line of a run file."""
    return dump({"llmextract": header})


def to_json(extraction: Extraction) -> dict[str, Any]:
    """An extraction as the plain JSON object of its line."""
    document, paragraph = extraction.document, extraction.paragraph
    return {
        "document": {
            "id": document.id,
            "source": document.source,
            "title": document.title,
            "published": document.published,
        },
        "paragraph": {
            "index": paragraph.index,
            "start": paragraph.start,
            "end": paragraph.end,
            "text": paragraph.text,
        },
        "records": [dict(record) for record in extraction.records],
        "findings": [finding_to_json(finding) for finding in extraction.findings],
        **draws_to_json(extraction.draws),
        "failure": asdict(extraction.failure) if extraction.failure else None,
        "run": _run_to_json(extraction.run),
        **({"review": extraction.review} if extraction.review is not None else {}),
    }


def line(extraction: Extraction) -> str:
    """The line of one paragraph."""
    return dump(to_json(extraction))


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """A finding as plain JSON; ``elsewhere`` and dates resolved only where they say something."""
    out: dict[str, Any] = {
        "record": finding.record,
        "field": finding.field,
        "value": finding.value,
        "verdict": str(finding.verdict),
        "low": finding.low,
        "high": finding.high,
        "reason": finding.reason,
        "spans": [
            {"start": span.start, "end": span.end, "text": span.text}
            | ({"where": span.where} if span.where != "text" else {})
            for span in finding.spans
        ],
        "where": finding.where,
        "from": finding.stated,
        "by": finding.by,
    }
    if finding.elsewhere:
        out["elsewhere"] = True
    if finding.misplaced:
        out["misplaced"] = True
    if finding.resolved is not None or finding.precision is not None:
        out |= {"resolved": finding.resolved, "precision": finding.precision}
    if finding.document is not None:
        out["document"] = finding.document
    return out


def finding_from_json(row: Mapping[str, Any]) -> Finding:
    """The finding that :func:`finding_to_json` wrote."""
    return Finding(
        record=row["record"],
        field=row["field"],
        value=row["value"],
        verdict=Verdict(row["verdict"]),
        reason=row["reason"],
        spans=tuple(Span(**span) for span in row["spans"]),
        low=row["low"],
        high=row["high"],
        elsewhere=row.get("elsewhere", False),
        where=row.get("where"),
        misplaced=row.get("misplaced", False),
        stated=row.get("from", "model"),
        by=row.get("by", "rules"),
        resolved=row.get("resolved"),
        precision=row.get("precision"),
        document=row.get("document"),
    )


def draws_to_json(draws: Draws | None) -> dict[str, Any]:
    """The keys ``agreement`` and ``draws`` of a line; none where one answer was asked for."""
    if draws is None:
        return {}
    return {
        "agreement": [agreement_to_json(one) for one in draws.agreement],
        "draws": {
            "asked": draws.asked,
            "read": draws.read,
            "left_out": [
                {"record": dict(one.record), "agreement": one.share} for one in draws.outvoted
            ],
        },
    }


def agreement_to_json(one: Agreement) -> dict[str, Any]:
    """How far the answers agree on one value, as plain JSON."""
    return {
        "record": one.record,
        "field": one.field,
        "agreement": one.share,
        "confidence": one.confidence,
    }


def draws_from_json(row: Mapping[str, Any]) -> Draws | None:
    """What :func:`draws_to_json` wrote into a line."""
    if "draws" not in row:
        return None
    return Draws(
        asked=row["draws"]["asked"],
        read=row["draws"]["read"],
        agreement=tuple(
            Agreement(one["record"], one["field"], one["agreement"], one["confidence"])
            for one in row["agreement"]
        ),
        outvoted=tuple(
            Outvoted(one["record"], one["agreement"]) for one in row["draws"]["left_out"]
        ),
    )


_TEXT, _WHOLE, _MAYBE = (str,), (int,), (str, NoneType)
_TYPES: Mapping[str, Mapping[str, tuple[type, ...]]] = {
    "document": {"id": _TEXT, "source": _TEXT, "title": _MAYBE, "published": _MAYBE},
    "paragraph": {"index": _WHOLE, "start": _WHOLE, "end": _WHOLE, "text": _TEXT},
    "run": {"model": _TEXT, "reading": _TEXT, "attempts": _WHOLE, "seconds": (int, float)},
}
"""What the values of a line are: who changed one by hand is told, before a table trips over it."""


def _check_types(row: Mapping[str, Any]) -> None:
    for part, names in _TYPES.items():
        for name, kinds in names.items():
            if name in row[part] and type(row[part][name]) not in kinds:
                raise TypeError(f"{part}.{name}")
    for name in ("records", "findings"):
        if not all(isinstance(one, dict) for one in row[name]):
            raise TypeError(name)
    for one in row["findings"]:
        if type(one["record"]) is not int or type(one["field"]) is not str:
            raise TypeError("findings")


def from_json(row: Mapping[str, Any]) -> Extraction:
    """The extraction of one line. Of the document it knows only what the line says.

    Raises:
        KeyError: something is not there.
        TypeError: something is of another type.
        ValueError: a verdict is none.
        AttributeError: the line, or a part of it, is no object.
    """
    _check_types(row)
    paragraph = Paragraph(**row["paragraph"])
    document = row["document"]
    return Extraction(
        document=Document(
            id=document["id"],
            source=document["source"],
            text="",
            paragraphs=(),
            title=document["title"],
            published=document["published"],
        ),
        paragraph=paragraph,
        records=tuple(row["records"]),
        findings=tuple(finding_from_json(finding) for finding in row["findings"]),
        failure=Failure(**row["failure"]) if row["failure"] else None,
        run=run_from_json(row["run"]),
        draws=draws_from_json(row),
        review=row.get("review"),
    )


def _run_to_json(run: Run) -> dict[str, Any]:
    """How an extraction came about; ``digests`` and ``notes`` only where there are any.

    ``language`` only where it is not English.
    """
    out: dict[str, Any] = {
        "model": run.model,
        "digest": run.digest,
        "cached": run.cached,
        "seconds": run.seconds,
        "attempts": run.attempts,
        "usage": {
            "prompt_tokens": run.usage.prompt_tokens,
            "completion_tokens": run.usage.completion_tokens,
        },
        "reading": run.reading,
    }
    if run.language not in ("", "en"):
        out["language"] = run.language
    if run.digests:
        out["digests"] = list(run.digests)
    if run.notes:
        out["notes"] = list(run.notes)
    return out


def run_from_json(row: Mapping[str, Any]) -> Run:
    """The run of one line."""
    read = {
        "usage": Usage(**row["usage"]),
        "digests": tuple(row.get("digests", ())),
        "notes": tuple(row.get("notes", ())),
    }
    return Run(**{**row, **read})


def is_run_file(path: Path) -> bool:
    """Whether a file's first line is that of a run file; one that cannot be read is none."""
    try:
        _, row = next(_rows(path), (0, None))
    except RunFileError:
        return False
    return isinstance(row, dict) and "llmextract" in row


def read(path: Path) -> RunFile:
    """Read a whole run file.

    Raises:
        RunFileError: the file is missing, is no run file, or a line of it is damaged.
    """
    header, extractions = stream(path)
    return RunFile(header, tuple(extractions))


def stream(path: Path) -> tuple[Mapping[str, Any], Iterator[Extraction]]:
    """Open a run file: its header, and its extractions as they are read.

    Raises:
        RunFileError: the file is missing, empty or no run file; while it is read, a line is damaged.
    """
    rows = _rows(path)
    first = next(rows, None)
    if first is None:
        raise RunFileError(f"{path} is empty", hint="make one with: llmextract extract … -o")
    return _check_header(first[1], path), _extractions(rows, path)


def _extractions(rows: Iterator[tuple[int, Any]], path: Path) -> Iterator[Extraction]:
    for number, row in rows:
        try:
            yield from_json(row)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise RunFileError(
                f"{path}, line {number} is not a paragraph of a run file ({error!r})"
            ) from error


def _rows(path: Path) -> Iterator[tuple[int, Any]]:
    try:
        if run_tables.is_table(path):
            yield from run_tables.rows(path)
            return
        with zst.open_bytes(path) as raw, io.TextIOWrapper(raw, "utf-8-sig") as lines:
            yield from _parse(lines, path)
    except zst.DAMAGED as error:
        # Who names the draft of a run that was killed knows that it has no end.
        if not (isinstance(error, EOFError) and path.suffix == ".partial"):
            raise RunFileError(f"{path} is cut or damaged ({error})", hint=_CUT_SHORT) from error
    except OSError as error:
        raise RunFileError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RunFileError(f"{path} is not UTF-8, so it is no run file") from error


def _parse(lines: IO[str], path: Path) -> Iterator[tuple[int, Any]]:
    for number, text in enumerate(iter(partial(lines.readline, LONGEST_LINE), ""), start=1):
        if len(text) == LONGEST_LINE:
            raise RunFileError(f"{path}, line {number} is longer than any of a run file")
        if not text.strip():
            continue
        try:
            yield number, json.loads(text)
        except (ValueError, RecursionError) as error:
            raise RunFileError(f"{path}, line {number} is not JSON", hint=_CUT_SHORT) from error


def _check_header(row: Any, path: Path) -> Mapping[str, Any]:
    header = row.get("llmextract") if isinstance(row, dict) else None
    if not isinstance(header, dict):
        raise RunFileError(f"{path} is not a run file: its first line has no llmextract header")
    if header.get("format") != FORMAT:
        raise RunFileError(
            f"{path} has run-file format {header.get('format')!r}; this version reads {FORMAT}"
        )
    return header


def dump(value: object) -> str:
    """A value as it stands in a run file: JSON in one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=list)

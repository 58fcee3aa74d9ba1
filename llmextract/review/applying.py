"""What a person said of a run put into a new one: gold to measure with, and worked examples.

Nothing of the run is lost: a paragraph of which something was said keeps its records and findings as
they were beside what was said, in ``review``.  Values that nobody touched keep their findings; the
others are verified again, and ``from`` says ``person``.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ValidationError

from llmextract import runfile
from llmextract.content import load_schema
from llmextract.records import Agreement, Extraction, Finding
from llmextract.reverify import DROPPED, passages
from llmextract.review.edits import Edit, Edits
from llmextract.review.rewriting import RefusedError, Rewriting, Rewritten, fresh
from llmextract.review.values import accepted_of
from llmextract.runfile import RunFile
from llmextract.schema import paths
from llmextract.schema.outline import Outline, outline_of
from llmextract.verification import completion
from llmextract.verification.source_text import SourceText
from llmextract.verification.verifier import verify_record


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A run after some edits.

    Attributes:
        header: of the new run file; ``reviewed`` tells of each file of edits that was put into it.
        extractions: one for each paragraph, as before.
        applied: how many edits were carried out.
        refused: why the others were not, one line each.
    """

    header: Mapping[str, Any]
    extractions: tuple[Extraction, ...]
    applied: int
    refused: tuple[str, ...]


def apply(run: RunFile, digest: str, edits: Edits, *, content: Iterable[str] = ()) -> Reviewed:
    """Put edits into a run.

    Args:
        run: the run.
        digest: of its file.
        edits: what was said of it.
        content: folders with the schema that the run names, searched before the shipped ones.
    """
    record = load_schema(str(run.header.get("schema", "incident")), content=tuple(content))
    waiting: dict[tuple[str, int], list[Edit]] = defaultdict(list)
    for edit in edits.edits:
        waiting[edit.document, edit.paragraph].append(edit)
    out: list[Extraction] = []
    refused: list[str] = []
    for extraction, source in passages(run.extractions):
        # A document that was given twice is edited where it stands first.
        own = waiting.pop((extraction.document.id, extraction.paragraph.index), [])
        if own:
            paragraph = _Paragraph(extraction, source, record)
            out.append(paragraph.reviewed(own, edits))
            refused += paragraph.refused
        else:
            out.append(extraction)
    for left in waiting.values():
        refused += [f"{_place(edit)}: the run has no such paragraph" for edit in left]
    applied = len(edits.edits) - len(refused)
    told: dict[str, Any] = {
        "run": digest,
        "edits": edits.digest,
        "reviewer": edits.reviewer,
        "saved": edits.saved,
        "applied": applied,
        "refused": len(refused),
    }
    header = {**run.header, "reviewed": [*run.header.get("reviewed", ()), told]}
    return Reviewed(header, tuple(out), applied, tuple(refused))


def _place(edit: Edit) -> str:
    record = "" if edit.record is None else f", record {edit.record + 1}"
    path = f", {edit.path}" if edit.path else ""
    return f"{edit.action} in paragraph {edit.paragraph + 1}{record}{path}"


@dataclass(frozen=True, slots=True)
class _Record:
    """A record as it will be: what it is, what was found, and what a person called right."""

    record: Mapping[str, Any]
    findings: tuple[Finding, ...]
    agreement: tuple[Agreement, ...] = ()
    accepted: frozenset[str] = frozenset()


class _Paragraph:
    """One paragraph on its way through the edits of it."""

    def __init__(self, extraction: Extraction, source: SourceText, record: type[BaseModel]) -> None:
        self._old = extraction
        self._source = source
        self._class = record
        self._outline: Outline = outline_of(record)
        self._trail: list[dict[str, Any]] = []
        self.refused: list[str] = []

    def reviewed(self, edits: Sequence[Edit], told: Edits) -> Extraction:
        """The paragraph after its edits."""
        rows: list[_Record] = []
        for index in range(len(self._old.records)):
            own = [edit for edit in edits if edit.record == index]
            rows += self._record(index, own)
        others = [edit for edit in edits if edit.record is None]
        for edit in others:
            rows += self._new(edit)
        for edit in edits:
            if edit.record is not None and edit.record >= len(self._old.records):
                self._refuse(edit, "the paragraph has no such record")
        is_read = bool(rows) or any(edit.action == "accept" for edit in others)
        return replace(
            self._old,
            records=tuple(row.record for row in rows),
            findings=_numbered(row.findings for row in rows),
            failure=None if is_read else self._old.failure,
            draws=self._draws(rows),
            review=self._review(rows, told),
        )

    def _record(self, index: int, edits: Sequence[Edit]) -> Iterator[_Record]:
        """A record after its edits; nothing where it was rejected."""
        record, findings = self._old.records[index], self._findings(index)
        row = _Record(
            record, findings, self._old.agreement_of(index), accepted_of(self._old, index)
        )
        for edit in (one for one in edits if one.path is None):
            if edit.action == "reject":
                self._note(edit)
                for other in edits:
                    if other is not edit:
                        self._refuse(other, "its record was rejected")
                return
            if edit.action == "accept":
                self._note(edit)
                row = replace(row, accepted=row.accepted | {one.field for one in findings} | {""})
            else:
                self._refuse(edit, "a whole record is accepted or rejected")
        yield self._changed(row, [one for one in edits if one.path is not None])

    def _changed(self, row: _Record, edits: Sequence[Edit]) -> _Record:
        """A record with the edits of its values, as many of them as can be carried out."""
        done = row
        kept: list[Edit] = []
        for edit in edits:
            try:
                done = self._rewritten(row, [*kept, edit])
            except RefusedError as error:
                self._refuse(edit, str(error))
            else:
                kept.append(edit)
                self._note(edit)
        return done

    def _rewritten(self, row: _Record, edits: Sequence[Edit]) -> _Record:
        """A record with the edits of its values.

        Raises:
            RefusedError: one of them cannot be carried out.
        """
        rewriting = Rewriting(row.record, self._outline)
        for edit in edits:
            rewriting.change(edit)
        new = rewriting.done()
        said = {edit.path for edit in edits if edit.action == "accept" and edit.path}
        accepted = frozenset(
            now for now, was in new.moved.items() if was in said | row.accepted
        ) - _below(new)
        if not new.touched:
            return replace(row, accepted=accepted)
        record, found = self._verified(new.record)
        plain = {
            name: value if name in new.touched else row.record.get(name, value)
            for name, value in record.items()
        }
        back = {was: now for now, was in new.moved.items()}

        def is_kept(path: str) -> bool:
            there = path in back and path not in new.stated
            return there and paths.value_at(plain, back[path]) == paths.value_at(row.record, path)

        kept = {
            back[one.field]: replace(one, field=back[one.field])
            for one in row.findings
            if is_kept(one.field) and not one.reason.endswith(DROPPED)
        }
        findings = [
            kept.pop(one.field) if one.field in kept else replace(one, stated="person")
            for one in found
            if one.field in kept or paths.head(one.field) in new.touched
        ]
        # Values that the run itself took out stand in no record; what was said of them stays.
        findings += [*kept.values(), *(f for f in row.findings if f.reason.endswith(DROPPED))]
        agreement = tuple(
            replace(one, field=back[one.field]) for one in row.agreement if is_kept(one.field)
        )
        return _Record(plain, tuple(findings), agreement, accepted)

    def _new(self, edit: Edit) -> Iterator[_Record]:
        """The record that a person added; nothing for what is said of the paragraph."""
        if edit.action == "accept" and edit.path is None:
            self._note(edit)
            return
        if edit.action != "add" or not isinstance(edit.value, dict):
            self._refuse(edit, "of a paragraph a record can be added, or all of it accepted")
            return
        try:
            record, stated = fresh(edit.value, self._outline)
            plain, found = self._placed(record)
        except RefusedError as error:
            self._refuse(edit, str(error))
            return
        self._note(edit)
        findings = tuple(
            replace(one, stated="person") if one.field in stated else one for one in found
        )
        yield _Record(plain, findings)

    def _placed(self, record: dict[str, Any]) -> tuple[dict[str, Any], tuple[Finding, ...]]:
        """A new record with the sentences that its values stand in as its evidence."""
        field = self._outline.evidence
        if field is None:
            return self._verified(record)
        most = field.most or len(self._source.bounds)
        every = list(range(1, max(len(self._source.bounds), 1) + 1))
        _, found = self._verified({**record, field.name: every[:most]})
        start = self._old.paragraph.start
        own = [
            number
            for number, (low, high) in enumerate(self._source.bounds, start=1)
            if any(low <= span.start - start < high for one in found for span in one.spans)
        ]
        return self._verified({**record, field.name: (own or every)[:most]})

    def _verified(self, record: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Finding, ...]]:
        """A record as its class reads it, with what the text tells of its places, and its findings."""
        try:
            filled = self._class.model_validate(record)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            raise RefusedError(f"it does not fit the schema: {place}: {first['msg']}") from error
        completion.complete(filled, self._source)
        found = verify_record(filled, self._source, offset=self._old.paragraph.start)
        return filled.model_dump(mode="json"), found

    def _findings(self, index: int) -> tuple[Finding, ...]:
        return tuple(one for one in self._old.findings if one.record == index)

    def _draws(self, rows: Sequence[_Record]) -> Any:
        if self._old.draws is None:
            return None
        agreement = tuple(
            replace(one, record=at) for at, row in enumerate(rows) for one in row.agreement
        )
        return replace(self._old.draws, agreement=agreement)

    def _review(self, rows: Sequence[_Record], told: Edits) -> dict[str, Any]:
        """The audit trail: what was there before, what was said, what a person called right."""
        before = self._old.review or {"original": _original(self._old), "edits": []}
        who = {"edits": told.digest, "reviewer": told.reviewer, "saved": told.saved}
        return {
            "original": before["original"],
            "edits": [*before["edits"], *(one | who for one in self._trail)],
            "accepted": [
                {"record": at, "path": path}
                for at, row in enumerate(rows)
                for path in sorted(row.accepted)
            ],
        }

    def _note(self, edit: Edit) -> None:
        self._trail.append(_said(edit))

    def _refuse(self, edit: Edit, why: str) -> None:
        self._trail.append(_said(edit) | {"refused": why})
        self.refused.append(f"{_place(edit)}: {why}")


def _said(edit: Edit) -> dict[str, Any]:
    """An edit as the trail has it: what says nothing is left out."""
    row = edit.model_dump(exclude={"run", "document", "paragraph"})
    return {
        name: value
        for name, value in row.items()
        if value is not None or (name == "value" and edit.action == "correct")
    }


def _original(extraction: Extraction) -> dict[str, Any]:
    """What a line of a run file says of a paragraph's records."""
    row = runfile.to_json(extraction)
    names = ("records", "findings", "agreement", "draws", "failure")
    return {name: row[name] for name in names if name in row}


def _numbered(found: Iterable[tuple[Finding, ...]]) -> tuple[Finding, ...]:
    return tuple(replace(one, record=at) for at, own in enumerate(found) for one in own)


def _below(new: Rewritten) -> frozenset[str]:
    """The paths that a person corrected: what was accepted there before is another value now."""
    return frozenset(now for now, was in new.moved.items() if was in new.stated)

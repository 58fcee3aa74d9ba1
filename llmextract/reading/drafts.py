"""The records of a paragraph on their way: what they say, who stated it, what the verifier found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from llmextract.alignment.values import Matcher
from llmextract.reading import repair, voting
from llmextract.reading.state import Task
from llmextract.records import Draws, Extraction, Failure, Finding, Run, Stated, Verdict
from llmextract.schema import paths
from llmextract.schema.lenient import Answer
from llmextract.verification import completion
from llmextract.verification.judges import Judge, judged
from llmextract.verification.verifier import stretches_of, verify_record
from llmextract.verification.walk import leaves

if TYPE_CHECKING:
    from pydantic import BaseModel

DROPPED = "; dropped"
"""How the reason of a finding ends whose value was taken out of its record."""


@dataclass(frozen=True)
class Draft:
    """What is known so far of a paragraph's records.

    Attributes:
        task: the paragraph.
        records: the records, with what the text itself tells of their places filled in.
        stated: for each record who stated a value, by its path.
        voice: who stated a value of which nothing is said.
        notes: what was changed to read the answers.
        findings: what the verifier says of the records.
        replaced: the first values of fields that were asked again, by record and field.
        election: how the records were chosen, where several answers were drawn.
    """

    task: Task
    records: tuple["BaseModel", ...]
    stated: tuple[Mapping[str, Stated], ...]
    notes: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    replaced: Mapping[tuple[int, str], Any] | None = None
    election: voting.Election | None = None
    read: int = 1
    voice: Stated = "model"

    @classmethod
    def of(cls, answer: Answer, task: Task, *, voice: Stated = "model") -> "Draft":
        """The draft of one answer, verified."""
        stated = answer.stated or ({},) * len(answer.records)
        return cls(task, answer.records, stated, answer.notes, voice=voice).verified()

    @classmethod
    def elected(cls, answers: Sequence[Answer], task: Task, matcher: Matcher) -> "Draft":
        """The draft that several answers make together, verified."""
        for answer in answers:
            _complete(answer.records, task)
        election = voting.elect(
            [list(answer.records) for answer in answers],
            matcher=matcher,
            verify=lambda record: verify_record(record, task.source),
        )
        records = tuple(election.records)
        stated = tuple(_stated_in(record, answers) for record in records)
        notes = tuple(dict.fromkeys(note for answer in answers for note in answer.notes))
        draft = cls(task, records, stated, notes, election=election, read=len(answers))
        return draft.verified()

    def verified(self) -> "Draft":
        """With what the verifier says of the records as they are now."""
        _complete(self.records, self.task)
        findings = tuple(
            _told(finding, self.stated[index], self.voice, self.replaced)
            for index, record in enumerate(self.records)
            for finding in verify_record(
                record, self.task.source, index=index, offset=self.task.paragraph.start
            )
        )
        return replace(self, findings=findings)

    def repaired(self, answer: Answer) -> "Draft":
        """With the better-verified of both answers in each field that failed."""
        failed = repair.failed_fields(self.findings)
        if len(answer.records) != len(failed):
            return self
        _complete(answer.records, self.task)
        records, replaced = repair.better(
            self.records,
            answer.records,
            failed=failed,
            verify=lambda record: verify_record(record, self.task.source),
        )
        if not replaced:
            return self
        stated = tuple(
            {path: who for path, who in told.items() if (index, paths.head(path)) not in replaced}
            for index, told in enumerate(self.stated)
        )
        notes = (*self.notes, *answer.notes)
        changed = replace(
            self, records=tuple(records), stated=stated, notes=notes, replaced=replaced
        )
        return changed.verified()

    def with_more(self, answer: Answer) -> "Draft":
        """With records that a second look found."""
        if not answer.records:
            return self
        stated = answer.stated or ({},) * len(answer.records)
        more = replace(
            self,
            records=(*self.records, *answer.records),
            stated=(*self.stated, *stated),
            notes=(*self.notes, *answer.notes),
        )
        return more.verified()

    def judged(self, judge: Judge, *, every: bool) -> "Draft":
        """With what a judge says of the values that no rule can tell.

        Args:
            judge: who is asked.
            every: ask about all values.
        """
        found = {
            (index, leaf.path): leaf
            for index, record in enumerate(self.records)
            for leaf in leaves(record)
        }
        offset, source = self.task.paragraph.start, self.task.source
        findings = list(self.findings)
        for place, one in enumerate(findings):
            leaf = found.get((one.record, one.field))
            if leaf is not None:
                own = stretches_of(leaf.evidence, source)
                findings[place] = judged(
                    one, leaf.grounded, source, judge, offset=offset, every=every, evidence=own
                )
        return replace(self, findings=tuple(findings))

    def settled(
        self, run: Run, *, on_unsupported: str, samples: int, matcher: Matcher
    ) -> Extraction:
        """The extraction, with what the user wants done with values that the text does not carry.

        Args:
            run: how it came about.
            on_unsupported: ``flag``, ``drop`` or ``fail``.
            samples: how many answers were drawn.
            matcher: tells what is the same in several answers.
        """
        bad = [f for f in self.findings if f.verdict is Verdict.UNSUPPORTED]
        draft, findings, failure = self, self.findings, None
        if bad and on_unsupported == "fail":
            listed = ", ".join(f"{f.field} = {f.value!r}" for f in bad)
            failure = Failure("unsupported", f"the text does not carry: {listed}")
        elif bad and on_unsupported == "drop":
            kept = tuple(_without(record, bad, at) for at, record in enumerate(self.records))
            draft = replace(self, records=kept).verified()
            findings = (*draft.findings, *(replace(f, reason=f.reason + DROPPED) for f in bad))
        rows = tuple(record.model_dump(mode="json") for record in draft.records)
        drawn = None
        if self.election is not None:
            drawn = Draws(
                asked=samples,
                read=self.read,
                agreement=self.election.agreement(draft.records, matcher),
                outvoted=self.election.outvoted,
            )
        task = self.task
        return Extraction(task.document, task.paragraph, rows, findings, failure, run, drawn)


def _complete(records: Sequence["BaseModel"], task: Task) -> None:
    for record in records:
        completion.complete(record, task.source)


def _told(
    finding: Finding,
    stated: Mapping[str, Stated],
    voice: Stated,
    replaced: Mapping[tuple[int, str], Any] | None,
) -> Finding:
    """A finding that says who stated the value and, where it was asked again, what it was first."""
    head = paths.head(finding.field)
    finding = replace(finding, stated=stated.get(finding.field) or stated.get(head) or voice)
    first = (replaced or {}).get((finding.record, head))
    if first is None:
        return finding
    return replace(finding, reason=f"{finding.reason}; asked again, the first answer was {first!r}")


def _stated_in(record: "BaseModel", answers: Sequence[Answer]) -> Mapping[str, Stated]:
    """Who stated the values of an elected record: the rules alone only where no model did."""
    row = record.model_dump(mode="json")
    who: dict[str, set[Stated]] = {}
    for answer in answers:
        told_of = answer.stated or ({},) * len(answer.records)
        for one, told in zip(answer.records, told_of, strict=True):
            other = one.model_dump(mode="json")
            for path, stated in told.items():
                if paths.value_at(row, path) == paths.value_at(other, path):
                    who.setdefault(path, set()).add(stated)
    return {path: _strongest(found) for path, found in who.items()}


def _strongest(found: set[Stated]) -> Stated:
    return "both" if "both" in found else "model" if "model" in found else "rules"


def _without(record: "BaseModel", bad: Sequence[Finding], index: int) -> "BaseModel":
    row = record.model_dump(mode="json")
    # From the back, so that dropping an item of a list moves none that is still to be dropped.
    for finding in reversed([f for f in bad if f.record == index]):
        paths.drop(row, finding.field)
    return type(record).model_validate(row)

"""The road of one paragraph: the only module that knows the order of the steps.

paragraph → request (prompt, form, narrowing) → reply → records → findings → extraction
"""

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal

from llmextract import runfile
from llmextract.alignment.values import Comparer
from llmextract.content import Prompt, load_prompt, load_schema
from llmextract.errors import ModelError, RequestRefusedError
from llmextract.model import Message, Model, Request, Sampling, digest
from llmextract.reading import asking, confidence, voting
from llmextract.reading import examples as shots
from llmextract.reading import exchanges as answering
from llmextract.reading import repair as reasking
from llmextract.reading.exchanges import Interview
from llmextract.records import (
    Context,
    Document,
    Draws,
    Extraction,
    Failure,
    Finding,
    Paragraph,
    Run,
    Usage,
    Verdict,
)
from llmextract.rules import agency
from llmextract.schema import form as forms
from llmextract.schema import paths
from llmextract.schema.outline import outline_of
from llmextract.store.shelves import Store
from llmextract.verification import completion, verifier
from llmextract.verification.source_text import SourceText
from llmextract.version import __version__

if TYPE_CHECKING:
    from pydantic import BaseModel

OnUnsupported = Literal["flag", "drop", "fail"]
"""What to do with a value that the text does not carry: ``flag``, ``drop`` or ``fail``."""
_RESULTS = 3
"""Counts up when a kept result would be another today: 2 names every request, which a bundle needs; 3
fills in what the text settles."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """How a run goes.

    Attributes:
        schema: name of the schema.
        prompt: name of the prompt; the schema's own when not given.
        model: name of the model, ``provider:model``.
        content: folders searched before the shipped schemas and prompts.
        published: date of publication for documents that name none, ISO.
        text_column: column or key of the text in CSV and JSONL input.
        jobs: requests in flight; what the model likes when not given.
        on_unsupported: ``flag`` keeps an unsupported value with its verdict; ``drop`` empties the
            field and keeps the finding; ``fail`` makes the paragraph a failure.
        reask: whether values that the text does not carry are asked for once more.
        offline: answer from the store only.
        cache: whether to use the store at all.
        limit: most paragraphs to handle.
        sampling: how answers are drawn.
        max_cost: most US dollars to spend; paragraphs that are not asked about for it are failures.
        examples: a file of worked examples, or a reviewed run file; of these the ones most like a
            paragraph are shown with it.
        shots: how many of them.
        samples: answers to each question; of several the best is chosen by vote.
    """

    schema: str = "incident"
    prompt: str | None = None
    model: str = "local"
    content: tuple[str, ...] = ()
    published: str | None = None
    text_column: str | None = None
    jobs: int | None = None
    on_unsupported: OnUnsupported = "flag"
    reask: bool = True
    offline: bool = False
    cache: bool = True
    limit: int | None = None
    sampling: Sampling = field(default_factory=Sampling)
    max_cost: float | None = None
    examples: str | PathLike[str] | None = None
    shots: int = shots.SHOTS
    samples: int = 1


@dataclass(frozen=True)
class Engine:
    """What stays the same for all paragraphs of a run: schema, prompt, model, store.

    Attributes:
        options: how the run goes.
        model: who answers.
        store: both stores, or ``None``.
        executor: sends the requests where several answers are drawn; one after the other without.
    """

    options: Options
    model: Model
    store: Store | None
    executor: Executor | None = None

    @cached_property
    def record(self) -> "type[BaseModel]":
        """The public class of a record."""
        return load_schema(self.options.schema, content=self.options.content)

    @cached_property
    def form(self) -> forms.Form:
        """What the model fills."""
        return forms.form_of(self.record)

    @cached_property
    def prompt(self) -> Prompt:
        """Instructions, examples and cue words."""
        name = self.options.prompt or self.options.schema.partition(":")[0]
        return load_prompt(name, content=self.options.content)

    @cached_property
    def preamble(self) -> tuple[Message, ...]:
        """The part of the messages that never changes."""
        return asking.preamble(self.prompt, self.form)

    @cached_property
    def pool(self) -> shots.Pool | None:
        """The examples that are chosen from for each paragraph; ``None`` where no file is given."""
        path, number = self.options.examples, self.options.shots
        if path is None:
            return None
        return shots.load_pool(path, form=self.form, prompt=self.prompt, shots=number)

    @cached_property
    def comparer(self) -> Comparer:
        """Tells what is the same in two answers.

        Not by the date of publication: the answers are about the same words, and a result in the
        store does not depend on it.
        """
        return Comparer(outline_of(self.record))

    @cached_property
    def calibration(self) -> confidence.Calibration | None:
        """What agreement is worth, where that was measured for such a run."""
        return confidence.of_run(self.header(), content=self.options.content)

    @cached_property
    def prompt_digest(self) -> str:
        """Digest of instructions, fields, examples and cue words."""
        return digest([self.prompt.digest, [[m.role, m.content] for m in self.preamble]])

    @cached_property
    def schema_digest(self) -> str:
        """Digest of what is asked and of what is checked."""
        return digest([self.form.schema(), self.record.model_json_schema(), repr(self.form.slots)])

    def header(self) -> dict[str, Any]:
        """What the first line of a run file says."""
        return {
            "version": __version__,
            "format": runfile.FORMAT,
            "schema": self.options.schema,
            "prompt": self.options.prompt or self.options.schema.partition(":")[0],
            "model": self.model.name,
            "started": datetime.now(UTC).isoformat(timespec="seconds"),
            "schema_digest": self.schema_digest,
            "prompt_digest": self.prompt_digest,
            "verifier": verifier.VERIFIER_VERSION,
            "sampling": {
                "temperature": self.options.sampling.temperature,
                "max_tokens": self.options.sampling.max_tokens,
                "seed": self.options.sampling.seed,
            },
            # Without a pool header and key are what they were before there was the option.
            **({"examples": self.pool.header()} if self.pool else {}),
            **({"samples": self.options.samples} if self.options.samples > 1 else {}),
        }

    # The road of one paragraph: each step one duty.

    def extract(self, task: "Task") -> Extraction:
        """Records and findings of one paragraph, from the store or from the model."""
        extraction = self._extract(task)
        if extraction.draws is None:
            return extraction
        # Not kept in the store: the table of confidences may be measured anew.
        return confidence.rated(extraction, self.calibration, self.comparer.outline)

    def _extract(self, task: "Task") -> Extraction:
        if task.paragraph.role == "title":
            return task.extraction(self.model.name)
        key = self._result_key(task)
        kept = self.store.results.get(key) if self.store else None
        if kept is not None:
            return _from_store(kept, task)
        interview = Interview(self.model, self.executor)
        try:
            extraction = self._answer(task, interview)
        except ModelError as error:
            failed = task.failed(self.model.name, error.kind, str(error))
            return replace(failed, run=interview.run()) if interview.exchanges else failed
        if self.store and extraction.run.attempts and extraction.failure is None:
            self.store.results.put(key, _to_store(extraction))
        return extraction

    def first_requests(self, task: "Task") -> tuple[Request, ...]:
        """What the model is asked first about a paragraph; empty where it is not asked."""
        if task.paragraph.role == "title":
            return ()
        question = asking.question(self.form, task.source, self.prompt.cues)
        asks = question is not None and question.settled is None
        return self._draws(question, task) if question and asks else ()

    def unanswered(self, task: "Task", requests: tuple[Request, ...]) -> tuple[Request, ...]:
        """Those of a paragraph's first requests to which the store has neither result nor reply."""
        if self.store is None:
            return requests
        if self.store.results.get(self._result_key(task)) is not None:
            return ()
        kept = {one.digest: self.store.replies.get(one.digest) for one in requests}
        return tuple(
            one
            for one in requests
            if not (isinstance(reply := kept[one.digest], dict) and "reply" in reply)
        )

    def _result_key(self, task: "Task") -> str:
        """Digest of all that a verified result depends on.

        Left out: the document's id and source (they are put in when it is served) and everything
        that only changes how fast an answer comes.
        """
        context = task.context
        return digest(
            {
                "text": task.paragraph.text,
                "context": [context.title, context.dateline, context.before],
                # Findings point into the document, so where the paragraph stands counts too. The
                # same words elsewhere are verified anew from the kept reply, which asks no model.
                "offsets": [task.paragraph.start, sorted(context.offsets.items())],
                "schema": self.schema_digest,
                "prompt": self.prompt_digest,
                "model": self.model.name,
                "sampling": repr(self.options.sampling),
                "on_unsupported": self.options.on_unsupported,
                "reask": self.options.reask,
                "verifier": verifier.VERIFIER_VERSION,
                "version": __version__,
                "results": _RESULTS,
                **({"examples": [self.pool.file.digest, self.pool.shots]} if self.pool else {}),
                **self._samples_key(),
            }
        )

    def _samples_key(self) -> dict[str, Any]:
        """What a result depends on where several answers are drawn; nothing where one is."""
        samples = self.options.samples
        return {"samples": [samples, answering.DRAW_TEMPERATURE]} if samples > 1 else {}

    def _answer(self, task: "Task", interview: Interview) -> Extraction:
        source = task.source
        try:
            question = asking.question(self.form, source, self.prompt.cues)
            if question is None:
                return task.extraction(self.model.name)
            read = self._first_answers(question, task, interview)
        except forms.AnswerError as error:
            failed = task.failed(self.model.name, "invalid_answer", str(error))
            return replace(failed, run=interview.run()) if interview.exchanges else failed
        answers = [[self._tidied(record, source) for record in records] for records in read]
        is_drawn = self.options.samples > 1 and question.settled is None
        election = self._elect(answers, source) if is_drawn else None
        records = election.records if election else answers[0]
        findings = self._verify(task, records)
        if self.options.reask:
            records, findings = self._reask(task, records, findings, interview)
        run = interview.run() if interview.exchanges else task.extraction(self.model.name).run
        extraction = self._settle(task, records, findings, run)
        if election is None:
            return extraction
        final = [self.record.model_validate(row) for row in extraction.records]
        draws = Draws(
            asked=self.options.samples,
            read=len(answers),
            agreement=election.agreement(final, self.comparer),
            outvoted=election.outvoted,
        )
        return replace(extraction, draws=draws)

    def _first_answers(
        self, question: asking.Question, task: "Task", interview: Interview
    ) -> list[list["BaseModel"]]:
        """What is answered at first; the text itself answers where it leaves nothing open."""
        if question.settled is not None:
            return [question.settled]
        return interview.ask(self._draws(question, task), question)

    def _elect(self, answers: list[list["BaseModel"]], source: SourceText) -> voting.Election:
        return voting.elect(
            answers,
            comparer=self.comparer,
            verify=lambda record: verifier.verify_record(record, source),
        )

    def _reask(
        self,
        task: "Task",
        records: list["BaseModel"],
        findings: list[Finding],
        interview: Interview,
    ) -> tuple[list["BaseModel"], list[Finding]]:
        """Ask once more for what the text does not carry; keep the better-verified of both."""
        cues = self.prompt.cues
        question = reasking.question(self.form, task.source, records, findings, cues)
        if question is None:
            return records, findings
        try:
            again = self._second_answer(question, task, interview)
        except (RequestRefusedError, forms.AnswerError):
            return records, findings  # the first answer stands, flagged
        failed = reasking.failed_fields(findings)
        if len(again) != len(failed):
            return records, findings
        again = [self._tidied(record, task.source) for record in again]
        chosen, replaced = reasking.better(
            records,
            again,
            failed=failed,
            verify=lambda record: verifier.verify_record(record, task.source),
        )
        fresh = self._verify(task, chosen)
        return chosen, [_with_first(finding, replaced) for finding in fresh]

    def _second_answer(
        self, question: asking.Question, task: "Task", interview: Interview
    ) -> list["BaseModel"]:
        if question.settled is not None:
            return question.settled
        request = self._request(question, task)
        return answering.read(interview.send(request), request, question)

    def _tidied(self, record: "BaseModel", source: SourceText) -> "BaseModel":
        """A record with what the text itself settles: who acted on whom, kinds of places."""
        if self.prompt.cues is not None:
            record = agency.sort_out(record, self._evidence_text(record, source), self.prompt.cues)
        completion.complete(record, source)
        return record

    def _evidence_text(self, record: "BaseModel", source: SourceText) -> str:
        bounds = source.bounds
        slot = next((slot for slot in self.form.slots if slot.evidence), None)
        numbers = getattr(record, slot.name) if slot else ()
        named = [bounds[number - 1] for number in numbers if 0 < number <= len(bounds)]
        return " ".join(source.text[start:end] for start, end in named) or source.text

    def _request(self, question: asking.Question, task: "Task") -> Request:
        """The same examples when a paragraph is asked about again: its slot has read them."""
        chosen = self.pool.turns(task.paragraph.text) if self.pool else ()
        return Request(
            model=self.model.name,
            messages=(*self.preamble, *chosen, Message("user", question.text)),
            schema=question.schema,
            sampling=self.options.sampling,
            fixed=len(self.preamble),
        )

    def _draws(self, question: asking.Question, task: "Task") -> tuple[Request, ...]:
        return answering.draws(self._request(question, task), self.options.samples)

    def _settle(
        self, task: "Task", records: list["BaseModel"], findings: list[Finding], run: Run
    ) -> Extraction:
        """Apply what the user wants done with values that the text does not carry."""
        bad = [f for f in findings if f.verdict is Verdict.UNSUPPORTED]
        failure = None
        if bad and self.options.on_unsupported == "fail":
            listed = ", ".join(f"{f.field} = {f.value!r}" for f in bad)
            failure = Failure("unsupported", f"the text does not carry: {listed}")
        elif bad and self.options.on_unsupported == "drop":
            records = [self._without(record, bad, index) for index, record in enumerate(records)]
            kept = self._verify(task, records)
            findings = kept + [replace(f, reason=f"{f.reason}; dropped") for f in bad]
        rows = tuple(record.model_dump(mode="json") for record in records)
        return Extraction(task.document, task.paragraph, rows, tuple(findings), failure, run)

    def _without(self, record: "BaseModel", bad: list[Finding], index: int) -> "BaseModel":
        row = record.model_dump(mode="json")
        # From the back, so that dropping an item of a list moves none that is still to be dropped.
        for finding in reversed([f for f in bad if f.record == index]):
            _drop(row, finding.field)
        return self.record.model_validate(row)

    def _verify(self, task: "Task", records: list["BaseModel"]) -> list[Finding]:
        return [
            finding
            for index, record in enumerate(records)
            for finding in verifier.verify_record(
                record, task.source, index=index, offset=task.paragraph.start
            )
        ]


@dataclass(frozen=True)
class Task:
    """One paragraph of one document, with its context."""

    document: Document
    paragraph: Paragraph
    context: Context

    @cached_property
    def source(self) -> SourceText:
        """The paragraph as the verifier reads it."""
        start = self.paragraph.start
        bounds = [(s.start - start, s.end - start) for s in self.paragraph.sentences]
        return SourceText(self.paragraph.text, context=self.context, sentences=bounds)

    def extraction(self, model: str) -> Extraction:
        """An extraction with nothing in it: the model was not asked."""
        run = Run(model, digest="", cached=False, seconds=0.0, attempts=0, usage=Usage())
        return Extraction(self.document, self.paragraph, (), (), None, run)

    def failed(self, model: str, kind: str, message: str) -> Extraction:
        """An extraction that says why there is none."""
        return replace(self.extraction(model), failure=Failure(kind, message))


def tasks(document: Document) -> Iterator[Task]:
    """The paragraphs of a document, each with its context."""
    offsets = {}
    if document.title_span:
        offsets["title"] = document.title_span[0]
    if document.dateline and (start := document.text.find(document.dateline)) >= 0:
        offsets["dateline"] = start
    before = ""
    for paragraph in document.paragraphs:
        context = Context(
            title=document.title or "",
            dateline=document.dateline or "",
            before=before,
            offsets=dict(offsets),
        )
        yield Task(document, paragraph, context)
        if paragraph.role == "body":
            before, offsets["before"] = paragraph.text, paragraph.start


def _with_first(finding: Finding, replaced: Mapping[tuple[int, str], Any]) -> Finding:
    """A finding of a field that was asked again says what the first answer was."""
    first = replaced.get((finding.record, paths.head(finding.field)))
    if first is None:
        return finding
    return replace(finding, reason=f"{finding.reason}; asked again, the first answer was {first!r}")


def _to_store(extraction: Extraction) -> dict[str, Any]:
    row = runfile.to_json(extraction)
    draws = runfile.draws_to_json(extraction.draws)
    return {"records": row["records"], "findings": row["findings"], "run": row["run"], **draws}


def _from_store(kept: Mapping[str, Any], task: Task) -> Extraction:
    run = runfile.run_from_json(kept["run"] | {"cached": True})
    return Extraction(
        document=task.document,
        paragraph=task.paragraph,
        records=tuple(kept["records"]),
        findings=tuple(runfile.finding_from_json(row) for row in kept["findings"]),
        failure=None,
        run=run,
        draws=runfile.draws_from_json(kept),
    )


def _drop(row: Any, path: str) -> None:
    """Take one value out of a record: an item out of its list, any other value becomes null."""
    steps = [int(a) if a else b for a, b in re.findall(r"\[(\d+)\]|([^.\[\]]+)", path)]
    if isinstance(steps[-2] if len(steps) > 1 else None, int):
        steps.pop()  # the name of a sub-record in a list: without it the sub-record says nothing
    *way, last = steps
    owner = row
    for step in way:
        owner = owner[step]
    if isinstance(owner, list):
        del owner[last]
    else:
        owner[last] = None

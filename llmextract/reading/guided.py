"""Guided reading, for small embedded models: rules give the structure, the model gives the content.

Simply asked, the 1.5B names actors well and writes three records for each incident; the rules know
how many there are and name actors badly.  So the rules say which paragraphs report nothing (no
request), how many records there are and which sentences each is about; the model sees these and is
asked for every field of each, what the rules think they know too.  Nothing is offered to choose
from: a candidate may shut out the truth.  What both say of a record is put
together in :mod:`llmextract.reading.opinions`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from llmextract import rules
from llmextract.blocks import paragraph_block
from llmextract.content import Example
from llmextract.documents.segmenting import sentence_bounds
from llmextract.errors import UsageError
from llmextract.model import Message
from llmextract.reading import opinions, prompting, repair
from llmextract.reading.state import Domain, Question, Task
from llmextract.records import Context, Finding, Stated
from llmextract.schema.answers import compact, flatten, object_schema
from llmextract.schema.json_text import AnswerError, find_json
from llmextract.schema.lenient import Answer, read_answer, read_rows
from llmextract.schema.outline import Field
from llmextract.verification.source_text import SourceText

if TYPE_CHECKING:
    from pydantic import BaseModel

_RECORDS = "Records:"
"""The line that says which sentences each record is about."""
_SEEN = frozenset({"number", "date"})
"""Kinds of field of which the rules see each value that a text can carry."""


@dataclass(frozen=True)
class GuidedReading:
    """One object a template, numbered from 1, in the order of the text.

    Attributes:
        domain: what is read for; it needs trigger words and instructions for guided reading.

    Raises:
        UsageError: the domain has none.
    """

    domain: Domain
    name: str = "guided"

    def __post_init__(self) -> None:
        prompt = self.domain.prompt
        missing = [
            f"prompts/{prompt.name}.{ending}"
            for ending, text in (("triggers.toml", prompt.triggers), ("guided.md", prompt.guided))
            if not text.strip()
        ]
        if missing:
            raise UsageError(
                f"guided reading of {self.domain.outline.key} needs {' and '.join(missing)}",
                hint="write them, or use --reading open",
            )

    @cached_property
    def triggers(self) -> rules.Triggers:
        """The trigger words of the domain."""
        prompt = self.domain.prompt
        return rules.read_triggers(prompt.triggers, f"{prompt.name}.triggers.toml")

    def preamble(self) -> tuple[Message, ...]:
        """The instructions, then the examples of the prompt as turns."""
        prompt = self.domain.prompt
        told = {self.triggers.field, *self.triggers.fields}
        system = prompting.instructions(
            prompt.guided,
            self.domain.outline,
            name=f"{prompt.name}.guided",
            without=[
                field.name
                for field in self.domain.outline.asked
                if field.evidence or (field.kind == "category" and field.name in told)
            ],
        )
        turns = (message for example in self._telling() for message in self.turns(example))
        return (system, *turns)

    def _telling(self) -> list[Example]:
        """The examples that each show what none before it shows: a field filled, or more records.

        Reading them is time; but with one example only the 1.5B writes half as much again as with
        two, and worse.  A paragraph without records is never asked about, so an example of
        one teaches nothing.
        """
        told: list[Example] = []
        shown: set[str] = set()
        most = 0
        for example in self.domain.prompt.examples:
            filled = {
                field.name
                for field in self.domain.outline.asked
                for record in example.records
                if record.get(field.name)
            }
            if filled - shown or len(example.records) > most:
                told.append(example)
                shown |= filled
                most = max(most, len(example.records))
        return told

    def turns(self, example: Example) -> tuple[Message, Message]:
        """A worked example: its records say which sentences each is about."""
        bounds = sentence_bounds(example.text)
        sentences = [example.text[start:end] for start, end in bounds]
        evidence = self.domain.outline.evidence
        source = SourceText(example.text, context=Context(title=example.title), sentences=bounds)
        templates = [
            rules.Template(tuple(record[evidence.name] if evidence else range(1, len(bounds) + 1)))
            for record in example.records
        ]
        rows = [
            {field.name: flatten(field, record) for field in self._asked_of(read)}
            for read, record in zip(self._reads(source, templates), example.records, strict=True)
        ]
        shown = [template.sentences for template in templates]
        return (
            Message("user", _asked(sentences, shown, self.triggers)),
            Message("assistant", compact(_numbered(rows))),
        )

    def question(self, task: Task) -> Question | None:
        """One record for each template; ``None`` where no sentence reports anything."""
        templates = rules.templates(task.source, self.triggers)
        if not templates:
            return None
        read = self._reads(task.source, templates)
        lines, records = _lines(task.source, task.sentences, templates)
        agents = self.triggers.agents
        unknown = [bool(agents in row and not row[agents]) for row in read]
        asked = _asked(lines, records, self.triggers, unknown=unknown)
        return Question(
            (Message("user", asked),),
            _object(
                {n: object_schema(self._asked_of(row), {}) for n, row in _numbered(read).items()}
            ),
            lambda text: self._read(text, templates, read, task),
        )

    def bare(self, task: Task) -> Question | None:
        """There is no other way to ask."""
        return None

    def repair(
        self, task: Task, records: Sequence["BaseModel"], findings: Sequence[Finding]
    ) -> Question | None:
        """Only the fields that failed, of the records that have any; all others stay as they are."""
        failed = repair.failed_fields(findings)
        evidence = self.domain.outline.evidence
        if not failed or evidence is None:
            return None
        asked = {at: records[at].model_dump(mode="json") for at in failed}
        fields = {
            at: [field for field in self.domain.outline.asked if field.name in names]
            for at, names in failed.items()
        }
        told = repair.feedback(findings, numbers={at: n for n, at in enumerate(failed, start=1)})
        text = _asked(
            task.sentences,
            [row[evidence.name] for row in asked.values()],
            self.triggers,
            request=f"Fill only these fields again: {told}. What the text does not say is null or [].",
        )
        schema = _object(
            {str(n): object_schema(fields[at], {}) for n, at in enumerate(failed, start=1)}
        )

        def read(reply: str) -> Answer:
            said = self._said(reply, list(fields.values()))
            rows = []
            for n, row in enumerate(asked.values(), start=1):
                old = {field.name: flatten(field, row) for field in self.domain.outline.asked}
                rows.append({**old, **said.get(n, {}), evidence.name: row[evidence.name]})
            return read_rows(rows, self.domain.outline, sentences=len(task.sentences))

        return Question((Message("user", text),), schema, read)

    def second_look(self, task: Task, records: Sequence["BaseModel"]) -> Question | None:
        """Nothing: every sentence in which the rules see an incident was asked about."""
        return None

    def _reads(
        self, source: SourceText, templates: Sequence[rules.Template]
    ) -> list[dict[str, Any]]:
        """What the rules read of each template."""
        outline = self.domain.outline
        return [rules.read_template(source, one, outline, self.triggers) for one in templates]

    def _asked_of(self, read: Mapping[str, Any]) -> list[Field]:
        """The fields that are asked of a record, given what the rules read of it.

        A fixed word that the rules tell (the kind of act, the status) is not asked: of those the
        small model is the worse reader (it calls "suspected rebels raided" alleged), no finding
        rests on them, and every token is time.  Nor is a list of quotes (weapons) that the rules
        know to be empty, since what the model would write there is seldom one; nor a count or a day
        where the sentences have no number and no time that could be one, for what the model says
        there the text cannot carry.

        The names of the fields are half of what is written.  Without them (each record a list of
        values in a fixed order) the model put those who did it among those who were hit, in nine
        records of ten.
        """
        return [
            field
            for field in self.domain.outline.asked
            if not field.evidence
            and (field.kind != "category" or read[field.name] is None)
            and (field.kind != "quote" or not field.many or read[field.name])
            and (field.kind not in _SEEN or read[field.name] is not None)
        ]

    def _said(self, text: str, asked: Sequence[Sequence[Field]]) -> dict[int, Mapping[str, Any]]:
        """What a reply says of each record, by its number, under the names of the fields.

        Args:
            text: the reply.
            asked: the fields that were asked of each record.

        Raises:
            AnswerError: it says nothing of any.
        """
        fields = {str(number): row for number, row in enumerate(asked, start=1)}
        value = find_json(
            text,
            lambda one: (
                isinstance(one, Mapping)
                and any(isinstance(one.get(n), Mapping | list) for n in fields)
            ),
        )
        said: dict[int, Mapping[str, Any]] = {}
        for number, row in fields.items():
            answer = value.get(number)
            if isinstance(answer, list):
                names = [field.name for field in row]
                said[int(number)] = dict(zip(names, answer, strict=False))
            elif isinstance(answer, Mapping):
                said[int(number)] = answer
        return said

    def _read(
        self,
        text: str,
        templates: Sequence[rules.Template],
        read: Sequence[Mapping[str, Any]],
        task: Task,
    ) -> Answer:
        """The records of a reply, each put together with what the rules read of its template."""
        try:
            said = self._said(text, [self._asked_of(row) for row in read])
        except AnswerError:
            # Behind a server that enforces nothing a model may list its records all the same.
            return read_answer(text, self.domain.outline, sentences=len(task.sentences))
        records: list[BaseModel] = []
        stated: list[Mapping[str, Stated]] = []
        notes: list[str] = []
        outline = self.domain.outline
        for number, (template, row) in enumerate(zip(templates, read, strict=True), start=1):
            apart = rules.apart(task.source, template, templates, outline, self.triggers)
            both = opinions.combined(
                said.get(number, {}), row, outline, task.source, self.triggers, apart=apart
            )
            answer = read_rows([both.row], self.domain.outline, sentences=len(task.sentences))
            records += answer.records
            stated += [
                opinions.stated_in(record, both, self.domain.outline) for record in answer.records
            ]
            notes += [note.replace("record 1", f"record {number}", 1) for note in answer.notes]
            notes += [f"record {number}, {note}" for note in both.notes]
        return Answer(tuple(records), tuple(notes), tuple(stated))


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _numbered(rows: Sequence[Any]) -> dict[str, Any]:
    return {str(number): row for number, row in enumerate(rows, start=1)}


def _lines(
    source: SourceText, sentences: Sequence[str], templates: Sequence[rules.Template]
) -> tuple[list[str], list[list[int]]]:
    """The lines that are shown of a paragraph, and the numbers of the lines of each record.

    A line is a sentence, or a piece of one that tells of two incidents.
    """
    lines: list[str] = []
    numbers: dict[tuple[int, int], int] = {}
    for bounds, sentence in zip(source.bounds, sentences, strict=True):
        start, end = bounds
        cuts = {
            span
            for template in templates
            for span in template.spans
            if start <= span[0] and span[1] <= end and span != bounds
        }
        for span in sorted(cuts) or [bounds]:
            lines.append(source.text[slice(*span)] if cuts else sentence)
            numbers[span] = len(lines)
    records = [
        [numbers[span] for span in one.spans or [source.bounds[n - 1] for n in one.sentences]]
        for one in templates
    ]
    return lines, records


def _asked(
    lines: Sequence[str],
    records: Sequence[Sequence[int]],
    triggers: rules.Triggers,
    *,
    unknown: Sequence[bool] = (),
    request: str = "",
) -> str:
    """The question about a paragraph: which records there are, and the lines that tell of them.

    Nothing else is shown: reading is most of the time that an embedded model takes, and a small one
    takes names and numbers from whatever it reads (measured).  The line before a record is, where it
    points at somebody, or names an act of which the rules know no doer; and who claims or is blamed
    for an act stands in a sentence that the rules count to its record.
    """
    shown = {number for numbers in records for number in numbers}
    for number, (first, *_) in enumerate(records):
        is_unknown = number < len(unknown) and unknown[number]
        if first > 1 and (
            rules.points_back(lines[first - 1], triggers)
            or (is_unknown and triggers.names_deed(lines[first - 2]))
        ):
            shown.add(first - 1)
    marks = (
        f"{number} = {''.join(f'[{n}]' for n in numbers)}"
        for number, numbers in enumerate(records, start=1)
    )
    head = [f"{_RECORDS} {'; '.join(marks)}", *([request] if request else [])]
    told = {n: prompting.calm(lines[n - 1]) for n in sorted(shown)}
    return "\n".join([*head, paragraph_block(told)])

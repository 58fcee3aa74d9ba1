"""Holds a schema, its prompt and its examples to the rules, and the examples to the verifier."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from llmextract.content import Example, load_prompt, load_schema
from llmextract.forms import AnswerError, Form, Slot, form_of
from llmextract.grounding.passage import Passage
from llmextract.grounding.verifier import verify_record
from llmextract.prompting import system_message
from llmextract.records import Context, Verdict

if TYPE_CHECKING:
    from pydantic import BaseModel

_GOOD = {Verdict.SUPPORTED, Verdict.DERIVED}


def problems(name: str, *, content: Iterable[str | Path] = ()) -> list[str]:
    """What is wrong with a schema and its prompt, a line each; empty when all is well.

    Raises:
        UsageError: the schema or the prompt cannot be loaded at all.
    """
    folders = tuple(content)
    form = form_of(load_schema(name, content=folders))
    prompt = load_prompt(name.partition(":")[0], content=folders)
    system_message(prompt, form)
    return [
        *_undescribed(form),
        *(
            f"example {number}: {line}"
            for number, example in enumerate(prompt.examples, start=1)
            for line in example_problems(example, form)
        ),
    ]


def example_problems(example: Example, form: Form) -> Iterator[str]:
    """Why an example may not stand in a prompt: words of a wrong example leak into answers."""
    try:
        records = form.parse(form.answer(example.records))
    except (AnswerError, KeyError, TypeError) as error:
        yield f"its records do not fit the schema: {error}"
        return
    passage = Passage(example.text, context=Context(title=example.title))
    for index, record in enumerate(records):
        yield from _unsupported(record, passage, index)


def _unsupported(record: "BaseModel", passage: Passage, index: int) -> Iterator[str]:
    for finding in verify_record(record, passage, index=index):
        if finding.verdict not in _GOOD and finding.value is not None:
            yield f"record {index + 1}, {finding.field} = {finding.value!r}: {finding.reason}"


def _undescribed(form: Form) -> Iterator[str]:
    def walk(slots: Iterable[Slot]) -> Iterator[Slot]:
        for slot in slots:
            yield slot
            yield from walk(slot.parts)

    for slot in walk(form.slots):
        if not slot.description:
            yield f"the field {slot.path} has no description: the model would have to guess"

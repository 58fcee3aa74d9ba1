"""Holds a schema, its prompt and its examples to the rules, and the examples to the verifier."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from llmextract.content import Prompt, load_prompt, load_schema
from llmextract.reading import examples as shots
from llmextract.reading.prompting import system_message
from llmextract.schema.form import Form, Slot, form_of


def problems(
    name: str, *, content: Iterable[str | Path] = (), examples: str | Path | None = None
) -> list[str]:
    """What is wrong with a schema and its prompt, a line each; empty when all is well.

    Args:
        name: name of the schema.
        content: the user's content folders, searched first.
        examples: a file of more examples, or a run file: of that each paragraph with records.

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
            for line in shots.problems(example, form, prompt.cues)
        ),
        *(_in_file(examples, form, prompt) if examples is not None else ()),
    ]


def _in_file(path: str | Path, form: Form, prompt: Prompt) -> Iterator[str]:
    for where, example in shots.read_file(path).examples:
        for line in shots.problems(example, form, prompt.cues):
            yield f"{path}, {where}: {line}"


def _undescribed(form: Form) -> Iterator[str]:
    def walk(slots: Iterable[Slot]) -> Iterator[Slot]:
        for slot in slots:
            yield slot
            yield from walk(slot.parts)

    for slot in walk(form.slots):
        if not slot.description:
            yield f"the field {slot.path} has no description: the model would have to guess"

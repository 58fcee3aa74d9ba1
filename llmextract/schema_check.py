"""Holds a schema, its prompt and its examples to the rules, and the examples to the verifier."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from llmextract.content import load_prompt, load_schema
from llmextract.reading import examples as few
from llmextract.reading.prompting import instructions
from llmextract.schema.outline import Field, Outline, outline_of


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
    outline = outline_of(load_schema(name, content=folders))
    prompt = load_prompt(name.partition(":")[0], content=folders)
    instructions(prompt.text, outline, name=prompt.name)
    if prompt.guided:
        instructions(prompt.guided, outline, name=f"{prompt.name}.guided")
    return [
        *_undescribed(outline),
        *(
            f"example {number}: {line}"
            for number, example in enumerate(prompt.examples, start=1)
            for line in few.problems(example, outline)
        ),
        *(_in_file(examples, outline) if examples is not None else ()),
    ]


def _in_file(path: str | Path, outline: Outline) -> Iterator[str]:
    for where, example in few.read_file(path).examples:
        for line in few.problems(example, outline):
            yield f"{path}, {where}: {line}"


def _undescribed(outline: Outline) -> Iterator[str]:
    def walk(fields: Iterable[Field]) -> Iterator[Field]:
        for field in fields:
            yield field
            yield from () if field.flat else walk(field.asked_parts)

    for field in walk(outline.asked):
        if not field.description:
            yield f"the field {field.path} has no description: the model would have to guess"

"""``llmextract schemas``: which there are, what one asks for, whether one can be used."""

import json
from pathlib import Path

import click

from llmextract.cli import common


@click.group(name="schemas")
def command() -> None:
    """List, show and check schemas."""


@command.command(name="list")
@common.content_option
def list_schemas(content: tuple[str, ...]) -> None:
    """The schemas that can be used, and what they are about."""
    from llmextract.content import load_schema, schema_names

    for name, path in sorted(schema_names(content).items()):
        about = (load_schema(name, content=content).__doc__ or "").strip().split("\n")[0]
        click.echo(f"{name}: {about} ({path})")


@command.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="The JSON Schema that a model is given.")
@common.content_option
def show(name: str, as_json: bool, content: tuple[str, ...]) -> None:
    """What the schema NAME asks for."""
    from llmextract.content import load_schema
    from llmextract.schema.answers import answer_schema, describe
    from llmextract.schema.outline import outline_of

    outline = outline_of(load_schema(name, content=content))
    if as_json:
        click.echo(json.dumps(answer_schema(outline), ensure_ascii=False, indent=2))
        return
    click.echo(f"{outline.record.__name__}: {(outline.record.__doc__ or '').strip()}\n")
    click.echo(describe(outline))


@command.command()
@click.argument("name")
@click.option(
    "--examples",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="More examples to check, as for `extract --examples`.",
)
@common.content_option
def check(name: str, examples: Path | None, content: tuple[str, ...]) -> int:
    """Whether the schema NAME, its prompt and its examples can be used together.

    The examples are held to the same verifier as answers, and how incidents are coded in tables of
    events (schemas/NAME.coding.toml) to the class.
    """
    from llmextract.content import load_schema
    from llmextract.outputs import coding
    from llmextract.schema.outline import outline_of
    from llmextract.schema_check import problems

    found = problems(name, content=content, examples=examples)
    if not found:
        outline = outline_of(load_schema(name, content=content))
        found = coding.problems(outline) if coding.has_coding(outline) else []
    for line in found:
        click.echo(line)
    if not found:
        click.echo(f"{name}: schema, prompt and examples are good")
    return 2 if found else 0

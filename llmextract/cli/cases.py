"""``llmextract cases``: labelled cases to measure the verifier with."""

import json
from pathlib import Path

import click

from llmextract.cli import common


@click.group(name="cases")
def command() -> None:
    """Make labelled cases to measure the verifier with, from your own text."""


@command.command()
@click.argument("run", type=click.Path(path_type=Path), metavar="RUN.jsonl")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="The cases to write."
)
@common.content_option
def mutate(run: Path, output: Path, content: tuple[str, ...]) -> int:
    """Make cases from a run that you trust: its values, and wrong ones made of them.

    Its supported and derived numbers and places are cases labelled so; then two numbers change
    their roles, a place is put for another, one is added to a count, a denial is dropped: labelled
    unsupported. What may be true all the same is left out. Nothing is left to chance.

    \b
    llmextract cases mutate RUN.jsonl -o cases.jsonl
    llmextract evaluate --cases cases.jsonl
    """  # noqa: D301 - click reads the character, not its escape
    from llmextract import runfile
    from llmextract.errors import UsageError
    from llmextract.evaluate import mutating

    common.check_writable(output, [run])
    cases = list(mutating.cases_of(runfile.read(run), content=content))
    if not cases:
        raise UsageError(
            f"{run} has no number or place that is supported or derived",
            hint="cases are made of such values: verify the run first",
        )
    with common.open_output(output) as stream:
        for case in cases:
            stream.write(json.dumps(case, ensure_ascii=False) + "\n")
    told = ", ".join(f"{count} {name}" for name, count in mutating.counted(cases).items())
    click.echo(f"llmextract: {len(cases)} cases ({told}); written to {output}", err=True)
    return 0

"""``llmextract status``: what a run over these inputs would do, and why; nothing is asked."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from llmextract.cli import extract, forecast

if TYPE_CHECKING:
    from llmextract.planning import Before, Plan

_OF_THE_RESULT = frozenset(
    {"output", "format_name", "paragraphs", "unordered", "jobs", "dry_run", "max_cost", "merge"}
    | {"timeout", "patience", "log_file", "log_text"}
)
"""Options of ``extract`` that change nothing about what is asked."""
_SHOWN = 12  # digits of a digest


def _told(inputs: tuple[str, ...], run: Path | None, **given: Any) -> int:
    """Say what a run over these inputs would do, and why; nothing is asked.

    INPUT and the options are those of `extract`.  With -o it is also said what a run file of an
    earlier run has of it, what is new, and what else is not as it was.
    """
    from llmextract.planning import plan

    absent = {"jobs": None, "unordered": False, "max_cost": None, "timeout": None, "patience": None}
    options = extract.options_of(absent | given)
    made = plan(
        inputs, options, run=run, warn=lambda line: click.echo(f"llmextract: {line}", err=True)
    )
    for line in _lines(made, run):
        click.echo(line)
    for told in made.unreadable:
        click.echo(f"llmextract: cannot be read: {told}", err=True)
    return 1 if made.unreadable else 0


def _lines(made: "Plan", run: Path | None) -> Iterator[str]:
    if made.drawn:
        yield forecast.drawn_line(made.drawn)
    yield f"{made.paragraphs} paragraphs"
    yield f"{made.kept - made.verified} kept as they are"
    yield f"{made.verified} verified anew from kept replies, nobody is asked"
    before = made.before
    why = f": {before.new} new, {made.asked - before.new} asked otherwise" if before else ""
    yield f"{made.asked} to ask{why}"
    yield f"{made.paragraphs - made.asked - made.kept} with nothing to ask"
    if before is not None:
        yield from _since(before, run)


def _since(before: "Before", run: Path | None) -> Iterator[str]:
    yield f"{run} has {before.paragraphs} paragraphs, {before.gone} of them are gone"
    for name, old, new in before.changed:
        is_digest = name.endswith("_digest")
        then, now = (old[:_SHOWN], new[:_SHOWN]) if is_digest else (old, new)
        yield f"  {name}: {then} then, {now} now"


_OUTPUT = click.Option(
    ["-o", "--output", "run"],
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Run file of an earlier run.",
)
command = click.Command(
    "status",
    callback=_told,
    params=[
        *(one for one in extract.command.params if one.name not in _OF_THE_RESULT),
        _OUTPUT,
    ],
    help=_told.__doc__,
)

"""``llmextract export``: run files in; incidents out, in any format, without asking again."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from llmextract.cli import common, exporting, telling

if TYPE_CHECKING:
    from pydantic import BaseModel

    from llmextract.outputs import Told
    from llmextract.records import Extraction

    Opened = tuple[Path, Mapping[str, Any], Iterator[Extraction]]

_EXPLAINING = ("jsonl", "json")


@click.command()
@click.argument(
    "runs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="RUN.jsonl..."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write the export.")
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(common.FORMATS),
    help="Form of the export; by default what the output's name ends in, or jsonl.",
)
@click.option("--paragraphs", is_flag=True, help="One row a record as read, without merging.")
@common.across_option
@common.aliases_option
@click.option(
    "--explain-merge",
    is_flag=True,
    help="In JSONL and JSON, say of each incident what records it was made of and why.",
)
@common.content_option
def command(
    runs: tuple[Path, ...],
    output: Path | None,
    format_name: str | None,
    paragraphs: bool,
    no_across: bool,
    aliases: Path | None,
    explain_merge: bool,
    content: tuple[str, ...],
) -> int:
    """Write the incidents of a run as a table, a database or a map; no model is asked.

    Records about one incident become one, also where they are of several articles.  Several run
    files of one schema become one export.  Without -o the result goes to standard output.

    -o map.svg draws the places of the incidents, -o timeline.svg (any name that ends so) their days;
    both also as .png.
    """
    from llmextract.outputs import format_of

    form = format_name or (format_of(output) if output and str(output) != "-" else "jsonl")
    if explain_merge and (paragraphs or form not in _EXPLAINING):
        raise click.UsageError(f"--explain-merge is for incidents in {' and '.join(_EXPLAINING)}")
    common.check_joining(aliases, is_merged=not paragraphs, no_across=no_across)
    exporting.check(form, output, is_merged=not paragraphs)
    common.check_writable(output, runs)
    opened, record = opened_runs(runs, content)
    headers = tuple(header for _, header, _ in opened)
    counted = _Counted(exporting.LeftOut(form, record))
    groups = groups_of(opened, record)
    if paragraphs:
        told = telling.as_read(groups)
    elif no_across:
        told = telling.within(groups, record, aliases=aliases, is_explained=explain_merge)
    else:
        again = partial(_again, runs, record) if all(path.is_file() for path in runs) else None
        told = telling.across(
            groups, record, again=again, aliases=aliases, is_explained=explain_merge
        )
    exporting.write_out(
        form,
        counted.watch(told),
        output,
        record,
        headers,
        is_merged=not paragraphs,
    )
    click.echo(f"llmextract: {counted.line(output, is_merged=not paragraphs)}", err=True)
    return 0


def opened_runs(
    runs: Sequence[Path], content: tuple[str, ...]
) -> "tuple[list[Opened], type[BaseModel]]":
    """Run files as they are to be read, and the class of their records.

    Raises:
        RunFileError: one is no run file.
        UsageError: they are of several schemas.
    """
    from llmextract.content import load_schema
    from llmextract.runfile import stream

    opened = [(path, *stream(path)) for path in runs]
    name = _schema(runs, [header for _, header, _ in opened])
    return opened, load_schema(name, content=content)


def _schema(runs: Sequence[Path], headers: Sequence[Mapping[str, Any]]) -> str:
    """The schema of all runs.

    Raises:
        UsageError: they have several.
    """
    from llmextract.errors import UsageError

    names = [str(header.get("schema", "incident")) for header in headers]
    for path, name in zip(runs, names, strict=True):
        if name != names[0]:
            raise UsageError(
                f"{runs[0]} is a run of {names[0]} and {path} one of {name}",
                hint="export each schema into a file of its own",
            )
    return names[0]


def groups_of(
    opened: "Iterable[Opened]",
    record: "type[BaseModel]",
) -> "Iterator[telling.Numbered]":
    """The documents of all runs.

    Raises:
        UsageError: two runs tell of one document: its incidents would be counted twice.
    """
    from llmextract.errors import UsageError

    seen: dict[tuple[str, str], Path] = {}
    for number, (path, _, extractions) in enumerate(opened):
        for run, group in telling.groups_of(_fitting(extractions, record, path), number):
            document = group[0].document
            other = seen.setdefault((document.source, document.id), path)
            if other is not path:
                raise UsageError(
                    f"{document.source} is in {other} and in {path}",
                    hint="export one of them; to hold them against each other: llmextract compare",
                )
            yield run, group


def _again(runs: Sequence[Path], record: "type[BaseModel]") -> "Iterator[telling.Numbered]":
    """The documents of all runs once more."""
    from llmextract.runfile import stream

    return groups_of([(path, *stream(path)) for path in runs], record)


def _fitting(
    extractions: "Iterable[Extraction]", record: "type[BaseModel]", path: Path
) -> "Iterator[Extraction]":
    """The extractions, held against the class: a table has columns for what it allows alone.

    Raises:
        RunFileError: a record does not fit.
    """
    from pydantic import ValidationError

    from llmextract.errors import RunFileError

    for one in extractions:
        try:
            for row in one.records:
                record.model_validate(row)
        except ValidationError as error:
            first = error.errors()[0]
            raise RunFileError(
                f"{path}: a record of paragraph {one.paragraph.index + 1} of {one.document.source} "
                f"does not fit the schema: {'.'.join(map(str, first['loc']))}: {first['msg']}",
                hint="was the run made with another version of the schema? name its folder with "
                "--content",
            ) from error
        yield one


class _Counted:
    """What passed into an export, for the line at its end.

    Args:
        left_out: counts what the format has no line for.
    """

    def __init__(self, left_out: exporting.LeftOut) -> None:
        self._counts: Counter[str] = Counter()
        self._left_out = left_out

    def watch(self, documents: "Iterable[Told]") -> "Iterator[Told]":
        """Pass documents on and keep count."""
        from llmextract.verification.dates.resolving import NO_YEAR

        for told in self._left_out.watch(documents):
            self._counts["documents"] += 1
            self._counts["paragraphs"] += len(told.extractions)
            self._counts["failed"] += sum(one.failure is not None for one in told.extractions)
            self._counts["entries"] += sum(one.record is not None for one in told.entries)
            self._counts["yearless"] += sum(
                any(one.resolved is None and NO_YEAR in one.reason for one in entry.findings)
                for entry in told.entries
            )
            yield told

    def line(self, output: Path | None, *, is_merged: bool) -> str:
        """The export in a line."""
        counts = self._counts
        told = counts["entries"] - self._left_out.total
        line = (
            f"{common.many(told, 'incident' if is_merged else 'record')} of "
            f"{common.many(counts['documents'], 'document')}"
        )
        if output is not None and str(output) != "-":
            line += f" written to {output}"
        if self._left_out.told:
            line += f"; {self._left_out.told}"
        if counts["yearless"]:
            line += f"; no year is told of {counts['yearless']} (extract --published DATE tells it)"
        if counts["failed"]:
            line += (
                f"; {counts['failed']} of {common.many(counts['paragraphs'], 'paragraph')} failed in the "
                "run and tell nothing (--paragraphs has the reasons)"
                if is_merged
                else f"; {counts['failed']} of {common.many(counts['paragraphs'], 'paragraph')} failed"
            )
        return line

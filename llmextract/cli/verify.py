"""``llmextract verify``: today's verifier over an old run, or over a table of somebody's own."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from llmextract import run_tables, zst
from llmextract.cli import common, run_files

if TYPE_CHECKING:
    from llmextract.verification.marks import Grounded, GroundedKind
    from llmextract.verification.rows import RowCheck

_TABLES = frozenset({".csv", ".tsv"})
_RUNS = frozenset({".jsonl", ".json", ".ndjson"})
_Command = TypeVar("_Command", bound=Callable[..., int])
_KINDS: "tuple[GroundedKind, ...]" = ("number", "place", "date", "name", "quote")


@dataclass(frozen=True, slots=True)
class _Asked:
    """The options for a table, as the user wrote them."""

    text_column: str | None
    context_column: str | None
    language: str | None
    columns: Mapping[str, Sequence[str]]

    def given(self) -> list[str]:
        """Names of the options that were given."""
        single = {
            "--text-column": self.text_column,
            "--context-column": self.context_column,
            "--language": self.language,
        }
        names = [name for name, value in single.items() if value is not None]
        return names + [f"--{kind}" for kind, columns in self.columns.items() if columns]


def _column_option(kind: str, what: str) -> Callable[[_Command], _Command]:
    metavar = "COLUMN[=ROLE]" if kind == "number" else "COLUMN"
    return click.option(f"--{kind}", multiple=True, metavar=metavar, help=f"{what} Repeatable.")


@click.command()
@click.argument("source", type=click.Path(path_type=Path), metavar="RUN.jsonl|ROWS.csv")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write the result.")
@common.content_option
@click.option("--text-column", metavar="COLUMN", help="Table: the column of the text.")
@click.option(
    "--context-column", metavar="COLUMN", help="Table: headline, dateline or paragraph before."
)
@_column_option("number", "Table: a count, and what it counts if not what the column is called.")
@_column_option("place", "Table: names of places.")
@_column_option("date", "Table: dates.")
@_column_option("name", "Table: names of people, groups and things.")
@_column_option("quote", "Table: words that must stand in the text.")
@click.option(
    "--language", metavar="CODE", help="Table: language of the text.  [default: found out]"
)
def command(
    source: Path,
    output: Path | None,
    content: tuple[str, ...],
    text_column: str | None,
    context_column: str | None,
    language: str | None,
    **columns: tuple[str, ...],
) -> int:
    """Check an old run, or a table of your own, with today's verifier; no model is asked.

    Of a run it says which verdicts changed, and writes the run with today's findings where -o says.

    A table (CSV or TSV, or - for standard input) gets three columns for each one that is checked,
    COLUMN_verdict, COLUMN_reason and COLUMN_span, and goes to standard output or where -o says.
    """
    asked = _Asked(text_column, context_column, language, columns)
    common.check_writable(output, [source])
    if _is_table(source):
        if content:
            raise click.UsageError("--content is for run files: a table has no schema")
        return _verify_table(source, output, asked)
    if asked.given():
        raise click.UsageError(
            f"{', '.join(asked.given())} {'are' if len(asked.given()) > 1 else 'is'} for tables, "
            f"and {source} is a run file by its name or its first line"
        )
    return _verify_run(source, output, content)


def _is_table(source: Path) -> bool:
    """Whether an input is a table: its ending decides, else whether its first line is no JSON."""
    suffix = Path(str(source).lower().removesuffix(zst.ENDING)).suffix
    if suffix in _TABLES | _RUNS or str(source) == "-":
        return suffix not in _RUNS
    try:
        if run_tables.is_table(source):
            return False
        with zst.open_bytes(source) as stream:
            first = stream.readline(4096)
    except (OSError, *zst.DAMAGED):
        return False  # the reader of run files says what is wrong with it
    return not first.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def _verify_run(source: Path, output: Path | None, content: tuple[str, ...]) -> int:
    from llmextract import runfile
    from llmextract.reverify import recheck

    run_files.check(output)
    checked = recheck(runfile.read(source), content=content)
    for change in checked.changes:
        click.echo(change.line())
    if output is not None:
        run_files.write(checked.header, checked.extractions, output)
    total = sum(len(extraction.findings) for extraction in checked.extractions)
    click.echo(f"{len(checked.changes)} of {total} verdicts changed", err=True)
    return 0


def _verify_table(source: Path, output: Path | None, asked: _Asked) -> int:
    from llmextract.cli import rows
    from llmextract.errors import DocumentError
    from llmextract.verification.rows import cells_of

    verdicts: Counter[str] = Counter()
    read = bad = 0
    with rows.open_table(source) as table:
        check = _row_check(asked, table.header, table.source)
        columns = tuple(dict.fromkeys((*table.header, *check.added)))
        with common.open_output(output) as target:
            writer = rows.RowWriter(target, columns, delimiter=table.delimiter)
            for row in table.lines:
                if isinstance(row, DocumentError):
                    bad += 1
                    click.echo(f"llmextract: {row}", err=True)
                    continue
                cells = row.plain()
                if not cells[check.text].strip():
                    # Kept in the table: the rest of the row is the user's work.
                    bad += 1
                    click.echo(f"llmextract: {source}:{row.number}: has no text", err=True)
                    writer.write({**row.cells, **dict.fromkeys(check.added, "")})
                    continue
                read += 1
                findings = check.verify(cells, index=row.number)
                verdicts.update(f.verdict for found in findings.values() for f in found)
                writer.write({**row.cells, **cells_of(findings)})
    _summarize(read, bad, verdicts)
    return 1 if bad else 0


def _summarize(read: int, bad: int, verdicts: Counter[str]) -> None:
    from llmextract.records import Verdict

    told = ", ".join(f"{verdicts[name]} {name}" for name in Verdict if verdicts[name])
    line = f"{read} row{'' if read == 1 else 's'} checked: {told or 'no value to check'}"
    click.echo(line + (f"; {bad} could not be read" if bad else ""), err=True)


def _row_check(asked: _Asked, header: Sequence[str], source: str) -> "RowCheck":
    """What the options ask for, held against the columns that there are.

    Raises:
        UsageError: no text or nothing to check is named, or a column that is not there.
    """
    from llmextract.errors import UsageError
    from llmextract.verification.rows import RowCheck

    if asked.text_column is None:
        raise UsageError("a table needs --text-column", hint=_listed(header, source))
    marks: dict[str, Grounded] = {}
    for kind in _KINDS:
        for written in asked.columns[kind]:
            name, mark = _mark(kind, written, header)
            if name in marks:
                raise UsageError(f"the column {name!r} is to be checked twice")
            marks[name] = mark
    if not marks:
        raise UsageError(
            "nothing to check is named", hint="name a column, e.g. --number killed --place location"
        )
    check = RowCheck(asked.text_column, marks, asked.context_column, asked.language)
    missing = [name for name in check.columns if name not in header]
    if missing:
        raise UsageError(
            f"there is no column {', '.join(map(repr, missing))}", hint=_listed(header, source)
        )
    return check


def _mark(kind: "GroundedKind", written: str, header: Sequence[str]) -> "tuple[str, Grounded]":
    """The column and its mark; ``=ROLE`` says what a number counts, else the column's name does."""
    from llmextract.verification.marks import Grounded

    if kind != "number":
        return written, Grounded(kind)
    name, equals, role = (written, "", "") if written in header else written.rpartition("=")
    if not equals:
        name = written
    return name, Grounded(kind, role=(role or name).replace("_", " ").strip())


def _listed(header: Sequence[str], source: str) -> str:
    return f"the columns of {source}: {', '.join(header) or 'none'}"

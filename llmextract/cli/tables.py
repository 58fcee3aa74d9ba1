"""Incidents as a table for the eye, each checked value marked with its verdict."""

import contextlib
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import groupby
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from llmextract.cells import RULES, bounds, cell, is_bound, mark_of, plain
from llmextract.cli import layout
from llmextract.notes import note
from llmextract.records import Extraction, Finding, Verdict
from llmextract.schema import paths
from llmextract.schema.outline import Field, outline_of

if TYPE_CHECKING:
    from llmextract.outputs import Entry, Told

MARKS: Mapping[str, tuple[str, str, str]] = {
    Verdict.SUPPORTED: ("✓", "+", "green"),
    Verdict.DERIVED: ("Σ", "=", "cyan"),
    Verdict.INFERRED: ("≈", "~", "yellow"),
    Verdict.PARTLY: ("½", "/", "yellow"),
    Verdict.UNCLEAR: ("?", "?", "yellow"),
    Verdict.UNSUPPORTED: ("✗", "!", "red"),
    RULES: ("·", ".", "dim"),
}
"""For each verdict: its sign, the sign where a terminal has no Unicode, its colour."""

WIDTH = 120
"""Columns of a table that is not written to a terminal."""
_NOTE = "    "
"""What the lines of a note begin with."""
_BETWEEN = "   "
_EDGES = 2
"""Columns of the edges of a table."""


def show(
    documents: "Iterable[Told]",
    record: type,
    stream: IO[str],
    *,
    sources: Mapping[str, str] = MappingProxyType({}),
    aside: Callable[[], AbstractContextManager[None]] = contextlib.nullcontext,
) -> None:
    """Write one table for each document, then what its doubtful values are about.

    Args:
        documents: each with its incidents, explained, or with its records as they were read.
        record: the schema's class.
        stream: where to.
        sources: where each document that may be named comes from, by its id.
        aside: what has to make room while something is written.
    """
    console = _console(stream)
    fields = [field for field in outline_of(record).asked if not field.evidence]
    marks: set[str] = set()
    samples = 1
    for told in documents:
        if all(e.failure and e.failure.kind == "document" for e in told.extractions):
            continue  # what could not be read is told on standard error; nothing was looked for
        rows = [entry for entry in told.entries if entry.record is not None]
        with aside():
            _document(console, told, rows, fields, sources)
        marks |= {mark_of(finding) for row in rows for finding in row.findings}
        if any(row.number is not None for row in rows):
            samples = max(samples, *(e.draws.asked if e.draws else 1 for e in told.extractions))
    with aside():
        if marks:
            console.print(_legend(console, marks))
        if samples > 1:
            said = f"60%: so many of {samples} answers agree; where nothing is said, all"
            console.print(Text(said, style="dim"))


class Screen(Console):
    """A console that says so when the reader of its pipe went away; rich would leave with status 1."""

    def on_broken_pipe(self) -> None:
        """Pass the error on, to where all commands meet it."""
        raise BrokenPipeError


def _console(stream: IO[str]) -> Console:
    terminal = stream.isatty()
    if isinstance(stream, io.TextIOWrapper):
        # A character that the terminal does not have is shown as "?", it does not end the run.
        stream.reconfigure(errors="replace")
    return Screen(file=stream, width=None if terminal else WIDTH, highlight=False)


def _where(row: "Entry") -> str:
    """The paragraphs as a reader counts them."""
    return ", ".join(map(str, sorted(row.where)))


def _values_of(row: "Entry") -> Mapping[str, Any]:
    return row.record or {}


def _said_in(value: Any) -> str:
    return f'"{cell(value)}"'


def _called(path: str) -> str:
    """A field as a person calls it."""
    return paths.head(path).replace("_", " ")


def _document(
    console: Console,
    told: "Told",
    rows: Sequence["Entry"],
    fields: Sequence[Field],
    sources: Mapping[str, str],
) -> None:
    document = told.document
    title = Text(plain(document.source), style="bold")
    if document.title:
        title.append(f"  {plain(document.title)}", style="not bold")
    console.print(title)
    if rows:
        used = [
            field for field in fields if any(cell(_values_of(row).get(field.name)) for row in rows)
        ]
        console.print(_table(console, rows, used))
        _doubts(console, rows, told, sources)
    elif any(one.records for one in told.extractions):
        console.print(Text("  what it tells of stands with another article that does"))
    else:
        console.print(Text("  nothing found"))
        for why in dict.fromkeys(said for one in told.extractions for said in one.run.notes):
            _tell(console, plain(why))
    _outvoted(console, told.extractions, fields)
    console.print()


def _table(console: Console, rows: Sequence["Entry"], fields: Sequence[Field]) -> Table:
    """The table: the paragraphs first, then as many columns as the fields need and have room for."""
    box = _box() if _unicode(console) else None
    # With a box one of the cells between two columns is what parts them.
    space = layout.GAP if box is None else layout.GAP - 1
    table = Table(box=box, show_lines=True, padding=(0, space, 0, 0))
    pilcrow = _pilcrow(console)
    first = max(
        len(word) for word in [pilcrow.strip(), *(w for row in rows for w in _where(row).split())]
    )
    room = console.width - _EDGES - first - layout.GAP - space
    headings = [[layout.Value(field.name.replace("_", " "))] for field in fields]
    cells = [[_values(row, field.name, console) for field in fields] for row in rows]
    columns = layout.columns(headings, cells, max(room, 1))
    table.add_column(pilcrow.strip(), justify="right", width=first)
    for column in columns:
        heading = column.lines(headings, missing="")
        table.add_column(heading, width=column.width, no_wrap=True, overflow="ignore")
    for row, own in zip(rows, cells, strict=True):
        where = Text(_where(row))
        missing = "–" if _unicode(console) else "-"
        table.add_row(where, *(column.lines(own, missing=missing) for column in columns))
    return table


def _plain(value: Any) -> str:
    """A value without what a terminal or a reader would stumble over."""
    return cell(value).replace("_", " ") if isinstance(value, str) else cell(value)


def _box() -> Any:
    from rich import box

    return box.SIMPLE_HEAD


def _values(row: "Entry", name: str, console: Console) -> list[layout.Value]:
    """The values of a field, each with the sign of its verdict, and what not all answers agree on."""
    value = _values_of(row).get(name)
    is_list = isinstance(value, list) and bool(value)
    values: list[Any] = value if isinstance(value, list) and value else [value]
    out: list[layout.Value] = []
    for index, one in enumerate(values):
        path = f"{name}[{index}]" if is_list else name
        findings = [one for one in row.findings if paths.is_under(one.field, path)]
        bound = next((f for f in findings if f.value is None or is_bound(f)), None)
        signs = [_sign(mark_of(finding), console) for finding in findings]
        signs += [
            (f"{one.share:.0%}", "dim")
            for one in row.agreement
            if paths.is_under(one.field, path) and one.share < 1
        ]
        out.append(layout.Value(_bounds(bound, console) if bound else _plain(one), tuple(signs)))
    return out


def _outvoted(console: Console, group: Sequence[Extraction], fields: Sequence[Field]) -> None:
    """Each record that most of several answers do not have."""
    for extraction in group:
        draws = extraction.draws
        for one in draws.outvoted if draws else ():
            where = f"{_pilcrow(console)}{extraction.paragraph.index + 1}"
            said = "; ".join(filter(None, (_plain(one.record.get(field.name)) for field in fields)))
            told = f"{where} a record of {one.share:.0%} of the answers, left out: {said}"
            _tell(console, told)


def _doubts(
    console: Console, rows: Sequence["Entry"], told: "Told", sources: Mapping[str, str]
) -> None:
    """Each value that the text does not plainly state, with the reason; then what was left out."""
    for row in rows:
        where = f"{_pilcrow(console)}{_where(row)}"
        others = [one for one in row.sources if one.document != told.document.id]
        for document, places in groupby(others, key=lambda one: one.document):
            pilcrow = _pilcrow(console)
            numbers = ", ".join(dict.fromkeys(f"{pilcrow}{one.paragraph + 1}" for one in places))
            _tell(
                console, f"{where} also told in {plain(sources.get(document, document))} {numbers}"
            )
        if row.is_background:
            _tell(console, f"{where} told of long before the news: leave it out of sums")
        for one in row.called:
            if one.why != "aliases":
                continue  # what a user's file says is told; the rest stands in exports
            said = f"{_called(one.field)} {_said_in(one.said)}"
            _tell(console, f"{where} {said} is {plain(one.name)} ({one.why})")
        for finding in row.findings:
            why = note(finding)
            if why is not None:
                what = f"{where} {_called(finding.field)} {_said(finding)}: {plain(why)}"
                _tell(console, what, mark_of(finding))
        for lost in (row.merge or {}).get("left_out", ()):
            said = f"{_called(lost['field'])} {_said_in(lost['value'])}"
            _tell(console, f"{where} {said} is left out: {lost['reason']}")


def _tell(console: Console, words: str, mark: str = "") -> None:
    """A note under the table, behind the sign that it explains."""
    sign, colour = _sign(mark, console) if mark else (" ", "")
    lines = Text(words).wrap(console, console.width - len(_NOTE))
    for number, line in enumerate(lines):
        line.rstrip()
        start = Text(f"  {sign} ", style=colour) if number == 0 else Text(_NOTE)
        console.print(start + line)


def _said(finding: Finding) -> str:
    return "not given" if finding.value is None else _said_in(finding.value)


def _bounds(finding: Finding, console: Console) -> str:
    told = bounds(finding)
    return told if _unicode(console) else told.replace("≥", ">=").replace("≤", "<=")


def _sign(mark: str, console: Console) -> tuple[str, str]:
    sign, plain, colour = MARKS[mark]
    return (sign if _unicode(console) else plain), colour


def _pilcrow(console: Console) -> str:
    return "¶" if _unicode(console) else "par "


def _unicode(console: Console) -> bool:
    return console.encoding.lower().startswith("utf")


_LEGEND: Mapping[str, str] = {
    Verdict.SUPPORTED: "stated",
    Verdict.DERIVED: "follows by arithmetic",
    Verdict.PARTLY: "stated in part or as a bound",
    Verdict.INFERRED: "only hinted at, or elsewhere in the article",
    Verdict.UNCLEAR: "could not be told",
    Verdict.UNSUPPORTED: "not in the text",
    RULES: "stated by rules alone",
}


def _legend(console: Console, marks: set[str]) -> Text:
    """What the signs mean that were shown; no line breaks within the meaning of one."""
    told = [
        f"{_sign(mark, console)[0]} {words}" for mark, words in _LEGEND.items() if mark in marks
    ]
    lines = [""]
    for one in told:
        if lines[-1] and len(lines[-1]) + len(_BETWEEN) + len(one) > console.width:
            lines.append("")
        lines[-1] += (_BETWEEN if lines[-1] else "") + one
    return Text("\n".join(lines), style="dim")


def figures_table(name: str, rows: Mapping[str, Mapping[str, Any]]) -> str:
    """Accuracy and values let through, a row for each group, as text."""
    stream = io.StringIO()
    table = Table(box=None, pad_edge=False)
    table.add_column(name)
    for heading in ("cases", "accuracy", "let through"):
        table.add_column(heading, justify="right")
    for row, figures in rows.items():
        table.add_row(
            Text(row), str(figures["n"]), f"{figures['accuracy']:.3f}",
            f"{figures['false_supported']:.3f}",
        )  # fmt: skip
    Console(file=stream, width=WIDTH).print(table)
    return stream.getvalue()

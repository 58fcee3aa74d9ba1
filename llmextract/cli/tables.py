"""Records as a table for the eye, each checked value marked with its verdict."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import IO, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from llmextract.cells import RULES, bounds, cell, is_bound, mark_of, plain
from llmextract.records import Agreement, Document, Extraction, Finding, Verdict
from llmextract.schema import paths
from llmextract.schema.outline import Field, outline_of

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
_BESIDE = 3
"""Columns that a cell takes beside its words: a space on each side, and what parts it from the next."""
_EDGES = 2
"""Columns of the edges of a table."""


def show(
    extractions: Iterable[Extraction], record: type, stream: IO[str], *, merge: bool = False
) -> None:
    """Write one table for each document, then what its doubtful values are about.

    Args:
        extractions: in document order.
        record: the schema's class.
        stream: where to.
        merge: whether the records of a document that are about one incident are shown as one.
    """
    console = _console(stream)
    fields = [field for field in outline_of(record).asked if not field.evidence]
    shown, samples = False, 1
    for _, group in groupby(extractions, key=lambda e: (e.document.source, e.document.id)):
        paragraphs = list(group)
        if all(e.failure and e.failure.kind == "document" for e in paragraphs):
            continue  # what could not be read is told on standard error; nothing was looked for
        rows = _joined(paragraphs, record) if merge else list(_rows(paragraphs))
        shown = _document(console, paragraphs, rows, fields) or shown
        samples = max(samples, *(e.draws.asked if e.draws else 1 for e in paragraphs))
    if shown:
        console.print(_legend(console))
        if samples > 1 and not merge:
            told = f"60%: so many of {samples} answers agree; where nothing is said, all"
            console.print(Text(told, style="dim"))


def _console(stream: IO[str]) -> Console:
    terminal = stream.isatty()
    if isinstance(stream, io.TextIOWrapper):
        # A character that the terminal does not have is shown as "?", it does not end the run.
        stream.reconfigure(errors="replace")
    return Console(file=stream, width=None if terminal else WIDTH, highlight=False)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table.

    Attributes:
        paragraphs: indices of the paragraphs that it comes from.
        record: the record.
        findings: what the verifier said of its values.
        left_out: lines on the values that were left out when records were joined.
        agreement: how far several answers agree on its values, where several were drawn.
    """

    paragraphs: tuple[int, ...]
    record: Mapping[str, Any]
    findings: Sequence[Finding]
    left_out: tuple[str, ...] = ()
    agreement: tuple[Agreement, ...] = ()

    @property
    def where(self) -> str:
        """The paragraphs as a reader counts them."""
        return ", ".join(str(index + 1) for index in self.paragraphs)


def _rows(group: Sequence[Extraction]) -> Iterator[Row]:
    for extraction in group:
        index = (extraction.paragraph.index,)
        for number, (record, findings) in enumerate(extraction):
            agreement = extraction.agreement_of(number)
            yield Row(index, record, findings, agreement=agreement)


def _joined(group: Sequence[Extraction], record: Any) -> list[Row]:
    from llmextract.merge import merge_document

    return [
        Row(
            tuple(sorted({paragraph for paragraph, _ in one.members})),
            one.record,
            one.findings,
            tuple(
                f"{paths.head(lost.field)} {_said_in(lost.value)}, left out: {lost.reason}"
                for lost in one.left_out
            ),
        )
        for one in merge_document(group, record)
    ]


def _said_in(value: Any) -> str:
    return f'"{cell(value)}"'


def _document(
    console: Console, group: Sequence[Extraction], rows: Sequence[Row], fields: Sequence[Field]
) -> bool:
    document: Document = group[0].document
    title = Text(plain(document.source), style="bold")
    if document.title:
        title.append(f"  {plain(document.title)}", style="not bold")
    console.print(title)
    if not rows:
        console.print(Text("  nothing found"))
        _outvoted(console, group, fields)
        console.print()
        return False
    used = [field for field in fields if any(cell(row.record.get(field.name)) for row in rows)]
    box = _box() if _unicode(console) else None
    table = Table(box=box, show_lines=True, pad_edge=False, padding=(0, 1))
    table.add_column(_pilcrow(console), justify="right")
    where = [_pilcrow(console), *(word for row in rows for word in row.where.split())]
    room = console.width - _EDGES - max(map(len, where))
    for field, width in zip(used, _widths(used, rows, room), strict=True):
        table.add_column(field.name.replace("_", " "), overflow="fold", min_width=width)
    for row in rows:
        cells = [_marked(row, field.name, console) for field in used]
        table.add_row(Text(row.where), *cells)
    console.print(table)
    _doubts(console, rows)
    _outvoted(console, group, fields)
    console.print()
    return True


def _widths(fields: Sequence[Field], rows: Sequence[Row], room: int) -> list[int]:
    """The least width of each column: its longest word, so that words are folded only if they must.

    Where the words do not fit side by side the longest give way first; a column never drops out.

    Args:
        fields: the fields that have a column.
        rows: the rows of the table.
        room: what the edges of the table and its first column leave.
    """
    longest = [_longest_word(field, rows) for field in fields]
    for most in range(14, 3, -1):
        widths = [min(length, most) for length in longest]
        if sum(widths) + _BESIDE * len(widths) <= room:
            return widths
    return [3] * len(fields)


def _longest_word(field: Field, rows: Sequence[Row]) -> int:
    words = [word for row in rows for word in _plain(row.record.get(field.name)).split()]
    return max(map(len, [*words, *field.name.split("_")]))


def _plain(value: Any) -> str:
    """A value without what a terminal or a reader would stumble over."""
    return cell(value).replace("_", " ") if isinstance(value, str) else cell(value)


def _box() -> Any:
    from rich import box

    return box.SIMPLE_HEAD


def _marked(row: Row, name: str, console: Console) -> Text:
    """The values of a field, each with the sign of its verdict, and what not all answers agree on."""
    value = row.record.get(name)
    is_list = isinstance(value, list) and bool(value)
    values: list[Any] = value if isinstance(value, list) and value else [value]
    out = Text()
    for index, one in enumerate(values):
        if index:
            out.append("\n")
        path = f"{name}[{index}]" if is_list else name
        findings = [one for one in row.findings if paths.is_under(one.field, path)]
        bound = next((f for f in findings if f.value is None or is_bound(f)), None)
        out.append(_bounds(bound, console) if bound else _plain(one))
        for finding in findings:
            sign, colour = _sign(mark_of(finding), console)
            out.append(f" {sign}", style=colour)
        for one in row.agreement:
            if paths.is_under(one.field, path) and one.share < 1:
                out.append(f" {one.share:.0%}", style="dim")
    return out


def _outvoted(console: Console, group: Sequence[Extraction], fields: Sequence[Field]) -> None:
    """Each record that most of several answers do not have."""
    for extraction in group:
        draws = extraction.draws
        for one in draws.outvoted if draws else ():
            where = f"{_pilcrow(console)}{extraction.paragraph.index + 1}"
            said = "; ".join(filter(None, (_plain(one.record.get(field.name)) for field in fields)))
            told = f"{where} a record of {one.share:.0%} of the answers, left out: {said}"
            console.print(Text(f"    {told}"))


def _doubts(console: Console, rows: Sequence[Row]) -> None:
    """Each value that the text does not plainly state, with the reason; then what was left out."""
    for row in rows:
        where = f"{_pilcrow(console)}{row.where}"
        for finding in row.findings:
            mark = mark_of(finding)
            if is_bound(finding) or (mark == Verdict.SUPPORTED and not finding.elsewhere):
                continue
            sign, colour = _sign(mark, console)
            line = Text(f"  {sign} ", style=colour)
            what = f"{paths.head(finding.field)} {_said(finding)}: {plain(finding.reason)}"
            line.append(f"{where} {what}", style="default")
            console.print(line)
        for told in row.left_out:
            console.print(Text(f"    {where} {told}"))


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


def _legend(console: Console) -> Text:
    told = {
        Verdict.SUPPORTED: "stated",
        Verdict.DERIVED: "follows by arithmetic",
        Verdict.PARTLY: "stated in part or as a bound",
        Verdict.INFERRED: "only hinted at, or elsewhere in the article",
        Verdict.UNCLEAR: "could not be told",
        Verdict.UNSUPPORTED: "not in the text",
        RULES: "stated by rules alone",
    }
    out = Text()
    for mark, words in told.items():
        sign, colour = _sign(mark, console)
        out.append(f"{sign} ", style=colour)
        out.append(f"{words}   ")
    return out


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

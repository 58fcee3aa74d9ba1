"""Checks the rows of a table: cells against the text that stands in another cell of the row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from llmextract.records import Finding, Span, worst
from llmextract.verification.marks import Grounded
from llmextract.verification.strings import leaves_of
from llmextract.verification.verifier import finding_of, source_text_of


@dataclass(frozen=True, slots=True)
class RowCheck:
    """What is checked in each row.

    Attributes:
        text: the column of the text.
        marks: how a column is checked, by its name.
        context: the column of the headline, dateline or paragraph before; may be empty in a row.
        language: ISO 639-1 code of the text; ``None``: found out.
    """

    text: str
    marks: Mapping[str, Grounded] = field(default_factory=dict)
    context: str | None = None
    language: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the check needs."""
        needed = (self.text, *self.marks, *((self.context,) if self.context else ()))
        return tuple(dict.fromkeys(needed))

    @property
    def added(self) -> tuple[str, ...]:
        """The columns that the check adds, three for each that is checked."""
        return tuple(f"{name}_{what}" for name in self.marks for what in _ADDED)

    def verify(self, row: Mapping[str, str], *, index: int = 0) -> dict[str, list[Finding]]:
        """The findings of a row by its columns; a cell that says nothing has none."""
        context = row.get(self.context) if self.context else None
        source = source_text_of(row[self.text], context=context, language=self.language)
        found: dict[str, list[Finding]] = {}
        for name, mark in self.marks.items():
            leaves = leaves_of(row.get(name), mark, path=name, text=source.text)
            findings = (finding_of(leaf, source, index=index) for leaf in leaves)
            found[name] = [finding for finding in findings if finding is not None]
        return found


_ADDED = ("verdict", "reason", "span")


def cells_of(findings: Mapping[str, Sequence[Finding]]) -> dict[str, str]:
    """The cells of the added columns: the worst verdict of a cell's values, reasons and words."""
    cells = {}
    for name, of_column in findings.items():
        verdict = worst(of_column) or ""
        several = len(of_column) > 1
        cells[f"{name}_verdict"] = str(verdict)
        cells[f"{name}_reason"] = "; ".join(_reason(f, named=several) for f in of_column)
        cells[f"{name}_span"] = "; ".join(_where(_spans(of_column)))
    return cells


def _reason(finding: Finding, *, named: bool) -> str:
    if finding.value is None:
        return f"the cell is empty, the text states {_bounds(finding)} ({finding.reason})"
    return f"{finding.value}: {finding.reason}" if named else finding.reason


def _bounds(finding: Finding) -> str:
    if finding.high is None:
        return f"{finding.low} or more"
    return f"{finding.low} to {finding.high}" if finding.low else f"up to {finding.high}"


def _spans(findings: Iterable[Finding]) -> Iterable[Span]:
    return dict.fromkeys(span for finding in findings for span in finding.spans)


def _where(spans: Iterable[Span]) -> list[str]:
    """Spans as ``12-16 Nine``; those of the context say so, because their offsets count in it."""
    return [
        f"{'context ' if span.where == 'context' else ''}{span.start}-{span.end} {span.text}"
        for span in spans
    ]

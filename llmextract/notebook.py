"""An extraction as a piece of HTML for a notebook: the paragraph with its words marked, and the records.

Everything that comes from a text is escaped and set apart from the direction of the writing around
it; there is no script, no style sheet and nothing that is fetched.
"""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from llmextract.cells import RULES, bounds, cell, is_bound, mark_of, plain
from llmextract.cutting import cut, within
from llmextract.notes import note
from llmextract.records import Extraction, Finding, Verdict
from llmextract.schema import paths

_COLOURS: Mapping[str, str] = {
    Verdict.SUPPORTED: "#cdeccd",
    Verdict.DERIVED: "#cfe8ef",
    Verdict.PARTLY: "#fbeeb8",
    Verdict.INFERRED: "#fbe3c0",
    Verdict.UNCLEAR: "#e6e0f5",
    Verdict.UNSUPPORTED: "#f6c9c9",
    RULES: "#e8e8e8",
}
"""Behind the words of each verdict; all are light enough for dark letters."""
_CELL = "text-align:left;vertical-align:top;padding:2px 8px"


def page(extraction: Extraction) -> str:
    """The extraction as HTML."""
    document, paragraph = extraction.document, extraction.paragraph
    head = f"<b>{_text(document.source)}</b> ¶{paragraph.index + 1}"
    if document.title:
        head += f" · {_text(document.title)}"
    parts = [f"<p>{head}</p>", f"<blockquote>{_marked(extraction)}</blockquote>"]
    if extraction.failure:
        parts.append(f"<p>Failed: {_text(extraction.failure.message)}</p>")
    elif not extraction.records:
        parts.append("<p>nothing found</p>")
    parts += [_record(row, findings) for row, findings in extraction]
    return f'<div class="llmextract">{"".join(parts)}</div>'


def _text(text: str) -> str:
    return f"<bdi>{escape(plain(text))}</bdi>"


def _record(row: Mapping[str, Any], findings: Iterable[Finding]) -> str:
    """One record as a table: a field a line, each value with what the verifier says of it."""
    own = list(findings)
    lines = []
    for name, value in row.items():
        about = [one for one in own if paths.head(one.field) == name]
        items = list(enumerate(value)) if isinstance(value, list | tuple) else [(None, value)]
        told = "".join(
            _value(item, [one for one in about if index is None or _is_of(one, name, index)])
            for index, item in items
        )
        if told:
            heading = _text(name.replace("_", " "))
            lines.append(
                f'<tr><th style="{_CELL}">{heading}</th><td style="{_CELL}">{told}</td></tr>'
            )
    return f"<table>{''.join(lines)}</table>"


def _is_of(finding: Finding, name: str, index: int) -> bool:
    return paths.is_under(finding.field, f"{name}[{index}]")


def _value(value: Any, about: list[Finding]) -> str:
    """A value in a line of its own; nothing where there is none and nothing is said of it."""
    bound = next((one for one in about if one.value is None or is_bound(one)), None)
    words = bounds(bound) if bound else cell(value)
    if not words and not about:
        return ""
    return f"<div>{_text(words)}{''.join(map(_said, about))}</div>"


def _said(finding: Finding) -> str:
    told = note(finding)
    words = f"{finding.verdict}: {plain(told)}" if told else str(finding.verdict)
    style = f"background:{_COLOURS[mark_of(finding)]};color:#222;margin-left:1em"
    return f'<span style="{style}">{_text(words)}</span>'


def _marked(extraction: Extraction) -> str:
    """The paragraph with the words that values rest on; where they overlap the worst verdict shows."""
    paragraph = extraction.paragraph
    spans = ((span, finding) for finding in extraction.findings for span in finding.spans)
    out = []
    for text, over in cut(paragraph.text, within(paragraph, spans)):
        words = escape(text)
        if over:
            worst = max(over, key=lambda one: one.verdict.rank)
            told = escape(f"{worst.field}: {worst.verdict}", quote=True)
            style = f"background:{_COLOURS[mark_of(worst)]};color:#222"
            words = f'<mark style="{style}" title="{told}">{words}</mark>'
        out.append(words)
    return f'<bdi style="white-space:pre-line">{"".join(out)}</bdi>'

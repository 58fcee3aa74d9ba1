"""One page of a comparison: the text beside what each run says, differences marked."""

from collections.abc import Iterator, Sequence
from typing import Any

from llmextract import webpages
from llmextract.alignment.values import SAME, Matcher, Outcome, Said, alike, shown
from llmextract.cells import RULES, mark_of
from llmextract.compare.attention import Attention, Line
from llmextract.compare.comparison import Aligned, Comparison
from llmextract.content import load_schema
from llmextract.costs.pricing import dollars
from llmextract.cutting import cut, within
from llmextract.records import Finding, Verdict
from llmextract.schema.outline import outline_of

_ORDER = (Verdict.SUPPORTED, Verdict.DERIVED, RULES, *list(Verdict)[2:])
"""Marks of values from the best to the worst."""


def render(comparison: Comparison, *, content: Sequence[str] = ()) -> str:
    """The whole page.

    Args:
        comparison: what to show.
        content: folders with the schema, searched before the shipped ones.
    """
    data = page_data(comparison, content=content)
    return webpages.render(_title(comparison), data, package=__package__)


def page_data(comparison: Comparison, *, content: Sequence[str] = ()) -> dict[str, Any]:
    """What the page shows, as a plain JSON object.

    Text comes cut into pieces, each with the values that rest on it: offsets count code points here
    and UTF-16 units in a browser, so none leave this function.
    """
    outline = outline_of(load_schema(comparison.schema, content=tuple(content)))
    sources = list(dict.fromkeys(one.reading.document.source for one in comparison.incidents))
    report = comparison.summary()
    order = {
        id(one): at for at, one in enumerate(sorted(comparison.incidents, key=_place(sources)))
    }
    return {
        **{key: report[key] for key in ("paragraphs", "shared_paragraphs", "pairs")},
        "runs": [
            cost.as_json() | {"cost": None if cost.dollars is None else dollars(cost.dollars)}
            for cost in comparison.costs
        ],
        "gold": {name: {"f1": figures["f1"]} for name, figures in comparison.gold.items()},
        "title": _title(comparison),
        "fields": report["fields"],
        "names": list(comparison.names),
        "documents": sources,
        "attention": {int(one): one.words for one in Attention},
        "incidents": [
            {
                "document": sources.index(one.reading.document.source),
                "heading": one.reading.document.title,
                "paragraph": one.reading.paragraph.index + 1,
                "order": order[id(one)],
                "rank": int(one.rank.attention),
                "reason": one.rank.reason,
                "contrary": one.is_contrary,
                "missed": one.is_missed,
                "found": [index is not None for index in one.members],
                "read": list(one.reading.readers),
                "pieces": list(_pieces(one)),
                "lines": [
                    _line(line, Matcher(outline, one.reading.document.published))
                    for line in one.lines
                    if line.outcome is not Outcome.SILENT or _findings(line)
                ],
            }
            for one in comparison.incidents
        ],
    }


def _title(comparison: Comparison) -> str:
    return f"Comparison: {' · '.join(comparison.names)}"


def _place(sources: Sequence[str]) -> Any:
    """Where an incident stands in the articles, to sort by."""
    places = {source: at for at, source in enumerate(sources)}
    return lambda one: (
        places[one.reading.document.source],
        one.reading.paragraph.start,
        min(index for index in one.members if index is not None),
    )


def _line(line: Line, matcher: Matcher) -> dict[str, Any]:
    return {
        "name": line.kind.name,
        "outcome": str(line.outcome),
        "verified": line.is_verified,
        "cells": [_cell(line, run, matcher) for run in range(len(line.said))],
    }


def _cell(line: Line, run: int, matcher: Matcher) -> list[dict[str, Any]] | None:
    """What one run says in a field; ``None`` where it does not have the incident."""
    own = line.said[run]
    if own is None:
        return None
    out = [
        {"text": shown(value, line.kind), "odd": _is_odd(value, line, matcher)}
        | _judged(own.of_item(path), f"{run}:{path}")
        for path, value in own.items
    ]
    vague = own.findings if not own.items else ()
    return out + [{"text": "", "odd": False} | _judged(vague, f"{run}:{line.kind.name}")] * bool(
        vague
    )


def _judged(findings: Sequence[Finding], key: str) -> dict[str, Any]:
    """Verdict of a value, and why where it is not plainly stated."""
    mark = max(map(mark_of, findings), key=_ORDER.index, default=None)
    reasons = [f.reason for f in findings if f.verdict is not Verdict.SUPPORTED or f.value is None]
    return {"verdict": mark, "reason": "; ".join(reasons), "key": key}


def _is_odd(value: Any, line: Line, matcher: Matcher) -> bool:
    """Whether another run that has the incident does not say this."""
    return any(
        not any(
            alike(value, theirs, line.kind, outline=matcher.outline, published=matcher.published)
            == SAME
            for _, theirs in other.items
        )
        for other in line.said
        if other is not None
    )


def _findings(line: Line) -> list[Finding]:
    return [finding for one in line.said if one is not None for finding in one.findings]


def _pieces(one: Aligned) -> Iterator[dict[str, Any]]:
    """The paragraph cut where the words that values rest on begin and end."""
    paragraph = one.reading.paragraph
    spans = (
        (span, (key, mark_of(finding)))
        for run, line in ((r, li) for li in one.lines for r in range(len(li.said)))
        for key, finding in _keyed(line.said[run], f"{run}:", line)
        for span in finding.spans
    )
    for text, here in cut(paragraph.text, within(paragraph, spans)):
        # What a model stated and the text carries is carried, though the rules state it too.
        marks = [mark for _, mark in here if mark != RULES] or [mark for _, mark in here]
        yield {
            "text": text,
            "verdict": max(marks, key=_ORDER.index, default=None),
            "keys": list(dict.fromkeys(key for key, _ in here)),
        }


def _keyed(said: Said | None, prefix: str, line: Line) -> Iterator[tuple[str, Finding]]:
    """The findings of a field with the key of the item that each is of."""
    if said is None:
        return
    for path, _ in said.items or ((line.kind.name, None),):
        for finding in said.of_item(path):
            yield prefix + path, finding

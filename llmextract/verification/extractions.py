"""Checks what langextract found, from its objects or from the lines of the JSONL that it writes.

langextract aligns the words of an extraction with the text and never looks at its attributes; here
the attributes are checked as values.  It is not imported: anything with these names will do.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from llmextract.errors import UsageError
from llmextract.records import Context, Finding
from llmextract.verification.marks import Grounded
from llmextract.verification.source_text import SourceText
from llmextract.verification.strings import leaves_of
from llmextract.verification.verifier import finding_of, source_text_of

TEXT = "extraction_text"
"""The name under which the words of an extraction itself are checked."""

_ALIGNED = frozenset({None, "match_exact"})


def verify_extractions(
    document: Any,
    text: str | None = None,
    *,
    marks: Mapping[str, Grounded],
    context: str | Context | None = None,
    language: str = "en",
) -> tuple[Finding, ...]:
    """Check the attributes of langextract's extractions against the text.

    ::

        marks = {"killed": Grounded("number", role="killed"), "place": Grounded("place")}
        findings = verify_extractions(annotated_document, marks=marks)

    Args:
        document: an ``AnnotatedDocument``, a line of its JSONL as a mapping, or a list of
            extractions. Attributes may be strings ("5", "five", "1,200") or lists of them.
        text: the text; by default the document's own.
        marks: how an attribute is checked, by its name. ``extraction_text`` names the words of the
            extraction itself; ``CLASS.NAME`` holds for extractions of that class only and goes
            before a plain name.
        context: headline, dateline or the paragraph before, as for ``verify``.
        language: which language tables read the numbers.

    Returns:
        A finding for each checked value: ``record`` is the number of the extraction, from 0, and
        ``field`` the name of the attribute. Where langextract aligned an extraction exactly, words
        from other sentences are marked ``elsewhere``.

    Raises:
        UsageError: there are no extractions, no text, or the text is no string.
    """
    extractions = document if isinstance(document, list | tuple) else _get(document, "extractions")
    if extractions is None:
        raise UsageError(
            f"a {type(document).__name__} has no extractions",
            hint="give langextract's AnnotatedDocument, or a line of its JSONL",
        )
    text = _get(document, "text") if text is None else text
    if text is None:
        raise UsageError("the extractions come without their text", hint="give it: text=…")
    source = source_text_of(text, context=context, language=language)
    return tuple(_findings(extractions, source, marks))


def _findings(
    extractions: Iterable[Any], source: SourceText, marks: Mapping[str, Grounded]
) -> Iterator[Finding]:
    for index, extraction in enumerate(extractions):
        stretches = _stretches(extraction, source)
        for name, value, mark in _marked(extraction, marks):
            for leaf in leaves_of(value, mark, path=name, text=source.text):
                finding = finding_of(leaf, source, stretches, index=index)
                if finding is not None:
                    yield finding


def _marked(extraction: Any, marks: Mapping[str, Grounded]) -> Iterator[tuple[str, Any, Grounded]]:
    """Name, value and mark of what is checked, the extraction's own words first."""
    values = {TEXT: _get(extraction, TEXT), **(_get(extraction, "attributes") or {})}
    of_class = f"{_get(extraction, 'extraction_class')}."
    for name, value in values.items():
        mark = marks.get(of_class + name) or marks.get(name)
        if mark is not None:
            yield name, value, mark


def _stretches(extraction: Any, source: SourceText) -> list[tuple[int, int]] | None:
    """The sentences in which an extraction stands; ``None`` where the alignment is a guess."""
    interval = _get(extraction, "char_interval")
    start, end = _get(interval, "start_pos"), _get(interval, "end_pos")
    status = _get(extraction, "alignment_status")
    if start is None or end is None or getattr(status, "value", status) not in _ALIGNED:
        return None
    start, end = source.position(start), source.position(end)
    return [bound for bound in source.bounds if bound[0] < end and start < bound[1]] or None


def _get(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)

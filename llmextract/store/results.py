"""Verified results in the store: what one depends on, and how it is written and read."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from llmextract import runfile
from llmextract.model import digest
from llmextract.records import Context, Document, Extraction, Paragraph

_RESULTS = 5
"""Counts up when a kept result would be another today: 5 is sealed."""


_SKELETON = (
    '{"value":{"records":[{"name":"","kind":null,"within":[]}]}],"findings":[{"record":0,"field":'
    '"[0].name","value":"","verdict":"unsupported","low":null,"high":null,"reason":"derived partly '
    'inferred unclear not in the text the text states ","spans":[{"start":,"end":,"text":"","where":'
    '"context"}],"where":"article","from":"rules","by":"rules"},{"record":0,"field":"","value":1,'
    '"verdict":"supported","low":1,"high":1,"reason":"","spans":[],"where":"paragraph","from":'
    '"model","by":"rules"}],"run":{"model":"","digest":"","cached":false,"seconds":0.0,"attempts":0,'
    '"usage":{"prompt_tokens":0,"completion_tokens":0},"reading":"open","notes":["'
    '"digests":["]}},"seal":"'
)
"""What the JSON of all results has: keys and the usual values, in one way of writing it."""


def common_of(fields: Iterable[str], model: str) -> str:
    """What the JSON of the results of one run has in common.

    Args:
        fields: names of the record's fields.
        model: full name of the model.
    """
    return "".join(f'"{one}":null,' for one in fields) + f'"model":"{model}"' + _SKELETON


def key_of(paragraph: Paragraph, context: Context, settings: Mapping[str, Any]) -> str:
    """Digest of all that a verified result depends on.

    Left out: the document's id and source (they are put in when it is served) and everything that
    only changes how fast an answer comes.

    Args:
        paragraph: what was read.
        context: what was known besides it.
        settings: digests of schema, prompt, article, the reading, the verifier, the sampling.
    """
    return digest(
        {
            "text": paragraph.text,
            "context": [context.title, context.dateline, context.before, context.published],
            # Findings point into the document, so where the paragraph stands counts too. The same
            # words elsewhere are verified anew from the kept reply, which asks no model.
            "offsets": [paragraph.start, sorted(context.offsets.items())],
            "results": _RESULTS,
            **settings,
        }
    )


def to_store(extraction: Extraction) -> dict[str, Any]:
    """A result as plain JSON, without document and paragraph."""
    row = runfile.to_json(extraction)
    draws = runfile.draws_to_json(extraction.draws)
    return {"records": row["records"], "findings": row["findings"], "run": row["run"], **draws}


def from_store(kept: Mapping[str, Any], document: Document, paragraph: Paragraph) -> Extraction:
    """The extraction of a kept result, marked as cached where there was an answer."""
    extraction = Extraction(
        document=document,
        paragraph=paragraph,
        records=tuple(kept["records"]),
        findings=tuple(runfile.finding_from_json(row) for row in kept["findings"]),
        failure=None,
        run=runfile.run_from_json(kept["run"]),
        draws=runfile.draws_from_json(kept),
    )
    run = extraction.run
    return replace(extraction, run=replace(run, cached=run.attempts > 0))

"""Documents with their incidents as the review is given them, out of runs made by hand."""

import hashlib
from collections.abc import Sequence

from llmextract import runfile
from llmextract.cli import telling
from llmextract.content import load_schema
from llmextract.outputs import Told, write_run
from llmextract.review.page import Source
from llmextract.runfile import RunFile


def told_of(run: RunFile, number: int = 0) -> Sequence[Told]:
    """The documents of a run, merged and explained."""
    record = load_schema(str(run.header["schema"]))
    groups = telling.groups_of(run.extractions, number)
    return list(telling.across(groups, record, is_explained=True))


def text_of(run: RunFile) -> str:
    """The run file as it is written."""
    return "".join(write_run({**run.header, "format": runfile.FORMAT}, run.extractions))


def source_of(run: RunFile, name: str = "run.jsonl") -> Source:
    """The run file as the page names it."""
    digest = hashlib.sha256(text_of(run).encode("utf-8", "replace")).hexdigest()
    return Source(name, digest, run.header)

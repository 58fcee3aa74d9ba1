"""One JSON array with the objects that JSONL has a line each for."""

import json
from collections.abc import Iterator

from llmextract.outputs.entries import Export, to_json


def write(export: Export) -> Iterator[str]:
    """The array, one entry a line."""
    yield "["
    between = "\n"
    for document, entry in export.entries():
        yield between + json.dumps(to_json(document, entry), ensure_ascii=False)
        between = ",\n"
    yield "\n]\n"

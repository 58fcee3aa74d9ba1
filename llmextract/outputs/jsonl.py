"""One JSON object a line for each incident: for other programs, and for ``jq``."""

import json
from collections.abc import Iterator

from llmextract.outputs.entries import Export, to_json


def write(export: Export) -> Iterator[str]:
    """A line for each entry."""
    for document, entry in export.entries():
        yield json.dumps(to_json(document, entry), ensure_ascii=False) + "\n"

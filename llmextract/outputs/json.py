"""One JSON array of records, each with its findings and where it was found: for other programs."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from llmextract import runfile
from llmextract.records import Extraction


def write(
    header: Mapping[str, Any], extractions: Iterable[Extraction], record: type
) -> Iterator[str]:
    """The array, one record a line; paragraphs without a record do not appear."""
    yield "["
    between = "\n"
    for extraction in extractions:
        for number, (row, findings) in enumerate(extraction):
            entry: dict[str, Any] = {
                "document": extraction.document.id,
                "source": extraction.document.source,
                "paragraph": extraction.paragraph.index,
                "record": row,
                "findings": [runfile.finding_to_json(finding) for finding in findings],
            }
            if extraction.draws is not None:
                drawn = extraction.agreement_of(number)
                entry["agreement"] = [runfile.agreement_to_json(one) for one in drawn]
            yield between + json.dumps(entry, ensure_ascii=False)
            between = ",\n"
    yield "\n]\n"

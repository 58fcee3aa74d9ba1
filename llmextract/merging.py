"""Joins the records of one document that are about the same thing."""
from dataclasses import dataclass
@dataclass(frozen=True, slots=True)
class Merged:
    record: dict
def merge_document(extractions, record):
    return tuple(Merged(dict(r)) for e in extractions for r in e.records)

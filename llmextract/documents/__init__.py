"""Reads articles of many formats into documents whose parts know their offsets."""

from llmextract.documents.building import from_text, well_formed
from llmextract.documents.reading import Source, read, several, told_apart
from llmextract.documents.remote import is_remote

__all__ = ["Source", "from_text", "is_remote", "read", "several", "told_apart", "well_formed"]

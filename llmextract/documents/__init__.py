"""Reads articles of many formats into documents whose parts know their offsets."""

from llmextract.documents.building import from_text, well_formed
from llmextract.documents.reading import Source, read, several, told_apart

__all__ = ["Source", "from_text", "read", "several", "told_apart", "well_formed"]

"""Reads articles of many formats into documents whose parts know their offsets."""

from llmextract.documents.building import from_text, well_formed
from llmextract.documents.reading import read, told_apart

__all__ = ["from_text", "read", "told_apart", "well_formed"]

"""Reads articles of many formats into documents whose parts know their offsets."""

from llmextract.documents.building import from_text
from llmextract.documents.reading import read

__all__ = ["from_text", "read"]

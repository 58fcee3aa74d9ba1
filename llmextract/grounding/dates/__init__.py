"""Dates: finds them in a text as written, checks a value against them, resolves them."""

from llmextract.grounding.dates.expressions import Expression, Stated, expressions, offered
from llmextract.grounding.dates.judging import judge
from llmextract.grounding.dates.resolving import resolve

__all__ = ["Expression", "Stated", "expressions", "judge", "offered", "resolve"]

"""Dates: finds them in a text as written, checks a value against them, resolves them."""

from llmextract.verification.dates.expressions import Expression, Stated, expressions, offered
from llmextract.verification.dates.judging import judge
from llmextract.verification.dates.resolving import resolve

__all__ = ["Expression", "Stated", "expressions", "judge", "offered", "resolve"]

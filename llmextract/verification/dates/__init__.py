"""Dates: finds them in a text as written, checks a value against them, resolves them."""

from llmextract.verification.dates.expressions import expressions, offered
from llmextract.verification.dates.indexing import alike
from llmextract.verification.dates.judging import in_part, judge
from llmextract.verification.dates.resolving import resolve
from llmextract.verification.dates.stating import Expression, Stated

__all__ = ["Expression", "Stated", "alike", "expressions", "in_part", "judge", "offered", "resolve"]

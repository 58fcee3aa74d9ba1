"""Dates: finds them in a text as written, checks a value against them, resolves them."""

from llmextract.verification.dates.expressions import expressions, offered
from llmextract.verification.dates.indexing import alike
from llmextract.verification.dates.judging import judge
from llmextract.verification.dates.meaning import Meaning, meant, resolve
from llmextract.verification.dates.moments import ends_of
from llmextract.verification.dates.stating import Expression, Stated

__all__ = [
    "Expression",
    "Meaning",
    "Stated",
    "alike",
    "ends_of",
    "expressions",
    "judge",
    "meant",
    "offered",
    "resolve",
]

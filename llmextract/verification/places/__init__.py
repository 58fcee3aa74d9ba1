"""The place checker: which places a source names, and how far it carries a value as one."""

from llmextract.verification.places.capitals import likely
from llmextract.verification.places.judging import judge, spellings
from llmextract.verification.places.mentioning import Mention, innermost, mentions, offered

__all__ = [
    "Mention",
    "innermost",
    "judge",
    "likely",
    "mentions",
    "offered",
    "spellings",
]

"""The place checker: which places a passage names, and how far it carries a value as one."""

from llmextract.grounding.places.capitals import likely
from llmextract.grounding.places.judging import judge
from llmextract.grounding.places.mentioning import Mention, innermost, mentions, offered

__all__ = [
    "Mention",
    "innermost",
    "judge",
    "likely",
    "mentions",
    "offered",
]

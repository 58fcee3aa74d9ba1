"""The place checker: which places a passage names, and how far it carries a value as one."""

from llmextract.grounding.places.capitals import is_anywhere, likely, may_be_name
from llmextract.grounding.places.judging import judge
from llmextract.grounding.places.mentioning import Mention, innermost, mentions, offered

__all__ = [
    "Mention",
    "innermost",
    "is_anywhere",
    "judge",
    "likely",
    "may_be_name",
    "mentions",
    "offered",
]

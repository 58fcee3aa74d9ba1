"""Actors: who acts and who is hit, as the syntax of a text tells it."""

from llmextract.verification.actors.mentioning import Mention, mentions, tools
from llmextract.verification.actors.parts import Part

__all__ = ["Mention", "Part", "mentions", "tools"]

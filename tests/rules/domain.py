"""The shipped trigger files, as the rules read them."""

from functools import lru_cache

from llmextract import rules
from llmextract.content import load_prompt


@lru_cache
def shipped(name: str) -> rules.Triggers:
    return rules.read_triggers(load_prompt(name).triggers, name)

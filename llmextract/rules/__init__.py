"""The reader without a model: triggers, roles, candidates; the words of a domain are its data."""

from llmextract.rules.sketching import sketch as templates
from llmextract.rules.triggers import Cues as Triggers
from llmextract.rules.triggers import read_cues as read_triggers

__all__ = ["Triggers", "read_triggers", "templates"]

"""The reader without a model: triggers, templates, roles, candidates.

The words of a domain are its data (``prompts/NAME.triggers.toml``), those of a language the
language's (``clauses/languages``).  Nothing here knows of a run, a prompt, a store or a model.
"""

from llmextract.rules.agency import is_place_name
from llmextract.rules.parting import Apart, apart, points_back
from llmextract.rules.reading import kinds_told, read, read_template
from llmextract.rules.templates import Template, templates
from llmextract.rules.triggers import Triggers, read_triggers

__all__ = [
    "Apart",
    "Template",
    "Triggers",
    "apart",
    "is_place_name",
    "kinds_told",
    "points_back",
    "read",
    "read_template",
    "read_triggers",
    "templates",
]

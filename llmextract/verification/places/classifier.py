"""How likely an event is at a name by the words around it, as learnt from labelled texts.

A logistic regression over the features of ``features``, and one over what comes of it for a name and for
the others of its text (``company``).  The weights lie in ``languages/``;
``python -m benchmarks.place_classifier fit`` learns them.  It shares no rule with the verifier, so that
the two can be held against each other.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from itertools import repeat
from typing import Any

from llmextract.verification.once import once
from llmextract.verification.places.company import Facts
from llmextract.verification.places.features import Features

FILE = "languages/en.conflict.classifier.json"


@dataclass(frozen=True, slots=True)
class Classifier:
    """The weights.

    Attributes:
        bias: log odds where nothing is known.
        weights: what each feature adds, by its kind; those that are not there add nothing.
        start: log odds of which the facts are added.
        facts: what each fact adds, times its value; learnt from texts that neither the rules nor the
            weights had seen.
    """

    bias: float
    weights: Mapping[str, Mapping[str, float]]
    start: float = 0.0
    facts: Mapping[str, float] = field(default_factory=dict)

    def log_odds(self, features: Features) -> float:
        """Log odds that an event of the report is there, by the words alone."""
        total = self.bias
        for kind, words in features.items():
            known = self.weights.get(kind, _NONE)
            total += sum(map(known.get, words, repeat(0.0)))
        return total

    def probability(self, known: Facts) -> float:
        """The chance that an event of the report is there, given all that is known of a name."""
        odds = self.start + sum(self.facts.get(name, 0.0) * value for name, value in known.items())
        return 1 / (1 + math.exp(-odds))

    def to_json(self) -> str:
        """As the file has it."""
        told = {
            "bias": self.bias,
            "start": self.start,
            "facts": self.facts,
            "weights": self.weights,
        }
        return json.dumps(told, ensure_ascii=False, indent=0)


_NONE: Mapping[str, float] = {}


def read(told: Mapping[str, Any]) -> Classifier:
    """A classifier from what its file holds."""
    return Classifier(told["bias"], told["weights"], told["start"], told["facts"])


@once
def loaded() -> Classifier:
    """The classifier of English; read at the first call."""
    file = resources.files(__package__) / FILE
    return read(json.loads(file.read_text(encoding="utf-8")))

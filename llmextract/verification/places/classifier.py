"""How likely an event is at a name by the words around it, as learnt from labelled texts.

A logistic regression over the features of ``features``.  Its weights lie in ``languages/``;
``python -m benchmarks.place_classifier fit`` learns them.  It shares no rule with the verifier, so that
the two can be held against each other.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from llmextract.records import Verdict
from llmextract.verification.once import once
from llmextract.verification.places.features import Features

FILE = "languages/en.conflict.classifier.json"


@dataclass(frozen=True, slots=True)
class Classifier:
    """The weights.

    Attributes:
        bias: log odds where nothing is known.
        weights: what each feature adds, by its kind; those that are not there add nothing.
        scale: for each verdict of the rules the factor and the summand that make log odds given the
            words and that verdict of log odds given the words alone (Platt scaling, learnt from texts
            that neither the rules nor the weights had seen).
    """

    bias: float
    weights: Mapping[str, Mapping[str, float]]
    scale: Mapping[str, tuple[float, float]]

    def log_odds(self, features: Features) -> float:
        """Log odds that an event of the report is there, by the words alone."""
        total = self.bias
        for kind, words in features.items():
            known = self.weights.get(kind, _NONE)
            for word in words:
                total += known.get(word, 0.0)
        return total

    def probability(self, features: Features, verdict: Verdict) -> float:
        """The chance that an event of the report is there, given the words and what rules say."""
        factor, summand = self.scale[verdict.value]
        return 1 / (1 + math.exp(-(factor * self.log_odds(features) + summand)))

    def to_json(self) -> str:
        """As the file has it."""
        told = {"bias": self.bias, "scale": self.scale, "weights": self.weights}
        return json.dumps(told, ensure_ascii=False, indent=0)


_NONE: Mapping[str, float] = {}


def read(told: Mapping[str, Any]) -> Classifier:
    """A classifier from what its file holds."""
    scale = {verdict: (factor, summand) for verdict, (factor, summand) in told["scale"].items()}
    return Classifier(told["bias"], told["weights"], scale)


@once
def loaded() -> Classifier:
    """The classifier of English; read at the first call."""
    file = resources.files(__package__) / FILE
    return read(json.loads(file.read_text(encoding="utf-8")))

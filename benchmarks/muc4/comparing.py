"""Two sets of predictions against one key, with the chance that they do not differ."""

from collections.abc import Sequence
from dataclasses import asdict

from benchmarks.muc4.answers import answer
from benchmarks.muc4.key import KeyDocument
from benchmarks.muc4.matching import exact
from benchmarks.muc4.scoring import Predictions
from benchmarks.muc4.tallying import Slots
from llmextract.evaluate import bootstrapping
from llmextract.evaluate.bootstrapping import Unit
from llmextract.evaluate.tally import Tally


def compare(
    key: Sequence[KeyDocument], predictions: Predictions, baseline: Predictions
) -> dict[str, dict[str, float]]:
    """How the exact F1 of each slot and of all differs from a baseline, paired by document.

    Returns:
        For ``relevance``, each slot and ``micro``: ``baseline``, ``difference``, ``low``, ``high``
        and ``p``.
    """
    found = bootstrapping.differences(_units(key, predictions), _units(key, baseline))
    return {name: asdict(difference) for name, difference in found.items()}


def _units(key: Sequence[KeyDocument], predictions: Predictions) -> list[Unit]:
    return [_unit(document, predictions) for document in key]


def _unit(document: KeyDocument, predictions: Predictions) -> Unit:
    answers = [answer(row) for row in predictions.get(document.id, ())]
    slots = Slots.measured_by(exact)
    slots.count(answers, document.templates)
    relevance, micro = Tally(), Tally()
    is_relevant = any(not template.is_optional for template in document.templates)
    if is_relevant or not document.templates:
        if answers:
            relevance.predict(is_relevant)
        if is_relevant:
            relevance.want(bool(answers))
    for name in slots.main:
        micro += slots.tallies[name]
    return {
        "relevance": relevance,
        **{name: slots.tallies[name] for name in slots.main},
        "micro": micro,
    }

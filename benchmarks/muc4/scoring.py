"""The figures of the MUC-4 benchmark for predictions against its key."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.muc4.answers import Answer, answer
from benchmarks.muc4.key import COUNTS, KeyDocument, Template
from benchmarks.muc4.matching import Pairs, exact, partial
from benchmarks.muc4.tallying import LiteratureSlots, Slots
from llmextract.evaluate.tally import harmonic, percent

Predictions = Mapping[str, Sequence[Mapping[str, Any]]]
"""For each document id its incidents, each in the benchmark's prediction format."""


def score(key: Sequence[KeyDocument], predictions: Predictions) -> dict[str, Any]:
    """All figures of the benchmark, to the digit.

    Args:
        key: the gold documents; one without predictions counts as found empty.
        predictions: incidents by document id; ids that the key does not have are only counted.

    Returns:
        ``documents``, ``relevance``, ``incidents``; ``exact``, ``partial`` and ``literature`` with
        precision, recall and F1 of each slot; ``location``, ``date``, ``killed`` and ``injured``
        among the aligned incidents.
    """
    answers = {id_: [answer(row) for row in rows] for id_, rows in predictions.items()}
    is_split = any(one.is_split for rows in answers.values() for one in rows)
    board = _Board(literature=LiteratureSlots.empty(is_split=is_split))
    for document in key:
        board.count(answers.get(document.id, []), document.templates)
    known = {document.id for document in key}
    return {
        "documents": {
            "scored": len(key),
            "without_prediction_line": sum(d.id not in predictions for d in key),
            "unknown_prediction_ids": len(predictions.keys() - known),
        },
        **board.report(is_split=is_split),
    }


@dataclass(frozen=True, slots=True)
class _Board:
    """Everything that is counted over the documents, each by a counter of its own."""

    literature: LiteratureSlots
    exact: Slots = field(default_factory=lambda: Slots.measured_by(exact))
    partial: Slots = field(default_factory=lambda: Slots.measured_by(partial))
    relevance: Counter[str] = field(default_factory=Counter)
    incidents: Counter[str] = field(default_factory=Counter)
    location: Counter[str] = field(default_factory=Counter)
    date: Counter[str] = field(default_factory=Counter)
    counts: Mapping[str, Counter[str]] = field(
        default_factory=lambda: {name: Counter() for name in COUNTS}
    )

    def count(self, answers: Sequence[Answer], templates: Sequence[Template]) -> None:
        self.relevance[_relevance(answers, templates)] += 1
        pairs = self.exact.count(answers, templates)
        self.partial.count(answers, templates)
        self.literature.count(answers, templates)
        self._count_incidents(answers, templates, pairs)
        for i, j in pairs.items():
            _count_location(self.location, answers[i], templates[j])
            _count_date(self.date, answers[i], templates[j])
            for name, counter in self.counts.items():
                _count_number(counter, answers[i].counts[name], templates[j].counts.get(name))

    def _count_incidents(
        self, answers: Sequence[Answer], templates: Sequence[Template], pairs: Pairs
    ) -> None:
        self.incidents["predicted"] += len(answers)
        self.incidents["gold"] += len(templates)
        self.incidents["gold_required"] += sum(not t.is_optional for t in templates)
        self.incidents["aligned"] += len(pairs)
        self.incidents["aligned_required"] += sum(
            not templates[j].is_optional for j in pairs.values()
        )

    def report(self, *, is_split: bool) -> dict[str, Any]:
        n = self.incidents
        return {
            "relevance": _report_relevance(self.relevance),
            "incidents": dict(
                n,
                precision=_ratio(n["aligned"], n["predicted"]),
                recall=_ratio(n["aligned_required"], n["gold_required"]),
            ),
            "exact": self.exact.report(is_split=is_split),
            "partial": self.partial.report(is_split=is_split),
            "literature": self.literature.report(),
            "location": _report_location(self.location),
            "date": _report_date(self.date),
            **{name: _report_number(counter) for name, counter in self.counts.items()},
        }


def _relevance(answers: Sequence[Answer], templates: Sequence[Template]) -> str:
    """Whether a document was rightly taken for one that reports incidents."""
    if all(template.is_optional for template in templates):
        if templates:
            return "skipped"
        return "fp" if answers else "tn"
    return "tp" if answers else "fn"


def _count_location(counter: Counter[str], given: Answer, template: Template) -> None:
    if not template.places:
        return
    is_right = template.finest_place_in(given.locations)
    counter["n"] += 1
    counter["finest"] += is_right
    counter["any"] += template.any_place_in(given.locations)
    counter["none_given"] += not given.locations
    if template.is_below_country:
        counter["below_n"] += 1
        counter["below"] += is_right


def _count_date(counter: Counter[str], given: Answer, template: Template) -> None:
    if not template.dates:
        return
    is_right = template.is_on(given.date)
    counter["n"] += 1
    counter["in_range"] += is_right
    counter["none_given"] += given.date is None
    if template.is_dated_to_the_day:
        counter["exact_n"] += 1
        counter["exact"] += is_right


def _count_number(
    counter: Counter[str], given: int | None, count: Mapping[str, int | None] | None
) -> None:
    if count is None:
        counter["silent_n"] += 1
        counter["silent_given"] += bool(given)
        return
    value, least, most = count["value"], count["min"], count["max"]
    if value is not None:
        counter["n"] += 1
        counter["right"] += given == value
        counter["none_given"] += given is None
        if value > 0:
            counter["nonzero_n"] += 1
            counter["nonzero_right"] += given == value
    elif least is not None or most is not None:
        counter["bounded_n"] += 1
        counter["bounded_right"] += _lies_in(given, least, most)


def _lies_in(given: int | None, least: int | None, most: int | None) -> bool:
    return (
        given is not None and (least is None or given >= least) and (most is None or given <= most)
    )


def _report_relevance(n: Counter[str]) -> dict[str, Any]:
    precision = n["tp"] / (n["tp"] + n["fp"]) if n["tp"] + n["fp"] else 0.0
    recall = n["tp"] / (n["tp"] + n["fn"]) if n["tp"] + n["fn"] else 0.0
    return {
        "p": percent(precision),
        "r": percent(recall),
        "f1": percent(harmonic(precision, recall)),
        **{name: n[name] for name in ("tp", "fp", "fn", "tn")},
        "skipped_optional_only": n["skipped"],
    }


def _report_location(n: Counter[str]) -> dict[str, Any]:
    return {
        "aligned_with_gold_location": n["n"],
        "finest_accuracy": _ratio(n["finest"], n["n"]),
        "any_level_accuracy": _ratio(n["any"], n["n"]),
        "none_given": n["none_given"],
        "below_country_n": n["below_n"],
        "below_country_accuracy": _ratio(n["below"], n["below_n"]),
    }


def _report_date(n: Counter[str]) -> dict[str, Any]:
    return {
        "aligned_with_gold_date": n["n"],
        "in_range_accuracy": _ratio(n["in_range"], n["n"]),
        "exact_n": n["exact_n"],
        "exact_accuracy": _ratio(n["exact"], n["exact_n"]),
        "none_given": n["none_given"],
    }


def _report_number(n: Counter[str]) -> dict[str, Any]:
    return {
        "determinate_n": n["n"],
        "accuracy": _ratio(n["right"], n["n"]),
        "none_given": n["none_given"],
        "nonzero_n": n["nonzero_n"],
        "nonzero_accuracy": _ratio(n["nonzero_right"], n["nonzero_n"]),
        "bounded_n": n["bounded_n"],
        "bounded_accuracy": _ratio(n["bounded_right"], n["bounded_n"]),
        "key_silent_n": n["silent_n"],
        "key_silent_but_given": n["silent_given"],
    }


def _ratio(part: float, whole: float) -> float | None:
    return round(100 * part / whole, 2) if whole else None

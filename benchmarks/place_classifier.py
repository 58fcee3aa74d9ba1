"""The classifier of places: learnt from labelled texts, and tried on those that it has not seen.

    python -m benchmarks.place_classifier test [CASES.jsonl ...]
    python -m benchmarks.place_classifier fit

``test`` leaves out one eighth of the files of texts and cases after the other, learns from the rest, and
prints what rules, classifier and both say of it; no rule was made from ``benchmarks/places``, rules were
from the cases in ``tests``.  ``CASES`` are never learnt from.  ``fit`` learns from all and writes the
weights into the package.  Needs ``pip install 'llmextract[train]'``.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llmextract.records import Verdict
from llmextract.verification.judgement import Judgement
from llmextract.verification.places import classifier, doubting, judging
from llmextract.verification.places.classifier import Classifier
from llmextract.verification.places.company import Facts, Other, facts, others
from llmextract.verification.places.features import Features, features
from llmextract.verification.places.weighing import Weighed
from llmextract.verification.source_text import SourceText

ROOT = Path(__file__).parent.parent
TEXTS = ROOT / "benchmarks" / "places"
CASES = (
    *(ROOT / "tests" / "blind" / f"{name}.jsonl" for name in "abcdefghijklmnop"),
    ROOT / "tests" / "constructions" / "places.jsonl",
)
"""Labelled cases that are learnt from besides: rules learnt from them too."""
CAPITALS = 3
"""Of so many texts one is learnt from in capitals too, as old wires have them."""
SEEN = 3
"""A feature must stand with so many names: what is rarer says more of these texts than of English."""
STRENGTH = 0.2
"""Inverse strength of the L2 penalty."""
SMALLEST = 0.01
"""Weights below it are not kept."""
FOLDS = 8
"""Parts of the files, of which one at a time is left out."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A name in a text, with what the rules say of it.

    Attributes:
        group: the file that it is from.
        happened: whether an event of the report is there.
        found: its features.
        judgement: what the rules say.
        weighed: the places where it stands.
        source: the text.
        beside: the other names of its text.
    """

    group: str
    happened: bool
    found: Features
    judgement: Judgement
    weighed: Sequence[Weighed]
    source: SourceText
    beside: Sequence[Other]

    def facts(self, made: Classifier) -> Facts:
        """What is known of it, by some weights."""
        return facts(self.found, self.beside, self.judgement.verdict, made.log_odds)


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn or try."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.place_classifier")
    parser.add_argument("what", choices=("fit", "test"))
    parser.add_argument("cases", nargs="*", type=Path, metavar="CASES")
    told = parser.parse_args(sys.argv[1:] if arguments is None else arguments)
    texts = [sample for path in sorted(TEXTS.glob("*.jsonl")) for sample in of_texts(path)]
    cases = [sample for path in CASES for sample in of_cases(path)]
    known = unseen(texts, cases)
    made = fitted(texts, cases, known)
    if told.what == "fit":
        target = Path(classifier.__file__).parent / classifier.FILE
        target.write_text(made.to_json() + "\n", encoding="utf-8")
        print(
            f"{len(texts) + len(cases)} names, {sum(map(len, made.weights.values()))} weights: {target.name}"
        )
        return 0
    print(f"{'':14} names   rules: sure unclear let   classifier   both: sure unclear let")
    for part in parts(texts + cases):
        rest = fitted(without(texts, part), without(cases, part), known)
        for group in part:
            left = [sample for sample in texts + cases if sample.group == group]
            print(line(group, left, rest), flush=True)
    for path in told.cases:
        print(line(path.stem, list(of_cases(path)), made))
    return 0


def of_texts(path: Path) -> Iterator[Sample]:
    """The names of a file of texts, each with whether an event is there."""
    for number, row in enumerate(rows(path)):
        texts = [row["text"], row["text"].upper()] if number % CAPITALS == 0 else [row["text"]]
        for text in texts:
            source = SourceText(text, language="en")
            for name, label in row["places"].items():
                yield from sample_of(path.stem, source, name, happened=label == "yes")


def of_cases(path: Path) -> Iterator[Sample]:
    """The places of a file of labelled cases whose names stand in their text."""
    for row in rows(path):
        if row["field"] == "place" and row.get("language", "en") == "en":
            source = SourceText(row["text"], language="en")
            happened = row["label"] != Verdict.UNSUPPORTED
            yield from sample_of(path.stem, source, row["value"], happened=happened)


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a file, one a line."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def sample_of(group: str, source: SourceText, name: object, *, happened: bool) -> Iterator[Sample]:
    """A name as a sample; nothing where it does not stand in the text."""
    judgement, weighed = judging.ruled(name, source)
    if weighed:
        own = [one for one in weighed if one.stretch in judgement.stretches] or weighed
        found = features(own[0].text, {(one.first, one.last) for one in own})
        yield Sample(group, happened, found, judgement, weighed, source, others(weighed, source))


def parts(samples: Sequence[Sample]) -> Iterator[list[str]]:
    """The files of some samples in parts, of which one at a time is left out."""
    groups = list(dict.fromkeys(sample.group for sample in samples))
    return (groups[at::FOLDS] for at in range(FOLDS))


def without(samples: Sequence[Sample], groups: Collection[str]) -> list[Sample]:
    """The samples of all other files."""
    return [sample for sample in samples if sample.group not in groups]


def unseen(texts: list[Sample], cases: list[Sample]) -> dict[int, Facts]:
    """What is known of each name of the texts, by ``id``, with weights that did not see its file."""
    known: dict[int, Facts] = {}
    for part in parts(texts):
        rest = weights_of(without(texts, part) + cases)
        known |= {id(one): one.facts(rest) for one in texts if one.group in part}
    return known


def fitted(texts: list[Sample], cases: list[Sample], known: dict[int, Facts]) -> Classifier:
    """The weights, and what each fact adds.

    The latter is learnt from texts that neither the rules nor the weights behind ``known`` have seen.
    """
    alone = weights_of(texts + cases)
    start, added = weights_of_facts([(known[id(one)], one.happened) for one in texts])
    return Classifier(alone.bias, alone.weights, start, added)


def weights_of(samples: Sequence[Sample]) -> Classifier:
    """A logistic regression on the features alone."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    names = [
        [f"{kind} {word}" for kind, words in sample.found.items() for word in words]
        for sample in samples
    ]
    seen = Counter(name for found in names for name in found)
    vectors = DictVectorizer()
    table = vectors.fit_transform(
        [{name: 1.0 for name in found if seen[name] >= SEEN} for found in names]
    )
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    model.fit(table, [sample.happened for sample in samples])
    weights: dict[str, dict[str, float]] = {}
    for name, weight in zip(vectors.get_feature_names_out(), model.coef_[0], strict=True):
        if abs(weight) >= SMALLEST:
            kind, _, word = name.partition(" ")
            weights.setdefault(kind, {})[word] = round(float(weight), 3)
    return Classifier(round(float(model.intercept_[0]), 3), weights)


def weights_of_facts(samples: Sequence[tuple[Facts, bool]]) -> tuple[float, dict[str, float]]:
    """A logistic regression on the facts: where it starts, and what each one adds."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    vectors = DictVectorizer()
    table = vectors.fit_transform([known for known, _ in samples])
    model = LogisticRegression(max_iter=5000)
    model.fit(table, [happened for _, happened in samples])
    names = zip(vectors.get_feature_names_out(), model.coef_[0], strict=True)
    return round(float(model.intercept_[0]), 3), {name: round(float(w), 3) for name, w in names}


def line(label: str, samples: Sequence[Sample], made: Classifier) -> str:
    """What rules, classifier and both say of some samples, as a line of the table."""
    ruled = [(one.judgement.verdict, one.happened) for one in samples]
    both = [
        (doubting.held_against(one.judgement, one.weighed, one.source, made).verdict, one.happened)
        for one in samples
    ]
    alone = sum((made.log_odds(one.found) > 0) is one.happened for one in samples) / len(samples)
    return f"{label:14} {len(samples):5}   {shares(ruled)}   {alone:10.3f}   {shares(both)}"


def shares(said: Sequence[tuple[Verdict, bool]]) -> str:
    """Right where sure, unclear, and the wrong ones that are not called unsupported."""
    sure = [
        (v is not Verdict.UNSUPPORTED, happened) for v, happened in said if v is not Verdict.UNCLEAR
    ]
    right = sum(one is happened for one, happened in sure) / max(1, len(sure))
    wrong = [v for v, happened in said if not happened]
    let = sum(v not in (Verdict.UNSUPPORTED, Verdict.UNCLEAR) for v in wrong) / max(1, len(wrong))
    return f"{right:11.3f} {1 - len(sure) / len(said):7.3f} {let:.3f}"


if __name__ == "__main__":
    sys.exit(main())

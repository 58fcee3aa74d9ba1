"""Holds what rules say of a place against what the words of the text say: what both say is sure.

Of the values that rules were sure of on texts that nobody had tuned on, one in six was wrong, and a
rule more each time did not change that.  A classifier that knows no rule is right oftener than they
are, and errs elsewhere: so what it is surer of than a bound holds, and what lies between is unclear.
Whom the rules agree with needs less to be believed.
"""

from collections.abc import Mapping, Sequence
from functools import partial

from llmextract.records import Verdict
from llmextract.verification.judgement import Judgement, Sentences
from llmextract.verification.lexing import Lexed
from llmextract.verification.places.classifier import Classifier, loaded
from llmextract.verification.places.company import facts, features_of, others
from llmextract.verification.places.features import Features
from llmextract.verification.places.weighing import Weighed
from llmextract.verification.source_text import SourceText

_DENIED, _CARRIED = "denied", "carried"
BOUNDS = {
    _CARRIED: (0.2, 0.75),
    "hinted": (0.1, 0.5),
    "open": (0.3, 0.75),
    _DENIED: (0.3, 0.65),
}
"""By what the rules say the chance below which it did not happen there, and the one from which it did.

Chosen on ``benchmarks/places``, left out by sixths of its files, and on ``tests/blind`` q to z: where they
cost least if a wrong verdict counts one, an unclear one 0.3, and a wrong value let through 0.2 more; then
made gentler to what rules carry or hint at, which a run has more of than these.
"""
ALONE = (0.2, 0.5)
"""The bounds for what the rules carry where the text has no other name: there is little else to mistake,
and "The convoy was attacked in X" is no sentence to be in doubt of."""
IN_CAPITALS = {
    _CARRIED: (0.05, 0.3),
    "hinted": (0.15, 0.5),
    "open": (0.2, 0.6),
    _DENIED: (0.3, 0.8),
}
"""The same where capitals tell no names: there the words around a name tell less, and the rules are
believed longer.  Chosen on MUC-4's labelled cases besides."""
_READ = frozenset(
    {"location", "origin", "destination", "government", "seat", "people"} | {"between", "reference"}
)
"""The parts of a name that its sentence tells.  Others hang on what the name is, which its neighbours do
not say: a newspaper's, a longer one, no name at all; or on what a record may be of: a plan."""
HAPPENED = "by the words around it where it happened"
_ELSEWHERE = "by the words around it not where it happened"
_RATHER_NOT = "the words around it are rather those of a place where it did not happen"
_RATHER = "the words around it are rather those of the place where it happened"
"""Why a value is doubtful of which rules are sure."""


def held_against(
    judgement: Judgement,
    weighed: Sequence[Weighed],
    source: SourceText,
    classifier: Classifier | None = None,
    *,
    evidence: Sentences = None,
) -> Judgement:
    """What rules and words say together.

    Args:
        judgement: what the rules say of a value.
        weighed: the places of the text where its name stands; where there is none, and where no word of it
            has a capital, the rules' word stands.
        source: the paragraph.
        classifier: what is asked; ``None``: that of the package.
        evidence: offsets of the sentences that the record rests on, where they are known.
    """
    read = [one for one in weighed if one.stretch in judgement.stretches and _is_learnt_of(one)]
    if not read:
        return judgement
    classifier = classifier or loaded()
    text = read[0].text
    found = features_of(text, tuple(sorted({(one.first, one.last) for one in read})))
    log_odds = partial(_kept, text, classifier)
    known = facts(found, others(weighed, source, evidence), judgement.verdict, log_odds)
    bounds = BOUNDS if text.cased else IN_CAPITALS
    if text.cased and known["alone"]:
        bounds = BOUNDS | {_CARRIED: ALONE}
    return _settled(judgement, classifier.probability(known), bounds)


def _is_learnt_of(one: Weighed) -> bool:
    """Whether the classifier has learnt of such words: of names, and not of "a market in the town"."""
    words = one.text.capital[one.first : one.last]
    return one.role.part in _READ and (not one.text.cased or any(words))


def _kept(text: Lexed, classifier: Classifier, found: Features) -> float:
    """What the words around a name of a text say, asked once of each name: ``features_of`` keeps them."""
    known: dict[tuple[int, int], float] = text.memo.setdefault("odds", {})
    key = (id(classifier), id(found))
    if key not in known:
        known[key] = classifier.log_odds(found)
    return known[key]


def _settled(
    judgement: Judgement, chance: float, bounds: Mapping[str, tuple[float, float]]
) -> Judgement:
    """What a chance makes of what the rules say."""
    said = _said(judgement.verdict)
    never, surely = bounds[said]
    if chance > surely:
        if said in (_CARRIED, "hinted"):
            return judgement
        return judgement._replace(verdict=Verdict.SUPPORTED, reason=HAPPENED)
    if chance < never:
        if said == _DENIED:
            return judgement
        return judgement._replace(verdict=Verdict.UNSUPPORTED, reason=_ELSEWHERE)
    if said == "open":
        return judgement
    reason = f"{judgement.reason}; {_RATHER if said == _DENIED else _RATHER_NOT}"
    return judgement._replace(verdict=Verdict.UNCLEAR, reason=reason)


def _said(verdict: Verdict) -> str:
    if verdict is Verdict.UNCLEAR:
        return "open"
    if verdict is Verdict.UNSUPPORTED:
        return _DENIED
    return _CARRIED if verdict.is_carried else "hinted"

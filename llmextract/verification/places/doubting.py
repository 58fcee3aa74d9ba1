"""Holds what rules say of a place against what the words around it say: what both say is sure.

Of the values that rules were sure of on texts that nobody had tuned on, one in six was wrong, and a
rule more each time did not change that.  Of the places that they called the one of the event and that a
classifier which knows no rule does not, three in four were wrong: what the two do not agree on is
unclear.  Where no rule can tell, the classifier alone is believed if it is sure.
"""

from collections.abc import Sequence

from llmextract.records import Verdict
from llmextract.verification.judgement import Judgement
from llmextract.verification.places.classifier import Classifier, loaded
from llmextract.verification.places.features import features
from llmextract.verification.places.weighing import Weighed

CARRIED = 0.4
"""The chance that a place needs which rules call one of the event."""
DENIED = 0.6
"""The chance from which one that they call unsupported is doubtful."""
SURELY, SURELY_NOT = 0.85, 0.15
"""The chances beyond which the classifier is believed where no rule can tell.

All were chosen on ``benchmarks/places``, left out file by file, the first so that of right values of a
strong model no more than 6 in 100 are unclear: 0.5 would let 0.093 of the wrong ones through in place of
0.116, and leave 0.237 of all names unclear in place of 0.216.
"""
_READ = frozenset(
    {"location", "origin", "destination", "government", "seat", "people"}
    | {"between", "reference", "border"}
)
"""The parts of a name that its sentence tells.  Others hang on what the name is, which its neighbours do
not say: a newspaper's, a longer one, no name at all; or on what a record may be of: a plan."""
_OTHERWISE = {
    True: "the words around it are rather those of a place where it did not happen",
    False: "the words around it are rather those of the place where it happened",
}
"""Why a value is doubtful that rules call carried, or not."""
_HAPPENED = "by the words around it where it happened"
_ELSEWHERE = "by the words around it not where it happened"


def held_against(
    judgement: Judgement, weighed: Sequence[Weighed], classifier: Classifier | None = None
) -> Judgement:
    """What rules and words say together.

    Args:
        judgement: what the rules say of a value.
        weighed: the places of the text where its name stands; where there is none, the rules' word stands.
        classifier: what is asked; ``None``: that of the package.
    """
    read = [one for one in weighed if one.stretch in judgement.stretches and one.role.part in _READ]
    if not read:
        return judgement
    found = features(read[0].text, {(one.first, one.last) for one in read})
    chance = (classifier or loaded()).probability(found, judgement.verdict)
    if judgement.verdict is Verdict.UNCLEAR:
        return _by_words(judgement, chance)
    carried = judgement.verdict is not Verdict.UNSUPPORTED
    if carried is (chance > (CARRIED if carried else DENIED)):
        return judgement
    reason = f"{judgement.reason}; {_OTHERWISE[carried]}"
    return judgement._replace(verdict=Verdict.UNCLEAR, reason=reason)


def _by_words(judgement: Judgement, chance: float) -> Judgement:
    """What the classifier says where no rule could tell; nothing where it is not sure either."""
    if chance > SURELY:
        return judgement._replace(verdict=Verdict.SUPPORTED, reason=_HAPPENED)
    if chance < SURELY_NOT:
        return judgement._replace(verdict=Verdict.UNSUPPORTED, reason=_ELSEWHERE)
    return judgement

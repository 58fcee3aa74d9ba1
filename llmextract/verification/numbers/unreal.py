"""Sets aside those to whom something happened in words only: what was planned, tried, or may have been."""

from collections.abc import Mapping
from typing import Final

from llmextract.verification.clauses.modality import MEANT, TRIED, Told
from llmextract.verification.numbers.counted import Count
from llmextract.verification.numbers.scene import Clause, Scene
from llmextract.verification.numbers.tags import Tag

_REASONS: Final[Mapping[Told, str]] = {
    "imagined": "only imagined, planned or rehearsed",
    "possible": "only what may have happened",
    **dict.fromkeys(MEANT, "only imagined, planned or rehearsed"),
    **dict.fromkeys(TRIED, "only what was tried or nearly happened"),
}
"""What those are to whom something happened in words only, by how it is told."""


def weigh_told(scene: Scene) -> None:
    """Marks those of each verb that is not told as what was: "could have killed hundreds"."""
    for clause in scene.clauses.values():
        told = scene.tokens.told(clause.verb)
        if told in _REASONS:
            _weigh(scene, clause, told)


def _weigh(scene: Scene, clause: Clause, told: Told) -> None:
    tags = scene.tokens.tags
    perfect = any(tags[at] & Tag.HAVE for at in range(clause.start, clause.verb))
    if perfect and tags[clause.verb + 1] & Tag.BY:
        return  # "the six could have been murdered by the army": the doubt is about who did it
    for count in clause.people:
        if told == "possible" and count.value is None:
            continue  # "up to nine may have died"
        happened = _happened(scene, clause, count)
        if happened:
            count.effects -= clause.effects - happened
        else:
            count.aside, count.doubted = _REASONS[told], told == "possible"
    scene.asides.append((clause.verb, clause.verb + 1))


def _happened(scene: Scene, clause: Clause, count: Count) -> frozenset[str]:
    """What did happen to people of whom a verb tells what was not: "were captured and will be freed"."""
    return frozenset().union(
        *(
            other.effects
            for other in scene.clauses.values()
            if other is not clause
            and not other.negated
            and any(one is count for one in other.people)
            and scene.tokens.told(other.verb) not in _REASONS
        )
    )

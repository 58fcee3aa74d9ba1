"""Sets aside those to whom something happened in words only: what was planned, tried, or may have been."""

from collections.abc import Mapping
from typing import Final

from llmextract.verification.clauses.modality import MEANT, TRIED, Told
from llmextract.verification.numbers.scene import Clause, Scene
from llmextract.verification.numbers.tags import Tag

_REASONS: Final[Mapping[Told, str]] = {
    "imagined": "only imagined, planned or rehearsed",
    "possible": "only what may have happened",
    **dict.fromkeys(MEANT, "only imagined, planned or rehearsed"),
    **dict.fromkeys(TRIED, "only what was tried or nearly happened"),
}
"""What those are to whom something happened in words only, by how it is told."""
_NOTHING: Final = frozenset[str]()


def weigh_told(scene: Scene) -> None:
    """Marks those of each verb that is not told as what was: "could have killed hundreds"."""
    told = {verb: scene.tokens.told(verb) for verb in scene.clauses}
    unreal = [clause for clause in scene.clauses.values() if told[clause.verb] in _REASONS]
    if not unreal:
        return
    happened: dict[int, frozenset[str]] = {}
    for clause in scene.clauses.values():
        if told[clause.verb] not in _REASONS and not clause.negated:
            for count in clause.people:
                happened[id(count)] = happened.get(id(count), _NOTHING) | clause.effects
    for clause in unreal:
        _weigh(scene, clause, told[clause.verb], happened)


def _weigh(
    scene: Scene, clause: Clause, told: Told, happened: Mapping[int, frozenset[str]]
) -> None:
    """Marks those of one verb.

    Of people to whom something did happen, by its count in ``happened``, only what the verb says is
    taken: "were captured and will be freed".
    """
    tags = scene.tokens.tags
    perfect = any(tags[at] & Tag.HAVE for at in range(clause.start, clause.verb))
    if perfect and tags[clause.verb + 1] & Tag.BY:
        return  # "the six could have been murdered by the army": the doubt is about who did it
    for count in clause.people:
        if told == "possible" and count.value is None:
            continue  # "up to nine may have died"
        if id(count) in happened:
            unreal = clause.effects - happened[id(count)]
            count.effects -= unreal
            count.unreal |= unreal if told != "possible" else _NOTHING
        else:
            count.aside, count.doubted = _REASONS[told], told == "possible"
    scene.asides.append((clause.verb, clause.verb + 1))

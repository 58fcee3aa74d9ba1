"""Which predicted incident is which template, and which of its fills are right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.muc4.answers import Answer, Fill
from benchmarks.muc4.key import COUNTS, ROLES, Entity, Template
from benchmarks.muc4.normalising import token_overlap
from llmextract.alignment.assignment import pair_up

Similarity = Callable[[Fill, Entity], float]
"""How far a fill is an entity, from 0 to 1."""

Pairs = dict[int, int]
"""Index of the template for the index of each answer that has one."""

_REQUIRED_FIRST = 1e-6
"""Put on a match with an entity that must be found, so that it goes before an optional one."""


def exact(fill: Fill, entity: Entity) -> float:
    """1 when a mention of the fill equals one of the entity."""
    return 1.0 if any(mention & entity.forms for mention in fill) else 0.0


def partial(fill: Fill, entity: Entity) -> float:
    """Overlap of the words of the two mentions that are closest."""
    return max(
        (
            token_overlap(form, other)
            for mention in fill
            for form in mention
            for other in entity.forms
        ),
        default=0.0,
    )


def every_mention(fill: Fill, entity: Entity) -> bool:
    """Whether each mention of the fill is one of the entity: the measure of the literature."""
    return all(mention & entity.forms for mention in fill)


@dataclass(frozen=True, slots=True)
class RoleMatch:
    """How the fills of one role fit the entities of the key.

    Attributes:
        fills: for each fill, how far its entity is the right one.
        entities: for each entity, how far it was found.
    """

    fills: tuple[float, ...]
    entities: tuple[float, ...]


def match_role(
    fills: Sequence[Fill], entities: Sequence[Entity], similarity: Similarity
) -> RoleMatch:
    """Match the fills of a role one to one with its entities.

    An entity left over still counts as found when a fill equals one of its mentions: the key
    repeats strings ("people" for the dead and "people" for the wounded).
    """
    right, found = [0.0] * len(fills), [0.0] * len(entities)
    weights = [[similarity(fill, entity) for entity in entities] for fill in fills]
    nudged = [
        [
            weight + (_REQUIRED_FIRST if weight and not entity.is_optional else 0.0)
            for weight, entity in zip(row, entities, strict=True)
        ]
        for row in weights
    ]
    for i, j in pair_up(nudged):
        right[i] = found[j] = weights[i][j]
    for j, entity in enumerate(entities):
        if found[j] < 1.0 and any(exact(fill, entity) for fill in fills):
            found[j] = 1.0
    return RoleMatch(tuple(right), tuple(found))


def same_type(answer: Answer | None, template: Template) -> bool:
    """Whether the type of the answer is one that the template accepts."""
    return answer is not None and answer.type is not None and answer.type in template.types


def align(
    answers: Sequence[Answer], templates: Sequence[Template], similarity: Similarity
) -> Pairs:
    """Pair answers and templates one to one for the greatest agreement of type and roles.

    Place, date, counts and whether a template must be found only break ties.
    """
    weights = [[_agreement(a, t, similarity) for t in templates] for a in answers]
    return positive_pairs(weights)


def positive_pairs(weights: Sequence[Sequence[float]]) -> Pairs:
    """The best pairs, without those that have nothing in common."""
    return {i: j for i, j in pair_up(weights) if weights[i][j] > 0}


def _agreement(answer: Answer, template: Template, similarity: Similarity) -> float:
    total = 1.0 if same_type(answer, template) else 0.0
    for role in ROLES:
        total += sum(match_role(answer.roles[role], template.roles[role], similarity).fills)
    total += _tie_break(answer, template)
    return total + (0.0005 if total and not template.is_optional else 0.0)


def _tie_break(answer: Answer, template: Template) -> float:
    bonus = 0.0
    if template.finest_place_in(answer.locations):
        bonus += 0.01
    if template.is_on(answer.date):
        bonus += 0.005
    for name in COUNTS:
        count = template.counts.get(name)
        if count and count["value"] is not None and answer.counts[name] == count["value"]:
            bonus += 0.002
    return bonus

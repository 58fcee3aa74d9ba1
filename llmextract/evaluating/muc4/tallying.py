"""What is counted of each slot, and the precision, recall and F1 that come of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from llmextract.evaluating.muc4.answers import Answer, Fill
from llmextract.evaluating.muc4.key import ROLES, SPLIT_ROLES, Entity, Template
from llmextract.evaluating.muc4.matching import (
    Pairs,
    Similarity,
    align,
    every_mention,
    match_role,
    positive_pairs,
    same_type,
)

NAMED = "victims_named"
"""The slot that counts the victims with a name only, as the processed key of the literature does."""


@dataclass(slots=True)
class Tally:
    """What was right, over all documents.

    Attributes:
        right: fills predicted that are right, as far as they are.
        predicted: fills predicted.
        found: entities of the key that were found, as far as they were.
        wanted: entities that had to be found, and optional ones as far as they were.
    """

    right: float = 0.0
    predicted: float = 0.0
    found: float = 0.0
    wanted: float = 0.0

    def predict(self, right: float, of: int = 1) -> None:
        """Count predicted fills and how many of them are right."""
        self.right += right
        self.predicted += of

    def want(self, found: float, *, is_optional: bool = False) -> None:
        """Count an entity of the key; an optional one is never missed."""
        self.found += found
        self.wanted += found if is_optional else 1.0

    def __iadd__(self, other: "Tally") -> "Tally":
        self.right += other.right
        self.predicted += other.predicted
        self.found += other.found
        self.wanted += other.wanted
        return self

    def report(self, *, recall_only: bool = False) -> dict[str, float | None]:
        """Precision, recall and F1 in percent, with what they were computed from."""
        precision = self.right / self.predicted if self.predicted else 0.0
        recall = self.found / self.wanted if self.wanted else 0.0
        both = {
            "p": percent(precision),
            "r": percent(recall),
            "f1": percent(harmonic(precision, recall)),
            "p_num": round(self.right, 3),
            "p_den": round(self.predicted, 3),
            "r_num": round(self.found, 3),
            "r_den": round(self.wanted, 3),
        }
        hidden = ("p", "f1", "p_num", "p_den") if recall_only else ()
        return {name: None if name in hidden else value for name, value in both.items()}


def percent(share: float) -> float:
    """A share as percent with two decimals."""
    return round(100 * share, 2)


def harmonic(precision: float, recall: float) -> float:
    """F1."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass(frozen=True, slots=True)
class Slots:
    """The tallies of the entity-level measures: ``exact`` or ``partial``.

    Attributes:
        similarity: what counts as right.
        tallies: one for the type and one for each role.
    """

    similarity: Similarity
    tallies: Mapping[str, Tally]

    @classmethod
    def measured_by(cls, similarity: Similarity) -> "Slots":
        """Empty tallies."""
        return cls(similarity, {name: Tally() for name in ("type", *ROLES, *SPLIT_ROLES)})

    def count(self, answers: Sequence[Answer], templates: Sequence[Template]) -> Pairs:
        """Align the answers of a document and count them; the alignment."""
        pairs = align(answers, templates, self.similarity)
        for i, answer in enumerate(answers):
            self._count_answer(answer, templates[pairs[i]] if i in pairs else None)
        partner = {j: answers[i] for i, j in pairs.items()}
        for j, template in enumerate(templates):
            self._count_template(template, partner.get(j))
        return pairs

    def _count_answer(self, answer: Answer, template: Template | None) -> None:
        if answer.type is not None:
            is_right = template is not None and same_type(answer, template)
            self.tallies["type"].predict(is_right)
        for role in (*ROLES, *SPLIT_ROLES):
            self._count_role(role, answer, template)

    def _count_role(self, role: str, answer: Answer, template: Template | None) -> None:
        # An answer that does not tell individuals from organisations has no precision in the split
        # roles, but its perpetrators may still find their entities.
        has_precision = answer.is_split or role in ROLES
        fills = answer.roles[role if has_precision else "perpetrators"]
        match = match_role(fills, template.roles[role] if template else (), self.similarity)
        if has_precision:
            self.tallies[role].predict(sum(match.fills), len(match.fills))
        if template:
            self._count_entities(role, template.roles[role], match.entities)

    def _count_template(self, template: Template, answer: Answer | None) -> None:
        if template.types:
            found = same_type(answer, template)
            self.tallies["type"].want(found, is_optional=template.is_optional)
        if answer is None:
            for role in (*ROLES, *SPLIT_ROLES):
                entities = template.roles[role]
                self._count_entities(role, entities, [0.0] * len(entities))

    def _count_entities(
        self, role: str, entities: Sequence[Entity], found: Iterable[float]
    ) -> None:
        for entity, much in zip(entities, found, strict=True):
            self.tallies[role].want(much, is_optional=entity.is_optional)

    def report(self, *, is_split: bool) -> dict[str, Any]:
        """The figures of each slot and of all; the split roles have recall only unless predicted."""
        recall_only = () if is_split else SPLIT_ROLES
        return block(self.tallies, main=("type", *ROLES), recall_only=recall_only)


@dataclass(frozen=True, slots=True)
class LiteratureSlots:
    """The tallies of the released CEAF-REE counting.

    The type is a gate, many fills may be one entity, and nothing is optional.

    Attributes:
        roles: the roles counted: the perpetrators apart where predictions tell them apart.
        tallies: one for the type, each role and the named victims.
    """

    roles: tuple[str, ...]
    tallies: Mapping[str, Tally]

    @classmethod
    def empty(cls, *, is_split: bool) -> "LiteratureSlots":
        """Empty tallies."""
        roles = (*SPLIT_ROLES, *ROLES[1:]) if is_split else ROLES
        return cls(roles, {name: Tally() for name in ("type", *roles, NAMED)})

    def count(self, answers: Sequence[Answer], templates: Sequence[Template]) -> None:
        """Align the answers of a document and count them."""
        pairs = positive_pairs([[self._agreement(a, t) for t in templates] for a in answers])
        for i, answer in enumerate(answers):
            template = templates[pairs[i]] if i in pairs else None
            self.tallies["type"].predict(template is not None)
            for role in self.roles:
                fills = answer.roles[role]
                right = _right(fills, template.roles[role]) if template else 0
                self.tallies[role].predict(right, len(fills))
        partner = {j: answers[i] for i, j in pairs.items()}
        for j, template in enumerate(templates):
            self._count_template(template, partner.get(j))

    def _agreement(self, answer: Answer, template: Template) -> int:
        if not same_type(answer, template):
            return 0
        both = ((answer.roles[role], template.roles[role]) for role in self.roles)
        return 2 + sum(_right(fills, ents) + len(_found(fills, ents)) for fills, ents in both)

    def _count_template(self, template: Template, answer: Answer | None) -> None:
        self.tallies["type"].want(answer is not None)
        wanted = [(role, role, template.roles[role]) for role in self.roles]
        for name, role, entities in [*wanted, (NAMED, "victims", template.named_victims)]:
            found = _found(answer.roles[role], entities) if answer else []
            for entity in entities:
                self.tallies[name].want(entity in found)

    def report(self) -> dict[str, Any]:
        """The figures of each slot and of all; the named victims have recall only."""
        return block(self.tallies, main=("type", *self.roles), recall_only=(NAMED,))


def _right(fills: Sequence[Fill], entities: Sequence[Entity]) -> int:
    return sum(any(every_mention(fill, entity) for entity in entities) for fill in fills)


def _found(fills: Sequence[Fill], entities: Sequence[Entity]) -> list[Entity]:
    return [entity for entity in entities if any(every_mention(fill, entity) for fill in fills)]


def block(
    tallies: Mapping[str, Tally], *, main: Sequence[str], recall_only: Sequence[str]
) -> dict[str, Any]:
    """The figures of each slot, of the main ones together, and of these without the type."""
    out: dict[str, Any] = {
        name: tally.report(recall_only=name in recall_only) for name, tally in tallies.items()
    }
    micro, fills_only = Tally(), Tally()
    for name in main:
        micro += tallies[name]
        if name != "type":
            fills_only += tallies[name]
    return out | {"micro": micro.report(), "micro_no_type": fills_only.report()}

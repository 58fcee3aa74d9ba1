"""What is counted of each slot of the MUC-4 benchmark, by each of its measures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.muc4.answers import Answer, Fill
from benchmarks.muc4.key import ROLES, SPLIT_ROLES, Entity, Template
from benchmarks.muc4.matching import (
    Pairs,
    Similarity,
    align,
    every_mention,
    match_role,
    positive_pairs,
    same_type,
)
from llmextract.evaluate.tally import Tally

NAMED = "victims_named"
"""The slot of the victims that have a name, the only ones in the processed key of the literature."""


@dataclass(frozen=True, slots=True)
class Slots:
    """The tallies of the entity-level measures: ``exact`` or ``partial``.

    Attributes:
        similarity: what counts as right.
        tallies: one for the type and one for each role.
    """

    similarity: Similarity
    tallies: Mapping[str, Tally]

    @property
    def main(self) -> tuple[str, ...]:
        """The slots that count in the figure of all: the perpetrators are one role."""
        return ("type", *ROLES)

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
        """The figures of each slot and of all; split roles that nobody predicted have recall only."""
        recall_only = () if is_split else SPLIT_ROLES
        return block(self.tallies, main=self.main, recall_only=recall_only)


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

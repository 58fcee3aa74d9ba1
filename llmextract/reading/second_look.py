"""A second look: sentences in which the rules see an incident that the model did not list.

Rules propose, they never overrule: the model is asked once, and an empty answer is a full answer.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from llmextract import rules
from llmextract.alignment.records import align
from llmextract.alignment.values import Matcher
from llmextract.reading.state import Domain, Task
from llmextract.schema.outline import Outline

if TYPE_CHECKING:
    from pydantic import BaseModel


def overlooked(task: Task, records: Sequence["BaseModel"], domain: Domain) -> tuple[int, ...]:
    """Numbers of the sentences that may report an incident of which no record was listed.

    Empty where the domain has no trigger words: there are no rules to propose anything.
    """
    evidence = domain.outline.evidence
    if not domain.prompt.triggers or evidence is None:
        return ()
    listed = {number for record in records for number in getattr(record, evidence.name)}
    triggers = _triggers(domain.prompt.triggers, domain.prompt.name)
    return tuple(
        number
        for template in rules.templates(task.source, triggers)
        if listed.isdisjoint(template.sentences)
        for number in template.sentences
    )


def new_records(
    answered: Sequence["BaseModel"],
    asked: Collection[int],
    known: Sequence["BaseModel"],
    domain: Domain,
) -> list["BaseModel"]:
    """The answered records that rest on a sentence that was asked about and are not known yet."""
    outline = domain.outline
    assert outline.evidence is not None  # without evidence nothing is overlooked
    name = outline.evidence.name
    resting = [one for one in answered if not set(asked).isdisjoint(getattr(one, name))]
    repeated = _repeated(resting, known, outline)
    return [one for at, one in enumerate(resting) if at not in repeated]


def _repeated(
    records: Sequence["BaseModel"], known: Sequence["BaseModel"], outline: Outline
) -> set[int]:
    """Indices of the records that tell a known one again."""
    assert outline.evidence is not None
    name = outline.evidence.name
    old = [one.model_dump(mode="json") for one in known]
    new = [one.model_dump(mode="json") for one in records]
    return {
        b
        for a, b in align([old, new], Matcher(outline))
        if a is not None and b is not None and not set(old[a][name]).isdisjoint(new[b][name])
    }


@lru_cache(maxsize=8)
def _triggers(text: str, name: str) -> rules.Triggers:
    return rules.read_triggers(text, name)

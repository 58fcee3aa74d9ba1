"""What a paragraph tells beside one incident: who only speaks of it, and what belongs to another."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from llmextract.rules.bystanding import bystanders
from llmextract.rules.candidates import own_source
from llmextract.rules.reading import cast, kinds_told, sides_of
from llmextract.rules.templates import Template
from llmextract.rules.triggers import Triggers
from llmextract.schema.outline import Outline
from llmextract.verification.clauses import words as w
from llmextract.verification.source_text import SourceText
from llmextract.verification.spelling import fold_words

_REFERRING = re.compile(rf"\b(?:{'|'.join(sorted(w.REFERRING))})\b", re.IGNORECASE)
_OWN_ACT = re.compile(
    rf"\b(?:{'|'.join(sorted(w.REPORTING))})\s+(?:that\s+)?(?:{'|'.join(sorted(w.SAYERS | w.OWN))})\b",
    re.IGNORECASE,
)
"""Who speaks tells of himself: "the Front said it killed two", "said its men"."""


@dataclass(frozen=True, slots=True)
class Apart:
    """What tells one incident of a paragraph from the rest of it.

    Attributes:
        own: the sentences of the incident.
        idle: names of those who only report it or keep it from happening.
        is_open: whether who speaks may have done it: somebody claims it or is blamed.
        beside: names of those who do something else beside it.
        behind: what the sentences of later incidents say, in words.
        around: what all other sentences say, in words, but those that say who did it.
        doers: who acts in other incidents.
        victims: who is hit in other incidents.
        has_agents: whether its own sentences point at nobody else.
        has_patients: whether they tell who was hit.
    """

    own: SourceText
    idle: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    doers: tuple[str, ...] = ()
    victims: tuple[str, ...] = ()
    is_open: bool = False
    has_agents: bool = False
    has_patients: bool = False

    def is_own(self, name: str) -> bool:
        """Whether a name stands in the sentences of the incident."""
        return _stands(name, fold_words(self.own.text))

    def is_of_another(self, name: str, *, is_agent: bool) -> bool:
        """Whether a name stands only where another incident is told, or is on another side there."""
        if self.is_own(name):
            return False
        if any(
            _stands(one, fold_words(name)) for one in (self.victims if is_agent else self.doers)
        ):
            return True
        is_told = self.has_agents if is_agent else self.has_patients
        return _stands(name, self.behind) or (is_told and _stands(name, self.around))


def apart(
    source: SourceText,
    template: Template,
    among: Sequence[Template],
    outline: Outline,
    triggers: Triggers,
) -> Apart:
    """What a paragraph tells beside an incident.

    Args:
        source: the paragraph.
        template: the incident.
        among: all incidents of the paragraph.
        outline: the class of the records.
        triggers: the words of the domain.
    """
    own = own_source(source, template)
    sides = sides_of(outline, triggers)
    if not sides:
        return Apart(own)
    told = cast(outline, own, triggers)
    behind = [
        sentence
        for other in among
        if _is_before(template, other)
        for sentence in _telling(own_source(source, other), triggers)
    ]
    is_closed = not points_back(own.text, triggers)
    own_numbers = set(template.sentences)
    around = [
        source.text[start:end]
        for number, (start, end) in enumerate(source.bounds, start=1)
        if (number not in own_numbers or template.spans)
        and not triggers.attributing.search(source.text[start:end])
    ]
    casts = [
        cast(outline, own_source(source, other), triggers)
        for other in among
        if other is not template
    ]
    idle: tuple[str, ...] = told.idle
    beside: tuple[str, ...] = ()
    field = next(iter(sides.values()))

    def _is_thing(name: str) -> bool:
        kinds = kinds_told(outline, field, name, triggers)
        return bool(kinds) and kinds <= triggers.things

    is_open = triggers.attributing.search(own.text) is not None
    if not is_open:
        beside = bystanders(
            own.text, triggers, lambda name: kinds_told(outline, field, name, triggers)
        )
    if _OWN_ACT.search(own.text):
        idle, beside = (), ()
    # A building that does something is said for those in it: "clinics received nine dead".
    idle += tuple(one for one in beside if _is_thing(one))
    return Apart(
        own,
        idle,
        beside,
        tuple(fold_words(" ".join(behind))),
        tuple(fold_words(" ".join(around))),
        doers=tuple(name for one in casts for name in one.agents),
        victims=tuple(name for one in casts for name in one.patients),
        is_open=is_open,
        has_agents=is_closed,
        has_patients=bool(told.patients) and is_closed,
    )


def points_back(text: str, triggers: Triggers) -> bool:
    """Whether sentences point at somebody named before them: "they", "the gunmen"."""
    return _REFERRING.search(text) is not None or triggers.points_at(text)


def _is_before(one: Template, other: Template) -> bool:
    return (one.sentences[-1], one.spans[-1:]) < (other.sentences[0], other.spans[:1])


def _telling(own: SourceText, triggers: Triggers) -> list[str]:
    """The sentences of an incident but those that say who did it, perhaps more than one."""
    sentences = (own.text[start:end] for start, end in own.bounds)
    return [one for one in sentences if not triggers.attributing.search(one)]


def _stands(name: str, words: Sequence[str]) -> bool:
    parts = fold_words(name)
    size = len(parts)
    return bool(parts) and any(
        list(words[at : at + size]) == list(parts) for at in range(len(words) - size + 1)
    )

"""Who stands beside an act: "two guards were shot; the army, which controls the town, sent men".

A small model names whoever is armed as the one who did it.  Where a sentence gives somebody a verb
of his own that is no act, and no act has a doer that the syntax leaves open, he did not do it.
"""

from collections.abc import Callable, Collection, Iterator

from llmextract.rules.triggers import Triggers
from llmextract.verification.actors import mentions
from llmextract.verification.clauses.chunks import chunks
from llmextract.verification.clauses.positions import Positions
from llmextract.verification.lexing import lex


def bystanders(
    text: str, triggers: Triggers, kinds_of: Callable[[str], Collection[str]]
) -> tuple[str, ...]:
    """Names of those who only do something else in a text.

    Those of kinds that act unless the syntax says otherwise (rebels, gunmen) stand beside only where
    the text tells of each act that a thing did it or that it was done to somebody.

    Args:
        text: the sentences that tell of an act.
        triggers: whose verbs are the acts.
        kinds_of: the kinds of actor that the words of a name tell; none where they tell nothing.
    """
    found = {one.start: one for one in mentions(text, triggers.roles)}
    doing = set(_doing(text, triggers))
    is_told = any(one.part == "agent" for one in found.values())
    names = []
    for start, one in found.items():
        if one.part in {"agent", "patient"} or start not in doing:
            continue
        kinds = frozenset(kinds_of(one.name))
        if is_told or (kinds and kinds <= triggers.bystanders):
            names.append(one.name)
    return tuple(names)


def _doing(text: str, triggers: Triggers) -> Iterator[int]:
    """Offsets of the phrases that are the subject of a verb that is no act."""
    found = chunks(lex(text), triggers.roles.any)
    at = Positions(found)
    for index, chunk in enumerate(found):
        if chunk.sort != "verb" or triggers.roles.any.fullmatch(chunk.low):
            continue
        is_done = chunk.passive or chunk.low.endswith("ed")  # "groups controlled by X"
        doers = at.agent(index) if is_done else ()
        for phrase in doers or (() if chunk.passive else at.subject(index)):
            yield found[phrase].start

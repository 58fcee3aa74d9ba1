"""Calls a deed by who did it: those whom police take away are arrested, those whom gunmen take abducted."""

from functools import cache
from typing import Final

from llmextract.verification.numbers.scene import Clause, Scene
from llmextract.verification.numbers.tables import Doers, Tables
from llmextract.verification.numbers.tags import PEOPLE, Tag

_REACH: Final = 9
"""Tokens of the phrase of a doer, before a verb or behind "by"."""
_ENDS: Final = Tag.STOP | Tag.RELATIVE | Tag.SUBORDINATOR | Tag.COLON


def name_by_doers(scene: Scene) -> None:
    """Changes the effects of verbs that say the one or the other, as their doer is one or the other."""
    named = _named(scene.tokens.tables)
    for at, clause in scene.clauses.items():
        if not clause.people or named.isdisjoint(clause.effects):
            continue
        doers = _doers(scene, at, clause)
        if doers is None:
            continue
        effects = frozenset(doers.effects.get(effect, effect) for effect in clause.effects)
        if effects != clause.effects:
            for count in clause.people:
                if count.head < 0 or count.classes & PEOPLE:  # police seize things too
                    count.effects -= clause.effects - effects
                    count.effects |= effects
            scene.clauses[at] = clause._replace(effects=effects)


@cache
def _named(tables: Tables) -> frozenset[str]:
    """The effects that are called by who did it."""
    return frozenset(effect for doers in tables.doers for effect in doers.effects)


def _doers(scene: Scene, at: int, clause: Clause) -> Doers | None:
    """The kind of those who did what a verb says, where words tell it."""
    tokens = scene.tokens
    if clause.looks < 0:
        first = next(
            (
                ahead
                for ahead in range(at + 1, min(at + _REACH, tokens.n))
                if tokens.tags[ahead] & Tag.BY
            ),
            -1,
        )
        phrase = range(first + 1, min(first + _REACH, tokens.n)) if first >= 0 else range(0)
    else:
        phrase = range(clause.start - 1, max(clause.start - 1 - _REACH, -1), -1)
    for near in phrase:
        if tokens.tags[near] & _ENDS:
            break
        own = scene.owner[near]
        if own is not None and own.effects - {"agent"}:
            continue  # those whom it befell
        for doers in tokens.tables.doers:
            if tokens.words[near] in doers.words:
                return doers
    return None

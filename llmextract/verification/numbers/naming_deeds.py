"""Calls a deed by who did it: those whom police take away are arrested, those whom gunmen take abducted."""

from functools import cache
from typing import Final

from llmextract.verification.numbers.scene import Scene
from llmextract.verification.numbers.tables import Doers, Tables
from llmextract.verification.numbers.tags import PEOPLE, Form, Tag

_REACH: Final = 9
"""Tokens of the phrase of a doer, before a verb or behind "by"."""
_PLACE: Final = 26
"""Tokens from a passive to its doer, between which its clause does not end."""
_ENDS_CLAUSE: Final = (
    Tag.STOP | Tag.RELATIVE | Tag.SUBORDINATOR | Tag.COLON | Tag.CONJUNCTION | Tag.CONTRAST
    | Tag.EFFECT | Tag.VERB | Tag.BE | Tag.HAVE | Tag.MODAL | Tag.COMMA
)  # fmt: skip
_ENDS: Final = Tag.STOP | Tag.RELATIVE | Tag.SUBORDINATOR | Tag.COLON
_OF_PHRASE: Final = Tag.DEFINITE | Tag.ADJECTIVE | Tag.UNKNOWN | Tag.NOUN | Tag.POSSESSIVE
_NAMES: Final = Tag.NOUN | Tag.UNKNOWN
_NO_NOUN: Final = Tag.VERBLIKE | Tag.EFFECT


def name_by_doers(scene: Scene) -> None:
    """Changes the effects of verbs that say the one or the other, as their doer is one or the other."""
    named = called_by_doers(scene.tokens.tables)
    for at, clause in scene.clauses.items():
        if not clause.people or named.isdisjoint(clause.effects):
            continue
        if scene.tokens.words[at].startswith(scene.tokens.tables.plain_deeds):
            continue  # an army that abducts arrests nobody
        doers = doer_of(scene, at, clause.start, clause.looks)
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
def called_by_doers(tables: Tables) -> frozenset[str]:
    """The effects that are called by who did it."""
    return frozenset(effect for doers in tables.doers for effect in doers.effects)


def doer_of(scene: Scene, at: int, start: int, looks: int) -> Doers | None:
    """The kind of those who did what a verb says, where words tell it.

    Args:
        scene: the text.
        at: the verb.
        start: first token of its verb group.
        looks: -1 for those whom it befell before it, 1 for behind it.
    """
    tokens = scene.tokens
    if looks < 0:
        first = _by(scene, at)
        phrase = range(first + 1, min(first + _REACH, tokens.n)) if first >= 0 else range(0)
    else:
        start -= bool(start and tokens.tags[start - 1] & Tag.RELATIVE)  # "the rebels who took them"
        phrase = range(start - 1, max(start - 1 - _REACH, -1), -1)
    passed = False
    for near in phrase:
        if tokens.tags[near] & _ENDS or (passed and tokens.tags[near] & Tag.CONJUNCTION):
            break  # "rebels fired and the guests took …": others do it
        passed = passed or bool(looks > 0 and tokens.tags[near] & _NAMES)
        own = scene.owner[near]
        if looks > 0 and own is not None and own.effects - {"agent"}:
            continue  # those whom it befell
        if _kind(scene, near) is not None:
            return _kind(scene, _head(scene, near))
    return None


def _by(scene: Scene, at: int) -> int:
    """Where "by" stands behind a passive, or -1; what says where and when may be long."""
    tokens = scene.tokens
    ended = after = False
    for ahead in range(at + 1, min(at + _PLACE, tokens.n)):
        if tokens.tags[ahead] & Tag.BY:
            # "two boys were taken from the rubble after a raid by gunmen": those did the raid
            return -1 if after and "event" in tokens.entries[ahead - 1].classes else ahead
        after = after or bool(tokens.tags[ahead] & Tag.SUBORDINATOR)
        ended = ended or bool(tokens.tags[ahead] & _ENDS_CLAUSE)
        if ended and ahead - at >= _REACH - 1:
            break
    return -1


def _kind(scene: Scene, at: int) -> Doers | None:
    """The kind of doers that a word names."""
    tokens = scene.tokens
    return next((one for one in tokens.tables.doers if tokens.words[at] in one.words), None)


def _head(scene: Scene, at: int) -> int:
    """The head of the phrase that a word for doers stands in: "rebels" of "rebels of the Hult Army".

    It is the last of such words side by side ("Hult Army rebels"), and the one before "of" or before
    what those do ("guards fighting the rebels").
    """
    tags, words = scene.tokens.tags, scene.tokens.words
    while tags[at + 1] & _OF_PHRASE and not tags[at + 1] & _NO_NOUN and _kind(scene, at + 1):
        at += 1
    gerund = scene.tokens.tables.endings["gerund"]
    first = max(0, at - _REACH)
    before = at - 1
    while before > first and _is_of_phrase(scene, before) and not words[before].endswith(gerund):
        before -= 1
    governs = before > first and (tags[before] & Tag.OF or words[before].endswith(gerund))
    return _head(scene, before - 1) if governs and _kind(scene, before - 1) else at


def _is_of_phrase(scene: Scene, at: int) -> bool:
    """Whether a word may stand before a noun in its phrase, a noun of an event among them."""
    tokens = scene.tokens
    return bool(tokens.tags[at] & _OF_PHRASE or tokens.entries[at].forms & Form.EVENT)

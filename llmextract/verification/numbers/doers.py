"""Links people to what they did: the subject of an attack, the doer behind a passive."""

from typing import Final

from llmextract.verification.numbers.scene import Scene
from llmextract.verification.numbers.subjects import find_subject
from llmextract.verification.numbers.tables import HARM
from llmextract.verification.numbers.tags import Form, Tag

_ADVERB_OR_ADJECTIVE: Final = Tag.ADVERB | Tag.ADJECTIVE
_ENDS: Final = Tag.STOP | Tag.CONJUNCTION | Tag.EFFECT | Tag.VERB | Tag.RELATIVE
_REACH: Final = 9
"""Tokens between a passive and its doer: "boarded at 02:45 local time by five men"."""
_OBJECT: Final = 6
"""Tokens of the object of a verb: "threw a home-made hand grenade"."""
_WEAPONS: Final = frozenset({"projectile", "blast"})
_ENDS_OBJECT: Final = Tag.STOP | Tag.COMMA | Tag.PREPOSITION | Tag.CONJUNCTION | Tag.BY
_AWAY: Final = "unharmed"


def link_doer(scene: Scene, at: int) -> None:
    """The doer behind a passive: "killed by two gunmen"."""
    tags = scene.tokens.tags
    entry = scene.tokens.entries[at]
    if _AWAY in entry.effects:
        return  # "he is survived by three children"
    following = at + 1
    if not (entry.forms & Form.INTRANSITIVE and scene.tokens.ends_with_preposition(at)):
        following = _by(scene, at) + 1  # not "came under fire from two gunmen"
    while following and tags[following] & _ADVERB_OR_ADJECTIVE:
        following += 1
    doer = scene.owner[following] if following else None
    if doer is not None and doer.people:
        doer.effects.add("agent")


def _by(scene: Scene, at: int) -> int:
    """Where "by" stands behind a passive, times and places between ("in Orv, Hult, by …"); or -1."""
    tags = scene.tokens.tags
    for ahead in range(at + 1, min(at + _REACH, scene.tokens.n)):
        if tags[ahead] & Tag.BY:
            return ahead
        if tags[ahead] & _ENDS or scene.owner[ahead] is not None:
            break
    return -1


def link_agent(scene: Scene, at: int, start: int) -> None:
    """Subjects of verbs of attack do it; nothing is known of what happened to them."""
    if at == start:
        start, be, _, _ = scene.verb_group(at)
        if be:
            link_doer(scene, at)
            return
    for count in find_subject(scene, start, reduced=False):
        if not count.effects & HARM:
            count.effects.add("agent")


def is_attack(scene: Scene, at: int) -> bool:
    """Whether a verb attacks, some only with a weapon: "threw a grenade", not "threw the driver out"."""
    tokens = scene.tokens
    if tokens.words[at] not in tokens.tables.armed:
        return True
    for ahead in range(at + 1, min(at + _OBJECT, tokens.n)):
        if tokens.tags[ahead] & _ENDS_OBJECT:
            break
        if not _WEAPONS.isdisjoint(tokens.entries[ahead].classes):
            return True
    return False

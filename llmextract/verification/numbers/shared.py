"""Finds the verb before another whose subject, or auxiliary, both share: "were lined up and shot"."""

from typing import Final

from llmextract.verification.numbers.scene import Scene
from llmextract.verification.numbers.tags import Form, Tag

_SHARED: Final = 11
"""Tokens from a verb to the auxiliary or the verb whose subject it shares."""
_SIGN_OR_SUBORDINATOR_OR_RELATIVE: Final = Tag.SIGN | Tag.SUBORDINATOR | Tag.RELATIVE
_STOP_OR_SUBORDINATOR_OR_RELATIVE: Final = Tag.STOP | Tag.SUBORDINATOR | Tag.RELATIVE
_NOUN_OR_SUBSET_OR_GROUP: Final = Tag.NOUN | Tag.SUBSET | Tag.GROUP


def passive_before(scene: Scene, at: int) -> int:
    """The auxiliary that a participle shares with one before: "were lined up and shot"; else -1."""
    tags = scene.tokens.tags
    if at < 1 or not tags[at] & Tag.CONJUNCTION:
        return -1
    for before in range(at - 1, max(-1, at - _SHARED), -1):
        own = scene.owner[before]
        if own is not None and own.governor and not own.effects:
            continue  # "were lured to a meeting and shot"
        if own is not None or before in scene.clauses:
            return -1
        if tags[before] & Tag.BE:
            return before
        if tags[before] & _SIGN_OR_SUBORDINATOR_OR_RELATIVE:
            return -1
    return -1


def main_before(scene: Scene, start: int) -> int:
    """The verb whose subject a passive gerund shares: "two vanished after being grabbed"; else -1."""
    tokens = scene.tokens
    shares = tokens.tags[start] & Tag.BE or tokens.entries[start].forms & Form.INTRANSITIVE
    gerund = shares and tokens.words[start].endswith(tokens.tables.endings["gerund"])
    if not gerund or not start or not tokens.tags[start - 1] & Tag.SUBORDINATOR:
        return -1
    for before in range(start - 2, max(-1, start - _SHARED), -1):
        if tokens.tags[before] & Tag.STOP:
            break
        if before in scene.clauses:
            return before
        doing = tokens.tags[before] & Tag.VERBLIKE and tokens.tags[before - 1] & Tag.BE
        if (doing or tokens.tags[before] & Tag.VERB) and scene.owner[before] is None:
            return before
    return -1


def verb_before(scene: Scene, at: int) -> int:
    """The verb with which a conjunction joins the next: "two fell and were hurt"; else -1."""
    tags = scene.tokens.tags
    if at < 1 or not tags[at] & Tag.CONJUNCTION or scene.owner[at] is not None:
        return -1
    for before in range(at - 1, max(-1, at - 20), -1):
        tag = tags[before]
        if tag & _STOP_OR_SUBORDINATOR_OR_RELATIVE and not tag & Tag.PREPOSITION:
            return -1
        verb = tag & Tag.VERB and not tag & _NOUN_OR_SUBSET_OR_GROUP
        if scene.owner[before] is None and (verb or before in scene.clauses):
            return before
    return -1

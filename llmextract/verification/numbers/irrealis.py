"""Sees what a text names without saying that it happened: attempts, threats, plans, orders."""

from typing import Final

from llmextract.verification.numbers.scene import Scene
from llmextract.verification.numbers.tags import Form, Tag

_REACH: Final = 7
_BETWEEN: Final = Tag.DEFINITE | Tag.ARTICLE | Tag.PREPOSITION | Tag.OF
_ENDS: Final = Tag.STOP | Tag.COMMA | Tag.RELATIVE
_EVENT_OR_COUNTED: Final = Form.EVENT | Form.COUNTED
_VERB: Final = Tag.VERB | Tag.VERBLIKE | Tag.EFFECT
_GOVERNOR: Final = Tag.PREPOSITION | Tag.OF | Tag.UNREAL | Tag.ATTEMPT
_UNREAL_OR_ATTEMPT: Final = Tag.UNREAL | Tag.ATTEMPT


def is_unreal(scene: Scene, at: int) -> bool:
    """Whether a word with an effect is only tried, threatened, planned or ordered.

    Verbs: an infinitive that such a word governs ("tried to kill a judge").  Nouns: those that an
    attempt is made of or aims at ("an assassination attempt", "an attempt on the life of a judge",
    "the attempted murder of two men").
    """
    tokens = scene.tokens
    forms = tokens.entries[at].forms
    if forms & Form.ACTIVE and _is_governed(scene, at):
        return True
    if (
        forms & (Form.PAST | Form.ACTIVE)
        and at
        and tokens.words[at - 1] in tokens.tables.names.nearly
    ):
        return True  # "nearly killed a judge"
    if forms & Form.STATE and _is_wished(scene, at):
        return True
    if not forms & _EVENT_OR_COUNTED:
        return False
    if tokens.tags[at + 1] & Tag.ATTEMPT:
        return True
    before = at - 1
    while before > 0 and tokens.tags[before] & _BETWEEN and at - before < 4:
        before -= 1
    if before == at - 1:
        return before >= 0 and bool(tokens.tags[before] & Tag.UNREAL)
    threatened = tokens.tags[before] & Tag.UNREAL and tokens.tags[before + 1] & Tag.WITH
    return before >= 0 and bool(tokens.tags[before] & Tag.ATTEMPT or threatened)


def _is_wished(scene: Scene, at: int) -> bool:
    """Whether a word of the result hangs on a verb that brings it about in words only: "sentenced"."""
    tokens = scene.tokens
    for before in range(at - 1, max(-1, at - 1 - _REACH), -1):
        tag = tokens.tags[before]
        if tag & Tag.STOP:
            break
        if scene.owner[before] is None and tag & _VERB:
            return tokens.words[before] in tokens.tables.names.doubts
    return False


def _is_governed(scene: Scene, at: int) -> bool:
    """Whether an infinitive depends on a word of trying, its object between: "ordered him to"."""
    tags = scene.tokens.tags
    before = at - 1
    while before > 0 and tags[before] & Tag.ADVERB:
        before -= 1
    if before < 1 or not tags[before] & _GOVERNOR:
        return False
    for earlier in range(before, max(-1, before - _REACH), -1):
        if tags[earlier] & _UNREAL_OR_ATTEMPT:
            return True
        if tags[earlier] & _ENDS:
            break
    return False

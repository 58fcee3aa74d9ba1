"""Links people to verbs in two parts: "took six girls into the bush", "sent 14 people to hospital"."""

from itertools import compress
from typing import Final

from llmextract.verification.numbers.counted import Count
from llmextract.verification.numbers.naming_deeds import called_by_doers, doer_of
from llmextract.verification.numbers.objects import find_object
from llmextract.verification.numbers.scene import FINITE, Scene
from llmextract.verification.numbers.subjects import find_subject
from llmextract.verification.numbers.tables import Split
from llmextract.verification.numbers.tags import Form, Kind, Tag

_BETWEEN: Final = Tag.ADVERB | Tag.QUOTE
_LONGEST: Final = 5
"""Tokens of what stands behind the people; a fixed phrase among them is several words."""
_FURTHER: Final = 12
"""Tokens behind people that may say where they come from: "took 30 pupils of a school in Orv away"."""
_LAND: Final = Tag.DEFINITE | Tag.ARTICLE | Tag.NOUN | Tag.UNKNOWN
_ENDS: Final = FINITE | Tag.EFFECT | Tag.STOP | Tag.COMMA | Tag.SUBORDINATOR | Tag.RELATIVE


def link_splits(scene: Scene) -> None:
    """Gives those between a verb and what belongs to it what the two say together."""
    tokens = scene.tokens
    openings = tokens.tables.split_words
    for at in compress(range(tokens.n), map(openings.__contains__, tokens.words)):
        if scene.owner[at] is not None:
            continue
        start, passive, _, negated = scene.verb_group(at)
        if negated:
            continue
        people, behind = _people(scene, at, start, passive=passive)
        if not people:
            continue
        rest = tokens.words[at].partition(" ")[2]
        for split in tokens.tables.splits[tokens.words[at].partition(" ")[0]]:
            if _is_said(scene, rest, behind, people, split) and _is_meant(scene, at, start, split):
                _befall(scene, at, people, _called(scene, at, start, split))
                break


def _is_said(scene: Scene, rest: str, behind: int, people: list[Count], split: Split) -> bool:
    """Whether what stands behind people is what belongs to their verb.

    Args:
        scene: the text.
        rest: what belongs to the verb in the token of the verb itself ("to" of "taken to").
        behind: the token behind the people.
        people: those between.
        split: what is looked for.
    """
    words, tags = scene.tokens.words, scene.tokens.tags
    if split.of:
        first = people[0]
        return not split.of.isdisjoint(words[first.first : first.numeral.first])
    if split.hostile:
        return _is_said_later(scene, rest, behind, split)
    while tags[behind] & _BETWEEN and scene.owner[behind] is None:
        behind += 1
    said = " ".join([rest, *words[behind : behind + _LONGEST]]).split()
    return tuple(said[: len(split.tail)]) == split.tail


def _is_said_later(scene: Scene, rest: str, behind: int, split: Split) -> bool:
    """The same where it may stand behind what says who they are: "took 30 pupils of a school away"."""
    words, tags = scene.tokens.words, scene.tokens.tags
    for at in range(behind, min(behind + _FURTHER, scene.tokens.n)):
        said = " ".join([rest, *words[at : at + _LONGEST]]).split()
        if tuple(said[: len(split.tail)]) == split.tail:
            adverb = len(split.tail) == 1 and not rest and tags[at] & Tag.ADVERB
            return not adverb or not tags[at + 1] & _LAND  # but "drove them off the farms"
        if tags[at] & _ENDS and not tags[at] & _BETWEEN:
            break
    return False


def _people(scene: Scene, at: int, start: int, *, passive: bool) -> tuple[list[Count], int]:
    """Those whom a verb is about, and the token with which goes on what is said of them."""
    if passive:
        return find_subject(scene, start, reduced=False), at + 1
    if scene.owner[at + 1] is None:
        return [], at + 1
    people = find_object(scene, at + 1)
    return people, max((count.after for count in people), default=at + 1)


def _befall(scene: Scene, at: int, people: list[Count], effect: str) -> None:
    tags = scene.tokens.tags
    if at > 1 and tags[at - 1] & Tag.TO and tags[at - 2] & Tag.UNREAL:
        for count in people:
            count.spared = True  # "refused to let three go"
    else:
        scene.befall(people, {effect})


def _called(scene: Scene, at: int, start: int, split: Split) -> str:
    """What a deed is called by who did it: those whom police drag into vans are arrested."""
    if split.effect not in called_by_doers(scene.tokens.tables):
        return split.effect
    doer = doer_of(scene, at, start, -1 if scene.verb_group(at)[1] else 1)
    return split.effect if doer is None else doer.effects.get(split.effect, split.effect)


def _is_meant(scene: Scene, at: int, start: int, split: Split) -> bool:
    """Whether what a verb may say is said: by who does it, or by what the text tells besides."""
    if not split.hostile:
        return True
    tokens = scene.tokens
    doers = tokens.tables.doers
    doer = doer_of(scene, at, start, -1 if scene.verb_group(at)[1] else 1)
    if doer is not None or not doers:
        return doer is not None and doer is doers[0]
    if scene.named is None:
        scene.named = {
            effect
            for one in tokens.of_kind(Kind.EFFECT)
            for effect, forms in tokens.entries[one].effects.items()
            if forms & (Form.EVENT | Form.COUNTED)
        }
    return split.effect in scene.named

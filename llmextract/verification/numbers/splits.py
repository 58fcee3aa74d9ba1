"""Links people to verbs in two parts: "took six girls into the bush", "sent 14 people to hospital"."""

from itertools import compress
from typing import Final

from llmextract.verification.numbers.counted import Count
from llmextract.verification.numbers.objects import find_object
from llmextract.verification.numbers.scene import Scene
from llmextract.verification.numbers.subjects import find_subject
from llmextract.verification.numbers.tables import Split
from llmextract.verification.numbers.tags import Form, Kind, Tag

_BETWEEN: Final = Tag.ADVERB | Tag.QUOTE
_LONGEST: Final = 5
"""Tokens of what stands behind the people; a fixed phrase among them is several words."""
_SENTENCE: Final = 60
"""Tokens of a sentence in which the doers are looked for."""


def link_splits(scene: Scene) -> None:
    """Gives those between a verb and what belongs to it what the two say together."""
    tokens = scene.tokens
    openings = tokens.tables.split_words
    for at in compress(range(tokens.n), map(openings.__contains__, tokens.words)):
        verb, _, rest = tokens.words[at].partition(" ")  # "taken from" is one token
        splits = tokens.tables.splits[verb]
        if scene.owner[at] is not None:
            continue
        start, passive, _, negated = scene.verb_group(at)
        if negated:
            continue
        people, behind = _people(scene, at, start, passive=passive)
        if not people:
            continue
        said = " ".join([rest, *tokens.words[behind : behind + _LONGEST]]).split()
        for split in splits:
            if tuple(said[: len(split.tail)]) == split.tail and _is_meant(scene, at, split):
                _befall(scene, at, people, split.effect)
                break


def _people(scene: Scene, at: int, start: int, *, passive: bool) -> tuple[list[Count], int]:
    """Those whom a verb is about, and the token with which goes on what is said of them."""
    if passive:
        return find_subject(scene, start, reduced=False), at + 1
    if scene.owner[at + 1] is None:
        return [], at + 1
    people = find_object(scene, at + 1)
    behind = max((count.after for count in people), default=at + 1)
    while scene.tokens.tags[behind] & _BETWEEN and scene.owner[behind] is None:
        behind += 1
    return people, behind


def _befall(scene: Scene, at: int, people: list[Count], effect: str) -> None:
    tags = scene.tokens.tags
    if at > 1 and tags[at - 1] & Tag.TO and tags[at - 2] & Tag.UNREAL:
        for count in people:
            count.spared = True  # "refused to let three go"
    else:
        scene.befall(people, {effect})


def _is_meant(scene: Scene, at: int, split: Split) -> bool:
    """Whether what a verb may say is said: by who does it, or by what the text tells besides."""
    if not split.hostile:
        return True
    tokens, (first, after) = scene.tokens, scene.bounds(at)
    hostile = tokens.tables.doers[0].words if tokens.tables.doers else frozenset()
    if not hostile.isdisjoint(
        tokens.words[max(first, at - _SENTENCE) : min(after, at + _SENTENCE)]
    ):
        return True
    if scene.named is None:
        scene.named = {
            effect
            for one in tokens.of_kind(Kind.EFFECT)
            for effect, forms in tokens.entries[one].effects.items()
            if forms & (Form.EVENT | Form.COUNTED)
        }
    return split.effect in scene.named

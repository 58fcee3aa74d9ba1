"""Sees which later sentences of a text may look back at other times than it tells of.

What :mod:`.asides` has an expression for is known to be of another time.  Here it is only a doubt: a
sentence behind the first that opens with a time or has a word such as "already" or "similar" may
still be about the same incident.
"""

from functools import cache
from itertools import compress
from typing import Final

from llmextract.verification.numbers.scene import Scene
from llmextract.verification.numbers.tables import Tables
from llmextract.verification.numbers.tags import Kind, Tag

_ENDS_PHRASE: Final = Tag.STOP | Tag.VERB | Tag.EFFECT | Tag.BE | Tag.HAVE | Tag.CONJUNCTION
_REACH: Final = 10
"""Tokens of a noun phrase behind its time: "a raid last month on the market of Hult"."""
_OPENER: Final = Tag.PREPOSITION | Tag.BETWEEN | Tag.ADVERB | Tag.CONTRAST | Tag.QUOTE


def look_back(scene: Scene) -> None:
    """Marks the counts of sentences that may look back."""
    words, tables = scene.tokens.words, scene.tokens.tables
    known = {0: False}
    for count in (count for count in scene.counts if count.effects):
        begin, end = scene.bounds(count.first)
        if begin not in known:
            known[begin] = _opens_elsewhen(scene, begin) or not tables.backward.isdisjoint(
                words[begin:end]
            )
        count.past = known[begin]
    _look_from_relatives(scene)


def _look_from_relatives(scene: Scene) -> None:
    """Marks those of a clause about something of another time: "a raid last month, in which 40 died"."""
    tokens = scene.tokens
    looking = _looking(tokens.tables)
    marked = compress(range(tokens.n), map(looking.__contains__, tokens.words))
    months = (at for at in tokens.of_kind(Kind.DATED) if at and _is_time_since(scene, at))
    for at in sorted({*marked, *months}):
        relative = _relative_behind(scene, at)
        if relative < 0:
            continue
        sentence = scene.sentence(relative)
        for count in scene.counts:
            if count.first > relative and scene.sentence(count.first) == sentence:
                count.past = count.past or bool(count.effects)


@cache
def _looking(tables: Tables) -> frozenset[str]:
    """The words that may tell of another time, wherever they stand."""
    return tables.backward | tables.openers


def _is_time_since(scene: Scene, at: int) -> bool:
    """Whether a month or a year stands behind a preposition: "since March, when nine were killed"."""
    tags = scene.tokens.tags
    if not tags[at - 1] & (Tag.PREPOSITION | Tag.YEAR_BEFORE) or not tags[at + 1] & Tag.COMMA:
        return False
    return bool(tags[at] & Tag.MONTH) or _is_year(scene, at)


def _relative_behind(scene: Scene, at: int) -> int:
    """The relative pronoun that follows a time within its noun phrase, or -1."""
    tokens = scene.tokens
    for ahead in range(at + 1, min(at + _REACH, tokens.n)):
        tag = tokens.tags[ahead]
        if tag & Tag.RELATIVE or (" " in tokens.words[ahead] and tag & Tag.SUBORDINATOR):
            return ahead
        if tag & Tag.SUBORDINATOR and tokens.tags[ahead - 1] & Tag.COMMA:
            return ahead  # ", when"
        if tag & _ENDS_PHRASE and scene.owner[ahead] is None:
            return -1
    return -1


def _opens_elsewhen(scene: Scene, begin: int) -> bool:
    """Whether a sentence begins with a time that is none of a day: "In March", "Last week"."""
    tokens = scene.tokens
    at = begin
    while (
        at < begin + 2
        and tokens.tags[at] & _OPENER
        and tokens.words[at] not in tokens.tables.openers
    ):
        at += 1
    if tokens.words[at] in tokens.tables.openers:
        return True
    if not tokens.tags[at] & Tag.MONTH:
        return _is_year(scene, at) and at > begin
    return at > begin and (not tokens.tags[at + 1] & Tag.DIGITS or _is_year(scene, at + 1))


def _is_year(scene: Scene, at: int) -> bool:
    tokens = scene.tokens
    return bool(tokens.tags[at] & Tag.DIGITS) and 1900 <= tokens.entries[at].value <= 2100

"""Finds the object of a verb or noun: the people behind it, with all that is coordinated."""

from typing import Final

from llmextract.verification.numbers.counted import LONE, Count
from llmextract.verification.numbers.scene import FINITE, REACH, VERBAL, Scene, group
from llmextract.verification.numbers.tags import Form, Tag

_BEFORE_OBJECT: Final = Tag.ADVERB | Tag.ALL | Tag.CONJUNCTION | Tag.EFFECT | Tag.QUOTE
_EFFECT_OR_ADVERB: Final = Tag.EFFECT | Tag.ADVERB
_NO_LIST: Final = Tag.BY | Tag.SUBORDINATOR | Tag.STOP | Tag.COMMA
_NEXT_MEMBER: Final = Tag.CONJUNCTION | Tag.COMMA | Tag.OPEN | Tag.SUBSET
_NOUN_OR_UNKNOWN: Final = Tag.NOUN | Tag.UNKNOWN
_ADVERB_OR_OF_THEM: Final = Tag.ADVERB | Tag.OF_THEM
_NOUN_OR_PREPOSITION: Final = Tag.NOUN | Tag.PREPOSITION
_PREPOSITION_OR_OF: Final = Tag.PREPOSITION | Tag.OF
_ENDS_NOUN: Final = Tag.COMMA | Tag.STOP | Tag.CONJUNCTION | Tag.EFFECT | Tag.VERB | Tag.RELATIVE
_COUNTED: Final = Tag.ARTICLE | Tag.DEFINITE | Tag.NUMBER | Tag.DIGITS
_FAR: Final = 10
"""Tokens that may stand between a noun and its verb of saying."""
_NEW_CLAUSE: Final = (
    Tag.STOP | Tag.SUBORDINATOR | Tag.RELATIVE | Tag.COLON | Tag.CONTRAST | Tag.EFFECT
)
_FINITE_OR_VERBLIKE: Final = FINITE | Tag.VERBLIKE
_NOUN_OR_ADVERB: Final = Tag.NOUN | Tag.ADVERB


def find_object(scene: Scene, at: int) -> list[Count]:
    """People behind a verb or preposition, with all that is coordinated after them."""
    tags = scene.tokens.tags
    while tags[at] & _BEFORE_OBJECT and (scene.owner[at] is None):
        if tags[at] & Tag.CONJUNCTION and not tags[at + 1] & _EFFECT_OR_ADVERB:
            return []
        at += 1
    if tags[at] & _NO_LIST:
        return []
    if tags[at] & Tag.PREPOSITION and scene.owner[at] is None:
        return []
    if tags[at] & Tag.REST:
        scene.rest = at
    members: list[Count] = []
    subsets: list[Count] = []
    _collect(scene, at, members, subsets)
    group(members)
    return members + subsets


def after_of(scene: Scene, at: int) -> list[Count]:
    """People behind a preposition, with all that is coordinated after them."""
    members: list[Count] = []
    subsets: list[Count] = []
    while scene.tokens.tags[at] & Tag.DEFINITE and scene.owner[at] is None:
        at += 1
    owned = scene.owner[at]
    _collect(scene, at if owned is None else owned.first, members, subsets)
    group(members)
    return members + subsets


def _collect(scene: Scene, at: int, members: list[Count], subsets: list[Count]) -> None:
    """Walks right over a list of phrases."""
    tags = scene.tokens.tags
    first = at
    expects = True
    limit = min(scene.tokens.n, at + REACH)
    while at < limit:
        count = scene.owner[at]
        if count is not None:
            if not _take(scene, count, members, subsets, expects=expects, first=first):
                return
            at = count.after
            expects = False
            continue
        tag = tags[at]
        if tag & _NEXT_MEMBER or scene.is_dash(at):
            expects = True
        elif _ends_list(scene, at):
            return
        elif tag & _NOUN_OR_UNKNOWN and expects and not members:
            expects = False
        at += 1


def _take(
    scene: Scene,
    count: Count,
    members: list[Count],
    subsets: list[Count],
    *,
    expects: bool,
    first: int,
) -> bool:
    """Adds a count to a list; whether the list may go on."""
    if count.subset or (subsets and expects and not count.more and members):
        count.subset = True
        subsets.append(count)
        return True
    if count.is_whole or count.governor or not expects:
        governed_at_once = count.first <= first
        if not governed_at_once:
            return True
    if not count.people:
        return True  # "two trucks and a guard"
    if members and has_own_verb(scene, count):
        return False
    if count.of_them and members:
        count.subset = True
        subsets.append(count)
        return True
    members.append(count)
    return True


def has_own_verb(scene: Scene, count: Count) -> bool:
    """Whether a count that seems to go on a list is the subject of the next clause."""
    tags = scene.tokens.tags
    at = count.after
    while tags[at] & _ADVERB_OR_OF_THEM:
        at += 1
    tag = tags[at]
    if tag & _NOUN_OR_UNKNOWN and tags[at + 1] & Tag.SAY and tags[at + 2] & Tag.SIGN:
        return True  # "two million villagers, the refugee council says."
    if tag & FINITE and not tag & _NOUN_OR_PREPOSITION:
        return True
    if tag & Tag.VERBLIKE and tags[at + 1] & Tag.TO and not tag & Tag.EFFECT:
        return True  # "three others managed to swim back"
    if tag & _PREPOSITION_OR_OF and _speaks(scene, at):
        return True
    if tags[count.first - 1] & Tag.COMMA and count.numeral.form in LONE and _report(scene, at):
        return True
    return bool(tag & Tag.EFFECT and scene.tokens.entries[at].forms & (VERBAL & ~Form.GERUND))


def _speaks(scene: Scene, at: int) -> bool:
    """Whether a verb of saying follows what belongs to a noun: ", a spokesman for the diocese said"."""
    tags = scene.tokens.tags
    for ahead in range(at, min(at + _FAR, scene.tokens.n)):
        if tags[ahead] & Tag.SAY:
            return True
        if tags[ahead] & _ENDS_NOUN:
            return False
    return False


def _report(scene: Scene, at: int) -> bool:
    """Whether a clause ends with what those before say: ", a councillor and a security source said."."""
    tokens, tags = scene.tokens, scene.tokens.tags
    for ahead in range(at, min(at + _FAR, tokens.n)):
        behind = tags[ahead + 1]
        if tags[ahead] & Tag.SAY:
            day = tokens.words[ahead + 1].rpartition(" ")[2] in tokens.tables.days
            return bool(behind & Tag.SIGN) or day
        if tags[ahead] & _ENDS_NOUN and not (tags[ahead] & Tag.CONJUNCTION and behind & _COUNTED):
            return False
    return False


def _ends_list(scene: Scene, at: int) -> bool:
    tag = scene.tokens.tags[at]
    if tag & _NEW_CLAUSE:
        return True
    return bool(tag & _FINITE_OR_VERBLIKE) and not tag & _NOUN_OR_ADVERB

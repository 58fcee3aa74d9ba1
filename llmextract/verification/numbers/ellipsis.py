"""Links people to a verb that is left out: "six died, as did eleven of the raiders", "so were two".

So is the verb of the next clause where only people and place change: "a clerk was shot in Hult on
Sunday, a cook in Orv on Tuesday and three herders near Delva".
"""

from typing import Final

from llmextract.verification.clauses.words import VERBS
from llmextract.verification.numbers.counted import Count
from llmextract.verification.numbers.objects import after_of
from llmextract.verification.numbers.scene import FINITE, Clause, Scene
from llmextract.verification.numbers.tags import PEOPLE, Form, Kind, Tag

_AUXILIARY: Final = Tag.BE | Tag.HAVE | Tag.MODAL
_LINK: Final = Tag.COMMA | Tag.CONJUNCTION
_VERBAL: Final = FINITE | Tag.EFFECT | Tag.VERBLIKE | Tag.SAY
_DOER: Final = frozenset({"agent"})
_NOUN_OR_ADVERB: Final = Tag.NOUN | Tag.ADVERB
_ENDS: Final = Tag.STOP | Tag.COMMA | Tag.CONJUNCTION | Tag.COLON | Tag.OPEN
_PLACE: Final = 14
"""Tokens that say where and when something befell those of one clause."""
_REACH: Final = 45
"""Tokens back to the verb that is meant: a long sentence of news."""


def link_ellipses(scene: Scene) -> None:
    """Gives those behind "as did", "so were" what happened in the clause before."""
    words, tags = scene.tokens.words, scene.tokens.tags
    opening = scene.tokens.tables.ellipsis
    for count in scene.counts:
        at = count.first - 1
        if at < 2 or not tags[at] & _AUXILIARY or words[at - 1] not in opening or not count.people:
            continue
        for verb in range(at - 1, max(-1, at - _REACH), -1):
            if scene.tokens.kinds[verb] & Kind.STOP and verb < at - 2:
                break
            clause = scene.clauses.get(verb)
            if clause is not None and not clause.negated:
                scene.befall(after_of(scene, count.first), clause.effects)
                break


def link_gaps(scene: Scene) -> None:
    """Gives those of clauses without a verb what befell those of the clause before them."""
    for clause in list(scene.clauses.values()):
        if clause.looks < 0 and clause.people and not clause.negated:
            _fill(scene, clause)
            if "killed" in clause.effects:
                _die_in_hospital(scene, clause)


def _fill(scene: Scene, clause: Clause) -> None:
    """Follows the clauses without a verb behind one; the last of them is joined by a conjunction."""
    tags = scene.tokens.tags
    found: list[Count] = []
    at = _end_of_place(scene, clause.verb + 1)
    joined = False
    while at >= 0 and not joined:
        while tags[at] & _LINK and scene.owner[at] is None:
            joined = joined or bool(tags[at] & Tag.CONJUNCTION)
            at += 1
        count = scene.owner[at]
        if count is None or count.first != at or not count.effects <= _DOER or not count.value:
            return
        if not _are_people(scene, count):
            return
        found.append(count)
        at = _end_of_place(scene, count.after)
    if joined and at >= 0:
        for count in found:
            count.effects -= _DOER  # "one was hurt by a pellet and another by a stone"
        scene.befall(found, clause.effects)


def _die_in_hospital(scene: Scene, clause: Clause) -> None:
    """Kills those who are only said to lie there: "three died on the spot and two later in hospital"."""
    tags = scene.tokens.tags
    at = clause.verb + 1
    while tags[at] & Tag.ADVERB and scene.owner[at] is None:
        at += 1
    linked = at
    while tags[at] & _LINK and scene.owner[at] is None:
        at += 1
    count = scene.owner[at]
    if linked == clause.verb + 1 or at == linked:
        return  # "nine were killed, two in hospital"
    if count is None or count.first != at or count.effects != {"injured"}:
        return
    last = max(count.first, count.after - 1)
    lies = scene.tokens.entries[last].forms == Form.PARTICIPLE or (
        scene.tokens.entries[count.after].forms == Form.PARTICIPLE
    )
    ends = bool(tags[count.after] & _ENDS) or _end_of_place(scene, count.after) >= 0
    if lies and ends and count.people:
        count.effects -= {"injured"}
        scene.befall([count], clause.effects)


def _are_people(scene: Scene, count: Count) -> bool:
    """Whether those counted are people by their noun, or it is made like one for a trade."""
    if count.classes & PEOPLE or count.head < 0:
        return count.people
    trade = scene.tokens.tables.endings.get("trade", ())
    return count.people and scene.tokens.words[count.head].endswith(trade)


def _end_of_place(scene: Scene, first: int) -> int:
    """Where the words end that say where or when, or -1 if they are others."""
    tokens, placed = scene.tokens, False
    for at in range(first, min(first + _PLACE, tokens.n)):
        tag = tokens.tags[at]
        if tag & _ENDS:
            return at if placed else -1
        if tokens.words[at] in VERBS or (tag & _VERBAL and not tag & _NOUN_OR_ADVERB):
            return -1
        last = tokens.words[at].rpartition(" ")[2]
        placed = (
            placed
            or bool(tag & Tag.BY)
            or last in tokens.tables.locating
            or last in tokens.tables.days
        )
    return -1

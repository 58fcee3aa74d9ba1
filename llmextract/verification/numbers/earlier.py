"""Sets aside what a text tells of older incidents once it has told its own.

It says so by an ordinal ("It was the second raid in a month: nine herders were killed on 3 March"),
which announces that the older ones are told next, or by a tense: a sentence that opens with a day of
its own and tells in the past perfect ("On Monday five people had died in Cortan").
"""

from collections.abc import Iterator
from typing import Final

from llmextract.verification.numbers.counted import Count
from llmextract.verification.numbers.patterns import compiled
from llmextract.verification.numbers.scene import FINITE, Clause, Scene
from llmextract.verification.numbers.tags import Tag

_REASON: Final = "of an older incident"
_ANNOUNCES: Final = Tag.BE | Tag.COMMA
_UP_TO: Final = Tag.BY | Tag.SUBORDINATOR | Tag.YEAR_BEFORE
_BACK: Final = 400
"""Tokens before an older incident in which the text's own is looked for: a long paragraph."""
_CALLED: Final = 4
"""Tokens from what says what an incident was to its ordinal: "was only the second"."""
_OPENING: Final = 4
"""Tokens that open a sentence or clause: "In the first one,", "On 3 March"."""
_GOVERNS: Final = FINITE | Tag.SAY | Tag.RELATIVE


def set_earlier_aside(scene: Scene) -> None:
    """Marks the counts of older incidents that an ordinal or a tense tells apart."""
    for first, after in scene.series:
        begin, end = scene.bounds(first)
        if first == begin:
            _weigh(scene, first, begin, end, tied=True)
        elif _is_announced(scene, first):
            for begin, end, tied in _told_next(scene, first, after):
                _weigh(scene, first, begin, end, tied=tied)
    perfect = compiled(scene.tokens.tables.asides).perfect
    for clause in scene.clauses.values():
        if scene.tokens.words[clause.start] in perfect:
            _weigh_perfect(scene, clause)


def _is_announced(scene: Scene, first: int) -> bool:
    """Whether an ordinal says which one of several the incident was: "it was the second raid"."""
    tags = scene.tokens.tags
    if not first or not tags[first - 1] & Tag.DEFINITE:
        return False
    near = range(first - 2, max(-1, first - 2 - _CALLED), -1)
    return any(tags[at] & _ANNOUNCES for at in near if scene.owner[at] is None)


def _told_next(scene: Scene, first: int, after: int) -> Iterator[tuple[int, int, bool]]:
    """What stands behind the announcement: the rest of its sentence, if that is tied to it, and the next."""
    tokens = scene.tokens
    _, end = scene.bounds(first)
    for at in range(after, end):
        if tokens.tags[at] & Tag.COLON or tokens.words[at] == ";" or scene.is_dash(at):
            yield at + 1, end, True
            return
    if end + 1 < tokens.n:
        yield (*scene.bounds(end + 1), False)


def _weigh(scene: Scene, first: int, begin: int, end: int, *, tied: bool) -> None:
    """Marks those of a stretch behind an announcement if it tells of an older incident.

    It surely does if it says so ("in the first, …") or has a day that is none of the incident's, whose
    people were told of before.  A clause behind a colon that has no day is in doubt.
    """
    told = _told_before(scene, first)
    if not scene.formers.isdisjoint(range(begin, begin + _OPENING + 1)):
        _mark(scene, _people(scene, begin, end), sure=bool(told))
        return
    days = scene.days(begin, end) if tied else _opening_days(scene, begin)
    known = scene.days(first - _BACK, first)
    if not told or days & known or not (tied or days):
        return
    people = _people(scene, begin, end)
    if not tied or first == begin:
        people = [count for count in people if count.effects & told]
    _mark(scene, people, sure=bool(days and (known or tied)))


def _weigh_perfect(scene: Scene, clause: Clause) -> None:
    """Marks those of a verb in the past perfect whose sentence opens with a day of its own."""
    tags = scene.tokens.tags
    begin, _ = scene.bounds(clause.verb)
    if not begin or any(
        tags[at] & _GOVERNS and not tags[at] & Tag.NOUN and scene.owner[at] is None
        for at in range(begin, clause.start)
    ):
        return  # "On Monday police found two who had been killed"
    days, known = _opening_days(scene, begin), scene.days(begin - _BACK, begin)
    told = _told_before(scene, begin)
    if days and told and not days & known:
        people = [
            count for count in clause.people if _is_new(count, begin) and count.effects & told
        ]
        _mark(scene, people, sure=bool(known))


def _told_before(scene: Scene, first: int) -> frozenset[str]:
    """What the text has told before a token of its own people."""
    happened = compiled(scene.tokens.tables.asides).happened
    return happened & frozenset().union(
        *(one.effects for one in scene.counts_in(first - _BACK, first) if not one.aside)
    )


def _people(scene: Scene, begin: int, end: int) -> list[Count]:
    return [
        count for count in scene.counts_in(begin, end) if count.effects and _is_new(count, begin)
    ]


def _is_new(count: Count, begin: int) -> bool:
    """Whether a stretch tells of people first: they are neither "the six" nor "two of them", "two more"."""
    known = count.whole is not None and count.whole.first < begin
    return not (known or count.of_them or count.definite or count.more or count.also)


def _mark(scene: Scene, people: list[Count], *, sure: bool) -> None:
    for count in people:
        if not count.aside:
            count.aside, count.doubted, count.older = _REASON, not sure, True
            scene.asides.append((count.first, count.after))


def _opening_days(scene: Scene, begin: int) -> set[str]:
    """The days with which a sentence opens; none where it tells what was up to one: "By Friday"."""
    tags, after = scene.tokens.tags, begin + _OPENING
    if any(tags[at] & _UP_TO for at in range(begin, min(after, scene.tokens.n))):
        return set()
    return scene.days(begin, after)

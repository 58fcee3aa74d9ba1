"""Numbers that follow from those stated: sums, persons listed by name, differences."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from llmextract.verification.numbers.adding import (
    adds,
    are_apart,
    is_newer,
    is_of,
    is_told_again,
    is_wound,
    may_be_known,
    may_repeat,
)
from llmextract.verification.numbers.counted import Count
from llmextract.verification.numbers.enumerations import enumerated
from llmextract.verification.numbers.named import named
from llmextract.verification.numbers.reading import Reading
from llmextract.verification.numbers.results import Result, span, words
from llmextract.verification.numbers.scene import Rest
from llmextract.verification.numbers.tables import HARM, OUTCOMES, Role
from llmextract.verification.numbers.tags import Tag

_LONGEST_RUN: Final = 4
"""Amounts a sum may have: with more, some sum fits nearly any value."""
_ENDS_RUN: Final = (
    Tag.STOP | Tag.VERB | Tag.EFFECT | Tag.BE | Tag.HAVE | Tag.VERBLIKE | Tag.SUBORDINATOR
)  # fmt: skip
_CONJUNCTION_OR_COMMA: Final = Tag.CONJUNCTION | Tag.COMMA


def derived(
    reading: Reading, hits: list[Count], role: Role | None, *, only: int | None = None
) -> Iterator[Result]:
    """All numbers that follow for a role from the counts that have it.

    Args:
        reading: the text.
        hits: counts of the role, in order.
        role: the role.
        only: a value that sums must have, for a caller who looks for nothing else.
    """
    effects = role.effects if role is not None else frozenset()
    by_effect = [count for count in hits if count.effects & effects]
    by_effect = [count for count in by_effect if not is_wound(reading, count)]
    groups: dict[int, list[Count]] = {}
    known = set(map(id, by_effect))
    for count in by_effect:
        if len(count.group) < 2:
            continue
        whole = groups.get(id(count.group))
        if whole is None:
            whole = [member for member in count.group if id(member) in known]
            whole = groups[id(count.group)] = [one for one in whole if adds(one, listed=True)]
        if len(whole) > 1 and whole[0] is count:
            # "a widow and the two boys": nobody is named twice in it
            yield from _sum(reading, whole, only)
    by_effect = [count for count in by_effect if not is_of(count, effects)]
    by_effect = [count for count in by_effect if not count.past] or by_effect
    units = list(_units(by_effect))
    for first in range(len(units)):
        for last in range(first + 1, min(len(units), first + _LONGEST_RUN)):
            run = [count for unit in units[first : last + 1] for count in unit]
            if only is not None and sum(count.numeral.low for count in run) != only:
                continue
            if are_apart(reading, run) or is_told_again(reading, run) or is_newer(reading, run):
                continue
            yield from _sum(reading, run, only, doubtful=may_repeat(reading, run))
    yield from _lists(reading, [count for count in hits if not count.effects & effects], only)
    if role is not None:
        yield from named(reading, role)
        yield from enumerated(reading, role)
        yield from _differences(reading, role)


def _units(hits: list[Count]) -> Iterator[list[Count]]:
    """Counts that may be added: whole coordinations, lone counts; no parts, no totals."""
    done: set[int] = set()
    known = set(map(id, hits))
    for place, count in enumerate(hits):
        # "All twenty" can be none of seven who were named before.
        before = hits[max(0, place - _FURTHEST) : place]
        is_new = count.definite and not may_be_known(count, before)
        if id(count) in done or not adds(count, listed=is_new):
            continue
        members = [one for one in count.group if adds(one) and id(one) in known]
        unit = members or [count]
        done.update(id(member) for member in unit)
        yield unit


def _lists(reading: Reading, hits: list[Count], only: int | None) -> Iterator[Result]:
    """Sums of what counts by its noun alone: only where the text itself makes it one list."""
    run: list[Count] = []
    for count in hits:
        if not adds(count):
            continue
        if run and not _joined(reading, run[-1], count):
            run = []
        run.append(count)
        if len(run) > 1:
            yield from _sum(reading, run, only)


def _joined(reading: Reading, one: Count, other: Count) -> bool:
    """Whether a comma or conjunction, and no verb, stands between two counts."""
    if other.more and other.numeral.form == "article":
        return True  # "three attackers were shot, and a fourth fled"
    tags = reading.tokens.tags
    between = tags[one.after : other.first]
    verbs = _ENDS_RUN
    return (
        len(between) < 12
        and any(tag & _CONJUNCTION_OR_COMMA for tag in between)
        and not any(tag & verbs for tag in between)
    )


def _sum(
    reading: Reading, counts: list[Count], only: int | None, *, doubtful: bool = False
) -> Iterator[Result]:
    """The sum of some counts, unless another value is looked for."""
    low = sum(count.numeral.low for count in counts)
    if only is not None and low != only:
        return
    highs = [count.numeral.high for count in counts]
    high = None if any(high is None for high in highs) else sum(high or 0 for high in highs)
    if any(count.open_ended for count in counts):
        high = None
    yield Result(
        low,
        high,
        tuple(span(reading, count) for count in counts),
        " + ".join(words(reading, count) for count in counts),
        doubtful,
        tuple(counts),
    )


# --- differences -------------------------------------------------------------------------------


_FURTHEST: Final = 40
"""Counts between a whole and its parts: some paragraphs of news."""
_CURABLE: Final = frozenset({"injured"})
"""What somebody no longer counts as who died of it; who was abducted and freed was abducted."""
_GONE: Final = frozenset({"released", "unharmed"})


def _differences(reading: Reading, role: Role) -> Iterator[Result]:
    """Those left when others are taken away: of a whole, of the wounded, "the rest"."""
    fared = Counter(
        id(count.of_named)
        for count in reading.counts
        if count.of_named is not None and count.effects - role.effects
    )
    for part in reading.counts:
        known, otherwise = part.of_named, part.effects & role.complement
        if (known is None and not otherwise) or part.aside or part.value is None:
            continue
        if otherwise:
            yield from _left_of_wholes(reading, part, role)
        if known is None or known.aside or not _may_leave(known, part, role):
            continue
        alone = fared[id(known)] == 1
        if part.effects - role.effects and (alone or known.effects & role.effects):
            yield from _left_of_named(reading, known, part)
    for rest in reading.rests:
        if rest.effects & role.effects:
            yield from _remainders(reading, rest)


def _may_leave(known: Count, part: Count, role: Role) -> bool:
    """Whether those of some people who are no part are of the role."""
    if known.effects & role.effects & _CURABLE:
        return True
    if known.effects & role.left_of and part.effects & _GONE:
        return True  # "of the 16 pupils abducted, five escaped"
    either = "casualty" in known.effects and role.effects < HARM
    return either and bool(part.effects & (HARM - role.effects))


def _left_of_wholes(reading: Reading, part: Count, role: Role) -> Iterator[Result]:
    """Those left of each whole when all who fared otherwise are taken away.

    None where the text says itself how many they are: 9 aboard, 4 saved, 3 bodies and 2 missing
    leave no 5 dead.
    """
    stated = [
        count.first
        for count in reading.counts
        if count.effects & role.effects and count.value and not count.aside and count.people
    ]
    last = max(stated, default=-1)
    for whole in _wholes(reading, part, role):
        if whole.value is None or whole.aside or last > whole.first:
            continue
        parts = [part, *_others_gone(reading, whole, part, role)]
        left = whole.value - sum(other.numeral.low for other in parts)
        if left > 0:
            spans = tuple(span(reading, count) for count in (whole, *parts))
            reason = " − ".join(words(reading, count) for count in (whole, *parts))
            yield Result(left, left, spans, reason)


def _others_gone(reading: Reading, whole: Count, part: Count, role: Role) -> list[Count]:
    """Counts behind a whole of those who fared in a third way: neither as the role nor as a part."""
    place = reading.place(whole) + 1
    return [
        count
        for count in reading.counts[place : place + _FURTHEST]
        if count is not part
        and count.value
        and not (count.subset or count.aside or count.is_whole)
        and count.effects & OUTCOMES
        and not count.effects & (role.effects | part.effects)
    ]


def _left_of_named(reading: Reading, whole: Count, part: Count) -> Iterator[Result]:
    """The wounded but for those who died: "wounded six clients … two of the clients died"."""
    members = whole.group or [whole]
    left = sum(member.numeral.low for member in members) - part.numeral.low
    if part.value is not None and all(one.value is not None for one in members) and left > 0:
        spans = tuple(span(reading, count) for count in (*members, part))
        added = " + ".join(words(reading, member) for member in members)
        yield Result(left, left, spans, f"{added} − {words(reading, part)}")


def _remainders(reading: Reading, rest: Rest) -> Iterator[Result]:
    """What is left of the nearest whole: "thirty were aboard; 12 escaped and the rest died"."""
    before = [
        count
        for count in reading.counts
        if count.first < rest.at and count.people and count.value and not count.subset
    ]
    for position in range(len(before) - 1, -1, -1):
        whole = before[position]
        parts = [count for count in before if count is not whole and count.first > whole.first]
        parts += [count for count in reading.counts if count.whole is whole and count not in parts]
        left = whole.numeral.low - sum(part.numeral.low for part in parts)
        if parts and left > 0:
            spans = tuple(span(reading, count) for count in (whole, *parts))
            reason = " − ".join(words(reading, count) for count in (whole, *parts))
            yield Result(left, left, spans, reason)
            return


def _wholes(reading: Reading, part: Count, role: Role) -> Iterator[Count]:
    """Counts of which a part may have been taken: its own whole, people counted before it."""
    if part.whole is not None:
        yield part.whole
        return
    place = reading.place(part)
    for count in reading.counts[max(0, place - _FURTHEST) : place]:
        if count.people and not count.effects & (role.effects | role.complement | HARM):
            yield count

"""Tells whose amounts may be added: different people, the same told again, or another incident's."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from llmextract.verification.numbers.counted import LONE, Count
from llmextract.verification.numbers.reading import Reading, stem
from llmextract.verification.numbers.tables import Role
from llmextract.verification.numbers.tags import PEOPLE, Form, Kind, Tag

_REACH: Final = 120
"""Tokens of a sentence that are looked at for a day: more are a list or a table."""
_BESIDE: Final = 6
"""Tokens between a word for a side and the number of its people: "its own losses at three dead"."""
_HAPPENS: Final = Tag.EFFECT | Tag.AGENT
MAY_BE_CHANCE: Final = 3
"""Smaller numbers are equal by chance in two sentences of most reports."""


def is_wound(reading: Reading, count: Count) -> bool:
    """Whether a count is one wound and nobody: "a man with a leg wound"."""
    if count.numeral.form != "article" or count.head < 0:
        return False
    entry = reading.tokens.entries[count.head]
    return bool(entry.forms & Form.COUNTED) and not entry.tags & Tag.PERSON


def is_of(count: Count, effects: frozenset[str]) -> bool:
    """Whether a count is a part of people that the role counts already: "two of the wounded"."""
    return count.of_named is not None and bool(count.of_named.effects & effects)


def adds(count: Count, *, listed: bool = False) -> bool:
    """Whether a count may be added: no part, no total, nobody named before."""
    numeral = count.numeral
    if (
        numeral.kind not in {"exact", "minimum", "range", "maximum"}
        or numeral.low == numeral.high == 0
    ):
        return False
    known = (
        not listed
        and count.definite
        and numeral.form not in {"singular", "article"}
        and not count.more
    )
    return not (count.subset or count.total or count.is_whole or count.restated or known)


def are_apart(reading: Reading, run: list[Count]) -> bool:
    """Whether another incident begins between some counts: "in a separate shooting, two died"."""
    first, last = run[0].first, max(count.first for count in run)
    return any(first < turn <= last for turn in reading.scene.turns)


def is_of_another(reading: Reading, run: Sequence[Count]) -> bool:
    """Whether some counts are of an incident that a text tells apart from one told before it."""
    scene, tokens = reading.scene, reading.tokens
    for opening in scene.apart if run else ():
        same = scene.sentence(opening)
        told = any(
            tokens.tags[at] & _HAPPENS and scene.sentence(at) < same
            for at in tokens.of_kind(Kind.HEAD)
        )
        if told and all(c.first > opening and scene.sentence(c.first) == same for c in run):
            return True
    return False


def is_told_again(reading: Reading, run: list[Count]) -> bool:
    """Whether one of some counts tells of the same people: "13 were killed … left 13 dead"."""
    return any(
        max(count.numeral.low, earlier.numeral.low) >= MAY_BE_CHANCE
        and (count.numeral.low == earlier.numeral.low or _is_end(earlier, count))
        for earlier, count in _alike(reading, run)
    )


def _is_end(one: Count, other: Count) -> bool:
    """Whether of two amounts one is a range and the other an end of it: "17 killed … 14 to 17 deaths"."""
    kinds = {one.numeral.kind, other.numeral.kind}
    ends = set(one.numeral.stated) & set(other.numeral.stated)
    return kinds == {"exact", "range"} and bool(ends)


def is_newer(reading: Reading, run: list[Count]) -> bool:
    """Whether one of some counts gives the toll anew: "17 soldiers died. … The rebels spoke of 40 dead"."""
    return any(
        max(count.numeral.low, earlier.numeral.low) >= MAY_BE_CHANCE and not _noun(reading, count)
        for earlier, count in _alike(reading, run)
    )


def may_repeat(reading: Reading, run: list[Count]) -> bool:
    """Whether one of some counts may tell of the same people again, or of another incident.

    An amount in a later sentence of nobody in particular may be a newer toll ("13 people … 15
    people"), others of the same incident or those of another; a greater one may hold the people
    before it.  No rule tells which.
    """
    if any(
        max(count.numeral.low, earlier.numeral.low) >= MAY_BE_CHANCE
        for earlier, count in _alike(reading, run)
    ):
        return True
    first, *others = run
    return any(
        count.numeral.low > max(first.numeral.low, MAY_BE_CHANCE)
        and not (count.more or count.also or count.definite or _is_of_side(reading, count))
        and not reading.same_sentence(first, count)
        for count in others
    )


def _alike(reading: Reading, run: list[Count]) -> Iterator[tuple[Count, Count]]:
    """Pairs of counts in two sentences, the later one of nobody in particular or by the same noun."""
    for position, count in enumerate(run):
        if count.more or count.of_named is not None or _is_of_side(reading, count):
            continue
        for earlier in run[:position]:
            noun = _noun(reading, count)
            if not reading.same_sentence(earlier, count):
                if noun in {"", _noun(reading, earlier)}:
                    yield earlier, count
            elif _is_bare(count) and _are_parted(reading, earlier, count):
                yield earlier, count


def _is_of_side(reading: Reading, count: Count) -> bool:
    """Whether a count is of those of one side, told beside the other's: "its own losses at three"."""
    own = reading.tokens.tables.own
    begin = max(0, count.first - _BESIDE)
    end = count.after + _BESIDE
    if own.isdisjoint(reading.tokens.words[begin:end]):
        return False
    first, last = reading.scene.bounds(count.first)
    return not own.isdisjoint(reading.tokens.words[max(begin, first) : min(end, last)])


def _is_bare(count: Count) -> bool:
    """Whether a count has no noun but what happened: "six", "five dead"."""
    return count.head < 0 or not count.classes


def _are_parted(reading: Reading, one: Count, other: Count) -> bool:
    """Whether another speaks of the second of two counts: "… killed 30; the army admits six"."""
    return reading.scene.has_semicolon(one.after, other.first)


def _noun(reading: Reading, count: Count) -> str:
    """The noun that tells who is counted; empty for one that says no more than the role does."""
    tokens = reading.tokens
    if count.head < 0 or tokens.tags[count.head] & Tag.EFFECT:
        return ""
    return stem(tokens.words[count.head], tokens.tables)


@dataclass(frozen=True, slots=True)
class Left:
    """An amount of a role that a value leaves out; ``tied``: the text itself adds it to the value."""

    count: Count
    tied: bool


def beside(
    reading: Reading,
    own: Sequence[Count],
    hits: Sequence[Count],
    role: Role,
    inside: Callable[[Count], bool],
) -> Left | None:
    """An amount of a role that is neither one of some counts nor surely the same people as they.

    A sum without it is no total, and what is stated alone is only a part or another incident's.
    The text adds it itself where it says "two more" or "two of the wounded".

    Args:
        reading: the text.
        own: the counts that a value was made of.
        hits: all counts of the role.
        role: the role.
        inside: whether a count stands where the record was read.
    """
    if not own or any(count.total or not _is_of_role(count, role) for count in own):
        return None
    found: Left | None = None
    for other in hits:
        if other in own or not inside(other) or not _counts_others(reading, own, other, role):
            continue
        if other.numeral.kind == "none" and other.of_them:
            continue  # "none of them had been charged" adds nobody
        pairs = [sorted((count, other), key=lambda one: one.first) for count in own]
        if any(are_apart(reading, pair) or _is_same(reading, *pair) for pair in pairs):
            continue
        if other.past and not own[0].past:
            continue
        if _is_rest(other) and own[0].numeral.low > other.numeral.low:
            continue  # "six were seized; the other four are still held"
        tied = other.more or other.also or other.of_named is not None
        tied = tied or _is_known(reading, other)
        tied = tied or any(count.more or count.also for count in own)
        if tied and not _is_rest(other):
            return Left(other, tied=True)
        if not any(
            have_own_days(reading, *pair) or _have_own_places(reading, *pair) for pair in pairs
        ):
            found = found or Left(other, tied=False)
    return found


def have_own_days(reading: Reading, one: Count, other: Count) -> bool:
    """Whether a sentence gives each of two amounts its own day: "nine on Sunday and two on Monday"."""
    tokens = reading.tokens
    first, second = (
        {tokens.words[at].rpartition(" ")[2] for at in stretch} & tokens.tables.days
        for stretch in _behind(reading, one, other)
    )
    return bool(first and second) and not first & second


def _have_own_places(reading: Reading, one: Count, other: Count) -> bool:
    """Whether two clauses of a sentence give each of two amounts its own place.

    "Nine were killed near Sinka and one was killed near Balu" tells of each place all that there
    is.  A place is a word that no table knows behind a preposition for where something happens: no
    gazetteer is asked, as it lacks most villages, and no case, as many texts have none.
    """
    first, second = (_located(reading, stretch) for stretch in _behind(reading, one, other))
    return (
        bool(first and second)
        and not first & second
        and any(other in each.people and one not in each.people for each in reading.clauses)
    )


def _behind(reading: Reading, one: Count, other: Count) -> tuple[range, range]:
    """What stands behind each of two amounts of a sentence; two empty stretches else."""
    scene = reading.scene
    if other.first - one.after > _REACH or not reading.same_sentence(one, other):
        return range(0), range(0)
    end = min(scene.bounds(other.first)[1], other.after + _REACH)
    return range(one.after, other.first), range(other.after, end)


def _located(reading: Reading, stretch: range) -> set[str]:
    """The unknown words that stand behind a preposition for a place in a stretch of tokens."""
    tokens = reading.tokens
    return {
        tokens.words[at + 1]
        for at in stretch
        if at + 1 in stretch
        and tokens.words[at].rpartition(" ")[2] in tokens.tables.locating
        and tokens.tags[at + 1] & Tag.UNKNOWN
    }


def _is_of_role(count: Count, role: Role) -> bool:
    return bool(count.effects & (role.effects | role.zero))


def _counts_others(reading: Reading, own: Sequence[Count], other: Count, role: Role) -> bool:
    """Whether an amount is one of people that may be no part of those of a value."""
    if "none" in {other.numeral.kind, own[0].numeral.kind} and not _is_denied(
        reading, own[0], other
    ):
        return False
    if other.numeral.kind == "none":
        return _is_of_role(other, role)
    if not other.effects & role.effects or is_wound(reading, other) or is_of(other, role.effects):
        return False
    if not _may_be_people(reading, other):
        return False
    if other.numeral.form == "singular" and reading.tokens.tags[other.first + 1] & Tag.ORDINAL:
        return False  # "she was the fourth child killed"
    return adds(other, listed=not may_be_known(other, own))


def _may_be_people(reading: Reading, count: Count) -> bool:
    """Whether a noun is one for people, made like one, or left out: no "30 carts were burned"."""
    if count.classes & PEOPLE:
        return True
    if count.head < 0 or count.numeral.form in LONE:
        return count.head < 0
    noun, tokens = reading.tokens.words[count.head], reading.tokens
    return bool(tokens.tags[count.head] & Tag.EFFECT) or noun.endswith(
        tokens.tables.endings.get("trade", ())
    )


def _is_denied(reading: Reading, one: Count, other: Count) -> bool:
    """Whether one amount says nobody where the other says somebody, in one breath."""
    first, last = sorted((one, other), key=lambda count: count.first)
    if one.numeral.kind == other.numeral.kind:
        return False
    positive = other if one.numeral.kind == "none" else one
    denial = one if positive is other else other
    if not reading.same_sentence(first, last):
        return positive is one and bool(
            reading.tokens.tags[denial.numeral.number] & Tag.NOBODY and not denial.more
        )
    return (denial.head < 0 or positive is other) and not _are_parted(reading, first, last)


def _is_known(reading: Reading, count: Count) -> bool:
    """Whether a count is of people of this incident by how they are called: "the five attackers"."""
    both = reading.tokens.tags[count.numeral.number] & Tag.BOTH
    return count.numeral.form not in LONE and bool(count.definite or both)


def _is_rest(count: Count) -> bool:
    """Whether a count is of those who are left of people named before: "the other four"."""
    return count.more and count.definite


def may_be_known(count: Count, before: Iterable[Count]) -> bool:
    """Whether people spoken of as known ("the nine") may be among those of some earlier counts."""
    return any(
        earlier.numeral.low >= count.numeral.low
        and (not earlier.classes or not count.classes or bool(earlier.classes & count.classes))
        for earlier in before
        if earlier.first < count.first
    )


def _is_same(reading: Reading, earlier: Count, later: Count) -> bool:
    """Whether two amounts are surely of the same people."""
    if is_told_again(reading, [earlier, later]):
        return True
    both = reading.tokens.tags[later.numeral.number] & Tag.BOTH
    named = earlier.definite or later.definite or both
    alike = later.numeral.low == earlier.numeral.low
    return alike and (bool(named) if earlier.numeral.low > 1 else _is_referred_to(reading, later))


def _is_referred_to(reading: Reading, count: Count) -> bool:
    """Whether one is called by what befell somebody told of before: "the wounded man"."""
    tokens = reading.tokens
    definite = count.first > 0 and (
        tokens.tags[count.first] & Tag.DEFINITE or tokens.tags[count.first - 1] & Tag.DEFINITE
    )
    words = range(count.first, count.after)
    return bool(definite) and any(tokens.tags[at] & Tag.EFFECT for at in words)

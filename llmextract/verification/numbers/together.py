"""Adds up people who are told of in one breath, or who are left of some, whatever happened to them.

"The driver and ten passengers" are eleven, "Sergeant Marsk, Corporal Lenn and Private Weims" three, "of
the 46 they let 19 go; of the rest there is no word" leaves 27.  No verb need be known for that: so a
value that is such a number stands in the text, even where no rule reads what happened to them.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from llmextract.verification.numbers.counted import LONE, Count
from llmextract.verification.numbers.names import is_cased, name_after
from llmextract.verification.numbers.reading import Reading
from llmextract.verification.numbers.results import Result, span, words
from llmextract.verification.numbers.tables import Role
from llmextract.verification.numbers.tags import Tag

_PAIR: Final = 2
_MEMBERS: Final = 12
"""People of a list that are counted: longer ones are rolls, in which commas part other things too."""
_BACK: Final = 12
"""Counts before "the rest" among which their whole is looked for: a paragraph of news."""
_PARTS: Final = 3
"""Amounts that are taken from a whole."""
_JOINER: Final = Tag.CONJUNCTION | Tag.COMMA

_NAMING: Final = Tag.UNKNOWN | Tag.PERSON | Tag.ABBREVIATION | Tag.ADJECTIVE
_Member = tuple[int, int, Count | None]
"""Token with which a member begins, the one behind it, and its count; a person by name has none."""


class People(NamedTuple):
    """People who are told of in one breath: the first token of their list, the one behind it."""

    first: int
    after: int
    result: Result


def lists(reading: Reading) -> list[People]:
    """The lists of people of a text, each with their number, found at the first call."""
    known: list[People] | None = reading.memo.get("lists")
    if known is None:
        known = reading.memo["lists"] = list(_lists(reading))
    return known


def _lists(reading: Reading) -> Iterator[People]:
    behind = 0
    for at in _openings(reading):
        if at < behind:
            continue
        members = _list_at(reading, at)
        if len(members) >= _PAIR and not _goes_on(reading, members[-1][1]):
            yield People(at, members[-1][1], _sum(reading, members))
        behind = members[-1][1] if members else at + 1


def _openings(reading: Reading) -> Iterator[int]:
    """The tokens with which a list may begin: a count before a comma or an "and", a capital.

    Few of them do, and to look at every token for a name took a fifth of the verifier's time.
    """
    tokens, tags = reading.tokens, reading.tokens.tags
    text, is_low = tokens.text, tokens.is_low
    columns = zip(range(tokens.n), reading.owner, tags, tokens.starts, strict=False)
    for at, count, tag, start in columns:
        if count is not None:
            if count.first == at and tags[count.after] & _JOINER:
                yield at
        elif tag & _NAMING and (is_low or text[start].isupper()):
            yield at


def _goes_on(reading: Reading, after: int) -> bool:
    """Whether the last of a list may be the subject of another clause: "the murder of A, and B fled"."""
    tag = reading.tokens.tags[after]
    passive = tag & (Tag.BE | Tag.HAVE)
    return (
        bool(tag & (Tag.VERB | Tag.VERBLIKE | Tag.MODAL))
        and not passive
        and not tag & Tag.PREPOSITION
    )


def left(reading: Reading, role: Role) -> Iterator[Result]:
    """The numbers that "the rest" may be, where the text says nothing else of them than is asked."""
    told = {rest.at: rest.effects for rest in reading.rests}
    for at in range(reading.tokens.n):
        if reading.tokens.tags[at] & Tag.REST and reading.owner[at] is None:
            effects = told.get(at)
            if not effects or not role.effects or effects & role.effects:
                yield from _left(reading, at)


def _list_at(reading: Reading, at: int) -> list[_Member]:
    """The members of a list that begins with a token, the last one joined by a conjunction."""
    members: list[_Member] = []
    tags = reading.tokens.tags
    joined = False
    last = 0  # members up to the one that a conjunction joined
    while len(members) < _MEMBERS:
        member = _member(reading, at)
        if member is None or (members and _is_apposed(members[-1], member, joined=joined)):
            break
        members.append(member)
        last = len(members) if joined else last
        at = member[1]
        joined = False
        while tags[at] & _JOINER and reading.owner[at] is None:
            joined = joined or bool(tags[at] & Tag.CONJUNCTION)
            at += 1
        if at == member[1]:
            break
    return members[:last] or members[:1]


def _member(reading: Reading, at: int) -> _Member | None:
    """The person or the number of people that a token begins."""
    if reading.tokens.tags[at] & Tag.POSSESSIVE and reading.owner[at] is None:
        at += 1  # "my two uncles"
    count = reading.owner[at] if at < reading.tokens.n else None
    if count is not None:
        both = reading.tokens.tags[count.numeral.number] & Tag.BOTH
        if count.first != at or not count.people or count.value is None or both:
            return None
        if not _is_new(count):
            return None
        return at, count.after, count
    after = name_after(reading.tokens, at, cased=is_cased(reading.tokens, at))
    return None if after < 0 else (at, after, None)


def _is_new(count: Count) -> bool:
    """Whether a count may be one more: no part of people named before, nobody that there was not."""
    return not (count.subset or count.excluded or count.aside or (count.definite and count.more))


def _is_apposed(before: _Member, after: _Member, *, joined: bool) -> bool:
    """Whether a member may only say who the one before is: "their cook, Dara Lenn"."""
    lone = [one[2] is None or one[2].numeral.form in LONE for one in (before, after)]
    named = (before[2] is None) != (after[2] is None)
    return not joined and named and all(lone)


def _sum(reading: Reading, members: list[_Member]) -> Result:
    total = sum(1 if count is None else count.numeral.low for _, _, count in members)
    tokens = reading.tokens
    parts = tuple((tokens.starts[first], tokens.ends[after - 1]) for first, after, _ in members)
    said = " + ".join(" ".join(tokens.text[start:end].split()) for start, end in parts)
    counts = tuple(count for _, _, count in members if count is not None)
    return Result(total, total, parts, said, counts=counts)


def _left(reading: Reading, rest: int) -> Iterator[Result]:
    """What is left of an amount when all that are told behind it are taken away."""
    before = [
        count
        for count in reading.counts
        if count.first < rest and count.people and count.value and count.numeral.form not in LONE
    ][-_BACK:]
    for place, whole in enumerate(before):
        gone = before[place + 1 :] or before[-_PAIR:-1]  # "of the 46 …, 19 …", "19 of the 46"
        if 0 < len(gone) <= _PARTS:
            yield from _difference(reading, whole, gone)


def _difference(reading: Reading, whole: Count, gone: list[Count]) -> Iterator[Result]:
    left = whole.numeral.low - sum(one.numeral.low for one in gone)
    if left > 0:
        counts = (whole, *gone)
        said = " − ".join(words(reading, one) for one in counts)
        yield Result(left, left, tuple(span(reading, one) for one in counts), said)

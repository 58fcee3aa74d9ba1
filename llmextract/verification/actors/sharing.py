"""Gives those who are one and the same, or with one another, the part of either.

"Gunmen *known as* X", "the mayor, *X*, was shot", "seven people, *including* X", "the dead *were* X",
"a bus *carrying* X".
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from llmextract.verification.actors.parts import OTHER
from llmextract.verification.clauses import words as w
from llmextract.verification.lexing import STOPS

if TYPE_CHECKING:
    from llmextract.verification.actors.reading import Reader


def identify(reader: "Reader") -> None:
    """Give those the same part of whom a text says that they are known as somebody."""
    for index, chunk in enumerate(reader.chunks):
        if chunk.sort == "np" and not reader.is_nobody(index):
            other = _identified(reader, reader.at.behind_of(index))
            if other is not None:
                reader.parts.give(index, other)
                reader.parts.give(other, index)


def share(reader: "Reader") -> None:
    """Give a part also to appositions, predicates and those who are named among others.

    For whoever asks about a name: a list of actors would have each of them twice.
    """
    for index, chunk in enumerate(reader.chunks):
        if chunk.sort == "verb":
            _inverted(reader, index)
            _named(reader, index)
        if chunk.low in w.INCLUDING or (
            chunk.low in w.THEM and reader.at.sort(index - 1) == "prep"
        ):
            _part_of_them(reader, index)
        if chunk.sort != "np":
            continue
        _by_nature(reader, index)
        if reader.is_nobody(index):
            continue
        for other in _same(reader, index):
            reader.parts.give(other, index)
            reader.parts.give(index, other)
        for other in _among(reader, index):
            reader.parts.give(other, index)


def _by_nature(reader: "Reader", at: int) -> None:
    """What a predicate says: "the attackers were X", "X was among the dead"."""
    for other in _predicate(reader, at):
        if reader.at.head(other) in w.WORK and reader.before(other) in w.OWN:
            reader.mark(reader.at.who_says(at), "agent", other)  # "said that it was their work"
        for one, of in ((at, other), (other, at)):
            if _is_of_victims(reader, of):
                reader.mark([one], "patient", of)
            elif reader.deeds.ends("doers", reader.chunks[of].low):
                reader.mark([one], "agent", of)


def _predicate(reader: "Reader", at: int) -> list[int]:
    """The phrases that a form of "be" makes the same as this one, or that it is said to be among."""
    index = reader.at.behind_of(at)
    before = index - 1
    if reader.at.sort(index) == "comma":  # "her husband, Petro, is"; "X, who was"
        index += 1
        before = index - 1
    if reader.at.is_relative(index):
        before, index = index, index + 1
    if not _is_between(reader, before, index):
        return []
    if reader.at.sort(index) == "np":
        return reader.at.row(index)
    if not reader.at.is_prep(index, w.AMONG):
        return []
    if reader.at.sort(index + 1) == "np":
        return [index + 1]
    if reader.at.sort(index + 2) == "verb":  # "among those killed"
        kind = reader.deeds.verb(reader.chunks[index + 2].low)
        if kind in {"acts", "suffering"}:
            reader.mark([at], "patient", index + 2)
    return []


def _inverted(reader: "Reader", at: int) -> None:
    """Read "also killed were X and Y", "the others who died were X"."""
    if not _is_between(reader, at, at + 1) or reader.at.sort(at + 1) != "np":
        return
    kind = reader.deeds.verb(reader.chunks[at].low)
    named = reader.at.subject(at)
    if kind in {"acts", "suffering"} or any(_is_of_victims(reader, one) for one in named):
        reader.mark(reader.at.row(at + 1), "patient", at)


def _is_of_victims(reader: "Reader", at: int) -> bool:
    """Whether a phrase names victims, or some of them ("the first of the dead")."""
    chain = range(at, reader.at.behind_of(at), 2)
    return any(reader.deeds.ends("victims", reader.chunks[one].low) for one in chain)


def _is_between(reader: "Reader", one: int, other: int) -> bool:
    """Whether a form of "be" stands between two chunks, and nothing else that is read."""
    if other >= len(reader.chunks):
        return False
    gap = reader.words.words[reader.chunks[one].after : reader.chunks[other].first]
    return len(gap) < _GAP and not w.BE.isdisjoint(gap)


_GAP = 10  # words between two chunks: a form of "be", adverbs, a determiner


def _same(reader: "Reader", at: int) -> Iterator[int]:
    """The phrases that say who a phrase is."""
    behind = reader.at.behind_of(at)
    apposed = _apposed(reader, at, behind)
    if apposed is not None:
        yield apposed
    yield from (one for one in _predicate(reader, at) if not reader.is_nobody(one))


def _named(reader: "Reader", at: int) -> None:
    """Read "the two officers killed have been named as X and Y"."""
    if _identifies(reader, at):
        for one in reader.at.subject(at)[:1]:
            for other in reader.at.row(at + 2):
                reader.parts.give(other, one)
                reader.parts.give(one, other)


def _identifies(reader: "Reader", at: int) -> bool:
    """Whether a chunk is a verb behind which somebody is called by his name: "named as X"."""
    known = reader.at.sort(at) == "verb" and reader.chunks[at].low in w.IDENTIFYING
    return known and reader.at.is_prep(at + 1, w.BEING) and reader.at.sort(at + 2) == "np"


def _identified(reader: "Reader", behind: int) -> int | None:
    """The phrase that says who a phrase is: "gunmen *believed to be* rebels of the X"."""
    index = behind + (reader.at.sort(behind) == "comma")
    return index + 2 if _identifies(reader, index) and not reader.is_nobody(index + 2) else None


def _apposed(reader: "Reader", at: int, behind: int) -> int | None:
    """The phrase in apposition: "the mayor, *Ana Ruiz*, was shot"; no member of a list."""
    if reader.at.sort(behind) != "comma" or reader.at.sort(behind + 1) != "np":
        return None
    end = reader.at.behind_of(behind + 1)
    is_closed = reader.at.sort(end) == "comma" and reader.at.sort(end + 1) == "verb"
    is_listed = reader.at.sort(at - 1) in {"and", "comma"}
    if not is_closed and (is_listed or reader.at.sort(end) not in {"comma", "stop"}):
        return None
    if reader.at.sort(end) == "comma" and reader.at.sort(end + 1) in {"and", "np"}:
        return None  # "A, B, C and D", "A, B, and C"
    return behind + 1 if not reader.is_nobody(behind + 1) else None


def _among(reader: "Reader", at: int) -> Iterator[int]:
    """Those who are a part of others, or with them."""
    index = reader.at.behind_of(at)
    index += reader.at.sort(index) == "comma"
    if reader.at.sort(index) not in {"verb", "prep"}:
        return
    low = reader.chunks[index].low
    if not reader.deeds.tells("sharing", low) or reader.parts.meant(at) not in OTHER:
        return
    if reader.at.sort(index + 1) == "np":
        yield from (one for one in reader.at.row(index + 1) if not reader.is_nobody(one))


def _part_of_them(reader: "Reader", at: int) -> None:
    """Read "five fighters died, *among them X*", "two were killed, *including a nurse*"."""
    if reader.at.sort(at + 1) != "np":
        return
    for back in range(at - 1, max(-1, at - _FAR), -1):
        if reader.at.sort(back) == "stop":
            return
        if reader.at.sort(back) == "np" and reader.parts.meant(back) in OTHER:
            for one in reader.at.row(at + 1):
                reader.parts.give(one, back)
            return


def meant_by(reader: "Reader", at: int) -> list[int]:
    """Who may be meant by a pronoun: the first that the sentence before tells of, and all its names.

    Args:
        reader: a text that is being read.
        at: a pronoun, or a phrase with one before it.
    """
    begins = _sentence(reader, at)
    before = _sentence(reader, begins - 1) if begins else begins
    phrases = [
        index
        for index in range(before, at)
        if reader.at.sort(index) == "np" and not reader.is_nobody(index)
    ]
    if reader.chunks[at].low in w.SINGLE:  # whoever is told of may be he
        return [one for one in phrases if reader.parts.of(one) != "agent"]
    names = [one for one in phrases if _has_capital(reader, one)]
    return list(dict.fromkeys([*phrases[:1], *names]))


def _has_capital(reader: "Reader", at: int) -> bool:
    return any(reader.words.capital[reader.chunks[at].first : reader.chunks[at].after])


def _sentence(reader: "Reader", at: int) -> int:
    """The first chunk of the sentence in which a chunk stands."""
    while at > 0 and reader.chunks[at - 1].low not in STOPS:
        at -= 1
    return at


_FAR = 14  # chunks between those who are told of and one of them

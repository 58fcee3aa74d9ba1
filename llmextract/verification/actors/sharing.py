"""Gives those who are one and the same, or with one another, the part of either.

"Gunmen *known as* X", "the mayor, *X*, was shot", "seven people, *including* X", "the dead *were* X",
"a bus *carrying* X".
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from llmextract.verification.actors.parts import OTHER
from llmextract.verification.clauses import words as w

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
    other = _predicate(reader, at)
    if other is None:
        return
    for one, of in ((at, other), (other, at)):
        if reader.deeds.ends("victims", reader.chunks[of].low):
            reader.mark([one], "patient", of)
        elif reader.deeds.ends("doers", reader.chunks[of].low):
            reader.mark([one], "agent", of)


def _predicate(reader: "Reader", at: int) -> int | None:
    """The phrase that a form of "be" makes the same as this one, or that it is said to be among."""
    index = reader.at.behind_of(at)
    if not _is_between(reader, index - 1, index):
        return None
    if reader.at.sort(index) == "np":
        return index
    if reader.at.sort(index) != "prep" or reader.chunks[index].low not in w.AMONG:
        return None
    if reader.at.sort(index + 1) == "np":
        return index + 1
    if reader.at.sort(index + 2) == "verb":  # "among those killed"
        kind = reader.deeds.verb(reader.chunks[index + 2].low)
        if kind in {"acts", "suffering"}:
            reader.mark([at], "patient", index + 2)
    return None


def _is_between(reader: "Reader", one: int, other: int) -> bool:
    """Whether a form of "be" stands between two chunks, and nothing else that is read."""
    if other >= len(reader.chunks):
        return False
    gap = reader.text[reader.chunks[one].end : reader.chunks[other].start]
    return len(gap) < _GAP and not w.BE.isdisjoint(gap.lower().split())


_GAP = 60  # characters between two chunks: a form of "be", adverbs, a determiner


def _same(reader: "Reader", at: int) -> Iterator[int]:
    """The phrases that say who a phrase is."""
    behind = reader.at.behind_of(at)
    apposed = _apposed(reader, at, behind)
    if apposed is not None:
        yield apposed
    predicate = _predicate(reader, at)
    if predicate is not None and not reader.is_nobody(predicate):
        yield predicate


def _identified(reader: "Reader", behind: int) -> int | None:
    """The phrase that says who a phrase is: "gunmen *believed to be* rebels of the X"."""
    index = behind + (reader.at.sort(behind) == "comma")
    if reader.at.sort(index) != "verb" or reader.chunks[index].low not in w.IDENTIFYING:
        return None
    if reader.at.sort(index + 1) != "prep" or reader.chunks[index + 1].low not in w.BEING:
        return None
    index += 2
    return index if reader.at.sort(index) == "np" and not reader.is_nobody(index) else None


def _apposed(reader: "Reader", at: int, behind: int) -> int | None:
    """The phrase in apposition: "the mayor, *Ana Ruiz*, was shot"; no member of a list."""
    if reader.at.sort(behind) != "comma" or reader.at.sort(behind + 1) != "np":
        return None
    end = reader.at.behind_of(behind + 1)
    if reader.at.sort(end) not in {"comma", "stop"} or reader.at.sort(at - 1) in {"and", "comma"}:
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
    if low in w.AMONG and reader.at.sort(index + 1) == "other":
        index += 1  # "among them"
    elif low not in w.INCLUDING and not (
        reader.deeds.tells("sharing", low) and reader.parts.meant(at) in OTHER
    ):
        return
    if reader.at.sort(index + 1) == "np":
        yield from (one for one in reader.at.row(index + 1) if not reader.is_nobody(one))

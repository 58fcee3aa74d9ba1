"""What stands around a name in a text, as the features of a linear classifier.

Each feature is something that is there or not: a word beside the name, a word of its clause or sentence,
how far the next word of an event is.  Words lose their endings, names and figures are all alike, so
that what is learnt of one town holds for another.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import compress, count

from llmextract.verification.clauses.words import CALENDAR
from llmextract.verification.lexing import QUOTATION_MARKS, Lexed
from llmextract.verification.places import times
from llmextract.verification.places.telling import meaning
from llmextract.verification.spelling import word_set

Features = dict[str, set[str]]
"""What is there, by its kind (``KINDS``)."""
KINDS = {
    "before1": "the word before the name, without its ending",
    "before2": "the one before it",
    "behind1": "the word behind the name",
    "behind2": "the next one",
    "two_before": "the two words before",
    "two_behind": "the two words behind",
    "around": "the word before and the word behind",
    "clause_before": "a word of the clause before the name",
    "clause_behind": "a word of the clause behind it",
    "opened": "what parts the clause from the one before",
    "closed": "what parts it from the next one",
    "tied": "the last preposition before the name",
    "tied_marks": "that preposition, and what parts the clause from its neighbours",
    "tied_events": "that preposition, and how far words of an event are on both sides",
    "near_before": "one of the seven words before the name",
    "near_behind": "one of the seven words behind it",
    "sentence_before": "a word of the sentence before the name",
    "sentence_behind": "a word of the sentence behind it",
    "event": "the last word of an event before the name",
    "between": "a word between it and the name",
    "led": "the word before the name, where there is such an event",
    "left": "how far that word is: the bits of the distance in words",
    "right": "how far the next word of an event behind the name is",
    "place": "where in sentence and text: begins, first, last, again",
    "events": "on which sides of the name and of its sentence there are words of an event",
}
"""The kinds of features, and what each holds.

A third and a fourth word on either side, three before, the clauses next to that of the name and each word
of its clause with its preposition were tried: a fifth of a hundredth on texts left out, for six weights
more to every ten.
"""

_BEFORE = ("before1", "before2")
_BEHIND = ("behind1", "behind2")
_WINDOW = 7  # words on either side
_FAR = 5  # no distance counts as more than 2 ** 4 words
_SHORTEST_STEM = 3
_ENDINGS = ("ings", "ing", "ied", "ies", "ed", "es", "s")
_PARTS = QUOTATION_MARKS.union(
    *(",", ";", ":", "(", ")", "-"),
    word_set("who which where that while when after before as but and whose"),
)
_TIES = word_set(
    "in at near on of from to outside into through toward towards between by for with around"
)
_YEARS = range(1900, 2100)


def features(text: Lexed, names: Iterable[tuple[int, int]]) -> Features:
    """The features of a name, of all places together where it stands.

    Args:
        text: a part of a source.
        names: number of the first word and after the last of each place where the name stands.
    """
    found: Features = defaultdict(set)
    places = list(names)
    for first, last in places:
        _around(text, first, last, found)
    if len(places) > 1:
        found["place"].add("again")
    return found


def _around(text: Lexed, first: int, last: int, found: Features) -> None:
    start, end = times.sentence(text, first)
    words = _words(text)
    before, behind = words[start:first], words[last:end]
    for kind, word in zip(_BEFORE, reversed(before), strict=False):
        found[kind].add(word)
    for kind, word in zip(_BEHIND, behind, strict=False):
        found[kind].add(word)
    found["two_before"].add(" ".join(before[-2:]))
    found["two_behind"].add(" ".join(behind[:2]))
    found["around"].add(f"{before[-1] if before else ''} {behind[0] if behind else ''}")
    found["near_before"].update(before[-_WINDOW:])
    found["near_behind"].update(behind[:_WINDOW])
    found["sentence_before"].update(before)
    found["sentence_behind"].update(behind)
    tied = next((word for word in reversed(before) if word in _TIES), "")
    found["tied"].add(tied)
    _clauses(before, behind, tied, found)
    left, right = _events(_happening(text), start, last, before, behind, found)
    found["tied_events"].add(f"{tied} {left} {right}")
    if not before:
        found["place"].add("begins")
    if start == 0:
        found["place"].add("first")
    elif end >= len(text.words) - 1:
        found["place"].add("last")


def _clauses(before: Sequence[str], behind: Sequence[str], tied: str, found: Features) -> None:
    """The clause of the name as far as marks and conjunctions part it, and its neighbours."""
    cut = next((at for at in range(len(before), 0, -1) if before[at - 1] in _PARTS), 0)
    stop = next((at for at, word in enumerate(behind) if word in _PARTS), len(behind))
    found["clause_before"].update(before[cut:])
    found["clause_behind"].update(behind[:stop])
    opened, closed = before[cut - 1] if cut else "", behind[stop] if stop < len(behind) else ""
    found["opened"].add(opened)
    found["closed"].add(closed)
    found["tied_marks"].add(f"{tied} {opened} {closed}")


def _events(
    happening: Sequence[int],
    start: int,
    last: int,
    before: Sequence[str],
    behind: Sequence[str],
    found: Features,
) -> tuple[str, str]:
    """Where the next words of an event stand in the sentence, and what lies between; how far both are."""
    first, end = start + len(before), last + len(behind)
    at = bisect_left(happening, first)
    left = happening[at - 1] if at and happening[at - 1] >= start else None
    after = bisect_left(happening, last)
    right = happening[after] if after < len(happening) and happening[after] < end else None
    far_left = "" if left is None else str(min(_FAR, (first - left).bit_length()))
    far_right = "" if right is None else str(min(_FAR, (right - last + 1).bit_length()))
    if left is not None:
        found["left"].add(far_left)
        found["event"].add(before[left - start])
        found["between"].update(before[left - start + 1 :])
        found["led"].add(before[-1])
    if right is not None:
        found["right"].add(far_right)
    earlier = bool(happening) and happening[0] < start
    elsewhere = earlier or (bool(happening) and happening[-1] >= end)
    found["events"].update(
        (
            f"sides {left is not None:d}{right is not None:d}",
            f"earlier {earlier:d}",
            f"elsewhere {elsewhere:d}",
        )
    )
    return far_left, far_right


def _happening(text: Lexed) -> list[int]:
    """Numbers of the words that tell of an event, in order; kept with the text."""
    found: list[int] | None = text.memo.get("happening")
    if found is None:
        found = [at for at, word in enumerate(text.words) if meaning(word) == "event"]
        text.memo["happening"] = found
    return found


def _words(text: Lexed) -> list[str]:
    """The words of a text as features name them; kept with it, as names share their sentences."""
    found: list[str] | None = text.memo.get("plain")
    if found is None:
        found = list(map(_plain, text.words))
        if text.cased:
            for at in compress(count(), text.capital):
                if text.words[at] not in CALENDAR and not text.begins_sentence(at):
                    found[at] = _NAME
        text.memo["plain"] = found
    return found


_NAME = "NAME"
_FIGURE, _YEAR, _MONTH, _DAY = "#", "#Y", "MONTH", "DAY"


@lru_cache(maxsize=32768)
def _plain(word: str) -> str:
    if word[:1].isdigit():
        return _YEAR if word.isdecimal() and int(word) in _YEARS else _FIGURE
    if word in CALENDAR and word != "may":
        return _DAY if word.endswith("day") else _MONTH
    return _stem(word)


def _stem(word: str) -> str:
    """A word without its ending, as roughly as a classifier can bear."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word[: -len(ending)]
            if len(word) > _SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "sl":
                word = word[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > _SHORTEST_STEM + 1 else word

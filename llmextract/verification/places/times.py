"""Says whether an event beside a place is an earlier one that the report only recalls."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import compress, count, pairwise

from llmextract.verification.clauses import words as w
from llmextract.verification.lexing import SENTENCE_ENDS, Lexed, between
from llmextract.verification.places import lexicon as lx

Happens = Callable[[Sequence[str]], bool]

_OLDER = frozenset({"ago", "earlier", "previously"})
_PAST = _OLDER | {"before"}
_DISTANT = frozenset({"after", "since", "following", "before"})
_OLD = _OLDER | lx.LONG_SPANS | w.MONTHS
_LONGEST = 90  # words that a sentence is followed in each direction
_SHORT_SPANS = frozenset({"hour", "hours"})
_WINDOW = 5
_OPENING = 4
"""Words in which a sentence says of what time it tells."""
_TOLLS = frozenset({"death", "toll"})


def sentence(text: Lexed, at: int) -> tuple[int, int]:
    """Numbers of the first word and after the last of the sentence around a word, or most of it."""
    stops: list[int] | None = text.memo.get("stops")
    if stops is None:
        stops = list(compress(count(), map(SENTENCE_ENDS.__contains__, text.words)))
        text.memo["stops"] = stops
    first, last = between(stops, at, len(text.words))
    return max(first, at - _LONGEST), min(last, at + _LONGEST)


def is_another(text: Lexed, event: int) -> bool:
    """Whether an event is called another than the report's: "the other attack", "14 other drones"."""
    for at in range(max(event - 2, 0), min(event + 5, len(text.words) - 1)):
        if text.words[at] == "other" and text.words[at + 1] in lx.OTHERS_OF:
            return True
    return False


def earlier(text: Lexed, event: int, happens: Happens) -> str | None:
    """Whether an event is an earlier one than that of the report.

    Args:
        text: the part of the source.
        event: number of the event's word.
        happens: says whether some words tell of an event.

    Returns:
        ``before`` where its clause says so of it beside the event of the report, ``background``
        where its whole sentence tells of another time than the rest of the text, ``hours`` where
        only hours lie between (one report may be about both), else ``None``.
    """
    first, last = sentence(text, event)
    if _is_called_other(text, event, first, happens) or _opens_back(text, first, happens):
        return "before"
    if span := _distance(text, event, first, happens):
        return "hours" if span in _SHORT_SPANS else "before"
    old = _is_old(text, first, last) and _is_recent_elsewhere(text, first, last)
    return "background" if old else None


def is_dated_back(text: Lexed, last: int) -> bool:
    """Whether a time long past stands right behind a place: "in X two years ago", "in X in 2014".

    Args:
        text: the part of the source.
        last: number after the last word of the place's name.
    """
    for at in range(last, min(last + _WINDOW, len(text.words))):
        word, before = text.words[at], text.word(at - 1)
        if word in SENTENCE_ENDS or word in lx.COORDINATORS:
            break
        past = word in _PAST and before in lx.LONG_SPANS
        past = past or (word in ("year", "month") and before == "last")
        past = past or (_is_year(word) and before == "in")
        if past:
            return is_told_of_these_days(text, last) or _goes_on(text, at)
    return False


def is_told_of_these_days(text: Lexed, at: int) -> bool:
    """Whether a text names a day as reports of the day do, before or behind a word.

    Args:
        text: the part of the source.
        at: number of the word.
    """
    return _is_recent_elsewhere(text, at, at + _WINDOW)


def _goes_on(text: Lexed, at: int) -> bool:
    """Whether a verb of the present follows a time long past: "who took X last month have ..."."""
    return text.word(at + 1) in ("have", "has")


def _is_called_other(text: Lexed, event: int, first: int, happens: Happens) -> bool:
    """As in "last year's bombing", "a similar attack", "reminiscent of the siege"."""
    for back in range(event - 1, max(event - _WINDOW, first - 1), -1):
        word = text.words[back]
        if word == ",":
            break
        spans = (text.word(back - 1), *text.words[back + 1 : back + 3])
        if word in lx.OTHER_EVENTS and lx.SPANS.isdisjoint(spans):
            return True  # but not "over the past 24 hours", "a day earlier over the firing"
        if word in lx.RECALLING:
            return True
        if word in lx.LONG_SPANS and text.word(back - 1) == "last" and text.owner[back]:
            return _tells_another(text, event, happens)
        if _is_year(word) and back == event - 1:
            recent = _is_recent_elsewhere(text, back, event)
            return recent and _tells_another(text, event, happens)
    return False


def _opens_back(text: Lexed, first: int, happens: Happens) -> bool:
    """Whether a sentence opens with a time before that of an event told: "The day before, a mine …"."""
    opening = text.words[first : first + _OPENING]
    if not happens(text.words[:first]):
        return False
    for at, (span, back) in enumerate(pairwise(opening)):
        if span in lx.SPANS and back in ("before", "earlier"):
            return opening[at + 2 : at + 3] == (",",) or span not in lx.LONG_SPANS
        if span == "last" and back in lx.LONG_SPANS and at == 0:
            return _is_recent_elsewhere(text, first, first + _OPENING)
    return False


def _tells_another(text: Lexed, event: int, happens: Happens) -> bool:
    """Whether a text tells more than who died later of an event: "one hurt in last week's raid died"."""
    events: list[int] | None = text.memo.get("events")
    if events is None:
        later = lx.SUCCUMBED | _TOLLS | lx.ENDINGS  # who is arrested for it, or died later of it
        found = enumerate(text.words)
        events = text.memo["events"] = [
            at for at, word in found if word not in later and happens((word,))
        ]
    near = bisect_left(events, event + _WINDOW) - bisect_left(events, event - _WINDOW)
    return len(events) > near


def _distance(text: Lexed, event: int, first: int, happens: Happens) -> str:
    """The unit in "The blast came two weeks after a bombing"; none in "died two weeks after it"."""
    for back in range(event - 1, first, -1):
        if text.words[back] in _DISTANT and text.words[back - 1] in lx.SPANS:
            before = text.words[first:back]
            told = happens(before) and lx.SUCCUMBED.isdisjoint(_without_deadly_shots(before))
            return text.words[back - 1] if told else ""
    return ""


def _without_deadly_shots(words: Sequence[str]) -> list[str]:
    """Words without a "dead" that says how a deed ended: "shot dead", and nobody died later of it."""
    return [word for before, word in pairwise(("", *words)) if word != "dead" or before != "shot"]


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and word[:2] in ("19", "20")


def _is_old(text: Lexed, first: int, last: int) -> bool:
    """Whether a sentence names a time long past and none of these days."""
    words = text.words[first:last]
    if not lx.RECENT.isdisjoint(words):
        return False
    for i, word in enumerate(words):
        if word not in _OLD and not word[0].isdigit():
            continue
        before = words[i - 1] if i else ""
        if word in _OLDER and before in lx.LONG_SPANS:
            return True
        if word in lx.LONG_SPANS and before == "last" and word not in ("week", "weeks"):
            return True
        dated = before in w.MONTHS and i > 1 and (words[i - 2].isdigit() or words[i - 2] == "until")
        if _is_year(word) and not dated:
            return before in ("in", "since", "of", "the", "from") or before in w.MONTHS
        if word in w.MONTHS and before in ("in", "since", "last"):
            return not (i + 1 < len(words) and words[i + 1].isdigit())
    return False


def _is_recent_elsewhere(text: Lexed, first: int, last: int) -> bool:
    """Whether the rest of a text says of which day it tells."""
    days: list[int] | None = text.memo.get("recent days")
    if days is None:
        days = [at for at, word in enumerate(text.words) if word in lx.RECENT]
        text.memo["recent days"] = days
    return bool(days) and (days[0] < first or days[-1] >= last)

"""Sees which of two places in a sentence what happened hangs on: the one beside the word for it.

"The inquest into the shooting in Orebro opened in Karlstad": the shooting has its place beside it, so
that the other one is where something else was done, whatever verb says what.  No list of verbs is
needed for that, only the words for what happened and where they stand.
"""

from bisect import bisect_left
from collections.abc import Callable
from functools import lru_cache
from itertools import islice
from typing import Final

from llmextract.verification.lexing import Lexed
from llmextract.verification.numbers.scene import VERBAL
from llmextract.verification.numbers.tables import load
from llmextract.verification.numbers.tags import Tag
from llmextract.verification.places import lexicon as lx
from llmextract.verification.places import telling, times
from llmextract.verification.places.governing import Role
from llmextract.verification.places.naming import names

RoleOf = Callable[[Lexed, int, int], Role]
_Name = tuple[int, int]

_REACH: Final = 9
"""Words from what happened to the phrase of its place: "killed at least 168 people in X"."""
_PHRASE: Final = 5
"""Words of a phrase before its name: "in the village of X"."""
_COUNTED: Final = 3
"""Words from a number of people to the phrase of their place: "five more farmers in X"."""
_SHORTEST: Final = 4
_DEFINITE: Final = telling.DETERMINERS - {"a", "an"}  # "an X assault" is one by X
_LESS: Final = lx.ENDINGS | lx.CAUGHT | {"caught"}
"""What happens to people elsewhere as well: "arrested", "found", "landed"."""
_VERB: Final = Tag.VERB | Tag.VERBLIKE | Tag.BE | Tag.HAVE | Tag.MODAL
_ALSO: Final = Tag.NOUN | Tag.PREPOSITION | Tag.ADJECTIVE
_OF: Final = frozenset({"of"})
_WORDS_OF_PLACE: Final = (
    lx.AT | _OF | telling.DETERMINERS | lx.ADJECTIVES | lx.KINDS.keys() | lx.COMPASS.keys()
)
_JOINING: Final = frozenset({"and", "or"})


def is_passed_over(text: Lexed, at: int, start: int, last: int, role_of: RoleOf) -> bool:
    """Whether a sentence puts what happened at another place than this one.

    Args:
        text: the part of the source.
        at: number of the word before the phrase around a name: its preposition, where it has one.
        start: number of the name's first word.
        last: number after its last word.
        role_of: reads the part that another name plays; asked only of one that stands beside what
            happened.
    """
    if not text.cased or _is_beside(text, at, start, last) or _opens(text, at, last):
        return False
    first, after = times.sentence(text, start)
    found = names(text)
    for one, end in islice(found, bisect_left(found, (first, first)), None):
        if one >= after:
            break
        apart = end <= start or last <= one
        if apart and _is_rival(text, (one, end), (start, last), role_of):
            return True
    return False


def _opens(text: Lexed, at: int, last: int) -> bool:
    """Whether a phrase sets the scene of its sentence: "In X, …", "X: …"."""
    while text.word(last) in lx.KINDS:
        last += 1
    return text.begins_sentence(max(at, 0)) and text.word(last) in (",", ":")


def _is_rival(text: Lexed, one: _Name, own: _Name, role_of: RoleOf) -> bool:
    """Whether a name stands beside what happened, in another clause than the place that is asked about."""
    (first, end), (start, last) = one, own
    between = range(min(end, last), max(first, start))
    if any(text.words[at] in _JOINING and text.words[at - 1] == "," for at in between):
        return False  # each of two clauses may have its own: ", and in March seven died in Y"
    apart = any(_is_verb(text.words[at]) for at in between)
    if not apart and not (last <= first and any(_is_event(text, at) for at in between)):
        return False  # "in X, a village of the Y district"
    if not _is_beside(text, _phrase(text, first), first, end):
        return False
    role = role_of(text, first, end)
    return role.part == "location" and role.is_read


def _phrase(text: Lexed, name: int) -> int:
    """Number of the preposition of the phrase that a name ends, or of the word before the name."""
    for at in range(name - 1, max(name - 1 - _PHRASE, -1), -1):
        if text.words[at] in lx.AT and text.word(at - 1) not in _OF:
            return at
        if text.words[at] not in _WORDS_OF_PLACE:
            break
    return name - 1


@lru_cache(maxsize=32768)
def _is_verb(word: str) -> bool:
    entry = load("en").lexicon.get(word)
    if entry is None:
        return word.endswith("ed") and word not in lx.ADJECTIVES and len(word) > _SHORTEST
    verb = entry.tags & _VERB or (entry.tags & Tag.EFFECT and entry.forms & VERBAL)
    return bool(verb) and not entry.tags & _ALSO


def _is_beside(text: Lexed, at: int, start: int, last: int) -> bool:
    """Whether a phrase of place hangs on a word for what happened."""
    if names_event(text, start, last):
        return True
    if text.word(at) not in lx.AT | _OF:
        return _is_event(text, at) or telling.strikes(text, start, last)
    for back in range(at - 1, max(at - 1 - _REACH, -1), -1):
        word, after = text.words[back], text.word(back + 1)
        if _is_event(text, back) or (at - back <= _COUNTED and telling.is_count(text, back)):
            return True  # a count without its verb: "and, an hour later, five more in X"
        if word in _JOINING:
            return after in lx.AT or telling.is_count(text, back + 1)  # "three in Y and four in X"
        if telling.ends(text, back) or word == "," or telling.opens_clause(text, back):
            return False
        if word in lx.AT and text.is_name_like(back + 1):
            return False  # "killed at Y lie in X"
        if word in _LESS or _is_verb(word):
            return False
    return False


def names_event(text: Lexed, start: int, last: int) -> bool:
    """Whether a name tells which event is meant: "the X shooting".

    Args:
        text: the part of the source.
        start: number of the name's first word.
        last: number after its last word.
    """
    if text.word(start - 1) not in _DEFINITE or text.owner[last - 1]:
        return False
    return _is_event(text, last) and not text.words[last].endswith("ed")


def _is_event(text: Lexed, at: int) -> bool:
    if not 0 <= at < len(text.words) or text.words[at] in _LESS:
        return False
    return telling.kind_at(text, at) == "event"

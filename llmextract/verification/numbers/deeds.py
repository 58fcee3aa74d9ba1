"""Counts the persons whom a noun of a deed names: "the murder of Ivo Marsk and Dara Lenn".

Such a noun is said of things too ("the execution of the plan"), of what is only feared or demanded,
and before other nouns ("the murder trial"), so that a name must be sure and nothing beside the noun
may cast doubt on it.  A list of which a member is unclear offers nothing: not even those who are
clear, as the whole would be another number.
"""

from dataclasses import dataclass, field
from typing import Final

from llmextract.verification.numbers.counted import Count
from llmextract.verification.numbers.names import is_cased, is_title, name_after
from llmextract.verification.numbers.reading import Reading
from llmextract.verification.numbers.results import span
from llmextract.verification.numbers.scene import FINITE, Deed
from llmextract.verification.numbers.tags import Form, Tag

Item = tuple[int, int, Count | None]
"""Start and end of a member of a list in the text, and its count; ``None`` for a name."""

_DEED_OR_DEEDS: Final = Form.DEED | Form.DEEDS
_DOUBT: Final = Tag.UNREAL | Tag.MODAL
_BACK: Final = 6
"""Tokens before a deed that may say that it has not happened."""
_BACK_ENDS: Final = Tag.STOP | Tag.COMMA | Tag.COLON | Tag.OPEN | Tag.RELATIVE | Tag.SUBORDINATOR
_BEFORE_NOUN: Final = Tag.DEFINITE | Tag.ADJECTIVE | Tag.UNKNOWN | Tag.DIGITS | Tag.POSSESSIVE
_NO_SUBJECT: Final = Tag.VERB | Tag.EFFECT | Tag.PREPOSITION | Tag.OF | Tag.BY | Tag.VERBLIKE
_BEHIND_POSSESSED: Final = (
    Tag.STOP | Tag.COMMA | Tag.BE | Tag.HAVE | Tag.MODAL | Tag.VERB | Tag.VERBLIKE | Tag.BY
    | Tag.PREPOSITION | Tag.CONJUNCTION | Tag.SUBORDINATOR | Tag.RELATIVE | Tag.ADVERB | Tag.CLOSE
    | Tag.QUOTE | Tag.COLON
)  # fmt: skip
_BEFORE_NAME: Final = Tag.UNKNOWN | Tag.ABBREVIATION | Tag.NOUN | Tag.DOT | Tag.HYPHEN
_VERBAL: Final = FINITE | Tag.VERBLIKE | Tag.EFFECT | Tag.ADVERB
_BEFORE_APPOSED: Final = (
    Tag.DEFINITE | Tag.ARTICLE | Tag.ADJECTIVE | Tag.UNKNOWN | Tag.NOUN | Tag.HYPHEN | Tag.TIME
    | Tag.POSSESSIVE
)  # fmt: skip
_BEHIND_APPOSED: Final = Tag.OF | Tag.PREPOSITION | Tag.STOP | Tag.COMMA | Tag.BY
_NO_PERSON: Final = Tag.POSSESSIVE | Tag.DEFINITE


def named_by(reading: Reading, deed: Deed) -> list[Item]:
    """Those whom a deed was done to, if names are among them; empty where anything is unclear."""
    tokens = reading.tokens
    if _is_doubtful(reading, deed.at):
        return []
    behind = deed.at + 1
    if tokens.tags[behind] & Tag.CONJUNCTION and tokens.entries[behind + 1].forms & _DEED_OR_DEEDS:
        behind += 2  # "the kidnapping and murder of"
    if tokens.tags[behind] & Tag.OF:
        items = _behind(reading, deed.at, behind + 1)
    else:
        items = [] if deed.plural else _possessor(reading, deed.at)
    if all(count is not None for _, _, count in items):
        return []  # what has no name is counted by the rules of counts
    return [] if deed.plural and len(items) < 2 else items


def _is_doubtful(reading: Reading, at: int) -> bool:
    """Whether words before a deed say that it may not have happened."""
    tokens = reading.tokens
    for before in range(at - 1, max(-1, at - 1 - _BACK), -1):
        tag = tokens.tags[before]
        if tag & _DOUBT or tokens.words[before] in tokens.tables.names.doubts:
            return True
        if tag & Tag.NEGATION and before > at - 3:
            return True
        if tag & _BACK_ENDS and not tag & (Tag.DEFINITE | Tag.PREPOSITION):
            return tokens.words[before] in tokens.tables.names.conditions
    return False


def _is_undone(reading: Reading, at: int) -> bool:
    """Whether words behind a deed say so: "the murder of Ivo Marsk was foiled"."""
    tokens = reading.tokens
    if not tokens.tags[at] & (Tag.BE | Tag.HAVE | Tag.MODAL | Tag.VERB):
        return False
    doubts = tokens.tables.names.doubts
    for ahead in range(at, at + 4):
        if tokens.tags[ahead] & Tag.STOP:
            break
        if tokens.tags[ahead] & _DOUBT or tokens.words[ahead] in doubts:
            return True
    return False


# --- "the murder of Ivo Marsk and Dara Lenn" -----------------------------------------------------


@dataclass(slots=True)
class _List:
    """A list that is read from left to right.

    Attributes:
        at: token behind what was read.
        cased: whether names have their capitals.
        opens: the deed may be the subject of its sentence, so that a verb may follow the list.
        items: members so far.
        loose: members that only a comma joins and no conjunction has followed.
        unclear: something may be a member or not.
    """

    at: int
    cased: bool
    opens: bool
    items: list[Item] = field(default_factory=list)
    loose: bool = False
    unclear: bool = False


def _behind(reading: Reading, deed: int, first: int) -> list[Item]:
    """The list of names and counts that begins with a token."""
    known = _List(first, is_cased(reading.tokens, deed), _opens(reading, deed))
    if not _take(reading, known, first, joined=False):
        return []
    while not known.unclear and _go_on(reading, known):
        pass
    if known.unclear or known.loose or _is_undone(reading, known.at):
        return []
    return known.items


def _opens(reading: Reading, deed: int) -> bool:
    """Whether nothing before a deed in its sentence governs it."""
    tags = reading.tokens.tags
    at = deed - 1
    while at >= 0 and tags[at] & _BEFORE_NOUN and not tags[at] & _NO_SUBJECT:
        at -= 1
    return at < 0 or bool(tags[at] & (Tag.STOP | Tag.COLON | Tag.QUOTE))


def _take(reading: Reading, known: _List, at: int, *, joined: bool) -> bool:
    """Adds the member that begins with a token, if one does; sees where a clause begins there."""
    tokens = reading.tokens
    count = reading.owner[at]
    if count is not None:
        if not count.people or count.subset or count.first != at:
            return False
        start, end = span(reading, count)
        after = count.after
    else:
        after = name_after(tokens, at, cased=known.cased)
        if after < 0:
            return False
        start, end = tokens.starts[at], tokens.ends[after - 1]
    verbal = tokens.tags[after] & _VERBAL and not tokens.tags[after] & Tag.NOUN
    if joined and verbal and not known.opens:
        known.unclear = True  # "… of Ivo Marsk and Dara Lenn fled": two or one?
        return True
    known.items.append((start, end, count))
    known.at = after
    return True


def _go_on(reading: Reading, known: _List) -> bool:
    """Reads on behind a member; whether the list may go on behind that."""
    tags = reading.tokens.tags
    at = known.at
    comma = bool(tags[at] & Tag.COMMA)
    at += comma
    joined = bool(tags[at] & Tag.CONJUNCTION)
    at += joined
    if not comma and not joined:
        known.unclear = _joins_later(reading, known.at, cased=known.cased)
        return False
    if not joined:
        return _after_comma(reading, known, at)
    again = bool(tags[at] & Tag.OF)  # "and of Dara Lenn": no clause begins with her
    at += again
    if _take(reading, known, at, joined=not again):
        known.loose = False
        return not known.unclear
    known.unclear = not _is_other_clause(reading, at)
    return False


def _after_comma(reading: Reading, known: _List, at: int) -> bool:
    """Reads what a comma joins: an age, an apposition, another member, or the end of the list."""
    tokens = reading.tokens
    if tokens.tags[at] & Tag.DIGITS and tokens.tags[at + 1] & (Tag.COMMA | Tag.STOP):
        known.at = at + 1
        return True
    if known.items[-1][2] is None and (_is_one(reading, at) or apposition(reading, at, at + 8)):
        end = _comma_after(reading, at)
        known.unclear = _joins_later(reading, at, cased=known.cased)
        if end >= 0 and not known.unclear:
            known.at = end  # what a comma closes lies between the list and its verb
        return False
    if _take(reading, known, at, joined=False):
        known.loose = True
        return True
    known.unclear = _joins_later(reading, at, cased=known.cased)
    return False


def _is_one(reading: Reading, at: int) -> bool:
    """Whether a phrase such as "a clerk of the court" begins with a token."""
    count = reading.owner[at] or reading.owner[at + 1]
    return count is not None and count.people and count.numeral.form in {"article", "singular"}


def _comma_after(reading: Reading, at: int) -> int:
    """The token behind the comma that closes an apposition, or -1."""
    tags = reading.tokens.tags
    for ahead in range(at, min(at + 20, reading.tokens.n)):
        if tags[ahead] & Tag.COMMA:
            return ahead + 1
        if tags[ahead] & Tag.STOP:
            break
    return -1


def _joins_later(reading: Reading, at: int, *, cased: bool) -> bool:
    """Whether a conjunction with a name or people follows what stands between: "… in Vesk, and"."""
    tokens = reading.tokens
    for ahead in range(at, min(at + 20, tokens.n)):
        tag = tokens.tags[ahead]
        if tag & Tag.STOP:
            return False
        if tag & (Tag.RELATIVE | Tag.SUBORDINATOR | FINITE) and not tag & (
            Tag.NOUN | Tag.PREPOSITION | Tag.DEFINITE
        ):
            return False
        if tag & Tag.CONJUNCTION and reading.owner[ahead] is None:
            count = reading.owner[ahead + 1]
            if count is not None:
                return count.people
            return name_after(tokens, ahead + 1, cased=cased) >= 0
    return False


def _is_other_clause(reading: Reading, at: int) -> bool:
    """Whether a verb or another event begins behind a conjunction: "and demanded", "and the arrest"."""
    tags = reading.tokens.tags
    for ahead in range(at, at + 4):
        tag = tags[ahead]
        if tag & (FINITE | Tag.EFFECT | Tag.SUBORDINATOR | Tag.PREPOSITION | Tag.PRONOUN):
            return not tag & Tag.PLURAL
        if tag & Tag.VERBLIKE and ahead == at:
            return True
        if not tag & (Tag.DEFINITE | Tag.ARTICLE | Tag.ADJECTIVE | Tag.ADVERB | Tag.TIME):
            entry = reading.tokens.entries[ahead]
            return bool(tag & Tag.NOUN) and "event" in entry.classes
    return False


def apposition(reading: Reading, first: int, after: int) -> int:
    """How many a phrase is about that says who somebody is: 1 ("director of …"), 2 ("teachers")."""
    tags = reading.tokens.tags
    for at in range(first, after):
        person = tags[at] & Tag.PERSON and tags[at] & Tag.PLURAL
        if is_title(reading.tokens, at) or person:
            ends = at + 1 >= after or tags[at + 1] & _BEHIND_APPOSED
            return (2 if person else 1) if ends else 0
        if not tags[at] & _BEFORE_APPOSED or tags[at] & _NO_PERSON == Tag.POSSESSIVE:
            return 0
    return 0


# --- "Senator Marsk's murder" --------------------------------------------------------------------


def _possessor(reading: Reading, deed: int) -> list[Item]:
    """The one person whose name stands in the possessive before a deed."""
    tokens = reading.tokens
    tags = tokens.tags
    noun = tags[deed + 1] & (Tag.NOUN | Tag.OF | Tag.HYPHEN)
    if noun or not tags[deed + 1] & _BEHIND_POSSESSED or _is_undone(reading, deed + 1):
        return []
    last = deed - 1
    if tags[last] & Tag.ADJECTIVE and not tags[last] & Tag.POSSESSIVE:
        last -= 1  # "Senator Marsk's public murder"
    if last < 0 or not tags[last] & Tag.POSSESSIVE:
        return []
    cased = is_cased(tokens, deed)
    first = last
    while first > max(0, last - 8) and tags[first - 1] & _BEFORE_NAME:
        first -= 1
    for begin in range(first, last + 1):
        if name_after(tokens, begin, cased=cased, possessor=True) == last + 1:
            return _lone(reading, begin, last)
    return []


def _lone(reading: Reading, first: int, last: int) -> list[Item]:
    """A possessor as the only item, unless he is the last of several or something else's."""
    tokens = reading.tokens
    before = tokens.tags[first - 1] if first else Tag.STOP
    if before & (Tag.CONJUNCTION | Tag.HYPHEN | Tag.DEFINITE | Tag.ARTICLE | Tag.OF):
        return []
    return [(tokens.starts[first], tokens.ends[last], None)]

"""Reads what the clause around a place tells: an event there, or surely something else.

The nearest word to the left that tells something governs a phrase of place ("taken to a clinic in
X"); where there is none the phrase opens its clause or belongs to its subject, and the first such
word to the right does ("In X, gunmen ...", "A market in X was hit").  A conjunction that opens a
clause ends the search.  No parser: spaCy's small model reads 60 paragraphs a second.
"""

from functools import cache

from llmextract.verification.lexing import Lexed
from llmextract.verification.numbers.tables import load
from llmextract.verification.numbers.tags import Tag
from llmextract.verification.places import lexicon as lx
from llmextract.verification.places import times
from llmextract.verification.places.governing import Role

_LANGUAGE = "en"
_REACH = 45  # words of a long sentence of news
_PEOPLE_HARMED = frozenset({"killed", "injured", "kidnapped", "attacked"})
_STOPS = frozenset(".!?;:")
_BE = lx.AUXILIARIES | frozenset({"been", "has", "had", "have"})
_DETERMINERS = frozenset({"the", "a", "an", "its", "his", "her", "their"})

_REASONS = {
    "treated": ("destination", "where somebody was taken or treated"),
    "held": ("destination", "where somebody is held or tried"),
    "buried": ("destination", "where somebody is buried or mourned"),
    "based": ("origin", "where somebody is based or lives"),
    "refuge": ("destination", "where somebody went to"),
    "spoken": ("filed", "where somebody speaks"),
    "calm": ("calm", "where nothing happened"),
    "planned": ("unreal", "only what was planned, feared or prevented there"),
    "denied": ("unreal", "where it did not happen"),
    "background": ("background", "of another, earlier event"),
}


def _is(what: str) -> Role:
    part, reason = _REASONS[what]
    return Role(part, reason)


_HAPPENED = Role("location", "as written")
UNREAD = Role("location", "stands in the text; no rule reads its clause", is_read=False)


@cache
def meaning(word: str) -> str:
    """What a word says of where it is said: ``event``, a kind of elsewhere, or nothing."""
    if kind := lx.ELSEWHERE.get(word):
        return kind
    if word in lx.VICTIMS and word not in ("wounded", "injured", "dead"):
        return ""
    if word in lx.HAPPENING or word in lx.REMOVE:
        return "event"
    entry = load(_LANGUAGE).lexicon.get(word)
    if entry is not None and (entry.tags & Tag.AGENT or not _PEOPLE_HARMED.isdisjoint(entry.effects)):
        return "event"
    return ""


def read(text: Lexed, start: int, last: int, at: int, role: Role) -> Role:
    """What the clause makes of a name that may be a place of an event.

    Args:
        text: the part of the source in which the name stands.
        start: number of its first word.
        last: number after its last word.
        at: number of the word before the phrase around it: its preposition, where it has one.
        role: what the words next to it make of it.

    Returns:
        The role itself where the clause tells of an event, another one where it tells something
        else, one that is not read where no rule knows.
    """
    found = _governed(text, at) or _opening(text, at, last)
    if found is None:
        found = _HAPPENED if _is_bare(text, at, last) else UNREAD
    return role if found is _HAPPENED else found


def _governed(text: Lexed, at: int) -> Role | None:
    """What the nearest telling word before a phrase makes of it."""
    words = text.words
    if text.word(at - 1) == "not" or text.word(at) == "not":
        return _is("denied")
    for back in range(at, max(at - _REACH, -1), -1):
        word = words[back]
        if word in _STOPS:
            break
        if word == "," and _is_other_clause(text, back, at):
            break
        if word in lx.SUBORDINATORS and back < at:
            break
        if word in lx.SEATS and _is_had(text, back):
            return _is("based")
        kind = meaning(word)
        if kind and (role := _of_word(text, back, at, kind)) is not None:
            return None if role is UNREAD else role
    return None


def _is_other_clause(text: Lexed, comma: int, at: int) -> bool:
    """Whether a comma before a phrase begins the subject of a clause of speech: ", police in X said"."""
    return False


def _is_had(text: Lexed, at: int) -> bool:
    """Whether an office or a home is somebody's own: "which has its offices in X"."""
    back = at - 1
    owned = text.word(back) in lx.OWN
    while text.word(back) in lx.OWN:
        back -= 1
    return owned and text.word(back) in lx.HAVING


def _of_word(text: Lexed, back: int, at: int, kind: str) -> Role | None:
    """What a telling word makes of a phrase behind it; ``None`` where it tells nothing after all."""
    word, after = text.words[back], text.word(back + 1)
    if kind == "event":
        if word in lx.VICTIMS and text.word(back - 1) in _DETERMINERS:
            return None
        if word == "reported" and text.word(back - 1) not in _BE:
            return _said(text, back, at)
        return _event(text, back, at)
    if kind == "spoken":
        return None if text.word(back - 1) in lx.AUXILIARIES else _said(text, back, at)
    if kind == "treated":
        return _HAPPENED if after in lx.PARTICLES else _is(kind)
    if kind == "based":
        return _is(kind) if after in lx.AT or back == at or after in ("as", "and", "for") else None
    if kind == "held":
        if word == "tried" and after == "to":
            return None
        gathered = word == "held" and _any(text, back - 6, back, lx.ASSEMBLIES)
        return None if gathered else _is(kind)
    if kind == "buried":
        if after in ("under", "by", "beneath", "alive", "when", "in") and word == "buried":
            return _is(kind) if after == "in" else _HAPPENED
        return _is(kind) if not _any_event(text, back) else None
    return _is(kind)


def _said(text: Lexed, back: int, at: int) -> Role | None:
    """A verb of speech: where somebody speaks, or what he says begins behind it."""
    gap = text.words[back + 1 : at]
    if all(word in lx.AUDIENCE or text.is_name_like(back + 1 + i) for i, word in enumerate(gap)):
        return _is("spoken")
    return UNREAD


def _event(text: Lexed, event: int, at: int) -> Role:
    """An event's word: it happened, unless something before it says otherwise."""
    if _is_unreal(text, event):
        return _is("planned")
    if _is_denied(text, event):
        return _is("denied")
    if times.is_earlier(text, event, at):
        return _is("background")
    return _HAPPENED


def _is_unreal(text: Lexed, event: int) -> bool:
    """Whether an event is planned, feared, threatened: "threatened to attack", "plot to bomb"."""
    for back in range(event - 1, max(event - 6, -1), -1):
        word = text.words[back]
        if word in _STOPS or word in lx.SUBORDINATORS or word == ",":
            return False
        if word in lx.UNREAL:
            return True
        if meaning(word) == "event" and text.word(back + 1) != "to":
            return False
    return False


def _is_denied(text: Lexed, event: int) -> bool:
    before = text.words[max(0, event - 3) : event]
    if "no" in before and text.word(event - 1) not in ("was", "were"):
        return True
    if any(word in ("denied", "denying", "denies", "never") for word in before):
        return True
    return "not" in before[-2:] or "nothing" in before[-1:]


def _any(text: Lexed, first: int, last: int, table: frozenset[str]) -> bool:
    return any(word in table for word in text.words[max(0, first) : last])


def _any_event(text: Lexed, at: int) -> bool:
    """Whether an event's word stands before a word in its sentence."""
    for back in range(at - 1, max(at - _REACH, -1), -1):
        if text.words[back] in _STOPS:
            break
        if meaning(text.words[back]) == "event":
            return True
    return False


def _opening(text: Lexed, at: int, last: int) -> Role | None:
    """What the first telling word behind a phrase makes of it: of a subject's, or of a clause's first."""
    ahead, n = last, min(last + _REACH, len(text.words))
    denied = False
    while ahead < n:
        word = text.words[ahead]
        if word in _STOPS:
            break
        if word in lx.RELATIVES and text.word(ahead - 1) == ",":
            ahead = _after_relative(text, ahead, n)
            continue
        denied = denied or word in lx.NEGATIONS
        kind = meaning(word)
        if word == "reported" and text.word(ahead - 1) not in _BE:
            kind = "spoken"
        if kind == "event":
            if denied:
                return _is("denied")
            if _any(text, last, ahead, lx.UNREAL) or _any(text, ahead + 1, ahead + 4, lx.FAILED):
                return _is("planned")
            return _is("background") if times.is_earlier(text, ahead, ahead) else _HAPPENED
        if kind == "spoken":
            return _speaker(text, at, last, ahead)
        if kind == "calm":
            return _is(kind)
        ahead += 1
    return None


def _after_relative(text: Lexed, ahead: int, n: int) -> int:
    """The word after the comma that ends a relative clause."""
    while ahead < n and text.words[ahead] not in _STOPS and text.words[ahead] != ",":
        ahead += 1
    return ahead + 1 if text.word(ahead) == "," else ahead


def _speaker(text: Lexed, at: int, last: int, said: int) -> Role | None:
    """Somebody in X who says something: whether X is where he is, or where it happened too."""
    head = text.word(at - 1)
    if head in lx.SPEAKERS:
        return _is("spoken")
    opens = at <= 0 or head in _STOPS or head == ","
    if not opens:
        return UNREAD
    for ahead in range(said + 1, min(said + _REACH, len(text.words))):
        if text.words[ahead] in _STOPS:
            break
        if meaning(text.words[ahead]) == "event":
            return _HAPPENED
    return _is("spoken")


def _is_bare(text: Lexed, at: int, last: int) -> bool:
    """Whether a name is a line's only statement: "Location: X", "Market of X"."""
    first, after = times.sentence(text, at if at >= 0 else 0)
    return after - first <= 8

"""Reads what the clause around a place tells: an event there, or surely something else.

The nearest word to the left that tells something governs a phrase of place ("taken to a clinic in
X"); where there is none the phrase opens its clause or belongs to its subject, and the first such
word to the right does ("In X, gunmen ...", "A market in X was hit").  A conjunction that opens a
clause ends the search.  No parser: spaCy's small model reads 60 paragraphs a second.
"""

from collections.abc import Sequence
from functools import cache

from llmextract.verification.lexing import Lexed
from llmextract.verification.numbers.tables import load
from llmextract.verification.numbers.tags import Tag
from llmextract.verification.places import lexicon as lx
from llmextract.verification.places import times
from llmextract.verification.places.governing import Role, governed_by, nearest_of, words_before

_LANGUAGE = "en"
_SHORTEST = 4  # letters of what is no verb: "red", "seed"
_SOLE = 12  # words of a text of one sentence of one clause
_BARE = 8  # words of a line that is no sentence
_REACH = 45  # words of a long sentence of news
_PEOPLE_HARMED = frozenset({"killed", "injured", "kidnapped", "attacked"})
_STOPS = frozenset(".!?;:")
_BE = lx.AUXILIARIES | frozenset({"been", "has", "had", "have"})
_PRONOUNS, _LIKE = frozenset({"those", "one", "ones"}), frozenset({"after", "since", "like", "to"})
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
    "before": ("before", "of an event before that of the report"),
}


def _is(what: str) -> Role:
    part, reason = _REASONS[what]
    return Role(part, reason)


STANDS = frozenset({"calm", "background", "before", "unreal"})
"""Parts of a name that stands for the place itself, though nothing happened there."""

_COMPLEMENT = Role("location", "the clause begins behind a verb of speech", is_read=False)
_HAPPENED = Role("location", "as written")
UNREAD = Role("location", "stands in the text; no rule reads its clause", is_read=False)


@cache
def meaning(word: str) -> str:
    """What a word says of where it is said: ``event``, a kind of elsewhere, or nothing."""
    if kind := lx.ELSEWHERE.get(word):
        return kind
    if word in lx.VICTIMS and word not in ("wounded", "injured", "dead"):
        return ""
    if word in lx.WEAPONS:
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
    found = _attributed(text, at, last)
    if found is None and _is_fronted(text, at):
        found = _opening(text, at, last)
    found = found or _where(text, last) or _governed(text, at) or _opening(text, at, last)
    if found is _HAPPENED and times.is_dated_back(text, last):
        found = _is("background")
    if found is None or found is UNREAD:
        found = _HAPPENED if _is_bare(text, at) else UNREAD
    if found is UNREAD and text.part == "title":
        return role  # a headline tells of what its article tells
    return role if found is _HAPPENED else found


def _where(text: Lexed, last: int) -> Role | None:
    """What a relative clause tells of the place before it: "X, where floods have killed 40"."""
    where = last + (text.word(last) == ",")
    if text.word(where) != "where":
        return None
    for ahead in range(where + 1, min(where + _REACH, len(text.words))):
        word = text.words[ahead]
        if _ends(text, ahead) or word == ",":
            break
        kind = _kind(text, ahead)
        if kind == "event" and word not in lx.SUCCUMBED and word not in lx.CAUGHT:
            return _opened(text, where, ahead, denied=_any(text, where, ahead, lx.NEGATIONS))
        if kind in ("based", "held", "buried", "treated"):
            return _is(kind)
    return None


def happened_where(text: Lexed, last: int) -> bool:
    """Whether a relative clause tells of an event at the place before it.

    Args:
        text: the part of the source.
        last: number after the last word of the place's name.
    """
    return _where(text, last) is _HAPPENED


def strikes(text: Lexed, start: int, last: int) -> bool:
    """Whether a name without a preposition is what an event's verb is about.

    "Blasts rocked X", "X was shelled", "X: two killed", "Location: X".

    Args:
        text: the part of the source.
        start: number of the name's first word.
        last: number after its last word.
    """
    before, after = text.word(start - 1), text.word(last)
    if before and before.endswith("ed") and meaning(before) == "event":
        return True
    if after in lx.AUXILIARIES and text.word(last + 1).endswith(("ed", "hit", "struck")):
        return meaning(text.word(last + 1)) == "event"
    if before == ":" and text.word(start - 2) in lx.LABELS:
        return True
    return after == ":" and text.begins_sentence(start)


def _ends(text: Lexed, at: int) -> bool:
    """Whether a mark ends a sentence or a part of it: no colon of a time of day."""
    word = text.words[at]
    if word == ":" and text.word(at - 1).isdigit() and text.word(at + 1).isdigit():
        return False
    return word in _STOPS


def _kind(text: Lexed, at: int) -> str:
    """What a word says of where it is said, with the word behind it."""
    word = text.words[at]
    if (word, text.word(at + 1)) in lx.PHRASES:
        return "event"
    if word in lx.WEAPONS:
        return "event"  # unless a verb tells what was done with it
    if word == "lives" and (text.word(at - 1) in lx.OWN or text.word(at - 1) in ("of", "many")):
        return "event"  # "lost their lives"
    if word in ("phone", "telephone"):
        return "spoken" if text.word(at - 1) in ("by", "the") else ""
    if word == "reported" and text.word(at - 1) not in _BE:
        return "spoken"
    return meaning(word)


def _attributed(text: Lexed, at: int, last: int) -> Role | None:
    """Somebody in X who says what stands before: "..., a spokesman in X said"."""
    head = text.word(at - 1)
    if text.word(at) not in lx.AT or not (head in lx.SPEAKERS or head in lx.LOCALS):
        return None
    for ahead in range(last, min(last + 7, len(text.words))):
        if _ends(text, ahead) or text.words[ahead] == ",":
            break
        kind = _kind(text, ahead)
        if kind:
            return _speaker(text, at, ahead) if kind == "spoken" else None
    return None


def _governed(text: Lexed, at: int) -> Role | None:
    """What the nearest telling word before a phrase makes of it."""
    words = text.words
    if text.word(at - 1) == "not" or text.word(at) == "not":
        return _is("denied")
    if text.word(at - 1) in _PRONOUNS and text.word(at - 2) in _LIKE:
        return _is("background")
    if _opens_clause(text, at) or text.word(at - 1) == "but" and _is_fronted(text, at):
        return None
    same_hour = False  # whether the search is in the clause above
    back = at
    while back > max(at - _REACH, -1):
        word = words[back]
        if _ends(text, back):
            break
        if word == "but" and (denied := _denied_before(text, back)):
            back = denied
            continue
        if back < at and _opens_clause(text, back):
            if word not in lx.MEANWHILE and not _is_located(text, back, at):
                break
            same_hour = True
        if word == "to" and back < at and "," not in words[back:at]:
            role = governed_by(text, back)
            if role is not None and role.part == "destination" and _goes(text, back):
                return role
        if word in lx.SEATS and _is_had(text, back):
            return _is("based")
        if (kind := _kind(text, back)) and (role := _of_word(text, back, at, kind)) is not None:
            if same_hour and role is not _HAPPENED:
                return _HAPPENED if kind == "treated" else UNREAD
            return None if role is _COMPLEMENT else role
        if not kind and back < at and _is_other_verb(text, back):
            return UNREAD
        if word == "according":
            return UNREAD if text.word(at - 1) in lx.LOCALS else _is("spoken")
        back -= 1
    return None


def _is_fronted(text: Lexed, at: int) -> bool:
    """Whether a phrase opens the second of two clauses: ", but in X a bus burned"."""
    before = text.word(at - 1)
    if before == "but":
        return not _denied_before(text, at - 1)
    return before == "and" and text.word(at - 2) == "," and text.word(at) in lx.AT


def _denied_before(text: Lexed, but: int) -> int:
    """Where "not" stands in "not in X but in Y"; 0 for nowhere."""
    for back in range(but - 1, max(but - 14, 0), -1):
        if _ends(text, back):
            break
        if text.words[back] == "not" and text.word(back + 1) in lx.AT:
            return back - 1
    return 0


def _opens_clause(text: Lexed, at: int) -> bool:
    """Whether a word opens a clause: not "before dawn", not "known as"."""
    word, after = text.word(at), text.word(at + 1)
    if word not in lx.SUBORDINATORS or after in lx.RECENT or after in lx.MONTHS:
        return False
    return not (word == "as" and text.word(at - 1) in lx.NAMING)


def _is_located(text: Lexed, relative: int, at: int) -> bool:
    """Whether a relative clause says where a thing stands or an event is: "which is located in X"."""
    if _any(text, relative + 1, at, lx.LOCATED):
        return True
    if text.words[relative] == "who" and "by" in text.words[max(0, relative - 5) : relative]:
        return True  # "shot by two men who came up to him at X"
    if text.words[relative] not in ("that", "which"):
        return False
    antecedent = relative - 1 - (text.word(relative - 1) == ",")
    stands = text.word(relative + 1) in lx.AUXILIARIES and relative + 2 >= at
    return stands or (antecedent >= 0 and meaning(text.words[antecedent]) == "event")


def _goes(text: Lexed, to: int) -> bool:
    """Whether somebody is on his way: "on his way to a ministry in X", not "damage to a house in X"."""
    if text.word(to - 1) == text.word(to + 1) or text.word(to + 1)[:1].isdigit():
        return False  # "from door to door"
    before = words_before(text, to, 4)
    return nearest_of(before, lx.FLEE) is not None and "fire" not in before


def _is_had(text: Lexed, at: int) -> bool:
    """Whether an office or a home is somebody's own: "which has its offices in X"."""
    if text.word(at + 1) in lx.AUXILIARIES and text.word(at + 2) in lx.AT:
        return True  # "its offices are in X"
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
        return _event(text, back, at)
    if kind == "spoken":
        passive = text.word(back - 1) in lx.AUXILIARIES and word in lx.SAYING
        return None if passive and not word.endswith("ing") else _said(text, back, at)
    if kind == "treated":
        if word == "taken" and after in lx.AT:
            return UNREAD  # hostages are taken too
        taken = after in lx.PARTICLES or "from" in text.words[back + 1 : at]
        return _HAPPENED if taken else _is(kind)
    if kind == "based":
        return _is(kind) if after in lx.AT or after == "up" or back == at else None
    if kind == "held":
        if word == "held" and _any(text, back - 4, back, lx.MOURNING):
            return _is("buried")
        if word == "held" and not _any(text, back - 8, at, lx.CUSTODY):
            return UNREAD  # a rally is held, hostages are
        return None if word == "tried" and after == "to" else _is(kind)
    if kind == "buried":
        if word == "buried":
            return _is(kind) if after in ("in", "at", "there", "near") else _HAPPENED
        return None if _any_event(text, back) else _is(kind)
    if kind == "refuge" and _attacks(text, back):
        return _HAPPENED
    return _is(kind)


def _attacks(text: Lexed, come: int) -> bool:
    """Whether those who come somewhere do something there: "came to X and shot three men"."""
    for ahead in range(come + 1, min(come + _REACH, len(text.words))):
        word = text.words[ahead]
        if _ends(text, ahead):
            break
        joined = text.words[ahead - 1] in ("and", ",") and not text.is_name_like(ahead)
        if joined and meaning(word) == "event" and word.endswith(("ed", "ing", "t", "e", "k", "w")):
            return True
    return False


def comes_to_attack(text: Lexed, at: int) -> bool:
    """Whether the X of "came to X" is where those who came did something.

    Args:
        text: the part of the source.
        at: number of the preposition.
    """
    return text.word(at - 1) in lx.COMING and _attacks(text, at)


def _said(text: Lexed, back: int, at: int) -> Role | None:
    """A verb of speech: where somebody speaks, or what he says begins behind it."""
    if text.word(at) not in lx.AT:
        return _COMPLEMENT
    gap = text.words[back + 1 : at]
    if all(word in lx.AUDIENCE or text.is_name_like(back + 1 + i) for i, word in enumerate(gap)):
        return _is("spoken")
    return _COMPLEMENT


def _is_other_verb(text: Lexed, at: int) -> bool:
    """Whether a word is a verb that tells nothing: "had been assembled", "to seek safety"."""
    word, before = text.words[at], text.word(at - 1)
    if word in lx.OTHER_VERBS or (word.endswith("ed") and before in _BE and len(word) > _SHORTEST):
        if word in lx.PARTICIPLES or word in lx.ADJECTIVES:
            return False
        subject = at - 1
        while text.word(subject) in _BE or text.word(subject) in ("also", "later"):
            subject -= 1
        return subject == at - 1 or not meaning(text.word(subject)) == "event"
    return False


def _event(text: Lexed, event: int, at: int) -> Role:
    """An event's word: it happened, unless something before it says otherwise."""
    if _is_unreal(text, event):
        return _is("planned")
    if _is_denied(text, event):
        return _is("denied")
    if (earlier := times.earlier(text, event, _happens)) is not None:
        return _is(earlier)
    if times.is_another(text, event) or _any(text, event - 3, event, lx.FAILED):
        return UNREAD
    return _HAPPENED


def _is_unreal(text: Lexed, event: int) -> bool:
    """Whether an event is planned, feared, threatened: "threatened to attack", "plot to bomb"."""
    for back in range(event - 1, max(event - 6, -1), -1):
        word = text.words[back]
        if _ends(text, back) or word in lx.SUBORDINATORS or word == ",":
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


def _happens(words: Sequence[str]) -> bool:
    """Whether some words tell of an event."""
    return any(meaning(word) == "event" for word in words)


def _any_event(text: Lexed, at: int) -> bool:
    """Whether an event's word stands before a word in its sentence."""
    for back in range(at - 1, max(at - _REACH, -1), -1):
        if _ends(text, back):
            break
        if meaning(text.words[back]) == "event":
            return True
    return False


def _opening(text: Lexed, at: int, last: int) -> Role | None:
    """What the first telling word behind a phrase makes of it: of a subject's, of a clause's first."""
    ahead, n = last, min(last + _REACH, len(text.words))
    denied = False
    while ahead < n:
        word = text.words[ahead]
        if _ends(text, ahead) and word != ";" and not (word == ":" and ahead == last):
            break
        if word in lx.RELATIVES and text.word(ahead - 1) == ",":
            ahead = _after_relative(text, ahead, n)
            continue
        denied = denied or word in lx.NEGATIONS
        kind = _kind(text, ahead)
        if not kind and (_is_verb(text, ahead) or _is_other_verb(text, ahead)):
            return UNREAD
        if kind == "event":
            return _opened(text, last, ahead, denied=denied)
        if kind == "spoken":
            return _speaker(text, at, ahead)
        if kind in ("calm", "planned"):
            return _is(kind)
        ahead += 1
    return None


def _is_verb(text: Lexed, at: int) -> bool:
    """Whether a word that tells nothing is the verb of its clause: "shops closed after the murder"."""
    word, before, after = text.words[at], text.word(at - 1), text.word(at + 1)
    if after[:1].isalpha() and after not in lx.STOP:
        return False  # "masked men"
    return (
        word.endswith("ed")
        and len(word) > _SHORTEST
        and not text.glued[at]
        and before != ","
        and not (before in lx.AUXILIARIES or before in _DETERMINERS or before in lx.ADJECTIVES)
        and word not in lx.ADJECTIVES
    )


def _opened(text: Lexed, last: int, event: int, *, denied: bool) -> Role:
    """An event behind a phrase: it happened, unless something beside it says otherwise."""
    if denied:
        return _is("denied")
    if _any(text, last, event, lx.UNREAL) or _any(text, event + 1, event + 4, lx.FAILED):
        return _is("planned")
    earlier = times.earlier(text, event, _happens)
    return _HAPPENED if earlier is None else _is(earlier)


def _after_relative(text: Lexed, ahead: int, n: int) -> int:
    """The word after the comma that ends a relative clause."""
    while ahead < n and not _ends(text, ahead) and text.words[ahead] != ",":
        ahead += 1
    return ahead + 1 if text.word(ahead) == "," else ahead


def _speaker(text: Lexed, at: int, said: int) -> Role:
    """Somebody in X who says something: whether X is where he is, or where it happened too."""
    head = text.word(at - 1)
    if head in lx.SPEAKERS:
        return _is("spoken")
    opens = at <= 0 or head in _STOPS or head == ","
    if not opens and head not in lx.LOCALS:
        return UNREAD
    for ahead in range(said + 1, min(said + _REACH, len(text.words))):
        if _ends(text, ahead):
            break
        if meaning(text.words[ahead]) == "event":
            return UNREAD if _places_more(text, ahead) else _HAPPENED
    return _is("spoken") if opens else UNREAD


def _places_more(text: Lexed, at: int) -> bool:
    """Whether another place stands behind a word in its sentence."""
    if not text.cased:
        return False
    for ahead in range(at, min(at + 20, len(text.words))):
        if _ends(text, ahead):
            break
        if text.words[ahead] in lx.AT and text.is_name_like(ahead + 1):
            return text.words[ahead + 1] not in lx.RECENT and text.words[ahead + 1] not in lx.MONTHS
    return False


def _is_bare(text: Lexed, at: int) -> bool:
    """Whether a name is a line's only statement: "Location: X", or a text's: "Tanks rolled into X"."""
    first, after = times.sentence(text, max(at, 0))
    words = text.words[first:after]
    if first == 0 and after >= len(text.words) - 1 and after <= _SOLE:
        return lx.SUBORDINATORS.isdisjoint(words) and "spoken" not in map(meaning, words)
    if len(words) > _BARE or not _BE.isdisjoint(words):
        return False
    return not any(word.endswith("ed") or meaning(word) for word in words)

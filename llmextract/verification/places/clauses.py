"""Reads what the clause around a place tells: an event there, or surely something else.

The nearest word to the left that tells something governs a phrase of place ("taken to a clinic in
X"); where there is none the phrase opens its clause or belongs to its subject, and the first such
word to the right does ("In X, gunmen ...", "A market in X was hit").  A conjunction that opens a
clause ends the search.
"""

from llmextract.verification.clauses import words as w
from llmextract.verification.clauses.modality import MAYBE, MEANT
from llmextract.verification.lexing import PAUSES, Lexed
from llmextract.verification.places import behind, framing, telling, times
from llmextract.verification.places import lexicon as lx
from llmextract.verification.places.governing import NO_TELLER, Role, governed_by
from llmextract.verification.places.outcomes import (
    COMPLEMENT,
    DOUBTFUL,
    HAPPENED,
    UNREAD,
    WEAK,
    outcome,
)

_NOT_DONE = {
    **dict.fromkeys(MEANT | MAYBE, "planned"),
    "foiled": "foiled",
    "refused": "denied",
    "denied": "denied",
}
"""What is made of an event that surely was none there; of one that was tried something was."""
_SPEECH = frozenset({"said", "says", "say", "told"})
_EXCEPTING = frozenset({("rather", "than"), ("other", "than"), ("instead", "of")})
_WHITHER = frozenset({"to", "into", "toward", "towards"})
_TAKING = frozenset({"take", "took", "taken", "carried"})
_WHERE_TREATED = lx.HOSPITALS | {"wounds", "injuries", "burns"}
_SOLE = 12  # words of a text of one sentence of one clause
_OBITUARY = 12  # words from a death to the age
_HEADING = 14  # words and marks of a line that heads a note
_BARE = 4  # words of a line that is no sentence
_PRONOUNS, _LIKE = frozenset({"those", "one", "ones"}), frozenset({"after", "since", "like", "to"})


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
    found: Role | None = None
    if _is_fronted(text, at) or _is_subject(text, at, last):
        found = behind.opening(text, at, last)
    found = found or _named(text, start, last) or behind.where(text, last)
    found = found or _governed(text, at) or behind.of_main(text, at, last)
    if found is HAPPENED and times.is_dated_back(text, last):
        told = times.is_told_of_these_days(text, last)
        found = outcome("background") if told else DOUBTFUL
    if found is None or found is UNREAD:
        found = HAPPENED if _is_bare(text, at, last) else UNREAD
    if found is UNREAD and text.part == "title":
        return role  # a headline tells of what its article tells
    if found in (HAPPENED, WEAK, UNREAD) and (framed := framing.framed(text, at)):
        if framed != "weak":
            return outcome(framed)
        found = found if found is UNREAD else WEAK
    if found is WEAK:
        return role._replace(weak=True)
    return role if found is HAPPENED else found


def _named(text: Lexed, start: int, last: int) -> Role | None:
    """What a place's name makes of the event that is called after it: "the X crash"."""
    word, before = text.word(last), text.word(start - 1)
    if before not in w.DETERMINERS or word.endswith("ed") or telling.meaning(word) != "event":
        return None
    return None if text.owner[last - 1] else _event(text, last)


def _governed(text: Lexed, at: int) -> Role | None:
    """What the nearest telling word before a phrase makes of it."""
    before = text.word(at - 1)
    if "not" in (before, text.word(at)) or (before, text.word(at)) in _EXCEPTING:
        return outcome("denied")
    if before in _PRONOUNS and text.word(at - 2) in _LIKE | lx.OTHER_EVENTS:
        return outcome("background")
    if before in lx.HOSPITALS and text.word(at - 2) in ("in", "to"):
        return outcome("treated")
    if telling.opens_clause(text, at) or (before == "but" and _is_fronted(text, at)):
        return None
    same_hour = False  # whether the search is in the clause above
    back = at
    while back > max(at - telling.REACH, -1) and not text.pauses(back):
        word = text.words[back]
        if word == "but" and (denied := telling.denied_before(text, back)):
            back = denied
            continue
        if back < at and telling.opens_clause(text, back):
            if word not in lx.MEANWHILE and not telling.is_located(text, back, at):
                break
            same_hour = True
        role = _at_word(text, back, at)
        if role is not None:
            return _of_same_hour(text, back, role) if same_hour else _first_of(role)
        back -= 1
    return None


def _first_of(role: Role) -> Role | None:
    """A role, or nothing where a clause begins at the word that gave it."""
    return None if role is COMPLEMENT else role


def _of_same_hour(text: Lexed, back: int, role: Role) -> Role:
    """What a word of the clause above makes of a phrase: an event there is one here too."""
    treated = telling.kind_at(text, back) == "treated"
    return HAPPENED if role is HAPPENED or treated else UNREAD


def _at_word(text: Lexed, back: int, at: int) -> Role | None:
    """What one word before a phrase makes of it; ``None`` where it tells nothing."""
    word = text.words[back]
    if word in _WHITHER and back < at and "," not in text.words[back:at]:
        role = governed_by(text, back)
        if role is not None and role.part == "destination" and telling.goes(text, back):
            there = telling.do_something(text, at) or telling.is_of_same_hour(text, back)
            return HAPPENED if there else role
    if word == "from" and _comes_from(text, back, at):
        return Role("origin", "where somebody comes from")
    if word in lx.SEATS and telling.is_had(text, back):
        return outcome("based")
    if back < at and framing.MODALITY.any.get(word) == "foiled":
        return outcome("foiled")
    if kind := telling.kind_at(text, back):
        if kind != "event" and _is_attribute(text, back, at):
            return None
        return _OF_KIND.get(kind, _of_elsewhere)(text, back, at, kind)
    if back < at and telling.is_other_verb(text, back):
        return UNREAD
    if word == "according" and "," not in text.words[back:at]:
        return UNREAD if text.word(at - 1) in lx.LOCALS else outcome("spoken")
    return None


def _is_attribute(text: Lexed, back: int, at: int) -> bool:
    """Whether a participle only tells of what kind somebody is: "the house of a jailed man in X"."""
    word, after = text.words[back], text.word(back + 1)
    if not word.endswith("ed") or text.word(back - 1) not in w.DETERMINERS or back + 1 >= at:
        return False
    return after not in lx.STOP and after not in lx.AT


def _comes_from(text: Lexed, back: int, at: int) -> bool:
    """Whether "from" tells whence a subject comes: "medics from a hospital near X were hurt"."""
    if back >= at or not {",", "to"}.isdisjoint(text.words[back:at]):
        return False
    if lx.BASES.intersection(text.words[back + 1 : at][-1:]) and at - back <= _BARE:
        whence = governed_by(text, back)  # "besieged it from bases in X", not "stolen from"
        freed = telling.has_any(text, back - _SOLE, back, lx.ENDINGS | lx.REMOVE)
        return whence is not None and whence.part == "origin" and not freed
    moving = lx.FLEE.intersection(text.words[max(back - 2, 0) : back]) - _TAKING
    if (moving and telling.kind_at(text, back - 2) != "event") or text.word(back - 1) == "home":
        return True
    verb = telling.kind_at(text, back - 1) or text.word(back - 1).endswith("ed") if back else ""
    verb = verb or telling.kind_at(text, back - 2) == "event"
    if verb or telling.has_event_before(text, back):
        return False
    role = governed_by(text, back)
    return role is not None and role.part == "origin"


def _is_fronted(text: Lexed, at: int) -> bool:
    """Whether a phrase opens the second of two clauses: ", but in X a bus burned"."""
    before = text.word(at - 1)
    if before == "but":
        return not telling.denied_before(text, at - 1)
    return before == "and" and text.word(at - 2) == "," and text.word(at) in lx.AT


def _is_subject(text: Lexed, at: int, last: int) -> bool:
    """Whether a name without a preposition is what a verb in the passive tells of: ", X was shaken"."""
    return text.word(last) in w.BE_OR_HAVE and text.word(at) in PAUSES | {",", ""}


def _of_event(text: Lexed, back: int, at: int, kind: str) -> Role | None:
    if text.words[back] in lx.VICTIMS and text.word(back - 1) in w.DETERMINERS:
        return None  # "the wounded"
    if text.words[back] in lx.SUCCUMBED and telling.has_any(text, back, at, _WHERE_TREATED):
        return outcome("treated")
    if text.words[back] in lx.SUCCUMBED and telling.has_any(text, at, at + _OBITUARY, lx.AGED):
        return outcome("buried")  # "who died in X on Sunday at the age of 84"
    if text.words[back] in lx.LANDING and not telling.has_any(text, back - 12, at, lx.WEAPONS):
        return HAPPENED if telling.is_of_same_hour(text, back) else DOUBTFUL
    return _event(text, back)


def _of_speech(text: Lexed, back: int, at: int, kind: str) -> Role | None:
    """A verb of speech: where somebody speaks, or what he says begins behind it."""
    word = text.words[back]
    if word in lx.PASSIVES and text.word(back - 1) in NO_TELLER:
        return None  # "clashes (were) reported in X"
    if text.word(at) not in lx.AT:
        return COMPLEMENT
    gap = text.words[back + 1 : at]
    if all(word in lx.AUDIENCE or text.is_name_like(back + 1 + i) for i, word in enumerate(gap)):
        return outcome(kind)
    return COMPLEMENT


def _of_care(text: Lexed, back: int, at: int, kind: str) -> Role | None:
    word, after = text.words[back], text.word(back + 1)
    if word == "driven" and after == "into":
        return HAPPENED  # "a lorry was driven into a barracks in X"
    if word == "taken" and after in lx.AT:
        return WEAK  # hostages are taken too
    taken = after in lx.PARTICLES or "from" in text.words[back + 1 : at]
    return HAPPENED if taken else outcome(kind)


def _of_residence(text: Lexed, back: int, at: int, kind: str) -> Role | None:
    if text.words[back] in lx.SEATS and telling.has_event_before(text, back):
        return None  # "bombed a stronghold of X in the hills"
    after = text.word(back + 1)
    return outcome(kind) if after in lx.AT or after == "up" or back == at else None


def _of_custody(text: Lexed, back: int, at: int, kind: str) -> Role | None:
    word = text.words[back]
    if word == "held" and telling.has_any(text, back - 4, back, lx.MOURNING):
        return outcome("buried")
    if word == "held" and not telling.has_any(text, back - 8, at, lx.CUSTODY):
        return DOUBTFUL  # a rally is held, hostages are
    return None if word == "tried" and text.word(back + 1) == "to" else outcome(kind)


def _of_burial(text: Lexed, back: int, at: int, kind: str) -> Role | None:
    if text.words[back] == "buried":
        laid = text.word(back + 1) in ("in", "at", "there", "near")
        return outcome(kind) if laid else HAPPENED  # "buried by a landslide"
    if telling.undergo(text, at):
        return HAPPENED  # "a funeral in X was hit by a missile"
    named = text.word(back + 1) not in lx.STOP  # "a funeral wreath"
    return None if named or telling.has_event_before(text, back) else outcome(kind)


def _of_refuge(text: Lexed, back: int, at: int, kind: str) -> Role | None:
    if text.words[back].endswith("ing") and text.word(back - 1) not in w.BE_OR_HAVE:
        return (
            None if telling.undergo(text, at) else outcome(kind)
        )  # "those sheltering in X were shot"
    if text.word(back + 1) in ("under", "from", "behind"):
        return None  # "sheltering under a tree"
    return HAPPENED if telling.do_something(text, back) else outcome(kind)


def _of_elsewhere(text: Lexed, back: int, at: int, kind: str) -> Role | None:
    return outcome(kind)


_OF_KIND = {
    "event": _of_event,
    "spoken": _of_speech,
    "treated": _of_care,
    "based": _of_residence,
    "held": _of_custody,
    "buried": _of_burial,
    "refuge": _of_refuge,
}


def _event(text: Lexed, event: int) -> Role:
    """An event's word: it happened, unless something before it says otherwise."""
    if (told := framing.told_as(text, event)) in _NOT_DONE:
        return outcome(_NOT_DONE[told])
    if told == "of nobody":
        return outcome("of nobody")
    if (earlier := times.earlier(text, event, telling.happens)) is not None:
        return WEAK if earlier == "hours" else outcome(earlier)
    if times.is_another(text, event) or telling.has_any(text, event - 3, event, lx.FAILED):
        return WEAK
    return HAPPENED


def _is_bare(text: Lexed, at: int, last: int) -> bool:
    """Whether a name is a line's only statement: "Location: X", or a text's: "Tanks rolled into X"."""
    first, after = times.sentence(text, max(at, 0))
    words = text.words[first:after]
    if not words:
        return False
    if first == 0 and after >= len(text.words) - 1 and after <= _SOLE:
        return _SPEECH.isdisjoint(words) and not telling.places_more(text, last)
    if not w.BE_OR_HAVE.isdisjoint(words) or words[0] in lx.STOP:
        return False
    if len(words) > _BARE:
        return after - first <= _HEADING and telling.is_heading(text, first, after)
    return not any(word.endswith("ed") or telling.meaning(word) for word in words)

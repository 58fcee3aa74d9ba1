"""Reads what the clause around a place tells: an event there, or surely something else.

The nearest word to the left that tells something governs a phrase of place ("taken to a clinic in
X"); where there is none the phrase opens its clause or belongs to its subject, and the first such
word to the right does ("In X, gunmen ...", "A market in X was hit").  A conjunction that opens a
clause ends the search.
"""

from dataclasses import replace

from llmextract.verification.lexing import Lexed
from llmextract.verification.places import lexicon as lx
from llmextract.verification.places import telling, times
from llmextract.verification.places.governing import Role, governed_by

_SPEECH = frozenset({"said", "says", "say", "told"})
_EXCEPTING = frozenset({("rather", "than"), ("other", "than"), ("instead", "of")})
_WHITHER = frozenset({"to", "into", "toward", "towards"})
_APPOSED = 6  # words of an apposition
_CALMING = 12  # words in which a sentence goes on to tell after what it is quiet
_SOLE = 12  # words of a text of one sentence of one clause
_BARE = 4  # words of a line that is no sentence
_PRONOUNS, _LIKE = frozenset({"those", "one", "ones"}), frozenset({"after", "since", "like", "to"})

_REASONS = {
    "treated": ("destination", "where somebody was taken or treated"),
    "held": ("destination", "where somebody is held or tried"),
    "buried": ("destination", "where somebody is buried or mourned"),
    "based": ("origin", "where somebody is based or lives"),
    "refuge": ("destination", "where somebody went to"),
    "spoken": ("filed", "where somebody speaks"),
    "calm": ("calm", "where nothing happened"),
    "planned": ("unreal", "what was planned, feared, threatened or prevented there"),
    "denied": ("unreal", "where it did not happen"),
    "background": ("background", "of another, earlier event"),
    "before": ("before", "of an event before that of the report"),
}


def _is(what: str) -> Role:
    """The part of a place in a clause of this kind.

    The place of a threat or a plan is right in a record of one and wrong in any other; which of them
    the record is, its place cannot tell, so it is unclear.
    """
    part, reason = _REASONS[what]
    return Role(part, reason, is_read=what != "planned")


STANDS = frozenset({"calm", "background", "before", "unreal"})
"""Parts of a name that stands for the place itself, though nothing happened there."""

_COMPLEMENT = Role("location", "the clause begins behind a verb of speech", is_read=False)
_HAPPENED = Role("location", "as written")
_WEAK = Role("location", "as written", weak=True)
_DOUBTFUL = Role(
    "location", "stands in the text; its clause may tell something else", is_read=False
)
UNREAD = Role("location", "stands in the text; no rule reads its clause", is_read=False, weak=True)


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
    if found is None and (_is_fronted(text, at) or _is_subject(text, at, last)):
        found = _opening(text, at, last)
    found = found or _named(text, start, last) or _where(text, last)
    found = found or _governed(text, start, at, last) or _of_main(text, at, last)
    if found is _HAPPENED and times.is_dated_back(text, last):
        told = times.is_told_of_these_days(text, last)
        found = _is("background") if told else _DOUBTFUL
    if found is None or found is UNREAD:
        found = _HAPPENED if _is_bare(text, at, last) else UNREAD
    if found is UNREAD and text.part == "title":
        return role  # a headline tells of what its article tells
    if found in (_HAPPENED, _WEAK) and telling.is_false(text, last):
        return _is("denied")
    if found is _WEAK:
        return replace(role, weak=True)
    return role if found is _HAPPENED else found


def _named(text: Lexed, start: int, last: int) -> Role | None:
    """What a place's name makes of the event that is called after it: "the X crash"."""
    word, before = text.word(last), text.word(start - 1)
    if before not in telling.DETERMINERS or word.endswith("ed") or telling.meaning(word) != "event":
        return None
    return None if text.owner[last - 1] else _event(text, last)


def _where(text: Lexed, last: int) -> Role | None:
    """What a relative clause tells of the place before it: "X, where floods have killed 40"."""
    where = last + (text.word(last) == ",")
    if text.word(where) != "where":
        return None
    for ahead in range(where + 1, min(where + telling.REACH, len(text.words))):
        word = text.words[ahead]
        if telling.ends(text, ahead) or word == ",":
            break
        kind = telling.kind_at(text, ahead)
        if kind == "event" and word not in lx.SUCCUMBED and word not in lx.CAUGHT:
            return _opened(
                text, where, ahead, denied=telling.has_any(text, where, ahead, lx.NEGATIONS)
            )
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


def _attributed(text: Lexed, at: int, last: int) -> Role | None:
    """Somebody in X who says what stands before: "..., a spokesman in X said"."""
    head = text.word(at - 1)
    if text.word(at) not in lx.AT or not (head in lx.SPEAKERS or head in lx.LOCALS):
        return None
    for ahead in range(last, min(last + 7, len(text.words))):
        if telling.ends(text, ahead) or text.words[ahead] == ",":
            break
        kind = telling.kind_at(text, ahead)
        if kind:
            return _speaker(text, at, ahead) if kind == "spoken" else None
    return None


def _governed(text: Lexed, start: int, at: int, last: int) -> Role | None:
    """What the nearest telling word before a phrase makes of it."""
    before = text.word(at - 1)
    if "not" in (before, text.word(at)) or (before, text.word(at)) in _EXCEPTING:
        return _is("denied")
    if before in _PRONOUNS and text.word(at - 2) in _LIKE:
        return _is("background")
    if before in lx.HOSPITALS and text.word(at - 2) in ("in", "to"):
        return _is("treated")
    if telling.opens_clause(text, at) or (before == "but" and _is_fronted(text, at)):
        return None
    same_hour = False  # whether the search is in the clause above
    back = at
    while back > max(at - telling.REACH, -1) and not telling.ends(text, back):
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
            role = _of_same_hour(text, back, role) if same_hour else _first_of(role)
            return _placed(text, back, start, last) if role is _HAPPENED else role
        back -= 1
    return None


def _placed(text: Lexed, event: int, start: int, last: int) -> Role:
    """What an event makes of a phrase, where it may be placed more plainly elsewhere.

    It is an arrest, a release or a sound, or another place stands between them and a comma: "shot in
    Y, a nurse in X said", but not "shot in Y, a village in X".
    """
    between = text.words[event + 1 : start]
    if text.words[event] in lx.ENDINGS or not lx.PERCEIVED.isdisjoint(between):
        return _WEAK
    comma = event + 1 + between.index(",") if "," in between else start
    places = (i for i in range(event + 1, comma) if text.words[i] in lx.AT)
    if comma == start or not any(text.is_name_like(i + 1) for i in places):
        return _HAPPENED
    behind = text.words[comma:start]
    if lx.AT.isdisjoint(behind) or any(word in lx.KINDS or word in lx.UNITS for word in behind):
        return _HAPPENED  # "in Y, Z", "in Y, a village in Z"
    return UNREAD if telling.speaks(text, last) else _WEAK


def _first_of(role: Role) -> Role | None:
    """A role, or nothing where a clause begins at the word that gave it."""
    return None if role is _COMPLEMENT else role


def _of_same_hour(text: Lexed, back: int, role: Role) -> Role:
    """What a word of the clause above makes of a phrase: an event there is one here too."""
    treated = telling.kind_at(text, back) == "treated"
    return _HAPPENED if role is _HAPPENED or treated else UNREAD


def _at_word(text: Lexed, back: int, at: int) -> Role | None:
    """What one word before a phrase makes of it; ``None`` where it tells nothing."""
    word = text.words[back]
    if word in _WHITHER and back < at and "," not in text.words[back:at]:
        role = governed_by(text, back)
        if role is not None and role.part == "destination" and telling.goes(text, back):
            return role
    if word == "from" and _comes_from(text, back, at):
        return Role("origin", "where somebody comes from")
    if word in lx.SEATS and telling.is_had(text, back):
        return _is("based")
    if kind := telling.kind_at(text, back):
        return _OF_KIND.get(kind, _of_elsewhere)(text, back, at, kind)
    if back < at and telling.is_other_verb(text, back):
        return UNREAD
    if word == "according" and "," not in text.words[back:at]:
        return UNREAD if text.word(at - 1) in lx.LOCALS else _is("spoken")
    return None


def _comes_from(text: Lexed, back: int, at: int) -> bool:
    """Whether "from" tells whence a subject comes: "medics from a hospital near X were hurt"."""
    if back >= at or not {",", "to"}.isdisjoint(text.words[back:at]):
        return False
    moves = not lx.FLEE.isdisjoint(text.words[max(back - 2, 0) : back])
    if (moves and telling.kind_at(text, back - 2) != "event") or text.word(back - 1) == "home":
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
    return text.word(last) in telling.BE and text.word(at) in telling.STOPS | {",", ""}


def _of_event(text: Lexed, back: int, at: int, kind: str) -> Role | None:
    if text.words[back] in lx.VICTIMS and text.word(back - 1) in telling.DETERMINERS:
        return None  # "the wounded"
    if text.words[back] in lx.SUCCUMBED and telling.has_any(text, back, at, lx.HOSPITALS):
        return _is("treated")
    if text.words[back] in lx.LANDING and not telling.has_any(text, back - 12, back, lx.WEAPONS):
        return _DOUBTFUL
    return _event(text, back)


def _of_speech(text: Lexed, back: int, at: int, kind: str) -> Role | None:
    """A verb of speech: where somebody speaks, or what he says begins behind it."""
    word = text.words[back]
    if text.word(back - 1) in lx.AUXILIARIES and word in lx.PASSIVES:
        return None  # "clashes were reported in X"
    if text.word(at) not in lx.AT:
        return _COMPLEMENT
    gap = text.words[back + 1 : at]
    if all(word in lx.AUDIENCE or text.is_name_like(back + 1 + i) for i, word in enumerate(gap)):
        return _is(kind)
    return _COMPLEMENT


def _of_care(text: Lexed, back: int, at: int, kind: str) -> Role | None:
    word, after = text.words[back], text.word(back + 1)
    if word == "taken" and after in lx.AT:
        return _WEAK  # hostages are taken too
    taken = after in lx.PARTICLES or "from" in text.words[back + 1 : at]
    return _HAPPENED if taken else _is(kind)


def _of_residence(text: Lexed, back: int, at: int, kind: str) -> Role | None:
    after = text.word(back + 1)
    if text.words[back] in lx.SEATS and telling.has_event_before(text, back):
        return None  # "bombed a stronghold of X in the hills"
    return _is(kind) if after in lx.AT or after == "up" or back == at else None


def _of_custody(text: Lexed, back: int, at: int, kind: str) -> Role | None:
    word = text.words[back]
    if word == "held" and telling.has_any(text, back - 4, back, lx.MOURNING):
        return _is("buried")
    if word == "held" and not telling.has_any(text, back - 8, at, lx.CUSTODY):
        return _DOUBTFUL  # a rally is held, hostages are
    return None if word == "tried" and text.word(back + 1) == "to" else _is(kind)


def _of_burial(text: Lexed, back: int, at: int, kind: str) -> Role | None:
    if text.words[back] == "buried":
        laid = text.word(back + 1) in ("in", "at", "there", "near")
        return _is(kind) if laid else _HAPPENED  # "buried by a landslide"
    named = text.word(back + 1) not in lx.STOP  # "a funeral wreath"
    return None if named or telling.has_event_before(text, back) else _is(kind)


def _of_refuge(text: Lexed, back: int, at: int, kind: str) -> Role | None:
    if text.words[back].endswith("ing") and text.word(back - 1) not in telling.BE:
        return None if telling.undergo(text, at) else _is(kind)  # "those sheltering in X were shot"
    if text.word(back + 1) in ("under", "from", "behind"):
        return None  # "sheltering under a tree"
    return _HAPPENED if telling.do_something(text, back) else _is(kind)


def _of_elsewhere(text: Lexed, back: int, at: int, kind: str) -> Role | None:
    return _is(kind)


_OF_KIND = {
    "event": _of_event,
    "spoken": _of_speech,
    "treated": _of_care,
    "based": _of_residence,
    "held": _of_custody,
    "buried": _of_burial,
    "refuge": _of_refuge,
}


def comes_to_attack(text: Lexed, at: int) -> bool:
    """Whether the X of "came to X" is where those who came did something.

    Args:
        text: the part of the source.
        at: number of the preposition.
    """
    return text.word(at - 1) in lx.COMING and telling.do_something(text, at)


def _event(text: Lexed, event: int) -> Role:
    """An event's word: it happened, unless something before it says otherwise."""
    if telling.is_unreal(text, event):
        return _is("planned")
    if telling.is_denied(text, event):
        return _is("denied")
    if telling.is_disputed(text, event):
        return _DOUBTFUL
    if (earlier := times.earlier(text, event, telling.happens)) is not None:
        return _WEAK if earlier == "hours" else _is(earlier)
    if times.is_another(text, event) or telling.has_any(text, event - 3, event, lx.FAILED):
        return _WEAK
    return _HAPPENED


def _of_main(text: Lexed, at: int, last: int) -> Role | None:
    """What the words behind a phrase make of it, where they may belong to another clause.

    The phrase may stand in a relative clause or an apposition ("a man who works in X died", "his
    son, a clerk in X, died"), which are about somebody; or in a clause of its own before the main
    one: "As ministers met in X, shells fell".
    """
    found = _opening(text, at, last)
    if found is not _HAPPENED:
        return found
    opens = telling.clause_of(text, at)
    if telling.is_about(text, opens) or _is_apposed(text, at, last):
        return UNREAD
    comma = "," in text.words[last : last + telling.REACH]
    return _WEAK if opens >= 0 and comma else found


def _is_apposed(text: Lexed, at: int, last: int) -> bool:
    """Whether a phrase tells who somebody is, between two commas: "his son, a clerk in X, died"."""
    if text.word(last) != "," or text.word(at) not in lx.AT:
        return False
    for back in range(at - 1, max(at - _APPOSED, 0), -1):
        word = text.words[back]
        if word == ",":
            return back < at - 1 and text.words[back + 1] in ("a", "an", "the")
        if telling.ends(text, back) or telling.kind_at(text, back) or word in lx.KINDS:
            return False
    return False


def _opening(text: Lexed, at: int, last: int) -> Role | None:
    """What the first telling word behind a phrase makes of it: of a subject's, of a clause's first."""
    ahead, n = last, min(last + telling.REACH, len(text.words))
    denied = False
    while ahead < n:
        word = text.words[ahead]
        if telling.ends(text, ahead) and word != ";" and not (word == ":" and ahead == last):
            break
        if word in lx.RELATIVES and text.word(ahead - 1) == ",":
            ahead = telling.after_relative(text, ahead, n)
            continue
        if word in lx.BREAKS and telling.opens_clause(text, ahead):
            return None  # the verb of the clause was none that tells
        denied = denied or (word in lx.NEGATIONS and not _denies_another(text, ahead))
        kind = telling.kind_at(text, ahead)
        if not kind and (telling.is_verb(text, ahead) or telling.is_other_verb(text, ahead)):
            return _HAPPENED if telling.is_done_by(text, ahead) else UNREAD
        if kind == "event":
            if telling.is_governed(text, last, ahead):
                return UNREAD  # "prices rose in X on news of the explosion"
            return _opened(text, last, ahead, denied=denied)
        if kind == "spoken":
            return _speaker(text, at, ahead)
        if kind == "calm" and _calmed(text, ahead):
            return _WEAK
        if kind in ("calm", "planned"):
            return _is(kind)
        ahead += 1
    return None


def _calmed(text: Lexed, calm: int) -> bool:
    """Whether a place is quiet after an event there: "X was quiet after a night of clashes"."""
    behind = text.words[calm : calm + _CALMING]
    return "after" in behind and telling.happens(behind[behind.index("after") :])


def _denies_another(text: Lexed, at: int) -> bool:
    """Whether "not" denies another place: "X, not Y, was shelled"."""
    after = at + 1
    return text.words[at] == "not" and (text.is_name_like(after) or text.word(after) in lx.AT)


def _opened(text: Lexed, last: int, event: int, *, denied: bool) -> Role:
    """An event behind a phrase: it happened, unless something beside it says otherwise."""
    if denied:
        return _is("denied")
    if telling.has_any(text, last, event, lx.UNREAL) or telling.has_any(
        text, event + 1, event + 4, lx.FAILED
    ):
        return _is("planned")
    earlier = times.earlier(text, event, telling.happens)
    if earlier == "hours":
        return _WEAK
    return _HAPPENED if earlier is None else _is(earlier)


def _speaker(text: Lexed, at: int, said: int) -> Role:
    """Somebody in X who says something: whether X is where he is, or where it happened too."""
    head = text.word(at - 1)
    if head in lx.SPEAKERS or _is_at_post(text, at):
        return _is("spoken")
    opens = at <= 0 or head in telling.STOPS or head == ","
    if not opens and head not in lx.LOCALS:
        return UNREAD
    for ahead in range(said + 1, min(said + telling.REACH, len(text.words))):
        if telling.ends(text, ahead):
            break
        if telling.meaning(text.words[ahead]) == "event":
            return UNREAD if telling.places_more(text, ahead) else _HAPPENED
    return _is("spoken") if opens else UNREAD


def _is_at_post(text: Lexed, at: int) -> bool:
    """Whether a speaker stands before where he is in a place: "a spokesman at the base in X"."""
    return text.word(at - 3) in lx.AT and text.word(at - 4) in lx.SPEAKERS


def _is_bare(text: Lexed, at: int, last: int) -> bool:
    """Whether a name is a line's only statement: "Location: X", or a text's: "Tanks rolled into X"."""
    first, after = times.sentence(text, max(at, 0))
    words = text.words[first:after]
    if not words:
        return False
    if first == 0 and after >= len(text.words) - 1 and after <= _SOLE:
        return _SPEECH.isdisjoint(words) and not telling.places_more(text, last)
    if len(words) > _BARE or not telling.BE.isdisjoint(words) or words[0] in lx.STOP:
        return False
    return not any(word.endswith("ed") or telling.meaning(word) for word in words)

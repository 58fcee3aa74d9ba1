"""Reads what stands behind a place: the first word that tells something, a relative clause."""

from llmextract.verification.clauses import modality
from llmextract.verification.clauses import words as w
from llmextract.verification.lexing import PAUSES, Lexed
from llmextract.verification.places import framing, telling, times
from llmextract.verification.places import lexicon as lx
from llmextract.verification.places.governing import Role
from llmextract.verification.places.outcomes import HAPPENED, UNREAD, WEAK, outcome

_BREAKS = w.CLAUSES - w.OPENING - {"that"}
"""Conjunctions behind which the verb of the clause before does not stand."""
_DENYING = w.NEGATIONS | w.DENIAL
_APPOSED = 6  # words of an apposition
_AIMED = frozenset({"on", "against", "at"})
_CALMING = 12  # words in which a sentence goes on to tell after what it is quiet


def where(text: Lexed, last: int) -> Role | None:
    """What a relative clause tells of the place before it: "X, where floods have killed 40"."""
    where = last + (text.word(last) == ",")
    if text.word(where) != "where":
        return None
    for ahead in text.behind(where, telling.REACH):
        word = text.words[ahead]
        if word == ",":
            break
        kind = telling.kind_at(text, ahead)
        if kind == "event" and word not in lx.SUCCUMBED and word not in lx.CAUGHT:
            return _opened(text, where, ahead, denied=telling.has_any(text, where, ahead, _DENYING))
        if kind in ("based", "held", "buried", "treated"):
            return outcome(kind)
    return None


def of_main(text: Lexed, at: int, last: int) -> Role | None:
    """What the words behind a phrase make of it, where they may belong to another clause.

    The phrase may stand in a relative clause or an apposition ("a man who works in X died", "his
    son, a clerk in X, died"), which are about somebody; or in a clause of its own before the main
    one: "As ministers met in X, shells fell".
    """
    found = opening(text, at, last)
    if found is not HAPPENED:
        return found
    opens = telling.clause_of(text, at)
    if telling.is_about(text, opens):
        return WEAK if _is_aimed_at(text, opens) else UNREAD
    if _is_apposed(text, at, last):
        return UNREAD
    comma = "," in text.words[last : last + telling.REACH]
    return WEAK if opens >= 0 and comma else found


def _is_aimed_at(text: Lexed, opens: int) -> bool:
    """Whether a clause is about those whom an event met: "a strike on residents who had gathered in X"."""
    for back in range(opens - 1, max(opens - _APPOSED, 0), -1):
        if text.words[back] in _AIMED:
            return telling.kind_at(text, back - 1) == "event"
    return False


def _is_apposed(text: Lexed, at: int, last: int) -> bool:
    """Whether a phrase tells who somebody is, between two commas: "his son, a clerk in X, died"."""
    if text.word(last) != "," or text.word(at) not in lx.AT:
        return False
    for back in text.before(at, _APPOSED):
        word = text.words[back]
        if word == ",":
            return back < at - 1 and text.words[back + 1] in ("a", "an", "the")
        if telling.kind_at(text, back) or word in lx.KINDS:
            break
    return False


def opening(text: Lexed, at: int, last: int) -> Role | None:
    """What the first telling word behind a phrase makes of it: of a subject's, of a clause's first."""
    while text.word(last) in lx.KINDS:
        last += 1  # "X city: two killed"
    ahead, n = last, min(last + telling.REACH, len(text.words))
    denied = False
    while ahead < n:
        word = text.words[ahead]
        if text.pauses(ahead) and word != ";" and not (word == ":" and ahead == last):
            break
        if word in w.OPENING and text.word(ahead - 1) == ",":
            inner = (at for at in text.behind(ahead, telling.REACH) if text.words[at] == ",")
            ahead = next(inner, n) + 1  # behind the comma that ends the relative clause
            continue
        if word in _BREAKS and telling.opens_clause(text, ahead):
            return None  # the verb of the clause was none that tells
        denied = denied or (word in _DENYING and not _denies_another(text, ahead))
        found = _told(text, at, last, ahead, denied=denied)
        if found is not None:
            return found
        ahead += 1
    return None


def _told(text: Lexed, at: int, last: int, ahead: int, *, denied: bool) -> Role | None:
    """What one word behind a phrase makes of it; ``None`` where it tells nothing."""
    kind = telling.kind_at(text, ahead)
    if not kind and (telling.is_verb(text, ahead) or telling.is_other_verb(text, ahead)):
        return HAPPENED if telling.is_done_by(text, ahead) else UNREAD
    if kind == "event":
        if text.words[ahead] in lx.VICTIMS and text.words[ahead - 1] in w.DETERMINERS:
            return None  # "the wounded"
        if telling.is_governed(text, last, ahead):
            return UNREAD  # "prices rose in X on news of the explosion"
        return _opened(text, last, ahead, denied=denied)
    if kind == "spoken":
        return speaker(text, at, ahead)
    if kind == "calm" and _calmed(text, ahead):
        return WEAK
    return outcome(kind) if kind in ("calm", "planned") else None


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
        return outcome("denied")
    if any(modality.may_be(text, at, framing.MODALITY) for at in range(last, event)):
        return outcome("planned")
    if telling.has_any(text, event + 1, event + 4, lx.FAILED):
        return outcome("planned")
    earlier = times.earlier(text, event, telling.happens)
    if earlier == "hours":
        return WEAK
    return HAPPENED if earlier is None else outcome(earlier)


def speaker(text: Lexed, at: int, said: int) -> Role:
    """Somebody in X who says something: whether X is where he is, or where it happened too."""
    head = text.word(at - 1)
    if head in lx.SPEAKERS or _is_at_post(text, at):
        return outcome("spoken")
    opens = at <= 0 or head in PAUSES or head == ","
    if not opens and head not in lx.LOCALS:
        return UNREAD
    for ahead in text.behind(said, telling.REACH):
        if telling.meaning(text.words[ahead]) == "event":
            return UNREAD if telling.places_more(text, ahead) else HAPPENED
    return outcome("spoken") if opens else UNREAD


def _is_at_post(text: Lexed, at: int) -> bool:
    """Whether a speaker stands before where he is in a place: "a spokesman at the base in X"."""
    return text.word(at - 3) in lx.AT and text.word(at - 4) in lx.SPEAKERS

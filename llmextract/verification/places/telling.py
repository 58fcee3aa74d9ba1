"""Says what words around a place tell, one at a time: event, elsewhere, nothing; done, feared, denied.

The verbs and nouns of harm are those of the number checker, the others stand in ``languages/``.
"""

from collections.abc import Sequence
from functools import cache

from llmextract.verification.clauses import words as w
from llmextract.verification.lexing import Lexed
from llmextract.verification.numbers.tables import load
from llmextract.verification.numbers.tags import Tag
from llmextract.verification.places import lexicon as lx
from llmextract.verification.places.governing import nearest_of, words_before

REACH = 45  # words of a long sentence of news
_OF_LIVING = w.OPENING | {"he", "she", "it", "now", "still", "also"}
_HANGING = frozenset({"of", "for", "after", "following", "over", "since", "about", "amid", "on"})
_LANGUAGE = "en"
_PHRASE = 8  # words of a phrase of place
_DRIVING = frozenset({"drove", "driven", "driving", "flew", "flown", "ploughed"})
_BEGINNING = frozenset({"began", "started", "opened"})
_MOMENTS = frozenset({"moments", "minutes", "seconds", "shortly", "just", "soon"})
_SHORTEST = 4  # letters of what is no verb: "red", "seed"


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
    if entry is not None and (entry.tags & Tag.AGENT or not lx.HARM.isdisjoint(entry.effects)):
        return "event"
    return ""


@cache
def befalls_persons(word: str) -> bool:
    """Whether a verb tells what befalls persons alone: "shot", "arrested"; a place is shelled."""
    if word in lx.BEFALLING:
        return True
    entry = load(_LANGUAGE).lexicon.get(word)
    return entry is not None and bool(entry.effects) and lx.ON_PERSONS.issuperset(entry.effects)


def speaks(text: Lexed, last: int) -> bool:
    """Whether who is called before a word says something: "the mayor of X said".

    Args:
        text: the part of the source.
        last: number of the word.
    """
    return "spoken" in map(meaning, text.words[last : last + 3])


def kind_at(text: Lexed, at: int) -> str:
    """What a word says of where it is said, with the word behind it."""
    word = text.words[at]
    if word in lx.PHRASES and text.word(at + 1) in lx.PHRASES[word]:
        return "event"
    if word in lx.WEAPONS:
        return "event"  # unless a verb tells what was done with it
    if word in ("life", "lives") and _are_counted(text.word(at - 1)):
        return "event"  # "lost their lives", "cost 400 lives", but "she now lives in X"
    if word == "life":
        return ""  # "serving life in X"
    if word in ("phone", "telephone"):
        before, after = text.word(at - 1), text.word(at + 1)
        called = before == "by" or (before == "the" and (after in lx.STOP or not after.isalpha()))
        return "spoken" if called else ""
    if word == "reported" and text.word(at - 1) not in w.BE_OR_HAVE:
        return "spoken"
    return meaning(word)


def _are_counted(before: str) -> bool:
    return before in lx.OWN or before in lx.STOP - _OF_LIVING or before.isdigit()


def clause_of(text: Lexed, at: int) -> int:
    """Number of the word that opens the clause around a word; -1 for that of the sentence itself."""
    for back in text.before(at, REACH):
        if text.words[back] == ",":
            break
        if opens_clause(text, back):
            return -1 if is_located(text, back, at) else back
    return -1


def is_about(text: Lexed, relative: int) -> bool:
    """Whether a clause tells of somebody whom the words before it name: "men who", "a group that has"."""
    word, after = text.word(relative), text.word(relative + 1)
    if word == "that":
        return after in w.BE_OR_HAVE or after in w.ADVERBS or after.endswith("ed")
    return word in w.RELATIVES


def undergo(text: Lexed, at: int) -> bool:
    """Whether an event's verb in the passive stands behind a phrase: "... in X were killed"."""
    for ahead in text.behind(at, _PHRASE):
        if text.words[ahead] == ",":
            break
        if text.words[ahead] in w.BE_OR_HAVE:
            return any(meaning(word) == "event" for word in text.words[ahead + 1 : ahead + 3])
    return False


def denied_before(text: Lexed, but: int) -> int:
    """Where "not" stands in "not in X but in Y"; 0 for nowhere."""
    for back in text.before(but, 14):
        if text.words[back] == "not" and text.word(back + 1) in lx.AT:
            return back - 1
    return 0


def opens_clause(text: Lexed, at: int) -> bool:
    """Whether a word opens a clause: not "before dawn", not "known as"."""
    word = text.word(at)
    if word not in w.CLAUSES:
        return False
    after = text.word(at + 1)
    if after in lx.RECENT or after in w.MONTHS:
        return False
    return not (word == "as" and text.word(at - 1) in lx.NAMING)


def is_located(text: Lexed, relative: int, at: int) -> bool:
    """Whether a relative clause says where a thing stands or an event is: "which is located in X"."""
    if has_any(text, relative + 1, at, lx.LOCATED):
        return True
    if _goes_on(text, relative):
        return True
    if text.words[relative] == "who" and "by" in text.words[max(0, relative - 5) : relative]:
        return True  # "shot by two men who came up to him at X"
    if text.words[relative] not in ("that", "which"):
        return False
    antecedent = relative - 1 - (text.word(relative - 1) == ",")
    stands = text.word(relative + 1) in w.BE and relative + 2 >= at
    return stands or (antecedent >= 0 and meaning(text.words[antecedent]) == "event")


def _goes_on(text: Lexed, relative: int) -> bool:
    """Whether a relative clause tells what somebody was doing then: "who were waiting in X"."""
    if text.words[relative - 1] in lx.AT:
        relative += 1  # "in which she was travelling"
    was, doing = text.word(relative + 1), text.word(relative + 2)
    return was in ("was", "were") and doing.endswith("ing")


def is_of_same_hour(text: Lexed, at: int) -> bool:
    """Whether a verb tells what somebody did when it happened: "shot moments after he landed in X".

    Args:
        text: the part of the source.
        at: number of the verb.
    """
    for back in text.before(at, _PHRASE):
        word = text.words[back]
        if word in ("as", "when", "while"):
            return has_event_before(text, back)
        if word in ("after", "before"):
            return text.word(back - 1) in _MOMENTS and has_event_before(text, back)
    return False


def goes(text: Lexed, to: int) -> bool:
    """Whether somebody is on his way: "on his way to a ministry in X", not "damage to a house in X"."""
    if text.word(to - 1) == text.word(to + 1) or text.word(to + 1)[:1].isdigit():
        return False  # "from door to door"
    after = text.word(to + 1)
    noun = after in w.DETERMINERS or after in lx.HOSPITALS or after in lx.KINDS
    noun = noun or _are_several(text, to)
    if not (noun or text.is_name_like(to + 1) or not text.cased):
        return False  # "to inspect the damage at X"
    before = words_before(text, to, 4)
    if text.words[to] == "into" and not _DRIVING.isdisjoint(before):
        return False  # "a lorry was driven into a barracks in X"
    return nearest_of(before, lx.FLEE) is not None and "fire" not in before


def _are_several(text: Lexed, to: int) -> bool:
    """Whether several unnamed places stand behind a verb of moving: "moved to safer areas in X"."""
    if text.word(to - 1) not in lx.FLEE:
        return False
    for ahead in range(to + 2, to + 4):
        if text.word(ahead) in lx.AT:
            noun = text.words[ahead - 1]
            return noun.endswith("s") and not meaning(noun) and not meaning(text.words[to + 1])
    return False


def is_had(text: Lexed, at: int) -> bool:
    """Whether an office or a home is somebody's own: "which has its offices in X"."""
    if text.word(at + 1) in w.BE and text.word(at + 2) in lx.AT:
        return not has_event_before(text, at)  # "its offices are in X"
    back = at - 1
    owned = text.word(back) in lx.OWN
    while text.word(back) in lx.OWN:
        back -= 1
    return owned and text.word(back) in lx.HAVING


def do_something(text: Lexed, come: int) -> bool:
    """Whether those who come somewhere do something there: "came to X and shot three men"."""
    for ahead in text.behind(come, REACH):
        word = text.words[ahead]
        joined = text.words[ahead - 1] in ("and", ",") and not text.is_name_like(ahead)
        if joined and word in _BEGINNING:
            ahead += 1
            word = text.word(ahead)
        if joined and meaning(word) == "event" and word.endswith(("ed", "ing", "t", "e", "k", "w")):
            return True
    return False


def is_other_verb(text: Lexed, at: int) -> bool:
    """Whether a word is a verb that tells nothing: "had been assembled", "to seek safety"."""
    word = text.words[at]
    if not (word in lx.OTHER_VERBS or word.endswith("ed")):
        return False
    before = text.word(at - 1)
    if before in w.ADVERBS or before.endswith("ly"):
        before = text.word(at - 2)
    passive = before in w.BE_OR_HAVE or text.word(at + 1) in lx.AT
    if word in lx.OTHER_VERBS or (word.endswith("ed") and passive and len(word) > _SHORTEST):
        if word in lx.PARTICIPLES or (word in lx.ADJECTIVES and before not in w.BE_OR_HAVE):
            return False
        subject = at - 1
        while text.word(subject) in w.BE_OR_HAVE or text.word(subject) in w.ADVERBS:
            subject -= 1
        return meaning(text.word(subject)) != "event"  # "clashes resumed in X"
    return False


def is_governed(text: Lexed, last: int, event: int) -> bool:
    """Whether an event's noun behind a phrase hangs on a preposition: "silence for those killed"."""
    back = event - 1
    if text.word(back) != "those" and text.words[event].endswith("ed"):
        return False  # a verb
    if text.word(back - 1) in w.DETERMINERS:
        back -= 1  # "over the worst shooting"
    while back >= last and text.word(back) in w.DETERMINERS:
        back -= 1
    if text.word(back) == "of" and text.word(back - 1) in lx.SCENES:
        return False  # "X was the scene of an attack"
    return back >= last and text.word(back) in _HANGING


def is_heading(text: Lexed, first: int, last: int) -> bool:
    """Whether a line has nothing but names, numbers and months: "3 May - X (Z)."."""
    return all(
        not word[0].isalpha()
        or text.is_name_like(at)
        or (word in lx.CONNECTORS or word in lx.KINDS or word in w.MONTHS)
        for at, word in enumerate(text.words[first:last], first)
    )


def has_any(text: Lexed, first: int, last: int, table: frozenset[str]) -> bool:
    """Whether one of a table's words stands between two numbers of words."""
    return any(word in table for word in text.words[max(0, first) : last])


def happens(words: Sequence[str]) -> bool:
    """Whether some words tell of an event."""
    return any(meaning(word) == "event" for word in words)


def has_event_before(text: Lexed, at: int) -> bool:
    """Whether an event's word stands before a word in its sentence."""
    return any(meaning(text.words[back]) == "event" for back in text.before(at, REACH))


def is_verb(text: Lexed, at: int) -> bool:
    """Whether a word that tells nothing is the verb of its clause: "shops closed after the murder"."""
    word = text.words[at]
    if not word.endswith("ed") or len(word) <= _SHORTEST:
        return False
    before, after = text.word(at - 1), text.word(at + 1)
    if after[:1].isalpha() and after not in lx.STOP:
        return False  # "masked men"
    return (
        not text.glued[at]
        and before != ","
        and not (before in w.BE or before in w.DETERMINERS or before in lx.ADJECTIVES)
        and word not in lx.ADJECTIVES
    )


def is_done_by(text: Lexed, verb: int) -> bool:
    """Whether it is an event that does what a verb in the passive tells: "was paralysed by a raid"."""
    behind = text.words[verb + 1 : verb + _PHRASE]
    if text.word(verb - 1) not in w.BE_OR_HAVE or "by" not in behind:
        return False
    return happens(behind[behind.index("by") : behind.index("by") + 4])


def places_more(text: Lexed, at: int) -> bool:
    """Whether another place stands behind a word in its sentence."""
    if not text.cased:
        return False
    for ahead in text.behind(at - 1, 21):
        if text.words[ahead] in lx.AT and text.is_name_like(ahead + 1):
            return text.words[ahead + 1] not in lx.RECENT and text.words[ahead + 1] not in w.MONTHS
    return False


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
    if after in w.BE and text.word(last + 1).endswith(("ed", "hit", "struck")):
        return meaning(text.word(last + 1)) == "event"
    if before == ":" and text.word(start - 2) in lx.LABELS:
        return True
    return after == ":" and text.begins_sentence(start)

"""Says whether an event that is told of was one: not planned, feared, denied, false or foiled."""

from llmextract.verification.lexing import Lexed
from llmextract.verification.places import lexicon as lx
from llmextract.verification.places import telling

_DENIAL = 14  # words from a verb of denial to the event
_CALLED = telling.BE | {"be", "as", "proved", "proven"}
_NONE = lx.FALSE | lx.FOILED | lx.DENYING
_HEARD = 6  # words from a denial to what it denies
_FOILING = 12  # words from what foils to what is foiled
_ENDING_FOILED = frozenset({"by", "and", ",", "from"})


def is_unreal(text: Lexed, event: int) -> bool:
    """Whether an event is planned, feared, threatened: "threatened to attack", "plot to bomb"."""
    for back in range(event - 1, max(event - 6, -1), -1):
        word = text.words[back]
        if telling.ends(text, back) or word in lx.SUBORDINATORS or word in (",", "by"):
            return False
        if may_be(text, back):
            return word != "wanted" or text.word(back + 1) == "to"
        if telling.meaning(word) == "event" and text.word(back + 1) != "to":
            return False
    return False


def may_be(text: Lexed, at: int) -> bool:
    """Whether a word makes an event one that may be: no month of May."""
    if text.words[at] not in lx.UNREAL:
        return False
    beside = (text.word(at - 1), text.word(at + 1))
    month = any(word.isdigit() for word in beside) or text.word(at - 1) in lx.AT
    return text.words[at] != "may" or not month


def is_denied(text: Lexed, event: int) -> bool:
    """Whether an event is one that there was not: "no attack", "did not explode"."""
    before = text.words[max(0, event - 3) : event]
    if "no" in before and text.word(event - 1) not in ("was", "were"):
        return True
    if text.word(event - 3) == "no" and telling.meaning(text.word(event - 2)) == "event":
        return True  # "no attack was reported"
    if any(word in ("denied", "denying", "denies", "never") for word in before):
        return True
    return "not" in before[-2:] or "nothing" in before[-1:]


def is_disputed(text: Lexed, event: int) -> bool:
    """Whether somebody denies an event ("denied that a bomb had gone off") or nobody was hurt."""
    for back in range(event - 1, max(event - _DENIAL, -1), -1):
        word = text.words[back]
        if telling.ends(text, back):
            break
        if word in ("nobody", "none") and back > event - 4:
            return True
        if word in lx.DENYING:
            return text.word(back + 1) == "that" and text.word(back + 2) in ("a", "an", "any")
    return False


def is_refuted(text: Lexed, event: int) -> bool:
    """Whether somebody denies what is said of an event: "rejected claims that raiders took X"."""
    for back in range(event - 1, max(event - _DENIAL, -1), -1):
        word = text.words[back]
        if telling.ends(text, back) or word == "but":
            break
        if word in lx.DENYING:
            return not lx.HEARSAY.isdisjoint(text.words[back + 1 : back + _HEARD])
    return False


def may_be_none(text: Lexed) -> bool:
    """Whether a text has any word of what is false, foiled or denied: nearly none has."""
    told = text.memo.get("falsehood")
    if told is None:
        told = text.memo["falsehood"] = not _NONE.isdisjoint(text.words)
    return bool(told)


def is_false(text: Lexed, at: int) -> bool:
    """Whether the rest of a sentence says that what it tells is not so: "turned out to be false"."""
    told = may_be_none(text)
    for ahead in range(at, min(at + telling.REACH, len(text.words)) if told else at):
        if telling.ends(text, ahead):
            break
        if text.words[ahead] in lx.FALSE and text.words[ahead - 1] in _CALLED:
            return True
    return False


def is_called_false(text: Lexed, event: int) -> bool:
    """Whether an event is told of as what is not so: "false reports that raiders took X"."""
    told = may_be_none(text)
    for back in range(event - 1, max(event - telling.REACH, -1), -1) if told else ():
        if telling.ends(text, back) or text.words[back] == "but":
            break
        if text.words[back] in lx.FALSE:
            between = text.words[back + 1 : event]
            return "that" in between or not lx.HEARSAY.isdisjoint(between)
    return False


def is_foiled(text: Lexed, event: int) -> bool:
    """Whether an event was prevented: "foiled a bid to storm X"."""
    for back in range(event - 1, max(event - _FOILING, -1), -1):
        word = text.words[back]
        if telling.ends(text, back) or word in _ENDING_FOILED or word in lx.SUBORDINATORS:
            break
        if word in lx.FOILED:
            return text.word(back - 1) not in telling.DETERMINERS  # "a foiled attack" was one
    return False

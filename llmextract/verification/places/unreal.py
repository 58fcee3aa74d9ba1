"""Says whether an event that is told of was one: not planned, feared, denied, asked about or foiled."""

from llmextract.verification.clauses.frames import Frame, frames, is_granted, may_be_framed
from llmextract.verification.lexing import Lexed
from llmextract.verification.places import lexicon as lx
from llmextract.verification.places import telling

_NAMED = 5  # words from an event's noun to its place
_DEFINITE = telling.DETERMINERS - {"a", "an"}
_FRAMED = {
    "supposed": "planned",
    "rehearsed": "planned",
    "disputed": "doubted",
    "contested": "weak",
}
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
    return "never" in before or "not" in before[-2:] or "nothing" in before[-1:]


def is_of_nobody(text: Lexed, event: int) -> bool:
    """Whether an event befell nobody: "nobody was hurt"."""
    return any(word in ("nobody", "none") for word in text.words[max(0, event - 3) : event])


def framed(text: Lexed, at: int) -> str:
    """What a clause is that is not told as a fact ("denied", "planned", "doubted", "weak"); empty for a fact.

    Args:
        text: the part of the source.
        at: number of the word before a phrase of place.
    """
    told = text.memo.get("framed")
    if told is None:
        told = text.memo["framed"] = frames(text.text) if may_be_framed(text.words) else ()
    offset = text.starts[max(at, 0)] if told else 0
    kinds = {
        "doubted" if not frame.sure else _FRAMED.get(frame.kind, "denied")
        for frame in told
        if frame.start <= offset < frame.end and not _is_known(text, frame, at)
    }
    return min(kinds, default="")


def _is_known(text: Lexed, frame: Frame, at: int) -> bool:
    """Whether a place hangs on an event that is taken for granted: "Saturday's shelling of X"."""
    if frame.kind in ("made up", "rehearsed"):
        return False
    if is_granted(text.text, frame, text.starts[max(at, 0)]):
        return True
    for back in range(at - 1, max(at - _NAMED, 0), -1):
        if telling.ends(text, back) or text.words[back] in lx.SUBORDINATORS:
            break
        if telling.meaning(text.words[back]) == "event":
            before = text.words[max(back - 3, 0) : back]
            owned = any(text.owner[max(back - 3, 0) : back])
            return owned or not _DEFINITE.isdisjoint(before)
    return False


def is_foiled(text: Lexed, event: int) -> bool:
    """Whether an event was prevented: "foiled a bid to storm X"."""
    if lx.FOILED.isdisjoint(text.words[max(event - _FOILING, 0) : event]):
        return False
    for back in range(event - 1, max(event - _FOILING, -1), -1):
        word = text.words[back]
        if telling.ends(text, back) or word in _ENDING_FOILED or word in lx.SUBORDINATORS:
            break
        if word in lx.FOILED:
            return text.word(back - 1) not in telling.DETERMINERS  # "a foiled attack" was one
    return False

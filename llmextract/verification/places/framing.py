"""Says how an event beside a place is told, by the words next to it and by what frames its clause."""

from llmextract.verification.clauses import modality
from llmextract.verification.clauses import words as w
from llmextract.verification.clauses.frames import Frame, frames, is_granted
from llmextract.verification.clauses.modality import Forms, Told
from llmextract.verification.lexing import Lexed
from llmextract.verification.places import telling

MODALITY = modality.words_of("en")
_NAMED = 5  # words from an event's noun to its place
_FRAMED = {
    "supposed": "planned",
    "rehearsed": "planned",
    "disputed": "doubted",
    "contested": "weak",
}


def told_as(text: Lexed, event: int) -> Told:
    """How an event's word is told: as an event that was, or planned, foiled, denied, of nobody."""
    if modality.is_foiled(text, event, MODALITY):
        return "foiled"
    forms: Forms = "verb" if text.words[event].endswith("ed") else "verb noun"
    told = modality.told_as(text, event, MODALITY, forms=forms)
    if told == "denied" or told in modality.MEANT | {"achieved"}:
        return told
    told = modality.near(text, event, MODALITY, _is_event) or told
    if told in modality.MEANT | modality.MAYBE:
        return told
    return modality.is_none(text, event, MODALITY, _is_event)


def _is_event(word: str) -> bool:
    return telling.meaning(word) == "event"


def framed(text: Lexed, at: int) -> str:
    """What a clause is that is not told as a fact ("denied", "planned", "doubted", "weak"); empty for a fact.

    Args:
        text: the part of the source.
        at: number of the word before a phrase of place.
    """
    told = frames(text)
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
    if is_granted(text, frame, text.starts[max(at, 0)]):
        return True
    for back in text.before(at, _NAMED):
        if text.words[back] in w.CLAUSES:
            break
        if telling.meaning(text.words[back]) == "event":
            before = text.words[max(back - 3, 0) : back]
            owned = any(text.owner[max(back - 3, 0) : back])
            return owned or not w.DEFINITE.isdisjoint(before)
    return False

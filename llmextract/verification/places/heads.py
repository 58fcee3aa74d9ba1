"""Says what a noun makes of a place behind it: "brigade of X", "embassy in X", "people of X"."""

from llmextract.verification.lexing import Lexed
from llmextract.verification.places import lexicon as lx


def of_head(text: Lexed, first: int) -> str:
    """What heads "of NAME", "in NAME", also over "Islamic State of A and NAME"."""
    at = _list_start(text, first)
    if text.word(at) in ("the", "southern", "northern", "eastern", "western"):
        at -= 1
    preposition, head_at = text.word(at), _head_at(text, at)
    head = text.word(head_at)
    if preposition == "in":
        head = text.word(at - 1)
        named = head in lx.GROUP_HEADS_IN and (head != "state" or text.word(at - 2) == "islamic")
        return "group" if named else ""
    if preposition not in ("of", "for", "to"):
        return ""
    if head in lx.EMBASSIES:
        return "embassy"
    return _of(text, head_at) if preposition == "of" else ""


def _of(text: Lexed, head_at: int) -> str:
    """What a noun makes of the X of "NOUN of X"."""
    head, before = text.word(head_at), text.word(head_at - 1)
    if head == "state" and before == "islamic":
        return "group"
    if head in lx.WATERS_OF:
        return "longer"
    if head in lx.CAUSES and _names_group(text, head_at - 1):
        return "group"
    if head in lx.KINDS and head not in lx.INSTITUTIONS:
        return ""
    if _names_band(text, head_at):
        return "group"
    if head in ("native", "national", "citizen", "nationals", "citizens", "natives"):
        return "origin"
    if names_operation(text, head_at):
        return "longer"
    if head in lx.ARMIES and before in lx.CAUSES | lx.OF_THE_PEOPLE:
        return "group"
    return _head_noun(head, lower=text.cased and head_at >= 0 and not text.capital[head_at])


def _names_band(text: Lexed, at: int) -> bool:
    """Whether a group has a name of its own before "of X": "Black Falcons of X"."""
    return (
        text.is_name_like(at)
        and text.is_name_like(at - 1)
        and text.words[at].endswith("s")
        and not text.begins_sentence(at - 1)
        and not text.owner[at]
        and not (text.words[at] in lx.PARTS or text.words[at] in lx.INSTITUTIONS)
        and text.words[at - 1] not in lx.TITLES
    )


def _head_at(text: Lexed, at: int) -> int:
    """The noun that "of NAME" belongs to, at a preposition: of "Chamber of Commerce of NAME".

    What an institution or group is for may stand between its noun and the place: one "of" with at
    most four words, none of them a preposition.
    """
    if text.word(at) != "of" or text.word(at - 1) in lx.KINDS:
        return at - 1
    for back in range(at - 2, max(at - 6, 0), -1):
        word = text.words[back]
        if word == "of" and text.words[back - 1] in lx.INSTITUTIONS | lx.ASSOCIATIONS:
            return back - 1
        if not word[0].isalpha() or (word in lx.STOP and word not in ("and", "the")):
            break
    return at - 1


def names_operation(text: Lexed, at: int) -> bool:
    """Whether a word is the last of an operation's name: "Operation Storm of X"."""
    for back in range(at - 1, max(at - 4, -1), -1):
        word = text.words[back]
        if word == "operation":
            return not text.cased or bool(text.capital[back])
        if not word[0].isalpha() or word in lx.STOP or (text.cased and not text.capital[back]):
            break
    return False


def _names_group(text: Lexed, at: int) -> bool:
    """Whether a group's noun stands before a cause: "Movement for the Emancipation of X"."""
    return any(word in lx.GROUPS for word in text.words[max(0, at - 3) : at + 1])


def _head_noun(head: str, *, lower: bool) -> str:
    if head in ("hospital", "bank") and lower:
        return ""
    if head in lx.INSTITUTIONS or head in lx.OFFICES:
        return "seat"
    if head in lx.PEOPLE:
        return "people"
    if head in lx.GROUPS or head in lx.ASSOCIATIONS:
        return "" if head == "front" and lower else "group"
    if head in lx.PAPERS or head in lx.PAPERS_BEFORE:
        return "" if lower and head in lx.COMMON_HEADS else "newspaper"  # a customs post
    if head in lx.TREATIES:
        return "treaty"
    return ""


def _list_start(text: Lexed, first: int) -> int:
    """The word before a name, or before the first of "A and NAME"."""
    at = first - 1
    if text.word(at) in lx.COORDINATORS:
        back = at - 1
        while back > at - 5 and text.word(back)[:1].isalpha() and text.word(back) not in lx.STOP:
            back -= 1
        if text.word(back) in ("of", "in", "the"):
            return back
    return at

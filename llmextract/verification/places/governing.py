"""Says what a preposition and the words before it make of the name that follows them."""

from itertools import takewhile
from typing import NamedTuple

from llmextract.verification.clauses import words as w
from llmextract.verification.lexing import Lexed
from llmextract.verification.places import lexicon as lx

_GARDEN = 7
"""Words from the house of those who speak back to where in it something happened."""
NO_TELLER = w.BE | lx.HAPPENING
"""Before a verb of speech these tell that somebody else says it: "explosions (were) reported"."""
_PARTIES = lx.GROUPS | lx.ARMIES | lx.PEOPLE
_OPENING = frozenset({"that", "when", "after", "before", "while", "who", "which"})
_REACH = 6  # words looked at to the left of a preposition for what governs it


class Role(NamedTuple):
    """The part a name plays at one place of the text.

    Attributes:
        part: ``location``, ``reference``, ``border``, ``between``, ``seat``, ``people``, ``group``,
            ``person``, ``newspaper``, ``street``, ``longer``, ``embassy``, ``treaty``, ``origin``,
            ``destination``, ``filed``, ``here``, ``government``, ``holder`` or ``nameless``.
        reason: the same for an analyst.
        direction: which part of the place is meant: letters of the compass, ``c`` for the middle.
        relation: ``near`` or the letters of "north of", when the name is a point of reference.
        kinds: generic nouns beside the name, as kinds of place.
        governed: whether a preposition places something there.
        first: number of the first word of the phrase around the name, its preposition left out.
        is_read: whether a rule says so; if not, the name only stands there.
        weak: whether it yields to a place that the text tells more plainly.
    """

    part: str
    reason: str
    direction: str = ""
    relation: str = ""
    kinds: tuple[str, ...] = ()
    governed: bool = False
    first: int = 0
    is_read: bool = True
    weak: bool = False


def governed_by(text: Lexed, at: int) -> Role | None:
    """The role that a preposition and the words before it give; ``None`` without a preposition."""
    word = text.word(at)
    rule = _RULES.get(word)
    if rule is not None:
        return rule(text, at)
    if word in lx.AT:
        return _at(text, at)
    if word in lx.LEAVING and word != "evacuated":
        return Role("origin", "where somebody left from")
    if word == "during":
        return Role("location", "a time, as far as the rules know", is_read=False, weak=True)
    out = word == "of" and text.word(at - 1) == "out"
    if out and _is_driven(words_before(text, at - 1)):
        return Role("location", "whence people were driven out")
    if out and nearest_of(words_before(text, at - 1)[:1], lx.FLEE):
        return Role("origin", "where somebody or something came from")
    if word in ("of", "entering", "entered"):
        return Role("location", "as written")
    return None


def words_before(text: Lexed, at: int, reach: int = _REACH) -> list[str]:
    """The words before a preposition, nearest first, up to the start of the clause."""
    words = (text.words[back] for back in text.before(at, reach + 1))
    return list(takewhile(lambda word: word not in _OPENING, words))


def nearest_of(words: list[str], *tables: frozenset[str]) -> frozenset[str] | None:
    """The first of the tables that one of the words is in, the nearest word first."""
    for word in words:
        for table in tables:
            if word in table:
                return table
    return None


def _at(text: Lexed, at: int) -> Role:
    word, before = text.words[at], words_before(text, at)
    governor = before[0] if before else ""
    if word in lx.NEAR and _tells_distance(before[:2]):
        return Role("reference", "only a distance from it is named", relation="near")
    if (
        word in ("in", "at")
        and _is_filed(before)
        and not (_is_hit(before) or _is_in_house(text, at))
    ):
        return Role("filed", "where the report was made")
    if governor in lx.SHELTER:
        return Role("destination", "where somebody fled to")
    if governor in lx.RESIDING:
        return Role("origin", "where somebody is based")
    if word == "into" and nearest_of(before[:4], lx.FLEE):
        return Role("destination", "where somebody went to")
    if word == "on" and governor in lx.TREATIES:
        return Role("treaty", "what was talked about")
    if word == "against" and governor and not nearest_of(before[:3], lx.ASSAULT):
        return Role("government", "whom it was directed against")
    if word in lx.NEAR:
        return Role("location", f"{word} it", relation="near")
    return Role("location", "as written")


def _tells_distance(words: list[str]) -> bool:
    """Whether one of some words is a unit of length, be it written on to its number: "30km"."""
    return any(word.lstrip("0123456789") in lx.UNITS for word in words)


def _is_filed(before: list[str]) -> bool:
    """Whether "in X" tells where somebody spoke: "told reporters in X", "said in X"."""
    if not before:
        return False
    if before[0] in lx.REPORTERS:
        return True
    if before[0] in lx.SAYING:
        # What is told of an event tells of it: "explosions (were) reported in X".
        return len(before) < 2 or before[1] not in NO_TELLER
    return False


def _is_hit(before: list[str]) -> bool:
    """Whether those who report are the ones whom it befell: "shot dead three journalists in X"."""
    noun = before[0]
    behind = before[1:4]
    return noun not in lx.SPEAKERS and (
        not lx.COUNTS.isdisjoint(behind) or behind[1:2] == ["of"] or behind[2:3] == ["of"]
    )


def _is_in_house(text: Lexed, at: int) -> bool:
    """Whether it happened in the house of those who report: "in the garden of the embassy in X"."""
    before = words_before(text, at, _GARDEN)
    return before[0] in lx.HOUSES_OF_SPEAKERS and not lx.AT.isdisjoint(before[1:])


def _to(text: Lexed, at: int) -> Role:
    before = words_before(text, at)
    if before[:1] and before[0] in lx.WAYS_IN:
        return Role("location", "at the way into it", relation="near")
    if before[:1] == ["siege"]:
        return Role("location", "as written")
    if before[:1] == ["fire"] and text.word(at + 1) in ("a", "an"):
        return Role("location", "of something set on fire", is_read=False)
    if _is_our_way(text, before):
        return Role("location", "where somebody came to")
    if before[:1] == ["back"] and before[1:2] and before[1].endswith(("ed", "ell", "ent", "ew")):
        return Role("destination", "where somebody went to")
    if before[:1] and before[0] in lx.SPREAD:
        return Role("location", f"{before[0]} to it")
    if before[:1] == ["according"]:
        return Role("government", "stands for its government")
    if before[:1] != ["en"] and nearest_of(before[:4], lx.ROADS) and before[:2] != ["route", "en"]:
        travelled = nearest_of(before, lx.AT) is not None
        return Role("between", "only the road to it is named", weak=not travelled)
    if "linking" in before or "connecting" in before:
        return Role("between", "only one end of a road is named")
    return Role("destination", "where somebody went to")


def _is_our_way(text: Lexed, before: list[str]) -> bool:
    """Whether the paragraph before tells where the writer has come to: "We had come to X"."""
    came = text.part == "before" and bool(before) and before[0] in lx.COMING
    return came and "we" in before


def toward(text: Lexed, at: int) -> Role:
    """The part of what a movement or a weapon is directed at: "toward X", "in the direction of X"."""
    nearest = nearest_of(words_before(text, at), lx.FLEE, lx.ASSAULT)
    if nearest is lx.ASSAULT:
        return Role("reference", "only fired toward it")
    return Role("destination", "where somebody went to")


def _for(text: Lexed, at: int) -> Role:
    before = words_before(text, at)
    if before[:1] and before[0] in lx.CONSTITUENCIES:
        return Role("government", "whom somebody stands for")
    if before[:1] and before[0] in lx.ASSAULT:
        return Role("location", "as written")
    if before[:1] and before[0] in lx.FIGHTING and text.word(at + 1) in ("the", "control"):
        return Role("location", "as written")
    if before[:1] in (["out"], ["off"]) and before[1:2] and before[1] in lx.SETTING_OUT:
        return Role("destination", "where somebody went to")
    if nearest_of(before, lx.FLEE) or nearest_of(before[:2], lx.LEAVING):
        return Role("destination", "where somebody went to")
    return Role("unreal", "only what something was meant for")


def _from(text: Lexed, at: int) -> Role:
    before = words_before(text, at)
    if before[:2] in (["far", "not"], ["metres", "few"]):
        return Role("location", "not far from it", relation="near")
    across = "across" in before[:4]  # "across the river from X"
    if _tells_distance(before[:3]) or across or before[:1] in (["far"], ["away"]):
        return Role("reference", "only a distance from it is named")
    if nearest_of(before[:4], lx.ROADS):
        return Role("between", "only one end of a road is named")
    if before[:1] and before[0] in ("reporting", "reports", "writing", "wrote"):
        return Role("filed", "where the report was made")
    if before[1:2] == ["rescue"]:
        return Role("origin", "where helpers came from")
    if before[:1] and _is_driven(before):
        return Role("location", "whence people were driven out")
    nearest = nearest_of(before, lx.FLEE, lx.ASSAULT, lx.PEOPLE, lx.REMOVE)
    if nearest is lx.PEOPLE and before[0] in lx.PEOPLE:
        # "snatched children from X": the people are what was taken there.
        nearest = nearest_of(before[1:4], lx.FLEE, lx.ASSAULT, lx.PEOPLE, lx.REMOVE)
    if nearest is lx.REMOVE:
        return Role("location", "as written")
    return Role("origin", "where somebody or something came from")


def _is_driven(before: list[str]) -> bool:
    """Whether people are driven out of where they were: no "baker displaced from X", who is elsewhere."""
    if before[:1] and before[0] in lx.EXPELLED:
        return before[0] != "displaced" or before[1:2] == [] or before[1] in w.BE
    return before[:1] == ["out"] and before[1:2] != [] and before[1] in lx.EXPELLED


def _with(text: Lexed, at: int) -> Role:
    before = words_before(text, at)
    if nearest_of(before[:2], lx.BORDERS):
        return Role("border", "only its border is named")
    if "linking" in before or "connecting" in before or nearest_of(before[:5], lx.ROADS):
        return Role("between", "only one end of a road is named")
    return Role("government", "a party, not a place")


def _by(text: Lexed, at: int) -> Role:
    if at and text.words[at - 1] == "stopped":
        return Role("location", "as written")
    return Role("government", "stands for its government")


def _between(text: Lexed, at: int) -> Role:
    before = words_before(text, at)
    if nearest_of(before[:3], lx.BORDERS):
        return Role("border", "only its border is named")
    if nearest_of(before[:2], lx.TREATIES):
        return Role("treaty", "a party to talks")
    if text.words[at] == "between" and (
        nearest_of(before[:2], lx.QUARRELS) or _is_beside_people(text, at)
    ):
        return Role("government", "a party, not a place")
    return Role("between", "only one end of a stretch is named")


def _is_beside_people(text: Lexed, at: int) -> bool:
    """Whether what follows "and" is no place: "between Red Dawn and the army"."""
    for joint in range(at + 2, min(at + _REACH + 1, len(text.words))):
        if text.words[joint] == "and":
            other = takewhile(lambda word: word not in lx.AT, text.words[joint + 1 : joint + 4])
            return not _PARTIES.isdisjoint(other)
    return False


def _passing(text: Lexed, at: int) -> Role:
    return Role("reference", f"only {text.words[at]} it")


_RULES = {
    "to": _to,
    "toward": toward,
    "towards": toward,
    "for": _for,
    "from": _from,
    "with": _with,
    "by": _by,
    "between": _between,
    "linking": _between,
    "connecting": _between,
    "via": _passing,
    "past": _passing,
    "beyond": _passing,
    "behind": _passing,
}

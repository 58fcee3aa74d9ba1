"""Tells by a name and the words beside it whether it is a place's at all, or a person's, a medium's."""

from llmextract.verification import gazetteer
from llmextract.verification.clauses import words as w
from llmextract.verification.lexing import Lexed
from llmextract.verification.numbers.tables import load
from llmextract.verification.numbers.tags import Tag
from llmextract.verification.places import lexicon as lx
from llmextract.verification.places import telling
from llmextract.verification.places.governing import words_before

STRUCK = lx.TARGETING | lx.ASSAULT
"""Words before what is struck."""
_BUILT = frozenset({"building", "place"})
_NAME = 6  # words of a name
_JOINING = frozenset({",", "("})
_LARGE = 20_000  # people
_LARGE_IN_CAPITALS = 150_000  # where half of English is the name of a village somewhere


def is_no_place(
    text: Lexed, start: int, last: int, *, kinds: tuple[str, ...], at: int, indefinite: bool
) -> bool:
    """Whether a name is one of a kind ("an NGO"), an acronym, or a medium ("on Telegram").

    In a text in capitals a word alone is hardly a name where an article or an adjective stands
    before it and no town of any size is called so ("AT THE SAME TIME", "AT A LARGE GAS STATION").
    """
    before = text.word(start - 1)
    if (
        text.cased
        and (before in ("a", "an") or before in lx.COUNTS)
        and _is_person(text.word(last))
    ):
        return True  # "a New Zealand pilot", "two Kashmir traders"
    if last - start > 1:
        return False
    if not text.cased:
        alone = not kinds or (indefinite and kinds == ("site",))
        common = before in ("the", "a", "an") or before in lx.ADJECTIVES
        common = common or text.words[start].endswith("ly")
        if not alone or not common or text.words[start] in lx.KINDS:
            return False
        return not _is_large(text, start, last, people=_LARGE_IN_CAPITALS)
    if kinds or not text.capital[start]:
        return False
    if before in ("a", "an"):
        return not (_is_building(text.word(last)) and _is_large(text, start, last))
    written = text.text[text.starts[start] : text.ends[start]]
    if len(written) > 1 and written.isupper() and before not in _JOINING:
        return not _is_large(text, start, last)
    return text.word(at) == "on" and not _is_hit(text, at, start, last)


def _is_person(word: str) -> bool:
    entry = load("en").lexicon.get(word)
    return entry is not None and bool(entry.tags & Tag.PERSON)


def _is_building(word: str) -> bool:
    entry = load("en").lexicon.get(word)
    return entry is not None and not _BUILT.isdisjoint(entry.classes)


def _is_hit(text: Lexed, on: int, start: int, last: int) -> bool:
    """Whether "on X" is about a place: an island, a mountain, what shells fell on."""
    if lx.KINDS.get(text.words[last - 1]) or text.words[start] in lx.PREFIXES:
        return True
    places = gazetteer.named(" ".join(text.words[start:last]))
    if places and places[0].kind != "city":
        return True
    return any(
        word in STRUCK or word in lx.COMING or telling.meaning(word) == "event"
        for word in words_before(text, on)
    )


def _is_large(text: Lexed, start: int, last: int, *, people: int = _LARGE) -> bool:
    """Whether a name is that of a country, a part of one or a town of some size."""
    places = gazetteer.named(" ".join(text.words[start:last]))
    return bool(places) and (places[0].kind != "city" or places[0].population >= people)


def is_known(text: Lexed, start: int, last: int) -> bool:
    """Whether the gazetteer's first place of a name is what a reader would think of.

    A single word must be that of a large place: somewhere there is a village
    called Eid, and one called Ngo.
    """
    places = gazetteer.named(" ".join(text.words[start:last]))
    if not places or last - start > 1:
        return bool(places)
    return _is_large(text, start, last)


def in_brackets(text: Lexed, start: int) -> bool:
    """Whether a name stands in brackets behind a place that it is or holds: "X area (Y, Z)"."""
    at = start - 1
    while at > max(start - 6, 0) and (text.words[at] == "," or text.is_name_like(at)):
        at -= 1
    if text.word(at) != "(":
        return False
    before = text.word(at - 1)
    if before in lx.KINDS or (at > 1 and is_known(text, at - 1, at)):
        return True
    name = at - 1
    while name > at - _NAME and text.is_name_like(name):
        name -= 1
    return name < at - 1 and text.word(name) in lx.AT


def someone(text: Lexed, start: int, last: int) -> str:
    """Why a name that nothing governs is a person's: who was shot, who says something."""
    at = last
    while text.word(at) in w.BE_OR_HAVE:
        at += 1
    if at > last and telling.befalls_persons(text.word(at)):
        return "who was hurt or taken"
    if text.cased and text.word(last) in lx.SAYING:
        return "who speaks"
    return ""

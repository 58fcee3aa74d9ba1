"""What hints at a capital: "the Zian capital", the parliament of a state, a building known by name."""

from collections.abc import Iterable

from llmextract.records import Verdict
from llmextract.verification import gazetteer
from llmextract.verification.gazetteer import Place
from llmextract.verification.judgement import Judgement, Stretch
from llmextract.verification.lexing import Lexed
from llmextract.verification.places import lexicon as lx

_FIRST_WORDS = frozenset(name.split()[0] for name in lx.BUILDINGS)
_Demonyms = Iterable[tuple[int, int, tuple[str, ...]]]


def capital(places: tuple[Place, ...], text: Lexed, demonyms: _Demonyms) -> Judgement | None:
    """The judgement on a capital that a text does not name but means.

    Args:
        places: what the value may be, the best known first.
        text: the part of the source.
        demonyms: first word, number after the last and countries of each demonym in it.
    """
    place = places[0]
    if place.kind == "country":
        return None
    if (stood := _building(place, text)) is not None:
        return _inferred(place, text, *stood, "it stands there")
    if place not in gazetteer.capital_of(place.country):
        return None
    named = list(demonyms)
    for first, last, countries in named:
        if place.country in countries and (found := _meant(place, text, first, last)) is not None:
            return found
    return _of_named_country(place, text) or _of_the_country(place, text, named)


def _of_the_country(
    place: Place, text: Lexed, demonyms: list[tuple[int, int, tuple[str, ...]]]
) -> Judgement | None:
    """What "the capital" means in a text that speaks of one country's people and of no other's."""
    if not demonyms or any(place.country not in countries for _, _, countries in demonyms):
        return None
    for at, word in enumerate(text.words):
        of = text.word(at + 1) in ("of", "city")
        if word == "capital" and text.word(at - 1) == "the" and not of:
            return _inferred(place, text, at - 1, at + 1, "the capital meant")
    return None


def _of_named_country(place: Place, text: Lexed) -> Judgement | None:
    """A country's own name beside "capital" or what a state has one of: "Zia's parliament"."""
    for at, word in enumerate(text.words):
        if word == "capital" and _names_country(place, text, at):
            return _inferred(place, text, at, at + 1, "the capital meant")
        end = _state_seat(text, at + 1) if text.owner[at] else 0
        for first in range(max(0, at - 2), at + 1) if end else ():
            if _is_country(place, " ".join(text.words[first : at + 1])):
                return _inferred(place, text, first, end, "the seat meant")
        if word == "of" and _ends_state_seat(text, at) and _names_country(place, text, at - 1):
            return _inferred(place, text, at - 2, at, "the seat meant")
    return None


def _ends_state_seat(text: Lexed, at: int) -> bool:
    """Whether the noun of what a state has one of stands before a word: "the central bank of Z"."""
    return text.word(at - 1) in lx.STATE_SEAT_NOUNS and text.word(at - 2) in lx.STATE_SEATS


def _meant(place: Place, text: Lexed, first: int, last: int) -> Judgement | None:
    """What stands behind a demonym: "capital", or what a state has one of."""
    if "capital" in text.words[last : last + 2]:
        return _inferred(place, text, first, last + 1, "the capital meant")
    end = _state_seat(text, last)
    return _inferred(place, text, first, end, "the seat meant") if end else None


def _state_seat(text: Lexed, at: int) -> int:
    """Number after the noun of what a state has one of: "parliament", "supreme court"; or 0."""
    if text.word(at) not in lx.STATE_SEATS:
        return 0
    for end in (at, at + 1):
        if text.word(end) in lx.STATE_SEAT_NOUNS:
            return end + 1
    return 0


def _names_country(place: Place, text: Lexed, at: int) -> bool:
    """Whether the country stands beside "capital": "capital of Z", "Z capital"."""
    names = (text.word(at + 2), text.word(at - 1), f"{text.word(at + 2)} {text.word(at + 3)}")
    return any(_is_country(place, name) for name in names)


def _is_country(place: Place, name: str) -> bool:
    country = gazetteer.named(name)[:1]
    return bool(country) and country[0].kind == "country" and country[0].country == place.country


def _building(place: Place, text: Lexed) -> tuple[int, int] | None:
    """Where a building stands in a text that stands in one city only."""
    if _FIRST_WORDS.isdisjoint(text.words):
        return None
    for at, word in enumerate(text.words):
        for name in (word, f"{word} {text.word(at + 1)}"):
            city = lx.BUILDINGS.get(name)
            if city and place in gazetteer.named(city.casefold())[:1]:
                return (at, at + 1 + name.count(" ")) if _is_written(text, at) else None
    return None


def _is_written(text: Lexed, at: int) -> bool:
    """Whether a name has its capital where capitals tell something: "the Capitol", no white house."""
    return not text.cased or bool(text.capital[at])


def _inferred(place: Place, text: Lexed, first: int, last: int, how: str) -> Judgement:
    stretch = Stretch(text.starts[first], text.ends[last - 1], text.part)
    reason = f"{how} is {place.name} (gazetteer)" if "meant" in how else f"{how}: {place.name}"
    return Judgement(Verdict.INFERRED, reason, (stretch,))

"""What a text means and does not name: "the X State capital", "Z's second-largest city", a parliament.

A phrase is read as a name would be: what was flown "to the Zian capital" did not happen there.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from llmextract.records import Verdict
from llmextract.verification import gazetteer
from llmextract.verification.gazetteer import Place, standing
from llmextract.verification.judgement import Judgement, Stretch
from llmextract.verification.lexing import Lexed
from llmextract.verification.places import lexicon as lx
from llmextract.verification.places import telling
from llmextract.verification.places.roles import role_of

_MEANT = {
    "capital": "the capital",
    "largest": "the town",
    "seat": "the seat",
    "embassy": "the town of the embassy",
}
_THERE = frozenset({"location", "seat", "group", "government"})
"""Parts of a phrase that may be where it happened: a parliament's name is read as one of a group's."""
_RANKS = {"second": 1, "third": 2}
_LONGEST = 4  # words of the name of a part of a country
_HOUSED = 4  # words between a body's name and its headquarters


class _Demonyms:
    """The demonyms of a text: which countries' people stand where, and whether it speaks of one only.

    Args:
        found: first word, number after the last and countries of each.
    """

    def __init__(self, found: Iterable[tuple[int, int, tuple[str, ...]]]) -> None:
        found = list(found)
        self.by_first = {first: countries for first, _, countries in found}
        self.by_last = {last: (first, countries) for first, last, countries in found}
        self.common = frozenset[str]()
        if found:
            self.common = frozenset.intersection(*(frozenset(codes) for _, _, codes in found))


class _Phrase(NamedTuple):
    """Words that mean a town by what it is of something else.

    Attributes:
        first: number of its first word.
        last: number after its last one.
        kind: what it is of it; the largest by ``rank``.
        rank: how many are larger.
    """

    first: int
    last: int
    kind: Literal["capital", "largest", "seat", "embassy"]
    rank: int = 0


def meant(
    places: Sequence[Place], text: Lexed, demonyms: Iterable[tuple[int, int, tuple[str, ...]]]
) -> Judgement | None:
    """The judgement on a town that a text does not name but may mean; ``None`` where it means none.

    Args:
        places: what the value may be, the best known first.
        text: the part of the source.
        demonyms: first word, number after the last and countries of each demonym in it.
    """
    towns = [place for place in places if place.kind == "city"]
    found = [_judgement(text, span, how) for span, how in _means(towns, text, _Demonyms(demonyms))]
    return min(found, key=lambda judgement: judgement.verdict.rank, default=None)


def _means(
    towns: Sequence[Place], text: Lexed, demonyms: _Demonyms
) -> Iterator[tuple[tuple[int, int], str]]:
    """The phrases that mean one of some towns: first word and the number after the last; how."""
    for span, town in _standing(text) if towns else ():
        if town in towns and not _is_told(text, span[0]):
            yield span, f"it stands in {town.name}"
    for phrase in _phrases(text) if towns else ():
        first, last, holders = _held(text, phrase, demonyms)
        for holder in holders:
            seat = _town(holder, phrase)
            if seat is not None and seat in towns:
                yield (first, last), f"{_MEANT[phrase.kind]} meant is {seat.name} (gazetteer)"


def _judgement(text: Lexed, span: tuple[int, int], how: str) -> Judgement:
    """What a phrase that means a town says by the part that it plays in its sentence."""
    first, last = span
    stretch = (Stretch(text.starts[first], text.ends[last - 1], text.part),)
    role = role_of(text, first, last)
    if role.part not in _THERE:
        return Judgement(Verdict.UNSUPPORTED, f"{how}, {role.reason}", stretch)
    return Judgement(Verdict.INFERRED, how, stretch)


def _town(holder: Place, phrase: _Phrase) -> Place | None:
    """The town that a phrase means of a country or a part of one."""
    if phrase.kind == "largest":
        return next(iter(gazetteer.largest_in(holder)[phrase.rank :]), None)
    if holder.kind == "country":
        return next(iter(gazetteer.capital_of(holder.country)), None)
    return gazetteer.seat_of(holder)


def _phrases(text: Lexed) -> Iterator[_Phrase]:
    """All phrases that may mean a town."""
    for at, word in enumerate(text.words):
        before = text.word(at - 1)
        if word == "capital":
            last = at + 1 + (text.word(at + 1) == "city")
            if before in lx.MARKETS:
                yield _Phrase(at - 1, last, "largest")
            else:
                yield _Phrase(at - (before in lx.LEVELS), last, "capital")
        elif word in lx.LARGEST and lx.KINDS.get(text.word(at + 1)) in ("city", "town"):
            rank = _RANKS.get(before, 0)
            yield _Phrase(at - bool(rank), at + 2, "largest", rank)
        elif word == "embassy" and text.word(at + 1) == "in":
            yield _Phrase(at, at + 1, "embassy")
        elif end := _seat(text, at):
            yield _Phrase(at, end, "seat")


def _seat(text: Lexed, at: int) -> int:
    """Number after the noun of what a state or a part of one has one of: "supreme court"; or 0."""
    if text.words[at : at + 2] == ("prime", "minister") and text.owner[at + 1]:
        return at + 3 if text.word(at + 2) in lx.STATE_SEAT_HOUSES else 0
    if text.word(at + 1) in lx.PART_SEATS.get(text.word(at), ()):
        return at + 2
    if text.word(at) not in lx.STATE_SEATS:
        return 0
    for end in (at, at + 1):
        if text.word(end) in lx.STATE_SEAT_NOUNS:
            return end + 1
    return 0


def _held(text: Lexed, phrase: _Phrase, demonyms: _Demonyms) -> tuple[int, int, tuple[Place, ...]]:
    """The words of a phrase with those that say of what it is, and what these may be."""
    if phrase.kind == "embassy":
        last, holders = _held_behind(text, phrase.last + 1, demonyms)
        return phrase.first, last, tuple(one for one in holders if one.kind == "country")
    before = phrase.first
    while before > 1 and text.word(before - 1) in lx.KINDS:
        before -= 1  # "the X State capital"
    if text.word(phrase.last) in (("of", "in") if phrase.kind == "largest" else ("of",)):
        last, holders = _held_behind(text, phrase.last + 1, demonyms)
        if holders:
            return phrase.first, last, holders
    if text.word(before - 1) not in standing.parts_by_adjective():
        first, countries = demonyms.by_last.get(phrase.first, (0, ()))
        if countries:
            return first, phrase.last, _countries(countries)
    for size in range(min(_LONGEST, before), 0, -1):
        if holders := _holders(text, before - size, before):
            return before - size, phrase.last, holders
    return phrase.first, phrase.last, _of_the_only_country(text, phrase, demonyms)


def _held_behind(text: Lexed, at: int, demonyms: _Demonyms) -> tuple[int, tuple[Place, ...]]:
    """Whose a phrase is by what stands behind it: "capital of X", "of Z's northern province of X"."""
    within: tuple[str, ...] = ()
    while at < len(text.words):
        own = demonyms.by_first.get(at, ())
        if not own and text.owner[at]:
            own = tuple(one.country for one in _holders(text, at, at + 1))
        word = text.words[at]
        if (
            not own
            and word not in lx.KINDS
            and word not in lx.COMPASS
            and word not in ("the", "of")
        ):
            break
        within = within or own
        at += 1
    for size in range(_LONGEST, 0, -1):
        holders = _holders(text, at, at + size)
        if within:
            holders = tuple(one for one in holders if one.country in within)
        if holders:
            return at + size, holders
    return at, ()


def _of_the_only_country(text: Lexed, phrase: _Phrase, demonyms: _Demonyms) -> tuple[Place, ...]:
    """What "the capital" is of in a text that speaks of one country's people and of no other's."""
    if phrase.kind == "largest":
        return ()
    if phrase.kind == "capital" and text.word(phrase.first - 1) != "the":
        return ()
    return _countries(sorted(demonyms.common))


def _holders(text: Lexed, first: int, last: int) -> tuple[Place, ...]:
    """The countries and parts of countries that bear a name: a town has no capital."""
    if first < 0 or last > len(text.words) or not text.words[first][:1].isalpha():
        return ()
    key = " ".join(text.words[first:last])
    found = gazetteer.named(standing.parts_by_adjective().get(key, key))
    return tuple(place for place in found if place.kind not in ("city", "region"))


def _countries(codes: Iterable[str]) -> tuple[Place, ...]:
    return tuple(
        place
        for code in codes
        for place in gazetteer.named(gazetteer.country_name(code))
        if place.kind == "country" and place.country == code
    )


def _standing(text: Lexed) -> Iterator[tuple[tuple[int, int], Place]]:
    """What stands in one town only: its first word and the number after its last one; the town."""
    known = standing.by_first_word()
    for at, word in enumerate(text.words):
        for one in known.get(word, ()):
            last = at + len(one.words)
            if tuple(text.words[at:last]) != one.words or not _is_written(text, at):
                continue
            span = _house(text, at, last) if one.is_body else (at, last)
            town = next(
                (place for place in gazetteer.named(one.town) if place.kind == "city"), None
            )
            if span and town is not None and not _is_of_another(text, at, town):
                yield span, town


def _house(text: Lexed, first: int, last: int) -> tuple[int, int] | None:
    """The headquarters beside a body's name: "headquarters" of it, or its name with it; none elsewhere."""
    for at in range(last, min(last + _HOUSED, len(text.words))):
        if text.words[at] in lx.HEADQUARTERS and text.word(at - 1) not in lx.LOCAL:
            return first, at + 1
        if not text.words[at][0].isalpha():
            break
    for at in range(first - 1, max(first - _HOUSED, 0) - 1, -1):
        if text.words[at] in lx.HEADQUARTERS and text.word(at - 1) not in lx.LOCAL:
            return at, at + 1
    return None


def _is_told(text: Lexed, at: int) -> bool:
    """Whether somebody says something to a body: "informed the Lok Sabha"."""
    return "spoken" in map(telling.meaning, text.words[max(0, at - 2) : at])


def _is_of_another(text: Lexed, at: int, town: Place) -> bool:
    """Whether a demonym says that it is another country's: "the Kyrgyz White House"."""
    countries = gazetteer.countries_of_demonym(text.word(at - 1))
    return bool(countries) and town.country not in countries


def _is_written(text: Lexed, at: int) -> bool:
    """Whether a name has its capital where capitals tell something: "the Capitol", no white house."""
    return not text.cased or bool(text.capital[at])

"""Which of the names that a text in capitals offers are likely to be places.

Capitals tell no names, so there any word behind "in" may look like one ("IN ADDITION", "IN TIME"),
and half of English is the name of a village somewhere.  What a report says of its country settles
most of it: the dateline, the countries that it names, and the words for their people.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

from llmextract.verification import gazetteer
from llmextract.verification.lexing import lexed
from llmextract.verification.places.hints import demonyms
from llmextract.verification.places.mentioning import Mention, mentions, part_mentions
from llmextract.verification.source_text import SourceText
from llmextract.verification.spelling import fold_place

_LARGE = 300_000
"""People of a city that is meant by its name in a report from anywhere."""


def likely(source: SourceText, names: Sequence[str]) -> tuple[str, ...]:
    """Those of the names that are places of the countries that a source is about.

    Args:
        source: a paragraph in capitals, with its context.
        names: what it offers.

    Returns:
        The names with a place in one of the countries, with a noun of places beside them, and
        those of countries, regions and large cities.  Where no country is told, those that any
        place bears.
    """
    countries = frozenset(_countries(source))
    told = {one.name for one in mentions(source) if one.role.kinds}
    return tuple(name for name in names if name in told or _fits(name, countries))


def may_be_meant(value: str, source: SourceText) -> bool:
    """Whether a place that a source does not name may be what it hints at.

    It is of a country that the source speaks of, or the source speaks of none: what the seat of an
    office or a building hints at no table knows in full.  Of texts in capitals none is known to
    speak of a country, for any word there may be the name of a village.

    Args:
        value: the name of a place.
        source: a paragraph with its context.
    """
    if not lexed(source, "text").cased:
        return False
    countries = set(_countries(source))
    return any(
        not countries or place.country in countries
        for place in gazetteer.named(fold_place(value))[:1]
    )


def _fits(name: str, countries: frozenset[str]) -> bool:
    return any(
        not countries
        or place.country in countries
        or place.kind in {"country", "region"}
        or place.population >= _LARGE
        for place in gazetteer.named(fold_place(name))
    )


def _countries(source: SourceText) -> Iterator[str]:
    """The countries that the dateline, the headline or the text speaks of."""
    for mention in part_mentions(source, "dateline"):
        yield from (place.country for place in gazetteer.named(mention.key)[:1])
    for part in ("text", "title"):
        for mention in part_mentions(source, part):
            yield from _of_country(mention)
        text = lexed(source, part)
        if text.words:
            yield from chain.from_iterable(codes for _, _, codes in demonyms(text))


def _of_country(mention: Mention) -> Iterator[str]:
    for place in gazetteer.named(mention.key):
        if place.kind == "country":
            yield place.country

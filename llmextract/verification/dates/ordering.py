"""Tells in which order an article writes the day and the month of a date in figures: 03/04/2018."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from llmextract.records import Context
from llmextract.verification.datelines import MONTHS, find_date
from llmextract.verification.dates.stating import Expression, Stated, full_year
from llmextract.verification.source_text import SourceText
from llmextract.verification.spelling import fold_place

Order = Literal["day", "month"]

_FIGURES: Final = re.compile(
    r"(?<![\d./-])(\d{1,2})([/-])(\d{1,2})\2(?:(?:1[89]|20)\d\d|\d\d)(?!\w)"
)
_MONTH_FIRST: Final = frozenset({"US", "PH", "FM", "PW", "MH", "GU", "PR"})
"""Countries whose papers write the month first (Unicode CLDR, short dates of their English)."""
_BOTH: Final = frozenset({"CA", "KE", "GH", "ZA", "BZ", "PA"})
"""Countries where both orders are in use."""
_MONTHS_IN_YEAR: Final = 12
_LARGE: Final = 100_000
_TIMES: Final = 10
"""A town without its country is one that has so many people, and so many times as many as its namesakes
abroad."""


def published_of(context: Context) -> date | None:
    """The day that an article counts from: that of publication, else of its dateline."""
    told = context.published[:10] or (find_date(context.dateline) if context.dateline else None)
    with suppress(ValueError):
        return date.fromisoformat(told or "")
    return None


@dataclass(frozen=True, slots=True)
class Ordering:
    """What comes first in figures, and how that is known; without an order nothing tells it."""

    first: Order | None
    reason: str


def ordering_of(source: SourceText) -> Ordering:
    """In which order the article of a source writes its dates: as its other dates, else its dateline.

    Args:
        source: the paragraph and its context.
    """
    kept = source.memo if source.article is None else source.article.memo
    found = kept.get("dates.ordering")
    if not isinstance(found, Ordering):
        found = kept["dates.ordering"] = _by_dates(source) or _by_dateline(source)
    return found


def settled(
    stated: Stated, source: SourceText, published: date | None
) -> tuple[Stated, str] | None:
    """A date in figures as its article means it, and how that is known; ``None`` where nothing tells.

    Args:
        stated: a date that may be read in two ways.
        source: the paragraph and its context.
        published: when the article appeared.
    """
    ordering = ordering_of(source)
    if ordering.first is not None:
        meant = stated if ordering.first == "day" else stated.swapped
        return replace(meant, swaps=False), ordering.reason
    if published is None or not stated.year:
        return None
    for meant, other in ((stated, stated.swapped), (stated.swapped, stated)):
        one = replace(meant, swaps=False)
        if _day(meant) == published:
            return one, "the day of the document"
        if _day(meant) <= published < _day(other):
            return one, f"{spelled(other)} would be after {published}"
    return None


def readable(
    found: Iterable[Expression], source: SourceText, published: date | None
) -> tuple[Expression, ...]:
    """Expressions with those in figures as their article means them, where that is known."""
    return tuple(_readable(found, source, published))


def _readable(
    found: Iterable[Expression], source: SourceText, published: date | None
) -> Iterator[Expression]:
    for one in found:
        known = settled(one.stated, source, published) if one.stated.swaps else None
        yield replace(one, stated=known[0]) if known else one


def spelled(stated: Stated) -> str:
    """A day and month in words: ``3 April``."""
    return f"{stated.day} {MONTHS[stated.month - 1].title()}"


def _day(stated: Stated) -> date:
    return date(full_year(stated.year), stated.month, stated.day)


def _by_dates(source: SourceText) -> Ordering | None:
    """By the dates in figures of which one part is no month."""
    context = source.context
    text = f"{context.title}\n{context.before}\n{source.text}"
    if source.article is not None:
        text = f"{text}\n{source.article.text}"
    told: dict[Order, str] = {}
    for match in _FIGURES.finditer(text):
        one, other = int(match[1]), int(match[3])
        if one > _MONTHS_IN_YEAR >= other:
            told.setdefault("day", match.group())
        elif other > _MONTHS_IN_YEAR >= one:
            told.setdefault("month", match.group())
    if len(told) > 1:
        both = " and ".join(told.values())
        return Ordering(None, f"the text has both orders, {both}")
    for order, example in told.items():
        return Ordering(order, f"the {order} first, as in {example}")
    return None


def _by_dateline(source: SourceText) -> Ordering:
    """By the country in which the report was filed."""
    for name in re.split(r"[,()/—–]|--", source.context.dateline):
        country = _country_of(name)
        if country and country not in _BOTH:
            order: Order = "month" if country in _MONTH_FIRST else "day"
            return Ordering(order, f"the {order} first, as is usual where it was filed")
    return Ordering(None, "nothing tells which is the month")


def _country_of(name: str) -> str:
    """ISO code of the country that a part of a dateline names or lies in; empty where that is open."""
    from llmextract.verification import gazetteer  # noqa: PLC0415 - hardly ever asked

    key = fold_place(name)
    places = gazetteer.named(key) if key else ()
    for place in places:
        if place.kind in {"country", "province"}:
            return place.country.split()[0]
    if not places:
        return ""
    first = places[0]
    abroad = sum(one.population for one in places if one.country != first.country)
    return first.country if first.population >= max(_LARGE, _TIMES * abroad) else ""

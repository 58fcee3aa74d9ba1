"""Adds up what is counted on two sides of one thing: the soldiers in one record, the rebels in another.

A field of names is a side.  A count is of one where the words that it counts by name somebody of that
field and of no other; counts of the same side, or of people whose side is not told, are never added.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from llmextract.merge.amounts import Amount
from llmextract.merge.counting import Count
from llmextract.merge.names import name_of
from llmextract.merge.page import Page
from llmextract.records import Finding, Verdict
from llmextract.schema.outline import Field

_BEHIND = 2
"""So many words behind a count may be what it counts."""

Heads = Mapping[str, frozenset[str]]
"""By field the nouns of those who are named in it and in no other."""


def heads(records: Iterable[Mapping[str, object]], fields: Sequence[Field]) -> Heads:
    """The nouns of the names of some records by field."""
    rows = list(records)
    found = {
        kind.name: {
            name.head
            for row in rows
            for _, item in kind.items(row)
            if (name := name_of(kind.called(item))) is not None
        }
        for kind in fields
    }
    return {
        field: frozenset(own.difference(*(other for f, other in found.items() if f != field)))
        for field, own in found.items()
    }


def of_other_side(
    standing: Count, counts: Sequence[Count], named: Heads, page: Page
) -> Count | None:
    """The largest count of another side than that of the count that stands, as sure as it."""
    own = _side(standing, named, page)
    if own is None:
        return None
    others = [
        count
        for count in counts
        if count.is_carried and (side := _side(count, named, page)) is not None and side != own
    ]
    return max(others, key=lambda one: one.amount.value, default=None)


def together(standing: Finding, other: Finding) -> Finding:
    """The finding of the sum of two counts."""
    lows = (standing.low, other.low)
    highs = (standing.high, other.high)
    return replace(
        standing,
        value=standing.value + other.value,
        verdict=max(Verdict.DERIVED, standing.verdict, other.verdict, key=lambda one: one.rank),
        reason=f"{standing.value} of one side and {other.value} of the other",
        spans=(*standing.spans, *other.spans),
        low=None if None in lows else sum(one for one in lows if one is not None),
        high=None if None in highs else sum(one for one in highs if one is not None),
        stated="rules" if "rules" in {standing.stated, other.stated} else standing.stated,
    )


def _side(count: Count, named: Heads, page: Page) -> str | None:
    words = _counted(count.amount, page)
    sides = [field for field, own in named.items() if own & words]
    return sides[0] if len(sides) == 1 else None


def _counted(amount: Amount, page: Page) -> frozenset[str]:
    """The words of a count and those right behind it, as names are folded."""
    found: set[str] = set()
    for start, end in amount.spans:
        said = " ".join((page.text(start, end), *page.clause(start, end)[1].split()[:_BEHIND]))
        name = name_of(said)
        found |= name.words if name is not None else set()
    return frozenset(found)

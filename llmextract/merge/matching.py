"""What speaks for two documents telling of one incident, and what against it: signs with weights.

Stricter than within a document, where a sentence may come back to what was told: here both must tell
when and where it was, or share what happens only once.  A wrong joint is worse than a missed one.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from llmextract.merge.accounts import Account, Stretch
from llmextract.merge.amounts import Amount
from llmextract.merge.days import are_parts_apart
from llmextract.merge.mentions import Called, Mention
from llmextract.merge.names import Place
from llmextract.merge.page import Page
from llmextract.merge.tables import Tables, tables_of
from llmextract.merge.weighing import Weighed, between, kinds

BAR = 4.0
"""What must speak for two accounts being of one incident."""

WEIGHTS: Mapping[str, float] = {
    "same kind": 0.5,
    "kind told more exactly": 0.0,
    "kinds that one thing is told as": -1.0,
    "same place": 2.5,
    "same large town": 1.5,
    "site of a place": 1.5,
    "place of the report": 1.0,
    "one place in the other": 0.5,
    "further place": -0.5,
    "same day": 2.0,
    "day of a wider date": 0.75,
    "day before the report": 0.5,
    "neighbouring day": -0.5,
    "no day told": -1.0,
    "nothing says where": -2.0,
    "same count": 2.0,
    "same count of a few": 1.25,
    "same small count": 0.25,
    "count within bounds": 0.5,
    "count about the same": 0.5,
    "count of another report": 0.0,
    "other count": -1.5,
    "nobody known in common": -2.0,
    "same quoted words": 0.5,
}
"""What each sign adds.  Set by reason, before any document was joined by them; none is fitted."""

_SMALL, _FEW = 3, 10
"""A smaller count says little, or not much, as within a document."""
_ABOUT, _ANOTHER = 1.5, 2.5
"""Up to so many times another, a count is about the same; up to so many, that of another hour."""
_ONCE = 1.5
"""A name shared in a field of at least this weight happens once: who is hit, not who did it."""
_LARGE_TOWN = 300_000
"""In a town of so many people much happens on one day."""
_LATE, _EARLY = frozenset({"evening", "night"}), frozenset({"night", "morning"})
_SOMEWHERE = frozenset({"same place", "same large town", "site of a place", "place of the report"})
_PARTED = frozenset(
    {"other place", "place of unknown kind", "place that the text does not carry", "other kind"}
)


def match(one: Account, other: Account, page: Page) -> Weighed | None:
    """Weigh two accounts; ``None`` where kind, place, day or people tell that they are of two things.

    Args:
        one: the account of a document.
        other: that of another.
        page: a page of the schema.
    """
    tables = tables_of(page.outline.record)
    told_kinds = kinds(one.mention, other.mention, page, tables)
    when = _when(one, other)
    if told_kinds is None or when is None:
        return None
    where = list(_where(one, other))
    signs = [*told_kinds, when, *where]
    if not _PARTED.isdisjoint(signs):
        return None
    told = [(sign, WEIGHTS[sign]) for sign in signs if sign in WEIGHTS]
    told += [(sign, WEIGHTS[sign]) for sign in _counts(one, other)]
    told += _names(one.mention, other.mention, tables)
    if _SOMEWHERE.isdisjoint(where) and not _share_somebody(one.mention, other.mention, tables):
        told.append(("nothing says where", WEIGHTS["nothing says where"]))
    if one.mention.quotes & other.mention.quotes:
        told.append(("same quoted words", WEIGHTS["same quoted words"]))
    told.sort(key=lambda sign: -sign[1])
    return Weighed(sum(weight for _, weight in told), tuple(sign for sign, _ in told))


def _when(one: Account, other: Account) -> str | None:
    """The sign of the days; ``None`` where they tell that the two are two."""
    some, others = one.stretches, other.stretches
    if not some or not others:
        return "no day told"
    if not (one.days and other.days):
        meet = any(_meet(a, b) for a, b in product(some, others))
        return "day before the report" if meet else None
    exact = [(a, b) for a, b in product(some, others) if a.is_exact and b.is_exact]
    if any(_meet(a, b) and not are_parts_apart(a.part, b.part) for a, b in exact):
        return "same day"
    if exact:
        return "neighbouring day" if any(_are_one_night(a, b) for a, b in exact) else None
    return "day of a wider date" if any(_meet(a, b) for a, b in product(some, others)) else None


def _meet(one: Stretch, other: Stretch) -> bool:
    return one.first <= other.last and other.first <= one.last


def _are_one_night(one: Stretch, other: Stretch) -> bool:
    """Whether the one ends a day in whose night the other may begin the next."""
    first, last = (one, other) if one.first < other.first else (other, one)
    return last.first - first.last == 1 and (
        (first.part in _LATE and last.part in {*_EARLY, ""})
        or (first.part == "" and last.part == "night")
    )


def _where(one: Account, other: Account) -> Iterator[str]:
    for name in one.mention.places:
        some, others = one.places[name], other.places.get(name, ())
        if not some or not others:
            yield from _where_beside(one, other, name)
            continue
        sign = between(some, others)
        if sign == "same place" and _is_in_large_town(some, others):
            yield "same large town"
        elif sign == "one place in the other" and any(
            a.touches(b) and not (a.is_wide or b.is_wide) for a, b in product(some, others)
        ):
            yield "site of a place"
        elif sign is not None:
            yield sign


def _where_beside(one: Account, other: Account, name: str) -> Iterator[str]:
    """What a document tells of a place that one of its incidents does not name."""
    some = one.places[name] or one.beside.get(name, ())
    others = other.places.get(name) or other.beside.get(name, ())
    if some and others and between(some, others) == "same place":
        yield "place of the report"


def _is_in_large_town(some: Sequence[Place], others: Sequence[Place]) -> bool:
    """Whether all that two lists of places share are towns in which much happens on one day."""
    shared = [a for a, b in product(some, others) if a.is_same(b) and not a.is_wide and a.is_named]
    return bool(shared) and all(place.population >= _LARGE_TOWN for place in shared)


def _counts(one: Account, other: Account) -> Iterator[str]:
    """The signs of the counts; what only a side says is no sign against."""
    for name in one.mention.numbers:
        some = _whole(one.mention.numbers[name])
        others = _whole(other.mention.numbers.get(name, ()))
        if not some or not others:
            continue
        sign = _best_count(some, others)
        if sign != "other count" or not (one.is_hearsay or other.is_hearsay):
            yield sign


def _whole(amounts: Sequence[Amount]) -> list[Amount]:
    """The counts of all there are, where any is told."""
    return [one for one in amounts if not (one.is_part or one.is_running)]


def _best_count(some: Sequence[Amount], others: Sequence[Amount]) -> str:
    pairs = list(product(some, others))
    same = max((a.value for a, b in pairs if a.value == b.value), default=None)
    if same is not None and same >= _SMALL:
        return "same count" if same >= _FEW else "same count of a few"
    if same is not None:
        return "same small count"
    if any(a.allows(b.value) or b.allows(a.value) for a, b in pairs):
        return "count within bounds"
    least = min(max(a.value, b.value) / max(min(a.value, b.value), 1) for a, b in pairs)
    small = max(one.value for one in (*some, *others)) < _SMALL + 2
    if least <= _ABOUT and not small:
        return "count about the same"
    return "count of another report" if least <= _ANOTHER else "other count"


def _names(one: Mention, other: Mention, tables: Tables) -> Iterator[tuple[str, float]]:
    """Signs of the people and groups; of what has no direction the sides are one."""
    if tables.has_no_direction(one.categories) or tables.has_no_direction(other.categories):
        pools = {"either side": (_all(one), _all(other))}
    else:
        pools = {name: (one.names[name], other.names.get(name, ())) for name in one.names}
    apart = []
    for name, (some, others) in pools.items():
        grade = max((_grade(a, b) for a, b in product(some, others)), default=0.0)
        if grade:
            yield f"same name in {name}", grade * min(tables.weight(name), 2.0)
        known = [any(called.is_full and called.is_sure for called in own) for own in (some, others)]
        apart.append(all(known) and not grade)
    if any(apart):
        yield "nobody known in common", WEIGHTS["nobody known in common"]


def _share_somebody(one: Mention, other: Mention, tables: Tables) -> bool:
    """Whether the same person or thing with a name of its own was hit in both."""
    return any(
        a.is_full and b.is_full and a.name.words == b.name.words
        for name in one.names
        if tables.weight(name) >= _ONCE
        for a, b in product(one.names[name], other.names.get(name, ()))
    )


def _all(mention: Mention) -> tuple[Called, ...]:
    return tuple(called for names in mention.names.values() for called in names)


def _grade(one: Called, other: Called) -> float:
    """How surely two names are of one; nouns that anybody may be called by say little."""
    if not one.name.overlaps(other.name):
        return 0.0
    if one.is_proper and other.is_proper:
        return 1.0
    return 0.25

"""What speaks for two mentions being of one thing, and what against it: signs with weights."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from llmextract.merge.amounts import Amount
from llmextract.merge.days import is_moved, names_day, same_day
from llmextract.merge.mentions import Called, Day, Mention, ends, finer
from llmextract.merge.names import Place
from llmextract.merge.page import Page
from llmextract.merge.recalling import recalling_of
from llmextract.merge.tables import Tables, tables_of
from llmextract.schema.outline import VAGUE

WEIGHTS: Mapping[str, float] = {
    "same kind": 0.5,
    "kind told more exactly": -0.5,
    "kinds that one thing is told as": -1.0,
    "other kind": -4.0,
    "same place": 2.0,
    "one place in the other": 1.0,
    "same wide place": 0.25,
    "other place": -5.0,
    "place of unknown kind": -4.0,
    "place that the text does not carry": -1.5,
    "further place": -0.5,
    "same day": 1.0,
    "other day": -5.0,
    "day that the text does not carry": -2.0,
    "counts from another thing": -1.0,
    "same count": 2.0,
    "same count of a few": 1.25,
    "same small count": 0.5,
    "same words": 3.0,
    "count within bounds": 0.5,
    "newer count": 0.5,
    "a part of its count": -0.25,
    "other count": -0.75,
    "a total over more": -3.0,
    "comes back to it": 1.5,
    "comes back to those counted": 1.5,
    "comes back to somebody of it": 1.0,
    "tells several": -1.0,
    "one more": -4.0,
    "names nothing of its own": 2.0,
    "told without place and day": 2.0,
    "told just before": 0.5,
    "told first of all": 0.75,
    "only one it can be": 0.5,
    "other names": -0.25,
    "other proper names": -1.0,
    "other people, one each": -2.0,
    "nobody in common": -2.0,
    "names in each other's fields": -1.0,
    "same words quoted": 0.5,
    "listed apart": -3.0,
    "adds up to its count": 3.0,
    "beside the news": -2.0,
}
"""What each sign adds.

Set by reason and tried on the development data of the project: the keys of forty MUC-4 documents,
the project's articles and 42 invented ones that come back to their incidents.  None is fitted: with
each of them up to 15 % more or less at random (eight draws), the forty documents have 67 to 70
incidents, and of 41 sums of the dead in the articles 34 to 37 are right.
"""
_SMALL, _FEW = 2, 10
"""A smaller count says little: so many reports have none and one; or not much: a few."""
_ELSEWHERE_AND_THEN = frozenset({"other place", "place of unknown kind"})
_TWO_KINDS = "kinds that one thing is told as"
_BARRIER = -2.0
"""A sign that weighs so much against it says that the two are two."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What speaks for and against two mentions being of one thing.

    Attributes:
        score: the sum of the weights.
        signs: names of the signs, those for it first.
    """

    score: float
    signs: tuple[str, ...]

    @property
    def is_set_apart(self) -> bool:
        """Whether a sign says plainly that the two are two, or they are told as two kinds."""
        return _TWO_KINDS in self.signs or any(
            WEIGHTS.get(sign, 0.0) <= _BARRIER for sign in self.signs
        )

    def also(self, sign: str) -> "Weighed":
        """With one more sign."""
        return Weighed(self.score + WEIGHTS[sign], (*self.signs, sign))


def weigh(one: Mention, other: Mention, page: Page) -> Weighed | None:
    """Weigh two mentions; ``None`` where their kinds, or place and day, are of two things."""
    earlier, later = (one, other) if one.members < other.members else (other, one)
    tables = tables_of(page.outline.record)
    told_kinds = kinds(earlier, later, page, tables)
    if told_kinds is None:
        return None
    places = list(_places(earlier, later))
    is_newer = _is_newer(earlier, later)
    days = [] if is_newer else list(_days(earlier, later, page))
    if not _ELSEWHERE_AND_THEN.isdisjoint(places) and "other day" in days:
        return None  # nothing else could speak for it enough, and most candidates end here
    told = [
        *((sign, WEIGHTS[sign]) for sign in (*told_kinds, *places, *days)),
        *_names(earlier, later, page, tables),
        *((sign, WEIGHTS[sign]) for sign in _counts(earlier, later)),
        *((sign, WEIGHTS[sign]) for sign in _wording(earlier, later, page, tables)),
    ]
    if is_newer or not _has_place_or_day(later):
        told.append(("names nothing of its own", WEIGHTS["names nothing of its own"]))
    elif not _has_place_or_day(earlier):
        told.append(("told without place and day", WEIGHTS["told without place and day"]))
    told.sort(key=lambda sign: -sign[1])
    return Weighed(sum(weight for _, weight in told), tuple(sign for sign, _ in told))


def _has_place_or_day(mention: Mention) -> bool:
    """Whether a mention says of itself where or when: by a name of a place, by a day."""
    return any(
        place.is_named and place.is_sure for places in mention.places.values() for place in places
    ) or any(day.is_sure and names_day(day.said) for days in mention.dates.values() for day in days)


def kinds(earlier: Mention, later: Mention, page: Page, tables: Tables) -> list[str] | None:
    """The signs of the categories; ``None`` where one tells that the two are of different things."""
    signs = set()
    recallable = recalling_of(page.outline.record).fields
    for name in earlier.categories.keys() & later.categories.keys():
        first, second = earlier.categories[name], later.categories[name]
        if first == second:
            is_kind = name in recallable and first not in VAGUE
            signs.add("same kind" if is_kind else "")
        elif tables.may_be_told_as(name, first, second):
            signs.add(_TWO_KINDS)
        elif finer(first, second, name, page) is None:
            if name not in recallable:
                return None
            signs.add("other kind")
        elif name in recallable and not {first, second} & VAGUE:
            signs.add("kind told more exactly")
    return sorted(signs - {""})


def _places(earlier: Mention, later: Mention) -> Iterable[str]:
    for name in earlier.places:
        some, others = earlier.places[name], later.places.get(name, ())
        if some and others and (sign := between(some, others)) is not None:
            yield sign


def between(some: Sequence[Place], others: Sequence[Place]) -> str | None:
    """The one sign of two lists of places: what the most exact of each say of the other."""
    if len(some) == len(others) == 1:
        return _between_two(some[0], others[0])
    pairs = list(product(some, others))
    same = [a for a, b in pairs if a.is_same(b)]
    near, far = ends(some), ends(others)
    apart = list(product(_unmatched(near, others, far), _unmatched(far, some, near)))
    if any(not place.is_wide for place in same) and not _is_apart(apart):
        return "same place"
    if apart and (worst := _worst(apart)) is not None:
        return worst
    if same:
        return "same wide place" if all(place.is_wide for place in same) else "same place"
    if any(a.meets(b) for a, b in pairs):
        return "one place in the other"
    # A report goes from the wide place to the exact one, and from the town to its market.
    is_beside = all(place.is_named and not place.is_wide for place in (*near, *far))
    return "further place" if is_beside else None


def _between_two(one: Place, other: Place) -> str | None:
    """The sign of two places alone, as of two lists of one each; most mentions name one."""
    if one.is_same(other):
        return "same wide place" if one.is_wide else "same place"
    if one.meets(other):
        return "one place in the other"
    if (sign := _elsewhere(one, other)) is not None:
        return sign
    is_beside = one.is_named and other.is_named and not (one.is_wide or other.is_wide)
    return "further place" if is_beside else None


def _unmatched(own: Sequence[Place], others: Sequence[Place], far: Sequence[Place]) -> list[Place]:
    """Which of the most exact places of a mention are none of the other's.

    To lie in a place of the other counts only where the other is not more exact itself.
    """
    return [
        place
        for place in own
        if not any(place.is_same(other) for other in others)
        and not any(place.meets(other) for other in far)
    ]


def _is_apart(pairs: Iterable[tuple[Place, Place]]) -> bool:
    """Whether two places are surely two, though the mentions share a third."""
    return any(a.is_elsewhere(b) is not False and a.is_sure and b.is_sure for a, b in pairs)


def _worst(pairs: Iterable[tuple[Place, Place]]) -> str | None:
    found = {_elsewhere(a, b) for a, b in pairs}
    order = ("other place", "place of unknown kind", "place that the text does not carry")
    return next((sign for sign in order if sign in found), None)


def _elsewhere(one: Place, other: Place) -> str | None:
    verdict = one.is_elsewhere(other)
    if verdict is False:
        return None
    if not (one.is_sure and other.is_sure):
        return "place that the text does not carry"
    return "other place" if verdict else "place of unknown kind"


def _days(earlier: Mention, later: Mention, page: Page) -> Iterable[str]:
    for name in earlier.dates:
        some, others = earlier.dates[name], later.dates.get(name, ())
        found = {(same_day(a.said, b.said, page.published), a.is_sure and b.is_sure)
                 for a, b in product(some, others)}  # fmt: skip
        if any(same for same, _ in found):
            yield "same day"
        elif (False, True) in found:
            yield "other day"
        elif (False, False) in found:
            yield "day that the text does not carry"
        elif others and all(_is_moved(day) for day in others):
            yield "counts from another thing"


def _is_newer(earlier: Mention, later: Mention) -> bool:
    """Whether the later brings a new count and nothing of its own but the day on which that was."""
    if any(later.places.values()):
        return False
    return any(
        new.is_newer and new.value > old.value
        for name, amounts in later.numbers.items()
        for new, old in product(amounts, earlier.numbers.get(name, ()))
    )


def _is_moved(day: Day) -> bool:
    return is_moved(day.said)


def _names(
    earlier: Mention, later: Mention, page: Page, tables: Tables
) -> Iterable[tuple[str, float]]:
    apart, straight = [], False
    crosses = _is_crosswise(earlier, later, tables)
    # A report that goes on names its people one after the other.
    goes_on = not crosses and not _has_place_or_day(later)
    for name in earlier.names:
        some, others = earlier.names[name], later.names.get(name, ())
        if not some or not others:
            continue
        grade = max(_grade(a, b) for a, b in product(some, others))
        if grade:
            straight = True
            yield f"same name in {name}", grade * tables.weight(name)
        else:
            sign = _other_names(earlier, later, some, others)
            sign = "other names" if goes_on and sign == "other proper names" else sign
            apart.append(sign)
            yield sign, WEIGHTS[sign] * tables.weight(name) / 2
    if straight:
        return
    # In a text of one case a noun of two words looks like a name: one alone tells nothing.
    all_but = 0 if page.is_one_case else len(apart) - 1
    if len(apart) > 1 and apart.count("other names") <= all_but:
        yield "nobody in common", WEIGHTS["nobody in common"]
    if crosses:
        yield "names in each other's fields", WEIGHTS["names in each other's fields"]


def _grade(one: Called, other: Called) -> float:
    """How surely two names are of one: the same of several words is 1."""
    if not one.name.overlaps(other.name):
        return 0.0
    if one.name.words == other.name.words:
        return 1.0 if len(one.name.words) > 1 or one.is_proper else 0.7
    return 0.6


def _other_names(
    earlier: Mention, later: Mention, some: Sequence[Called], others: Sequence[Called]
) -> str:
    if not (any(a.is_proper and a.is_sure for a in some) and any(b.is_proper for b in others)):
        return "other names"
    for name in earlier.numbers:
        first, second = _values(earlier, name), _values(later, name)
        if first == second == {1}:
            return "other people, one each"
    return "other proper names"


def _values(mention: Mention, name: str) -> set[int]:
    return {amount.value for amount in mention.numbers.get(name, ())}


def _is_crosswise(earlier: Mention, later: Mention, tables: Tables) -> bool:
    """Whether a name of one stands in another field of the other, as in a blow and its answer."""
    if tables.has_no_direction(earlier.categories) or tables.has_no_direction(later.categories):
        return False
    return any(
        a.name.overlaps(b.name)
        for name, other in product(earlier.names, later.names)
        if name != other
        for a, b in product(earlier.names[name], later.names[other])
    )


def _counts(earlier: Mention, later: Mention) -> Iterable[str]:
    if earlier.is_total != later.is_total:
        yield "a total over more"
    for name in earlier.numbers:
        some, others = earlier.numbers[name], later.numbers.get(name, ())
        if some and others:
            yield _best_count(some, others)


def _best_count(some: Sequence[Amount], others: Sequence[Amount]) -> str:
    pairs = list(product(some, others))
    if any(a.is_same_statement(b) and a.value == b.value >= _SMALL for a, b in pairs):
        return "same words"
    same = max((a.value for a, b in pairs if a.value == b.value), default=None)
    if same is not None:
        if same < _SMALL:
            return "same small count"
        return "same count" if same >= _FEW else "same count of a few"
    if any(a.allows(b.value) or b.allows(a.value) for a, b in pairs):
        return "count within bounds"
    if any(b.is_newer for b in others):
        return "newer count"
    most = max(a.value for a in some)
    return "a part of its count" if all(b.value < most for b in others) else "other count"


def _wording(earlier: Mention, later: Mention, page: Page, tables: Tables) -> Iterable[str]:
    opening = later.opening
    if _is_recalled(earlier, opening.recalls, page, tables):
        yield "comes back to it"
    if opening.recalls_counted and any(earlier.numbers.values()):
        yield "comes back to those counted"
    if any(
        called.name.head in opening.definite
        for names in earlier.names.values()
        for called in names
        if not called.is_proper
    ):
        yield "comes back to somebody of it"
    if opening.tells_several != earlier.opening.tells_several:
        yield "tells several"
    if opening.is_further:
        yield "one more"
    if earlier.quotes & later.quotes:
        yield "same words quoted"
    if earlier.shares_paragraph(later):
        yield "listed apart"
        if _adds_up(earlier, later):
            yield "adds up to its count"
    if earlier.is_aside != later.is_aside:
        yield "beside the news"


def _adds_up(one: Mention, other: Mention) -> bool:
    """Whether what is listed apart are two parts of a count that the one of them has elsewhere."""
    return any(
        whole.value == part.value + rest.value
        for name in one.numbers
        for some, others in ((one, other), (other, one))
        for whole, part in product(some.numbers[name], some.numbers[name])
        for rest in others.numbers.get(name, ())
        if part.member[0] == rest.member[0] != whole.member[0] and part.value and rest.value
    )


def _is_recalled(
    earlier: Mention, recalls: Iterable[tuple[str, str]], page: Page, tables: Tables
) -> bool:
    """Whether one of the things pointed back at is of the kind that the earlier mention is."""
    for name, value in recalls:
        own = earlier.categories.get(name, "other")
        if value in VAGUE or own in VAGUE:
            continue
        if own == value or finer(own, value, name, page) is not None:
            return True
        if tables.may_be_told_as(name, own, value):
            return True
    return False

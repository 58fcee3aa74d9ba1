"""Whether two mentions are of the same incident: nothing speaks against it, and enough for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from llmextract.merge.mentions import Amount, Mention, Page
from llmextract.merge.names import Name, Place
from llmextract.schema.outline import VAGUE
from llmextract.verification.dates import resolve
from llmextract.verification.dates.judging import stated_by
from llmextract.verification.spelling import fold_place

_ANCHORED = frozenset(
    {"same", "next", "following", "previous", "later", "earlier", "before", "that"}
)
"""In a date, words that count from a day told before: the same words may mean another day."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for two mentions being of one incident, where nothing speaks against it.

    Attributes:
        shares_place: a place of both is the same, or lies in the other's.
        names_shared: fields with a name that both have.
        names_apart: fields where both have names, and none in common.
        is_crosswise: a name of one is in another field of the other.
        names_crossed: fields where each has a name that the other lacks; counted only for two
            records of one paragraph.
        same_day: both are dated to the same day.
        same_count: both have a count that rests on the same words, or that is hardly by chance equal.
        fits_counts: each has counts, of different fields.
        recalls: the later one points back at a thing told before.
        recalls_many: the later one points back at several.
        is_further: the later one says that it is one more.
        is_bare: the later one has no place, no day, no name and no count but zero of its own.
        distance: paragraphs between them.
    """

    shares_place: bool
    names_shared: int
    names_apart: int
    is_crosswise: bool
    names_crossed: int
    same_day: bool
    same_count: bool
    fits_counts: bool
    recalls: bool
    recalls_many: bool
    is_further: bool
    is_bare: bool
    distance: int

    def is_enough(self, *, is_alone: bool) -> bool:
        """Whether it is enough to join the two.

        Args:
            is_alone: whether nothing else was told before that the later one can be the same as.

        The bar was set on keys of MUC-4 DEV, each template read paragraph by paragraph.  Of pairs
        that nothing sets apart, those with an equal count are one incident in 99 of 100; with names
        in common, and none that differ, in 70 to 90; the distance of the two says nothing, and other
        names for the people hit say much, since one group hits many targets.  A thing that is
        recalled ("the attack") is one of those told before, so it joins the one that agrees best
        even where several can be meant: that joins two repetitions for each incident it loses.
        """
        if self.same_count:
            return True
        if self.distance == 0:
            return self._is_told_twice()
        if self.is_further:
            return False
        if self.recalls or (self.names_shared and not self.names_apart):
            return True
        is_named = bool(self.names_shared) and not self.is_crosswise
        return self.is_bare or (is_alone and (is_named or self.recalls_many))

    def _is_told_twice(self) -> bool:
        """Whether two records of one paragraph are one told twice, or each a half of one.

        Whoever read the paragraph took them for two, so nothing may set them apart.
        """
        if self.names_shared and self.shares_place:
            return not self.names_crossed or self.fits_counts
        return self.names_shared > 1 and not self.names_crossed

    @property
    def strength(self) -> tuple[int, int]:
        """For choosing among several incidents: the more agrees, then the nearer."""
        signs = (self.shares_place, self.same_day, 3 * self.same_count, self.recalls)
        return 2 * self.names_shared - self.names_apart + sum(signs), -self.distance


def evidence(earlier: Mention, later: Mention, page: Page) -> Evidence | None:
    """What speaks for two mentions being of one incident; ``None`` when anything speaks against it.

    Different kinds, places, days, counts that are no update of one another, and names that stand
    only in each other's fields speak against it.
    """
    if not all(
        is_compatible(earlier.categories.get(name), later.categories.get(name), name, page)
        for name in earlier.categories
    ):
        return None
    places = [_places(earlier.places[name], later.places[name]) for name in earlier.places]
    if False in places:
        return None
    days = [
        same_day(earlier.dates[name], later.dates[name], page.published)
        for name in earlier.dates.keys() & later.dates.keys()
    ]
    if False in days:
        return None
    both = sorted(earlier.numbers.keys() & later.numbers.keys())
    if not all(_fit(earlier.numbers[name], later.numbers[name]) for name in both):
        return None
    is_straight, is_crosswise = _overlaps(earlier, later)
    if is_crosswise and not is_straight:
        return None
    return _evidence(
        earlier,
        later,
        page,
        shares_place=True in places,
        same_day=True in days,
        is_crosswise=is_crosswise,
    )


def _evidence(
    earlier: Mention,
    later: Mention,
    page: Page,
    *,
    shares_place: bool,
    same_day: bool,
    is_crosswise: bool,
) -> Evidence:
    pairs = [
        [(a, b) for a in earlier.names[name] for b in later.names[name]] for name in earlier.names
    ]
    common = [[pair for pair in field if pair[0].overlaps(pair[1])] for field in pairs]
    both = earlier.numbers.keys() & later.numbers.keys()
    distance = earlier.distance(later)
    return Evidence(
        shares_place=shares_place,
        names_shared=sum(bool(field) for field in common),
        names_apart=sum(
            bool(field) and not shared for field, shared in zip(pairs, common, strict=True)
        ),
        is_crosswise=is_crosswise,
        names_crossed=0
        if distance
        else sum(_is_crossed(earlier.names[n], later.names[n]) for n in earlier.names),
        same_day=same_day,
        same_count=any(_is_same_count(earlier.numbers[name], later.numbers[name]) for name in both),
        fits_counts=bool(earlier.numbers and later.numbers and not both),
        recalls=_is_recalled(earlier, later.opening.recalls, page),
        recalls_many=_is_recalled(earlier, later.opening.recalls_many, page),
        is_further=later.opening.is_further,
        is_bare=not (later.dates or _says_counts(later) or any(later.places.values()))
        and all(
            bool(shared) or not later.names[name]
            for name, shared in zip(earlier.names, common, strict=True)
        ),
        distance=distance,
    )


def _says_counts(mention: Mention) -> bool:
    """Whether a mention has a count of its own; that nobody was hurt is said of what was told."""
    return any(amount.value for amount in mention.numbers.values())


def is_compatible(one: str | None, other: str | None, name: str, page: Page) -> bool:
    """Whether two values of a category can be of one thing: equal, or one says more exactly."""
    return one == other or finer(one, other, name, page) is not None


def finer(one: str | None, other: str | None, name: str, page: Page) -> str | None:
    """The more exact of two values of a category; ``None`` when neither is."""
    table = page.outline.finer.get(name, {})
    for vague, exact in ((one, other), (other, one)):
        if vague is None or vague in VAGUE or exact in table.get(vague, ()):
            return exact
    return None


def _places(some: Sequence[Place], others: Sequence[Place]) -> bool | None:
    """Whether two mentions share a place; ``None`` when nothing tells, ``False`` if they differ.

    Places that only one of them adds are well; where both add some, the incidents are two: "in
    Kassou, Tondo province" and "in Bellam, Tondo province".
    """
    if not some or not others:
        return None
    if not any(a.meets(b) for a in some for b in others):
        return False if any(a.is_elsewhere(b) for a in some for b in others) else None
    if _unmatched(some, others) and _unmatched(others, some):
        return False
    return True if any(a.touches(b) for a in some for b in others) else None


def _unmatched(some: Sequence[Place], others: Sequence[Place]) -> bool:
    """Whether one of the most exact places of a mention is none of the other's.

    What holds a place of the mention itself is not most exact; and to lie in a place of the other
    counts only where the other is not more exact itself.
    """
    ends = _ends(others)
    return any(
        place.is_sure
        and not any(place.is_same(other) for other in others)
        and not any(place.meets(other) for other in ends)
        for place in _ends(some)
    )


def _ends(places: Sequence[Place]) -> list[Place]:
    return [place for place in places if not any(place.contains(other) for other in places)]


def same_day(one: str, other: str, published: str | None) -> bool | None:
    """Whether two dates are the same day; ``None`` when one leaves it open, ``False`` if they differ."""
    words = fold_place(one)
    if words == fold_place(other):
        return None if _ANCHORED & set(words.split()) else True
    if not _is_stated_alike(one, other):
        return False
    first, second = _resolved(one, published), _resolved(other, published)
    if first is None or second is None:
        # Without a calendar: something that both state must agree ("Friday", "Friday night").
        return None if _has_common(one, other) else False
    (low, high), (begin, end) = first, second
    if low > end or begin > high:
        return False
    return True if first == second and len(low) == len("2020-05-03") else None


def _is_stated_alike(one: str, other: str) -> bool:
    """Whether no part of the date is stated differently; words that count from a day are no part."""
    first, second = stated_by(one), stated_by(other)
    if first is None or second is None:
        return True
    return all(
        not a or not b or a == b
        for a, b in (
            (first.year, second.year),
            (first.month, second.month),
            (first.day, second.day),
            (first.weekday, second.weekday),
            (first.part, second.part),
        )
    )


def _has_common(one: str, other: str) -> bool:
    first, second = stated_by(one), stated_by(other)
    if first is None or second is None:
        return False
    return bool(
        (first.weekday and first.weekday == second.weekday)
        or (first.month and first.month == second.month)
        or (first.year and first.year == second.year)
    )


@lru_cache(maxsize=4096)
def _resolved(said: str, published: str | None) -> tuple[str, str] | None:
    """First and last ISO date of what a date means, cut to its precision; they sort as strings.

    Of a month the first is ``2020-05`` and the last ``2020-05~``, which all its days lie between.
    """
    if _ANCHORED & set(fold_place(said).split()):
        return None
    found = resolve(said, published=published)
    if found is None:
        return None
    first, _, last = found[0].partition("/")
    return first, f"{last or first}~"


def _fit(earlier: Amount, later: Amount) -> bool:
    """Whether two counts can be of one thing: the bounds allow it, or the one told later is newer."""
    if earlier.allows(later.value) or later.allows(earlier.value):
        return True
    first, last = sorted((earlier, later), key=lambda one: min(one.spans, default=(0, 0)))
    return last.is_update and last.value > first.value


def _is_same_count(one: Amount, other: Amount) -> bool:
    """Whether two counts are one statement, or told twice.

    None and one say little: so many reports have them.  In one paragraph equal counts with words of
    their own are two counts ("two near the bridge, two at the market").
    """
    if one.value != other.value:
        return False
    if any(a < d and c < b for a, b in one.spans for c, d in other.spans):
        return True
    return one.value > 1 and not one.paragraphs & other.paragraphs


def _overlaps(earlier: Mention, later: Mention) -> tuple[bool, bool]:
    """Whether a name of both is in the same field, and whether one is in different fields.

    A blow and the answer to it have the same names, in each other's place.
    """
    found = {
        one == other
        for one in earlier.names
        for other in later.names
        if any(a.overlaps(b) for a in earlier.names[one] for b in later.names[other])
    }
    return True in found, False in found


def _is_crossed(some: Sequence[Name], others: Sequence[Name]) -> bool:
    """Whether each of two mentions has a name that the other lacks."""
    return any(not any(a.overlaps(b) for b in others) for a in some) and any(
        not any(b.overlaps(a) for a in some) for b in others
    )


def _is_recalled(earlier: Mention, recalls: Iterable[tuple[str, str]], page: Page) -> bool:
    """Whether one of the things pointed back at is of the kind that the earlier mention is."""
    return any(
        is_compatible(earlier.categories[name], value, name, page)
        for name, value in recalls
        if value not in VAGUE and earlier.categories.get(name, "other") not in VAGUE
    )

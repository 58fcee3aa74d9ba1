"""Which things told before a mention may be of: by place, day, names, counts and nearness.

So that a document of thousands of records is not compared pair by pair: a mention is weighed against
the few that share most with it, and against those that were told last and first.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator

from llmextract.merge.mentions import Mention

_FIRST, _LAST = 4, 12
"""Of all that share a value, so many of the first and of the last are looked at."""
_MOST = 8
"""So many candidates that share values."""
_RECENT = 4
"""So many that were told last, whatever they share."""
_TELLING = 2
"""A count below says too little to be looked up by."""


class Candidates:
    """The things told so far, by what they can be looked up by; numbers stand for them."""

    def __init__(self) -> None:
        self._by_key: dict[Hashable, list[int]] = defaultdict(list)
        self._told: list[int] = []

    def add(self, number: int, mention: Mention) -> None:
        """Take in a mention of a thing."""
        for key in _keys(mention):
            numbers = self._by_key[key]
            if not numbers or numbers[-1] != number:
                numbers.append(number)
        self._told.append(number)

    def sharing(self, mention: Mention, owner: dict[int, int], *, least: int = 1) -> list[int]:
        """The things that share values with a mention, those that share most first.

        Args:
            mention: it.
            owner: for the number of a thing that became a part of another, the other's.
            least: how many values they share at least.
        """
        shared: Counter[int] = Counter()
        for key in _keys(mention):
            numbers = self._by_key.get(key, ())
            near = (
                numbers
                if len(numbers) <= _FIRST + _LAST
                else [*numbers[:_FIRST], *numbers[-_LAST:]]
            )
            shared.update({owner_of(number, owner) for number in near})
        enough = (number for number, count in shared.items() if count >= least)
        return sorted(enough, key=lambda number: (-shared[number], -number))[:_MOST]

    def near(self, owner: dict[int, int]) -> list[int]:
        """The things that were told last and first of all."""
        told = (*reversed(self._told[-_RECENT:]), *self._told[:1])
        return list(dict.fromkeys(owner_of(number, owner) for number in told))


def owner_of(number: int, owner: dict[int, int]) -> int:
    """The thing that a thing became a part of, or itself; shortens the way for the next time."""
    root = number
    while (above := owner.get(root, root)) != root:
        root = above
    while owner.get(number, number) != root:
        owner[number], number = root, owner[number]
    return root


def _keys(mention: Mention) -> Iterator[Hashable]:
    for name, places in mention.places.items():
        for place in places:
            yield from ((name, key) for key in (place.words, place.words[-1], *place.within))
    for name, called in mention.names.items():
        for one in called:
            yield from ((name, word) for word in (*one.name.words, *one.name.acronyms))
            yield from ((name, brief) for brief in one.name.initials)
    for name, days in mention.dates.items():
        yield from ((name, day.said.lower()) for day in days)
    for name, amounts in mention.numbers.items():
        yield from ((name, one.value) for one in amounts if one.value >= _TELLING)

"""Finds which incidents of different documents are one: candidates by place and day, then the best pairs.

Of a document at most one incident is of a thing, since its own have been brought together before.
Pairs are taken from the surest on.  One that could as well be with another incident of the same
document is left alone, and so is one that would bring together what is surely apart.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from llmextract.merge.accounts import Account
from llmextract.merge.matching import BAR, match
from llmextract.merge.page import Page
from llmextract.merge.tables import Tables, tables_of
from llmextract.merge.weighing import Weighed

_CLEAR = 0.5
"""So much surer a pair must be than another that has one of its two incidents."""
_NEAREST = 48
"""So many accounts at most are looked at for each word, those nearest in time first."""
_TELLING = 1.5
"""Names in fields of at least this weight are looked up: what is hit, not who did it."""

Key = tuple[int, int]
"""An incident by the place of its document in the collection and its place in that."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two incidents of different documents that are one, and what spoke for it."""

    one: Key
    other: Key
    weighed: Weighed


@dataclass(frozen=True, slots=True)
class Group:
    """Incidents that are one, at most one of each document, and the pairs that brought them together."""

    keys: tuple[Key, ...]
    links: tuple[Link, ...]


def groups(accounts: Sequence[Account], page: Page) -> list[Group]:
    """The groups of two and more.

    Args:
        accounts: of all incidents of a collection, in its order.
        page: a page of the schema.
    """
    links = _links(accounts, page)
    by_score = sorted(links.values(), key=lambda link: (-link.weighed.score, link.one, link.other))
    rivals: dict[tuple[Key, int], list[Link]] = defaultdict(list)
    for link in by_score:
        rivals[link.one, link.other[0]].append(link)
        rivals[link.other, link.one[0]].append(link)
    made = _Groups({one.key: one for one in accounts}, page)
    for link in by_score:
        pair = (link.one, link.other)
        if not any(
            made.is_open(rival, pair)
            for key, other in (pair, pair[::-1])
            for rival in rivals[key, other[0]]
            if rival is not link and rival.weighed.score > link.weighed.score - _CLEAR
        ):
            made.join(link)
    return made.groups()


@dataclass(slots=True)
class _Groups:
    """Groups as they grow."""

    accounts: Mapping[Key, Account]
    page: Page
    _of: dict[Key, list[Key]] = field(default_factory=dict)
    _links: list[Link] = field(default_factory=list)

    def is_open(self, rival: Link, pair: tuple[Key, Key]) -> bool:
        """Whether the other end of a rival is still free for the document of this pair."""
        far = rival.other if rival.one in pair else rival.one
        near = rival.one if rival.one in pair else rival.other
        taken = {key[0] for key in self._own(far)}
        return near[0] not in taken or near in self._own(far)

    def join(self, link: Link) -> None:
        """Bring two together unless they share a document or something tells them apart."""
        one, other = self._own(link.one), self._own(link.other)
        if one is other or {key[0] for key in one} & {key[0] for key in other}:
            return
        if any(
            match(self.accounts[a], self.accounts[b], self.page) is None
            for a, b in product(one, other)
            if (a, b) != (link.one, link.other)
        ):
            return
        whole = sorted((*one, *other))
        self._of.update(dict.fromkeys(whole, whole))
        self._links.append(link)

    def groups(self) -> list[Group]:
        """Those of two and more, in the order of the collection."""
        links: dict[Key, list[Link]] = defaultdict(list)
        for link in self._links:
            links[self._of[link.one][0]].append(link)
        return [
            Group(tuple(self._of[first]), tuple(links[first]))
            for first in sorted({own[0] for own in self._of.values()})
        ]

    def _own(self, key: Key) -> list[Key]:
        return self._of.get(key) or [key]


def _links(accounts: Sequence[Account], page: Page) -> dict[tuple[Key, Key], Link]:
    """The pairs for which enough speaks."""
    found: dict[tuple[Key, Key], Link] = {}
    seen: set[tuple[Key, Key]] = set()
    index = _Index(accounts, tables_of(page.outline.record))
    for account in accounts:
        for other in index.near(account):
            pair = (min(account.key, other.key), max(account.key, other.key))
            if pair in seen:
                continue
            seen.add(pair)
            weighed = match(account, other, page)
            if weighed is not None and weighed.score >= BAR:
                found[pair] = Link(*pair, weighed)
    return found


class _Index:
    """The accounts of a collection by the words of their places and people, in the order of time."""

    def __init__(self, accounts: Sequence[Account], tables: Tables) -> None:
        self._tables = tables
        self._dated: dict[Hashable, list[tuple[int, Key, Account]]] = defaultdict(list)
        self._open: dict[Hashable, list[Account]] = defaultdict(list)
        for account in accounts:
            days = [one for one in account.days if one.is_exact]
            for key in self._keys(account):
                for day in days:
                    self._dated[key].append((day.first, account.key, account))
                if not days:
                    self._open[key].append(account)
        for told in self._dated.values():
            told.sort(key=lambda one: one[:2])

    def near(self, account: Account) -> Iterator[Account]:
        """The accounts of other documents that share a word with one and may be of its days."""
        for key in self._keys(account):
            others = [*self._on_days(key, account), *self._open.get(key, ())[:_NEAREST]]
            for other in others:
                if other.document != account.document:
                    yield other

    def _on_days(self, key: Hashable, account: Account) -> Iterator[Account]:
        told = self._dated.get(key, [])
        for day in account.stretches:
            low = bisect_left(told, day.first - 1, key=lambda one: one[0])
            high = bisect_right(told, day.last + 1, key=lambda one: one[0])
            for _, _, other in told[low : min(high, low + _NEAREST)]:
                yield other
        if not account.stretches:
            yield from (other for _, _, other in told[:_NEAREST])

    def _keys(self, account: Account) -> set[Hashable]:
        words: set[Hashable] = set()
        for told in (account.places, account.beside):
            for name, places in told.items():
                exact = [place for place in places if not place.is_wide]
                words |= {(name, place.words[-1]) for place in exact}
        for name, called in account.mention.names.items():
            if self._tables.weight(name) >= _TELLING:
                words |= {(name, one.name.words) for one in called if one.is_full and one.is_sure}
        return words

"""Draws some of the documents of a corpus: by the digests of their texts, in proportion to strata.

The same documents are drawn wherever the corpus lies and in whatever order it is read, and a larger
draw holds the smaller one.  A text that stands in a stratum more than once is drawn once.
"""

import heapq
import re
import urllib.parse
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from llmextract.errors import DocumentError, UsageError
from llmextract.records import Document
from llmextract.verification.language import language_of

KINDS = ("source", "year", "month", "language")
"""What documents have without a column for it."""
_ROW = re.compile(r":\d+\Z")
_LOOKED_AT = 4_000  # characters that tell a language


@dataclass(frozen=True, slots=True)
class Stratum:
    """Documents that have something in common.

    Attributes:
        documents: how many there are.
        paragraphs: how many they have.
        drawn: digests of the texts that are drawn of them.
    """

    documents: int
    paragraphs: int
    drawn: frozenset[int]


@dataclass(frozen=True, slots=True)
class Draw:
    """What was drawn.

    Attributes:
        by: what the strata have in common: one of ``KINDS`` or a column; ``None`` for one stratum.
        strata: each by its name.
    """

    by: str | None
    strata: Mapping[str, Stratum]

    @property
    def documents(self) -> int:
        """How many documents there are to draw from."""
        return sum(one.documents for one in self.strata.values())

    @property
    def paragraphs(self) -> int:
        """How many paragraphs they have."""
        return sum(one.paragraphs for one in self.strata.values())

    @property
    def drawn(self) -> int:
        """How many documents are drawn."""
        return sum(len(one.drawn) for one in self.strata.values())

    def of(self, items: Iterable[Document | DocumentError]) -> Iterator[Document | DocumentError]:
        """Those of the items that are drawn, and all errors."""
        left = {name: set(one.drawn) for name, one in self.strata.items()}
        for item in items:
            if isinstance(item, DocumentError):
                yield item
                continue
            wanted, digest = left.get(stratum_of(item, self.by), set()), _digest(item)
            if digest in wanted:
                wanted.remove(digest)
                yield item


def draw(items: Iterable[Document | DocumentError], most: int, by: str | None) -> Draw:
    """Draw that many documents, at least one of each stratum as far as they reach.

    Memory is linear in what is drawn and the number of strata, not in the corpus.

    Raises:
        UsageError: no document has such a column.
    """
    pools: dict[str, _Pool] = {}
    for item in items:
        if isinstance(item, Document):
            pools.setdefault(stratum_of(item, by), _Pool(most)).add(item)
    if pools and set(pools) == {_without(by)} and by not in {None, *KINDS}:
        raise UsageError(
            f"no document has a column {by!r}",
            hint=f"strata are {', '.join(KINDS)}, or a column of the rows",
        )
    shares = _shares({name: (one.documents, len(one.least)) for name, one in pools.items()}, most)
    return Draw(by, {name: pool.drawn(shares[name]) for name, pool in sorted(pools.items())})


def stratum_of(document: Document, by: str | None) -> str:
    """The name of a document's stratum."""
    found: str | None = ""
    if by == "source":
        host = urllib.parse.urlsplit(document.source).netloc if "://" in document.source else ""
        found = host or _ROW.sub("", document.source)
    elif by == "language":
        found = language_of(document.text[:_LOOKED_AT])
    elif by in {"year", "month"}:
        found = (document.published or "")[: 4 if by == "year" else 7]
    elif by is not None:
        found = document.group
    return found or _without(by)


def _without(by: str | None) -> str:
    return "" if by is None else f"no {by}"


class _Pool:
    """The documents of a stratum: how many, and the least digests of their texts.

    Args:
        most: how many digests to keep.
    """

    def __init__(self, most: int) -> None:
        self.documents = self.paragraphs = 0
        self.least: set[int] = set()
        self._most = most
        self._heap: list[int] = []  # the same, negative: the largest on top

    def add(self, document: Document) -> None:
        self.documents += 1
        self.paragraphs += len(document.paragraphs)
        digest = _digest(document)
        is_less = len(self._heap) < self._most or (self._heap and digest < -self._heap[0])
        if digest in self.least or not is_less:
            return
        self.least.add(digest)
        heapq.heappush(self._heap, -digest)
        if len(self._heap) > self._most:
            self.least.remove(-heapq.heappop(self._heap))

    def drawn(self, share: int) -> Stratum:
        return Stratum(
            self.documents, self.paragraphs, frozenset(heapq.nsmallest(share, self.least))
        )


def _shares(sizes: Mapping[str, tuple[int, int]], most: int) -> dict[str, int]:
    """How many of each stratum, by its documents and how many of them can be drawn.

    One of each, the largest first, then by the divisors of Sainte-Laguë: of the methods that are in
    proportion it is one where nobody gets fewer because there are more to give.
    """
    shares = dict.fromkeys(sizes, 0)
    queue = [(-float("inf"), -size, name) for name, (size, _) in sizes.items()]
    heapq.heapify(queue)
    for _ in range(most):
        if not queue:
            break
        _, size, name = heapq.heappop(queue)
        shares[name] += 1
        if shares[name] < sizes[name][1]:
            heapq.heappush(queue, (size / (2 * shares[name] + 1), size, name))
    return shares


def _digest(document: Document) -> int:
    text = document.text.encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=8).digest())

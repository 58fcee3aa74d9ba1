"""Goes through the records of a document and joins those that are about the same incident."""

import heapq
import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from llmextract.merge.agreeing import Evidence, evidence
from llmextract.merge.joining import LeftOut, join
from llmextract.merge.mentions import Member, Mention, Page, mentions
from llmextract.records import Extraction, Finding
from llmextract.schema.outline import outline_of

if TYPE_CHECKING:
    from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class Merged:
    """An incident of a document, from one record or several.

    Attributes:
        record: the joined record, of the same schema.  Its evidence sentences are those of the
            first member's paragraph.
        members: index of the paragraph and of the record in it, for each record that it was made of,
            in order of the document.
        findings: of the values of the joined record, under their paths in it; ``record`` is its
            place among the incidents of the document.
        left_out: values of the members that the joined record does not have.
    """

    record: Mapping[str, Any]
    members: tuple[Member, ...]
    findings: tuple[Finding, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def merge_document(
    extractions: Iterable[Extraction], record: "type[BaseModel]"
) -> tuple[Merged, ...]:
    """The incidents of one document, in the order of their first mention.

    Args:
        extractions: what came of the paragraphs of one document, in any order.
        record: the schema's class, whose marks say what kind of value each field has.

    Returns:
        One entry for each incident.  Merging what it returns (see :func:`joined`) joins no more.
    """
    ordered = sorted(extractions, key=lambda one: one.paragraph.index)
    page = Page.of(ordered, outline_of(record))
    clusters = [
        _Cluster(mention) for extraction in ordered for mention in mentions(extraction, page)
    ]
    _Joining(page, clusters).run()
    return tuple(
        cluster.merged(index)
        for index, cluster in enumerate(
            sorted(clusters, key=lambda cluster: cluster.mention.members)
        )
    )


def joined(extractions: Sequence[Extraction], record: "type[BaseModel]") -> tuple[Extraction, ...]:
    """The extractions of one document with the joined records, each where it is first mentioned."""
    incidents = merge_document(extractions, record)
    out = []
    for extraction in extractions:
        here = [one for one in incidents if one.members[0][0] == extraction.paragraph.index]
        findings = tuple(
            replace(finding, record=index)
            for index, one in enumerate(here)
            for finding in one.findings
        )
        records = tuple(one.record for one in here)
        out.append(replace(extraction, records=records, findings=findings))
    return tuple(out)


_Candidate = tuple[int, int, tuple[int, int], int, Evidence]
"""A pair to join, with what it is ordered by: the best first, then the first of the document."""


@dataclass(slots=True)
class _Cluster:
    """The mentions of one incident found so far, joined."""

    mention: Mention
    left_out: list[LeftOut] = field(default_factory=list)

    def merged(self, index: int) -> Merged:
        findings = tuple(replace(one, record=index) for one in self.mention.findings.values())
        return Merged(self.mention.record, self.mention.members, findings, tuple(self.left_out))


class _Joining:
    """Joins the two clusters that agree best, again and again, until no two agree enough.

    So the order of the records is no matter, and what it leaves would not be joined another time.

    Args:
        page: the document.
        clusters: one for each record; those that were joined are taken out of the list.
    """

    def __init__(self, page: Page, clusters: list[_Cluster]) -> None:
        self._page, self._clusters = page, clusters
        self._links: dict[tuple[int, int], Evidence] = {}
        self._before: dict[int, set[int]] = defaultdict(set)
        """For each cluster those told before that nothing sets apart from it."""
        self._behind: dict[int, set[int]] = defaultdict(set)
        """Likewise those told after it."""
        self._numbers = itertools.count()
        self._queue: list[_Candidate] = []
        """Pairs that agree enough, the best first; some may be out of date."""

    def run(self) -> None:
        """Join all that agree."""
        numbered = dict(enumerate(self._clusters))
        for index in numbered:
            self._link(index, range(index), numbered)
            self._offer_alone(index)
        while (pair := self._best()) is not None:
            first, last = pair
            one, other = numbered[first], numbered.pop(last)
            told = one.mention
            one.mention, losers = join(told, other.mention, self._page)
            one.left_out += [*other.left_out, *losers]
            touched = self._unlink(last)
            if not one.mention.is_compared_like(told):
                touched |= self._unlink(first) | {first}
                self._link(first, (index for index in numbered if index != first), numbered)
                touched |= self._behind[first]
            for index in sorted(touched):
                self._offer_alone(index)
        self._clusters[:] = numbered.values()

    def _best(self) -> tuple[int, int] | None:
        """The pair that agrees best, the first of several such; ``None`` when none agrees enough."""
        while self._queue:
            _, _, pair, _, found = heapq.heappop(self._queue)
            if self._links.get(pair) is found and found.is_enough(is_alone=self._is_alone(pair[1])):
                return pair
        return None

    def _is_alone(self, last: int) -> bool:
        """Whether there is only one told before that a cluster can be the same as."""
        return len(self._before[last]) == 1

    def _link(self, index: int, others: Iterable[int], numbered: Mapping[int, _Cluster]) -> None:
        for other in others:
            first, last = min(index, other), max(index, other)
            found = evidence(numbered[first].mention, numbered[last].mention, self._page)
            if found is not None:
                self._links[first, last] = found
                self._before[last].add(first)
                self._behind[first].add(last)
                self._offer((first, last), is_alone=False)

    def _offer_alone(self, last: int) -> None:
        """Queue a cluster that is left with one told before: that may now be enough to join them."""
        if self._is_alone(last):
            (first,) = self._before[last]
            self._offer((first, last), is_alone=True)

    def _offer(self, pair: tuple[int, int], *, is_alone: bool) -> None:
        found = self._links[pair]
        if found.is_enough(is_alone=is_alone):
            agreed, nearness = found.strength
            number = next(self._numbers)  # so that no two pieces of evidence are compared
            heapq.heappush(self._queue, (-agreed, -nearness, pair, number, found))

    def _unlink(self, index: int) -> set[int]:
        """Forget the links of a cluster; returns those told after it, which have lost one."""
        for first in self._before.pop(index, set()):
            self._behind[first].discard(index)
            del self._links[first, index]
        behind = self._behind.pop(index, set())
        for last in behind:
            self._before[last].discard(index)
            del self._links[index, last]
        return behind

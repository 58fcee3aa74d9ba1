"""Goes through the records of a document and brings together those that are about one thing.

In passes, from what is sure to what is likely (a sieve): first the records that agree in much,
wherever they stand; then, in the order of the text, each is weighed against what was told before
it, so that a sentence that only comes back ("the dead were buried on Friday") finds the fullest
account of its thing.  At last the sums over several things are found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from llmextract.merge.candidates import Candidates, owner_of
from llmextract.merge.mentions import Member, Mention
from llmextract.merge.page import Page
from llmextract.merge.weighing import Weighed, weigh

_SURE, _LIKELY = 4.0, 2.0
"""What must speak for two being one, in the first passes and in the last."""
_ROUNDS = 3
"""Most rounds of the first pass; what was brought together may agree with more."""


@dataclass(frozen=True, slots=True)
class Joint:
    """Why records were brought together.

    Attributes:
        earlier: the first record of the one side.
        later: the first record of the other.
        score: what spoke for it, in sum.
        signs: names of the signs, those for it first.
    """

    earlier: Member
    later: Member
    score: float
    signs: tuple[str, ...]


@dataclass(slots=True)
class Cluster:
    """The mentions of one thing."""

    mention: Mention
    joints: list[Joint]


class Clustering:
    """Brings together the mentions of a document.

    Args:
        page: the document.
        mentions: one for each record, in the order of the text.
    """

    def __init__(self, page: Page, mentions: Sequence[Mention]) -> None:
        self._page = page
        self._clusters = {number: Cluster(one, []) for number, one in enumerate(mentions)}
        self._owner: dict[int, int] = {}
        self._first = [one.members[0] for one in mentions]
        # Records are numbered in the order of the text.
        self._lead = next((i for i, one in enumerate(mentions) if not one.is_aside), 0)

    def run(self) -> list[Cluster]:
        """The clusters, in the order of their first mention."""
        for _ in range(_ROUNDS):
            if not self._pass(_SURE, in_order=False):
                break
        self._pass(_LIKELY, in_order=True)
        return [self._clusters[number] for number in sorted(self._clusters)]

    def _pass(self, bar: float, *, in_order: bool) -> bool:
        """Weigh each against those told before it; returns whether any were brought together."""
        told = Candidates()
        found_any = False
        for number in sorted(self._clusters):
            mention = self._clusters[number].mention
            numbers = told.of(mention, self._owner)
            before = self._told_before(number) if in_order else frozenset()
            best = self._best(mention, numbers, bar, before)
            told.add(number, mention)
            if best is not None:
                self._bring_together(best[0], number, best[1])
                found_any = True
        return found_any

    def _best(
        self, mention: Mention, numbers: Iterable[int], bar: float, before: frozenset[int]
    ) -> tuple[int, Weighed] | None:
        """The thing told before that a mention is most likely of, if any is likely enough."""
        weighed = {
            number: found
            for number in numbers
            if (found := weigh(self._clusters[number].mention, mention, self._page)) is not None
        }
        if before:
            self._add_context(weighed, before)
        if not weighed:
            return None
        best = max(weighed, key=lambda number: (weighed[number].score, number))
        return (best, weighed[best]) if weighed[best].score >= bar else None

    def _bring_together(self, first: int, last: int, found: Weighed) -> None:
        one, other = self._clusters[first], self._clusters.pop(last)
        self._owner[last] = first
        joint = Joint(one.mention.members[0], other.mention.members[0], found.score, found.signs)
        one.joints += [joint, *other.joints]
        one.mention = one.mention.united(other.mention, self._page)

    def _told_before(self, number: int) -> frozenset[int]:
        """The things of the paragraph that was read before a record, of those that tell any."""
        near: set[int] = set()
        last = None
        for other in range(number - 1, -1, -1):
            paragraph = self._first[other][0]
            if paragraph == self._first[number][0]:
                continue
            if last is not None and paragraph != last:
                break
            last = paragraph
            near.add(owner_of(other, self._owner))
        return frozenset(near)

    def _add_context(self, weighed: dict[int, Weighed], before: frozenset[int]) -> None:
        """What was told just before, or first of all, or alone can be meant, is likelier."""
        for number in before & weighed.keys():
            weighed[number] = weighed[number].also("told just before")
        if self._lead in weighed:
            weighed[self._lead] = weighed[self._lead].also("told first of all")
        possible = [number for number, one in weighed.items() if one.score > 0]
        if len(possible) == 1:
            (only,) = possible
            weighed[only] = weighed[only].also("only one it can be")

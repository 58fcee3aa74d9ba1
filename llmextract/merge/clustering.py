"""Goes through the records of a document and brings together those that are about one thing.

In passes, from what is sure to what is likely (a sieve): first the records that agree in much,
wherever they stand; then, in the order of the text, each is weighed against what was told before
it, so that a sentence that only comes back ("the dead were buried on Friday") finds the fullest
account of its thing.  At last the sums over several things are found.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from llmextract.merge.amounts import Member
from llmextract.merge.candidates import Candidates, owner_of
from llmextract.merge.mentions import Mention
from llmextract.merge.page import Page
from llmextract.merge.weighing import Weighed, weigh

_SURE, _LIKELY = 4.0, 2.0
"""What must speak for two being one, in the first passes and in the last."""
_CLEAR = 1.0
"""So much more than for any other must speak for a thing to be the only one that can be meant."""
_ANCHORED = frozenset({"same place", "same day"})
"""Of what says by itself where and when it was, the order of the text tells no more."""
_SHARED = 2
"""What agrees in much shares at least so many values."""
_ROUNDS = 2
"""Most rounds of a pass; what was brought together may agree with more."""


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

    Attributes:
        clusters: the things so far, numbered by their first record in the order of the text.
    """

    def __init__(self, page: Page, mentions: Sequence[Mention]) -> None:
        self._page = page
        self.clusters = {number: Cluster(one, []) for number, one in enumerate(mentions)}
        self._owner: dict[int, int] = {}
        self._first = [one.members[0] for one in mentions]
        # Records are numbered in the order of the text.
        self._lead = next((i for i, one in enumerate(mentions) if not one.is_aside), 0)

    def bring_what_is_sure(self) -> None:
        """Bring together what agrees in much, wherever it stands."""
        for _ in range(_ROUNDS):
            if not self._pass(_SURE, in_order=False):
                break

    def bring_what_is_likely(self, *, but: Container[int] = ()) -> None:
        """Weigh each thing against what was told before it, in the order of the text.

        Args:
            but: numbers of things that stay as they are.
        """
        for _ in range(_ROUNDS):
            if not self._pass(_LIKELY, in_order=True, but=but):
                break

    def owner_of(self, number: int) -> int:
        """The thing that a thing was brought to, or itself."""
        return owner_of(number, self._owner)

    def _pass(self, bar: float, *, in_order: bool, but: Container[int] = ()) -> bool:
        """Weigh each against those told before it; returns whether any were brought together."""
        told = Candidates()
        found_any = False
        for number in sorted(self.clusters):
            if number in but:
                continue
            mention = self.clusters[number].mention
            if in_order:
                shared = told.sharing(mention, self._owner)
                numbers = list(dict.fromkeys((*shared, *told.near(self._owner))))
            else:
                numbers = told.sharing(mention, self._owner, least=_SHARED)
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
            if (found := weigh(self.clusters[number].mention, mention, self._page)) is not None
        }
        if before:
            self._add_context(weighed, before)
        if not weighed:
            return None
        best = max(weighed, key=lambda number: (weighed[number].score, number))
        return (best, weighed[best]) if weighed[best].score >= bar else None

    def _bring_together(self, first: int, last: int, found: Weighed) -> None:
        one, other = self.clusters[first], self.clusters.pop(last)
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
        for sign, numbers in (("told just before", before), ("told first of all", {self._lead})):
            for number in numbers & weighed.keys():
                one = weighed[number]
                if not (one.is_set_apart or _ANCHORED.issubset(one.signs)):
                    weighed[number] = weighed[number].also(sign)
        best, *others = sorted((one.score for one in weighed.values()), reverse=True) or (0.0,)
        if best > 0 and not any(other > best - _CLEAR for other in others):
            only = max(weighed, key=lambda number: weighed[number].score)
            if not weighed[only].is_set_apart:
                weighed[only] = weighed[only].also("only one it can be")

"""An amount with what it counts: what all rules about counts hand on to each other."""

from dataclasses import dataclass, field
from typing import Final

from llmextract.verification.numbers.notcounts import Numeral
from llmextract.verification.numbers.tags import PEOPLE

LONE: Final = frozenset({"article", "singular"})
"""Forms of an amount that is one in no word of number: "a guard", "the mayor"."""
_PEOPLE: Final = PEOPLE | {"other"}


@dataclass(slots=True, eq=False)
class Count:
    """An amount with what it counts and what happened to them.

    Attributes:
        numeral: the amount.
        first: first token of the noun phrase.
        after: token after the noun phrase.
        head: token of the noun, or -1.
        classes: classes of the noun; ``other`` for a noun that the tables do not know.
        effects: what happened to them, by effect.
        subset: it is a part of the people named before ("including four children").
        of_them: "of them" follows: a part, unless something else happened to it.
        whole: count of which this is a part ("five of the seven"), or ``None``.
        governor: tags of the preposition before it, 0 for none.
        group: other members of its coordination ("two officers and a driver"), itself included.
        more: "others", "more": the noun is the one before.
        reported: a denial of reports, not of people.
        open_ended: coordinated with people without a number ("two officers and civilians").
        total: the size of a toll, which nothing may be added to.
        definite: "the nine": people named before, who must not be counted twice.
        excluded: "all but four": those to whom it did not happen.
        of_named: an amount before, of whom this is a part ("two of the customers").
        either: effects of which one or the other befell each of them ("killed or wounded").
        spared: a clause that was read says that it did not happen to them, or was only tried.
        unreal: effects that are told of them as planned or tried only, beside what did happen.
        listed: it is one row of a table whose column is one amount.
        aside: what it tells of if it is none of the incident's ("a running total"), or empty.
        older: whether ``aside`` is another incident, which a record may be about.
        doubted: whether it may be one of the incident's in spite of ``aside``.
        also: the text says that it happened to them too ("two were also killed").
        restated: the same people are told by household and by head: neither adds to the other.
        past: its sentence may look back at another time.
        among: "among the 31 dead": the whole of which others are a part.
    """

    numeral: Numeral
    first: int
    after: int
    head: int = -1
    classes: frozenset[str] = frozenset()
    effects: set[str] = field(default_factory=set)
    subset: bool = False
    of_them: bool = False
    whole: "Count | None" = None
    is_whole: bool = False
    governor: int = 0
    group: "list[Count]" = field(default_factory=list)
    more: bool = False
    reported: bool = False
    open_ended: bool = False
    total: bool = False
    definite: bool = False
    among: bool = False
    excluded: bool = False
    of_named: "Count | None" = None
    either: frozenset[str] = frozenset()
    spared: bool = False
    unreal: frozenset[str] = frozenset()
    listed: bool = False
    aside: str = ""
    doubted: bool = False
    older: bool = False
    past: bool = False
    also: bool = False
    restated: bool = False

    @property
    def people(self) -> bool:
        """Whether it may count people: a noun for people, a noun not known, or none."""
        return not self.classes or not _PEOPLE.isdisjoint(self.classes)

    @property
    def value(self) -> int | None:
        """The exact value, ``None`` for bounds and vague amounts."""
        numeral = self.numeral
        return numeral.low if numeral.kind == "exact" and not numeral.reject else None


def claim(owner: list[Count | None], count: Count) -> None:
    """Note the tokens of a count as its own."""
    owner[count.first : count.after] = [count] * (count.after - count.first)

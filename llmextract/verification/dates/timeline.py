"""The days that an article tells, in the order in which it tells them.

Each date is resolved against those before it: "March 9", then "a few hours later", then "the next
morning".  A paragraph is read once; what one date costs does not grow with the article.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from threading import RLock
from typing import Final, NamedTuple

from llmextract.verification.datelines import HEAD_PARAGRAPHS, find_dateline
from llmextract.verification.dates.expressions import in_language
from llmextract.verification.dates.moments import Moment
from llmextract.verification.dates.stating import Expression, Stated

_FURTHEST: Final = 3
"""Paragraphs back in which the day that "the next morning" counts from is looked for."""
_SHORT: Final = 60  # characters of a sentence that does a heading's work
_HEADING: Final = 4
"""Words that a heading has at most which says when all below it was: "May 2015"."""
_YEAR: Final = re.compile(r"(?<![\w.,-])(?:1[89]|20)\d\d(?![\w.,-]*\w)")
_WORD: Final = re.compile(r"[^\W_]+")


class Passage(NamedTuple):
    """A paragraph as it is read, and the language that it is read in."""

    text: str
    language: str


class At(NamedTuple):
    """A place in an article: the number of the paragraph and an offset in it."""

    paragraph: int
    offset: int


@dataclass(frozen=True, slots=True)
class Told:
    """A date that an article tells, and what it means."""

    expression: Expression
    moment: Moment


Resolve = Callable[[Stated, str, At], Moment | str]


class Timeline:
    """The days that an article tells.

    Args:
        passages: its paragraphs in order.
        title: its headline.
        resolve: what an expression at a place of the article means; why not where that is open.
        published: when it appeared; what is announced for later is no day that its story has come to.
    """

    def __init__(
        self,
        passages: Sequence[Passage],
        title: str,
        resolve: Resolve,
        published: date | None,
    ) -> None:
        self.passages = passages
        self._published = published
        self._title = title
        self._resolve = resolve
        self._reading = RLock()  # held by who resolves a date, which asks for what is above it
        self._read = 0  # paragraphs whose dates are all resolved
        self._told: list[list[Told]] = []
        self._headings: list[int] = []  # the year that the heading above a paragraph says, or 0
        self._last: list[
            date | None
        ] = []  # the last day with its year up to the end of a paragraph
        self._years: frozenset[int] | None = None

    def told_before(self, at: At) -> Moment | None:
        """The day that was told last before a place: in its paragraph, else in those just before it.

        A look back ("a similar blast on 3 April") is passed over: what is told goes on from the
        latest of its paragraph's days.
        """
        self._read_to(at)
        own = self.own_before(at)
        if own is not None:
            return own
        for number in range(at.paragraph - 1, max(-1, at.paragraph - 1 - _FURTHEST), -1):
            if (found := self._latest(self._told[number])) is not None:
                return found
        return None

    def own_before(self, at: At) -> Moment | None:
        """The day that its own paragraph told last before a place."""
        self._read_to(at)
        own = self._told[at.paragraph]
        return self._latest(one for one in own if one.expression.end <= at.offset)

    def heading(self, at: At) -> int:
        """The year that the heading over a paragraph says; 0 for none."""
        self._read_to(at)
        return self._headings[at.paragraph]

    def dated_in(self, at: At) -> date | None:
        """The last day that its own paragraph tells with its year before a place."""
        self._read_to(at)
        found = None
        for one in self._told[at.paragraph]:
            if one.expression.end <= at.offset and _is_full(one.expression.stated):
                found = one.moment.first
        return found

    def dated_before(self, at: At) -> date | None:
        """The last day that the article tells with its year before a place."""
        own = self.dated_in(at)
        return own or (self._last[at.paragraph - 1] if at.paragraph else None)

    def only_year(self) -> int | None:
        """The one year of all its full dates, else the one that the headline or a heading names.

        A year that running text names may be that of anything: "a study from 2009".
        """
        if self._years is None:
            self._years = frozenset(
                one.stated.year
                for passage in self.passages
                for one in in_language(passage.text, passage.language)
                if _is_full(one.stated)
            )
            if not self._years:
                short = (one.text for one in self.passages if len(one.text) <= _SHORT)
                named = (_YEAR.findall(text) for text in (self._title, *short))
                self._years = frozenset(int(year) for years in named for year in years)
        return next(iter(self._years)) if len(self._years) == 1 else None

    def _read_to(self, at: At) -> None:
        """Resolve the dates of all paragraphs up to one; each with those before it.

        The threads of a run share the article: who comes while another one reads waits for it.
        """
        if at.paragraph < self._read:
            return
        with self._reading:
            for number in range(len(self._told), at.paragraph + 1):
                self._read_one(number, self.passages[number])
                self._read = number + 1

    def _read_one(self, number: int, passage: Passage) -> None:
        self._told.append([])
        found = in_language(passage.text, passage.language)
        above = self._headings[-1] if self._headings else 0
        self._headings.append(_heading(passage.text, found) or above)
        last = self._last[-1] if self._last else None
        self._last.append(last)
        filed = len(find_dateline(passage.text) or "") if number < HEAD_PARAGRAPHS else 0
        for one in found:
            if one.end <= filed:
                continue  # when it was filed is no day of its story
            place = At(number, one.start)
            moment = self._resolve(one.stated, one.written(passage.text), place)
            if isinstance(moment, Moment):
                self._told[number].append(Told(one, moment))
                if _is_full(one.stated) and moment.has_year:
                    self._last[number] = moment.first

    def _latest(self, told: Iterable[Told]) -> Moment | None:
        """The day that is going on after some dates: the last one that is not before another of them."""
        found: Moment | None = None
        for moment in (one.moment for one in told):
            if moment.precision != "day" or self._is_ahead(moment):
                continue
            if found is None or moment.first >= found.first or moment.has_year != found.has_year:
                found = moment
        return found

    def _is_ahead(self, moment: Moment) -> bool:
        published = self._published
        return published is not None and moment.has_year and moment.first > published


def _heading(text: str, found: Iterable[Expression]) -> int:
    """The year that a heading over other paragraphs says; 0 where a paragraph is none."""
    if len(_WORD.findall(text)) > _HEADING:
        return 0
    years = {one.stated.year for one in found} - {0} or set(map(int, _YEAR.findall(text)))
    return next(iter(years)) if len(years) == 1 else 0


def _is_full(stated: Stated) -> bool:
    return bool(stated.year and stated.month)

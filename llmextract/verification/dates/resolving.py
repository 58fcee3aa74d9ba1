"""Turns dates as written into dates of the calendar, each with how exactly and how that is known.

What a date leaves open is taken from what stands around it, and said: its year from the date of
publication or from the dates told before it, its day from the one that it counts from.  What nothing
states stays open.
"""

import re
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from llmextract.verification.dates import moments, ordering, phrases
from llmextract.verification.dates.counting import Count, counted
from llmextract.verification.dates.expressions import WEEKDAYS
from llmextract.verification.dates.moments import Moment
from llmextract.verification.dates.stating import Stated
from llmextract.verification.dates.timeline import At, Timeline
from llmextract.verification.source_text import SourceText

NO_YEAR: Final = "nothing states the year"
"""The step of a chain for a date that is known but for its year."""
_GRACE: Final = timedelta(days=7)
"""News tells of the past: the latest such day that is not after publication.  A week's grace for
announced days and for papers dated before they were filed."""
_RECENT: Final = timedelta(days=300)
"""A day told so much before publication is no news: what stands beside it is of its year."""
_AHEAD: Final = timedelta(days=200)
"""So far ahead lies at most what a report announces without its year."""
_WEEK: Final = 7
_WILL: Final = re.compile(
    r"\b(?:will|shall|due|deadline|scheduled|planned|plans?|threaten\w*|warn\w*|vow\w*|expected|upcoming)\b",
    re.IGNORECASE,
)
_TILL: Final = re.compile(r"\b(?:by|until|till|before)\s+(?:the\s+)?(?:(?:end|start) of\s+)?$")
_FULL_STOP: Final = re.compile(r"[.!?](?=\s)")


class Resolver:
    """Resolves the dates of one article.

    Args:
        published: when it appeared.
        source: its paragraph and what is known around it; without one only the date of publication
            is counted from.
    """

    def __init__(self, published: date | None, source: SourceText | None = None) -> None:
        self.published = published
        self.source = source
        self.timeline: Timeline | None = None

    def stated(self, stated: Stated, words: str, at: At | None) -> Moment | str:
        """What a date means.

        Args:
            stated: what its words state.
            words: the words.
            at: where they stand in the article.

        Returns:
            A moment with its chain of reasons, or why there is none.
        """
        if stated.relative and (day := phrases.named_day(stated.relative)):
            stated = replace(day, year=stated.year)
        if stated.swaps:
            known = self.source and ordering.settled(stated, self.source, self.published)
            if not known:
                other = ordering.spelled(stated.swapped)
                return f"it may be {ordering.spelled(stated)} or {other}: {self._why_open()}"
            found = self.stated(known[0], words, at)
            return found.because(known[1]) if isinstance(found, Moment) else found
        if stated.month or stated.year:
            return self._calendar(stated, at)
        if stated.day:
            return self._in_month(stated.day, at)
        if stated.weekday:
            return self._weekday(stated, at)
        count = counted(words) or (counted(stated.relative) if stated.relative else None)
        if count is not None:
            return self._counted(count, at)
        if stated.part:
            return self._part(stated, at)
        return "it names no day"

    def phrase(self, phrase: phrases.Phrase, words: str, at: At | None) -> Moment | str:
        """What a phrase of several days means."""
        first = self.stated(phrase.stated, words, at)
        if not isinstance(first, Moment) or not (phrase.week or phrase.last):
            return first
        if phrase.week:
            return _week_in(first, phrase.week)
        assert phrase.last is not None
        last = self.stated(phrase.last, words, at)
        if not isinstance(last, Moment):
            return last
        if last.last < first.first and phrase.last.weekday:
            last = replace(last, last=last.last + timedelta(days=_WEEK))
        if last.last < first.first or last.has_year != first.has_year:
            return "its end is before its beginning"
        made = moments.of_stretch(first.first, last.last, has_year=first.has_year)
        return replace(made, chain=first.chain)

    def _why_open(self) -> str:
        return ordering.ordering_of(self.source).reason if self.source else "nothing tells which"

    def _calendar(self, stated: Stated, at: At | None) -> Moment | str:
        year, chain = self._year(stated, at)
        moment = moments.of_parts(year, stated.month, stated.day)
        if moment is None:
            return "the calendar has no such day"
        weekday = moment.first.isoweekday()
        if stated.weekday and stated.day and year and stated.weekday != weekday:
            chain = (*chain, f"that was a {WEEKDAYS[weekday - 1].title()}")
        return moment.because(*chain)

    def _year(self, stated: Stated, at: At | None) -> tuple[int, tuple[str, ...]]:
        """The year of a day or month, and how it is known; 0 where nothing states one."""
        if stated.year:
            return stated.year, ()
        timeline = self.timeline
        if timeline is not None and at is not None:
            if year := timeline.heading(at):
                return year, (f"the year {year} stands in the heading above",)
            near = timeline.dated_in(at)
            if near is not None and (self.published is None or self.published - near > _RECENT):
                return _nearest_year(stated, near), (f"its year from {near}, told before it",)
        if self.published is not None:
            return self._published_year(stated, self.published, at)
        if timeline is not None:
            before = timeline.dated_before(at) if at is not None else None
            if before is not None:
                return _nearest_year(stated, before), (f"its year from {before}, told before it",)
            if (only := timeline.only_year()) is not None:
                return only, (f"{only} is the only year of the article's dates and headings",)
        return 0, (NO_YEAR,)

    def _published_year(
        self, stated: Stated, published: date, at: At | None
    ) -> tuple[int, tuple[str, ...]]:
        chain = f"its year from the date of publication, {published}"
        limit = published + _GRACE
        years = (published.year + 1, published.year, published.year - 1)
        found = [
            (year, moment.first)
            for year in years
            if (moment := moments.of_parts(year, stated.month, stated.day)) is not None
        ]
        ahead = [one for one in found if limit < one[1] <= published + _AHEAD]
        if ahead and self._looks_ahead(at):
            return ahead[-1][0], (f"{chain}, which it lies ahead of",)
        past = [year for year, first in found if first <= limit]
        return (past[0] if past else published.year), (chain,)

    def _looks_ahead(self, at: At | None) -> bool:
        """Whether the sentence of a date speaks of what is to come."""
        if self.timeline is None or at is None:
            return False
        passage = self.timeline.passages[at.paragraph]
        stops = [match.end() for match in _FULL_STOP.finditer(passage.text, 0, at.offset)]
        before = passage.text[stops[-1] if stops else 0 : at.offset]
        stop = _FULL_STOP.search(passage.text, at.offset)
        after = passage.text[at.offset : stop.start() if stop else len(passage.text)]
        return bool(_WILL.search(before) or _TILL.search(before) or "onward" in after)

    def _in_month(self, day: int, at: At | None) -> Moment | str:
        """A day that is told without its month: "on the 17th"."""
        told = self._told(at)
        if told is not None:
            for month in (told, moments.moved(told, "month", 1)):
                if month is None:
                    break
                with suppress(ValueError):
                    first = month.first.replace(day=day)
                    if first >= told.first:
                        found = moments.of_day(first, has_year=told.has_year)
                        return found.because(f"its month from {told.told}, told before it")
        if self.published is None:
            return "nothing states the month"
        limit = self.published + _GRACE
        for back in range(limit.day + 31):
            one = limit - timedelta(days=back)
            if one.day == day:
                return moments.of_day(one).because(
                    f"its month from the date of publication, {self.published}"
                )
        return "the calendar has no such day"

    def _weekday(self, stated: Stated, at: At | None) -> Moment | str:
        name = WEEKDAYS[stated.weekday - 1].title()
        published = self.published
        near = self.timeline.own_before(at) if self.timeline and at else None
        if published is None and near is None:
            near = self._told(at)
        is_old = (
            near is not None
            and near.has_year
            and (published is None or published - near.first > timedelta(days=_WEEK + _WEEK))
        )
        if near is not None and is_old:
            ahead = (stated.weekday - near.first.isoweekday()) % _WEEK
            found = moments.of_day(near.first + timedelta(days=ahead))
            return found.because(f"the first {name} from {near.told}, told before it")
        if published is None:
            return f"nothing states of which week the {name} is"
        back = (published.isoweekday() - stated.weekday) % _WEEK
        if stated.relative == "next":
            found = moments.of_day(published + timedelta(days=_WEEK - back))
            return found.because(f"the next {name} after publication on {published}")
        if stated.relative in {"last", "past", "previous"} and back == 0:
            back = _WEEK
        found = moments.of_day(published - timedelta(days=back))
        return found.because(f"the last {name} up to publication on {published}")

    def _part(self, stated: Stated, at: At | None) -> Moment | str:
        """A part of a day: of the day told last."""
        if stated.relative == "this" or (not stated.relative and stated.part == "night"):
            return self._counted(Count("published", "day", 0), at)
        told = self._told(at)
        return told.because("of the day told before it") if told else "it names no day"

    def _told(self, at: At | None) -> Moment | None:
        return self.timeline.told_before(at) if self.timeline and at is not None else None

    def _counted(self, count: Count, at: At | None) -> Moment | str:
        base, origin = self._origin(count, at)
        if not count.unit:
            return "its words say no certain time"
        if base is None:
            return origin
        found = _steps(count, base)
        if found is None:
            return NO_YEAR if not base.has_year else "it is too vague to tell"
        found = replace(found, chain=base.chain)
        if count.steps is None:
            return found.because(f"some {count.unit}s {_side(count.sign)} {origin}")
        if count.steps == 0:
            return found.because(f"the {count.unit} of {origin}")
        number = abs(count.steps)
        units = count.unit if number == 1 else f"{count.unit}s"
        return found.because(f"{number} {units} {_side(count.steps)} {origin}")

    def _origin(self, count: Count, at: At | None) -> tuple[Moment | None, str]:
        """The day that words count from and what it is; without one why it is not known."""
        published = moments.of_day(self.published) if self.published else None
        if count.origin == "published":
            if published is None:
                return None, "nothing states the date of publication, which it counts from"
            return published, f"publication on {published.told}"
        told = self._told(at)
        if told is not None:
            return told, f"{told.told}, told before it"
        if published and self.timeline is not None and len(self.timeline.passages) == 1:
            return published, f"the document's own date, {published.told}"
        return None, "it counts from a day that nothing just before it states"


def _side(steps: int) -> str:
    return "after" if steps > 0 else "before"


def _steps(count: Count, base: Moment) -> Moment | None:
    """So many units from a moment, as exact as the words are."""
    unit, steps, has_year = count.unit, count.steps, base.has_year
    if steps is None:
        if unit != "day":
            return None
        ends = sorted((base.first + timedelta(days=count.sign * days)) for days in (1, _WEEK))
        return moments.of_stretch(*ends, has_year=has_year)
    if unit == "weekend":
        monday = base.first - timedelta(days=base.first.weekday())
        over = base.first.weekday() >= _WEEK - 2
        saturday = monday + timedelta(days=_WEEK - 2 + _WEEK * (steps if steps > 0 or over else -1))
        return moments.of_stretch(saturday, saturday + timedelta(days=1), has_year=has_year)
    if unit == "week" and count.origin == "published":
        whole = moments.of_week(base.first, has_year=has_year)
        return moments.moved(whole, "week", steps)
    return moments.moved(base, unit, steps)


def _nearest_year(stated: Stated, near: date) -> int:
    """The year in which a month and day lie nearest to another day."""

    def distance(year: int) -> int:
        moment = moments.of_parts(year, stated.month, stated.day)
        return abs((moment.first - near).days) if moment else 10_000

    return min((near.year, near.year + 1, near.year - 1), key=distance)


def _week_in(month: Moment, number: int) -> Moment | str:
    """A week of a month: its first one is its first seven days."""
    if number > 0:
        first = month.first + timedelta(days=_WEEK * (number - 1))
        last = min(first + timedelta(days=_WEEK - 1), month.last)
    else:
        first, last = month.last - timedelta(days=_WEEK - 1), month.last
    if first > month.last:
        return "the month has no such week"
    made = moments.of_stretch(first, last, has_year=month.has_year)
    return replace(made, chain=month.chain)

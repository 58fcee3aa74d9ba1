"""A record as a mention of something: the values that it is compared by, alone or with others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from llmextract.merge import wording
from llmextract.merge.amounts import Amount, Member, amount_of
from llmextract.merge.days import opens_old
from llmextract.merge.names import Name, Place, ends_of, is_counted, is_several, name_of, place_of
from llmextract.merge.naming import Naming
from llmextract.merge.page import Page
from llmextract.merge.recalling import recalling_of
from llmextract.records import Extraction, Finding, Verdict
from llmextract.schema.outline import VAGUE, Field
from llmextract.verification.spelling import fold_place, word_set

_Value = TypeVar("_Value")
_MOST = 16
"""Values of a field by which a thing is known; what is told of it after so many adds no more."""
_SURE = frozenset({Verdict.SUPPORTED, Verdict.DERIVED})
_UNTOLD = (None, "", "unknown")
"""Kinds of a place that say nothing."""


@dataclass(frozen=True, slots=True)
class Called:
    """A name in a mention.

    Attributes:
        name: it.
        is_sure: whether the text carries it.
        is_proper: whether it is a name of its own, be it with a noun that says more of it.
        is_full: whether all its words are a name.
    """

    name: Name
    is_sure: bool
    is_proper: bool
    is_full: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A date in a mention, as written: whether the text carries it, and its day, ISO, if known."""

    said: str
    is_sure: bool
    resolved: str | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """What the evidence of a mention says of things told before.

    Attributes:
        recalls: fields and values whose thing it points back at: "the attack".
        recalls_counted: whether it points back at those who were counted: "the dead".
        definite: words that follow "the", folded as names are.
        tells_several: whether it tells several things at once: "both attacks".
        is_further: whether its first sentence says that this is one more.
        is_dated_back: whether its first sentence begins with a date of long before, or dates by it.
    """

    recalls: frozenset[tuple[str, str]] = frozenset()
    recalls_counted: bool = False
    definite: frozenset[str] = frozenset()
    tells_several: bool = False
    is_further: bool = False
    is_dated_back: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """What one record, or several of one thing, can be compared by.

    Attributes:
        members: where it was read, in order of the document.
        paragraphs: the paragraphs of those.
        opening: what its first evidence says of things told before.
        categories: value of each category; of several the most exact.
        numbers: counts of each number field.
        dates: dates of each date field.
        names: names of each name field.
        places: places of each place field.
        quotes: words that are quoted, folded.
        is_aside: whether it is dated to long before the news of the document.
    """

    members: tuple[Member, ...]
    paragraphs: frozenset[int]
    opening: Opening = Opening()
    categories: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, tuple[Amount, ...]] = field(default_factory=dict)
    dates: Mapping[str, tuple[Day, ...]] = field(default_factory=dict)
    names: Mapping[str, tuple[Called, ...]] = field(default_factory=dict)
    places: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    quotes: frozenset[str] = frozenset()
    is_aside: bool = False

    @property
    def is_total(self) -> bool:
        """Whether all that it counts runs over more than one thing: the dead of a year."""
        amounts = [one for told in self.numbers.values() for one in told]
        return bool(amounts) and all(one.is_running for one in amounts)

    def shares_paragraph(self, other: "Mention") -> bool:
        """Whether a paragraph was read as telling both."""
        return not self.paragraphs.isdisjoint(other.paragraphs)

    def united(self, other: "Mention", page: Page) -> "Mention":
        """One mention of both."""
        first, last = (self, other) if self.members < other.members else (other, self)
        return Mention(
            tuple(sorted((*first.members, *last.members))),
            first.paragraphs | last.paragraphs,
            first.opening,
            {
                name: first.categories[name]
                if name not in last.categories
                else exact_of(first.categories.get(name), last.categories[name], name, page)
                for name in first.categories.keys() | last.categories.keys()
            },
            _united(first.numbers, last.numbers),
            _united(first.dates, last.dates),
            _united(first.names, last.names),
            _united(first.places, last.places),
            first.quotes | last.quotes,
            _is_aside(first, last),
        )


def _is_aside(one: "Mention", other: "Mention") -> bool:
    """Whether two mentions together are beside the news: what says no day goes with what does."""
    if any(one.dates.values()) == any(other.dates.values()):
        return one.is_aside and other.is_aside
    return one.is_aside if any(one.dates.values()) else other.is_aside


def exact_of(one: str | None, other: str, name: str, page: Page) -> str:
    """The more exact of two values of a category; the first where neither is."""
    if one is None:
        return other
    return finer(one, other, name, page) or one


def finer(one: str | None, other: str | None, name: str, page: Page) -> str | None:
    """The more exact of two values of a category; ``None`` when neither is."""
    table = page.outline.finer.get(name, {})
    for vague, exact in ((one, other), (other, one)):
        if vague is None or vague in VAGUE or exact in table.get(vague, ()):
            return exact
    return None


def _united(
    one: Mapping[str, tuple[_Value, ...]], other: Mapping[str, tuple[_Value, ...]]
) -> dict[str, tuple[_Value, ...]]:
    """The values of both by field, each once."""
    return {
        name: tuple(dict.fromkeys((*one.get(name, ()), *other.get(name, ()))))[:_MOST]
        for name in dict.fromkeys((*one, *other))
    }


def mentions(
    extraction: Extraction,
    page: Page,
    names: Naming = Naming(),  # noqa: B008 - frozen
) -> Iterator[Mention]:
    """The mentions of a paragraph, one for each record."""
    for index, (record, findings) in enumerate(extraction):
        member = (extraction.paragraph.index, index)
        yield _Reader(record, by_path(findings), member, page, names).mention()


def by_path(findings: Iterable[Finding]) -> dict[str, Finding]:
    """The first finding of each path: behind it may stand a value that was dropped since."""
    found: dict[str, Finding] = {}
    for finding in findings:
        found.setdefault(finding.field, finding)
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads a record."""

    record: Mapping[str, Any]
    findings: Mapping[str, Finding]
    member: Member
    page: Page
    calling: Naming

    def mention(self) -> Mention:
        page = self.page
        return Mention(
            (self.member,),
            frozenset({self.member[0]}),
            self._opening(),
            {
                one.name: self.record[one.name]
                for one in page.of_kind("category")
                if isinstance(self.record.get(one.name), str)
            },
            {one.name: tuple(self._amounts(one)) for one in page.of_kind("number")},
            {one.name: tuple(self._days(one)) for one in page.of_kind("date")},
            {one.name: tuple(self._names(one)) for one in page.of_kind("name")},
            {one.name: tuple(self._places(one)) for one in page.of_kind("place")},
            frozenset(
                fold_place(one.called(item))
                for one in page.of_kind("quote")
                for _, item in one.items(self.record)
            ),
        )

    def _amounts(self, kind: Field) -> Iterator[Amount]:
        value = self.record.get(kind.name)
        if isinstance(value, int) and not isinstance(value, bool):
            yield amount_of(value, self.findings.get(kind.name), self.member, self.page)

    def _days(self, kind: Field) -> Iterator[Day]:
        value, finding = self.record.get(kind.name), self.findings.get(kind.name)
        if isinstance(value, str) and _tells_day(value) and not self.page.is_of_report(finding):
            resolved = finding.resolved if finding is not None else None
            yield Day(value, self._is_carried(kind.name), resolved)

    def _names(self, kind: Field) -> Iterator[Called]:
        for path, item in self._checked(kind):
            said = self.calling.compared(kind.called(item))
            name = name_of(said)
            if name is not None:
                is_proper = self._is_proper(said, name)
                yield Called(name, self._is_carried(path), is_proper, is_proper and _is_full(said))

    def _places(self, kind: Field) -> Iterator[Place]:
        for path, item in self._checked(kind):
            told = item if isinstance(item, Mapping) else {}
            around = told.get(within) if (within := kind.part_found("within")) else ()
            sort = told.get(part) if (part := kind.part_found("kind")) else None
            said = kind.called(item)
            finding = self.findings.get(path)
            if sort in _UNTOLD:
                sort = self.page.kind_beside(finding) or sort
            for end in ends_of(said):
                place = place_of(
                    end,
                    tuple(around or ()),
                    kind=sort,
                    is_sure=finding is None or finding.verdict in _SURE,
                    # In a text of one case a word of no known kind is as likely no name at all.
                    is_named=not is_several(said)
                    and (sort != "unknown" if self.page.is_one_case else _has_capital(said)),
                    is_site=not self.page.is_one_case
                    and said[:1].islower()
                    and not _has_capital(said.split()[0]),
                )
                if place is not None:
                    yield place

    def _checked(self, kind: Field) -> Iterator[tuple[str, Any]]:
        """Items with the path of their finding."""
        for path, item in kind.items(self.record):
            yield (f"{path}.{kind.head}" if kind.head else path), item

    def _is_carried(self, path: str) -> bool:
        finding = self.findings.get(path)
        return finding is None or finding.verdict is not Verdict.UNSUPPORTED

    def _is_proper(self, said: str, name: Name) -> bool:
        """Whether it is a name of its own, not a noun that begins a sentence."""
        if self.page.is_one_case:
            return len(name.words) > 1 and not is_counted(said)
        if name.acronyms:
            return True
        first, *rest = said.split()
        if not rest:
            is_opening = first in self.page.openers or first.lower() in self.page.nouns
            return _has_capital(said) and not is_opening
        # A capital behind the first letter begins no sentence: "al-Qaeda fighters".
        return _has_capital(" ".join(rest)) or any(letter.isupper() for letter in first[1:])

    def _opening(self) -> Opening:
        """What the evidence says; the whole paragraph where the record names no evidence."""
        paragraph = self.member[0]
        numbers = [
            number
            for kind in self.page.of_kind("evidence")
            for number in self.record.get(kind.name) or ()
            if isinstance(number, int)
        ]
        said = [self.page.sentence(paragraph, number) for number in sorted(numbers)]
        if not numbers:
            said = [self.page.paragraphs[paragraph].text]
        recalling = recalling_of(self.page.outline.record)
        # In a later sentence "the attack" is the one that the first has told.
        text = said[0]
        one, many = _recalled(recalling.again, text)
        is_more = any(
            self.record.get(name) == value and pattern.search(said[0])
            for (name, value), pattern in recalling.more.items()
        )
        is_past = any(
            self.record.get(name) == value and pattern.search(text)
            for (name, value), pattern in recalling.past.items()
        )
        is_beside = not one and wording.BESIDE.match(said[0]) is not None
        return Opening(
            frozenset(one),
            recalling.counted is not None and recalling.counted.search(text) is not None,
            frozenset(
                word
                for found in wording.DEFINITE.findall(text)
                if (name := name_of(found)) is not None
                for word in name.words
            ),
            any(self.record.get(name) == value for name, value in many - one)
            or any(
                self.record.get(name) == value and pattern.search(text)
                for (name, value), pattern in recalling.several.items()
            ),
            is_more or is_beside,
            opens_old(said[0]) or is_past,
        )


def _recalled(
    patterns: Mapping[tuple[str, str], Any], text: str
) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """What is pointed back at as one thing, and what as several."""
    one: set[tuple[str, str]] = set()
    many: set[tuple[str, str]] = set()
    for key, pattern in patterns.items():
        for match in pattern.finditer(text):
            if wording.ONE_OF.search(text, 0, match.start()):
                continue
            (many if match["many"] else one).add(key)
    return one, many


def _has_capital(said: str) -> bool:
    """Whether a word of a name begins with a capital letter, or it is in a script without them.

    Behind an article that is written on to it too: "al-Rashidah".
    """
    letters = [part[0] for word in said.split() for part in word.split("-") if part[:1].isalpha()]
    return any(one.isupper() or not one.islower() for one in letters)


_SMALL_WORDS = word_set("of the and for de la las los del el al da do dos das du des et y a an in")


def _is_full(said: str) -> bool:
    """Whether all of it is a name, no noun that says more of one: not "mayor of Ambrel"."""
    words = [word for word in said.split() if word.lower() not in _SMALL_WORDS]
    return bool(words) and all(_has_capital(word) for word in words)


def _tells_day(said: str) -> bool:
    """Whether a date says anything: not "unknown"."""
    return any(c.isdigit() for c in said) or name_of(said) is not None


def ends(places: Sequence[Place]) -> list[Place]:
    """The most exact of some places: those that hold none of the others."""
    return [place for place in places if not any(place.contains(other) for other in places)]

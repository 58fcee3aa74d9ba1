"""What the linker knows of a text while it links: its counts, its clauses, simple questions."""

from bisect import bisect, bisect_left
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from operator import attrgetter
from typing import Final, NamedTuple

from llmextract.verification.lexing import between
from llmextract.verification.numbers.counted import Count
from llmextract.verification.numbers.tags import Entry, Form, Kind, Tag
from llmextract.verification.numbers.tokens import Tokens

FINITE: Final = Tag.BE | Tag.HAVE | Tag.MODAL | Tag.VERB | Tag.AGENT
VERBAL: Final = (
    Form.ACTIVE | Form.GERUND | Form.PAST | Form.PARTICIPLE | Form.INTRANSITIVE | Form.STATE
)
REACH: Final = 45
"""Tokens that a search for a subject or a list may go through: a long sentence of news."""

_CONTACT: Final = Tag.PRONOUN | Tag.DEFINITE
_AUXILIARY: Final = Tag.BE | Tag.HAVE | Tag.MODAL | Tag.ADVERB | Tag.NEGATION
_RELATIVE_OR_OF_THEM: Final = Tag.RELATIVE | Tag.OF_THEM
_NEXT_CLAUSE: Final = Tag.STOP | Tag.COMMA | Tag.CONJUNCTION | Tag.RELATIVE | Tag.CONTRAST
_NUMBER: Final = attrgetter("numeral.number")
_LAST_DAY: Final = 31
_BESIDE: Final = 6
"""Tokens between a verb and the phrase for where it happened."""


class Clause(NamedTuple):
    """A verb with an effect: its token, the start of its verb group, and which way it looks.

    ``looks`` is -1 for a subject before it, 1 for an object behind it; ``negated``: it did not
    happen.
    """

    verb: int
    start: int
    looks: int
    effects: frozenset[str]
    people: tuple[Count, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Deed:
    """A noun that names what was done to somebody ("the murder of …"); ``plural``: to several."""

    at: int
    effects: frozenset[str]
    plural: bool


@dataclass(frozen=True, slots=True)
class Rest:
    """A phrase such as "the rest" or "the others", without a number, and what happened to them."""

    at: int
    effects: frozenset[str]


@dataclass(slots=True)
class Scene:
    """One text's counts and clauses while they are being linked.

    Attributes:
        tokens: the text.
        counts: its counts, in order; linking fills in their effects.
        owner: for each token the count that it belongs to.
        clauses: verbs that were linked, by token.
        deeds: nouns of what was done to somebody, in order.
        rests: "the rest" with what happened to them.
        denials: denials that no single word is.
        asides: stretches of tokens that tell of something else.
        turns: tokens with which another incident begins, in order.
        apart: tokens with which a clause of another incident opens ("in a separate raid, …").
        series: where an incident is called one of several ("the second raid"): first token and the one
            behind.
        formers: tokens that call an older one of them so ("in the first, …").
        rest: token of "the rest" that the last search met, or -1.
        stops: tokens that end a sentence; computed when first asked for.
        named: effects that a noun of the text names; computed when first asked for.
    """

    tokens: Tokens
    counts: list[Count]
    owner: list[Count | None]
    clauses: dict[int, Clause] = field(default_factory=dict)
    deeds: list[Deed] = field(default_factory=list)
    rests: list[Rest] = field(default_factory=list)
    denials: list[Count] = field(default_factory=list)
    asides: list[tuple[int, int]] = field(default_factory=list)
    turns: list[int] = field(default_factory=list)
    apart: list[int] = field(default_factory=list)
    series: list[tuple[int, int]] = field(default_factory=list)
    formers: set[int] = field(default_factory=set)
    rest: int = -1
    stops: list[int] | None = None
    named: set[str] | None = None
    _semicolons: list[int] | None = None
    _aside: list[int] | None = None

    def verb_group(self, at: int) -> tuple[int, bool, bool, bool]:
        """Start of the auxiliaries before a verb, and whether they are be, have, a denial."""
        tags = self.tokens.tags
        be = have = negated = False
        start = at
        participle = tags[at - 1] & Tag.VERBLIKE and self.owner[at - 1] is None if at > 1 else 0
        if participle and tags[at - 2] & Tag.BE and self.tokens.entries[at].forms & Form.STATE:
            start -= 1  # "were knifed to death"
        while start > 0 and tags[start - 1] & _AUXILIARY and self.owner[start - 1] is None:
            start -= 1
            tag = tags[start]
            be = be or bool(tag & Tag.BE and not have)  # no passive: "are said to have taken"
            have = have or bool(tag & Tag.HAVE)
            negated = negated or bool(tag & Tag.NEGATION)
        return start, be, have, negated

    def verbal_effects(self, at: int) -> frozenset[str]:
        """What a word says happened where it is a verb."""
        return _verbal_effects(self.tokens.entries[at])

    def same_sentence(self, one: Count, other: Count) -> bool:
        """Whether no sentence ends between two counts, the first before the second."""
        return self.sentence(one.after - 1) == self.sentence(other.first)

    def sentence(self, at: int) -> int:
        """Number of the sentence of a token, from 0."""
        return bisect(self.sentence_stops() if self.stops is None else self.stops, at)

    def bounds(self, at: int) -> tuple[int, int]:
        """First token of the sentence of a token, and the token that ends it."""
        return between(self.sentence_stops(), at, self.tokens.n)

    def sentence_stops(self) -> list[int]:
        """What ends each sentence, in order."""
        if self.stops is None:
            self.stops = [
                at for at in self.tokens.of_kind(Kind.STOP) if self.tokens.words[at] != ";"
            ]
        return self.stops

    def has_semicolon(self, first: int, after: int) -> bool:
        """Whether a semicolon is among some tokens; asked of thousands of counts in one sentence."""
        if self._semicolons is None:
            stops = self.tokens.of_kind(Kind.STOP)
            self._semicolons = [at for at in stops if self.tokens.words[at] == ";"]
        place = bisect_left(self._semicolons, first)
        return place < len(self._semicolons) and self._semicolons[place] < after

    def is_aside(self, at: int) -> bool:
        """Whether a token stands where the text tells of something else than the incident."""
        if self._aside is None:
            turns = [0] * (len(self.owner) + 1)
            for first, after in self.asides:
                turns[first] += 1
                turns[max(first, min(after, len(self.owner)))] -= 1
            self._aside = list(accumulate(turns))
        return self._aside[at] > 0

    def counts_in(self, first: int, after: int) -> list[Count]:
        """The counts whose numbers stand in a stretch of tokens."""
        begin = bisect_left(self.counts, first, key=_NUMBER)
        return self.counts[begin : bisect_left(self.counts, after, begin, key=_NUMBER)]

    def days(self, first: int, after: int) -> set[str]:
        """The days that a stretch names: days of the week, and those of a month."""
        tokens = self.tokens
        days = set()
        for at in range(max(first, 0), min(after, tokens.n)):
            word = tokens.words[at].rpartition(" ")[2]
            if word in tokens.tables.days:
                days.add(word)
            elif tokens.tags[at] & Tag.MONTH:
                days |= {
                    f"{word} {tokens.entries[beside].value}"
                    for beside in (at - 1, at + 1)
                    if tokens.tags[beside] & Tag.DIGITS
                    and tokens.entries[beside].value <= _LAST_DAY
                }
        return days

    def before_bracket(self, at: int) -> int:
        """Token before the bracket that a closing one matches."""
        tags = self.tokens.tags
        for opening in range(at - 1, max(-1, at - 40), -1):
            if tags[opening] & Tag.OPEN:
                return opening - 1
        return at - 1

    def before_relative(self, at: int) -> int:
        """Token before the relative pronoun that opened the clause of a verb, or -1."""
        tags = self.tokens.tags
        at -= 1
        limit = max(-1, at - 15)
        while at > limit and not tags[at] & Tag.STOP:
            if tags[at] & _RELATIVE_OR_OF_THEM:  # "four of whom"
                return at - 1
            if self.is_contact(at):
                return at - 1
            at -= 1
        return -1

    def is_contact(self, at: int) -> bool:
        """Whether a relative clause without its pronoun begins: "two girls she was minding"."""
        if not self.tokens.tags[at] & _CONTACT or self.owner[at] is not None:
            return False
        count = self.owner[at - 1] if at else None
        return count is not None and count.people and count.head >= 0 and count.after == at

    def befall(self, people: list[Count], effects: set[str] | frozenset[str]) -> None:
        """Notes what happened to people; of those excepted ("all but four") that others remain."""
        for count in people:
            if count.excluded:
                self.rests.append(Rest(count.after, frozenset(effects)))
            elif not self._is_over(count, effects):
                count.effects |= effects

    def _is_over(self, count: Count, effects: set[str] | frozenset[str]) -> bool:
        """Whether a count by its noun is of the dead, whom nothing hurts any more: "five deaths"."""
        if "injured" not in effects or "killed" not in count.effects or count.head < 0:
            return False
        noun = self.tokens.entries[count.head]
        return bool(noun.effects.get("killed", 0) & Form.COUNTED) and not noun.tags & Tag.PERSON

    def is_with_them(self, at: int) -> bool:
        """Whether others follow who share what befell those before: "… and with them a cook"."""
        tokens, names = self.tokens, self.tokens.tables.names
        them = tokens.words[at + 1]
        joined = bool(tokens.tags[at - 1] & Tag.CONJUNCTION)
        return joined and (them in names.plural_pronouns or them in names.pronouns)

    def is_where_died(self, at: int) -> bool:
        """Whether a phrase for how the hurt are says where somebody died: "one died in hospital"."""
        if "injured" not in self.tokens.entries[at].effects:
            return False
        for before in range(at - 1, max(-1, at - _BESIDE), -1):
            if before in self.clauses:
                return "killed" in self.clauses[before].effects
            if self.tokens.tags[before] & _NEXT_CLAUSE:
                break
        return False

    def is_dash(self, at: int) -> bool:
        """Whether a hyphen stands alone, as a dash."""
        tokens = self.tokens
        return bool(tokens.tags[at] & Tag.HYPHEN) and tokens.starts[at] > tokens.ends[at - 1]


def group(members: list[Count]) -> None:
    """Notes coordination: members but "others" elsewhere are parts of one amount."""
    if len(members) > 1:
        for member in members:
            member.group = members


@cache
def _verbal_effects(entry: Entry) -> frozenset[str]:
    """What a verb says happened; only words of the tables have effects, so that few are kept."""
    return frozenset(effect for effect, forms in entry.effects.items() if forms & VERBAL)

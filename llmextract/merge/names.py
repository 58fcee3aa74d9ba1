"""When two names in one document are of the same thing: people, groups, objects, places."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from llmextract.verification import gazetteer
from llmextract.verification.places.lexicon import (
    ADJECTIVES,
    COMPASS,
    KINDS,
    PART_OF,
    ROADS,
    STREETS,
    STREETS_BEFORE,
)
from llmextract.verification.places.query import parse
from llmextract.verification.spelling import fold_words, initials, word_set

# What says nothing of who it is: determiners, amounts, and the words that stand for "not known".
_IDLE = word_set(
    "a an the this that these those some several many other another others one two three four five"
    " six seven eight nine ten dozen dozens group members number at least more than about around"
    " unknown unidentified unnamed none null nobody na"
)
_NUMBERS = word_set("two three four five six seven eight nine ten several some many various")
# After the first of these a name only says more of its head: "gunmen | on motorcycles".
_AFTER_HEAD = word_set(
    "of from in near at on with by who which belonging loyal linked affiliated armed wearing"
)
_PLACE_IDLE = frozenset(KINDS) | PART_OF | word_set("the of in")
_GRAINS = {
    "site": 0,
    "road": 1,
    "village": 2,
    "town": 2,
    "city": 2,
    "district": 3,
    "mountains": 4,
    "province": 5,
    "region": 6,
    "country": 7,
}
"""Kinds of place from small to large; those that may hold one another have different numbers."""
_STREETS = STREETS | STREETS_BEFORE | ROADS
_WIDE = _GRAINS["province"]
_INSIDE = re.compile(r",\s+|\s+(?:in|within|inside)\s+")
"""Between a place and the one that it is said to lie in."""
_SMALL = word_set("and for al el de la del des du le les")
_BRIEF = re.compile(r"\s*\((?P<brief>[A-Z][A-Z&-]+)\)\s*$")
_ACRONYM = re.compile(r"\b[A-Z][A-Z&.-]*[A-Z]\b")
_LOWER = re.compile(r"[a-z]")


@dataclass(frozen=True, slots=True)
class Name:
    """The name of somebody or something.

    Attributes:
        words: the words that tell who, folded, in the singular.
        head: the word that the others say more of.
        acronyms: words in capitals, where not all of it is in capitals.
        initials: first letters of its words, with its small words and without, for an acronym to be
            told by.
        brief: an acronym in brackets behind it, folded.
    """

    words: frozenset[str]
    head: str
    acronyms: frozenset[str]
    initials: frozenset[str]
    brief: str = ""

    def is_same(self, other: "Name") -> bool:
        """Whether it names the same: the same words, the same head with fewer, or an acronym."""
        if self.words == other.words:
            return True
        if self.head == other.head:
            return self.words <= other.words or other.words <= self.words
        return self.stands_for(other) or other.stands_for(self)

    def overlaps(self, other: "Name") -> bool:
        """Whether the one may be a part or another name of the other: "the Front's men", "Front"."""
        if self.words.isdisjoint(other.words):
            return (
                not self.acronyms.isdisjoint(other.acronyms)
                or self.stands_for(other)
                or other.stands_for(self)
            )
        return (
            self.words <= other.words
            or other.words <= self.words
            or not self.acronyms.isdisjoint(other.acronyms)
        )

    def stands_for(self, other: "Name") -> bool:
        """Whether it is the acronym of the other: "PMF" of "Popular Mobilization Forces"."""
        if len(self.words) != 1 or len(self.head) < 2:
            return False
        return self.head == other.brief or (len(self.head) > 2 and self.head in other.initials)


@lru_cache(maxsize=65536)
def name_of(text: str) -> Name | None:
    """The name that a string is; ``None`` where it tells nobody ("unknown", "none")."""
    if (found := _BRIEF.search(text)) is not None and found.start():
        whole = name_of(text[: found.start()])
        brief = found["brief"].lower()
        return whole and replace(whole, brief=brief, acronyms=whole.acronyms | {brief})
    folded = fold_words(text)
    told = [word for word in folded if word not in _IDLE and not word.isdigit()]
    words = [_singular(word) for word in told if word not in _AFTER_HEAD]
    if not words:
        return None
    cut = next((i for i, word in enumerate(told) if i and word in _AFTER_HEAD), len(told))
    heads = [_singular(word) for word in told[:cut] if word not in _AFTER_HEAD] or words
    return Name(
        words=frozenset(words),
        head=heads[-1],
        acronyms=frozenset(map(str.lower, _ACRONYM.findall(text)))
        if _LOWER.search(text)
        else frozenset(),
        initials=initials(words, _SMALL),
    )


def is_several(text: str) -> bool:
    """Whether a name begins with a number of things: "two villages of the east"."""
    return fold_words(text)[:1] != () and fold_words(text)[0] in _NUMBERS


def is_counted(text: str) -> bool:
    """Whether a name begins with what says nothing of who it is: "two", "some", "the"."""
    return fold_words(text)[:1] != () and fold_words(text)[0] in _IDLE


def _singular(word: str) -> str:
    """A noun in the singular, near enough to compare it with itself."""
    if word.endswith("men"):
        return f"{word[:-3]}man"
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a record names.

    Attributes:
        words: its own name, folded, without the noun that says what it is.
        sides: the parts of it that are meant: "western", the middle.
        within: the places that it is said to lie in, each by its words.
        grain: how large a place of its kind is; ``None`` where the text does not tell its kind.
        is_sure: whether the text says of this place that the thing was there; a place that is only
            a bearing ("north of it") or a seat can be shared, but hardly sets apart.
        is_named: whether it is a name and no description ("the gate"), which sets nothing apart.
    """

    words: tuple[str, ...]
    sides: frozenset[str]
    within: frozenset[tuple[str, ...]]
    grain: int | None = None
    is_sure: bool = True
    is_named: bool = True

    def is_same(self, other: "Place") -> bool:
        """Whether it is the same place, or a side of it: not two different sides."""
        return self.words == other.words and (
            self.sides == other.sides or not self.sides or not other.sides
        )

    def contains(self, other: "Place") -> bool:
        """Whether the other is said to lie in it."""
        return self.words in other.within

    def touches(self, other: "Place") -> bool:
        """Whether the two are the same place, or one is said to lie in the other."""
        return (
            self.is_same(other)
            or self.contains(other)
            or other.contains(self)
            or self.is_named_in(other)
            or other.is_named_in(self)
        )

    def is_named_in(self, other: "Place") -> bool:
        """Whether the other has its name in its own: "the market of Ambrel", "near Ambrel"."""
        size = len(self.words)
        return size < len(other.words) and other.words[-size:] == self.words and not self.is_wide

    def meets(self, other: "Place") -> bool:
        """Whether they touch, or the one is known to lie in the other: a town of the world's."""
        return (
            self.touches(other)
            or _known_in(self.words, other.words) is True
            or _known_in(other.words, self.words) is True
        )

    @property
    def is_wide(self) -> bool:
        """Whether it is so large that many things happen in it: a province, a country."""
        return self.grain is not None and self.grain >= _WIDE

    @property
    def population(self) -> int:
        """People of the largest town that bears its name; none where the gazetteer knows no town."""
        known = gazetteer.named(" ".join(self.words))
        return max((place.population for place in known if place.kind == "city"), default=0)

    def is_elsewhere(self, other: "Place") -> bool | None:
        """Whether one thing cannot have been at both; ``None`` where their kinds do not tell.

        A street and a town, a town and a province can: the smaller may lie in the larger, unless
        the gazetteer knows that it does not.
        """
        if self.meets(other) or not (self.is_named and other.is_named):
            return False
        if self.grain is None or other.grain is None:
            return (
                False if (self.is_wide or other.is_wide) and not self._is_outside(other) else None
            )
        return self.grain == other.grain or self._is_outside(other)

    def _is_outside(self, other: "Place") -> bool:
        """Whether the smaller of the two is known not to lie in the larger one."""
        mine, others = self.grain or 0, other.grain or 0
        inner, outer = (self, other) if mine < others else (other, self)
        return _known_in(inner.words, outer.words) is False


@gazetteer.cached(maxsize=16384)
def _known_in(inner: tuple[str, ...], outer: tuple[str, ...]) -> bool | None:
    """Whether the gazetteer knows that a place lies in another; ``None`` when it cannot say."""
    return gazetteer.contains(gazetteer.named(" ".join(outer)), gazetteer.named(" ".join(inner)))


def ends_of(text: str) -> tuple[str, ...]:
    """The two ends of a stretch ("the road from Ambrel to Sulm"); of another place itself alone."""
    query = parse(_INSIDE.split(text)[0])
    if query is None or query.relation != "between":
        return (text,)
    return query.name, query.other


def place_of(
    text: str,
    within: Iterable[str] = (),
    *,
    kind: str | None = None,
    is_sure: bool = True,
    is_named: bool = True,
    is_site: bool = False,
) -> Place | None:
    """The place that a string names; ``None`` where it names none."""
    head, *outer = _INSIDE.split(text)
    if outer and _own(fold_words(head)):
        text, within = head, (*within, *outer)
    folded = fold_words(text)
    own = _own(folded)
    if not (own or folded) or name_of(text) is None:
        return None
    sides = frozenset(COMPASS[word] for word in folded if word in COMPASS) if own else frozenset()
    return Place(
        own or folded,
        sides,
        frozenset(inner.words for one in within if (inner := place_of(one)) is not None),
        _grain(kind, folded, is_side=bool(sides), is_site=is_site),
        is_sure,
        is_named and not all(map(_is_adjective, own or folded)),
    )


def _own(folded: Iterable[str]) -> tuple[str, ...]:
    """The words of a place that are its name, or say whose or what it is."""
    return tuple(word for word in folded if word not in _PLACE_IDLE and word not in COMPASS)


def _is_adjective(word: str) -> bool:
    """Whether a word only says whose a thing is: "the Shiite mosque", "the Malian base"."""
    return word in ADJECTIVES or bool(gazetteer.countries_of_demonym(word))


def _grain(
    kind: str | None, folded: Collection[str], *, is_side: bool, is_site: bool
) -> int | None:
    """How large a place is, by its kind, by the noun in its name, by how it is written."""
    if (known := _GRAINS.get(kind or "")) is not None:
        return known
    by_noun = next((_GRAINS[KINDS[w]] for w in folded if KINDS.get(w) in _GRAINS), None)
    if by_noun is not None:
        return by_noun
    if not _STREETS.isdisjoint(folded):
        return _GRAINS["road"]
    if is_site:
        return _GRAINS["site"]
    return _GRAINS["region"] if is_side else None

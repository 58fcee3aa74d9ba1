"""What countries and parts of countries an article names, and how near to a place of it.

The name of a country, of its people, or of a part of it tells where the places near it lie; the
dateline and the headline tell of all of them a little.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from llmextract.verification import gazetteer
from llmextract.verification.gazetteer import Place
from llmextract.verification.spelling import fold_place

WORD: Final = re.compile(r"[^\W\d_][\w'’-]*")
WORDS_AT_MOST: Final = 4
_LINKS: Final = 3  # letters that a small word in a name has at most: "of", "and", "del"
_NOUN: Final = re.compile(
    r"\W{0,2}\s*(?:province|region|state|department|county|governorate|district|oblast|prefecture|canton)\b",
    re.IGNORECASE,
)
_NOUN_BEFORE: Final = re.compile(
    r"\b(?:province|region|state|department|county|governorate|oblast|prefecture)\s+of\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_BESIDE: Final = re.compile(
    r"\b(?:border(?:s|ing)?|frontier)(?:\s+(?:with|of|to|from))?\s+(?:the\s+)?$", re.IGNORECASE
)
"""Before a country beside which a place lies, not in it."""
_WATER: Final = re.compile(
    r"\s+(?:River|Delta|Basin|Bend|Sea|Gulf|Street|Avenue|Hotel)\b", re.IGNORECASE
)
_TELLING: Final = 6  # letters of a part of a country that needs no noun beside it
_SENTENCE: Final = 150  # characters around a name that are about it

_PEOPLE: Final = 0.7
_NEAREST: Final = 1.0
_SAME: Final = 0.6
_NEXT: Final = 0.15
_HEAD: Final = 0.15
_FAR: Final = 0.08
"""What a naming weighs: of a people; in the words around, in the paragraph, in the one before or
after it; in headline or dateline; anywhere else.  Set by hand on the shipped articles."""
_TOLD: Final = 0.6
_LESS: Final = 0.3
"""Where a paragraph itself tells as much, all the rest of the article counts so much less."""
_TOWN: Final = 20_000
"""People of a town for which the bare name of a part of a country may stand."""


@dataclass(frozen=True, slots=True)
class Naming:
    """A country or a part of one, where an article names it.

    Attributes:
        paragraph: number of the paragraph; -1 for headline and dateline.
        start: where it stands in the paragraph.
        name: as written.
        country: ISO code of the one country that it tells; empty where several can be meant.
        parts: the parts of countries that it may be; empty for a country and its people.
        weight: how much it tells.
    """

    paragraph: int
    start: int
    name: str
    country: str
    parts: tuple[Place, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class At:
    """Where a place stands: the number of its paragraph, and its offset in it where that is known."""

    paragraph: int
    offset: int | None = None


class Surroundings:
    """The countries and parts of countries of one article.

    Args:
        paragraphs: texts of its paragraphs, in order.
        title: its headline.
        dateline: where it was filed, as written.
    """

    def __init__(self, paragraphs: Sequence[str], *, title: str = "", dateline: str = "") -> None:
        self.namings: list[Naming] = []
        for text in (title, dateline):
            self.namings += _namings(text, -1)
        for number, text in enumerate(paragraphs):
            if text == title:
                continue
            filed = len(dateline) if dateline and text.startswith(dateline) else 0
            self.namings += _namings(text, number, filed)
        self._rebuild()

    def add(self, namings: Sequence[Naming]) -> None:
        """Take in what settlements of the article tell that can be meant by no other."""
        self.namings += namings
        self._rebuild()

    def _rebuild(self) -> None:
        self.namings.sort(key=lambda one: (one.paragraph, one.start))
        self._numbers = [one.paragraph for one in self.namings]
        self._totals: defaultdict[str, float] = defaultdict(float)
        for one in self.namings:
            if one.country:
                self._totals[one.country] += one.weight * (_HEAD if one.paragraph < 0 else _FAR)

    @property
    def countries(self) -> frozenset[str]:
        """ISO codes of the countries that the article names."""
        return frozenset(self._totals)

    def shares(self, at: At | None) -> Mapping[str, float]:
        """How much of what is named tells each country, the near ones more; they add up to 1.

        Args:
            at: where the place stands; ``None`` for anywhere in the article.
        """
        own: defaultdict[str, float] = defaultdict(float)
        weights = self._totals.copy()
        for one, nearness in self._near(at):
            if one.country:
                where = own if nearness > _NEXT else weights
                where[one.country] += one.weight * nearness
        if sum(own.values()) >= _TOLD:
            weights = defaultdict(float, {code: _LESS * told for code, told in weights.items()})
        for country, told in own.items():
            weights[country] += told
        total = sum(weights.values())
        return {country: weight / total for country, weight in weights.items()} if total else {}

    def parts(self, at: At | None) -> list[tuple[Naming, float]]:
        """The parts of countries that are named near a place, nearest first, with how near."""
        found = [(one, near) for one, near in self._near(at) if one.parts]
        return sorted(found, key=lambda pair: -pair[1])

    def _near(self, at: At | None) -> Iterator[tuple[Naming, float]]:
        """The namings of a paragraph and those beside it."""
        if at is None:
            return
        first = bisect_right(self._numbers, at.paragraph - 2)
        for one in self.namings[first : bisect_right(self._numbers, at.paragraph + 1)]:
            if one.paragraph != at.paragraph:
                if one.paragraph >= 0:
                    yield one, _NEXT
            elif at.offset is not None and abs(one.start - at.offset) <= _SENTENCE:
                yield one, _NEAREST
            else:
                yield one, _SAME


def _namings(text: str, paragraph: int, start: int = 0) -> Iterator[Naming]:
    words = list(WORD.finditer(text, start))
    index = 0
    while index < len(words):
        found = _naming(text, words, index, paragraph)
        if found is None:
            index += 1
            continue
        naming, size = found
        index += size
        if naming is not None:
            yield naming


def _naming(
    text: str, words: Sequence[re.Match[str]], index: int, paragraph: int
) -> tuple[Naming | None, int] | None:
    """What the longest run of words from one on names, and how many they are."""
    first = words[index]
    if first[0][0].islower():
        return None
    for size in range(min(WORDS_AT_MOST, len(words) - index), 0, -1):
        last = words[index + size - 1]
        if last[0][0].islower():
            continue
        run = words[index : index + size]
        if any(one[0][0].islower() and len(one[0]) > _LINKS for one in run):
            continue
        start, end = first.start(), last.end()
        name = text[start:end]
        known = _told(name)
        if known is None:
            continue
        country, parts, weight = known
        if _BESIDE.search(text, 0, start) or _WATER.match(text, end):
            return None, size
        if parts and not _is_part(text, start, end, parts):
            return None
        return Naming(paragraph, start, name, country, parts, weight), size
    return None


@gazetteer.cached(maxsize=4096)
def _told(name: str) -> tuple[str, tuple[Place, ...], float] | None:
    """The country that words name or whose people they name, or the parts of countries."""
    key = fold_place(name)
    people = gazetteer.countries_of_demonym(key)
    if people:
        return (people[0] if len(people) == 1 else ""), (), _PEOPLE
    places = gazetteer.named(key)
    whole = [one for one in places if one.kind == "country"]
    if whole:
        return whole[0].country, (), 1.0
    parts = tuple(
        one for one in places if one.kind in {"province", "region"} and " " not in one.country
    )
    if not parts:
        return None
    countries = {one.country for one in parts}
    return (countries.pop() if len(countries) == 1 else ""), parts, 1.0


def _is_part(text: str, start: int, end: int, parts: Sequence[Place]) -> bool:
    """Whether a name is meant as that of a part: its noun stands beside it, or it is nothing else."""
    if _NOUN.match(text, end) or _NOUN_BEFORE.search(text[:start]):
        return True
    name = text[start:end]
    if len(name) < _TELLING or len({one.country for one in parts}) > 1:
        return False
    towns = (one for one in gazetteer.named(fold_place(name)) if one.kind == "city")
    return all(one.population < _TOWN for one in towns)

"""Reads a value given as a place: its name, and what it says besides (direction, kind, container).

"the village of X in Y province", "X, Z", "southern X", "20 km north of X", "between X and Y".
"""

import re
from dataclasses import dataclass

from llmextract.verification import gazetteer
from llmextract.verification.places import lexicon as lx
from llmextract.verification.spelling import ARTICLES, WORD, fold_word, word_set

_SEGMENTS = re.compile(r"[,;:()\[\]/|]| [-–—] ")
_DOTS = re.compile(r"(?<=\b[^\W\d_])(?:\.|&(?=[^\W\d_]\b))")  # U.S., J&K
_ROAD = "|".join(sorted(lx.ROADS))
_STRETCHES = (
    re.compile(rf"(?:the )?(.+?)(?: ?[-‐‑–—/] ?| to | and )(.+?) (?:{_ROAD})", re.IGNORECASE),
    re.compile(
        rf"(?:the )?(?:\w+ ){{0,2}}(?:{_ROAD}) (?:between|from|linking|connecting|joining) (.+?)"
        r" (?:and|to|with) (.+)",
        re.IGNORECASE,
    ),
)
"""A road by its two ends: "X-Y highway", "X to Y road", "road linking X with Y"."""
_LEADING = word_set("the a an in at on from inside within around city") - {"city"}
_CONTAINING = ("in", "within", "inside", "near")
_MOST_WORDS = 40  # a longer value is no place; its words need not be parsed


@dataclass(frozen=True, slots=True)
class Query:
    """A value taken apart.

    Attributes:
        whole: all its words, folded, as one key: searched for first.
        name: key of the name it is about.
        relation: ``near``, ``between``, ``border``, or letters of the compass for "north of".
        other: key of the second name of "between X and Y".
        direction: part of the place: letters of the compass.
        kinds: generic nouns in it, as kinds of place.
        containers: keys of the places that it says contain the name.
        qualifier: a noun such as ``outskirts`` that the name is the "of" of.
    """

    whole: str
    name: str
    relation: str = ""
    other: str = ""
    direction: str = ""
    kinds: tuple[str, ...] = ()
    containers: tuple[str, ...] = ()
    qualifier: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether the value is a bare name."""
        return self.whole == self.name and not self.containers


@gazetteer.cached(maxsize=4096)
def parse(value: str) -> Query | None:
    """Take a value apart; ``None`` when it holds no word.

    Args:
        value: what a record gives as a place.
    """
    segments = [
        words
        for part in _SEGMENTS.split(_DOTS.sub("", value).replace("&", " and "))
        if (words := _folded(part))
    ]
    if not segments or sum(map(len, segments)) > _MOST_WORDS:
        return None
    whole = " ".join(word for words in segments for word in words)
    if (ends := _ends_of_road(value)) is not None:
        return Query(whole, ends[0], relation="between", other=ends[1])
    head, inner = _split(segments[0])
    containers = [_bare_name(words) for words in [*inner, *segments[1:]]]
    return _head(head, whole, tuple(c for c in containers if c))


def _ends_of_road(value: str) -> tuple[str, str] | None:
    """The keys of the two ends of a road that is called after them: no "Al-Bab road"."""
    for pattern in _STRETCHES:
        match = pattern.fullmatch(" ".join(value.split()))
        if match is None:
            continue
        one, other = (_folded(end) for end in match.groups())
        if not one or not other or one[-1] in lx.PREFIXES.union(ARTICLES, lx.COMPASS):
            continue
        if not gazetteer.named(" ".join(one + other)):
            return _bare_name(one), _bare_name(other)
    return None


def _folded(part: str) -> list[str]:
    words = [folded for word in WORD.findall(part) if (folded := fold_word(word))]
    while len(words) > 1 and words[0] in _LEADING:
        words = words[1:]
    return words


def _split(words: list[str]) -> tuple[list[str], list[list[str]]]:
    """Part "X in Y" into X and [Y]; a relation at the start is no container."""
    for index, word in enumerate(words):
        if index and word in _CONTAINING and index + 1 < len(words) and words[0] != "between":
            inner = words[index + 1 :]
            return words[:index], [inner] if word != "near" else []
    return words, []


def _bare_name(words: list[str]) -> str:
    """A container's name without direction and kind."""
    words = [word for word in words if word not in ("the", "of")]
    if not gazetteer.named(" ".join(words)):
        words = [w for w in words if w not in lx.COMPASS and w not in lx.KINDS] or words
    return " ".join(words)


def _head(words: list[str], whole: str, containers: tuple[str, ...]) -> Query:
    if _is_country(words):
        return Query(whole, " ".join(words), containers=containers)
    if words[0] == "between" and "and" in words[2:-1]:
        at = words.index("and", 2)
        return Query(
            whole,
            _bare_name(words[1:at]),
            relation="between",
            other=_bare_name(words[at + 1 :]),
            containers=containers,
        )
    relation, words = _relation(words)
    kinds: list[str] = []
    direction, words = _direction(words)
    words, qualifier = _before_of(words, kinds)
    if not direction:
        direction, words = _direction(words)
    if len(words) > 1 and words[0] in lx.PART_OF and not _is_name(words):
        qualifier, words = words[0], words[1:]
    while len(words) > 1 and words[-1] in lx.KINDS and not _keeps_noun(words):
        kinds.append(lx.KINDS[words[-1]])
        words = words[:-1]
    while len(words) > 1 and words[-1] in lx.PARTS and not words[0][0].isdigit():
        qualifier, words = words[-1], words[:-1]
    return Query(
        whole, " ".join(words), relation, "", direction, tuple(kinds), containers, qualifier
    )


def _direction(words: list[str]) -> tuple[str, list[str]]:
    """Take off "south-eastern", also before "countryside of X"; not of "Centre-West region"."""
    letters, rest = "", words
    while len(rest) > 1 and rest[0] in lx.COMPASS and len(letters) < 2 and not _is_name(rest):
        letters, rest = letters + lx.COMPASS[rest[0]], rest[1:]
    named = any(word not in lx.KINDS and word not in lx.COMPASS for word in rest)
    return (letters, rest) if named else ("", words)


def _relation(words: list[str]) -> tuple[str, list[str]]:
    """Take off "near", "20 km north of", "outside", "border with"."""
    while len(words) > 1 and (_is_distance(words) or words[0] in lx.UNITS):
        words = words[1:]
    letters, rest = "", words
    while len(rest) > 2 and rest[0] in lx.COMPASS and len(letters) < 2:
        letters, rest = letters + lx.COMPASS[rest[0]], rest[1:]
    if letters and rest[0] == "of" and len(rest) > 1:
        return letters, rest[1:]
    if len(words) > 1 and words[0] in lx.NEAR:
        return "near", words[1:]
    if len(words) > 2 and words[0] in lx.BORDERS and words[1] in ("with", "of"):
        return "border", words[2:]
    if len(words) > 1 and words[-1] in lx.BORDERS:
        return "border", words[:-1]
    return "", words


def _is_distance(words: list[str]) -> bool:
    """Whether a number begins a distance and not an address: "20 km north", not "15th avenue"."""
    return words[0][0].isdigit() and not any(word in lx.STREETS for word in words)


def _before_of(words: list[str], kinds: list[str]) -> tuple[list[str], str]:
    """Take off "village of", "the southern outskirts of"."""
    for index in range(min(4, len(words) - 2) + 1):
        if words[index] == "of" and 0 < index < len(words) - 1:
            head = words[index - 1]
            if head in lx.KINDS and head not in lx.PARTS:
                kinds.append(lx.KINDS[head])
                return words[index + 1 :], ""
            if head in lx.PARTS:
                return words[index + 1 :], head
    if len(words) > 1 and words[0] in lx.KINDS and not gazetteer.named(" ".join(words)):
        kinds.append(lx.KINDS[words[0]])
        return words[1:], ""
    return words, ""


def _is_country(words: list[str]) -> bool:
    """Whether all of it names a country: "United States", "Republic of Congo"."""
    return any(place.kind == "country" for place in gazetteer.named(" ".join(words)))


def _is_name(words: list[str]) -> bool:
    """Whether "South X" is a name of its own, no part of X."""
    return any(place.kind != "city" for place in gazetteer.named(" ".join(words)))


def _keeps_noun(words: list[str]) -> bool:
    """Whether the noun belongs to the name: "Gaza Strip", but not "Aleppo city"."""
    return words[-1] in ("strip", "islands", "island", "peninsula", "heights") or (
        lx.KINDS[words[-1]] in ("site", "mountains")
    )

"""Finds where a name stands in a text, in any spelling of it.

From sure to less sure: the same folded words; the same but for Arabic articles; another name of the
same place in the gazetteer; a spelling that differs only in what transliteration changes; one slip
of the pen.  Each further step runs only when the ones before found nothing.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from llmextract.verification import gazetteer
from llmextract.verification.lexing import Lexed
from llmextract.verification.places import lexicon as lx
from llmextract.verification.places.naming import names
from llmextract.verification.spelling import initials, skeleton, without_articles

# Below this share of equal letters, two names of one place count only for places of some size:
# small
# places have wrong alternate names in geonames more often than they have two in the news.
_ALIKE = 0.55
_KNOWN_POPULATION = 5_000
_SKELETON_ALIKE = 0.6
_LONGER = 8  # letters that one spelling may have more, its article counted in
_DIGITS = frozenset("0123456789")


class Occurrence(NamedTuple):
    """Words of a text that are a name: numbers of the first and after the last, how they match."""

    first: int
    last: int
    spelling: bool
    """Whether it is another spelling than the one asked for."""


def occurrences(text: Lexed, key: str) -> list[Occurrence]:
    """All places where a name stands.

    Args:
        text: the words of a part of a source.
        key: the name, folded.
    """
    words = tuple(key.split())
    found = [o for o in _same(text, key, words) if _is_capital_enough(text, o, key)]
    if found or not words or not text.words:
        return found
    return (
        _joined(text, key, words)
        or _sited(text, words)
        or _other_names(text, key)
        or _abbreviated(text, key, words)
        or _respelt(text, key, words)
        or _other_respelt(text, key)
    )


def _same(text: Lexed, key: str, words: tuple[str, ...]) -> Iterator[Occurrence]:
    exact = set(text.find(key))
    size = len(words)
    for first, last in text.find_bare(" ".join(without_articles(words))):
        yield Occurrence(first, last, spelling=False)
        exact.difference_update((at, at + size) for at in range(last - size, first + 1))
    for first, last in exact:
        yield Occurrence(first, last, spelling=False)


def _joined(text: Lexed, key: str, words: tuple[str, ...]) -> list[Occurrence]:
    """A name that one side writes as one word and the other as two: Ust-Kut, Ustkut."""
    if len(words) == 2:
        whole = "".join(words)
        return [Occurrence(i, i + 1, spelling=True) for i, w in enumerate(text.words) if w == whole]
    if len(words) > 1 or len(key) < 6 or 1 not in text.glued:
        return []
    return [
        Occurrence(i - 1, i + 1, spelling=True)
        for i, glued in enumerate(text.glued)
        if glued and text.words[i - 1] + text.words[i] == key
    ]


def _sited(text: Lexed, words: tuple[str, ...]) -> list[Occurrence]:
    """A site with the sort that only one side gives: "X camp" for "X refugee camp"."""
    noun, size = words[-1], len(words) - 1
    if not size or lx.KINDS.get(noun) != "site":
        return []
    while size > 1 and words[size - 1] in lx.SORTS:
        size -= 1
    found = []
    for first, last in text.find(" ".join(words[:size])):
        end = last
        while text.word(end) in lx.SORTS and text.words[end] != noun:
            end += 1
        # Of two sorts the one is no other name of the other.
        if text.word(end) == noun and (end == last or size == len(words) - 1):
            found.append(Occurrence(first, end + 1, spelling=True))
    return found


def _is_capital_enough(text: Lexed, found: Occurrence, key: str) -> bool:
    """The word "us" is a country only with capitals."""
    if not text.cased or key not in lx.STOP:
        return True
    start = text.starts[found.first]
    return text.text[start : start + 2].isupper()


def other_names(key: str) -> list[str]:
    """Other spellings in the gazetteer of the places called ``key``."""
    return [spelling for _, spelling in _needles(key)]


@gazetteer.cached(maxsize=4096)
def _needles(key: str) -> tuple[tuple[str, str], ...]:
    """(words to search, spelling) for each other name of the places called ``key``."""
    needles = {}
    for place in gazetteer.named(key)[:4]:
        for spelling in place.spellings:
            if spelling == key or len(spelling) < 3:
                continue
            if _is_nisba(spelling, key) and spelling != place.spellings[0]:
                continue  # listed as a name of Kabul, but Kabuli is who comes from there
            if same_place(key, spelling):
                needles[" ".join(without_articles(tuple(spelling.split())))] = spelling
    return tuple(needles.items())


@gazetteer.cached(maxsize=16384)
def same_place(one: str, other: str) -> bool:
    """Whether two names, both in the gazetteer, are names of one place.

    The largest place of one of the names must bear the other too: a village somewhere that shares
    both names does not make Samara another spelling of Samarra.
    """
    if other in lx.STOP or other in lx.NEWS:
        return False
    if _plain(one) == _plain(other):
        return True
    ones, others = gazetteer.named(one)[:1], gazetteer.named(other)[:1]
    shared = [p for p in ones if other in p.spellings] + [p for p in others if one in p.spellings]
    if not shared:
        return False
    if Levenshtein.normalized_similarity(one, other) >= _ALIKE or skeleton(one) == skeleton(other):
        return True
    return any(
        (place.kind != "city" or place.population >= _KNOWN_POPULATION) and ones == others
        for place in shared
    ) or any(place.kind == "country" for place in shared)


_FINAL = re.compile(r"(?:ah|eh|at|a|e)\b")


_GLIDE = re.compile(r"(?<=i)y(?=[aou])|(?<=u)w(?=[aei])")


def _plain(key: str) -> str:
    """A name without articles, and with one spelling of the feminine ending: Zawiya, az-Zawiyah."""
    bare = " ".join(without_articles(tuple(key.split())))
    # The Russian ё, and a glide between two vowels: Ukhia, Ukhiya.
    return _GLIDE.sub("", _FINAL.sub("a", bare.replace("yo", "e")))


def _other_names(text: Lexed, key: str) -> list[Occurrence]:
    found = []
    for needle, _ in _needles(key):
        if f" {needle} " in text.bare:
            found += [
                Occurrence(first, last, spelling=True)
                for first, last in text.find_bare(needle)
                if not text.cased or any(text.capital[first:last])
            ]
    return sorted(set(found))


_LONGEST_INITIALS = 5


def _abbreviated(text: Lexed, key: str, words: tuple[str, ...]) -> list[Occurrence]:
    """A country or province under its initials, or what initials stand for: KP, J&K, CAR."""
    if not text.cased:
        return []
    if len(words) > 1:
        short = _initials(words) if _is_unit(key) else ()
        return [
            Occurrence(at, at + 1, spelling=True)
            for at, word in enumerate(text.words)
            if word in short and _is_written_short(text, at)
        ]
    if not 1 < len(key) <= _LONGEST_INITIALS:
        return []
    return [
        Occurrence(first, last, spelling=True)
        for first, last in _long_names(text)
        if key in _initials(tuple(text.words[first:last]))
        and _is_unit(" ".join(text.words[first:last]))
    ]


def _is_written_short(text: Lexed, at: int) -> bool:
    """Whether a word is written in capitals; "UP" and "US" must not go on: "US troops"."""
    if not text.text[text.starts[at] : text.ends[at]].isupper():
        return False
    after = text.word(at + 1)
    return text.words[at] not in lx.STOP or not after[:1].isalpha() or after in lx.STOP


def _long_names(text: Lexed) -> Iterator[tuple[int, int]]:
    """Names of several words, two joined by "and" as one too."""
    before = (0, 0)
    for first, last in names(text):
        if last - first > 1:
            yield first, last
        if text.words[first - 1] == "and" and before[1] == first - 1 > 0:
            yield before[0], last
        before = (first, last)


@lru_cache(maxsize=4096)
def _initials(words: tuple[str, ...]) -> frozenset[str]:
    """The initials of a name of several words; a single letter is none."""
    return frozenset(one for one in initials(words, lx.STOP) if len(one) > 1)


def _is_unit(key: str) -> bool:
    return any(place.kind in ("country", "province") for place in gazetteer.named(key)[:1])


def _respelt(text: Lexed, key: str, words: tuple[str, ...]) -> list[Occurrence]:
    bare = without_articles(words)
    size = len(bare)
    found = []
    for at in _starts(text, _letter(bare[0][0])):
        for length in range(max(1, size - 1), size + 2):
            run = _run(text, at, length)
            if run is None:
                break
            if _is_alike(key, run) and is_spelling(key, run):
                first, last = text.bare_index[at], text.bare_index[at + length - 1] + 1
                found.append(Occurrence(first, last, spelling=True))
                break
    return found


def _starts(text: Lexed, sound: str) -> list[int]:
    """Where a name that begins with a sound may begin, among the words without articles."""
    sounds: list[str] | None = text.memo.get("first sounds")
    if sounds is None:
        sounds = text.memo["first sounds"] = list(map(_first_sound, text.words))
    if not sound or sound not in sounds:
        return []
    capital, cased = text.capital, text.cased
    return [
        at
        for at, index in enumerate(text.bare_index)
        if sounds[index] == sound and (capital[index] or not cased)
    ]


@lru_cache(maxsize=32768)
def _first_sound(word: str) -> str:
    """The first sound of a word; empty for one that begins no name."""
    return _letter(word[0]) if word not in lx.STOP and word[0].isalnum() else ""


def _run(text: Lexed, at: int, length: int) -> str | None:
    """Some words in a row, articles left out; ``None`` when they cannot be one name."""
    if at + length > len(text.bare_index):
        return None
    words = [text.words[i] for i in text.bare_index[at : at + length]]
    for word in words[1:]:  # the first one begins a name: see ``_starts``
        if word in lx.STOP or not word[0].isalnum():
            return None
    return " ".join(words)


def _other_respelt(text: Lexed, key: str) -> list[Occurrence]:
    """A name that the gazetteer lacks, if it is nearly another name of a place that is named."""
    if gazetteer.named(key):
        return []
    return [
        Occurrence(first, last, spelling=True)
        for first, last in names(text)
        if _is_nearly_named(key, " ".join(text.words[first:last]))
    ]


@gazetteer.cached(maxsize=16384)
def _is_nearly_named(key: str, known: str) -> bool:
    bones = skeleton(key)
    if len(bones) < 3:
        return False
    return any(
        skeleton(spelling) == bones
        and Levenshtein.normalized_similarity(key, spelling) >= _SKELETON_ALIKE
        for place in gazetteer.named(known)[:1]
        for spelling in place.spellings
    )


@lru_cache(maxsize=16384)
def _letter(letter: str) -> str:
    """The sound that a letter begins, written as ``skeleton`` writes it."""
    return skeleton(f"{letter}x")[:1] or letter


@gazetteer.cached(maxsize=16384)
def is_spelling(one: str, other: str) -> bool:
    """Whether one folded name may be another spelling of the other.

    Two names that the gazetteer knows as names of different places never are.
    """
    if one == other:
        return True
    # What is cheap comes first: the gazetteer is asked only about names that are alike.
    if not _is_alike(one, other) and not (_is_key(one) and _is_key(other)):
        return False
    if one in lx.NEWS or other in lx.NEWS:
        return False
    if gazetteer.countries_of_demonym(other) or gazetteer.countries_of_demonym(one):
        return False
    if gazetteer.named(one) and gazetteer.named(other):
        return same_place(one, other)
    return _is_alike(one, other)


def _is_key(name: str) -> bool:
    return bool(gazetteer.named(name))


@lru_cache(maxsize=16384)
def _is_alike(one: str, other: str) -> bool:
    """Whether two names differ only in what transliteration changes, or by a slip of the pen."""
    if abs(len(one) - len(other)) > _LONGER or not _DIGITS.isdisjoint(one + other):
        return False
    if _sides(one) != _sides(other):
        return False
    if _plain(one) == _plain(other):
        return True
    one, other = (" ".join(without_articles(tuple(n.split()))) for n in (one, other))
    one, other = one.replace("yo", "e"), other.replace("yo", "e")
    if _is_nisba(one, other) or _is_nisba(other, one):
        return False
    bones, others = skeleton(one), skeleton(other)
    if len(bones) > 2 and bones == others:
        return Levenshtein.normalized_similarity(one, other) >= _SKELETON_ALIKE
    return _is_slip(one, other)


def _sides(name: str) -> list[str]:
    """The words by which places of one name are told apart: Imphal East and Imphal West are two."""
    return [word for word in name.split() if word in lx.COMPASS or word in lx.PART_OF]


_FEMININE = re.compile(r"(?:ah|a)$")


def _is_nisba(one: str, other: str) -> bool:
    """Whether one name is the Arabic or Persian adjective of the other: Basri, Kabuli."""
    return one.endswith("i") and one[:-1] == _FEMININE.sub("", other)


def _is_slip(one: str, other: str) -> bool:
    """One slip of the pen, in a name long enough that it is no other name."""
    shorter = min(len(one), len(other))
    if shorter < 6 or one.startswith(other) or other.startswith(one):
        return False
    return Levenshtein.distance(one, other) <= (1 if shorter < 10 else 2)

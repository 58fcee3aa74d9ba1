"""Finds a place that the gazetteer spells a little differently, in the countries of an article."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from llmextract.verification import gazetteer
from llmextract.verification.gazetteer import Place
from llmextract.verification.spelling import skeleton

_SHORTEST: Final = 5  # letters; of less there are too many that look alike
_ALIKE: Final = 85.0
"""Likeness in per cent that two spellings of one name have, beside the same consonants."""


def spelled_alike(key: str, countries: Iterable[str]) -> tuple[Place, ...]:
    """The settlements whose name is a name in another transliteration: "Elwak" is El Wak.

    Args:
        key: a folded name that no place bears.
        countries: ISO codes of those in which it is looked for.

    Returns:
        The places of the one name that is most alike; none where nothing is like it enough.
    """
    bones = skeleton(key)
    letters = key.replace(" ", "")
    if not bones or len(letters) < _SHORTEST:
        return ()
    found: list[tuple[float, Place]] = []
    for country in sorted(countries):
        for other, place in _by_bones(country).get(bones, ()):
            likeness = fuzz.ratio(letters, other.replace(" ", ""))
            if likeness >= _ALIKE:
                found.append((likeness, place))
    best = max((likeness for likeness, _ in found), default=0.0)
    return tuple(dict.fromkeys(place for likeness, place in found if likeness == best))


@lru_cache(maxsize=64)
def _by_bones(country: str) -> dict[str, list[tuple[str, Place]]]:
    """The names of a country's settlements by their skeletons."""
    index: dict[str, list[tuple[str, Place]]] = {}
    for place in gazetteer.lying_in(country):
        if place.kind == "city":
            for key in place.spellings:
                if bones := skeleton(key):
                    index.setdefault(bones, []).append((key, place))
    return index

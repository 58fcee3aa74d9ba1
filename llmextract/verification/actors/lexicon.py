"""The words of conflict by which the verifier reads who acts, compiled from the language's table."""

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from llmextract.verification.actors.deeds import VERBS, Deeds, deeds_of
from llmextract.verification.clauses.phrases import listed, pattern
from llmextract.verification.once import once

_KINDS = ("armed", "harmless")
LANGUAGES = frozenset({"en"})
"""Languages whose clauses are read."""
_SHORT_VOWEL = re.compile(r".*[^aeiou][aeiou][bdgmnprt]\Z")


@once
def deeds() -> Deeds:
    """The verbs and nouns of conflict."""
    table = _table()
    words: dict[str, list[str]] = {}
    bases: list[str] = []
    for kind in (*VERBS, "effects", "sharing", "colliding", "leaving"):
        row = table[kind]
        regular = listed(row.get("regular", ""))
        words[kind] = [
            *listed(row.get("forms", "")),
            *(form for verb in regular for form in _inflected(verb)),
        ]
        bases += regular
    nouns = {name: listed(row) for name, row in table["nouns"].items() if name not in _KINDS}
    clashes = nouns["clashes"]
    words |= nouns | {"nouns": [*nouns["acts"], *clashes], "acts": words["acts"]}
    return deeds_of(words, bases=bases)


@lru_cache(maxsize=8192)
def is_harmless(name: str) -> bool:
    """Whether a name ends in a noun of those who are hit where nothing is said of them."""
    return _ends_in("harmless", name)


@lru_cache(maxsize=8192)
def is_armed(name: str) -> bool:
    """Whether a name ends in a noun of those who act where nothing is said of them."""
    return _ends_in("armed", name)


def _ends_in(kind: str, name: str) -> bool:
    return any(match.end() == len(name) for match in _of_kind(kind).finditer(name))


@once
def _of_kind(kind: str) -> re.Pattern[str]:
    return pattern(listed(_table()["nouns"][kind]))


@once
def _table() -> dict[str, dict[str, str]]:
    path = Path(__file__).parent / "languages" / "en.conflict.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _inflected(verb: str) -> Iterator[str]:
    """Past and gerund of a regular verb, in both spellings where a consonant may be doubled."""
    if verb.endswith("e"):
        yield from (f"{verb}d", f"{verb[:-1]}ing")
        return
    if verb.endswith("y") and verb[-2:-1] not in set("aeiou"):
        yield from (f"{verb[:-1]}ied", f"{verb}ing")
        return
    yield from (f"{verb}ed", f"{verb}ing")
    if _SHORT_VOWEL.fullmatch(verb):
        yield from (f"{verb}{verb[-1]}ed", f"{verb}{verb[-1]}ing")

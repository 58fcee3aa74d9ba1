"""The forms in which MUC-4 fills are compared: strings, incident types, dates, places.

These are definitions of the benchmark, not of this project: another fold than
:mod:`llmextract.verification.spelling` on purpose, or the figures would not be those of others.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from llmextract.verification.spelling import word_set

_APOSTROPHES = re.compile(r"['.\u2018\u2019\u02bc`]")
_WORD = re.compile(r"[^\W_]+")
_ARTICLES = frozenset({"a", "an", "the"})
_BRACKETS = re.compile(r"\[[^\]]*\]|\([^)]*\)")

TYPES = (
    "ARSON",
    "BOMBING",
    "KIDNAPPING",
    "HIJACKING",
    "ROBBERY",
    "FORCED WORK STOPPAGE",
    "ATTACK",
)
"""The incident types of the key."""

_TYPE_OF_NAME = {kind.lower(): kind for kind in TYPES}
# The first row that fits decides: shelling and air raids are ATTACK in the key, so they stand
# before BOMBING, whose pattern their words may hold ("aerial bombing").
_TYPE_WORDS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("KIDNAPPING", r"kidnap|abduct|hostage"),
        ("HIJACKING", r"hijack"),
        ("FORCED WORK STOPPAGE", r"work stoppage|armed strike|forced strike"),
        ("ATTACK", r"air ?strike|air raid|aerial|shelling|artillery|mortar"),
        ("ARSON", r"arson|burning|set(ting)? (on )?fire|incendiar"),
        ("ROBBERY", r"robbery|robbing|theft|looting"),
        ("BOMBING", r"bomb|explosi|blast|\bied\b|dynamite|mine\b|detonat"),
        ("ATTACK", r"attack|assault|murder|kill|assassin|shoot|massacre|ambush|clash|raid"),
        ("ATTACK", r"execution|homicide|threat|sabotage|violence"),
    )
)

_PLACE_NOUNS = word_set(
    "city department province municipality region neighborhood neighbourhood district town village"
    " the of jurisdiction county area sector"
)

_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:t.*)?")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})\s+(?P<month>[a-z]{3})[a-z]*\s+(?P<year>\d{2}|\d{4})")
_MONTH_FIRST = re.compile(r"(?P<month>[a-z]{3})[a-z]*\s+(?P<day>\d{1,2})\s+(?P<year>\d{2}|\d{4})")


def fold(text: str) -> str:
    """Lower case without diacritics."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


@lru_cache(maxsize=65536)
def normal(text: str) -> str:
    """The words of a string in lower case, without diacritics, punctuation or English articles."""
    words = _WORD.findall(_APOSTROPHES.sub("", fold(text)))
    return " ".join(word for word in words if word not in _ARTICLES)


@lru_cache(maxsize=65536)
def variants(text: str) -> frozenset[str]:
    """The normal forms of a string and of the string less what stands in brackets; none is empty."""
    bare = _BRACKETS.sub(" ", text)
    return frozenset({normal(text), normal(bare)} - {""})


def token_overlap(one: str, other: str) -> float:
    """F1 of the words that two normal forms share, from 0 to 1."""
    left, right = Counter(one.split()), Counter(other.split())
    common = (left & right).total()
    return 2 * common / (left.total() + right.total()) if common else 0.0


def incident_type(said: object) -> str | None:
    """One of the types of the key where a keyword says so, else the words in upper case."""
    if not said:
        return None
    text = fold(str(said)).replace("_", " ").replace("-", " ").strip()
    if text in _TYPE_OF_NAME:
        return _TYPE_OF_NAME[text]
    for kind, pattern in _TYPE_WORDS:
        if pattern.search(text):
            return kind
    return text.upper() or None


def iso_date(said: object) -> str | None:
    """The ISO date of a day in one of the usual forms; ``None`` for all else.

    ``1990-01-05``, ``5 JAN 90``, ``5 January 1990``, ``January 5, 1990``; a year of two digits is of
    the twentieth century.
    """
    if not said:
        return None
    text = fold(str(said)).replace(",", " ").replace(".", " ").strip()
    if iso := _ISO.fullmatch(text):
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    written = _DAY_FIRST.fullmatch(text) or _MONTH_FIRST.fullmatch(text)
    months = _MONTH_NAMES.split()
    if written is None or written["month"] not in months:
        return None
    year = int(written["year"])
    return _date(
        year if len(written["year"]) == 4 else 1900 + year,
        months.index(written["month"]) + 1,
        int(written["day"]),
    )


def _date(year: int, month: int, day: int) -> str:
    return f"{year:04d}-{month:02d}-{day:02d}"


def is_named(place: str, among: Iterable[str]) -> bool:
    """Whether a place of the key stands in one of the places given, as a run of whole words.

    What kind of place it is may be left out: "the town of Kassou" names "Kassou", and the other way
    round.
    """
    whole = normal(place).split()
    bare = [word for word in whole if word not in _PLACE_NOUNS] or whole
    return any(
        _holds(words, run)
        for words in (normal(one).split() for one in among)
        for run in (whole, bare)
    )


def _holds(words: list[str], run: list[str]) -> bool:
    return any(words[start : start + len(run)] == run for start in range(len(words) - len(run) + 1))

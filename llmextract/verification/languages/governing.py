"""Says which part a name plays by what governs it and what its clause tells, in a language of words.

The words to the left are passed up to a preposition or a verb that strikes; what stands nearest in
the sentence then tells what happened there.
"""

from collections.abc import Sequence
from typing import Final

from llmextract.records import Verdict
from llmextract.verification.languages import naming
from llmextract.verification.languages.tables import Language, entries, fold
from llmextract.verification.languages.words import STOPS, Words, is_bare_year
from llmextract.verification.places import lexicon

_FURTHEST: Final = 14  # words passed between a name and its preposition
_CLOSE: Final = 3  # words between an attack and what it is on
_SUBJECT: Final = (
    4  # words of a subject before the place that it has: "Un mercado en X fue atacado"
)
_NEAR_EVENT: Final = 4  # words between an event and what denies or doubts it
_TAKEN: Final = {
    "embassy": (Verdict.UNSUPPORTED, "the country of an embassy, which stands elsewhere"),
    "group": (Verdict.UNSUPPORTED, "part of the name of a group"),
    "title": (Verdict.UNSUPPORTED, "part of the name of a person"),
    "office": (Verdict.INFERRED, "only the seat of an institution or office"),
    "institution": (Verdict.INFERRED, "only the seat of an institution or office"),
    "inhabitants": (Verdict.INFERRED, "only its people are named"),
    "road": (Verdict.PARTLY, "only one end of a road is named"),
}
_ELSEWHERE: Final = {
    "spoken": "only where somebody speaks",
    "resident": "where somebody lives, comes from or is based",
    "moved": "where somebody went to or was taken",
}
_QUOTES: Final = frozenset('«»“”„"')
_BREAKS: Final = STOPS | {";", "؛"}


PASSED: Final = (
    "place.kinds", "place.parts", "place.link", "place.in", "place.near",
)  # fmt: skip
"""What may stand between a name and what governs it."""


def _begin(words: Words, kind: str, at: int) -> int:
    """Where an expression begins that ends before a word; the longest counts."""
    begins = (i for i in range(max(0, at - 6), at) if words.at[i].get(kind) == at)
    return next(begins, at - 1)


def longer(words: Words, first: int, last: int) -> tuple[Verdict, str] | None:
    """A name that is perhaps a part of a longer one."""
    reason = "perhaps a part of a longer name"
    if first and words.forms[first - 1] in lexicon.GIVEN_NAMES and _is_name(words, first - 1):
        return _TAKEN["title"]
    if first and _is_name(words, first - 1) and not words.ending[first] & _BEFORE_NAMES:
        opens = first == 1 or words.forms[first - 2] in STOPS | _QUOTES
        if not opens:
            return Verdict.UNCLEAR, reason
    if last < len(words) and _is_name(words, last) and not words.has(last, "place.kinds", "time"):
        return Verdict.UNCLEAR, reason
    if words.has(last, "place.link") and _is_name(words, words.at[last]["place.link"]):
        return Verdict.UNCLEAR, reason
    return None


_BEFORE_NAMES: Final = {
    "place.kinds", "place.in", "place.near", "place.link", "place.title", "place.to", "place.from",
    "place.strike", "place.off", "place.parts", "place.group",
}  # fmt: skip


def _is_name(words: Words, at: int) -> bool:
    return 0 <= at < len(words) and words.text[words.starts[at]].isupper()


def governed(
    words: Words, first: int, last: int, name: tuple[str, ...], language: Language
) -> tuple[Verdict, str]:
    """The part of a name by what governs it, on the left."""
    at, linked = first, False
    if _is_where(words, last, language):
        return _told(words, last, "what happened there is told behind it")
    if naming.is_attached(words.forms[first], name[0], language):
        return _by_clause(words, first, last, located=True, language=language)
    for _ in range(_FURTHEST):
        found = _preposition(words, at, last, language) or _taken(
            words, at, language, linked=linked
        )
        if found is not None:
            return found
        before = _before(words, at, linked=linked)
        linked = linked or "place.link" in words.ending[at]
        if before == at:
            break
        at = before
    if "time" in words.ending[at]:  # "atacaron anoche el municipio"
        at = _begin(words, "time", at)
    if at and "place.strike" in words.ending[at]:
        return _told(words, _begin(words, "place.strike", at), "as what was struck")
    return Verdict.UNCLEAR, "stands in the text; whether as the place, no rule tells"


def _is_where(words: Words, last: int, language: Language) -> bool:
    """Whether what follows a name says what happened there: "à Goma, où douze civils ont été tués"."""
    at = last + (last < len(words) and words.forms[last] in (",", "،"))
    if at >= len(words):
        return False
    written = words.text[words.starts[at] : words.ends[at]].lower()
    where = entries(language.data["places"].get("where", ""))
    return written in where and _happens(words, at + 1, language)


def _taken(
    words: Words, at: int, language: Language, *, linked: bool
) -> tuple[Verdict, str] | None:
    """The longer name or the people that a noun before a name makes of it."""
    taken = next((kind for kind in _TAKEN if f"place.{kind}" in words.ending[at]), "")
    known = taken in ("group", "title", "road") or linked or language.genitive
    return _TAKEN[taken] if taken and known else None


def _before(words: Words, at: int, *, linked: bool) -> int:
    """The word that may be passed on the way to what governs a name; the same where none may be."""
    kinds = words.ending[at]
    passed = next((kind for kind in PASSED[:3] if kind in kinds), "")
    if at <= 0:
        return at
    if passed:
        return _begin(words, passed, at)
    if linked and at > 1 and "place.kinds" in words.ending[at - 1]:
        return at - 1  # an adjective behind it: "la ciudad siria de"
    if "place.adjective" in kinds:
        return _begin(words, "place.adjective", at)
    return _before_names(words, at - 1) if _is_listed(words, at - 1) else at


def _is_listed(words: Words, at: int) -> bool:
    """Whether a name goes on a list of names: a comma or "and" with a name before it."""
    return (words.forms[at] in (",", "،") or words.has(at, "conj")) and _is_name(words, at - 1)


def _before_names(words: Words, at: int) -> int:
    """The word that the names before a comma begin with."""
    at -= 1
    while at > 0 and (
        _is_name(words, at - 1) or (words.has(at - 1, "place.link") and _is_name(words, at - 2))
    ):
        at -= 1
    return at


def _preposition(
    words: Words, at: int, last: int, language: Language
) -> tuple[Verdict, str] | None:
    """What a preposition makes of a name, if one ends before a word; the longest one counts."""
    ending = words.ending[at]
    names = [one for one in _PREPOSITIONS if f"place.{one}" in ending]
    if not names:
        return None
    begins = {one: _begin(words, f"place.{one}", at) for one in names}
    name = min(names, key=lambda one: begins[one])
    begin = begins[name]
    if name == "off":
        return Verdict.PARTLY, "only a point of reference"
    if name == "origin":
        return Verdict.UNSUPPORTED, _ELSEWHERE["resident"]
    if name == "between":
        return Verdict.PARTLY, "only one end of a stretch is named"
    if name in ("in", "near") and not {"to", "against"} & set(names):
        located = name == "near" or _is_located(words, at, language)
        return _by_clause(words, begin, last, located=located, language=language)
    return _directed(words, begin, last, names, language)


def _is_located(words: Words, at: int, language: Language) -> bool:
    """Whether the case of the word behind a preposition says "in" and not "into": в Киеве, в Киев."""
    endings = language.data["places"].get("locative", "")
    if not endings:
        return True
    return words.forms[at].endswith(tuple(fold(one.strip()) for one in endings.split(",")))


def _directed(
    words: Words, begin: int, last: int, names: Sequence[str], language: Language
) -> tuple[Verdict, str]:
    """A name behind "to" or "from": a goal or an origin, unless an attack goes there."""
    mark, at = _nearest_left(words, begin, language)
    if "against" in names and begin - at <= _CLOSE and words.has(at, "place.event", "place.strike"):
        return _told(words, at, "what was attacked")
    if mark in ("moved", "resident") and not _happens(words, last, language):
        return Verdict.UNSUPPORTED, _ELSEWHERE["resident" if "from" in names else "moved"]
    if "in" in names:  # a word that is both
        return _by_clause(words, begin, last, located=True, language=language)
    return Verdict.UNCLEAR, "behind a word of direction; what it says, no rule tells"


def _mark(words: Words, at: int, language: Language) -> str:
    """What a word tells of where it is said."""
    kinds = words.at[at]
    for name in ("spoken", "resident", "moved", "stays", "strike", "event"):
        if f"place.{name}" in kinds:
            return name
    harmed = (f"{role}.{form}" for role in ("killed", "injured") for form in _HARM)
    return "event" if any(kind in kinds for kind in harmed) else ""


_PREPOSITIONS: Final = ("origin", "off", "near", "between", "from", "to", "against", "in")
_HARM: Final = ("noun", "passive", "verb", "active", "event")


def _nearest_left(words: Words, at: int, language: Language) -> tuple[str, int]:
    """What the nearest telling word on the left tells, and where it stands."""
    said = parted = False
    for back in range(at - 1, -1, -1):
        if words.forms[back] in _BREAKS or words.forms[back] in _QUOTES:
            break
        said = said or words.has(back, "place.that")
        parted = parted or words.forms[back] in (",", "،")
        mark = _mark(words, back, language)
        if mark == "spoken" and said:
            continue  # what is said to have happened
        if mark == "spoken" and parted:
            return "stays", back  # perhaps put in between
        if mark:
            return mark, back
    return "", -1


def _by_clause(
    words: Words, begin: int, last: int, *, located: bool, language: Language
) -> tuple[Verdict, str]:
    """The part of a name behind "in" by what its clause tells."""
    mark, at = _nearest_left(words, begin, language)
    if mark in _ELSEWHERE and any(_is_name(words, one) for one in range(at + 1, begin)):
        return Verdict.UNCLEAR, "another name stands between"
    told = any(words.has(one, "place.that") for one in range(max(0, at - 2), at))
    if (mark == "moved" or (mark == "resident" and not told)) and _happens(words, last, language):
        return Verdict.UNCLEAR, "whether it happened there, no rule tells"
    if mark in _ELSEWHERE:
        return Verdict.UNSUPPORTED, _ELSEWHERE[mark]
    if mark == "stays" or not located:
        return Verdict.UNCLEAR, "whether it happened there, no rule tells"
    if mark:
        return _told(words, at, "as written")
    if begin - words.clause(begin)[0] > _SUBJECT:
        return Verdict.UNCLEAR, "whether something happened there, no rule tells"
    return _by_what_follows(words, last, language)


def _by_what_follows(words: Words, last: int, language: Language) -> tuple[Verdict, str]:
    """The part of a name that opens its clause or belongs to its subject."""
    for ahead in range(last, len(words)):
        if words.forms[ahead] in _BREAKS or words.has(ahead, "place.after"):
            break
        mark = _mark(words, ahead, language)
        if mark in ("event", "strike"):
            return _told(words, ahead, "as written")
        if mark:
            break
    return Verdict.UNCLEAR, "whether something happened there, no rule tells"


def _happens(words: Words, at: int, language: Language) -> bool:
    """Whether an event is told behind a word in its part of a sentence."""
    for one in range(at, len(words)):
        if words.forms[one] in _BREAKS:
            break
        if _mark(words, one, language) in ("event", "strike"):
            return True
    return False


def _told(words: Words, event: int, reason: str) -> tuple[Verdict, str]:
    """The place of an event, unless it is denied, planned, doubted or of another time."""
    first, last = words.sentence(event)
    for at in range(max(first, event - _NEAR_EVENT), event):
        if words.has(at, "place.negation", "negation"):
            return Verdict.UNCLEAR, "perhaps of what did not happen"
    for at in range(first, last):
        if words.has(at, "place.doubt", "doubt", "older") or is_bare_year(words, at):
            return Verdict.UNCLEAR, "perhaps of what did not happen, or of another time"
    return Verdict.SUPPORTED, reason

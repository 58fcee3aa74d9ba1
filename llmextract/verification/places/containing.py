"""Finds where a text says that one place lies in another: "X is a village in Y", "the town belongs to Y".

What happened in the first then happened in the second, though no event stands beside its name.  Places
side by side ("X, Y district") are read by ``mentioning``; here a verb stands between them, or a count.
"""

from llmextract.verification.clauses import words as w
from llmextract.verification.lexing import Lexed
from llmextract.verification.places import lexicon as lx
from llmextract.verification.places import telling

_LINKS = frozenset({"in", "of", "within", "inside", "to", "under"})
_HELD_BY = {"to": lx.BELONGING, "under": lx.LYING}
"""Links that hold a place only behind certain verbs: "belongs to Y", "lies under Y"."""
_NUMBER = lx.COUNTS | frozenset(
    {"a", "an", "the", "its", "part", "some", "many", "several", "among"}
)
_FORMS = frozenset({"form", "forms", "formed"})
_WITHIN = frozenset({"in", "of", "on", "within", "among", "along"})
_AWAY = frozenset({"to", "from", "with", "for", "by", "between", "than"})
_NO_LONGER = frozenset({"once", "formerly", "former", "historically"})
_INTENSIVE = frozenset({"far", "deep", "still", "itself"})
_BOTH = frozenset({"both", "all", "two", "three"})
_ALL = _BOTH | {"the", "this", "that", "these"}
_FURTHEST = 12
"""Words between a holding place and the verb that says so, and again between the verb and its subject."""
ANAPHOR = (-1, -1)
"""The subject where it is no name but calls a place again: "the village", "it", "both districts"."""


def lying_in(text: Lexed, first: int, last: int) -> tuple[int, int] | None:
    """What a clause says lies in a place.

    Args:
        text: a part of a source.
        first: number of the first word of the place's name.
        last: number after its last word.

    Returns:
        Numbers of the first word and after the last of the name of what lies there, ``ANAPHOR`` where it
        is called again without its name; ``None`` where no clause says so.
    """
    behind = _in_relative(text, last)
    if behind is not None:
        return behind
    link = _before_phrase(text, first)
    if text.word(link) not in _LINKS:
        return None
    found = _said(text, link)
    if found is None and text.words[link] == "of" and text.word(link - 1) in lx.KINDS:
        link = _before_phrase(text, link - 1)  # "belongs to the city of Y"
        found = _said(text, link) if text.word(link) in _LINKS else None
    return found


def _in_relative(text: Lexed, last: int) -> tuple[int, int] | None:
    """What a clause behind a name says lies there: "Y, to which X belongs", "Y, of which X is a part"."""
    at = last + (text.word(last) in lx.KINDS)
    at += text.word(at) == ","
    if text.word(at) not in _LINKS or text.word(at + 1) != "which":
        return None
    for verb in text.behind(at + 1, _FURTHEST - 1):
        word = text.words[verb]
        if telling.meaning(word):
            break
        part = word in w.BE and not _NUMBER.isdisjoint(text.words[verb + 1 : verb + 2])
        if part or word in lx.LYING or word in lx.BELONGING:
            return _subject(text, verb, kinds=True)
    return None


def _said(text: Lexed, link: int) -> tuple[int, int] | None:
    """What lies in that which stands behind a preposition."""
    verb = _verb(text, link)
    if verb < 0:
        return None
    between = text.words[verb + 1 : link]
    kinds = any(_settled(word) or word == "part" for word in between)
    word = text.words[verb]
    if kinds and "other" in between:
        return ANAPHOR  # "like the other villages of Y"
    if word == ",":  # "X, one of the villages of Y"
        return _named(text, verb) if kinds and between[0] in _NUMBER else None
    if word not in _HELD_BY.get(text.words[link], (word,)):
        return None
    lying = word in lx.LYING or word in lx.BELONGING or not lx.LYING.isdisjoint(between[:1])
    plainly = all(map(_plain, between)) and (lying or text.words[link] != "of")
    if not (kinds or plainly):
        return None
    return _subject(text, verb, kinds=kinds or lying)


def _verb(text: Lexed, link: int) -> int:
    """The verb before "a small village" of "is a small village in Y", or a comma; -1 for neither."""
    beside = text.word(link - 1) in lx.COMPASS and "the" not in text.words[max(link - 3, 0) : link]
    if beside and text.words[link] == "of":
        return -1  # "lies north of Y"
    for at in range(link - 1, max(link - _FURTHEST, -1), -1):
        word = text.words[at]
        if word in w.BE or word in _FORMS or word in lx.LYING or word in lx.BELONGING:
            return at if word not in lx.LYING or text.word(at - 1) not in w.BE else at - 1
        if word == "," or (word == "other" and text.words[link] in ("of", "in")):
            return at - (word == "other")
        if text.pauses(at) or word in _NO_LONGER or word in lx.UNITS or word in w.NEGATIONS:
            return -1
        if (word in lx.AT or word in _AWAY) and word not in _WITHIN:
            return -1
        if telling.meaning(word):
            return -1
    return -1


def _plain(word: str) -> bool:
    """Whether a word between "is" and "in" tells of no other thing than where."""
    known = word in _NUMBER or word in lx.COMPASS or word in lx.PARTS or word in _WITHIN
    return known or word in lx.LYING or word in _INTENSIVE or word.endswith("ly")


def _before_phrase(text: Lexed, first: int) -> int:
    """The word before a name with its article, kind and direction, and what lies in it: "of Z, Y"."""
    at = first - 1
    while at >= 0 and (_describes(text, at) or text.words[at] == "the"):
        at -= 1
    while text.word(at) == "," and (text.is_name_like(at - 1) or text.word(at - 1) in lx.KINDS):
        at -= 1
        while text.is_name_like(at) or _describes(text, at) or text.word(at) == "the":
            at -= 1
    return at


def _settled(word: str) -> bool:
    """Whether a noun is one for places that people live in, or for larger ones."""
    kind = lx.KINDS.get(word) or lx.KINDS.get(word.removesuffix("s"), "site")
    return kind not in ("site", "road") or word in lx.SETTLEMENTS


def _describes(text: Lexed, at: int) -> bool:
    word = text.words[at]
    return word in lx.KINDS or word in lx.COMPASS or word in lx.ADJECTIVES or word in lx.PART_OF


def _subject(text: Lexed, verb: int, *, kinds: bool) -> tuple[int, int] | None:
    """The subject of a verb that says where a place lies."""
    at = verb - 1
    while at > verb - _FURTHEST and (
        text.word(at) in w.BE or text.word(at) == "also" or text.word(at).endswith("ly")
    ):
        at -= 1
    if text.word(at) in _BOTH:
        return ANAPHOR
    if text.word(at) == ",":
        at = _before_aside(text, at)  # "X, which no road reaches, lies in Y"
    if text.word(at) in ("which", "that"):
        return _named(text, at - (text.word(at - 1) == ",")) if kinds else None
    if text.word(at) == "it":
        return ANAPHOR if kinds else None
    if _settled(text.word(at)) and not _ALL.isdisjoint((text.word(at - 1), text.word(at - 2))):
        return ANAPHOR
    return _named(text, at + 1)


def _before_aside(text: Lexed, comma: int) -> int:
    """The word before what stands between two commas."""
    for at in text.before(comma, _FURTHEST + 1):
        if text.words[at] == "," and not text.words[at + 1].isdigit():
            return at - 1
    return comma


def _named(text: Lexed, end: int) -> tuple[int, int] | None:
    """The name that ends before a word, kinds behind it left out."""
    last = end
    while last > 0 and text.words[last - 1] in lx.KINDS and not text.is_name_like(last - 1):
        last -= 1
    first = last
    while first > 0 and text.is_name_like(first - 1) and text.words[first - 1] not in lx.STOP:
        first -= 1
    governed = text.word(first - 1) in lx.AT  # "those killed at X lie in Y"
    return (first, last) if first < last and not governed else None

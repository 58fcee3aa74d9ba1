"""Says whether a name is part of a person's: a title, a given name or a kunya before it."""

from llmextract.verification import gazetteer
from llmextract.verification.lexing import Lexed
from llmextract.verification.places import lexicon as lx
from llmextract.verification.spelling import ARTICLES


def person(text: Lexed, first: int) -> str:
    """A title, a given name or a kunya before the name, with at most two names in between."""
    at = first - 1
    if text.word(at) in lx.KUNYA and text.word(at) not in lx.STOP:
        return "person"
    if _is_given_name(text, first):
        return "person"
    for distance in range(3):
        word = text.word(at - distance)
        if not word or not word[0].isalpha() or (word in lx.STOP and word not in lx.KUNYA):
            return ""
        if word in ARTICLES or word in lx.KUNYA:
            continue
        if word in lx.TITLES or word in lx.KIN:
            return "person" if _may_be_title(text, at - distance, first) else ""
        if (word in lx.GIVEN_NAMES or word in lx.PLACES_AS_GIVEN_NAMES) and not is_known(
            text, at - distance, first + 1
        ):
            return "person"
        if word in lx.KINDS or word in lx.COMPASS or word in lx.NEWS or word in lx.PREFIXES:
            return ""
        if text.cased and not text.capital[at - distance]:
            return ""
    return ""


def _is_given_name(text: Lexed, first: int) -> bool:
    """A name that is also a given name, with a surname after it and no preposition before it."""
    if text.words[first] not in lx.PLACES_AS_GIVEN_NAMES or text.word(first - 1) in lx.STOP - {
        "the"
    }:
        return False
    after = text.word(first + 1)
    if not after[:1].isalpha() or is_plain(after) or text.owner[first] or after in lx.ACTS:
        return False
    return not text.cased or bool(text.capital[first + 1])


def _may_be_title(text: Lexed, at: int, first: int) -> bool:
    """Whether a title stands before the name, not in it."""
    return at < first


def is_known(text: Lexed, first: int, last: int) -> bool:
    """Whether the gazetteer knows some words as a name."""
    return bool(gazetteer.named(" ".join(text.words[first:last])))


@gazetteer.cached(maxsize=16384)
def is_plain(word: str) -> bool:
    """Whether a word is an ordinary one that no name begins with."""
    return (
        word in lx.STOP
        or word in lx.NEWS
        or word in lx.KINDS
        or word in lx.ADJECTIVES
        or word in lx.PART_OF
        or word in lx.AT
        or word in lx.BORDERS
        or word in lx.PARTS
        or word in lx.FLEE
        or word in lx.ASSAULT
        or bool(gazetteer.countries_of_demonym(word))
    )

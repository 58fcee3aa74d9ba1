"""Sees where a text tells of events at two places: which of them a record is about, its place cannot tell."""

from llmextract.verification import gazetteer
from llmextract.verification.judgement import Sentences, rests_on
from llmextract.verification.lexing import lexed
from llmextract.verification.places import times
from llmextract.verification.places.mentioning import Mention, part_mentions
from llmextract.verification.source_text import SourceText
from llmextract.verification.spelling import fold_place


def is_contested(source: SourceText, offset: int, *, evidence: Sentences = None) -> bool:
    """Whether another sentence places an event as plainly as the one where a name stands.

    Of the places that rules called supported in sets of cases that no rule was built on, one in two
    was wrong where that is so, and one in twenty elsewhere.

    Args:
        source: the paragraph.
        offset: of the first character of the name.
        evidence: offsets of the sentences of the record; places in others are another's.
    """
    found = part_mentions(source, "text")
    if not lexed(source, "text").cased:
        return False  # words in capitals are names of anything
    own = next((one for one in found if one.start <= offset < one.end), None)
    if own is None:
        return False
    near = [one for one in found if not evidence or rests_on(evidence, one.start, one.end)]
    return any(_is_rival(source, own, one) for one in near)


def _is_rival(source: SourceText, own: Mention, other: Mention) -> bool:
    if other is own or other.plays != "location" or not other.role.is_read or other.role.weak:
        return False
    text = lexed(source, "text")
    if times.sentence(text, other.first) == times.sentence(text, own.first):
        return False
    inner, outer = ({one.key, *map(fold_place, one.within)} for one in (own, other))
    if own.key in outer or other.key in inner:
        return False
    asked, stated = gazetteer.named(own.key), gazetteer.named(other.key)
    return not (gazetteer.contains(asked, stated) or gazetteer.contains(stated, asked))

"""Finds who is counted without a number: "a soldier", "the driver", "her son" are one each."""

from typing import Final

from llmextract.verification.numbers.counted import Count, claim
from llmextract.verification.numbers.notcounts import Numeral
from llmextract.verification.numbers.noun_phrases import noun_phrase
from llmextract.verification.numbers.tags import Form, Kind, Tag
from llmextract.verification.numbers.tokens import Tokens

_TRANSITIVE: Final = Form.PAST | Form.GERUND | Form.ACTIVE
_PASSIVE: Final = Form.PAST | Form.PARTICIPLE | Form.INTRANSITIVE
_TO_VERB: Final = Tag.COMMA | Tag.RELATIVE | Tag.BE | Tag.HAVE | Tag.ADVERB


def compounds(tokens: Tokens, rejected: list[Numeral]) -> dict[int, int]:
    """Adjectives made of a number ("nine-year-old", "7.62 mm"): first token to token after."""
    found: dict[int, int] = {}
    for numeral in rejected:
        at = numeral.after
        while tokens.tags[at] & Tag.HYPHEN and tokens.starts[at] == tokens.ends[at - 1]:
            at += 2
        while tokens.tags[at] & Tag.OLD or (tokens.entries[at].after and not _is_digit(tokens, at)):
            at += 1
        found[numeral.first] = at
    return found


def _is_digit(tokens: Tokens, at: int) -> bool:
    return bool(tokens.tags[at] & Tag.DIGITS)


def singles(
    tokens: Tokens, counts: list[Count], owner: list[Count | None], compounds: dict[int, int]
) -> None:
    """Articles and lone singular nouns: "a soldier", "the driver", "her son" are one each."""
    kinds = tokens.kinds
    for at in tokens.of_kind(Kind.DETERMINER):
        if owner[at] is not None:
            continue
        aged = compounds and at + 1 in compounds  # "the 32-year-old"
        if not (kinds[at] & Kind.AMOUNT or aged) and not _may_be_person(tokens, at):
            continue  # "the town": most definite phrases, seen without a walk through them
        count = _one(tokens, at, compounds, owner)
        if count is not None and owner[count.after - 1] is None and owner[count.head] is None:
            claim(owner, count)
            counts.append(count)


def _may_be_person(tokens: Tokens, at: int) -> bool:
    """Whether a noun for a person may be near behind, or an effect that would make it one."""
    kinds = tokens.kinds
    ahead = kinds[at + 1] | kinds[at + 2] | kinds[at + 3] | kinds[at + 4]
    if ahead & Kind.PERSON or tokens.tags[at] & Tag.POSSESSIVE:
        return True
    if not ahead & Kind.UNKNOWN:
        return False
    effect = (kinds[at - 1] if at else 0) | ahead | kinds[at + 5] | kinds[at + 6]
    return bool(effect & Kind.EFFECT)


def _one(
    tokens: Tokens, at: int, compounds: dict[int, int], owner: list[Count | None]
) -> Count | None:
    """The singular phrase that begins with an article or a definite word, if it is one."""
    article = tokens.tags[at] & Tag.ARTICLE
    form = "article" if article else "singular"
    numeral = Numeral(at, at, at + 1, 1, 1, "exact", form, (1,))
    count = Count(numeral, at, at + 1)
    begin = compounds.get(at + 1, at + 1)
    noun_phrase(tokens, count, begin)
    if count.head < 0 and tokens.tags[begin - 1] & Tag.OLD:
        count.head, count.after, count.classes = begin - 1, begin, frozenset({"person"})
        return count  # "a four-year-old"
    if count.head < 0:
        # "another was captured"; but "another two" is a number of its own.
        return count if tokens.tags[at] & Tag.OTHER and owner[at + 1] is None else None
    tag = tokens.tags[count.head]
    if not article:
        unknown = tag & Tag.UNKNOWN and not tag & Tag.VERBLIKE
        meant = unknown and (tokens.tags[at] & Tag.POSSESSIVE or _has_effect(tokens, at, count))
        if not (tag & Tag.SINGULAR or meant) or not count.people or tag & Tag.PLURAL:
            return None
    elif tag & Tag.PLURAL and tag & Tag.NOUN and not tag & Tag.SINGULAR:
        return None
    if tokens.entries[count.head].after:
        return None
    if tag & Tag.GROUP and not tag & Tag.SINGULAR:
        return None
    return count


def _has_effect(tokens: Tokens, at: int, count: Count) -> bool:
    """Whether a noun is that of a person by what happens: "the prior, who died"."""
    tags = tokens.tags
    if at and tags[at - 1] & Tag.EFFECT and tokens.entries[at - 1].forms & _TRANSITIVE:
        return True
    after = count.after
    while tags[after] & _TO_VERB:
        after += 1
    return bool(tags[after] & Tag.EFFECT and tokens.entries[after].forms & _PASSIVE)

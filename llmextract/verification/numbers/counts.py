"""Finds all counts of a text: amounts with their nouns, parts and wholes, groups, single persons."""

from itertools import pairwise
from typing import Final

from llmextract.verification.numbers.counted import Count, claim
from llmextract.verification.numbers.notcounts import Numeral
from llmextract.verification.numbers.noun_phrases import noun_phrase, phrase, take_effects
from llmextract.verification.numbers.quantities import read_numerals
from llmextract.verification.numbers.singles import compounds, singles
from llmextract.verification.numbers.tags import Tag
from llmextract.verification.numbers.tokens import Tokens

_OLDEST: Final = 120  # years
_MOST_AGES: Final = 100
"""People whose ages a text may list."""
_BEFORE: Final = 100
"""Amounts before a part among which its whole is looked for: many paragraphs of news."""
_CONJUNCTION_OR_COMMA: Final = Tag.CONJUNCTION | Tag.COMMA
_DEFINITE_OR_ALL: Final = Tag.DEFINITE | Tag.ALL
_DEFINITE_OR_ARTICLE: Final = Tag.DEFINITE | Tag.ARTICLE
_DEFINITE_OR_ADVERB: Final = Tag.DEFINITE | Tag.ADVERB | Tag.ALL
_BEFORE_GROUP: Final = Tag.ARTICLE | Tag.DEFINITE | Tag.ADJECTIVE | Tag.UNKNOWN
_LEADS_IN: Final = Tag.DEFINITE | Tag.ADVERB | Tag.ADJECTIVE | Tag.OTHER | Tag.ALL
_PREPOSITION_OR_OF_OR_BY: Final = Tag.PREPOSITION | Tag.OF | Tag.BY
_OF_OR_BY: Final = Tag.OF | Tag.BY
_NO_ARTICLE: Final = Tag.POSSESSIVE | Tag.RELATIVE
_GOES_ON: Final = Tag.COMMA | Tag.PREPOSITION
_ENDS_PART: Final = Tag.COMMA | Tag.STOP | Tag.CLOSE


def find_counts(tokens: Tokens) -> tuple[list[Count], list[Numeral], list[Count | None]]:
    """All counts of a text in order.

    Returns:
        The counts; the numerals that are no counts; for each token the count that owns it.
    """
    owner: list[Count | None] = [None] * (tokens.n + 8)
    counts: list[Count] = []
    rejected: list[Numeral] = []
    for numeral in read_numerals(tokens):
        if numeral.reject:
            rejected.append(numeral)
            continue
        count = phrase(tokens, numeral)
        if count.head < 0 and tokens.tags[numeral.number] & Tag.NO and numeral.kind == "none":
            continue  # "no" denies a noun, and here is none
        if count.reported:
            numeral.reject = "a denial of reports"
            rejected.append(numeral)
            continue
        _widen(tokens, count)
        claim(owner, count)
        counts.append(count)
    _partitives(tokens, counts, owner)
    singles(tokens, counts, owner, compounds(tokens, rejected))
    counts.sort(key=lambda count: count.numeral.number)
    for count in counts:
        _surroundings(tokens, count)
    counts = _without_ages(tokens, counts, rejected, owner)
    for before, count in pairwise(counts):
        if before.subset and _goes_on(tokens, before, count):
            count.subset = True
    return counts, rejected, owner


def _widen(tokens: Tokens, count: Count) -> None:
    """Takes the article with what parts it from a word for so many: "an elderly couple"."""
    tags, at = tokens.tags, count.first - 1
    if at < 1 or count.head >= 0 or not tags[count.first] & Tag.FIXED:
        return
    if tags[at] & (Tag.UNKNOWN | Tag.ADJECTIVE) and tags[at - 1] & Tag.ARTICLE:
        count.first = at - 1


def _goes_on(tokens: Tokens, before: Count, count: Count) -> bool:
    """Whether nothing but a comma or nothing but a conjunction stands between two counts.

    "Including four guards and five raiders" has two parts; a comma before the conjunction would
    leave it open whether the list of parts is over.
    """
    between = tokens.tags[before.after : count.first]
    return len(between) == 1 and bool(between[0] & _CONJUNCTION_OR_COMMA)


def _without_ages(
    tokens: Tokens, counts: list[Count], rejected: list[Numeral], owner: list[Count | None]
) -> list[Count]:
    """Drops the ages of people who were just counted: "two men, 24 and 31, were found"."""
    if not any(count.head < 0 and count.numeral.form == "digits" for count in counts):
        return counts
    aged: set[int] = set()
    for number, count in enumerate(counts):
        size = count.value or 0
        if not 2 <= size <= _MOST_AGES or count.head < 0 or not count.people:
            continue
        listed = counts[number + 1 : number + 1 + size]
        if len(listed) == size and all(map(_may_be_age, listed)):
            chain = [count, *listed]
            links = [_link(tokens, one, other) for one, other in pairwise(chain)]
            if links[0] == Tag.COMMA and all(links):
                for one in listed:
                    one.numeral.reject = "age"
                    rejected.append(one.numeral)
                    owner[one.first : one.after] = [None] * (one.after - one.first)
                    aged.add(id(one))
    return [count for count in counts if id(count) not in aged]


def _may_be_age(count: Count) -> bool:
    return count.head < 0 and count.numeral.form == "digits" and 0 < (count.value or 0) <= _OLDEST


def _link(tokens: Tokens, one: Count, other: Count) -> int:
    """Commas and conjunctions between two counts, 0 where anything else is there."""
    link = 0
    for tag in tokens.tags[one.after : other.first]:
        if not tag & (_CONJUNCTION_OR_COMMA | Tag.ADVERB):
            return 0
        link |= tag & _CONJUNCTION_OR_COMMA
    return link


def _partitives(tokens: Tokens, counts: list[Count], owner: list[Count | None]) -> None:
    """Reads "five of the seven men", "one of the girls", "a family of five", "nine of them"."""
    tags = tokens.tags
    for place, count in enumerate(counts):
        at = count.after
        if tags[at] & Tag.OF_THEM:
            count.of_them = True
        elif tags[at] & Tag.OF and count.head < 0:
            at += 1
            while tags[at] & _DEFINITE_OR_ALL and owner[at] is None:
                at += 1
            whole = owner[at]
            if whole is not None and whole is not count and whole.numeral.kind != "none":
                whole.is_whole = True
                count.whole = whole
                count.classes, count.after = whole.classes, whole.after
            else:
                definite = bool(tags[at - 1] & Tag.DEFINITE and not tags[at - 1] & Tag.POSSESSIVE)
                noun_phrase(tokens, count, at)
                before = counts[max(0, place - _BEFORE) : place]
                if definite and (whole := _named_before(tokens, before, count)) is not None:
                    count.of_named = whole
                if all(owner[token] is None for token in range(at, count.after)):
                    claim(owner, count)
    for count in counts:
        first = count.first
        _join_group(tokens, count, owner)
        if count.first < first:
            _join_group(tokens, count, owner)  # "the remains of a family of six"


def _named_before(tokens: Tokens, before: list[Count], part: Count) -> Count | None:
    """The larger amount before a part that is counted by the same noun."""
    for count in before:
        same = min(count.head, part.head) >= 0 and (
            tokens.words[count.head] == tokens.words[part.head]
        )
        if same and count.numeral.low > part.numeral.low:
            return count
    return None


def _join_group(tokens: Tokens, count: Count, owner: list[Count | None]) -> None:
    """Makes "a group of five", "the bodies of three women" one phrase."""
    at = count.first - 1
    tags = tokens.tags
    while at > 0 and tags[at] & _DEFINITE_OR_ADVERB:
        at -= 1
    if at < 1 or not tags[at] & Tag.OF or not tags[at - 1] & Tag.GROUP:
        return
    noun = at - 1
    if owner[noun] is not None and owner[noun] is not count:
        return
    take_effects(tokens, count, noun)
    if not count.classes and count.head < 0:
        count.head = count.after - 1
        count.classes = frozenset({"person"})
    first = noun
    while first > 0 and tags[first - 1] & _BEFORE_GROUP:
        first -= 1
        if tags[first] & _DEFINITE_OR_ARTICLE:
            break
    count.first = first
    for owned in range(first, count.after):
        if owner[owned] is None:
            owner[owned] = count


def _is_when(tokens: Tokens, at: int, count: Count) -> bool:
    """Whether a preposition before a count says when something happened: "By Monday eight fled"."""
    if at + 1 == count.first:
        return False
    if not tokens.tables.days.isdisjoint(tokens.words[at + 1 : count.first]):
        count.definite = False
        return True  # "On the Saturday 22 people fled"
    if not tokens.tags[at] & _OF_OR_BY or not tokens.tags[at + 1] & Tag.ADVERB:
        return False
    return not tokens.words[at + 1].endswith(tokens.tables.endings["adverb"])


def _is_inserted(tokens: Tokens, before: int, count: Count) -> bool:
    """Whether a count only says more of those before: ", the driver included,", ", both boys,"."""
    tags = tokens.tags
    behind = tags[count.after]
    if behind & Tag.SUBSET:
        return bool(tags[count.after + 1] & _ENDS_PART)
    both = tags[count.numeral.number] & Tag.BOTH and before > 0
    return bool(both and tags[before] & Tag.COMMA and behind & _GOES_ON)


def _surroundings(tokens: Tokens, count: Count) -> None:
    """What stands before the phrase, or behind it: a preposition, "including", "among them"."""
    at = count.first - 1
    tags = tokens.tags
    if tags[count.after] & Tag.SUBSET or tags[count.numeral.number] & Tag.BOTH:
        count.subset = count.subset or _is_inserted(tokens, at, count)
    while at >= 0 and tags[at] & _LEADS_IN:
        if tags[at] & _DEFINITE_OR_ALL and not tags[at] & _NO_ARTICLE:
            count.definite = True
        count.more = count.more or bool(tags[at] & Tag.OTHER)
        at -= 1
    if at < 0 or _is_when(tokens, at, count):
        return
    tag = tags[at]
    if tag & Tag.EXCEPT and not tags[at - 1] & Tag.NOBODY:
        count.excluded = True  # "nobody but a guard" is the guard
    elif tag & Tag.AMONG and count.effects and count.definite:
        count.among = True
    elif tag & Tag.SUBSET and not (tag & Tag.AMONG and count.definite):
        count.subset = True
    count.governor = tag & _PREPOSITION_OR_OF_OR_BY
    if not count.governor and tag & Tag.VERB and tokens.ends_with_preposition(at):
        count.governor = Tag.PREPOSITION  # "taken from their guesthouse"
    if tag & Tag.SUBORDINATOR and not count.governor & _OF_OR_BY:
        # "before", "after", "since" begin a clause when a verb follows; the linker decides.
        count.governor = 0

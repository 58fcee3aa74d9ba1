"""Finds what each amount counts: the noun phrase around it, articles and lone nouns included."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from llmextract.verification.numbers.notcounts import Numeral
from llmextract.verification.numbers.quantities import read_numerals
from llmextract.verification.numbers.tables import PEOPLE
from llmextract.verification.numbers.tokens import Form, Kind, Tag, Tokens

_BREAKS: Final = (
    Tag.SIGN | Tag.PREPOSITION | Tag.OF | Tag.BY | Tag.CONJUNCTION | Tag.BE | Tag.HAVE | Tag.MODAL
    | Tag.RELATIVE | Tag.SUBORDINATOR | Tag.PRONOUN | Tag.ARTICLE | Tag.DEFINITE | Tag.NUMBER
    | Tag.DIGITS | Tag.SCALE | Tag.PACK | Tag.VAGUE | Tag.NOBODY | Tag.NO | Tag.SUBSET | Tag.OF_THEM
    | Tag.NEGATION | Tag.CONTRAST | Tag.REST | Tag.ALL | Tag.MONTH | Tag.TO
)  # fmt: skip
_LONGEST: Final = 10
_OLDEST: Final = 120  # years
_CONJUNCTION_OR_COMMA: Final = Tag.CONJUNCTION | Tag.COMMA
_DETERMINERS: Final = Tag.ARTICLE | Tag.DEFINITE | Tag.POSSESSIVE
_TRANSITIVE: Final = Form.PAST | Form.GERUND | Form.ACTIVE
_PASSIVE: Final = Form.PAST | Form.PARTICIPLE | Form.INTRANSITIVE
_DIRECT: Final = Form.PAST | Form.STATE | Form.COUNTED | Form.PARTICIPLE
_DEFINITE_OR_ALL: Final = Tag.DEFINITE | Tag.ALL
_VERB_OR_VERBLIKE: Final = Tag.VERB | Tag.VERBLIKE
_ADVERB_OR_ADJECTIVE: Final = Tag.ADVERB | Tag.ADJECTIVE
_DEFINITE_OR_ARTICLE: Final = Tag.DEFINITE | Tag.ARTICLE
_DEFINITE_OR_ARTICLE_OR_PRONOUN: Final = Tag.DEFINITE | Tag.ARTICLE | Tag.PRONOUN
_EFFECT_OR_OTHER: Final = Tag.EFFECT | Tag.OTHER
_GERUND_OR_ACTIVE: Final = Form.GERUND | Form.ACTIVE
_VERB_OR_PREPOSITION: Final = Tag.VERB | Tag.PREPOSITION
_PHRASE_ENDS: Final = _BREAKS | Tag.VERB | Tag.ADVERB | Tag.EFFECT
_UNKNOWN_OR_ADJECTIVE: Final = Tag.UNKNOWN | Tag.ADJECTIVE
_DEFINITE_OR_ADVERB: Final = Tag.DEFINITE | Tag.ADVERB | Tag.ALL
_BEFORE_GROUP: Final = Tag.ARTICLE | Tag.DEFINITE | Tag.ADJECTIVE | Tag.UNKNOWN
_TO_VERB: Final = Tag.COMMA | Tag.RELATIVE | Tag.BE | Tag.HAVE | Tag.ADVERB
_LEADS_IN: Final = Tag.DEFINITE | Tag.ADVERB | Tag.ADJECTIVE | Tag.OTHER | Tag.ALL
_PREPOSITION_OR_OF_OR_BY: Final = Tag.PREPOSITION | Tag.OF | Tag.BY
_OF_OR_BY: Final = Tag.OF | Tag.BY


@dataclass(slots=True, eq=False)
class Count:
    """An amount with what it counts and what happened to them.

    Attributes:
        numeral: the amount.
        first: first token of the noun phrase.
        after: token after the noun phrase.
        head: token of the noun, or -1.
        classes: classes of the noun; ``other`` for a noun that the tables do not know.
        effects: what happened to them, by effect.
        subset: it is a part of the people named before ("including four children").
        of_them: "of them" follows: a part, unless something else happened to it.
        whole: count of which this is a part ("five of the seven"), or ``None``.
        governor: tags of the preposition before it, 0 for none.
        group: other members of its coordination ("two officers and a driver"), itself included.
        more: "others", "more": the noun is the one before.
        reported: a denial of reports, not of people.
        open_ended: coordinated with people without a number ("two officers and civilians").
        total: the size of a toll, which nothing may be added to.
        definite: "the nine": people named before, who must not be counted twice.
        excluded: "all but four": those to whom it did not happen.
        of_named: an amount before, of whom this is a part ("two of the customers").
        spared: a clause that was read says that it did not happen to them, or was only tried.
        among: "among the 31 dead": the whole of which others are a part.
    """

    numeral: Numeral
    first: int
    after: int
    head: int = -1
    classes: frozenset[str] = frozenset()
    effects: set[str] = field(default_factory=set)
    subset: bool = False
    of_them: bool = False
    whole: "Count | None" = None
    is_whole: bool = False
    governor: int = 0
    group: "list[Count]" = field(default_factory=list)
    more: bool = False
    reported: bool = False
    open_ended: bool = False
    total: bool = False
    definite: bool = False
    among: bool = False
    excluded: bool = False
    of_named: "Count | None" = None
    spared: bool = False

    @property
    def people(self) -> bool:
        """Whether it may count people: a noun for people, a noun not known, or none."""
        return not self.classes or bool(self.classes & _PEOPLE)

    @property
    def value(self) -> int | None:
        """The exact value, ``None`` for bounds and vague amounts."""
        numeral = self.numeral
        return numeral.low if numeral.kind == "exact" and not numeral.reject else None


_PEOPLE: Final = PEOPLE | {"other"}


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
        count = _phrase(tokens, numeral)
        if count.head < 0 and tokens.tags[numeral.number] & Tag.NO and numeral.kind == "none":
            continue  # "no" denies a noun, and here is none
        if count.reported:
            numeral.reject = "a denial of reports"
            rejected.append(numeral)
            continue
        _claim(owner, count)
        counts.append(count)
    _partitives(tokens, counts, owner)
    _ones(tokens, counts, owner, _compounds(tokens, rejected))
    counts.sort(key=lambda count: count.numeral.number)
    for count in counts:
        _surroundings(tokens, count)
    counts = _without_ages(tokens, counts, rejected, owner)
    for before, count in pairwise(counts):
        if before.subset and _goes_on(tokens, before, count):
            count.subset = True
    return counts, rejected, owner


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
    kept = list(counts)
    for number, count in enumerate(counts):
        size = count.value or 0
        if size < 2 or count.head < 0 or not count.people:
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
                    kept.remove(one)
    return kept


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


def _claim(owner: list[Count | None], count: Count) -> None:
    for at in range(count.first, count.after):
        owner[at] = count


def _phrase(tokens: Tokens, numeral: Numeral) -> Count:
    """The noun phrase that begins with a numeral."""
    at = numeral.after
    tags = tokens.tags
    count = Count(numeral, numeral.first, at)
    if tags[numeral.number] & Tag.EFFECT:
        _take_effects(tokens, count, numeral.number)
    if tags[numeral.number] & Tag.ANY and tags[numeral.number] & Tag.PRONOUN:
        return count  # "without anyone being hurt": it takes no noun
    if numeral.members:
        while tags[at] & Tag.HYPHEN or tokens.entries[at].inside:
            at += 1
        _noun_phrase(tokens, count, at)
        count.classes = frozenset({"person"})  # whatever they form: a team, a patrol, a delegation
        return count
    loose = numeral.form in {"fixed phrase", "vague amount"} or (
        numeral.kind == "none" and tags[numeral.number] & Tag.ANY
    )
    if tags[at] & Tag.OF and (loose or numeral.kind == "vague"):
        at += 1
        if tags[at] & _DEFINITE_OR_ALL:
            at += 1
    elif numeral.kind == "none" and tags[numeral.number] & Tag.NEGATION:
        at = _over_gerund(tokens, at)
    _noun_phrase(tokens, count, at)
    return count


def _over_gerund(tokens: Tokens, at: int) -> int:
    """Passes the verb between a denial and what it denies: "without causing casualties"."""
    gerund = tokens.words[at].endswith(tokens.tables.endings["gerund"])
    verb = tokens.tags[at] & _VERB_OR_VERBLIKE and not tokens.tags[at] & Tag.EFFECT
    return at + 1 if gerund and verb and not tokens.tags[at + 1] & Tag.ANY else at


@dataclass(slots=True)
class _Walk:
    """How far the walk through a noun phrase has come.

    Attributes:
        head: the best head so far, -1 for none.
        known: whether the tables know it for a noun.
        closed: whether the phrase is complete.
    """

    head: int = -1
    known: bool = False
    closed: bool = False


def _noun_phrase(tokens: Tokens, count: Count, at: int) -> None:
    """Finds the head noun from a token on and what adjectives say of those counted."""
    walk = _Walk()
    stop = min(at + _LONGEST, tokens.n)
    while at < stop and not walk.closed:
        at = _step(tokens, count, walk, at)
    count.head = walk.head
    count.after = max(count.after, walk.head + 1)
    if walk.head >= 0:
        _classify(tokens, count, walk.head)


def _step(tokens: Tokens, count: Count, walk: _Walk, at: int) -> int:
    """Takes one token of a noun phrase, or closes the phrase before it: the next token."""
    tag = tokens.tags[at]
    if tag & _BREAKS and (walk.known or not tag & Tag.NOUN) and not _qualifies(tokens, walk, at):
        return _over_break(tokens, walk, at)
    if tag & Tag.OTHER:
        count.more = True
        if walk.head < 0 and tokens.words[at].endswith(tokens.tables.endings["plural"]):
            walk.head, walk.closed = at, True
    elif tag & Tag.NOUN:
        _noun(tokens, count, walk, at)
    elif tag & Tag.EFFECT:
        _effect_word(tokens, count, walk, at)
    elif tag & Tag.VERB:
        walk.closed = not _modifies(tokens, walk, at)
    elif tag & _ADVERB_OR_ADJECTIVE:
        walk.closed = walk.known and not _continues(tokens, at + 1)
    else:
        _unknown(tokens, walk, at)
    return at + 1


def _qualifies(tokens: Tokens, walk: _Walk, at: int) -> bool:
    """Whether a word that may be an auxiliary is an adjective: "a presumed deserter"."""
    return bool(tokens.tags[at] & Tag.ADJECTIVE) and walk.head < 0 and _continues(tokens, at + 1)


def _over_break(tokens: Tokens, walk: _Walk, at: int) -> int:
    """Passes a hyphen inside a word or a quotation mark; all else ends the phrase."""
    tag = tokens.tags[at]
    if tag & Tag.HYPHEN and tokens.starts[at + 1] - tokens.ends[at - 1] == 1:
        # "medium-sized", "government-owned": the joined word is no noun of its own.
        return at + (1 if tokens.tags[at + 1] & Tag.NOUN else 2)
    if tag & Tag.OPEN and tokens.tags[at + 2] & Tag.CLOSE and _continues(tokens, at + 3):
        return at + 3  # "32 National Front (NF) fighters"
    walk.closed = not tag & Tag.QUOTE
    return at + 1


def _unknown(tokens: Tokens, walk: _Walk, at: int) -> None:
    """A word that no table knows: a possessor, a head, or a verb behind the head."""
    tag = tokens.tags[at]
    if tag & Tag.POSSESSIVE:
        walk.head, walk.known = -1, False
    elif walk.known:
        if _is_agent_noun(tokens, walk, at):
            walk.head, walk.known = at, False
        else:
            walk.closed = not tokens.tags[at + 1] & Tag.NOUN
    elif walk.head >= 0 and tag & Tag.VERBLIKE:
        walk.closed = True
    else:
        walk.head = at


def _is_agent_noun(tokens: Tokens, walk: _Walk, at: int) -> bool:
    """Whether a word makes a known noun before it an attribute: "street sweepers", "prison warder".

    Only words made like those of trades: any other may be a name or a verb ("a bus Mercedes").
    """
    head = tokens.tags[walk.head]
    if head & Tag.PERSON or (head & Tag.PLURAL and not head & Tag.SINGULAR):
        return False
    return tokens.words[at].endswith(tokens.tables.endings.get("trade", ()))


def _noun(tokens: Tokens, count: Count, walk: _Walk, at: int) -> None:
    tags = tokens.tags
    if walk.known:
        verb = tags[at] & Tag.VERB and not tags[at + 1] & Tag.NOUN
        effect = tags[at] & Tag.EFFECT and not _continues(tokens, at + 1)
        # "two gunmen attack", but "triple grenade attack": the number wants a plural first.
        full = tags[walk.head] & Tag.PLURAL or count.numeral.low == 1
        if (verb or effect) and (full or tags[at + 1] & _DEFINITE_OR_ARTICLE):
            walk.closed = True
            return
    walk.head, walk.known = at, True
    _take_effects(tokens, count, at)


def _effect_word(tokens: Tokens, count: Count, walk: _Walk, at: int) -> None:
    """An effect inside the phrase is an adjective or its head: "two injured men", "12 injured"."""
    forms = tokens.entries[at].forms
    one = count.numeral.low == 1 and bool(forms & Form.PAST)  # "his partner badly injured"
    closes = walk.head >= 0 and (one or _closes(tokens, walk.head, at))
    # An active verb is no part of the phrase: "a gang of eight robbed the convoy".
    active = tokens.tags[at + 1] & _DEFINITE_OR_ARTICLE_OR_PRONOUN
    if walk.known or closes or active or not forms & _DIRECT:
        walk.closed = True
        return
    _take_effects(tokens, count, at)
    if not _continues(tokens, at + 1):
        walk.head, walk.closed = at, True


def _modifies(tokens: Tokens, walk: _Walk, at: int) -> bool:
    """Whether a word that may be a verb stands between nouns as one of them: "a patrol car"."""
    if not walk.known or tokens.tags[walk.head] & Tag.PLURAL or tokens.tags[at] & Tag.SUFFER:
        return False  # "an attempt receiving light injuries"
    person = "person" in tokens.entries[walk.head].classes
    return not person and bool(tokens.tags[at + 1] & Tag.NOUN)


def _classify(tokens: Tokens, count: Count, head: int) -> None:
    tag = tokens.tags[head]
    if tag & Tag.NOUN:
        count.classes = tokens.entries[head].classes
    elif not tag & _EFFECT_OR_OTHER:
        count.classes = frozenset({"other"})
    if count.numeral.kind == "none" and tag & Tag.REPORT:
        count.reported = True


def _closes(tokens: Tokens, head: int, at: int) -> bool:
    """Whether a word with an effect follows a noun as its verb: "six Jesuits killed in May"."""
    return bool(tokens.tags[head] & Tag.PLURAL or tokens.entries[at].forms & _GERUND_OR_ACTIVE)


def _continues(tokens: Tokens, at: int) -> bool:
    """Whether a noun phrase goes on at a token."""
    tag = tokens.tags[at]
    if tag & Tag.NOUN:
        return not tag & _VERB_OR_PREPOSITION
    if tag & _PHRASE_ENDS:
        return False
    return bool(tag & _UNKNOWN_OR_ADJECTIVE) and not tag & Tag.VERBLIKE


def _take_effects(tokens: Tokens, count: Count, at: int) -> None:
    """Effects of an adjective or noun inside the phrase: "two injured men", "three deaths".

    None where it is only tried: "two assassination attempts", "a failed murder".
    """
    if not tokens.entries[at].forms & _DIRECT:
        return
    if (at and tokens.tags[at - 1] & Tag.UNREAL) or tokens.tags[at + 1] & Tag.ATTEMPT:
        return
    for effect, forms in tokens.entries[at].effects.items():
        if forms & _DIRECT:
            count.effects.add(effect)


def _partitives(tokens: Tokens, counts: list[Count], owner: list[Count | None]) -> None:
    """Reads "five of the seven men", "one of the girls", "a family of five", "nine of them"."""
    tags = tokens.tags
    for count in counts:
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
                _noun_phrase(tokens, count, at)
                if definite and (whole := _named_before(tokens, counts, count)) is not None:
                    count.of_named = whole
                if all(owner[token] is None for token in range(at, count.after)):
                    _claim(owner, count)
    for count in counts:
        _join_group(tokens, count, owner)


def _named_before(tokens: Tokens, counts: list[Count], part: Count) -> Count | None:
    """The larger amount before a part that is counted by the same noun."""
    for count in counts:
        if count is part:
            return None
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
    _take_effects(tokens, count, noun)
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


def _compounds(tokens: Tokens, rejected: list[Numeral]) -> dict[int, int]:
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


def _ones(
    tokens: Tokens, counts: list[Count], owner: list[Count | None], compounds: dict[int, int]
) -> None:
    """Articles and lone singular nouns: "a soldier", "the driver", "her son" are one each."""
    kinds = tokens.kinds
    for at in tokens.marks:
        kind = kinds[at]
        if not kind & Kind.DETERMINER or owner[at] is not None:
            continue
        if not kind & Kind.AMOUNT and not _may_be_person(tokens, at):
            continue  # "the town": most definite phrases, seen without a walk through them
        count = _one(tokens, at, compounds, owner)
        if count is not None and owner[count.after - 1] is None and owner[count.head] is None:
            _claim(owner, count)
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
    _noun_phrase(tokens, count, begin)
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


def _surroundings(tokens: Tokens, count: Count) -> None:
    """What stands before the phrase: a preposition, "including"."""
    at = count.first - 1
    tags = tokens.tags
    while at >= 0 and tags[at] & _LEADS_IN:
        if tags[at] & _DEFINITE_OR_ALL and not tags[at] & Tag.POSSESSIVE:
            count.definite = True
        count.more = count.more or bool(tags[at] & Tag.OTHER)
        at -= 1
    if at < 0:
        return
    tag = tags[at]
    if tag & Tag.EXCEPT and not tags[at - 1] & Tag.NOBODY:
        count.excluded = True  # "nobody but a guard" is the guard
    elif tag & Tag.AMONG and count.effects and count.definite:
        count.among = True
    elif tag & Tag.SUBSET and not (tag & Tag.AMONG and count.definite):
        count.subset = True
    count.governor = tag & _PREPOSITION_OR_OF_OR_BY
    if tag & Tag.SUBORDINATOR and not count.governor & _OF_OR_BY:
        # "before", "after", "since" begin a clause when a verb follows; the linker decides.
        count.governor = 0

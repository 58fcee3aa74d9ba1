"""Finds the noun that an amount counts, and what adjectives say of those counted."""

from dataclasses import dataclass
from typing import Final

from llmextract.verification.clauses.modality import MEANT, NOT_DONE
from llmextract.verification.clauses.words import VERBS
from llmextract.verification.numbers.counted import LONE, Count
from llmextract.verification.numbers.notcounts import Numeral
from llmextract.verification.numbers.tags import Form, Tag
from llmextract.verification.numbers.tokens import Tokens

_BREAKS: Final = (
    Tag.SIGN | Tag.PREPOSITION | Tag.OF | Tag.BY | Tag.CONJUNCTION | Tag.BE | Tag.HAVE | Tag.MODAL
    | Tag.RELATIVE | Tag.SUBORDINATOR | Tag.PRONOUN | Tag.ARTICLE | Tag.DEFINITE | Tag.NUMBER
    | Tag.DIGITS | Tag.SCALE | Tag.PACK | Tag.VAGUE | Tag.NOBODY | Tag.NO | Tag.SUBSET | Tag.OF_THEM
    | Tag.NEGATION | Tag.CONTRAST | Tag.REST | Tag.ALL | Tag.MONTH | Tag.TO
)  # fmt: skip
_LONGEST: Final = 10
_DIRECT: Final = Form.PAST | Form.STATE | Form.COUNTED | Form.PARTICIPLE
_DEFINITE_OR_ALL: Final = Tag.DEFINITE | Tag.ALL
_VERB_OR_VERBLIKE: Final = Tag.VERB | Tag.VERBLIKE
_MAY_TAKE: Final = Tag.VERB | Tag.VERBLIKE | Tag.EFFECT | Tag.UNKNOWN
_ADVERB_OR_ADJECTIVE: Final = Tag.ADVERB | Tag.ADJECTIVE
_DEFINITE_OR_ARTICLE: Final = Tag.DEFINITE | Tag.ARTICLE
_DEFINITE_OR_ARTICLE_OR_PRONOUN: Final = Tag.DEFINITE | Tag.ARTICLE | Tag.PRONOUN
_EFFECT_OR_OTHER: Final = Tag.EFFECT | Tag.OTHER
_GERUND_OR_ACTIVE: Final = Form.GERUND | Form.ACTIVE
_VERB_OR_PREPOSITION: Final = Tag.VERB | Tag.PREPOSITION
_PHRASE_ENDS: Final = _BREAKS | Tag.VERB | Tag.ADVERB | Tag.EFFECT
_UNKNOWN_OR_ADJECTIVE: Final = Tag.UNKNOWN | Tag.ADJECTIVE
_PERSON_OR_UNKNOWN: Final = Tag.PERSON | Tag.UNKNOWN
_LISTS: Final = Tag.CONJUNCTION | Tag.COMMA
_NO_HEAD: Final = Tag.PLURAL | Tag.VERBLIKE | Tag.POSSESSIVE
_BEHIND_HEAD: Final = (
    Tag.BE | Tag.HAVE | Tag.MODAL | Tag.EFFECT | Tag.PREPOSITION | Tag.CONJUNCTION | Tag.STOP
    | Tag.COMMA | Tag.SUBORDINATOR | Tag.RELATIVE | Tag.ADVERB
)  # fmt: skip


def phrase(tokens: Tokens, numeral: Numeral) -> Count:
    """The noun phrase that begins with a numeral."""
    at = numeral.after
    tags = tokens.tags
    count = Count(numeral, numeral.first, at)
    if tags[numeral.number] & Tag.EFFECT:
        take_effects(tokens, count, numeral.number)
    if tags[numeral.number] & Tag.ANY and tags[numeral.number] & Tag.PRONOUN:
        return count  # "without anyone being hurt": it takes no noun
    if numeral.members:
        while tags[at] & Tag.HYPHEN or tokens.entries[at].inside:
            at += 1
        noun_phrase(tokens, count, at)
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
    noun_phrase(tokens, count, at)
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


def noun_phrase(tokens: Tokens, count: Count, at: int) -> None:
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
    if (
        tag & _BREAKS
        and (walk.known or not tag & Tag.NOUN)
        and not (tag & Tag.ADJECTIVE and _qualifies(tokens, walk, at))
    ):
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
        walk.closed = walk.known and not (
            _continues(tokens, at + 1) or _is_of_name(tokens, count, at + 1)
        )
    else:
        _unknown(tokens, count, walk, at)
    return at + 1


def _qualifies(tokens: Tokens, walk: _Walk, at: int) -> bool:
    """Whether an adjective that may be an auxiliary is none: "a presumed deserter"."""
    return walk.head < 0 and _continues(tokens, at + 1)


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


def _unknown(tokens: Tokens, count: Count, walk: _Walk, at: int) -> None:
    """A word that no table knows: a possessor, a head, or a verb behind the head."""
    tag = tokens.tags[at]
    if tag & Tag.POSSESSIVE:
        walk.head, walk.known = -1, False
    elif walk.known:
        if _is_agent_noun(tokens, walk, at) or _is_rare_noun(tokens, count, walk, at):
            walk.head, walk.known = at, False
        else:
            past = tokens.words[at].endswith(tokens.tables.endings["past"])
            done = past and tokens.tags[walk.head] & Tag.PLURAL  # "six men phoned home"
            walk.closed = bool(done) or not tokens.tags[at + 1] & Tag.NOUN
    elif tag & Tag.VERBLIKE and (walk.head >= 0 or _is_full(tokens, count, at)):
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


def _is_full(tokens: Tokens, count: Count, at: int) -> bool:
    """Whether an amount is a noun of its own before what it does: "a couple driving home"."""
    word, numeral = tokens.words[count.numeral.number], count.numeral
    full = numeral.form == "fixed phrase" and " " in word and numeral.low > 1
    return full and not tokens.tags[at + 1] & Tag.PLURAL  # but "half a dozen sleeping guards"


def _is_rare_noun(tokens: Tokens, count: Count, walk: _Walk, at: int) -> bool:
    """Whether an unknown word is the head of a phrase for one in a list: "and a police havildar".

    Elsewhere it may be a verb ("a bus sank"), which one that ends its phrase in a list is not, unless
    it is among the verbs without an ending.
    """
    tags = tokens.tags
    last = tags[walk.head]
    named = _is_capital(tokens, walk.head) and not _is_capital(tokens, at)
    if count.numeral.form not in LONE or last & Tag.PERSON or not (last & Tag.SINGULAR or named):
        return False
    before = tags[count.first - 1] if count.first else Tag.STOP
    listed = before & _LISTS or tags[at + 1] & Tag.CONJUNCTION
    if not listed or not tokens.tables.endings.get("trade") or tags[at] & _NO_HEAD:
        return False
    return bool(tags[at + 1] & _BEHIND_HEAD) and tokens.words[at] not in VERBS


def _is_capital(tokens: Tokens, at: int) -> bool:
    return tokens.text[tokens.starts[at]].isupper()


def _is_of_name(tokens: Tokens, count: Count, at: int) -> bool:
    """Whether a word is of a name inside a phrase: "a Border Security Force jawan"."""
    if not (_is_capital(tokens, at) and _is_capital(tokens, at - 1)):
        return False
    headline = _is_capital(tokens, count.first)  # or the first word of its sentence
    return not headline or bool(tokens.tags[at + 1] & _PERSON_OR_UNKNOWN)


def _noun(tokens: Tokens, count: Count, walk: _Walk, at: int) -> None:
    tags = tokens.tags
    if walk.known and not _is_of_name(tokens, count, at):
        verb = tags[at] & Tag.VERB and not tags[at + 1] & Tag.NOUN
        effect = tags[at] & Tag.EFFECT and (
            not _continues(tokens, at + 1) or _names_after(tokens, at)
        )
        # "two gunmen attack", but "triple grenade attack": the number wants a plural first.
        full = tags[walk.head] & Tag.PLURAL or count.numeral.low == 1
        if (verb or effect) and (full or tags[at + 1] & _DEFINITE_OR_ARTICLE):
            walk.closed = True
            return
    walk.head, walk.known = at, True
    take_effects(tokens, count, at)


def _names_after(tokens: Tokens, at: int) -> bool:
    """Whether a name follows a word in lower case: "on a motorcycle shot Ivo Marsk"."""
    text, behind = tokens.text, tokens.starts[at + 1]
    return text[behind : behind + 1].isupper() and text[tokens.starts[at]].islower()


def _effect_word(tokens: Tokens, count: Count, walk: _Walk, at: int) -> None:
    """An effect inside the phrase is an adjective or its head: "two injured men", "12 injured"."""
    forms = tokens.entries[at].forms
    if not forms & _DIRECT and forms & Form.EVENT and tokens.tags[at + 1] & Tag.NOUN:
        return  # "457 Liberation Front fighters": a noun before another
    one = count.numeral.low == 1 and bool(forms & Form.PAST)  # "his partner badly injured"
    closes = walk.head >= 0 and (one or _closes(tokens, walk.head, at))
    if walk.known and forms & Form.COUNTED and _is_compound(tokens, walk.head, at):
        take_effects(tokens, count, at)
        walk.head, walk.closed = at, True
        return
    # An active verb is no part of the phrase: "a gang of eight robbed the convoy".
    active = tokens.tags[at + 1] & _DEFINITE_OR_ARTICLE_OR_PRONOUN
    if walk.known or closes or active or not forms & _DIRECT:
        walk.closed = True
        return
    take_effects(tokens, count, at)
    if not _continues(tokens, at + 1):
        walk.head, walk.closed = at, True


def _is_compound(tokens: Tokens, head: int, at: int) -> bool:
    """Whether a noun stands before a plural for what happened: "15 civilian deaths"."""
    plural = tokens.words[at].endswith(tokens.tables.endings["plural"])
    return (
        plural and not tokens.tags[head] & Tag.PLURAL and bool(tokens.tables.endings.get("trade"))
    )


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


def _is_meant(tokens: Tokens, verb: int) -> bool:
    """Whether a phrase is the object of what is only meant: "planned to take 50 hostages"."""
    is_verb = (
        verb >= 0 and tokens.tags[verb] & _MAY_TAKE and not tokens.tags[verb] & Tag.PREPOSITION
    )
    return bool(is_verb) and tokens.told_as_verb(verb) in MEANT


def take_effects(tokens: Tokens, count: Count, at: int) -> None:
    """Effects of an adjective or noun inside the phrase: "two injured men", "three deaths".

    None where it is only tried: "two assassination attempts", "a failed murder".
    """
    if not tokens.entries[at].forms & _DIRECT:
        return
    told = tokens.told(at)
    if told == "feared" or told in NOT_DONE or _is_meant(tokens, count.first - 1):
        return
    for effect, forms in tokens.entries[at].effects.items():
        if forms & _DIRECT:
            count.effects.add(effect)

"""Links counts to what happened to those counted: who was killed, who killed, who is meant.

The rules are those of the clause, in the order of their reliability: the subject of a passive or
intransitive verb stands before it, the object of an active verb or gerund behind it, the people of
a noun ("the deaths of …") behind its preposition.  A parser was not taken: it costs a thousand
times the budget, and news sentences about casualties use few constructions.
"""

from bisect import bisect_left
from itertools import pairwise
from typing import Final

from llmextract.verification.numbers.belongings import leave_belongings
from llmextract.verification.numbers.counted import Count
from llmextract.verification.numbers.ellipsis import link_ellipses, link_gaps
from llmextract.verification.numbers.naming_deeds import name_by_doers
from llmextract.verification.numbers.notcounts import Numeral
from llmextract.verification.numbers.nouns import link_total, link_wound, share_out
from llmextract.verification.numbers.objects import has_own_verb
from llmextract.verification.numbers.parts import died_of_wounds
from llmextract.verification.numbers.scene import Scene
from llmextract.verification.numbers.sizes import link_sizes
from llmextract.verification.numbers.splits import link_splits
from llmextract.verification.numbers.tables import HARM, OUTCOMES
from llmextract.verification.numbers.tags import Form, Kind, Tag
from llmextract.verification.numbers.verbs import link_attack, link_effect

_TOTAL_OR_TOLL: Final = Tag.TOTAL | Tag.TOLL
_LIMITS_ALL: Final = Tag.STOP | Tag.CONTRAST | Tag.SUBORDINATOR | Tag.NEGATION | Tag.EXCEPT
_EVERYBODY_OR_ALL: Final = Tag.EVERYBODY | Tag.ALL
_BOUND_OR_NEGATION_OR_ADVERB: Final = Tag.BOUND | Tag.NEGATION | Tag.ADVERB
_STOP_OR_QUOTE: Final = Tag.STOP | Tag.QUOTE
_CARRIES_ON: Final = Tag.CONJUNCTION | Tag.COMMA | Tag.CONTRAST | Tag.ADVERB
_STATE_OR_COUNTED: Final = Form.STATE | Form.COUNTED
_STOP_OR_CLOSE: Final = Tag.STOP | Tag.CLOSE
_SAME: Final = (
    Tag.COMMA | Tag.OPEN | Tag.CONJUNCTION | Tag.BOUND | Tag.ADVERB | Tag.HYPHEN | Tag.DEFINITE
)
_BEFORE_MORE: Final = Tag.ARTICLE | Tag.DEFINITE | Tag.QUOTE | Tag.BOUND
_ASIDE: Final = 4
"""Tokens between an amount and the same in another unit."""
_LINK: Final = Tag.COMMA | Tag.CONJUNCTION
_DEED_OR_DEEDS: Final = Form.DEED | Form.DEEDS
_FEW: Final = 6
"""Counts before a part among which its whole is looked for."""
_BREAKDOWN: Final = 13
"""Tokens before a part to the mark behind what it is a part of."""
_BEHIND_FATAL: Final = Tag.STOP | Tag.COMMA | Tag.CONJUNCTION | Tag.PREPOSITION | Tag.SUBORDINATOR
_EDGE: Final = Tag.STOP | Tag.CLOSE | Tag.OPEN | Tag.COLON


def link(scene: Scene) -> None:
    """Links everything, the sure constructions first."""
    link_sizes(scene)
    for at in scene.tokens.of_kind(Kind.HEAD):
        if scene.owner[at] is not None:
            link_wound(scene, at)
            continue
        tag = scene.tokens.tags[at]
        if tag & _TOTAL_OR_TOLL:
            link_total(scene, at)
        if tag & Tag.EFFECT:
            link_effect(scene, at)
            if tag & Tag.UNHURT:
                _nobody_hurt(scene, at)
        elif tag & Tag.AGENT:
            link_attack(scene, at)
    link_splits(scene)
    name_by_doers(scene)
    leave_belongings(scene)
    _leave_said(scene)
    link_ellipses(scene)
    link_gaps(scene)
    _leave_open(scene)
    _tell_otherwise(scene)
    _die(scene)
    _inherit(scene)


def _leave_said(scene: Scene) -> None:
    """Tells of somebody what befell him as what he is said to be: "a man believed to be a driver died"."""
    said = scene.tokens.tables.said_to_be
    for before, count in pairwise(scene.counts):
        at = count.first - 1
        if count.numeral.form != "article" or at < 2 or scene.tokens.words[at] not in said:
            continue
        same = scene.sentence(before.first) == scene.sentence(count.first)
        if same and before.people and before.numeral.low == 1:
            if before.numeral.form == "article":  # "the victim" was told of before
                scene.befall([before], count.effects)
            count.effects.clear()
            count.restated = True


def _leave_open(scene: Scene) -> None:
    """Takes what two words joined by "or" say from those of whom either is true: "killed or hurt"."""
    tags, entries, kinds = scene.tokens.tags, scene.tokens.entries, scene.tokens.kinds
    for at in scene.tokens.of_kind(Kind.EFFECT):
        joins = tags[at + 1] if kinds[at + 2] & Kind.EFFECT else 0
        if not joins & Tag.CONJUNCTION or not joins & Tag.TO:
            continue
        either = set(entries[at].effects) ^ set(entries[at + 2].effects)
        clause = scene.clauses.get(at)
        counted = scene.owner[at]
        for count in [*(clause.people if clause else ()), *([counted] if counted else ())]:
            if count.effects & either and count.numeral.kind != "none":
                count.effects = (count.effects - either) | {"casualty"}
                count.either = frozenset(either)


def _tell_otherwise(scene: Scene) -> None:
    """Takes from a list what only says the same in other units: "740 people, or 215 families"."""
    tags, households = scene.tokens.tags, scene.tokens.tables.households
    for before, count in pairwise(scene.counts):
        at = count.first - 1
        if before.effects and _is_in_households(scene, before, count):
            before.group = [one for one in before.group if one is not count]
            in_homes = before if scene.tokens.words[before.head] in households else count
            count.group, in_homes.restated = [], True
            count.effects |= before.effects
            continue
        if at < 2 or not tags[at] & Tag.CONJUNCTION or not tags[at] & Tag.TO:
            continue
        if tags[at - 1] & Tag.COMMA and count.effects:
            members = [member for member in count.group if member is not count]
            for member in members:
                member.group = members if len(members) > 1 else []
            count.group, count.effects, count.spared = [], set(), True


def _is_in_households(scene: Scene, one: Count, other: Count) -> bool:
    """Whether two amounts are of the same people, by household and by head: "430 families, 2,150 people"."""
    tokens = scene.tokens
    if one.head < 0 or other.head < 0 or other.first - one.after > _ASIDE:
        return False
    between = range(one.after, other.first)
    if not between or not all(tokens.tags[at] & _SAME for at in between):
        return False
    alone = tokens.tags[one.after] & Tag.CONJUNCTION and not tokens.tags[one.after] & Tag.TO
    homes = [tokens.words[count.head] in tokens.tables.households for count in (one, other)]
    return homes[0] != homes[1] and not alone


def _nobody_hurt(scene: Scene, at: int) -> None:
    """Adds the denial in "everyone aboard escaped unhurt", "all forty passengers were unharmed".

    It owns no token: the rules of clauses would take it for people to whom something happened.
    """
    tags = scene.tokens.tags
    for before in range(at - 1, max(-1, at - 14), -1):
        tag = tags[before]
        if tag & _LIMITS_ALL:
            return
        if tag & _EVERYBODY_OR_ALL and not _is_hedged(scene, before):
            numeral = Numeral(before, before, at + 1, 0, 0, "none", "denial", (0,))
            scene.denials.append(Count(numeral, before, at + 1, effects={"injured"}))
            return


def _is_hedged(scene: Scene, at: int) -> bool:
    """Whether "all" is not all of the people there: "nearly all", "all three attackers"."""
    before = scene.tokens.tags[at - 1] if at else 0
    count = scene.owner[at] or scene.owner[at + 1]
    if before & _BOUND_OR_NEGATION_OR_ADVERB:
        return True
    return count is not None and bool(count.classes & {"attacker"} or not count.people)


def _inherit(scene: Scene) -> None:
    """Parts take the effects of their whole; "three more in Hodna" those of the ones before."""
    previous: Count | None = None
    fronted: Count | None = None
    part: Count | None = None
    for count in scene.counts:
        if count.governor & Tag.OF and _is_fronted(scene, count):
            fronted = count
        elif fronted is not None and scene.same_sentence(fronted, count):
            _take_from(fronted, count)
        if count.among:
            share_out(scene, count)
        if count.is_whole or count.excluded:
            continue
        if count.whole is not None:
            _be_part_of(count, count.whole)
        if not count.effects or (count.subset and count.of_named is None):
            _inherit_one(scene, count, previous)
        if count.effects and (count.of_them or count.subset):
            _bind(scene, count, previous)
        _go_on(scene, count, part)
        if count.effects and not count.subset and count.people:
            previous = count
        part = count if count.subset else None


def _be_part_of(part: Count, whole: Count) -> None:
    """Gives a part what befell the whole, where nothing else did: "six of the nine killed were boys"."""
    if not part.effects:
        part.effects = set(whole.effects)
    part.subset = part.subset or bool(part.effects & whole.effects)


def _be_of_casualties(scene: Scene, part: Count, whole: Count) -> None:
    """Notes that the dead are a part of the casualties before them: "11 casualties, including five dead"."""
    mixed = "casualty" in whole.effects and not whole.effects & HARM
    if not mixed or not part.effects & HARM or not scene.same_sentence(whole, part):
        return
    beside = [part.after, part.first - 1]
    for side, step in enumerate((1, -1)):
        while scene.tokens.tags[beside[side]] & _LINK and scene.owner[beside[side]] is None:
            beside[side] += step
    if all(scene.owner[at] is None for at in beside):
        part.of_named = whole  # but no more is known of "22, including nine dead and three missing"


def _die(scene: Scene) -> None:
    """Makes some dead of whom nothing is said but how it went: "five were hurt, one of them fatally"."""
    tokens = scene.tokens
    for count in scene.counts:
        at = count.after + bool(tokens.tags[count.after] & Tag.OF_THEM)
        fatal = count.head < 0 and tokens.words[at] in tokens.tables.fatal
        if fatal and tokens.tags[at + 1] & _BEHIND_FATAL:
            count.effects, count.of_them = {"killed"}, True


def _bind(scene: Scene, part: Count, previous: Count | None) -> None:
    """Notes of whom some are: those called "of them" of those right before, or of the last hurt."""
    if not part.of_them:
        if part.subset and part.of_named is None and previous is not None:
            _be_of_casualties(scene, part, previous)
        return
    named = scene.tokens.last_entry(part.after)
    own = set(named.effects) if named is not None else set()
    if previous is not None and own and own.isdisjoint(previous.effects | {"casualty"}):
        part.also = True  # "three were killed, and two of the wounded died"
        return
    place = bisect_left(scene.counts, part.numeral.number, key=lambda one: one.numeral.number)
    nearest = scene.counts[place - 1] if place else part
    plain = nearest.people and not (nearest.governor or nearest.subset or nearest.effects)
    if plain and nearest.numeral.low > part.numeral.low and scene.same_sentence(nearest, part):
        part.of_named = nearest  # "they led away six boys and shot five of them"
    elif previous is not None and _are_shared(part, previous):
        part.of_named = previous  # "14 were hurt, two of whom lost an eye"
        part.subset = part.effects <= previous.effects
    elif previous is not None and died_of_wounds(part, previous):
        part.of_named = previous  # "14 were hurt; two of them died"
    else:
        _bind_further(scene, part, place)


def _bind_further(scene: Scene, part: Count, place: int) -> None:
    """The same where others stand between: "four were held over a raid that killed nine; two of them …"."""
    sentence = scene.sentence(part.first)
    for whole in reversed(scene.counts[max(0, place - _FEW) : place]):
        if sentence - scene.sentence(whole.first) > 1:
            break
        larger = whole.people and whole.numeral.low > part.numeral.low and not whole.subset
        if larger and part.effects <= whole.effects:
            part.of_named, part.subset = whole, True
            break


def _go_on(scene: Scene, count: Count, part: Count | None) -> None:
    """Makes a bare number behind a part another part: "13 of them in Hult and six in Orv"."""
    if part is None:
        return
    before = scene.tokens.tags[count.first - 1] if count.first else 0
    bare = count.head < 0 and not count.more and not has_own_verb(scene, count)
    if bare and before & Tag.CONJUNCTION and scene.same_sentence(part, count):
        count.subset = count.subset or count.effects == part.effects


def _are_shared(count: Count, previous: Count) -> bool:
    """Whether what happened to some may have happened to those before, of whom they are."""
    return bool(count.effects & previous.effects) or "casualty" in previous.effects


def _take_from(whole: Count, count: Count) -> None:
    """Makes a bare number a part of the whole before it: "of the 16 wounded, five are boys"."""
    if count.head >= 0 or count.numeral.low > whole.numeral.low:
        return
    if count.effects:
        count.of_named = whole  # "of the 16 abducted, five were freed and eleven are still held"
        count.subset = count.effects <= whole.effects
    else:
        count.whole, count.effects, count.subset = whole, set(whole.effects), True


def _is_fronted(scene: Scene, count: Count) -> bool:
    """Whether "of" with a count opens a sentence and so names a whole for what follows."""
    tags = scene.tokens.tags
    at = count.first - 1
    while at > 0 and not tags[at] & Tag.OF:
        at -= 1
    return at == 0 or bool(tags[at - 1] & _STOP_OR_QUOTE)


def _inherit_one(scene: Scene, count: Count, previous: Count | None) -> None:
    listed = _in_breakdown(scene, count) and not has_own_verb(scene, count)
    if count.subset or count.of_them or listed:
        effects = _antecedent(scene, count, previous)
        if effects:
            count.effects |= effects
            count.subset = True
        return
    if previous is None or not count.people:
        return
    if not scene.same_sentence(previous, count):
        _carry_over(scene, count, previous)
        return
    if count.more and count.head < 0 and previous.head >= 0:
        # "13 bodies lay there; nine more were found": the noun that says it is left out.
        noun = scene.tokens.entries[previous.head]
        count.effects |= {effect for effect, forms in noun.effects.items() if forms & Form.COUNTED}
    bare = count.head < 0 or count.more
    if bare and not has_own_verb(scene, count) and not count.governor:
        before = scene.tokens.tags[_opening(scene, count) - 1]
        if before & _CARRIES_ON:
            count.effects |= previous.effects


def _carry_over(scene: Scene, count: Count, previous: Count) -> None:
    """Goes on with the sentence before: "They found 14 bodies. A further six were in the river."."""
    tags = scene.tokens.tags
    opening = _opening(scene, count)
    first = scene.bounds(count.first)[0]
    begins = all(tag & _BEFORE_MORE for tag in tags[first:opening])
    next_one = scene.sentence(count.first) == scene.sentence(previous.first) + 1
    if not (count.more and count.head < 0 and previous.head >= 0 and begins and next_one):
        return
    noun = scene.tokens.entries[previous.head]
    found = {effect for effect, forms in noun.effects.items() if forms & Form.COUNTED}
    if found <= OUTCOMES and not noun.forms & _DEED_OR_DEEDS and not _is_alive(scene, count):
        count.effects |= found  # of hostages or deaths a verb that no rule reads may tell else


def _is_alive(scene: Scene, count: Count) -> bool:
    """Whether the words behind some say that they lived, which no body does."""
    entries, end = scene.tokens.entries, scene.bounds(count.first)[1]
    return any("unharmed" in entry.effects for entry in entries[count.after : end])


def _opening(scene: Scene, count: Count) -> int:
    """First token of a count with the words before it that say "more": "and a further nine"."""
    at = count.first
    tags, entries = scene.tokens.tags, scene.tokens.entries
    while at > 1 and (tags[at - 1] & Tag.OTHER or entries[at - 1].bound == "exact"):
        at -= 1
    return at


def _antecedent(scene: Scene, count: Count, previous: Count | None) -> set[str]:
    """Effects of the people of whom a count is a part."""
    named = scene.tokens.last_entry(count.after) if count.of_them else None
    if named is not None and named.effects:
        return set(named.effects)  # "five of the dead"
    if previous is not None and scene.same_sentence(previous, count):
        return set(previous.effects)
    for at in range(count.first - 1, max(-1, count.first - 8), -1):
        tag = scene.tokens.tags[at]
        if tag & Tag.STOP:
            break
        if tag & Tag.EFFECT and scene.tokens.entries[at].forms & _STATE_OR_COUNTED:
            return set(scene.tokens.entries[at].effects)
    return set(previous.effects) if previous is not None and count.of_them else set()


def _in_breakdown(scene: Scene, count: Count) -> bool:
    """Whether a count splits one up: "eight people (two nurses, six patients)", "five dead: …"."""
    for tag in reversed(scene.tokens.tags[max(0, count.first - _BREAKDOWN) : count.first]):
        if tag & _EDGE:
            return not tag & _STOP_OR_CLOSE
    return False

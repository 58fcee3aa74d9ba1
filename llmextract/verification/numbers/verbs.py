"""Links people to verbs of what happened: who stands before or behind it."""

from bisect import bisect_left
from typing import Final

from llmextract.verification.clauses.modality import NOT_DONE
from llmextract.verification.numbers.counted import Count
from llmextract.verification.numbers.doers import is_attack, link_agent, link_doer
from llmextract.verification.numbers.nouns import (
    link_among,
    link_estimate,
    link_event,
    link_listed,
    people_before_noun,
)
from llmextract.verification.numbers.objects import after_of, find_object
from llmextract.verification.numbers.scene import REACH, VERBAL, Clause, Rest, Scene, group
from llmextract.verification.numbers.subjects import find_subject
from llmextract.verification.numbers.tags import PEOPLE, Form, Tag

_BEHIND_REDUCED: Final = Tag.PREPOSITION | Tag.SUBORDINATOR | Tag.BY | Tag.COMMA | Tag.STOP
_SUBJECT: Final = Form.PAST | Form.PARTICIPLE | Form.STATE
_OBJECT_START: Final = (
    Tag.DEFINITE | Tag.ALL | Tag.EXCEPT | Tag.NOUN | Tag.PRONOUN | Tag.UNKNOWN | Tag.ADJECTIVE
    | Tag.OTHER
)  # fmt: skip
_STATE_OR_PAST_OR_COUNTED: Final = Form.STATE | Form.PAST | Form.COUNTED
_EVENT_OR_COUNTED: Final = Form.EVENT | Form.COUNTED
_BEFORE_NOUN: Final = (
    Tag.DEFINITE | Tag.ARTICLE | Tag.OF | Tag.PREPOSITION | Tag.ADJECTIVE | Tag.POSSESSIVE
)  # fmt: skip
_PAST_OR_PARTICIPLE: Final = Form.PAST | Form.PARTICIPLE
_PAST_OR_ACTIVE: Final = Form.PAST | Form.ACTIVE
_DEFINITE_OR_ARTICLE: Final = Tag.DEFINITE | Tag.ARTICLE
_ADVERB_OR_BE_OR_TO: Final = Tag.ADVERB | Tag.BE | Tag.TO
_UNKNOWN_OR_NOUN: Final = Tag.UNKNOWN | Tag.NOUN
_NO_OBJECT: Final = (
    Tag.PREPOSITION | Tag.SUBORDINATOR | Tag.SIGN | Tag.BY | Tag.CONTRAST | Tag.MONTH
)  # fmt: skip
_DEFINITE_OR_PREPOSITION_OR_ARTICLE: Final = Tag.DEFINITE | Tag.PREPOSITION | Tag.ARTICLE
_ENDS_PHRASE: Final = Tag.STOP | Tag.COMMA | Tag.CONJUNCTION | Tag.EFFECT
_SUBJECT_WORD: Final = Tag.NOUN | Tag.UNKNOWN | Tag.DEFINITE | Tag.ADJECTIVE | Tag.PRONOUN
_HAVE_OR_PREPOSITION: Final = Tag.HAVE | Tag.PREPOSITION
_ADVERB_OR_QUOTE: Final = Tag.ADVERB | Tag.QUOTE
_STOP_OR_VERB: Final = Tag.STOP | Tag.VERB
_VERB_OR_VERBLIKE: Final = Tag.VERB | Tag.VERBLIKE
_STOP_OR_EFFECT_OR_RELATIVE: Final = Tag.STOP | Tag.EFFECT | Tag.RELATIVE
_BEFORE_SUBJECT: Final = Tag.ADVERB | Tag.DEFINITE | Tag.ALL | Tag.QUOTE
_INSERTS: Final = Tag.PREPOSITION | Tag.SUBORDINATOR | Tag.POSSESSIVE | Tag.SAY
_JOINS: Final = Tag.CONJUNCTION | Tag.CONTRAST | Tag.COLON


def link_effect(scene: Scene, at: int) -> None:
    """Links people to the effect that a token names, as verb or as noun."""
    entry = scene.tokens.entries[at]
    forms = entry.forms
    if _is_only_meant(scene, at, forms) or _link_otherwise(scene, at, forms):
        return
    if forms & _EVENT_OR_COUNTED and _is_noun(scene, at):
        link_event(scene, at)
        return
    if forms & Form.STATE and at > 1 and (people := _meant_by_pronoun(scene, at - 1, at - 2)):
        scene.befall(people, {name for name, bits in entry.effects.items() if bits & Form.STATE})
        return
    if forms & VERBAL:
        start, be, have, negated = scene.verb_group(at)
        looks = _direction(scene, at, forms, be=be, have=have)
        if looks:
            _link_clause(scene, at, start, looks, auxiliary=be or have, negated=negated)
            if looks > 0 and not forms & Form.GERUND:
                link_agent(scene, at, start)
            return
        if negated:
            return
    if forms & _EVENT_OR_COUNTED:
        link_event(scene, at)


def _is_only_meant(scene: Scene, at: int, forms: int) -> bool:
    """Whether a word links nobody, as it is told as tried, meant or feared; those meant are spared.

    A passive verb is linked nevertheless: its people are marked in :mod:`.asides`.
    """
    told = scene.tokens.told(at)
    if told not in NOT_DONE:
        return told == "feared"
    if forms & _PAST_OR_PARTICIPLE and (
        scene.verb_group(at)[1] or scene.tokens.words[at - 1].endswith(" be")  # "to be"
    ):
        return False
    _spare(scene, at)
    return True


def link_attack(scene: Scene, at: int) -> None:
    """Links who does what a verb of attack tells, and nobody to a noun."""
    if not _is_noun(scene, at) and is_attack(scene, at):
        link_agent(scene, at, at)


def _link_otherwise(scene: Scene, at: int, forms: int) -> bool:
    """Links what no rule of clauses reads: estimates, lists, parts, where somebody died."""
    if forms & Form.PARTICIPLE and scene.is_where_died(at):
        return True
    if forms & Form.COUNTED and link_estimate(scene, at):
        return True
    named = bool(forms & _STATE_OR_PAST_OR_COUNTED)
    return named and (link_among(scene, at) or link_listed(scene, at))


def _spare(scene: Scene, at: int) -> None:
    """Notes whom a deed that was only tried was meant for: "tried to kill three senators"."""
    for ahead in range(at + 1, min(at + 7, scene.tokens.n)):
        count = scene.owner[ahead]
        if count is not None:
            count.spared = True
            return
        if scene.tokens.tags[ahead] & _STOP_OR_EFFECT_OR_RELATIVE:
            return


def _is_noun(scene: Scene, at: int) -> bool:
    """Whether a word that may be noun or verb is a noun here."""
    tags = scene.tokens.tags
    before = tags[at - 1] if at else 0
    nominal = _BEFORE_NOUN
    if tags[at + 1] & Tag.OF:
        return True
    forms = scene.tokens.entries[at].forms
    if before & Tag.SUFFER and not before & _HAVE_OR_PREPOSITION and forms & Form.COUNTED:
        return True  # "suffering burns"
    if forms & _PAST_OR_ACTIVE:
        behind = scene.owner[at + 1]
        if behind is not None and behind.first == at + 1:
            return False  # "the army killed seven"
        if before & Tag.RELATIVE and _takes_object(scene, at):
            return False  # "that killed the driver"
    if forms & Form.GERUND and _takes_object(scene, at):
        nominal = _DEFINITE_OR_ARTICLE
    if before & nominal and not before & _ADVERB_OR_BE_OR_TO:
        head = scene.owner[at - 1]  # "left two women and an infant dead": no adjective there
        return head is None or head.head != at - 1 or not before & Tag.NOUN
    if before & Tag.QUOTE:
        return at > 1 and scene.owner[at - 2] is not None
    noun = before & _UNKNOWN_OR_NOUN and forms & Form.COUNTED
    return bool(noun and people_before_noun(scene, at))


def _direction(scene: Scene, at: int, forms: int, *, be: bool, have: bool) -> int:
    """Where the people of a verb stand: -1 before it, 1 behind it, 0 nowhere."""
    tags = scene.tokens.tags
    before = tags[at - 1] if at else Tag.STOP
    if forms & Form.GERUND:
        if forms & Form.INTRANSITIVE and (before & Tag.SUBORDINATOR or _sets_in(scene, at)):
            return -1  # "they sleep in the yard after fleeing their homes"
        noun = before & _DEFINITE_OR_ARTICLE or tags[at + 1] & Tag.OF
        noun = noun or (before & Tag.OF and not _takes_object(scene, at))
        return 0 if noun or (be and forms & Form.PARTICIPLE) else 1
    if be and forms & _SUBJECT:
        return -1
    if forms & Form.INTRANSITIVE and not (forms & Form.PAST and _takes_object(scene, at)):
        return -1
    if forms & Form.ACTIVE and not (forms & Form.PAST and not be and _is_reduced(scene, at)):
        return 1
    if forms & Form.STATE and before & _VERB_OR_VERBLIKE and " " in scene.tokens.words[at]:
        return 1 if not be and _takes_object(scene, at) else -1  # "beat to death a guard"
    if forms & Form.PAST:
        if have or _takes_object(scene, at):
            return 1
        return -1
    return -1 if forms & _SUBJECT and not before & Tag.DEFINITE else 0


def _sets_in(scene: Scene, at: int) -> bool:
    """Whether a gerund says what people before it were made to do: "sending 300 people fleeing"."""
    count = scene.owner[at - 1] if at else None
    behind = count is not None and count.people and count.after == at
    return behind and not _takes_object(scene, at)


def _is_reduced(scene: Scene, at: int) -> bool:
    """Whether a verb of one form for all stands behind its people: "the 14 pupils hurt in the crash"."""
    count = scene.owner[at - 1] if at else None
    behind = scene.tokens.tags[at + 1]
    return (
        count is not None
        and count.people
        and count.after == at
        and count.numeral.form not in {"article", "singular"}
        and bool(behind & _BEHIND_REDUCED)
        and not _takes_object(scene, at)
    )


def _takes_object(scene: Scene, at: int) -> bool:
    """Whether an object follows a verb: a phrase with no preposition between."""
    tags = scene.tokens.tags
    at += 1
    while tags[at] & _ADVERB_OR_QUOTE and scene.owner[at] is None:
        at += 1
    if tags[at] & Tag.CONJUNCTION:
        at += 1
        while tags[at] & Tag.ADVERB:
            at += 1
        verb = tags[at] & Tag.EFFECT and scene.owner[at] is None
        return bool(verb and scene.tokens.entries[at].forms & Form.PAST) and _takes_object(
            scene, at
        )
    count = scene.owner[at]
    if count is not None:
        return count.first == at
    tag = tags[at]
    if tag & _NO_OBJECT:
        return False
    if tag & Tag.TIME or scene.tokens.entries[at + 1].after == "duration":
        return False
    return bool(tag & _OBJECT_START)


def _link_clause(
    scene: Scene, at: int, start: int, looks: int, *, auxiliary: bool, negated: bool
) -> None:
    effects = scene.verbal_effects(at)
    scene.rest = -1
    if looks < 0:
        people = [] if auxiliary else _antecedent_object(scene, start)
        people = people or (_over_clause(scene, start) if auxiliary else [])
        people = people or find_subject(scene, start, reduced=not auxiliary)
        if not people and _subject_may_follow(scene, start):
            people = find_object(scene, at + 1) or _inverted(scene, at) or _fronted(scene, at)
        people = _with_others(people, _together(scene, at))
        people = _with_others(_besides(scene, people), people) or people
    else:
        people = find_object(scene, at + 1) or _antecedent_object(scene, start)
        people = people or _meant_by_pronoun(scene, at + 1, start)
    if scene.tokens.entries[at].forms & Form.KNOWN:
        people = [c for c in people if c.classes & PEOPLE or c.numeral.kind == "none"]
    if negated:  # "did not hurt anyone": only a denial is an amount here
        for count in people:
            count.spared = count.numeral.kind != "none"
        people = [count for count in people if count.numeral.kind == "none"]
    if "attacked" in effects and _in_limb(scene, at):
        effects |= {"injured"}
    scene.clauses[at] = Clause(at, start, looks, effects, tuple(people), negated)
    scene.befall(people, effects)
    if scene.rest >= 0:
        scene.rests.append(Rest(scene.rest, effects))
    if looks < 0:
        link_doer(scene, at)


def _in_limb(scene: Scene, at: int) -> bool:
    """Whether a blow met a part of the body that one survives: "hit in the shoulder"."""
    tags = scene.tokens.tags
    for ahead in range(at + 1, min(at + 8, scene.tokens.n)):
        if tags[ahead] & Tag.LIMB:
            return bool(tags[ahead - 1] & _DEFINITE_OR_PREPOSITION_OR_ARTICLE)
        if tags[ahead] & _ENDS_PHRASE:
            break
    return False


def _meant_by_pronoun(scene: Scene, at: int, start: int) -> list[Count]:
    """Those whom "them" means behind a verb: "took nine men behind a hill and shot them dead"."""
    tokens = scene.tokens
    if tokens.words[at] not in tokens.tables.names.plural_pronouns or scene.owner[at] is not None:
        return []
    sentence = scene.sentence(start)
    place = bisect_left(scene.counts, start, key=lambda one: one.first)
    for count in reversed(scene.counts[:place]):
        if scene.sentence(count.first) != sentence:
            break
        if not count.people:
            continue
        doer = "attacker" in count.classes or "agent" in count.effects
        if count.value and count.value > 1 and not doer and not count.aside:
            return [count]
    return []


def _over_clause(scene: Scene, start: int) -> list[Count]:
    """The subject before what stands between it and its verb: "five men, said the mayor, were shot"."""
    tags = scene.tokens.tags
    first = start - 1
    limit = max(-1, start - REACH)
    while first > limit and not tags[first] & Tag.STOP:
        first -= 1
    first += 1
    while tags[first] & _BEFORE_SUBJECT and scene.owner[first] is None:
        first += 1
    count = scene.owner[first]
    if count is None or not count.people or count.governor or count.effects or count.first != first:
        return []
    if any(tags[at] & _JOINS for at in range(count.after, start) if scene.owner[at] is None):
        return []
    after = tags[count.after]
    if tags[start - 1] & Tag.COMMA:
        inserted = after & Tag.COMMA and (
            tags[count.after + 1] & _INSERTS and not tags[count.after + 1] & Tag.SUBSET
        )
        return [count] if inserted else []
    clauses = any(verb in scene.clauses for verb in range(count.after + 1, start))
    return [count] if after & Tag.RELATIVE and clauses and tags[start - 1] & Tag.PRONOUN else []


def _subject_may_follow(scene: Scene, start: int) -> bool:
    """Inversion: everywhere in some languages, else where the verb opens its clause."""
    if scene.tokens.tables.subject_after:
        return True
    before = scene.tokens.tags[start - 1] if start else Tag.STOP
    return bool(before & Tag.STOP)


def _antecedent_object(scene: Scene, start: int) -> list[Count]:
    """The object before a relative clause: "the three nurses (whom) they abducted"."""
    tags = scene.tokens.tags
    at = start - 1
    if at > 0 and tags[at] & Tag.PRONOUN and not tags[at] & Tag.RELATIVE:
        at -= 2 if tags[at - 1] & Tag.RELATIVE else 1
    else:
        subject = _SUBJECT_WORD
        while at > start - 6 and at > 0 and tags[at] & subject and scene.owner[at] is None:
            at -= 1
        if at < 1 or at == start - 1:
            return []
        if scene.is_contact(at + 1):
            at += 1  # "four hostages the rebels had freed"
        elif not tags[at] & Tag.RELATIVE:
            return []
        at -= 1
    count = scene.owner[at]
    if count is None or not count.people or count.after != at + 1:
        return []
    return list(count.group) or [count]  # "84 pupils and four teachers whom they abducted"


def _inverted(scene: Scene, at: int) -> list[Count]:
    """The subject behind the auxiliary: "also injured during the march was a citizen"."""
    tags = scene.tokens.tags
    for ahead in range(at + 1, min(at + 12, scene.tokens.n)):
        if tags[ahead] & Tag.BE:
            ahead += 2 if tags[ahead + 1] & Tag.COLON else 1
            return find_object(scene, ahead)
        if tags[ahead] & _STOP_OR_VERB and not tags[ahead] & Tag.NOUN:
            break
    return []


def _fronted(scene: Scene, at: int) -> list[Count]:
    """The subject behind a participle's own clause: "hit in the foot, the sentry fled"."""
    tags = scene.tokens.tags
    for ahead in range(at + 1, min(at + 12, scene.tokens.n)):
        if tags[ahead] & Tag.COMMA:
            return after_of(scene, ahead + 1)
        if tags[ahead] & _STOP_OR_VERB and not tags[ahead] & Tag.NOUN:
            break
    return []


def _together(scene: Scene, at: int) -> list[Count]:
    """Those added behind a passive: "he was killed in his car, along with two bodyguards"."""
    tags = scene.tokens.tags
    for ahead in range(at + 1, min(at + 20, scene.tokens.n)):
        if tags[ahead] & Tag.WITH and scene.is_with_them(ahead):
            return after_of(scene, ahead + 2)
        if tags[ahead] & Tag.WITH and (ahead < at + 3 or not tags[ahead] & Tag.PREPOSITION):
            return after_of(scene, ahead + 1)
        if (
            tags[ahead] & _STOP_OR_EFFECT_OR_RELATIVE
            and scene.owner[ahead] is None
            and scene.tokens.entries[ahead].forms != Form.PARTICIPLE  # "have died in hospital"
        ):
            break
    return []


def _with_others(people: list[Count], added: list[Count]) -> list[Count]:
    """A subject and those added behind its verb, as one amount: "three … along with a driver"."""
    if not people or not added:
        return [*people, *added]
    everybody = [*people, *(count for count in added if count not in people)]
    group([count for count in everybody if not count.subset])
    return everybody


def _besides(scene: Scene, people: list[Count]) -> list[Count]:
    """Those added before a subject: "in addition to the raider, two shoppers were killed"."""
    at = people[0].first - 1 if people else -1
    tags = scene.tokens.tags
    if at < 1 or not tags[at] & Tag.COMMA:
        return []
    count = scene.owner[at - 1]
    if count is None or not count.people or count.after != at or count.effects:
        return []
    before = count.first - 1
    while before > 0 and tags[before] & Tag.DEFINITE:
        before -= 1
    opens = before == 0 or bool(tags[before - 1] & Tag.STOP)
    return [count] if before >= 0 and opens and tags[before] & Tag.WITH else []

"""Links people to nouns of what happened: "the deaths of five", "a toll of 12"."""

from bisect import bisect_left
from typing import Final

from llmextract.verification.numbers.counted import Count
from llmextract.verification.numbers.objects import after_of, find_object
from llmextract.verification.numbers.scene import Deed, Scene
from llmextract.verification.numbers.subjects import find_subject
from llmextract.verification.numbers.tags import Form, Tag

_EVENT_OR_COUNTED: Final = Form.EVENT | Form.COUNTED
_DEED_OR_DEEDS: Final = Form.DEED | Form.DEEDS
_BY_OR_PREPOSITION: Final = Tag.BY | Tag.PREPOSITION
_ATTRIBUTE: Final = Tag.ADJECTIVE | Tag.UNKNOWN | Tag.NOUN | Tag.ADVERB | Tag.CONJUNCTION
_VERB_OR_SUFFER: Final = Tag.VERB | Tag.SUFFER
_STOP_OR_SUBORDINATOR: Final = Tag.STOP | Tag.SUBORDINATOR
_VERB_OR_VERBLIKE: Final = Tag.VERB | Tag.VERBLIKE
_ENDS_NOUN: Final = Tag.STOP | Tag.COMMA | Tag.VERB | Tag.EFFECT
_OWNER_OR_ADJECTIVE: Final = Tag.DEFINITE | Tag.ADJECTIVE | Tag.POSSESSIVE
_DEFINITE_OR_ADJECTIVE: Final = Tag.DEFINITE | Tag.ADJECTIVE
_COMMA_OR_STOP_OR_VERB: Final = Tag.COMMA | Tag.STOP | Tag.VERB
_STOP_OR_COMMA: Final = Tag.STOP | Tag.COMMA
_PREPOSITION_OR_TO_OR_BE: Final = Tag.PREPOSITION | Tag.TO | Tag.BE
_STOP_OR_RELATIVE: Final = Tag.STOP | Tag.RELATIVE
_DEFINITE_OR_PRONOUN: Final = Tag.DEFINITE | Tag.PRONOUN
_DEFINITE_OR_OF_THEM: Final = Tag.DEFINITE | Tag.OF_THEM
_NAMES_THEM: Final = Form.COUNTED | Form.STATE | Form.PAST
_INSERTED: Final = 20
"""Tokens that commas may set off behind the noun of a list: ", according to a local chief,"."""
_BEFORE: Final = 40
"""Counts before a list among which its sum is looked for: some paragraphs of news."""
_BE_OR_VERB: Final = Tag.BE | Tag.VERB


def link_event(scene: Scene, at: int) -> None:
    """Links "the deaths of five soldiers", "the two monks' murder", "they suffered wounds"."""
    tags = scene.tokens.tags
    entry = scene.tokens.entries[at]
    effects = {effect for effect, forms in entry.effects.items() if forms & _EVENT_OR_COUNTED}
    if entry.forms & _DEED_OR_DEEDS:
        done = {effect for effect, forms in entry.effects.items() if forms & _DEED_OR_DEEDS}
        scene.deeds.append(Deed(at, frozenset(done), not entry.forms & Form.DEED))
    behind = at + 1
    if tags[behind] & _BY_OR_PREPOSITION and not tags[behind] & Tag.OF:
        behind = _of_after(scene, behind)
    people: list[Count] = []
    if tags[behind] & Tag.OF:
        people = after_of(scene, behind + 1)
    elif scene.tokens.ends_with_preposition(at):  # "attack on"
        people = after_of(scene, behind)
    people = people or people_before_noun(scene, at)
    scene.befall(people, effects)


def people_before_noun(scene: Scene, at: int) -> list[Count]:
    """Those whom a possessive names ("the six priests' murder") or who suffered it."""
    tags = scene.tokens.tags
    before = at - 1
    if before > 0 and tags[before] & Tag.QUOTE and scene.owner[before - 1] is not None:
        owned = scene.owner[before - 1]
        return [owned] if owned is not None and owned.people else []
    skipped = _ATTRIBUTE
    while before > 0 and tags[before] & skipped and scene.owner[before] is None:
        before -= 1
    subject = before - 1 if tags[before] & _VERB_OR_SUFFER else before
    denied = scene.owner[subject] if subject >= 0 else None
    if denied is not None and denied.numeral.kind == "none":
        return [denied]  # "neither side reported casualties"
    if before > 0 and tags[before] & Tag.SUFFER:
        if _is_charge(scene, before, at):
            return []
        beside = scene.owner[before - 1]
        gerund = scene.tokens.words[before].endswith(scene.tokens.tables.endings["gerund"])
        if (gerund and (beside is None or not beside.people)) or (
            tags[before] & Tag.PREPOSITION
            and not tags[before - 1] & Tag.OF_THEM
            and (beside is None or not beside.people)
        ):
            return _subject_of_main(scene, before)
        return find_subject(scene, scene.verb_group(before)[0], reduced=False)
    return []


def _is_charge(scene: Scene, before: int, at: int) -> bool:
    """Whether a deed is what somebody is held for: "a man was charged with murder"."""
    entries = scene.tokens.entries
    deed = entries[at].forms & _DEED_OR_DEEDS and scene.tokens.tags[before] & Tag.WITH
    return bool(deed) and "arrested" in entries[before - 1].effects


def link_wound(scene: Scene, at: int) -> None:
    """Links the one who got a wound: "a guard received a bullet wound", "was left with a burn"."""
    count = scene.owner[at]
    if count is None or count.head != at or count.numeral.form != "article" or count.first < 2:
        return
    before = count.first - 1
    if scene.tokens.tags[before] & Tag.SUFFER and "injured" in count.effects:
        scene.befall(find_subject(scene, scene.verb_group(before)[0], reduced=False), {"injured"})


def _subject_of_main(scene: Scene, at: int) -> list[Count]:
    """The subject that a gerund shares: "the judge survived the blast, suffering burns"."""
    tags = scene.tokens.tags
    for before in range(at - 1, max(-1, at - 20), -1):
        if before in scene.clauses and scene.clauses[before].looks < 0:
            return list(scene.clauses[before].people)
        if tags[before] & _STOP_OR_SUBORDINATOR and not tags[before] & Tag.PREPOSITION:
            break
        verb = tags[before] & _VERB_OR_VERBLIKE and not tags[before] & Tag.NOUN
        if verb and scene.owner[before] is None:
            return find_subject(scene, scene.verb_group(before)[0], reduced=False)
    return []


def _of_after(scene: Scene, at: int) -> int:
    """The second preposition of "the killing by police of two men"."""
    for ahead in range(at, min(at + 8, scene.tokens.n)):
        tag = scene.tokens.tags[ahead]
        if tag & Tag.OF:
            owned = scene.owner[ahead + 1]
            return ahead if owned is not None and owned.people else at
        if tag & _ENDS_NOUN:
            break
    return at


def link_total(scene: Scene, at: int) -> None:
    """Links "the toll rose to 12", "the number of wounded stands at 40"."""
    tags = scene.tokens.tags
    effects, behind = _of_whom(scene, at)
    if not effects:
        _link_number(scene, at)
        return
    before = at - 1
    while before > 0 and tags[before] & Tag.DEFINITE:
        before -= 1
    count = scene.owner[before] if before > 0 else None
    if count is not None and tags[count.first - 1] & Tag.TO:
        _be_toll(count, effects)  # "bringing to 27 the number of dead"
        return
    _size_behind(scene, behind, effects)


def link_estimate(scene: Scene, at: int) -> bool:
    """Links "put the dead at 14", "estimates the wounded at between 20 and 30"."""
    tags = scene.tokens.tags
    before = at - 1
    while before > 0 and tags[before] & _OWNER_OR_ADJECTIVE:
        before -= 1
    if before == at - 1 or before < 0 or not tags[before] & Tag.ESTIMATE:
        return False
    if not tags[at + 1] & Tag.PREPOSITION:
        return False
    return _size_behind(scene, at + 1, set(scene.tokens.entries[at].effects))


def _of_whom(scene: Scene, at: int) -> tuple[set[str], int]:
    """What happened to those of whom a noun gives the number, and the token behind that."""
    tags, entries = scene.tokens.tags, scene.tokens.entries
    for ahead in range(at + 1, min(at + 7, scene.tokens.n)):
        if scene.owner[ahead] is not None or tags[ahead] & _COMMA_OR_STOP_OR_VERB:
            break
        if tags[ahead] & Tag.EFFECT:
            return set(entries[ahead].effects), ahead + 1
        if tags[ahead] & Tag.OF_THEM and (last := scene.tokens.last_entry(ahead)) is not None:
            return set(last.effects), ahead + 1  # "the number of the dead"
    return ({"killed"} if tags[at] & Tag.TOLL else set()), at + 1


def _link_number(scene: Scene, at: int) -> None:
    """Gives a number the noun it is the number of: "put the number of raiders at 60 to 80"."""
    tags = scene.tokens.tags
    noun = at + 2
    while tags[noun] & _DEFINITE_OR_ADJECTIVE and not tags[noun] & Tag.NOUN:
        noun += 1
    if not tags[at + 1] & Tag.OF or not tags[noun] & Tag.PLURAL or not tags[noun] & Tag.NOUN:
        return
    for ahead in range(noun + 1, min(noun + 10, scene.tokens.n)):
        count = scene.owner[ahead]
        if tags[ahead] & _STOP_OR_COMMA:
            return
        if count is None:
            continue
        if count.head < 0 and tags[count.first - 1] & _PREPOSITION_OR_TO_OR_BE:
            count.classes, count.total = scene.tokens.entries[noun].classes, True
        return


def _size_behind(scene: Scene, behind: int, effects: set[str]) -> bool:
    """Finds the size of a toll behind its noun, verbs such as "rose to" passed over."""
    for ahead in range(behind, min(behind + 14, scene.tokens.n)):
        tag = scene.tokens.tags[ahead]
        if tag & _STOP_OR_RELATIVE:
            return False
        count = scene.owner[ahead]
        if count is not None and _is_toll(scene, count):
            _be_toll(count, effects)
            return True
    return False


def _be_toll(count: Count, effects: set[str]) -> None:
    if not count.effects & effects:
        count.effects |= effects
        count.total = True


def _is_toll(scene: Scene, count: Count) -> bool:
    """Whether a count may be the size of a toll: not the old one, not another thing."""
    if count.numeral.form in {"article", "singular"} or not count.people:
        return False
    before = scene.tokens.words[count.first - 1] if count.first else ""
    old = scene.tokens.tags[count.first - 1] & Tag.BETWEEN if before else 0
    return not old


def link_among(scene: Scene, at: int) -> bool:
    """Links "among the dead were two children", "two policemen are among the wounded"."""
    tags = scene.tokens.tags
    among = at - 1
    while among > 0 and tags[among] & _DEFINITE_OR_PRONOUN:
        among -= 1
    if among == at - 1 or among < 0 or not tags[among] & Tag.SUBSET:
        return False
    behind = scene.owner[at + 1]
    if tags[at + 1] & _BE_OR_VERB:
        people = find_object(scene, at + 2)
    elif behind is not None and behind.first == at + 1 and behind.people:
        people = find_object(scene, at + 1)  # "41 wounded, among the wounded nine children"
    else:
        people = find_subject(scene, scene.verb_group(among)[0], reduced=False)
    for count in people:
        count.effects |= set(scene.tokens.entries[at].effects)
        count.subset = True
    return True


def link_listed(scene: Scene, at: int) -> bool:
    """Links "the dead were two porters and a boy": a list of those of whom something was told.

    Where an amount of them was told before, the list says only who they are.
    """
    tags, tokens = scene.tokens.tags, scene.tokens
    if at < 1 or not tags[at - 1] & _DEFINITE_OR_OF_THEM or scene.owner[at] is not None:
        return False
    behind = at + 1
    if tags[behind] & Tag.COMMA:
        behind += 1
        while behind < min(at + _INSERTED, tokens.n) and not tags[behind] & _STOP_OR_COMMA:
            behind += 1
        behind += 1
    count = scene.owner[behind + 1]
    if not tags[behind] & Tag.BE or count is None or count.first != behind + 1:
        return False
    if not count.people or count.numeral.kind == "none":
        return False
    effects = {name for name, forms in tokens.entries[at].effects.items() if forms & _NAMES_THEM}
    place = bisect_left(scene.counts, at, key=lambda one: one.numeral.number)
    before = scene.counts[max(0, place - _BEFORE) : place]
    told = any(other.effects & effects and other.people for other in before)
    people = find_object(scene, count.first)
    if people and _is_open(scene, behind, max(member.after for member in people)):
        people[0].open_ended = True
    for member in people:
        member.subset = member.subset or told
    scene.befall(people, effects)
    return True


def _is_open(scene: Scene, first: int, after: int) -> bool:
    """Whether a list has a member that no count is: "two porters, the miller and a boy"."""
    tags = scene.tokens.tags
    return any(
        tags[at] & (Tag.COMMA | Tag.CONJUNCTION)
        and tags[at + 1] & Tag.DEFINITE
        and scene.owner[at + 1] is None
        for at in range(first, after)
    )


def share_out(scene: Scene, whole: Count) -> None:
    """Marks parts of a whole that "among" names: "five children were among the 31 dead"."""
    among = whole.first - 1
    while among > 0 and not scene.tokens.tags[among] & Tag.AMONG:
        among -= 1
    if scene.tokens.tags[whole.after] & _BE_OR_VERB:
        people = find_object(scene, whole.after + 1)
    else:
        people = find_subject(scene, scene.verb_group(among)[0], reduced=False)
    for count in people:
        count.effects |= whole.effects
        count.subset = True

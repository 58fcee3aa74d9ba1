"""Finds who was counted before: parts of a whole, those who are still held, "a fourth" of a kind."""

from typing import Final

from llmextract.verification.numbers.counted import Count
from llmextract.verification.numbers.scene import FINITE, Scene, group
from llmextract.verification.numbers.tags import Form, Tag

_AWAY: Final = frozenset({"unharmed", "displaced"})
_COMMA_OR_ADVERB_OR_BOUND: Final = Tag.COMMA | Tag.ADVERB | Tag.BOUND
_OF_OR_OF_THEM: Final = Tag.OF | Tag.OF_THEM
_BACK: Final = 40
"""Counts before one among which its whole is looked for: some paragraphs of news."""
_SIZES: Final = 20
"""Ordinals that may go on a count ("three attackers … and a fourth")."""


def find_parts(scene: Scene) -> None:
    """Notes of each count which amount before it holds the same people."""
    acting = {id(one) for clause in scene.clauses.values() for one in clause.people}
    for place, count in enumerate(scene.counts):
        if count.whole is not None and count.people:
            _know_again(count, scene.counts[max(0, place - _BACK) : place])
        may_share, may_be_part = count.numeral.first > count.first, _may_be_part(scene, count)
        if (may_share or may_be_part) and count.whole is None and count.people:
            if may_share:
                _share_noun(scene, count)
            if may_be_part:
                before = scene.counts[max(0, place - _BACK) : place]
                _find_whole(scene, count, before, acts=id(count) in acting)
    _front(scene)
    _leave(scene)
    words, tables = scene.tokens.words, scene.tokens.tables
    for clause in scene.clauses.values():
        if not clause.people:
            continue
        spoken = " ".join(words[clause.start : clause.verb + 1]).split()
        also, lasts = not tables.also.isdisjoint(spoken), not tables.lasting.isdisjoint(spoken)
        for count in clause.people if also or lasts else ():
            count.also = count.also or also
            count.definite = count.definite or (lasts and count.numeral.kind == "exact")


def _may_be_part(scene: Scene, count: Count) -> bool:
    """Whether a word beside a count says that it is of others: "of", "of whom", "a fourth"."""
    tags = scene.tokens.tags
    if tags[count.numeral.after] & _OF_OR_OF_THEM or tags[count.first + 1] & Tag.ORDINAL:
        return True
    return bool(count.first and tags[count.first - 1] & Tag.OF_THEM)


def _know_again(part: Count, before: list[Count]) -> None:
    """Makes a count a part of those told of before of whom "one of the five" speaks."""
    whole = part.whole
    if whole is None or whole.effects or whole.head >= 0 or not whole.definite:
        return
    for earlier in reversed(before):
        if earlier.effects and earlier.value == whole.value and earlier.people:
            part.effects = part.effects or set(earlier.effects)
            if part.effects <= earlier.effects or died_of_wounds(part, earlier):
                _be_part(part, earlier)
            return


def died_of_wounds(part: Count, whole: Count) -> bool:
    """Whether those who died may be of those who were hurt, and fewer than they."""
    hurt = "injured" in whole.effects and "killed" not in whole.effects
    return hurt and "killed" in part.effects and part.numeral.low < whole.numeral.low


def _find_whole(scene: Scene, count: Count, before: list[Count], *, acts: bool) -> None:
    """Finds whom a count is a part of, by what stands beside it."""
    tags = scene.tokens.tags
    after = count.numeral.after
    if count.first and tags[count.first - 1] & Tag.OF_THEM and before:
        _be_among(scene, count, before[-1])
    elif tags[after] & Tag.OF and tags[after + 1] & Tag.DEFINITE and count.of_named is None:
        _be_part(count, _of_same_noun(scene, count, before))
    elif tags[after] & Tag.OF_THEM and count.of_named is None:
        entry = scene.tokens.last_entry(after)
        _be_of(count, set(entry.effects) if entry is not None else set(), before, acts=acts)
    elif tags[count.first + 1] & Tag.ORDINAL and count.numeral.form == "article":
        _go_on(scene, count, before)


def _be_among(scene: Scene, count: Count, whole: Count) -> None:
    """Makes a count behind "of whom" a part of those right before it."""
    if not whole.effects or not scene.same_sentence(whole, count):
        return
    if not count.effects:
        count.effects, count.subset = set(whole.effects), True  # "46 dead, of whom 23 children"
    elif died_of_wounds(count, whole):
        count.of_named = whole  # "46 were hurt, of whom two died"


def _be_of(count: Count, named: set[str], before: list[Count], *, acts: bool) -> None:
    """Makes a count a part of those whom "of the wounded" names, told of before or not."""
    if not named:
        return
    whole = next((one for one in reversed(before) if one.effects & named), None)
    if acts:
        _be_part(count, whole)  # "three of the wounded died"
    else:
        count.of_named, count.effects, count.subset = whole, set(named), True


def _front(scene: Scene) -> None:
    """Makes a part of what follows "Of the wounded, five …" at the beginning of a sentence."""
    tokens, tags = scene.tokens, scene.tokens.tags
    for place, count in enumerate(scene.counts):
        at = count.first - 1
        while at > 0 and tags[at] & _COMMA_OR_ADVERB_OR_BOUND:
            at -= 1
        if at < 0 or not tags[at] & Tag.OF_THEM or (at and not tags[at - 1] & Tag.STOP):
            continue
        entry = tokens.last_entry(at)
        if entry is None or not count.people:
            continue
        named = set(entry.effects)
        before = scene.counts[max(0, place - _BACK) : place]
        if not named:
            _be_part(count, _just_told(scene, count, before))
            continue
        count.of_named = next((one for one in reversed(before) if one.effects & named), None)
        if not count.effects or count.effects <= named:
            count.effects |= named
            count.subset = True


def _just_told(scene: Scene, part: Count, before: list[Count]) -> Count | None:
    """Those of the sentence before of whom "of these" speaks: a larger amount that fared as its part."""
    sentence = scene.sentence(part.first) - 1
    for whole in reversed(before):
        if scene.sentence(whole.first) < sentence:
            break
        larger = whole.people and whole.numeral.low > part.numeral.low and not whole.subset
        if larger and part.effects and part.effects <= whole.effects:
            return whole
    return None


def _leave(scene: Scene) -> None:
    """Takes "arrested" from those whom only their noun calls so and who got away: "50 prisoners fled"."""
    held = "arrested"
    clauses = scene.clauses.values()
    taken = {id(one) for clause in clauses if held in clause.effects for one in clause.people}
    for count in scene.counts:
        if held in count.effects and count.effects & _AWAY and id(count) not in taken:
            count.effects.discard(held)


def _be_part(part: Count, whole: Count | None) -> None:
    """Makes a count a part: of what happened to all of them, it adds nothing."""
    if whole is None:
        return
    part.of_named = whole
    if part.effects and part.effects <= whole.effects:
        part.subset = True


def _of_same_noun(scene: Scene, part: Count, before: list[Count]) -> Count | None:
    """The nearest larger amount whom "of the hostages", "of the passengers" may mean."""
    if part.head < 0:
        return None
    entry = scene.tokens.entries[part.head]
    word = scene.tokens.words[part.head]
    for whole in reversed(before):
        if not whole.people or whole.numeral.low <= part.numeral.low or whole.subset:
            continue
        same = whole.head >= 0 and scene.tokens.words[whole.head] == word
        if same or set(entry.effects) & whole.effects:
            return whole
    return None


def _share_noun(scene: Scene, count: Count) -> None:
    """Gives the next of a list the noun it shares: "the bodies of three soldiers and a driver"."""
    tokens, tags = scene.tokens, scene.tokens.tags
    noun = count.numeral.first - 1
    while noun > count.first and tags[noun] & (Tag.OF | Tag.DEFINITE | Tag.ALL):
        noun -= 1
    if noun < count.first or not tokens.entries[noun].forms & Form.COUNTED:
        return
    member = scene.owner[count.after + 1]
    if not tags[count.after] & Tag.CONJUNCTION or member is None:
        return
    subject = _is_subject(scene, count)
    if member.effects and not (subject and tags[member.after] & Tag.COMMA):
        return  # but "and a woman, both shot in the head, were found"
    own = tags[member.after] & (Tag.VERB | Tag.BE) and not subject
    if member.people and not member.subset and not own:
        member.effects |= {
            effect for effect, forms in tokens.entries[noun].effects.items() if forms & Form.COUNTED
        }
        group([count, member])


def _is_subject(scene: Scene, count: Count) -> bool:
    """Whether no verb stands before a count in its sentence: what is joined to it shares its verb."""
    for at in range(count.first - 1, -1, -1):
        if scene.tokens.tags[at] & (Tag.STOP | Tag.COLON):
            break
        if scene.tokens.tags[at] & (FINITE | Tag.EFFECT):
            return False
    return True


def _go_on(scene: Scene, count: Count, before: list[Count]) -> None:
    """Makes "a fourth" one more of those who were just counted as three."""
    tokens = scene.tokens
    ordinal = tokens.tables.ordinals.get(tokens.words[count.first + 1], _SIZES + 1)
    bare = count.head < 0 or count.head == count.first + 1
    for earlier in reversed(before):
        if earlier.people and earlier.value == ordinal - 1 and earlier.value > 1:
            if bare or earlier.classes & count.classes:
                count.classes, count.more = earlier.classes, True
            return

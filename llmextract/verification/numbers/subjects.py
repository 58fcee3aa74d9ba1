"""Finds the subject of a verb: the people before it that no preposition governs."""

from dataclasses import dataclass, field
from typing import Final

from llmextract.verification.numbers.counted import LONE, Count
from llmextract.verification.numbers.scene import FINITE, REACH, VERBAL, Scene, group
from llmextract.verification.numbers.shared import main_before, passive_before, verb_before
from llmextract.verification.numbers.tags import Form, Tag

_PAIR: Final = 2
_INSERTED: Final = 8
"""Tokens of what says who some are."""
_CLAUSE_START: Final = (
    Tag.STOP | Tag.COMMA | Tag.CONJUNCTION | Tag.SUBORDINATOR | Tag.RELATIVE | Tag.CONTRAST
    | Tag.QUOTE | Tag.COLON
)  # fmt: skip
_FINITE_OR_EFFECT: Final = FINITE | Tag.EFFECT
_NOUN_OR_ADVERB_OR_SUBSET: Final = Tag.NOUN | Tag.ADVERB | Tag.SUBSET
_COMMA_OR_PREPOSITION: Final = Tag.COMMA | Tag.PREPOSITION
_ADVERB_OR_OF_THEM_OR_RELATIVE: Final = Tag.ADVERB | Tag.OF_THEM | Tag.RELATIVE
_PREPOSITION_OR_OF_OR_BY_OR_ALL: Final = Tag.PREPOSITION | Tag.OF | Tag.BY | Tag.ALL
_SUBORDINATOR_OR_CONTRAST_OR_COLON: Final = Tag.SUBORDINATOR | Tag.CONTRAST | Tag.COLON
_VERB_OR_EFFECT_OR_VERBLIKE: Final = Tag.VERB | Tag.EFFECT | Tag.VERBLIKE
_CONJUNCTION_OR_COMMA_OR_CONTRAST: Final = Tag.CONJUNCTION | Tag.COMMA | Tag.CONTRAST
_GOVERNS: Final = Tag.VERB | Tag.EFFECT | Tag.VERBLIKE | Tag.PREPOSITION
_LINK: Final = Tag.CONJUNCTION | Tag.COMMA | Tag.ADVERB | Tag.DEFINITE
_CONJUNCTION_OR_COMMA: Final = Tag.CONJUNCTION | Tag.COMMA
_VERBAL_WORD: Final = Tag.BE | Tag.HAVE | Tag.MODAL | Tag.VERBLIKE | Tag.VERB
_SUBJECT_WORD: Final = Tag.NOUN | Tag.PRONOUN | Tag.UNKNOWN
_ENDS_INSERTED: Final = FINITE | Tag.EFFECT | Tag.STOP
_ENDS_MEMBER: Final = FINITE | Tag.STOP | Tag.COLON | Tag.CONJUNCTION


@dataclass(slots=True)
class _Search:
    """A search leftwards for a subject.

    Attributes:
        start: first token of the verb group.
        reduced: the verb has no auxiliary, so that it may belong to any phrase before it.
        at: token that is looked at.
        relative: a relative pronoun was just passed: any phrase before it may be meant.
        subsets: parts of the subject met on the way ("including four children").
        found: the subject, once it is known.
    """

    start: int
    reduced: bool
    at: int
    relative: bool = False
    subsets: list[Count] = field(default_factory=list)
    found: list[Count] | None = None


def find_subject(scene: Scene, start: int, *, reduced: bool) -> list[Count]:
    """People before a verb group: the nearest phrase that no preposition governs.

    Args:
        scene: the text.
        start: first token of the verb group.
        reduced: whether the verb has no auxiliary ("three men killed in May").

    Returns:
        The subject with all that is coordinated before it, and parts of it; empty for none.
    """
    if (main := main_before(scene, start)) >= 0:
        shared = scene.clauses.get(main)
        if shared is not None and shared.looks < 0:
            return list(shared.people)
        start, reduced = scene.verb_group(main)[0], False
    if reduced and (passive := passive_before(scene, start - 1)) >= 0:
        start, reduced = scene.verb_group(passive + 1)[0], False
    before = -1 if reduced else verb_before(scene, start - 1)
    if before in scene.clauses and scene.clauses[before].looks < 0:
        return list(scene.clauses[before].people)
    if before >= 0:
        start = scene.verb_group(before)[0]
    search = _Search(start, reduced, start - 1)
    limit = max(-1, start - REACH)
    while search.at > limit and search.found is None:
        _go_left(scene, search)
    if search.found is not None:
        return search.found
    for count in search.subsets:
        count.subset = True
    return search.subsets


def _go_left(scene: Scene, search: _Search) -> None:
    """Looks at one token; ends the search by setting ``found`` or a position before the text."""
    at = search.at
    count = scene.owner[at]
    tag = scene.tokens.tags[at]
    if count is not None:
        _meet(scene, search, count)
    elif tag & FINITE and _is_joined(scene, at):
        search.at -= 1  # "country-made pistols"
    elif tag & Tag.RELATIVE:
        search.relative = True
        search.at -= 1
    elif tag & Tag.VERB and not search.reduced and _is_doing(scene, at):
        search.at = at - 1  # "two men riding a motorcycle shot the mayor"
    elif at in scene.clauses or (tag & _FINITE_OR_EFFECT and not tag & _NOUN_OR_ADVERB_OR_SUBSET):
        search.found = _shares(scene, at, search.start)
        search.at = scene.before_relative(at)
        search.relative = True
    elif tag & Tag.CLOSE:
        search.at = scene.before_bracket(at)
    elif _ends_clause(scene, at, search.start):
        search.at = -1
    else:
        search.relative = search.relative and bool(tag & _COMMA_OR_PREPOSITION)
        search.at -= 1


def _is_joined(scene: Scene, at: int) -> bool:
    """Whether a hyphen makes a token a part of the word before it: no verb, whatever it is alone."""
    tokens = scene.tokens
    return bool(tokens.tags[at - 1] & Tag.HYPHEN) and tokens.starts[at] == tokens.ends[at - 1]


def _is_doing(scene: Scene, at: int) -> bool:
    """Whether a gerund right behind people says what they were doing: "two men riding"."""
    tokens = scene.tokens
    count = scene.owner[at - 1] if at else None
    if count is None or count.after != at or not count.people or count.head < 0:
        return False
    if tokens.words[at].endswith(tokens.tables.endings["gerund"]):
        return True
    reduced = tokens.words[at].endswith(tokens.tables.endings["past"])
    return reduced and bool(tokens.tags[at + 1] & Tag.OF)  # "eight men accused of spying"


def _meet(scene: Scene, search: _Search, count: Count) -> None:
    """Takes a count for the subject, passes it over, or sees that there is no subject."""
    step = _weigh(scene, search, count)
    if step > 0:
        search.found = _chain_left(scene, count, search)
    search.at = -1 if step < 0 else count.first - 1
    search.relative = False


def _weigh(scene: Scene, search: _Search, count: Count) -> int:
    """Whether a count is the subject (1), is to be passed over (0) or shows there is none (-1)."""
    near = _adjacent(scene, count, search.start)
    if count.subset or (count.of_them and not near and not _is_described(scene, count)):
        search.subsets.append(count)
        return 0
    loose = near and (search.reduced or count.numeral.kind == "none")  # "without anyone being hurt"
    governed = count.governor and not search.relative and not loose
    whole = count.is_whole and not search.relative
    whole = whole and not (near and _is_participle(scene, search))
    if whole or governed:
        return 0
    if not count.people:
        return -1 if not count.governor and near else 0
    return 0 if _is_apposed(scene, count) or (not near and _is_object(scene, count)) else 1


def _is_object(scene: Scene, count: Count) -> bool:
    """Whether a verb has a count for its object, be it one that no table knows: "they offloaded six and"."""
    tokens, verb = scene.tokens, count.first - 1
    clause = scene.clauses.get(verb)
    if clause is not None and clause.looks > 0 and clause.start > 0:
        return count in clause.people
    if verb < 1 or scene.owner[verb] is not None or not tokens.tags[verb] & Tag.VERBLIKE:
        return False
    past = tokens.words[verb].endswith(tokens.tables.endings["past"])
    return past and bool(tokens.tags[verb - 1] & _SUBJECT_WORD)


def _is_described(scene: Scene, count: Count) -> bool:
    """Whether a participle says of whom some are: "two of those hurt in the raid have died"."""
    behind = count.after + 1
    verb = scene.tokens.entries[behind].forms & VERBAL  # not "eight of them refugees"
    return bool(verb) and scene.owner[behind] is None


def _is_participle(scene: Scene, search: _Search) -> bool:
    """Whether the verb may belong to a noun before it: "three of the five nurses kidnapped …"."""
    forms = scene.tokens.entries[search.start].forms
    return search.reduced and bool(forms & Form.PAST) and not forms & Form.INTRANSITIVE


def _is_apposed(scene: Scene, count: Count) -> bool:
    """Whether a count only says who those before are: "their driver, a father of three".

    The same holds behind a part of them: "two neighbours, one of them a welder, were hurt".
    """
    before = count.first - 1
    tags = scene.tokens.tags
    if before > 0 and tags[before] & Tag.OF_THEM and count.numeral.form in LONE:
        return True
    if before < 1 or not tags[before] & Tag.COMMA or count.numeral.form != "article":
        return False
    named = scene.owner[before - 1]
    if before > 1 and tags[before - 1] & Tag.OF_THEM:
        named = scene.owner[before - 2]  # "one of them, a nurse, died"
    return named is not None and named.people and not named.governor


def _adjacent(scene: Scene, count: Count, start: int) -> bool:
    """Whether nothing but adverbs, "of them" and who they are stands before a verb group."""
    at = count.after
    tags = scene.tokens.tags
    while at < start and tags[at] & _ADVERB_OR_OF_THEM_OR_RELATIVE:
        at += 1
    inserted = scene.owner[at + 1] if count.of_them and tags[at] & Tag.COMMA else None
    if inserted is not None and inserted.numeral.form == "article":
        said = tags[inserted.after : start - 1]  # "one of them, a nurse of the clinic, 27, died"
        return bool(tags[start - 1] & Tag.COMMA) and not any(tag & _ENDS_INSERTED for tag in said)
    return at >= start


def _ends_clause(scene: Scene, at: int, start: int) -> bool:
    """Whether the search for a subject must not go further left."""
    tags = scene.tokens.tags
    tag = tags[at]
    if tag & Tag.STOP:
        return True
    before = tags[at - 1] if at else Tag.STOP
    if tag & Tag.PRONOUN:
        return not before & _PREPOSITION_OR_OF_OR_BY_OR_ALL
    if tag & Tag.REST:
        scene.rest = at
        return True
    if tag & _SUBORDINATOR_OR_CONTRAST_OR_COLON:
        return True
    if not before & _CLAUSE_START:
        return False
    if before & Tag.COMMA and tags[start - 1] & Tag.COMMA:
        return False  # between commas: an apposition
    if tag & Tag.DEFINITE:
        return not _coordinated(scene, at - 1)
    if tag & Tag.NOUN and tag & Tag.PLURAL and "person" in scene.tokens.entries[at].classes:
        return not (_coordinated(scene, at - 1) or _tells_of_them(scene, at))
    return False


def _tells_of_them(scene: Scene, at: int) -> bool:
    """Whether a noun says who those before a comma are: "32 villagers, most of them women and children,"."""
    tags = scene.tokens.tags
    for before in range(at - 1, max(0, at - _INSERTED), -1):
        if tags[before] & Tag.OF_THEM:
            return True
        if tags[before] & (Tag.COMMA | Tag.STOP):
            break
    return False


def _coordinated(scene: Scene, at: int) -> bool:
    """Whether a conjunction joins a count before it to what follows."""
    if at < 1 or not scene.tokens.tags[at] & Tag.CONJUNCTION:
        return False
    count = scene.owner[at - 1]
    if count is None or not count.people or count.governor:
        return False
    sharing = scene.tokens.tables.sharing
    if count.head == at - 1 and {scene.tokens.words[at - 1], scene.tokens.words[at + 1]} <= sharing:
        return True  # "57 girls and boys": the number is of both
    before = scene.tokens.tags[count.first - 1] if count.first else Tag.STOP
    if before & _VERB_OR_EFFECT_OR_VERBLIKE and not before & Tag.SAY:
        return False
    count.open_ended = True
    return True


def _shares(scene: Scene, at: int, start: int) -> list[Count] | None:
    """The subject that two verbs share: "were abducted and killed"."""
    clause = scene.clauses.get(at)
    if clause is None or clause.looks > 0 or not start:
        return None
    reduced = clause.start == clause.verb and clause.people
    if reduced or scene.tokens.tags[start - 1] & _CONJUNCTION_OR_COMMA_OR_CONTRAST:
        return list(clause.people)
    return None


def _chain_left(scene: Scene, count: Count, search: _Search) -> list[Count]:
    """A subject with all that is coordinated before it."""
    members = [count]
    at = count.first - 1
    joined = False
    while at > 0:
        at, link = _over_link(scene, at)
        joined = joined or bool(link & Tag.CONJUNCTION)
        if not link or not joined:
            break
        member = _member_left(scene, at)
        if member is None or (search.reduced and _has_own_fate(scene, member)):
            break
        if member.of_them and not count.of_them:
            break  # "29 were hurt, 18 of them police, and 41 were arrested"
        before = scene.tokens.tags[member.first - 1] if member.first else Tag.STOP
        objects = not search.reduced and not before & Tag.SAY
        if objects and before & _GOVERNS:
            break
        if member.subset:
            search.subsets.append(member)
        else:
            members.insert(0, member)
        at = member.first - 1
    if len(members) > _PAIR and _is_spelt_out(scene, members, search.start):
        search.subsets.extend(members[1:])
        del members[1:]
    for subset in search.subsets:
        subset.subset = True
    group(members)
    return members + search.subsets


def _is_spelt_out(scene: Scene, members: list[Count], start: int) -> bool:
    """Whether commas set off who some are: "the two men in it, a nurse and her driver, perished"."""
    tags = scene.tokens.tags
    whole, *parts = members
    if not tags[start - 1] & tags[parts[0].first - 1] & Tag.COMMA:
        return False
    return whole.value == sum(part.numeral.low for part in parts)


def _has_own_fate(scene: Scene, count: Count) -> bool:
    """Whether a participle counts people by what befell them: "44 wounded and 18 women abducted"."""
    if count.head < 0 or scene.tokens.tags[count.head] & Tag.PERSON:
        return False
    return bool(scene.tokens.entries[count.head].forms & Form.PAST)


def _over_link(scene: Scene, at: int) -> tuple[int, int]:
    """Skips a comma and a conjunction leftwards: the token before, and the tags met."""
    tags = scene.tokens.tags
    link = 0
    while at > 0 and tags[at] & _LINK and at not in scene.clauses:
        link |= tags[at] & _CONJUNCTION_OR_COMMA
        at -= 1
    return at, link


def _member_left(scene: Scene, at: int) -> Count | None:
    """The coordinated phrase that ends at a token, its own prepositional phrases skipped."""
    tags = scene.tokens.tags
    limit = max(-1, at - 14)
    while at > limit:
        count = scene.owner[at]
        if count is not None:
            before = scene.owner[count.first - 2] if count.first > 1 else None
            if tags[count.first - 1] & Tag.OF_THEM and before is not None and before.of_them:
                at = before.first - 1  # "five rebels, one of them a woman, and two soldiers"
                at -= bool(at > 0 and tags[at] & Tag.COMMA)
                continue
            if not count.governor and not count.is_whole:
                return count if count.people else None
            at = count.first - 1
            continue
        tag = tags[at]
        if tag & Tag.CLOSE:
            at = scene.before_bracket(at)
            continue
        if tag & _VERBAL_WORD:
            at = scene.before_relative(at)
            continue
        if tag & _ENDS_MEMBER:
            return None
        if tag & Tag.SUBORDINATOR and not tag & Tag.PREPOSITION:
            return None
        if tag & Tag.EFFECT and not tag & Tag.NOUN:
            return None
        at -= 1
    return None

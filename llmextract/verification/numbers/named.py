"""Counts persons who are named, or meant by a pronoun for one, where something is told of them.

They stand in a list beside a verb ("Ivo Marsk and Dara Lenn were shot"), beside a noun (see
:mod:`.deeds`), or before a phrase that says who they are ("Ivo Marsk, rector of the school, was
shot").
"""

from collections.abc import Iterator
from typing import Final

from llmextract.verification.numbers.deeds import Item, apposition, named_by
from llmextract.verification.numbers.identifying import identified
from llmextract.verification.numbers.names import NAMING, is_cased, is_name, name_after
from llmextract.verification.numbers.reading import Reading
from llmextract.verification.numbers.results import Result, span
from llmextract.verification.numbers.scene import FINITE, Clause
from llmextract.verification.numbers.tables import Role
from llmextract.verification.numbers.tags import Form, Tag
from llmextract.verification.numbers.together import lists

_CONJUNCTION_OR_COMMA: Final = Tag.CONJUNCTION | Tag.COMMA
_RELATIVE_OR_COMMA: Final = Tag.RELATIVE | Tag.COMMA
_VERB_OR_EFFECT: Final = Tag.VERB | Tag.EFFECT
_ADVERB_OR_TIME: Final = Tag.ADVERB | Tag.TIME
_MODAL_OR_UNREAL: Final = Tag.MODAL | Tag.UNREAL | Tag.NEGATION
_MAY_BE_POSSESSED: Final = (
    Tag.NOUN | Tag.UNKNOWN | Tag.ADJECTIVE | Tag.EFFECT | Tag.OTHER | Tag.NUMBER | Tag.DIGITS
    | Tag.GROUP | Tag.LIMB | Tag.ABBREVIATION
)  # fmt: skip
_LONGEST_LIST: Final = 60
"""Tokens of a list of names."""
# What stands first behind these belongs to them and not to the list.
_NO_MEMBER: Final = Tag.PREPOSITION | Tag.OF | Tag.BY | Tag.EFFECT
_LIST_ENDS: Final = (
    Tag.SUBORDINATOR | Tag.RELATIVE | Tag.CONTRAST | Tag.BE | Tag.HAVE | Tag.MODAL | Tag.OPEN
    | Tag.CLOSE | Tag.COLON | Tag.PREPOSITION | Tag.OF | Tag.BY
)  # fmt: skip


def named(reading: Reading, role: Role) -> Iterator[Result]:
    """What the names and pronouns of a text give for a role, a result for each list of them."""
    for clause in reading.clauses:
        if clause.effects & role.effects and not _is_off(reading, clause):
            items = _beside_verb(reading, clause)
            yield from _result(items)
            if not items and all(one.numeral.form == "singular" for one in clause.people):
                yield from _listed(reading, clause)
    yield from identified(reading, role)
    for deed in reading.deeds:
        if deed.effects & role.effects and not reading.scene.is_aside(deed.at):
            yield from _result(named_by(reading, deed))


def _listed(reading: Reading, clause: Clause) -> Iterator[Result]:
    """People in a list that ends where a verb begins, whatever stands before the list."""
    if (
        clause.looks < 0
        and _may_end_list(reading, clause.start)
        and not _is_doubted(reading, clause)
    ):
        for people in lists(reading):
            if people.after == clause.start and not _is_object(reading, people.first):
                yield people.result


def _may_end_list(reading: Reading, after: int) -> bool:
    """Whether a word of a count or of a name stands before a token, and "and" somewhere before it.

    Few verbs have them there, and to look for all lists of a text takes longer than for its verbs.
    """
    tags = reading.tokens.tags
    last = tags[after - 1] if after else 0
    if not last & NAMING and (not after or reading.owner[after - 1] is None):
        return False
    return any(tag & Tag.CONJUNCTION for tag in tags[max(0, after - _LONGEST_LIST) : after])


def _is_object(reading: Reading, first: int) -> bool:
    """Whether a list may be what a verb before it is about: "guards met two men and a boy was shot"."""
    tag = reading.tokens.tags[first - 1] if first else Tag.STOP
    free = Tag.STOP | Tag.QUOTE | Tag.COLON | Tag.SUBORDINATOR
    people = tag & Tag.NOUN and tag & Tag.PERSON
    return not tag & free and not people


def _is_off(reading: Reading, clause: Clause) -> bool:
    return clause.negated or reading.scene.is_aside(clause.verb)


def _result(items: list[Item]) -> Iterator[Result]:
    """The number of persons in a list, if it has names and all its counts are exact."""
    names = sum(count is None for _, _, count in items)
    if names and all(count is None or count.value is not None for _, _, count in items):
        total = sum(1 if count is None else count.numeral.low for _, _, count in items)
        parts = tuple((start, end) for start, end, _ in items)
        reason = f"{names} named" if names == len(items) else "named persons and others"
        reason = "one who is named or meant" if total == 1 else reason
        yield Result(total, total, parts, reason, stated=total == 1)


def _beside_verb(reading: Reading, clause: Clause) -> list[Item]:
    """Members of the list beside a verb; where there is none, those behind whom it says who."""
    if reading.tokens.tags[clause.verb + 1] & Tag.BE:
        pieces = _pieces_right(reading, clause.verb + 2)  # "killed were Ivo Marsk and Dara Lenn"
        return _items(reading, clause, pieces)
    if clause.looks > 0:
        return _items(reading, clause, _pieces_right(reading, clause.verb + 1))
    if (other := _verb_of_result(reading, clause)) is not None:
        return _items(reading, other, _pieces_right(reading, other.verb + 1))
    clause = _first_of_joined(reading, clause)
    at = clause.start - 1
    if at >= 0 and is_pronoun(reading, at) and not (at and _joins(reading, at - 1)):
        return [_at(reading, at, at + 1)] if _befalls_one(reading, clause) else []
    items = _items(reading, clause, _pieces_left(reading, clause.start))
    items = items or _apposed(reading, clause)
    if not items:
        return []
    added = [count for count in clause.people if count.first > clause.verb]
    return [*items, *((*span(reading, count), count) for count in added)]  # "along with ten others"


def _at(reading: Reading, first: int, after: int) -> Item:
    return reading.tokens.starts[first], reading.tokens.ends[after - 1], None


def _joins(reading: Reading, at: int) -> bool:
    return bool(reading.tokens.tags[at] & Tag.CONJUNCTION)


def _first_of_joined(reading: Reading, clause: Clause) -> Clause:
    """The clause whose subject a verb shares: "Ivo Marsk was abducted and killed"."""
    before = clause.start - 2
    if before < 1 or not _joins(reading, clause.start - 1) or clause.start != clause.verb:
        return clause
    other = reading.scene.clauses.get(before)
    shares = other is not None and other.looks < 0 and not other.negated
    return other if other is not None and shares else clause


def _verb_of_result(reading: Reading, clause: Clause) -> Clause | None:
    """The verb whose object a word of the result follows: "they shot Ivo Marsk dead"."""
    if clause.start != clause.verb or not reading.tokens.entries[clause.verb].forms & Form.STATE:
        return None
    for before in range(max(0, clause.verb - _LONGEST_LIST - 1), clause.verb - 1):
        other = reading.scene.clauses.get(before)
        if other is not None and other.looks > 0 and not other.negated:
            pieces = _pieces_right(reading, before + 1)
            if pieces and pieces[-1][1] == clause.verb:
                return other
    return None


def is_pronoun(reading: Reading, at: int) -> bool:
    """Whether a token is a pronoun for one person, and no possessive ("her brother")."""
    tokens = reading.tokens
    if tokens.words[at] not in tokens.tables.names.pronouns or reading.owner[at] is not None:
        return False
    behind = tokens.tags[at + 1]
    return not tokens.tags[at] & Tag.POSSESSIVE or not behind & _MAY_BE_POSSESSED


def _befalls_one(reading: Reading, clause: Clause) -> bool:
    """Whether what a verb says surely happened to the one whom a pronoun beside it means.

    A name is enough to ask about; a pronoun stands everywhere, so that "the shots he fired", "to
    kill him" and "he could be killed" have to be told from "he was killed".
    """
    tokens, start = reading.tokens, clause.start
    tags = tokens.tags
    before = start - 1 if clause.looks > 0 else start - 2
    if _is_doubted(reading, clause):
        return False
    if before >= 0 and tokens.words[before] in tokens.tables.names.conditions:
        return False
    forms = tokens.entries[clause.verb].forms
    if clause.looks > 0:
        return not (forms & Form.ACTIVE and before >= 0 and tags[before] & Tag.TO)
    passive = any(tags[at] & Tag.BE for at in range(start, clause.verb))
    return passive or bool(forms & Form.INTRANSITIVE)


def _is_doubted(reading: Reading, clause: Clause) -> bool:
    """Whether the words of a verb group leave it open: "could be killed", "was sentenced to"."""
    tokens = reading.tokens
    return any(
        tokens.tags[at] & _MODAL_OR_UNREAL or tokens.words[at] in tokens.tables.names.doubts
        for at in range(clause.start, clause.verb)
    )


def _items(reading: Reading, clause: Clause, pieces: list[tuple[int, int, bool]]) -> list[Item]:
    """Members of the list of names and counts beside a verb, or nothing if it is no such list."""
    items: list[Item] = []
    for position, (first, after, comma_after) in enumerate(pieces):
        count = reading.owner[first]
        if count is not None and count.people and not count.subset:
            apposed = items and items[-1][2] is None and comma_after
            apposed = apposed and not reading.tokens.tags[first - 1] & Tag.CONJUNCTION
            if not (apposed and count.numeral.form == "article"):
                start, end = span(reading, count)
                items.append((start, end, count))
        elif _is_apposed(items, pieces, position):
            continue
        elif _is_pronoun_piece(reading, first, after):
            if not _befalls_one(reading, clause):
                return []
            items.append(_at(reading, first, first + 1))
        elif not _is_low(reading, clause, first, after) and is_name(
            reading.tokens, first, after, listed=bool(items) and items[-1][2] is None
        ):
            items.append(_at(reading, first, after))
        elif not _is_age(reading, first, after):
            return [] if clause.looks < 0 else items
    return items


def _is_apposed(
    items: list[Item],
    pieces: list[tuple[int, int, bool]],
    position: int,
) -> bool:
    """Whether a piece between commas is the name of the one before: "their cook, Dara Lenn"."""
    if not items or not pieces[position][2] or not pieces[position - 1][2]:
        return False
    count = items[-1][2]
    return count is not None and count.numeral.form in {"article", "singular"}


def _pieces_left(reading: Reading, start: int) -> list[tuple[int, int, bool]]:
    """The pieces of a list that ends before a token: first token, token after, comma behind it."""
    tags = reading.tokens.tags
    relative = start > 0 and bool(tags[start - 1] & Tag.RELATIVE)
    while start > 0 and tags[start - 1] & _RELATIVE_OR_COMMA:
        start -= 1  # "A and B, who were shot"
    first = start
    while first > 0 and start - first < _LONGEST_LIST:
        tag = tags[first - 1]
        ends = tag & _LIST_ENDS and reading.owner[first - 1] is None
        if tag & Tag.STOP or ends or (tag & _VERB_OR_EFFECT and reading.owner[first - 1] is None):
            break
        first -= 1
    pieces = _cut(reading, first, start)
    governed = first and not relative and tags[first - 1] & _NO_MEMBER
    if governed and pieces and not pieces[0][2]:
        return []  # "in Ambrel Ivo Marsk and Dara Lenn were shot": where the name begins, none tells
    return pieces[1:] if governed else pieces


def _pieces_right(reading: Reading, start: int) -> list[tuple[int, int, bool]]:
    """The pieces of a list that begins with a token."""
    tags = reading.tokens.tags
    after = start
    while after < reading.tokens.n and after - start < _LONGEST_LIST:
        tag = tags[after]
        ends = tag & _LIST_ENDS and reading.owner[after] is None
        if tag & Tag.STOP or ends or (tag & _VERB_OR_EFFECT and reading.owner[after] is None):
            break
        after += 1
    return _cut(reading, start, after)


def _cut(reading: Reading, first: int, after: int) -> list[tuple[int, int, bool]]:
    """Cuts a stretch of tokens at commas and conjunctions."""
    tags = reading.tokens.tags
    pieces: list[tuple[int, int, bool]] = []
    begin = first
    for at in range(first, after + 1):
        boundary = at == after or (tags[at] & _CONJUNCTION_OR_COMMA and reading.owner[at] is None)
        if boundary:
            end = at
            while (
                end > begin and tags[end - 1] & Tag.ADVERB and " " in reading.tokens.words[end - 1]
            ):
                end -= 1  # "Ivo Marsk and Dara Lenn at dawn"
            while begin < end and tags[begin] & Tag.ADVERB and " " in reading.tokens.words[begin]:
                begin += 1  # "on Monday Ivo Marsk and Dara Lenn"
            while begin < end and tags[begin] & Tag.DEFINITE and tags[begin + 1] & Tag.PLURAL:
                begin += 2  # "the teachers Ivo Marsk and Dara Lenn"
            if end > begin:
                pieces.append(
                    (begin, end, (at < after and bool(tags[at] & Tag.COMMA)) or at == after)
                )
            begin = at + 1
    return pieces


def _is_pronoun_piece(reading: Reading, first: int, after: int) -> bool:
    """Whether a piece is a pronoun for one, with nothing behind it but a word of when or how."""
    if not is_pronoun(reading, first):
        return False
    return all(tag & _ADVERB_OR_TIME for tag in reading.tokens.tags[first + 1 : after])


def _is_low(reading: Reading, clause: Clause, first: int, after: int) -> bool:
    """Whether a piece has no capital in a text where names have them: "troops fired back"."""
    tokens = reading.tokens
    written = tokens.text[tokens.starts[first] : tokens.ends[after - 1]]
    return written.islower() and is_cased(tokens, clause.verb)


def _is_age(reading: Reading, first: int, after: int) -> bool:
    return after - first == 1 and bool(reading.tokens.tags[first] & Tag.DIGITS)


# --- "Ivo Marsk, rector of the school, was shot" -------------------------------------------------

_SEGMENT_ENDS: Final = (
    Tag.SUBORDINATOR | Tag.RELATIVE | Tag.CONTRAST | Tag.COLON | Tag.OPEN | Tag.CLOSE | Tag.QUOTE
)
_NOUN_OR_PREPOSITION_OR_ADVERB: Final = Tag.NOUN | Tag.PREPOSITION | Tag.ADVERB
_BEFORE_NOUN: Final = Tag.DEFINITE | Tag.ARTICLE | Tag.OF | Tag.PREPOSITION
_FROM_WHERE: Final = Tag.OF | Tag.PREPOSITION
_FURTHEST: Final = 50


def _apposed(reading: Reading, clause: Clause) -> list[Item]:
    """Names before phrases that say who they are, up to a verb; empty where anything is unclear.

    Each name stands between commas with its phrase behind it, the last one joined to those before:
    "Ivo Marsk, rector of the school, and Dara Lenn, head nurse, were shot".
    """
    tags = reading.tokens.tags
    before = tags[clause.start - 1] if clause.start > 1 else 0
    if not before & Tag.COMMA or _is_doubted(reading, clause):
        return []
    segments = _segments(reading, clause.start - 1)
    cased = is_cased(reading.tokens, clause.verb)
    items: list[Item] = []
    about = 0
    while segments:
        first, after = segments.pop()
        joined = _joins(reading, first)
        said = 0 if joined else apposition(reading, first, after)
        if not said and not joined and tags[first] & _FROM_WHERE:
            said = 1  # "Ivo Marsk, of the Union party, was shot"
        if said or (not joined and _is_age(reading, first, after)):
            about = said or about
            continue
        members = _names_in(reading, first + joined, after, cased=cased)
        if not about or min(len(members), 2) != about:
            return []
        items = members + items
        if not joined:
            return items if _begins(reading, segments, cased=cased) else []
        about = 0
    return []


def _names_in(reading: Reading, first: int, after: int, *, cased: bool) -> list[Item]:
    """The names that a conjunction joins, if a stretch is nothing else."""
    members: list[Item] = []
    while first < after:
        end = name_after(reading.tokens, first, cased=cased)
        if end < 0 or end > after or (end < after and not _joins(reading, end)):
            return []
        members.append(_at(reading, first, end))
        first = end + 1
    return members


def _begins(reading: Reading, segments: list[tuple[int, int]], *, cased: bool) -> bool:
    """Whether a list begins behind the segments that are left: none of them may be a member too."""
    if not segments:
        return True
    first, after = segments[-1]
    owned = any(count is not None and count.people for count in reading.owner[first:after])
    return not owned and name_after(reading.tokens, first, cased=cased) != after


def _segments(reading: Reading, end: int) -> list[tuple[int, int]]:
    """What stands between the commas of a clause before a token: first token, token after."""
    tags = reading.tokens.tags
    segments: list[tuple[int, int]] = []
    after = at = end
    while at > 0 and end - at < _FURTHEST and not _ends_segments(reading, at - 1):
        at -= 1
        if tags[at] & Tag.COMMA:
            segments.insert(0, (at + 1, after))
            after = at
    segments.insert(0, (at, after))
    return [(first, last) for first, last in segments if first < last]


def _ends_segments(reading: Reading, at: int) -> bool:
    """Whether a sentence or a verb ends the way left from a verb to the names before it."""
    tags = reading.tokens.tags
    tag = tags[at]
    if tag & Tag.STOP:
        return True
    if tag & Tag.HYPHEN and reading.tokens.starts[at + 1] > reading.tokens.ends[at]:
        return True  # the dash behind a dateline
    if tag & _SEGMENT_ENDS and not tag & _NOUN_OR_PREPOSITION_OR_ADVERB:
        return True
    if not tag & (FINITE | Tag.EFFECT | Tag.VERBLIKE) or tag & _NOUN_OR_PREPOSITION_OR_ADVERB:
        return False
    return not (at and tags[at - 1] & _BEFORE_NOUN)

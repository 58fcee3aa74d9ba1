"""Says which part a name plays where it stands: place of an event, destination, border and so on.

The rules read folded words around the name, never the name itself, and work without capitals; where
capitals tell something they are a further hint.  Order matters: what the name is part of comes
first
(a brigade, a street, a person), then what governs it (a preposition and the word before that), then
what it does (a capital that "said" is a government).
"""

from dataclasses import dataclass, field
from itertools import pairwise

from llmextract.verification import gazetteer
from llmextract.verification.clauses import words as w
from llmextract.verification.lexing import QUOTATION_MARKS, Lexed
from llmextract.verification.places import clauses, telling, times
from llmextract.verification.places import lexicon as lx
from llmextract.verification.places.compounds import part_of_name
from llmextract.verification.places.filing import end_of_dateline
from llmextract.verification.places.governing import (
    Role,
    governed_by,
    nearest_of,
    toward,
    words_before,
)
from llmextract.verification.places.nonplaces import (
    STRUCK,
    in_brackets,
    is_known,
    is_no_place,
    someone,
)
from llmextract.verification.spelling import ARTICLES

_ENGLISH = frozenset({"an", "as", "at", "us", "ed", "en", "er", "et", "ad"})
_PREPOSITIONS = lx.AT | w.PREPOSITIONS | {"linking", "connecting", "past"}
_INTENSIFIERS = frozenset({"far", "extreme", "deep", "very"})
_SHORT = frozenset({"short", "outside", "shy", "ahead", "away", "upstream", "downstream"})
_LETTERS = frozenset({"n", "s", "e", "w", "ne", "nw", "se", "sw"})  # "15 mi E of X"
_FURTHEST = 14  # words passed between a name and its preposition


@dataclass(slots=True)
class _Walk:
    """What was passed on the way left from a name to what governs it."""

    at: int
    direction: str = ""
    indefinite: bool = False
    kinds: list[str] = field(default_factory=list)
    role: Role | None = None
    listed: bool = False
    speaks: bool = False


def role_of(text: Lexed, first: int, last: int) -> Role:
    """Say which part a name plays.

    Args:
        text: the part of the source in which it stands.
        first: number of its first word.
        last: number after its last word.
    """
    known = text.memo.setdefault("roles", {})
    if (first, last) not in known:
        known[first, last] = _role_of(text, first, last)
    role: Role = known[first, last]
    return role


def _role_of(text: Lexed, first: int, last: int) -> Role:
    start = first_of_name(text, first)
    if text.part == "text" and text.ends[last - 1] <= end_of_dateline(text):
        return _filed(text, start)
    walk = _walk_left(text, start, last)
    governed = walk.role is None and text.word(walk.at) in lx.AT
    compound = part_of_name(text, start, last, governed=governed and walk.at == start - 1)
    kinds = tuple(dict.fromkeys([*walk.kinds, *kinds_after(text, last)]))
    direction = walk.direction or _direction_after(text, last)
    if compound is not None:
        role = Role(*compound)
    elif walk.role is not None:
        role = walk.role
    else:
        role = (
            governed_by(text, walk.at)
            or _acting(text, start, last)
            or _standing(text, walk, start, last, kinds=kinds)
        )
    if (
        role.part == "location"
        and role.is_read
        and is_no_place(text, start, last, kinds=kinds, at=walk.at, indefinite=walk.indefinite)
    ):
        reason = "no name of a place, as far as the rules know"
        role = Role("location", reason, is_read=False, weak=True)
    if role.part == "location" and text.part != "before":
        role = clauses.read(text, start, last, walk.at, role)
    elif role.part == "seat" and compound is not None and text.part == "text":
        role = _in_clause(text, start, last, walk.at, role)
    return Role(
        *(role.part, role.reason, direction, role.relation, kinds, governed),
        first=min(start, walk.at + 1),
        is_read=role.is_read,
        weak=role.weak,
    )


def _in_clause(text: Lexed, start: int, last: int, at: int, seat: Role) -> Role:
    """The seat of an institution where its clause tells of an event there; else what the clause tells.

    "Attacked the X police headquarters", but "taken to X hospital".
    """
    told = clauses.read(text, start, last, at, Role("location", "as written"))
    governed = governed_by(text, at)
    if governed is not None and governed.part in ("destination", "origin"):
        return governed
    return told if told.part in _ELSEWHERE else seat


_ELSEWHERE = frozenset({"destination", "origin", "filed"})


def _standing(text: Lexed, walk: _Walk, start: int, last: int, *, kinds: tuple[str, ...]) -> Role:
    """The part of a name that nothing governs: a place where it is known for one or was attacked."""
    if not kinds and (part := someone(text, start, last)):
        return Role("person", part)
    read = (
        bool(kinds)
        or telling.strikes(text, start, last)
        or not {text.word(walk.at), text.word(start - 1)}.isdisjoint(STRUCK)
        or is_known(text, start, last)
        or in_brackets(text, start)
        or (text.capital[start] and telling.is_heading(text, *times.sentence(text, start)))
    )
    if read:
        return Role("location", "as written")
    reason = "stands in the text; whether as the place, no rule tells"
    return Role("location", reason, is_read=False, weak=True)


def _filed(text: Lexed, start: int) -> Role:
    """The part of a place in a dateline: no place of an event, unless the report says "here"."""
    if any(
        word == "here" and telling.meaning(before) not in ("spoken", "refuge")
        for before, word in pairwise(text.words)
    ):
        return Role("here", "“here” is where the report was filed", first=start)
    return Role("filed", "only where the report was filed", first=start)


def first_of_name(text: Lexed, first: int) -> int:
    """The word where a name begins when the Arabic article before it is counted in."""
    before = text.word(first - 1)
    if before in ARTICLES and (text.glued[first] or before not in _ENGLISH):
        return first - 1
    return first


def kinds_after(text: Lexed, last: int) -> list[str]:
    """Kinds of place named right after a name: "X province", "X and Y districts"."""
    word = text.word(last)
    if word in QUOTATION_MARKS:
        last += 1
        word = text.word(last)
    if word not in lx.KINDS:
        return []
    after = text.word(last + 1)
    return [lx.KINDS[word], lx.KINDS[after]] if after in lx.KINDS else [lx.KINDS[word]]


def _direction_after(text: Lexed, last: int) -> str:
    """The compass after a possessive: "Syria's south", "Kabul's northern suburbs"."""
    if last and text.owner[last - 1]:
        return lx.COMPASS.get(text.word(last), "")
    return ""


def _walk_left(text: Lexed, start: int, last: int) -> _Walk:
    """Pass over all that may stand between a name and its preposition."""
    walk = _Walk(start - 1, speaks=text.word(last) in lx.SAYING)
    for _ in range(_FURTHEST):
        if walk.at < 0 or walk.role is not None or not _pass(text, walk, start):
            break
    return walk


def _pass(text: Lexed, walk: _Walk, start: int) -> bool:
    """Pass one word or phrase to the left; false when the walk ends there."""
    word = text.words[walk.at]
    if word == "of":
        return _pass_of(text, walk)
    if word in lx.COMPASS:
        # Right before the name it singles out a part of it; before a kind it does not: "the
        # northern city of Mosul" is no part of Mosul.
        letters, size = _compass(text, walk.at)
        if not walk.kinds and not walk.listed and walk.at == start - 1:
            walk.direction = letters
        walk.at -= size
        return True
    if word in lx.KINDS:
        if text.owner[walk.at]:
            return False  # "the country's main road"
        if not walk.listed:
            walk.kinds.append(lx.KINDS[word])
        walk.at = _before_kind(text, walk.at, start)
        return True
    if text.owner[walk.at] and text.is_name_like(walk.at):
        while text.is_name_like(walk.at):
            walk.at -= 1  # "in Z's Y province"
        return True
    if _is_passable(text, walk.at):
        walk.indefinite = walk.indefinite or word in ("a", "an")
        walk.at -= 1
        return True
    return (word in lx.COORDINATORS or word == ",") and _pass_list(text, walk)


def _before_kind(text: Lexed, kind: int, start: int) -> int:
    """The word before a kind, or before the name of a site: "to" of "to Civil Hospital X"."""
    before = kind - 1
    if kind == start - 1 and lx.KINDS[text.words[kind]] == "site" and text.is_name_like(kind):
        while text.is_name_like(before):
            before -= 1
    return before


def _compass(text: Lexed, at: int) -> tuple[str, int]:
    """Letters and number of words of a direction that ends at a word: "south-eastern" has two."""
    letters = lx.COMPASS[text.words[at]]
    if text.glued[at] and text.word(at - 1) in lx.COMPASS:
        return lx.COMPASS[text.words[at - 1]] + letters, 2
    return letters, 1


def _is_passable(text: Lexed, at: int) -> bool:
    word = text.words[at]
    if (
        word in ("the", "a", "an")
        or word in QUOTATION_MARKS
        or word in lx.PART_OF
        or word in lx.ADJECTIVES
    ):
        return True
    if at + 1 < len(text.words) and text.glued[at + 1] and word not in _PREPOSITIONS:
        return True  # the first half of "rebel-held"
    if text.glued[at] and word.endswith(("ed", "ing", "held", "run", "rich")):
        return True
    return bool(gazetteer.countries_of_demonym(word))


def _pass_of(text: Lexed, walk: _Walk) -> bool:
    """Deal with "HEAD of NAME"; true when the search for a preposition goes on before the head."""
    head_at = walk.at - 1
    head = text.word(head_at)
    before = text.word(head_at - 1)
    if head in lx.COMPASS and head not in lx.PARTS:
        letters, size = _compass(text, head_at)
        at = head_at - size
        while text.word(at) in _INTENSIFIERS or _describes(text, at):
            at -= 1
        # "in the south of X" is a part of X, "south of X" and "to the south of X" are not.
        inside = text.word(at) == "the" and text.word(at - 1) != "to"
        if inside or text.word(at) in lx.AT - lx.NEAR:
            walk.direction, walk.at = letters, at
            return True
        walk.role = Role("reference", f"only {head} of it is named", relation=letters)
    elif _is_distance(text, head_at):
        letters = head if head in _LETTERS else ""
        walk.role = Role("reference", "only a distance from it is named", relation=letters)
    elif head in lx.BORDERS:
        walk.role = Role("border", "only its border is named")
    elif head in lx.DIRECTION_NOUNS:
        walk.role = toward(text, head_at - (before == "the"))
    elif head in lx.KINDS or head in lx.PARTS:
        if head in lx.PART_NOUNS and before in lx.COMPASS:
            walk.direction = lx.COMPASS[before]
        if head in lx.KINDS and not walk.listed:
            walk.kinds.append(lx.KINDS[head])
        walk.at = head_at - 1
        return True
    else:
        return False
    return True


def _describes(text: Lexed, at: int) -> bool:
    """Whether a word describes a part of a place: "the restive north of X", no "village north of X"."""
    word = text.word(at)
    noun = word in lx.KINDS or word in lx.BORDERS
    return word in lx.ADJECTIVES and not noun and text.word(at - 1) == "the"


def _is_distance(text: Lexed, at: int) -> bool:
    """Whether "of X" follows a distance: "10 km short of X", "15 mi E of X"."""
    word = text.word(at)
    if word in _SHORT:
        return nearest_of(words_before(text, at, 2), lx.UNITS) is not None
    return word in lx.UNITS or (word in _LETTERS and text.word(at - 1) in lx.UNITS)


def _pass_list(text: Lexed, walk: _Walk) -> bool:
    """Go left over the names of a list to the preposition of its first one.

    Without capitals a name is whatever is no frequent word of English or of the news.
    """
    if walk.speaks and text.words[walk.at] == ",":
        return False  # no list: "hurt in Y, X said"
    at = walk.at
    for at in range(walk.at, max(walk.at - 14, -1), -1):
        word = text.words[at]
        if word in _PREPOSITIONS and word != "of":
            if _holds(text, walk.at, at):
                return False
            walk.at, walk.listed = at, True
            return True
        if word in lx.COORDINATORS or word in (",", "of", "the", "both") or word in lx.CONNECTORS:
            continue
        if word in lx.KINDS and text.word(at + 1) == "of" and not walk.kinds:
            walk.kinds.append(lx.KINDS[word])  # "the towns of A and B"
        if word in lx.KINDS or word in lx.COMPASS or word in ARTICLES:
            continue
        if text.cased and not text.capital[at]:
            return False
        if not word[0].isalnum() or (not text.cased and (word in lx.STOP or word in lx.NEWS)):
            return False
    return False


_BESIDE = frozenset({"reference", "between", "border"})


def _holds(text: Lexed, comma: int, at: int) -> bool:
    """Whether a name behind a comma holds the place, where others only tell how far or between what.

    "In X, 40 km from Y, Z province" happened in Z; of "on the road between X, Y and Z" Y is one end.
    """
    if text.words[comma] != ",":
        return False
    role = governed_by(text, at)
    if role is None or role.part not in _BESIDE:
        return False
    ahead = comma + 1
    while text.word(ahead) == "," or text.word(ahead) in lx.KINDS or text.is_name_like(ahead):
        ahead += 1
    return text.word(ahead) not in lx.COORDINATORS


def _is_seat_of_state(text: Lexed, start: int, last: int) -> bool:
    places = gazetteer.named(" ".join(text.words[start:last]))[:1]
    return any(p.kind == "country" or p in gazetteer.capital_of(p.country) for p in places)


def _acting(text: Lexed, start: int, last: int) -> Role | None:
    """A country or a capital that does something stands for its government: "Ankara said"."""
    word = text.word(last)
    if word in lx.ACTS_MIXED:
        word = text.word(last + 1)
        if word in ("been", "be", "seen"):
            return None
    if word not in lx.ACTS and text.word(start - 1) not in lx.ACCUSE:
        return None
    if _is_seat_of_state(text, start, last):
        return Role("government", "stands for its government")
    return None

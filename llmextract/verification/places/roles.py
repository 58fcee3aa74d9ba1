"""Says which part a name plays where it stands: place of an event, destination, border and so on.

The rules read folded words around the name, never the name itself, and work without capitals; where
capitals tell something they are a further hint.  Order matters: what the name is part of comes
first
(a brigade, a street, a person), then what governs it (a preposition and the word before that), then
what it does (a capital that "said" is a government).
"""

from dataclasses import dataclass, field

from llmextract.documents.head import find_dateline
from llmextract.verification import gazetteer
from llmextract.verification.lexing import QUOTATION_MARKS, Lexed
from llmextract.verification.places import lexicon as lx
from llmextract.verification.places.compounds import part_of_name
from llmextract.verification.spelling import ARTICLES, word_set

_ENGLISH = frozenset({"an", "as", "at", "us", "ed", "en", "er", "et", "ad"})
_PREPOSITIONS = lx.AT | word_set(
    "to toward towards for from by with between via linking connecting past beyond behind of among"
)
_DETERMINERS = QUOTATION_MARKS | {"the", "a", "an"}
_INTENSIFIERS = frozenset({"far", "extreme", "deep", "very"})
_SHORT = frozenset({"short", "outside", "shy", "ahead", "away", "upstream", "downstream"})
_LARGE = 20_000  # people
_FURTHEST = 14  # words passed between a name and its preposition
_REACH = 6  # words looked at to the left of a preposition for what governs it


@dataclass(frozen=True, slots=True)
class Role:
    """The part a name plays at one place of the text.

    Attributes:
        part: ``location``, ``reference``, ``border``, ``between``, ``seat``, ``people``, ``group``,
            ``person``, ``newspaper``, ``street``, ``longer``, ``embassy``, ``treaty``, ``origin``,
            ``destination``, ``filed`` or ``government``.
        reason: the same for an analyst.
        direction: which part of the place is meant: letters of the compass, ``c`` for the middle.
        relation: ``near`` or the letters of "north of", when the name is a point of reference.
        kinds: generic nouns beside the name, as kinds of place.
        governed: whether a preposition places something there.
        first: number of the first word of the phrase around the name, its preposition left out.
        is_read: whether a rule says so; if not, the name only stands there.
    """

    part: str
    reason: str
    direction: str = ""
    relation: str = ""
    kinds: tuple[str, ...] = ()
    governed: bool = False
    first: int = 0
    is_read: bool = True


@dataclass(slots=True)
class _Walk:
    """What was passed on the way left from a name to what governs it."""

    at: int
    direction: str = ""
    kinds: list[str] = field(default_factory=list)
    role: Role | None = None
    listed: bool = False


def role_of(text: Lexed, first: int, last: int) -> Role:
    """Say which part a name plays.

    Args:
        text: the part of the source in which it stands.
        first: number of its first word.
        last: number after its last word.
    """
    start = first_of_name(text, first)
    if text.part == "text" and text.ends[last - 1] <= _end_of_dateline(text):
        return _filed(text, start)
    walk = _walk_left(text, start)
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
            _announced(text, walk, start, last)
            or _governed(text, walk)
            or _acting(text, start, last)
            or _standing(text, walk, start, last, kinds=kinds)
        )
    if role.part == "location" and role.is_read and not kinds and _is_one_of_many(text, start):
        role = Role("location", "one of its kind, and no name of a place", is_read=False)
    return Role(
        *(role.part, role.reason, direction, role.relation, kinds, governed),
        first=min(start, walk.at + 1),
        is_read=role.is_read,
    )


def _is_one_of_many(text: Lexed, start: int) -> bool:
    """Whether an indefinite article stands before a name: "of an NGO"."""
    return text.cased and text.capital[start] and text.word(start - 1) in ("a", "an")


def _is_known(text: Lexed, start: int, last: int) -> bool:
    """Whether the gazetteer's first place of a name is what a reader would think of.

    A single word in a text with capitals must be that of a large place: somewhere there is a village
    called Eid, and one called Ngo.
    """
    places = gazetteer.named(" ".join(text.words[start:last]))
    if not places or not text.cased or last - start > 1:
        return bool(places)
    return places[0].kind != "city" or places[0].population >= _LARGE


def _standing(text: Lexed, walk: _Walk, start: int, last: int, *, kinds: tuple[str, ...]) -> Role:
    """The part of a name that nothing governs: a place where it is known for one or was attacked."""
    read = (
        bool(kinds)
        or not {text.word(walk.at), text.word(start - 1)}.isdisjoint(lx.TARGETING | lx.ASSAULT)
        or _is_known(text, start, last)
    )
    if read:
        return Role("location", "as written")
    return Role(
        "location", "stands in the text; whether as the place, no rule tells", is_read=False
    )


def _end_of_dateline(text: Lexed) -> int:
    """Offset after the dateline that opens a report ("GOMA, 3 May (Agency) —"); 0 for none."""
    end = text.memo.get("end of dateline")
    if end is None:
        end = text.memo["end of dateline"] = len(find_dateline(text.text) or "")
    assert isinstance(end, int)
    return end


def _filed(text: Lexed, start: int) -> Role:
    """The part of a place in a dateline: no place of an event, unless the report says "here"."""
    if " here " in text.line:
        return Role("seat", "“here” is where the report was filed", first=start)
    return Role("filed", "only where the report was filed", first=start)


def first_of_name(text: Lexed, first: int) -> int:
    """The word where a name begins when the Arabic article before it is counted in."""
    before = text.word(first - 1)
    if before in ARTICLES and (text.glued[first] or before not in _ENGLISH):
        return first - 1
    return first


def kinds_after(text: Lexed, last: int) -> list[str]:
    """Kinds of place named right after a name: "X province", "X and Y districts"."""
    found = []
    last += text.word(last) in QUOTATION_MARKS
    for word in (text.word(last), text.word(last + 1)):
        if word not in lx.KINDS:
            break
        found.append(lx.KINDS[word])
    return found


def _direction_after(text: Lexed, last: int) -> str:
    """The compass after a possessive: "Syria's south", "Kabul's northern suburbs"."""
    if last and text.owner[last - 1]:
        return lx.COMPASS.get(text.word(last), "")
    return ""


def _walk_left(text: Lexed, start: int) -> _Walk:
    """Pass over all that may stand between a name and its preposition."""
    walk = _Walk(start - 1)
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
        if not walk.listed:
            walk.kinds.append(lx.KINDS[word])
        walk.at -= 1
        return True
    if _is_passable(text, walk.at):
        walk.at -= 1
        return True
    return (word in lx.COORDINATORS or word == ",") and _pass_list(text, walk)


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
        while text.word(at) in _INTENSIFIERS:
            at -= 1
        # "in the south of X" is a part of X, "south of X" and "to the south of X" are not.
        inside = text.word(at) == "the" and text.word(at - 1) != "to"
        if inside or text.word(at) in lx.AT - lx.NEAR:
            walk.direction, walk.at = letters, at
            return True
        walk.role = Role("reference", f"only {head} of it is named", relation=letters)
    elif head in lx.UNITS or (head in _SHORT and _nearest(_before(text, head_at, 2), lx.UNITS)):
        walk.role = Role("reference", "only a distance from it is named")
    elif head in lx.BORDERS:
        walk.role = Role("border", "only its border is named")
    elif head in lx.DIRECTION_NOUNS:
        walk.role = _toward(text, head_at - (before == "the"))
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


def _pass_list(text: Lexed, walk: _Walk) -> bool:
    """Go left over the names of a list to the preposition of its first one.

    Without capitals a name is whatever is no frequent word of English or of the news.
    """
    at = walk.at
    for at in range(walk.at, max(walk.at - 14, -1), -1):
        word = text.words[at]
        if word in _PREPOSITIONS and word != "of":
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


def _governed(text: Lexed, walk: _Walk) -> Role | None:
    """The role that a preposition and the words before it give; ``None`` without a preposition."""
    word = text.word(walk.at)
    rule = _RULES.get(word)
    if rule is not None:
        return rule(text, walk.at)
    if word in lx.AT:
        return _at(text, walk.at)
    if word in lx.LEAVING and word != "evacuated":
        return Role("origin", "where somebody left from")
    if word in ("of", "entering", "entered"):
        return Role("location", "as written")
    return None


def _before(text: Lexed, at: int, reach: int = _REACH) -> list[str]:
    """The words before a preposition, nearest first, up to the start of the clause."""
    found = []
    for index in range(at - 1, max(at - 1 - reach, -1), -1):
        word = text.words[index]
        if word in ".;:!?" or word in ("that", "when", "after", "before", "while", "who", "which"):
            break
        found.append(word)
    return found


def _nearest(words: list[str], *tables: frozenset[str]) -> frozenset[str] | None:
    """The first of the tables that one of the words is in, the nearest word first."""
    for word in words:
        for table in tables:
            if word in table:
                return table
    return None


def _at(text: Lexed, at: int) -> Role:
    word, before = text.words[at], _before(text, at)
    governor = before[0] if before else ""
    if word in lx.NEAR and _nearest(before[:2], lx.UNITS):
        return Role("reference", "only a distance from it is named", relation="near")
    if word in ("in", "at") and _is_filed(before):
        return Role("filed", "where the report was made")
    if governor in lx.SHELTER:
        return Role("destination", "where somebody fled to")
    if governor in lx.RESIDING:
        return Role("origin", "where somebody is based")
    if word == "into" and _nearest(before[:4], lx.FLEE):
        return Role("destination", "where somebody went to")
    if word == "on" and governor in lx.TREATIES:
        return Role("treaty", "what was talked about")
    if word == "against" and governor and not _nearest(before[:3], lx.ASSAULT):
        return Role("government", "whom it was directed against")
    if word in lx.NEAR:
        return Role("location", f"{word} it", relation="near")
    return Role("location", "as written")


def _is_filed(before: list[str]) -> bool:
    """Whether "in X" tells where somebody spoke: "told reporters in X", "said in X"."""
    if not before:
        return False
    if before[0] in lx.REPORTERS:
        return True
    if before[0] in lx.SAYING:
        return not (len(before) > 1 and before[1] in lx.AUXILIARIES)
    return False


def _to(text: Lexed, at: int) -> Role:
    before = _before(text, at)
    if before[:1] == ["fire"] and text.word(at + 1) in ("a", "an"):
        return Role("location", "of something set on fire", is_read=False)
    if before[:1] and before[0] in lx.SPREAD:
        return Role("location", f"{before[0]} to it")
    if before[:1] == ["according"]:
        return Role("government", "stands for its government")
    if before[:1] != ["en"] and _nearest(before[:4], lx.ROADS) and before[:2] != ["route", "en"]:
        return Role("between", "only the road to it is named")
    if "linking" in before or "connecting" in before:
        return Role("between", "only one end of a road is named")
    return Role("destination", "where somebody went to")


def _toward(text: Lexed, at: int) -> Role:
    nearest = _nearest(_before(text, at), lx.FLEE, lx.ASSAULT)
    if nearest is lx.ASSAULT:
        return Role("reference", "only fired toward it")
    return Role("destination", "where somebody went to")


def _for(text: Lexed, at: int) -> Role:
    before = _before(text, at)
    if before[:1] and before[0] in lx.ASSAULT:
        return Role("location", "as written")
    if before[:1] in (["out"], ["off"]) and before[1:2] and before[1] in lx.SETTING_OUT:
        return Role("destination", "where somebody went to")
    if _nearest(before, lx.FLEE) or _nearest(before[:2], lx.LEAVING):
        return Role("destination", "where somebody went to")
    return Role("reference", "only what something was meant for")


def _from(text: Lexed, at: int) -> Role:
    before = _before(text, at)
    if before[:2] in (["far", "not"], ["metres", "few"]):
        return Role("location", "not far from it", relation="near")
    if _nearest(before[:3], lx.UNITS) or before[:1] in (["far"], ["away"], ["across"]):
        return Role("reference", "only a distance from it is named")
    if _nearest(before[:4], lx.ROADS):
        return Role("between", "only one end of a road is named")
    if before[:1] and before[0] in ("reporting", "reports", "writing", "wrote"):
        return Role("filed", "where the report was made")
    nearest = _nearest(before, lx.FLEE, lx.ASSAULT, lx.PEOPLE, lx.REMOVE)
    if nearest is lx.PEOPLE and before[0] in lx.PEOPLE:
        # "snatched children from X": the people are what was taken there.
        nearest = _nearest(before[1:4], lx.FLEE, lx.ASSAULT, lx.PEOPLE, lx.REMOVE)
    if nearest is lx.REMOVE:
        return Role("location", "as written")
    return Role("origin", "where somebody or something came from")


def _with(text: Lexed, at: int) -> Role:
    before = _before(text, at)
    if _nearest(before[:2], lx.BORDERS):
        return Role("border", "only its border is named")
    if "linking" in before or "connecting" in before or _nearest(before[:5], lx.ROADS):
        return Role("between", "only one end of a road is named")
    return Role("government", "a party, not a place")


def _by(text: Lexed, at: int) -> Role:
    if at and text.words[at - 1] == "stopped":
        return Role("location", "as written")
    return Role("government", "stands for its government")


def _between(text: Lexed, at: int) -> Role:
    before = _before(text, at)
    if _nearest(before[:3], lx.BORDERS):
        return Role("border", "only its border is named")
    if _nearest(before[:2], lx.TREATIES):
        return Role("treaty", "a party to talks")
    if text.words[at] == "between" and _nearest(before[:2], lx.QUARRELS):
        return Role("government", "a party, not a place")
    return Role("between", "only one end of a stretch is named")


def _passing(text: Lexed, at: int) -> Role:
    return Role("reference", f"only {text.words[at]} it")


_RULES = {
    "to": _to,
    "toward": _toward,
    "towards": _toward,
    "for": _for,
    "from": _from,
    "with": _with,
    "by": _by,
    "between": _between,
    "linking": _between,
    "connecting": _between,
    "via": _passing,
    "past": _passing,
    "beyond": _passing,
    "behind": _passing,
}


def _announced(text: Lexed, walk: _Walk, start: int, last: int) -> Role | None:
    """A capital in which officials announce what happened anywhere: "Officials in X said"."""
    if text.word(walk.at) != "in" or text.word(walk.at - 1) not in lx.ANNOUNCERS:
        return None
    if text.word(last) not in lx.SAYING or not _is_seat_of_state(text, start, last):
        return None
    return Role("filed", "where the report was made")


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

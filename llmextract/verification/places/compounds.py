"""Finds the longer name that a place name is only a part of: a group, a person, a street, a paper.

Reads the words right before and right after the name and what heads "of NAME" or "in NAME".
"""

from llmextract.verification import gazetteer
from llmextract.verification.lexing import Lexed
from llmextract.verification.places import lexicon as lx
from llmextract.verification.places.heads import names_operation, of_head
from llmextract.verification.places.persons import is_known, is_plain, person
from llmextract.verification.spelling import ARTICLES

Compound = tuple[str, str]
"""The part that the name plays and the reason, as in ``roles.Role``."""

_VERBLIKE = ("ed", "ing")

LONGER = "part of a longer name"
_REASONS = {
    "group": "part of the name of a group",
    "newspaper": "part of the name of a newspaper or station",
    "street": "part of the name of a street",
    "person": "part of the name of a person",
    "longer": LONGER,
    "seat": "only the seat of an institution or office",
    "people": "only its people are named",
    "embassy": "the country of an embassy, which stands elsewhere",
    "treaty": "part of the name of an agreement or talks",
    "border": "only its border is named",
    "between": "only one end of a road is named",
    "reference": "only a road named after it",
    "origin": "where somebody comes from",
    "destination": "where somebody went to",
    "government": "stands for its government",
}


def part_of_name(text: Lexed, first: int, last: int, *, governed: bool) -> Compound | None:
    """Say what longer name a name is part of.

    Args:
        text: the part of the source in which it stands.
        first: number of its first word, the article counted in.
        last: number after its last word.
        governed: whether a preposition of place stands right before it, without an article.

    Returns:
        The part it plays and the reason, or ``None`` when it stands for itself.
    """
    part = (  # the first rule that knows wins
        _itself(text, first, last)
        or _tied(text, first, last)
        or _tied_before(text, first, last)
        or _end_of_road(text, first, last)
        or person(text, first)
        or _noun_after(text, first, last, governed=governed)
        or of_head(text, first)
        or ("" if governed else _someone(text, first, last))
        or _longer_left(text, first, last)
        or _longer_right(text, first, last, governed=governed)
    )
    return (part, _REASONS[part]) if part else None


def _itself(text: Lexed, first: int, last: int) -> str:
    """A name that tells by itself: "Baghdad Brigade", or "Islamic State" right before it."""
    if text.word(first - 1) == "state" and text.word(first - 2) == "islamic":
        return "group"
    if part := _ends_name(text, first):
        return part
    if last - first < 2:
        return "longer" if text.words[first] in lx.FEASTS else ""
    word = text.words[last - 1]
    if word in lx.GROUPS and word not in lx.COMMON_HEADS:
        return "group"
    if word in lx.PAPERS and word not in lx.COMMON_HEADS:
        return "newspaper"
    return ""


def _someone(text: Lexed, first: int, last: int) -> str:
    """A name with an age behind it ("X, 34,"), or of whom an event befell: "the murder of X"."""
    after = text.word(last)
    age = text.word(last + 1)
    if after in (",", "(") and age.isdigit() and len(age) < 3 and text.word(last + 2) in (",", ")"):
        return "person"
    if text.word(first - 1) != "of" or text.word(first - 2) not in lx.PERSONS_EVENTS:
        return ""
    if text.cased:
        return "person" if not after or not after[0].isalpha() or after in lx.STOP else ""
    return "person" if text.words[first] in lx.GIVEN_NAMES else ""


def _ends_name(text: Lexed, first: int) -> str:
    """A name that ends with the place's: of a group, a ship, an operation, a club, an airline."""
    if _follows(text, first, lx.GROUPS_BEFORE, between=1):
        return "group"
    if text.word(first - 1) == "force" and text.word(first - 2) == "task":
        return "group"
    before = text.word(first - 1)
    if (
        before in lx.CLUBS_BEFORE
        or before == "air"
        or (before in lx.HOUSES and text.is_name_like(first - 1) and not text.owner[first - 1])
        or _follows(text, first, lx.VESSELS, between=3)
        or names_operation(text, first)
    ):
        return "longer"
    return ""


def _follows(text: Lexed, first: int, heads: frozenset[str], *, between: int) -> bool:
    """Whether a noun stands before a name, or before other words of a name that ends with it.

    Without capitals nothing but "of" and one word that is rare in the news may stand in between.
    """
    rare = 0
    for back in range(first - 1, max(first - 3 - between, -1), -1):
        word = text.words[back]
        if word in heads:
            return True
        if word in ("of", "el", "al") or text.is_name_like(back):
            continue
        rare += 1
        if text.cased or rare > 1 or not word[0].isalpha() or is_plain(word):
            return False
    return False


def _tied(text: Lexed, first: int, last: int) -> str:
    """A hyphen after the name: "X-based", "X-Y border", "X-Y"."""
    if last >= len(text.words) or not text.glued[last] or _is_same(text, first, last, last + 1):
        return ""
    word = text.words[last]
    if word in lx.TIED:
        return lx.TIED[word]
    if word in ("held", "controlled", "wide", "area", "region", "side"):
        return ""
    return _stretch_noun(text, last + 1) or ("government" if word.endswith(_VERBLIKE) else "longer")


def _tied_before(text: Lexed, first: int, last: int) -> str:
    """The second name of "X-Y border" or "X-Y road"; else the end of a longer name."""
    before = text.word(first - 1)
    if not text.glued[first] or before in ARTICLES or before in lx.COMPASS:
        return ""
    return _stretch_noun(text, last) or "longer"


_DASHES = frozenset("‐‑–-")
_JOINTS = _DASHES | {"to", "and"}
_NAME = 4  # words of a name
_UNITED = frozenset({"states", "nations", "kingdom", "arab", "front"})
"""What follows "United" in the name of a state or of a body of states."""


def _end_of_road(text: Lexed, first: int, last: int) -> str:
    """One of the names of "X - Y road", "the X to Y highway", "the X and Y road"."""
    if text.word(last) in _JOINTS and text.is_name_like(last + 1):
        joint = end = last
        while end < last + _NAME + 1 and text.word(end) not in lx.ROADS | lx.BORDERS:
            end += 1
    elif text.word(first - 1) in _JOINTS and text.is_name_like(first - 2):
        joint, end = first - 1, last
        first = joint - 1
        while text.is_name_like(first - 1) and joint - first < _NAME:
            first -= 1
    else:
        return ""
    if text.word(end) not in lx.ROADS | lx.BORDERS:
        return ""
    if text.words[joint] not in _DASHES and text.word(first - 1) != "the":
        return ""  # "he went from X to Y road"
    return "border" if text.words[end] in lx.BORDERS else "between"


def _stretch_noun(text: Lexed, at: int) -> str:
    """What two names joined by a hyphen are the ends of."""
    for noun in text.words[at : at + 3]:
        if noun in lx.BORDERS:
            return "border"
        if noun in lx.ROADS:
            return "between"
    return ""


def _is_same(text: Lexed, first: int, last: int, end: int) -> bool:
    """Whether a longer run of words is a name of the same place: "Burkina Faso", "Burkina"."""
    longer = gazetteer.named(" ".join(text.words[first:end]))[:1]
    return bool(longer) and longer == gazetteer.named(" ".join(text.words[first:last]))[:1]


def _longer_left(text: Lexed, first: int, last: int) -> str:
    before = text.word(first - 1)
    if not before or not before[0].isalpha() or text.owner[first - 1]:
        return ""
    if before == "of" or before in lx.NAMES_ARTICLES:
        return "longer" if _is_end_of_town(text, first, last) else ""
    if before in lx.STREETS_BEFORE:
        return "street"
    if before in lx.PAPERS_BEFORE:
        return "newspaper"
    if before in lx.COMPASS or before in lx.PART_OF:
        return _compass_name(text, first, last)
    if before in lx.PREFIXES and before not in lx.STOP:
        return "longer"
    if before in ("de", "del"):
        return "" if text.word(first - 2) in ("departamento", "ciudad", "provincia") else "longer"
    if is_plain(before):
        return ""
    if text.is_name_like(first - 1) and text.is_name_like(first):
        return "" if text.begins_sentence(first - 1) and before.endswith(_VERBLIKE) else "longer"
    return "longer" if is_known(text, first - 1, last) else ""


def _is_end_of_town(text: Lexed, first: int, last: int) -> bool:
    """Whether a name ends that of another place: "Port of Spain", "La Paz" for "Paz"."""
    begin = first - 1 - (text.words[first - 1] == "of")
    if not text.is_name_like(begin):
        return False
    whole = gazetteer.named(" ".join(text.words[begin:last]))
    own = {place.id for place in gazetteer.named(" ".join(text.words[first:last]))}
    others = own.isdisjoint(place.id for place in whole)
    return bool(whole and own) and whole[0].kind != "country" and others


def _compass_name(text: Lexed, first: int, last: int) -> str:
    """Deal with "South X": another name if the gazetteer knows it as one outside X."""
    whole = gazetteer.named(" ".join(text.words[first - 1 : last]))
    whole = tuple(place for place in whole if place.kind != "city")
    if not whole:
        return ""
    if whole[0].kind == "country":
        return "longer"
    own = gazetteer.named(" ".join(text.words[first:last]))
    # Kivu is a region that has a north; the West Bank is no part of some town of Bank, and no
    # province lies in another: West Virginia.
    larger = [p for p in own if p.kind != "city" and p.kind != whole[0].kind]
    return "" if larger and gazetteer.contains(larger, whole) is not False else "longer"


def _noun_after(text: Lexed, first: int, last: int, *, governed: bool) -> str:
    """The noun that heads a name beginning with this one: "X Brigade", "X General Hospital"."""
    if text.owner[last - 1]:
        return _owned(text, last)
    for at in range(last, min(last + 4, len(text.words))):
        word = text.words[at]
        if not word[0].isalpha() or (word in lx.STOP and word != "today"):
            return ""
        lower = not text.capital[at] if text.cased else word in lx.COMMON_HEADS
        if at == last and word in lx.HOMES:
            return "person"
        if word in lx.BORDERS and text.word(at + 1) in lx.GUARDS:
            return "people"
        if word in lx.BORDERS and text.word(at + 1) in lx.CROSSINGS:
            return "border" if _is_country(text, first, last) else ""
        if _is_paper(text, first, at) or _is_club(text, at):
            return "newspaper" if word in lx.PAPERS else "longer"
        part = _noun(text, first, word, lower=lower, governed=governed)
        if part:
            return "group" if part == "people" and _is_group(text, first, last, word) else part
        if not _is_modifier(text, at):
            return ""
    return ""


def _is_group(text: Lexed, first: int, last: int, noun: str) -> bool:
    """Whether a name before fighters is rather theirs: "Red Dawn fighters", no "Mosul fighters"."""
    if noun not in lx.LOOSE_FORCES or last - first < 2:
        return False
    return not gazetteer.named(" ".join(text.words[first:last]))


def _is_country(text: Lexed, first: int, last: int) -> bool:
    return any(p.kind == "country" for p in gazetteer.named(" ".join(text.words[first:last])))


def _is_paper(text: Lexed, first: int, at: int) -> bool:
    """Whether "the X Post", which may be a post, is a paper: it says something, or is no thing."""
    word, after = text.words[at], text.word(at + 1)
    if word == "today":
        return after in lx.PAPERS
    if word not in lx.PAPERS or text.word(first - 1) != "the":
        return False
    return after in lx.SAYING or word in lx.TITLES_OF_PAPERS


def _is_club(text: Lexed, at: int) -> bool:
    """Whether a name with "United" after it is a club's, and no country begins there."""
    return text.words[at] == "united" and text.word(at + 1) not in _UNITED


def _is_modifier(text: Lexed, at: int) -> bool:
    """Whether a word may stand between a name and the noun that heads the whole."""
    if text.cased:
        return bool(text.capital[at]) or text.words[at] in lx.MODIFIERS
    if text.word(at + 1) in lx.COMPANIES:
        return text.words[at] not in lx.NEWS
    word = text.words[at]
    if word in lx.MODIFIERS or word.endswith(("ical", "ional")):
        return True
    return text.word(at + 1) in lx.ARMED_UNITS and (word in lx.KINDS or word not in lx.NEWS)


def _owned(text: Lexed, last: int) -> str:
    """Deal with a possessive: "X's army" is a hint at most, "X's market" is in X."""
    for at in (last, last + 1):
        word = text.word(at)
        if word in lx.BELONGINGS:
            return "person"
        if word in lx.OFFICES or word in lx.LOOSE_FORCES:
            return "seat"
        if word in lx.EMBASSIES:
            return "embassy"
        if word in lx.BORDERS:
            return "border"
    return ""


def _noun(text: Lexed, first: int, word: str, *, lower: bool, governed: bool) -> str:
    if word in lx.STREETS:
        return "street"
    if word in lx.BORDERS:
        return "border"
    if word in lx.EMBASSIES:
        return "embassy"
    if word in lx.ROADS:
        return "reference" if text.word(first - 1) == "the" else "street"
    if (word in lx.DISEASES and not governed) or word in lx.COMPANIES:
        return "longer"
    if word in lx.WATERS or (word in lx.TREATIES and not governed):
        return "longer" if word in lx.WATERS else "treaty"
    if word in lx.INSTITUTIONS and not (lower and text.word(first - 1) in ("a", "an")):
        return "seat"
    if governed or (lower and word in lx.COMMON_HEADS):
        return ""
    return _actor(word, lower=lower)


def _actor(word: str, *, lower: bool) -> str:
    """Nouns that cannot follow "in X" as part of the name: "in X rebels attacked" is two things."""
    if word in lx.FAMILIES:
        return "person"
    if word in lx.GROUPS:
        return "people" if lower and word in lx.LOOSE_FORCES else "group"
    if word in lx.PAPERS:
        return "newspaper"
    if word in lx.OFFICES:
        return "seat"
    if word in lx.PEOPLE or word in lx.TROUBLES:
        return "people"
    return ""


def _longer_right(text: Lexed, first: int, last: int, *, governed: bool) -> str:
    word = text.word(last)
    if not word or not word[0].isalpha() or text.owner[last - 1]:
        return ""
    if _is_same(text, first, last, last + 1):
        return ""
    name = text.words[last - 1]
    if word in ("de", "del") and text.word(last + 1)[:1].isalpha():
        return "longer"
    if word in ARTICLES and word not in lx.STOP and text.glued[min(last + 1, len(text.words) - 1)]:
        return "longer"
    if is_plain(word) or word in lx.COMPASS or word in lx.ACTS:
        # "Beni territory" is no piece of a longer name, "Tel el …" is.
        part = name in lx.PREFIXES and word not in lx.STOP and word not in lx.KINDS
        return "longer" if first + 1 == last and part else ""
    if name in lx.PREFIXES and first + 1 == last:
        return "longer"
    known = is_known(text, first, last + 1)
    if text.is_name_like(last) and text.is_name_like(last - 1):
        if governed and not known and is_known(text, first, last):
            return ""
        own, holding = text.words[first:last], gazetteer.named(word)
        if holding and gazetteer.contains(holding[:1], gazetteer.named(" ".join(own))[:1]):
            return ""  # "Far North Z"
        return "longer"
    return "longer" if known and word not in lx.NEWS else ""

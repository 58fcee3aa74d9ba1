"""The place names of a source, each with the part it plays, and those to offer a model."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from llmextract.verification import gazetteer
from llmextract.verification.lexing import PARTS, Lexed, lexed
from llmextract.verification.places import lexicon as lx
from llmextract.verification.places.governing import Role
from llmextract.verification.places.naming import names
from llmextract.verification.places.roles import first_of_name, role_of
from llmextract.verification.source_text import SourceText
from llmextract.verification.spelling import fold_place, word_set

ACCEPTED = frozenset({"location", "reference", "border", "between", "seat", "people"})
"""Parts for which a name carries a place of an event at least partly."""

_EVENTS_OF = (
    lx.ASSAULT
    | lx.PARTS
    | word_set(
        "capture fall liberation control takeover occupation recapture storming seizure evacuation"
    )
)
_DEEPEST = 4
"""Places that one lies in: its district, its province, its country, and one more."""
_FURTHEST = 9  # words between two names of which one lies in the other
_CONNECTING = word_set(", in of the ( ) 's at within")


@dataclass(frozen=True, slots=True)
class Mention:
    """One place name where it stands.

    Attributes:
        start: offset of its first character in its part of the source.
        end: offset after its last character, without a possessive.
        part: ``text``, ``title``, ``dateline`` or ``before``.
        name: the name as written.
        kind: a kind of ``Location.kind``, from the noun beside it, else from the gazetteer.
        within: the names of the places that the text says it lies in, nearest first.
        plays: the part it plays: ``location``, ``group``, ``person`` … as in ``Role.part``.
        key: the name folded.
        first: number of its first word.
        last: number after its last word.
        role: all that is known of the part it plays.
    """

    start: int
    end: int
    part: str
    name: str
    kind: str
    within: tuple[str, ...]
    plays: str
    key: str
    first: int
    last: int
    role: Role


def mentions(source: SourceText) -> tuple[Mention, ...]:
    """The place names that a text and its context name, in order of mention, the text first.

    Args:
        source: the paragraph and its context.
    """
    found = source.memo.get("places.mentions")
    if found is None:
        found = tuple(m for part in PARTS for m in part_mentions(source, part))
        source.memo["places.mentions"] = found
    assert isinstance(found, tuple)
    return found


def part_mentions(source: SourceText, part: str) -> tuple[Mention, ...]:
    """The mentions of one part of a source, computed at the first call."""
    memo = source.own if part == "text" else source.memo
    key = f"places.mentions.{part}"
    if key not in memo:
        memo[key] = tuple(each_mention(source, part))
    found: tuple[Mention, ...] = memo[key]
    return found


def each_mention(source: SourceText, part: str = "text") -> Iterator[Mention]:
    """The mentions of one part of a source, read one by one where nobody has read them all."""
    memo = source.own if part == "text" else source.memo
    known: tuple[Mention, ...] | None = memo.get(f"places.mentions.{part}")
    if known is not None:
        return iter(known)
    text = lexed(source, part)
    return _mentions(text) if text.words else iter(())


def _mentions(text: Lexed) -> Iterator[Mention]:
    chain: list[Mention] = []  # each lies in the next
    for first, last in names(text):
        if chain and first - chain[-1].last > _FURTHEST:
            yield from _chained(chain)
            chain = []
        mention = _mention(text, first, last)
        if mention is None:
            continue
        if chain and not _lies_within(text, chain[-1], mention):
            yield from _chained(chain)
            chain = []
        chain.append(mention)
    yield from _chained(chain)


def _chained(chain: list[Mention]) -> list[Mention]:
    """Mentions each of which lies in the next."""
    for at in reversed(range(len(chain) - 1)):
        chain[at] = _with_container(chain[at], chain[at + 1])
    return chain


def _with_container(mention: Mention, container: Mention) -> Mention:
    return Mention(
        *(mention.start, mention.end, mention.part, mention.name, mention.kind),
        (container.name, *container.within)[:_DEEPEST],
        *(mention.plays, mention.key, mention.first, mention.last, mention.role),
    )


def _mention(text: Lexed, first: int, last: int) -> Mention | None:
    key = " ".join(text.words[first:last])
    role = role_of(text, first, last)
    known = gazetteer.named(key)
    plays = role.part
    if not known:
        if _is_no_name(text, first, last) or not _is_named_as_place(text, role, first):
            return None
        if role.kinds:
            pass
        elif text.words[first] in lx.TITLES or text.words[first] in lx.GIVEN_NAMES:
            plays = "person"
        elif text.words[last - 1] in lx.GROUPS or text.words[first] in lx.GROUPS:
            plays = "group"
    start, end = text.starts[first_of_name(text, first)], text.ends[last - 1]
    kind = _kind(text, role, last) or (known[0].kind if known else "unknown")
    name = " ".join(text.text[start:end].split())
    return Mention(start, end, text.part, name, kind, (), plays, key, first, last, role)


def _is_no_name(text: Lexed, first: int, last: int) -> bool:
    """Whether what the gazetteer does not know is an acronym or an ordinary word: the Army."""
    if last - first > 1:
        return False
    written = text.text[text.starts[first] : text.ends[first]]
    return (text.cased and len(written) > 1 and written.isupper()) or (
        text.words[first] in lx.GROUPS or text.words[first] in lx.NEWS
    )


def _is_named_as_place(text: Lexed, role: Role, first: int) -> bool:
    """Whether words say that a name the gazetteer does not know is a place."""
    if role.kinds:
        return True
    before = text.word(role.first - 1)
    if before in ("against", "amid", "under", "with", "by", "over", "upon", "for"):
        return False
    if before == "on":
        return text.word(role.first - 2) in lx.ASSAULT
    if before == "of":
        return text.word(role.first - 2) in _EVENTS_OF
    if role.part == "location":
        return role.governed or before in lx.TARGETING or before == "from"
    return role.part in ("reference", "border", "between", "destination", "origin", "filed")


def _kind(text: Lexed, role: Role, last: int) -> str:
    own = lx.KINDS.get(text.words[last - 1], "")
    if own in ("mountains", "site", "region"):
        return own
    return role.kinds[0] if role.kinds else ""


def _lies_within(text: Lexed, inner: Mention, outer: Mention) -> bool:
    """Whether the words between two names say that the first lies in the second.

    "X in Y", "X, in the north of Y", "X (Y)", "X, Y province". A bare comma parts the items of a
    list as often, so there the second must be a larger unit.
    """
    gap = text.words[inner.last : outer.first]
    if not gap or len(gap) > _FURTHEST:
        return False
    cues = [w for w in gap if w in _CONNECTING]
    if not cues or text.owner[inner.last - 1]:
        return False
    for word in gap:
        if not (
            word in _CONNECTING
            or word in lx.COMPASS
            or word in lx.KINDS
            or word in lx.ADJECTIVES
            or word in lx.PART_OF
            or word in lx.PARTS
            or gazetteer.countries_of_demonym(word)
        ):
            return False
    if "in" in cues or "of" in cues:
        return not (gap[0] in lx.COMPASS and gap[:2][-1] == "of")
    if "," not in cues and "(" not in cues:
        return False
    if text.word(outer.last) in lx.COORDINATORS:
        return False
    return outer.kind in ("province", "country", "region", "district") and (
        gazetteer.contains(gazetteer.named(outer.key), gazetteer.named(inner.key)) is not False
        or bool(outer.role.kinds or inner.role.kinds)
    )


def offered(source: SourceText) -> tuple[str, ...]:
    """The places that a model may choose from, as written, in order of mention.

    All that the checker accepts at least partly as a place, from the text, the headline and the
    paragraph before; a phrase that singles out a part of a place is offered beside its name.

    Args:
        source: the paragraph and its context.
    """
    names_: dict[str, str] = {}
    for part in ("text", "title", "before"):
        text = lexed(source, part)
        for mention in part_mentions(source, part):
            if mention.plays in ACCEPTED:
                names_.setdefault(mention.key, mention.name)
                phrase = _phrase(text, mention)
                if phrase:
                    names_.setdefault(phrase.casefold(), phrase)
    return tuple(names_.values())


def innermost(source: SourceText, among: Collection[str] | None = None) -> tuple[str, ...]:
    """Those of the offered places that hold no other of them, each under its name alone.

    "The village of X in Y province" is in X: that X lies in Y is known from the text.  But the name
    of "the Grand Hotel in Y" is a building's, and no place by itself, so there Y is offered too.

    Args:
        source: the paragraph and its context.
        among: the names that count, if not all: what holds only others stays a choice.
    """
    found = [
        mention
        for part in ("text", "title", "before")
        for mention in part_mentions(source, part)
        if mention.plays in ACCEPTED and (among is None or mention.name in among)
    ]
    holders = {
        fold_place(name)
        for mention in found
        if not _names_building(lexed(source, mention.part), mention)
        for name in mention.within
    }
    names_: dict[str, str] = {}
    for mention in found:
        if mention.key not in holders:
            names_.setdefault(mention.key, mention.name)
    return tuple(names_.values()) or tuple(offered(source) if among is None else among)


def _names_building(text: Lexed, mention: Mention) -> bool:
    """Whether a name is that of the building whose noun follows it: "Grand Hotel"."""
    return lx.KINDS.get(text.word(mention.last)) == "site"


def _phrase(text: Lexed, mention: Mention) -> str:
    """The words that single out a part or the neighbourhood of a place, with its name."""
    at = mention.first - 1
    word = text.word(at)
    if mention.role.direction and word in lx.COMPASS:
        first = at
    elif mention.role.part == "reference" and word == "of" and text.word(at - 1) in lx.COMPASS:
        first = at - 1
    else:
        return ""
    return " ".join(text.text[text.starts[first] : mention.end].split())

"""What a text only hints at: demonyms, capitals, containers; and what speaks against a place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from llmextract.records import Verdict
from llmextract.verification import gazetteer
from llmextract.verification.gazetteer import Place
from llmextract.verification.judgement import Judgement, Stretch
from llmextract.verification.lexing import Lexed, lexed
from llmextract.verification.places import lexicon as lx
from llmextract.verification.places import seats, telling
from llmextract.verification.places.mentioning import Mention, each_mention
from llmextract.verification.places.query import Query
from llmextract.verification.source_text import SourceText
from llmextract.verification.spelling import fold_place

# After a demonym these are of the country's own; others are persons who may be anywhere.


def hinted(query: Query, source: SourceText, *, written: bool) -> Judgement | None:
    """The judgement that a hint of the text allows; ``None`` without one.

    Args:
        query: the value, which the text does not carry.
        source: the paragraph and its context.
        written: whether the name stands in the text, but as something else (where somebody fled to,
            part of a group's name). That a place in it is named then hints at nothing.
    """
    if query.direction or query.relation or query.qualifier:
        return None
    places = gazetteer.named(query.name)
    if not places:
        return None
    text = lexed(source, "text")
    if query.containers:
        return seats.meant(_lying_in(query, places), text, demonyms(text))
    return (
        _demonym(places, text, source)
        or seats.meant(places, text, demonyms(text))
        or (_container(places, source) if not written and _is_of_kind(query, places[0]) else None)
    )


def _lying_in(query: Query, places: Sequence[Place]) -> list[Place]:
    """Those of some places that lie in all that the value says to hold them."""
    holders = [gazetteer.named(container) for container in query.containers]
    return [
        place for place in places if all(gazetteer.contains(holder, [place]) for holder in holders)
    ]


def _is_of_kind(query: Query, place: Place) -> bool:
    """Whether the value's generic noun is that of the place: no "Panama City" for Panama."""
    return all(kind == place.kind for kind in query.kinds)


def _stretch(text: Lexed, first: int, last: int) -> tuple[Stretch, ...]:
    return (Stretch(text.starts[first], text.ends[last - 1], text.part),)


def demonyms(text: Lexed) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """``(first, after the last word, countries)`` of each demonym, longer ones first."""
    at = 0
    while at < len(text.words):
        two = text.words[at : at + 2]
        pair = gazetteer.countries_of_demonym(" ".join(two)) if len(two) > 1 else ()
        countries = pair or gazetteer.countries_of_demonym(text.words[at])
        if countries and not (text.words[at] == "us" and not _is_country_us(text, at)):
            size = 2 if pair else 1
            yield at, at + size, countries
            at += size
        else:
            at += 1


def _is_country_us(text: Lexed, at: int) -> bool:
    start = text.starts[at]
    return text.text[start : start + 2] in ("US", "U.")


def _demonym(places: tuple[Place, ...], text: Lexed, source: SourceText) -> Judgement | None:
    country = places[0]
    if country.kind != "country":
        return None
    for first, last, countries in demonyms(text):
        if country.country not in countries or _is_bound(text, last):
            continue
        if text.word(last) in lx.EMBASSIES:
            continue  # it stands in another country
        elsewhere = _stated_elsewhere(country, source, text.word(last))
        if _describes_place(text, last):
            elsewhere = None
        elif _is_foreigner(country, text, last):
            return Judgement(
                Verdict.UNSUPPORTED,
                "only a nationality; the text names another country's town",
                _stretch(text, first, last),
            )
        if elsewhere is not None:
            return Judgement(
                Verdict.UNSUPPORTED,
                f"only a nationality; the text names {elsewhere.name} as the place",
                _stretch(text, first, last),
            )
        reason = (
            "only its border is named"
            if _is_border(text, last)
            else "only the adjective hints at it"
        )
        verdict = Verdict.PARTLY if _is_border(text, last) else Verdict.INFERRED
        return Judgement(verdict, reason, _stretch(text, first, last))
    return None


def _describes_place(text: Lexed, last: int) -> bool:
    """Whether a demonym tells where a place lies, not who somebody is: "the Zian port city of X"."""
    words = text.words[last : last + 3]
    if any(lx.KINDS.get(word, "site") != "site" for word in words[:2]):
        return True
    return any(word in _HARBOURS for word in words)


def _is_foreigner(country: Place, text: Lexed, last: int) -> bool:
    """Whether a demonym of persons stands in a text that places the event in another country.

    "A Zian tourist was hurt in the Yan capital."
    """
    if text.word(last) in lx.OF_THE_STATE:
        return False
    return any(
        country.country not in countries and _describes_place(text, after)
        for _, after, countries in demonyms(text)
    )


def _is_bound(text: Lexed, last: int) -> bool:
    """A demonym tied to a word tells who backs somebody: "Turkish-backed"."""
    return last < len(text.words) and bool(text.glued[last])


def _is_border(text: Lexed, last: int) -> bool:
    return text.word(last) in lx.BORDERS and text.word(last + 1) not in lx.GUARDS


def _stated_elsewhere(country: Place, source: SourceText, noun: str) -> Mention | None:
    """A place of the event that does not lie in the country; one unknown counts against persons."""
    cased = lexed(source, "text").cased
    for mention in _locations(source):
        known = gazetteer.named(mention.key)
        if not cased and not mention.role.kinds and not _is_well_known(known):
            continue  # without capitals a name that few know may be no name
        # The first place is the one that most people mean: there is a Minsk in Poland too.
        if any(country.country in place.country.split() for place in known[:1]):
            return None
        if known or noun not in lx.OF_THE_STATE:
            return mention
    return None


def _is_well_known(places: tuple[Place, ...]) -> bool:
    return bool(places) and (places[0].kind != "city" or places[0].population >= _WELL_KNOWN)


def _locations(source: SourceText) -> Iterator[Mention]:
    for mention in each_mention(source):
        if mention.plays in ("location", "reference", "between", "border"):
            yield mention


def _container(places: tuple[Place, ...], source: SourceText) -> Judgement | None:
    """A country or province that is not written but contains a place that is."""
    if places[0].kind == "city":
        return None  # contains nothing that the gazetteer knows of: no mention need be looked at
    for mention in _locations(source):
        known = gazetteer.named(mention.key)
        # The place of a common name is the one that most people mean by it: Paris hints at France
        # only.
        if known and gazetteer.contains(places[:1], known[:1]):
            stated = stated_containers(lexed(source, "text"), mention.first, mention.last)
            if any(excludes(gazetteer.named(key), places) for key in stated.all):
                continue  # "Moscow, a hamlet in Guyana"
            return Judgement(
                Verdict.INFERRED,
                f"{mention.name} lies in {places[0].name} (gazetteer)",
                (Stretch(mention.start, mention.end, mention.part),),
            )
    return None


@dataclass(slots=True)
class Containers:
    """Keys of the places that the text says a name lies in.

    Attributes:
        names: those that are named.
        hinted: countries that only an adjective names: "the Zian town of X".
    """

    names: list[str] = field(default_factory=list)
    hinted: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[str]:
        """The named and the hinted."""
        return self.names + self.hinted


def stated_containers(text: Lexed, first: int, last: int) -> Containers:
    """What the text says a name lies in: "X, in northern Y", "the Zian town of X".

    Args:
        text: the part of the source in which the name stands.
        first: number of its first word.
        last: number after its last word.
    """
    found = Containers()
    seen = False
    for at in range(last, min(last + 9, len(text.words))):
        word = text.words[at]
        if word in _LINKS or word in lx.COMPASS:
            seen = seen or word in (",", "(", "in", "on", "of")
        elif countries := gazetteer.countries_of_demonym(word):
            found.hinted += _names_of(countries)
        elif not _is_describing(word):
            key = _longest_known(text, at) if seen else ""
            found.names += [key] if key else []
            break
    for back in range(first - 1, max(first - 7, -1), -1):
        word = text.words[back]
        if countries := gazetteer.countries_of_demonym(word):
            found.hinted += _names_of(countries)
        elif not (_is_describing(word) or word in ("of", "the") or word in lx.COMPASS):
            break
    return found


_HARBOURS = frozenset({"port", "harbour", "harbor"})
_LINKS = frozenset({",", "(", "in", "on", "the", "of", "a", "at"})


def _is_describing(word: str) -> bool:
    return word in lx.KINDS or word in lx.ADJECTIVES or word in lx.PART_OF or word in lx.PARTS


def _names_of(countries: tuple[str, ...]) -> list[str]:
    return [name for code in countries if (name := gazetteer.country_name(code))]


def _longest_known(text: Lexed, at: int) -> str:
    if text.words[at] in lx.STOP:
        return ""
    for end in range(min(at + 4, len(text.words)), at, -1):
        key = " ".join(text.words[at:end])
        if gazetteer.named(key):
            return key
    return ""


def excludes(stated: tuple[Place, ...], asked: tuple[Place, ...]) -> bool:
    """Whether what the text says contains a place rules out what the value says.

    Both must be known units of one level (two countries, two provinces), or the larger one must not
    contain the smaller one.
    """
    if not stated or not asked:
        return False
    one, other = stated[0], asked[0]
    if one.id == other.id:
        return False
    if one.kind == other.kind:
        return one.kind in ("country", "province") and not _share_id(stated, asked)
    if one.kind == "country":
        return gazetteer.contains(stated[:1], asked[:3]) is False
    if other.kind == "country":
        return gazetteer.contains(asked[:1], stated[:3]) is False
    return False


_WELL_KNOWN = 20_000  # people; of a smaller place there may be one more that the gazetteer lacks


def lies_outside(name: str, outer: tuple[Place, ...], stated: list[str]) -> bool:
    """Whether a place surely does not lie in what a value says contains it.

    Args:
        name: key of the place.
        outer: the places that bear the name of the container.
        stated: keys of the places that the text says contain it.
    """
    inner = gazetteer.named(name)
    if not _is_well_known(inner):
        return False
    if any(gazetteer.contains(outer, gazetteer.named(key)) for key in stated):
        return False
    return gazetteer.contains(outer, inner) is False


def _share_id(ones: tuple[Place, ...], others: tuple[Place, ...]) -> bool:
    return bool({place.id for place in ones} & {place.id for place in others})


_BESIDE = 3  # words
_CHAIN = 8  # words between a place and one that holds it
_CHAINING = frozenset({",", "(", ")", "of", "the"})


def _is_chained(text: Lexed, last: int, first: int) -> bool:
    """Whether nothing but names and kinds stand between two names: "Y (Z district, X)"."""
    return last <= first <= last + _CHAIN and all(
        text.words[at] in _CHAINING
        or text.is_name_like(at)
        or _is_describing(text.words[at])
        or text.words[at] in lx.COMPASS
        for at in range(last, first)
    )


def plainer(
    name: str, text: Lexed, source: SourceText, first: int, *, known: bool = False
) -> Mention | None:
    """Another place of the event that the text tells plainly, and that is none of the same.

    Args:
        name: key of the place.
        text: the words of the paragraph.
        source: the paragraph and its context.
        first: number of the first word of the name.
        known: only what the gazetteer knows to lie elsewhere.
    """
    if not text.cased or text.word(first - 2) in lx.NAMING:
        return None  # any word may look like a place there; "also known as X"
    words, asked = set(name.split()), gazetteer.named(name)
    for mention in each_mention(source):
        role = mention.role
        if first - _BESIDE < mention.last <= first and text.owner[mention.last - 1]:
            continue  # "Z's Y district"
        if mention.key in lx.GROUPS or _is_chained(text, mention.last, first):
            continue
        if mention.plays != "location" or not role.is_read or role.weak:
            continue
        if not (role.governed or role.kinds or telling.strikes(text, mention.first, mention.last)):
            continue
        held = {mention.key, *map(fold_place, mention.within)}
        if name in held or not words.isdisjoint(mention.key.split()):
            continue
        stated = gazetteer.named(mention.key)
        if gazetteer.contains(asked, stated) or gazetteer.contains(stated, asked):
            continue
        if not known or excludes(stated, asked) or excludes(asked, stated):
            return mention
    return None


def rival(name: str, source: SourceText) -> Mention | None:
    """A place of the event in the text that cannot be, nor lie in or around, the place named.

    Only places that the gazetteer knows can tell; unknown villages may lie anywhere.
    """
    asked = gazetteer.named(name)
    if not asked:
        return None
    for mention in each_mention(source):
        if mention.plays != "location" or not mention.role.governed:
            continue
        stated = gazetteer.named(mention.key)
        if not stated or _share_id(stated, asked):
            continue
        if gazetteer.contains(asked, stated) or gazetteer.contains(stated, asked):
            continue
        if stated[0].kind == asked[0].kind or stated[0].country != asked[0].country:
            return mention
    return None

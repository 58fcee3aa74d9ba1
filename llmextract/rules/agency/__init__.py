"""Who acts and who is hit: the actors of a text, and the side that its syntax puts them on.

A small model mixes the sides up and takes a bomb, a spokesman or a sentence for an actor.  So the
noun phrases of a text are found, and the side that a sentence itself puts them on.  The reader is the
verifier's; which verbs are acts is the domain's (its trigger file).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from llmextract.rules.triggers import Triggers
from llmextract.verification.actors import Mention, Part, mentions, tools
from llmextract.verification.clauses import words as w

__all__ = ["Cast", "Mention", "Part", "cast", "mentions", "tools"]


@dataclass(frozen=True, slots=True)
class Cast:
    """The actors of a text.

    Attributes:
        agents: names of those who act, in the order of the text.
        patients: names of those who are hit.
        open: names of those of whom the syntax says neither.
        idle: names of those who only report it or keep it from happening.
    """

    agents: tuple[str, ...]
    patients: tuple[str, ...]
    open: tuple[str, ...]
    idle: tuple[str, ...] = ()


def cast(
    text: str,
    triggers: Triggers,
    *,
    places: Collection[str] = (),
    kinds_of: Callable[[str], Collection[str]],
) -> Cast:
    """The actors that a text offers.

    Args:
        text: the sentences that tell of the act.
        triggers: whose verbs are the acts.
        places: names of places: the village that was shelled is where, not whom.
        kinds_of: the kinds of actor that the words of a name tell; none where they tell nothing.
    """
    where = {place.casefold() for place in places}
    found: dict[Part | None, dict[str, str]] = {"agent": {}, "patient": {}, "speaker": {}, None: {}}
    for mention in mentions(text, triggers.roles):
        kinds = frozenset(kinds_of(mention.name))
        if not kinds and _is_where(mention.name.casefold(), where):
            continue
        if mention.part is None and not _may_play(mention, kinds):
            continue
        if mention.part == "agent" and kinds and kinds <= triggers.things:
            continue
        found[mention.part].setdefault(mention.name.casefold(), mention.name)
    both = found["agent"].keys() & found["patient"].keys()
    acts, hit = (
        [name for key, name in found[part].items() if key not in both]
        for part in ("agent", "patient")
    )
    acts, hit = _named_only(acts), _named_only(hit)
    told = {*map(str.casefold, (*acts, *hit)), *found["speaker"]}
    rest = {key: name for key, name in found[None].items() if key not in told}
    rest |= {key: found["agent"][key] for key in both}
    idle = [name for key, name in found["speaker"].items() if key not in found["agent"]]
    return Cast(tuple(acts), tuple(hit), tuple(rest.values()), tuple(idle))


def _is_where(name: str, where: Collection[str]) -> bool:
    """Whether a name is that of a place, alone or with words of place and direction around it."""
    return any(is_place_name(name, place) for place in where)


def is_place_name(name: str, place: str) -> bool:
    """Whether a name is that of a place with nothing but words of place and direction around it."""
    low, spot = name.casefold(), place.casefold()
    around = w.PLACE_NOUNS | w.DIRECTIONS
    return spot in low and all(word in around for word in low.replace(spot, " ", 1).split())


def _named_only(names: list[str]) -> list[str]:
    """The names without words that name nobody ("people"), where there are others."""
    named = [name for name in names if name.casefold() not in w.VAGUE | w.QUANTITIES]
    return named or names


def _may_play(mention: Mention, kinds: Collection[str]) -> bool:
    """Whether a name of which the syntax says nothing may be that of an actor: no town is."""
    head = mention.name.casefold().split(" of ")[0].split()[-1]
    return head not in w.PLACE_NOUNS and bool(kinds or mention.is_name)

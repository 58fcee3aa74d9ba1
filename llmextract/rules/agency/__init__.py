"""Who acts and who is hit: the actors of a text, and the side that its syntax puts them on.

A small model mixes the sides up and takes a bomb, a spokesman or a sentence for an actor.  So the
noun phrases of a text are found first, and where a sentence says itself who did it to whom, the
model is not asked.  The rules are English's; which verbs are acts is the domain's (its cue file).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from llmextract.rules.agency.roles import Mention, Part, mentions, tools
from llmextract.rules.agency.words import PLACE_NOUNS, word_set
from llmextract.rules.triggers import Cues

if TYPE_CHECKING:
    from pydantic import BaseModel

__all__ = ["Cast", "Mention", "Part", "cast", "mentions", "part_of", "sort_out", "tools"]


@dataclass(frozen=True, slots=True)
class Cast:
    """The actors of a text.

    Attributes:
        acts: names of those who act, in the order of the text.
        hit: names of those who are hit.
        open: names of those of whom the syntax says neither.
    """

    acts: tuple[str, ...]
    hit: tuple[str, ...]
    open: tuple[str, ...]


def cast(
    text: str,
    cues: Cues,
    *,
    places: Collection[str] = (),
    kinds_of: Callable[[str], Collection[str]],
) -> Cast:
    """The actors that a text offers.

    Args:
        text: the sentences that tell of the act.
        cues: whose verbs are the acts.
        places: names of places: the village that was shelled is where, not whom.
        kinds_of: the kinds of actor that the words of a name tell; none where they tell nothing.
    """
    where = {place.casefold() for place in places}
    found: dict[Part | None, dict[str, str]] = {"acts": {}, "hit": {}, "speaks": {}, None: {}}
    for mention in mentions(text, cues):
        kinds = frozenset(kinds_of(mention.name))
        if mention.name.casefold() in where and not kinds:
            continue
        if mention.part is None and not _may_play(mention, kinds):
            continue
        if mention.part == "acts" and kinds and kinds <= cues.things:
            continue
        found[mention.part].setdefault(mention.name.casefold(), mention.name)
    both = found["acts"].keys() & found["hit"].keys()
    acts, hit = (
        [name for key, name in found[part].items() if key not in both] for part in ("acts", "hit")
    )
    told = {*map(str.casefold, (*acts, *hit)), *found["speaks"]}
    rest = {key: name for key, name in found[None].items() if key not in told}
    rest |= {key: found["acts"][key] for key in both}
    return Cast(tuple(acts), tuple(hit), tuple(rest.values()))


def _may_play(mention: Mention, kinds: Collection[str]) -> bool:
    """Whether a name of which the syntax says nothing may be that of an actor: no town is."""
    head = mention.name.casefold().split(" of ")[0].split()[-1]
    return head not in PLACE_NOUNS and bool(kinds or mention.is_name)


def part_of(name: str, found: Sequence[Mention]) -> Part | None:
    """The part that a name plays in a text, where its syntax tells.

    Args:
        name: as the text has it, in any case and white space.
        found: the mentions of the text.
    """
    words = _words(name)
    parts = {
        mention.part
        for mention in found
        if words and mention.part in {"acts", "hit"} and _names(words, _words(mention.name))
    }
    return parts.pop() if len(parts) == 1 else None


def _names(words: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one name ends or begins the other: "Paul Vance" is "judge Paul Vance"."""
    short, long = sorted((words, other), key=len)
    return long[-len(short) :] == short or long[: len(short)] == short


def _words(name: str) -> list[str]:
    words = name.casefold().split()
    while words and words[0] in _LEADING:
        words = words[1:]
    return words


_LEADING = word_set("a an the two three four five six seven eight nine ten")


def sort_out(record: "BaseModel", text: str, cues: Cues) -> "BaseModel":
    """A record whose actors stand where the syntax puts them.

    An actor on the wrong side is moved, or left out where the right side has it already.
    """
    if cues.doers is None or cues.hit is None:
        return record
    found = mentions(text, cues)
    doers, hit = list(getattr(record, cues.doers)), list(getattr(record, cues.hit))
    wrong_doers = [one for one in doers if part_of(_name(one), found) == "hit"]
    wrong_hit = [one for one in hit if part_of(_name(one), found) == "acts"]
    if not wrong_doers and not wrong_hit:
        return record
    return record.model_copy(
        update={
            cues.doers: _moved(doers, wrong_doers, wrong_hit),
            cues.hit: _moved(hit, wrong_hit, wrong_doers),
        }
    )


def _moved(own: Sequence[Any], wrong: Sequence[Any], coming: Sequence[Any]) -> list[Any]:
    stay = [one for one in own if one not in wrong]
    known = {_name(one).casefold() for one in stay}
    return [*stay, *(one for one in coming if _name(one).casefold() not in known)]


def _name(actor: Any) -> str:
    return str(actor if isinstance(actor, str) else getattr(actor, "name", ""))

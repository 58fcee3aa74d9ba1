"""What the other places of a text say of one: where something else is the likelier place, it rather is not.

Nearly every report has a place where it happened, and few have many: what the words around a name leave
open, the words around the others often settle.  Names of one list share their fate, and so do names of
which one lies in the other.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import exp

from llmextract.records import Verdict
from llmextract.verification.clauses.words import NUMBERS
from llmextract.verification.judgement import Sentences, rests_on
from llmextract.verification.lexing import Lexed
from llmextract.verification.places.features import Features, features
from llmextract.verification.places.mentioning import Mention, part_mentions
from llmextract.verification.places.weighing import Weighed
from llmextract.verification.source_text import SourceText
from llmextract.verification.spelling import fold_place

Facts = Mapping[str, float]
"""What is known of a value before it is judged, by name (``FACTS``)."""
FACTS = {
    "odds": "log odds by the words around the name",
    "likely": "these where they are above zero, else zero",
    "rival": "the highest log odds of another name of the text",
    "likely rival": "these where they are above zero, else zero",
    "ahead": "how far the name is above that one, else zero",
    "outdone": "whether another name is above it",
    "alone": "whether there is no other name",
    "others": "how many others there are",
    "chances": "the sum of their chances",
    "chained": "whether another lies in it, holds it, or stands in a list with it",
    "chain": "the highest log odds of such a one",
    **{f"is {verdict}": f"whether rules say {verdict}" for verdict in Verdict},
    **{f"odds if {verdict}": "the log odds where they do, else zero" for verdict in Verdict},
    **{
        f"alone if {verdict}": "whether there is no other name where they do" for verdict in Verdict
    },
    **{f"outdone if {verdict}": "whether another is above it where they do" for verdict in Verdict},
}
"""The names of facts, and what each is."""
_JOINING = frozenset({",", "and", "or"})
_COUNTED_IN = NUMBERS | {"in", "at", "near"}


@dataclass(frozen=True, slots=True)
class Other:
    """Another name of a text.

    Attributes:
        found: its features.
        chained: whether it lies in the name that is judged, holds it, or stands in a list with it.
    """

    found: Features
    chained: bool


def others(
    weighed: Sequence[Weighed],
    source: SourceText,
    evidence: Sentences = None,
) -> list[Other]:
    """The other names of a text, each with what stands around it.

    Args:
        weighed: the places of the text where the name stands that is judged.
        source: the paragraph.
        evidence: offsets of the sentences that the record rests on; where the name stands in one of them
            the names of others are those of other incidents.
    """
    text = weighed[0].text
    mentions = part_mentions(source, "text")
    if any(rests_on(evidence, one.stretch.start, one.stretch.end) for one in weighed):
        mentions = tuple(one for one in mentions if rests_on(evidence, one.start, one.end))
    taken = {at for one in weighed for at in range(one.first, one.last)}
    own = [one for one in mentions if _is_at(taken, one)]
    keys = {" ".join(text.words[one.first : one.last]) for one in weighed} | {
        one.key for one in own
    }
    within = {fold_place(name) for one in own for name in one.within}
    listed = _listed(text, taken, mentions)
    places: dict[str, list[tuple[int, int]]] = {}
    chained: set[str] = set()
    for one in mentions:
        if _is_at(taken, one):
            continue
        places.setdefault(one.key, []).append((one.first, one.last))
        held = not keys.isdisjoint(map(fold_place, one.within))
        if held or one.key in within or one.first in listed:
            chained.add(one.key)
    return [Other(features_of(text, tuple(at)), key in chained) for key, at in places.items()]


def _listed(text: Lexed, taken: set[int], mentions: Sequence[Mention]) -> set[int]:
    """First words of the names that stand in one list with a name: "in X, Y and Z"."""
    found: set[int] = set()
    joined: list[Mention] = []
    for one, after in zip_longest(mentions, mentions[1:]):
        joined.append(one)
        gap = text.words[one.last : after.first] if after else (".",)
        if not _joins(gap):
            if any(_is_at(taken, each) for each in joined):
                found.update(each.first for each in joined)
            joined = []
    return found


def _joins(gap: Sequence[str]) -> bool:
    """Whether the words between two names join them: "X and Y", "four in X, three in Y"."""
    if not gap or gap[0] not in _JOINING:
        return False
    return all(word in _JOINING or word in _COUNTED_IN or word.isdecimal() for word in gap)


def _is_at(taken: set[int], mention: Mention) -> bool:
    """Whether a mention is one of the name that is asked about, by the words that the latter takes."""
    return not taken.isdisjoint(range(mention.first, mention.last))


def features_of(text: Lexed, places: tuple[tuple[int, int], ...]) -> Features:
    """What stands around a name; kept with the text, as each of its names is another's rival."""
    known: dict[tuple[tuple[int, int], ...], Features] = text.memo.setdefault("features", {})
    if places not in known:
        known[places] = features(text, places)
    return known[places]


def facts(
    found: Features,
    beside: Sequence[Other],
    verdict: Verdict,
    log_odds: Callable[[Features], float],
) -> Facts:
    """What is known of a name.

    Args:
        found: its features.
        beside: the other names of its text.
        verdict: what the rules say of it.
        log_odds: what the words around a name say.
    """
    own = log_odds(found)
    free = [log_odds(one.found) for one in beside if not one.chained]
    chain = [log_odds(one.found) for one in beside if one.chained]
    rival = max(free, default=0.0)
    alone, outdone = float(not free), float(any(odds > own for odds in free))
    return {
        "odds": own,
        "likely": max(0.0, own),
        "rival": rival,
        "likely rival": max(0.0, rival),
        "ahead": max(0.0, own - rival),
        "outdone": outdone,
        "alone": alone,
        "others": float(len(free)),
        "chances": sum(1 / (1 + exp(-odds)) for odds in free),
        "chained": float(bool(chain)),
        "chain": max(chain, default=0.0),
        f"is {verdict}": 1.0,
        f"odds if {verdict}": own,
        f"alone if {verdict}": alone,
        f"outdone if {verdict}": outdone,
    }

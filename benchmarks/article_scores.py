"""Agreement of found incidents with gold ones: which belong together, and what of them is right.

A line of the gold says what an incident must have (``locations``, ``perpetrators``, ``targets``: for
each actor the mentions that will do) and under ``also`` what is as good or may stand beside it.  An
``optional`` incident is one that analysts argue about: found or missed, it does not count.
``either``: the text names no side as the one that began.  A found incident has the same shape with
one mention an actor; ``within`` is what its places lie in.

Strict: the mention itself, less articles, leading numerals and plural endings.  Lenient: the words
before its first preposition stand in the other mention.  Places have one measure: a name that holds
the other.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from llmextract.alignment.assignment import pair_up

Incident = dict[str, Any]
Pair = tuple[Incident, Incident]
"""A gold incident and the found one that it is paired with."""
Mentions = list[str]
"""Mentions of one actor."""
Match = Callable[[str, str], bool]

SIDES = {"perpetrators": "targets", "targets": "perpetrators"}
VALUES = ("event_type", "status", "date", "killed", "injured")

_LEADING = re.compile(
    r"(?:(?:the|an?|at least|more than|about|around|some|several|other|both|\d[\d,.]*|one|two|three|"
    r"four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|thirty) )+"
)
_AFTER_HEAD = re.compile(
    r" (?:of|from|in|at|near|on|with|outside|inside|belonging|affiliated|dressed|armed with|carrying|"
    r"identified|loyal|who|which|that|whose) .*"
)
_MEASURES = re.compile(r"(?:(?:group|member|fighter|man) ?)+")


def aligned(
    golds: list[Incident], ours: list[Incident]
) -> tuple[list[Pair], list[Incident], list[Incident]]:
    """The pairs, the gold incidents that are missed, and ours that no gold incident is.

    What concerns optional incidents is left out of all three.
    """
    weights = [[agreement(gold, one) for one in ours] for gold in golds]
    partner = {g: o for g, o in pair_up(weights) if weights[g][o] > 0}
    counted = [g for g, gold in enumerate(golds) if not gold["optional"]]
    pairs = [(golds[g], ours[partner[g]]) for g in counted if g in partner]
    missed = [golds[g] for g in counted if g not in partner]
    return pairs, missed, [one for o, one in enumerate(ours) if o not in partner.values()]


def agreement(gold: Incident, one: Incident) -> float:
    """How much speaks for a pair, 0 where it may be none; an optional incident comes second."""
    if not set(gold["paragraphs"]) & set(one["paragraphs"]):
        return 0.0
    named = [share(*places(gold, one)[:2])]
    named += [share(*actors(side, gold, one, lenient)[:2]) for side in SIDES]
    if not any(named):
        return 0.0
    values = sum(right(name, gold, one) for name in VALUES) / len(VALUES)
    return sum(named) + values - (0.05 if gold["optional"] else 0.0)


def share(hits: int, of: int) -> float:
    """Hits as a part of all; 0 of nothing."""
    return hits / of if of else 0.0


def right(name: str, gold: Incident, one: Incident) -> bool:
    """Whether a single value is the gold's or one that is as good."""
    said, fits = one[name], [gold[name], *gold.get("also", {}).get(name, ())]
    if name == "date":
        return any(holds(said or "", day or "") or (said or "") == (day or "") for day in fits)
    return said in fits


def actors(side: str, gold: Incident, one: Incident, same: Match) -> tuple[int, int, int, int]:
    """Ours that are right, ours, gold actors that are found, gold actors."""
    wanted, fits, ours = list(gold[side]), allowed(side, gold), one[side]
    by = ours
    if gold.get("either"):
        fits, by = fits + allowed(SIDES[side], gold), ours + one[SIDES[side]]
    hits = sum(meets(actor, fits, same) for actor in ours)
    return hits, len(ours), sum(meets(actor, by, same) for actor in wanted), len(wanted)


def allowed(side: str, gold: Incident) -> list[Mentions]:
    """The actors that are right on a side, wanted or not."""
    return [*gold[side], *gold.get("also", {}).get(side, ())]


def meets(actor: Mentions, others: Iterable[Mentions], same: Match) -> bool:
    """Whether a mention of an actor is the same as one of the others'."""
    return any(same(mine, theirs) for other in others for theirs in other for mine in actor)


def swapped(side: str, gold: Incident, one: Incident) -> int:
    """How many of our actors of a side stand on the other one in the gold, and only there."""
    if gold.get("either"):
        return 0
    own, other = allowed(side, gold), allowed(SIDES[side], gold)
    return sum(meets(a, other, lenient) and not meets(a, own, lenient) for a in one[side])


def places(gold: Incident, one: Incident) -> tuple[int, int, int, int]:
    """As :func:`actors`; what a place of ours lies in helps to find, and costs nothing."""
    wanted, ours = gold["locations"], one["locations"]
    fits = [*wanted, *gold.get("also", {}).get("locations", ())]
    stated = [*ours, *one.get("within", ())]
    hits = sum(any(holds(place, fit) for fit in fits) for place in ours)
    recalled = sum(any(holds(place, name) for name in stated) for place in wanted)
    return hits, len(ours), recalled, len(wanted)


def strict(a: str, b: str) -> bool:
    """Whether two mentions have the same words."""
    return bare(a) == bare(b)


def lenient(a: str, b: str) -> bool:
    """Whether one of two mentions has the words of the other's head, in any order."""
    return any(set(head(x).split()) <= set(bare(y).split()) for x, y in ((a, b), (b, a)))


def holds(a: str, b: str) -> bool:
    """Whether one of two names has the other in it, word by word; numerals count here."""
    one, other = f" {plain(a)} ", f" {plain(b)} "
    return bool(one.strip() and other.strip()) and (one in other or other in one)


def plain(mention: str) -> str:
    """The words of a mention in lower case and singular."""
    said = re.findall(r"\w+(?:[-.]\w+)*", re.sub(r"['’]s?\b", "", mention.lower()))
    return " ".join(map(singular, said))


def singular(word: str) -> str:
    """A rough singular: enough to see that two mentions have the same noun."""
    word = re.sub(r"men$", "man", word)
    return re.sub(r"(?<=[^s])s$", "", re.sub(r"ies$", "y", word)) if len(word) > 3 else word


def bare(mention: str) -> str:
    """A mention less articles and leading numerals; never nothing."""
    said = plain(mention)
    return _LEADING.sub("", said, count=1) if _LEADING.match(said) else said


def head(mention: str) -> str:
    """What stands before the first preposition; all of it where that only measures."""
    said = bare(mention)
    before = _AFTER_HEAD.sub("", said, count=1)
    return said if _MEASURES.fullmatch(before) else before


def tally(pairs: list[Pair], missed: list[Incident], extra: list[Incident]) -> Counter[str]:
    """Hits and totals by figure, to be added over articles."""
    counts = Counter({"gold": len(pairs) + len(missed), "paired": len(pairs), "extra": len(extra)})
    for gold, one in pairs:
        for name in VALUES:
            if name in {"killed", "injured"} and gold[name] is None and one[name] is None:
                continue
            counts.update({f"{name} of": 1, name: right(name, gold, one)})
        add(counts, "places", places(gold, one))
        for side in SIDES:
            add(counts, f"{side} strict", actors(side, gold, one, strict))
            add(counts, f"{side} lenient", actors(side, gold, one, lenient))
            counts.update({"wrong side": swapped(side, gold, one), "actors": len(one[side])})
    return counts


def add(counts: Counter[str], name: str, result: tuple[int, int, int, int]) -> None:
    counts.update(dict(zip((f"{name} {i}" for i in range(4)), result, strict=True)))

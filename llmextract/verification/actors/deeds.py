"""The words by which a sentence tells who acts and who is hit: verbs and nouns, by what they tell."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from llmextract.verification.clauses.phrases import pattern, small

VERBS = (
    "suffering",
    "claiming",
    "blaming",
    "clashing",
    "bursting",
    "performing",
    "acts",
    "undoing",
    "caring",
    "befalling",
)
"""What a verb may tell; of a verb that stands in several tables the first one counts."""
NOUNS = ("inert", "somebody", "nobody", "nouns", "clashes", "fates", "doers", "victims", "stricken")
_KINDS = (*VERBS, *NOUNS, "effects", "sharing", "colliding", "leaving")


@dataclass(frozen=True, slots=True, eq=False)
class Deeds:
    """The words of one domain.

    Attributes:
        acts: verbs whose subject acts and whose object is hit.
        effects: those of them that also a thing or a chance can do ("a blast killed"): they have an
            agent only where they have an object.
        suffering: verbs whose subject is hit ("survived", "died").
        performing: verbs with an act for an object ("carried out an attack").
        bursting: verbs whose subject is a tool; what it stands beside is hit ("went off near").
        undoing: verbs whose subject keeps an act from happening ("defused").
        claiming: verbs whose subject says that it acted.
        blaming: verbs behind which stands who is said to have acted ("blamed on", "accused").
        clashing: verbs whose subject and whose "with" act on each other.
        caring: verbs whose object was hit before ("freed", "buried"); who does it stands by.
        befalling: verbs that tell only in the passive who is hit and by whom ("was held").
        colliding: verbs whose subject is hit where a tool is their object ("hit a mine").
        leaving: verbs that say who did it, before one and what befell him ("set it ablaze").
        sharing: verbs that say that one is with, in or of the other ("carrying", "loyal to").
        inert: nouns of tools, which neither act nor are hit.
        somebody: nouns that name people although a word of an act is in them ("gunmen").
        nobody: nouns of the domain that name nobody who could act or be hit ("the killing").
        nouns: words that name an act.
        clashes: those of acts that two sides do to each other.
        fates: words that name what happened to somebody: theirs it is who are hit ("X's murder").
        doers: words that name people by what they did ("attackers").
        victims: words that name people by what befell them ("the dead").
        stricken: adjectives behind a noun that say what befell it ("left three men *dead*").
        any: all of the verbs.
        bases: infinitives, which are verbs only behind "to" and auxiliaries.
    """

    acts: re.Pattern[str]
    effects: re.Pattern[str]
    suffering: re.Pattern[str]
    performing: re.Pattern[str]
    bursting: re.Pattern[str]
    undoing: re.Pattern[str]
    claiming: re.Pattern[str]
    blaming: re.Pattern[str]
    clashing: re.Pattern[str]
    caring: re.Pattern[str]
    befalling: re.Pattern[str]
    colliding: re.Pattern[str]
    leaving: re.Pattern[str]
    sharing: re.Pattern[str]
    inert: re.Pattern[str]
    somebody: re.Pattern[str]
    nobody: re.Pattern[str]
    nouns: re.Pattern[str]
    clashes: re.Pattern[str]
    fates: re.Pattern[str]
    doers: re.Pattern[str]
    victims: re.Pattern[str]
    stricken: re.Pattern[str]
    any: re.Pattern[str]
    bases: frozenset[str] = frozenset()
    _known: dict[tuple[str, str, str], bool] = field(default_factory=dict)
    _verbs: dict[str, str] = field(default_factory=dict)

    def tells(self, kind: str, words: str) -> bool:
        """Whether words as a whole are of a kind; news repeats its words, so it is remembered."""
        return self._ask("tells", kind, words)

    def has(self, kind: str, words: str) -> bool:
        """Whether a word of a kind stands in some words."""
        return self._ask("has", kind, words)

    def ends(self, kind: str, words: str) -> bool:
        """Whether some words end in one of a kind."""
        return self._ask("ends", kind, words)

    def _ask(self, how: str, kind: str, words: str) -> bool:
        key = (how, kind, words)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = self._known[key] = _HOW[how](getattr(self, kind), words)
        return known

    def verb(self, words: str) -> str:
        """What a verb tells; empty for one of another domain."""
        known = self._verbs.get(words)
        if known is None:
            if len(self._verbs) >= _MOST_KNOWN:
                self._verbs.clear()
            found = (kind for kind in VERBS if self.tells(kind, words))
            known = self._verbs[words] = next(found, "")
        return known


def _ends_in(words: re.Pattern[str], phrase: str) -> bool:
    return any(match.end() == len(phrase) for match in words.finditer(phrase))


_HOW: dict[str, Callable[[re.Pattern[str], str], bool]] = {
    "tells": lambda words, phrase: words.fullmatch(phrase) is not None,
    "has": lambda words, phrase: words.search(phrase) is not None,
    "ends": _ends_in,
}
_MOST_KNOWN = 65536


def deeds_of(words: Mapping[str, Sequence[str]], *, bases: Collection[str] = ()) -> Deeds:
    """The words of a domain, compiled.

    Args:
        words: the phrases of each kind; a kind may lack.
        bases: infinitives of ``acts`` that are nouns as well.
    """
    patterns = {kind: pattern(words.get(kind, ())) for kind in _KINDS}
    acts = [*words.get("acts", ()), *words.get("effects", ())]
    verbs = [one for kind in (*VERBS, "sharing") for one in words.get(kind, ())]
    return Deeds(
        **patterns | {"acts": pattern([*acts, *bases])},  # type: ignore[arg-type]  # patterns alone
        any=small([*verbs, *words.get("effects", ())]),
        bases=frozenset(bases),
    )

"""Regular expressions of a language that tell where a text speaks of something else, by their hints.

They are data (``asides`` in ``languages/``); :mod:`.asides` says how far each reaches in a text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """An expression that begins an aside.

    Attributes:
        hints: strings of which a text with a match contains one.
        expression: the expression, for text in lower case.
        reason: what the counts of the aside are.
        scope: how far it reaches: ``match``; ``clause`` around it; ``behind`` it in its sentence;
            ``rest`` of the text; the whole ``text``.
        other: only where the text tells of something that happened outside of the aside too.
        far: whether the expression looks beyond the sentence in which it matches.
        is_incident: whether the counts are those of an incident of its own.
        takes: effects that are none; where there are any, all others stay.
        sure: whether the counts are surely none of the incident's.
    """

    hints: tuple[str, ...]
    expression: re.Pattern[str]
    reason: str = ""
    scope: str = ""
    other: bool = False
    sure: bool = True
    takes: frozenset[str] = frozenset()
    far: bool = False
    is_incident: bool = False


KEY: Final = 3
"""Characters of a word by which hints are found: with fewer nearly every text has all of them."""


def _keys(hint: str) -> list[str]:
    """The beginnings of words with one of which a text has a hint; a hint begins with a word."""
    word = hint.split()[0][:KEY]
    if word.isdigit() and len(word) < KEY:
        return [f"{word}{digit}" for digit in range(10)]  # " 19" is the beginning of a year
    return [word]


class Patterns:
    """Patterns by their hints, so that a text meets only the few that may match.

    Attributes:
        all: the patterns, in order.
    """

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self.all: Final = tuple(patterns)
        by_hint: dict[str, list[int]] = {}
        for number, pattern in enumerate(self.all):
            for hint in pattern.hints:
                by_hint.setdefault(hint, []).append(number)
        self._by_key: Final[dict[str, list[tuple[str, list[int]]]]] = {}
        for hint, numbers in by_hint.items():
            for key in _keys(hint):
                self._by_key.setdefault(key, []).append((hint, numbers))

    def matches(self, lowered: str, keys: set[str]) -> Iterator[tuple[Pattern, re.Match[str]]]:
        """All matches in a text in lower case, pattern by pattern.

        Only hints are looked for that begin as a word of the text does (``keys``).

        An expression is tried in the sentences that have one of its hints: there it costs a
        fifth of the time that it takes in a whole paragraph.
        """
        found: dict[int, set[tuple[int, int]]] = {}
        hints = [pair for key in keys & self._by_key.keys() for pair in self._by_key[key]]
        for hint, numbers in hints:
            at = lowered.find(hint)
            while at >= 0:
                stop = lowered.find(".", at + len(hint))
                window = (lowered.rfind(".", 0, at) + 1, len(lowered) if stop < 0 else stop + 1)
                for number in numbers:
                    found.setdefault(number, set()).add(window)
                at = lowered.find(hint, window[1])
        for number in sorted(found):
            pattern = self.all[number]
            for first, after in sorted(found[number]):
                end = len(lowered) if pattern.far else after
                begin = 0 if pattern.far else max(first - 1, 0)
                for match in pattern.expression.finditer(lowered, begin, end):
                    if match.start() < after:
                        yield pattern, match


@dataclass(frozen=True, slots=True, eq=False)
class Asides:
    """The expressions of a language.

    Attributes:
        kinds: those that begin an aside.
        turns: those with which another incident begins.
        restated: those right behind which a corrected figure stands.
        happened: effects that make an event of a text.
        modals: verbs behind which nothing has happened.
        copulas: verbs that say the same with an infinitive behind them ("was to kill").
        maybes: verbs behind which something may have happened.
    """

    kinds: "Patterns"
    turns: "Patterns"
    restated: "Patterns"
    happened: frozenset[str] = frozenset()
    modals: frozenset[str] = frozenset()
    copulas: frozenset[str] = frozenset()
    maybes: frozenset[str] = frozenset()


_known: dict[int, Asides] = {}


def compiled(table: Mapping[str, Any]) -> Asides:
    """The expressions of a language's ``asides`` table, compiled once."""
    known = _known.get(id(table))
    if known is None:
        known = _known[id(table)] = Asides(
            kinds=Patterns(
                Pattern(
                    tuple(hints.split("|")),
                    re.compile(expression),
                    kind["reason"],
                    kind["scope"],
                    kind.get("other", False),
                    kind.get("sure", True),
                    frozenset(kind.get("takes", ())),
                    kind.get("far", False),
                    kind.get("incident", False),
                )
                for kind in table.get("kinds", ())
                for hints, expression in kind["patterns"]
            ),
            turns=Patterns(_plain(table.get("turns", ()))),
            restated=Patterns(_plain(table.get("restated", ()))),
            happened=frozenset(table.get("happened", ())),
            modals=frozenset(table.get("modals", ())),
            copulas=frozenset(table.get("copulas", ())),
            maybes=frozenset(table.get("maybes", ())),
        )
    return known


def _plain(pairs: Any) -> Iterator[Pattern]:
    return (Pattern(tuple(hints.split("|")), re.compile(expression)) for hints, expression in pairs)

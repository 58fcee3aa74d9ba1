"""Regular expressions of a language that tell where a text speaks of something else, by their hints.

They are data (``asides`` in ``languages/``); :mod:`.asides` says how far each reaches in a text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, Final

from llmextract.verification.clauses.phrases import NEVER


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


_MANY: Final = 50_000
"""Words of which it is kept whether hints have them: a few megabytes, and nearly all of the news."""


class _Hints:
    """Finds the hints of which a text may have one, by the longest word of each."""

    def __init__(self, hints: Iterable[str]) -> None:
        self._by_letter: Final[dict[str, list[tuple[str, bool, str]]]] = {}
        for hint in hints:
            words = hint.split()
            word = max(reversed(words), key=len)
            whole = word != words[-1] or hint.endswith(" ")
            self._by_letter.setdefault(word[0], []).append((word, whole, hint))
        self._known: Final[dict[str, tuple[str, ...]]] = {}
        self._idle: Final[set[str]] = set()

    def of(self, words: Set[str]) -> set[str]:
        """The hints for which one of some words stands; fixed phrases may be among the words."""
        found: set[str] = set()
        for word in words - self._idle:
            found.update(self._known.get(word) or self._look_up(word))
        return found

    def _look_up(self, word: str) -> tuple[str, ...]:
        found = tuple(
            hint
            for one in word.split()
            for begun, whole, hint in self._by_letter.get(one[0], ())
            if one == begun or (not whole and one.startswith(begun))
        )
        if not found and len(self._idle) < _MANY:
            self._idle.add(word)
        elif found and len(self._known) < _MANY:
            self._known[word] = found
        return found


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
        self._by_hint: Final = by_hint
        self._hints: Final = _Hints(by_hint)

    def matches(self, lowered: str, words: Set[str]) -> Iterator[tuple[Pattern, re.Match[str]]]:
        """All matches in a text in lower case, pattern by pattern.

        Only hints are looked for of which the text has the longest word (``words`` are its words
        and fixed phrases): nearly all of them are there, and a paragraph has five of two hundred.

        An expression is tried in the sentences that have one of its hints: there it costs a
        fifth of the time that it takes in a whole paragraph.
        """
        found: dict[int, set[tuple[int, int]]] = {}
        for hint in self._hints.of(words):
            numbers = self._by_hint[hint]
            at = lowered.find(hint)
            while at >= 0:
                stop = lowered.find(".", at + len(hint))
                window = (lowered.rfind(".", 0, at) + 1, len(lowered) if stop < 0 else stop + 1)
                for number in numbers:
                    found.setdefault(number, set()).add(window)
                at = lowered.find(hint, window[1])
        for number in sorted(found):
            pattern = self.all[number]
            windows = sorted(found[number])
            if pattern.far:  # each match once, however many windows see it
                windows = [(0, windows[-1][1])]
            for first, after in windows:
                end = len(lowered) if pattern.far else after
                for match in pattern.expression.finditer(lowered, max(first - 1, 0), end):
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
        framed: what the counts of each kind of frame are, surely or perhaps; none: no frames are read.
    """

    kinds: "Patterns"
    turns: "Patterns"
    restated: "Patterns"
    happened: frozenset[str] = frozenset()
    modals: frozenset[str] = frozenset()
    copulas: frozenset[str] = frozenset()
    maybes: frozenset[str] = frozenset()
    framed: Mapping[tuple[str, bool], Pattern] = field(default_factory=dict)


_known: dict[int, Asides] = {}


def compiled(table: Mapping[str, Any]) -> Asides:
    """The expressions of a language's ``asides`` table, compiled once."""
    known = _known.get(id(table))
    if known is None:
        words = table.get("words", {})
        known = _known[id(table)] = Asides(
            kinds=Patterns(
                Pattern(
                    *_read(hints, expression, words),
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
            turns=Patterns(Pattern(*_read(*pair, words)) for pair in table.get("turns", ())),
            restated=Patterns(Pattern(*_read(*pair, words)) for pair in table.get("restated", ())),
            happened=frozenset(table.get("happened", ())),
            modals=frozenset(table.get("modals", ())),
            copulas=frozenset(table.get("copulas", ())),
            maybes=frozenset(table.get("maybes", ())),
            framed={
                (kind, sure): Pattern((), NEVER, reason, "behind", sure=sure)
                for kind, reason in table.get("frames", {}).items()
                for sure in (False, True)
            },
        )
    return known


def _read(
    hints: str, expression: str, words: Mapping[str, str]
) -> tuple[tuple[str, ...], re.Pattern[str]]:
    """A pattern as it is written: its hints, and the expression with the names in braces filled in."""
    for name, alternatives in words.items():
        expression = expression.replace(f"{{{name}}}", alternatives)
    return tuple(hints.split("|")), re.compile(expression)

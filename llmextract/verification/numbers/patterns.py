"""Regular expressions of a language that tell where a text speaks of something else, by their first words.

They are data (``asides`` in ``languages/``); :mod:`.asides` says how far each reaches in a text.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any, Final

from llmextract.verification.clauses.phrases import NEVER


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """An expression that begins an aside.

    Attributes:
        words: the words that it begins with.
        expression: what stands behind one of them, in text in lower case.
        reason: what the counts of the aside are.
        scope: how far it reaches: ``match``; ``clause`` around it; ``behind`` it in its sentence;
            ``rest`` of the text; the whole ``text``.
        other: only where the text tells of something that happened outside of the aside too.
        is_incident: whether the counts are those of an incident of its own.
        use: what it tells: the ``kind`` of an aside; a ``turn``, with which another incident begins;
            ``apart``, a clause of another one; a ``series``, of which the incident is one, and a
            ``former`` one of it;
            ``restated``, right behind which a corrected figure stands; ``replaced``, which says so
            itself of the one before.
        takes: effects that are none; where there are any, all others stay.
        sure: whether the counts are surely none of the incident's.
    """

    words: tuple[str, ...]
    expression: re.Pattern[str]
    reason: str = ""
    scope: str = ""
    other: bool = False
    sure: bool = True
    takes: frozenset[str] = frozenset()
    is_incident: bool = False
    use: str = "kind"


_MANY: Final = 50_000
"""Words of which it is kept what begins with them: a few megabytes, and nearly all of the news."""
_Begun = tuple[tuple[int, int, Callable[[str, int], re.Match[str] | None]], ...]
"""What begins in a token: the offset behind its word in the token, the number of the pattern, and what
looks for the rest of it."""


class _Starts(dict[str, _Begun]):
    """Which patterns begin with a token; a fixed phrase is one token of several words."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        super().__init__()
        self._all: Final = tuple(patterns)
        self._by_word: Final[dict[str, list[int]]] = {}
        for number, pattern in enumerate(self._all):
            for word in pattern.words:
                self._by_word.setdefault(word, []).append(number)

    def __missing__(self, token: str) -> _Begun:
        begun = tuple(
            (part.end(), number, self._all[number].expression.match)
            for part in _WORD.finditer(token)
            for number in self._by_word.get(part.group(), ())
        )
        if len(self) < _MANY:
            self[token] = begun
        return begun


_WORD: Final = re.compile(r"\S+")


class Patterns:
    """Patterns by the words that they begin with, so that a text meets only the few that may match.

    Attributes:
        all: the patterns, in order.
    """

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self.all: Final = tuple(patterns)
        self._starts: Final = _Starts(self.all)

    def matches(
        self, lowered: str, words: Sequence[str], starts: Sequence[int]
    ) -> list[tuple[Pattern, int, int]]:
        """All matches in a text in lower case with their first token and end, pattern by pattern.

        Args:
            lowered: the text, with one space between words.
            words: its tokens.
            starts: where each begins.
        """
        begun = list(map(self._starts.__getitem__, words))
        found = []
        reached: dict[int, int] = {}  # how far each pattern has matched: none matches within itself
        for at in compress(range(len(words)), begun):
            for behind, number, look in begun[at]:
                start = starts[at] + behind
                if reached and start < reached.get(number, 0):
                    continue
                match = look(lowered, start)
                if match is not None:
                    reached[number] = match.end()
                    found.append((number, at, match.end()))
        return [(self.all[number], at, end) for number, at, end in sorted(found)]


@dataclass(frozen=True, slots=True, eq=False)
class Asides:
    """The expressions of a language.

    Attributes:
        patterns: all of them, of every use: a text is gone through once.
        happened: effects that make an event of a text.
        superlatives: words of a comparison with all that was before ("the worst raid since").
        perfect: auxiliaries of the past perfect.
        framed: what the counts of each kind of frame are, surely or perhaps; none: no frames are read.
    """

    patterns: Patterns
    happened: frozenset[str] = frozenset()
    superlatives: frozenset[str] = frozenset()
    perfect: frozenset[str] = frozenset()
    framed: Mapping[tuple[str, bool], Pattern] = field(default_factory=dict)


_known: dict[int, Asides] = {}


def compiled(table: Mapping[str, Any]) -> Asides:
    """The expressions of a language's ``asides`` table, compiled once."""
    known = _known.get(id(table))
    if known is None:
        names = table.get("words", {})
        known = _known[id(table)] = Asides(
            patterns=Patterns(
                [
                    *_kinds(table, names),
                    *_plain(table.get("turns", ()), names, "turn"),
                    *_plain(table.get("apart", ()), names, "apart"),
                    *_plain(table.get("series", ()), names, "series"),
                    *_plain(table.get("formers", ()), names, "former"),
                    *_plain(table.get("restated", ()), names, "restated"),
                    *_plain(table.get("replaced", ()), names, "replaced"),
                ]
            ),
            happened=frozenset(table.get("happened", ())),
            superlatives=frozenset(table.get("superlatives", ())),
            perfect=frozenset(table.get("perfect", ())),
            framed={
                (kind, sure): Pattern((), NEVER, reason, "behind", sure=sure)
                for kind, reason in table.get("frames", {}).items()
                for sure in (False, True)
            },
        )
    return known


def _kinds(table: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Pattern]:
    for kind in table.get("kinds", ()):
        for words, expression in kind["patterns"]:
            yield Pattern(
                *_read(words, expression, names),
                kind["reason"],
                kind["scope"],
                kind.get("other", False),
                kind.get("sure", True),
                frozenset(kind.get("takes", ())),
                kind.get("incident", False),
            )


def _plain(pairs: Iterable[Sequence[str]], names: Mapping[str, str], use: str) -> Iterator[Pattern]:
    return (Pattern(*_read(words, expression, names), use=use) for words, expression in pairs)


def _read(
    first: str, expression: str, names: Mapping[str, str]
) -> tuple[tuple[str, ...], re.Pattern[str]]:
    """A pattern as it is written: its first words, and the expression, with the names filled in."""
    for name, alternatives in names.items():
        first = first.replace(f"{{{name}}}", alternatives)
        expression = expression.replace(f"{{{name}}}", alternatives)
    return tuple(first.split("|")), re.compile(expression)

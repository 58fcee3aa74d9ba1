"""Parts a sentence that tells of two incidents: "nine were killed near A and a guard was shot in B".

A sentence is cut where a conjunction joins two clauses that each have a subject of their own, each
tell of an act or of its effect, and each name a place of their own.  All else is one incident told
in one sentence: "a bomb went off in A and two men were killed".
"""

from collections.abc import Callable

from llmextract.rules.triggers import Triggers
from llmextract.verification import places
from llmextract.verification.clauses.chunks import Chunk, chunks
from llmextract.verification.clauses.positions import Positions
from llmextract.verification.lexing import lex
from llmextract.verification.source_text import SourceText

Span = tuple[int, int]

_JOINING = frozenset({"and", "while", "but", ";"})


def pieces(source: SourceText, span: Span, triggers: Triggers) -> list[Span]:
    """The parts of a sentence that each tell of an incident of their own, in order; mostly one.

    Args:
        source: the paragraph.
        span: where the sentence stands in it.
        triggers: the words of the domain.
    """
    start, end = span
    text = source.text[start:end]

    def tells(piece: str) -> bool:
        return triggers.reports_act(piece) or triggers.tells(triggers.effects, piece)

    def places_of(piece: str) -> frozenset[str]:
        return frozenset(places.offered(SourceText(piece, language=source.language)))

    if not tells(text):
        return [span]
    found = chunks(lex(text), triggers.roles.any)
    return [(start + a, start + b) for a, b in _cut(text, found, tells, places_of)]


def _cut(
    text: str,
    found: list[Chunk],
    tells: Callable[[str], bool],
    places_of: Callable[[str], frozenset[str]],
) -> list[Span]:
    positions = Positions(found)
    cuts: list[Span] = []
    first = 0
    for index, chunk in enumerate(found):
        if chunk.low not in _JOINING or not _opens_clause(index, found, positions):
            continue
        before, behind = text[first : chunk.start], text[chunk.end :]
        if not tells(before) or not tells(behind):
            continue
        here, there = places_of(before), places_of(behind)
        if here and there and here.isdisjoint(there):
            cuts.append((first, chunk.start))
            first = chunk.end
    cuts.append((first, len(text)))
    return [_trimmed(text, a, b) for a, b in cuts]


def _opens_clause(index: int, found: list[Chunk], positions: Positions) -> bool:
    """Whether behind a conjunction stands a clause with a subject of its own."""
    for at in range(index + 1, len(found)):
        sort = found[at].sort
        if sort == "verb":
            subject = positions.subject(at)
            return bool(subject) and subject[0] > index
        if sort in {"stop", "and", "clause", "rel"}:
            return False
    return False


def _trimmed(text: str, start: int, end: int) -> Span:
    """The bounds without white space and commas around."""
    while start < end and text[start] in " \t\n,;":
        start += 1
    while end > start and text[end - 1] in " \t\n,;":
        end -= 1
    return start, end

"""Judges on which side of an act a name stands: whether it acts or is hit, as its field says.

The words of the name must stand in the text; then each place where they stand is read.  One that
puts it on the side of the field is enough; where all that tell put it on the other, the value is
right in half at most; where none tells, the noun itself may ("gunmen", "a market"), else it is
unclear.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from llmextract.records import Verdict
from llmextract.verification import quotes, unread
from llmextract.verification.actors import lexicon
from llmextract.verification.actors.parts import OTHER, Part
from llmextract.verification.actors.reading import Reader
from llmextract.verification.actors.sharing import share
from llmextract.verification.clauses import words as w
from llmextract.verification.judgement import Judgement, Sentences, Stretch, rests_on
from llmextract.verification.lexing import lexed
from llmextract.verification.source_text import SourceText

SIDES: dict[str, frozenset[Part]] = {
    "agent": frozenset({"agent"}),
    "patient": frozenset({"patient"}),
    "either": frozenset({"agent", "patient"}),
}
"""The roles of a name that are judged here, and the parts that fit each."""
_SIDE = {"agent": "acts", "patient": "is hit", "either": "acts or is hit"}
_ATTRIBUTING = frozenset({"claiming", "blaming"})
"""What tells in one sentence who did what another sentence reports."""


@dataclass(frozen=True, slots=True)
class _Place:
    """One place where a name stands.

    Attributes:
        stretch: its words.
        part: the part it plays there; ``None`` where nothing tells.
        faces: whether it is a side of an act that both do.
        told: the word that tells it.
        near: whether it stands in the evidence.
        hints: the parts that something speaks for.
        is_attributed: whether it is said to have acted, claims it or is blamed for it.
    """

    stretch: Stretch
    part: Part | None
    faces: bool
    told: str
    near: bool
    hints: frozenset[Part] = frozenset()
    is_attributed: bool = False


def judge(value: object, source: SourceText, role: str, *, evidence: Sentences = None) -> Judgement:
    """Judge whether a name stands in the text, on the side of its field.

    Args:
        value: a name.
        source: the paragraph and its context.
        role: ``agent`` for those who act, ``patient`` for those who are hit, ``either``.
        evidence: ``(start, end)`` of the record's sentences.
    """
    found = quotes.judge(value, source, evidence=evidence)
    if found.verdict is not Verdict.SUPPORTED:
        return found
    if found.stretches[0].part != "text":  # a headline is about the article's main event
        return Judgement(Verdict.INFERRED, "only the headline has it", found.stretches)
    if source.language not in lexicon.LANGUAGES:
        return unread.words(value, source)
    stretches = quotes.everywhere(str(value), lexed(source, "text")) or found.stretches
    reader = _read(source)
    places = [_placed(reader, one, evidence) for one in stretches]
    near = [one for one in places if one.near]
    carried = _sided(near, role)
    if carried is None and not any(one.part in OTHER for one in near):
        attributed = [one for one in places if one.is_attributed]
        carried = _sided(attributed, role) or _hinted(near, role)
    if carried is not None:
        why = "it stands on a side of a fight" if carried.faces else _told(carried)
        return Judgement(Verdict.SUPPORTED, f"{found.reason}; {why}", (carried.stretch,))
    if not near:
        return _of_another_act(found, places, role)
    return _without(found, near, role, _kind_at(reader, near, role, evidence))


def _sided(places: Sequence[_Place], role: str) -> _Place | None:
    """A place where a name surely stands on a side, or on both."""
    return next((one for one in places if one.part in SIDES[role] or one.faces), None)


def _hinted(places: Sequence[_Place], role: str) -> _Place | None:
    """A place where something speaks for a side, and nothing for the other."""
    return next((one for one in places if one.hints and one.hints <= SIDES[role]), None)


def _of_another_act(found: Judgement, places: Sequence[_Place], role: str) -> Judgement:
    """The verdict on a name that stands outside the evidence: what acts there may do another act."""
    told = next((one for one in places if one.part in OTHER), None)
    if told is None:
        reason = f"{found.reason}; no rule reads here whether it {_SIDE[role]}"
    else:
        reason = f"{found.reason}; {_told(told)}, in another sentence than the record rests on"
    return Judgement(Verdict.UNCLEAR, reason, found.stretches)


def _kind_at(
    reader: Reader, places: Sequence[_Place], role: str, evidence: Sentences
) -> Part | None:
    """The side that the nouns of a name tell; of soldiers only where nothing else is told."""
    stretch = places[0].stretch
    kind = _kind(reader, stretch)
    if role == "either" and kind == "patient":
        return None  # who fights is no villager
    told = any(one.hints or one.part in OTHER for one in places)
    is_armed = any(lexicon.is_armed(reader.chunks[one].low) for one in _own(reader, stretch))
    if kind is None and not told and is_armed:
        return "agent" if role == "either" or _is_sole(reader, places, evidence) else None
    return kind


def _is_sole(reader: Reader, places: Sequence[_Place], evidence: Sentences) -> bool:
    """Whether nobody else acts in the evidence."""
    for index in reader.parts.all("agent"):
        start, end = reader.chunks[index].start, reader.chunks[index].end
        near = not evidence or rests_on(evidence, start, end)
        if near and not any(p.stretch.start < end and start < p.stretch.end for p in places):
            return False
    return True


def _told(place: _Place) -> str:
    return f"the text says that it {_SIDE[place.part or 'either']} (“{place.told}”)"


def _without(found: Judgement, places: Sequence[_Place], role: str, kind: Part | None) -> Judgement:
    """The verdict on a name that no place puts on its side."""
    against = next((one for one in places if one.part in OTHER), None)
    if against is None:
        if kind in SIDES[role]:
            return Judgement(found.verdict, found.reason, found.stretches)
        reason = f"{found.reason}; no rule reads here whether it {_SIDE[role]}"
        return Judgement(Verdict.UNCLEAR, reason, found.stretches)
    told = _told(against)
    if kind in SIDES[role]:
        reason = f"{found.reason}; {told}, but its name tells one that {_SIDE[role]}"
        return Judgement(Verdict.UNCLEAR, reason, (against.stretch,))
    reason = f"on the other side: {told}"
    return Judgement(Verdict.PARTLY, reason, (against.stretch,), final=True, misplaced=True)


def _kind(reader: Reader, stretch: Stretch) -> Part | None:
    """The side that the nouns of a name tell: "gunmen" act, a market is hit."""
    if _names(reader, stretch, lambda name: reader.deeds.ends("doers", name)):
        return "agent"
    is_hit = _names(
        reader, stretch, lambda n: lexicon.is_harmless(n) or reader.deeds.ends("victims", n)
    )
    return "patient" if is_hit else None


def _names(reader: Reader, stretch: Stretch, is_kind: Callable[[str], bool]) -> bool:
    """Whether the head of a name is of a kind."""
    for index in _own(reader, stretch):
        chunk = reader.chunks[index]
        if is_kind(chunk.low[: len(chunk.low) - max(0, chunk.end - stretch.end)]):
            return True
    return False


def _read(source: SourceText) -> Reader:
    """The clauses of a paragraph, read once for all its names."""
    found = source.own.get("actors.read")
    if found is None:
        found = Reader(lexed(source, "text"), lexicon.deeds()).read()
        share(found)
        source.own["actors.read"] = found
    assert isinstance(found, Reader)
    return found


def _placed(reader: Reader, stretch: Stretch, evidence: Sentences) -> _Place:
    """What the text says of a name at one place."""
    near = not evidence or rests_on(evidence, stretch.start, stretch.end)
    part, faces, by = next(_readings(reader, stretch), (None, False, -1))
    hints: set[Part] = set()
    if part is None:
        for index in _phrases(reader, stretch):
            hints |= reader.parts.hints(index)
            by = reader.parts.by(index) if hints and by < 0 else by
    told = reader.text[reader.chunks[by].start : reader.chunks[by].end] if by >= 0 else ""
    by_verb = reader.deeds.verb(reader.chunks[by].low) if by >= 0 else ""
    is_attributed = near or by_verb in _ATTRIBUTING
    return _Place(stretch, part, faces, told, near, frozenset(hints), is_attributed)


def _readings(reader: Reader, stretch: Stretch) -> Iterator[tuple[Part | None, bool, int]]:
    """What is said of the phrases in which a name stands, from the innermost out."""
    for index in _own(reader, stretch):
        yield from _said(reader, index)
        yield from _modifying(reader, index, stretch)
    for index, is_loose in _around(reader, stretch):
        for part, faces, by in _said(reader, index):
            if part == "patient" or not is_loose:
                yield part, faces, by


def _phrases(reader: Reader, stretch: Stretch) -> Iterator[int]:
    """The phrases that a name is of: its own, and those that it belongs to."""
    yield from _own(reader, stretch)
    yield from (index for index, is_loose in _around(reader, stretch) if not is_loose)


def _own(reader: Reader, stretch: Stretch) -> Iterator[int]:
    """The head of a name; of "a group of gunmen" also the men."""
    for index in _spanned(reader, stretch):
        yield index
        if reader.at.head(index) not in w.QUANTITIES | w.SIDES:
            return


def _around(reader: Reader, stretch: Stretch) -> Iterator[tuple[int, bool]]:
    """The phrases around a name ("members *of X*", "men in *a car*"), and whether only in it."""
    index = next(_spanned(reader, stretch), None)
    while index is not None and reader.at.sort(index - 1) == "prep":
        preposition, index = reader.chunks[index - 1].low, index - 2
        if reader.before(index + 1) in w.TOGETHER:  # "comrades of X, *together with Y*"
            preposition, index = "of", index - (reader.at.sort(index) == "comma")
            index = _head(reader, index)
        if reader.at.sort(index) != "np" or preposition not in w.BELONGING | w.HOLDING:
            return
        yield index, preposition in w.HOLDING


def _said(reader: Reader, index: int) -> Iterator[tuple[Part | None, bool, int]]:
    part, faces = reader.parts.meant(index), reader.parts.faces(index)
    if part in OTHER or faces:
        yield part, faces, reader.parts.by(index)


def _modifying(
    reader: Reader, index: int, stretch: Stretch
) -> Iterator[tuple[Part | None, bool, int]]:
    """A name before the noun of an act: "X's murder", "an X attack", "the bus bombing"."""
    chunk = reader.chunks[index]
    if stretch.end >= chunk.end or not reader.names_act(index):
        return
    head = reader.at.head(index)
    is_hit = reader.deeds.tells("fates", head) or _kind(reader, stretch) == "patient"
    yield "patient" if is_hit else "agent", reader.deeds.tells("clashes", head), index


def _head(reader: Reader, at: int) -> int:
    """The first phrase of those that an "of" joins, from the last."""
    while reader.at.is_prep(at - 1, ("of",)):
        at -= 2
    return at


def _spanned(reader: Reader, stretch: Stretch) -> Iterator[int]:
    """The noun phrases of which a name has words, in order."""
    at = max(0, bisect_right(reader.starts, stretch.start) - 1)
    for index in range(at, len(reader.chunks)):
        chunk = reader.chunks[index]
        if chunk.start >= stretch.end:
            break
        end = chunk.alias[1] if chunk.alias else chunk.end
        if chunk.sort == "np" and end > stretch.start:
            yield index

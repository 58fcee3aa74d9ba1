"""What a model says of a record, without what the text itself says is something else or of another.

A small model is shown a paragraph and fills a record from all of it: the doers of the next incident,
whoever spoke, a group for a place.  What the syntax and the sentences tell for sure is held against
each value; the rest stands, whatever the rules made of it.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process

from llmextract import rules
from llmextract.records import Verdict
from llmextract.schema.outline import Field, Outline
from llmextract.verification import places
from llmextract.verification.source_text import SourceText
from llmextract.verification.spelling import fold_words

_LETTERS, _LIKENESS = 5, 85
"""Letters that a word has, and how like it another is, to be the same in another spelling: one letter
in seven more or fewer."""
_BRACKETED = re.compile(r"\s*\([^()]*\)\s*\Z")
"""What stands in brackets at the end of a name."""
_WIDE = frozenset({"province", "region", "country"})
"""Kinds of place that say too little where the text names one in them."""
_LISTED = re.compile(r",\s+(?:and\s+)?")
"""What parts the names of a list that was written as one."""


@dataclass(slots=True)
class Admitted:
    """What is left of an answer.

    Attributes:
        said: the values, by field; lists for fields that hold several.
        notes: what was left out and why, in words for an analyst.
    """

    said: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def admitted(
    said: Mapping[str, Any],
    read: Mapping[str, Any],
    outline: Outline,
    source: SourceText,
    triggers: rules.Triggers,
    apart: rules.Apart,
) -> Admitted:
    """What of a model's answer can be of this record.

    Args:
        said: what the model says, as far as it does.
        read: what the rules read: a full row.
        outline: the class of the records.
        source: the paragraph; what does not stand in it nobody can have read there.
        triggers: the words of the domain.
        apart: what the paragraph tells beside this incident.
    """
    left = Admitted()
    for one in outline.asked:
        if one.evidence:
            continue
        value = said.get(one.name)
        if one.many:
            told = [_sayable(one, item, source) for item in _items(one, value)]
            left.said[one.name] = [item for item in told if item is not None]
        else:
            left.said[one.name] = _sayable(one, value, source)
    _without_others(left, read, outline, source, triggers, apart)
    _without_no_places(left, read, outline, source, triggers, apart)
    return left


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same; a name that holds the other word for word does."""
    if not isinstance(one, str) or not isinstance(other, str):
        return bool(one == other)
    short, long = sorted((fold_words(one), fold_words(other)), key=len)
    return bool(short) and _stands(short, long)


def _stands(short: Sequence[str], long: Sequence[str]) -> bool:
    size = len(short)
    return any(long[at : at + size] == short for at in range(len(long) - size + 1))


def _without_others(
    left: Admitted,
    read: Mapping[str, Any],
    outline: Outline,
    source: SourceText,
    triggers: rules.Triggers,
    apart: rules.Apart,
) -> None:
    """Leave out whom the syntax puts on the other side, who stands beside, and who is of another.

    Whom the model puts on both sides, where the syntax tells nothing, is hit: a small model makes
    doers of victims, not victims of doers.
    """
    fields = {one.name: one for one in outline.asked if one.lists_names}
    sides = [name for name in (triggers.agents, triggers.patients) if name in fields]
    twice = _on_both_sides(left, sides)
    for own in sides:
        others = [name for side in sides if side != own for name in read[side]]
        if own != triggers.agents or not apart.is_open:
            others += apart.idle
        if own == triggers.agents:
            others += [*apart.beside, *twice]
        dropped = [
            value
            for value in left.said[own]
            if not any(same(value, name) for name in read[own])
            and (
                any(same(value, name) for name in others)
                or apart.is_of_another(value, is_agent=own == triggers.agents)
                or triggers.is_nobody(value)
                or (own == triggers.agents and _is_thing(value, fields[own], outline, triggers))
            )
        ]
        if own == triggers.patients:
            dropped += _mere_places(left.said[own], read[own], dropped, source)
        _leave_out(left, own, dropped, "they play another part")


def _mere_places(
    told: Sequence[str], read: Sequence[str], dropped: Sequence[str], source: SourceText
) -> list[str]:
    """Places of a text that the model also names as hit, where the text tells who was.

    "Shells hit men near Ostrel": Ostrel is where, not whom.
    """
    spots = places.offered(source)
    found = [
        value
        for value in told
        if value not in dropped
        and any(rules.is_place_name(value, spot) for spot in spots)
        and not any(same(value, name) for name in read)
    ]
    others = [value for value in told if value not in found and value not in dropped]
    return found if others or read else []


def _on_both_sides(left: Admitted, sides: Sequence[str]) -> list[str]:
    """The names that stand on both sides, where that leaves a doer or nobody was hit but them."""
    if len(sides) < 2:
        return []
    mine, other = (left.said[side] for side in sides)
    twice = [value for value in mine if any(same(value, name) for name in other)]
    return twice if len(twice) < len(mine) or len(mine) == 1 else []


def _is_thing(name: str, one: Field, outline: Outline, triggers: rules.Triggers) -> bool:
    """Whether a name is that of a thing; "Orlan Air Force drone" still says whose it was."""
    kinds = rules.kinds_told(outline, one, name, triggers)
    is_common = name[1:] == name[1:].lower()
    return is_common and (triggers.is_tool(name) or (bool(kinds) and kinds <= triggers.things))


def _without_no_places(
    left: Admitted,
    read: Mapping[str, Any],
    outline: Outline,
    source: SourceText,
    triggers: rules.Triggers,
    apart: rules.Apart,
) -> None:
    """Leave out places that are none: actors, what the text names as something else, other places.

    What the rules see as a place ("shells hit Ostrel") may be hit too.
    """
    sides = {triggers.agents, triggers.patients}
    actors = [
        name
        for one in outline.asked
        if one.lists_names and one.name in sides
        for name in (*left.said[one.name], *read[one.name])
    ]
    seen = places.offered(source)

    def is_seen(value: str) -> bool:
        return any(same(value, name) for name in seen)

    def is_named(value: str) -> bool:
        return any(rules.is_place_name(value, name) for name in seen)

    for one in outline.of_kind("place"):
        if not one.asked or (one.parts and not one.flat):
            continue
        told = _listed(left.said[one.name])
        near = [*told, *_listed(read[one.name])]
        is_placed = any(is_seen(name) and apart.is_own(name) for name in near)
        dropped = [
            value
            for value in told
            if (is_placed and not apart.is_own(value))
            or (not is_named(value) and any(same(value, name) for name in actors))
            or _holds(value, read[one.name], source)
            or (not is_seen(value) and not _is_carried(value, source))
        ]
        _leave_out(left, one.name, dropped, "no place of this one")


def _is_carried(value: str, source: SourceText) -> bool:
    """Whether a text carries a name as a place at least in part."""
    return places.judge(value, source).verdict.rank < Verdict.UNCLEAR.rank


def _holds(value: str, read: Any, source: SourceText) -> bool:
    """Whether the text says that a province or more holds the place that the rules read."""
    found = places.mentions(source)
    if not any(same(one.name, value) and one.kind in _WIDE for one in found):
        return False
    return any(
        same(one.name, name) and any(same(value, outer) for outer in one.within)
        for one in found
        for name in _listed(read)
        if not same(value, name)
    )


def _leave_out(left: Admitted, name: str, dropped: Sequence[Any], why: str) -> None:
    if not dropped:
        return
    value = left.said[name]
    kept = [one for one in _listed(value) if one not in dropped]
    left.said[name] = kept if isinstance(value, list) else None
    left.notes.append(f"{name}: {', '.join(dropped)} left out: {why}")


def _items(one: Field, value: Any) -> Iterator[Any]:
    """The items of a list; names that were written as one are parted."""
    for item in _listed(value):
        yield from _LISTED.split(item) if one.lists_names and isinstance(item, str) else [item]


def _sayable(one: Field, value: Any, source: SourceText) -> Any:
    """A value as the text can have said it; ``None`` where its words do not stand there."""
    if not isinstance(value, str) or one.kind in {"plain", "category"}:
        return value
    if one.kind == "place":
        # "Orla (Dorn province)": what it lies in is told by the text itself.
        value = _BRACKETED.sub("", value).strip() or value
    known = {*fold_words(source.text), *fold_words(source.context.title)}
    words = fold_words(value)
    strange = set(words) - known
    return None if not words or any(not _is_near(word, known) for word in strange) else value


def _is_near(word: str, known: Collection[str]) -> bool:
    """Whether a text has a word in another spelling ("worshipers"); no number has one."""
    if len(word) < _LETTERS or not word.isalpha():
        return False
    return process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=_LIKENESS) is not None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]

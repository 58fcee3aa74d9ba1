"""What a model and the rules say of one record, put together; and who said it.

Two readers who do not know of each other: what both say is evidence, where one is silent the other
is heard, where they differ one of them is taken and the other is named in a note.  Whom to take was
measured, field by field kind (notes and reports, embedded 1.5B); the reasons stand beside the rows.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process

from llmextract import rules
from llmextract.records import Stated, Verdict
from llmextract.schema.outline import Field, Outline
from llmextract.verification import numbers
from llmextract.verification.source_text import SourceText
from llmextract.verification.spelling import fold_words

if TYPE_CHECKING:
    from pydantic import BaseModel

_LETTERS, _LIKENESS = 5, 85
"""Letters that a word has, and how like it another is, to be the same in another spelling: one letter
in seven more or fewer."""
_BRACKETED = re.compile(r"\s*\([^()]*\)\s*\Z")
"""What stands in brackets at the end of a name."""


@dataclass(slots=True)
class Both:
    """A record that two readers made.

    Attributes:
        row: its values, in the list protocol.
        who: who stated a value, by its field and its folded form.
        notes: where they differ, in words for an analyst.
    """

    row: dict[str, Any]
    who: dict[tuple[str, str], Stated] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def combined(
    said: Mapping[str, Any],
    read: Mapping[str, Any],
    outline: Outline,
    source: SourceText,
    triggers: rules.Triggers,
    *,
    idle: Sequence[str] = (),
) -> Both:
    """The record of a template.

    Args:
        said: what the model says, as far as it does.
        read: what the rules read: a full row.
        outline: the class of the records.
        source: the paragraph; what does not stand in it nobody can have read there.
        triggers: the words of the domain.
        idle: names of those who only report it.
    """
    both = Both(dict(read))
    for one in outline.asked:
        if one.evidence:
            continue
        mine, theirs = said.get(one.name), read[one.name]
        if one.many:
            told = [_sayable(one, value, source) for value in _listed(mine)]
            _combine_lists(one, [value for value in told if value is not None], theirs, both)
        else:
            _combine_values(one, _sayable(one, mine, source), theirs, both, source)
    _part_sides(both, outline, triggers, read, idle)
    return both


def stated_in(record: "BaseModel", both: Both, outline: Outline) -> dict[str, Stated]:
    """Who stated each value of a record, by its path."""
    row = record.model_dump(mode="json")
    stated: dict[str, Stated] = {}
    for one in outline.asked:
        for path, value in one.items(row):
            said = one.called(value) or value
            who = both.who.get((one.name, _key(said)))
            if who is not None:
                stated[f"{path}.{one.head}" if one.flat else path] = who
    return stated


def _combine_values(one: Field, mine: Any, theirs: Any, both: Both, source: SourceText) -> None:
    """One value of two: the rules' where it is a fixed word, else whoever says one."""
    if one.kind == "category":
        both.row[one.name] = mine if theirs is None else theirs
        return
    by_rules = mine is None or (one.kind == "date" and theirs is not None)
    taken = theirs if by_rules else mine
    if one.kind == "number" and mine is not None and mine != theirs:
        taken = _better_count(one, mine, theirs, source)
    if mine is not None and not _same(mine, theirs) and (theirs is not None or taken is None):
        both.notes.append(f"{one.name}: the model reads {mine!r}, the rules {theirs!r}")
    both.row[one.name] = taken
    if taken is not None:
        who: Stated = "model" if mine is not None and _same(taken, mine) else "rules"
        is_agreed = mine is not None and theirs is not None and _same(mine, theirs)
        both.who[one.name, _key(taken)] = "both" if is_agreed else who


def _better_count(one: Field, mine: int, theirs: int | None, source: SourceText) -> int | None:
    """Of two counts the one that the text carries better; the rules' where it carries both alike.

    A count of the model that the text does not carry, not even as a bound, is none: a small model
    writes one for "several", one killed for one hurt, and nobody for silence.
    """
    assert one.grounded is not None
    role, sums = one.grounded.role, one.grounded.sums
    verdict = numbers.judge(mine, source, role=role, sums=sums).verdict
    if theirs is None:
        return mine if verdict.rank < Verdict.UNCLEAR.rank else None
    other = numbers.judge(theirs, source, role=role, sums=sums).verdict
    return mine if verdict.rank < other.rank else theirs


def _combine_lists(one: Field, mine: Sequence[Any], theirs: Sequence[Any], both: Both) -> None:
    """The items of both readers.

    * Names: the model's first, then those that only the syntax tells ("gunmen … the army blamed X").
    * Quotes: those of the rules; what a small model names besides is seldom one ("fire").
    * All else, places above all: the model's, else those of the rules.
    """
    items: list[Any] = []
    if one.kind != "quote":
        for value in mine:
            if not any(_same(value, other) for other in items):
                items.append(value)
    agreed = [value for value in items if any(_same(value, other) for other in theirs)]
    if one.kind == "place" and agreed:
        items = agreed
    if one.kind in {"quote", "name"} or not items:
        items += [value for value in theirs if not any(_same(value, other) for other in items)]
    for value in items:
        said, read = (any(_same(value, other) for other in listed) for listed in (mine, theirs))
        both.who[one.name, _key(value)] = "both" if said and read else "model" if said else "rules"
    both.row[one.name] = items


def _part_sides(
    both: Both,
    outline: Outline,
    triggers: rules.Triggers,
    read: Mapping[str, Any],
    idle: Sequence[str],
) -> None:
    """Nobody both does it and is hit, and who only reports it does not do it: the syntax tells.

    Nor does a thing do it, or a tool.
    """
    fields = {one.name: one for one in outline.asked if one.lists_names}
    sides = [name for name in (triggers.agents, triggers.patients) if name in fields]
    for own in sides:
        others = [name for other in sides if other != own for name in read[other]]
        others += idle if own == triggers.agents else ()
        kept = [
            value
            for value in both.row[own]
            if any(_same(value, name) for name in read[own])
            or not (
                any(_same(value, name) for name in others)
                or (own == triggers.agents and _is_thing(value, fields[own], outline, triggers))
            )
        ]
        dropped = [value for value in both.row[own] if value not in kept]
        both.row[own] = kept
        if dropped:
            both.notes.append(f"{own}: {', '.join(dropped)} left out: they play another part")


def _is_thing(name: str, one: Field, outline: Outline, triggers: rules.Triggers) -> bool:
    """Whether a name is that of a thing; "Orlan Air Force drone" still says whose it was."""
    kinds = outline.told_kinds(one, name)
    is_common = name[1:] == name[1:].lower()
    return is_common and (triggers.is_tool(name) or (bool(kinds) and kinds <= triggers.things))


def _sayable(one: Field, value: Any, source: SourceText) -> Any:
    """A value as the text can have said it; ``None`` where its words do not stand there."""
    if not isinstance(value, str) or one.kind in {"plain", "category"}:
        return value
    if one.kind == "place":
        # "Orla (Dorn province)": what it lies in is told by the text itself.
        value = _BRACKETED.sub("", value).strip() or value
    known = {*fold_words(source.text), *fold_words(source.context.title)}
    strange = set(fold_words(value)) - known
    return None if any(not _is_near(word, known) for word in strange) else value


def _is_near(word: str, known: Collection[str]) -> bool:
    """Whether a text has a word in another spelling ("worshipers"); no number has one."""
    if len(word) < _LETTERS or not word.isalpha():
        return False
    return process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=_LIKENESS) is not None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _same(one: Any, other: Any) -> bool:
    """Whether two values say the same; a name that holds the other word for word does."""
    if not isinstance(one, str) or not isinstance(other, str):
        return bool(one == other)
    short, long = sorted((fold_words(one), fold_words(other)), key=len)
    size = len(short)
    return bool(short) and any(long[at : at + size] == short for at in range(len(long) - size + 1))


def _key(value: Any) -> str:
    return " ".join(fold_words(value)) if isinstance(value, str) else repr(value)

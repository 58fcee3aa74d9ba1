"""What a model and the rules say of one record, put together; and who said it.

Two readers who do not know of each other: what both say is evidence, where one is silent the other
is heard, where they differ one of them is taken and the other is named in a note.  Whom to take was
measured, field by field kind (notes and reports, embedded 1.5B); the reasons stand beside the rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from llmextract import rules
from llmextract.records import Stated
from llmextract.schema.outline import Field, Outline
from llmextract.verification.source_text import SourceText
from llmextract.verification.spelling import fold_words

if TYPE_CHECKING:
    from pydantic import BaseModel


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
) -> Both:
    """The record of a template.

    Args:
        said: what the model says, as far as it does.
        read: what the rules read: a full row.
        outline: the class of the records.
        source: the paragraph; what does not stand in it nobody can have read there.
        triggers: the words of the domain.
    """
    both = Both(dict(read))
    for one in outline.asked:
        if one.evidence:
            continue
        mine, theirs = said.get(one.name), read[one.name]
        if one.many:
            _combine_lists(one, _listed(mine), _listed(theirs), both, source)
        else:
            _combine_values(one, mine, theirs, both, triggers)
    _part_sides(both, outline, triggers, read)
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


def _combine_values(
    one: Field, mine: Any, theirs: Any, both: Both, triggers: rules.Triggers
) -> None:
    """One value of two: the model's where it was asked for a fixed word, else whoever says one."""
    if one.kind == "category":
        both.row[one.name] = theirs if mine is None else mine
        return
    taken = mine if mine is not None else theirs
    if mine is not None and theirs is not None and not _same(mine, theirs):
        both.notes.append(f"{one.name}: the rules read {theirs!r}, the model {mine!r}")
    both.row[one.name] = taken
    if taken is not None:
        both.who[one.name, _key(taken)] = _stated(mine, theirs)


def _stated(mine: Any, theirs: Any) -> Stated:
    if mine is None:
        return "rules"
    return "both" if theirs is not None and _same(mine, theirs) else "model"


def _combine_lists(
    one: Field, mine: Sequence[Any], theirs: Sequence[Any], both: Both, source: SourceText
) -> None:
    """The model's items, and those of the rules where the model has none."""
    items: list[Any] = []
    for value in mine:
        if not any(_same(value, other) for other in items):
            items.append(value)
            is_read = any(_same(value, other) for other in theirs)
            both.who[one.name, _key(value)] = "both" if is_read else "model"
    if not items:
        items = list(theirs)
        both.who |= {(one.name, _key(value)): "rules" for value in items}
    both.row[one.name] = items


def _part_sides(
    both: Both, outline: Outline, triggers: rules.Triggers, read: Mapping[str, Any]
) -> None:
    """Nobody both does it and is hit: where the syntax tells the side, that is the side."""
    names = {one.name for one in outline.asked if one.lists_names}
    sides = [name for name in (triggers.agents, triggers.patients) if name in names]
    for own, other in ((0, 1), (1, 0)):
        if len(sides) == 2:
            wrong = read[sides[other]]
            both.row[sides[own]] = [
                value
                for value in both.row[sides[own]]
                if not any(_key(value) == _key(name) for name in wrong)
            ]


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

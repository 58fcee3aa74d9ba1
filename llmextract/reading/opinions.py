"""What a model and the rules say of one record, put together; and who said it.

Two readers who do not know of each other: what both say is evidence, where one is silent the other
is heard, where they differ one of them is taken and the other is named in a note.  Whom to take was
measured, field by field kind (notes and reports, embedded 1.5B); the reasons stand beside the rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from llmextract import rules
from llmextract.reading.admitting import admitted, same
from llmextract.records import Stated, Verdict
from llmextract.schema.outline import Field, Outline
from llmextract.verification import numbers
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
    *,
    apart: rules.Apart,
) -> Both:
    """The record of a template.

    Args:
        said: what the model says, as far as it does.
        read: what the rules read: a full row.
        outline: the class of the records.
        source: the paragraph.
        triggers: the words of the domain.
        apart: its own sentences, and what the paragraph tells beside it.
    """
    left = admitted(said, read, outline, source, triggers, apart)
    both = Both(dict(read), notes=left.notes)
    for one in outline.asked:
        if one.evidence:
            continue
        mine, theirs = left.said[one.name], read[one.name]
        if one.many:
            _combine_lists(one, mine, theirs, both)
        else:
            _combine_values(one, mine, theirs, both, apart.own)
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


def _combine_values(one: Field, mine: Any, theirs: Any, both: Both, own: SourceText) -> None:
    """One value of two: the rules' where it is a fixed word, else whoever says one."""
    if one.kind == "category":
        both.row[one.name] = mine if theirs is None else theirs
        return
    by_rules = mine is None or (one.kind == "date" and theirs is not None)
    taken = theirs if by_rules else mine
    if one.kind == "number" and mine is not None and mine != theirs:
        taken = _better_count(one, mine, theirs, own)
    if mine is not None and not same(mine, theirs) and (theirs is not None or taken is None):
        both.notes.append(f"{one.name}: the model reads {mine!r}, the rules {theirs!r}")
    both.row[one.name] = taken
    if taken is not None:
        who: Stated = "model" if mine is not None and same(taken, mine) else "rules"
        is_agreed = mine is not None and theirs is not None and same(mine, theirs)
        both.who[one.name, _key(taken)] = "both" if is_agreed else who


def _better_count(one: Field, mine: int, theirs: int | None, own: SourceText) -> int | None:
    """Of two counts the one that its own sentences carry better; the rules' where it carries both alike.

    A count of the model that the text does not carry, not even as a bound, is none: a small model
    writes one for "several", one killed for one hurt, and nobody for silence.
    """
    assert one.grounded is not None
    role, sums = one.grounded.role, one.grounded.sums
    verdict = numbers.judge(mine, own, role=role, sums=sums).verdict
    if theirs is None:
        return mine if verdict.rank < Verdict.UNCLEAR.rank else None
    other = numbers.judge(theirs, own, role=role, sums=sums).verdict
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
            if not any(same(value, other) for other in items):
                items.append(value)
    agreed = [value for value in items if any(same(value, other) for other in theirs)]
    if one.kind == "place" and agreed:
        items = agreed
    if one.kind in {"quote", "name"} or not items:
        items += [value for value in theirs if not any(same(value, other) for other in items)]
    for value in items:
        said, read = (any(same(value, other) for other in listed) for listed in (mine, theirs))
        both.who[one.name, _key(value)] = "both" if said and read else "model" if said else "rules"
    both.row[one.name] = items


def _key(value: Any) -> str:
    return " ".join(fold_words(value)) if isinstance(value, str) else repr(value)

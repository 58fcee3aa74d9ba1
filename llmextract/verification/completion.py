"""Fills the fields marked ``Found``: what the text says of the place that is named beside them."""

from collections.abc import Mapping, Set
from typing import Any

from llmextract.verification import places
from llmextract.verification.marks import Found, Grounded
from llmextract.verification.source_text import SourceText
from llmextract.verification.walk import plan_of


def complete(record: Any, source: SourceText) -> None:
    """Fill the ``Found`` fields of a record and of all records in it, in place.

    A field that the model or a user filled is left alone: only defaults are replaced.
    """
    plan = plan_of(type(record))
    wanted = {m.name: m.mark for m in plan.marks if isinstance(m.mark, Found)}
    place = next(
        (
            getattr(record, m.name)
            for m in plan.marks
            if isinstance(m.mark, Grounded) and m.mark.kind == "place"
        ),
        None,
    )
    if wanted and isinstance(place, str):
        _fill(record, wanted, place, source)
    for name in plan.nested:
        value = getattr(record, name, None)
        for one in value if isinstance(value, list) else [value]:
            if hasattr(type(one), "model_fields"):
                complete(one, source)


def _fill(record: Any, wanted: Mapping[str, Found], place: str, source: SourceText) -> None:
    mention = _mention_of(place, source)
    if mention is None:
        return
    given: Set[str] = getattr(record, "model_fields_set", frozenset())
    for name, mark in wanted.items():
        if name not in given:
            value = mention.kind if mark.what == "kind" else list(mention.within)
            setattr(record, name, value)


def _mention_of(place: str, source: SourceText) -> places.Mention | None:
    """The mention that a place was read from: the same words, else one of its words' run.

    "Miran district" is a mention of "Miran" with the kind beside it.
    """
    wanted = f" {' '.join(place.casefold().split())} "
    part = None
    for mention in places.mentions(source):
        name = f" {' '.join(mention.name.casefold().split())} "
        if name == wanted:
            return mention
        if part is None and name in wanted:
            part = mention
    return part

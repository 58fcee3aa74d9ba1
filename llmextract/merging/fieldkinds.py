"""What merging knows of a schema: the kind of each field, from its marks and its type."""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin

from llmextract.fields import Evidence, Found, Grounded
from llmextract.grounding.spelling import fold_place
from llmextract.grounding.walk import is_record, plan_of

if TYPE_CHECKING:
    from pydantic import BaseModel

Kind = Literal["number", "place", "date", "name", "quote", "category", "evidence", "plain"]

FINER_TABLE = "MORE_EXACT"
"""A schema module's table of values of a field that say the same more exactly: field, value, values.

``{"event_type": {"armed_attack": ("bombing", "assassination")}}``: a record of an armed attack may
be about the bombing that another one tells of.
"""
NOUNS_TABLE = "RECALLED_AS"
"""A schema module's table of nouns by which a text comes back to a thing told: field, value, nouns.

``{"event_type": {"bombing": ("explosion", "blast")}}``: "the blast" may recall a bombing.  The value
itself is always one of them.  Only the fields in the table are of things that can be recalled: "the
army claimed" recalls nothing that was claimed.  Without a table every field of fixed words is.
"""

VAGUE = frozenset({"other", "unknown"})
"""Values by which schemas say that a record does not tell: each other value is more exact."""

_COUNTS = "(?:first|second|third|fourth|fifth|last|latest|next|other|previous|earlier|recent|new)"
_POINTING = (
    rf"(?:\b(?:the|this|that|these|those|such)(?!\s+{_COUNTS}\b)"
    r"|\b(?:today|tonight|yesterday|this\s+\w+|last\s+\w+|\w+day(?:\s+\w+)?)['’]s)"
)
"""Before the noun of a thing told before: "the", "Friday's", but not "the second"."""
_ADDING = (
    r"\b(?:another|other|similar|separate|different"
    r"|(?:a|the)\s+(?:second|third|fourth|fifth|further))"
)
"""Before the noun of one more."""
_ANYTHING = ("incident", "event")


@dataclass(frozen=True, slots=True)
class FieldKind:
    """A field of a schema as merging sees it.

    Attributes:
        name: the field.
        kind: what its values are: the kind of its ``Grounded`` mark, ``category`` for one of fixed
            words, ``evidence`` for sentence numbers, ``plain`` for all else.
        head: for records inside the record, the part that names one.
        within: for places that are records, the part with the places that one lies in.
        sort: likewise, the part with the kind of place.
        most: most items of a list; ``None`` for any number.
    """

    name: str
    kind: Kind
    head: str | None = None
    within: str | None = None
    sort: str | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """A schema as merging sees it.

    Attributes:
        fields: its fields in order.
        finer: for each field and value, the values that say the same more exactly.
        recalling: for each value of a category, what a sentence that recalls such a thing says; the
            group ``many`` is the ending of a plural.
        parting: likewise, what a sentence says that tells one more such thing.
    """

    fields: tuple[FieldKind, ...]
    finer: Mapping[str, Mapping[str, tuple[str, ...]]]
    recalling: Mapping[tuple[str, str], re.Pattern[str]]
    parting: Mapping[tuple[str, str], re.Pattern[str]]

    def of_kind(self, *kinds: Kind) -> Iterator[FieldKind]:
        """The fields of some kinds."""
        return (field for field in self.fields if field.kind in kinds)


@lru_cache(maxsize=64)
def outline_of(record: "type[BaseModel]") -> Outline:
    """The outline of a schema class."""
    module = sys.modules[record.__module__]
    fields = tuple(_field(record, name, info) for name, info in record.model_fields.items())
    nouns = getattr(module, NOUNS_TABLE, {})
    called = {
        (field.name, value): _nouns([value, *nouns.get(field.name, {}).get(value, ())])
        for field in fields
        if field.kind == "category" and (not nouns or field.name in nouns)
        for value in _words_of(record.model_fields[field.name].annotation)
    }
    return Outline(
        fields,
        getattr(module, FINER_TABLE, {}),
        {key: _pattern(_POINTING, alternatives) for key, alternatives in called.items()},
        {key: _pattern(_ADDING, alternatives) for key, alternatives in called.items()},
    )


def _field(record: "type[BaseModel]", name: str, info: Any) -> FieldKind:
    marks = [item.mark for item in plan_of(record).marks if item.name == name]
    most = next((n for one in info.metadata if (n := getattr(one, "max_length", None))), None)
    if any(isinstance(mark, Evidence) for mark in marks):
        return FieldKind(name, "evidence", most=most)
    grounded = next((mark for mark in marks if isinstance(mark, Grounded)), None)
    if grounded is not None:
        return FieldKind(name, grounded.kind, most=most)
    inner = _record_in(info.annotation)
    if inner is not None:
        return _nested(name, inner, most)
    return FieldKind(name, "category" if _words_of(info.annotation) else "plain", most=most)


def _nested(name: str, inner: type, most: int | None) -> FieldKind:
    """Records inside the record: known by their first checked value that is not a number."""
    found = {
        item.mark.what: item.name for item in plan_of(inner).marks if isinstance(item.mark, Found)
    }
    checked: Iterator[tuple[str, Kind]] = (
        (item.name, item.mark.kind)
        for item in plan_of(inner).marks
        if isinstance(item.mark, Grounded) and item.mark.kind != "number"
    )
    head, kind = next(checked, (None, None))
    return FieldKind(name, kind or "plain", head, found.get("within"), found.get("kind"), most)


def _record_in(annotation: Any) -> type | None:
    """The class of the records that a type holds, if it holds any."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return annotation if hasattr(annotation, "model_fields") and is_record(annotation) else None
    found = (_record_in(one) for one in get_args(annotation))
    return next((one for one in found if one is not None), None)


def _words_of(annotation: Any) -> tuple[str, ...]:
    """The fixed words that a type allows; none for any other type, a list of words included."""
    if get_origin(annotation) is Literal:
        return tuple(word for word in get_args(annotation) if isinstance(word, str))
    if get_origin(annotation) in {list, dict, tuple, set, frozenset}:
        return ()
    parts = (
        get_args(annotation)[:1] if get_origin(annotation) is Annotated else get_args(annotation)
    )
    return tuple(word for one in parts for word in _words_of(one))


def _nouns(words: list[str]) -> str:
    """The nouns for a thing, as alternatives."""
    return "|".join(re.escape(fold_place(word)) for word in (*words, *_ANYTHING)).replace(
        r"\ ", r"\s+"
    )


def _pattern(before: str, nouns: str) -> re.Pattern[str]:
    """A determiner, then within two more words a noun for the thing: "these deadly attacks"."""
    return re.compile(
        rf"{before}\s+(?:[\w-]+\s+){{0,2}}?(?:{nouns})(?P<many>s|es)?\b", re.IGNORECASE
    )

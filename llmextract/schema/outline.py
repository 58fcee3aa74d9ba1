"""The outline of a record class: its fields as reading, merging and outputs see them.

A user writes one Pydantic class.  What a model is asked for is flatter than the public record, and
what is compared is simpler still; both views are derived here, once:

* a field marked ``Found`` and a field whose default is computed from the others are not asked;
* a list of sub-records of which only one field is asked is asked as a list of that field's values;
* a list of sub-records of which several are asked stays a list of small objects;
* a sub-record is known by its *head*, its first checked value that is not a number.
"""

import re
import sys
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from llmextract.errors import SchemaError
from llmextract.verification.marks import Evidence, Found, Grounded

MAX_STRING = 120
"""Bound on a string whose field names none: an open string is where a small model runs away."""
MAX_ITEMS = 6
"""Bound on a list whose field names none."""

FINER_TABLE = "MORE_EXACT"
"""A schema module's table of values of a field that say the same more exactly: field, value, values.

``{"event_type": {"armed_attack": ("bombing", "assassination")}}``: a record of an armed attack may
be about the bombing that another one tells of.
"""
VAGUE = frozenset({"other", "unknown"})
"""Values by which schemas say that a record does not tell: each other value is more exact."""

Kind = Literal["number", "place", "date", "name", "quote", "category", "evidence", "plain"]
_JSON_TYPES: dict[type, str] = {str: "string", int: "integer", float: "number", bool: "boolean"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record class.

    Attributes:
        name: the field's name.
        path: its path in the class: ``killed``, ``locations``, ``events.place``.
        description: what it means.
        scalar: JSON Schema of one value, without null; empty for a field that cannot be asked.
        asked: whether a model is asked for it.
        required: whether the class has no default for it.
        nullable: whether null is a value of it.
        many: whether it is a list.
        min_items: least length of the list.
        max_items: greatest length of the list that is asked for.
        most: greatest length that the class allows; ``None`` for any.
        grounded: how its values are checked, if they are; of flattened sub-records, how the head is.
        evidence: whether it holds the numbers of the evidence sentences.
        found: what the engine fills it with, if it does.
        head: for sub-records, the part that names one.
        flat: whether a list of sub-records is asked as a list of the values of its head.
        parts: for a sub-record or a list of them, its fields.
        inner: the class of the sub-records.
    """

    name: str
    path: str
    description: str
    scalar: Mapping[str, Any]
    asked: bool = True
    required: bool = True
    nullable: bool = False
    many: bool = False
    min_items: int = 0
    max_items: int = MAX_ITEMS
    most: int | None = None
    grounded: Grounded | None = None
    evidence: bool = False
    found: Found | None = None
    head: str | None = None
    flat: bool = False
    parts: tuple["Field", ...] = ()
    inner: type[BaseModel] | None = None

    @property
    def kind(self) -> Kind:
        """What its values are: the kind of the mark, fixed words, sentence numbers or anything else."""
        if self.evidence:
            return "evidence"
        if self.grounded is not None:
            return self.grounded.kind
        return "category" if self.words and not self.many and not self.parts else "plain"

    @property
    def words(self) -> tuple[str, ...]:
        """The fixed words that it allows."""
        return tuple(word for word in self.scalar.get("enum", ()) if isinstance(word, str))

    @property
    def asked_parts(self) -> tuple["Field", ...]:
        """The fields of its sub-records that a model is asked for."""
        return tuple(part for part in self.parts if part.asked)

    @property
    def lists_names(self) -> bool:
        """Whether it is a list of sub-records that a name of the text heads: actors."""
        return self.many and self.flat and self.kind == "name"

    def part_found(self, what: str) -> str | None:
        """The name of the part that the engine fills with ``kind`` or ``within``."""
        return next((p.name for p in self.parts if p.found and p.found.what == what), None)

    def items(self, record: Mapping[str, Any]) -> list[tuple[str, Any]]:
        """The values of the field in a plain record with their paths: each item, or the value."""
        value = record.get(self.name)
        if isinstance(value, list | tuple):
            return [(f"{self.name}[{index}]", one) for index, one in enumerate(value)]
        return [] if value is None else [(self.name, value)]

    def called(self, item: Any) -> str:
        """What an item of the field is called; empty where it is no word."""
        said = item.get(self.head) if self.head and isinstance(item, Mapping) else item
        return said if isinstance(said, str) else ""


@dataclass(frozen=True)
class Outline:
    """A record class as the engine sees it.

    Attributes:
        record: the class.
        key: name of the list in an answer: the plural of the class in snake case, ``incidents``.
        fields: all its fields, in the order of the class.
    """

    record: type[BaseModel]
    key: str
    fields: tuple[Field, ...]

    @cached_property
    def asked(self) -> tuple[Field, ...]:
        """The fields that a model is asked for."""
        return tuple(field for field in self.fields if field.asked)

    @cached_property
    def evidence(self) -> Field | None:
        """The field of the evidence sentences, if the class has one."""
        return next((field for field in self.fields if field.evidence), None)

    @cached_property
    def finer(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """For each field and value, the values that say the same more exactly."""
        table: Mapping[str, Mapping[str, tuple[str, ...]]] = getattr(
            sys.modules[self.record.__module__], FINER_TABLE, {}
        )
        return table

    def field(self, name: str) -> Field:
        """The field of that name.

        Raises:
            KeyError: there is none.
        """
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    def of_kind(self, *kinds: Kind) -> Iterator[Field]:
        """The fields of some kinds."""
        return (field for field in self.fields if field.kind in kinds)

    def told_kinds(self, field: Field, value: str) -> frozenset[str]:
        """What the words of a value tell of the sub-record that it heads.

        A class may read parts from the words of another ("police station": a facility).

        Returns:
            The values of such parts; without ``unknown``, which tells nothing.
        """
        if field.inner is None or field.head is None:
            return frozenset()
        try:
            made = field.inner.model_validate({field.head: value})
        except ValidationError:  # longer than the class allows
            return frozenset()
        told = {
            str(getattr(made, name))
            for name, info in field.inner.model_fields.items()
            if _is_computed(info)
        }
        return frozenset(told - {"unknown"})


@lru_cache(maxsize=64)
def outline_of(record: type[BaseModel]) -> Outline:
    """The outline of a class.

    Raises:
        SchemaError: a field has a type that the engine cannot ask for, or no field is asked.
    """
    fields = tuple(_fields(record, "", ()))
    if not any(field.asked for field in fields):
        raise SchemaError(f"the class {record.__name__} has no field that a model could fill")
    return Outline(record, _plural(record.__name__), fields)


def _plural(name: str) -> str:
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
    if re.search(r"(?:s|x|ch|sh)$", snake):
        return f"{snake}es"
    return f"{snake[:-1]}ies" if re.search(r"[^aeiou]y$", snake) else f"{snake}s"


def _fields(record: type[BaseModel], prefix: str, above: tuple[type, ...]) -> Iterator[Field]:
    """The fields of a class that stands inside those above."""
    if record in above:
        raise SchemaError(
            f"the field {prefix.removesuffix('.')} holds its own class {record.__name__}",
            hint="a record has an end: give the inner records a class of their own",
        )
    try:
        record.model_rebuild()  # a class may name another that stands further down in its file
    except NameError as error:
        message = f"the class {record.__name__} cannot be completed: {error.name} is not defined"
        raise SchemaError(message) from error
    config = record.model_config
    by_name = config.get("populate_by_name") or config.get("validate_by_name")
    for name, info in record.model_fields.items():
        field = _field(name, info, prefix, (*above, record))
        if field.asked and info.validation_alias is not None and not by_name:
            raise SchemaError(
                f"the field {field.path} goes by another name ({info.validation_alias!r})",
                hint="set populate_by_name=True in the model_config of its class",
            )
        yield field


def _is_computed(info: FieldInfo) -> bool:
    return info.default_factory is not None and bool(info.default_factory_takes_validated_data)


@dataclass(frozen=True, slots=True)
class _Type:
    """A type without its wrappers: ``inner`` of ``Annotated[inner | None, *marks]``."""

    inner: Any
    nullable: bool
    marks: tuple[Any, ...]


def _unwrap(annotation: Any, marks: Iterable[Any], path: str) -> _Type:
    """Take ``Annotated`` and ``| None`` off a type, in whatever order they were put on."""
    found = [*_constraints(marks)]
    nullable = False
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            found += _constraints(more)
        elif get_origin(annotation) in {Union, types.UnionType}:
            others = [arg for arg in get_args(annotation) if arg is not type(None)]
            if len(others) != 1:
                raise SchemaError(
                    f"the field {path} allows several types; use one type, or one and None"
                )
            annotation, nullable = others[0], True
        else:
            return _Type(annotation, nullable, tuple(found))


def _constraints(marks: Iterable[Any]) -> Iterator[Any]:
    """Marks, with those inside a ``Field(…)`` that stands in an ``Annotated``."""
    for mark in marks:
        if isinstance(mark, FieldInfo):
            yield from mark.metadata
        else:
            yield mark


def _field(name: str, info: FieldInfo, prefix: str, above: tuple[type, ...]) -> Field:
    path = f"{prefix}{name}"
    outer = _unwrap(info.annotation, info.metadata, path)
    many = get_origin(outer.inner) is list
    item = _unwrap(get_args(outer.inner)[0], (), path) if many else outer
    marks = (*item.marks, *outer.marks)
    found = _first(marks, Found)
    asked = found is None and not _is_computed(info)
    inner = _class_in(item.inner)
    parts = tuple(_fields(inner, f"{path}.", above)) if inner else ()
    answered = [part for part in parts if part.asked]
    if inner and asked and not answered:
        raise SchemaError(
            f"the field {path} holds {inner.__name__}, which has no field that could be asked for"
        )
    # Only a list of plain values can stand for a list of sub-records.
    is_flat = many and len(answered) == 1 and not (answered[0].many or answered[0].parts)
    first = answered[0] if is_flat else next(filter(_is_head, parts), None)
    most = _bound(outer.marks, "max_length") if many else None
    low = (_bound(outer.marks, "min_length") or 0) if many else 0
    return Field(
        name=name,
        path=path,
        description=(info.description or "").strip(),
        scalar=_scalar_of(
            item, path, flat=answered[0] if is_flat else None, inner=inner, asked=asked
        ),
        asked=asked,
        required=info.is_required(),
        nullable=outer.nullable or _allows_none(item.inner),
        many=many,
        min_items=low,
        max_items=(most or max(MAX_ITEMS, low)) if many else MAX_ITEMS,
        most=most,
        grounded=(first.grounded if first else None) if parts else _first(marks, Grounded),
        evidence=_first(marks, Evidence) is not None,
        found=found,
        head=first.name if first else None,
        flat=is_flat,
        parts=parts,
        inner=inner,
    )


def _is_head(part: Field) -> bool:
    return part.grounded is not None and part.grounded.kind != "number"


def _class_in(inner: Any) -> type[BaseModel] | None:
    return inner if isinstance(inner, type) and issubclass(inner, BaseModel) else None


def _allows_none(inner: Any) -> bool:
    return get_origin(inner) is Literal and None in get_args(inner)


def _scalar_of(
    item: _Type, path: str, *, flat: Field | None, inner: type | None, asked: bool
) -> Mapping[str, Any]:
    if flat is not None:
        return flat.scalar
    if inner is not None:
        return {}
    try:
        return _scalar(item.inner, item.marks, path)
    except SchemaError:
        if asked:
            raise
        return {}  # what is never asked may be of any type


def _scalar(inner: Any, marks: Sequence[Any], path: str) -> dict[str, Any]:
    if get_origin(inner) is Literal:
        values = [value for value in get_args(inner) if value is not None]
        # The values of a Literal may be numbers, so a type is named only where all are words.
        words = all(isinstance(value, str) for value in values)
        return {"type": "string", "enum": values} if words else {"enum": values}
    kind = _JSON_TYPES.get(inner) if isinstance(inner, type) else None
    if kind is None:
        raise SchemaError(
            f"the field {path} has a type that cannot be asked for: {inner!r}",
            hint="use str, int, float, bool, Literal, a Pydantic class, or a list of one of them",
        )
    if kind == "string":
        return {"type": kind, "maxLength": _bound(marks, "max_length") or MAX_STRING}
    low = _bound(marks, "ge")
    return {"type": kind} if low is None else {"type": kind, "minimum": low}


def _bound(marks: Sequence[Any], name: str) -> Any:
    for mark in marks:
        value = getattr(mark, name, None)
        if value is not None:
            return value
    return None


def _first(marks: Sequence[Any], kind: type) -> Any:
    return next((mark for mark in marks if isinstance(mark, kind)), None)

"""Walks a record of any schema and lists what is to be checked and filled.

The plan of a class is made once from its ``Grounded``, ``Found`` and ``Evidence`` marks; walking a
record with it only reads attributes, so this module needs no Pydantic.
"""

import dataclasses
import inspect
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Union, get_args, get_origin

from llmextract.errors import SchemaError
from llmextract.verification.marks import Evidence, Found, Grounded, Side

_MARKS = (Grounded, Found, Evidence)
_PLAIN = (str, int, float, type(None))  # what most fields hold: neither records nor lists of them
_DEEPEST = 16  # types within types; only a type that names itself has more
_BOUNDS = frozenset({"min", "max"})
_MANY = frozenset({"list", "set"})


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked field of a class.

    Attributes:
        name: the attribute.
        mark: what was said of it.
        nullable: whether the field may be null; for the items of a list, whether one may be.
    """

    name: str
    mark: Grounded | Found | Evidence
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The marked fields of a class and the fields that may hold records of their own.

    Attributes:
        marks: the marked fields; a union of two marked types is two marks of one name.
        nested: names of the others.
        evidence: the first field that names evidence sentences; empty where there is none.
        steps: the fields that are looked at, in the order of the class, each with the marks by
            which its values are checked (none where it may hold records) and the side on which the
            names in it stand, if it says so.
    """

    marks: tuple[Mark, ...]
    nested: tuple[str, ...]
    evidence: str
    steps: tuple[tuple[str, tuple[Mark, ...], Side | None], ...]


class Leaf(NamedTuple):
    """One value of a record that is to be checked.

    Attributes:
        path: where it stands, such as ``locations[0].name`` or ``toll[Goma]``.
        value: the value; ``None`` only for a number.
        grounded: how it is checked.
        nullable: whether null may stand in its place.
        evidence: numbers of the evidence sentences of the nearest record around it, from 1.
    """

    path: str
    value: Any
    grounded: Grounded
    nullable: bool = False
    evidence: tuple[int, ...] = ()


def leaves(record: object) -> Iterator[Leaf]:
    """Every checked value that is not null, and numbers that are, in the order of the fields."""
    found: list[Leaf] = []
    _leaves(record, _Way("", (), (), None), found)
    return iter(found)


def is_record(kind: type) -> bool:
    """Whether the objects of a class have fields that may be marked."""
    return _is_record(kind)


@lru_cache(maxsize=1024)
def _is_record(kind: type) -> bool:
    return (
        isinstance(getattr(kind, "model_fields", None), Mapping)
        or dataclasses.is_dataclass(kind)
        or any(inspect.get_annotations(base) for base in kind.__mro__)
    )


def plan_of(record: type) -> Plan:
    """The plan of a class: a Pydantic class, a dataclass or any class with annotations.

    Raises:
        SchemaError: an annotation names what cannot be found, so marks would be overlooked.
    """
    return _plan(record)


@lru_cache(maxsize=256)
def _plan(record: type) -> Plan:
    marks, nested, order = [], [], []
    sides: dict[str, Side] = {}
    for name, annotation, metadata in _fields(record):
        own = [Mark(name, m, _is_nullable(annotation)) for m in metadata if isinstance(m, _MARKS)]
        found = own or [Mark(name, m, nullable) for m, nullable in _inner_marks(annotation)]
        marks += found
        if not found:
            nested.append(name)
        order.append(name)
        sides.update((name, mark) for mark in metadata if isinstance(mark, Side))
    grounded: dict[str, tuple[Mark, ...]] = {}
    for item in marks:
        if isinstance(item.mark, Grounded):
            grounded[item.name] = (*grounded.get(item.name, ()), item)
    steps = [
        (name, grounded.get(name, ()), sides.get(name))
        for name in order
        if name in grounded or name in nested
    ]
    evidence = next((item.name for item in marks if isinstance(item.mark, Evidence)), "")
    return Plan(tuple(marks), tuple(nested), evidence, tuple(steps))


def _fields(record: type) -> Iterator[tuple[str, Any, Sequence[Any]]]:
    declared = getattr(record, "model_fields", None)
    if isinstance(declared, Mapping):
        for name, info in declared.items():
            yield name, info.annotation, info.metadata
        return
    if not is_record(record):
        return
    try:
        hints = typing.get_type_hints(record, include_extras=True)
    except (NameError, TypeError) as error:
        raise SchemaError(
            f"the annotations of {record.__name__} cannot be read: {error}",
            hint="import what they name at run time, at the top of their module",
        ) from error
    for name, annotation in hints.items():
        metadata = getattr(annotation, "__metadata__", ())
        yield name, get_args(annotation)[0] if metadata else annotation, metadata


def _is_nullable(annotation: Any) -> bool:
    is_union = get_origin(annotation) in {Union, types.UnionType}
    return is_union and type(None) in get_args(annotation)


def _inner_marks(
    annotation: Any, *, nullable: bool = False, depth: int = 0
) -> Iterator[tuple[Grounded | Found | Evidence, bool]]:
    """Marks inside a type: ``list[Annotated[str, Grounded("quote")]]``, also when optional.

    Of a mapping only its values are checked: its keys are names that the schema's author gave.
    """
    if depth > _DEEPEST:
        return
    annotation = getattr(annotation, "__value__", annotation)  # a type that was given a name
    metadata = getattr(annotation, "__metadata__", ())
    if metadata:
        inside = get_args(annotation)[0]
        nullable = nullable or _is_nullable(inside)
        yield from ((mark, nullable) for mark in metadata if isinstance(mark, _MARKS))
        yield from _inner_marks(inside, nullable=nullable, depth=depth + 1)
        return
    origin, arguments = get_origin(annotation), get_args(annotation)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        arguments = arguments[1:]
    for argument in arguments:
        yield from _inner_marks(argument, nullable=_is_nullable(annotation), depth=depth + 1)


class _Way(NamedTuple):
    """How a record was come to.

    Attributes:
        prefix: path of its fields.
        evidence: numbers of the evidence sentences of the record around it.
        above: the records around it.
        side: on which side the names in it stand, where a field above says so.
    """

    prefix: str
    evidence: tuple[int, ...]
    above: tuple[object, ...]
    side: str | None


def _leaves(record: object, way: _Way, found: list[Leaf]) -> None:
    if any(one is record for one in way.above):
        return  # a record that holds itself: its values are listed already
    plan = plan_of(type(record))
    evidence = _evidence(record, plan) or way.evidence
    for name, marks, mark in plan.steps:
        value = getattr(record, name, None)
        if type(value) is list and not value:
            continue  # most fields of most records
        path = f"{way.prefix}{name}"
        side = way.side if mark is None else _side(record, mark)
        if marks:
            found += _values(value, path, marks, evidence, side)
        elif not isinstance(value, _PLAIN):
            for inner, one in _items(value, path):
                if is_record(type(one)):
                    below = _Way(f"{inner}.", evidence, (*way.above, record), side)
                    _leaves(one, below, found)


def _side(record: object, mark: Side) -> str:
    """The side of the names in a field; ``either`` where the record is of an act that has none."""
    if mark.but_where and getattr(record, mark.but_where[0], None) in mark.but_where[1:]:
        return "either"
    return mark.part


@lru_cache(maxsize=256)
def _sided(mark: Grounded, side: str) -> Grounded:
    """The mark of a name that must stand on a side."""
    if mark.kind != "name" or mark.role is not None:
        return mark
    return dataclasses.replace(mark, role=side)


def _evidence(record: object, plan: Plan) -> tuple[int, ...]:
    """Numbers of the evidence sentences that a record names, from 1; empty when it names none."""
    if not plan.evidence:
        return ()
    value: Any = getattr(record, plan.evidence, None)
    numbers = value if _shape(type(value)) in _MANY else (value,)
    return tuple([number for number in numbers if isinstance(number, int)])


def _values(
    value: Any, path: str, marks: Sequence[Mark], evidence: tuple[int, ...], side: str | None
) -> Iterator[Leaf]:
    for inner, one in ((path, value),) if isinstance(value, _PLAIN) else _items(value, path):
        item = marks[0] if len(marks) == 1 else _mark_for(one, marks)
        mark = item.mark
        assert isinstance(mark, Grounded)
        if one is not None or (mark.kind == "number" and inner == path):
            yield Leaf(
                inner, one, mark if side is None else _sided(mark, side), item.nullable, evidence
            )


def _mark_for(value: Any, marks: Sequence[Mark]) -> Mark:
    """The mark that is meant for a value where a union has several: numbers for what counts."""
    counts = isinstance(value, int | float | Mapping)
    for item in marks:
        if isinstance(item.mark, Grounded) and (item.mark.kind == "number") is counts:
            return item
    return marks[0]


def _items(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """The values in a value: the items of lists, sets and mappings, however deep, with their paths.

    A named tuple is one value (it may be a record), and so is a mapping of bounds.
    """
    shape = _shape(type(value))
    pairs: Iterator[tuple[object, Any]] | None = None
    if shape == "list":
        pairs = enumerate(value)
    elif shape == "set":
        # Sorted, so that the order of findings does not change from run to run.
        pairs = enumerate(sorted(value, key=repr))
    elif shape == "mapping" and not (value and _BOUNDS.issuperset(value)):
        pairs = iter(value.items())
    if pairs is None:
        yield path, value
        return
    for key, one in pairs:
        yield from _items(one, f"{path}[{key}]")


def _shape_of(kind: type) -> str:
    """What an object of a class holds values as; empty where it is one itself."""
    if issubclass(kind, (list, tuple)):
        return "" if hasattr(kind, "_fields") else "list"
    if issubclass(kind, AbstractSet):
        return "set"
    return "mapping" if issubclass(kind, Mapping) else ""


_shape: Callable[[type], str] = lru_cache(maxsize=1024)(_shape_of)

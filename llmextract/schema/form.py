"""The form that a model fills, derived from the public schema, and the way back to public records.

Two schemas on purpose.  The public record is rich; what a model is asked for is flat and compact,
with every field required (an optional field is one that a small model skips: constrained decoding
lets it close the object) and nullable where the record is.  A user writes one Pydantic class; the
form is derived:

* a field marked ``Found`` and a field whose default is computed from the others are not asked;
* a list of sub-records of which only one field is asked becomes a list of that field's values;
* a list of sub-records of which several are asked stays a list of small objects.
"""

import json
import types
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from llmextract.errors import SchemaError
from llmextract.verification.marks import Evidence, Found, Grounded

MAX_RECORDS = 8
"""Most records that one paragraph may have: a bound on a model that repeats itself for ever."""
MAX_STRING = 120
"""Bound on a string whose field names none: an open string is where a small model runs away."""
MAX_ITEMS = 6
"""Bound on a list whose field names none."""

Offers = Mapping[str, Sequence[Any]]
"""The values that a paragraph offers for a field, by the path of the field in the form."""

_NOTHING = frozenset(
    ("", "-", "n/a", "na", "nil", "none", "null", "unknown", "unspecified", "not stated",
     "not specified", "not mentioned", "not given")
)  # fmt: skip
"""Words that stand for no value, in the spelling of :func:`_tidy`."""
_JSON_TYPES: dict[type, str] = {str: "string", int: "integer", float: "number", bool: "boolean"}


class AnswerError(ValueError):
    """An answer that cannot be read as records; its text tells the model what to mend."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One field of the form.

    Attributes:
        name: the field's name, the same as in the record.
        path: its path in the form, the key of offers: ``killed``, ``locations``, ``events.place``.
        description: what the field means.
        scalar: JSON Schema of one value, without null.
        nullable: whether null is an answer.
        many: whether it is a list.
        min_items: least length of the list.
        max_items: greatest length of the list.
        grounded: how its values are checked, if they are.
        evidence: whether it holds the numbers of the evidence sentences.
        head: for a flattened list of sub-records, the field that its values fill.
        parts: for a list of small objects, or one object, their slots.
    """

    name: str
    path: str
    description: str
    scalar: Mapping[str, Any]
    nullable: bool = False
    many: bool = False
    min_items: int = 0
    max_items: int = MAX_ITEMS
    grounded: Grounded | None = None
    evidence: bool = False
    head: str | None = None
    parts: tuple["Slot", ...] = ()

    @property
    def lists_names(self) -> bool:
        """Whether it is a list of sub-records that a name of the text heads: actors."""
        return bool(self.head and self.grounded and self.grounded.kind == "name")


@dataclass(frozen=True, slots=True)
class Form:
    """What a model fills for one schema.

    Attributes:
        record: the public class.
        key: name of the list in the answer, such as ``incidents``.
        slots: the fields asked, in the order of the class.
    """

    record: type[BaseModel]
    key: str
    slots: tuple[Slot, ...]

    def schema(self, offers: Offers | None = None) -> dict[str, Any]:
        """JSON Schema of an answer, narrowed to the offers."""
        item = object_schema(self.slots, offers or {})
        records = {"type": "array", "items": item, "maxItems": MAX_RECORDS}
        return {
            "type": "object",
            "properties": {self.key: records},
            "required": [self.key],
            "additionalProperties": False,
        }

    def describe(self, *, without: Collection[str] = ()) -> str:
        """The fields as lines for a prompt: name, what may stand in it, what it means.

        Args:
            without: names of fields that are left out.
        """
        return "\n".join(_describe(slot) for slot in self.slots if slot.name not in without)

    def answer(self, records: Sequence[Mapping[str, Any]]) -> str:
        """The answer that stands for these public records, compact: white space costs tokens."""
        rows = [{slot.name: flatten(slot, record) for slot in self.slots} for record in records]
        return json.dumps({self.key: rows}, ensure_ascii=False, separators=(",", ":"))

    def parse(self, text: str) -> list[BaseModel]:
        """The public records of an answer.

        Raises:
            AnswerError: no JSON, the wrong shape, or a value that the class refuses.
        """
        value = find_json(text, self.key)
        rows = value.get(self.key) if isinstance(value, dict) else value
        if not isinstance(rows, list):
            raise AnswerError(f'the answer must be one JSON object {{"{self.key}": [...]}}')
        return [self.build(row, f"{self.key}[{number}]") for number, row in enumerate(rows)]

    def build(self, row: object, where: str) -> BaseModel:
        """The public record of one filled form.

        Args:
            row: what was filled.
            where: how to name it in a complaint.

        Raises:
            AnswerError: it is no object, or the class refuses a value.
        """
        if not isinstance(row, dict):
            raise AnswerError(f"{where} must be an object")
        rich = _rich(row, self.slots, self.record)
        try:
            return self.record.model_validate(rich)
        except ValidationError as error:
            raise AnswerError(_short(error, where)) from error

    def kinds(self, slot: Slot, value: str) -> frozenset[str]:
        """What the words of a value tell of the sub-record that it heads.

        A class may read fields from the words of another ("police station": a facility).

        Args:
            slot: a flattened list of sub-records.
            value: what would fill the head.

        Returns:
            The values of such fields; without ``unknown``, which tells nothing.
        """
        inner = _class_of(self.record.model_fields[slot.name])
        try:
            made = inner.model_validate({slot.head: value})
        except ValidationError:  # longer than the class allows
            return frozenset()
        told = {
            str(getattr(made, name))
            for name, info in inner.model_fields.items()
            if info.default_factory is not None and info.default_factory_takes_validated_data
        }
        return frozenset(told - {"unknown"})


@lru_cache(maxsize=32)
def form_of(record: type[BaseModel]) -> Form:
    """The form of a schema class.

    Raises:
        SchemaError: a field has a type that the engine cannot ask for, or no field is asked.
    """
    slots = tuple(_slots(record, "", ()))
    if not slots:
        raise SchemaError(f"the class {record.__name__} has no field that a model could fill")
    return Form(record, f"{record.__name__.lower()}s", slots)


def _slots(record: type[BaseModel], prefix: str, above: tuple[type, ...]) -> Iterator[Slot]:
    """The slots of a class that stands inside those above."""
    if record in above:
        raise SchemaError(
            f"the field {prefix.removesuffix('.')} holds its own class {record.__name__}",
            hint="a form has an end: give the inner records a class of their own",
        )
    try:
        record.model_rebuild()  # a class may name another that stands further down in its file
    except NameError as error:
        message = f"the class {record.__name__} cannot be completed: {error.name} is not defined"
        raise SchemaError(message) from error
    by_name = record.model_config.get("populate_by_name") or record.model_config.get(
        "validate_by_name"
    )
    for name, info in record.model_fields.items():
        if not _is_asked(info, f"{prefix}{name}"):
            continue
        if info.validation_alias is not None and not by_name:
            raise SchemaError(
                f"the field {prefix}{name} goes by another name ({info.validation_alias!r})",
                hint="set populate_by_name=True in the model_config of its class",
            )
        yield _slot(name, info, prefix, (*above, record))


def _is_asked(info: FieldInfo, path: str) -> bool:
    computed = info.default_factory is not None and info.default_factory_takes_validated_data
    marks = _unwrap(info.annotation, info.metadata, path).marks
    return not computed and _first(marks, Found) is None


@dataclass(frozen=True, slots=True)
class _Type:
    """A type without its wrappers: ``inner`` of ``Annotated[inner | None, *marks]``."""

    inner: Any
    nullable: bool
    marks: tuple[Any, ...]


def _unwrap(annotation: Any, marks: Iterable[Any], path: str = "") -> _Type:
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


def _slot(name: str, info: FieldInfo, prefix: str, above: tuple[type, ...]) -> Slot:
    path = f"{prefix}{name}"
    outer = _unwrap(info.annotation, info.metadata, path)
    many = get_origin(outer.inner) is list
    item = _unwrap(get_args(outer.inner)[0], (), path) if many else outer
    low = (_bound(outer.marks, "min_length") or 0) if many else 0
    high = (_bound(outer.marks, "max_length") or max(MAX_ITEMS, low)) if many else MAX_ITEMS
    parts = _parts(item.inner, path, above)
    # Only a list of plain values can stand for a list of sub-records.
    flat = parts[0] if many and len(parts) == 1 and not (parts[0].many or parts[0].parts) else None
    marks = (*item.marks, *outer.marks)
    return Slot(
        name=name,
        path=path,
        description=(info.description or "").strip(),
        scalar=flat.scalar if flat else ({} if parts else _scalar(item.inner, item.marks, path)),
        nullable=outer.nullable or _allows_none(item.inner),
        many=many,
        min_items=low,
        max_items=high,
        grounded=flat.grounded if flat else _first(marks, Grounded),
        evidence=_first(marks, Evidence) is not None,
        head=flat.name if flat else None,
        parts=() if flat else parts,
    )


def _parts(inner: Any, path: str, above: tuple[type, ...]) -> tuple[Slot, ...]:
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        return tuple(_slots(inner, f"{path}.", above))
    return ()


def _allows_none(inner: Any) -> bool:
    return get_origin(inner) is Literal and None in get_args(inner)


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


def object_schema(slots: Sequence[Slot], offers: Offers) -> dict[str, Any]:
    """JSON Schema of one object with these fields, narrowed to the offers."""
    return {
        "type": "object",
        "properties": {slot.name: _value(slot, offers) for slot in slots},
        "required": [slot.name for slot in slots],
        "additionalProperties": False,
    }


def _value(slot: Slot, offers: Offers) -> dict[str, Any]:
    offered = offers.get(slot.path)
    if slot.parts:
        one = object_schema(slot.parts, offers)
    elif offered is None or not (offered or slot.many or slot.nullable):
        # A value that must be there stays open where nothing is offered: no schema has no values.
        one = dict(slot.scalar)
    else:
        one = {"enum": list(offered)}
    if slot.many:
        most = (
            slot.max_items if offered is None or slot.parts else min(slot.max_items, len(offered))
        )
        # An empty enum is no schema: nothing offered means an empty list.
        items = one if offered is None or offered else {"type": "null"}
        out: dict[str, Any] = {"type": "array", "items": items, "maxItems": most}
        if slot.min_items and most:
            out["minItems"] = min(slot.min_items, most)
        one = out
    return _nullable(one) if slot.nullable else one


def _nullable(one: dict[str, Any]) -> dict[str, Any]:
    if "enum" in one:
        return {"enum": [*one["enum"], None]}
    return {"anyOf": [one, {"type": "null"}]}


def _describe(slot: Slot) -> str:
    if slot.parts:
        kind = "{" + ", ".join(part.name for part in slot.parts) + "}"
    elif "enum" in slot.scalar:
        kind = "one of " + ", ".join(str(value) for value in slot.scalar["enum"])
    else:
        kind = {"integer": "number", "boolean": "true or false"}.get(
            slot.scalar["type"], slot.scalar["type"]
        )
    if slot.many:
        kind = f"list of {kind}"
    if slot.nullable:
        kind += " or null"
    return f"- {slot.name} ({kind}): {slot.description}"


def flatten(slot: Slot, record: Mapping[str, Any]) -> Any:
    """A field of a public record as the form has it."""
    value = record.get(slot.name)
    if value is None:
        return [] if slot.many and not slot.nullable else None
    if slot.head:
        return [item[slot.head] for item in value]
    if slot.parts and slot.many:
        return [{part.name: flatten(part, item) for part in slot.parts} for item in value]
    if slot.parts:
        return {part.name: flatten(part, value) for part in slot.parts}
    return value


def _rich(row: Mapping[str, Any], slots: Sequence[Slot], record: Any) -> dict[str, Any]:
    """A public record from a row of the answer.

    Fields of the class that the form does not ask are left out where a model fills them all the
    same: their values come from the text, not from the model.  Names that the class does not know
    stay, for the class to refuse or to ignore.
    """
    by_name = {slot.name: slot for slot in slots}
    fields = record.model_fields
    return {
        name: _unflatten(by_name[name], _tidy(by_name[name], value), _class_of(fields[name]))
        if name in by_name
        else value
        for name, value in row.items()
        if name in by_name or name not in fields
    }


def _tidy(slot: Slot, value: Any) -> Any:
    """What a model says in place of nothing becomes nothing, and what it says twice is said once.

    Small models fill a list that may be empty with "unknown", and repeat an item until the list is
    full.  Fixed values (an enum may well have "unknown") are left alone.
    """
    if "enum" in slot.scalar:
        return value
    if isinstance(value, list):
        seen: dict[object, Any] = {}
        for place, one in enumerate(value):
            key: object = " ".join(one.split()).casefold() if isinstance(one, str) else repr(one)
            if isinstance(one, int | float) and not slot.evidence:
                key = place  # two equal numbers may be two measures
            seen.setdefault(key, one.strip() if isinstance(one, str) else one)
        return [one for key, one in seen.items() if key not in _NOTHING]
    if isinstance(value, str) and slot.nullable and value.strip().casefold() in _NOTHING:
        return None
    return value


def _unflatten(slot: Slot, value: Any, inner: Any) -> Any:
    """A value of the answer as the record has it."""
    if not (slot.head or slot.parts):
        return value
    if isinstance(value, list):
        return [_unflatten(slot, one, inner) for one in value]
    if not isinstance(value, dict):
        return {slot.head: value} if slot.head and value is not None else value
    parts = slot.parts or tuple(_slots(inner, f"{slot.path}.", ()))
    return _rich(value, parts, inner)


def _class_of(info: FieldInfo) -> Any:
    """The class of the sub-records of a field, or its plain type."""
    inner = _unwrap(info.annotation, ()).inner
    return _unwrap(get_args(inner)[0], ()).inner if get_origin(inner) is list else inner


def find_json(text: str, *keys: str) -> Any:
    """The JSON value of a reply: the first object with one of the keys, else a list of objects.

    Servers that do not enforce a schema wrap the answer in prose, which may hold brackets of its
    own ("sentence [1] says …"); what stands inside of an object that breaks off is no answer.
    """
    found, error, at = list[Any](), None, _start(text, 0)
    for _ in range(_MOST_VALUES):
        if at < 0:
            break
        try:
            value, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError) as problem:
            error, end = error or problem, at + 1
        else:
            if isinstance(value, dict) and any(key in value for key in keys):
                return value
            found += [value] if error is None else []
        at = _start(text, end)
    if found:
        return next((value for value in found if _is_rows(value)), found[0])
    if error is None:
        raise AnswerError("the answer holds no JSON")
    raise AnswerError(f"the answer is not valid JSON: {error}") from error


def _start(text: str, begin: int) -> int:
    return min((i for i in (text.find("{", begin), text.find("[", begin)) if i >= 0), default=-1)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)
_MOST_VALUES = 20
"""Most places of one reply where JSON is looked for."""


def _short(error: ValidationError, where: str) -> str:
    """Pydantic's complaints without the address of its manual: short messages save tokens."""
    lines = [
        f"{where}.{'.'.join(str(part) for part in one['loc'])}: {one['msg']}"
        for one in error.errors(include_url=False, include_input=False)[:5]
    ]
    return "; ".join(lines)

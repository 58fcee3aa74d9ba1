"""Reads the records of an answer leniently: what can be read is kept, what cannot is noted.

A model that was not held to a schema writes numbers as words in quotes, one record for a list of
one, an object where a name was asked for, nine items where the class takes six.  None of that is a
reason to lose a paragraph: a value is brought into the shape of its field where its meaning is
plain, else left out with a note; a record that the class still refuses is dropped with its reason,
and the others stay.
"""

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from llmextract.records import Stated
from llmextract.schema.json_text import MOST_DIGITS, AnswerError, find_json
from llmextract.schema.outline import Field, Outline

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
NOTHING = frozenset(
    ("", "-", "n/a", "na", "nil", "none", "null", "unknown", "unspecified", "not stated",
     "not specified", "not mentioned", "not given", "not reported")
)  # fmt: skip
"""Words that models write in place of nothing, in small letters."""
_WHOLE = re.compile(r"\s*[+]?(\d{1,3}(?:[ ,.'’\u00a0\u202f]\d{3})+|\d+)(?:\.0+)?\s*")
"""A number in a string: with or without separators of thousands."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The records of an answer.

    Attributes:
        records: in the order of the answer.
        notes: what was changed, cut or dropped to read it, each in words for an analyst.
        stated: for each record who stated a value, by its path; the model did where nothing is said.
    """

    records: tuple[BaseModel, ...]
    notes: tuple[str, ...] = ()
    stated: tuple[Mapping[str, Stated], ...] = ()


def read_answer(text: str, outline: Outline, *, sentences: int | None = None) -> Answer:
    """The records of an answer in the list protocol.

    Args:
        text: the reply.
        outline: the class of the records.
        sentences: how many sentences there are; numbers beyond are no evidence.

    Raises:
        AnswerError: there is no list of records, or none of its records can be read.
    """
    value = find_json(text, lambda one: _rows(one, outline) is not None)
    rows = _rows(value, outline)
    assert rows is not None  # it was looked for
    return read_rows(rows, outline, sentences=sentences)


def read_rows(rows: Sequence[Any], outline: Outline, *, sentences: int | None = None) -> Answer:
    """The records of a list of plain objects; see :func:`read_answer`."""
    notes: list[str] = []
    records: list[BaseModel] = []
    dropped: list[str] = []
    for number, row in enumerate(rows, start=1):
        reader = _Reader(f"record {number}", sentences)
        try:
            records.append(_record(row, outline, reader))
            notes += reader.notes
        except AnswerError as error:
            dropped.append(f"record {number} was dropped: {error}")
    if dropped and not records:
        raise AnswerError("; ".join(dropped)[:500])
    return Answer(tuple(records), (*notes, *dropped))


def _rows(value: Any, outline: Outline) -> list[Any] | None:
    """The list of records in a JSON value; ``None`` where it is no answer."""
    if isinstance(value, Mapping):
        for key in (outline.key, outline.record.__name__.lower(), outline.key.removesuffix("s")):
            if key in value and _may_hold_records(value[key]):
                inside = value[key] or []
                return inside if isinstance(inside, list) else [inside]
        if _is_record(value, outline):
            return [value]
        lists = [one for one in value.values() if isinstance(one, list)]
        only = lists[0] if len(value) == 1 and lists else None
        if only and all(_is_record(row, outline) for row in only):
            return only
        return _wrapped(value.values(), outline)
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], list):
        value = value[0]
    if isinstance(value, list) and all(isinstance(row, Mapping) for row in value):
        return value if all(_is_record(row, outline) for row in value) else None
    return None


def _wrapped(values: Iterable[Any], outline: Outline) -> list[Any] | None:
    """The records of the one object among some values that has a list of them under its key.

    A model wraps its answer, or fills in the schema that it was shown; a schema itself has no list there.
    """
    told = [one.get(outline.key) for one in values if isinstance(one, Mapping)]
    lists = [one for one in told if isinstance(one, list)]
    if len(lists) != 1 or not all(_is_record(row, outline) for row in lists[0]):
        return None
    return lists[0]


def _may_hold_records(inside: Any) -> bool:
    """Whether what stands under a key is no plain value: a field may be called like its class."""
    if isinstance(inside, list):
        return not inside or any(isinstance(row, Mapping) for row in inside)
    return inside is None or isinstance(inside, Mapping)


def _is_record(value: Any, outline: Outline) -> bool:
    """Whether an object has at least half of the fields of a record."""
    if not isinstance(value, Mapping):
        return False
    there = _under_their_names(value, outline)
    return sum(one.name in there for one in outline.asked) * 2 >= len(outline.asked)


def _record(row: Any, outline: Outline, reader: "_Reader") -> BaseModel:
    if not isinstance(row, Mapping):
        raise AnswerError("it is no object")
    made: dict[str, Any] = {}
    row = _under_their_names(row, outline)
    for one in outline.asked:
        value = reader.value(row.get(one.name), one)
        if value is not _ABSENT:
            made[one.name] = value
    try:
        return outline.record.model_validate(made)
    except ValidationError as error:
        raise AnswerError(_short(error)) from error


_ABSENT = object()
"""In place of a value that is left to the default of the class."""


@dataclass(slots=True)
class _Reader:
    """Brings values into the shape of their fields, and notes what it had to change.

    Attributes:
        where: how notes name the record.
        sentences: how many sentences there are, where that is known.
        notes: what was changed.
    """

    where: str
    sentences: int | None
    notes: list[str] = field(default_factory=list)

    def value(self, value: Any, to: Field) -> Any:
        """The value of a field; ``_ABSENT`` where there is none and the class knows what to do."""
        if to.many:
            return self._list(value, to)
        if isinstance(value, list):
            if len(value) > 1:
                self._note(to, f"{_shown(value)} became its first item")
            value = value[0] if value else None
        if to.parts:
            return self._object(value, to)
        read = self._scalar(value, to)
        if read is None and not to.nullable:
            return _ABSENT
        return read

    def _list(self, value: Any, to: Field) -> Any:
        items = value if isinstance(value, list) else [] if value is None else [value]
        read: list[Any] = []
        seen = set[str]()  # to look each up among the others takes the square of their number
        for item in items:
            one = self._item(item, to)
            if one is not None and not (repr(one) in seen and not _may_repeat(one, to)):
                read.append(one)
                seen.add(repr(one))
        if to.evidence:
            read = self._evidence(read, to)
        most = to.most
        if most is not None and len(read) > most:
            self._note(to, f"{len(read)} items, cut to the {most} that the class takes")
            read = read[:most]
        return read if read or value is not None or not to.nullable else None

    def _item(self, item: Any, to: Field) -> Any:
        if not to.parts:
            return self._scalar(item, to)
        if to.flat and not isinstance(item, Mapping):
            return self._headed(item, to)
        return self._object(item, to)

    def _headed(self, item: Any, to: Field) -> Any:
        """A sub-record of which only the name was asked."""
        head = next(part for part in to.parts if part.name == to.head)
        said = self._scalar(item, head)
        return None if said is None else {head.name: said}

    def _object(self, item: Any, to: Field) -> Any:
        if item is None:
            return None
        if not isinstance(item, Mapping):
            self._note(to, f"{_shown(item)} is no object and was left out")
            return None
        made = {}
        for part in to.asked_parts:
            value = self.value(item.get(part.name), part)
            if value is not _ABSENT:
                made[part.name] = value
        head = to.head
        return None if head in {p.name for p in to.asked_parts} and made.get(head) is None else made

    def _evidence(self, numbers: list[Any], to: Field) -> list[int]:
        """Numbers of sentences that exist; all of them where the model named none."""
        known = [n for n in numbers if isinstance(n, int) and n > 0]
        if self.sentences is not None:
            known = [n for n in known if n <= self.sentences]
        if len(known) < len(numbers):
            self._note(to, "numbers of sentences that do not exist were left out")
        if not known and to.min_items and self.sentences:
            self._note(to, "no evidence sentence was named; all of them are taken")
            known = list(range(1, self.sentences + 1))
        return known

    def _scalar(self, value: Any, to: Field) -> Any:
        if isinstance(value, Mapping):
            value = self._unwrapped(value, to)
        if value is None or (isinstance(value, str) and _is_nothing(value, to)):
            return None
        read = _READERS.get(to.scalar.get("type", ""), _any)(value, to.scalar)
        if read is None:
            self._note(to, f"{_shown(value)} is no value of it and was left out")
            return None
        if "enum" in to.scalar:
            return self._word(read, to)
        if isinstance(read, str) and len(read) > to.scalar.get("maxLength", len(read)):
            self._note(to, f"{_shown(read)} is longer than the class takes and was left out")
            return None
        return read

    def _unwrapped(self, value: Mapping[str, Any], to: Field) -> Any:
        """The value in an object where a plain one was asked for: a name, or a bound."""
        for key in ("name", "value", "text", "min", "at_least", "low"):
            if key in value:
                if key in {"min", "at_least", "low"}:
                    self._note(to, f"{_shown(dict(value))} became {value[key]!r}")
                return value[key]
        if value:
            self._note(to, f"{_shown(dict(value))} is no value of it and was left out")
        return None

    def _word(self, value: Any, to: Field) -> Any:
        """The fixed word that is meant, in the spelling of the class."""
        allowed = list(to.scalar["enum"])
        if value in allowed:
            return value
        folded = {_fold(one): one for one in allowed}
        if (meant := folded.get(_fold(value))) is not None:
            return meant
        other = next((one for one in allowed if one in {"other", "unknown"}), None)
        self._note(
            to, f"{_shown(value)} is none of its values" + (f", so {other!r}" if other else "")
        )
        return other

    def _note(self, to: Field, what: str) -> None:
        self.notes.append(f"{self.where}, {to.path}: {what}")


def _plain(name: str) -> str:
    """A name without what is written in several ways: ``eventType`` is ``Event type``."""
    return _fold(_HUMP.sub("_", name))


def _under_their_names(row: Mapping[str, Any], outline: Outline) -> Mapping[str, Any]:
    """A row with the names of the class, where it has them cased or joined in another way."""
    missing = {_plain(one.name): one.name for one in outline.asked if one.name not in row}
    if not missing or len(row) + len(missing) == len(outline.asked):
        return row  # nothing is missing, or nothing is there in its place
    told = {missing.get(_plain(name)): value for name, value in row.items()}
    return {**{name: value for name, value in told.items() if name is not None}, **row}


def _may_repeat(value: Any, to: Field) -> bool:
    """Two equal numbers may be two measures; a name or a sentence that is said twice is one."""
    return isinstance(value, int | float) and not to.evidence


def _is_nothing(value: str, to: Field) -> bool:
    words = to.scalar.get("enum", ())
    return value.strip().casefold() in NOTHING and value.strip().casefold() not in words


def _fold(value: Any) -> str:
    return re.sub(r"[\W_]+", "_", str(value).strip().casefold())


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _string(value: Any, _: Mapping[str, Any]) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    # Half of a surrogate pair, which JSON can spell and no file can hold, is a question mark.
    return str(value).strip().encode("utf-8", "replace").decode()


def _integer(value: Any, scalar: Mapping[str, Any]) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        match = _WHOLE.fullmatch(value)
        digits = re.sub(r"\D", "", match[1]) if match else ""
        value = int(digits) if 0 < len(digits) <= MOST_DIGITS else None
    if isinstance(value, float):
        value = int(value) if value.is_integer() else None
    if not isinstance(value, int) or value < scalar.get("minimum", value):
        return None
    return value


def _number(value: Any, scalar: Mapping[str, Any]) -> float | int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        try:
            value = float(value.strip())
        except ValueError:
            return _integer(value, scalar)
    if not isinstance(value, int | float) or value < scalar.get("minimum", value):
        return None
    # Neither infinite nor no number: JSON, and so the run file, has a word for neither.
    return value if abs(value) <= sys.float_info.max else None


def _boolean(value: Any, _: Mapping[str, Any]) -> bool | None:
    if isinstance(value, str):
        return {"true": True, "yes": True, "false": False, "no": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else None


def _any(value: Any, _: Mapping[str, Any]) -> Any:
    return value


_READERS: Mapping[str, Callable[[Any, Mapping[str, Any]], Any]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
}


def _short(error: ValidationError) -> str:
    """Pydantic's complaints without the address of its manual: short messages save tokens."""
    return "; ".join(
        f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}"
        for one in error.errors(include_url=False, include_input=False)[:5]
    )

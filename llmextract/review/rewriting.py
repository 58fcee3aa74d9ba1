"""One record with what a person corrected, added and took out, and where each value came from."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from llmextract.review.edits import Edit
from llmextract.schema import paths
from llmextract.schema.outline import Field, Outline

_GONE = object()
"""Stands where a value was, until all edits are done: paths are those of the record as it was."""


class RefusedError(Exception):
    """An edit that cannot be carried out; the words say why."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A record after some edits.

    Attributes:
        record: the record, plain.
        moved: for each path in it, the path in the record as it was.
        touched: fields that are no longer as they were.
        stated: paths (of the record as it was) of values that a person stated; what lies below one
            is stated by nobody.
    """

    record: dict[str, Any]
    moved: Mapping[str, str]
    touched: frozenset[str]
    stated: frozenset[str]


class Rewriting:
    """A record on its way through some edits."""

    def __init__(self, record: Mapping[str, Any], outline: Outline) -> None:
        self._record: dict[str, Any] = copy.deepcopy(dict(record))
        self._outline = outline
        self._touched: set[str] = set()
        self._stated: set[str] = set()

    def change(self, edit: Edit) -> None:
        """Carry out an edit of one value; accepting one changes nothing.

        Raises:
            RefusedError: there is no such value or field, or it cannot be empty.
        """
        assert edit.path is not None
        field = self._field(edit.path)
        if edit.action == "add":
            self._add(edit.path, field, edit.value)
        else:
            owner, key = self._place(edit.path)
            if edit.action == "correct":
                self._correct(edit, field, owner, key)
            elif edit.action == "reject":
                self._reject(edit.path, field, owner, key)
        if edit.action != "accept":
            self._touched.add(field.name)

    def done(self) -> Rewritten:
        """The record as it is now."""
        moved: dict[str, str] = {}
        record = _compact(self._record, "", "", moved)
        return Rewritten(record, moved, frozenset(self._touched), frozenset(self._stated))

    def _field(self, path: str) -> Field:
        try:
            field = self._outline.field(paths.head(path))
        except KeyError:
            raise RefusedError(f"the records have no field {path}") from None
        if field.evidence:
            raise RefusedError(f"{field.name} are found, not stated")
        return field

    def _place(self, path: str) -> tuple[Any, str | int]:
        """What holds a value, and under which key or index."""
        *above, last = paths.steps(path)
        owner: Any = self._record
        for step in above:
            owner = _within(owner, step, path)
        _within(owner, last, path)
        return owner, last

    def _correct(self, edit: Edit, field: Field, owner: Any, key: str | int) -> None:
        assert edit.path is not None
        if field.parts and isinstance(owner, dict) and key == field.head:
            # What was read from the words of the old name does not hold for the new one.
            asked = {part.name for part in field.asked_parts}
            for name in [one for one in owner if one not in asked]:
                if f"{edit.path[: -len(str(key)) - 1]}.{name}" not in self._stated:
                    del owner[name]
        owner[key] = _named(field, edit.value) if key == field.name else edit.value
        self._stated.add(edit.path)

    def _reject(self, path: str, field: Field, owner: Any, key: str | int) -> None:
        way = paths.steps(path)
        if len(way) > 1 and isinstance(way[-2], int) and way[-1] == field.head:
            # The name of a sub-record in a list: without it the sub-record says nothing.
            owner, key = self._place(path[: path.rindex(".")])
        if isinstance(owner, list):
            owner[int(key)] = _GONE
        elif len(way) > 1:
            del owner[key]  # a part of a sub-record is what the class makes of the rest
        elif field.nullable:
            owner[key] = None
        else:
            raise RefusedError(f"{path} cannot be empty: correct it, or reject the record")
        self._stated.discard(path)

    def _add(self, path: str, field: Field, value: Any) -> None:
        items = self._record.get(field.name)
        if not field.many or path != field.name:
            raise RefusedError(f"{path} is no list that something could be added to")
        if not isinstance(items, list):
            items = self._record[field.name] = []
        items.append(_named(field, value))
        at = f"{field.name}[{len(items) - 1}]"
        self._stated.add(f"{at}.{field.head}" if field.head else at)


def fresh(values: Mapping[str, Any], outline: Outline) -> tuple[dict[str, Any], frozenset[str]]:
    """A new record out of field and value, and the paths of what was stated; the rest is empty.

    Raises:
        RefusedError: there is no such field.
    """
    rewriting = Rewriting(
        {field.name: [] if field.many else None for field in outline.fields}, outline
    )
    for name, value in values.items():
        field = rewriting._field(name)  # noqa: SLF001 - of this module
        for item in value if field.many and isinstance(value, list) else [value]:
            action = "add" if field.many else "correct"
            rewriting.change(_said(name, action, item))
    done = rewriting.done()
    return done.record, done.stated


def _named(field: Field, value: Any) -> Any:
    """A sub-record that is known by its name alone; any other value as it is."""
    if field.parts and field.head and not isinstance(value, dict):
        return {field.head: value}
    return value


def _said(path: str, action: Any, value: Any) -> Edit:
    return Edit(run="", document="", paragraph=0, path=path, action=action, value=value)


def _within(owner: Any, step: str | int, path: str) -> Any:
    try:
        found = owner[step]
    except (KeyError, IndexError, TypeError):
        raise RefusedError(f"the record has no {path}") from None
    if found is _GONE:
        raise RefusedError(f"{path} was taken out")
    return found


def _compact(value: Any, old: str, new: str, moved: dict[str, str]) -> Any:
    """The value without what went, and for each path in it the path as it was."""
    moved[new] = old
    if isinstance(value, dict):
        return {
            key: _compact(one, _under(old, key), _under(new, key), moved)
            for key, one in value.items()
        }
    if isinstance(value, list):
        kept = [(index, one) for index, one in enumerate(value) if one is not _GONE]
        return [
            _compact(one, f"{old}[{index}]", f"{new}[{at}]", moved)
            for at, (index, one) in enumerate(kept)
        ]
    return value


def _under(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key

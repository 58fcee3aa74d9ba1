"""Paths of values in a record: ``locations[0].name``; the one place that takes them apart."""

import re
from collections.abc import Mapping
from typing import Any

_STEP = re.compile(r"\[(\d+)\]|\[([^\]]*)\]|([^.\[\]]+)")


def head(path: str) -> str:
    """The field of the record that a path starts with: ``locations`` of ``locations[0].name``."""
    return re.split(r"[.\[]", path, maxsplit=1)[0]


def is_under(path: str, whole: str) -> bool:
    """Whether a path is that of a value, of an item of it or of a part of it."""
    return path == whole or path.startswith((f"{whole}.", f"{whole}["))


def steps(path: str) -> tuple[str | int, ...]:
    """The keys and indices of a path, from the record inwards."""
    return tuple(int(index) if index else key or name for index, key, name in _STEP.findall(path))


def value_at(record: Any, path: str) -> Any:
    """The value at a path of a plain JSON record; ``None`` where there is none."""
    for step in steps(path):
        if isinstance(record, Mapping):
            record = record.get(str(step))
        elif isinstance(record, list | tuple) and isinstance(step, int) and step < len(record):
            record = record[step]
        else:
            return None
    return record


def drop(record: Any, path: str) -> None:
    """Take one value out of a plain JSON record, in place.

    An item goes out of its list, with the sub-record that it names; any other value becomes null.
    """
    way = list(steps(path))
    if len(way) > 1 and isinstance(way[-2], int):
        way.pop()  # the name of a sub-record in a list: without it the sub-record says nothing
    *above, last = way
    owner = record
    for step in above:
        owner = owner[step]
    if isinstance(owner, list):
        del owner[int(last)]
    else:
        owner[last] = None

"""Bodies as JSON, of which nothing is spelled twice that is the same as in the body before.

Instructions, examples and schema are nearly all of a request, and the same in each of a run.
"""

import json
from collections.abc import Mapping
from typing import Any

_spell = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
_Parts = tuple[tuple[Any, bytes], ...]


class Spelling:
    """Spells the bodies that go over one connection; safe to use from several threads.

    What is the very same object as before is taken to say the same: bodies are made of what does not
    change any more.
    """

    def __init__(self) -> None:
        self._before: dict[str, _Parts] = {}

    def spell(self, body: Mapping[str, Any]) -> bytes:
        """A body as JSON in UTF-8.

        Raises:
            ValueError: it holds what JSON does not.
        """
        members = (
            b"%b:%b" % (_spell(name).encode(), self._value(name, value))
            for name, value in body.items()
        )
        return b"{%b}" % b",".join(members)

    def _value(self, name: str, value: Any) -> bytes:
        is_list = isinstance(value, list)
        items = value if is_list else [value]
        before = self._before.get(name, ())
        parts = tuple(
            (
                item,
                before[at][1]
                if at < len(before) and _is_same(item, before[at][0])
                else _spell(item).encode(),
            )
            for at, item in enumerate(items)
        )
        self._before[name] = parts
        joined = b",".join(spelled for _, spelled in parts)
        return b"[%b]" % joined if is_list else joined


def _is_same(one: Any, other: Any) -> bool:
    """Whether two values are, or are made of, the very same objects."""
    if one is other:
        return True
    if not (isinstance(one, dict) and isinstance(other, dict)) or len(one) != len(other):
        return False
    for (name, value), (its_name, its_value) in zip(one.items(), other.items(), strict=True):
        if name != its_name or not (value is its_value or _is_same(value, its_value)):
            return False
    return True

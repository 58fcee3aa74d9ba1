"""What a schema's module says about merging, beside ``MORE_EXACT`` and ``RECALLED_AS``: its tables."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel

SHARED_TABLE = "SHARED_TELLS"
"""How much a name that two records share in a field tells that they are of one thing: field, weight.

``{"targets": 2.0, "perpetrators": 0.75}``: one group does many things, but nobody is killed twice.
A field that is not in it has the weight 1.5.
"""
UNDIRECTED_TABLE = "UNDIRECTED"
"""Values of a field by which a record has no doer and no target, only two sides: field, values."""

ALIKE_TABLE = "ALSO_TOLD_AS"
"""Values of a field that one thing may be told as though neither is more exact: field, value, values.

``{"event_type": {"assassination": ("bombing",)}}``: a bomb that was meant for one man.
"""
HEARSAY_TABLE = "HEARSAY"
"""Values of a field by which a record tells only what somebody says: field, values."""

GROUPS_TABLE = "GROUPS"
"""Kinds of actors that are groups: those that "the group" may stand for, and the others by any key.

``{"the group": ("club", "union"), "of the state": ("ministry",)}``: "the union" comes back to the one
union that was named, "the ministry" to the one ministry.  Without a table nothing does.
"""

_SHARED = 1.5


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a schema's module, empty where it has none."""

    shared: Mapping[str, float]
    undirected: Mapping[str, tuple[str, ...]]
    alike: Mapping[str, Mapping[str, tuple[str, ...]]]
    hearsay: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, tuple[str, ...]]

    def weight(self, name: str) -> float:
        """How much a name shared in a field tells."""
        return self.shared.get(name, _SHARED)

    def has_no_direction(self, categories: Mapping[str, str]) -> bool:
        """Whether a record with these values has two sides and no doer."""
        return any(categories.get(name) in values for name, values in self.undirected.items())

    def may_be_told_as(self, name: str, one: str | None, other: str | None) -> bool:
        """Whether one thing may be told as either value, though neither is more exact."""
        table = self.alike.get(name, {})
        return other in table.get(one or "", ()) or one in table.get(other or "", ())


@lru_cache(maxsize=64)
def tables_of(record: "type[BaseModel]") -> Tables:
    """The tables beside a schema class."""
    module = sys.modules[record.__module__]
    return Tables(
        getattr(module, SHARED_TABLE, {}),
        getattr(module, UNDIRECTED_TABLE, {}),
        getattr(module, ALIKE_TABLE, {}),
        getattr(module, HEARSAY_TABLE, {}),
        getattr(module, GROUPS_TABLE, {}),
    )

"""What a schema's author says about a field: how its value is checked, and who fills it."""

from dataclasses import dataclass
from typing import Literal

GroundedKind = Literal["number", "place", "date", "name", "quote"]


@dataclass(frozen=True, slots=True)
class Grounded:
    """Marks a field whose value must be carried by the words of the text.

    Use it in ``Annotated``: ``killed: Annotated[int | None, Grounded("number", role="killed")]``.
    On a list of strings it holds for each item.

    Args:
        kind: how the value is checked. ``number``: a count, with its role and arithmetic;
            ``place``: a place name in any spelling; ``date``: a date as written; ``name``: an
            actor, a group, a thing called as the text calls it; ``quote``: words that must stand
            in the text.
        role: what a number counts and what happened to it (``killed``, ``injured``, ``displaced``)
            or the part that a place plays (``location``); of a name ``agent``, ``patient``, ``either``, as
            :class:`Side` says of all names in a field. Free text: roles that the language tables
            know are checked more closely.
        sums: whether a number may be the sum or difference of numbers of the text.
    """

    kind: GroundedKind
    role: str | None = None
    sums: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """Marks a field that the engine fills from what the text says of the place named beside it.

    The model is not asked for it: ``kind: Annotated[str, Found("kind")]`` next to a field marked
    ``Grounded("place")`` becomes ``"village"`` where the text has "the village of …";
    ``within: Annotated[list[str], Found("within")]`` the places that the text says it lies in.

    Args:
        what: ``kind`` or ``within``.
    """

    what: Literal["kind", "within"]


@dataclass(frozen=True, slots=True)
class Side:
    """Marks a field with those who act or those who are hit: its names must stand so in the text.

    ``doers: Annotated[list[Actor], Side("agent")]``, where ``Actor.name`` is marked
    ``Grounded("name")``. A field without it says nothing of sides.

    Args:
        part: ``agent`` for those who act, ``patient`` for those who are hit.
        but_where: a field of the same record and its values with which the two sides are no doer
            and no target, such as ``("event_type", "clash")``; a name may stand on either then.
    """

    part: Literal["agent", "patient"]
    but_where: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Marks the field (a list of integers) with the numbers of the evidence sentences, from 1."""

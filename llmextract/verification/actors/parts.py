"""The parts that the phrases of a text were given: who acts, who is hit, who only reports it."""

from collections.abc import Iterable, Iterator
from typing import Literal

Part = Literal["agent", "patient", "speaker"]
OTHER: dict[Part, Part] = {"agent": "patient", "patient": "agent"}
"""The other side of an act."""


class Parts:
    """Parts by the index of a phrase; a phrase of which both was said has none."""

    def __init__(self) -> None:
        self._told: dict[int, Part | None] = {}
        self._unreal: dict[int, Part] = {}
        self._by: dict[int, int] = {}
        self._facing: set[int] = set()
        self._hints: dict[int, set[Part]] = {}

    def tell(self, index: int, part: Part, by: int, *, real: bool = True) -> None:
        """Note what is said of a phrase by a verb or noun; what only was to happen counts less."""
        if not real:
            self._unreal.setdefault(index, part)
        else:
            known = self._told.get(index, part)
            self._told[index] = part if known in {part, "speaker"} else None
        self._by.setdefault(index, by)

    def hint(self, index: int, part: Part, by: int) -> None:
        """Note what speaks for a part and is not sure: a pronoun, a verb of which little is known."""
        self._hints.setdefault(index, set()).add(part)
        self._by.setdefault(index, by)

    def hints(self, index: int) -> set[Part]:
        """The parts that something speaks for."""
        return self._hints.get(index, set())

    def all(self, part: Part) -> Iterator[int]:
        """The phrases that have a part in what happened."""
        return (index for index, one in self._told.items() if one == part)

    def stand_by(self, index: int) -> None:
        """Note that a phrase only reports, or keeps it from happening."""
        self._told.setdefault(index, "speaker")

    def face(self, indices: Iterable[int]) -> None:
        """Note that phrases are sides of an act that both do."""
        self._facing.update(indices)

    def of(self, index: int) -> Part | None:
        """The part of a phrase in what happened."""
        return self._told.get(index)

    def meant(self, index: int) -> Part | None:
        """Its part in what happened, else in what was to happen."""
        told = self._told.get(index)
        return told if told in OTHER else self._unreal.get(index, told)

    def is_torn(self, index: int) -> bool:
        """Whether both was said of a phrase."""
        return index in self._told and self._told[index] is None

    def faces(self, index: int) -> bool:
        """Whether a phrase is a side of an act that both do."""
        return index in self._facing

    def by(self, index: int) -> int:
        """The verb or noun that tells the part of a phrase; the phrase itself where none does."""
        return self._by.get(index, index)

    def give(self, index: int, other: int) -> None:
        """Give a phrase the part of another, where it has none."""
        if self.of(index) is None and not self.is_torn(index) and self.of(other) in OTHER:
            self._told[index] = self._told[other]
            self._by.setdefault(index, self.by(other))
        if index not in self._unreal and other in self._unreal:
            self._unreal[index] = self._unreal[other]
            self._by.setdefault(index, self.by(other))
        for part in self.hints(other):
            self.hint(index, part, self.by(other))
        if other in self._facing:
            self._facing.add(index)

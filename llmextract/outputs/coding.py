"""How the records of a domain are written in tables of events: its own data, ``schemas/NAME.coding.toml``.

The engine knows what an event table asks for (who, whom, where, when, how many dead); which words,
numbers and types a codebook has for it stands in the domain's file.
"""

import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from llmextract.errors import UsageError

if TYPE_CHECKING:
    from llmextract.schema.outline import Outline

ENDING = ".coding.toml"


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Fields(_Table):
    """Which field of the class holds what; ``None`` for what it does not tell."""

    type: str | None = None
    status: str | None = None
    date: str | None = None
    places: str | None = None
    doers: str | None = None
    hit: str | None = None
    deaths: str | None = None
    hurt: str | None = None
    tags: tuple[str, ...] = ()


class Actor(_Table):
    """An actor of the codebook."""

    name: str
    code: int


class Targeted(_Table):
    """What is said where all who were hit have one code."""

    code: int
    words: str


Pair = Annotated[tuple[str, str], Field(description="event type and sub-event type")]


class Instead(_Table):
    """An event type that is more exact where all of its conditions hold."""

    type: tuple[str, ...]
    event: Pair
    doer: tuple[int, ...] | None = None
    hit: tuple[int, ...] | None = None
    only: tuple[int, ...] | None = None
    hurt: bool | None = None

    def fits(self, kind: str, doers: Sequence[int], hit: Sequence[int], *, hurt: bool) -> bool:
        """Whether it holds of an event.

        Args:
            kind: the type of the record.
            doers: codes of those who did it.
            hit: codes of those who were hit.
            hurt: whether somebody was killed or injured.
        """
        return (
            kind in self.type
            and (self.doer is None or bool(set(self.doer) & set(doers)))
            and (self.hit is None or bool(set(self.hit) & set(hit)))
            and (self.only is None or (bool(hit) and set(hit) <= set(self.only)))
            and (self.hurt is None or self.hurt == hurt)
        )


class Acled(_Table):
    """The columns of ACLED."""

    unidentified: Actor | None = None
    general: Mapping[int, str] = Field(default_factory=dict)
    targeted: Targeted | None = None
    events: Mapping[str, Pair] = Field(default_factory=dict)
    instead: tuple[Instead, ...] = ()
    disorder: Mapping[str, str] = Field(default_factory=dict)
    regions: Mapping[str, str] = Field(default_factory=dict)

    def region(self, country: str) -> str:
        """The region of a country by its ISO code; empty where it has none."""
        return next((name for name, codes in self.regions.items() if country in codes.split()), "")


class Ucdp(_Table):
    """The columns of UCDP's GED."""

    states: tuple[int, ...] = ()
    organised: tuple[int, ...] = ()
    civilians: tuple[int, ...] = ()
    regions: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)


class Coding(_Table):
    """A coding file, read and checked."""

    fields: Fields
    left_out: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    actors: Mapping[str, int] = Field(default_factory=dict)
    things: tuple[str, ...] = ()
    acled: Acled = Field(default_factory=Acled)
    ucdp: Ucdp = Field(default_factory=Ucdp)


def has_coding(outline: "Outline") -> bool:
    """Whether a class has a coding file."""
    return _path_of(outline).is_file()


def problems(outline: "Outline") -> list[str]:
    """What is wrong with the coding of a class, one line each.

    Words that the class does not have are mistakes of spelling, and each type of event needs a row.
    """
    try:
        coding = coding_of(outline)
    except UsageError as error:
        return [str(error)]
    fields, where = coding.fields, _path_of(outline).name
    types = set(outline.field(fields.type).words) if fields.type else set()
    statuses = {word for words in coding.left_out.values() for word in words}
    known = {word for name in coding.left_out for word in outline.field(name).words}
    given = {*coding.acled.events, *(one for row in coding.acled.instead for one in row.type)}
    found = [
        f"{where}: no event type for {word}" for word in sorted(types - set(coding.acled.events))
    ]
    found += [f"{where}: {word} is no type of the class" for word in sorted(given - types)]
    found += [f"{where}: {word} is no word to leave out" for word in sorted(statuses - known)]
    return found


def coding_of(outline: "Outline") -> Coding:
    """The coding of a class, from the file beside its module.

    Raises:
        UsageError: there is no such file, it cannot be read, or it names a field that is not there.
    """
    path = _path_of(outline)
    if not path.is_file():
        raise UsageError(
            f"{outline.record.__name__} has no coding, so it cannot be written as events",
            hint=f"write schemas/{path.name}, see docs/outputs.md",
        )
    try:
        coding = Coding.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} is no coding: {_brief(error)}") from None
    known = {field.name for field in outline.fields}
    given: list[Any] = [*coding.fields.tags, *coding.left_out]
    given += [name for name in coding.fields.model_dump(exclude={"tags"}).values() if name]
    if unknown := sorted(set(given) - known):
        raise UsageError(f"{path} names no field of the class: {', '.join(unknown)}")
    return coding


def _path_of(outline: "Outline") -> Path:
    """The coding file beside the module of a class."""
    home = Path(sys.modules[outline.record.__module__].__file__ or ".")
    return home.with_name(f"{home.stem}{ENDING}")


def _brief(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"

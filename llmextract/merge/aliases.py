"""A user's file of names: what else a group is called, and of what kind it is.

TOML has a table for each name, CSV a row for each other name (``name,alias,kind``)::

    ["Rowers of Ambrel"]
    also = ["RA", "Ambrel Rowing Club"]
    kind = "club"
"""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from llmextract.errors import UsageError
from llmextract.schema.outline import outline_of
from llmextract.verification.spelling import fold_words

if TYPE_CHECKING:
    from pydantic import BaseModel

_IDLE = frozenset({"the", "a", "an"})


@dataclass(frozen=True, slots=True)
class Aliases:
    """Names that stand for others.

    Attributes:
        names: the name that each other name stands for, and itself, by its folded words.
        kinds: the kind of each name, where one is given.
    """

    names: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)

    def name_of(self, said: str) -> str | None:
        """The name that a name as written stands for; ``None`` for one that is not in the file."""
        return self.names.get(folded(said))


def folded(said: str) -> tuple[str, ...]:
    """A name by its words, whatever its case, accents and article."""
    return tuple(word for word in fold_words(said) if word not in _IDLE)


def read_aliases(path: Path, record: "type[BaseModel]") -> Aliases:
    """Read a file of names.

    Args:
        path: the file, ``.toml`` or ``.csv``.
        record: the class of the records; a kind is one of its words.

    Raises:
        UsageError: it cannot be read, is no such file, one name stands for two, or a kind is none.
    """
    known = sorted(
        {
            word
            for kind in outline_of(record).of_kind("name")
            for part in kind.parts
            for word in part.words
        }
    )
    names: dict[tuple[str, ...], str] = {}
    kinds: dict[str, str] = {}
    for name, also, kind in _rows(path):
        for said in (name, also):
            key = folded(said)
            if not key:
                raise UsageError(f"{path}: {said!r} is no name")
            if names.setdefault(key, name) != name:
                raise UsageError(
                    f"{path}: {said!r} stands for {names[key]!r} and for {name!r}",
                    hint="leave it out of one of them",
                )
        if kind and kind not in known:
            raise UsageError(
                f"{path}: {name!r} is of no kind {kind!r}",
                hint=f"kinds are {', '.join(known)}" if known else "leave the kind out",
            )
        if kind and kinds.setdefault(name, kind) != kind:
            raise UsageError(f"{path}: {name!r} is {kinds[name]} and {kind}")
    if not names:
        raise UsageError(f"{path} has no names", hint="docs/merging.md shows what it looks like")
    return Aliases(names, kinds)


def _rows(path: Path) -> Iterator[tuple[str, str, str]]:
    """Name, another name, kind; the name itself where it has no other."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise UsageError(f"{path} cannot be read: {why}") from error
    if path.suffix.lower() == ".csv":
        yield from _rows_of_csv(text, path)
    elif path.suffix.lower() == ".toml":
        yield from _rows_of_toml(text, path)
    else:
        raise UsageError(f"{path} is neither .toml nor .csv", hint="name it by what it is")


def _rows_of_toml(text: str, path: Path) -> Iterator[tuple[str, str, str]]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is no TOML: {error}") from error
    for name, table in tables.items():
        also = table.get("also", []) if isinstance(table, dict) else None
        kind = table.get("kind", "") if isinstance(table, dict) else ""
        if (
            not isinstance(also, list)
            or not all(isinstance(one, str) for one in also)
            or not isinstance(kind, str)
            or not set(table) <= {"also", "kind"}
        ):
            raise UsageError(
                f"{path}: {name!r} is not a name with also and kind",
                hint='["Name"], then also = ["other name"] and, if you like, a kind',
            )
        for one in also or [name]:
            yield name, one, kind


def _rows_of_csv(text: str, path: Path) -> Iterator[tuple[str, str, str]]:
    reader = csv.DictReader(text.splitlines())
    if not {"name", "alias"} <= set(reader.fieldnames or ()):
        raise UsageError(f"{path} has no columns name and alias", hint="kind may be a third")
    for row in reader:
        name = (row["name"] or "").strip()
        yield name, (row["alias"] or "").strip() or name, (row.get("kind") or "").strip()

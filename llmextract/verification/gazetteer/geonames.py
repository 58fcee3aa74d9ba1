"""Reads places from the dumps of GeoNames: ``MLI.txt``, ``cities500.txt``, ``allCountries.zip``.

A line a place, 19 columns parted by tabs, UTF-8 (readme.txt of the dumps).  Kept are settlements and
the parts of countries of the first two levels; what was left or destroyed is no place of news.
"""

import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Final, Literal, TextIO

from llmextract.errors import UsageError

COLUMNS: Final = 19
_GONE: Final = frozenset({"PPLH", "PPLW", "PPLCH"})  # historical, destroyed, former capital
_SOME: Final = 200  # lines; a file of which so many are no places is no dump


@dataclass(frozen=True, slots=True)
class Entry:
    """A place of a dump.

    Attributes:
        id: GeoNames' own, the same in all dumps.
        name: its principal name.
        names: its other names, in any script.
        kind: ``city`` for a settlement, ``province`` and ``district`` for a part of a country.
        country: ISO code.
        part: code of the first-level part that it is or lies in; empty where none is told.
        latitude: degrees of WGS 84.
        longitude: degrees of WGS 84.
        population: people; 0 where it is not known.
    """

    id: int
    name: str
    names: tuple[str, ...]
    kind: Literal["city", "province", "district"]
    country: str
    part: str
    latitude: float
    longitude: float
    population: int


@dataclass(slots=True)
class Tally:
    """How many lines of a dump were read, and how many of them are no place that can be read."""

    lines: int = 0
    bad: int = 0


def entries(path: Path, tally: Tally) -> Iterator[Entry]:
    """The places of a dump; a line that is none is passed over and counted.

    Args:
        path: the text file, or a ``.zip`` with one.
        tally: counts up.

    Raises:
        UsageError: the file cannot be read, or is no dump of GeoNames.
    """
    with _opened(path) as stream:
        for line in stream:
            tally.lines += 1
            columns = line.rstrip("\n").split("\t")
            try:
                entry = _entry(columns)
            except (ValueError, IndexError):
                tally.bad += 1
                _check(path, tally)
                continue
            if entry is not None:
                yield entry
    if tally.bad == tally.lines:
        raise _no_dump(path)


def _check(path: Path, tally: Tally) -> None:
    if tally.lines == tally.bad == _SOME:
        raise _no_dump(path)


def _no_dump(path: Path) -> UsageError:
    return UsageError(
        f"{path} is no dump of GeoNames: no line of it has {COLUMNS} columns parted by tabs",
        hint="take a file of a country, citiesN or allCountries from GeoNames' export, .txt or .zip",
    )


def _entry(columns: list[str]) -> Entry | None:
    """A place; ``None`` for a mountain, a lake, a place that is gone.

    Raises:
        ValueError: the line is no place.
    """
    if len(columns) != COLUMNS:
        raise ValueError(len(columns))
    kind = _kind(columns[6], columns[7])
    if kind is None:
        return None
    latitude, longitude = float(columns[4]), float(columns[5])
    if not (abs(latitude) <= 90 and abs(longitude) <= 180 and len(columns[8]) == 2 and columns[1]):
        raise ValueError(columns[0])
    return Entry(
        id=int(columns[0]),
        name=columns[1],
        names=tuple(filter(None, columns[3].split(","))),
        kind=kind,
        country=columns[8],
        part=columns[10],
        latitude=latitude,
        longitude=longitude,
        population=int(columns[14] or 0),
    )


def _kind(group: str, code: str) -> Literal["city", "province", "district"] | None:
    if group == "P":
        return None if code in _GONE else "city"
    if group == "A":
        return {"ADM1": "province", "ADM2": "district"}.get(code)  # type: ignore[return-value]
    return None


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    with ExitStack() as stack:
        try:
            if zipfile.is_zipfile(path):
                archive = stack.enter_context(zipfile.ZipFile(path))
                inner = stack.enter_context(archive.open(_member(archive, path)))
                stream: TextIO = TextIOWrapper(inner, "utf-8", errors="replace", newline="\n")
            else:
                stream = stack.enter_context(
                    path.open(encoding="utf-8", errors="replace", newline="\n")
                )
        except (OSError, zipfile.BadZipFile) as error:
            raise UsageError(f"{path} cannot be read: {error}") from error
        yield stream


def _member(archive: zipfile.ZipFile, path: Path) -> str:
    """The dump in an archive, which may have a readme beside it."""
    names = [
        one for one in archive.namelist() if one.endswith(".txt") and "readme" not in one.lower()
    ]
    if not names:
        raise UsageError(f"{path} has no .txt file in it", hint="take a .zip of GeoNames' export")
    own = f"{path.stem}.txt"
    return own if own in names else names[0]

"""Builds a larger gazetteer of dumps of GeoNames and of what is shipped.

It has the layout of the compiled one, and the points of its places beside it.
"""

import hashlib
import json
import os
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from llmextract.errors import StoreError
from llmextract.settings import DATA_DIR_VARIABLE
from llmextract.verification.gazetteer import compiling, coordinates, store
from llmextract.verification.gazetteer.compiling import Line
from llmextract.verification.gazetteer.geonames import Entry, Tally, entries
from llmextract.verification.gazetteer.linking import SURE, Links
from llmextract.verification.gazetteer.spooling import SpooledIndex

_SCHEMA: Final = """
CREATE TABLE point (id INTEGER PRIMARY KEY, latitude REAL NOT NULL, longitude REAL NOT NULL);
CREATE TABLE largest (region TEXT PRIMARY KEY, population INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
_AT_ONCE: Final = 4096
"""Places whose names are folded together."""
_DIGEST: Final = 16


@dataclass(slots=True)
class Built:
    """What was built.

    Attributes:
        path: the file.
        shipped: settlements of the gazetteer that is shipped.
        added: places that the dumps added, by country.
        known: places of the dumps that are shipped or stood in an earlier dump.
        bad: lines that could not be read.
    """

    path: Path
    shipped: int = 0
    added: Counter[str] = field(default_factory=Counter)
    known: int = 0
    bad: int = 0


def build(dumps: Sequence[Path], *, said: Callable[[int], None] = lambda _: None) -> Built:
    """Build the larger gazetteer and put it in the place of an older one.

    Args:
        dumps: files of GeoNames; they are read twice.
        said: told now and then how many places were taken in.

    Raises:
        UsageError: a file cannot be read or is no dump.
        StoreError: the gazetteer cannot be written.
    """
    target = store.larger()
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            draft = Path(folder) / target.name
            with closing(_Added(dumps, Path(folder), said)) as added:
                tables = (one.read_text("utf-8") for one in (store.TABLE, store.SEATS))
                compiling.compile_to(draft, *tables, larger=added)
            store.forget()
            os.replace(draft, target)  # noqa: PTH105 - in one step, whoever has the old one open
    except (OSError, sqlite3.OperationalError) as error:
        raise StoreError(
            f"the gazetteer cannot be written: {error}",
            hint=f"make room in {target.parent}, or set {DATA_DIR_VARIABLE} to another folder",
        ) from error
    for old in store.outdated():
        old.unlink(missing_ok=True)
    added.built.path = target
    return added.built


class _Added:
    """The places of some dumps, as ``compiling`` takes them in.

    Args:
        dumps: the files.
        folder: where what does not fit into memory waits.
        said: told how many places were taken in.
    """

    def __init__(self, dumps: Sequence[Path], folder: Path, said: Callable[[int], None]) -> None:
        self.index = SpooledIndex(folder)
        self.built = Built(folder)
        self._dumps = dumps
        self._said = said
        self._ids: set[int] = set()
        self._parts: list[Entry] = []
        self._most: Counter[str] = Counter()
        self._points = sqlite3.connect(folder / "points.sqlite")
        self._points.execute("PRAGMA synchronous = OFF")
        self._points.execute("CREATE TABLE point (id INTEGER PRIMARY KEY, latitude, longitude)")

    def places(self, links: Links, shipped: Iterable[Line]) -> Iterator[Line]:
        """The shipped places, then those of the dumps that are not among them."""
        for line, keys in shipped:
            self._ids.add(int(line.partition("\t")[0]))
            yield line, keys
        self.built.shipped = len(self._ids)
        new = self._new()
        while batch := list(islice(new, _AT_ONCE)):
            self._take_in(batch)
            for entry, keys in zip(batch, _keys(batch), strict=True):
                _show(entry, keys, links)
                if entry.kind != "province":
                    yield _line(entry), keys
            links.see_regions({(one.country, one.part) for one in batch if one.part})
            self._said(len(self._ids) - self.built.shipped)

    def parts(self, linked: Collection[str]) -> Iterator[Line]:
        """The parts of countries that no part with an ISO code is linked with."""
        left = [one for one in self._parts if f"{one.country}.{one.part}" not in linked]
        for entry, keys in zip(left, _keys(left), strict=True):
            yield _line(entry), keys

    def write(self, connection: sqlite3.Connection) -> None:
        """Write the points, the largest settlement of each part, and what it was all made of."""
        connection.executescript(_SCHEMA)
        for key, latitude, longitude, region, population in coordinates.shipped():
            self._points.execute(
                "INSERT OR REPLACE INTO point VALUES (?, ?, ?)", (key, latitude, longitude)
            )
            self._most[region] = max(population, self._most[region])
        points = self._points.execute("SELECT * FROM point")
        connection.executemany("INSERT INTO point VALUES (?, ?, ?)", points)
        connection.executemany("INSERT INTO largest VALUES (?, ?)", self._most.items())
        about = {
            "digest": _digest(self._dumps),
            "files": ", ".join(one.name for one in self._dumps),
            "shipped": str(self.built.shipped),
            "added": str(self.built.added.total()),
            "countries": " ".join(sorted(self.built.added)),
        }
        connection.executemany("INSERT INTO about VALUES (?, ?)", about.items())

    def close(self) -> None:
        """Close the files that things waited in."""
        self.index.close()
        self._points.close()

    def _new(self) -> Iterator[Entry]:
        """The places of the dumps that are not taken in yet."""
        for dump in self._dumps:
            tally = Tally()
            for entry in entries(dump, tally):
                if entry.id in self._ids:
                    self.built.known += 1
                else:
                    self._ids.add(entry.id)
                    yield entry
            self.built.bad += tally.bad

    def _take_in(self, batch: Sequence[Entry]) -> None:
        for entry in batch:
            self.built.added[entry.country] += 1
            if entry.kind == "province":
                self._parts.append(entry)
            elif entry.kind == "city":
                region = f"{entry.country}.{entry.part}"
                self._most[region] = max(entry.population, self._most[region])
        rows = [(one.id, one.latitude, one.longitude) for one in batch]
        self._points.executemany("INSERT OR REPLACE INTO point VALUES (?, ?, ?)", rows)


def _keys(batch: Sequence[Entry]) -> list[tuple[str, ...]]:
    """The folded names of places."""
    names = [compiling.on_one_line(one.name) for one in batch]
    others = [json.dumps(one.names)[1:-1] for one in batch]
    return [tuple(keys) for keys in compiling.spellings_of(names, others)]


def _show(entry: Entry, keys: Collection[str], links: Links) -> None:
    """Let the links see a place that tells what its source calls a part of a country."""
    if entry.kind == "district" or links.names.isdisjoint(keys):
        return
    rank = SURE if entry.kind == "province" else entry.population
    links.see(entry.country, keys, (rank, -entry.id, f"{entry.country}.{entry.part}"))


def _line(entry: Entry) -> str:
    name = compiling.on_one_line(entry.name)
    region = f"{entry.country}.{entry.part}"
    # As the parts that are shipped: a made-up number, for ranking only.
    people = entry.population if entry.kind == "city" else compiling.PART_POPULATION
    return f"{entry.id}\t{name}\t{entry.kind}\t{entry.country}\t{region}\t{people}"


def _digest(dumps: Sequence[Path]) -> str:
    """A name for what a gazetteer was made of: another one tells other verdicts."""
    whole = hashlib.sha256(store.shipped_path().name.encode())
    for dump in dumps:
        with dump.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()[:_DIGEST]

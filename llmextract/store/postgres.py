"""A store that several machines share: texts and claims in a PostgreSQL database, through psycopg.

Chosen by URL (``LLMEXTRACT_STORE=postgresql://…``); a user's own store stays on disk.  A server that is
restarted in the middle of a run is waited for, so that no answer is lost and none is asked twice.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final, LiteralString, TypeVar

import tenacity

from llmextract.errors import StoreError, UsageError
from llmextract.store.claims import EXPIRES, waited
from llmextract.store.packing import Commons, is_packed, rests_on

if TYPE_CHECKING:
    import psycopg
    from psycopg_pool import ConnectionPool

WAIT_SECONDS: Final = 120.0
"""Seconds for which a server that does not answer is waited for: a restart takes a few."""
MOST: Final = 8
"""Connections of a process: a statement takes a millisecond, a request to a model a thousand."""
_PAGE: Final = 500
"""Keys that are fetched at a time."""
_MAKING: Final = 7_018_220_411_296_115  # any number that is ours: two processes make tables in turn
_LAST: Final = 2**63 - 1
_MAKE: Final[tuple[LiteralString, ...]] = (
    """CREATE TABLE IF NOT EXISTS llmextract (shelf text, key text, value bytea NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE, PRIMARY KEY (shelf, key))""",
    """CREATE TABLE IF NOT EXISTS llmextract_common (shelf text, name bytea,
    content bytea NOT NULL, PRIMARY KEY (shelf, name))""",
)
_IS_TEXT: Final[LiteralString] = (
    "SELECT FROM pg_attribute WHERE attrelid = 'llmextract'::regclass AND attname = 'value'"
    " AND atttypid = 'text'::regtype"
)
_UNTEXT: Final[LiteralString] = (
    "ALTER TABLE llmextract ALTER COLUMN value TYPE bytea USING convert_to(value, 'UTF8')"
)
"""What was kept before values were packed is kept as it is: it begins as JSON does."""
_SET: Final[LiteralString] = (
    "INSERT INTO llmextract (shelf, key, value) SELECT %s, %s, %s WHERE %s::bytea IS NULL"
    " OR EXISTS (SELECT FROM llmextract_common WHERE shelf = %s AND name = %s)"
    " ON CONFLICT (shelf, key) DO UPDATE SET value = excluded.value RETURNING 1"
)
"""A value goes in where the text that it rests on is there, which somebody else may have removed."""
_OLDEST: Final[LiteralString] = (
    "SELECT number, key FROM llmextract WHERE shelf = %s AND number > %s ORDER BY number LIMIT %s"
)
_NEWEST: Final[LiteralString] = (
    "SELECT number, key FROM llmextract WHERE shelf = %s AND number < %s"
    " ORDER BY number DESC LIMIT %s"
)
_T = TypeVar("_T")


class Database:
    """One database that processes share, with its connections.

    Args:
        url: as libpq reads it; what it leaves out is looked for in ``PG…`` variables and ``~/.pgpass``.
        wait: seconds for which a server that is away is waited for, once it was there.

    Raises:
        UsageError: psycopg is not installed, or the URL cannot be read.
        StoreError: the server cannot be reached, or refuses.
    """

    def __init__(self, url: str, *, wait: float = WAIT_SECONDS) -> None:
        try:
            import psycopg  # noqa: PLC0415 - an extra
            import psycopg_pool  # noqa: PLC0415
        except ImportError as error:
            raise UsageError(
                "a shared store needs psycopg", hint="pip install 'llmextract[postgres]'"
            ) from error
        self._errors = (psycopg.OperationalError, psycopg.InterfaceError, psycopg_pool.PoolTimeout)
        self._error = psycopg.Error
        self._url = url
        self.where = _named(url)
        self._wait = wait
        try:
            with self.connect() as connection:
                _make(connection)
        except psycopg.Error as error:
            raise self._told(error) from error
        self._pool: ConnectionPool[Any] = psycopg_pool.ConnectionPool(
            url,
            min_size=1,
            max_size=MOST,
            timeout=10,
            open=True,
            kwargs={"autocommit": True, "connect_timeout": 10},
        )

    def connect(self) -> "psycopg.Connection[Any]":
        """A connection of the caller's own, who closes it."""
        import psycopg  # noqa: PLC0415 - an extra

        return psycopg.connect(self._url, autocommit=True, connect_timeout=10)

    def run(self, query: LiteralString, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """The rows of a statement; of one without rows none.

        Each of ours may be run twice without harm, so one that broke off is run again.

        Raises:
            StoreError: the server refuses, or stayed away.
        """

        def once() -> list[tuple[Any, ...]]:
            with self._pool.connection() as connection:
                cursor = connection.execute(query, values)
                return cursor.fetchall() if cursor.description else []

        return self.patiently(once)

    def patiently(self, act: Callable[[], _T]) -> _T:
        """Do something with the server, again and again while it is away.

        Raises:
            StoreError: the server refuses, or stayed away.
        """
        try:
            return tenacity.Retrying(
                retry=tenacity.retry_if_exception_type(self._errors),
                wait=tenacity.wait_random_exponential(multiplier=0.1, max=5),
                stop=tenacity.stop_after_delay(self._wait),
                reraise=True,
            )(act)
        except (self._error, *self._errors) as error:
            raise self._told(error) from error

    def _told(self, error: Exception) -> StoreError:
        lines = str(error).strip().splitlines()
        return StoreError(
            f"the shared store in {self.where} cannot be used: {lines[0] if lines else 'no answer'}",
            hint="see that the server runs and lets you in, or unset LLMEXTRACT_STORE",
        )

    def close(self) -> None:
        """Let the connections go."""
        self._pool.close()


class PostgresCommons(Commons):
    """What the texts of a shelf have in common, in a table of its own.

    Args:
        database: where the table is.
        shelf: its name.
    """

    def __init__(self, database: Database, shelf: str) -> None:
        super().__init__(database.where)
        self._database = database
        self._shelf = shelf

    def size(self) -> int:
        """Bytes of them."""
        query: LiteralString = (
            "SELECT coalesce(sum(pg_column_size(content)), 0) FROM llmextract_common"
            " WHERE shelf = %s"
        )
        return int(self._database.run(query, (self._shelf,))[0][0])

    def _write(self, name: bytes, content: bytes) -> None:
        query: LiteralString = (
            "INSERT INTO llmextract_common (shelf, name, content) VALUES (%s, %s, %s)"
            " ON CONFLICT DO NOTHING"
        )
        self._database.run(query, (self._shelf, name, content))

    def _read(self, name: bytes) -> bytes:
        query: LiteralString = (
            "SELECT content FROM llmextract_common WHERE shelf = %s AND name = %s"
        )
        rows = self._database.run(query, (self._shelf, name))
        return bytes(rows[0][0]) if rows else b""

    def _remove(self) -> None:
        query: LiteralString = "DELETE FROM llmextract_common WHERE shelf = %s"
        self._database.run(query, (self._shelf,))


class PostgresTexts:
    """The texts of a shelf, among those of others in one table.

    Args:
        database: where the table is.
        shelf: its name.
    """

    def __init__(self, database: Database, shelf: str) -> None:
        self._database = database
        self._shelf = shelf
        self._commons = PostgresCommons(database, shelf)

    @property
    def where(self) -> str:
        """The server and the database, without a password."""
        return self._database.where

    def get(self, key: str) -> str | None:
        """The text, or ``None`` where there is none."""
        query: LiteralString = "SELECT value FROM llmextract WHERE shelf = %s AND key = %s"
        rows = self._database.run(query, (self._shelf, key))
        if not rows:
            return None
        value = bytes(rows[0][0])
        if is_packed(value):
            return self._commons.unpack(value)
        try:
            return value.decode()
        except UnicodeDecodeError as error:
            raise StoreError(f"the store in {self.where} holds a damaged value") from error

    def know(self, common: str) -> None:
        """Take note of what texts have in common, so that it need not be fetched to read them."""
        self._commons.know(common)

    def set(self, key: str, text: str, *, common: str = "") -> None:
        """Keep a text, in place of any other of this key."""
        value = self._commons.pack(text, common)
        name = rests_on(value)
        row = (self._shelf, key, value, name, self._shelf, name)
        if not self._database.run(_SET, row) and name is not None:
            self._commons.keep_again(name)
            self._database.run(_SET, row)

    def keys(self, *, newest_first: bool = False) -> Iterator[str]:
        """Every key, in the order they were written, or from the last one back.

        Page by page, so that no cursor has to outlive a restart of the server.
        """
        query, last = (_NEWEST, _LAST) if newest_first else (_OLDEST, 0)
        while rows := self._database.run(query, (self._shelf, last, _PAGE)):
            for number, key in rows:
                last = number
                yield key

    def remove(self, key: str) -> None:
        """Forget one text."""
        query: LiteralString = "DELETE FROM llmextract WHERE shelf = %s AND key = %s"
        self._database.run(query, (self._shelf, key))

    def clear(self) -> int:
        """Forget everything; how many texts there were."""
        self._commons.clear()  # first: what is written meanwhile brings its common text again
        query: LiteralString = "DELETE FROM llmextract WHERE shelf = %s RETURNING 1"
        return len(self._database.run(query, (self._shelf,)))

    def __len__(self) -> int:
        query: LiteralString = "SELECT count(*) FROM llmextract WHERE shelf = %s"
        return int(self._database.run(query, (self._shelf,))[0][0])

    def size(self) -> int:
        """Bytes of the texts, as the server keeps them."""
        query: LiteralString = (
            "SELECT coalesce(sum(pg_column_size(value)), 0) FROM llmextract WHERE shelf = %s"
        )
        return int(self._database.run(query, (self._shelf,))[0][0]) + self._commons.size()

    def close(self) -> None:
        """The database is closed by who opened it."""


class PostgresClaims:
    """The claims of all machines on the requests of a shared store.

    A claim is an advisory lock of one connection, so it is gone with the process or machine that
    holds it.  A restart of the server drops all of them: who asks then may ask what another is
    asking, which costs a request and harms nothing.

    Args:
        database: where they are held.
        expires: seconds after which a claim counts no more.
    """

    def __init__(self, database: Database, *, expires: float = EXPIRES) -> None:
        self._database = database
        self._expires = expires
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._connection: psycopg.Connection[Any] | None = None

    @contextlib.contextmanager
    def hold(self, digest: str, *, until: Callable[[], bool]) -> Iterator[None]:
        """Claim a request while the block runs, waiting for whoever claims it.

        Args:
            digest: of the request.
            until: whether the answer is there by now, so that nobody needs to ask.
        """
        number = int(digest[:15], 16)
        held = self._taken(number, until)
        try:
            yield
        finally:
            if held and not self._closed.is_set():
                with contextlib.suppress(StoreError):
                    self._ask("SELECT pg_advisory_unlock(%s)", number)

    def _taken(self, number: int, until: Callable[[], bool]) -> bool:
        """Wait for a claim; whether it is ours: not where the answer came, or nothing can be locked."""

        def is_ours() -> bool:
            return self._ask("SELECT pg_try_advisory_lock(%s)", number)

        try:
            return waited(is_ours, until, expires=self._expires, closed=self._closed)
        except StoreError:
            return False

    def _ask(self, query: LiteralString, number: int) -> bool:
        """One question, always by the same connection: an advisory lock belongs to it."""

        def once() -> bool:
            if self._connection is None or self._connection.closed:
                self._connection = self._database.connect()
            row = self._connection.execute(query, (number,)).fetchone()
            return bool(row and row[0])

        with self._lock:
            return self._database.patiently(once)

    def close(self) -> None:
        """Nobody waits any more."""
        self._closed.set()
        with self._lock:
            if self._connection is not None:
                self._connection.close()


def _make(connection: "psycopg.Connection[Any]") -> None:
    """Make the tables where they are not there; two processes that begin at once do so in turn."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))
        for statement in _MAKE:
            connection.execute(statement)
        if connection.execute(_IS_TEXT).rowcount:
            connection.execute(_UNTEXT)


def _named(url: str) -> str:
    """Server and database of a URL, for messages: never a user's password."""
    import psycopg  # noqa: PLC0415 - an extra
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415

    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error as error:
        raise UsageError(
            "LLMEXTRACT_STORE is no address of a PostgreSQL database",
            hint="postgresql://USER@HOST/DATABASE; a password is best kept in ~/.pgpass",
        ) from error
    return f"postgresql://{parts.get('host', 'localhost')}/{parts.get('dbname', '')}"

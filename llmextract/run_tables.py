"""A run file as Parquet: a row a paragraph, the header in the metadata of the file.

What has the same keys in every row is a structure; all else is JSON, since its values may be of any
type.  The format is read from its end, so a file that was not closed cannot be read.
"""

import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from llmextract.cells import encodable
from llmextract.errors import RunFileError, UsageError

NAME: Final = "run.parquet"
"""How names of such files end; any other table in Parquet is an export."""
MAGIC: Final = b"PAR1"
HEADER: Final = b"llmextract"
"""The key of a file's metadata that holds the header of the run."""
ROWS: Final = 1_000
"""Paragraphs that are written at once: some megabytes."""
_AT_ONCE: Final = 256  # paragraphs that are read at once
_NAMED = re.compile(rf"(?:^|[\W_]){re.escape(NAME)}(?:\.partial)?$", re.IGNORECASE)
_NESTED: Final = ("document", "paragraph", "failure")


def is_named(path: Path) -> bool:
    """Whether a file's name says that it is one, or the draft of one."""
    return _NAMED.search(path.name) is not None


def is_table(path: Path) -> bool:
    """Whether a file begins as Parquet does; what is no file (a pipe) can be no table.

    Raises:
        OSError: it cannot be read.
    """
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(len(MAGIC)) == MAGIC


def require() -> None:
    """See that such files can be read and written here.

    Raises:
        UsageError: pyarrow is not installed.
    """
    try:
        import pyarrow.parquet  # noqa: F401, PLC0415 - an extra
    except ImportError as error:
        raise UsageError(
            f"a run file as Parquet needs pyarrow, which cannot be imported ({error})",
            hint="pip install 'llmextract[parquet]', or name it run.jsonl",
        ) from None


def to_table(rows: Iterable[Mapping[str, Any]]) -> Any:
    """Rows of a run file as a table of Arrow."""
    import pyarrow as pa  # noqa: PLC0415 - an extra

    told = [
        {
            name: value if name in _NESTED or value is None else _json(value)
            for name, value in row.items()
        }
        for row in rows
    ]
    try:
        return pa.Table.from_pylist(told, schema=_schema())
    except UnicodeEncodeError:
        return pa.Table.from_pylist(encodable(told), schema=_schema())


def from_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a run file that stands in a row of such a table."""
    return {
        name: value if name in _NESTED else json.loads(value)
        for name, value in row.items()
        if value is not None or name == "failure"
    }


@contextmanager
def open_to_write(
    sink: Path | IO[bytes], header: Mapping[str, Any]
) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """Open a file to be written; yields what adds a row.

    What was added until then is whole when the block ends, however it ends.

    Args:
        sink: where to.
        header: of the run.

    Raises:
        OSError: it cannot be written.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415 - an extra

    schema = _schema().with_metadata({HEADER: _json(header).encode("utf-8", "replace")})
    waiting: list[Mapping[str, Any]] = []
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:

        def flush() -> None:
            if waiting:
                writer.write_table(to_table(waiting))
                waiting.clear()

        def add(row: Mapping[str, Any]) -> None:
            waiting.append(row)
            if len(waiting) >= ROWS:
                flush()

        try:
            yield add
        finally:
            flush()


def rows(source: Path | IO[bytes]) -> Iterator[tuple[int, Any]]:
    """The rows of a run file with their numbers, the header before them, some at a time.

    Raises:
        RunFileError: the file is damaged, or another table.
        UsageError: pyarrow is not installed.
    """
    require()
    import pyarrow.parquet as pq  # noqa: PLC0415 - an extra

    try:
        with pq.ParquetFile(source) as file:
            header = (file.schema_arrow.metadata or {}).get(HEADER)
            if header is None:
                raise RunFileError(
                    f"{source} is a table, not a run file",
                    hint=f"a run file is made with: llmextract extract … -o {NAME}",
                )
            yield 0, {"llmextract": json.loads(header)}
            batches = file.iter_batches(batch_size=_AT_ONCE)
            read = itertools.chain.from_iterable(batch.to_pylist() for batch in batches)
            yield from enumerate(map(from_row, read), start=1)
    except (ValueError, OSError) as error:  # pyarrow's own are such
        told = " ".join(str(error).split())[:200]
        raise RunFileError(
            f"{source} is cut or damaged ({told})",
            hint="was the run killed? run it again: what was answered is kept",
        ) from error


def _schema() -> Any:
    import pyarrow as pa  # noqa: PLC0415 - an extra

    text, whole = pa.string(), pa.int64()
    return pa.schema(
        {
            "document": pa.struct(dict.fromkeys(("id", "source", "title", "published"), text)),
            "paragraph": pa.struct({"index": whole, "start": whole, "end": whole, "text": text}),
            "records": text,
            "findings": text,
            "agreement": text,
            "draws": text,
            "failure": pa.struct(dict.fromkeys(("kind", "message"), text)),
            "run": text,
            "review": text,
        }
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=list)

"""Reads articles that are rows of a Parquet file, a few of them at a time however long it is."""

import datetime
import io
from collections.abc import Iterator, Mapping
from typing import IO, Any, cast

from llmextract.documents.extras import imported
from llmextract.documents.inputs import ByteStream
from llmextract.documents.reading import Options
from llmextract.documents.rows import document_of
from llmextract.errors import DocumentError
from llmextract.records import Document

MAGIC = b"PAR1"
"""What the format begins and ends with."""
_ROWS = 256


def read_parquet(
    stream: ByteStream, source: str, options: Options
) -> Iterator[Document | DocumentError]:
    """Read one document a row, its columns known by the names of JSON lines' keys.

    Raises:
        DocumentError: pyarrow is not installed, or the file is damaged or has no rows.
    """
    parquet = imported("pyarrow.parquet", source=source, extra="parquet")
    file = cast(IO[bytes], stream)
    # The format is read from its end, which a pipe and a packed file cannot be.
    file = file if file.seekable() else io.BytesIO(file.read())
    number = 0
    try:
        for batch in parquet.ParquetFile(file).iter_batches(batch_size=_ROWS):
            for row in batch.to_pylist():
                number += 1
                yield document_of(_plain(row), f"{source}:{number}", options)
    except (ValueError, OSError) as error:  # pyarrow's own are such
        told = " ".join(str(error).split())[:200]
        raise DocumentError(f"cannot be read as Parquet ({told})", source=source) from None
    if not number:
        raise DocumentError("has no rows", source=source)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its dates as ISO text, as other rows have them."""
    return {
        name: value.isoformat() if isinstance(value, datetime.date) else value
        for name, value in row.items()
    }

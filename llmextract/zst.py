"""Files packed with Zstandard: by their ending when they are written, by their first bytes when read.

Each flush ends a block, so that all that was flushed can be read, also where the writer was killed.
"""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

if sys.version_info >= (3, 14):
    from compression import zstd as zstd
else:
    from backports import zstd as zstd

MAGIC = b"\x28\xb5\x2f\xfd"
"""First bytes of a frame: RFC 8878, section 3.1.1."""
ENDING = ".zst"
DAMAGED = (zstd.ZstdError, EOFError)
"""What reading raises where the bytes are damaged, or the last of them are missing."""


def is_named(path: Path) -> bool:
    """Whether a file's name, or that of the file that its draft becomes, says that it is packed."""
    return path.name.lower().removesuffix(".partial").endswith(ENDING)


def is_packed(head: bytes) -> bool:
    """Whether a file begins with a frame; pzstd puts one to be skipped before each (section 3.1.2)."""
    return head.startswith(MAGIC) or (head[1:4] == b"\x2a\x4d\x18" and 0x50 <= head[0] <= 0x5F)


def unpacked(stream: IO[bytes]) -> io.BufferedIOBase:
    """The bytes of a packed stream, frame after frame."""
    return zstd.ZstdFile(stream)


@contextmanager
def open_bytes(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for reading, packed or not.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as raw:
        yield cast(IO[bytes], unpacked(raw)) if is_packed(raw.peek(len(MAGIC))) else raw


@contextmanager
def open_to_write(path: Path) -> Iterator[IO[str]]:
    """Open a text for writing, packed where its name says so.

    Half of a surrogate pair, from a text that was decoded badly, is written as a question mark.

    Raises:
        OSError: it cannot be written.
    """
    with path.open("wb") as raw:
        packs = is_named(path)
        # A checksum in each frame: damage is told, not read as something else.
        options: dict[int, int] = {zstd.CompressionParameter.checksum_flag: 1}
        sink = zstd.ZstdFile(raw, "wb", options=options) if packs else raw
        stream = io.TextIOWrapper(cast(BinaryIO, sink), "utf-8", "replace", newline="")
        try:
            yield stream
        finally:
            stream.detach()
            if packs:
                sink.close()  # ends the frame; the file below stays open

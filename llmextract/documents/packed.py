"""Unpacks ``.gz``, ``.zst`` and ``.zip`` inputs in memory, within bounds, member by member.

Nothing is written to disk, so no name of a member can reach outside.  A bad member is an error of
its own and the others go on.
"""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, cast

from llmextract import zst
from llmextract.documents.inputs import ByteStream, Input
from llmextract.errors import DocumentError

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
MOST = 256 << 20
"""Bytes that one member may unpack to: a year of a newspaper; a bomb of a kilobyte stops here."""
MOST_OF_ALL = 4 << 30
"""Bytes that all members of an archive may unpack to together."""
MOST_MEMBERS = 100_000
_ENDINGS = frozenset({".gz", zst.ENDING})
_OFFICE = (
    ("xl", "a workbook (xlsx)", "save its sheet as CSV (UTF-8) first"),
    ("ppt", "a presentation (pptx)", "save its text as UTF-8 first"),
    ("word", "a Word document (docx)", "give it the ending .docx"),
    ("content.xml", "an OpenDocument file (odt, ods)", "save its text or its sheet as UTF-8 first"),
)
"""What stands in the documents of office programs, which are archives."""
_HINT = "unpack it yourself and give the folder"
_BROKEN = (
    OSError,
    EOFError,
    zlib.error,
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    *zst.DAMAGED,
)
"""What the standard library raises on a damaged, encrypted or unknown member."""


class _Bounded(io.RawIOBase):
    """A stream that ends with an error when it yields more than it may, or is damaged.

    Args:
        stream: what is read.
        most: bytes that it may yield.
        source: the input's name, for errors.
    """

    def __init__(self, stream: io.BufferedIOBase, most: int, source: str) -> None:
        self._stream = stream
        self._left = most
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        try:
            # One piece at a time: what came before the damage is read before it is told.
            piece = self._stream.read1(len(buffer))
        except _BROKEN as error:
            raise DocumentError(
                f"cannot be unpacked ({str(error) or type(error).__name__})", source=self._source
            ) from None
        self._left -= len(piece)
        if self._left < 0:
            raise DocumentError(
                "unpacks to more than it may have: is it a bomb?", source=self._source, hint=_HINT
            )
        buffer[: len(piece)] = piece
        return len(piece)


@dataclass(frozen=True, slots=True)
class Member(Input):
    """What is packed in an input.

    Attributes:
        name: its name in there, which tells its format.
        opener: opens it for reading.
        most: bytes that it may unpack to.
    """

    name: str = ""
    opener: Callable[[], io.BufferedIOBase] = field(default=io.BytesIO)
    most: int = MOST

    @property
    def suffix(self) -> str:
        """The suffix that tells the format, in lower case."""
        return PurePosixPath(self.name).suffix.lower()

    @contextmanager
    def open(self) -> Iterator[ByteStream]:
        """Open it for reading bytes.

        Raises:
            DocumentError: it cannot be unpacked.
        """
        try:
            stream = self.opener()
        except _BROKEN as error:
            told = "is encrypted" if "password" in str(error) else f"cannot be unpacked ({error})"
            raise DocumentError(told, source=self.source, hint=_HINT) from None
        with stream, io.BufferedReader(_Bounded(stream, self.most, self.source)) as reader:
            yield reader


def is_packed(head: bytes) -> bool:
    """Whether the first bytes of an input are those of a packed one."""
    return head.startswith((GZIP, ZIP, _EMPTY_ZIP)) or zst.is_packed(head)


def members(
    found: Input, stream: ByteStream, head: bytes, *, suffixes: frozenset[str]
) -> Iterator[Member | DocumentError]:
    """What is packed in an input, in the order of its names.

    Args:
        found: the input.
        stream: its open bytes.
        head: the first of them.
        suffixes: of the members that are taken from an archive.
    """
    if isinstance(found, Member):
        raise DocumentError("is packed within a packed file", source=found.source, hint=_HINT)
    if head.startswith(GZIP) or zst.is_packed(head):
        name = PurePosixPath(found.path or found.source)
        inside = str(name.with_suffix("") if name.suffix.lower() in _ENDINGS else name)
        raw = cast(IO[bytes], stream)
        opener = partial(_gunzipped if head.startswith(GZIP) else zst.unpacked, raw)
        path = found.path or Path("-")
        yield Member(found.source, path, name=inside, opener=opener, most=MOST)
        return
    yield from _of_zip(found, stream, suffixes)


def _gunzipped(stream: IO[bytes]) -> io.BufferedIOBase:
    return gzip.GzipFile(fileobj=stream)


def _of_zip(
    found: Input, stream: ByteStream, suffixes: frozenset[str]
) -> Iterator[Member | DocumentError]:
    # What is no file with a name cannot be gone back in.
    whole = stream.read(MOST + 1) if found.path is None else b""
    if len(whole) > MOST:
        raise DocumentError("is larger than it may be", source=found.source, hint=_HINT)
    try:
        archive = zipfile.ZipFile(found.path or io.BytesIO(whole))
    except _BROKEN as error:
        raise DocumentError(
            f"is no archive that can be read ({error})", source=found.source
        ) from None
    with archive:
        listed = [one for one in archive.infolist() if _is_article(one, suffixes)]
        if not listed:
            raise _nothing(archive, found.source, suffixes)
        left = MOST_OF_ALL
        for info in sorted(listed[:MOST_MEMBERS], key=lambda one: one.filename):
            source = f"{found.source}/{info.filename}"
            if info.file_size > min(MOST, left):
                yield DocumentError(
                    f"unpacks to {info.file_size >> 20} MB, which is more than it may",
                    source=source,
                    hint=_HINT,
                )
                continue
            left -= info.file_size
            yield Member(
                source,
                found.path or Path("-"),
                name=info.filename,
                opener=_opener(archive, info),
                # What the archive says of its members may be a lie.
                most=info.file_size,
            )
        if len(listed) > MOST_MEMBERS:
            raise DocumentError(
                f"has {len(listed)} files; the first {MOST_MEMBERS} were read",
                source=found.source,
                hint=_HINT,
            )


def _opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], io.BufferedIOBase]:
    return lambda: cast(io.BufferedIOBase, archive.open(info))


def _nothing(archive: zipfile.ZipFile, source: str, suffixes: frozenset[str]) -> DocumentError:
    """The error for an archive without articles: mostly it is a document of an office program."""
    folders = {name.partition("/")[0] for name in archive.namelist()}
    for inside, kind, hint in _OFFICE:
        if inside in folders:
            return DocumentError(f"is {kind}, not text", source=source, hint=hint)
    return DocumentError(
        "the archive has no file that can be read",
        source=source,
        hint=f"files are told by their suffix: {' '.join(sorted(suffixes))}",
    )


def _is_article(info: zipfile.ZipInfo, suffixes: frozenset[str]) -> bool:
    """Whether a member is a file of a known kind; those that systems put in beside are none."""
    path = PurePosixPath(info.filename)
    hidden = any(part.strip(".") and part.startswith((".", "__MACOSX")) for part in path.parts)
    return not info.is_dir() and not hidden and path.suffix.lower() in suffixes

"""Packed values: what a value has in common with many others stands on disk once, the rest is deflated.

A packed value is one byte that says so, the digest of the common text, and a stream of zlib with
that text as its dictionary and a checksum.  On disk the texts lie beside the database, each in a file
that is named by its digest, so that a damaged page costs no more than its own values; a text that is
not what its name says is not believed.
"""

import abc
import contextlib
import hashlib
import os
import secrets
import threading
import zlib
from pathlib import Path

from llmextract.errors import StoreError

MOST = 64 << 20
"""Most bytes that a value may unpack to: a bomb of a few kilobytes is refused."""
LEVEL = 6
"""zlib's own middle: level 9 saves 1 % of a request and takes twice as long."""
_MARK = b"\x01"
_ID = 16
_NONE = bytes(_ID)
_ENDING = ".common"


def is_packed(value: object) -> bool:
    """Whether a stored value says of itself that it is packed."""
    return isinstance(value, bytes) and value[:1] == _MARK and len(value) > len(_MARK) + _ID


def rests_on(value: bytes) -> bytes | None:
    """The digest of the common text that a packed value needs; ``None`` where it needs none."""
    name = value[len(_MARK) : len(_MARK) + _ID]
    return None if name == _NONE else name


class Commons(abc.ABC):
    """The common texts of one shelf, wherever they are kept.

    Args:
        where: the place, as a message names it.
    """

    def __init__(self, where: str) -> None:
        self._where = where
        self._known: dict[bytes, bytes] = {}
        self._names: dict[str, bytes] = {}
        self._kept: set[bytes] = set()
        self._lock = threading.Lock()

    def know(self, text: str) -> bytes:
        """Take note of a text that values may rest on, so that its copy is not needed; its digest."""
        if not text:
            return _NONE
        name = self._names.get(text)
        if name is None:
            content = text.encode("utf-8", "surrogatepass")
            name = _digest(content)
            with self._lock:
                self._known[name] = content
                self._names[text] = name
        return name

    def pack(self, text: str, common: str) -> bytes:
        """A value packed with what it has in common with others, which is kept before it is.

        Raises:
            OSError, StoreError: the common text cannot be written.
        """
        name = self.know(common)
        if name != _NONE:
            self._keep(name)
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, 15, zdict=self._known.get(name, b""))
        return _MARK + name + packer.compress(text.encode()) + packer.flush()

    def unpack(self, value: bytes) -> str:
        """The value.

        Raises:
            StoreError: it is damaged, or what it rests on is not there any more.
        """
        name = rests_on(value)
        common = b"" if name is None else self._get(name)
        unpacker = zlib.decompressobj(15, zdict=common)
        try:
            content = unpacker.decompress(value[len(_MARK) + _ID :], MOST)
            if not unpacker.eof or unpacker.unused_data:
                raise StoreError(
                    f"the store in {self._where} holds a value that is cut or too long"
                )
            return content.decode()
        except (zlib.error, UnicodeDecodeError) as error:
            raise StoreError(f"the store in {self._where} holds a damaged value") from error

    def clear(self) -> None:
        """Forget all texts."""
        with self._lock:
            self._kept.clear()
            self._remove()

    def keep_again(self, name: bytes) -> None:
        """Keep a text that somebody else removed."""
        with self._lock:
            self._kept.discard(name)
        self._keep(name)

    def _keep(self, name: bytes) -> None:
        with self._lock:
            if name not in self._kept:
                self._write(name, self._known[name])
                self._kept.add(name)

    def _get(self, name: bytes) -> bytes:
        with self._lock:
            known = self._known.get(name)
        if known is not None:
            return known
        content = self._read(name)
        if _digest(content) != name:
            raise StoreError(
                f"the store in {self._where} lacks a text that its values have in common"
            )
        with self._lock:
            self._known[name] = content
        return content

    @abc.abstractmethod
    def _write(self, name: bytes, content: bytes) -> None:
        """Keep a text where it is not there."""

    @abc.abstractmethod
    def _read(self, name: bytes) -> bytes:
        """A text, or nothing of use where it is not there."""

    @abc.abstractmethod
    def _remove(self) -> None:
        """Remove all texts."""


class FolderCommons(Commons):
    """Those of a shelf on disk.

    Args:
        folder: where their files lie: the shelf's own.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._folder = folder

    def _write(self, name: bytes, content: bytes) -> None:
        """Under a name of its own first, for others read too."""
        path = self._path(name)
        if path.exists():
            return
        draft = self._folder / f".{secrets.token_hex(8)}{_ENDING}"
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY
        with os.fdopen(os.open(draft, flags, 0o600), "wb") as file:
            file.write(content)
        draft.replace(path)

    def _read(self, name: bytes) -> bytes:
        with contextlib.suppress(OSError):
            path = self._path(name)
            if path.lstat().st_size <= MOST and not path.is_symlink():
                return path.read_bytes()
        return b""

    def _remove(self) -> None:
        for path in self._folder.glob(f"*{_ENDING}"):
            path.unlink(missing_ok=True)

    def _path(self, name: bytes) -> Path:
        return self._folder / f"{name.hex()}{_ENDING}"


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:_ID]

"""A connection that one thread keeps to one server, and answers that come over it in a plain form.

Most servers answer in HTTP/1.1 with a length or in chunks, and to read that takes little.  Whatever else
they do (an old version, no length, a head that is none, a body that breaks off) is found here and read
by httpcore2, from its first byte: so what is an error is told as everywhere.
"""

import re
import socket
from collections.abc import Callable
from typing import NamedTuple

import httpcore2

from llmextract.providers.streams import LOOK, Watch

KEPT_SECONDS = 5.0
"""How long a connection is kept that nothing goes over: servers close theirs after a while."""
_PIECE = 64 * 1024
_MOST_HEAD = 64 * 1024
_END = b"\r\n\r\n"
_HEAD = re.compile(
    rb"HTTP/1\.1 ([2-5]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?\r\n"
    rb"((?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*\r\n)*)\r\n"
)
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})(?:;[^\r\n]*)?[ \t]*\r\n")
_NO_BODY = frozenset({204, 304})
_FRAMING = frozenset({b"content-length", b"transfer-encoding", b"connection"})


class Told(NamedTuple):
    """An answer.

    Attributes:
        status: its status.
        headers: its headers, names as they came.
        body: its body, packed as it came.
    """

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    def header(self, name: bytes) -> str:
        """A header, by its name in small letters; what several of that name say, in a row."""
        said = [value for key, value in self.headers if key.lower() == name]
        return b", ".join(said).decode("latin-1")


class Odd(NamedTuple):
    """An answer in another form.

    Attributes:
        stream: over which it comes.
        heard: what came of it.
    """

    stream: httpcore2.NetworkStream
    heard: bytes


class TooLongError(Exception):
    """A body that is longer than any answer."""


class _OddError(Exception):
    """It is not in the plain form."""


class Line:
    """One connection; used by one thread.

    Args:
        connect: opens one within so many seconds.
        watch: how long an exchange may last.
        most: most bytes of a body.
    """

    def __init__(
        self,
        connect: Callable[[float | None], httpcore2.NetworkStream],
        watch: Watch,
        most: int,
    ) -> None:
        self._connect = connect
        self._watch = watch
        self._most = most
        self._stream: httpcore2.NetworkStream | None = None
        self._until = 0.0

    def ask(self, said: bytes, seconds: float | None) -> Told | Odd:
        """Send a whole request and read the answer; one that is odd is the caller's to read and close.

        Args:
            said: the request.
            seconds: most seconds for a new connection.

        Raises:
            httpcore2.NetworkError, httpcore2.TimeoutException: there is none.
            TooLongError: its body is longer than any.
        """
        stream = self._ready(seconds)
        wire: socket.socket = stream.get_extra_info("socket")
        heard = bytearray()
        keeps = False
        try:
            self._send(wire, said)
            told, keeps = self._hear(wire, heard)
        except _OddError:
            self._stream = None
            return Odd(stream, bytes(heard))
        finally:
            if not keeps:
                self.close()
        self._until = self._watch.clock() + KEPT_SECONDS
        return told

    def close(self) -> None:
        """Close it; the next request opens another."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def _ready(self, seconds: float | None) -> httpcore2.NetworkStream:
        """The connection: a new one where that of before was closed meanwhile, or soon will be."""
        kept = self._stream
        if kept is not None:
            if self._watch.clock() <= self._until and not kept.get_extra_info("is_readable"):
                return kept
            self.close()
        self._stream = self._connect(seconds)
        return self._stream

    def _wait(self, wire: socket.socket) -> None:
        """Wait no longer than may be; setting it costs a call of the system, and is seldom needed."""
        seconds = min(LOOK, self._watch.left())
        if seconds < LOOK or wire.gettimeout() != LOOK:
            wire.settimeout(seconds)

    def _send(self, wire: socket.socket, said: bytes) -> None:
        view = memoryview(said)
        while view:
            self._wait(wire)
            try:
                view = view[wire.send(view) :]
            except TimeoutError:
                continue
            except OSError:
                return  # a server may refuse before it heard all; what it says tells

    def _more(self, wire: socket.socket, heard: bytearray) -> None:
        """Hear a piece more."""
        while True:
            self._wait(wire)
            try:
                piece = wire.recv(_PIECE)
            except TimeoutError:
                continue
            except OSError as error:
                raise httpcore2.ReadError(str(error)) from error
            if not piece:
                raise _OddError
            heard += piece
            return

    def _hear(self, wire: socket.socket, heard: bytearray) -> tuple[Told, bool]:
        """An answer, and whether the connection may be used again."""
        while (end := heard.find(_END)) < 0:
            if len(heard) > _MOST_HEAD or b"\n\n" in heard or b"\n\r\n" in heard:
                raise _OddError
            self._more(wire, heard)
        head = _HEAD.match(heard)
        if head is None or head.end() != end + len(_END):
            raise _OddError
        headers = [
            (name, value.strip(b" \t"))
            for name, _, value in (line.partition(b":") for line in head[2].split(b"\r\n")[:-1])
        ]
        framing = [
            (lower, value.lower()) for name, value in headers if (lower := name.lower()) in _FRAMING
        ]
        status, start = int(head[1]), head.end()
        body, stop = self._body(wire, heard, start, framing, status)
        keeps = len(heard) == stop and not any(
            name == b"connection" and value != b"keep-alive" for name, value in framing
        )
        return Told(status, headers, body), keeps

    def _body(
        self,
        wire: socket.socket,
        heard: bytearray,
        start: int,
        framing: list[tuple[bytes, bytes]],
        status: int,
    ) -> tuple[bytes, int]:
        """The body and where it ends."""
        lengths = [one for one in framing if one[0] != b"connection"]
        if len(lengths) != 1 or status in _NO_BODY:
            raise _OddError
        name, value = lengths[0]
        if name == b"transfer-encoding":
            if value != b"chunked":
                raise _OddError
            return self._chunks(wire, heard, start)
        if not (value.isdigit() and len(value) < 16):
            raise _OddError
        stop = start + int(value)
        self._check(stop - start)
        while len(heard) < stop:
            self._more(wire, heard)
        return bytes(heard[start:stop]), stop

    def _chunks(self, wire: socket.socket, heard: bytearray, at: int) -> tuple[bytes, int]:
        body = bytearray()
        while True:
            while (end := heard.find(b"\r\n", at)) < 0:
                if len(heard) - at > _MOST_HEAD:
                    raise _OddError
                self._more(wire, heard)
            size = _CHUNK.fullmatch(heard, at, end + 2)
            if size is None:
                raise _OddError
            at, length = end + 2, int(size[1], 16)
            self._check(len(body) + length)
            while len(heard) < at + length + 2:
                self._more(wire, heard)
            if heard[at + length : at + length + 2] != b"\r\n":  # or trailers follow the last one
                raise _OddError
            body += heard[at : at + length]
            at += length + 2
            if not length:
                return bytes(body), at

    def _check(self, length: int) -> None:
        if length > self._most:
            raise TooLongError

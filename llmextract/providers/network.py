"""The network under a client: bounded in time and size, stopped with the run, sent nowhere else.

httpx bounds each wait, not their sum: a server that sends a byte a minute is waited for without
end, and a body is read and unpacked whole, however large.  Here the time for reading stands for
the whole exchange, what is read is counted, and a wait looks up now and then whether the run goes
on.  Text and key go to the host that the user named and to no other.
"""

import contextlib
import ssl
import threading
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpcore2
import httpx2

SLICES = 0.1, 0.4
"""Seconds after which a wait looks whether the run was stopped: the first time, and at last, for each
look of each of many threads costs the processor."""
MOST_BYTES = 16 * 1024 * 1024
"""Most bytes of an answer, packed or not; the longest answers have some hundred thousand."""
_LONGEST = 600.0
"""Seconds for an exchange where the client says none."""
_FORGET = frozenset({b"content-encoding", b"content-length", b"transfer-encoding"})
_PORTS = {"http": 80, "https": 443}


class TooLargeError(httpx2.TransportError):
    """A body that is longer than any answer."""


class SentOnError(httpx2.TransportError):
    """The server sends the request to somebody else."""


class Transport(httpx2.HTTPTransport):
    """Carries requests within bounds.

    Args:
        context: how servers prove who they are.
        proxy: what stands between, if anything.
        stop: set when the run is stopped; what is in flight then ends within a moment.
        most: most bytes of a body.
        clock: seconds since some moment.
    """

    def __init__(
        self,
        *,
        context: ssl.SSLContext | None = None,
        proxy: httpcore2.Proxy | None = None,
        stop: threading.Event | None = None,
        most: int = MOST_BYTES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        # Only for its pool, which is another one below; that one verifies by its own default.
        super().__init__(verify=context if context is not None else False)
        self._watch = _Watch(stop or threading.Event(), clock)
        self._most = most
        # httpx has no way to say what carries its bytes; all else of its transport is as it is.
        self._pool = _Pools(
            lambda: httpcore2.ConnectionPool(
                ssl_context=context,
                proxy=proxy,
                max_connections=None,  # a wait for one of them could not be stopped
                keepalive_expiry=5.0,
                network_backend=_Backend(self._watch),
            )
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request; its body is read by who asks for it, within the same bounds."""
        times = request.extensions.get("timeout", {})
        self._watch.begin(times.get("read") or _LONGEST)
        response = super().handle_request(request)
        body = _Body(response, self._most)
        self._check_host(request, response.status_code, response.headers, body)
        kept = [
            (name, value) for name, value in response.headers.raw if name.lower() not in _FORGET
        ]
        return httpx2.Response(
            response.status_code, headers=kept, stream=body, extensions=response.extensions
        )

    @staticmethod
    def _check_host(
        request: httpx2.Request, status: int, headers: httpx2.Headers, body: "_Body"
    ) -> None:
        """A request that is sent on goes to the same host, as it is, or nowhere."""
        if status not in {301, 302, 303, 307, 308} or "location" not in headers:
            return
        try:
            there = request.url.join(headers["location"])
        except httpx2.InvalidURL as error:
            body.close()
            raise SentOnError(
                f"the server sends on to what is no address (status {status})"
            ) from error
        if _is_same(request.url, there) and (status in {307, 308} or request.method == "GET"):
            return
        body.close()
        where = there.copy_with(query=None, fragment=None, username=None, password=None)
        raise SentOnError(f"the server sends on to {where} (status {status})")


class _Pools(httpcore2.ConnectionPool):
    """A pool for each thread, which has one request in flight at a time.

    One for all looks through its connections twice for each request, and asks the system of each that
    is idle, while all other threads wait: with 128 in flight that was a third of their time.

    Args:
        make: makes a pool.
    """

    def __init__(self, make: Callable[[], httpcore2.ConnectionPool]) -> None:
        self._make = make
        self._own = threading.local()
        self._all: deque[httpcore2.ConnectionPool] = deque()

    def handle_request(self, request: httpcore2.Request) -> httpcore2.Response:
        pool: httpcore2.ConnectionPool | None = getattr(self._own, "pool", None)
        if pool is None:
            pool = self._own.pool = self._make()
            self._all.append(pool)
        return pool.handle_request(request)

    def close(self) -> None:
        for pool in self._all:
            pool.close()


class _Watch:
    """How long the exchange of each thread may last, and whether the run goes on."""

    def __init__(self, stop: threading.Event, clock: Callable[[], float]) -> None:
        self._stop = stop
        self._clock = clock
        self._own = threading.local()

    def begin(self, seconds: float) -> None:
        self._own.seconds = seconds
        self._own.end = self._clock() + seconds

    def left(self) -> float:
        """Seconds that are left.

        Raises:
            httpcore2.ReadTimeout: none are.
            httpcore2.ReadError: the run was stopped.
        """
        if self._stop.is_set():
            raise httpcore2.ReadError("the run was stopped")
        left: float = self._own.end - self._clock()
        if left <= 0:
            raise httpcore2.ReadTimeout(f"no whole answer within {self._own.seconds:g} s")
        return left


class _Backend(httpcore2.NetworkBackend):
    def __init__(self, watch: _Watch) -> None:
        self._watch = watch
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *args: Any, **more: Any
    ) -> httpcore2.NetworkStream:
        seconds = _shorter(timeout, self._watch.left())
        return _Stream(self._inner.connect_tcp(host, port, seconds, *args, **more), self._watch)


class _Stream(httpcore2.NetworkStream):
    def __init__(self, inner: httpcore2.NetworkStream, watch: _Watch) -> None:
        self._inner = inner
        self._watch = watch

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        pause, longest = SLICES
        while True:
            left = self._watch.left()
            with contextlib.suppress(httpcore2.ReadTimeout):
                return self._inner.read(max_bytes, min(pause, left))
            pause = min(2 * pause, longest)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._watch.left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        seconds = _shorter(timeout, self._watch.left())
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, seconds), self._watch)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Body(httpx2.SyncByteStream):
    """A body, unpacked as it is read and given up when it is too long."""

    def __init__(self, response: httpx2.Response, most: int) -> None:
        self._response = response
        self._packed = response.headers.get("content-encoding", "").strip().lower()
        self._most = most

    def __iter__(self) -> Iterator[bytes]:
        stream = self._response.stream
        assert isinstance(stream, httpx2.SyncByteStream)
        total = 0
        for part in self._unpacked(stream):
            total += len(part)
            if total > self._most:
                raise TooLargeError(
                    f"the answer is longer than {self._most / 1e6:.0f} MB, reading was given up"
                )
            yield part

    def close(self) -> None:
        self._response.close()

    def _unpacked(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        """In pieces that are bounded whatever they were packed from."""
        if self._packed in {"", "identity"}:
            yield from parts
            return
        if self._packed not in {"gzip", "x-gzip"}:
            raise httpx2.DecodingError(f"the answer is packed as {self._packed[:40]!r}")
        unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS)
        for part in parts:
            while part:
                try:
                    yield unpacking.decompress(part, self._most + 1)
                except zlib.error as error:
                    raise httpx2.DecodingError("the answer is packed badly") from error
                part = unpacking.unconsumed_tail
        if not unpacking.eof:
            raise httpx2.DecodingError("the packed answer breaks off")


def _shorter(one: float | None, other: float) -> float:
    return other if one is None else min(one, other)


def _is_same(here: httpx2.URL, there: httpx2.URL) -> bool:
    """Whether an address is on the same host and port, or the same host made safe."""
    if here.host != there.host:
        return False
    safer = here.scheme == "http" and there.scheme == "https"
    default = here.port in {None, 80} and there.port in {None, 443}
    return (here.scheme == there.scheme and _port(here) == _port(there)) or (safer and default)


def _port(url: httpx2.URL) -> int | None:
    return url.port or _PORTS.get(url.scheme)

"""The network under a client: bounded in time and size, stopped with the run, sent nowhere else.

httpx reads and unpacks a body whole, however large.  Here what is read is counted, and the time for
reading stands for the whole exchange (:mod:`streams`).  Text and key go to the host that the user named
and to no other.
"""

import contextlib
import functools
import re
import ssl
import threading
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator

import httpcore2
import httpx2

from llmextract.providers.lines import KEPT_SECONDS, Line, Odd, Told, TooLongError
from llmextract.providers.streams import Backend, Replay, Watch

MOST_BYTES = 16 * 1024 * 1024
"""Most bytes of an answer, packed or not; the longest answers have some hundred thousand."""
_LONGEST = 600.0
"""Seconds for an exchange where the client says none."""
_SENT_ON = frozenset({301, 302, 303, 307, 308})
_LINE = re.compile(rb"[\x20-\x7e\x80-\xff\t]+")
"""A line of the head of a request that no value in it can break."""
_FORGET = frozenset({b"content-encoding", b"content-length", b"transfer-encoding"})
_PORTS = {"http": 80, "https": 443}


class TooLargeError(httpx2.TransportError):
    """A body that is longer than any answer."""


class SentOnError(httpx2.TransportError):
    """The server sends the request to somebody else."""


class Address:
    """Where requests go that are alike but for what they say.

    Args:
        url: where.
        headers: of each request.

    Attributes:
        url: where.
    """

    def __init__(self, url: httpx2.URL, headers: httpx2.Headers) -> None:
        self.url = url
        self._headers = headers
        lines = [
            b"POST " + url.raw_path + b" HTTP/1.1",
            *(
                name + b": " + value
                for name, value in httpx2.Request("POST", url, headers=headers).headers.raw
                if name.lower() != b"content-length"
            ),
            b"Content-Length: ",
        ]
        is_sayable = all(_LINE.fullmatch(one) for one in lines)
        self._head = b"\r\n".join(lines) if is_sayable else None

    def whole(self, content: bytes) -> bytes | None:
        """The bytes of a request; ``None`` where a header holds what none may hold."""
        if self._head is None:
            return None
        return b"%b%d\r\n\r\n%b" % (self._head, len(content), content)

    def request(self, content: bytes, times: httpx2.Timeout) -> httpx2.Request:
        """A request, for what is no plain exchange."""
        return httpx2.Request(
            "POST",
            self.url,
            headers=self._headers,
            content=content,
            extensions={"timeout": times.as_dict()},
        )


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
        self._watch = Watch(stop or threading.Event(), clock)
        self._most = most
        self._context = context
        self._proxy = proxy
        self._backend = Backend(self._watch)
        # httpx has no way to say what carries its bytes; all else of its transport is as it is.
        self._pools = self._pool = _Pools(
            lambda: httpcore2.ConnectionPool(
                ssl_context=context,
                proxy=proxy,
                max_connections=None,  # a wait for one of them could not be stopped
                keepalive_expiry=KEPT_SECONDS,
                network_backend=self._backend,
            )
        )
        self._own = threading.local()
        self._lines: deque[Line] = deque()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request; its body is read by who asks for it, within the same bounds."""
        times = request.extensions.get("timeout", {})
        self._watch.begin(times.get("read") or _LONGEST)
        return self._carried(request)

    def post(self, address: Address, content: bytes, times: httpx2.Timeout) -> Told | None:
        """Send a request that goes straight to a server, and read all of the answer.

        Without what stands between a client and its connections, none of which is needed for a body
        that goes out whole and an answer that comes in whole: together that took twice as long.

        Args:
            address: where to.
            content: what is said.
            times: most seconds for all of it, and for the connection.

        Returns:
            The answer, its body unpacked; ``None`` where it must be asked in the long way: through a
            proxy, or sent on by the server.

        Raises:
            httpx2.HTTPError: there is none.
        """
        url = address.url
        is_plain = url.scheme == "http" or (url.scheme == "https" and self._context is not None)
        said = address.whole(content)
        if self._proxy is not None or said is None or not is_plain:
            return None
        self._watch.begin(times.read or _LONGEST)
        try:
            told = self._line(url).ask(said, times.connect)
        except TooLongError:
            raise _too_large(self._most) from None
        except (httpcore2.NetworkError, httpcore2.TimeoutException) as error:
            # httpx has an error of the same name for each of them.
            raise getattr(httpx2, type(error).__name__)(str(error)) from error
        if isinstance(told, Odd):
            told = self._heard(told, address.request(content, times))
        if told.status in _SENT_ON and told.header(b"location"):
            return None
        packed = told.header(b"content-encoding")
        if not packed:
            return told
        kept = [(name, value) for name, value in told.headers if name.lower() not in _FORGET]
        return Told(told.status, kept, b"".join(_opened([told.body], packed, self._most)))

    def _line(self, url: httpx2.URL) -> Line:
        """This thread's connection to a server."""
        origin = f"{url.scheme}://{url.netloc.decode()}"
        line: Line | None = self._own.__dict__.get(origin)
        if line is None:
            line = Line(functools.partial(self._connected, url), self._watch, self._most)
            self._own.__dict__[origin] = line
            self._lines.append(line)
        return line

    def _connected(self, url: httpx2.URL, seconds: float | None) -> httpcore2.NetworkStream:
        host = url.raw_host.decode("ascii")
        stream = self._backend.connect_tcp(host, _port(url) or 0, seconds)
        if self._context is None or url.scheme != "https":
            return stream
        self._context.set_alpn_protocols(["http/1.1"])
        return stream.start_tls(self._context, host, seconds)

    def _heard(self, odd: Odd, request: httpx2.Request) -> Told:
        """What an answer says that is not in the plain form."""
        replay = Replay(odd.stream, odd.heard)
        with self._pools.instead(
            httpcore2.ConnectionPool(ssl_context=self._context, network_backend=replay)
        ):
            response = self._carried(request)
            return Told(response.status_code, response.headers.raw, response.read())

    def close(self) -> None:
        """Close all connections."""
        for line in self._lines:
            line.close()
        super().close()

    def _carried(self, request: httpx2.Request) -> httpx2.Response:
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

    @contextlib.contextmanager
    def instead(self, pool: httpcore2.ConnectionPool) -> Iterator[None]:
        """Have this thread's requests go over another pool, which is closed then."""
        before = getattr(self._own, "pool", None)
        self._own.pool = pool
        try:
            yield
        finally:
            self._own.pool = before
            pool.close()

    def close(self) -> None:
        for pool in self._all:
            pool.close()


class _Body(httpx2.SyncByteStream):
    """A body, unpacked as it is read and given up when it is too long."""

    def __init__(self, response: httpx2.Response, most: int) -> None:
        self._response = response
        self._packed = response.headers.get("content-encoding", "")
        self._most = most

    def __iter__(self) -> Iterator[bytes]:
        stream = self._response.stream
        assert isinstance(stream, httpx2.SyncByteStream)
        return _opened(stream, self._packed, self._most)

    def close(self) -> None:
        self._response.close()


def _opened(parts: Iterable[bytes], packed: str, most: int) -> Iterator[bytes]:
    """A body unpacked, in pieces, and given up when it is too long."""
    total = 0
    for part in _unpacked(parts, packed, most):
        total += len(part)
        if total > most:
            raise _too_large(most)
        yield part


def _unpacked(parts: Iterable[bytes], packed: str, most: int) -> Iterator[bytes]:
    """In pieces that are bounded whatever they were packed from."""
    packed = packed.strip().lower()
    if packed in {"", "identity"}:
        yield from parts
        return
    if packed not in {"gzip", "x-gzip"}:
        raise httpx2.DecodingError(f"the answer is packed as {packed[:40]!r}")
    unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS)
    for part in parts:
        while part:
            try:
                yield unpacking.decompress(part, most + 1)
            except zlib.error as error:
                raise httpx2.DecodingError("the answer is packed badly") from error
            part = unpacking.unconsumed_tail
    if not unpacking.eof:
        raise httpx2.DecodingError("the packed answer breaks off")


def _too_large(most: int) -> TooLargeError:
    return TooLargeError(f"the answer is longer than {most / 1e6:.0f} MB, reading was given up")


def _is_same(here: httpx2.URL, there: httpx2.URL) -> bool:
    """Whether an address is on the same host and port, or the same host made safe."""
    if here.host != there.host:
        return False
    safer = here.scheme == "http" and there.scheme == "https"
    default = here.port in {None, 80} and there.port in {None, 443}
    return (here.scheme == there.scheme and _port(here) == _port(there)) or (safer and default)


def _port(url: httpx2.URL) -> int | None:
    return url.port or _PORTS.get(url.scheme)

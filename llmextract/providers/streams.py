"""Connections that are bounded in time and end with the run.

httpx bounds each wait, not their sum: a server that sends a byte a minute is waited for without end.
Here the time for reading stands for the whole exchange, and a wait looks up now and then whether the
run goes on.
"""

import contextlib
import ssl
import threading
from collections.abc import Callable
from typing import Any

import httpcore2

LOOK = 0.4
"""Seconds after which a wait looks whether the run was stopped: each look of each of many threads costs
the processor, and answers of models take longer than one."""


class Watch:
    """How long the exchange of each thread may last, and whether the run goes on.

    Args:
        stop: set when the run is stopped.
        clock: seconds since some moment.
    """

    def __init__(self, stop: threading.Event, clock: Callable[[], float]) -> None:
        self._stop = stop
        self._own = threading.local()
        self.clock = clock

    def begin(self, seconds: float) -> None:
        """An exchange of this thread begins, which may last so long."""
        self._own.seconds = seconds
        self._own.end = self.clock() + seconds

    def left(self) -> float:
        """Seconds that are left.

        Raises:
            httpcore2.ReadTimeout: none are.
            httpcore2.ReadError: the run was stopped.
        """
        if self._stop.is_set():
            raise httpcore2.ReadError("the run was stopped")
        left: float = self._own.end - self.clock()
        if left <= 0:
            raise httpcore2.ReadTimeout(f"no whole answer within {self._own.seconds:g} s")
        return left


class Backend(httpcore2.NetworkBackend):
    """Makes streams that are watched."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *args: Any, **more: Any
    ) -> httpcore2.NetworkStream:
        """Connect within the time of the exchange, too."""
        seconds = _shorter(timeout, self._watch.left())
        return _Stream(self._inner.connect_tcp(host, port, seconds, *args, **more), self._watch)


class _Stream(httpcore2.NetworkStream):
    def __init__(self, inner: httpcore2.NetworkStream, watch: Watch) -> None:
        self._inner = inner
        self._watch = watch

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        while True:
            left = self._watch.left()
            with contextlib.suppress(httpcore2.ReadTimeout):
                return self._inner.read(max_bytes, min(LOOK, left))

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


class Replay(httpcore2.NetworkBackend):
    """For one exchange: a stream over which the request went out already, and part of the answer came.

    Args:
        stream: the stream.
        heard: what came.
    """

    def __init__(self, stream: httpcore2.NetworkStream, heard: bytes) -> None:
        self._stream = _Replayed(stream, heard)

    def connect_tcp(self, *args: Any, **more: Any) -> httpcore2.NetworkStream:
        """The stream, as it is."""
        return self._stream


class _Replayed(httpcore2.NetworkStream):
    def __init__(self, inner: httpcore2.NetworkStream, heard: bytes) -> None:
        self._inner = inner
        self._heard = heard

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        heard, self._heard = self._heard[:max_bytes], self._heard[max_bytes:]
        return heard or self._inner.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """It was sent before."""

    def close(self) -> None:
        self._inner.close()

    def start_tls(self, *args: Any, **more: Any) -> httpcore2.NetworkStream:
        return self  # it is what the answer came over

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _shorter(one: float | None, other: float) -> float:
    return other if one is None else min(one, other)

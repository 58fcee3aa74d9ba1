"""The network is bounded in time and size, ends with the run, and sends nothing elsewhere."""

import contextlib
import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

from llmextract.providers.network import SentOnError, TooLargeError, Transport

pytestmark = pytest.mark.loopback

Behaviour = Callable[[socket.socket, threading.Event], None]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextlib.contextmanager
def serving(behave: Behaviour) -> Iterator[str]:
    """A server that reads one request after the other and answers each by hand."""
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    with connection, contextlib.suppress(OSError):
                        while connection.recv(65536):
                            behave(connection, done)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        done.set()
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def client(seconds: float = 5, **options: Any) -> httpx2.Client:
    transport = Transport(**options)
    return httpx2.Client(
        transport=transport, timeout=seconds, trust_env=False, follow_redirects=True
    )


def answering(body: bytes, *headers: str, status: str = "200 OK") -> Behaviour:
    head = "".join(f"{line}\r\n" for line in (*headers, f"Content-Length: {len(body)}"))
    return lambda connection, _: connection.sendall(
        f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body
    )


def dripping(start: bytes, drop: bytes) -> Behaviour:
    def behave(connection: socket.socket, done: threading.Event) -> None:
        connection.sendall(start)
        while not done.wait(0.02):
            connection.sendall(drop)

    return behave


STALL = dripping(b"", b"")
DRIPS = {
    "nothing": STALL,
    "headers": dripping(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
    "a body": dripping(HEAD + b"Content-Length: 9999\r\n\r\n", b" "),
    "chunks": dripping(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
}


def test_an_answer_comes_through_and_the_connection_is_kept() -> None:
    with serving(answering(b"{}")) as url, client() as http:
        assert [http.post(url, content=b"x").json() for _ in range(2)] == [{}, {}]


@pytest.mark.parametrize("behave", DRIPS.values(), ids=list(DRIPS))
def test_the_time_for_an_answer_is_that_of_the_whole_answer(behave: Behaviour) -> None:
    with serving(behave) as url, client(seconds=0.15) as http:
        started = time.monotonic()
        with pytest.raises(httpx2.ReadTimeout, match=r"no whole answer within 0\.15 s"):
            http.post(url, content=b"x")
        assert time.monotonic() - started < 5


@pytest.mark.parametrize("behave", DRIPS.values(), ids=list(DRIPS))
def test_a_stopped_run_is_not_held_by_a_server(behave: Behaviour) -> None:
    stop = threading.Event()
    with serving(behave) as url, client(seconds=60, stop=stop) as http:
        threading.Timer(0.05, stop.set).start()
        started = time.monotonic()
        with pytest.raises(httpx2.ReadError, match="stopped"):
            http.post(url, content=b"x")
        assert time.monotonic() - started < 10
        with pytest.raises(httpx2.ReadError):
            http.post(url, content=b"x")


def packed_zeros(megabytes: int) -> bytes:
    packing = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packing.compress(bytes(1 << 20)) for _ in range(megabytes)]
    return b"".join(parts) + packing.flush()


@pytest.mark.parametrize(
    "behave",
    [
        answering(b" " * 5000),
        answering(packed_zeros(8), "Content-Encoding: gzip"),
        dripping(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"400\r\n" + b" " * 1024 + b"\r\n"),
    ],
    ids=["long", "packed", "endless"],
)
def test_what_is_too_long_is_not_read(behave: Behaviour) -> None:
    with (
        serving(behave) as url,
        client(most=4096) as http,
        pytest.raises(TooLargeError, match="longer than"),
    ):
        http.post(url, content=b"x")


def test_what_is_packed_is_unpacked() -> None:
    text = b'{"a": "' + bytes(range(97, 123)) * 4000 + b'"}'
    behave = answering(gzip.compress(text), "Content-Encoding: gzip")
    with serving(behave) as url, client() as http:
        assert http.post(url, content=b"x").content == text


@pytest.mark.parametrize("packed", ["br", "gzip"])
def test_what_cannot_be_unpacked_is_no_answer(packed: str) -> None:
    behave = answering(b"neither of them", f"Content-Encoding: {packed}")
    with serving(behave) as url, client() as http, pytest.raises(httpx2.DecodingError):
        http.post(url, content=b"x")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "where",
    ["http://elsewhere.example/v1", "//127.0.0.2/", "https://127.0.0.1:1/", "ftp://127.0.0.1/"],
)
def test_nothing_is_sent_to_another_host(status: int, where: str) -> None:
    behave = answering(b"", f"Location: {where}", status=f"{status} Moved")
    with serving(behave) as url, client() as http, pytest.raises(SentOnError, match="sends on to"):
        http.post(url, content=b"the text", headers={"Authorization": "of this host alone"})


@pytest.mark.parametrize(
    ("status", "followed"), [(307, True), (308, True), (301, False), (302, False)]
)
def test_the_same_host_may_name_another_path_for_the_same_request(
    status: int, followed: bool
) -> None:
    seen: list[bytes] = []

    def behave(connection: socket.socket, done: threading.Event) -> None:
        seen.append(b"")
        moved = answering(b"", "Location: /v2", status=f"{status} Moved")
        (moved if len(seen) == 1 else answering(b"{}"))(connection, done)

    with serving(behave) as url, client() as http:
        if followed:
            assert http.post(f"{url}/v1", content=b"x").json() == {}
        else:
            with pytest.raises(SentOnError, match="/v2"):
                http.post(f"{url}/v1", content=b"x")


def test_a_server_that_breaks_off_is_told_from_one_that_is_not_there() -> None:
    def drop(connection: socket.socket, _: threading.Event) -> None:
        connection.sendall(HEAD + b"Content-Length: 999\r\n\r\n{")
        connection.shutdown(socket.SHUT_RDWR)

    with serving(drop) as url, client() as http, pytest.raises(httpx2.RemoteProtocolError):
        http.post(url, content=b"x")
    with client() as http, pytest.raises(httpx2.ConnectError):
        http.post(url, content=b"x")


def test_each_thread_has_a_connection_of_its_own_and_keeps_it() -> None:
    """One pool for all threads is looked through, behind a lock, for each request."""
    met = threading.Barrier(4)
    with (
        serving_many(answering(b"{}")) as (url, connections),
        client() as ours,
        ThreadPoolExecutor(4) as pool,
    ):

        def ask(_: int) -> int:
            met.wait()  # each of the four threads has one of them
            return ours.get(url).status_code  # in one piece: the server answers each

        for _ in range(3):
            assert list(pool.map(ask, range(4))) == [200] * 4
        assert len(connections) == 4
    assert all(one.wait(5) for one in connections)  # all of them were closed


@contextlib.contextmanager
def serving_many(behave: Behaviour) -> Iterator[tuple[str, list[threading.Event]]]:
    """The same with a thread for each connection; yields what says of each that it was closed."""
    done, ends = threading.Event(), list[threading.Event]()

    def handle(connection: socket.socket, end: threading.Event) -> None:
        with connection, contextlib.suppress(OSError):
            while connection.recv(65536):
                behave(connection, done)
        end.set()

    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    ends.append(threading.Event())
                    threading.Thread(target=handle, args=(connection, ends[-1])).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", ends
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)


@pytest.mark.parametrize("there", ["http://[::1", "http://a:b:c/", "http://x:99999999/"])
def test_a_redirect_to_what_is_no_address_is_told(there: str) -> None:
    sent_on = answering(b"", f"Location: {there}", status="302 Found")
    with serving(sent_on) as url, client() as http, pytest.raises(SentOnError):
        http.post(url, content=b"x")


def test_a_packed_answer_that_breaks_off_is_no_answer() -> None:
    packed = gzip.compress(b"{}" * 5000)[:-9]
    cut = answering(packed, "Content-Encoding: gzip")
    broken = pytest.raises(httpx2.DecodingError, match="breaks off")
    with serving(cut) as url, client() as http, broken:
        http.post(url, content=b"x")
